"""What a trial has shown: all estimates of all outcomes, by intention to treat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..progress import SILENT, Progress
from .differences import Counts, differences
from .effects import Normal, e_test, incidence_rate_ratio, rate_ratio
from .inference import Inference, Test, Treatment, check, compare
from .lags import Carried, normal_interval, questions
from .layout import Layout
from .panel import Floats
from .poissonfit import Fit, fit

COLUMNS = (
    "outcome", "method", "estimate", "low", "high", "p",
    "treated", "control", "treated_days", "control_days", "meaning",
)  # fmt: skip
REDRAWS = "redraws of the design"
# after the name of a lag
BY_REDRAWS, BY_MODEL = ", by redraws", ", by the model"
RATIO = "rate ratio: 1 is no difference, 0.9 is 10 % less with treatment"


@dataclass(frozen=True)
class Outcome:
    """What is counted: a name, the sums of the w place-periods, and whether they are counts (not harm).

    Args:
        name: for people.
        values: (w,) sums.
        is_count: whether they are counts.
        ring: the width of a displacement ring such as “0–50 m”, “all”, or empty for the hotspots themselves.
        squares: (w,) sums of squared harm; None for counts.
        area: (h,) ground of each hotspot that is counted in; None where it is not known.
    """

    name: str
    values: Floats
    is_count: bool = True
    ring: str = ""
    squares: Floats | None = None
    area: Floats | None = None

    @property
    def counts(self) -> Counts:
        """What a difference is taken of."""
        return Counts(self.values, self.values if self.squares is None else self.squares, self.area)


@dataclass(frozen=True)
class Totals:
    """Sums by arm and time: after the start of treatment, and before it (NaN without a baseline)."""

    treated: float
    control: float
    treated_days: float
    control_days: float
    treated_before: float
    control_before: float
    days_before: float


@dataclass(frozen=True)
class Evaluation:
    """All that has been estimated.

    Args:
        table: COLUMNS, one row an estimate.
        inferences: of each outcome by name, from redraws.
        totals: of each outcome by name.
        dispersion: of the crimes in the hotspots, variance to mean after effects of hotspot and date.
        dose: by arm, see `dose_by_arm`; empty without dosage.
        lags: what is left of treatment in later periods, by redraws: question (see `lags.questions`) → answer.
    """

    table: pd.DataFrame
    inferences: dict[str, Inference]
    totals: dict[str, Totals]
    dispersion: float
    dose: pd.DataFrame = field(default_factory=pd.DataFrame)
    lags: dict[str, Inference] = field(default_factory=dict)


def evaluate(
    layout: Layout,
    outcomes: Sequence[Outcome],
    draws: int,
    seed: int,
    level: float = 0.95,
    progress: Progress = SILENT,
    lags: int = 1,
) -> Evaluation:
    """Return all estimates; the first outcome is the crimes in the hotspots.

    Args:
        layout: the trial, see `layout.from_schedule` and `layout.from_arms`.
        outcomes: what is counted.
        draws, seed, level: as of `inference.infer`.
        progress: is told how far it is.
        lags: of how many periods before the effect on the first outcome is estimated; none in a parallel trial.

    Raises:
        HotspotError: see `inference.infer`.
    """
    check(layout.panel, draws)
    sums = [layout.sums(outcome.values) for outcome in outcomes]
    lags = min(lags, layout.longest_lag)
    model = fit(layout.panel, sums[0], lags) if lags else None
    asked = questions(lags)
    tests: list[Test] = [Treatment(layout.panel, cells) for cells in sums]
    tests += [Carried(layout.panel, sums[0], model, wanted) for wanted in asked.values() if model is not None]
    found = compare(layout.panel, tests, layout.redraw, draws, seed, level, progress)
    rows: list[tuple[object, ...]] = []
    unknown = Inference(None, float("nan"), None, None, draws)
    later = dict(zip(asked, found[len(outcomes) :], strict=True)) if model else dict.fromkeys(asked, unknown)
    totals = {outcome.name: totals_of(layout, outcome.values) for outcome in outcomes}
    dispersion = 1.0
    for i, (outcome, cells, inference) in enumerate(zip(outcomes, sums, found, strict=False)):
        said = totals[outcome.name]
        sums_of_arms = (said.treated, said.control, said.treated_days, said.control_days)
        rows.append(_redrawn(outcome.name, REDRAWS, inference, sums_of_arms))
        if not i:
            rows += [
                _redrawn(outcome.name, f"{label}{BY_REDRAWS}", each, sums_of_arms) for label, each in later.items()
            ]
        if outcome.is_count and not outcome.ring:
            dispersion = _models(layout, outcome.name, cells, level, sums_of_arms, rows, model if not i else None)
            _simple(layout, outcome.name, said, level, dispersion, rows)
    for inner in outcomes:
        if not inner.ring and (inner.is_count or inner.squares is not None):
            around = next((o for o in outcomes if o.ring == "all" and o.is_count == inner.is_count), None)
            _differences(layout, inner, around, level, totals[inner.name], rows)
    order = {outcome.name: i for i, outcome in enumerate(outcomes)}
    rows.sort(key=lambda row: order[str(row[0])])
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    named = dict(zip((o.name for o in outcomes), found, strict=False))
    return Evaluation(table, named, totals, dispersion, lags=later)


def totals_of(layout: Layout, values: Floats) -> Totals:
    """Return the sums of an outcome by arm and time."""
    after, treated, days = ~layout.before, layout.treated == 1, layout.days
    has_before = bool(layout.before.any())

    def total(which: NDArray[np.bool_], what: Floats) -> float:
        return float(what[which].sum())

    return Totals(
        total(after & treated, values),
        total(after & ~treated, values),
        total(after & treated, days),
        total(after & ~treated, days),
        total(~after & treated, values) if has_before else float("nan"),
        total(~after & ~treated, values) if has_before else float("nan"),
        total(~after & treated, days) if has_before else float("nan"),
    )


def dose_by_arm(layout: Layout, dosage: pd.DataFrame, ids: NDArray[np.object_]) -> pd.DataFrame:
    """Return the dose of each arm as the trial drew it, whatever the table of dosage says of arms.

    Args:
        dosage: `hotspot_id`, `period`, `visits`, `officer_min`, `patrol_min`, NaN where no unit was tracked. Without
            periods of the trial's names it is taken by hotspot (parallel trials).
        ids: (h,) keys of the hotspots.

    Returns:
        `arm`, `place_periods`, `measured` (place-periods with a known dose), and per measured place-period `visits`,
        `officer_min`, `patrol_min` (means) and `visited` (share with any patrol, 0–1). Empty if nothing matches.
    """
    after = ~layout.before
    keys = {"hotspot_id": ids[layout.periods.hotspot[after]], "period": layout.periods.period[after]}
    cells = pd.DataFrame({**keys, "treated": layout.treated[after]})
    names = ["visits", "officer_min", "patrol_min"]
    by = ["hotspot_id", "period"] if layout.crossover else ["hotspot_id"]
    given = dosage.reindex(columns=[*by, *names])
    # min_count: what is missing throughout stays missing
    summed = given.groupby(by, dropna=True)[names].sum(min_count=1)
    matched = cells.join(summed, on=by)
    if not matched["patrol_min"].notna().any():
        return pd.DataFrame()
    rows = []
    for arm, which in (("treatment", 1), ("control", 0)):
        part = matched[matched["treated"] == which]
        known = part[part["patrol_min"].notna()]
        means = [float(known[name].mean()) for name in names]
        rows.append((arm, len(part), len(known), *means, float((known["patrol_min"] > 0).mean())))
    return pd.DataFrame(rows, columns=["arm", "place_periods", "measured", *names, "visited"])


def by_place(layout: Layout, counts: Floats, ids: NDArray[np.object_]) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Return counts and days of each hotspot by arm and time, and the hotspots' positions.

    Args:
        counts: (w,) crimes of the place-periods.
        ids: (h,) keys of the hotspots.
    """
    hotspot, many = layout.periods.hotspot, len(ids)
    made: dict[str, Any] = {}
    for name, which in (
        ("treated", ~layout.before & (layout.treated == 1)),
        ("control", ~layout.before & (layout.treated == 0)),
        ("before", layout.before),
    ):
        days = np.bincount(hotspot[which], layout.days[which], many)
        crimes = np.bincount(hotspot[which], counts[which], many)
        made[f"{name}_crimes"] = np.where(days > 0, crimes, np.nan)
        made[f"{name}_days"] = np.where(days > 0, days, np.nan)
    rows = np.unique(hotspot)
    table = pd.DataFrame(made).iloc[rows].reset_index(drop=True)
    return table.assign(hotspot_id=pd.Series(ids[rows], dtype=object)), rows


