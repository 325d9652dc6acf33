# SPDX-License-Identifier: MIT
"""golden.py - databases as earlier versions left them: tests/golden/.

    golden("rules.db")          # of version 1
"""

import os
import sqlite3

GOLDEN = os.path.join(os.path.dirname(__file__), "../golden/rules-1.sql")


def golden(path):
    """Version 1 as it was left, in WAL mode as the tool leaves it."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    with open(GOLDEN, encoding="utf-8") as f:
        db.executescript(f.read())
    db.close()
