#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_diff.py - detour diff: which answers differ between two times, or two
databases, over URLs and access logs.

    test_diff.py BUILD
"""

import sys
import time

from pace import SLOWER
from tap import check, done, equal
from tool import Tool

t = Tool(sys.argv[1])
t("add", "/sale", "/summer", "--until", "2035-12-31")
t("add", "/sale", "/winter", "--from", "2036-01-01", "--until", "2036-02-01")
t("add", "h.example/docs/*", "https://d.example/:splat", "--until",
  "2040-01-01")
t("add", "/ab", "/b", "--share", "50", "--until", "2035-12-31")
urls = t.write("urls.txt", "# what matters\n/sale\nPOST /sale?x=1\n\n/other\n"
               "http://h.example/docs/a\n/sale\nhttp://h.example/%zz\n")


def diff(*args, want=0):
    return [(r["count"], r["method"], r["url"], r["before_rule"],
             r["before_status"], r["before_location"], r["after_rule"],
             r["after_status"], r["after_location"])
            for r in t.json("diff", *args, want=want)]


equal("two times, the most frequent first",
      diff("--between", "now", "2036-01-15", "--file", urls), [
          (2, "GET", "/sale", 1, 307, "/summer", 2, 307, "/winter"),
          (1, "POST", "/sale?x=1", 1, 307, "/summer?x=1", 2, 307,
           "/winter?x=1")])
equal("an answer that ends", diff("--between", "2036-01-15", "2041-01-01",
                                  "--file", urls)[2:3],
      [(1, "GET", "http://h.example/docs/a", 3, 307, "https://d.example/a",
        None, 404, None)])
equal("the same time twice", diff("--between", "now", "now", "--file", urls),
      [])
check("a sum for people", "6 requests: 3 answered otherwise, 0 not "
      "understood" in t("diff", "--between", "now", "2036-01-15", "--file",
                        urls))
check("--exit-code", t.run("diff", "--between", "now", "2036-01-15", "--file",
                           urls, "--exit-code").returncode == 1)

# ------------------------------------------------------------------ access logs

log = t.write("access.log", "".join([
    '192.0.2.7 - - [10/Oct/2026:13:55:36 +0000] "GET /sale?a=1 HTTP/1.1" 307 '
    '0\n' * 3,
    '192.0.2.7 - - [10/Oct/2026:13:55:36 +0000] "GET /sale HTTP/1.1" 307 0 '
    '"-" "curl/8"\n',
    'h.example:80 192.0.2.7 - - [10/Oct/2026:13:55:36 +0000] "GET /docs/ '
    'HTTP/1.1" 307 0 "-" "curl/8"\n',
    '{"ts": 1796083200, "host": "h.example", "method": "GET", "uri": '
    '"/docs/b"}\n',
    'neither - nor [?] "x"\n'] + [
    f'192.0.2.{i} - - [10/Oct/2026:13:55:36 +0000] "GET /ab HTTP/1.1" 404 0 '
    '"-" "Mozilla/5.0"\n' for i in range(100)]))
p = t.run("diff", "--between", "now", "2041-01-01", "--file", log, "--format",
          "json")
rows = diff("--between", "now", "2041-01-01", "--file", log)
by = {r[2]: r[0] for r in rows}
equal("common, combined, virtual hosts and JSON",
      [by.get(u) for u in ("/sale?a=1", "/sale", "http://h.example/docs/",
                           "http://h.example/docs/b")], [3, 1, 1, 1])
check("a share counts its own visitors", 20 < by.get("/ab", 0) < 80, by)
check("what is no line is told, with its number",
      b"access.log:7: " in p.stderr and p.returncode == 0, p.stderr)

# ---------------------------------------------------------------- two databases

t("backup", t.path("new.db"))
t("edit", "1", "--target", "/spring", "--db", t.path("new.db"))
equal("two databases", diff(t.path("new.db"), "--file", urls), [
    (2, "GET", "/sale", 1, 307, "/summer", 1, 307, "/spring"),
    (1, "POST", "/sale?x=1", 1, 307, "/summer?x=1", 1, 307, "/spring?x=1")])
equal("at a time of their own", diff(t.path("new.db"), "--file", urls, "--at",
                                     "2036-01-15"), [])
t.refused("a database that is not there", "diff", "no.db", "--file", urls,
          want=3, says="no.db")
t.refused("neither times nor a database", "diff", "--file", urls, want=2,
          says="--between")
t.refused("both", "diff", "no.db", "--between", "now", "now", "--file", urls,
          want=2, says="--between")
t.refused("no file", "diff", "--between", "now", "2036-01-15", want=2,
          says="--file")
t.refused("a file that is not there", "diff", "--between", "now", "now",
          "--file", "no.txt", want=3, says="no.txt")
t.refused("what is no time", "diff", "--between", "now", "soon", "--file",
          urls, want=2, says="soon")

# ------------------------------------------------------------------- and many

many = t.write("many.log", "".join(
    f'192.0.2.7 - - [10/Oct/2026:13:55:36 +0000] "GET /p{i % 5000}?n={i} '
    'HTTP/1.1" 404 0 "-" "Mozilla/5.0"\n' for i in range(99990)) +
    '192.0.2.7 - - [10/Oct/2026:13:55:36 +0000] "GET /sale HTTP/1.1" 307 0\n'
    * 10)
began = time.monotonic()
rows = diff("--between", "now", "2036-01-15", "--file", many)
took = time.monotonic() - began
equal("ten of 100,000 lines", [(r[0], r[2]) for r in rows], [(10, "/sale")])
check("within some seconds", took < 20 * SLOWER, f"{took:.1f} s")
print(f"# 100,000 lines in {took:.1f} s")
done()
