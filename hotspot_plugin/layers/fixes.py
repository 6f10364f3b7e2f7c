"""A point layer as fixes: units may be interleaved, times may lack a zone."""

from __future__ import annotations

from datetime import tzinfo

import numpy as np
import pandas as pd
from qgis.core import NULL, QgsFeatureRequest
from qgis.PyQt.QtCore import QDateTime, QMetaType, Qt

from ..core.clock import Times, parse, to_utc
from ..core.errors import HotspotError
from ..core.progress import SILENT, Progress
from ..core.tracking.fixes import NO_TIME, UNREADABLE_TIME, Collector, Fixes, Points, Reject, unusable
from ..core.trial.canonical import as_text
from .crs import check_crs, check_degrees
from .read import Layer, read_points

NO_UNIT = "no unit"


def read_fixes(
    layer: Layer, unit_field: str, time_field: str, where: tzinfo | None, progress: Progress = SILENT
) -> Fixes:
    """Read fixes from a point layer, in the layer's own coordinates.

    Args:
        layer: the points. Their fields accuracy_m, speed_ms and segment are kept where they have them.
        unit_field: says which unit a point is of; "" for `unit`, or for one unit, named as the layer, without it.
        time_field: says when; "" for `time`, or the layer's only date-and-time field.
        where: the zone of times without one; None if the user has not said.

    Raises:
        HotspotError: the layer has no CRS, no such fields, no usable fix, or times without a zone and `where` is None.
    """
    check_crs(layer.crs, layer.name)
    time_field = time_field or _time_field(layer)
    unit_field = unit_field or ("unit" if layer.has("unit") else "")
    extra = [name for name in ("accuracy_m", "speed_ms", "segment") if _is_number(layer, name)]
    fields = list(dict.fromkeys([time_field, *([unit_field] if unit_field else []), *extra]))
    x, y, table = read_points(layer, fields, progress)
    check_degrees(layer.crs, x[np.isfinite(x)], y[np.isfinite(y)], layer.name)
    time = _times(layer, table[time_field], time_field, where, progress)
    if unit_field:
        labels = as_text(table[unit_field])
        units = np.array([label if label and label.strip() else None for label in labels], dtype=object)
    else:
        progress.say(f"{layer.name} has no field unit, so all its points are of one unit, named {layer.name}.")
        units = np.full(len(table), layer.name, dtype=object)

    reasons = unusable(x, y, layer.crs.isGeographic())
    gone = pd.isna(table[time_field]).to_numpy()
    reasons[np.isnat(time)] = np.where(gone, NO_TIME, UNREADABLE_TIME)[np.isnat(time)]
    reasons[pd.isna(units)] = NO_UNIT
    good = pd.isna(reasons)

    collector = Collector()
    for i in np.flatnonzero(~good):
        content = f"unit={units[i]} time={table[time_field].iloc[i]} x={x[i]:.10g} y={y[i]:.10g}"
        collector.reject(Reject(layer.name, int(i) + 1, reasons[i], content))
    numbers = {
        name: table[name].to_numpy(dtype=np.float64) if name in extra else np.full(len(x), np.nan) for name in _KEPT
    }
    segment = np.nan_to_num(numbers["segment"], nan=1.0).astype(np.int64)
    row = np.arange(1, len(x) + 1, dtype=np.int64)
    for unit, rows in pd.Series(np.flatnonzero(good)).groupby(units[good], sort=True):
        i = rows.to_numpy()
        points = Points(row[i], segment[i], time[i], x[i], y[i], numbers["accuracy_m"][i], numbers["speed_ms"][i])
        collector.add(str(unit), layer.name, points)
    return collector.finish()


_KEPT = ("accuracy_m", "speed_ms", "segment")


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


def _times(layer: Layer, values: pd.Series, field: str, where: tzinfo | None, progress: Progress) -> Times:
    kind = layer.fields.at(layer.fields.lookupField(field)).type()
    if kind == QMetaType.Type.QString:
        times, bare = parse(values.tolist(), where)
    elif kind == QMetaType.Type.QDateTime:
        times = values.to_numpy(dtype="M8[ms]")
        bare = ~np.isnat(times) & _zoneless(layer, field)
        if where is not None and bare.any():
            times = to_utc(times, where)
    else:
        raise HotspotError(
            f"The field {field} of {layer.name} holds no dates with times of day: choose another TIME_FIELD."
        )
    if bare.any() and where is None:
        raise HotspotError(
            f"The times in {field} of {layer.name} have no time zone: 14:00 in July is 14:00 UTC, or 13:00 UTC if "
            "it is London's. Set TIME_ZONE to UTC, or to the zone that they are in, such as Europe/London."
        )
    if bare.any():
        progress.say(f"{int(bare.sum()):,} times of {layer.name} have no time zone and were taken as {where}.")
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
