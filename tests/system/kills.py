# SPDX-License-Identifier: MIT
"""kills.py - end a program by SIGKILL before each call that changes a file, or
a lock, each in its turn.

    for when, result in kills(lambda prefix: t.run("add", ..., prefix=prefix)):
        ...

No clock has a part in it: strace stops the program at the call.
"""

import itertools
import signal
import subprocess

from pace import SLOWER

# What is left in the files and in the locks is another after each of these;
# exit_group: all is done.
FILES = ("write", "pwrite64", "ftruncate", "fdatasync", "fsync", "unlink",
         "renameat2", "rename", "fchmod", "fchown", "exit_group")
LOCKS = ("fcntl", "flock")


def unleaked(env):
    """This environment; but nothing can look for leaks under strace."""
    return {**env, "ASAN_OPTIONS":
            env.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}


def cannot_trace():
    """Why strace may not trace here, or "": some containers forbid it."""
    if SLOWER > 1:
        return "strace stops memcheck, not what is under it"
    return "" if subprocess.run(
        ["strace", "-o", "/dev/null", "true"], check=False,
        capture_output=True).returncode == 0 else "nothing may be traced here"


def inject(call, what):
    """The prefix to a command of which something happens at a call."""
    return ["strace", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e",
            f"inject={call}:{what}"]


def kills(run, calls=FILES + LOCKS):
    """run(prefix) runs the program with a prefix to its command, and returns
    how it ended.  ("pwrite64 3", result) of each that was killed, and of the
    first for each name that was not, because it makes no more such calls."""
    for call in calls:
        for n in itertools.count(1):
            result = run(inject(call, f"signal=KILL:when={n}"))
            yield f"{call} {n}", result
            if result.returncode != -signal.SIGKILL:
                break
