"""Crimes to the place-periods in which they happened; what cannot be placed is counted with its reason."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from ..progress import SILENT, Progress
from ..tracking.intervals import window_of
from ..tracking.periods import Periods
from .panel import Floats, Whole

CHUNK = 100_000


@dataclass(frozen=True)
class Crimes:
    """The n crimes.

    Args:
        x, y: metres, NaN where unknown.
        since, until: earliest and latest time, datetime64[ms] in UTC, NaT where unknown; the same where it is known.
        harm: weights, NaN where unknown; None if harm is not asked for.
    """

    x: Floats
    y: Floats
    since: NDArray[np.datetime64]
    until: NDArray[np.datetime64]
    harm: Floats | None = None


@dataclass(frozen=True)
class Counted:
    """Crimes in each of w place-periods, and what became of all crimes: reason → number.

    Args:
        crimes: (w,) how many.
        harm, squares: (w,) sums of their harm and of its squares; None if harm is not asked for.
        flow: what became of all.
    """

    crimes: Floats
    harm: Floats | None
    squares: Floats | None
    flow: dict[str, int]


def count(
    crimes: Crimes, places: NDArray[np.object_], of: Whole, periods: Periods, progress: Progress = SILENT
) -> Counted:
    """Return how many crimes happened in each place-period.

    A crime of which only a span of time is known is in the place-period that holds the middle of the span, if the span
    is no longer than that place-period or lies within it; otherwise its time is not known well enough.

    Args:
        crimes: what happened.
        places: (m,) polygons in metres; a crime in two of them counts in both.
        of: (m,) the hotspot that each place belongs to; a hotspot may have several.
        periods: (w,) place-periods by hotspot and start.
    """
    known = np.isfinite(crimes.x) & np.isfinite(crimes.y)
    since, until = crimes.since, np.where(np.isnat(crimes.until), crimes.since, crimes.until)
    since = np.where(np.isnat(since), until, since)
    timed = ~np.isnat(since)
    start, end = since.astype("M8[ms]").astype(np.int64), until.astype("M8[ms]").astype(np.int64)
    start, end = np.minimum(start, end), np.maximum(start, end)
    flow = {"without a location": int((~known).sum()), "without a time": int((known & ~timed).sum())}
    usable = np.flatnonzero(known & timed)
    crime, hotspot = _inside(crimes.x, crimes.y, usable, places, of, progress)
    flow["outside the places"] = int(usable.size - np.unique(crime).size)
    middle = start[crime] + (end[crime] - start[crime]) // 2
    window = window_of(hotspot, middle, periods.hotspot, periods.start, periods.end)
    there = window >= 0
    flow["outside the trial's dates"] = _lost(crime, there)
    crime, window = crime[there], window[there]
    span = end[crime] - start[crime]
    within = (start[crime] >= periods.start[window]) & (end[crime] <= periods.end[window])
    exact = within | (span <= periods.end[window] - periods.start[window])
    flow["with a time not known well enough"] = _lost(crime, exact)
    crime, window = crime[exact], window[exact]
    flow["counted"] = int(np.unique(crime).size)
    straddling = int((~within[exact]).sum())
    if straddling:
        flow["of these at the middle of a span that reaches into another period"] = straddling
    number = np.bincount(window, minlength=len(periods.hotspot)).astype(np.float64)
    if crimes.harm is None:
        return Counted(number, None, None, flow)
    weights = np.nan_to_num(crimes.harm[crime])
    harm, squares = (np.bincount(window, w, len(periods.hotspot)).astype(np.float64) for w in (weights, weights**2))
    return Counted(number, harm, squares, flow)


def _inside(
    x: Floats, y: Floats, usable: Whole, places: NDArray[np.object_], of: Whole, progress: Progress
) -> tuple[Whole, Whole]:
    """Return pairs of crime and hotspot, each once, for crimes in or on the edge of a place."""
    tree = shapely.STRtree(places)
    crimes, hotspots = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for begin in range(0, usable.size, CHUNK):
        progress.at(begin / usable.size)
        part = usable[begin : begin + CHUNK]
        point, place = tree.query(shapely.points(x[part], y[part]), predicate="intersects")
        pairs = np.unique(np.stack((part[point], of[place])), axis=1)
        crimes.append(pairs[0].astype(np.int64))
        hotspots.append(pairs[1].astype(np.int64))
    return np.concatenate(crimes), np.concatenate(hotspots)


def _lost(crime: Whole, kept: NDArray[np.bool_]) -> int:
    """Return how many crimes are among the pairs, but not among those kept."""
    return int(np.unique(crime).size - np.unique(crime[kept]).size)
