"""A layer of crimes as what can be counted: in metres, and what cannot be used left out with its reason and number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsExpression,
    QgsFeatureRequest,
)

from ..core.errors import HotspotError
from ..core.progress import SILENT, Part, Progress
from ..core.targeting import observed, shifts
from ..core.targeting.exclude import inside
from ..core.targeting.hexhotspots import check_weights
from .crs import WGS84, MetreSpace, transform_points
from .read import Layer, read_points, read_polygons

ELSEWHERE = 100_000.0  # metres; the middle of the points must be further away from a zero than this to doubt the zero
FEW = 10  # crimes; of fewer nothing can be said to be hot
WITHIN = 2_000.0  # metres; so far from where a datum is meant for, one shift of it differs from another by hundreds


@dataclass(frozen=True)
class Crimes:
    """The crimes that count.

    Attributes:
        space: the projected system that they are in.
        x, y: metres, all finite, shape (n,).
        weight: harm of each, not negative, NaN where unknown; None if not asked for.
        time: datetime64[ms] in UTC, NaT where unknown; None if not asked for.
        text: what the crime says of its place, None where it says nothing; None if not asked for.
        left_out: how many crimes of the layer are not among them.
        until: latest time of each in UTC, not before `time`, NaT where unknown; None if not asked for.
    """

    space: MetreSpace
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    weight: NDArray[np.float64] | None
    time: NDArray[np.datetime64] | None
    left_out: int
    text: NDArray[np.object_] | None = None
    until: NDArray[np.datetime64] | None = None

    def on_the_wall(self, zone: tzinfo) -> NDArray[np.datetime64] | None:
        """Return `time` as the clocks of a zone showed it, by which a crime is of its day and month.

        Dates and months stay what they are.
        """
        span = None if self.time is None else observed.observe(self.time)
        if self.time is None or span is None:
            return self.time
        return shifts.on_the_wall(self.time, None, zone, span.precision != observed.TIME)[0]


def read_crimes(
    layer: Layer,
    transforms: QgsCoordinateTransformContext,
    weight_field: str = "",
    time_field: str = "",
    exclude: Layer | None = None,
    progress: Progress = SILENT,
    text_field: str = "",
    space: MetreSpace | None = None,
    until_field: str = "",
) -> Crimes:
    """Read crimes, leave out those that cannot be used or are excluded, and say how many for which reason.

    Args:
        layer: points.
        transforms: which coordinate operations the user prefers.
        weight_field, time_field, text_field, until_field: fields of `layer`, empty for none.
        exclude: polygons in which crimes do not count.
        progress: for long work.
        space: where to compute, such as that of the streets; left out, it is chosen for the crimes.

    Raises:
        HotspotError: an empty layer, no coordinate system, a field of another kind, a negative weight, no crime left.
    """
    fields = list(dict.fromkeys(field for field in (weight_field, time_field, text_field, until_field) if field))
    raw_x, raw_y, table = read_points(layer, fields, Part(progress, 0.0, 0.7))
    weight = _weights(table, weight_field, layer.name) if weight_field else None
    time = _times(table, time_field, layer.name) if time_field else None
    text = _texts(table, text_field) if text_field else None
    until = _until(table, time, until_field, layer.name, progress) if until_field else None
    space = space or MetreSpace.of(layer.crs, raw_x, raw_y, transforms, layer.name, progress)
    x, y = space.into(raw_x, raw_y, layer.crs, layer.name)
    there, usable = np.isfinite(raw_x) & np.isfinite(raw_y), np.isfinite(x) & np.isfinite(y)
    reasons = {
        "have no location": ~there,
        "stand at 0°/0° or at the origin, far from the others": at_null_island(raw_x, raw_y, layer.crs, space),
        f"have coordinates that do not exist in {space.crs.authid()}": ~usable,
    }
    if exclude is not None:
        polygons, _ = read_polygons(exclude, progress=progress)
        places = space.geometries_into(polygons, exclude.crs, exclude.name)
        reasons["are inside the places to exclude"] = inside(x, y, places, Part(progress, 0.8, 1.0))
    gone = _left_out(reasons, layer.name, progress)
    if gone.any():
        x, y = x[~gone], y[~gone]
        weight = None if weight is None else weight[~gone]
        time = None if time is None else time[~gone]
        text = None if text is None else text[~gone]
        until = None if until is None else until[~gone]
    if weight is not None and np.isnan(weight).any():
        progress.warn(f"{np.isnan(weight).sum():,} crimes have no {weight_field}: they are counted, with harm 0.")
    if time is not None and np.isnat(time).any():
        progress.warn(f"{np.isnat(time).sum():,} crimes have no {time_field}: crimes per day are of the others.")
    _say_if_few(x, y, layer.name, progress)
    return Crimes(space, x, y, weight, time, int(gone.sum()), text, until)


def has_times(layer: Layer, field: str) -> bool:
    """Tell whether a field that is there is of dates or times and holds any."""
    if not layer.fields.at(layer.fields.lookupField(field)).isDateOrTime():
        return False
    given = QgsFeatureRequest().setFilterExpression(f"{QgsExpression.quotedColumnRef(field)} IS NOT NULL").setLimit(1)
    return any(True for _ in layer.source.getFeatures(given))


def _say_if_few(x: NDArray[np.float64], y: NDArray[np.float64], layer: str, progress: Progress) -> None:
    if x.size < FEW:
        progress.warn(f"Only {x.size} of the crimes of {layer} can be counted: with so few, what is hottest is chance.")
    if x.size > 1 and np.ptp(x) == 0 and np.ptp(y) == 0:
        progress.warn(
            f"All {x.size:,} crimes of {layer} stand at one point: if it is where crimes go whose place is not known, "
            "leave them out."
        )


def at_null_island(
    x: NDArray[np.float64], y: NDArray[np.float64], crs: QgsCoordinateReferenceSystem, space: MetreSpace
) -> NDArray[np.bool_]:
    """Tell which points stand at 0° east, 0° north or at the origin of their layer while the others are elsewhere.

    Args:
        x, y: coordinates in the layer's own unit, NaN where there are none, shape (n,).
        crs: the layer's coordinate system.
        space: where distances are computed; its progress is told nothing.

    Returns:
        shape (n,); all False where the middle of the points is within 100 km of such a zero.
    """
    zero, lonlat = np.zeros(1), QgsCoordinateReferenceSystem(WGS84)
    island = transform_points(zero, zero, QgsCoordinateTransform(lonlat, crs, space.context))
    metres = 111_000.0 if crs.isGeographic() else space.metres_per_unit
    found = np.zeros(x.shape, dtype=bool)
    for zero_x, zero_y in {(0.0, 0.0), (float(island[0][0]), float(island[1][0]))}:
        if np.isfinite(zero_x) and np.isfinite(zero_y):
            away = np.maximum(np.abs(x - zero_x), np.abs(y - zero_y)) * metres
            here = away <= WITHIN
            if here.any() and np.nanmedian(away) > ELSEWHERE:
                found |= here
    return found


def _weights(table: pd.DataFrame, field: str, layer: str) -> NDArray[np.float64]:
    if table[field].dtype.kind not in "iuf":
        raise HotspotError(f"The field {field} of {layer} holds no numbers: choose a numeric field for the weight.")
    weight = table[field].to_numpy(dtype=np.float64)
    check_weights(weight)
    if np.isnan(weight).all():
        raise HotspotError(f"No crime of {layer} has a {field}: choose another field, or none to rank by the count.")
    if not np.nansum(weight):
        raise HotspotError(f"Every {field} of {layer} is 0: choose another field, or none to rank by the count.")
    return weight


def _times(table: pd.DataFrame, field: str, layer: str) -> NDArray[np.datetime64]:
    if table[field].dtype.kind != "M":
        raise HotspotError(f"The field {field} of {layer} holds no dates or times: choose one that does, or none.")
    time: NDArray[np.datetime64] = table[field].to_numpy(dtype="M8[ms]", copy=True)
    if np.isnat(time).all():
        raise HotspotError(f"No crime of {layer} has a {field}: choose another field, or none.")
    return time


def _texts(table: pd.DataFrame, field: str) -> NDArray[np.object_]:
    values = table[field].to_numpy(dtype=object)
    if table[field].dtype.kind == "O":
        return np.asarray(values)
    return np.array([*(None if pd.isna(value) else str(value) for value in values), None], dtype=object)[:-1]


def _until(
    table: pd.DataFrame, time: NDArray[np.datetime64] | None, field: str, layer: str, progress: Progress
) -> NDArray[np.datetime64]:
    if time is None:
        raise HotspotError(f"The latest time {field} needs the earliest too: choose the field with it.")
    until = _times(table, field, layer)
    swapped = until < time
    if swapped.any():
        progress.warn(f"{swapped.sum():,} crimes end before they began ({field}): only the beginning of these is used.")
        until[swapped] = np.datetime64("NaT")
    return until


def _left_out(reasons: dict[str, NDArray[np.bool_]], layer: str, progress: Progress) -> NDArray[np.bool_]:
    """Return which crimes are left out, each for its first reason, and say how many for which.

    Raises:
        HotspotError: none is left.
    """
    gone = np.zeros(next(iter(reasons.values())).shape, dtype=bool)
    said = []
    for reason, which in reasons.items():
        new = int((which & ~gone).sum())
        if new:
            said.append(f"{new:,} {reason}")
        gone |= which
    if gone.all():
        raise HotspotError(f"None of the {gone.size:,} crimes of {layer} can be counted: {', '.join(said)}.")
    for line in said:
        progress.warn(f"Left out: {line}.")
    return gone
