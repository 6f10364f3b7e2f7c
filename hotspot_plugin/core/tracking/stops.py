"""When a unit stands: the time it spends within a given diameter for at least a given time.

A moment is in a stop if any stretch of fixes that has it is long enough and small enough. Nothing is decided greedily
from the start of the track, as sliding windows do (Li et al. 2008, doi 10.1145/1463434.1463477), so that a larger
diameter or a shorter time never makes less stopped time (MovingPandas issue 108). Extent and not path length is what is
measured, because GPS noise makes every path longer (Ranacher et al. 2016, doi 10.1080/13658816.2015.1086924).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .legs import Flags, Floats, Integers, Track

DIRECTIONS = 16  # the widest of so many widths is the diameter to within 0.5 %


@dataclass(frozen=True)
class Stops:
    """Stops by unit and time.

    Attributes:
        unit: (k,) position in the track's units.
        start, end: (k,) milliseconds since 1970, UTC.
        x, y: (k,) median place, metres.
    """

    unit: Integers
    start: Integers
    end: Integers
    x: Floats
    y: Floats


def find_stops(track: Track, diameter_m: float, shortest_s: float) -> Stops:
    """Return the stops of all units (see the module).

    Args:
        track: the fixes.
        diameter_m: metres that two fixes of a stretch may be apart.
        shortest_s: seconds that it must last at least.
    """
    still = stopped_legs(track, diameter_m, shortest_s)
    before = np.concatenate(([False], still[:-1]))
    first, last = np.flatnonzero(still & ~before), np.flatnonzero(before & ~still)
    middles = [(np.median(track.x[a : b + 1]), np.median(track.y[a : b + 1])) for a, b in zip(first, last, strict=True)]
    x, y = np.array(middles, dtype=np.float64).reshape(-1, 2).T
    return Stops(track.unit[first], track.time[first], track.time[last], x, y)


def stopped_legs(track: Track, diameter_m: float, shortest_s: float) -> Flags:
    """Return whether the unit stands from each fix to the next, shape (n,); False where there is no leg."""
    count = len(track.time)
    run = np.cumsum(~np.concatenate(([False], track.joined[:-1])))
    apart = int(track.time.max() - track.time.min()) + round(shortest_s * 1000) + 2
    lifted = track.time + run * apart
    shortest = max(round(shortest_s * 1000), 1)
    # every long enough stretch is covered by those that begin at a fix and are no longer than they must be,
    # and by those that end at one
    here = np.arange(count)
    end = np.searchsorted(lifted, lifted + shortest, side="left")
    begin = np.searchsorted(lifted, lifted - shortest, side="right") - 1
    first = np.concatenate((here, np.maximum(begin, 0)))
    last = np.concatenate((np.minimum(end, count - 1), here))
    whole = np.concatenate((end < count, begin >= 0))
    whole &= (run[first] == run[last]) & (last > first)
    first, last = first[whole], last[whole]
    # most windows of a moving unit are told by their ends alone
    near = np.hypot(track.x[last] - track.x[first], track.y[last] - track.y[first]) <= diameter_m
    first, last = first[near], last[near]
    small = _widest(track, first, last) <= diameter_m
    change = np.zeros(count + 1, dtype=np.int64)
    np.add.at(change, first[small], 1)
    np.add.at(change, last[small], -1)
    return np.asarray(np.cumsum(change)[:count] > 0)


def _widest(track: Track, first: Integers, last: Integers) -> Floats:
    """Return the greatest width of the fixes from `first` to `last`, both included, over all directions."""
    widest = np.zeros(len(first))
    if not first.size:
        return widest
    x, y = track.x - track.x[0], track.y - track.y[0]
    power = np.floor(np.log2(last - first + 1)).astype(np.int64)
    for angle in np.arange(DIRECTIONS) * np.pi / DIRECTIONS:
        top = bottom = x * np.cos(angle) + y * np.sin(angle)
        reach = 1
        for level in range(int(power.max()) + 1):
            # of these, each is the extreme of `reach` fixes; two that overlap make any length
            of = np.flatnonzero(power == level)
            other = last[of] - reach + 1
            high, low = np.maximum(top[first[of]], top[other]), np.minimum(bottom[first[of]], bottom[other])
            widest[of] = np.maximum(widest[of], high - low)
            if len(top) > reach:
                top = np.maximum(top[:-reach], top[reach:])
                bottom = np.minimum(bottom[:-reach], bottom[reach:])
            reach *= 2
    return widest
