"""The report on how hotspot layers did on later crimes: what it says, and its charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import HotspotError
from . import charts
from .charts import Chart
from .comparison import AREA, Comparison, Curve
from .reports import render
from .scene import Scene

COLOURS = 6
LONGEST_NAME = 24
PAIR = (430.0, 320.0)  # size of two charts beside each other
ALONE = (560.0, 400.0)


@dataclass(frozen=True)
class About:
    """What a reader must know about the numbers.

    Attributes:
        crimes: name of the layer scored on.
        later: from when to when these crimes happened, "" if not known.
        before: the same for those of the training period.
        cautions: one sentence each.
        training: the loud sentence if something is scored on its training period, "" otherwise.
        area: what the study area is, such as "412.3 km²".
        cells: what PEI and clumpiness are measured in, such as "hexagons of 5 ha".
        samples: bootstrap samples.
        seed: of them.
        version: of the plugin.
    """

    crimes: str
    later: str
    before: str
    cautions: tuple[str, ...]
    training: str
    area: str
    cells: str
    samples: int
    seed: str
    version: str


def names_of(layers: Sequence[str], given: str) -> list[str]:
    """Return what to call layers, each its own name.

    Args:
        layers: the layers' names.
        given: names of the user's, in the layers' order with semicolons between, "" for none.

    Raises:
        HotspotError: there are more names than layers, or fewer.
    """
    wanted = [part.strip() for part in given.split(";")] if given.strip() else [""] * len(layers)
    if len(wanted) != len(layers):
        raise HotspotError(
            f"{len(wanted)} names are given for {len(layers)} hotspot layers ({'; '.join(wanted)}): give each one, "
            "with semicolons between, or none."
        )
    made: list[str] = []
    for name in (name or layer for name, layer in zip(wanted, layers, strict=True)):
        number = 1
        while (unique := name if number == 1 else f"{name} ({number})") in made:
            number += 1
        made.append(unique)
    return made


def flagged(found: Comparison) -> NDArray[np.bool_]:
    """Return which layers are known to be scored on their training period, shape (number of layers,)."""
    return np.array([flag is True for flag in found.table["on_training"]])


def on_training(found: Comparison, overlap: bool | None, later: str, before: str) -> str:
    """Return what is to be said loudly, "" if nothing is known to be scored on its training period.

    Args:
        found: the comparison.
        overlap: whether the periods overlap; None where nothing tells.
        later, before: from when to when the crimes of both periods happened.
    """
    if overlap:
        return f"The crimes scored ({later or 'no dates'}) overlap with the training period ({before or 'no dates'})."
    names = ", ".join(found.table["layer"][flagged(found)])
    return f"The crimes that {names} says it has are those scored on: it was built from them." if names else ""


def cautions(found: Comparison, where: Scene, overlap: bool | None) -> tuple[str, ...]:
    """Return what a reader must be warned of, one sentence or two each."""
    said = list(found.notes)
    unknown = found.table["on_training"].isna()
    if unknown.any():
        said.append(
            f"Nothing tells whether these crimes are later than those that {', '.join(found.table['layer'][unknown])} "
            "was built from: if they are the same, the numbers flatter. Give the training crimes, or the first day to "
            "score."
        )
    elif overlap is None:
        said.append("The crimes have no times to compare: see to it that those scored are the later ones.")
    if where.area is None:
        said.append(
            f"No study area is given: it is taken to be the {where.cells.size.size:,} hexagons of {where.cell_ha:g} ha "
            "with a crime. PAI depends on it, so compare it with no PAI of another study area."
        )
    return tuple(said)


def report(found: Comparison, about: About, templates: Path) -> bytes:
    """Return the report as HTML (see `reports.render`)."""
    table = found.table.replace([np.inf, -np.inf], np.nan)
    names = table["layer"].tolist()
    style = {name: f"s{i % COLOURS}{' dash' if i >= COLOURS else ''}" for i, name in enumerate(names)}
    measures = [("hit", "hit_rate", "Share of the later crimes in hotspots", True)]
    if table["pai"].notna().any():
        measures.append(("pai", "pai", "PAI by area (1 is chance)", False))
    if table["pai_length"].notna().any():
        measures.append(("pai_length", "pai_length", "PAI by street length (1 is chance)", False))
    return render(
        templates,
        "comparison.html",
        {
            "about": about,
            "rows": table.to_dict("records"),
            "crimes": found.crimes,
            "intervals": [_intervals(table, style, *measure) for measure in measures],
            "curves": [chart for best in found.best if (chart := _growth(found.curves, best, style)) is not None],
            "by_length": bool(table["length_m"].notna().any()),
            "by_area": bool(table["area_ha"].notna().any()),
            "with_before": bool(table["recapture"].notna().any()),
        },
    )


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _intervals(table: pd.DataFrame, style: dict[str, str], ends: str, name: str, title: str, shares: bool) -> Chart:
    """Return a chart with one row a layer: its value and the interval."""
    rows = table[table[name].notna()]
    top = charts.ceiling(rows[name].to_numpy(dtype=float), rows[f"{ends}_high"].to_numpy(dtype=float))
    labels = [_short(text) for text in rows["layer"]]
    left = 24 + charts.LETTER * max(map(len, labels))
    size = (PAIR[0], 64.0 + 30.0 * len(rows))
    chart = charts.frame(title, title, "", (0.0, top), (len(rows) - 0.5, -0.5), size, left)
    charts.with_ticks(chart, shares)
    if not shares:
        chart.line("even dash thin", [1, 1], [-0.5, len(rows) - 0.5])
    for i, row in enumerate(rows.to_dict("records")):
        colour = style[row["layer"]].split()[0]
        chart.bar(colour, i, row[f"{ends}_low"], row[name], row[f"{ends}_high"], labels[i])
    return chart


def _growth(curves: Sequence[Curve], best: Curve, style: dict[str, str]) -> Chart | None:
    """Return the chart of crime held against area or length, None where no layer has an order."""
    chosen = [curve for curve in curves if curve.by == best.by]
    if not chosen:
        return None
    what = "area" if best.by == AREA else "street length"
    end = min(1.0, charts.ceiling(*(curve.size for curve in chosen)))
    within = best.size < end
    size = np.append(best.size[within], end)
    hits = np.append(best.hits[within], np.interp(end, best.size, best.hits))
    top = min(1.0, charts.ceiling(hits, *(curve.hits for curve in chosen)))
    chart = charts.with_ticks(
        charts.frame(
            f"Later crime held as hotspots are added in their order, by {what}",
            f"Share of the {what} of the study area",
            "Share of the later crimes",
            (0.0, end),
            (0.0, top),
            PAIR if len({curve.by for curve in curves}) > 1 else ALONE,
        )
    )
    chart.line("even dot thin", [0, min(end, top)], [0, min(end, top)], "chance")
    chart.line("even dash thin", size, hits, "best hexagons" if best.by == AREA else "best street links")
    for curve in chosen:
        chart.line(style[curve.name], curve.size, curve.hits, curve.name)
        chart.mark(style[curve.name].split()[0], float(curve.size[-1]), float(curve.hits[-1]))
    return chart
