# SPDX-License-Identifier: MIT
"""peers.py - the same rules in other programs, all on one core, asked over
HTTP by the same generator.  A program that is not installed is left out, and
said so."""

import os
import shutil
import sqlite3
import subprocess

import rounds
import stage as staged
from stage import Server

N = 100000
FEW = 1000  # for those that look at one rule after the other

# Where servers lie that are not in everybody's PATH.
PATH = os.environ["PATH"] + ":/usr/sbin:/sbin"

NGINX = """daemon off;
{user}
worker_processes 1;
pid {place}/{name}.pid;
error_log {place}/{name}.err crit;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    keepalive_requests 1000000;
    client_body_temp_path {place}/{name}.body;
    proxy_temp_path {place}/{name}.proxy;
    fastcgi_temp_path {place}/{name}.fastcgi;
    uwsgi_temp_path {place}/{name}.uwsgi;
    scgi_temp_path {place}/{name}.scgi;
    {http}
}}
"""

FRONT = """upstream app {{ server {address}; {keep} }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            {params}
            fastcgi_pass app;
            {keep_conn}
        }}
    }}"""

# What our recipes for nginx say, each line of it.
RECIPE = "docs/servers/detour_params"

# What a first draft says.
FEW_PARAMS = """fastcgi_pass_request_body off;
            fastcgi_pass_request_headers {headers};
            fastcgi_param REQUEST_METHOD $request_method;
            fastcgi_param REQUEST_URI $request_uri;
            fastcgi_param HTTP_HOST $http_host;
            fastcgi_param REQUEST_SCHEME $scheme;
            fastcgi_param SERVER_PORT $server_port;"""

APACHE = """ServerRoot /usr/lib/apache2
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule rewrite_module modules/mod_rewrite.so
{user}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {place}/apache.pid
ErrorLog {place}/apache.err
LogLevel crit
DefaultRuntimeDir {place}
Mutex file:{place}
StartServers 1
ServerLimit 1
ThreadsPerChild 25
MaxRequestWorkers 25
MinSpareThreads 1
MaxSpareThreads 25
KeepAlive On
MaxKeepAliveRequests 0
DocumentRoot {place}/empty
<Directory {place}/empty>
Require all granted
AllowOverride None
</Directory>
RewriteEngine on
RewriteMap rules "dbm=sdbm:{map}"
RewriteCond ${{rules:%{{REQUEST_URI}}}} ^(.+)$
RewriteRule ^/ %1 [R=307,L,NE,UnsafeAllow3F]
"""

HAPROXY = """global
    nbthread 1
    maxconn 2000
defaults
    mode http
    timeout client 30s
    timeout server 30s
    timeout connect 5s
frontend f
    bind 127.0.0.1:{port}
    http-request redirect location %[path,map({map})] code 307 if {{ path,map({map}) -m found }}
    http-request return status 404
"""

CADDY = """{{
	admin off
	auto_https off
}}
http://:{port} {{
	bind 127.0.0.1
	map {{http.request.uri.path}} {{target}} {{
{rules}		default ""
	}}
	@hit expression `{{target}} != ""`
	redir @hit {{target}} 307
	respond 404
}}
"""

LIGHTTPD = """server.modules = ("mod_redirect", "mod_fastcgi")
server.document-root = "{place}/empty"
server.bind = "127.0.0.1"
server.port = {port}
server.max-keep-alive-requests = 1000000
{more}
"""

PHP = """<?php
$db = new PDO('sqlite:{db}', null, null, [PDO::ATTR_PERSISTENT => true]);
$st = $db->prepare('SELECT target, status FROM rule WHERE host = ?'
    . ' AND path = ? AND (expires IS NULL OR expires > ?)');
$st->execute([$_SERVER['HTTP_HOST'], strtok($_SERVER['REQUEST_URI'], '?'),
    time()]);
$row = $st->fetch(PDO::FETCH_NUM);
$st->closeCursor();
if (!$row) {{ http_response_code(404); exit; }}
header('Location: ' . $row[0], true, (int)$row[1]);
"""


