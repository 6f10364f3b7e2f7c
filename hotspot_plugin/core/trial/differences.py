"""The weighted displacement difference of a trial, in crimes or harm prevented in all that was treated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .effects import Normal, Pair, Wdd, wdd
from .layout import Layout
from .panel import Floats


@dataclass(frozen=True)
class Counts:
    """What a difference is taken of.

    Args:
        values: (w,) sums of the place-periods: crimes, or harm.
        squares: (w,) variances of these under Poisson's law: crimes again, or the sums of squared harm weights.
        area: (h,) ground of each hotspot that is counted in, in any one unit; None where it is not known.
    """

    values: Floats
    squares: Floats
    area: Floats | None = None


@dataclass(frozen=True)
class Difference:
    """A difference: where (in the hotspots, …), the estimate, and whether controls are scaled by their area."""

    where: str
    normal: Normal
    by_area: bool


def differences(layout: Layout, inner: Counts, around: Counts | None = None) -> list[Difference]:
    """Return the WDD in the hotspots and, with counts round them, of displacement and of both together.

    All are in crimes (harm) in all treated place-days: the time before is scaled to the time of treatment, and controls
    to the treated place-days; then again, where areas are known and it makes a difference, to the treated area times
    days. For harm this is
    Σ w·WDD with the variance Σ w²·SE² over kinds of crime with the weights w, each crime being of a kind.

    Args:
        layout: the trial; one without a time before has only the differences after its start.
        inner, around: counted in the hotspots and round them.
    """
    found = _parts(layout, inner, around, [None, None], by_area=False)
    if inner.area is not None and (around is None or around.area is not None):
        areas = [inner.area, None if around is None else around.area]
        by_area = _parts(layout, inner, around, areas, by_area=True)
        if any(not np.isclose(a.normal.estimate, b.normal.estimate) for a, b in zip(found, by_area, strict=True)):
            found += by_area
    return found


def _parts(
    layout: Layout, inner: Counts, around: Counts | None, areas: list[Floats | None], by_area: bool
) -> list[Difference]:
    after, before = ~layout.before, layout.before
    has_before = bool(before.any())
    treated, control = layout.treated == 1, layout.treated == 0
    of_treated, of_before = layout.days[after & treated].sum(), layout.days[before & treated].sum()
    time = (float(of_before / of_treated), 1.0) if has_before else (1.0, 1.0)
    weights = []
    for area in areas:
        ground = layout.days if area is None else layout.days * area[layout.periods.hotspot]
        ours, theirs = (float(ground[after & arm].sum()) for arm in (treated, control))
        if not (ours > 0 and theirs > 0):
            return []
        weights += [1.0, theirs / ours]

    def compute(inside: Floats, outside: Floats | None) -> Wdd:
        pairs: list[Pair] = []
        for values in (inside, np.zeros(len(inside)) if outside is None else outside):
            pairs += [
                (float(values[before & arm].sum()), float(values[after & arm].sum())) for arm in (treated, control)
            ]
        return wdd(pairs[0], pairs[1], pairs[2], pairs[3], time=time, area=weights)

    estimates = compute(inner.values, None if around is None else around.values)
    errors = compute(inner.squares, None if around is None else around.squares)
    named = [("in the hotspots", "local")]
    if around is not None:
        named += [("displacement into the rings", "displacement"), ("together", "total")]
    return [
        Difference(where, Normal(getattr(estimates, part).estimate, getattr(errors, part).se), by_area)
        for where, part in named
    ]
