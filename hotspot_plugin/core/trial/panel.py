"""A trial as cells: what was drawn, a unit in a period, with its arm and what was counted in it.

Rows are what a date effect stands for (a period, or a period and stratum), columns what a hotspot effect stands for
(the unit that is drawn: a hotspot, or a cluster of them). A crossover trial has both. A parallel trial has a row for
each block after the start of treatment, and one more for each before it where there is a baseline; without a baseline
it has no columns to tell apart, since each unit is seen once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import HotspotError
from .crossover import Design
from .crossover import redraw as draw_again

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Arms = NDArray[np.int8]
# a function from a generator and a number of draws to the arms of all cells, drawn again: (draws, cells)
Redraw = Callable[[np.random.Generator, int], Arms]


@dataclass(frozen=True)
class Panel:
    """The n cells of a trial.

    Args:
        row, column: (n,) positions of their date effect and of their unit.
        treated: (n,) 1 or 0.
        chance: (n,) probability of being treated.
        columns: whether units have effects of their own (not in a parallel trial without a baseline).
        previous: (n,) position of the same unit's cell in its period before, -1 in its first; None where that makes no
            sense.
    """

    row: Whole
    column: Whole
    treated: Arms
    chance: Floats
    columns: bool = True
    previous: Whole | None = None

    def lagged(self, values: NDArray[Any], lags: int) -> NDArray[Any]:
        """Return values (…, n) of cells as they were 0, 1, … lags periods before, (lags + 1, …, n).

        Before a unit's first period there is 0: nobody was treated before the trial.
        """
        made = np.zeros((lags + 1, *values.shape), dtype=values.dtype)
        made[0] = values
        if lags and self.previous is None:
            raise ValueError("this trial has no periods that follow each other")
        for lag in range(1, lags + 1):
            there = np.flatnonzero(self.previous >= 0)  # type: ignore[operator]
            made[lag][..., there] = made[lag - 1][..., self.previous[there]]  # type: ignore[index]
        return made

    def check(self) -> None:
        """Make sure that there is something to compare.

        Raises:
            HotspotError: an arm is empty, or chance has decided nothing.
        """
        if not self.treated.any() or self.treated.all():
            which = "treated" if not self.treated.any() else "control"
            raise HotspotError(
                f"No place-period of the trial is {which}, so that there is nothing to compare: check the arms."
            )
        if not ((self.chance > 0) & (self.chance < 1)).any():
            raise HotspotError(
                "Only one draw of this design is possible (each period or block has one unit, or all in one arm): "
                "chance has decided nothing, and nothing can be inferred."
            )


def within_rows(panel: Panel) -> Redraw:
    """Return a function that deals the arms of each row again among its cells, as many in each arm as there were."""
    counts = np.bincount(panel.row)
    treated = np.bincount(panel.row, panel.treated).astype(np.int64)
    order = np.argsort(panel.row, kind="stable")
    starts = np.concatenate(([0], np.cumsum(counts)))
    # rows of the same length and number of treated are dealt at once
    kinds: dict[tuple[int, int], list[int]] = {}
    for row, (n, k) in enumerate(zip(counts.tolist(), treated.tolist(), strict=True)):
        if 0 < k < n:
            kinds.setdefault((n, k), []).append(row)
    groups = [(np.stack([order[starts[row] : starts[row + 1]] for row in rows]), k) for (_, k), rows in kinds.items()]

    def redraw(generator: np.random.Generator, draws: int) -> Arms:
        made = np.tile(panel.treated, (draws, 1))
        for cells, k in groups:
            n = cells.shape[1]
            bits = max(int(n - 1).bit_length(), 1)
            keys = generator.integers(0, 1 << 32, (draws, *cells.shape), dtype=np.uint32)
            # the last bits are the cell's place, so that no two keys of a row are equal
            keys = (keys >> np.uint32(bits) << np.uint32(bits)) | np.arange(n, dtype=np.uint32)
            made[:, cells] = keys <= np.partition(keys, k - 1, axis=2)[:, :, k - 1 : k]
        return made

    return redraw


def by_design(design: Design, period: Whole, unit: Whole) -> Redraw:
    """Return a function that draws a crossover schedule again, with its run limit and balance.

    Args:
        design: what the schedule was drawn from.
        period, unit: (n,) positions of the cells' period and unit in it.
    """

    def redraw(generator: np.random.Generator, draws: int) -> Arms:
        return np.asarray(draw_again(design, generator, draws)[:, period, unit])

    return redraw


def chances_within_rows(row: Whole, treated: Arms) -> Floats:
    """Return each cell's probability of treatment where the numbers in each row are fixed: the row's share."""
    return np.asarray((np.bincount(row, treated) / np.bincount(row))[row])
