#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_verify_trust.py - whom detour verify believes, and whom it asks at all:
certificates, names that lead elsewhere the next time, servers that never end.

    test_verify_trust.py BUILD

All of it happens in a network namespace of its own, whose only interface is a
loopback that has an address of the public as well: so one can be asked, and
nothing leaves the machine.
"""

import ctypes
import fcntl
import json
import os
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

from clock import Clock
from tap import check, done, equal, skip
from tool import Tool

PUBLIC = "93.184.215.14"
CLONE_NEWNET, CLONE_NEWUSER = 0x40000000, 0x10000000
SIOCSIFFLAGS, SIOCSIFADDR, UP = 0x8914, 0x8916, 1 | 64

libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(CLONE_NEWNET) != 0 and \
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
    skip("whom verify believes", "needs a network namespace")
    done()
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    fcntl.ioctl(s, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", UP))
    fcntl.ioctl(s, SIOCSIFADDR, struct.pack(
        "16sHH4s8x", b"lo:1", socket.AF_INET, 0, socket.inet_aton(PUBLIC)))

t = Tool(sys.argv[1])
t.env.pop("SSL_CERT_FILE", None)
END = ["--until", "2036-01-01"]
LEAVE = ["--allow-private", "--at-once", "16"]
asked = []  # (address, first line)


def serve(address, answer, tls=None):
    """A server; answer(socket, first line) for each request."""
    server = socket.create_server((address, 0))

    def one(s):
        try:
            if tls:
                s = tls.wrap_socket(s, server_side=True)
            head = b""
            while b"\r\n\r\n" not in head:
                more = s.recv(65536)
                if not more:
                    return
                head += more
            line = head.split(b"\r\n")[0].decode()
            asked.append((address, line))
            answer(s, line)
        except OSError:
            pass        # it went away, or does not believe us
        finally:
            s.close()

    def run():
        while True:
            threading.Thread(target=one, args=server.accept()[:1],
                             daemon=True).start()
    threading.Thread(target=run, daemon=True).start()
    return f"{'https' if tls else 'http'}://{address}:{server.getsockname()[1]}"


def says(status):
    return lambda s, line: s.sendall(
        f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode())


# --------------------------------------------------------------- certificates

def openssl(*args, env=None):
    p = subprocess.run(["openssl", *args], cwd=t.folder.name, env=env,
                       capture_output=True, check=False)
    if p.returncode != 0:
        raise AssertionError(p.stderr.decode())


KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
openssl("req", "-x509", *KEY, "-subj", "/CN=An authority", "-days", "2",
        "-keyout", "ca.key", "-out", "ca.pem")


def certificate(name, san, days_ago=0, signed=True):
    """One that is good for two days from then on."""
    t.write(name + ".ext", f"subjectAltName={san}\n")
    openssl("req", *KEY, "-subj", "/CN=a.example", "-keyout", name + ".key",
            "-out", name + ".csr")
    by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"] if signed \
        else ["-signkey", name + ".key"]
    openssl("x509", "-req", "-in", name + ".csr", "-out", name + ".pem",
            "-extfile", name + ".ext", "-days", "2", *by,
            env={**os.environ, "LD_PRELOAD": Clock.LIBRARY,
                 "FAKETIME": f"-{days_ago}d"})
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(t.path(name + ".pem"), t.path(name + ".key"))
    return context


good = t.add("/good", serve("127.0.0.11", says(200), certificate(
    "good", "IP:127.0.0.11")) + "/x", *END)
self_signed = t.add("/self", serve("127.0.0.12", says(200), certificate(
    "self", "IP:127.0.0.12", signed=False)) + "/x", *END)
other = t.add("/other", serve("127.0.0.13", says(200), certificate(
    "other", "DNS:other.example")) + "/x", *END)
old = t.add("/old", serve("127.0.0.14", says(200), certificate(
    "old", "IP:127.0.0.14", days_ago=3)) + "/x", *END)
plain = t.add("/plain", serve("127.0.0.15", says(200)).replace(
    "http:", "https:") + "/x", *END)
CA = {"SSL_CERT_FILE": t.path("ca.pem")}


def verify(*ids, env=None, want=None):
    p = t.run("verify", *ids, *LEAVE, "--format", "json", env=env)
    check(f"verify {' '.join(ids)} exits {want}", p.returncode == want,
          f"{p.returncode} {p.stderr.decode()}")
    return {str(r["id"]): r for r in json.loads(p.stdout)}


rows = verify(good, self_signed, other, old, plain, env=CA, want=0)
equal("a good certificate is believed", (rows[good]["result"],
                                         rows[good]["status"]), ("fine", 200))
equal("all others are warnings, and nothing is known of their targets",
      {rows[r]["result"] for r in (self_signed, other, old, plain)},
      {"unreachable"})
check("a self-signed one", "self" in rows[self_signed]["message"] and
      "ertificate" in rows[self_signed]["message"], rows[self_signed])
check("one of another name", "127.0.0.13" in rows[other]["message"] or
      "name" in rows[other]["message"], rows[other])
check("one that is over", "expired" in rows[old]["message"], rows[old])
equal("nobody was asked who is not believed", asked,
      [("127.0.0.11", "HEAD /x HTTP/1.1")])
rows = verify(good, want=0)
equal("an authority that the system does not know",
      rows[good]["result"], "unreachable")
t.refused("a file of authorities that is not there", "verify", want=3,
          says=["no.pem", "SSL_CERT_FILE"], env={"SSL_CERT_FILE": "no.pem"})
t("promote", self_signed)
equal("what is not believed is no reason against a promotion",
      t.rule(self_signed)["status"], 308)
t("remove", good, self_signed, other, old, plain)

# ------------------------------------------------- names that lead elsewhere

shim = t.path("names.so")
subprocess.run(["gcc", "-shared", "-fPIC", "-O", "-o", shim, os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "names.c"), "-ldl"],
               check=True)


def names(*addresses):
    # The sanitizers would have their library be the first one.
    return {"LD_PRELOAD": shim, "NAMES_NAME": "turns.example",
            "NAMES_ADDRESSES": " ".join(addresses), "ASAN_OPTIONS":
            t.env.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"}


def alone(rule, env):
    return t.json("verify", rule, env=env)[0]


outside = serve(PUBLIC, lambda s, line: says(
    405 if line.startswith("HEAD") else 200)(s, line))
port = outside.rpartition(":")[2]
inside = socket.create_server(("127.0.0.1", int(port)))
inside.settimeout(0)
turns = t.add("/turns", f"http://turns.example:{port}/", *END)
asked.clear()
row = alone(turns, names(PUBLIC))
equal("a name of the public is asked", (row["result"], row["status"]),
      ("fine", 200))
equal("by HEAD, then by GET", [a[1].split()[0] for a in asked],
      ["HEAD", "GET"])
asked.clear()
row = alone(turns, names(PUBLIC, "127.0.0.1"))
equal("a name that leads inside by then is asked where it was",
      (row["result"], len(asked)), ("fine", 2))
asked.clear()
row = alone(turns, names("127.0.0.1", PUBLIC))
equal("one that leads inside at first is not asked at all",
      (row["result"], len(asked)), ("private", 0))
for private in ("10.0.0.7", "169.254.169.254", "::1", "::ffff:127.0.0.1",
                "fe80::1", "fd00::7", "0.0.0.0", "100.64.0.1"):
    row = alone(turns, names(private))
    equal(f"{private} is not public", row["result"], "private")
try:
    inside.accept()
    check("nobody has come inside", False)
except BlockingIOError:
    check("nobody has come inside", True)

away = serve(PUBLIC, lambda s, line: s.sendall(
    f"HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:{port}/\r\n"
    "Content-Length: 0\r\n\r\n".encode()))
asked.clear()
row = t.json("verify", t.add("/away", away + "/", *END), want=1)[0]
equal("a redirect that leads inside is told, and not followed",
      (row["result"], row["location"], len(asked)),
      ("redirects", f"http://127.0.0.1:{port}/", 1))

# ------------------------------------------------------- who never comes to an end


def drip(s, line):
    s.sendall(b"HTTP/1.1 200 X\r\n")
    while True:
        s.sendall(b"X-More: 1\r\n")
        time.sleep(0.05)


def endless(s, line):
    s.sendall(b"HTTP/1.1 200 X\r\n")
    while True:
        s.sendall(b"X-More: " + b"x" * 60000 + b"\r\n")


silent = socket.create_server(("127.0.0.21", 0))
ends = {
    t.add("/drip", serve("127.0.0.22", drip) + "/", *END): "a head that drips",
    t.add("/endless", serve("127.0.0.23", endless) + "/", *END):
        "a head without an end",
    t.add("/rubbish", serve("127.0.0.24", lambda s, line: s.sendall(
        b"220 mail.example ESMTP\r\n")) + "/", *END): "another protocol",
    t.add("/nothing", serve("127.0.0.25", lambda s, line: None) + "/", *END):
        "a server that hangs up",
    t.add("/silent", f"http://127.0.0.21:{silent.getsockname()[1]}/", *END):
        "one that never answers",
    t.add("/handshake", f"https://127.0.0.21:{silent.getsockname()[1]}/h",
          *END): "nor shakes hands",
}
began = time.monotonic()
LEAVE += ["--timeout", "1s"]
rows = verify(*ends, want=0)
took = time.monotonic() - began
for rule, name in ends.items():
    equal(f"{name}: a warning, with the reason",
          (rows[rule]["result"], bool(rows[rule]["message"])),
          ("unreachable", True))
check("and none keeps it longer than its time", took < 15, f"{took:.1f} s")
done()
