"""GPS points of any format, put together as one table of fixes: sorted, without doubles, every point accounted for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Progress

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
    """Takes the points of one source after another, and makes one table of them, about 60 bytes a fix.

    Args:
        called: what a unit is called in the table, by its name in the source.
    """

    def __init__(self, called: Callable[[str], str] = str) -> None:
        self._called = called
        self._units: dict[str, int] = {}
        self._by_name: dict[str, int] = {}
        self._sources: dict[str, int] = {}
        self._columns: dict[str, list[NDArray[Any]]] = {name: [] for name in _KINDS}
        self._count = 0
        self._rejects: list[Reject] = []

    @property
    def count(self) -> int:
        """How many points have been taken, rejects left out."""
        return self._count

    def add(self, unit: str, source: str, points: Points) -> None:
        """Take points of a unit, or of those that the points name; runs of one source come one after the other."""
        self._rejects.extend(points.rejects)
        count = len(points.row)
        if not count:
            return
        self._count += count
        where = self._sources.setdefault(source, len(self._sources))
        values: dict[str, Any] = {
            "unit": self._codes(unit, points),
            "source": np.full(count, where),
            **{name: getattr(points, name) for name in _KINDS if name not in {"unit", "source"}},
        }
        for name, kind in _KINDS.items():
            self._columns[name].append(values[name].astype(kind, copy=False))

    def reject(self, reject: Reject) -> None:
        """Take note of something that could not be used."""
        self._rejects.append(reject)

    def finish(self, progress: Progress = SILENT) -> Fixes:
        """Return the fixes; Cancel is heard between two sorts.

        Raises:
            HotspotError: there is none.
        """
        if not self._count:
            raise HotspotError("No point has both a time and a location, so there is no fix to import.")
        unit = self._column("unit")
        time, source = self._column("time"), self._column("source")
        names = np.array(list(self._units), dtype=object)
        by_name = np.argsort(names)
        rank = np.empty(len(names), dtype=np.int32)
        rank[by_name] = np.arange(len(names), dtype=np.int32)
        unit = rank[unit]
        # points come in the order of sources and rows, which a stable sort keeps between equal times
        as_read = np.argsort(unit, kind="stable")
        progress.at(0.2)
        falling = _falling(unit[as_read], source[as_read], time[as_read])
        progress.at(0.3)
        order = as_read[np.argsort(time[as_read], kind="stable")]
        progress.at(0.6)
        order = order[np.argsort(unit[order], kind="stable")]
        progress.at(0.8)
        del as_read
        unit, time, source = unit[order], time[order], source[order]
        same = np.zeros(len(unit), dtype=bool)
        same[1:] = (unit[1:] == unit[:-1]) & (time[1:] == time[:-1])
        sources = np.array(list(self._sources), dtype=object)
        if same.any():
            self._reject_doubles(order[same], sources[source[same]], time[same])
            unit, time, source, order = unit[~same], time[~same], source[~same], order[~same]
        columns = {
            "unit": pd.Categorical.from_codes(unit, pd.Index(names[by_name])),
            "time": time,
            **{name: self._column(name)[order] for name in ("x", "y", "accuracy_m", "speed_ms")},
            "source": pd.Categorical.from_codes(source, pd.Index(sources)),
            "segment": numbered(unit, source, self._column("segment")[order]),
            "row": self._column("row")[order],
        }
        # the rejects, of which there may be none, have a type for every column
        rejects = pd.DataFrame(self._rejects, columns=list(Reject._fields))
        rejects["row"] = rejects["row"].astype("Int64")
        progress.at(1.0)
        return Fixes(pd.DataFrame(columns, copy=False), rejects, falling)

    def _codes(self, unit: str, points: Points) -> NDArray[np.int64]:
        if points.unit is None:
            return np.full(len(points.row), self._code(unit))
        codes, names = pd.factorize(points.unit)
        return np.array([self._code(str(name)) for name in names], dtype=np.int64)[codes]

    def _code(self, name: str) -> int:
        if name not in self._by_name:
            self._by_name[name] = self._units.setdefault(self._called(name), len(self._units))
        return self._by_name[name]

    def _column(self, name: str) -> NDArray[Any]:
        """Return a column in the order of reading, and let go of its parts."""
        parts = self._columns.pop(name)
        return np.concatenate(parts) if len(parts) > 1 else parts[0]

    def _reject_doubles(
        self, at: NDArray[np.int64], sources: NDArray[np.object_], times: NDArray[np.datetime64]
    ) -> None:
        columns = {name: self._columns[name] for name in ("row", "x", "y")}
        whole = {name: np.concatenate(parts) for name, parts in columns.items()}
        row, x, y = (whole[name][at].tolist() for name in ("row", "x", "y"))
        texts = np.datetime_as_string(times).tolist()
        self._rejects.extend(
            Reject(*point)
            for point in zip(sources.tolist(), row, [SAME_TIME] * len(row), contents(texts, x, y), strict=True)
        )


# how the columns are kept while the sources are read
_KINDS = {
    "unit": np.int32,
    "source": np.int32,
    "row": np.int32,
    "segment": np.int32,
    "time": "M8[ms]",
    "x": np.float64,
    "y": np.float64,
    "accuracy_m": np.float64,
    "speed_ms": np.float64,
}


def _falling(unit: NDArray[np.int32], source: NDArray[np.int32], time: NDArray[np.datetime64]) -> int:
    """Count the times that are before the one before them of their unit and source (units may be interleaved)."""
    return int(((unit[1:] == unit[:-1]) & (source[1:] == source[:-1]) & (time[1:] < time[:-1])).sum())


def numbered(unit: NDArray[np.int32], source: NDArray[np.int32], segment: NDArray[Any]) -> NDArray[np.int32]:
    """Return segments numbered from 1 in each unit by their first time; one source's segment is never another's.

    The fixes must be sorted by unit and time.
    """
    key = (unit.astype(np.int64) * (int(source.max()) + 1) + source) * (int(segment.max()) + 1) + segment
    codes = pd.factorize(key)[0]
    firsts = np.flatnonzero(np.concatenate(([True], unit[1:] != unit[:-1])))
    base = np.repeat(codes[firsts], np.diff(np.concatenate((firsts, [len(unit)]))))
    return np.asarray(codes - base + 1, dtype=np.int32)


def contents(times: list[str], x: list[float], y: list[float]) -> list[str]:
    """Return points as they stand in the rejects."""
    return [f"time={t}Z x={a:.10g} y={b:.10g}" for t, a, b in zip(times, x, y, strict=True)]
