"""QGIS layers as arrays: in bulk, only the fields asked for, by GDAL's Arrow stream where the source allows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from qgis.core import (
    NULL,
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsFeatureSource,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsProcessingFeatureSource,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime, QTimeZone

from ..core.errors import HotspotError
from ..core.growing import Growing
from ..core.progress import SILENT, Progress
from . import arrow
from .arrow import xy

CHECK_EVERY = 20_000


@dataclass(frozen=True)
class Layer:
    """One input of an algorithm: the source to iterate over and, where it is a whole GeoPackage table, that table."""

    source: QgsFeatureSource
    name: str
    table: tuple[str, str] | None = None

    @property
    def crs(self) -> QgsCoordinateReferenceSystem:
        """The layer's coordinate reference system."""
        return self.source.sourceCrs()

    @property
    def fields(self) -> QgsFields:
        """The layer's fields."""
        return self.source.fields()

    def has(self, field: str) -> bool:
        """Tell whether the layer has a field of this name."""
        return bool(self.fields.lookupField(field) >= 0)

    def field(self, name: str) -> QgsField:
        """Return a field.

        Raises:
            HotspotError: there is none of this name.
        """
        return self.fields.at(_positions(self, [name])[0])


def read_points(
    layer: Layer, fields: Sequence[str] = (), progress: Progress = SILENT
) -> tuple[NDArray[np.float64], NDArray[np.float64], pd.DataFrame]:
    """Read a point layer.

    Returns:
        x, y in the layer's own unit, NaN where a feature has no location; and a table of `fields`, one row a feature in
        the layer's order, whose columns are int64 or float64 (NaN for null), datetime64[ms] in UTC (NaT), or object
        (text, None).

    Raises:
        HotspotError: the layer is empty, a field is missing, or a feature has several points.
    """
    xs, ys, columns = Growing(np.float64), Growing(np.float64), {name: Growing() for name in fields}
    for x, y, values in point_batches(layer, fields, progress):
        xs.add(x)
        ys.add(y)
        for name, column in columns.items():
            column.add(values[name])
    x, y = xs.take(), ys.take()
    table = pd.DataFrame({name: column.take() for name, column in columns.items()}, index=pd.RangeIndex(len(x)))
    return x, y, table


def point_batches(
    layer: Layer, fields: Sequence[str] = (), progress: Progress = SILENT
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64], arrow.Columns]]:
    """Yield a point layer some features at a time: x, y and the columns of `fields`, as `read_points` has them.

    Where a batch has nulls and others have none, a column of whole numbers is float64 in that batch alone.

    Raises:
        HotspotError: as `read_points`.
    """
    positions = _positions(layer, fields)
    _with_places(layer)
    fast = None if layer.table is None else arrow.point_batches(*_table(layer, fields), progress)
    some = False
    for x, y, columns in fast if fast is not None else _slow_batches(layer, positions, fields, progress):
        some = some or bool(x.size)
        yield x, y, columns
    if not some:
        raise HotspotError(f"{layer.name} has no features: choose another layer, or check its filter and selection.")


def _slow_batches(
    layer: Layer, positions: list[int], fields: Sequence[str], progress: Progress
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64], arrow.Columns]]:
    for wkb, rows in _iterate(layer, positions, progress):
        yield *xy(wkb, layer.name), _columns(rows, layer.fields, positions, fields)


def read_shapes(
    layer: Layer, fields: Sequence[str] = (), progress: Progress = SILENT
) -> tuple[NDArray[np.object_], pd.DataFrame]:
    """Read lines or polygons as shapely geometries (None where a feature has none) and a table, as `read_points`.

    Raises:
        HotspotError: the layer is empty or a field is missing.
    """
    positions = _positions(layer, fields)
    _with_places(layer)
    fast = None if layer.table is None else arrow.read_shapes(*_table(layer, fields), progress)
    if fast is not None:
        wkb, table = fast
    else:
        wkb, rows = _all(layer, positions, progress)
        table = _frame(rows, layer.fields, positions, fields)
    if not wkb:
        raise HotspotError(f"{layer.name} has no features: choose another layer, or check its filter and selection.")
    shapes = shapely.from_wkb(np.array([*wkb, None], dtype=object))[:-1]
    empty = shapely.is_empty(shapes)
    shapes[empty] = None
    return shapes, table


def read_polygons(
    layer: Layer, fields: Sequence[str] = (), progress: Progress = SILENT
) -> tuple[NDArray[np.object_], pd.DataFrame]:
    """Read polygons, each valid and with an area; the features must all have one.

    Raises:
        HotspotError: as `read_shapes`, and for a feature that is no polygon or has no area. Invalid rings are
            repaired, which is said.
    """
    shapes, table = read_shapes(layer, fields, progress)
    missing = np.flatnonzero(shapely.is_missing(shapes))
    if missing.size:
        raise HotspotError(f"Feature {missing[0] + 1} of {layer.name} has no geometry: delete it or draw it.")
    wrong = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), (3, 6)))
    if wrong.size:
        raise HotspotError(f"Feature {wrong[0] + 1} of {layer.name} is no polygon: use a polygon layer.")
    invalid = ~shapely.is_valid(shapes)
    if invalid.any():
        progress.warn(f"{invalid.sum()} shapes of {layer.name} cross themselves and were repaired for the computation.")
        shapes[invalid] = [_polygonal(shape) for shape in shapely.make_valid(shapes[invalid])]
    flat = np.flatnonzero(shapely.area(shapes) == 0)
    if flat.size:
        raise HotspotError(f"Feature {flat[0] + 1} of {layer.name} has no area: delete it or draw it anew.")
    return shapes, table


