"""Concentration of crime over all of the time observed and in each period of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Progress
from . import concentration
from .places import Places

Floats = NDArray[np.float64]
Times = NDArray[np.datetime64]

WHOLE, YEAR, QUARTER, MONTH = "whole", "year", "quarter", "month"
MONTHS = {YEAR: 12, QUARTER: 3, MONTH: 1}
MOST_PERIODS = 1200
ALL = "all"


@dataclass(frozen=True)
class Concentrated:
    """What `measure` finds.

    Attributes:
        table: one row for all crimes (`period` "all"), then one a period in their order, with the columns
            `period`, `starts` (NaT for all), `crimes`, `places`, `places_with_crime`, `gini`, `gini_generalised`,
            `gini_unbiased`, `places_25`, `share_25`, `length_share_25`, `places_50`, `share_50`, `length_share_50`,
            `chance_gini`, `chance_generalised`, `chance_25`, `chance_50`, `kept_25`; NaN where there is nothing to say.
        curve: the Lorenz curve of all crimes: shares of places and of crime.
        chance: the same if crimes fell at random.
        undated: crimes without a time, which are in no period.
    """

    table: pd.DataFrame
    curve: tuple[Floats, Floats]
    chance: tuple[Floats, Floats]
    undated: int


def measure(
    places: Places, time: Times | None = None, period: str = WHOLE, lengths: bool = False, progress: Progress = SILENT
) -> Concentrated:
    """Measure concentration at places, over all crimes and in each period.

    The places are the same in every period, so that shares can be compared.

    Args:
        places: crimes at places.
        time: datetime64 in UTC of each crime, NaT where unknown; needed for periods.
        period: WHOLE, YEAR, QUARTER or MONTH (calendar, UTC).
        lengths: whether `places.size` is a length, whose share is wanted too.
        progress: for long work.

    Raises:
        HotspotError: no crime is at a place, times are missing, or there are absurdly many periods.
    """
    progress.at(0.0)
    whole = places.counts()
    size = places.size if lengths else None
    rows = [{"period": ALL, "starts": np.datetime64("NaT", "ms"), **_row(whole, size), "kept_25": np.nan}]
    undated = 0
    if period != WHOLE:
        if time is None:
            raise HotspotError("Periods need the crimes' times: choose the field with them, or the whole time at once.")
        undated = int(np.isnat(time[places.of_crime >= 0]).sum())
        rows += _periods(places, time, MONTHS[period], size, progress)
    made = concentration.by_chance(int(whole.sum()), whole.size)
    return Concentrated(pd.DataFrame(rows), concentration.lorenz(whole), concentration.lorenz(made), undated)


def _periods(
    places: Places, time: Times, months: int, size: Floats | None, progress: Progress
) -> list[dict[str, object]]:
    dated = ~np.isnat(time) & (places.of_crime >= 0)
    if not dated.any():
        raise HotspotError("No crime at a place has a time: choose another time field, or the whole time at once.")
    number = np.full(time.shape, -1, dtype=np.int64)
    number[dated] = time[dated].astype("M8[M]").astype(np.int64) // months
    first, last = int(number[dated].min()), int(number[dated].max())
    if last - first >= MOST_PERIODS:
        raise HotspotError(
            f"The crimes span {last - first + 1:,} periods, from {time[dated].min().astype('M8[D]')} to "
            f"{time[dated].max().astype('M8[D]')}: look for a wrong date, or ask for longer periods."
        )
    rows: list[dict[str, object]] = []
    before: NDArray[np.int64] | None = None
    for n in range(first, last + 1):
        progress.at((n - first) / (last - first + 1))
        counts = places.counts(number == n)
        starts = np.datetime64(n * months, "M")
        row = {"period": _name(starts, months), "starts": starts.astype("M8[ms]"), **_row(counts, size)}
        row["kept_25"] = np.nan
        if before is not None and before.any() and counts.any():
            row["kept_25"] = concentration.kept(before, counts, 0.25)
        rows.append(row)
        before = counts
    return rows


def _name(starts: np.datetime64, months: int) -> str:
    text = str(starts)
    if months == MONTHS[YEAR]:
        return text[:4]
    return text if months == MONTHS[MONTH] else f"{text[:4]} Q{int(text[5:7]) // 3 + 1}"


def _row(counts: NDArray[np.int64], size: Floats | None) -> dict[str, object]:
    crimes = int(counts.sum())
    row: dict[str, object] = {"crimes": crimes, "places": counts.size, "places_with_crime": int((counts > 0).sum())}
    if not crimes:
        return row
    row["gini"] = concentration.gini(counts)
    row["gini_generalised"] = concentration.generalised_gini(counts)
    row["gini_unbiased"] = concentration.generalised_gini(counts, unbiased=True)
    random = concentration.by_chance(crimes, counts.size)
    row["chance_gini"] = concentration.gini(random) if random.any() else np.nan
    row["chance_generalised"] = concentration.generalised_gini(random) if random.any() else np.nan
    for percent in (25, 50):
        chosen = concentration.busiest(counts, percent / 100)
        row[f"places_{percent}"] = chosen.size
        row[f"share_{percent}"] = chosen.size / counts.size
        row[f"length_share_{percent}"] = np.nan if size is None else float(size[chosen].sum() / size.sum())
        row[f"chance_{percent}"] = concentration.share_of_places(random, percent / 100) if random.any() else np.nan
    return row
