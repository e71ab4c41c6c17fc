# SPDX-License-Identifier: Apache-2.0
"""Drawings as SVG text, without a plotting library."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paretile._core import Architecture
    from paretile._result import Result

WIDTH = 560
ROW = 46  # height of a component
INDENT = 18  # what is inside a fan-out stands further in


def _text(x: float, y: float, text: str, *, size: int = 13, colour: str = "#222",
          anchor: str = "start") -> str:
    return (f"<text x='{x:.1f}' y='{y:.1f}' font-size='{size}' fill='{colour}' "
            f"text-anchor='{anchor}'>{escape(text)}</text>")


def _svg(height: float, parts: list[str]) -> str:
    return (f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height:.0f}' width='{WIDTH}' "
            f"height='{height:.0f}' font-family='sans-serif'>" + "".join(parts) + "</svg>")


def bits_text(bits: int | None) -> str:
    """'108 KiB', '12 b', 'unlimited'."""
    if bits is None:
        return "unlimited"
    size = bits / 8
    for unit in ("B", "KiB", "MiB"):
        if size < 1024:
            return f"{bits} b" if bits % 8 else f"{size:g} {unit}"
        size /= 1024
    return f"{size:g} GiB"


def _box(depth: int, y: float, title: str, detail: str, fill: str) -> str:
    x = depth * INDENT
    return (f"<rect x='{x + 1}' y='{y + 1}' width='{WIDTH - 2 * x - 2}' height='{ROW - 8}' rx='5' "
            f"fill='{fill}' stroke='#667'/>" + _text(x + 12, y + 17, title)
            + _text(x + 12, y + 32, detail, size=11, colour="#555"))


def architecture(chip: Architecture) -> str:
    """Levels, fan-outs and compute from the outside in."""
    parts = [_text(0, 14, f"{chip.name}: {chip.compute_instances:,} compute units, "
                          f"{chip.clock_hz / 1e6:g} MHz")]
    y, depth = 24.0, 0
    fanouts = list(chip.fanouts)
    for outside in range(len(chip.levels) + 1):
        while fanouts and fanouts[0].levels_outside == outside:
            fanout = fanouts.pop(0)
            axes = ", ".join(f"{axis.name} = {axis.size}" for axis in fanout.axes)
            parts.append(_box(depth, y, f"{fanout.name}: {axes}", "fan-out", "#f6efe2"))
            y, depth = y + ROW, depth + 1
        if outside < len(chip.levels):
            level = chip.levels[outside]
            kept = ", ".join(level.may_keep)
            detail = f"{bits_text(level.capacity_bits)}, keeps {kept}; read {level.read_pj:.3g} pJ per word"
            count = chip.instances(level.name)
            parts.append(_box(depth, y, f"{level.name} x {count:,}", detail, "#e3edf7"))
            y += ROW
    compute = chip.compute
    parts.append(_box(depth, y, f"{compute.name} x {chip.compute_instances:,}",
                      f"{compute.energy_pj:.3g} pJ per operation", "#e6f3e6"))
    return _svg(y + ROW, parts)


def front(result: Result) -> str:
    """The network's front, energy against latency; nothing where it has none."""
    points = [(point["latency_cycles"], point["energy_pj"]) for point in result.front()]
    if not points:
        return ""
    left, right, top, bottom = 90.0, WIDTH - 20.0, 14.0, 190.0
    xs, ys = [x for x, _ in points], [y for _, y in points]

    def at(value: float, low: float, high: float, begin: float, end: float) -> float:
        return (begin + end) / 2 if high == low else begin + (value - low) / (high - low) * (end - begin)

    parts = [f"<path d='M{left} {top}V{bottom}H{right}' fill='none' stroke='#667'/>"]
    for x, y in points:
        parts.append(f"<circle cx='{at(x, min(xs), max(xs), left + 8, right - 8):.1f}' "
                     f"cy='{at(y, min(ys), max(ys), bottom - 8, top + 8):.1f}' r='3' fill='#1f5fa8'/>")
    parts += [_text(left - 6, bottom - 4, f"{min(ys):.4g} pJ", size=11, anchor="end"),
              _text(left - 6, top + 10, f"{max(ys):.4g} pJ", size=11, anchor="end"),
              _text(left, bottom + 16, f"{min(xs):,} cycles", size=11),
              _text(right, bottom + 16, f"{max(xs):,} cycles", size=11, anchor="end")]
    return _svg(bottom + 24, parts)
