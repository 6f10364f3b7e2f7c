"""For how long GPS error may have shown units on the wrong side of an edge."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from .accuracy import ALIKE_S
from .clip import Stays
from .legs import Floats, Integers, Track

LEAST = 1e-12  # a doubt that is none


def wrong_side(track: Track, stays: Stays, polygons: NDArray[np.object_], sigma: Floats, sent: Floats) -> Floats:
    """Return the variance (square milliseconds) that errors of fixes beside the edge give to the time inside, (s,).

    Args:
        track: the fixes.
        stays: their legs inside the hotspots, by unit, hotspot and time.
        polygons: (h,) the hotspots.
        sigma: (s,) standard deviation of the fixes in x and in y, metres.
        sent: (h,) how many times as often units are just inside of edges as just outside.
    """
    unit, leg, hotspot, start, end = track.unit[stays.leg], stays.leg, stays.hotspot, stays.start, stays.end
    alike = np.maximum(1000.0 * ALIKE_S, track.time[leg + 1] - track.time[leg])
    stretch = stretches(unit, hotspot, start, end)
    # of a piece between a fix and the edge it is the fix that may be on the wrong side
    came = (start > track.time[leg]) & (end >= track.time[leg + 1])
    went = (start <= track.time[leg]) & (end < track.time[leg + 1])
    fix = np.where(came, leg + 1, leg)
    x, y = (np.where(came | went, at[fix], middle) for at, middle in ((track.x, stays.x), (track.y, stays.y)))
    sigma = np.maximum(sigma, 1e-9)
    away, wide = shapely.distance(shapely.boundary(polygons)[hotspot], shapely.points(x, y)) / sigma, widths(polygons)
    wide = wide[hotspot] / sigma
    # error that puts a unit on the wrong side may last up to the end, where nothing shows that it was error; further in
    # it would have been seen
    wrong = doubt_of(-away, sent[hotspot], wide) * np.exp(-_to_break(stretch, start, end) / alike)
    # what is wrong for a time of mean `alike` has the variance 2 alike², if the pieces beside it are in as much doubt;
    # a piece that the unit is beside the edge for alone is wrong as a whole or not at all
    beside = np.sqrt(np.maximum(wrong, LEAST))
    goes_on = stretch[1:] == stretch[:-1]
    around = np.zeros(len(leg))
    around[1:] += goes_on * np.minimum(beside[:-1] / beside[1:], 1.0)
    around[:-1] += goes_on * np.minimum(beside[1:] / beside[:-1], 1.0)
    spread = 2.0 * wrong * (end - start) * np.minimum((end - start + alike * around) / 2.0, alike)
    # and the first fix outside may be such an error, when the unit was still there until the next one, or longer
    breaks = np.concatenate(([True], ~goes_on, [True]))
    for step, ends, fix, since in (
        (-1, breaks[:-1] & (start > track.time[leg]), leg, start),
        (1, breaks[1:] & (end < track.time[leg + 1]), leg + 1, end),
    ):
        at = np.flatnonzero(ends)
        one = fix[at]
        leg_on = np.maximum(one - 1, 0) if step < 0 else one
        two = np.where(track.joined[leg_on] & (one + step >= 0), one + step, one)
        out, further = (
            shapely.distance(polygons[hotspot[at]], shapely.points(track.x[which], track.y[which])) / sigma[at]
            for which in (one, two)
        )
        still, later = (likely(by, sent[hotspot[at]], wide[at]) for by in (out, further))
        # who is on the way out was there only until a standard deviation further on
        on = np.abs(track.time[two] - track.time[one]) / (1.0 + np.maximum(further - out, 0.0))
        until = np.minimum(np.abs(track.time[one] - since[at]) + on, alike[at])
        spread[at] += still * (1.0 - still) * (until**2 + later * alike[at].astype(np.float64) ** 2)
    return np.asarray(spread)


def likely(outside_by: Floats, sent: Floats, wide: Floats) -> Floats:
    """Return the probability that who is seen outside of an edge is inside.

    Args:
        outside_by: how far outside they are seen, negative where inside, in standard deviations.
        sent: how many times as often units are just inside as just outside.
        wide: how wide the hotspot is, in standard deviations: a corridor has an outside on its other side too.
    """
    from scipy.special import ndtr

    wide = np.maximum(wide, -2.0 * outside_by)  # who is seen so deep inside has as much on the other side
    inside = ndtr(-outside_by) - ndtr(-outside_by - wide)
    return np.asarray(sent * inside / (sent * inside + (1.0 - inside)))  # in this order never above 1


def doubt_of(outside_by: Floats, sent: Floats, wide: Floats) -> Floats:
    """Return q (1 − q) for the probability q of `likely`."""
    q = likely(outside_by, sent, wide)
    return np.asarray(q * (1.0 - q))


def widths(polygons: NDArray[np.object_]) -> Floats:
    """Return how wide polygons are, metres: of a long strip its width, of a square half of it."""
    return np.asarray(2.0 * shapely.area(polygons) / np.maximum(shapely.length(polygons), 1e-9))


def stretches(unit: Integers, hotspot: Integers, start: Integers, end: Integers) -> Integers:
    """Return the number of the unbroken stretch inside that each piece belongs to."""
    breaks = (unit[1:] != unit[:-1]) | (hotspot[1:] != hotspot[:-1]) | (start[1:] != end[:-1])
    return np.concatenate(([0], np.cumsum(breaks)))


def _to_break(stretch: Integers, start: Integers, end: Integers) -> Integers:
    """Return milliseconds from each piece to the nearer end of its unbroken stretch."""
    first = np.flatnonzero(np.concatenate(([True], stretch[1:] != stretch[:-1])))
    last = np.concatenate((first[1:], [len(stretch)])) - 1
    return np.asarray(np.minimum(start - start[first][stretch], end[last][stretch] - end))
