# SPDX-License-Identifier: MIT
"""mounts.py - file systems of one's own, that end with the process.

    if own_mounts() and mount("tmpfs", place, "tmpfs", 0, "size=8m"):
        ...
        unmount(place)
"""

import ctypes

CLONE_NEWNS = 0x20000
MS_RDONLY, MS_REMOUNT, MS_BIND = 1, 32, 4096
MS_REC, MS_PRIVATE, MNT_DETACH = 16384, 1 << 18, 2

_libc = ctypes.CDLL(None, use_errno=True)


def own_mounts():
    """What is mounted from now on, nobody else sees; where that is allowed."""
    return _libc.unshare(CLONE_NEWNS) == 0 and \
        mount("none", "/", None, MS_REC | MS_PRIVATE)


def mount(source, target, kind, flags=0, data=None):
    """Whether it worked."""
    return _libc.mount(*(x.encode() if isinstance(x, str) else x for x in (
        source, target, kind)), flags, data.encode() if data else None) == 0


def make_read_only(folder):
    """Nothing can be written to what is mounted there; whether it worked."""
    return mount("none", folder, None, MS_REMOUNT | MS_BIND | MS_RDONLY)


def unmount(folder):
    _libc.umount2(folder.encode(), MNT_DETACH)
