"""Clock times as people and devices write them, to UTC; and named time zones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .errors import HotspotError

Times = NDArray[np.datetime64]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_QUARTER_MS = 15 * 60_000
FEW = 500  # so few clock times are localized one by one


def zone(name: str) -> tzinfo:
    """Return the time zone of an IANA name such as "Europe/London".

    Raises:
        HotspotError: there is none of this name.
    """
    wanted = name.strip()
    if wanted.upper() in {"UTC", "Z"}:
        return UTC
    try:
        return ZoneInfo(wanted)
    except (ValueError, OSError, LookupError):
        raise HotspotError(f"{name!r} is no time zone: write a name such as Europe/London or UTC.") from None


def to_utc(local: Times, where: tzinfo, second: bool = False) -> Times:
    """Return clock times of a zone as UTC, both datetime64[ms].

    The hour that comes twice in autumn is taken as its first (summer) time, or as its `second`; the hour that is left
    out in spring is moved to the change.
    """
    if len(local) < FEW:
        return _localized(local, where, second)
    there = np.flatnonzero(~np.isnat(local))
    ms = local[there].astype("M8[ms]").astype(np.int64)
    # clocks change at full quarters of an hour: a quarter that both begins and ends at one offset has it throughout
    quarters, which = np.unique(ms // _QUARTER_MS, return_inverse=True)
    begin = quarters * _QUARTER_MS
    starts, ends = (_localized(edge.view("M8[ms]"), where, second) for edge in (begin, begin + _QUARTER_MS - 1))
    steady = (ends - starts).astype(np.int64) == _QUARTER_MS - 1
    utc = np.full(len(local), np.datetime64("NaT", "ms"), dtype="M8[ms]")
    utc[there] = (ms + (starts.astype(np.int64) - begin)[which]).view("M8[ms]")
    odd = there[~steady[which]]
    utc[odd] = _localized(local[odd], where, second)
    return utc


def _localized(local: Times, where: tzinfo, second: bool) -> Times:
    """Return clock times as UTC one by one, which is slow."""
    summer = np.full(len(local), not second)
    index = pd.DatetimeIndex(local).tz_localize(where, ambiguous=summer, nonexistent="shift_forward")
    return np.asarray(index.tz_convert("UTC").tz_localize(None).to_numpy().astype("M8[ms]"))


def from_utc(times: Times, where: tzinfo) -> Times:
    """Return UTC times, none of them NaT, as the clocks of a zone showed them, both datetime64[ms]."""
    index = pd.DatetimeIndex(times).tz_localize("UTC").tz_convert(where)
    return np.asarray(index.tz_localize(None).to_numpy().astype("M8[ms]"))


def at(day: date, clock: time, where: tzinfo) -> np.datetime64:
    """Return the instant (UTC, ms) when the clocks of a zone show `clock` on `day` (see `to_utc` for clock changes)."""
    local = np.datetime64(datetime.combine(day, clock), "ms")
    return np.datetime64(to_utc(np.array([local]), where)[0], "ms")


def parse(texts: Sequence[str | None], where: tzinfo | None) -> tuple[Times, NDArray[np.bool_]]:
    """Read ISO 8601 times such as 2026-01-05T14:00:07.250Z.

    Args:
        texts: times; None where there is none.
        where: the zone of those that have neither Z nor an offset; None leaves them unread.

    Returns:
        The times in UTC, datetime64[ms], NaT for what is no date with a time of day; and which of them had no offset.
        Fractions of a millisecond are cut off.
    """
    milliseconds = np.full(len(texts), np.iinfo(np.int64).min, dtype=np.int64)
    bare = np.zeros(len(texts), dtype=bool)
    for i, text in enumerate(texts):
        moment = _moment(text) if text else None
        if moment is None:
            continue
        if moment.tzinfo is None:
            bare[i] = True
            if where is None:
                continue
            moment = moment.replace(tzinfo=where)
        milliseconds[i] = (moment - _EPOCH) // _MS
    return milliseconds.view("M8[ms]"), bare


def _moment(text: str) -> datetime | None:
    stripped = text.strip().upper()
    # a date alone, or a week such as 2026-W02-1, is no fix in time
    if len(stripped) < 16 or stripped[7] != "-" or stripped[10] not in "T ":
        return None
    try:
        return datetime.fromisoformat(stripped)
    except ValueError:
        return None
