"""The dose of patrol that each hotspot got in each period.

Officer-minutes add up all units, patrol-minutes count the time with at least one unit there (Williams & Coupe 2017,
doi 10.1007/s41887-017-0003-1). Frequency, duration and intermittency are `visits`, `median_visit_min` and
`longest_gap_h` (the three dimensions of Crime Science 2024, doi 10.1186/s40163-024-00221-x). The dose window of 11 to
16 minutes is Koper's (1995, Justice Quarterly 12(4), 649–672).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Progress
from .clip import Stays
from .intervals import longest_gap, overlaps, union, window_of
from .legs import MS_PER_HOUR, MS_PER_MINUTE, Flags, Floats, Integers, Track
from .modes import FOOT, NAMES, STOPPED, UNKNOWN, VEHICLE, Modes
from .periods import Periods
from .presence import Spells
from .visits import Visits

AT_ONCE = 250_000  # stays and visits that are looked at together


def period_of(visits: Visits, periods: Periods) -> Integers:
    """Return which place-period each visit began in, shape (v,); −1 where in none."""
    found = np.empty(len(visits.enter), dtype=np.int64)
    for begin in range(0, len(found), AT_ONCE):
        part = slice(begin, begin + AT_ONCE)
        found[part] = window_of(visits.hotspot[part], visits.enter[part], periods.hotspot, periods.start, periods.end)
    return found


def attended(
    stays: Stays | Spells,
    place: Integers,
    since: Integers,
    until: Integers,
    see: Callable[[Integers, Integers, Integers], None] | None = None,
    progress: Progress = SILENT,
) -> tuple[Integers, Integers, Integers]:
    """Return when at least one unit was in a place within windows of time.

    Args:
        stays: when units were where.
        place, since, until: (w,) the windows, as `intervals.overlaps` has them.
        see: is told of all stays' pieces within windows, some at a time: which stay, which window, milliseconds.
        progress: 0 to 1.

    Returns:
        Window, start and end of the union, as `intervals.union` gives it.
    """
    none = np.empty(0, dtype=np.int64)
    found = [(none, none, none)]
    waiting = 0
    for begin in range(0, len(stays.start), AT_ONCE):
        progress.at(begin / len(stays.start))
        part = slice(begin, begin + AT_ONCE)
        piece, window, start, end = overlaps(
            stays.hotspot[part], stays.start[part], stays.end[part], place, since, until
        )
        if see is not None:
            see(begin + piece, window, end - start)
        found.append(union(window, start, end))
        waiting += len(found[-1][0])
        if waiting >= max(AT_ONCE, len(found[0][0])):
            found, waiting = [_together(found)], 0
    return _together(found)


def _together(found: list[tuple[Integers, Integers, Integers]]) -> tuple[Integers, Integers, Integers]:
    return union(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def check_window(dose_min: float, dose_max: float) -> None:
    """Raise HotspotError if no visit can have from `dose_min` to `dose_max` minutes."""
    if not 0 <= dose_min <= dose_max:
        raise HotspotError(
            f"The dose window goes from {dose_min:g} to {dose_max:g} minutes: it must not end before it starts, nor be "
            "negative."
        )


def dosage_table(
    track: Track,
    stays: Stays | Spells,
    visits: Visits,
    periods: Periods,
    hotspot_ids: NDArray[np.object_],
    dose_min: float = 11.0,
    dose_max: float = 16.0,
    limit: int | None = None,
    control: str = "control",
    modes: Modes | None = None,
    progress: Progress = SILENT,
) -> pd.DataFrame:
    """Return the table of dosage (DESIGN.md), one row a place-period in the order of `periods`.

    A place-period in which units were tracked and nobody came has 0. One in which no unit was tracked at all has null,
    since fixes that do not exist show nothing.

    Args:
        track: the fixes.
        stays, visits: what they show (`presence.find_presence`).
        periods: the place-periods.
        hotspot_ids: (h,) keys of the hotspots.
        dose_min, dose_max: a visit of this many minutes, both included, is effective.
        limit: more visits than this in a place-period are over the limit; None for no limit.
        control: the arm that no visit is asked of; capitals do not matter.
        modes: (s,) mode of each of the `stays`; None if not judged.
        progress: 0 to 1.

    Raises:
        HotspotError: the dose window is empty.
    """
    check_window(dose_min, dose_max)
    count = len(periods.hotspot)
    span_start, span_end = _tracked(track, periods)
    tracked = span_end > span_start
    officer, by_mode = np.zeros(count), np.zeros((count, len(NAMES)))
    judged = np.full(len(stays.start), UNKNOWN, dtype=np.int8) if modes is None else modes

    def add(piece: Integers, window: Integers, lasts: Integers) -> None:
        # whole milliseconds are added up, so that it does not matter which are together
        officer[:] += _sum(window, lasts, count)
        by_mode[:] += _sum(window * len(NAMES) + judged[piece], lasts, count * len(NAMES)).reshape(by_mode.shape)

    there, since, until = attended(stays, periods.hotspot, periods.start, periods.end, add, progress)
    by_mode /= MS_PER_MINUTE
    patrol = _sum(there, until - since, count)
    begun = period_of(visits, periods)
    minutes = visits.minutes[begun >= 0]
    begun = begun[begun >= 0]
    number = _sum(begun, np.ones(len(begun)), count)
    effective = _sum(begun, (minutes >= dose_min) & (minutes <= dose_max), count)
    median = pd.Series(minutes).groupby(begun).median().reindex(range(count)).to_numpy(dtype=np.float64)
    by_mode[~tracked] = np.nan
    asked = tracked & asked_of(periods.arm, control)
    return pd.DataFrame(
        {
            "hotspot_id": pd.Series(hotspot_ids[periods.hotspot], dtype=object),
            "period": pd.Series(periods.period, dtype=object),
            "arm": pd.Series(periods.arm, dtype=object),
            "visits": _whole(number, tracked),
            "officer_min": np.where(tracked, officer / MS_PER_MINUTE, np.nan),
            "patrol_min": np.where(tracked, patrol / MS_PER_MINUTE, np.nan),
            "foot_min": by_mode[:, FOOT],
            "vehicle_min": by_mode[:, VEHICLE],
            "stopped_min": by_mode[:, STOPPED],
            "median_visit_min": median,
            "longest_gap_h": np.where(
                tracked, longest_gap(there, since, until, span_start, span_end) / MS_PER_HOUR, np.nan
            ),
            "effective_visits": _whole(effective, tracked),
            "complied": _flag(effective >= 1, asked),
            "over_limit": _flag(number > (np.inf if limit is None else limit), tracked & (limit is not None)),
        }
    )


class Delivered(NamedTuple):
    """What was planned and what came of it, over the place-periods in which units were tracked.

    Attributes:
        asked, complied: place-periods in which visits were asked, and those of them with an effective one.
        controls, contaminated: place-periods of the control arm, and those of them with any visit or any minute.
        control_min: patrol-minutes in control.
    """

    asked: int
    complied: int
    controls: int
    contaminated: int
    control_min: float


def delivered(dosage: pd.DataFrame, control: str = "control") -> Delivered:
    """Return the sums over a table of dosage; `control` names the arm of which no visit is asked."""
    known = dosage.dropna(subset=["officer_min", "arm"])
    of_control = known[~asked_of(known["arm"].to_numpy(dtype=object), control)]
    complied = known["complied"].dropna().astype(bool)
    there = (of_control["visits"].astype("float64") > 0) | (of_control["patrol_min"] > 0)
    minutes = float(of_control["patrol_min"].sum())
    return Delivered(len(complied), int(complied.sum()), len(of_control), int(there.sum()), minutes)


def _tracked(track: Track, periods: Periods) -> tuple[Integers, Integers]:
    """Return the first and the last moment of each period at which the place of any unit is known; equal if never."""
    everyone = np.zeros(1, dtype=np.int64)
    run_start, run_end = track.runs()
    _, known, until = union(np.repeat(everyone, len(run_start)), run_start, run_end)
    # the first run that ends in or after the period, and the last that begins before its end
    first = np.searchsorted(until, periods.start, side="right")
    last = np.searchsorted(known, periods.end, side="left") - 1
    some = first <= last
    start, end = periods.start.copy(), periods.start.copy()
    start[some] = np.maximum(periods.start[some], known[first[some]])
    end[some] = np.minimum(periods.end[some], until[last[some]])
    return start, end


def asked_of(arm: NDArray[np.object_], control: str) -> Flags:
    """Return of which place-periods visits were asked, (w,): they have an arm, and not the control arm."""
    return np.array(
        [a is not None and str(a).strip().casefold() != control.strip().casefold() for a in arm], dtype=bool
    )


def _sum(window: Integers, value: NDArray[np.generic], count: int) -> Floats:
    return np.asarray(np.bincount(window, weights=value.astype(np.float64), minlength=count), dtype=np.float64)


def _whole(number: Floats, known: Flags) -> pd.arrays.IntegerArray:
    return pd.arrays.IntegerArray(number.astype(np.int64), ~known)


def _flag(value: NDArray[np.bool_], known: Flags) -> pd.arrays.BooleanArray:
    return pd.arrays.BooleanArray(np.asarray(value, dtype=bool), ~known)
