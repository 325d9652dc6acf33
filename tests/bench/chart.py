# SPDX-License-Identifier: MIT
"""chart.py - bars with what they mean, as SVG that reads on light and dark.

Colours stand in one place, a style sheet that follows the reader's setting;
every bar says its number, so nothing depends on colour alone.
"""

from xml.sax.saxutils import escape

STYLE = """
  text { font: 13px system-ui, "Segoe UI", Helvetica, Arial, sans-serif;
         fill: #24292f; }
  .title { font-size: 15px; font-weight: 600; }
  .note, .value tspan { fill: #57606a; font-size: 12px; }
  .paper { fill: #ffffff; stroke: #d0d7de; }
  .bar { fill: #8c959f; } .second { fill: #c8ced5; }
  .ours { fill: #0969da; } .ours.second { fill: #80b4ee; }
  .whisker { stroke: #24292f; stroke-width: 1.2; opacity: .7; }
  .goal { stroke: #bc4c00; stroke-width: 1.5; stroke-dasharray: 5 4; }
  .goal-text { fill: #bc4c00; font-size: 12px; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .note, .value tspan { fill: #9da7b3; }
    .paper { fill: #0d1117; stroke: #30363d; }
    .bar { fill: #6e7681; } .second { fill: #40464e; }
    .ours { fill: #4493f8; } .ours.second { fill: #27507f; }
    .whisker { stroke: #e6edf3; }
    .goal { stroke: #f0883e; } .goal-text { fill: #f0883e; }
  }"""

WIDTH, LEFT, RIGHT, TOP, ROW, THICK = 760, 240, 120, 62, 30, 18


def short(v):
    if v >= 10000:
        return f"{v / 1000:,.0f} k"
    if v >= 1000:
        return f"{v / 1000:,.1f} k"
    return f"{v:.0f}" if v >= 100 else f"{v:.1f}" if v >= 10 else f"{v:.2f}"


def bars(title, note, rows, goal=None, goal_text=""):
    """Rows of (name, [parts], least, most, is it ours, text); parts are
    stacked.  goal is where a dashed line stands."""
    top = max([r[3] or sum(r[1]) for r in rows] + [goal or 0]) or 1
    scale = (WIDTH - LEFT - RIGHT) / top
    height = TOP + ROW * len(rows) + (34 if goal else 16)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
           f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
           f'height="{height}">',
           f"<title>{escape(title)}</title>", f"<style>{STYLE}\n</style>",
           f'<rect class="paper" x=".5" y=".5" width="{WIDTH - 1}" '
           f'height="{height - 1}" rx="6"/>',
           f'<text class="title" x="20" y="28">{escape(title)}</text>',
           f'<text class="note" x="20" y="47">{escape(note)}</text>']
    for i, (name, parts, least, most, ours, text) in enumerate(rows):
        y = TOP + ROW * i
        mid, x = y + THICK / 2, LEFT
        out.append(f'<text x="{LEFT - 10}" y="{mid + 4.5:.1f}" '
                   f'text-anchor="end">{escape(name)}</text>')
        for k, part in enumerate(parts):
            kind = ("ours" if ours else "bar") + (" second" if k else "")
            out.append(f'<rect class="{kind}" x="{x:.1f}" y="{y}" '
                       f'width="{max(part * scale, 1):.1f}" '
                       f'height="{THICK}"/>')
            x += part * scale
        end = x
        if least is not None and most > least:
            a, b = LEFT + least * scale, LEFT + most * scale
            end = max(x, b)
            out.append(f'<path class="whisker" fill="none" d="M{a:.1f} {mid}'
                       f"H{b:.1f}M{a:.1f} {mid - 4}v8M{b:.1f} {mid - 4}v8"
                       '"/>')
        out.append(f'<text class="value" x="{end + 8:.1f}" '
                   f'y="{mid + 4.5:.1f}">{escape(text)}</text>')
    if goal:
        x, y = LEFT + goal * scale, TOP + ROW * len(rows)
        out.append(f'<path class="goal" d="M{x:.1f} {TOP - 6}V{y + 2}"/>')
        out.append(f'<text class="goal-text" x="{x:.1f}" y="{y + 18}" '
                   f'text-anchor="middle">{escape(goal_text)}</text>')
    return "\n".join(out + ["</svg>"]) + "\n"


def by_instructions(found, key, names=None):
    """User and kernel stacked, of those that were counted."""
    rows = []
    for name in names or found[key]:
        row = found[key].get(name, {})
        if "user" not in row:
            continue
        both = row["instructions"]
        label = f"{int(name):,} rules" if name.isdigit() else name
        rows.append((label,
                     [row["user"]["median"], row["kernel"]["median"]],
                     both["min"], both["max"],
                     name.startswith("worker") or key != "direct",
                     short(both["median"])))
    return rows


def by_rate(found):
    rows = []
    for name, row in sorted(found["peers"].items(),
                            key=lambda item: -item[1]["rps"]["median"]):
        rps = row["rps"]
        rows.append((name, [rps["median"]], rps["min"], rps["max"],
                     "detour" in name, short(rps["median"])))
    return rows


def by_memory(found):
    rows = [(name, [row["resident"] / 2**20], None, None, "detour" in name,
             short(row["resident"] / 2**20) + " MB")
            for name, row in found["peers"].items()]
    return sorted(rows, key=lambda r: -r[1][0])


def all_of(found):
    """(name, SVG) of each chart that there are figures for."""
    dark = "darker: its own code and libfcgi's, lighter: the kernel's"
    worker = by_instructions(found, "direct", [
        "limit, 5 parameters", "fixed, 5 parameters", "worker, 5 parameters",
        "limit", "fixed", "fixed, libfcgi", "worker, misses again", "worker",
        "worker, uniform", "fixed, not kept", "worker, not kept",
        "textbook"])
    if worker:
        yield "worker", bars(
            "What one request costs the worker",
            "instructions, 100,000 rules, zipf, 30 % misses; " + dark, worker)
        base = found["sizes"]
        sizes = by_instructions(found, "sizes")
        least = base[min(base, key=int)]["instructions"]["median"]
        yield "sizes", bars(
            "By the number of rules",
            "instructions for a request, zipf, 30 % misses; " + dark,
            sizes, least * 1.15, "goal: 1.15 of the smallest")
        yield "prefixes", bars(
            "1,000 prefix rules, paths 10 segments deep",
            "instructions for a request; " + dark,
            by_instructions(found, "heads"))
    if "peers" in found:
        yield "peers", bars(
            "100,000 redirects on one core",
            "requests/s over HTTP, 30 % misses, and the spread of the rounds; "
            "detour, php-fpm and naive behind nginx", by_rate(found))
        yield "memory", bars(
            "Memory for 100,000 redirects",
            "all processes of a stack, their share of what they share",
            by_memory(found))
