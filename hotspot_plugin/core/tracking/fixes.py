"""GPS points of any format, put together as one table of fixes: sorted, without doubles, every point accounted for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import HotspotError
from ..growing import Growing
from ..progress import SILENT, Progress
from .legs import unit_blocks

Floats = NDArray[np.float64]

NO_TIME = "no time"
UNREADABLE_TIME = "the time cannot be read"
NO_LOCATION = "no location"
UNREADABLE_PLACE = "the location cannot be read"
OUT_OF_RANGE = "latitude or longitude out of range"
NULL_ISLAND = "null island: both coordinates are 0"
SAME_TIME = "same time as another fix of the unit"
AT_ONCE = 500_000  # fixes that are sorted at a time; a unit is never split


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
        unit: names of the units, where the source says them point by point.
    """

    row: NDArray[np.int64]
    segment: NDArray[np.int64]
    time: NDArray[np.datetime64]
    x: Floats
    y: Floats
    accuracy_m: Floats
    speed_ms: Floats
    rejects: list[Reject] = field(default_factory=list)
    unit: NDArray[np.object_] | None = None


@dataclass(frozen=True)
class Fixes:
    """All fixes of an import.

    Attributes:
        table: `unit`, `time` (datetime64[ms], UTC), `x`, `y`, `accuracy_m`, `speed_ms`, `source`, `segment`, `row`;
            sorted by unit and time, no time twice in a unit. Segments are numbered from 1 in each unit. `row` is the
            point's number in its source.
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
        codes, names = self.table["unit"].cat.codes.to_numpy(), self.table["unit"].cat.categories
        columns = [self.table["time"].to_numpy(dtype="M8[ms]").view(np.int64)]
        columns += [self.table[axis].to_numpy() for axis in ("x", "y")]
        for first, past in unit_blocks(codes, 1):
            whole.update(str(names[codes[first]]).encode("utf-8", "replace") + b"\0")
            for column, kind in zip(columns, ("<i8", "<f8", "<f8"), strict=True):
                whole.update(np.asarray(column[first:past], dtype=kind).tobytes())
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
    """Takes the points of one source after another, and makes one table of them, 40 to 56 bytes a fix.

    Args:
        called: what a unit is called in the table, by its name in the source.
    """

    def __init__(self, called: Callable[[str], str] = str) -> None:
        self._called = called
        self._units: dict[str, int] = {}
        self._by_name: dict[str, int] = {}  # names in the sources, in the order in which their units are called
        self._code: list[int] = []  # the unit of each of them
        self._sources: dict[str, int] = {}
        self._columns = {name: Growing(kind) for name, kind in _KINDS.items()}
        self._count = 0
        self._rejects: list[Reject] = []

    @property
    def count(self) -> int:
        """How many points have been taken, rejects left out."""
        return self._count

    @contextmanager
    def all_or_none(self) -> Iterator[None]:
        """Forget what was taken within the block if it ends with a HotspotError."""
        before = (self._count, len(self._rejects), len(self._by_name), len(self._sources))
        try:
            yield
        except HotspotError:
            self._count, rejects, names, sources = before
            del self._rejects[rejects:]
            for known, size in ((self._by_name, names), (self._sources, sources)):
                for name in list(known)[size:]:
                    del known[name]
            for column in self._columns.values():
                column.cut(min(self._count, len(column)))
            raise
        self._call()

    def add(self, unit: str, source: str, points: Points) -> None:
        """Take points of a unit, or of those that the points name; runs of one source come one after the other."""
        self._rejects.extend(points.rejects)
        count = len(points.row)
        if not count:
            return
        self._columns["unit"].add(self._names(unit, points))
        self._columns["source"].fill(self._sources.setdefault(source, len(self._sources)), count)
        for name in ("row", "segment", "time", "x", "y"):
            self._columns[name].add(getattr(points, name))
        for name in _SAID:
            self._said(name, getattr(points, name))
        self._count += count

    def reject(self, reject: Reject) -> None:
        """Take note of something that could not be used."""
        self._rejects.append(reject)

    def finish(self, progress: Progress = SILENT) -> Fixes:
        """Return the fixes; Cancel is heard every half a million of them.

        Raises:
            HotspotError: there is none.
        """
        if not self._count:
            raise HotspotError("No point has both a time and a location, so there is no fix to import.")
        self._call()
        names = np.array(list(self._units), dtype=object)
        by_name = np.argsort(names)
        rank = np.empty(len(names), dtype=np.int32)
        rank[by_name] = np.arange(len(names), dtype=np.int32)
        unit = rank[np.array(self._code, dtype=np.int32)][self._columns["unit"].take()]
        time, source = self._columns["time"].take(), self._columns["source"].take()
        # points come in the order of sources and rows, which a stable sort keeps between equal times
        order = np.argsort(unit, kind="stable")
        unit = unit[order]
        progress.at(0.2)
        falling = 0
        same = np.zeros(len(unit), dtype=bool)
        for first, past in unit_blocks(unit, AT_ONCE):
            block = order[first:past]
            falling += _falling(unit[first:past], source[block], time[block])
            block[:] = block[np.lexsort((time[block], unit[first:past]))]
            when, whose = time[block], unit[first:past]
            same[first + 1 : past] = (whose[1:] == whose[:-1]) & (when[1:] == when[:-1])
            progress.at(0.2 + 0.6 * past / len(unit))
        time = time[order]
        source = source[order]
        sources = np.array(list(self._sources), dtype=object)
        columns = {}
        for name, column in self._columns.items():
            progress.at(0.8)
            if len(column):
                columns[name] = column.take()[order]
        del order
        progress.at(0.9)
        if same.any():
            twice = {name: columns[name][same] for name in ("row", "x", "y")}
            self._reject_doubles(sources[source[same]], time[same], twice)
            unit, time, source = unit[~same], time[~same], source[~same]
            columns = {name: columns.pop(name)[~same] for name in list(columns)}
        made = {
            "unit": pd.Categorical.from_codes(unit, pd.Index(names[by_name])),
            "time": time,
            "x": columns["x"],
            "y": columns["y"],
            **{name: columns.get(name, np.broadcast_to(np.nan, len(unit))) for name in _SAID},
            "source": pd.Categorical.from_codes(source, pd.Index(sources)),
            "segment": numbered(unit, source, columns.pop("segment")),
            "row": columns["row"],
        }
        # the rejects, of which there may be none, have a type for every column
        rejects = pd.DataFrame(self._rejects, columns=list(Reject._fields))
        rejects["row"] = rejects["row"].astype("Int64")
        progress.at(1.0)
        return Fixes(pd.DataFrame(made, copy=False), rejects, falling)

    def _names(self, unit: str, points: Points) -> NDArray[np.int32]:
        if points.unit is None:
            return np.full(len(points.row), self._by_name.setdefault(unit, len(self._by_name)), dtype=np.int32)
        codes, names = pd.factorize(points.unit)
        known = [self._by_name.setdefault(str(name), len(self._by_name)) for name in names]
        return np.array(known, dtype=np.int32)[codes]

    def _call(self) -> None:
        """Call the units whose names have come since the last time."""
        for name in islice(self._by_name, len(self._code), None):
            self._code.append(self._units.setdefault(self._called(name), len(self._units)))

    def _said(self, name: str, values: Floats) -> None:
        """Keep what devices say; most say nothing of the one or the other, and that takes no room."""
        column = self._columns[name]
        if len(column) or np.isfinite(values).any():
            column.fill(np.nan, self._count - len(column))
            column.add(values)

    def _reject_doubles(
        self, sources: NDArray[np.object_], times: NDArray[np.datetime64], points: dict[str, NDArray[Any]]
    ) -> None:
        row, x, y = (points[name].tolist() for name in ("row", "x", "y"))
        texts = np.datetime_as_string(times).tolist()
        self._rejects.extend(
            Reject(*point)
            for point in zip(sources.tolist(), row, [SAME_TIME] * len(row), contents(texts, x, y), strict=True)
        )


# how the columns are kept while the sources are read
_SAID = ("accuracy_m", "speed_ms")
_KINDS: dict[str, Any] = {
    "unit": np.int32,
    "source": np.int32,
    "row": np.int32,
    "segment": np.int32,
    "time": "M8[ms]",
    "x": np.float64,
    "y": np.float64,
    **dict.fromkeys(_SAID, np.float64),
}


def _falling(unit: NDArray[np.int32], source: NDArray[np.int32], time: NDArray[np.datetime64]) -> int:
    """Count the times that are before the one before them of their unit and source (units may be interleaved)."""
    return int(((unit[1:] == unit[:-1]) & (source[1:] == source[:-1]) & (time[1:] < time[:-1])).sum())


def numbered(unit: NDArray[Any], source: NDArray[Any], segment: NDArray[Any]) -> NDArray[np.int32]:
    """Return segments numbered from 1 in each unit by their first time; one source's segment is never another's.

    The fixes must be sorted by unit and time.
    """
    made = np.empty(len(unit), dtype=np.int32)
    for first, past in unit_blocks(unit, AT_ONCE):
        block = slice(first, past)
        whose, where, which = unit[block], source[block], segment[block]
        key = (whose.astype(np.int64) * (int(where.max()) + 1) + where) * (int(which.max()) + 1) + which
        codes = pd.factorize(key)[0]
        firsts = np.flatnonzero(np.concatenate(([True], whose[1:] != whose[:-1])))
        base = np.repeat(codes[firsts], np.diff(np.concatenate((firsts, [len(whose)]))))
        made[block] = codes - base + 1
    return made


def contents(times: list[str], x: list[float], y: list[float]) -> list[str]:
    """Return points as they stand in the rejects."""
    return [f"time={t}Z x={a:.10g} y={b:.10g}" for t, a, b in zip(times, x, y, strict=True)]
