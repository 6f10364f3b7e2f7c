"""Visits of units to hotspots, with the minutes between which 95 of 100 true lengths lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .bounds import bounds
from .clip import Stays
from .legs import MS_PER_MINUTE, Flags, Floats, Integers, Track
from .modes import FOOT, NAMES, STOPPED, UNKNOWN, VEHICLE, Modes, minutes_by

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


class VisitRows:
    """The table of visits (DESIGN.md), one row a visit, made some rows at a time: whole it is larger than the fixes.

    Args:
        visits: the visits.
        track: the fixes that they are from.
        hotspot_ids: (h,) keys of the hotspots.
        period, arm: (v,) period that each visit began in and the arm then; None where there is none.
        min_visit_min: the shortest visit that should be measured, in minutes; it must be three pings long.
    """

    def __init__(
        self,
        visits: Visits,
        track: Track,
        hotspot_ids: NDArray[np.object_],
        period: NDArray[np.object_],
        arm: NDArray[np.object_],
        min_visit_min: float,
    ) -> None:
        self._visits, self._units, self._hotspots = visits, track.units, hotspot_ids
        self._period, self._arm = period, arm
        self._ping = track.pings()
        self._measurable = self._ping <= min_visit_min * 60.0 / PINGS_A_VISIT
        self._again = _again(visits)

    def __len__(self) -> int:
        return len(self._visits.unit)

    @property
    def measurable(self) -> Flags:
        """Whether the unit's fixes are near enough in time for each visit to be measured, shape (v,)."""
        return self._measurable[self._visits.unit]

    def rows(self, start: int, stop: int) -> pd.DataFrame:
        """Return the table's rows from `start` up to `stop`, which is left out."""
        part = slice(start, stop)
        visits = self._visits
        unit = visits.unit[part]
        names, places = self._units[unit], self._hotspots[visits.hotspot[part]]
        enter = visits.enter[part].astype("M8[ms]")
        return pd.DataFrame(
            {
                "visit_id": _keys(names, places, enter, self._again[part]),
                "unit": pd.Series(names, dtype=object),
                "hotspot_id": pd.Series(places, dtype=object),
                "enter": enter,
                "leave": visits.leave[part].astype("M8[ms]"),
                "minutes": visits.inside[part] / MS_PER_MINUTE,
                "minutes_low": visits.low[part] / MS_PER_MINUTE,
                "minutes_high": visits.high[part] / MS_PER_MINUTE,
                **{name: visits.by_mode[part, mode] for name, mode in _OF_MODE.items()},
                "mode": pd.Series(NAMES[np.argmax(visits.by_mode[part], axis=1)], dtype=object),
                "ping_s": self._ping[unit],
                "measurable": self._measurable[unit],
                "arm": pd.Series(self._arm[part], dtype=object),
                "period": pd.Series(self._period[part], dtype=object),
            },
            copy=False,
        )

    def whole(self) -> pd.DataFrame:
        """Return the whole table."""
        return self.rows(0, len(self))

    def brief(self) -> pd.DataFrame:
        """Return unit, hotspot_id, minutes, minutes by mode and measurable of all visits, names as categories."""
        visits = self._visits
        return pd.DataFrame(
            {
                "unit": pd.Categorical.from_codes(visits.unit, self._units.tolist()),
                "hotspot_id": pd.Categorical.from_codes(visits.hotspot, self._hotspots.tolist()),
                "minutes": visits.minutes,
                **{name: visits.by_mode[:, mode] for name, mode in _OF_MODE.items()},
                "measurable": self.measurable,
            },
            copy=False,
        )


_OF_MODE = {"stopped_min": STOPPED, "foot_min": FOOT, "vehicle_min": VEHICLE, "unknown_min": UNKNOWN}


def _again(visits: Visits) -> NDArray[np.int32]:
    """Return how many visits before each are of the same unit, hotspot and second of entry, shape (v,)."""
    again = np.zeros(len(visits.enter), dtype=np.int32)
    begin = 0
    while begin < len(again):
        # visits are by entry, so that those of one second are together
        last = visits.enter[min(begin + AT_ONCE, len(again)) - 1] // 1000 * 1000 + 999
        part = slice(begin, begin := int(np.searchsorted(visits.enter, last, side="right")))
        second, where, who = visits.enter[part] // 1000, visits.hotspot[part], visits.unit[part]
        order = np.lexsort((second, where, who))
        who, where, second = who[order], where[order], second[order]
        new = np.concatenate(([True], (who[1:] != who[:-1]) | (where[1:] != where[:-1]) | (second[1:] != second[:-1])))
        place = np.arange(len(order))
        again[part][order] = place - np.maximum.accumulate(np.where(new, place, 0))
    return again


def _keys(
    units: NDArray[np.object_],
    hotspots: NDArray[np.object_],
    enter: NDArray[np.datetime64],
    again: NDArray[np.int32],
) -> NDArray[np.object_]:
    """Return keys that stay what they are when tracks are added: who, where and when to the second."""
    keys = np.empty(len(enter), dtype=object)
    rows = zip(units, hotspots, np.datetime_as_string(enter, unit="s").tolist(), again.tolist(), strict=True)
    keys[:] = [f"{u}/{h}/{w}Z.{n}" if n else f"{u}/{h}/{w}Z" for u, h, w, n in rows]
    return keys