def which(*programs):
    for program in programs:
        found = shutil.which(program, path=PATH)
        if found:
            return found
    return None


class Peers:
    def __init__(self, stage):
        self.stage = stage
        self.asks = stage.asks(N)
        self.cases = {}
        self.missing = []
        os.makedirs(stage.path("empty"), exist_ok=True)

    def write(self, name, text):
        path = self.stage.path(name)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return path

    def rules(self, form, n=N):
        return self.stage.make(f"{n}.{form}", "rules", n, 0, form)

    def add(self, name, program, start, asks=None):
        """Start one; start(port) gives its processes."""
        if program is None:
            self.missing.append(name)
            return
        port = staged.free_port()
        server = Server(name, f"127.0.0.1:{port}", start(port), http=True,
                        hits="detour" in name)
        self.stage.up(server)
        self.cases[name] = rounds.Case(name, server, asks or self.asks, "-k")

    # ------------------------------------------------------------- servers

    def nginx(self, name, http):
        conf = self.write(f"{name}.conf", NGINX.format(
            place=self.stage.place, name=name, http=http,
            user="user root;" if os.getuid() == 0 else ""))
        return [self.stage.start(which("nginx"), "-c", conf, log=name)]

    def front(self, name, behind, params=None, keep=True):
        """nginx before a FastCGI program, as in our recipe."""
        if params is None:
            with open(RECIPE, encoding="ascii") as f:
                params = f.read()
        return lambda port: self.nginx(name, FRONT.format(
            address=behind.address, port=port, params=params,
            keep="keepalive 8;" if keep else "",
            keep_conn="fastcgi_keep_conn on;" if keep else "")) + \
            behind.processes

    def plain_db(self, name):
        """The one table that a first draft has."""
        path = self.stage.path(name)
        db = sqlite3.connect(path)
        db.execute("CREATE TABLE rule (host TEXT, path TEXT, target TEXT,"
                   " status INTEGER DEFAULT 307, expires INTEGER,"
                   " hits INTEGER DEFAULT 0, PRIMARY KEY (host, path))")
        with open(self.rules("pairs"), encoding="ascii") as f:
            db.executemany(
                "INSERT INTO rule (host, path, target) VALUES"
                " ('www.example.org', ?, ?)", (line.split() for line in f))
        db.commit()
        db.close()
        return path

    def php(self, port):
        db = self.plain_db("php.db")
        script = self.write("redirect.php", PHP.format(db=db))
        sock = self.stage.path("php.sock")
        conf = self.write("fpm.conf", f"""[global]
error_log = {self.stage.path('fpm.err')}
daemonize = no
[www]
{"user = root" if os.getuid() == 0 else ""}
{"group = root" if os.getuid() == 0 else ""}
listen = {sock}
pm = static
pm.max_children = 2
""")
        fpm = self.stage.up(Server("php", f"unix:{sock}", [self.stage.start(
            which("php-fpm8.2", "php-fpm"), "-F", "-R", "-y", conf,
            log="fpm")]))
        params = FEW_PARAMS.format(headers="on") + \
            f"\n            fastcgi_param SCRIPT_FILENAME {script};"
        return self.front("php", fpm, params, False)(port)

    def apache(self, port):
        table = self.stage.path("rules.sdbm")
        subprocess.run([which("httxt2dbm"), "-f", "SDBM", "-i",
                        self.rules("pairs"), "-o", table], check=True,
                       capture_output=True)
        conf = self.write("apache.conf", APACHE.format(
            place=self.stage.place, port=port, map=table,
            user="User www-data\nGroup www-data" if os.getuid() == 0 else ""))
        return [self.stage.start(which("apache2", "httpd"), "-d",
                                 "/usr/lib/apache2", "-f", conf,
                                 "-DFOREGROUND", "-DBIG_SECURITY_HOLE",
                                 log="apache")]

    def haproxy(self, port):
        conf = self.write("haproxy.cfg", HAPROXY.format(
            port=port, map=self.rules("pairs")))
        return [self.stage.start(which("haproxy"), "-db", "-f", conf)]

    def caddy(self, port):
        with open(self.rules("caddy", FEW), encoding="ascii") as f:
            conf = self.write("Caddyfile", CADDY.format(
                port=port, rules=f.read()))
        place = self.stage.place
        return [self.stage.start(
            which("caddy"), "run", "--adapter", "caddyfile", "--config", conf,
            env=dict(staged.CLEAN, GOMAXPROCS="1", HOME=place,
                     XDG_DATA_HOME=place, XDG_CONFIG_HOME=place))]

    def lighttpd(self, name, more):
        def start(port):
            conf = self.write(f"{name}.conf", LIGHTTPD.format(
                place=self.stage.place, port=port, more=more))
            return [self.stage.start(which("lighttpd"), "-D", "-f", conf,
                                     log=name)]
        return start

    def start_all(self):
        stage, db = self.stage, self.stage.rules(N)
        nginx, few = which("nginx"), stage.asks(FEW)
        any_answer = stage.path("any.asks")
        with open(self.asks, encoding="ascii") as f, \
                open(any_answer, "w", encoding="ascii") as out:
            out.writelines(line.split("\t")[0] + "\n" for line in f)

        # Those that the goals name stand around detour: rounds.py.
        self.add("php-fpm, PDO SQLite",
                 nginx and which("php-fpm8.2", "php-fpm"), self.php)
        self.add("nginx return", nginx, lambda port: self.nginx(
            "return", f"server {{ listen 127.0.0.1:{port}; return 307 "
            "https://www.example.com/docs/summer-guide/12345?from=old; }"),
            any_answer)
        ours = stage.worker("detour.fcgi", db)
        self.add("detour", nginx, self.front("detour", ours))
        self.add("Apache RewriteMap dbm",
                 which("apache2", "httpd") and which("httxt2dbm"),
                 self.apache)
        self.add("fixed answer", nginx, self.front(
            "fixed", stage.worker("bench/fixed")), any_answer)
        self.add("nginx map", nginx, lambda port: self.nginx(
            "map", "map_hash_bucket_size 256; map_hash_max_size 262144; "
            f"map $uri $to {{ default ''; include {self.rules('nginx')}; }} "
            f"server {{ listen 127.0.0.1:{port}; "
            "if ($to) { return 307 $to; } return 404; }"))
        self.add("HAProxy map", which("haproxy"), self.haproxy)
        behind = stage.worker("detour.fcgi", db)
        self.add("lighttpd, detour", which("lighttpd"), lambda port:
                 self.lighttpd("lighttpd", 'fastcgi.server = ("/" => (('
                 f'"socket" => "{behind.address[5:]}", '
                 '"check-local" => "disable")))')(port) + behind.processes)
        with open(self.rules("lighttpd", FEW), encoding="ascii") as f:
            self.add("lighttpd url.redirect, 1,000 rules", which("lighttpd"),
                     self.lighttpd("redirect", "url.redirect-code = 307\n"
                                   f"url.redirect = ({f.read()})"), few)
        self.add("Caddy map, 1,000 rules", which("caddy"), self.caddy, few)
        draft = FEW_PARAMS.format(headers="off")
        self.add("naive, WAL", nginx, lambda port: self.front(
            "naive-wal", stage.plain("naive", self.plain_db("n1.db"), "wal"),
            draft, False)(port))
        self.add("naive", nginx, lambda port: self.front(
            "naive", stage.plain("naive", self.plain_db("n2.db")),
            draft, False)(port))


def resident(server):
    """Proportional share of all processes, in octets."""
    return sum(staged.memory(pid, "Pss:") for top in server.pids
               for pid in staged.children(top))


def run(stage, settings):
    peers = Peers(stage)
    peers.start_all()
    for name in peers.missing:
        print(f"  left out, not installed: {name}")
    rounds.run(list(peers.cases.values()), stage.build, settings["rounds"],
               settings["seconds"])
    memory = {n: resident(c.server) for n, c in peers.cases.items()}
    return peers.cases, memory, peers.missing
