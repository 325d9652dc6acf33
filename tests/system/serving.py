# SPDX-License-Identifier: MIT
"""serving.py - web servers with what was exported for them, and a site behind."""

import os

import fronts
from clock import Clock


def http(text):
    return text.split("# server:\n")


SITE = 'add_header X-Site yes always; return 404 "site\\n";'


def start_nginx(rig, env, text, port, site=SITE):
    """site: what answers where nothing of the export does."""
    before, server = http(text)
    return rig.start(
        "nginx", "-e", "error.log", "-p", rig.place + "/", "-c",
        fronts.write(rig, "x.conf", f"""
daemon off; master_process off; worker_processes 1; pid nginx.pid;
error_log error.log;
{Clock.NGINX}
events {{ }}
http {{
access_log off;
client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp;
uwsgi_temp_path tmp; scgi_temp_path tmp;
{before}
server {{
listen 127.0.0.1:{port.number};
{server}
location / {{ {site} }}
}} }}
"""), env=env, ready=port.answers)


def start_apache(rig, env, text, port):
    # At its end it signals all of its session.
    conf = "".join(
        f"LoadModule {m}_module /usr/lib/apache2/modules/mod_{m}.so\n"
        for m in "mpm_prefork authz_core rewrite headers setenvif".split())
    return rig.start(
        "apache2", "-DFOREGROUND", "-f", fronts.write(rig, "x.conf", f"""
ServerRoot "{rig.place}"
ServerName a.example
DefaultRuntimeDir "{rig.place}"
PidFile apache.pid
ErrorLog error.log
Listen 127.0.0.1:{port.number}
# No threads: libfaketime now and then tells one of them the real time.
StartServers 2
ServerLimit 4
MaxRequestWorkers 4
{conf}
DocumentRoot "{rig.place}"
{"User www-data" if os.geteuid() == 0 else ""}
<VirtualHost *:{port.number}>
{text}
</VirtualHost>
"""), env=env, ready=port.answers, start_new_session=True)


def start_haproxy(rig, env, text, port):
    # Its own malloc, which it has since 3.0, and libfaketime wait for each
    # other as they begin; with libc's, which is found first so, they do not.
    env = dict(env, LD_PRELOAD=env["LD_PRELOAD"] + ":libc.so.6")
    return rig.start(
        "haproxy", "-db", "-f", fronts.write(rig, "x.cfg", f"""
global
    maxconn 100
    # libfaketime now and then tells one of several threads the real time.
    nbthread 1
defaults
    mode http
    timeout client 10s
    timeout server 10s
    timeout connect 10s
frontend f
    bind 127.0.0.1:{port.number}
{text}
    http-request return status 404 hdr X-Site yes
"""), env=env, ready=port.answers)


def start_caddy(rig, env, text, port):
    return fronts.caddy(rig, f"""http://:{port.number} {{
{text}
respond "site" 404
}}
""", port)


SERVERS = {"nginx": start_nginx, "apache": start_apache,
           "haproxy": start_haproxy, "caddy": start_caddy}
