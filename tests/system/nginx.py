# SPDX-License-Identifier: MIT
"""nginx.py - configurations of nginx that need nothing outside a folder."""

import grp
import os
import pwd

# What the worker is told of a request.
PARAMS = """
    fastcgi_param REQUEST_METHOD $request_method;
    fastcgi_param REQUEST_URI $request_uri;
    fastcgi_param HTTP_HOST $http_host;
    fastcgi_param HTTP_ACCEPT $http_accept;
    fastcgi_pass_request_body off;
    fastcgi_keep_conn on;
    fastcgi_buffer_size 8k;
"""


def user():
    """As root, nginx would give up its rights, and could not reach us."""
    if os.geteuid() != 0:
        return ""
    return f"user {pwd.getpwuid(0)[0]} {grp.getgrgid(0)[0]};"


def whole(http, name="nginx"):
    """A whole configuration around the inside of an http block."""
    kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    temporary = "\n".join(f"{k}_temp_path {name}-{k};" for k in kinds)
    return f"""
{user()}
daemon off;
pid {name}.pid;
error_log error.log;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
access_log off;
{temporary}
{http}
}}
"""


def redirects(tls=False):
    """A server on web.sock that hands everything to the worker, and shows
    its answers as they are; with tls, one on tls.sock too."""
    conf = f"""
upstream detour {{ server unix:detour.sock; keepalive 8; }}
server {{
    listen unix:web.sock;
    {PARAMS}
    fastcgi_param SERVER_PORT 80;
    location / {{ fastcgi_pass detour; }}
}}
"""
    if tls:
        conf += f"""
server {{
    listen unix:tls.sock ssl;
    ssl_certificate tls.pem;
    ssl_certificate_key tls.key;
    {PARAMS}
    fastcgi_param HTTPS on;
    fastcgi_param SERVER_PORT 443;
    location / {{ fastcgi_pass detour; }}
}}
"""
    return conf


def certificate(rig):
    """A key and a certificate for redirects(tls=True)."""
    p = rig.run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=site.example", "-keyout", "tls.key",
                "-out", "tls.pem")
    if p.returncode != 0:
        raise AssertionError(p.stderr.decode())
