"""Day and night: which half of the day a crime happened in, where its times can tell."""

from __future__ import annotations

from datetime import tzinfo

import numpy as np
from numpy.typing import NDArray

from .. import clock
from ..errors import HotspotError

Times = NDArray[np.datetime64]
Whole = NDArray[np.int64]

DAY, NIGHT, UNKNOWN = 0, 1, -1
NAMES = ("day", "night")
HALF = 12 * 3_600_000  # ms
TOO_LONG = 23 * 3_600_000  # ms; so long a range is a date, which is 24 hours or one second less


def check_hour(hour: float) -> None:
    """Raise HotspotError if a day cannot start at this hour."""
    if not (0 <= hour < 24):
        raise HotspotError(f"The day shift starts at {hour:g}: give an hour of the day, from 0 to less than 24.")


def shift_of(starts: Times, ends: Times | None, day_starts: float = 7.0) -> Whole:
    """Return the shift of each crime: DAY, NIGHT, or UNKNOWN.

    A crime that is known from when to when belongs to the shift that holds more than half of that time; one that lasts
    23 hours or longer (a date), or lies half in each, is unknown, since nothing tells.

    Args:
        starts: datetime64 of each crime as the clocks on the wall showed it, NaT where unknown, shape (n,).
        ends: latest time it can have happened; None or NaT where there is none.
        day_starts: hour at which the day shift starts; the night shift starts 12 hours later.

    Raises:
        HotspotError: no such hour.
    """
    check_hour(day_starts)
    known = ~np.isnat(starts)
    start = np.where(known, starts, np.datetime64(0, "ms")).astype("M8[ms]").astype(np.int64)
    start -= round(day_starts * 3_600_000)
    length = lengths(starts, ends)
    # day time from the epoch to a moment, whose difference is the day time between two
    by_day = _day_time(start + length) - _day_time(start)
    instant = np.where(start % (2 * HALF) < HALF, DAY, NIGHT)
    most = np.where(2 * by_day > length, DAY, np.where(2 * by_day < length, NIGHT, UNKNOWN))
    found = np.where(length == 0, instant, most)
    return np.where(known & (length < TOO_LONG), found, UNKNOWN)


def lengths(starts: Times, ends: Times | None) -> Whole:
    """Return milliseconds from start to end of each crime; 0 where there is no end, or one before the start."""
    if ends is None:
        return np.zeros(starts.shape, dtype=np.int64)
    both = ~(np.isnat(starts) | np.isnat(ends))
    length = np.zeros(starts.shape, dtype=np.int64)
    length[both] = (ends[both] - starts[both]).astype("m8[ms]").astype(np.int64)
    return np.maximum(length, 0)


def _day_time(moment: Whole) -> Whole:
    return moment // (2 * HALF) * HALF + np.minimum(moment % (2 * HALF), HALF)


def on_the_wall(times: Times, ends: Times | None, where: tzinfo, dates: bool) -> tuple[Times, Times | None]:
    """Return times as the clocks of a zone showed them; dates stay the dates that they are.

    Args:
        times, ends: datetime64 in UTC, NaT where unknown, shape (n,).
        where: the zone.
        dates: whether all times are dates or months; otherwise those are that begin at midnight (UTC) and last a day.
    """
    if dates:
        return times, ends
    known = ~np.isnat(times)
    shown = times.astype("M8[ms]")
    shown[known] = clock.from_utc(shown[known], where)
    if ends is None:
        return shown, None
    length = lengths(times, ends)
    midnight = known & (times.astype("M8[D]") == times) & (length >= TOO_LONG)
    shown[midnight] = times[midnight]
    until = ends.astype("M8[ms]")
    until[:] = np.datetime64("NaT", "ms")
    both = known & ~np.isnat(ends)
    # from its beginning as long as it lasted, so that a clock change makes no range longer or end before it begins
    until[both] = shown[both] + length[both].astype("m8[ms]")
    return shown, until
