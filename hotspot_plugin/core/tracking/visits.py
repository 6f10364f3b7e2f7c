"""Visits of units to hotspots, with the least and the most minutes that the fixes leave open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .clip import Stays
from .legs import MS_PER_MINUTE, Floats, Integers, Track

PINGS_A_VISIT = 3  # a rule of thumb: a visit shorter than three pings is seen too rarely to be measured


@dataclass(frozen=True)
class Visits:
    """Visits by entry, then unit, then hotspot.

    Attributes:
        unit, hotspot: (v,) positions in the track's units and among the hotspots.
        enter, leave: (v,) milliseconds since 1970, UTC.
        inside, low, high: (v,) milliseconds inside, and the bounds on them.
        x, y: (v,) mean place inside, weighted by time, metres.
    """

    unit: Integers
    hotspot: Integers
    enter: Integers
    leave: Integers
    inside: Integers
    low: Integers
    high: Integers
    x: Floats
    y: Floats

    @property
    def minutes(self) -> Floats:
        """Minutes inside, shape (v,)."""
        return self.inside / MS_PER_MINUTE


def find_visits(track: Track, stays: Stays, max_gap_s: float, merge_gap_s: float) -> Visits:
    """Put pieces of legs together to visits: a unit that is away for `merge_gap_s` or less is still on the same visit.

    The minutes away are not counted. Bounds: `low` has only legs with a fix inside at both ends. `high` has the whole
    of every leg that is inside at some time, as if the unit had been there from the fix before to the fix after; where
    the unit is not known before or after, it has the time to its next fix, but no more than `max_gap_s`. So
    low ≤ inside ≤ high always; a visit between two fixes outside that no straight line shows is not in them.

    Args:
        track: the fixes.
        stays: their legs inside the hotspots.
        max_gap_s: the longest gap that the track was joined over, in seconds.
        merge_gap_s: seconds; 0 makes every exit the end of a visit.
    """
    if not stays.leg.size:
        none, nowhere = np.empty(0, dtype=np.int64), np.empty(0)
        return Visits(none, none, none, none, none, none, none, nowhere, nowhere)
    order = np.lexsort((stays.start, stays.hotspot, track.unit[stays.leg]))
    leg, hotspot, start, end = (column[order] for column in (stays.leg, stays.hotspot, stays.start, stays.end))
    unit = track.unit[leg]
    other = (unit[1:] != unit[:-1]) | (hotspot[1:] != hotspot[:-1])
    away = start[1:] - end[:-1]
    new = np.concatenate(([True], other | (away > round(merge_gap_s * 1000.0))))
    first = np.flatnonzero(new)
    last = np.concatenate((first[1:] - 1, [len(leg) - 1]))
    lasts = end - start
    total = np.add.reduceat(lasts, first)
    proved, allowed = _bounds(track, leg, start, end, new)
    low, high = np.add.reduceat(proved, first), np.add.reduceat(allowed, first)
    high += _unknown_around(track, leg[first], start[first], leg[last], end[last], round(max_gap_s * 1000.0))
    enter = start[first]
    by_entry = np.lexsort((hotspot[first], unit[first], enter))
    x, y = (np.add.reduceat(place[order] * lasts, first) / total for place in (stays.x, stays.y))
    return Visits(
        unit=unit[first][by_entry],
        hotspot=hotspot[first][by_entry],
        enter=enter[by_entry],
        leave=end[last][by_entry],
        inside=total[by_entry],
        low=low[by_entry],
        high=high[by_entry],
        x=x[by_entry],
        y=y[by_entry],
    )


def _bounds(
    track: Track, leg: Integers, start: Integers, end: Integers, new: NDArray[np.bool_]
) -> tuple[Integers, Integers]:
    """Return, for each piece, the milliseconds that it adds to the low and to the high bound of its visit."""
    opens = new | np.concatenate(([True], leg[1:] != leg[:-1]))
    closes = np.concatenate((opens[1:], [True]))
    number = np.cumsum(opens) - 1
    # of the pieces that one leg has in a visit the first begins at a fix inside, and the last ends at one
    proven = (start[opens] == track.time[leg[opens]]) & (end[closes] == track.time[leg[closes] + 1])
    low = np.where(proven[number], end - start, 0)
    high = np.where(opens, track.time[leg + 1] - track.time[leg], 0)
    return low, high


def _unknown_around(
    track: Track, first_leg: Integers, enter: Integers, last_leg: Integers, leave: Integers, most: int
) -> Integers:
    """Return milliseconds for which the unit is unknown right before and right after a visit, each at most `most`."""
    time, unit = track.time, track.unit
    earlier, later = np.maximum(first_leg - 1, 0), np.minimum(last_leg + 2, len(time) - 1)
    had = (first_leg > 0) & (unit[earlier] == unit[first_leg])
    before = np.where(had, np.minimum(time[first_leg] - time[earlier], most), most)
    before[(enter > time[first_leg]) | (had & track.joined[earlier])] = 0
    has = (last_leg + 2 < len(time)) & (unit[later] == unit[last_leg])
    after = np.where(has, np.minimum(time[later] - time[last_leg + 1], most), most)
    after[(leave < time[last_leg + 1]) | track.joined[last_leg + 1]] = 0
    return np.asarray(before + after, dtype=np.int64)


def visits_table(
    visits: Visits,
    track: Track,
    hotspot_ids: NDArray[np.object_],
    period: NDArray[np.object_],
    arm: NDArray[np.object_],
    min_visit_min: float,
) -> pd.DataFrame:
    """Return the table of visits (DESIGN.md), one row a visit.

    Args:
        visits: the visits.
        track: the fixes that they are from.
        hotspot_ids: (h,) keys of the hotspots.
        period, arm: (v,) period that each visit began in and the arm then; None where there is none.
        min_visit_min: the shortest visit that should be measured, in minutes; it must be three pings long.
    """
    names, places = track.units[visits.unit], hotspot_ids[visits.hotspot]
    enter = visits.enter.astype("M8[ms]")
    ping = track.pings()[visits.unit]
    minutes, none = visits.minutes, np.full(len(ping), np.nan)
    return pd.DataFrame(
        {
            "visit_id": _keys(names, places, enter),
            "unit": pd.Series(names, dtype=object),
            "hotspot_id": pd.Series(places, dtype=object),
            "enter": enter,
            "leave": visits.leave.astype("M8[ms]"),
            "minutes": minutes,
            "minutes_low": visits.low / MS_PER_MINUTE,
            "minutes_high": visits.high / MS_PER_MINUTE,
            "stopped_min": none,
            "foot_min": none,
            "vehicle_min": none,
            "unknown_min": minutes,
            "mode": np.full(len(ping), None, dtype=object),
            "ping_s": ping,
            "measurable": ping <= min_visit_min * 60.0 / PINGS_A_VISIT,
            "arm": pd.Series(arm, dtype=object),
            "period": pd.Series(period, dtype=object),
        }
    )


def _keys(unit: NDArray[np.object_], hotspot: NDArray[np.object_], enter: NDArray[np.datetime64]) -> list[str]:
    """Return keys that stay what they are when tracks are added: who, where and when to the second."""
    when = np.datetime_as_string(enter, unit="s").tolist()
    keys = [f"{u}/{h}/{w}Z" for u, h, w in zip(unit, hotspot, when, strict=True)]
    again = pd.Series(keys, dtype=object).groupby(keys).cumcount()
    return [f"{key}.{n}" if n else key for key, n in zip(keys, again, strict=True)]
