# SPDX-License-Identifier: MIT
"""load.py - requests one after the other, while something else happens.

    load = Load(worker.address, keep=True)
    until(lambda: load.good > 100)
    good, lost = load.finish()
"""

import threading
import time

from fastcgi import Conn, request

# A worker that is ending closes a kept connection that has been idle for so
# long (PEERS_STOP_MS): seconds.
IDLE = 0.1


class Load(threading.Thread):
    """Requests one after the other; counts the answers."""

    def __init__(self, address, keep, method="GET"):
        super().__init__()
        self.address, self.keep, self.method = address, keep, method
        self.good = self.lost = 0
        self.paused = 0  # closed while the machine let nothing be asked
        self.refused = False  # nobody listens any more: no loss
        self.end = threading.Event()
        self.start()

    def run(self):
        body = b"a=1" * 100 if self.method == "POST" else b""
        c = asked = None
        while not self.end.is_set() and not self.refused:
            last, asked = asked, time.monotonic()
            try:
                c = c or Conn(self.address)
            except (ConnectionRefusedError, FileNotFoundError):
                self.refused = True
                break
            sent = c.send(request("/old", self.method, keep=self.keep,
                                  body=body))
            pause = time.monotonic() - (last or asked)
            a = c.answer()
            if sent and a.location == "/new":
                self.good += 1
            elif self.keep and pause >= IDLE and a.raw == b"":
                self.paused += 1
            else:
                self.lost += 1
            if not self.keep or c.closed:
                c.close()
                c = None
        if c:
            c.close()

    def finish(self):
        self.end.set()
        self.join()
        return self.good, self.lost