def read_table(layer: Layer, fields: Sequence[str], progress: Progress = SILENT) -> pd.DataFrame:
    """Read fields alone, as `read_points`.

    Raises:
        HotspotError: the layer is empty or a field is missing.
    """
    positions = _positions(layer, fields)
    _, rows = _all(layer, positions, progress, geometry=False)
    if not rows:
        raise HotspotError(f"{layer.name} has no rows.")
    return _frame(rows, layer.fields, positions, fields)


def _with_places(layer: Layer) -> None:
    if layer.source.wkbType() == QgsWkbTypes.Type.NoGeometry:
        raise HotspotError(f"{layer.name} is a table without places: make points of its coordinates first.")


def _table(layer: Layer, fields: Sequence[str]) -> tuple[arrow.Table, dict[str, str]]:
    """Return where a GeoPackage layer is, and the names of `fields` there by the names that they were asked for."""
    path, name = layer.table or ("", "")
    real = {field: layer.fields.at(layer.fields.lookupField(field)).name() for field in fields}
    return arrow.Table(path, name, layer.name, layer.source.featureCount()), real


def _positions(layer: Layer, fields: Sequence[str]) -> list[int]:
    positions = [layer.fields.lookupField(field) for field in fields]
    for field, position in zip(fields, positions, strict=True):
        if position < 0:
            have = ", ".join(layer.fields.names()) or "none"
            raise HotspotError(f"{layer.name} has no field {field}; its fields are: {have}.")
    return positions


def _all(
    layer: Layer, positions: list[int], progress: Progress, geometry: bool = True
) -> tuple[list[bytes | None], list[list[Any]]]:
    wkb: list[bytes | None] = []
    rows: list[list[Any]] = []
    for more, below in _iterate(layer, positions, progress, geometry):
        wkb += more
        rows += below
    return wkb, rows


def _iterate(
    layer: Layer, positions: list[int], progress: Progress, geometry: bool = True
) -> Iterator[tuple[list[bytes | None], list[list[Any]]]]:
    """Yield geometries as WKB (none without `geometry`) and attributes, `CHECK_EVERY` features at a time."""
    request = QgsFeatureRequest()
    request.setSubsetOfAttributes(positions)
    if not geometry:
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    total = max(layer.source.featureCount(), 1)
    kind = layer.source.wkbType()
    arcs = QgsWkbTypes.isCurvedType(kind) or kind == QgsWkbTypes.Type.Unknown
    wkb: list[bytes | None] = []
    rows: list[list[Any]] = []
    for i, feature in enumerate(_features(layer.source, request)):
        if not i % CHECK_EVERY:
            progress.at(min(i / total, 1.0))
            if rows:
                yield wkb, rows
                wkb, rows = [], []
        if geometry:
            wkb.append(_wkb(feature.geometry(), arcs) if feature.hasGeometry() else None)
        rows.append([feature.attribute(p) for p in positions])
    progress.at(1.0)
    yield wkb, rows


def _features(source: QgsFeatureSource, request: QgsFeatureRequest) -> Any:
    # QGIS would stop at lines of no length and rings that cross themselves, which are left out or repaired here
    if isinstance(source, QgsProcessingFeatureSource):
        return source.getFeatures(request, Qgis.ProcessingFeatureSourceFlag.SkipGeometryValidityChecks)
    return source.getFeatures(request)


def _wkb(geometry: QgsGeometry, arcs: bool) -> bytes:
    """Return a geometry's WKB; where there may be arcs, which shapely does not know, they become chords."""
    if arcs and QgsWkbTypes.isCurvedType(geometry.wkbType()):
        geometry.convertToStraightSegment()
    return bytes(geometry.asWkb().data())


def _frame(rows: list[list[Any]], all_fields: QgsFields, positions: list[int], names: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(_columns(rows, all_fields, positions, names), index=pd.RangeIndex(len(rows)))


def _columns(
    rows: list[list[Any]], all_fields: QgsFields, positions: list[int], names: Sequence[str]
) -> dict[str, NDArray[Any]]:
    return {
        name: _column(
            [row[i] for row in rows], all_fields.at(position).isNumeric(), all_fields.at(position).isDateOrTime()
        )
        for i, (name, position) in enumerate(zip(names, positions, strict=True))
    }


def _column(values: list[Any], numeric: bool, when: bool) -> NDArray[Any]:
    plain = [None if value is None or value == NULL else value for value in values]
    if numeric:
        if plain and all(isinstance(value, int) for value in plain):
            return np.array(plain, dtype=np.int64)
        return np.array([np.nan if value is None else value for value in plain], dtype=np.float64)
    if when and not any(isinstance(value, QTime) for value in plain):
        return np.array(
            [np.datetime64("NaT") if value is None else np.datetime64(utc_ms(value), "ms") for value in plain],
            dtype="M8[ms]",
        )
    return np.array([_text(value) for value in plain] + [None], dtype=object)[:-1]


def _text(value: Any) -> Any:
    return value.toString(Qt.DateFormat.ISODate) if isinstance(value, QTime) else value


def utc_ms(value: QDateTime | QDate) -> int:
    """Return milliseconds since 1970 in UTC; a date is its midnight, and a time of no known zone is taken as UTC."""
    if isinstance(value, QDate):
        return int(QDateTime(value, QTime(0, 0), QTimeZone.utc()).toMSecsSinceEpoch())
    if value.timeSpec() == Qt.TimeSpec.LocalTime:
        return int(QDateTime(value.date(), value.time(), QTimeZone.utc()).toMSecsSinceEpoch())
    return int(value.toMSecsSinceEpoch())


def _polygonal(shape: Any) -> Any:
    parts = [part for part in shapely.get_parts(shape) if shapely.get_type_id(part) in (3, 6)]
    return shapely.union_all(parts) if parts else shape
