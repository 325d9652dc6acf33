# SPDX-License-Identifier: MIT
"""browser.py - a real browser that runs the script of a page, and what the
script has to say.

    with Page(script) as page:
        said = page.open(rig)

The script is an async function's body; what it returns comes back.  Everything
stays on the loopback interface.
"""

import http.server
import json
import os
import shutil
import signal
import tempfile
import threading

from rig import wait_for

PROGRAMS = ["chromium-headless-shell", "chromium", "google-chrome"]

PAGE = """<!DOCTYPE html>
<title>page</title>
<script>
(async () => {
    let said;
    try {
        said = await (async () => { %s })();
    } catch (e) {
        said = {failed: String(e)};
    }
    await fetch("/said", {method: "POST", body: JSON.stringify(said)});
})();
</script>
"""

OPTIONS = """--headless --no-sandbox --disable-gpu --disable-dev-shm-usage
--no-first-run --disable-background-networking --disable-component-update
--disable-sync --disable-extensions --no-proxy-server""".split()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        page = self.server.page if self.path == "/" else b""
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def do_POST(self):
        size = int(self.headers["Content-Length"])
        self.server.said = json.loads(self.rfile.read(size))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


class Page:
    """A page on an origin of its own."""

    def __enter__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0),
                                                      Handler)
        self.server.daemon_threads = True
        self.server.said = None
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def open(self, rig, script):
        """Run a script in a browser; None when it says nothing in time."""
        program = next((p for p in PROGRAMS if shutil.which(p)), None)
        if program is None:
            raise AssertionError("no browser: " + ", ".join(PROGRAMS))
        self.server.page = (PAGE % script).encode()
        home = tempfile.mkdtemp(dir=rig.place)
        browser = rig.start(
            program, *OPTIONS, "--user-data-dir=" + home,
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--mute-audio", self.origin + "/", env=dict(os.environ, HOME=home),
            start_new_session=True)
        wait_for(lambda: self.server.said is not None, 60)
        rig.stop(browser)
        try:  # some of its children do not notice that it has ended
            os.killpg(browser.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        return self.server.said
