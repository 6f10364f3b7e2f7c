"""Rows of any table of positions to points: what CSV, GeoJSON and OwnTracks have in common once they are split."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

import numpy as np
from numpy.typing import NDArray

from ..clock import zone
from ..errors import HotspotError
from . import osgrid
from .fixes import NO_LOCATION, NO_TIME, UNREADABLE_PLACE, UNREADABLE_TIME, Floats, Points, Reject, unusable
from .mapping import SPEED_UNITS, WGS84, Mapping
from .moments import NOT_A_TIME, ClockTimes, Moments, check_zone, days_or_months_first

BATCH = 20_000
MARKED_INVALID = "marked as no valid position"
NO_UNIT = "no unit"
SKIPPED = "the clocks were put forward over this time"
NOT_ON_THE_MAP = "the coordinates are not on the map of their coordinate system"
# what stands for no coordinate
_NOTHING = frozenset({"", "null", "none", "nan", "inf", "-inf", "n/a", "na", "-", "\\n", "undefined"})
# an easting of 450,030 is 450 km, and not 450 metres and 30 millimetres
_THOUSANDS = re.compile(r"\s*-?\d{1,3}(?:,\d{3})+(?:\.\d*)?\s*")
_INVALID = frozenset({"0", "false", "f", "no", "n", "invalid", "v", "void", "none", "nofix"})
Columns = dict[str, Sequence[str]]
ToDegrees = Callable[[str, Floats, Floats], tuple[Floats, Floats]]


def _only_degrees(crs: str, _x: Floats, _y: Floats) -> tuple[Floats, Floats]:
    raise HotspotError(f"Coordinates in {crs} can be read in QGIS only.")


@dataclass
class Options:
    """What the user says of all files of an import, and what was learnt of them.

    Attributes:
        where: zone of times without one; None to ask for it (times of GPX are UTC then, as GPX says).
        profiles: saved mappings.
        day_first: whether 5/6/2026 is in June; None to tell from the dates, and to ask where they cannot tell.
        to_degrees: transforms coordinates of a CRS to longitude and latitude in WGS 84.
        used: the mappings used.
        messages: what is to be told once.
    """

    where: tzinfo | None = None
    profiles: Sequence[Mapping] = ()
    day_first: bool | None = None
    to_degrees: ToDegrees = _only_degrees
    used: dict[Mapping, str] = field(default_factory=dict)
    messages: dict[str, bool] = field(default_factory=dict)


class RowsSource:
    """What a source whose points `RowsReader` makes says of them while it is read, as `gpx.GpxFile` does."""

    broken = ""
    rows: RowsReader | None = None

    @property
    def points(self) -> int:
        """How many rows have been read."""
        return self.rows.points if self.rows else 0

    @property
    def timed(self) -> int:
        """How many rows have a time that can be read."""
        return self.rows.timed if self.rows else 0

    @property
    def bare(self) -> int:
        """How many times named no zone."""
        return self.rows.bare if self.rows else 0


class RowsReader:
    """Makes points of the rows of one source.

    Attributes:
        points, timed, bare: rows; rows whose time can be read; times that named no zone.
        twice: times in an hour that came twice, and `second` those taken as its second passage.
        skipped: times that the clocks left out in spring.
    """

    def __init__(self, name: str, mapping: Mapping, options: Options) -> None:
        self.name, self._mapping, self._options = name, mapping, options
        self.points = self.timed = self.bare = 0
        self._segment = 1
        self._units: dict[str, str | None] = {}
        self._moments: Moments | None = None
        where = zone(mapping.time_zone) if mapping.time_zone else options.where
        self._where = where
        self._clock = ClockTimes(where) if where else None
        self._allowed = {value.strip().lower() for value in mapping.valid_values}

    @property
    def twice(self) -> int:
        """Times in an hour that came twice."""
        return self._clock.twice if self._clock else 0

    @property
    def second(self) -> int:
        """Of these, times taken as of the hour's second passage."""
        return self._clock.second if self._clock else 0

    @property
    def skipped(self) -> int:
        """Times that the clocks left out in spring."""
        return self._clock.skipped if self._clock else 0

    def convert(self, row: NDArray[np.int64], columns: Columns) -> Points:
        """Return the points of a batch of rows.

        Args:
            row: the rows' numbers in the source.
            columns: a text for each row, "" where there is none, for each role of the mapping; and "x" and "y".

        Raises:
            HotspotError: times name no zone and none is given, or dates can be read in two ways.
        """
        count = len(row)
        self.points += count
        units = None
        if "unit" in columns:
            # one text for all rows of a unit, not one for each row
            units = np.array([self._units.setdefault(text, text.strip() or None) for text in columns["unit"]], object)
        time, readable = self._times(columns, units)
        self.timed += int(readable.sum())
        x, y, reasons = self._places(columns)
        for i in np.flatnonzero(reasons == NO_LOCATION):
            reasons[i] = UNREADABLE_PLACE if _says_a_place(columns, int(i)) else NO_LOCATION
        reasons[readable & np.isnat(time)] = SKIPPED
        for i in np.flatnonzero(~readable):
            reasons[i] = reasons[i] or (UNREADABLE_TIME if _time_text(columns, int(i)).strip() else NO_TIME)
        if units is not None:
            reasons[units == None] = NO_UNIT  # noqa: E711 - elementwise
        if "valid" in columns:
            reasons[~self._valid(columns["valid"])] = MARKED_INVALID
        bad = np.flatnonzero(reasons != None)  # noqa: E711 - elementwise
        rejects = [Reject(self.name, int(row[i]), reasons[i], _content(columns, int(i))) for i in bad]
        good = np.ones(count, dtype=bool)
        good[bad] = False
        speed = _measures(columns, "speed", count) * SPEED_UNITS.get(self._mapping.speed_unit, 1.0)
        return Points(
            row[good],
            self._segments(columns, count)[good],
            time[good],
            x[good],
            y[good],
            _measures(columns, "accuracy", count)[good],
            speed[good],
            rejects,
            None if units is None else units[good],
        )

    def _times(
        self, columns: Columns, units: NDArray[np.object_] | None
    ) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
        together = "datetime" in columns
        dates = columns["datetime" if together else "date"]
        if self._moments is None:
            self._moments = Moments(self._day_first(dates))
        ms, bare = self._moments.read(dates, None if together else columns["time"])
        readable = ms != NOT_A_TIME
        bare &= readable
        time = ms.view("M8[ms]").copy()
        if bare.any():
            self.bare += int(bare.sum())
            where = check_zone(ms[bare], self._where, self.name)
            self._clock = self._clock or ClockTimes(where)
            labels = np.full(len(ms), "", dtype=object) if units is None else units
            time[bare] = self._clock.to_utc(ms[bare], labels[bare])
        time[~readable] = np.datetime64("NaT", "ms")
        return time, readable

    def _day_first(self, dates: Sequence[str]) -> bool:
        for said in (self._mapping.day_first, self._options.day_first):
            if said is not None:
                return said
        told = days_or_months_first(dates)
        if told is None:
            first = next(text for text in dates if text.strip())
            raise HotspotError(
                f"{self.name} has dates such as {first.strip()[:30]}, which may begin with the day or with the month: "
                "set DATE_ORDER, or day_first in the mapping."
            )
        return told

    def _places(self, columns: Columns) -> tuple[Floats, Floats, NDArray[np.object_]]:
        if "grid" in columns:
            x, y = osgrid.middles(columns["grid"])
            crs = osgrid.CRS
        else:
            crs = self._mapping.crs
            x, y = (_coordinates(columns[axis], crs) for axis in ("x", "y"))
        if crs.upper() == WGS84:
            return x, y, unusable(x, y, degrees=True)
        reasons = unusable(x, y, degrees=False)
        x, y = self._options.to_degrees(crs, x, y)
        lost = ~(np.isfinite(x) & np.isfinite(y))
        reasons[lost & (reasons == None)] = NOT_ON_THE_MAP  # noqa: E711 - elementwise
        return x, y, reasons

    def _valid(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        plain = [text.strip().lower() for text in texts]
        if self._allowed:
            return np.array([text in self._allowed for text in plain], dtype=bool)
        return np.array([text not in _INVALID for text in plain], dtype=bool)

    def _segments(self, columns: Columns, count: int) -> NDArray[np.int64]:
        if "segment" in columns:
            given = numbers(columns["segment"])
            usable = np.isfinite(given) & (np.abs(given) < 1 << 30)
            return np.where(usable, given, 1.0).astype(np.int64)
        if "stretch" not in columns:
            return np.full(count, self._segment, dtype=np.int64)
        starts = np.array([text.startswith("SEGMENT_START") for text in columns["stretch"]], dtype=np.int64)
        made: NDArray[np.int64] = self._segment + np.cumsum(starts)
        self._segment = int(made[-1])
        return made


def numbers(texts: Sequence[str], comma: bool = True) -> Floats:
    """Return texts as numbers, NaN for what is none; a comma may be the decimal sign."""
    try:
        return np.array(texts, dtype=np.float64)
    except ValueError:
        return np.array([_number(text, comma) for text in texts], dtype=np.float64)


def _coordinates(texts: Sequence[str], crs: str) -> Floats:
    """Return coordinates; a comma may be the decimal sign, or part thousands where they are no degrees."""
    if crs.upper() != WGS84:
        with_comma = [text for text in texts if "," in text]
        if with_comma and all(_THOUSANDS.fullmatch(text) for text in with_comma):
            return numbers([text.replace(",", "") for text in texts])
    return numbers(texts)


def _number(text: str, comma: bool) -> float:
    try:
        return float(text.replace(",", ".", 1) if comma else text)
    except ValueError:
        return float("nan")


def measures(texts: Sequence[str]) -> Floats:
    """Return lengths or speeds; devices write a negative number where they do not know."""
    if not any(texts):
        return np.full(len(texts), np.nan)
    values = numbers(texts)
    values[~np.isfinite(values) | (values < 0)] = np.nan
    return values


def _measures(columns: Columns, role: str, count: int) -> Floats:
    return measures(columns[role]) if role in columns else np.full(count, np.nan)


def _time_text(columns: Columns, i: int) -> str:
    return " ".join(columns[role][i] for role in ("datetime", "date", "time") if role in columns)


def _says_a_place(columns: Columns, i: int) -> bool:
    """Tell whether a row says a place that is none of numbers, such as degrees with minutes."""
    texts = [columns[role][i].strip().lower() for role in ("x", "y", "grid") if role in columns]
    return all(text not in _NOTHING for text in texts)


def _content(columns: Columns, i: int) -> str:
    """Return what a row says of time and place, and no more of it: other columns may name people."""
    roles = ("datetime", "date", "time", "x", "y", "grid", "valid", "stretch")
    return " ".join(f"{role}={columns[role][i][:40]}" for role in roles if role in columns)
