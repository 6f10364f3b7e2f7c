"""What a planned trial can find, in a table, in a report and in one plain sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from . import power as science
from .charts import Curve, power_chart
from .effects import wdd_needed
from .pages import page
from .power import Plan

COLUMNS = ("fall", "ratio", "power", "missed", "simulated", "simulated_se", "place_days", "days", "hotspots", "crimes")
_FRACTIONS = (
    (0.1, "one time in ten"),
    (0.2, "one time in five"),
    (0.25, "one time in four"),
    (1 / 3, "one time in three"),
    (0.4, "two times in five"),
    (0.5, "one time in two"),
    (0.6, "three times in five"),
    (2 / 3, "two times in three"),
    (0.75, "three times in four"),
    (0.8, "four times in five"),
    (0.9, "nine times in ten"),
)


def parse_falls(text: str) -> list[float]:
    """Return falls in crime (0–1) from percentages such as "5,10,20".

    Raises:
        HotspotError: one is no number above 0 and below 100.
    """
    falls: list[float] = []
    for place, part in enumerate(text.split(","), start=1):
        try:
            fall = float(part) / 100.0
        except ValueError:
            fall = math.nan
        if not 0.0 < fall < 1.0:
            raise HotspotError(
                f"Fall {place}, “{part.strip()}”, is no percentage above 0 and below 100: write them as in 5,10,20."
            )
        falls.append(fall)
    return falls


def plan_table(
    plan: Plan, falls: Sequence[float], wanted: float, runs: int, seed: int, progress: Progress = SILENT
) -> pd.DataFrame:
    """Return one row a fall: power, what is missed, the same by simulation, and what would be enough.

    Columns: `fall` (0–1), `ratio`, `power`, `missed`, `simulated`, `simulated_se` (NaN where `runs` is 0), `place_days`
    that the control arm needs for power `wanted`, `days` with these hotspots, `hotspots` in these days (NaN where
    nothing is enough), and `crimes` to expect in the arm that has fewer.
    """
    rows = []
    for i, fall in enumerate(falls):
        ratio = 1.0 - fall
        found = science.power(plan, ratio)
        share, error = math.nan, math.nan
        if runs:
            part = Part(progress, i / len(falls), (i + 1) / len(falls))
            share, error = science.simulate(plan, ratio, runs, np.random.default_rng([seed, i]), part)
        days, hotspots = science.longer(plan, ratio, wanted), science.more(plan, ratio, wanted)
        rows.append((
            fall, ratio, found, 1.0 - found, share, error, _up(science.place_days_needed(plan, ratio, wanted)),
            _up(days), _up(hotspots), science.fewest_crimes(plan, ratio),
        ))  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def scenarios(plan: Plan) -> list[tuple[str, Plan]]:
    """Return the plan, and larger ones: longer, more hotspots, busier hotspots."""
    return [
        ("As planned", plan),
        ("Twice the days", replace(plan, days=2 * plan.days)),
        ("Twice the hotspots, as busy as these", replace(plan, hotspots=2 * plan.hotspots)),
        ("Hotspots twice as busy (larger, or only the hottest)", replace(plan, rate=2 * plan.rate)),
        ("Hotspots four times as busy", replace(plan, rate=4 * plan.rate)),
    ]


def sentence(plan: Plan, fall: float) -> str:
    """Say in one plain sentence how often the trial would miss a fall."""
    missed = 1.0 - science.power(plan, 1.0 - fall)
    with_ = f"With these {plan.hotspots:,.0f} hotspots and {plan.days:,.0f} days you would"
    if missed <= 0.05:
        return f"{with_} find a {percent(fall)} fall nearly every time."
    return f"{with_} miss a {percent(fall)} fall {times(missed)}."


def times(share: float) -> str:
    """Say a probability in words: 0.69 is “two times in three”."""
    if share > 0.95:
        return "nearly every time"
    if share < 0.05:
        return "hardly ever"
    return min(_FRACTIONS, key=lambda item: abs(item[0] - share))[1]


def second_sentence(plan: Plan, wanted: float) -> str:
    """Say what is the smallest fall that the trial finds."""
    fall = science.smallest_fall(plan, wanted)
    if fall is None:
        return "No fall is large enough for this trial to find it reliably."
    share = times(wanted)
    return f"The smallest fall that it finds {share} is {100 * fall:.1f} %."


def percent(share: float) -> str:
    """Return a share as a percentage with at most one decimal, and two for such as 8.74."""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + " %" if share < 0.999 else "99.9 %"


def report(plan: Plan, table: pd.DataFrame, fall: float, wanted: float, runs: int, templates: Path, title: str) -> str:
    """Return the report as HTML."""
    shown = _curves(plan)
    reach = min(max(0.3, *table["fall"]), 0.6)
    grid = np.linspace(0.002, reach, 120)
    curves = [Curve(name, [(x, science.power(p, 1.0 - x)) for x in grid]) for name, p in shown]
    # goes into the page as it is: the chart's text is ours, and what it shows are numbers
    chart = power_chart(curves, wanted, "Power over the fall in crime")
    return page(
        "trialpower.html",
        templates,
        {
            "title": title,
            "plan_line": f"{plan.hotspots:,.0f} hotspots, {plan.days:,.0f} days, {plan.rate:.3g} crimes a day in each",
            "enough": science.power(plan, 1.0 - fall) >= wanted,
            "sentence": sentence(plan, fall),
            "second": second_sentence(plan, wanted),
            "chart": chart,
            "curves": [name for name, _ in shown],
            "alpha": percent(plan.alpha),
            "wanted": percent(wanted),
            "fall": percent(fall),
            "simulated": runs > 0,
            "rows": [_row(row, fall) for row in table.itertuples(index=False)],
            "scenarios": [_scenario(name, p, fall, wanted) for name, p in scenarios(plan)],
            "assumptions": assumptions(plan, runs),
            "footer": "Made by hotspots:trialpower. A forecast, not a result.",
        },
    )


def assumptions(plan: Plan, runs: int) -> list[str]:
    """Say what the numbers rest on."""
    treated, control = plan.place_days
    kind = "crossover (hotspots change arms)" if plan.crossover else "parallel (each hotspot keeps its arm)"
    lines = [
        f"Design: {kind}; {treated:,.0f} place-days treated and {control:,.0f} control.",
        f"Without patrols each hotspot has {plan.rate:.4g} crimes a day: {plan.rate * control:,.0f} in the controls.",
        f"Counts vary {plan.dispersion:g} times as much as Poisson's law"
        + (f", and hotspots in clusters of {plan.cluster_size:g} share it." if plan.cluster_size > 1 else "."),
    ]
    if plan.crossover:
        lines.append(f"Carry-over into the next period: {percent(plan.carry_over)} of the effect (on the log scale).")
    else:
        lines.append(f"The hotspots' true rates vary by {percent(plan.variation)} (coefficient of variation).")
    lines.append(f"Two-sided test at the {percent(plan.alpha)} level; all hotspots are treated as the schedule says.")
    crimes = plan.rate * control
    alone, both = wdd_needed(crimes), wdd_needed(crimes, displacement=True)
    lines.append(
        f"Judged by the weighted displacement difference, with about {crimes:,.0f} crimes in each arm before and "
        f"after: {alone:,.1f} fewer would be significant (one-sided 5 %), {both:,.1f} with displacement areas as busy."
    )
    if runs:
        lines.append(f"Simulation: {runs:,} trials for each fall, by the test that “Evaluate a trial” uses.")
    return lines


def _curves(plan: Plan) -> list[tuple[str, Plan]]:
    """Return what the chart shows; in a crossover trial twice the days, hotspots or crimes are the same curve."""
    if not plan.crossover:
        return scenarios(plan)[:4]
    return [
        ("As planned", plan),
        ("Twice the days, the hotspots or the crimes in each", replace(plan, days=2 * plan.days)),
        ("Four times", replace(plan, days=4 * plan.days)),
    ]


def _row(row: Any, fall: float) -> dict[str, object]:
    simulated = "" if math.isnan(row.simulated) else f"{100 * row.simulated:.1f} ± {100 * row.simulated_se:.1f} %"
    return {
        "chosen": abs(row.fall - fall) < 1e-12,
        "fall": percent(row.fall),
        "found": f"{100 * row.power:.1f} %",
        "missed": f"{100 * row.missed:.1f} %",
        "simulated": simulated,
        "place_days": _whole(row.place_days),
        "days": _whole(row.days),
        "hotspots": _whole(row.hotspots),
    }


def _scenario(name: str, plan: Plan, fall: float, wanted: float) -> dict[str, str]:
    smallest = science.smallest_fall(plan, wanted)
    return {
        "name": name,
        "hotspots": f"{plan.hotspots:,.0f}",
        "days": f"{plan.days:,.0f}",
        "rate": f"{plan.rate:.3g}",
        "found": f"{100 * science.power(plan, 1.0 - fall):.0f} %",
        "smallest": "none" if smallest is None else f"{100 * smallest:.1f} %",
    }


def _up(value: float | None) -> float:
    return math.nan if value is None else float(math.ceil(value - 1e-6))


def _whole(value: float) -> str:
    return "never" if math.isnan(value) else f"{value:,.0f}"
