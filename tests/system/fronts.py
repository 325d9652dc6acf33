# SPDX-License-Identifier: MIT
"""fronts.py - each web server with a printed recipe and nothing else.

A function here wraps what "detour recipe" has printed into the least that the
server wants besides, starts the server in the folder of a rig, and waits until
it answers on the port that the recipe names.
"""

import os
import shlex
import socket

MODULES = """authn_core authz_core authz_user authnz_fcgi auth_basic alias dir
env mime rewrite proxy proxy_fcgi proxy_http fcgid cgid mpm_event""".split()


class Port:
    """A free port of the kernel's choice, kept from others: the socket is
    bound but does not listen, which still lets the server have it."""

    def __init__(self):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(("127.0.0.1", 0))
        self.number = self.socket.getsockname()[1]

    def close(self):
        self.socket.close()

    def answers(self):
        with socket.socket() as s:
            return s.connect_ex(("127.0.0.1", self.number)) == 0


def write(rig, name, text, mode=0o644):
    with open(rig.path(name), "w", encoding="utf-8") as f:
        f.write(text)
    os.chmod(rig.path(name), mode)
    return rig.path(name)


def nginx(rig, text, port):
    return rig.nginx("client_max_body_size 16m;\n" + text, ready=port.answers)


def apache(rig, text, port):
    conf = f"""
ServerRoot "{rig.place}"
ServerName localhost
DefaultRuntimeDir "{rig.place}"
PidFile apache.pid
ErrorLog apache.log
ScriptSock "{rig.path('cgid.sock')}"
Listen 127.0.0.1:{port.number}
StartServers 1
ServerLimit 2
ThreadsPerChild 25
MaxRequestWorkers 50
"""
    for name in MODULES:
        conf += (f"LoadModule {name}_module"
                 f" /usr/lib/apache2/modules/mod_{name}.so\n")
    conf += f"""
TypesConfig /dev/null
FcgidIPCDir "{rig.path('fcgid')}"
FcgidProcessTableFile "{rig.path('fcgid.shm')}"
<Directory "{rig.place}">
    Require all granted
</Directory>
"""
    if os.geteuid() == 0:
        conf += "User www-data\nGroup www-data\n"
    return rig.start("apache2", "-DFOREGROUND", "-f",
                     write(rig, "apache.conf", conf + text),
                     ready=port.answers)


def lighttpd(rig, text, port):
    conf = f"""
server.bind = "127.0.0.1"
server.port = {port.number}
server.document-root = "{rig.path('root')}"
server.errorlog = "{rig.path('lighttpd.log')}"
server.upload-dirs = ( "{rig.place}" )
mimetype.assign = ( ".html" => "text/html" )
"""
    return rig.start("lighttpd", "-D", "-f",
                     write(rig, "lighttpd.conf", conf + text),
                     ready=port.answers)


def caddy(rig, text, port):
    conf = "{\n\tadmin off\n\tauto_https off\n}\n"
    env = dict(rig.env, HOME=rig.place, XDG_DATA_HOME=rig.place,
               XDG_CONFIG_HOME=rig.place)
    return rig.start("caddy", "run", "--adapter", "caddyfile", "--config",
                     write(rig, "Caddyfile", conf + text), env=env,
                     ready=port.answers)


def haproxy(rig, text, port):
    conf = "global\n    maxconn 200\n\n"
    return rig.start("haproxy", "-db", "-f",
                     write(rig, "haproxy.cfg", conf + text),
                     ready=port.answers)


def h2o(rig, text, port):
    conf = f"num-threads: 1\nerror-log: {rig.path('h2o.log')}\n"
    return rig.start("h2o", "-m", "worker", "-c",
                     write(rig, "h2o.conf", conf + text), ready=port.answers)


def script(rig, text, port):
    """A CGI program; its recipe says how the server is started."""
    os.makedirs(rig.path("root/cgi-bin"), exist_ok=True)
    write(rig, "root/cgi-bin/go", text, 0o755)
    lines = [line[5:].strip() for line in text.splitlines()
             if line.startswith("#     ")]
    return rig.start(*shlex.split(lines[0]), ready=port.answers)
