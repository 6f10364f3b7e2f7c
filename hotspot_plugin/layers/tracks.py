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
from ..core.growing import Growing
from ..core.progress import SILENT, Part, Progress
from ..core.tracking.legs import Track, order_fixes
from ..core.trial.canonical import as_text, check_ids
from .crs import DegreeCheck, MetreSpace
from .read import Layer, point_batches, read_polygons, read_table


@dataclass(frozen=True)
class Hotspots:
    """The h hotspots of a layer, in its order.

    Attributes:
        ids: (h,) keys.
        arms: (h,) arms, None where there is none.
        names: (h,) names, None where there is none.
        shapes: (h,) multipolygons in the layer's own unit.
        metres: (h,) polygons in the metres of `space`.
        space: where distances are computed.
    """

    ids: NDArray[np.object_]
    arms: NDArray[np.object_]
    names: NDArray[np.object_]
    shapes: NDArray[np.object_]
    metres: NDArray[np.object_]
    space: MetreSpace


def read_hotspots(
    layer: Layer, id_field: str, context: QgsCoordinateTransformContext, progress: Progress = SILENT
) -> Hotspots:
    """Read polygons with keys, and with arms and names if there are fields `arm` and `name`.

    Raises:
        HotspotError: as `read_polygons` and `MetreSpace.of`; a key is missing or there twice.
    """
    more = [name for name in ("arm", "name") if layer.has(name)]
    shapes, table = read_polygons(layer, list(dict.fromkeys([id_field, *more])), progress)
    ids = np.array(check_ids(as_text(table[id_field]), layer.name, id_field), dtype=object)
    arms, names = (_texts(table[n]) if n in more else np.full(len(ids), None, dtype=object) for n in ("arm", "name"))
    corners = shapely.get_coordinates(shapes)
    space = MetreSpace.of(layer.crs, corners[:, 0], corners[:, 1], context, layer.name, progress)
    return Hotspots(ids, arms, names, _multi(shapes), space.geometries_into(shapes, layer.crs, layer.name), space)


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
    units, segments = _Codes(), _Codes()
    times, degrees = _Times(layer, time_field, progress), DegreeCheck(layer.crs, layer.name)
    kinds: dict[str, Any] = {"unit": np.int32, "time": "M8[ms]", "x": np.float64, "y": np.float64, "segment": np.int32}
    columns = {name: Growing(kind) for name, kind in kinds.items()}
    columns |= {name: Growing(np.float32) for name in said}  # ten million fixes: each of these is 40 MB
    reading = Part(progress, 0.0, 0.9)
    for x, y, table in point_batches(layer, list(dict.fromkeys(fields)), reading):
        columns["unit"].add(units.of(_texts(table[unit_field])))
        columns["time"].add(times.read(table[time_field]))
        for axis, metres in zip("xy", space.some_into(x, y, degrees), strict=True):
            columns[axis].add(metres)
        if "segment" in fields:
            columns["segment"].add(segments.of(table["segment"]))
        for name in said:
            columns[name].add(table[name])
    degrees.tell()
    times.tell()
    count = len(columns["time"])
    made = {name: column.take() for name, column in columns.items() if len(column)}
    unit = pd.Categorical.from_codes(made.pop("unit"), pd.Index(units.names, dtype=object))
    speed, accuracy = (made.pop(name, None) for name in _SAID)
    ordering = Part(progress, 0.9, 1.0)
    segment = made.get("segment")
    track = order_fixes(unit, made["time"], made["x"], made["y"], max_gap_s, segment, speed, accuracy, ordering)
    return track, count


class _Codes:
    """Few different values of many rows, as their numbers in the order in which they came; −1 for none."""

    def __init__(self) -> None:
        self._known: dict[Any, int] = {}

    @property
    def names(self) -> list[Any]:
        """The values, by number."""
        return list(self._known)

    def of(self, values: NDArray[Any]) -> NDArray[np.int32]:
        codes, kinds = pd.factorize(values)
        numbers = [self._known.setdefault(kind, len(self._known)) for kind in kinds.tolist()]
        return np.array([*numbers, -1], dtype=np.int32)[codes]


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
    for name in ("starts", "ends"):
        times = _Times(layer, name, progress)
        made[name] = times.read(table[name].to_numpy())
        times.tell()
    return pd.DataFrame(made)


def _texts(column: pd.Series[Any] | NDArray[Any]) -> NDArray[np.object_]:
    """Return keys as text, None for missing and blank ones; few different ones, many rows."""
    codes, kinds = pd.factorize(column)
    names = [name if name and name.strip() else None for name in as_text(pd.Series(kinds))]
    return np.array([*names, None], dtype=object)[codes]


class _Times:
    """A field's times, read some rows at a time, in UTC."""

    def __init__(self, layer: Layer, field: str, progress: Progress) -> None:
        self._field, self._layer, self._progress = field, layer.name, progress
        self._days = layer.field(field).type() == QMetaType.Type.QDate
        self._bare = 0
        self._some = False
        self._first: str | None = None

    def read(self, column: NDArray[Any]) -> NDArray[np.datetime64]:
        """Return times, NaT where there is none.

        Raises:
            HotspotError: the field holds days or numbers.
        """
        if self._days:
            raise HotspotError(
                f"The field {self._field} of {self._layer} holds days, without a time of day: choose another field."
            )
        if column.dtype.kind == "M":
            self._some = True  # a field of times, whether or not it has any
            return column
        if column.dtype.kind != "O":
            raise HotspotError(
                f"The field {self._field} of {self._layer} holds numbers, not dates and times: choose another field."
            )
        texts = [None if value is None else str(value) for value in column]
        times, bare = clock.parse(texts, UTC)
        self._bare += int(bare.sum())
        self._some = self._some or not np.isnat(times).all()
        self._first = self._first or next((text for text in texts if text), None)
        return times

    def tell(self) -> None:
        """Say, at the end, how many times named no zone.

        Raises:
            HotspotError: no text was a time.
        """
        if not self._some and self._first is None:
            raise HotspotError(
                f"The field {self._field} of {self._layer} is empty: choose the field that holds the times."
            )
        if not self._some:
            raise HotspotError(
                f"The field {self._field} of {self._layer} holds no times that can be read (its first value is "
                f"{self._first}): use a field of date and time, or text such as 2026-01-05T14:00:07Z."
            )
        if self._bare:
            self._progress.say(
                f"{self._bare:,} times in {self._field} of {self._layer} name no time zone and are taken as UTC."
            )


def _multi(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return polygons as multipolygons, for a layer that has both."""
    parts, which = shapely.get_parts(shapely.force_2d(shapes), return_index=True)
    return np.asarray(shapely.multipolygons(parts, indices=which), dtype=object)
