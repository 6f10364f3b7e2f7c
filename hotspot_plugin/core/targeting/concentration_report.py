"""The report on how crime concentrates: what it says, and its charts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import charts
from .charts import Chart
from .concentrated import ALL, Concentrated
from .reports import render

PAIR = (430.0, 310.0)  # size of two charts beside each other


@dataclass(frozen=True)
class About:
    """What a reader must know about the numbers.

    Attributes:
        crimes: name of the layer.
        unit: what a place is, in the plural: "hexagons of 5 ha".
        dates: from when to when, "" if not known.
        cautions: one sentence each.
        every_place: whether places without crime are all among them.
        lengths: whether the places are links with a length.
        version: of the plugin.
    """

    crimes: str
    unit: str
    dates: str
    cautions: tuple[str, ...]
    every_place: bool
    lengths: bool
    version: str


def report(found: Concentrated, about: About, templates: Path) -> bytes:
    """Return the report as HTML (see `reports.render`)."""
    rows = found.table.to_dict("records")
    periods = [row for row in rows if row["period"] != ALL]
    return render(
        templates,
        "concentration.html",
        {
            "about": about,
            "all": rows[0],
            "rows": rows if periods else [],
            "lorenz": _lorenz(found),
            "over_time": _over_time(found) if len(periods) > 1 else [],
            "undated": found.undated,
        },
    )


def _lorenz(found: Concentrated) -> Chart:
    row = found.table.iloc[0]
    chart = charts.with_ticks(
        charts.frame(
            "Share of all crimes that the busiest places hold",
            "Share of all places, the busiest first",
            "Share of all crimes",
            (0.0, 1.0),
            (0.0, 1.0),
            (560, 430),
        )
    )
    chart.line("even dot thin", [0, 1], [0, 1], "the same everywhere")
    chart.line("s1 dash", *found.chance, label="if crimes fell at random")
    chart.line("s0", *found.curve, label="these crimes")
    for share in (25, 50):
        at = float(row[f"share_{share}"])
        chart.mark("s0", at, share / 100, f"{share} % of crime: {charts.percent(at)} of places", below=True)
    return chart


def _over_time(found: Concentrated) -> list[Chart]:
    table = found.table[found.table["period"] != ALL]
    names, at = table["period"].tolist(), np.arange(len(table))
    ends = (0.0, float(len(table) - 1))
    wanted = ["share_25", "share_50", "chance_25", "chance_50"]
    values = {
        name: table[name].to_numpy(dtype=np.float64)
        for name in [*wanted, "gini_generalised", "chance_generalised", "kept_25"]
    }
    top = charts.ceiling(*(values[name] for name in wanted))
    shares = charts.frame(
        "Share of places that hold a quarter and half of each period's crimes",
        "",
        "Share of places",
        ends,
        (0.0, top),
        PAIR,
    )
    index = charts.frame(
        "Generalised Gini, and what the hot places keep, in each period", "", "Index, share", ends, (0.0, 1.0), PAIR
    )
    for chart, lines in (
        (
            shares,
            (
                ("s0", "share_50", "hold 50 % of crime"),
                ("s0 dash thin", "chance_50", "would at random"),
                ("s1", "share_25", "hold 25 % of crime"),
                ("s1 dash thin", "chance_25", "would at random"),
            ),
        ),
        (
            index,
            (
                ("s2", "gini_generalised", "generalised Gini"),
                ("s2 dash thin", "chance_generalised", "at random"),
                ("s3", "kept_25", "crime at the places with 25 % of the period before"),
            ),
        ),
    ):
        charts.with_names(charts.with_ticks(chart, y_percent=chart is shares), names)
        for style, name, label in lines:
            chart.line(style, at, values[name], label)
            if "dash" not in style and len(at) <= 60:
                for x, y in zip(at, values[name], strict=True):
                    if np.isfinite(y):
                        chart.mark(style, float(x), float(y))
    return [shares, index]
