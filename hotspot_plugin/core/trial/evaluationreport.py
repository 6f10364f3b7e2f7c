"""The report of an evaluated trial: one HTML file with the answer first, a forest plot, tables, and the flow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .charts import Effect, forest_plot
from .evaluation import RATIO, Evaluation
from .pages import page
from .verdict import displacement_verdict, dose_verdict, verdict

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
    """Return whether the trial can tell, and its sentences: crime, harm, displacement, dose."""
    names = list(found.inferences)
    tells, first = verdict(found.inferences[names[0]], found.totals[names[0]], level=level)
    said = [first]
    for name in names[1:]:
        if name == "Harm in the hotspots":
            said.append(verdict(found.inferences[name], found.totals[name], "harm", level)[1])
        elif name == "Crimes in all rings":
            said.append(displacement_verdict(found.inferences[name], found.totals[name], level))
    dose = dose_verdict(found.dose)
    return tells, [*said, *([dose] if dose else [])]


def report(found: Evaluation, frame: Frame, templates: Path) -> str:
    """Return the report as HTML."""
    tells, said = sentences(found, frame.level)
    ratios = found.table[found.table["meaning"] == RATIO]
    main = ratios[ratios["method"] == "redraws of the design"]
    others = ratios[(ratios["method"] != "redraws of the design") & ratios["low"].notna()]
    effects = [Effect(row["outcome"], *_ends(row)) for row in main.to_dict("records")]
    effects += [Effect(_short(row["method"]), *_ends(row)) for row in others.to_dict("records")]
    # goes into the page as it is: the plot's names are escaped, the rest are numbers
    plot = forest_plot(effects, "Rate ratios with their intervals")
    return page(
        "evaluatetrial.html",
        templates,
        {
            "frame": frame,
            "tells": tells,
            "sentences": said,
            "plot": plot,
            "level": f"{100 * frame.level:g} %",
            "rows": [_row(row) for row in found.table.itertuples()],
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
    digits = 3 if row.meaning == RATIO else 1
    return {
        "outcome": row.outcome,
        "method": row.method,
        "estimate": _number(row.estimate, digits),
        "interval": "–" if _none(row.low) is None and _none(row.high) is None
        else f"{_number(row.low, digits)} to {_number(row.high, digits)}",
        "p": "< 0.001" if row.p < 0.001 else f"{row.p:.3f}",
        "main": row.method == "redraws of the design",
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
    return "–" if not days else f"{count / days:.4g}"


def _short(method: str) -> str:
    return {
        "Poisson model, hotspot and date effects": "Poisson model",
        "Poisson model, hotspot and date effects, with lag": "Poisson model with lag",
        "lag: treated in the period before": "Lag (period after treated)",
        "incidence rate ratio, before and after": "Incidence rate ratio",
        "rate ratio of totals": "Ratio of totals",
        "Poisson model, block effects": "Poisson model",
    }.get(method, method)
