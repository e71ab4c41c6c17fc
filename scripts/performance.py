# SPDX-License-Identifier: Apache-2.0
"""Writes docs/growth.svg and the marked parts of docs/performance.md from what was measured.

Reads build/growth.csv (scripts/growth.sh) and, where there is one, build/proofs.txt (scripts/benchmark.sh).
"""

import csv
import math
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PANELS = {
    "size": "GEMM of equal sides: iterations per dimension",
    "levels": "storage levels",
    "dims": "dimensions",
    "array": "units per axis of the array",
}
DOUBLING = ("size", "array")  # axes on which a step is a factor of two
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")  # told apart by the colour-blind
WIDTH, HEIGHT, MARGIN = 420, 300, 50


def read_rows():
    with open(ROOT / "build/growth.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def curves(rows, series):
    """Points (x, milliseconds, proven) by curve."""
    found = {}
    for row in rows:
        if row["series"] == series:
            name = f"{row['layer']}, {row['objective']}"
            point = (int(row["x"]), float(row["median_ms"]), row["proof"] == "proven")
            found.setdefault(name, []).append(point)
    return found


def milliseconds(value):
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def curve_table(rows, series):
    lines = curves(rows, series)
    xs = sorted({x for points in lines.values() for x, _, _ in points})
    out = [f"| {PANELS[series]} | " + " | ".join(map(str, xs)) + " |"]
    out.append("| --- |" + " ---: |" * len(xs))
    for name, points in lines.items():
        cell = {x: milliseconds(ms) if proven else "not proven" for x, ms, proven in points}
        out.append(f"| {name} | " + " | ".join(cell.get(x, "") for x in xs) + " |")
    return "\n".join(out)


def chip_table(rows):
    out = ["| chip | distinct layers | proven | median ms | 9 of 10 within ms |",
           "| --- | ---: | ---: | ---: | ---: |"]
    shipped = [row for row in rows if row["series"] == "shipped"]
    for chip in dict.fromkeys(row["chip"] for row in shipped):
        mine = [row for row in shipped if row["chip"] == chip]
        proven = sum(row["proof"] == "proven" for row in mine)
        times = sorted(
            float(row["median_ms"]) if row["proof"] == "proven" else math.inf for row in mine)
        cells = [times[(len(times) - 1) // 2], times[math.ceil(0.9 * len(times)) - 1]]
        shown = ["not proven" if ms == math.inf else milliseconds(ms) for ms in cells]
        out.append(f"| {chip} | {len(mine)} | {proven} | {shown[0]} | {shown[1]} |")
    return "\n".join(out)


def slowest_table(rows):
    shipped = [row for row in rows if row["series"] == "shipped"]
    shipped.sort(key=lambda row: (row["proof"] == "proven", -float(row["median_ms"])))
    out = ["| chip | layer | ms | proof |", "| --- | --- | ---: | --- |"]
    for row in shipped[:10]:
        ms = milliseconds(float(row["median_ms"]))
        out.append(f"| {row['chip']} | {row['layer']} | {ms} | {row['proof']} |")
    unproven = sum(row["proof"] != "proven" for row in shipped)
    if unproven > 10:
        out.append(f"\n{unproven} in all without a proof.")
    return "\n".join(out)


def scale(series, x):
    return math.log2(x) if series in DOUBLING else float(x)


def panel(rows, series, left, top):
    """One diagram: milliseconds on a logarithmic axis; hollow: not proven, the time spent."""
    lines = curves(rows, series)
    points = [point for curve in lines.values() for point in curve]
    if not points:
        return []
    xs = sorted({x for x, _, _ in points})
    low = math.floor(math.log10(min(ms for _, ms, _ in points)))
    high = math.ceil(math.log10(max(ms for _, ms, _ in points)))
    first, last = scale(series, xs[0]), scale(series, xs[-1])
    wide, tall = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN

    def place(x, ms):
        return (left + MARGIN + wide * (scale(series, x) - first) / max(last - first, 1),
                top + MARGIN + tall * (high - math.log10(ms)) / max(high - low, 1))

    out = [f'<text x="{left + WIDTH / 2}" y="{top + HEIGHT - 12}" text-anchor="middle">'
           f"{PANELS[series]}</text>"]
    for power in range(low, high + 1):
        x, y = place(xs[0], 10.0**power)
        out.append(f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{x + wide:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        out.append(f'<text x="{x - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} ms</text>')
    for x in xs:
        out.append(f'<text x="{place(x, 1)[0]:.1f}" y="{top + HEIGHT - MARGIN + 16}" '
                   f'text-anchor="middle">{x}</text>')
    for index, (name, curve) in enumerate(lines.items()):
        out += draw_curve([(*place(x, ms), proven) for x, ms, proven in curve], COLOURS[index])
        out.append(f'<text x="{left + MARGIN + 4 + wide / 2 * (index % 2):.1f}" '
                   f'y="{top + 22 + 14 * (index // 2)}" fill="{COLOURS[index]}">{name}</text>')
    return out


def draw_curve(places, colour):
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in places)
    out = [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>']
    for x, y, proven in places:
        fill = colour if proven else "white"
        out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{fill}" stroke="{colour}"/>')
    return out


def write_plot(rows):
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * WIDTH}" height="{2 * HEIGHT}" '
           'font-family="sans-serif" font-size="11">',
           '<rect width="100%" height="100%" fill="white"/>']
    for index, series in enumerate(PANELS):
        out += panel(rows, series, WIDTH * (index % 2), HEIGHT * (index // 2))
    out.append("</svg>")
    (ROOT / "docs/growth.svg").write_text("\n".join(out) + "\n", encoding="utf-8")


def replace_part(text, name, content):
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    new, count = pattern.subn(lambda match: match[1] + "\n" + content + "\n\n" + match[2], text)
    if count != 1:
        raise SystemExit(f"docs/performance.md: {count} parts called '{name}', not one")
    return new


def main():
    rows = read_rows()
    write_plot(rows)
    document = ROOT / "docs/performance.md"
    text = document.read_text(encoding="utf-8")
    measured = [curve_table(rows, series) for series in PANELS if curves(rows, series)]
    text = replace_part(text, "growth", "\n\n".join(measured))
    text = replace_part(text, "shipped", chip_table(rows))
    text = replace_part(text, "slowest", slowest_table(rows))
    proofs = ROOT / "build/proofs.txt"
    if proofs.exists():
        table = proofs.read_text(encoding="utf-8").strip()
        text = replace_part(text, "proofs", f"```\n{table}\n```")
    document.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
