"""Which crimes are later than those that hotspots were built from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..errors import HotspotError
from . import observed

Times = NDArray[np.datetime64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


def split(time: Times, first: np.datetime64 | None, last: np.datetime64 | None) -> tuple[Flags, Flags]:
    """Return which crimes are from the day `first` to the day `last`, both included, and which are before `first`.

    Args:
        time: datetime64 in UTC, NaT where unknown (neither), shape (n,).
        first, last: days, datetime64[D]; None leaves that end open.

    Raises:
        HotspotError: `first` is later than `last`, no crime lies between them, or a month would be cut in crimes that
            have no more than a month.
    """
    if first is not None and last is not None and first > last:
        raise HotspotError(f"The first day to score ({first}) is later than the last ({last}): exchange them.")
    _check_months(time, first, last)
    day = time.astype("M8[D]")
    known = ~np.isnat(time)
    later, before = known.copy(), np.zeros(time.shape, dtype=bool)
    if first is not None:
        later &= day >= first
        before = known & (day < first)
    if last is not None:
        later &= day <= last
    if not later.any():
        span = f"they are of {dates(time)}" if known.any() else "none has a time"
        raise HotspotError(f"No crime is of the days to score ({first or '…'} to {last or '…'}): {span}.")
    return later, before


def _check_months(time: Times, first: np.datetime64 | None, last: np.datetime64 | None) -> None:
    span = observed.observe(time)
    if span is None or span.precision != observed.MONTH:
        return
    begins = first is None or first == first.astype("M8[M]").astype("M8[D]")
    after = None if last is None else last + np.timedelta64(1, "D")
    ends = after is None or after == after.astype("M8[M]").astype("M8[D]")
    if not (begins and ends):
        raise HotspotError(
            f"The crimes have months, not days, so none can be cut ({first or '…'} to {last or '…'}): score from "
            "the first day of a month to the last of one."
        )


def overlap(later: Times | None, before: Times | None) -> bool | None:
    """Tell whether two sets of crimes overlap in time; None where either has no times.

    Raises:
        HotspotError: all of `later` are before all of `before`.
    """
    if later is None or before is None or np.isnat(later).all() or np.isnat(before).all():
        return None
    if np.nanmax(later) < np.nanmin(before):
        raise HotspotError(
            f"The crimes to score on ({dates(later)}) are all earlier than those of the training period "
            f"({dates(before)}): exchange the two layers."
        )
    return bool(np.nanmin(later) <= np.nanmax(before))


def same(later: tuple[Floats, Floats], before: tuple[Floats, Floats]) -> bool:
    """Tell whether two sets of crimes are at exactly the same places, as often: the same layer given twice."""
    if later[0].size != before[0].size:
        return False
    one, other = (np.lexsort(pair) for pair in (later, before))
    return all(np.array_equal(a[one], b[other]) for a, b in zip(later, before, strict=True))


def dates(time: Times | None) -> str:
    """Return from when to when crimes are, in months if that is all that their times tell; "" without times."""
    span = None if time is None else observed.observe(time)
    if time is None or span is None:
        return ""
    if span.precision == observed.MONTH:
        ends = str(span.months[0]), str(span.months[-1])
    else:
        known = time[~np.isnat(time)]
        ends = str(known.min().astype("M8[D]")), str(known.max().astype("M8[D]"))
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} – {ends[1]}"
