#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_import_worst.py - the worst that a file can be, in every format: other
ends of lines, other encodings, no text at all, octets that spoil a line, a line
of a megabyte; and there and back through the same format, and lint.

    test_import_worst.py BUILD
"""

import json
import re
import sys

from tap import check, done, equal
from tool import Tool

t = Tool(sys.argv[1])

# Of each two rows, or two rules: the second is spoilt below.  The lines of the
# rows, and what says the first of them in a longer file.
FORMATS = {
    "netlify": ("/a /b\n/c /d\n", (1, 2)),
    "cloudflare": ("/a /b\n/c /d\n", (1, 2)),
    "gitlab": ("/a /b\n/c /d\n", (1, 2)),
    "htaccess": ("Redirect /a/ /b/\nRedirect /c/ /d/\n", (1, 2)),
    "nginx": ("location = /a { return 301 /b; }\n"
              "location = /c { return 301 /d; }\n", (1, 2)),
    "redirection-csv": ("source,target,regex,code\n/a,/b,0,301\n/c,/d,0,301\n",
                        (2, 3)),
    "redirection-json": ('[{"url":"/a","action_data":"/b"},\n'
                         '{"url":"/c","action_data":"/d"}]\n', (1, 2)),
    "safe-redirect-csv": ("source,target\n/a,/b\n/c,/d\n", (2, 3)),
    "neos-csv": ("/a,b,301\n/c,d,301\n", (1, 2)),
    "cloudflare-csv": ("h.example/a,https://x.example/b\n"
                       "h.example/c,https://x.example/d\n", (1, 2)),
    "vercel-json": ('{"redirects":[{"source":"/a","destination":"/b"},\n'
                    '{"source":"/c","destination":"/d"}]}', (1, 2)),
    "govuk-csv": ("Old URL,New URL,Status\n/a,/b,301\n/c,/d,301\n", (2, 3)),
    "golink-jsonl": ('{"Short":"/a","Long":"/b#"}\n'
                     '{"Short":"/c","Long":"/d#"}\n', (1, 2)),
    "mdn-tsv": ("/a\t/b\n/c\t/d\n", (1, 2)),
    "wagtail-csv": ("/a,/b\n/c,/d\n", (1, 2)),
    "shlink-csv": ("short code,long url\n/a,/b\n/c,/d\n", (2, 3)),
    "yourls-csv": ("keyword,url\n/a,/b\n/c,/d\n", (2, 3)),
    "csv": ("source,target\n/a,/b\n/c,/d\n", (2, 3)),
    "json": ('[{"source":"/a","target":"/b"},\n{"source":"/c","target":"/d"}]',
             (1, 2)),
}
JSON = re.compile("json|golink")


def tried(form, data):
    """What import would do: rules that would be added, and the lines that are
    refused; or the sentence about the whole file."""
    p = t.run("import", "-", "--from", form, "--dry-run", "--format", "json",
              data=data)
    if not p.stdout:
        return p.returncode, p.stderr.decode(errors="replace")
    said = json.loads(p.stdout)
    return said["added"], [r["line"] for r in said["refused"]]


def lines(form, data):
    """The rules, as lint reads them: how many, and the lines it refuses."""
    p = t.run("lint", "-", "--from", form, data=data)
    judged = re.search(rb"^(\d+) rules? judged", p.stdout, re.M)
    refused = re.findall(r"^detour: lint: standard input:(\d+): (?!warning)",
                         p.stderr.decode(errors="replace"), re.M)
    return int(judged[1]) if judged else None, [int(n) for n in refused]


for form, (text, (first, second)) in FORMATS.items():
    good = text.encode()
    each = 2 if form == "golink-jsonl" else 1  # rules of a row
    same = {"as it is": good, "with a byte order mark": b"\xef\xbb\xbf" + good,
            "CR LF": good.replace(b"\n", b"\r\n"),
            "CR alone": good.replace(b"\n", b"\r"),
            "without its last end": good.rstrip(b"\n")}
    equal(f"{form}: every end of a line, and a mark before the first",
          {k: tried(form, v) for k, v in same.items()},
          {k: (2 * each, []) for k in same})
    none = {"UTF-16": b"\xff\xfe" + text.encode("utf-16-le"),
            "UTF-16, the other": b"\xfe\xff" + text.encode("utf-16-be"),
            "UTF-16 without a mark": text.encode("utf-16-le"),
            "an old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "a new workbook": b"PK\x03\x04\x14\0\x06\0" + bytes(26),
            "compressed": b"\x1f\x8b\x08\0" + good,
            "a database": b"SQLite format 3\0" + bytes(84)}
    said = {k: tried(form, v) for k, v in none.items()}
    check(f"{form}: what is no text is said, and nothing is taken",
          all(r[0] == 2 and "standard input:1:" in r[1] and
              r[1].rstrip().endswith("nothing was imported")
              for r in said.values()), str(said))
    spoilt = {"Latin-1": good.replace(b"/c", b"/c\xe9"),
              "a NUL": good.replace(b"/c", b"/c\0"),
              "a megabyte": good.replace(b"/c", b"/c" + b"x" * (1 << 20))}
    got = {k: tried(form, v) for k, v in spoilt.items()}
    if JSON.search(form):
        # What is no JSON any more cannot be read on.
        check(f"{form}: what is spoilt is found, and nothing is taken",
              all(r[0] == 2 and "nothing was imported" in r[1] and
                  f"standard input:{second}:" in r[1] for r in got.values()),
              str(got))
    elif form == "nginx":
        check(f"{form}: a statement without end cannot be read on",
              got["a megabyte"][0] == 2 and
              f"standard input:{second}:" in got["a megabyte"][1], str(got))
        equal(f"{form}: only its line is refused", got["Latin-1"],
              (1, [second]))
    else:
        equal(f"{form}: only the line that is spoilt is refused", got,
              {k: (each, [second]) for k in spoilt})
        equal(f"{form}: lint refuses the same line",
              lines(form, spoilt["Latin-1"]), (each, [second]))
    equal(f"{form}: lint reads it", lines(form, good), (2 * each, []))

equal("a warning about the whole file names no line", t.run(
    "import", "-", "--from", "gitlab", "--dry-run",
    data=b"# " + b"x" * 65536 + b"\n").stderr.decode(),
    "detour: import: warning: standard input: GitLab Pages takes files of up to "
    "65536 octets: of this one nothing was in effect\n")
equal("a quoted field of several lines is a row of its first",
      tried("neos-csv", b'a,b,301,,,,"x\ny\nz"\nc,d,999\ne,f,302\n'), (2, [4]))
equal("so is one by ';' or a tab",
      [tried("neos-csv", s.join(("a", "b", "301")).encode() + b"\n")
       for s in ";\t,"], [(1, [])] * 3)
done()
