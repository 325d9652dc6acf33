# SPDX-License-Identifier: MIT
"""web.py - a client of HTTP/1.1 that sends what it is told, byte for byte.

    client = Client(port)
    answer = client.ask("POST", "/a%20b", b"body")
    answer.status, answer.field("location"), answer.body

A connection is kept as long as the server keeps it.
"""

import select
import socket

from pace import SLOWER


class Answer:
    def __init__(self, line, fields, body):
        self.line = line      # "HTTP/1.1 307 Temporary Redirect"
        self.fields = fields  # [(name in lower case, value)...]
        self.body = body
        self.status = int(line.split(" ")[1])

    def field(self, name):
        """The one value of a header, "" without one; a list if more."""
        values = [v for n, v in self.fields if n == name]
        return values[0] if len(values) == 1 else values or ""

    def __str__(self):
        return f"{self.line}\n{self.fields}\n{self.body[:500]!r}"


class Client:
    def __init__(self, port, timeout=20 * SLOWER):
        self.port, self.timeout = port, timeout
        self.socket = None
        self.rest = b""   # received, and not looked at
        self.cut = False  # not all of the request was sent

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket, self.rest = None, b""

    def connect(self):
        self.close()
        self.socket = socket.create_connection(
            ("127.0.0.1", self.port), self.timeout)

    def ask(self, method, target, body=None, host="site.example", more=()):
        """One request and its answer, over the kept connection if there is
        one.  target may hold any character up to U+00FF, sent as one octet.
        A list of pieces is a body in chunks."""
        if not self.socket:
            self.connect()
        self.send(method, target, body, host, more)
        return self.receive(method)

    def send(self, method, target, body=None, host="site.example", more=()):
        head = [f"{method} {target} HTTP/1.1", f"Host: {host}", *more]
        if isinstance(body, list):
            head.append("Transfer-Encoding: chunked")
            body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece)
                            for piece in [*body, b""])
        elif body is not None:
            head.append(f"Content-Length: {len(body)}")
        text = "\r\n".join(head).encode("latin-1") + b"\r\n\r\n"
        self.cut = not self._send_all(memoryview(text + (body or b"")))

    def _send_all(self, left):
        """False when the answer came early; then the rest is not sent, as
        some servers would never read it."""
        while left:
            readable, writable, _ = select.select(
                [self.socket], [self.socket], [], self.timeout)
            if readable:
                return False
            if not writable:
                raise TimeoutError("the server does not read on")
            try:
                left = left[self.socket.send(left[:65536]):]
            except (BrokenPipeError, ConnectionResetError):
                return False
        return True

    def receive(self, method):
        try:
            answer, keep = self._receive(method)
        except BaseException:
            self.close()
            raise
        if not keep:
            self.close()
        return answer

    def _receive(self, method):
        while True:
            lines = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
            line, fields = lines[0], []
            for text in lines[1:-2]:
                name, _, value = text.partition(":")
                fields.append((name.lower(), value.strip(" ")))
            if not line.split(" ")[1].startswith("1"):  # 100 Continue
                break
        answer = Answer(line, fields, b"")
        keep = (line.startswith("HTTP/1.1") and not self.cut and
                answer.field("connection").lower() != "close")
        if method == "HEAD" or answer.status in (204, 304):
            # What must not be there is looked for where the server closes.
            answer.body = b"" if keep else self._all()
        elif answer.field("transfer-encoding").lower() == "chunked":
            while n := int(self._until(b"\r\n").split(b";")[0], 16):
                answer.body += self._count(n)
                self._until(b"\r\n")
            while self._until(b"\r\n") != b"\r\n":
                pass
        elif answer.field("content-length"):
            answer.body = self._count(int(answer.field("content-length")))
        else:
            answer.body, keep = self._all(), False
        return answer, keep

    def _more(self):
        chunk = self.socket.recv(65536)
        self.rest += chunk
        return chunk

    def _until(self, end):
        while end not in self.rest:
            if not self._more():
                raise ConnectionError(f"closed after {self.rest!r}")
        at = self.rest.index(end) + len(end)
        got, self.rest = self.rest[:at], self.rest[at:]
        return got

    def _count(self, n):
        while len(self.rest) < n:
            if not self._more():
                raise ConnectionError(f"closed after {len(self.rest)} of {n}")
        got, self.rest = self.rest[:n], self.rest[n:]
        return got

    def _all(self):
        while self._more():
            pass
        got, self.rest = self.rest, b""
        return got


def ask(port, method, target, body=None, **more):
    """One request over a connection of its own."""
    client = Client(port)
    try:
        return client.ask(method, target, body, **more)
    finally:
        client.close()
