"""The report of an evaluated trial: one HTML file with the answer first, a forest plot, tables, and the flow."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .charts import Effect, forest_plot
from .evaluation import BY_MODEL, BY_REDRAWS, RATIO, REDRAWS, Evaluation
from .pages import page
from .verdict import displacement_verdict, dose_verdict, lag_verdict, verdict

# the last item of a step of the flow that takes something out begins with this
OUT = "– "


@dataclass(frozen=True)
class Frame:
    """What the report says besides the estimates.

    Args:
        title, subtitle: its heading.
        flow: lines from hotspots given to crimes counted; those that begin with “– ” take something out.
        notes: what the analyst should know.
        method: sentences on how it was done.
        level: of the intervals.
    """

    title: str
    subtitle: str
    flow: Sequence[str]
    notes: Sequence[str]
    method: Sequence[str]
    level: float


def sentences(found: Evaluation, level: float) -> tuple[bool, list[str]]:
    """Return whether the trial can tell, and its sentences: crime, harm, displacement, later periods, dose."""
    names = list(found.inferences)
    tells, first = verdict(found.inferences[names[0]], found.totals[names[0]], level=level)
    said = [first]
    for name in names[1:]:
        if name == "Harm in the hotspots":
            said.append(verdict(found.inferences[name], found.totals[name], "harm", level)[1])
        elif name == "Crimes in all rings":
            said.append(displacement_verdict(found.inferences[name], found.totals[name], level))
    said += [lag_verdict(list(found.lags.values()), level), dose_verdict(found.dose)]
    return tells, [sentence for sentence in said if sentence]


def report(found: Evaluation, frame: Frame, templates: Path) -> str:
    """Return the report as HTML."""
    tells, said = sentences(found, frame.level)
    ratios = found.table[found.table["meaning"] == RATIO]
    method = ratios["method"]
    main, later = ratios[method == REDRAWS], ratios[method.str.endswith(BY_REDRAWS)]
    others = ratios[~ratios.index.isin([*main.index, *later.index]) & ~method.str.endswith(BY_MODEL)]
    others = others[others["low"].notna()]
    effects = [Effect(row["outcome"], *_ends(row)) for row in main.to_dict("records")]
    effects += [Effect(_short(row["method"]), *_ends(row)) for row in later.to_dict("records")]
    effects += [Effect(_short(row["method"]), *_ends(row), model=True) for row in others.to_dict("records")]
    # goes into the page as it is: the plot's names are escaped, the rest are numbers
    plot = forest_plot(effects, "Rate ratios with their intervals")
    return page(
        "evaluatetrial.html",
        templates,
        {
            "frame": frame,
            "tells": tells,
            # a number and its percent sign stay on one line
            "sentences": [sentence.replace(" %", "\u00a0%") for sentence in said],
            "plot": plot,
            "level": f"{100 * frame.level:g} %",
            "outcomes": [
                (name, [_row(row) for row in rows.itertuples()])
                for name, rows in found.table.groupby("outcome", sort=False)
            ],
            "dispersion": f"{found.dispersion:.2f}",
            "dose": [_dose(row) for row in found.dose.itertuples()],
            "totals": [
                {"name": name, "treated": _count(t.treated), "control": _count(t.control),
                 "treated_rate": _rate(t.treated, t.treated_days), "control_rate": _rate(t.control, t.control_days)}
                for name, t in found.totals.items()
            ],
            "flow": [{"text": line.removeprefix(OUT), "out": line.startswith(OUT)} for line in frame.flow],
        },
    )  # fmt: skip


def _row(row) -> dict[str, object]:  # type: ignore[no-untyped-def]
    largest = max(abs(value or 0.0) for value in (_none(row.estimate), _none(row.low), _none(row.high)))
    digits = 3 if row.meaning == RATIO else 1 if largest < 1000 else 0
    return {
        "method": row.method,
        "estimate": _number(row.estimate, digits),
        "interval": "–" if _none(row.low) is None and _none(row.high) is None
        else f"{_number(row.low, digits)} to {_number(row.high, digits)}",
        "p": "–" if _none(row.p) is None else "< 0.001" if row.p < 0.001 else f"{row.p:.3f}",
        "main": row.method == REDRAWS or row.method.endswith(BY_REDRAWS),
    }  # fmt: skip


def _dose(row) -> dict[str, str]:  # type: ignore[no-untyped-def]
    return {
        "arm": row.arm,
        "place_periods": f"{row.place_periods:,}",
        "measured": f"{row.measured:,}",
        "visits": _number(row.visits, 2),
        "patrol_min": _number(row.patrol_min, 1),
        "officer_min": _number(row.officer_min, 1),
        "visited": "–" if math.isnan(row.visited) else f"{100 * row.visited:.0f} %",
    }


def _ends(row: dict[Any, Any]) -> tuple[float | None, float | None, float | None]:
    return _none(row["estimate"]), _none(row["low"]), _none(row["high"])


def _none(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


def _number(value: float | None, digits: int) -> str:
    found = _none(value)
    return "–" if found is None else f"{found:,.{digits}f}".replace("-", "−")


def _count(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def _rate(count: float, days: float) -> str:
    return "–" if not days else f"{count / days:.3g}"


def _short(method: str) -> str:
    """Return a name that fits beside the plot."""
    if method.endswith(BY_REDRAWS):
        lag, _, what = method.removesuffix(BY_REDRAWS).partition(": ")
        return f"{lag.capitalize()} ({what.removeprefix('treated ')})" if "together" not in lag else what.capitalize()
    return {
        "incidence rate ratio, before and after": "Incidence rate ratio",
        "rate ratio of totals": "Ratio of totals",
    }.get(method, re.sub(", (hotspot and date|block) effects", "", method))
