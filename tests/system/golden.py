# SPDX-License-Identifier: MIT
"""golden.py - databases as earlier versions left them: tests/golden/.

    golden("rules.db")          # of version 1
    golden("rules.db", 2)
"""

import os
import sqlite3

GOLDEN = os.path.join(os.path.dirname(__file__), "../golden/rules-{}.sql")


def golden(path, version=1):
    """A version as it was left, in WAL mode as the tool leaves it."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    with open(GOLDEN.format(version), encoding="utf-8") as f:
        db.executescript(f.read())
    db.close()
