"""What the tracking room reads: hotspots with their arms, fixes in order, schedules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from qgis.core import QgsCoordinateTransformContext
from qgis.PyQt.QtCore import QMetaType

from ..core import clock
from ..core.errors import HotspotError
from ..core.progress import SILENT, Progress
from ..core.tracking.legs import Track, order_fixes
from ..core.trial.canonical import as_text, check_ids
from .crs import MetreSpace
from .read import Layer, read_points, read_polygons, read_table


@dataclass(frozen=True)
class Hotspots:
    """The h hotspots of a layer, in its order.

    Attributes:
        ids: (h,) keys.
        arms: (h,) arms, None where there is none.
        shapes: (h,) multipolygons in the layer's own unit.
        metres: (h,) polygons in the metres of `space`.
        space: where distances are computed.
    """

    ids: NDArray[np.object_]
    arms: NDArray[np.object_]
    shapes: NDArray[np.object_]
    metres: NDArray[np.object_]
    space: MetreSpace


def read_hotspots(
    layer: Layer, id_field: str, context: QgsCoordinateTransformContext, progress: Progress = SILENT
) -> Hotspots:
    """Read polygons with keys, and with arms if there is a field `arm`.

    Raises:
        HotspotError: as `read_polygons` and `MetreSpace.of`; a key is missing or there twice.
    """
    has_arm = layer.has("arm")
    shapes, table = read_polygons(layer, [id_field, "arm"] if has_arm else [id_field], progress)
    ids = np.array(check_ids(as_text(table[id_field]), layer.name, id_field), dtype=object)
    arms = _texts(table["arm"]) if has_arm else np.full(len(ids), None, dtype=object)
    corners = shapely.get_coordinates(shapes)
    space = MetreSpace.of(layer.crs, corners[:, 0], corners[:, 1], context, layer.name, progress)
    return Hotspots(ids, arms, _multi(shapes), space.geometries_into(shapes, layer.crs, layer.name), space)


def read_track(
    layer: Layer,
    unit_field: str,
    time_field: str,
    space: MetreSpace,
    max_gap_s: float | None,
    progress: Progress = SILENT,
) -> tuple[Track, int]:
    """Read fixes; return them in order, and how many there were.

    Fields `segment`, and `speed_ms` and `accuracy_m` if they hold numbers, are used where there are any.

    Raises:
        HotspotError: as `read_points` and `order_fixes`; the field of time holds no times.
    """
    said = [name for name in _SAID if _is_number(layer, name)]
    fields = [unit_field, time_field, *(["segment"] if layer.has("segment") else []), *said]
    x, y, table = read_points(layer, list(dict.fromkeys(fields)), progress)
    count = len(table)
    when = _times(layer, time_field, table, progress)
    x, y = space.into(x, y, layer.crs, layer.name)
    segment = table["segment"].to_numpy() if "segment" in table else None
    speed, accuracy = (table[name].to_numpy(dtype=np.float64) if name in said else None for name in _SAID)
    units = _texts(table[unit_field])
    del table  # ten million fixes are a gigabyte: what is not needed again must not be held
    return order_fixes(units, when, x, y, max_gap_s, segment, speed, accuracy), count


_SAID = ("speed_ms", "accuracy_m")


def _is_number(layer: Layer, name: str) -> bool:
    position = layer.fields.lookupField(name)
    return bool(position >= 0 and layer.fields.at(position).isNumeric())


def read_teams(layer: Layer, unit_field: str, team_field: str, track: Track) -> NDArray[np.object_]:
    """Return the team of each unit of a track, (k,): the commonest of its fixes', None where there is none.

    Raises:
        HotspotError: as `read_table`.
    """
    table = read_table(layer, list(dict.fromkeys([unit_field, team_field])))
    named = pd.DataFrame({"unit": _texts(table[unit_field]), "team": _texts(table[team_field])}).dropna()
    counts = named.value_counts(sort=True).reset_index()
    team = counts.drop_duplicates("unit").set_index("unit")["team"].reindex(track.units)
    return np.array([None if pd.isna(name) else name for name in team], dtype=object)


def read_schedule(layer: Layer, progress: Progress = SILENT) -> pd.DataFrame:
    """Read a schedule for `core.tracking.periods.scheduled`; it has a column `arm` only if the layer has one.

    Raises:
        HotspotError: as `read_table`; `starts` or `ends` holds no times.
    """
    texts = ["hotspot_id", "period", *(["arm"] if layer.has("arm") else [])]
    table = read_table(layer, [*texts, "starts", "ends"], progress)
    made: dict[str, Any] = {name: pd.Series(_texts(table[name]), dtype=object) for name in texts}
    return pd.DataFrame({**made, **{name: _times(layer, name, table, progress) for name in ("starts", "ends")}})


def _texts(column: pd.Series[Any]) -> NDArray[np.object_]:
    """Return keys as text, None for missing and blank ones; few different ones, many rows."""
    codes, kinds = pd.factorize(column)
    names = [name if name and name.strip() else None for name in as_text(pd.Series(kinds))]
    return np.array([*names, None], dtype=object)[codes]


def _times(layer: Layer, field: str, table: pd.DataFrame, progress: Progress) -> NDArray[np.datetime64]:
    """Return a field's times in UTC, NaT where there is none.

    Raises:
        HotspotError: the field holds no times.
    """
    column = table[field].to_numpy()
    if layer.fields.at(layer.fields.lookupField(field)).type() == QMetaType.Type.QDate:
        raise HotspotError(
            f"The field {field} of {layer.name} holds days, without a time of day: choose another field."
        )
    if column.dtype.kind == "M":
        return column
    if column.dtype.kind != "O":
        raise HotspotError(
            f"The field {field} of {layer.name} holds numbers, not dates and times: choose another field."
        )
    texts = [None if value is None else str(value) for value in column]
    times, bare = clock.parse(texts, UTC)
    if np.isnat(times).all():
        first = next((text for text in texts if text), None)
        if first is None:
            raise HotspotError(f"The field {field} of {layer.name} is empty: choose the field that holds the times.")
        raise HotspotError(
            f"The field {field} of {layer.name} holds no times that can be read (its first value is {first}): use a "
            "field of date and time, or text such as 2026-01-05T14:00:07Z."
        )
    if bare.any():
        progress.say(f"{bare.sum():,} times in {field} of {layer.name} name no time zone and are taken as UTC.")
    return times


def _multi(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return polygons as multipolygons, for a layer that has both."""
    parts, which = shapely.get_parts(shapely.force_2d(shapes), return_index=True)
    return np.asarray(shapely.multipolygons(parts, indices=which), dtype=object)
