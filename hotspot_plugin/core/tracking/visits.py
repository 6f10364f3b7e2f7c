"""Visits of units to hotspots, with the minutes between which 95 of 100 true lengths lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .bounds import bounds
from .clip import Stays
from .legs import MS_PER_MINUTE, Floats, Integers, Track
from .modes import NAMES, UNKNOWN, Modes, minutes_by

ACCURACY_M = 10.0  # radius that 68 of 100 fixes lie in, for devices that do not say: a telephone's among houses
AT_ONCE = 100_000
PINGS_A_VISIT = 3  # a rule of thumb: a visit shorter than three pings is seen too rarely to be measured


@dataclass(frozen=True)
class Visits:
    """Visits by entry, then unit, then hotspot.

    Attributes:
        unit, hotspot: (v,) positions in the track's units and among the hotspots.
        enter, leave: (v,) milliseconds since 1970, UTC.
        inside, low, high: (v,) milliseconds inside, and the bounds on them.
        x, y: (v,) mean place inside, weighted by time, metres.
        by_mode: (v, 4) minutes of unknown mode, stopped, on foot and in a vehicle.
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
    by_mode: Floats

    @property
    def minutes(self) -> Floats:
        """Minutes inside, shape (v,)."""
        return self.inside / MS_PER_MINUTE


def find_visits(track: Track, stays: Stays, merge_gap_s: float, modes: Modes | None = None) -> Visits:
    """Put pieces of legs together to visits: a unit that is away for `merge_gap_s` or less is still on the same visit.

    The minutes away are not counted; drifts over the edge are pieces already (`drift.with_drifts`).

    Args:
        track: the fixes.
        stays: their legs inside the hotspots, by unit, hotspot and time.
        merge_gap_s: seconds; 0 makes every exit the end of a visit.
        modes: (s,) the mode of each piece; None if not judged.
    """
    if not stays.leg.size:
        none, nowhere = np.empty(0, dtype=np.int64), np.empty(0)
        return Visits(none, none, none, none, none, none, none, nowhere, nowhere, np.empty((0, 4)))
    unit = track.unit[stays.leg]
    other = (unit[1:] != unit[:-1]) | (stays.hotspot[1:] != stays.hotspot[:-1])
    new = np.concatenate(([True], other | (stays.start[1:] - stays.end[:-1] > round(merge_gap_s * 1000.0))))
    first = np.flatnonzero(new)
    last = np.concatenate((first[1:] - 1, [len(new) - 1]))
    lasts = stays.end - stays.start
    total = np.add.reduceat(lasts, first)
    low, high = bounds(track, stays, new, total)
    judged = np.full(len(lasts), UNKNOWN, dtype=np.int8) if modes is None else modes
    enter = stays.start[first]
    by_entry = np.lexsort((stays.hotspot[first], unit[first], enter))
    x, y = (np.add.reduceat(place * lasts, first) / total for place in (stays.x, stays.y))
    return Visits(
        unit=unit[first][by_entry],
        hotspot=stays.hotspot[first][by_entry],
        enter=enter[by_entry],
        leave=stays.end[last][by_entry],
        inside=total[by_entry],
        low=low[by_entry],
        high=high[by_entry],
        x=x[by_entry],
        y=y[by_entry],
        by_mode=minutes_by(judged, np.cumsum(new) - 1, lasts, len(first))[by_entry],
    )


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
    minutes = visits.minutes
    unknown, stopped, foot, vehicle = visits.by_mode.T
    return pd.DataFrame(
        {
            "visit_id": _keys(visits, names, places),
            "unit": pd.Series(names, dtype=object),
            "hotspot_id": pd.Series(places, dtype=object),
            "enter": enter,
            "leave": visits.leave.astype("M8[ms]"),
            "minutes": minutes,
            "minutes_low": visits.low / MS_PER_MINUTE,
            "minutes_high": visits.high / MS_PER_MINUTE,
            "stopped_min": stopped,
            "foot_min": foot,
            "vehicle_min": vehicle,
            "unknown_min": unknown,
            "mode": pd.Series(NAMES[np.argmax(visits.by_mode, axis=1)], dtype=object),
            "ping_s": ping,
            "measurable": ping <= min_visit_min * 60.0 / PINGS_A_VISIT,
            "arm": pd.Series(arm, dtype=object),
            "period": pd.Series(period, dtype=object),
        },
        copy=False,  # a copy, joined by kind, would be a third of the memory of a whole run
    )


def _keys(visits: Visits, units: NDArray[np.object_], hotspots: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return keys that stay what they are when tracks are added: who, where and when to the second."""
    second = visits.enter // 1000
    order = np.lexsort((second, visits.hotspot, visits.unit))
    who, where, when = visits.unit[order], visits.hotspot[order], second[order]
    new = np.concatenate(([True], (who[1:] != who[:-1]) | (where[1:] != where[:-1]) | (when[1:] != when[:-1])))
    place = np.arange(len(second))
    again = np.empty(len(second), dtype=np.int64)
    again[order] = place - np.maximum.accumulate(np.where(new[: len(place)], place, 0))
    keys = np.empty(len(second), dtype=object)
    for begin in range(0, len(second), AT_ONCE):  # the texts of all moments at once would be the most of the memory
        part = slice(begin, begin + AT_ONCE)
        texts = np.datetime_as_string(visits.enter[part].astype("M8[ms]"), unit="s").tolist()
        rows = zip(units[part], hotspots[part], texts, again[part].tolist(), strict=True)
        keys[part] = [f"{u}/{h}/{w}Z.{n}" if n else f"{u}/{h}/{w}Z" for u, h, w, n in rows]
    return keys
