"""Logs of a line a position: OwnTracks' .rec (time, type, JSON) and GeoLife's .plt.

OwnTracks: https://owntracks.org/booklet/tech/json/; `tst` is in seconds, `acc` in metres, `vel` in km/h. GeoLife 1.3
(Zheng, Xie, Ma 2010): six lines of header, then latitude, longitude, 0, altitude in feet, days since 1899-12-30, date
and time in UTC.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

import numpy as np

from ..errors import HotspotError
from .fixes import Points, Reject
from .mapping import Mapping
from .rows import BATCH, Columns, Options, RowsReader, RowsSource

LONGEST_LINE = 1 << 16
OWNTRACKS = Mapping("OwnTracks", datetime="tst", x="lon", y="lat", speed="vel", speed_unit="km/h", accuracy="acc")
GEOLIFE = Mapping("GeoLife", date="date", time="time", x="longitude", y="latitude", time_zone="UTC")
_PLT_HEADER = 6


class _LineTrack(RowsSource):
    """A log being read, as `gpx.GpxFile` is."""

    rows: RowsReader
    mapping = OWNTRACKS

    def __init__(self, stream: BinaryIO, name: str, options: Options) -> None:
        self._stream, self._name = stream, name
        self.rows = RowsReader(name, self.mapping, options)
        self.elsewhere: dict[str, int] = {}

    @property
    def done(self) -> int:
        """Bytes read."""
        return self._stream.tell()

    def cut_point(self) -> Reject | None:
        """Return None: a line that breaks off is a reject as any other."""
        return None

    def __iter__(self) -> Iterator[Points]:
        """Yield the points.

        Raises:
            HotspotError: the file is of another format.
        """
        number = self._begin()
        while lines := list(islice(self._lines(), BATCH)):
            row = np.arange(number + 1, number + len(lines) + 1, dtype=np.int64)
            number += len(lines)
            kept, columns = self._split(lines)
            if len(kept):
                yield self.rows.convert(row[kept], columns)

    def _lines(self) -> Iterator[str]:
        while line := self._stream.readline(LONGEST_LINE):
            yield line.decode("utf-8", "replace")

    def _begin(self) -> int:
        """Check and pass over the header; return how many lines it has."""
        return 0

    def _split(self, lines: list[str]) -> tuple[list[int], Columns]:
        """Return which lines are positions, and their columns."""
        raise NotImplementedError


class OwnTracksFile(_LineTrack):
    """OwnTracks Recorder's file of a device and month."""

    def _split(self, lines: list[str]) -> tuple[list[int], Columns]:
        kept, records = [], []
        for i, line in enumerate(lines):
            if not line.strip():
                continue
            record = _record(line)
            if record is not None and record.get("_type", "location") != "location":
                kind = f"{str(record['_type'])[:20]} message"
                self.elsewhere[kind] = self.elsewhere.get(kind, 0) + 1
                continue
            kept.append(i)
            records.append(record or {})
        names = {"datetime": "tst", "x": "lon", "y": "lat", "speed": "vel", "accuracy": "acc"}
        return kept, {role: [_text(record.get(key)) for record in records] for role, key in names.items()}


class GeoLifeFile(_LineTrack):
    """A trajectory of GeoLife."""

    mapping = GEOLIFE

    def _begin(self) -> int:
        header = [line.strip() for line in islice(self._lines(), _PLT_HEADER)]
        if not header or "trajectory" not in header[0].lower():
            raise HotspotError(f"{self._name} is no GeoLife trajectory: its first line must be “Geolife trajectory”.")
        return _PLT_HEADER

    def _split(self, lines: list[str]) -> tuple[list[int], Columns]:
        kept = [i for i, line in enumerate(lines) if line.strip()]
        cells = [(lines[i].strip().split(",") + [""] * 7)[:7] for i in kept]
        latitude, longitude, _, _, _, days, clocks = zip(*cells, strict=True) if cells else ((),) * 7
        return kept, {"y": latitude, "x": longitude, "date": days, "time": [f"{clock}Z" for clock in clocks]}


def _record(line: str) -> dict[str, Any] | None:
    start = line.find("{")
    try:
        record = json.loads(line[start:]) if start >= 0 else None
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list | bool) else str(value)
