# SPDX-License-Identifier: MIT
"""clock.py - programs that believe it is another time.

    clock = Clock(rig)
    clock.set(1796083200)
    rig.start("nginx", ..., env=clock.env(rig.env))

The clock stands still, at the second that was set last, for everything that was
started with it.  Only the time of day: timers go on.  Programs that ask the
kernel themselves, as those in Go do, see through it.
"""

import atexit
import glob
import os
import re


def sweep():
    """What the library leaves behind of every process that was ended."""
    for path in glob.glob("/dev/shm/*faketime_s*_*"):
        pid = re.search(r"\d+$", path)
        if pid and not os.path.exists(f"/proc/{pid[0]}"):
            try:
                os.remove(path)
            except OSError:
                pass  # somebody else did, or may


class Clock:
    LIBRARY = next(iter(glob.glob(
        "/usr/lib/*/faketime/libfaketime.so.1")), None)

    # nginx forgets what is in its environment.
    NGINX = "".join(f"env FAKETIME_{name};\n" for name in
                    "FMT NO_CACHE TIMESTAMP_FILE DONT_FAKE_MONOTONIC"
                    " DONT_RESET".split())

    def __init__(self, rig):
        self.file = rig.path("clock")
        atexit.register(sweep)

    def set(self, at):
        with open(self.file + ".new", "w") as f:
            f.write(f"{at}\n")
        os.chmod(self.file + ".new", 0o644)
        os.rename(self.file + ".new", self.file)

    def env(self, env):
        # The sanitizers want to be loaded first, and work as well so.
        asan = env.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
        return dict(env, ASAN_OPTIONS=asan.lstrip(":"),
                    LD_PRELOAD=self.LIBRARY, TZ="UTC", FAKETIME_FMT="%s", FAKETIME_NO_CACHE="1",
                    FAKETIME_TIMESTAMP_FILE=self.file,
                    FAKETIME_DONT_FAKE_MONOTONIC="1",
                    FAKETIME_DONT_RESET="1")
