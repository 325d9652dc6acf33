# SPDX-License-Identifier: MIT
"""formats.py - the same rules in every format that can be imported, and how
fast each comes in."""

import os
import subprocess

import alone

# Of these only so many lines are taken, and the others refused.
LIMITED = ("cloudflare", "gitlab")

# What stands before all rows, a row (of number, path and target), and what
# stands behind; rows of JSON arrays are joined by commas.
FORMATS = {
    "netlify": ("", "{path} {target} 301\n", ""),
    "cloudflare": ("", "{path} {target} 302\n", ""),
    "gitlab": ("", "{path} {target} 301\n", ""),
    "htaccess": ("", "Redirect 301 {path} {target}\n", ""),
    "nginx": ("", "location = {path} {{ return 301 {target}; }}\n", ""),
    "redirection-json": (
        '{"redirects":[',
        '{{"id":{n},"url":"{path}","action_code":301,"action_type":"url",'
        '"action_data":{{"url":"{target}"}},"match_type":"url",'
        '"regex":false,"enabled":true}}', "]}\n"),
    "vercel-json": (
        '{"redirects":[',
        '{{"source":"{path}","destination":"{target}","permanent":true}}',
        "]}\n"),
    "golink-jsonl": ("", '{{"Short":"go{n}","Long":"{target}"}}\n', ""),
    "json": ("[", '{{"source":"{path}","target":"{target}"}}', "]\n"),
    "redirection-csv": (
        "source,target,regex,code,type,hits,title,status\n",
        "{path},{target},0,301,url,0,,active\n", ""),
    "safe-redirect-csv": ("source,target,regex,code,order\n",
                          "{path},{target},0,302,0\n", ""),
    "neos-csv": ("Source Uri,Target Uri,Status Code,Host,Start DateTime,"
                 "End DateTime,Comment,Creator,Type\n",
                 "{path},{target},301,,,,,,\n", ""),
    "govuk-csv": ("Old Url,New Url,Status\n",
                  "http://old.gov.uk{path},{target},301\n", ""),
    "shlink-csv": ("short code,long url\n", "s{n},{target}\n", ""),
    "yourls-csv": ("keyword,url\n", "k{n},{target}\n", ""),
    "csv": ("source,target\n", "{path},{target}\n", ""),
    "mdn-tsv": ("", "{path}\t{target}\n", ""),
    "cloudflare-csv": ("", "example.com{path},{target},301\n", ""),
    "wagtail-csv": ("", "{path},{target}\n", ""),
}


def write(name, n, path):
    """So many rules in a format, whose paths come in no order."""
    head, row, tail = FORMATS[name]
    between = "," if tail else ""
    with open(path, "w", encoding="ascii") as f:
        f.write(head)
        for i in range(n):
            if i > 0:
                f.write(between)
            f.write(row.format(
                n=i, path=f"/moved/{i * 2654435761 % 4294967296:08x}/page-{i}",
                target=f"https://www.example.com/new/place/{i}"))
        f.write(tail)


def measure(stage, n):
    """Rows a second and peak memory of each format that takes so many."""
    result = {}
    path, file = stage.path("format.db"), stage.path("format")
    for name in FORMATS:
        if name in LIMITED:
            continue
        write(name, n, file)
        stage.tool(path, "init")
        took, peak = alone.timed(
            [f"{stage.build}/detour", "--db", path, "import", "--from", name,
             file], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        result[name] = {"rate": n / took, "peak": peak}
        for tail in "", "-wal", "-shm", ".lock":
            os.unlink(path + tail)
    os.unlink(file)
    return result
