#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_import_from.py - what others export, through the tool: guessed, taken,
counted, refused, mended and imported again; and what it then answers.

    test_import_from.py BUILD
"""

import re
import sys

from tap import check, done, equal
from tool import Tool

BUILD = sys.argv[1]
t = Tool(BUILD)

# ---------------------------------------------------------------- the guess

# Each as its maker writes it: what is typed nowhere is guessed and said.
FILES = [
    ("_redirects", "/a /b\n", "netlify"),
    (".htaccess", "Redirect /a /b\n", "htaccess"),
    ("x.htaccess", "RewriteEngine On\nRewriteRule ^a$ /b [R,L]\n", "htaccess"),
    ("site.conf", "server { server_name a.example; return 301 /b; }\n",
     "nginx"),
    ("moved.map", "/a /b;\n", "nginx"),
    ("vercel.json", '{"redirects":[]}', "vercel-json"),
    ("bulk.csv", "source,destination,permanent\n/a,/b,true\n", "vercel-json"),
    ("bulk.jsonl", '{"source":"/a","destination":"/b"}\n', "vercel-json"),
    ("r.json", '{"plugin":{},"groups":[],"redirects":[]}',
     "redirection-json"),
    ("r.csv", "source,target,regex,code,type,hits,title,status\n",
     "redirection-csv"),
    ("s.csv", "source,target,regex,code,order,notes\n", "safe-redirect-csv"),
    ("n.csv", "Source Uri,Target Uri,Status Code,Host\n", "neos-csv"),
    ("g.csv", "Old Url,New Url,Status\n", "govuk-csv"),
    ("h.csv", "Long URL;Tags;Domain;Short code;Title\n", "shlink-csv"),
    ("y.csv", "keyword,url,title\n", "yourls-csv"),
    ("go.jsonl", '{"Short":"a","Long":"https://x.example/"}\n',
     "golink-jsonl"),
    ("c.csv", "example.com/a,https://example.net/b\n", "cloudflare-csv"),
    ("m.tsv", "/a\t/b\n", "mdn-tsv"),
    ("w.csv", "/a,/b\n", "wagtail-csv"),
    ("netlify.toml", "[build]\n[[redirects]]\nfrom = '/a'\n", "netlify"),
    ("rank.csv", "id,source,matching,destination,type\n", "csv"),
    ("retour.csv", "from,to,status\n/a,/b,302\n", "csv"),
    ("shop.csv", "Redirect from,Redirect to\n/a,/b\n", "csv"),
    ("short.csv", "source,target,hits,status\n/a,/b,1,302\n", "csv"),
    ("own.csv", "source,target\n/a,/b\n", "csv"),
    ("own.json", '[{"source":"/a","target":"/b"}]', "json"),
    ("own.txt", "target;source;note\n/b;/a;x\n", "csv"),
]
for name, text, want in FILES:
    p = t.run("import", t.write(name, text), "--dry-run")
    said = re.search(r"as ([a-z-]+), by", p.stderr.decode())
    equal(f"{name} is guessed to be {want}", said and said[1], want)
equal("nothing was imported", t.json("list"), [])

p = t.run("import", "--from", "xml", data=b"")
check("an unknown format names those there are", p.returncode == 2 and
      all(f" {want}" in p.stderr.decode() for _, _, want in FILES),
      p.stderr.decode())

# ------------------------------------------------------------- what is said

u = Tool(BUILD)
TWICE = "source,target\n/a,/b\n/a,/c\n/a/,/b\n" + "/a,/d\n" * 30
p = u.run("import", "--from", "csv", data=TWICE.encode())
said = p.stderr.decode()
check("a line that differs from a rule that is kept is named, so many times",
      p.returncode == 0 and "input:3: rule 1 has this source" in said and
      "input:4:" not in said and said.count("has this source") == 20 and
      said.count("more lines are not taken") == 1, said)
equal("and the first is there", [r["target"] for r in u.json("list")], ["/b"])

REDIRECTS = ("/a /b 302\n/c /d 301\n/api/* https://api.example/* 200\n"
             "/a /e\n/docs/* /d/:splat 302\n")
check("a person is told how many would be permanent, and how many have no end",
      "2 of them would stand open, without an end" in (
          said := t("import", "--from", "netlify", "--dry-run", want=1,
                    data=REDIRECTS.encode())) and
      "1 of them would be permanent (301 or 308)" in said, said)
ONE = {"DETOUR_DB": t.path("one.db")}
t("init", env=ONE)
said = t("import", "--from", "netlify", data=b"/one /two 302\n", env=ONE)
check("one stands open, several stand", "1 of them stands open, without" in
      said, said)
p = t.run("import", "-", "--from", "netlify", "--format", "json",
          "--tag", "moved", "--refused", t.path("again"),
          data=REDIRECTS.encode())
said = __import__("json").loads(p.stdout)
equal("counted", (p.returncode, said["added"], said["changed"], said["kept"],
                  said["open"], said["permanent"]), (1, 3, 0, 0, 2, 1))
equal("refused by line, text and reason",
      [(r["line"], r["text"], r["reason"].split(":")[0])
       for r in said["refused"]],
      [(3, "/api/* https://api.example/* 200",
        "a 200 shows another page under this address, which is no redirect"),
       (4, "/a /e", "line 1 has it")])
equal("written down as they came", t.read("again"),
      "/api/* https://api.example/* 200\n/a /e\n")
equal("tagged", {r["tags"] for r in t.json("list")}, {"moved"})
t.same("a 301 is permanent", t.rule("2"), status=301, state="permanent")
t.same("a 302 is not, and has no end", t.rule("1"), status=302,
       expires_at=None)

t.write("again", "/api/* https://api.example/:splat 302\n/e /f\n")
said = t.json("import", t.path("again"), "--from", "netlify", "--for", "30d")
equal("mended, it goes in, and has an end",
      (said["added"], said["refused"], said["open"]), (2, [], 0))
said = t.json("import", t.path("again"), "--from", "netlify")
equal("again, it is kept", (said["added"], said["kept"]), (0, 2))
said = t.json("import", "--from", "netlify", "--on-conflict", "overwrite",
              data=b"/e /g 301\n")
equal("or changed", (said["added"], said["changed"]), (0, 1))
t.refused("or fails", "import", "--from", "netlify", "--on-conflict", "fail",
          data=b"/e /h\n", want=1, says="standard input:1: rule")
p = t.run("import", "--from", "netlify", "--all-or-nothing",
          data=b"/new /x\n/bad\n")
check("all or nothing", p.returncode == 1 and
      b"--all-or-nothing" in p.stderr and
      not [r for r in t.json("list") if r["source"] == "/new"], p.stderr)
p = t.run("import", "--from", "netlify", "--dry-run", data=b"/new /x 302\n")
check("a dry run adds nothing, and says what would stand open",
      p.returncode == 0 and b"would add 1 rule" in p.stdout and
      b"1 of them would stand open" in p.stdout and
      not [r for r in t.json("list") if r["source"] == "/new"], p.stdout)

# Refused objects of a wrapped file can be read again as they are.
p = t.run("import", "--from", "vercel-json", "--refused", t.path("v.jsonl"),
          data=b'{"redirects":[{"source":"/v/*","destination":"/w"}]}')
t.write("v.jsonl", t.read("v.jsonl").replace("/v/*", "/v"))
said = t.json("import", t.path("v.jsonl"), "--from", "vercel-json")
equal("a refused object, mended", said["added"], 1)
t.same("with the same default", [r for r in t.json("list")
                                 if r["source"] == "/v"][0], status=308)

# ---------------------------------------------------------- what it answers

# The same lines as each server or host takes them, and where they lead.
ANSWERS = [
    ("netlify", "/a/* /b/:splat\n", "/a/x/y?q=1", "/b/x/y?q=1"),
    ("netlify", "/a/* /b/:splat\n", "/a", "/b/"),
    ("cloudflare", "/a/* /b/:splat\n", "/a", None),
    ("cloudflare", "/a/* /b?c=1\n", "/a/x?q=1", "/b?c=1"),
    ("cloudflare", "/a*z /b/:splat\n", "/abcz", "/b/bc"),
    ("htaccess", "Redirect /a https://x.example/b\n", "/a/c?q=1",
     "https://x.example/b/c?q=1"),
    ("htaccess", "Redirect /a https://x.example/b\n", "/ab", None),
    ("htaccess", "Redirect /a/ https://x.example/b/\n", "/a", None),
    ("htaccess", "RewriteRule ^a/(\\d+)$ /b?id=$1 [R,L]\n", "/a/7?q=1",
     "/b?id=7"),
    ("htaccess", "RewriteRule ^a/(\\d+)$ /b?id=$1 [R,L,QSA]\n", "/a/7?q=1",
     "/b?id=7&q=1"),
    ("htaccess", "RewriteCond %{QUERY_STRING} (^|&)p=1(&|$)\n"
     "RewriteRule ^a$ /b [R,L]\n", "/a?p=1&q=2", "/b?p=1&q=2"),
    ("nginx", "location = /a { return 301 /b; }\n", "/a?q=1", "/b"),
    ("nginx", "location /a/ { return 301 https://x.example$request_uri; }\n",
     "/a/b?q=1", "https://x.example/a/b?q=1"),
    ("nginx", "rewrite ^/a/(.*)$ /b/$1 permanent;\n", "/a/c?q=1",
     "/b/c?q=1"),
    ("redirection-csv", "source,target,regex,code\n^/p/(\\d+),/q/$1,1,301\n",
     "/P/12/more", "/q/12/more"),
    ("safe-redirect-csv", "source,target,regex,code\n/w*,/v/*,0,302\n",
     "/wide", "/v/ide"),
    ("golink-jsonl", '{"Short":"a","Long":"https://x.example/b"}\n',
     "/A/more", "https://x.example/b/more"),
    ("golink-jsonl", '{"Short":"a","Long":"https://x.example/b"}\n', "/a",
     "https://x.example/b"),
    ("htaccess", "Redirect /a.html https://x.example/b.html\n", "/a.html",
     "https://x.example/b.html"),
    ("vercel-json", '{"redirects":[{"source":"/d/:p*",'
     '"destination":"/e/:p*"}]}', "/d", "/e"),
    ("vercel-json", '{"redirects":[{"source":"/d/:p*",'
     '"destination":"/e/:p*"}]}', "/d/x/y", "/e/x/y"),
    ("vercel-json", '{"redirects":[{"source":"/p/:id(\\\\d+)",'
     '"destination":"/q/:id"}]}', "/p/x", None),
    ("mdn-tsv", "/docs/:hover\t/docs/*\n", "/DOCS/:hover", "/docs/*"),
    ("cloudflare-csv", "site.example/a,https://x.example/b\n", "/a?q=1",
     "https://x.example/b"),
    ("wagtail-csv", "/a,/b\n", "/a/?q=1", "/b"),
    ("govuk-csv", "Old Url,New Url,Status\nhttp://SITE.example/A,,410\n",
     "/a/", 410),
    ("neos-csv", "a/b,c/d,301\n", "/a/b?q=1", "/c/d?q=1"),
]
for form, text, url, want in ANSWERS:
    one = Tool(BUILD)
    one.run("import", "--from", form, data=text.encode())
    head = one.cgi(url).split("\r\n\r\n")[0]
    place = re.search(r"(?im)^Location: *(\S+)", head)
    status = int(re.search(r"(?im)^Status: *(\d+)", head)[1])
    got = place[1] if place else None if status == 404 else status
    equal(f"{form}: {text.split(chr(10))[0][:50]} takes {url} to {want}",
          got, want)

done()
