# SPDX-License-Identifier: MIT
"""page.py - the figures as JSON, as text, and in docs/performance.md."""

import os
import re

import chart
import goals
import rounds

MB = 1 << 20


def figures(case):
    return {m: rounds.measured(case, m) for m in rounds.METRICS
            if rounds.measured(case, m)}


def result(machine, settings, direct, memory, sizes, size_memory, even,
           heads, single, behind):
    """All that is known, ready for JSON."""
    rows = goals.of_direct(direct, memory) + \
        goals.of_sizes(sizes, size_memory, even) + goals.of_heads(heads) + \
        goals.of_single(single)
    out = {
        "machine": machine,
        "settings": settings,
        "direct": {n: figures(c) for n, c in direct.items()},
        "sizes": {str(n): {**figures(c), "private": size_memory[n]}
                  for n, c in sizes.items()},
        "even": {str(n): figures(c) for n, c in even.items()},
        "heads": {n: figures(c) for n, c in heads.items()},
        "single": single,
    }
    if behind:
        cases, resident, missing = behind
        rows += goals.of_peers(cases)
        out["peers"] = {n: {**figures(c), "resident": resident[n]}
                        for n, c in cases.items()}
        out["missing"] = missing
        base = cases.get("detour")
        for name, case in cases.items():
            if base:
                out["peers"][name]["against detour"] = \
                    rounds.ratio(case, base, "rps")
    out["goals"] = [g.row() for g in rows]
    return out


# -------------------------------------------------------------------- tables

def number(v):
    if v is None:
        return "-"
    if abs(v) >= 1000:
        return f"{v:,.0f}"
    return f"{v:.0f}" if abs(v) >= 100 else f"{v:.1f}" if abs(v) >= 10 \
        else f"{v:.2f}"


def median(row, metric, divided_by=1):
    got = row.get(metric)
    return number(got["median"] / divided_by) if got else "-"


def spread(got, unit=""):
    if got is None:
        return "-"
    unit = f" {unit}" if unit else ""
    if not isinstance(got, dict):
        return number(got) + unit
    return f"{number(got['median'])}{unit} " \
        f"({number(got['min'])} to {number(got['max'])})"


def goals_table(found):
    rows = [("what", "measured", "goal", "")]
    for g in found["goals"]:
        unit = f" {g['unit']}" if g["unit"] else ""
        rows.append((g["what"], spread(g["got"], g["unit"]),
                     ("at least " if g["least"] else "at most ") +
                     number(g["limit"]) + unit,
                     {True: "met", False: "**not met**",
                      None: "not measured"}[g["met"]]))
    return rows


def load_table(found, key, first):
    rows = [(first, "instructions, user + kernel", "CPU us", "requests/s",
             "p50 / p99 us")]
    for name, row in found[key].items():
        name = f"{int(name):,}" if name.isdigit() else name
        ins = f"{median(row, 'user')} + {median(row, 'kernel')}"
        rows.append((name, ins, median(row, "cpu"), spread(row.get("rps")),
                     f"{median(row, 'p50')} / {median(row, 'p99')}"
                     if "p50" in row else "-"))
    return rows


def peers_table(found):
    rows = [("", "requests/s", "against detour", "CPU us", "instructions",
             "memory, MB")]
    order = sorted(found["peers"].items(),
                   key=lambda item: -item[1]["rps"]["median"])
    for name, row in order:
        rows.append((f"**{name}**" if name == "detour" else name,
                     spread(row.get("rps")),
                     median(row, "against detour"), median(row, "cpu"),
                     median(row, "instructions"),
                     number(row["resident"] / MB)))
    return rows


def machine_table(found):
    m = found["machine"]
    return [("", ""), ("processor", f"{m['cpu']}, {m['cores']} cores"),
            ("kernel", m["kernel"]), ("compiler", m["compiler"]),
            ("libfcgi, SQLite", f"{m['libfcgi']}, {m['sqlite']}"),
            ("date, load of the machine before",
             f"{m['date']}, {m['load']:.1f}")]


def markdown(rows):
    out = ["| " + " | ".join(rows[0]) + " |", "|---" * len(rows[0]) + "|"]
    out += ["| " + " | ".join(row) + " |" for row in rows[1:]]
    return "\n".join(out)


def plain(rows):
    wide = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(row, wide))
                     .rstrip() for row in rows).replace("**", "")


TABLES = {
    "machine": machine_table,
    "goals": goals_table,
    "direct": lambda found: load_table(found, "direct", ""),
    "sizes": lambda found: load_table(found, "sizes", "rules"),
    "even": lambda found: load_table(found, "even", "rules"),
    "heads": lambda found: load_table(found, "heads", ""),
    "peers": peers_table,
}


def tables(found):
    for name, of in TABLES.items():
        if name in found or name == "machine":
            yield name, of(found)


def text(found):
    return "\n\n".join(plain(rows) for _, rows in tables(found)) + "\n"


# ---------------------------------------------------------------- the page

def put(path, name, text):
    """Replace what stands between the marks of a page."""
    with open(path, encoding="utf-8") as f:
        page = f.read()
    page = re.sub(rf"(<!-- {name} -->\n).*?(<!-- end -->)",
                  lambda m: f"{m[1]}{text}\n{m[2]}", page, flags=re.S)
    with open(path, "w", encoding="utf-8") as f:
        f.write(page)


def write(found, docs):
    """Draw the charts, and put the tables between their marks."""
    os.makedirs(f"{docs}/bench", exist_ok=True)
    for name, svg in chart.all_of(found):
        with open(f"{docs}/bench/{name}.svg", "w", encoding="utf-8") as f:
            f.write(svg)
    for name, rows in tables(found):
        put(f"{docs}/performance.md", name, markdown(rows))
