"""Signs that a schedule is not what it is taken for: edited by hand, or drawn with constraints that were not given."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .canonical import some
from .panel import Arms, Floats, Panel, Redraw, Whole

DRAWS = 400  # a schedule without constraints is suspected of each in 1 of 401
FEW_PERIODS = 10
CELLS_AT_ONCE = 1_000_000


def uneven(panel: Panel, at: Whole, names: pd.Index[str]) -> list[str]:
    """Name rows whose number of treated is more than one away from the usual one: an edit, or a drop-out.

    Args:
        panel: the trial.
        at: (n,) periods of its cells.
        names: of the periods.
    """
    treated = np.bincount(panel.row, panel.treated)
    size = np.bincount(panel.row)
    period = np.zeros(len(size), dtype=np.int64)
    period[panel.row] = at
    odd = np.flatnonzero((np.abs(treated - np.median(treated)) > 1) & (size == np.median(size)))
    if not odd.size or odd.size > len(size) / 4:
        return []
    which = some([str(names[period[i]]) for i in odd])
    usual = f"The number of treated differs from the usual {np.median(treated):.0f} in {odd.size} periods ({which})"
    return [f"{usual}: was the schedule edited by hand? Verify allocation can tell."]


def constraints(panel: Panel, at: Whole, redraw: Redraw) -> list[str]:
    """Say if a schedule has shorter runs, or less left from period to period, than redraws without constraints have.

    Args:
        panel: a crossover trial that is said to have neither run limit nor balance.
        at: (n,) periods of its cells.
        redraw: draws it again without.
    """
    if panel.previous is None or int(at.max()) + 1 < FEW_PERIODS:
        return []
    generator, at_once = np.random.default_rng(2), max(1, min(DRAWS, CELLS_AT_ONCE // len(at)))
    longest, left = np.inf, np.inf
    for done in range(0, DRAWS, at_once):
        drawn = redraw(generator, min(at_once, DRAWS - done))
        longest = min(longest, float(_longest(panel.previous, at, drawn).min()))
        left = min(left, float(_carried(panel, drawn).min()))
    said = []
    seen = panel.treated[None, :]
    run = float(_longest(panel.previous, at, seen)[0])
    if run < longest:
        said.append(
            f"No unit was treated more than {run:.0f} periods in a row, which chance alone would hardly bring "
            "about: if the schedule was drawn with a run limit, give it as MAX_RUN, or the p-value is not right."
        )
    if float(_carried(panel, seen)[0]) < left:
        said.append(
            "Treated and controls were treated alike in the period before, more than chance alone would bring about: "
            "if the schedule was drawn with BALANCE_PREVIOUS, say so here too, or the p-value is not right."
        )
    return said


def _longest(previous: Whole, at: Whole, arms: Arms) -> Floats:
    """Return the longest run of treatment in each draw of (draws, n) arms."""
    run = np.zeros((len(arms), arms.shape[1] + 1), dtype=np.int32)  # the last one stands for no period before
    for cells in np.split(np.argsort(at, kind="stable"), np.flatnonzero(np.diff(np.sort(at))) + 1):
        run[:, cells] = np.where(arms[:, cells] == 1, run[:, previous[cells]] + 1, 0)
    return run.max(axis=1).astype(np.float64)


def _carried(panel: Panel, arms: Arms) -> Floats:
    """Return how far, in squares over all rows, those treated twice running are from their expected number."""
    before = panel.lagged(arms, 1)[1].astype(np.float64)
    rows = int(panel.row.max()) + 1
    order = np.argsort(panel.row, kind="stable")
    starts = np.searchsorted(panel.row[order], np.arange(rows))
    sizes = np.diff(np.append(starts, len(order)))

    def by_row(values: Floats) -> Floats:
        return np.asarray(np.add.reduceat(values[:, order], starts, axis=1))

    now = arms.astype(np.float64)
    both, of_before, of_now = by_row(before * now), by_row(before), by_row(now)
    return np.asarray(((both - of_before * of_now / sizes) ** 2).sum(axis=1))
