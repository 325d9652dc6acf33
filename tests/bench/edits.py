# SPDX-License-Identifier: MIT
"""edits.py - a life of rules, one command of the tool after the other, and what
must be answered once each has returned, by whichever child.

    editor = Editor(tool, address)
    editor.step()       # one edit, and a look at what it did
"""

import re

import alone

LOOKS = 4  # new connections for each edit: both children answer some
TARGET = "https://new.example/"


def life(k):
    """(arguments of the tool, status, where to): "ID" is the rule's.  Every
    third one is held in memory by the children, every third a pattern."""
    source = (f"/soak/{k}", f"/soak/{k}/*", f"~/soak/({k})")[k % 3]
    first, second = f"{TARGET}a{k}", f"{TARGET}b{k}"
    return [
        (("add", source, first), 307, first),
        (("edit", "ID", "--target", second), 307, second),
        (("disable", "ID"), 404, None),
        (("enable", "ID"), 307, second),
        (("promote", "ID", "--force"), 308, second),
        (("undo",), 307, second),
        (("retire", "ID"), 410, None),
        (("undo",), 307, second),
        (("remove", "ID"), 404, None),
    ]


class Editor:
    def __init__(self, tool, address):
        self.tool = tool  # tool("add", ...): what it printed
        self.address = address
        self.k = 0
        self.id = None
        self.todo = []
        self.edits = self.looks = 0
        self.wrong = []  # sentences

    def look(self):
        """(status, where to), as a connection of its own is told."""
        with alone.connect(self.address) as s:
            got = alone.ask(s, f"/soak/{self.k}".encode())
        status = re.search(rb"Status: (\d+)", got)
        where = re.search(rb"Location: (\S+)", got)
        return (int(status[1]) if status else None,
                where[1].decode() if where else None)

    def step(self):
        if not self.todo:
            self.k += 1
            self.todo = life(self.k)
        args, *wanted = self.todo.pop(0)
        wanted = tuple(wanted)
        printed = self.tool("--format", "tsv", *(
            self.id if a == "ID" else a for a in args))
        if args[0] == "add":
            self.id = printed.strip()
        self.edits += 1
        for _ in range(LOOKS):
            got = self.look()
            self.looks += 1
            if got != wanted:
                self.wrong.append(f"after {' '.join(args)}: {got}, "
                                  f"not {wanted}")
