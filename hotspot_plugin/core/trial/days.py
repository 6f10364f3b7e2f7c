"""The periods of a trial: days that begin at an hour of a named time zone, whole or in equal parts.

A day runs from its hour to the same hour of the next day on the clock, so that it has 23 or 25 hours when the clocks
change within it; a part of a day ends at its own hour on the clock, so that a night shift from 18:00 to 06:00 has 11 or
13 then.
Periods are named by the local date on which their day begins, 2026-03-28, with the part where a day has several:
2026-03-28/1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

import numpy as np
import pandas as pd

from ..clock import Times, to_utc
from ..errors import HotspotError
from ..progress import SILENT, Progress
from .canonical import some

LONGEST = 3_660
PARTS = (1, 2, 3, 4, 6, 8, 12)  # not 24: in spring one of its periods would begin in the hour that is left out
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Days:
    """The p periods of a trial, in their order.

    Args:
        names: (p,) such as 2026-03-28, or 2026-03-28/1 where a day has several.
        starts, ends: (p,) datetime64[ms], UTC; each ends when the next one starts.
        parts: periods a day.
    """

    names: tuple[str, ...]
    starts: Times
    ends: Times
    parts: int

    @property
    def weeks(self) -> int:
        """The number of weeks of seven days from the first day, the last of which may be shorter."""
        return -(-len(self.names) // (7 * self.parts))

    def week(self, number: int) -> range:
        """Return the positions of the periods of a week; 1 is the first.

        Raises:
            HotspotError: there is no such week.
        """
        if not 1 <= number <= self.weeks:
            raise HotspotError(f"There is no week {number}: the schedule has the weeks 1 to {self.weeks}.")
        size = 7 * self.parts
        return range((number - 1) * size, min(number * size, len(self.names)))

    def all(self) -> range:
        """Return the positions of all periods."""
        return range(len(self.names))


def clock_time(text: str, parameter: str = "DAY_STARTS") -> time:
    """Return the time of day that a text such as 06:00 says.

    Raises:
        HotspotError: it says none.
    """
    try:
        return datetime.strptime(text.strip(), "%H:%M").time()
    except ValueError:
        raise HotspotError(f"{parameter} is “{text}”, which is no time of day: write it as in 06:00.") from None


def trial_days(
    first: date, days: int, parts: int, day_starts: time, where: tzinfo, progress: Progress = SILENT
) -> Days:
    """Return the periods of a trial.

    Args:
        first: the local date on which the first day begins.
        days: how many days, 1 to 3,660.
        parts: equal parts of the day by the clock, each a period.
        day_starts: when a day begins, on the clock.
        where: the time zone.
        progress: is told of days that have not 24 hours.

    Raises:
        HotspotError: a number out of range, or a period that would begin in an hour that does not exist.
    """
    if not 1 <= days <= LONGEST:
        raise HotspotError(f"A schedule has 1 to {LONGEST:,} days, and {days:,} are asked for: change DAYS.")
    if parts not in PARTS:
        few = ", ".join(map(str, PARTS[:-1]))
        raise HotspotError(f"A day has {few} or {PARTS[-1]} equal periods, not {parts}: change PERIODS_PER_DAY.")
    try:
        edges = _edges(first, days, parts, day_starts)
    except OverflowError:
        raise HotspotError(f"The trial would end after the year 9999: check START ({first}).") from None
    utc = to_utc(edges, where)
    _check_clock(edges, utc, where, progress)
    width = len(str(parts))
    names = [
        day if parts == 1 else f"{day}/{part:0{width}d}"
        for day in (str(first + timedelta(days=i)) for i in range(days))
        for part in range(1, parts + 1)
    ]
    made = Days(tuple(names), utc[:-1], utc[1:], parts)
    _say_odd(made, progress)
    return made


def _edges(first: date, days: int, parts: int, day_starts: time) -> Times:
    """Return the (days · parts + 1,) clock times at which periods begin, and the last one ends."""
    begin = np.datetime64(datetime.combine(first, day_starts), "m")
    # a time that datetime cannot hold is one that no calendar here can show
    datetime.combine(first + timedelta(days=days), day_starts)
    steps = np.arange(days * parts + 1) * (24 * 60 // parts)
    return np.asarray((begin + steps.astype("m8[m]")).astype("M8[ms]"))


def _check_clock(edges: Times, utc: Times, where: tzinfo, progress: Progress) -> None:
    zoned = pd.DatetimeIndex(utc).tz_localize("UTC").tz_convert(where)
    shown = zoned.tz_localize(None).to_numpy().astype("M8[ms]")
    missing = np.flatnonzero(shown != edges)
    if missing.size:
        local = pd.Timestamp(edges[missing[0]])
        raise HotspotError(
            f"A period would begin on {local:%Y-%m-%d} at {local:%H:%M}, an hour that does not exist in {where}, since "
            "the clocks go forward then: choose another hour for DAY_STARTS."
        )
    later = pd.DatetimeIndex(edges).tz_localize(where, ambiguous=np.zeros(len(edges), dtype=bool))
    twice = np.flatnonzero(later.tz_convert("UTC").tz_localize(None).to_numpy().astype("M8[ms]") != utc)
    if twice.size:
        progress.warn(
            f"{pd.Timestamp(edges[twice[0]]):%Y-%m-%d %H:%M} comes twice in {where}, since the clocks go back: the "
            "period begins at the first."
        )


def _say_odd(days: Days, progress: Progress) -> None:
    hours = (days.ends - days.starts) / np.timedelta64(1, "h")
    odd = np.flatnonzero(hours != 24 / days.parts)
    if odd.size:
        which = some([f"{days.names[i]}: {hours[i]:g} h" for i in odd], 4)
        progress.say(f"The clocks change within {odd.size} periods ({which}).")
