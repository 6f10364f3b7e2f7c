"""Why a place is hot, as far as the crimes given can say: how many, of which types, when, over which days."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, tzinfo

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..progress import SILENT, Progress
from .language import ENGLISH, Language
from .peaks import LEAST, in_words, peaks
from .place import Evidence, clean

MONTH, DAY, TIME = "month", "day", "time"
_DAY_MS = 86_400_000
MONTHS_SHOWN = 12
MOST_STREET = 80  # characters
_AT_ONCE = 64
SNAP_POINT = "On or near "  # how police.uk begins the name of a snap point
# snap points that many towns have many of; the name of a street says more
_ANYWHERE = {
    "Nightclub",
    "Park/Open Space",
    "Parking Area",
    "Pedestrian Subway",
    "Petrol Station",
    "Shopping Area",
    "Sports/Recreation Area",
    "Supermarket",
}


@dataclass(frozen=True)
class Period:
    """The days that the crimes given cover.

    Attributes:
        first, last: the first and the last day, both included.
        precision: how exactly the crimes are dated: MONTH, DAY or TIME.
        months: the calendar months that hold a crime, datetime64[M] in order, where they are known: data can have three
            Julys and nothing between, and then a rate must not count the years between.
    """

    first: date
    last: date
    precision: str
    months: tuple[np.datetime64, ...] = ()

    @property
    def days(self) -> int:
        """How many days were observed: those of `months` from the first day to the last, or all if none are known."""
        if not self.months:
            return (self.last - self.first).days + 1
        first, last = np.datetime64(self.first, "D"), np.datetime64(self.last, "D")
        return sum(
            int(
                (
                    min((month + np.timedelta64(1, "M")).astype("M8[D]"), last + np.timedelta64(1, "D"))
                    - max(month.astype("M8[D]"), first)
                ).astype(np.int64)
            )
            for month in self.months
        )

    def in_words(self, language: Language = ENGLISH) -> str:
        """Return the period in words, as a sentence goes on: from October to December 2025."""
        translate = language.translate
        if self.precision != MONTH:
            if self.first == self.last:
                return translate("Briefing", "on {day}").format(day=language.dated(self.first))
            said = translate("Briefing", "from {first} to {last}")
            return said.format(first=language.dated(self.first), last=language.dated(self.last))
        begin, end = (language.months()[day.month - 1] for day in (self.first, self.last))
        years = {"year": self.first.year, "last_year": self.last.year}
        span = 12 * (self.last.year - self.first.year) + self.last.month - self.first.month + 1
        if 0 < len(self.months) < span:
            said = translate("Briefing", "in {count} months between {first} {year} and {last} {last_year}")
        elif span == 1:
            said = translate("Briefing", "in {first} {year}")
        elif self.first.year == self.last.year:
            said = translate("Briefing", "from {first} to {last} {last_year}")
        else:
            said = translate("Briefing", "from {first} {year} to {last} {last_year}")
        return said.format(count=len(self.months), first=begin, last=end, **years)


@dataclass(frozen=True)
class Crimes:
    """Crimes with a location, n rows.

    Args:
        x, y: (n,) metres, in the hotspots' own space; none is NaN.
        types: (n,) text or None; None for the whole where there is no such column.
        occurred_from, occurred_to: (n,) datetime64[ms], UTC, NaT where unknown; None where there is no such column.
        places: (n,) text or None, of which only police.uk's “On or near …” is used; None where there is no such column.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    types: NDArray[np.object_] | None = None
    occurred_from: NDArray[np.datetime64] | None = None
    occurred_to: NDArray[np.datetime64] | None = None
    places: NDArray[np.object_] | None = None

    def middles(self) -> NDArray[np.datetime64] | None:
        """Return the middle of each crime's time window.

        A month's middle is in that month in every time zone; its first instant in UTC may be in the month before.
        """
        if self.occurred_from is None or bool(np.isnat(self.occurred_from).all()):
            return None
        return self.occurred_from + _widths(self.occurred_from, self.occurred_to) // 2

    def period(self) -> Period | None:
        """Return the days that the crimes cover, or None where none has a time.

        Months alone (as police.uk gives them) are a precision: such a period begins and ends with whole months.
        """
        middles = self.middles()
        if middles is None or self.occurred_from is None:
            return None
        known = ~np.isnat(middles)
        first, last = middles[known].min(), middles[known].max()
        precision = _precision(self.occurred_from[known], _widths(self.occurred_from, self.occurred_to)[known])
        if precision == MONTH:
            first = first.astype("M8[M]").astype("M8[ms]")
            last = (last.astype("M8[M]") + np.timedelta64(1, "M")).astype("M8[D]") - np.timedelta64(1, "D")
        months = tuple(np.unique(middles[known].astype("M8[M]")))
        return Period(_day(first), _day(last), precision, months)


def _widths(begin: NDArray[np.datetime64], end: NDArray[np.datetime64] | None) -> NDArray[np.timedelta64]:
    zero = np.timedelta64(0, "ms")
    if end is None:
        return np.full(begin.shape, zero)
    width = end - begin
    return np.where(np.isnat(width) | (width < zero), zero, width)


