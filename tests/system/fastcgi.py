# SPDX-License-Identifier: MIT
"""fastcgi.py - speak FastCGI, well or badly, to a worker.

    from fastcgi import Conn, request

    with Conn(address) as c:
        c.send(request("/old", keep=True))
        answer = c.answer()         # .status, .headers, .body

Every octet that is sent can be chosen: record(), begin(), params(), stdin()
give the pieces that request() puts together.
"""

import select
import socket
import struct
import time

from pace import SLOWER

BEGIN, ABORT, END, PARAMS, STDIN, STDOUT = 1, 2, 3, 4, 5, 6
GET_VALUES, GET_VALUES_RESULT, UNKNOWN = 9, 10, 11
REQUEST_COMPLETE, CANT_MPX_CONN, UNKNOWN_ROLE = 0, 1, 3  # of an end
RESPONDER, AUTHORIZER, FILTER = 1, 2, 3


def record(kind, content=b"", ident=1, pad=0, version=1):
    return struct.pack(">BBHHBB", version, kind, ident, len(content), pad,
                       0) + content + bytes(pad)


def begin(role=RESPONDER, keep=False, ident=1):
    return record(BEGIN, struct.pack(">HB5x", role, int(keep)), ident)


def length(n, wide=False):
    return struct.pack(">I", n | 1 << 31) if wide or n > 127 else bytes([n])


def pair(name, value, wide=False):
    name = name.encode("latin-1") if isinstance(name, str) else name
    value = value.encode("latin-1") if isinstance(value, str) else value
    return length(len(name), wide) + length(len(value), wide) + name + value


def variables(uri, method="GET", more=()):
    """About what nginx sends, as (name, value) pairs."""
    path, _, query = uri.partition("?")
    return list(more) + [
        ("SCRIPT_FILENAME", "/srv/www" + path), ("QUERY_STRING", query),
        ("REQUEST_METHOD", method), ("CONTENT_TYPE", ""),
        ("CONTENT_LENGTH", ""), ("SCRIPT_NAME", path), ("REQUEST_URI", uri),
        ("DOCUMENT_URI", path), ("DOCUMENT_ROOT", "/srv/www"),
        ("SERVER_PROTOCOL", "HTTP/1.1"), ("REQUEST_SCHEME", "http"),
        ("GATEWAY_INTERFACE", "CGI/1.1"), ("SERVER_SOFTWARE", "nginx/1.22"),
        ("REMOTE_ADDR", "127.0.0.1"), ("REMOTE_PORT", "50000"),
        ("SERVER_ADDR", "127.0.0.1"), ("SERVER_PORT", "80"),
        ("SERVER_NAME", "example.com"), ("REDIRECT_STATUS", "200"),
        ("HTTP_HOST", "example.com"), ("HTTP_USER_AGENT", "test/1.0"),
        ("HTTP_ACCEPT", "*/*"),
    ]


def stream(kind, content, ident=1, pad=0, size=65535):
    """The records of a stream, without its end."""
    return b"".join(record(kind, content[i:i + size], ident, pad)
                    for i in range(0, len(content), size))


def params(pairs, ident=1, pad=0, wide=False):
    return stream(PARAMS, b"".join(pair(n, v, wide) for n, v in pairs), ident,
                  pad) + record(PARAMS, b"", ident)


def stdin(body=b"", ident=1, pad=0):
    return stream(STDIN, body, ident, pad) + record(STDIN, b"", ident)


def request(uri, method="GET", role=RESPONDER, keep=False, body=b"", more=(),
            ident=1):
    """A whole request; an authorizer's has no stdin."""
    return (begin(role, keep, ident) +
            params(variables(uri, method, more), ident) +
            (b"" if role == AUTHORIZER else stdin(body, ident)))


class Answer:
    """What came: .status is None when it is not a whole answer."""

    def __init__(self, raw):
        self.raw = raw
        self.size = 0  # octets of raw up to the end of the answer
        self.status = None
        self.headers = {}
        self.head = b""
        self.body = b""
        out = b""
        while len(raw) - self.size >= 8:
            _, kind, _, n, pad, _ = struct.unpack_from(">BBHHBB", raw,
                                                       self.size)
            if len(raw) - self.size < 8 + n + pad:
                return
            if kind == STDOUT:
                out += raw[self.size + 8:self.size + 8 + n]
            self.size += 8 + n + pad
            if kind == END:
                break
        else:
            return
        self.head, _, self.body = out.partition(b"\r\n\r\n")
        for line in self.head.decode("latin-1").split("\r\n"):
            name, _, value = line.partition(": ")
            self.headers[name.lower()] = value
        self.status = int(self.headers.get("status", "0")[:3])

    @property
    def location(self):
        return self.headers.get("location")


def connect(address, timeout=5 * SLOWER):
    """address is a path, or (host, port)."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    s = socket.socket(family, socket.SOCK_STREAM)
    s.settimeout(timeout)
    try:
        s.connect(address)
    except OSError:
        s.close()
        raise
    return s


class Conn:
    """One connection to a worker."""

    def __init__(self, address, timeout=5 * SLOWER):
        self.sock = connect(address, timeout)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.sock.close()

    def send(self, data):
        """True when all of it was taken."""
        try:
            self.sock.sendall(data)
        except OSError:
            return False
        return True

    def half_close(self):
        try:
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def answer(self, timeout=5 * SLOWER):
        """The next whole answer; status None when the connection ends, or
        the time does."""
        deadline = time.monotonic() + timeout
        while True:
            a = Answer(self.buffer)
            if a.status is not None:
                self.buffer = self.buffer[a.size:]
                return a
            if not self._more(deadline):
                return a

    def record(self, timeout=5 * SLOWER):
        """The next record as (type, id, content), or None."""
        deadline = time.monotonic() + timeout
        while True:
            if len(self.buffer) >= 8:
                _, kind, ident, n, pad, _ = struct.unpack_from(">BBHHBB",
                                                               self.buffer)
                if len(self.buffer) >= 8 + n + pad:
                    content = self.buffer[8:8 + n]
                    self.buffer = self.buffer[8 + n + pad:]
                    return kind, ident, content
            if not self._more(deadline):
                return None

    def ends(self, timeout=5 * SLOWER):
        """Whether the worker closes, and sends nothing before that."""
        deadline = time.monotonic() + timeout
        while self._more(deadline):
            pass
        return self.buffer == b"" and self.closed

    def is_open(self):
        """Whether it is open, and nothing is waiting."""
        poll = select.poll()  # not select(): of a thousand, too
        poll.register(self.sock, select.POLLIN)
        return not poll.poll(0)

    closed = False

    def _more(self, deadline):
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        self.sock.settimeout(left)
        try:
            data = self.sock.recv(65536)
        except socket.timeout:
            return False
        except OSError:
            data = b""
        if not data:
            self.closed = True
            return False
        self.buffer += data
        return True


def ask(address, uri, timeout=5 * SLOWER, **how):
    """One request on a connection of its own."""
    with Conn(address, timeout) as c:
        c.send(request(uri, **how))
        return c.answer(timeout)
