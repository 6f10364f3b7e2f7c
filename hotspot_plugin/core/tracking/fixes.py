"""GPS points of any format, put together as one table of fixes: sorted, without doubles, every point accounted for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import HotspotError

Floats = NDArray[np.float64]

NO_TIME = "no time"
UNREADABLE_TIME = "the time cannot be read"
NO_LOCATION = "no location"
OUT_OF_RANGE = "latitude or longitude out of range"
NULL_ISLAND = "null island: both coordinates are 0"
SAME_TIME = "same time as another fix of the unit"


class Reject(NamedTuple):
    """A point, or with no `row` a whole file, that could not be used."""

    source: str
    row: int | None
    reason: str
    content: str


@dataclass(frozen=True)
class Points:
    """A run of points of one source, in its order, columns of equal length.

    Attributes:
        row: the point's number in the source, the first being 1.
        segment: the number of its unbroken stretch in the source.
        time: datetime64[ms], UTC.
        x, y: longitude and latitude in degrees, or a layer's own coordinates.
        accuracy_m, speed_ms: metres and metres per second; NaN where the device does not say.
        rejects: points of the same run that are not among the columns.
    """

    row: NDArray[np.int64]
    segment: NDArray[np.int64]
    time: NDArray[np.datetime64]
    x: Floats
    y: Floats
    accuracy_m: Floats
    speed_ms: Floats
    rejects: list[Reject] = field(default_factory=list)

    COLUMNS = ("row", "segment", "time", "x", "y", "accuracy_m", "speed_ms")


@dataclass(frozen=True)
class Fixes:
    """All fixes of an import.

    Attributes:
        table: `unit`, `time` (datetime64[ms], UTC), `x`, `y`, `accuracy_m`, `speed_ms`, `source`, `segment`; sorted by
            unit and time, no time twice in a unit. Segments are numbered from 1 in each unit.
        rejects: `source`, `row`, `reason`, `content`.
        falling: points that were earlier than the point before them in their source.
    """

    table: pd.DataFrame
    rejects: pd.DataFrame
    falling: int

    @property
    def units(self) -> int:
        """How many units there are."""
        return int(self.table["unit"].nunique())

    def digest(self) -> str:
        """Return a SHA-256 of the fixes, for telling whether two imports are the same.

        Of each unit in order of name: the name (UTF-8), a zero byte, then of all its fixes the times (milliseconds
        since 1970, UTC), then x, then y, as little-endian 64-bit integers and floats.
        """
        whole = hashlib.sha256()
        for unit, rows in self.table.groupby("unit", sort=True, observed=True):
            whole.update(str(unit).encode("utf-8", "replace") + b"\0")
            whole.update(rows["time"].to_numpy(dtype="M8[ms]").astype("<i8").tobytes())
            whole.update(rows["x"].to_numpy(dtype="<f8").tobytes())
            whole.update(rows["y"].to_numpy(dtype="<f8").tobytes())
        return whole.hexdigest()


def unusable(x: Floats, y: Floats, degrees: bool) -> NDArray[np.object_]:
    """Return for each pair of coordinates why it is no place on Earth, or None."""
    reasons = np.full(len(x), None, dtype=object)
    reasons[(x == 0) & (y == 0)] = NULL_ISLAND
    if degrees:
        reasons[(np.abs(y) > 90) | (np.abs(x) > 180)] = OUT_OF_RANGE
    reasons[~(np.isfinite(x) & np.isfinite(y))] = NO_LOCATION
    return reasons


class Collector:
    """Takes the points of one source after another, and makes one table of them."""

    def __init__(self) -> None:
        self._parts: list[Points] = []
        self._units: list[str] = []
        self._sources: list[str] = []
        self._lengths: list[int] = []
        self._rejects: list[Reject] = []

    @property
    def count(self) -> int:
        """How many points have been taken, rejects left out."""
        return sum(self._lengths)

    def add(self, unit: str, source: str, points: Points) -> None:
        """Take points of a unit; runs of one source come one after the other."""
        self._rejects.extend(points.rejects)
        if len(points.row):
            self._parts.append(points)
            self._units.append(unit)
            self._sources.append(source)
            self._lengths.append(len(points.row))

    def reject(self, reject: Reject) -> None:
        """Take note of something that could not be used."""
        self._rejects.append(reject)

    def finish(self) -> Fixes:
        """Return the fixes.

        Raises:
            HotspotError: there is none.
        """
        if not self._parts:
            raise HotspotError("No point has both a time and a location, so there is no fix to import.")
        columns: dict[str, Any] = {
            name: np.concatenate([getattr(part, name) for part in self._parts]) for name in Points.COLUMNS
        }
        self._parts.clear()
        table = pd.DataFrame(columns)
        for name, values in (("unit", self._units), ("source", self._sources)):
            table[name] = pd.Categorical(np.repeat(np.array(values, dtype=object), self._lengths))
        table, falling = _in_order(table)
        same = table.duplicated(["unit", "time"]).to_numpy()
        doubles = table[same]
        self._rejects.extend(map(_double, doubles.itertuples(index=False)))
        table = table[~same].reset_index(drop=True)
        table["segment"] = _numbered(table)
        rejects = pd.DataFrame(self._rejects, columns=list(Reject._fields))
        rejects["row"] = rejects["row"].astype("Int64")
        return Fixes(table[["unit", "time", "x", "y", "accuracy_m", "speed_ms", "source", "segment"]], rejects, falling)


def _in_order(table: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Sort by unit and time, sources and rows deciding between equal times; and count the falling times."""
    unit, source = table["unit"].cat.codes.to_numpy(), table["source"].cat.codes.to_numpy()
    time, row = table["time"].to_numpy(dtype="M8[ms]"), table["row"].to_numpy()
    # in a layer the units may be interleaved: a time falls only against its own unit
    as_read = np.lexsort((row, source, unit))
    before, after = as_read[:-1], as_read[1:]
    falls = (unit[before] == unit[after]) & (source[before] == source[after]) & (time[after] < time[before])
    return table.iloc[np.lexsort((row, source, time, unit))].reset_index(drop=True), int(falls.sum())


def _numbered(table: pd.DataFrame) -> NDArray[np.int64]:
    """Return segments numbered from 1 in each unit by their first time; one source's segment is never another's."""
    key = [table["unit"].cat.codes, table["source"].cat.codes, table["segment"]]
    codes = table.groupby(key, sort=False).ngroup().to_numpy()
    unit = table["unit"].cat.codes.to_numpy()
    _, firsts = np.unique(unit, return_index=True)
    base = codes[firsts][np.searchsorted(unit[firsts], unit)]
    return np.asarray(codes - base + 1, dtype=np.int64)


def _double(fix: Any) -> Reject:
    return Reject(
        str(fix.source), int(fix.row), SAME_TIME, f"time={np.datetime64(fix.time, 'ms')}Z x={fix.x:.10g} y={fix.y:.10g}"
    )
