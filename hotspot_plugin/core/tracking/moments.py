"""Dates and times of day as exports write them, together or apart, to instants: each different text is parsed once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, tzinfo

import numpy as np
from numpy.typing import NDArray

from ..clock import Times, from_utc, to_utc, zone
from ..errors import HotspotError

NOT_A_TIME = np.iinfo(np.int64).min
_DAY_MS = 86_400_000
_FULL = 100_000  # texts kept; days and seconds of a day are fewer, milliseconds are not
_MONTH_TEXT = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: i for i, name in enumerate(_MONTH_TEXT.split(), start=1)}
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_NAMED = re.compile(r"(\d{1,2})[-/ ]([A-Za-z]{3})[A-Za-z]*[-/ ](\d{4}|\d{2})")
_CLOCK = re.compile(
    r"(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
)
_APART = re.compile(r"(.+?)(?:[T,]\s*|\s+)(\d{1,2}:\d{2}.*)")
_EPOCH = re.compile(r"(\d{9,10})(?:\.(\d+))?|(\d{13})")
_FIRST_DAY = date(1970, 1, 1)


def days_or_months_first(texts: Iterable[str]) -> bool | None:
    """Tell from dates such as 5/6/2026 whether the day comes first; True if no date is so written.

    None if both fit all of them, or if some dates fit one order alone and others the other.
    """
    days = months = seen = 0
    for text in texts:
        found = _YEAR_LAST.match(text.strip())
        if found:
            one, two = int(found[1]), int(found[2])
            seen += 1
            days += one > 12 >= two
            months += two > 12 >= one
    if not seen:
        return True
    return None if bool(days) == bool(months) else bool(days)


class Moments:
    """Reads texts of one source.

    Args:
        day_first: whether 5/6/2026 is in June.
    """

    def __init__(self, day_first: bool = True) -> None:
        self._day_first = day_first
        self._days: dict[str, int] = {}
        self._clocks: dict[str, tuple[int, int | None] | None] = {}

    def read(
        self, dates: Sequence[str], clocks: Sequence[str] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return milliseconds since 1970 (NOT_A_TIME where unreadable), and which of them are clock times of no zone.

        Args:
            dates: dates, or dates with times of day, or seconds or milliseconds since 1970.
            clocks: times of day where they are apart.
        """
        if clocks is None:
            pairs = [self._pair(text) for text in dates]
        else:
            pairs = [self._join(day, clock) for day, clock in zip(dates, clocks, strict=True)]
        ms = np.array([pair[0] for pair in pairs], dtype=np.int64)
        return ms, np.array([pair[1] for pair in pairs], dtype=bool)

    def _pair(self, text: str) -> tuple[int, bool]:
        if text[10:11] in {"T", " "} and text[4:5] == "-":
            return self._join(text[:10], text[11:])
        text = text.strip()
        found = _EPOCH.fullmatch(text)
        if found:
            return (int(text) if found[3] else round(float(text) * 1000)), False
        parts = _APART.fullmatch(text)
        return self._join(parts[1], parts[2]) if parts else (NOT_A_TIME, False)

    def _join(self, day: str, clock: str) -> tuple[int, bool]:
        days = self._days.get(day)
        if days is None:
            days = self._days[day] = _days(day, self._day_first)
        try:
            of_day = self._clocks[clock]
        except KeyError:
            if len(self._clocks) > _FULL:
                self._clocks.clear()
            of_day = self._clocks[clock] = _of_day(clock)
        if of_day is None or days == NOT_A_TIME:
            return NOT_A_TIME, False
        ms, offset = of_day
        return days * _DAY_MS + ms - (offset or 0), offset is None


def _days(text: str, day_first: bool) -> int:
    """Return days since 1970 of a date, or NOT_A_TIME."""
    text = text.strip()
    # exports write a date with an empty time of day when they write the two apart
    text = text.removesuffix("00:00:00").rstrip("T ") or text
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    elif found := _YEAR_LAST.fullmatch(text):
        one, two, year = int(found[1]), int(found[2]), int(found[3])
        day, month = (one, two) if day_first else (two, one)
    elif found := _NAMED.fullmatch(text):
        day, month, year = int(found[1]), _MONTHS.get(found[2].lower(), 0), int(found[3])
    else:
        return NOT_A_TIME
    try:
        return (date(year + 2000 if year < 100 else year, month, day) - _FIRST_DAY).days
    except ValueError:
        return NOT_A_TIME