def _redrawn(name: str, method: str, found: Inference, sums: tuple[float, ...]) -> tuple[object, ...]:
    return (name, method, found.ratio, found.low, found.high, found.p, *sums, RATIO)


def _models(
    layout: Layout,
    name: str,
    cells: Floats,
    level: float,
    sums: tuple[float, ...],
    rows: list[tuple[object, ...]],
    lagged: Fit | None,
) -> float:
    """Add the Poisson models, without and with lags; return the dispersion of that without."""
    plain = fit(layout.panel, cells)
    kind = "hotspot and date" if layout.panel.columns else "block"
    label = f"Poisson model, {kind} effects"
    asked = [] if plain is None else [(plain, label, np.ones(1))]
    if lagged is not None:
        lags = len(lagged.log) - 1
        asked.append((lagged, f"{label}, with {lags} lag{'s' if lags > 1 else ''}", np.eye(lags + 1)[0]))
        asked += [(lagged, f"{said}{BY_MODEL}", wanted) for said, wanted in questions(lags).items()]
    for model, said, wanted in asked:
        ratio, low, high, se = normal_interval(model, wanted, level)
        rows.append((name, said, ratio, low, high, Normal(float(np.log(ratio)), se).p, *sums, RATIO))
    return 1.0 if plain is None else plain.dispersion


