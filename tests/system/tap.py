# SPDX-License-Identifier: MIT
"""tap.py - say what holds and what does not, in the Test Anything Protocol.

    from tap import check, equal, skip, done

    check("a rule answers", status == 307, answer)
    equal("the target is sent", location, "/new")
    done()
"""

import sys

_count = 0
_failed = 0


def check(name, cond, detail=""):
    """One test.  name says what it proves; detail is shown when it fails."""
    global _count, _failed
    _count += 1
    if cond:
        print(f"ok {_count} - {name}", flush=True)
        return True
    _failed += 1
    print(f"not ok {_count} - {name}")
    for line in str(detail).splitlines():
        print(f"# {line}")
    sys.stdout.flush()
    return False


def equal(name, got, want):
    """One test: got is want.  Both are shown when it is not."""
    return check(name, got == want, f"got  {got!r}\nwant {want!r}")


def skip(name, reason):
    """One test that cannot run here.  What a package could cure is no skip."""
    global _count
    _count += 1
    print(f"ok {_count} - {name} # SKIP {reason}", flush=True)


def done():
    """The plan, and the end of the program.  Without it the run counts as
    broken, so that a test that dies half way cannot pass."""
    print(f"1..{_count}", flush=True)
    sys.exit(_failed != 0)