def _precision(begin: NDArray[np.datetime64], widths: NDArray[np.timedelta64]) -> str:
    """Tell how exactly crimes are dated: by the width of most of their windows, or by all beginning at a round time."""
    days = widths.astype(np.int64) / _DAY_MS
    whole_days = begin.size > 1 and bool((begin == begin.astype("M8[D]")).all())
    whole_months = whole_days and bool((begin == begin.astype("M8[M]")).all())
    if np.mean(days >= 26) > 0.5 or whole_months:
        return MONTH
    return DAY if np.mean(days >= 0.9) > 0.5 or whole_days else TIME


def evidence(
    shapes: NDArray[np.object_],
    crimes: Crimes,
    period: Period | None,
    progress: Progress = SILENT,
    where: tzinfo = UTC,
    language: Language = ENGLISH,
) -> list[Evidence]:
    """Count the crimes inside each hotspot, those on its boundary included.

    Args:
        shapes: (m,) polygons in the metres of `crimes`; where they overlap, a crime counts in each.
        crimes: the crimes.
        period: their period, from `Crimes.period`.
        progress: is told how far it is.
        where: the time zone whose hours count.
        language: of the sentences and the months.
    """
    west, south, east, north = shapely.total_bounds(shapes)
    near = np.flatnonzero((crimes.x >= west) & (crimes.x <= east) & (crimes.y >= south) & (crimes.y <= north))
    tree = shapely.STRtree(shapely.points(crimes.x[near], crimes.y[near]))
    middles = crimes.middles()
    months = None if middles is None else middles.astype("M8[M]")
    found = []
    for start in range(0, len(shapes), _AT_ONCE):
        progress.at(start / len(shapes))
        part = shapes[start : start + _AT_ONCE]
        which, points = tree.query(part, predicate="intersects")
        for i in range(len(part)):
            inside = near[points[which == i]]
            found.append(
                Evidence(
                    crimes=len(inside),
                    mix=_mix(None if crimes.types is None else crimes.types[inside]),
                    months=_months(None if months is None else months[inside], period, language),
                    hours=_hours(crimes, inside, period, where, language),
                    street=_street(None if crimes.places is None else crimes.places[inside]),
                )
            )
    return found


def cautions(
    place: NDArray[np.object_] | None, source: NDArray[np.object_] | None, layer: str, language: Language = ENGLISH
) -> tuple[str, ...]:
    """Return the sentences that must stand beside figures from these crimes.

    Args:
        place, source: the crimes' columns of these names, None where there are none.
        layer: the layer's name.
        language: to say them in.
    """
    said = []
    translate = language.translate
    sources = [] if source is None else [text for text in set(source.tolist()) if isinstance(text, str)]
    if any("simulat" in text.lower() for text in (layer, *sources)):
        said.append(
            translate(
                "Briefing", "These crimes are simulated. The briefing is for training and tests, not for patrols."
            )
        )
    places = [] if place is None else [text for text in place.tolist() if isinstance(text, str)]
    if places and sum(text.startswith(SNAP_POINT) for text in places) > len(places) / 2:
        said.append(
            translate(
                "Briefing",
                "Crime locations are anonymised: police.uk moves each crime to a nearby snap point, so a crime may "
                "really lie a street away.",
            )
        )
    return tuple(said)


def _mix(types: NDArray[np.object_] | None) -> tuple[tuple[str, int], ...]:
    if types is None:
        return ()
    counts = Counter("Type not recorded" if pd.isna(kind) else clean(kind) for kind in types.tolist())
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _street(places: NDArray[np.object_] | None) -> str:
    """Return the commonest snap point's name, a street's if there is one; any other text may be an address."""
    texts = [] if places is None else [clean(text) for text in places.tolist() if isinstance(text, str)]
    counts = Counter(text.removeprefix(SNAP_POINT) for text in texts if text.startswith(SNAP_POINT))
    best = min(counts.items(), key=lambda item: (item[0] in _ANYWHERE, -item[1], item[0]), default=("", 0))
    return best[0][:MOST_STREET]


def _hours(crimes: Crimes, inside: NDArray[np.intp], period: Period | None, where: tzinfo, language: Language) -> str:
    if period is None or period.precision != TIME or crimes.occurred_from is None:
        return ""
    begin = crimes.occurred_from[inside]
    end = begin if crimes.occurred_to is None else crimes.occurred_to[inside]
    found = peaks(begin, end, where)
    if found is None:
        said = language.translate("Briefing", "Too few crimes have a known time (under {least}) to tell when to come.")
        return said.format(least=LEAST)
    return in_words(found, language)


def _months(
    months: NDArray[np.datetime64] | None, period: Period | None, language: Language
) -> tuple[tuple[str, int | None], ...]:
    """Return the crimes of each of the last twelve months that the data cover, those without crime here included."""
    if months is None or period is None:
        return ()
    shown = period.months[-MONTHS_SHOWN:]
    if len(shown) < 2:
        return ()
    names = language.short_months()
    days = [_day(month) for month in shown]
    return tuple(
        (f"{names[day.month - 1]} {day.year}", int((months == month).sum()))
        for day, month in zip(days, shown, strict=True)
    )


def _day(when: np.datetime64) -> date:
    day: date = when.astype("M8[D]").item()
    return day