def _of_day(text: str) -> tuple[int, int | None] | None:
    """Return the milliseconds of a time of day, and those of its offset (None where it has none)."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[5]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (found[5][0] in "Pp")
    ends = (hour, minute, second) == (24, 0, 0)  # ISO 8601: the midnight that ends the day
    if (hour > 23 and not ends) or minute > 59 or second > 60:
        return None
    ms = ((hour * 60 + minute) * 60 + second) * 1000 + int((found[4] or "0").ljust(3, "0")[:3])
    return ms, _offset(found[6])


def _offset(text: str | None) -> int | None:
    if not text:
        return None
    if text[0] not in "+-":
        return 0
    digits = text[1:].replace(":", "").ljust(4, "0")
    return (int(digits[:2]) * 60 + int(digits[2:])) * 60_000 * (-1 if text[0] == "-" else 1)


class ClockTimes:
    """Clock times of one source and zone to UTC, in order, so that the hour that comes twice in autumn can be told.

    A unit's clock that falls back inside that hour has begun it a second time; later clock times of the hour are then
    of its second passage. A clock time that the zone's clocks left out in spring is none of that zone: it is not known
    what its clock meant.

    Attributes:
        twice: clock times in an hour that came twice.
        second: those of them taken as of its second passage.
        skipped: clock times that the clocks left out.
    """

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self.twice = self.second = self.skipped = 0
        self._last: dict[str, tuple[int, bool]] = {}

    def to_utc(self, wall: NDArray[np.int64], units: Sequence[str] | NDArray[np.object_]) -> Times:
        """Return clock times (milliseconds, in the order of the source) as datetime64[ms] in UTC, NaT if skipped."""
        local = wall.view("M8[ms]")
        utc = to_utc(local, self._zone)
        later = to_utc(local, self._zone, second=True)
        for i in np.flatnonzero(utc != later):
            day = int(wall[i]) // _DAY_MS
            last, again = self._last.get(units[i], (int(wall[i]), False))
            again = day == last // _DAY_MS and (again or wall[i] < last)
            self._last[units[i]] = (int(wall[i]), again)
            self.twice += 1
            if again:
                self.second += 1
                utc[i] = later[i]
        left_out = from_utc(utc, self._zone) != local
        self.skipped += int(left_out.sum())
        utc[left_out] = np.datetime64("NaT", "ms")
        return utc


def two_readings(wall: int, name: str) -> str:
    """Return the sentence that asks for the zone of times, with both readings of one of them.

    Args:
        wall: a clock time of the source, milliseconds.
        name: the source.
    """
    shown: Times = np.array([wall], dtype=np.int64).view("M8[ms]")
    london = to_utc(shown, zone("Europe/London"))
    same = london[0] == shown[0]
    # half a year on, the clock of London shows another hour than UTC
    example: Times = np.array([wall + 182 * _DAY_MS * same], dtype=np.int64).view("M8[ms]")
    first = f"{_text(shown)} is {_text(shown)[11:]} UTC"
    second = f"{_text(to_utc(example, zone('Europe/London')))[11:]} UTC"
    summer = f"; the same clock time on {_text(example)[:10]} is {_text(example)[11:]} UTC or {second}" if same else ""
    return (
        f"The times of {name} have no time zone: {first} or, if the clock is London's, "
        f"{_text(london)[11:]} UTC{summer}. Set TIME_ZONE to UTC, or to the zone that they are in, such as "
        "Europe/London."
    )


def _text(time: Times) -> str:
    return str(time[0].astype("M8[s]")).replace("T", " ")


def check_zone(wall: NDArray[np.int64], where: tzinfo | None, name: str) -> tzinfo:
    """Return the zone of clock times, or ask for it.

    Raises:
        HotspotError: it is not given.
    """
    if where is None:
        raise HotspotError(two_readings(int(wall[0]), name))
    return where
