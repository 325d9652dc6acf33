# SPDX-License-Identifier: MIT
"""origin.py - the site behind: it says what has reached it.

    with Site() as site:
        site.port
        echo(answer) == ("POST", "/a", 3, digest of the body)

Each answer says in a header, so that HEAD can say it as well, which method,
target and body came in.  What lies below /page is there (200); everything else
is not (404), which is what order B asks for.
"""

import hashlib
import http.server
import threading


def digest(body):
    return hashlib.sha256(body).hexdigest()[:16]


def said(method, target, body=b""):
    """What the site says of such a request."""
    return method, target, len(body), digest(body)


def echo(answer):
    """What reached the site; None if the answer is not the site's."""
    words = answer.field("x-echo").split(" ")
    if len(words) != 4:
        return None
    return words[0], words[1], int(words[2]), words[3]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        whole = b""
        while n := int(self.rfile.readline().split(b";")[0], 16):
            whole += self.rfile.read(n)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return whole

    def answer(self):
        got = said(self.command, self.path, self.body())
        text = f"site: {got[0]} {got[1]}\n".encode("latin-1", "replace")
        self.send_response(200 if self.path.startswith("/page") else 404)
        # Servers have a limit for the head of an answer; nobody asks for more.
        self.send_header("X-Echo", " ".join(map(str, got))[:2000])
        self.send_header("X-Host", self.headers.get("Host", ""))
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = answer

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_):
        pass  # a server that closes what it kept is no error


class Site:
    def __enter__(self):
        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
