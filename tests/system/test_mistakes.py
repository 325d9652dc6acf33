#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""test_mistakes.py - what people get wrong when they are new: each answer is one
sentence that quotes what was typed and says what would be right, with the right
exit status, and nothing is done.

    test_mistakes.py BUILD
"""

import os
import pty
import shlex
import shutil
import subprocess
import sys

from pace import SLOWER
from tap import check, done, equal, skip
from tool import Tool

BUILD = sys.argv[1]
USAGE, NO, FAIL = 2, 1, 3

# What is typed after "detour", the exit status, what the sentence has to say.
MISTAKES = [
    # Words of other programs.
    ("create /a /b", USAGE, "'create'; did you mean 'add'?"),
    ("delete 1", USAGE, "'delete'; did you mean 'remove'?"),
    ("rm 1", USAGE, "did you mean 'remove'?"),
    ("ls", USAGE, "did you mean 'list'?"),
    ("update 1 --target /x", USAGE, "did you mean 'edit'?"),
    ("check /old", USAGE, "did you mean 'lint'?"),
    ("expire 1", USAGE, "did you mean 'edit ID --until now'?"),
    ("version", USAGE, "did you mean '--version'?"),
    ("add /a /b \u2014until 2036-01-01", USAGE,
     "'\u2014until' has a dash as texts have it; write --until"),
    ("add \u2013-until=2036-01-01 /a /b", USAGE,
     "write --until=2036-01-01"),
    ("\u2014db rules.db list", USAGE, "write --db"),
    ("add /a /b \u2014soon", USAGE, "'\u2014soon' is too much"),
    ("hepl", USAGE, "did you mean 'help'?"),
    ("help delete", USAGE, "did you mean 'remove'?"),
    ("frobnicate", USAGE, "'detour help' prints them all"),
    ("list --json", USAGE, "did you mean '--format json'?"),
    ("list --format jsn", USAGE, "'jsn' is not a format: text, tsv"),
    ("add /a /b --expires 2036-01-01", USAGE, "did you mean '--until'?"),
    ("add /a /b --start 2036-01-01", USAGE, "did you mean '--from'?"),
    ("add /a /b --permanent", USAGE, "did you mean '--status 308'?"),
    ("add /a /b --untill 2036-01-01", USAGE, "did you mean '--until'?"),
    ("add /a /b -u 2036-01-01", USAGE, "'-u' is not an option"),
    # Dates and durations.
    ("add /a /b --until 31/12/2036", USAGE,
     "'31/12/2036' is not a date or time: write 2036-12-31\n"),
    ("add /a /b --until 31.12.2036", USAGE, "write 2036-12-31\n"),
    ("add /a /b --until 12/31/2036", USAGE, "write 2036-12-31\n"),
    ("add /a /b --until 05/06/2036", USAGE, "write 2026-12-01, "),
    ("add /a /b --until 2036-02-30", USAGE, "2036-02 has 29 days"),
    ("add /a /b --until tomorrow", USAGE, "is not a date or time: write 20"),
    ("add /a /b --until 2036-13-01", USAGE, "months are 01 to 12"),
    ("add /a /b --for '30 days'", USAGE,
     "'30 days' is not a duration: write 30d\n"),
    ("add /a /b --for 1y", USAGE, "write 365d"),
    ("add /a /b --for forever", USAGE, "as 90s, 45m, 12h, 30d or 2w"),
    ("add /a /b --for 3d --until 2036-01-01", USAGE, "give one"),
    ("add /a /b --from 2036-02-01 --until 2036-01-01", USAGE,
     "the window is empty"),
    ("add a /b --for 30", USAGE, "'a' has no path"),
    ("edit 1 --share 0 --for 30", USAGE, "a whole number from 1 to 100"),
    ("edit 1 --status 308 --for 30", USAGE, "has no end"),
    ("edit 1 --until 2020-01-01", USAGE, "the window is empty"),
    ("renew 1 --until 2020-01-01", USAGE, "the window is empty"),
    ("renew 1 --until 2020-01-01 --for 30", USAGE, "give one"),
    ("add /a /b --daily 9-17 --zone Berlin", USAGE,
     "named as Europe/Berlin"),
    ("add /a /b --daily 9am-5pm", USAGE, "as 22:00-06:00 or 9-17"),
    ("add /a /b --weekly weekend", USAGE, "write sat,sun or mon-fri"),
    ("explain /old --at 31.12.2036", USAGE, "write 2036-12-31"),
    # Sources.
    ("add a /b", USAGE, "write /a for a path on any host"),
    ("add www.example.com /b", USAGE, "www.example.com/ for the home page"),
    ("add http:/example.com/a /b", USAGE, "write http://example.com/a\n"),
    ("add '/my page' /b", USAGE, "holds a space; write it as %20"),
    ("add '/a#top' /b", USAGE, "holds a '#'"),
    ("add '/a?' /b", USAGE, "leave the '?' out"),
    ("add '/*.html' /b", USAGE, "use --literal if the '*'"),
    ("add '^/a/(.*)$' /b", USAGE, "write '~^/a/(.*)$'"),
    ("add '~/a(' /b", USAGE, "missing closing parenthesis"),
    ("add 'münchen.example/a' /b", USAGE, "xn-- form"),
    ("add /a*/b /b", USAGE, "write /docs/* for everything below"),
    ("add '/a/(\\d+)' /b", USAGE, "a regular expression has a '~' in front"),
    ("add /a/:my-id /b", USAGE, "of letters, digits and '_'"),
    # What the shell makes of a source without quotes.
    ("add /usr/bin /usr/lib /b", USAGE, "'/b' is too much: in quotes"),
    ("upcoming 60d", USAGE, "'60d' is too much: --within DURATION"),
    ("add '/shop?id=1'", USAGE, "'/shop?id=1' has no target"),
    # Targets.
    ("add /a b", USAGE, "write /b\n"),
    ("add /a www.example.com/b", USAGE, "https://www.example.com/b\n"),
    ("add /a http:/example.com/", USAGE, "write http://example.com/\n"),
    ("add /a htps://example.com/", USAGE, "only http:// and https://"),
    ("add /a '/my page'", USAGE, "write it as %20"),
    ("add /a", USAGE, "'/a' has no target: give a path"),
    ("add /a /a", USAGE, "can only loop"),
    ("add /a /%61", USAGE, "--force makes it all the same"),
    ("add '/a/*' '/a/b/:splat'", USAGE, "can only loop"),
    ("add '/a/*' '/b/:rest'", USAGE, "no placeholder ':rest'"),
    ("add /a/:id '/b/$1'", USAGE, "'$1' is a capture"),
    ("add /a //b.example/", USAGE, "write https://host/path, or one '/'"),
    # Statuses and shares.
    ("add /a /b --status 404", USAGE, "410 (gone)"),
    ("add /a /b --status permanent", USAGE, "308 or 301 for permanent"),
    ("add /a /b --status 301 --for 3d", USAGE, "or take status 302"),
    ("add /a /b --status 410", USAGE, "takes no target"),
    ("add /a /b --after later", USAGE,
     "'later' is nothing that can follow: decline, gone"),
    ("add /a /b --language de_DE", USAGE, "joined by '-', as in de-AT"),
    ("add /a /b --header Accept-Language=de", USAGE, "write --language de"),
    ("add /a /b --from-net 192.0.2.1/24", USAGE, "write 192.0.2.0/24"),
    ("add /a /b --cors app.example", USAGE, "as https://app.example"),
    ("add /a /b --share 20%", USAGE, "a whole number from 1 to 100"),
    # Which rule.
    ("show 99", NO, "there is no rule 99"),
    ("show /old", USAGE, "'detour list --source /old' prints"),
    ("list /old", USAGE, "--source TEXT looks for rules"),
    ("remove 1,2", USAGE,
     "'1,2' is not an id: a whole number from 1 up; of several"),
    ("remove 99999999999999999999", USAGE, "a whole number from 1 up\n"),
    ("renew 1 30d", USAGE, "how long is said with --for 30d\n"),
    ("show 30d", USAGE, "'30d' is not an id: a whole number from 1 up\n"),
    ("renew 1 30x", USAGE, "'30x' is not an id: a whole number from 1 up\n"),
    ("remove 1 99", NO, "there is no rule 99"),
    ("edit 1 /x", USAGE, "--target and --source change"),
    ("edit 1", USAGE, "nothing is to be changed"),
    ("edit 1 --note --dry-run", USAGE, "'--note' needs a value"),
    ("edit 1 --target x", USAGE, "write /x"),
    ("promote --stale", NO, "advises to promote none"),
    ("list --state aktive", USAGE, "'aktive' is not a state: scheduled"),
    ("undo 999", NO, "no event 999"),
    ("doctor /run/w.sock", USAGE, "too much: --socket PATH asks the"),
    ("doctor --address localhost", USAGE, "as in 127.0.0.1:9000"),
    # What is asked for.
    ("explain http:/example.com/old", USAGE, "write http://example.com/old"),
    ("explain http:/example.com/old --between now 2036-01-01", USAGE,
     "write http://example.com/old"),
    ("explain ftp://example.com/old", USAGE, "give https://example.com/path"),
    ("explain /old --ip 300.1.1.1", USAGE, "'300.1.1.1' is not an address"),
    ("explain /old --header Cookie", USAGE, "write it as 'Name: value'"),
    ("explain --file none.txt", FAIL, "'none.txt' cannot be read"),
    # Files.
    ("import none.csv", FAIL, "'none.csv' cannot be read"),
    ("import .", FAIL, "'.' is a folder"),
    ("import until.csv", USAGE,
     "unknown column 'until'; did you mean 'expires_at'?"),
    ("import slip.csv", USAGE, "'Sorce'; did you mean 'source'?"),
    ("import empty.csv", USAGE, "its first row names the columns"),
    ("import book.xlsx", USAGE, "save it as CSV in UTF-8"),
    ("import dates.csv --from excel", USAGE, "'excel' is not a format"),
    # Both are wrong: what was typed comes before what is there.
    ("import none.csv --from excel", USAGE, "'excel' is not a format"),
    ("export rules.csv", USAGE, "--output FILE writes a file"),
    ("export --to excel", USAGE, "'excel' is not a format to export: csv"),
    ("export --output none/rules.csv", FAIL, "'none/rules.csv' cannot be"),
    ("backup rules.db", FAIL, "it exists already"),
    # Databases.
    ("--db none.db list", FAIL, "'detour --db none.db init' makes one"),
    ("--db none/rules.db init", FAIL, "there is no folder 'none/'"),
    ("--db . list", FAIL, "'.' is a folder"),
    ("--db dates.csv list", FAIL, "'dates.csv' is not a database of detour"),
    ("init", NO, "is left as it is"),
    ("--bd rules.db list", USAGE, "did you mean '--db'?"),
]


def state(t):
    return t("export", "--to", "json"), t("history", "--format", "json"), \
        sorted(os.listdir(t.folder.name))


def files(t):
    t.write("until.csv", "source,target,until\n/a,/b,2036-01-01\n")
    t.write("slip.csv", "Sorce,target\n/a,/b\n")
    t.write("dates.csv", "source,target,expires_at\n/a,/b,31.12.2036\n")
    t.write("empty.csv", "")
    t.write("book.xlsx", b"PK\x03\x04 and more")


def mistakes():
    t = Tool(BUILD)
    files(t)
    t("add", "/old", "/new", "--until", "2036-01-01")
    t("add", "/docs/*", "https://docs.example/:splat", "--until", "never")
    before = state(t)
    for typed, status, says in MISTAKES:
        p = t.run(*shlex.split(typed))
        lines = p.stderr.decode().splitlines(keepends=True)
        told = [line for line in lines if not line.startswith("usage: ") and
                ": reading '" not in line]
        check(f"detour {typed}", p.returncode == status and
              p.stdout == b"" and says in "".join(told) and
              told[0].startswith("detour: ") and len(lines[0]) < 300 and
              len(told) == (2 if typed == "remove 1 99" else 1),
              f"status {p.returncode}, want {status}\n{p.stdout.decode()}"
              f"{p.stderr.decode()}want {says}")
    equal("nothing was done by any of them", state(t), before)


# What is right as it stands, and seldom meant: it is done, with a warning.
WARNINGS = [
    ("add '/x/*' '/y/*'", "what the source's '*' takes is ':splat'"),
    ("add '/x/{id}' /y", "for whatever stands there write ':id'"),
    ("add '/x/<id>' /y", "for whatever stands there write ':id'"),
    ("add '/x/[slug]' /y", "for whatever stands there write ':slug'"),
    ("add '/x/<my-id>' /y", "for whatever stands there write ':name'"),
    ("add '/x/{a,b}' /y", "for whatever stands there write ':name'"),
    ("add '/:a?/x' /y", "a ':name' that may be missing takes a rule"),
    ("add '/x/*' '/y{uri}'", "the '{uri}' in '/y{uri}' is sent as it stands"),
    ("add '~/x/(.*)' '/y/${1}'", "a target has ':name', ':splat' or '$1'"),
    ("add /x '/y$request_uri'", "the '$request_uri' in '/y$request_uri' is"),
    ("add '~/x\\?p=(\\d+)' /y", "the path alone, in which no '?' is"),
    ("add '~/x%c3%a9(.*)' /y", "'/x%c3%a9' is '/x%C3%A9' in every path"),
    ("add '~(old|new)/.*' /y", "every path begins with a '/', and nothing"),
    ("add '/x/[0-9]+' /y", "a regular expression has a '~' in front"),
    ("add /x/:1/y /y", "':1' is a part of the path as it stands"),
    ("add 'x.example/a/:' /y", "begins with a letter or a '_'"),
    ("add '/x$' /y", "a regular expression has a '~' in front"),
    ("add docs/old /y", "the host is 'docs'; a path begins with a '/'"),
    ("add '/so\u200bmmer' /y", "'/so\\xE2\\x80\\x8Bmmer' holds U+200B, which nobody"),
    ("add /x '/y\u00a0z'", "holds U+00A0, which looks like a space"),
    ("add /x\ufeff/y /z", "holds U+FEFF, which nobody sees"),
    ("add '/\u0645\u200c' /y", "holds U+200C, which nobody sees"),
    ("add /x\u201d /y", "'/x\u201d' ends in a quotation mark"),
    ("add '/x\"' /y", "ends in a quotation mark; leave it out, if it only"),
    ("add '/x?utm_source=nl&p=1' /y", "only visitors with 'utm_source' are sent on"),
    ("add 'https://a.example/x?gclid=:g' /y", "only visitors with 'gclid'"),
    ("add 'docs/*' /y", "the host is 'docs'; a path begins with a '/'"),
    ("add //b.example/x /y", "on any host; a host has no slashes in front"),
    ("add //b.example /y", "'//b.example' is a path as it stands"),
    ("add /x /y --for 1", "--for 1 is 1 second; for as many days write 1d"),
    ("add /x /y --for 30", "--for 30 is 30 seconds; for as many days write 30d"),
    ("add /x /y --until 2020-01-01", "is already over"),
    ("add /x /y --language german,de", "no browser asks for 'german'"),
    ("edit 1 --target /y --for 7", "for as many days write 7d"),
    ("edit 1 --from 2010-01-01 --until 2020-01-01", "is already over"),
    ("renew 1 --for 30", "for as many days write 30d"),
]
FINE = ["add localhost/x /y", "add https://intranet/x /y", "add '[::1]/x' /y",
        "add '/x/*' '/y/*' --literal", "add '/x/*' /y/:splat",
        "add '/x/Foo_(bar)' /y", "add /\u0645\u06cc\u200c\u062e /y",
        "add /\U0001f469\u200d\U0001f52c /y", "add /o\u2019x /y",
        "add '/x?utm=1&p=gclid' /y", "add /x '/y?utm_source=x'",
        "add /stra\u00dfe /y/\u4f60\u597d", "add /x/:1 /y --literal", "add /x/10:30 /y",
        "add //../a.b /y", "add //x/b.example /y", "add /b.example/x /y",
        "add //b.example/x /y --literal",
        "add '/x/:a?at=/:1' /y", "add '/x/:a?b' /y", "add '/x.php?/a' /y", "add /x /y --language de,pt-BR,gsw",
        "add /x /y --after gone", "add /x /y --after https://b.example", "add '~/x/[0-9]+' /y", "add /x /y --for 3600"]


def warnings():
    t = Tool(BUILD)
    t("add", "/old", "/new")
    for typed, says in WARNINGS:
        p = t.run(*shlex.split(typed), "--dry-run")
        check(f"detour {typed}: is warned of", p.returncode == 0 and
              "warning: " in p.stderr.decode() and says in p.stderr.decode(),
              p.stderr.decode())
    for typed in FINE:
        p = t.run(*shlex.split(typed), "--dry-run")
        equal(f"detour {typed}: is not", (p.returncode, p.stderr), (0, b""))
    p = t.run("import", "-", "--from", "csv", data=b"source,target\n" + b"".join(
        b"docs/%d,/y\n" % n for n in range(500)))
    said = p.stderr.decode().splitlines()
    check("of a whole file in doubt twenty lines are named",
          p.returncode == 0 and len(said) == 21 and
          ":21: in 'docs/19' the host is 'docs'" in said[19] and
          "only the first 20 are named" in said[20], p.stderr)


def other_methods():
    t = Tool(BUILD)
    t("add", "/old", "/new")
    p = t.run("explain", "/old", "--method", "get", "--format", "json")
    check("a method in small letters is another one, and that is said",
          p.returncode == 0 and b"written in capitals" in p.stderr, p.stderr)


def same_second():
    """Of two with one start the newer answers: the one that is being added."""
    t = Tool(BUILD)
    start = ("--from", "2020-01-01", "--until", "never")
    t("add", "/a", "/b", *start)
    p = t.run("add", "/a", "/c", *start)
    check("a rule that starts in the same second as another one answers",
          b"never answers" not in p.stderr, p.stderr.decode())
    equal("and so it does", t.json("explain", "/a")["rule"], 2)


def on_terminal(t, *args):
    ours, theirs = pty.openpty()
    p = subprocess.run([t.build + "/detour", *args], env=t.env, stdout=theirs,
                       cwd=t.folder.name, timeout=60 * SLOWER)
    os.close(theirs)
    said = b""
    try:
        while chunk := os.read(ours, 65536):
            said += chunk
    except OSError:
        pass
    os.close(ours)
    return p.returncode, said.decode().replace("\r\n", "\n")


def nothing_to_show():
    t = Tool(BUILD)
    for args, says in [
            (["list"], "'detour add /old /new' adds one"),
            (["list", "--tag", "x"], "no rule is like that"),
            (["stale"], "no rule needs a decision"),
            (["upcoming"], "nothing begins or ends so soon"),
            (["history"], "nothing has been changed yet"),
            (["expect"], "'detour expect /old /new' adds one")]:
        status, said = on_terminal(t, *args)
        check(f"{' '.join(args)}: a person is told that there is nothing",
              status == 0 and says in said and said.count("\n") == 1, said)
        equal(f"{' '.join(args)}: a pipe gets nothing", t(*args), "")
    equal("nor does what wants JSON", on_terminal(
        t, "list", "--format", "json"), (0, "[]\n"))


def windows(n):
    return "source,target,starts_at,expires_at\n" + "".join(
        f"/a,/t{i},20{27 + i // 360}-{i % 360 // 30 + 1:02}-01T00:00:{i % 30:02}Z,"
        f"2099-01-01\n" for i in range(n))


def one_source():
    most = "one source may have 1000 rules, and '/a' "
    t = Tool(BUILD)
    path = t.write("many.csv", windows(1001))
    t.refused("a source with too many rules, row by row", "import", path,
              want=USAGE, says=["many.csv:1002: " + most + "has 1000: remove",
                                "; nothing was imported"])
    t.refused("and all at once", "import", "-", "--from", "csv", want=USAGE,
              data=windows(1200).encode(),
              says=["standard input: " + most + "would have 1200: remove",
                    "; nothing was imported"])
    t.refused("of prefixes, too", "import", "-", "--from", "csv", want=USAGE,
              data=windows(1001).replace("/a,", "/p/*,").encode(),
              says="'/p/*' would have 1001")
    equal("nothing was", t.json("list"), [])
    equal("as many as may be", t.json("import", "-", "--from", "csv",
                                      data=windows(1000).encode())["added"], 1000)
    t.refused("one more", "add", "/a/", "/b", want=USAGE,
              says="one source may have 1000 rules, and '/a/' has 1000")
    other = t.add("/a", "/b", "--strict", "--force")
    t.refused("nor by an edit", "edit", other, "--no-strict", "--force",
              want=USAGE, says=most)
    t("edit", "7", "--target", "/other", "--force")
    equal("those that are there can be changed", t.rule("7")["target"], "/other")
    equal("a file is judged all the same", [
        f["rules"] for f in t.json("lint", path, want=1)
        if f["kind"] == "crowded"], [[1]])


def no_permission():
    if SLOWER > 1:
        skip("without permission", "memcheck needs some itself")
        return
    t = Tool(BUILD)
    t("add", "/old", "/new")
    before = t("export", "--to", "json")
    # As root everything is permitted; another user may not see the build.
    shutil.copy(t.build + "/detour", t.path("detour"))
    os.chmod(t.folder.name, 0o555)
    os.chmod(t.path("rules.db"), 0o444)
    prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    for typed, says in [("add /a /b", "cannot write '"),
                        ("remove 1", "cannot write '"),
                        ("init other.db", "cannot make 'other.db'")]:
        p = subprocess.run(
            [*(prefix if os.geteuid() == 0 else []), "./detour",
             *shlex.split(typed)], env=t.env, cwd=t.folder.name,
            capture_output=True, text=True, timeout=60 * SLOWER)
        check(f"without permission: detour {typed}",
              p.returncode == FAIL and p.stdout == "" and
              says in p.stderr and "Permission denied" in p.stderr, p.stderr)
    os.chmod(t.folder.name, 0o755)
    equal("and nothing is done", t("export", "--to", "json"), before)


mistakes()
warnings()
other_methods()
same_second()
nothing_to_show()
one_source()
no_permission()
done()
