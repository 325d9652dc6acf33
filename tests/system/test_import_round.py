#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_import_round.py - there and back: what was imported, exported to the
same format and imported again, is the same rules.

    test_import_round.py BUILD
"""

import sys

from tap import done, equal
from tool import Tool

BUILD = sys.argv[1]

FILES = {
    "csv": "source,target,status,expires_at,query,strict,ignore_case,note\n"
           "/a,/b,302,2099-01-01T00:00:00Z,drop,true,,\"x, \"\"y\"\"\nz\"\n"
           "*.h.example/c/*,https://x.example/:splat,308,,,,true,\n"
           "~/p/(\\d+),/q/$1,307,2099-01-01,,,,\n",
    "json": '[{"source":"/a?b=1","target":"/c","status":303,'
            '"expires_at":"2099-01-01T00:00:00Z","tags":"x,y"},'
            '{"source":"/gone","status":410}]',
    "netlify": "/a /b 302\n/c/* https://x.example/:splat 301\n"
               "/d/:e /f/:e 308\nhttps://h.example/g /i 307\n",
    "cloudflare-csv": "a.example/b,https://x.example/c,301\n"
                      "https://a.example/d,https://x.example/e,302,TRUE\n"
                      "a.example/f/,https://x.example/g/,308,TRUE,,TRUE,"
                      "TRUE\n",
    "vercel-json": '{"redirects":[{"source":"/a","destination":"/b"},'
                   '{"source":"/c","destination":"/d","permanent":false},'
                   '{"source":"/e/:f","destination":"https://x.example/:f"},'
                   '{"source":"/i","has":[{"type":"host","value":'
                   '"h.example"}],"destination":"/j"}]}',
}
KEEP = ["source", "target", "status", "query", "strict", "ignore_case",
        "literal", "expires_at", "after", "note", "tags"]


def rules(tool):
    """What they are, whatever their ids."""
    return sorted(tuple(str(r[k]) for k in KEEP) for r in tool.json("list"))


for form, text in FILES.items():
    one, two = Tool(BUILD), Tool(BUILD)
    p = one.run("import", "--from", form, data=text.encode())
    equal(f"{form} is imported", (p.returncode, len(rules(one)) > 1), (0, True))
    out = one.run("export", "--to", form)
    p = two.run("import", "--from", form, data=out.stdout)
    equal(f"{form} comes back the same, and whole",
          (out.returncode, p.returncode, rules(two)), (0, 0, rules(one)))
done()
