"""Charts as numbers and texts in the pixels of an SVG; the template charts.html draws them in the page's colours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
LETTER = 7.2  # width of a letter in the chart's font, in pixels
MOST_POINTS = 400


@dataclass
class Chart:
    """One chart; made by `frame`, filled by its methods, drawn by the template.

    Attributes:
        title: what it shows, also for those who cannot see it.
        width, height: of the SVG; left, right, top, bottom: the edges of the plot within it.
        x_title, y_title: what the axes are, with unit.
        x_range, y_range: the values at the plot's edges.
        x_ticks, y_ticks: pixel and label of each.
        lines: style, points and label of each; bars: style and the pixels of an interval; marks: style, pixels, label.
    """

    title: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    x_title: str
    y_title: str
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_ticks: list[tuple[float, str]] = field(default_factory=list)
    y_ticks: list[tuple[float, str]] = field(default_factory=list)
    lines: list[tuple[str, str, str]] = field(default_factory=list)
    bars: list[dict[str, object]] = field(default_factory=list)
    marks: list[dict[str, object]] = field(default_factory=list)

    def x(self, value: ArrayLike) -> Floats:
        """Return the pixel of a value along x."""
        low, high = self.x_range
        return self.left + (np.asarray(value, dtype=np.float64) - low) / (high - low) * (self.right - self.left)

    def y(self, value: ArrayLike) -> Floats:
        """Return the pixel of a value along y, upwards."""
        low, high = self.y_range
        return self.bottom - (np.asarray(value, dtype=np.float64) - low) / (high - low) * (self.bottom - self.top)

    def line(self, style: str, x: ArrayLike, y: ArrayLike, label: str = "") -> None:
        """Add a line; it is broken where a value is NaN, and thinned where it has more points than can be seen."""
        xs, ys = self.x(x), self.y(y)
        known = np.isfinite(xs) & np.isfinite(ys)
        for run in np.split(np.arange(xs.size), np.flatnonzero(np.diff(known)) + 1):
            if run.size and known[run[0]]:
                kept = run[_thin(xs[run], ys[run])]
                points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(xs[kept], ys[kept], strict=True))
                self.lines.append((style, points, label))
                label = ""

    def mark(self, style: str, x: float, y: float, label: str = "", below: bool = False) -> None:
        """Add a dot with a label to its right."""
        at_x, at_y = float(self.x(x)), float(self.y(y))
        fits = at_x + 10 + LETTER * len(label) < self.width
        self.marks.append(
            {
                "style": style,
                "x": f"{at_x:.1f}",
                "y": f"{at_y:.1f}",
                "label": label,
                "label_x": f"{at_x + (9 if fits else -9):.1f}",
                "label_y": f"{at_y + (16 if below else -7):.1f}",
                "anchor": "start" if fits else "end",
            }
        )

    def bar(self, style: str, row: float, low: float, middle: float, high: float, label: str) -> None:
        """Add an interval lying along x; without its ends (NaN) the middle alone."""
        ends = {"low": f"{float(self.x(low)):.1f}", "high": f"{float(self.x(high)):.1f}"}
        self.bars.append(
            {
                "style": style,
                "y": f"{float(self.y(row)):.1f}",
                "middle": f"{float(self.x(middle)):.1f}",
                "label": label,
                **(ends if math.isfinite(low) and math.isfinite(high) else {"low": "", "high": ""}),
            }
        )


def _thin(x: Floats, y: Floats) -> NDArray[np.int64]:
    """Return which points of a line to draw: both ends and those a step along it apart."""
    if x.size <= MOST_POINTS:
        return np.arange(x.size)
    along = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
    steps = np.linspace(0.0, along[-1], MOST_POINTS)
    return np.unique(np.concatenate(([0], np.searchsorted(along, steps[1:-1]), [x.size - 1])))


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Return round numbers (1, 2 or 5 times a power of ten apart) from `low` to `high`."""
    span = high - low
    step = 10.0 ** math.floor(math.log10(span / about))
    step *= min((1, 2, 5, 10), key=lambda m: abs(span / (m * step) - about))
    first = math.ceil(low / step - 1e-9)
    return [n * step for n in range(first, math.floor(high / step + 1e-9) + 1)]


def percent(value: float) -> str:
    """Return a share as text, with as many digits as it needs: 0.012 is 1.2 %."""
    if not math.isfinite(value):
        return "–"
    digits = 0 if value in (0, 1) else 1 if value >= 0.00995 else 2
    return f"{100 * value:.{digits}f}\N{NO-BREAK SPACE}%"


def tick_percent(value: float) -> str:
    """Return a share on an axis: 0.125 is "12.5 %"."""
    return f"{round(100 * value, 6):g} %"


def frame(
    title: str,
    x_title: str,
    y_title: str,
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    size: tuple[float, float] = (560, 380),
    left: float = 58,
) -> Chart:
    """Return an empty chart without ticks."""
    return Chart(title, size[0], size[1], left, size[0] - 28, 14, size[1] - 46, x_title, y_title, x_range, y_range)


def with_ticks(chart: Chart, x_percent: bool = True, y_percent: bool = True) -> Chart:
    """Give a chart ticks at round numbers on the axes that run upwards."""
    for axis, shares in (("x", x_percent), ("y", y_percent)):
        low, high = getattr(chart, f"{axis}_range")
        if low >= high:  # rows from top to bottom, which have names instead
            continue
        place = getattr(chart, axis)
        made = [(float(place(t)), tick_percent(t) if shares else f"{round(t, 9):g}") for t in ticks(low, high)]
        setattr(chart, f"{axis}_ticks", made)
    return chart


def with_names(chart: Chart, names: Sequence[str]) -> Chart:
    """Give a chart whose x runs over 0, 1, 2, … the names of these as ticks, as many as there is room for."""
    room = max(1, int((chart.right - chart.left) / (LETTER * max(map(len, names)) + 14)))
    every = -(-len(names) // room)
    chart.x_ticks = [(float(chart.x(i)), names[i]) for i in range(0, len(names), every)]
    return chart


def ceiling(*values: ArrayLike) -> float:
    """Return a round number a little above the largest of the values, for the end of an axis; 1 if there is none."""
    largest = max((float(np.nanmax(v)) for v in map(np.atleast_1d, values) if np.isfinite(v).any()), default=0.0)
    if largest <= 0:
        return 1.0
    steps = ticks(0.0, largest * 1.02)
    step = steps[1] - steps[0] if len(steps) > 1 else largest
    return math.ceil(largest * 1.02 / step - 1e-9) * step
