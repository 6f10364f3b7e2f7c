"""Between how many minutes a visit lasted, with 95 % confidence.

What is uncertain is when the boundary was crossed. Between two fixes that show no more than that a unit left, every
moment is as likely as any other; GPS error is added as normal noise. A visit has two such ends: the sum of two uniform
errors is a trapezoid, whose quantile is exact. Where GPS error may have put a unit on the wrong side of the edge it did
so for a while or not at all: `drift` and `sides` say how likely. The bounds do not know of visits that no fix and no
leg shows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .accuracy import ALIKE_S
from .clip import Stays
from .legs import Floats, Integers, Track

LEVEL = 0.95
SIGMAS = 1.96
WRONG_MS = 500.0 * ALIKE_S  # an error that is alike for so long is on the wrong side for half of it on average


def bounds(track: Track, stays: Stays, new: NDArray[np.bool_], inside: Integers) -> tuple[Integers, Integers]:
    """Return the least and the most milliseconds of visits.

    Args:
        track, stays: as `visits.find_visits` has them.
        new: (s,) whether a piece begins a visit.
        inside: (v,) milliseconds that the pieces of each visit add up to.
    """
    first = np.flatnonzero(new)
    last = np.concatenate((first[1:] - 1, [len(new) - 1]))
    one, other = stays.start_width[first], stays.end_width[last]
    spread = stays.start_noise**2 + stays.end_noise**2
    # where a visit goes on without a break, as where leg follows leg, the ends of its pieces are no ends
    spread += (stays.start_width**2 + stays.end_width**2) / 12.0
    noise = np.add.reduceat(spread, first) - (one**2 + other**2) / 12.0
    wrong = events(np.add.reduceat(stays.spread, first), WRONG_MS)
    slack = np.hypot(SIGMAS * np.sqrt(np.maximum(noise, 0.0)), wrong)
    half = np.hypot(trapezoid(one, other), slack)
    least, most = _certain(track, stays, new)
    low = np.maximum(inside - half, least - slack)
    high = np.minimum(inside + half, most + slack) + _unknown_around(track, stays, first, last)
    at_fix = (stays.start == track.time[stays.leg]) | (stays.end == track.time[stays.leg + 1])
    low[~np.logical_or.reduceat(at_fix, first)] = 0.0  # no fix was inside: it may have gone round
    low, high = np.maximum(np.rint(low), 0.0), np.rint(high)
    return np.minimum(low, inside).astype(np.int64), np.maximum(high, inside).astype(np.int64)


def trapezoid(one: Floats, other: Floats) -> Floats:
    """Return h so that the sum of two errors, uniform in widths `one` and `other` about 0, is within ±h in 95 %."""
    wide, narrow = np.maximum(one, other), np.minimum(one, other)
    corner = (wide + narrow) / 2.0 - np.sqrt((1.0 - LEVEL) * wide * narrow)
    return np.asarray(np.where(narrow >= (1.0 - LEVEL) * wide, corner, LEVEL * wide / 2.0))


def events(variance: Floats, mean: float) -> Floats:
    """Return h so that errors that are there or not, of exponential length with `mean`, are within ±h in 95 %.

    There are `rate` = variance / (2 mean²) of them in a visit. Where one visit in fifty has one, 95 % of the visits
    have none, and normal bounds from the variance, which are right where there are many, would be too wide for all.
    Half of the 5 % is left to the other errors.
    """
    rate = variance / (2.0 * mean**2)
    level = (1.0 - LEVEL) / 2.0
    some = np.maximum(-np.expm1(-rate), 1e-12)
    few = mean * np.sqrt(1.0 + rate) * np.maximum(np.log(some / level), 0.0)
    return np.minimum(few, SIGMAS * np.sqrt(variance))


def _certain(track: Track, stays: Stays, new: NDArray[np.bool_]) -> tuple[Integers, Integers]:
    """Return, for each visit, the time in legs with both fixes inside, and in all legs that are inside at some time."""
    leg = stays.leg
    opens = new | np.concatenate(([True], leg[1:] != leg[:-1]))
    closes = np.concatenate((opens[1:], [True]))
    number = np.cumsum(opens) - 1
    # of the pieces that one leg has in a visit the first begins at a fix inside, and the last ends at one
    proven = (stays.start[opens] == track.time[leg[opens]]) & (stays.end[closes] == track.time[leg[closes] + 1])
    low = np.where(proven[number], stays.end - stays.start, 0)
    # a drift over the edge that was made good goes on through later legs
    filled = np.maximum(stays.end - track.time[leg + 1], 0)
    high = np.where(opens, track.time[leg + 1] - track.time[leg], 0) + filled
    first = np.flatnonzero(new)
    return np.add.reduceat(low, first), np.add.reduceat(high, first)


def _unknown_around(track: Track, stays: Stays, first: Integers, last: Integers) -> Integers:
    """Return milliseconds right before and after each visit for which the unit is unknown."""
    time, unit = track.time, track.unit
    first_leg, last_leg = stays.leg[first], stays.leg[last]
    most = track.longest[unit[first_leg]]
    earlier, later = np.maximum(first_leg - 1, 0), np.minimum(last_leg + 2, len(time) - 1)
    had = (first_leg > 0) & (unit[earlier] == unit[first_leg])
    before = np.where(had, np.minimum(time[first_leg] - time[earlier], most), most)
    before[(stays.start[first] > time[first_leg]) | (had & track.joined[earlier])] = 0
    has = (last_leg + 2 < len(time)) & (unit[later] == unit[last_leg])
    after = np.where(has, np.minimum(time[later] - time[last_leg + 1], most), most)
    after[(stays.end[last] < time[last_leg + 1]) | track.joined[last_leg + 1]] = 0
    return np.asarray(before + after, dtype=np.int64)
