"""A layer as fixes: points or lines with times in M; units may be interleaved, times may lack a zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from qgis.core import NULL, QgsFeatureRequest, QgsWkbTypes
from qgis.PyQt.QtCore import QDateTime, QMetaType, Qt

from ..core.clock import Times, parse, to_utc
from ..core.errors import HotspotError
from ..core.progress import SILENT, Progress
from ..core.tracking.fixes import NO_TIME, UNREADABLE_TIME, Collector, Fixes, Floats, Points, Reject, unusable
from ..core.tracking.pseudonyms import Pseudonyms
from ..core.tracking.rows import NO_UNIT
from ..core.trial.canonical import as_text
from .crs import DegreeCheck, check_crs
from .read import Layer, point_batches
from .tracklines import is_lines, read_vertices


def read_fixes(
    layer: Layer,
    unit_field: str,
    time_field: str,
    where: tzinfo | None,
    progress: Progress = SILENT,
    names: Pseudonyms | None = None,
) -> Fixes:
    """Read fixes from a layer of points, or of lines with times in M, in the layer's own coordinates.

    Args:
        layer: the points. Their accuracy (accuracy_m, horizontal_accuracy), speed in m/s (speed_ms, ground_speed) and
            segment are kept where they have them.
        unit_field: says which unit a point is of; "" for `unit` (or `device_id`, or Mergin's `tracked_by`), or for one
            unit, named as the layer, without it.
        time_field: says when; "" for `time`, or the layer's only date-and-time field.
        where: the zone of times without one; None if the user has not said.
        progress: 0 to 1.
        names: what units are called.

    Raises:
        HotspotError: the layer has no CRS, no points or lines, no such fields, no usable fix, or times without a zone
            and `where` is None.
    """
    check_crs(layer.crs, layer.name)
    kind = QgsWkbTypes.geometryType(layer.source.wkbType())
    if kind in (QgsWkbTypes.GeometryType.PolygonGeometry, QgsWkbTypes.GeometryType.NullGeometry):
        what = "polygons" if kind == QgsWkbTypes.GeometryType.PolygonGeometry else "rows without places"
        raise HotspotError(f"{layer.name} holds {what}: give points with a time each, or lines with times in M.")
    names = names or Pseudonyms()
    unit_field = unit_field or next((name for name in ("unit", "device_id", "tracked_by") if layer.has(name)), "")
    source = names.path(layer.name, () if unit_field else (layer.name,))
    degrees, collector = DegreeCheck(layer.crs, layer.name), Collector(names.of)
    if is_lines(layer):
        parts = iter([_of_lines(layer, unit_field, progress)])
    else:
        parts = _of_points(layer, unit_field, time_field or _time_field(layer), where, progress)
    seen = 0
    for raw in parts:
        degrees.see(raw.x, raw.y)
        if not unit_field:
            raw.units[:] = layer.name
        _collect(collector, source, raw, seen, layer.crs.isGeographic())
        seen += len(raw.x)
    degrees.tell()
    if not unit_field:
        progress.say(f"{layer.name} has no field unit, so all its points are of one unit, named {layer.name}.")
    fixes = collector.finish()
    names.tell(progress)
    return fixes


def _collect(collector: Collector, source: str, raw: _Raw, before: int, degrees: bool) -> None:
    """Give fixes to a collector; `before` were read before them."""
    reasons = unusable(raw.x, raw.y, degrees)
    lost = np.isnat(raw.time)
    reasons[lost] = np.where(raw.no_time, NO_TIME, UNREADABLE_TIME)[lost]
    reasons[pd.isna(raw.units)] = NO_UNIT
    good = pd.isna(reasons)
    for i in np.flatnonzero(~good):
        content = f"time={raw.texts[i]} x={raw.x[i]:.10g} y={raw.y[i]:.10g}"
        collector.reject(Reject(source, before + int(i) + 1, reasons[i], content))
    row = np.arange(before + 1, before + len(raw.x) + 1, dtype=np.int64)
    points = Points(
        row[good],
        raw.segment[good],
        raw.time[good],
        raw.x[good],
        raw.y[good],
        raw.accuracy_m[good],
        raw.speed_ms[good],
        unit=raw.units[good],
    )
    collector.add("", source, points)


@dataclass(frozen=True)
class _Raw:
    """What a layer says of its fixes; `texts` are the times as they stand in it."""

    x: Floats
    y: Floats
    time: Times
    units: NDArray[np.object_]
    segment: NDArray[np.int64]
    accuracy_m: Floats
    speed_ms: Floats
    no_time: NDArray[np.bool_]
    texts: NDArray[Any]


def _of_lines(layer: Layer, unit_field: str, progress: Progress) -> _Raw:
    found = read_vertices(layer, unit_field, progress)
    nothing = np.full(len(found.x), np.nan)
    lost = np.isnat(found.time)
    return _Raw(found.x, found.y, found.time, found.unit, found.segment, nothing, nothing, lost, found.time)


def _of_points(
    layer: Layer, unit_field: str, time_field: str, where: tzinfo | None, progress: Progress
) -> Iterator[_Raw]:
    numeric = {kept: next((one for one in names if _is_number(layer, one)), "") for kept, names in _KEPT.items()}
    fields = [time_field, *([unit_field] if unit_field else []), *(name for name in numeric.values() if name)]
    times = _Times(layer, time_field, where)
    for x, y, table in point_batches(layer, list(dict.fromkeys(fields)), progress):
        texts = table[time_field]
        time = times.read(texts)
        units = np.full(len(x), None, dtype=object)
        if unit_field:
            # few different names, many rows
            codes, kinds = pd.factorize(table[unit_field])
            labels = [label if label and label.strip() else None for label in as_text(pd.Series(kinds))]
            units = np.array([*labels, None], dtype=object)[codes]
        numbers = {
            kept: table[name].astype(np.float64) if name else np.full(len(x), np.nan) for kept, name in numeric.items()
        }
        segment = np.nan_to_num(numbers["segment"], nan=1.0).astype(np.int64)
        gone = np.asarray(pd.isna(texts))
        yield _Raw(x, y, time, units, segment, numbers["accuracy_m"], numbers["speed_ms"], gone, texts)
    if times.bare:
        progress.say(f"{times.bare:,} times of {layer.name} have no time zone and were taken as {where}.")


# QField's names, after its variables, beside ours
_KEPT = {
    "accuracy_m": ("accuracy_m", "horizontal_accuracy", "gnss_horizontal_accuracy"),
    "speed_ms": ("speed_ms", "ground_speed", "gnss_ground_speed"),
    "segment": ("segment",),
}


def _is_number(layer: Layer, name: str) -> bool:
    position = layer.fields.lookupField(name)
    return bool(position >= 0 and layer.fields.at(position).isNumeric())


def _time_field(layer: Layer) -> str:
    if layer.has("time"):
        return "time"
    moments = [field.name() for field in layer.fields if field.type() == QMetaType.Type.QDateTime]
    if len(moments) == 1:
        return str(moments[0])
    have = ", ".join(layer.fields.names()) or "none"
    raise HotspotError(f"{layer.name} has no field time: choose TIME_FIELD; its fields are: {have}.")


class _Times:
    """The times of a layer's field, read some rows at a time; `bare` of them named no zone."""

    def __init__(self, layer: Layer, field: str, where: tzinfo | None) -> None:
        self._layer, self._field, self._where = layer.name, field, where
        self._kind = layer.field(field).type()
        self._zoneless = self._kind == QMetaType.Type.QDateTime and _zoneless(layer, field)
        self.bare = 0

    def read(self, values: NDArray[Any]) -> Times:
        if self._kind == QMetaType.Type.QString:
            times, bare = parse(values.tolist(), self._where)
        elif self._kind == QMetaType.Type.QDateTime:
            times = values.astype("M8[ms]")
            bare = ~np.isnat(times) & self._zoneless
            if self._where is not None and bare.any():
                times = to_utc(times, self._where)
        else:
            raise HotspotError(
                f"The field {self._field} of {self._layer} holds no dates with times of day: choose another TIME_FIELD."
            )
        if bare.any() and self._where is None:
            raise HotspotError(
                f"The times in {self._field} of {self._layer} have no time zone: 14:00 in July is 14:00 UTC, or 13:00 "
                "UTC if it is London's. Set TIME_ZONE to UTC, or to the zone that they are in, such as Europe/London."
            )
        self.bare += int(bare.sum())
        return times


def _zoneless(layer: Layer, field: str) -> bool:
    """Tell whether the layer's times are clock times of no known zone, by the first that is there."""
    position = layer.fields.lookupField(field)
    request = QgsFeatureRequest().setSubsetOfAttributes([position]).setFlags(QgsFeatureRequest.Flag.NoGeometry)
    for feature in layer.source.getFeatures(request):
        value = feature.attribute(position)
        if value is not None and value != NULL:
            return isinstance(value, QDateTime) and value.timeSpec() == Qt.TimeSpec.LocalTime
    return False
