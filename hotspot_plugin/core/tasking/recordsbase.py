"""Reading a `records.gpkg` that came back: its patrols, positions and tracks, copied row by row."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Sequence
from datetime import UTC
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from .. import clock
from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from . import records_schema
from .fieldrows import FileRows, text
from .guarded import Guarded, guarded

MOST_BYTES = 64 * 1024**2  # of a file: 700 hours of positions every 5 s
BATCH = 20_000
_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}  # bytes (OGC 12-128r15, 2.1.3)
_POINTS = {1, 1001, 2001, 3001}
_LINES_ZM, _EWKB_ZM = 3002, 0xC0000002
_TOO_LARGE = "holds a value of more than 1,000,000 bytes"
_SRS = (4326, 0, -1)


def read(path: Path, rows: FileRows, progress: Progress = SILENT) -> None:
    """Put what is in a private copy of a returned records.gpkg into `rows`.

    Raises:
        HotspotError: see `guarded`; or it has none of the tables.
    """
    tables = {table.name: [*table.columns, *(["geom"] if table.geometry else [])] for table in records_schema.TABLES}
    with guarded(path, rows.source, tables, progress=Part(progress, 0.1, 0.1)) as opened:
        if not any(opened.columns(name) for name in tables):
            raise HotspotError(
                f"{rows.source} has none of the tables {', '.join(tables)}: give the records.gpkg of the package."
            )
        if opened.others:
            rows.say(f"{rows.source} has {opened.others} tables that are none of a package's: not read.")
        _patrols(opened, rows)
        _fixes(opened, rows, Part(progress, 0.1, 0.8))
        _tracks(opened, rows, Part(progress, 0.8, 1.0))


def _patrols(opened: Guarded, rows: FileRows) -> None:
    names = list(records_schema.PATROLS.columns)
    for row, values in opened.rows("patrols", names):
        if values is None:
            rows.reject("patrols", row, _TOO_LARGE, "")
        else:
            rows.patrol("patrols", row, dict(zip(names, values, strict=True)), records_schema.FILE)


def _fixes(opened: Guarded, rows: FileRows, progress: Progress) -> None:
    names = ["geom", "time", "patrol_id", "device_id", "source", "accuracy_m", "speed_ms"]
    for number, batch in enumerate(_batches(opened, rows, "fixes", names)):
        progress.at(1.0 - 0.9**number)  # how many there are is not known
        row, values = zip(*batch, strict=True)
        blobs, times, patrols, devices, sources, accuracies, speeds = zip(*values, strict=True)
        places = [_point(blob) for blob in blobs]
        ids = [text(patrol) for patrol in patrols]
        columns: dict[str, Sequence[Any]] = {
            "unit": [rows.same(rows.names.of(name)) if name else None for name in map(text, devices)],
            "track": [rows.same(f"patrol/{name}") if name else None for name in ids],
            "source": [rows.same(_source(text(source, 60))) for source in sources],
            "accuracy_m": [_number(value) for value in accuracies],
            "speed_ms": [_number(value) for value in speeds],
        }
        when, _ = clock.parse([t if isinstance(t, str) and len(t) < 64 else None for t in times], UTC)
        x, y = zip(*places, strict=True)
        rows.positions("fixes", row, when, x, y, columns)


def _source(receiver: str | None) -> str:
    return f"{records_schema.FILE}: {receiver}" if receiver else records_schema.FILE


def _batches(
    opened: Guarded, rows: FileRows, table: str, names: list[str]
) -> Iterator[list[tuple[int, tuple[Any, ...]]]]:
    found = opened.rows(table, names)
    while batch := list(islice(found, BATCH)):
        for row, values in batch:
            if values is None:
                rows.reject(table, row, _TOO_LARGE, "")
        kept = [(row, values) for row, values in batch if values is not None]
        if kept:
            yield kept


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def _body(blob: Any) -> tuple[bytes, int, str] | None:
    """Return a GeoPackageBinary, where its WKB begins, and that's byte order; None if it is none in WGS 84."""
    if not isinstance(blob, bytes) or len(blob) < 13 or blob[:2] != b"GP" or blob[2] != 0:
        return None
    flags = blob[3]
    envelope = _ENVELOPES.get(flags >> 1 & 7)
    (srs,) = struct.unpack_from("<i" if flags & 1 else ">i", blob, 4)
    if envelope is None or flags & 0x20 or flags & 0x10 or srs not in _SRS:
        return None
    start = 8 + envelope
    if len(blob) < start + 5 or blob[start] not in (0, 1):
        return None
    return blob, start, "<" if blob[start] else ">"


def _point(blob: Any) -> tuple[float, float]:
    found = _body(blob)
    if found is None:
        return math.nan, math.nan
    whole, start, order = found
    if len(whole) < start + 21 or struct.unpack_from(order + "I", whole, start + 1)[0] & 0x3FFFFFFF not in _POINTS:
        return math.nan, math.nan
    x, y = struct.unpack_from(order + "2d", whole, start + 5)
    return x, y


def _tracks(opened: Guarded, rows: FileRows, progress: Progress) -> None:
    """Take the lines of Mergin Maps: M of each vertex is its time in seconds since 1970."""
    for number, (row, values) in enumerate(opened.rows("tracks", ["geom", "tracking_start_time"])):
        progress.at(1.0 - 0.99**number)
        found = _body(values[0]) if values else None
        if values is None or found is None:
            rows.reject("tracks", row, "the line cannot be read" if values else _TOO_LARGE, "")
            continue
        whole, start, order = found
        kind, count = struct.unpack_from(order + "2I", whole.ljust(start + 9, b"\0"), start + 1)
        if kind not in (_LINES_ZM, _EWKB_ZM) or not 0 < count <= (len(whole) - start - 9) // 32:
            rows.reject("tracks", row, "the line has no times (M) or is cut off", "")
            continue
        vertices = np.frombuffer(whole, order + "f8", 4 * count, start + 9).reshape(count, 4).astype(np.float64)
        seconds = vertices[:, 3]
        with np.errstate(invalid="ignore"):
            usable = np.isfinite(seconds) & (np.abs(seconds) < 1e11)
        time = np.full(count, np.datetime64("NaT", "ms"))
        time[usable] = np.rint(seconds[usable] * 1000.0).astype(np.int64).view("M8[ms]")
        began = text(values[1]) or "no time"
        # its table names no unit; a track that grew since the last time has the same beginning
        track = rows.same(f"track/{began} {vertices[0, 0]:.6f} {vertices[0, 1]:.6f}")
        nothing: list[Any] = [None] * count
        unsaid = [math.nan] * count
        columns = {"unit": nothing, "track": [track] * count, "accuracy_m": unsaid, "speed_ms": unsaid,
                   "source": [f"{records_schema.FILE}: Mergin Maps"] * count}  # fmt: skip
        rows.positions(f"tracks row {row}", range(1, count + 1), time, vertices[:, 0], vertices[:, 1], columns)  # type: ignore[arg-type]
