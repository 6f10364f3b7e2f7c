"""When a crime happened: texts of many makes as intervals in UTC, with the precision that the text has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import numpy as np
from numpy.typing import NDArray

from ..errors import HotspotError

MONTH, DAY, INSTANT = "month", "day", "instant"
UNREADABLE = -1
# so few days could fall on a first, and so few times on midnight, by chance alone
FEWEST_TO_JUDGE = 30
_EPOCH = datetime(1970, 1, 1)
_ZONE = r"(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)"
_CLOCK = r"(?:(?:[T,]\s?|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp][Mm])?\s*" + _ZONE + "?)?"
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2})" + _CLOCK + ")?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})" + _CLOCK)
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})?")


@lru_cache(maxsize=8)
def zone_named(name: str) -> ZoneInfo:
    """Return a time zone by its IANA name.

    Raises:
        HotspotError: there is no such zone, or this Python knows none at all.
    """
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        if not available_timezones():
            raise HotspotError(
                f"This computer's Python knows no time zones, so {name} cannot be used: ask for its package tzdata."
            ) from None
        raise HotspotError(f"The time zone “{name}” is not known: use a name such as Europe/London.") from None


def order_shown(values: Iterable[str]) -> tuple[int, int, int]:
    """Count the dates such as 5/6/2018, those that can only be day first, and those that can only be month first."""
    dates = day_first = month_first = 0
    for value in values:
        found = _YEAR_LAST.fullmatch(value.strip())
        if found:
            dates += 1
            one, other = int(found[1]), int(found[3])
            day_first += one > 12 >= other
            month_first += other > 12 >= one
    return dates, day_first, month_first


class Times(dict[str, int]):
    """Texts to codes, each text parsed once: `times[text]` is the position of its interval, or UNREADABLE.

    Args:
        zone: IANA name, for local times that carry no offset.
        month_first: whether 5/6/2018 is in May.

    A month and a day are stored as the month and day of UTC, since they are far coarser than a zone's offset. An hour
    that the clock runs through twice gives an interval from its first to its second passage; one that it skips is read
    as if the clock had not yet been put forward.
    """

    def __init__(self, zone: str, month_first: bool = False) -> None:
        super().__init__()
        self._zone, self._month_first = zone, month_first
        self._start: list[int] = []  # ms since 1970, UTC
        self._end: list[int] = []
        self._wall: list[int] = []  # ms, as the clock on the wall showed it
        self._precision: list[int] = []  # 0 month, 1 day, 2 instant
        self._odd: list[int] = []  # 1 an hour that came twice, 2 one that never came

    def __missing__(self, text: str) -> int:
        try:
            self[text] = self._parse(text.strip())
        except HotspotError:
            raise
        except (ValueError, OverflowError):
            self[text] = UNREADABLE
        return self[text]

    def intervals(self, codes: NDArray[np.int64]) -> Intervals:
        """Return the intervals of rows, whose codes must all be readable."""
        start, end, wall, precision, odd = (
            np.array(values, dtype=np.int64)[codes]
            for values in (self._start, self._end, self._wall, self._precision, self._odd)
        )
        return Intervals(start, end, wall, precision, odd)

    def _parse(self, text: str) -> int:
        found = _YEAR_FIRST.fullmatch(text)
        if found:
            year, month, day, *clock = found.groups()
        else:
            found = _YEAR_LAST.fullmatch(text)
            if not found:
                raise ValueError(text)
            day, _, month, year, *clock = found.groups()
            if self._month_first:
                day, month = month, day
        date = datetime(int(year), int(month), int(day or 1))
        if not 1900 <= date.year < 2100:
            raise ValueError(text)
        if day is None:
            after = datetime(date.year + date.month // 12, date.month % 12 + 1, 1)
            return self._add(date, date, after - timedelta(seconds=1), 0)
        if clock[0] is None:
            return self._add(date, date, date + timedelta(days=1, seconds=-1), 1)
        return self._instant(date, *clock)

    def _instant(
        self, date: datetime, hour: str, minute: str, second: str | None, half: str | None, offset: str | None
    ) -> int:
        hours = int(hour)
        if half:
            if not 1 <= hours <= 12:
                raise ValueError(hour)
            hours = hours % 12 + 12 * (half.lower() == "pm")
        wall = date.replace(hour=hours, minute=int(minute), second=int(second or 0))
        if offset:
            utc = wall - _offset(offset)
            return self._add(wall, utc, utc, 2)
        steady = _steady_offset(self._zone, date)
        if steady is not None:
            return self._add(wall, wall - steady, wall - steady, 2)
        zone = zone_named(self._zone)
        once, again = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        there = once.astimezone(zone).replace(tzinfo=None) == wall
        odd = 0 if once == again else 1 if there else 2
        once, again = once.replace(tzinfo=None), again.replace(tzinfo=None)
        return self._add(wall, once, again if odd == 1 else once, 2, odd)

    def _add(self, wall: datetime, start: datetime, end: datetime, precision: int, odd: int = 0) -> int:
        millisecond = timedelta(milliseconds=1)
        self._start.append((start - _EPOCH) // millisecond)
        self._end.append((end - _EPOCH) // millisecond)
        self._wall.append((wall - _EPOCH) // millisecond)
        self._precision.append(precision)
        self._odd.append(odd)
        return len(self._start) - 1


class Intervals:
    """When each row happened, one entry a row.

    `start` and `end` are datetime64[ms] in UTC; `precision` maps MONTH, DAY and INSTANT to the number of such rows;
    `twice` and `never` count local times in an hour that came twice or never; `months_as_days` and `days_as_midnight`
    tell that dates or times were coarser than they looked, and were made so.
    """

    def __init__(
        self,
        start: NDArray[np.int64],
        end: NDArray[np.int64],
        wall: NDArray[np.int64],
        precision: NDArray[np.int64],
        odd: NDArray[np.int64],
    ) -> None:
        self.twice, self.never = int((odd == 1).sum()), int((odd == 2).sum())
        day = np.int64(86_400_000)
        instants = precision == 2
        self.days_as_midnight = bool(instants.sum() >= FEWEST_TO_JUDGE and not (wall[instants] % day).any())
        if self.days_as_midnight:
            start, end = np.where(instants, wall, start), np.where(instants, wall + day - 1000, end)
            precision = np.minimum(precision, 1)
        days = precision == 1
        months = wall.astype("M8[ms]").astype("M8[M]")
        firsts = months.astype("M8[ms]").astype(np.int64) == wall
        self.months_as_days = bool(days.sum() >= FEWEST_TO_JUDGE and firsts[days].all())
        if self.months_as_days:
            last = (months + np.timedelta64(1, "M")).astype("M8[ms]").astype(np.int64) - 1000
            end = np.where(days, last, end)
            precision = np.where(days, 0, precision)
        self.start, self.end = start.astype("M8[ms]"), end.astype("M8[ms]")
        self.precision = {name: int((precision == code).sum()) for code, name in enumerate((MONTH, DAY, INSTANT))}


@lru_cache(maxsize=50_000)
def _steady_offset(zone: str, date: datetime) -> timedelta | None:
    """Return a zone's offset on a day near which the clock is not changed (nearly all), otherwise None; for speed."""
    days = (date + timedelta(days=days) for days in (-1, 0, 1, 2))
    offsets = {day.replace(tzinfo=zone_named(zone)).utcoffset() for day in days}
    return offsets.pop() if len(offsets) == 1 else None


def _offset(text: str) -> timedelta:
    found = _OFFSET.fullmatch(text)
    if not found:
        return timedelta(0)
    hours, minutes = int(found[2]), int(found[3] or 0)
    if hours > 14 or minutes > 59:
        raise ValueError(text)
    return (timedelta(hours=hours, minutes=minutes)) * (-1 if found[1] == "-" else 1)
