"""Tables of core to layers of QGIS: complete or absent, styled when they load."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, repeat
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QDateTime, QMetaType, QTimeZone

from ..core.errors import HotspotError
from ..core.progress import SILENT, Part, Progress
from .placing import destination
from .rtree import Boxes, add_index, gdal_is_slow, without_index
from .style import style_when_loaded

TEXT, INTEGER, REAL, TIME, FLAG = "text", "integer", "real", "time", "flag"
_TYPES = {
    TEXT: QMetaType.Type.QString,
    INTEGER: QMetaType.Type.LongLong,
    REAL: QMetaType.Type.Double,
    TIME: QMetaType.Type.QDateTime,
    FLAG: QMetaType.Type.Bool,
}
SLICE = 20_000  # rows that are made Python values at a time, so that memory does not grow with the table
# shapely geometries, their WKB, or x and y of points
Shapes = NDArray[np.object_] | list[bytes] | tuple[NDArray[np.float64], NDArray[np.float64]] | None
_POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")])
MANY = 50_000  # features whose index takes a GDAL before 3.8 longer than a second
BATCH = 100  # ten times as many, and the features no longer stay in the processor's cache


@dataclass(frozen=True)
class Column:
    """A field of an output: its public name, its kind (TEXT, INTEGER, REAL, TIME, FLAG) and what it says, with unit."""

    name: str
    kind: str
    meaning: str = ""


class Rows(Protocol):
    """A table that is larger than what it is made of, and is made some rows at a time."""

    def __len__(self) -> int: ...
    def rows(self, start: int, stop: int) -> pd.DataFrame: ...  # noqa: D102


def fields_of(columns: Sequence[Column]) -> QgsFields:
    """Return QGIS's fields for `columns`; what a column means becomes the field's comment."""
    fields = QgsFields()
    for column in columns:
        field = QgsField(column.name, _TYPES[column.kind])
        field.setComment(column.meaning)
        fields.append(field)
    return fields


def kept_columns(fields: QgsFields, without: Sequence[str]) -> list[Column]:
    """Return columns for the fields of an input that are handed on, less `without` and the primary key `fid`."""
    gone = {name.lower() for name in (*without, "fid")}
    kinds = {
        QMetaType.Type.Bool: FLAG,
        QMetaType.Type.QDateTime: TIME,
        QMetaType.Type.QDate: TIME,
        QMetaType.Type.Double: REAL,
    }
    integers = (QMetaType.Type.Int, QMetaType.Type.LongLong, QMetaType.Type.UInt, QMetaType.Type.ULongLong)
    kept = []
    for field in fields:
        if field.name().lower() not in gone:
            kind = INTEGER if field.type() in integers else kinds.get(field.type(), TEXT)
            kept.append(Column(field.name(), kind, field.comment()))
    return kept


def write(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict[str, Any],
    name: str,
    context: QgsProcessingContext,
    table: pd.DataFrame | Rows,
    columns: Sequence[Column],
    shapes: Shapes = None,
    crs: QgsCoordinateReferenceSystem | None = None,
    style: str = "",
    geometry: str = "",
    progress: Progress = SILENT,
) -> str | None:
    """Write a table to the output `name` and return its id, or None if that output was left out.

    Args:
        table: one row a feature, whole or made some rows at a time; must hold every one of `columns`. Missing values
            (None, NaN, NaT) are written as null; times are UTC.
        shapes: shapely geometries in the unit of `crs`, one a row, None where there is none; or a list of their WKB, or
            x and y of points, and then `geometry` must be given; left out for a table.
        style: the name of a style in resources/styles, put on when the layer is loaded.
        geometry: a WKB type such as "MultiPolygon" for the layer; found from `shapes` where it is left out.

    Raises:
        HotspotError: the output cannot be written. Nothing is left behind then, nor when Cancel is pressed,
            which waits for the spatial index of a GeoPackage where GDAL makes that (2.5 s for a million points).
    """
    value = parameters.get(name)
    if value is None or value == "":
        return None
    fields = fields_of(columns)
    wkb_type = _wkb_type(shapes, geometry)
    target = crs if crs is not None and shapes is not None else QgsCoordinateReferenceSystem()
    boxes = _boxes(shapes) if len(table) >= MANY and gdal_is_slow() else None
    with destination(algorithm, parameters, name, context) as (where, final):
        # GDAL makes the spatial index while it closes the file, and hears no Cancel: where that takes long, we make it
        ours = boxes is not None and final is not None and final.lower().endswith(".gpkg")
        filling = Part(progress, 0.0, 0.8) if ours else progress
        if ours:
            sink, identity = without_index(where[name], fields, wkb_type, target, context.transformContext()), final
        else:
            sink, identity = algorithm.parameterAsSink(
                where, name, context, fields, wkb_type, target, QgsFeatureSink.SinkFlag.RegeneratePrimaryKey
            )
        if sink is None:
            raise HotspotError(
                f"The output {name} cannot be written to {final or identity}: choose another place or format."
            )
        try:
            _fill(sink, fields, _rows(table, columns), shapes, len(table), filling)
            sink.flushBuffer()
        finally:
            del sink
        if ours and boxes is not None:
            add_index(Path(where[name]), boxes, Part(progress, 0.8, 1.0))
    written = str(final or identity)
    if style:
        style_when_loaded(context, written, style)
    return written


def _wkb_type(shapes: Shapes, geometry: str) -> Any:
    if shapes is None:
        return QgsWkbTypes.Type.NoGeometry
    if geometry:
        return QgsWkbTypes.parseType(geometry)
    names = {0: "Point", 1: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon"}
    kinds = {int(kind) for kind in np.unique(shapely.get_type_id(shapes)) if kind >= 0}
    if len(kinds) != 1:
        kinds = {max(kinds, default=3)}
    return QgsWkbTypes.parseType(names[kinds.pop()])


def _boxes(shapes: Shapes) -> Boxes | None:
    """Return the boxes around features; None where some have no place, or it would have to be read from WKB."""
    if isinstance(shapes, tuple):
        x, y = shapes
        return (x, x, y, y) if np.isfinite(x).all() and np.isfinite(y).all() else None
    if not isinstance(shapes, np.ndarray):
        return None
    west, south, east, north = shapely.bounds(shapes).T
    return (west, east, south, north) if np.isfinite(west).all() else None


def _rows(table: pd.DataFrame | Rows, columns: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(table), SLICE):
        stop = min(start + SLICE, len(table))
        part = table.iloc[start:stop] if isinstance(table, pd.DataFrame) else table.rows(start, stop)
        yield from zip(*(_values(part[column.name], column.kind) for column in columns), strict=True)


def _points(x: NDArray[np.float64], y: NDArray[np.float64]) -> Iterator[bytes]:
    """Yield the WKB of points."""
    for start in range(0, len(x), SLICE):
        part = slice(start, start + SLICE)
        made = np.empty(len(x[part]), dtype=_POINT)
        made["order"], made["type"], made["x"], made["y"] = 1, 1, x[part], y[part]
        whole, size = made.tobytes(), _POINT.itemsize
        yield from (whole[i : i + size] for i in range(0, len(whole), size))


def _values(series: pd.Series[Any], kind: str) -> list[Any]:
    """Return Python values that QGIS takes, None for missing ones."""
    gone = series.isna().to_numpy()
    if gone.all():
        return [None] * len(series)
    if kind == TIME:
        if getattr(series.dt, "tz", None) is not None:
            series = series.dt.tz_convert("UTC").dt.tz_localize(None)
        stamps = series.to_numpy(dtype="M8[ms]").astype(np.int64).tolist()
        utc = QTimeZone.utc()
        return [None if lost else QDateTime.fromMSecsSinceEpoch(ms, utc) for ms, lost in zip(stamps, gone, strict=True)]
    make: Any = {TEXT: str, INTEGER: int, REAL: float, FLAG: bool}[kind]
    if not gone.any() and kind == TEXT:
        return list(map(str, series.tolist()))
    if not gone.any():
        return list(series.to_numpy(dtype={INTEGER: np.int64, REAL: np.float64, FLAG: np.bool_}[kind]).tolist())
    return [None if lost else make(value) for value, lost in zip(series.tolist(), gone, strict=True)]


def _fill(
    sink: QgsFeatureSink,
    fields: QgsFields,
    rows: Iterator[tuple[Any, ...]],
    shapes: Shapes,
    total: int,
    progress: Progress,
) -> None:
    # not shapely's own choice of 4: inside QGIS its calls can end in an older GEOS, which refuses that
    binaries: Iterator[bytes | None]
    if isinstance(shapes, tuple):
        binaries = _points(*shapes)
    else:
        wkb = shapely.to_wkb(shapes, output_dimension=3, byte_order=1) if isinstance(shapes, np.ndarray) else shapes
        binaries = iter(repeat(None, total) if wkb is None else wkb)
    # the sink copies what it takes, so a few features carry all rows: twice as fast as making one for each
    pool = [(QgsFeature(fields), QgsGeometry()) for _ in range(min(BATCH, total))]
    carriers = [feature for feature, _ in pool]
    for start in range(0, total, BATCH):
        progress.at(start / total)
        batch = pool[: total - start]
        for (feature, shape), row, binary in zip(batch, islice(rows, len(batch)), binaries, strict=False):
            feature.setAttributes(list(row))
            if binary is None:
                feature.clearGeometry()
            else:
                shape.fromWkb(binary)
                feature.setGeometry(shape)
        if not sink.addFeatures(carriers[: len(batch)], QgsFeatureSink.Flag.FastInsert):
            raise HotspotError(f"The output could not be written: {sink.lastError() or 'the disk may be full'}.")
