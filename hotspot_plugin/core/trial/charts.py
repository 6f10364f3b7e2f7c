"""Charts of the trial's reports as SVG text, in the page's own colours so that they suit screen, night and print."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 720


@dataclass(frozen=True)
class Curve:
    """A line of a chart: its name, and the points (x, y) in the chart's own units."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Effect:
    """A row of a forest plot: rate ratio with its interval, None where it cannot be estimated or has no end.

    `model` draws it in the background, as something to compare with.
    """

    name: str
    ratio: float | None
    low: float | None
    high: float | None
    model: bool = False


def power_chart(curves: Sequence[Curve], wanted: float, title: str) -> str:
    """Return curves of power (0–1) over the fall in crime (0–1)."""
    left, right, top, bottom, height = 58.0, 16.0, 14.0, 50.0, 360.0
    furthest = max((x for curve in curves for x, _ in curve.points), default=0.5)

    def place(x: float, y: float) -> tuple[float, float]:
        across = left + (WIDTH - left - right) * x / furthest
        return across, top + (height - top - bottom) * (1.0 - y)

    parts = [_open(height, title)]
    for tenth in range(0, 11, 2):
        x0, y = place(0, tenth / 10)
        parts.append(f'<line class="grid" x1="{x0:.1f}" y1="{y:.1f}" x2="{WIDTH - right:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{left - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{10 * tenth} %</text>')
    step = 0.05 if furthest <= 0.4 else 0.1
    for i in range(int(furthest / step + 1e-9) + 1):
        x, y = place(i * step, 0)
        parts.append(f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{100 * i * step:.0f} %</text>')
    x0, y = place(0, wanted)
    parts.append(f'<line class="mark" x1="{x0:.1f}" y1="{y:.1f}" x2="{WIDTH - right:.1f}" y2="{y:.1f}"/>')
    middle = (left + WIDTH - right) / 2
    parts.append(
        f'<text x="{middle:.1f}" y="{height - 10:.1f}" text-anchor="middle">fall in crime that is really there</text>'
    )
    for k, curve in enumerate(curves):
        points = " ".join("{:.1f},{:.1f}".format(*place(x, y)) for x, y in curve.points)
        parts.append(f'<polyline class="curve c{k}" points="{points}"/>')
    parts.append("</svg>")
    return "".join(parts)


def forest_plot(effects: Sequence[Effect], title: str) -> str:
    """Return rate ratios with their intervals on a logarithmic scale; 1 is no difference."""
    named, numbers, row, top, bottom = 215.0, 185.0, 34.0, 12.0, 62.0
    height = top + row * max(len(effects), 1) + bottom
    ends = [v for e in effects for v in (e.ratio, e.low, e.high) if v is not None and math.isfinite(v) and v > 0]
    reach = min(max([abs(math.log(v)) for v in ends] + [math.log(1.5)]) * 1.08, math.log(8))
    x0, x1 = named, WIDTH - numbers

    def across(value: float) -> float:
        log = min(max(math.log(value), -reach), reach) if value > 0 else -reach
        return x0 + (x1 - x0) * (log + reach) / (2 * reach)

    foot = top + row * len(effects)
    parts = [_open(height, title)]
    for tick in (0.125, 0.25, 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 4.0, 8.0):
        if abs(math.log(tick)) <= reach and not (reach > 1.2 and tick in {0.67, 0.8, 1.25, 1.5}):
            kind = "one" if tick == 1.0 else "grid"
            x = across(tick)
            parts.append(f'<line class="{kind}" x1="{x:.1f}" y1="{top:.1f}" x2="{x:.1f}" y2="{foot:.1f}"/>')
            parts.append(f'<text x="{x:.1f}" y="{foot + 18:.1f}" text-anchor="middle">{tick:g}</text>')
    for i, effect in enumerate(effects):
        group = f'<g class="{"model" if effect.model else "result"}">'
        parts += [group, *_row(effect, top + row * (i + 0.5), across, (x0, x1), reach), "</g>"]
    one = across(1.0)
    parts.append(f'<text x="{one - 12:.1f}" y="{foot + 42:.1f}" text-anchor="end">← less crime with patrols</text>')
    parts.append(f'<text x="{one + 12:.1f}" y="{foot + 42:.1f}">more crime →</text></svg>')
    return "".join(parts)


def _row(effect: Effect, y: float, across, span: tuple[float, float], reach: float) -> list[str]:  # type: ignore[no-untyped-def]
    parts = [f'<text x="0" y="{y + 4:.1f}">{escape(effect.name)}</text>']
    if effect.ratio is None:
        return [*parts, f'<text x="{span[1] + 16:.1f}" y="{y + 4:.1f}">cannot be estimated</text>']
    low, high = effect.low, effect.high
    x_low = span[0] if low is None else across(low)
    x_high = span[1] if high is None else across(high)
    parts.append(f'<line class="interval" x1="{x_low:.1f}" y1="{y:.1f}" x2="{x_high:.1f}" y2="{y:.1f}"/>')
    if low is None or low <= 0 or math.log(low) < -reach:
        parts.append(f'<path class="end" d="M{x_low:.1f} {y:.1f} l9 -5 v10 z"/>')
    if high is None or math.log(high) > reach:
        parts.append(f'<path class="end" d="M{x_high:.1f} {y:.1f} l-9 -5 v10 z"/>')
    parts.append(f'<rect class="point" x="{across(effect.ratio) - 5:.1f}" y="{y - 5:.1f}" width="10" height="10"/>')
    said = f"{effect.ratio:.2f} ({_end(low)} to {_end(high)})"
    return [*parts, f'<text x="{span[1] + 16:.1f}" y="{y + 4:.1f}">{said}</text>']


def _end(value: float | None) -> str:
    return "no end" if value is None else f"{value:.2f}"


def _open(height: float, title: str) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height:.0f}" role="img" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title>"
    )
