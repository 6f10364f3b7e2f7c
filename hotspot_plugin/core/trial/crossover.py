r"""Crossover schedules: which units are treated in which period, drawn so that anyone can draw them again.

A unit is a hotspot, or a cluster of hotspots that share their arm. In each period a given number is treated, in each
stratum if there are strata; a number such as 22.5 is 22 or 23, each as often as keeps the probability exact. The draw
needs whole numbers and `core.chance` only. For each period in its order, named as in `core.trial.days`:

1. Numbers. Stratum s is due e_s units (a fraction; A is the least common denominator of all e_s). The stream is that of
   the purpose `schedule/` + the period's name. The strata, sorted by label, are shuffled, and a start is drawn below A.
   Each stratum gets ⌊e_s⌋; the remainders e_s·A mod A are laid end to end from 0 in the shuffled order, and the one in
   whose stretch start, start + A, … falls gets one more (Madow 1949, doi 10.1214/aoms/1177729988; as in `arms`).
2. Queue. With strata, each has the stream of the purpose `schedule/` + period + `/` + label; without, the stream above
   goes on. To balance the previous period (not in a stratum's first): of its n units t were treated in its previous
   period and T will be now, so that t·(n − T)/n of those t should rest: a start is drawn below n, and x is the whole
   part, and one more if the start is below t·(n − T) mod n. Then the sorted units are shuffled: the queue.
3. Rest. n − T units rest, the others are treated. With a run limit of r, a unit treated in its last k periods must rest
   within r + 1 − k periods. For j = 1, …, r: if m units must rest within j periods, then of these at least
   m − (j − 1)·c do so now, the first in the queue first (c below). With balance, the first in the queue of those
   treated before rest until x of them do. At last, the first in the queue rest until n − T do; with balance only
   those not treated before.

Here c is the least number that rests in any period, n − max T, or with balance the least x, ⌊min T·(n − max T)/n⌋.
With max T ≤ r·c the limit can be kept for ever (earliest deadline first), otherwise the design is refused. The units of
a stratum are interchangeable in all of this, so that each is treated with probability exactly e_s/n_s in every period,
whatever the constraints; without constraints all sets of T units are equally likely.

For randomisation inference, `redraw(design, generator, draws)` draws the same design from numpy's generator as an array
(draws, periods, units) of int8: 1 treated, 0 control, −1 not in the trial in that period. `drawn(design, seed)` is the
real one, (periods, units). Columns of both are `design.units`; `hotspot → unit` is `Schedule.unit_of`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..chance import Chance
from ..errors import HotspotError
from ..progress import SILENT, Progress

PURPOSE = "schedule"
OUT, CONTROL, TREATED = -1, 0, 1
Grid = NDArray[np.int8]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Design:
    """What a schedule is drawn from, apart from the seed.

    Args:
        units: the n keys of what is drawn, sorted by code point.
        strata: the labels of the strata, sorted; (None,) if there are none.
        stratum_of: (n,) position of each unit's stratum.
        periods: the names of the p periods, in their order.
        due: for each part of a day, how many units of each stratum are treated in it on average; None if the stratum is
            not in the trial then. Period i is part i mod len(due).
        max_run: most periods in a row that a unit is treated, 0 for no limit.
        balance_previous: whether as large a part of the treated as of the controls was treated in the period before.
    """

    units: tuple[str, ...]
    strata: tuple[str | None, ...]
    stratum_of: tuple[int, ...]
    periods: tuple[str, ...]
    due: tuple[tuple[Fraction | None, ...], ...]
    max_run: int = 0
    balance_previous: bool = False

    def sizes(self) -> list[int]:
        """Return the number of units in each stratum."""
        return [self.stratum_of.count(stratum) for stratum in range(len(self.strata))]

    def probability(self, unit: int, period: int) -> Fraction | None:
        """Return the exact probability of a unit to be treated in a period, None if it is not in the trial then."""
        stratum = self.stratum_of[unit]
        due = self.due[period % len(self.due)][stratum]
        return None if due is None else due / self.sizes()[stratum]

    def check(self) -> None:
        """Make sure that the design can be drawn.

        Raises:
            HotspotError: nobody or everybody would be treated, or the run limit cannot be kept.
        """
        for stratum, label in enumerate(self.strata):
            where = "" if label is None else f" of stratum {label}"
            n = self.sizes()[stratum]
            dues = [part[stratum] for part in self.due if part[stratum] is not None]
            for due in dues:
                if due is not None and not 0 < due < n:
                    raise HotspotError(
                        f"{_number(due)} of the {n} units{where} cannot be treated in each period: "
                        f"choose a number above 0 and below {n}, so that there are treated and controls."
                    )
            self._check_run(n, _Limits.of(self, stratum), where)

    def tightness(self) -> float:
        """Return how much of the run limit is used up: 0 none, 1 so tight that the first periods tell the next ones."""
        every = [_Limits.of(self, stratum) for stratum in range(len(self.strata))]
        return max((x.most / (x.max_run * x.least_rest) for x in every if x.max_run and x.least_rest), default=0.0)

    def _check_run(self, n: int, limits: _Limits, where: str) -> None:
        if not limits.max_run or limits.most <= limits.max_run * limits.least_rest:
            return
        balanced = ", with the previous period balanced," if self.balance_previous else ""
        said = (
            f"With {limits.most} of the {n} units{where} treated in a period{balanced} a unit cannot always rest after "
            f"{self.max_run} periods in a row: "
        )
        if limits.least_rest:
            smallest = math.ceil(Fraction(limits.most, limits.least_rest))
            raise HotspotError(f"{said}raise MAX_RUN to {smallest} or more, or lower TREATED.")
        instead = "MAX_RUN or BALANCE_PREVIOUS" if self.balance_previous else "MAX_RUN"
        raise HotspotError(f"{said}lower TREATED, or leave {instead} out.")


@dataclass(frozen=True)
class _Limits:
    """What holds for one stratum in all its periods: most treated, least that rest (c), run limit."""

    most: int
    least_rest: int
    max_run: int

    @classmethod
    def of(cls, design: Design, stratum: int) -> _Limits:
        n = design.sizes()[stratum]
        dues = [part[stratum] for part in design.due]
        there = [due for due in dues if due is not None]
        most = max(math.ceil(due) for due in there)
        least = min(math.floor(due) for due in there)
        rest = least * (n - most) // n if design.balance_previous else n - most
        periods = sum(dues[i % len(dues)] is not None for i in range(len(design.periods)))
        return cls(most, rest, design.max_run if design.max_run < periods else 0)


def drawn(design: Design, seed: str, progress: Progress = SILENT) -> Grid:
    """Draw a schedule from a seed, the same for ever (see the module's text).

    Returns:
        (periods, units): 1 treated, 0 control, −1 not in the trial in that period.

    Raises:
        HotspotError: the design cannot be drawn, or the seed is no text.
    """
    design.check()
    walk = _Walk(design, 1)
    for i, name in enumerate(design.periods):
        progress.at(i / len(design.periods))
        chance = Chance(seed, f"{PURPOSE}/{name}")
        part = design.due[i % len(design.due)]
        numbers = share_out([due or Fraction(0) for due in part], chance)
        for stratum, label in enumerate(design.strata):
            if part[stratum] is None:
                continue
            stream = chance if label is None else Chance(seed, f"{PURPOSE}/{name}/{label}")
            treated = np.array([numbers[stratum]])
            start = np.array([stream.below(walk.sizes[stratum])]) if walk.balances(stratum) else None
            queue = list(range(walk.sizes[stratum]))
            stream.shuffle(queue)
            walk.step(i, stratum, treated, start, np.array([queue]))
    grid: Grid = walk.grid[0]
    return grid


def redraw(design: Design, generator: np.random.Generator, draws: int, progress: Progress = SILENT) -> Grid:
    """Draw a design many times from numpy's generator, for randomisation inference: simulation, not allocation.

    Returns:
        (draws, periods, units) as `drawn` gives; a draw takes periods × units bytes, so ask for some thousands at once.

    Raises:
        HotspotError: the design cannot be drawn.
    """
    design.check()
    walk = _Walk(design, draws)
    for i in range(len(design.periods)):
        progress.at(i / len(design.periods))
        part = design.due[i % len(design.due)]
        numbers = _share_out_many([due or Fraction(0) for due in part], generator, draws)
        for stratum, n in enumerate(walk.sizes):
            if part[stratum] is None:
                continue
            start = generator.integers(n, size=draws) if walk.balances(stratum) else None
            queue = generator.permuted(np.tile(np.arange(n, dtype=np.int16), (draws, 1)), axis=1)
            walk.step(i, stratum, numbers[:, stratum], start, queue)
    return walk.grid


def share_out(due: Sequence[Fraction], chance: Chance) -> list[int]:
    """Return whole numbers, each the given one rounded up or down by chance so that it is exact on average (step 1)."""
    whole = math.lcm(*(number.denominator for number in due))
    order = list(range(len(due)))
    chance.shuffle(order)
    start = chance.below(whole)
    numbers, end = [math.floor(number) for number in due], 0
    for i in order:
        begin, end = end, end + int(due[i] * whole) % whole
        numbers[i] += (start - begin) % whole < end - begin
    return numbers


def _share_out_many(due: Sequence[Fraction], generator: np.random.Generator, draws: int) -> Whole:
    """Return (draws, strata) as `share_out`, from numpy's generator."""
    whole = math.lcm(*(number.denominator for number in due))
    floors = np.array([math.floor(number) for number in due], dtype=np.int64)
    rest = np.array([int(number * whole) % whole for number in due], dtype=np.int64)
    if not rest.any():
        return np.tile(floors, (draws, 1))
    order = generator.permuted(np.tile(np.arange(len(due)), (draws, 1)), axis=1)
    end = np.cumsum(rest[order], axis=1)
    begin = end - rest[order]
    start = generator.integers(whole, size=(draws, 1))
    more = np.zeros((draws, len(due)), dtype=np.int64)
    np.put_along_axis(more, order, ((start - begin) % whole < end - begin).astype(np.int64), axis=1)
    return floors + more


class _Walk:
    """Schedules of one design, `draws` at once, period after period: steps 2 and 3 without their chance."""

    def __init__(self, design: Design, draws: int) -> None:
        self._design = design
        strata = range(len(design.strata))
        of = np.asarray(design.stratum_of)
        self._members = [np.flatnonzero(of == stratum) for stratum in strata]
        self._limits = [_Limits.of(design, stratum) for stratum in strata]
        # how many of its last periods in a row each unit was treated, and how many of the stratum were in its last
        self._run = [np.zeros((draws, len(units)), dtype=np.int32) for units in self._members]
        self._before: list[Whole | None] = [None for _ in strata]
        self.sizes = [len(units) for units in self._members]
        self.grid: Grid = np.full((draws, len(design.periods), len(design.units)), OUT, dtype=np.int8)

    def balances(self, stratum: int) -> bool:
        """Tell whether the next step of a stratum has a previous period to balance."""
        return self._design.balance_previous and self._before[stratum] is not None

    def step(
        self, period: int, stratum: int, treated: Whole, start: Whole | None, queue: NDArray[np.integer[Any]]
    ) -> None:
        """Fill in one period of a stratum.

        Args:
            treated: (draws,) how many are treated.
            start: (draws,) numbers below n for balance, None without.
            queue: (draws, n) positions of the stratum's units, first to rest first.
        """
        run, limits, n = self._run[stratum], self._limits[stratum], self.sizes[stratum]
        resting = n - treated
        if limits.max_run or start is not None:
            waited = np.take_along_axis(run, queue.astype(np.intp), axis=1)
            rests = _must_rest(waited, limits)
            before, previous = waited > 0, self._before[stratum]
            if start is not None and previous is not None:
                whole, rest = np.divmod(previous * resting, n)
                rests |= _first(before & ~rests, whole + (start < rest) - rests.sum(axis=1))
                rests |= _first(~before, resting - rests.sum(axis=1))
            else:
                rests |= _first(~rests, resting - rests.sum(axis=1))
        else:
            rests = np.arange(n) < resting[:, None]
        here = np.empty_like(rests)
        np.put_along_axis(here, queue.astype(np.intp), ~rests, axis=1)
        self.grid[:, period, self._members[stratum]] = here
        np.copyto(run, np.where(here, run + 1, 0))
        self._before[stratum] = treated


def _must_rest(waited: NDArray[np.int32], limits: _Limits) -> NDArray[np.bool_]:
    """Return who must rest for the run limit's sake, in the queue's order; `waited` are the runs in that order."""
    rests = np.zeros(waited.shape, dtype=bool)
    for j in range(1, limits.max_run + 1):
        due = waited >= limits.max_run + 1 - j
        need = due.sum(axis=1) - (j - 1) * limits.least_rest - rests.sum(axis=1)
        if (need > 0).any():
            rests |= _first(due & ~rests, need)
    return rests


def _first(candidates: NDArray[np.bool_], need: Whole) -> NDArray[np.bool_]:
    """Return the first `need` (draws,) of the candidates (draws, n)."""
    return candidates & (np.cumsum(candidates, axis=1) <= need[:, None])


def _number(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{float(value):g}"
