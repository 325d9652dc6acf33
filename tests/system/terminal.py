# SPDX-License-Identifier: MIT
"""terminal.py - what a person sees of a program.

    seen = on_terminal([build + "/detour", "list"], env, columns=80)
"""

import fcntl
import os
import pty
import struct
import subprocess
import termios


def on_terminal(command, env, columns=0, errors=True, **more):
    """Standard output, as octets, of a program run to its end; with errors,
    standard error is on the same terminal."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ,
                struct.pack("4H", 24, columns, 0, 0))
    p = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs,
                         stderr=theirs if errors else None, env=env, **more)
    os.close(theirs)
    seen = b""
    try:
        while True:
            seen += os.read(ours, 65536)
    except OSError:
        pass  # the other end is closed
    p.wait()
    os.close(ours)
    return seen