def _simple(
    layout: Layout, name: str, said: Totals, level: float, dispersion: float, rows: list[tuple[object, ...]]
) -> None:
    """Add the log rate ratio of totals, widened by the dispersion, and the E-test, which is Poisson's alone."""
    counts, days = (said.treated, said.control), (said.treated_days, said.control_days)
    ratio = None
    if layout.before.any():
        what = "incidence rate ratio, before and after"
        if min(*counts, said.treated_before, said.control_before) > 0:
            before = (said.treated_before, said.treated), (said.control_before, said.control)
            ratio = incidence_rate_ratio(*before, dispersion)
    else:
        what = "rate ratio of totals"
        if min(counts) > 0:
            ratio = rate_ratio(counts[0], days[0], counts[1], days[1], dispersion)
    if ratio is not None:
        rows.append((name, what, ratio.value, *ratio.interval(level), ratio.log.p, *counts, *days, RATIO))
    if sum(counts) > 0:
        p = e_test(*counts, *days)
        share = said.treated / said.treated_days * said.control_days / said.control if said.control else None
        rows.append((name, "E-test of totals", share, None, None, p, *counts, *days, RATIO))


def _differences(
    layout: Layout,
    inner: Outcome,
    around: Outcome | None,
    level: float,
    said: Totals,
    rows: list[tuple[object, ...]],
) -> None:
    """Add the weighted displacement differences, per all treated place-days."""
    what = "crimes" if inner.is_count else "harm"
    before = " and the time before" if layout.before.any() else ""
    for each in differences(layout, inner.counts, None if around is None else around.counts):
        if each.normal.se <= 0:
            continue
        meaning = f"{what} in all treated place-days, against controls{before}: negative is fewer"
        rows.append((
            inner.name, f"WDD{' by area' if each.by_area else ''}, {each.where}", each.normal.estimate,
            *each.normal.interval(level), each.normal.p, said.treated, said.control, said.treated_days,
            said.control_days, meaning,
        ))  # fmt: skip
