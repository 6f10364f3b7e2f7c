"""When a place is hottest: blocks of days and of hours that hold more crime than chance, with their uncertainty.

At one crime in five days a year has 73 crimes, 0.4 for each hour of the week: no single hour can be told. So the hours
are searched for one block of 3 to 12 hours on end (round the clock), the days for one of 1 to 3 days, that stands out
most from an even spread: the circular scan statistic (Naus, J. I. 1965, doi 10.1080/01621459.1965.10480810; likelihood
ratio of Kulldorff, M. 1997, doi 10.1080/03610929708831995). A block is given only if fewer than one in twenty even
spreads of as many crimes have one that stands out as much, found by simulation; with it come the share of the crimes in
it and that share's 95 % interval (Wilson, E. B. 1927, doi 10.1080/01621459.1927.10502953).

A crime known only from when to when is spread evenly over that time (aoristic: Ratcliffe, J. H. 2002, Journal of
Quantitative Criminology 18, 23–43, doi 10.1023/A:1013240828824), which never makes a peak look sharper than it is. One
that lasts 23 hours or longer (a date) says nothing of hours, one of a week or longer nothing of days. Dates alone say
nothing of hours, months neither of hours nor of days.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..progress import SILENT, Part, Progress
from . import observed, shifts

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Times = NDArray[np.datetime64]

HOUR = 3_600_000  # ms
HOURS, DAYS = 24, 7
HOUR_BLOCKS, DAY_BLOCKS = range(3, 13), range(1, 4)
FEWEST = 5  # crimes; of fewer no block is said, however they lie
ALPHA = 0.05
SIMULATIONS = 1999
CHUNK = 100_000  # crimes at a time
EXACT = 60  # up to so many crimes each number has its own simulation; beyond, numbers 10 % apart share one
DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def aoristic(starts: Times, ends: Times | None, by_day: bool = False) -> Floats:
    """Return the weight of each crime in each hour of the day (or day of the week), shape (n, 24) or (n, 7).

    Args:
        starts: datetime64 as the clocks on the wall showed it, NaT where unknown, shape (n,).
        ends: latest time; None or NaT where there is none. One before its start is none.
        by_day: days of the week from Monday instead of hours.

    Returns:
        rows that sum to 1, or to 0 where nothing is known: no time, or a range of 23 hours (a week) or longer.
    """
    unit, units = (24 * HOUR, DAYS) if by_day else (HOUR, HOURS)
    known = ~np.isnat(starts)
    start = np.where(known, starts, np.datetime64(0, "ms")).astype("M8[ms]").astype(np.int64)
    if by_day:
        start = start + 3 * unit  # 1 January 1970 was a Thursday
    length = shifts.lengths(starts, ends)
    known &= length < (unit * units if by_day else shifts.TOO_LONG)
    made = np.zeros((starts.size, units))
    at_once = np.flatnonzero(known & (length == 0))
    made[at_once, start[at_once] // unit % units] = 1.0
    ranged = np.flatnonzero(known & (length > 0))
    if not ranged.size:
        return made
    first, last = start[ranged], start[ranged] + length[ranged]
    for step in range(units + 1):
        low = (first // unit + step) * unit
        share = np.clip(np.minimum(last, low + unit) - np.maximum(first, low), 0, None) / length[ranged]
        # a range may begin and end in the same hour of two days, so its row has one unit twice: not the same step
        made[ranged, low // unit % units] += share
    return made


def of_places(
    place: Whole,
    places: int,
    starts: Times,
    ends: Times | None,
    precision: str,
    hours: range | None = None,
    progress: Progress = SILENT,
) -> tuple[list[str | None], list[str | None]]:
    """Return peak days and peak hours of each place as texts, None where the data cannot tell.

    Args:
        place: the place of each crime, -1 for none, shape (n,).
        places: how many places there are.
        starts, ends: see `aoristic`.
        precision: what the times can tell, as `observed.observe` says.
        hours: hours of a shift, such as range(19, 31): only they are searched, against an even spread over them.
        progress: for long work.
    """
    nothing: list[str | None] = [None] * places
    if precision == observed.MONTH or not places:
        return nothing, list(nothing)
    inside = np.flatnonzero(place >= 0)
    by_day = _counts(place, places, inside, starts, ends, True, Part(progress, 0.0, 0.4))
    days = _said(by_day, DAY_BLOCKS, True, 0, Part(progress, 0.4, 0.5))
    if precision != observed.TIME:
        return days, nothing
    by_hour = _counts(place, places, inside, starts, ends, False, Part(progress, 0.5, 0.9))
    first = 0 if hours is None else hours.start % HOURS
    if hours is not None:
        by_hour = by_hour[:, np.arange(hours.start, hours.stop) % HOURS]
    return days, _said(by_hour, HOUR_BLOCKS, hours is None, first, Part(progress, 0.9, 1.0))


def _counts(
    place: Whole, places: int, inside: Whole, starts: Times, ends: Times | None, by_day: bool, progress: Progress
) -> Floats:
    """Return the aoristic sums of each place, shape (places, 24) or (places, 7)."""
    units = DAYS if by_day else HOURS
    made = np.zeros(places * units)
    for start in range(0, inside.size, CHUNK):
        progress.at(start / inside.size)
        part = inside[start : start + CHUNK]
        weight = aoristic(starts[part], None if ends is None else ends[part], by_day)
        row, unit = np.nonzero(weight)
        made += np.bincount(place[part][row] * units + unit, weight[row, unit], made.size)
    return made.reshape(places, units)


def _said(counts: Floats, blocks: Sequence[int], circular: bool, first: int, progress: Progress) -> list[str | None]:
    """Return the block of each row that stands out as a text, None where none does."""
    units = counts.shape[1]
    allowed = [b for b in blocks if b <= units // 2]
    total = counts.sum(axis=1)
    number = np.floor(total + 1e-6).astype(np.int64)
    statistic, start, length = scan(counts, allowed, circular)
    known: dict[tuple[int, int, int], float] = {}
    made: list[str | None] = [None] * total.size
    for i in np.flatnonzero(number >= FEWEST).tolist():
        progress.at(i / total.size)
        if statistic[i] >= critical(int(number[i]), units, allowed, circular, known):
            at, size = int(start[i]), int(length[i])
            inside = min(float(counts[i, (at + np.arange(size)) % units].sum()), float(total[i]))
            made[i] = _text(at, size, inside, float(total[i]), units, first)
    return made


def _text(at: int, size: int, inside: float, total: float, units: int, first: int) -> str:
    low, high = wilson(inside, total)
    share = f"({inside / total:.0%}, 95% interval {low:.0%}–{high:.0%})"
    if units == DAYS:
        names = DAY_NAMES[at] if size == 1 else f"{DAY_NAMES[at]}–{DAY_NAMES[(at + size - 1) % DAYS]}"
        return f"{names} {share}"
    return f"{(first + at) % HOURS:02d}:00–{(first + at + size) % HOURS:02d}:00 {share}"


def scan(counts: Floats, blocks: Sequence[int], circular: bool = True) -> tuple[Floats, Whole, Whole]:
    """Return for each row the likelihood ratio (log), the start and the length of the block that stands out most.

    Args:
        counts: crimes in each hour or day, shape (rows, units).
        blocks: lengths of the blocks that are tried.
        circular: whether the last unit is followed by the first.

    Returns:
        statistic (0 where no block holds more than its share), start and length, shape (rows,). Of equals the shortest
        and then the earliest.
    """
    rows, units = counts.shape
    total = np.maximum(counts.sum(axis=1), 1e-12)
    around = np.concatenate((np.zeros((rows, 1)), np.cumsum(np.concatenate((counts, counts), axis=1), axis=1)), axis=1)
    best, start, length = np.zeros(rows), np.zeros(rows, dtype=np.int64), np.full(rows, blocks[0], dtype=np.int64)
    for size in blocks:
        starts = units if circular else units - size + 1
        inside = around[:, size : size + starts] - around[:, :starts]
        ratio = _ratio(inside, total[:, None], size / units)
        at = ratio.argmax(axis=1)
        value = ratio[np.arange(rows), at]
        better = value > best + 1e-9
        best[better], start[better], length[better] = value[better], at[better], size
    return best, start, length


def _ratio(inside: Floats, total: Floats, share: float) -> Floats:
    """Return the log likelihood ratio of a block with more than its share, 0 for one with less."""
    outside = np.maximum(total - inside, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        made = np.where(inside > 0, inside * np.log(inside / (total * share)), 0.0) + np.where(
            outside > 1e-9, outside * np.log(outside / (total * (1.0 - share))), 0.0
        )
    return np.asarray(np.where(inside > total * share, made, 0.0))


def critical(
    n: int, units: int, blocks: Sequence[int], circular: bool, known: dict[tuple[int, int, int], float]
) -> float:
    """Return the statistic that one in twenty even spreads of `n` crimes reaches, the same in every run."""
    rounded = n if n <= EXACT else round(1.1 ** round(math.log(n, 1.1)))
    key = (rounded, units, int(circular))
    if key not in known:
        random = np.random.default_rng(rounded)
        drawn = random.multinomial(rounded, np.full(units, 1.0 / units), SIMULATIONS).astype(np.float64)
        statistic = np.sort(scan(drawn, blocks, circular)[0])
        # the p-value is (1 + those as large) / (1 + simulations), and ties count against the peak
        known[key] = float(statistic[SIMULATIONS - int(ALPHA * (SIMULATIONS + 1))]) + 1e-6
    return known[key]


def wilson(inside: float, total: float) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927), both ends from 0 to 1."""
    z = 1.959963984540054
    share = inside / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return max(0.0, middle - half), min(1.0, middle + half)
