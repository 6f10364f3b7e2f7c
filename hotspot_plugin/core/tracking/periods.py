"""The periods that dosage is asked for: those of a schedule, or the whole time that was tracked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Progress
from .legs import Integers, Track


@dataclass(frozen=True)
class Periods:
    """Place-periods, by hotspot and start; those of a hotspot do not overlap.

    Attributes:
        hotspot: (w,) position of the hotspot.
        start, end: (w,) milliseconds since 1970, UTC; a moment is in a period if start ≤ moment < end.
        period: (w,) name of the period, None without a schedule.
        arm: (w,) the hotspot's arm in the period, None where there is none.
    """

    hotspot: Integers
    start: Integers
    end: Integers
    period: NDArray[np.object_]
    arm: NDArray[np.object_]

    def names_of(self, place_period: Integers) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
        """Return period and arm of place-periods, (n,) positions; both are None where the position is −1."""
        within = place_period >= 0
        period, arm = np.full((2, len(within)), None, dtype=object)
        period[within], arm[within] = self.period[place_period[within]], self.arm[place_period[within]]
        return period, arm


def whole_time(track: Track, arms: NDArray[np.object_]) -> Periods:
    """Return one period a hotspot, from the first fix to the last; `arms` (h,) holds None where there is no arm."""
    count = len(arms)
    start, end = np.full(count, track.time.min()), np.full(count, track.time.max() + 1)
    return Periods(np.arange(count), start, end, np.full(count, None, dtype=object), arms)


def scheduled(
    schedule: pd.DataFrame,
    hotspot_ids: NDArray[np.object_],
    arms: NDArray[np.object_],
    progress: Progress = SILENT,
) -> Periods:
    """Return the place-periods of a schedule.

    Args:
        schedule: `hotspot_id` and `period` (text), `starts` and `ends` (datetime64, UTC); `arm` (text or
            None) if it knows the arms.
        arms: (h,) arms of the hotspots, for a schedule that does not know them.
        hotspot_ids: (h,) keys of the hotspots; rows for others are left out, and that is said.
        progress: is told about rows and hotspots without a partner.

    Raises:
        HotspotError: a row lacks its period or a time, ends before it starts, is there twice, or overlaps another of
            its hotspot; or no row is for any of the hotspots.
    """
    row = np.arange(1, len(schedule) + 1)
    named = pd.Index(hotspot_ids).get_indexer(pd.Index(schedule["hotspot_id"]))
    if not (named >= 0).any():
        raise HotspotError(
            f"None of the schedule's hotspots (such as {schedule['hotspot_id'].iloc[0]}) is in the hotspot layer "
            f"(such as {hotspot_ids[0]}): check that they belong together."
        )
    _say_strangers(schedule, named, hotspot_ids, progress)
    known = named >= 0
    table, row, hotspot = schedule[known], row[known], named[known].astype(np.int64)
    starts, ends = (table[name].to_numpy(dtype="M8[ms]") for name in ("starts", "ends"))
    lacking = np.isnat(starts) | np.isnat(ends) | table["period"].isna().to_numpy()
    if lacking.any():
        raise HotspotError(
            f"Row {row[lacking][0]} of the schedule has no period, start or end: every row needs all three."
        )
    start, end = starts.astype(np.int64), ends.astype(np.int64)
    if (end <= start).any():
        wrong = np.flatnonzero(end <= start)[0]
        raise HotspotError(
            f"Row {row[wrong]} of the schedule ends ({ends[wrong]} UTC) when or before it starts: correct it."
        )
    order = np.lexsort((start, hotspot))
    made = Periods(
        hotspot[order],
        start[order],
        end[order],
        table["period"].to_numpy(dtype=object)[order],
        table["arm"].to_numpy(dtype=object)[order] if "arm" in table else arms[hotspot[order]],
    )
    _refuse_overlaps(made, row[order], hotspot_ids)
    return made


def _say_strangers(
    schedule: pd.DataFrame, named: NDArray[np.intp], hotspot_ids: NDArray[np.object_], progress: Progress
) -> None:
    strange = schedule["hotspot_id"][named < 0]
    if strange.size:
        progress.warn(
            f"{strange.size:,} rows of the schedule are for hotspots that are not in the layer "
            f"(such as {strange.iloc[0]}); they were left out."
        )
    without = len(hotspot_ids) - len(np.unique(named[named >= 0]))
    if without:
        progress.warn(f"{without:,} hotspots are not in the schedule: they have no dosage, and their visits no period.")


def _refuse_overlaps(periods: Periods, row: Integers, hotspot_ids: NDArray[np.object_]) -> None:
    same = periods.hotspot[1:] == periods.hotspot[:-1]
    clash = np.flatnonzero(same & (periods.start[1:] < periods.end[:-1]))
    if clash.size:
        i = clash[0]
        raise HotspotError(
            f"Rows {row[i]} and {row[i + 1]} of the schedule overlap in time for hotspot "
            f"{hotspot_ids[periods.hotspot[i]]} (periods {periods.period[i]} and {periods.period[i + 1]}): "
            "a hotspot can have one arm at a time."
        )
    keys = pd.DataFrame({"hotspot": periods.hotspot, "period": periods.period})
    again = np.flatnonzero(keys.duplicated().to_numpy())
    if again.size:
        i = again[0]
        raise HotspotError(
            f"Row {row[i]} of the schedule is the second for hotspot {hotspot_ids[periods.hotspot[i]]} in period "
            f"{periods.period[i]}: give each period of a hotspot one row."
        )
