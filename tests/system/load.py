# SPDX-License-Identifier: MIT
"""load.py - requests one after the other, while something else happens.

    load = Load(worker.address, keep=True)
    until(lambda: load.good > 100)
    good, lost = load.finish()
"""

import threading

from fastcgi import Conn, request


class Load(threading.Thread):
    """Requests one after the other; counts the answers."""

    def __init__(self, address, keep, method="GET"):
        super().__init__()
        self.address, self.keep, self.method = address, keep, method
        self.good = self.lost = 0
        self.refused = False  # nobody listens any more: no loss
        self.end = threading.Event()
        self.start()

    def run(self):
        body = b"a=1" * 100 if self.method == "POST" else b""
        c = None
        while not self.end.is_set() and not self.refused:
            try:
                c = c or Conn(self.address)
            except (ConnectionRefusedError, FileNotFoundError):
                self.refused = True
                break
            sent = c.send(request("/old", self.method, keep=self.keep,
                                  body=body))
            a = c.answer()
            if sent and a.location == "/new":
                self.good += 1
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
