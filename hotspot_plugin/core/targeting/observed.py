"""Over which time crimes were observed, and how steadily a place is hot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MONTH, DAY, TIME = "month", "day", "time"
_MONTH = np.timedelta64(1, "M")


@dataclass(frozen=True)
class Observed:
    """The time that crimes cover.

    Attributes:
        precision: "month", "day" or "time": what the times can tell.
        months: the calendar months (UTC) that hold a crime, in order, datetime64[M], shape (k,).
        days: days of those months; for precise times only those from the first crime's day to the last's.
        month_of: for each crime the position of its month in `months`, -1 where it has no time; shape (n,).
    """

    precision: str
    months: NDArray[np.datetime64]
    days: int
    month_of: NDArray[np.int64]


def observe(times: NDArray[np.datetime64]) -> Observed | None:
    """Return what time crimes cover, or None if none of them has a time.

    Times that are all the first instant of a month are months (police.uk publishes no more), not midnights.

    Args:
        times: datetime64 in UTC, NaT where unknown, shape (n,).
    """
    known = ~np.isnat(times)
    stamps = times[known].astype("M8[ms]")
    if not stamps.size:
        return None
    month = stamps.astype("M8[M]")
    first = month.min()
    number = (month - first).astype(np.int64)
    present = np.bincount(number) > 0
    place = np.cumsum(present) - 1
    month_of = np.full(times.shape, -1, dtype=np.int64)
    month_of[known] = place[number]
    months = first + np.flatnonzero(present)
    days = int(((months + _MONTH).astype("M8[D]") - months.astype("M8[D]")).astype(np.int64).sum())
    precision = _precision(stamps, month)
    if precision != MONTH:
        first_day, last_day = stamps.min().astype("M8[D]"), stamps.max().astype("M8[D]")
        days -= int((first_day - months[0].astype("M8[D]")).astype(np.int64))
        days -= int(((months[-1] + _MONTH).astype("M8[D]") - last_day).astype(np.int64)) - 1
    return Observed(precision, months, days, month_of)


def _precision(stamps: NDArray[np.datetime64], month: NDArray[np.datetime64]) -> str:
    if (stamps == month).all():
        return MONTH
    return DAY if (stamps == stamps.astype("M8[D]")).all() else TIME


def persistence(index: NDArray[np.int64], observed: Observed, places: int, period: int = 1) -> NDArray[np.float64]:
    """Return the share of the periods observed in which each place had a crime, 0 to 1.

    Args:
        index: the place of each crime, 0 to `places` - 1, or -1 for none; shape (n,).
        observed: as `observe` gives it for the same crimes.
        places: how many places there are.
        period: calendar months of a period: 1, 3 (quarters) or 12 (years); those without any crime are not observed.

    Returns:
        shape (places,).
    """
    dated = (observed.month_of >= 0) & (index >= 0)
    number = observed.months.astype("M8[M]").astype(np.int64) // period
    periods, period_of = np.unique(number, return_inverse=True)
    pair = index[dated] * periods.size + period_of.reshape(-1)[observed.month_of[dated]]
    possible = places * periods.size
    if possible <= max(8 * pair.size, 1 << 22):
        seen = np.zeros(possible, dtype=bool)
        seen[pair] = True
        return seen.reshape(places, -1).mean(axis=1)
    return np.bincount(np.unique(pair) // periods.size, minlength=places) / periods.size
