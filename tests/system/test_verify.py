#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_verify.py - detour verify, against real servers on the loopback: each on
an address of its own, because one host is asked one thing at a time.

    test_verify.py BUILD
"""

import http.server
import sqlite3
import sys
import threading
import time

from tap import check, done, equal
from tool import Tool

t = Tool(sys.argv[1])
asked = []                              # (host, method, path, agent, when)


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self):
        host = self.server.server_address[0]
        asked.append((host, self.command, self.path,
                      self.headers["User-Agent"], time.monotonic()))
        word = self.path.strip("/").split("?")[0]
        if word == "slow":
            time.sleep(1.1)
        if word == "nohead" and self.command == "HEAD":
            word = "404"
        status = int(word) if word.isdigit() else 200
        self.send_response(status)
        if status == 301:
            self.send_header("Location", "/moved/to")
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        if self.command == "GET":
            try:
                self.wfile.write(b"x" * 1000000)
            except OSError:
                pass                    # nobody reads it

    do_GET = do_HEAD = answer

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, address):
        pass                            # it went away, which is fine


def serve(last):
    s = Server((f"127.0.0.{last}", 0), Handler)
    threading.Thread(target=s.serve_forever, daemon=True).start()
    return f"http://127.0.0.{last}:{s.server_address[1]}"


END = ["--until", "2036-01-01"]
hosts = {n: serve(n) for n in range(1, 9)}
fine = t.add("/fine", hosts[1] + "/fine?a=1#part", *END)
dead = t.add("/dead", hosts[2] + "/404", *END)
broken = t.add("/broken", hosts[3] + "/500", *END)
moved = t.add("/moved", hosts[4] + "/301", *END)
nohead = t.add("/nohead", hosts[5] + "/nohead", *END)
slow = t.add("/slow", hosts[6] + "/slow", *END)
busy = t.add("/busy", hosts[7] + "/429", *END)
login = t.add("/login", hosts[8] + "/401", *END)
nobody = t.add("/nobody", "http://127.0.0.9:1/", *END)
again = t.add("/again", hosts[2] + "/404", *END)
splat = t.add("/docs/*", hosts[1] + "/d/:splat", *END)
path = t.add("/path", "/elsewhere", *END)
off = t.add("/off", hosts[1] + "/never", *END)
t("disable", off)

# ---------------------------------------------------------- not without leave

rows = t.json("verify")
equal("addresses that are not public are refused", {r["result"] for r in rows},
      {"private"})
check("with the way out", "--allow-private" in rows[0]["message"])
equal("nobody was asked", asked, [])
t("edit", fine, "--target", hosts[1].replace("127.0.0.1", "localhost") +
  "/fine?a=1#part")
equal("a name that leads there, too", t.json("verify", fine)[0]["result"],
      "private")
equal("nobody was asked", asked, [])
t("edit", fine, "--target", hosts[1] + "/fine?a=1#part")

# ---------------------------------------------------------------- with leave

LEAVE = ["--allow-private", "--slow", "1s", "--at-once", "8"]
was = t.json("verify", "--dry-run", *LEAVE, want=1)
with sqlite3.connect(t.path("rules.db")) as db:
    equal("--dry-run asks, and keeps nothing",
          (len(was), db.execute("SELECT DISTINCT result FROM finding")
           .fetchall()), (10, [("private",)]))
asked.clear()
rows = {str(r["id"]): r for r in t.json("verify", *LEAVE, want=1)}
equal("what each is", {k: (r["result"], r["status"]) for k, r in rows.items()},
      {fine: ("fine", 200), dead: ("dead", 404), broken: ("dead", 500),
       moved: ("redirects", 301), nohead: ("fine", 200),
       slow: ("slow", 200), busy: ("unreachable", 429),
       login: ("unreachable", 401),
       nobody: ("unreachable", None), again: ("dead", 404)})
equal("where it leads on", rows[moved]["location"], hosts[4] + "/moved/to")
check("why there was no answer", "onnect" in rows[nobody]["message"],
      rows[nobody]["message"])
check("how long it took", rows[slow]["ms"] >= 1000 > rows[fine]["ms"])
paths = [(m, p) for _, m, p, _, _ in asked]
equal("HEAD, and GET where that is an error",
      [m for m, p in paths if p == "/nohead"], ["HEAD", "GET"])
check("no redirect is followed", "/moved/to" not in [p for _, p in paths])
equal("one URL of two rules is asked once", paths.count(("HEAD", "/404")), 1)
check("the query goes along, the fragment does not",
      ("HEAD", "/fine?a=1") in paths, paths)
check("it says who asks", {a[3].split("/")[0] for a in asked} == {"detour"})
text = t("verify", *LEAVE, dead, want=1)
check("text has a sum", "1 target asked: 1 dead, 0 redirecting" in text, text)
p = t.run("verify", *LEAVE, splat, path, off)
check("what can't be asked for is told, if it is named", p.returncode == 0 and
      b"placeholders" in p.stderr and b"names no host" in p.stderr and
      b"disabled" in p.stderr, p.stderr)
t.refused("a rule that is none", "verify", "99", want=1, says="no rule 99")
t.refused("too many at once", "verify", "--at-once", "99", want=2,
          says="from 1 to 16")
t.refused("a time that is none", "verify", "--slow", "soon", want=2,
          says="'soon'")

# ------------------------------------------------------------------- one host

t("add", "/f2", hosts[1] + "/two", *END)
asked.clear()
t("verify", *LEAVE, fine, "14", "--delay", "1s")
times = [a[4] for a in asked]
check("one host gets a pause between two requests",
      len(times) == 2 and times[1] - times[0] >= 0.9, times)

# ------------------------------------------------------- stale, and promotion

stale = {str(r["id"]): r for r in t.json("stale")}
equal("a dead target is a reason",
      [(r["reason"], r["advice"], r["verified"]) for r in
       (stale[dead], stale[again])], [("dead", "edit, or remove", "dead")] * 2)
check("with its date", stale[dead]["verified_at"].startswith("20"))
check("a network that fails is none", nobody not in stale and busy not in stale)
t.refused("a dead target is not promoted", "promote", dead, want=1,
          says=["answered 404", "--force"])
equal("one that redirects or did not answer is", t(
    "promote", moved, nobody, "--format", "tsv"), f"{moved}\n{nobody}\n")
t("edit", dead, "--note", "seen")
t.refused("another note is no other target", "promote", dead, want=1,
          says="answered 404")
t("edit", dead, "--target", hosts[1] + "/new")
check("of another target nothing is known",
      dead not in {str(r["id"]) for r in t.json("stale")})
equal("so it is promoted", t("promote", dead, "--format", "tsv"), dead + "\n")
t("promote", again, "--force")
equal("and so is a dead one, by force", t.rule(again)["status"], 308)
done()
