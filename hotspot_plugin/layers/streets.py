"""A layer of street lines as a network in metres, with what is known of its streets."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from qgis.core import QgsCoordinateTransformContext

from ..core.errors import HotspotError
from ..core.progress import SILENT, Part, Progress
from ..core.targeting import network, thoroughfares
from ..core.targeting.corridorhotspots import Streets
from .crs import MetreSpace
from .read import Layer, read_shapes


def read_streets(
    layer: Layer,
    transforms: QgsCoordinateTransformContext,
    class_field: str = "",
    class_weights: dict[str, float] | None = None,
    name_field: str = "",
    progress: Progress = SILENT,
) -> tuple[MetreSpace, Streets]:
    """Read streets, join them to a network, and say what was found.

    Args:
        layer: lines.
        transforms: which coordinate operations the user prefers.
        class_field, name_field: fields of `layer`, empty for none.
        class_weights: what a crime counts on the streets of each class; others count 1.
        progress: for long work.

    Returns:
        where it is computed, and the network with names and worth by link.

    Raises:
        HotspotError: an empty layer, no coordinate system, a field that is not there, classes that do not fit, or
            something that is no line.
    """
    fields = list(dict.fromkeys(field for field in (class_field, name_field) if field))
    shapes, table = read_shapes(layer, fields, Part(progress, 0.0, 0.5))
    coordinates = shapely.get_coordinates(shapes)
    space = MetreSpace.of(layer.crs, coordinates[:, 0], coordinates[:, 1], transforms, layer.name, progress)
    there = ~shapely.is_missing(shapes)
    if space.crs != layer.crs or space.metres_per_unit != 1.0:
        shapes[there] = space.geometries_into(shapes[there], layer.crs, layer.name)
    made = network.build(shapes, layer.name, Part(progress, 0.5, 1.0))
    _say(made, layer.name, progress)
    worth = None
    if class_field:
        weights = thoroughfares.weigh(_texts(table[class_field]).tolist(), class_weights or {}, class_field, progress)
        worth = weights[made.street]
    names = _names(table[name_field], layer.name, name_field, progress)[made.street] if name_field else None
    return space, Streets(made, names, worth)


def _texts(column: pd.Series[str]) -> NDArray[np.object_]:
    """Return values as text, None where there is none."""
    values = [
        None if lost or not str(value).strip() else str(value)
        for value, lost in zip(column, column.isna(), strict=True)
    ]
    return np.array([*values, None], dtype=object)[:-1]


def _names(column: pd.Series[str], layer: str, field: str, progress: Progress) -> NDArray[np.object_]:
    """Return the streets' names and say how many have none.

    Raises:
        HotspotError: none has one.
    """
    names = _texts(column)
    lost = sum(name is None for name in names)
    if lost == names.size:
        raise HotspotError(f"No street of {layer} has a name in {field}: choose another field, or none.")
    if lost:
        progress.say(f"{lost:,} of {names.size:,} streets have no {field}; corridors are named from the others.")
    return names


def _say(made: network.Network, layer: str, progress: Progress) -> None:
    pieces, of = made.pieces()
    largest = float(np.bincount(of, made.length).max() / made.length.sum())
    progress.say(
        f"{layer}: {made.length.sum() / 1000:,.1f} km in {len(made):,} links between {made.nodes:,} nodes; "
        f"{pieces:,} unconnected pieces, the largest with {largest:.1%} of the length."
    )
    if made.cut:
        progress.say(f"{made.cut:,} links were made by cutting streets where others meet them.")
    if made.dropped:
        progress.warn(f"Left out: {made.dropped:,} streets or parts of them without a line or without length.")
    if largest < 0.5 and len(made) > 1:
        progress.warn(
            f"The streets of {layer} hardly meet: their ends must be within {network.TOLERANCE:g} m of each other, or "
            "share vertices, for a corridor to run from one to the next."
        )
