# SPDX-License-Identifier: MIT
"""pace.py - how much slower all is here than usual.

    from pace import SLOWER

What gives others a time to be done takes it times SLOWER: under memcheck a
program takes longer.  Nothing else does.
"""

import os

SLOWER = int(os.environ.get("TESTS_SLOWER", "1"))
