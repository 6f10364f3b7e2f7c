"""`hotspots.geojson`, by RFC 7946: WGS 84 longitude and latitude, exterior rings counter-clockwise, 7 decimals."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

DECIMALS = 7  # 1 cm; more would only claim an accuracy that nobody has


def rounded(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return polygons in degrees rounded to 7 decimals, without repeated points, rings turned as RFC 7946 asks.

    Args:
        shapes: shapely polygons or multipolygons, WGS 84 longitude and latitude.
    """
    short = shapely.transform(shapely.force_2d(shapes), lambda coordinates: np.round(coordinates, DECIMALS) + 0.0)
    thin = shapely.remove_repeated_points(short)
    # a sliver under a centimetre may vanish in rounding; it is then kept as it was
    kept = np.where(shapely.is_valid(thin) & ~shapely.is_empty(thin), thin, shapely.force_2d(shapes))
    return np.array([_turned(shape) for shape in kept] + [None], dtype=object)[:-1]


def feature_collection(rows: Sequence[Mapping[str, Any]], shapes: Sequence[Any]) -> bytes:
    """Return a FeatureCollection, one feature a line, members sorted; `hotspot_id` is each feature's id too.

    Args:
        rows: the attributes of each feature: text, whole or finite numbers, None.
        shapes: a polygon or multipolygon for each, from `rounded`.
    """
    lines = [
        _compact(
            {
                "type": "Feature",
                "id": row["hotspot_id"],
                "properties": dict(row),
                "geometry": {"type": shape.geom_type, "coordinates": _coordinates(shape)},
            }
        )
        for row, shape in zip(rows, shapes, strict=True)
    ]
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n").encode("utf-8")


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _coordinates(shape: Any) -> list[Any]:
    if shape.geom_type == "MultiPolygon":
        return [_coordinates(part) for part in shape.geoms]
    return [shapely.get_coordinates(ring).tolist() for ring in (shape.exterior, *shape.interiors)]


def _turned(shape: Any) -> Any:
    if shape.geom_type == "MultiPolygon":
        return shapely.MultiPolygon([_turned(part) for part in shape.geoms])
    return shapely.Polygon(_ring(shape.exterior, True), [_ring(hole, False) for hole in shape.interiors])


def _ring(ring: Any, counter_clockwise: bool) -> NDArray[np.float64]:
    """Return a ring's points in the wanted direction, from its first point in (x, y) order, however it was drawn."""
    points = shapely.get_coordinates(ring)[:-1]
    if shapely.is_ccw(ring) != counter_clockwise:
        points = points[::-1]
    start = int(np.lexsort((points[:, 1], points[:, 0]))[0])
    turned = np.roll(points, -start, axis=0)
    return np.vstack((turned, turned[:1]))
