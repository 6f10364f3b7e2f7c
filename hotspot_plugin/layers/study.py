"""Study areas, streets and given hotspots as shapes in metres."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from qgis.core import Qgis, QgsWkbTypes

from ..core.errors import HotspotError
from ..core.progress import SILENT, Progress
from ..core.targeting.comparison import HotspotLayer
from . import tables
from .crs import MetreSpace
from .read import Layer, read_polygons, read_shapes

Shapes = NDArray[np.object_]
LINES = (1, 2, 5)  # shapely's numbers of lines, rings and lines of several parts


def read_area(layer: Layer, space: MetreSpace, progress: Progress = SILENT) -> Shapes:
    """Return the polygons of a study area in metres."""
    polygons, _ = read_polygons(layer, progress=progress)
    return space.geometries_into(polygons, layer.crs, layer.name)


def read_streets(layer: Layer, space: MetreSpace, progress: Progress = SILENT) -> Shapes:
    """Return the links of a street layer in metres; those without a line are left out, which is said.

    Raises:
        HotspotError: there is no line with a length, or something that is no line.
    """
    shapes, _ = read_shapes(layer, progress=progress)
    wrong = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), (-1, *LINES)))
    if wrong.size:
        raise HotspotError(f"Feature {wrong[0] + 1} of {layer.name} is no line: use a layer of street lines.")
    there = ~shapely.is_missing(shapes)
    there[there] = shapely.length(shapes[there]) > 0
    if not there.all():
        progress.warn(f"{(~there).sum():,} features of {layer.name} have no line, or one of no length: left out.")
    if not there.any():
        raise HotspotError(f"{layer.name} has no line with a length: choose a layer of streets.")
    return space.geometries_into(shapes[there], layer.crs, layer.name)


def read_hotspots(layer: Layer, name: str, space: MetreSpace, progress: Progress = SILENT) -> HotspotLayer:
    """Return hotspots to score, with rank, crimes and hotspot_id where the layer has these fields.

    Raises:
        HotspotError: the layer holds neither polygons nor lines.
    """
    named = [tables.HOTSPOTS[0].name] if layer.has(tables.HOTSPOTS[0].name) else []
    kind = QgsWkbTypes.geometryType(layer.source.wkbType())
    fields = [
        field
        for field in ("rank", "crimes")
        if layer.has(field) and layer.fields.at(layer.fields.lookupField(field)).isNumeric()
    ]
    if kind == Qgis.GeometryType.Polygon:
        shapes, table = read_polygons(layer, [*fields, *named], progress)
    elif kind == Qgis.GeometryType.Line:
        shapes, table = read_shapes(layer, [*fields, *named], progress)
        there = ~shapely.is_missing(shapes)
        shapes, table = shapes[there], table[there]
        if not shapes.size:
            raise HotspotError(f"{layer.name} has no line: choose a layer of hotspots.")
    else:
        raise HotspotError(f"{layer.name} holds neither polygons nor lines: choose a layer of hotspots.")
    values = {field: table[field].to_numpy(dtype=np.float64) for field in fields}
    rank = values.get("rank")
    return HotspotLayer(
        name,
        space.geometries_into(shapes, layer.crs, layer.name),
        None if rank is None or np.isnan(rank).all() else rank,
        values.get("crimes"),
        # a hotspot may be several features, such as the links of a corridor
        int(table[named[0]].nunique()) if named and table[named[0]].notna().all() else None,
    )
