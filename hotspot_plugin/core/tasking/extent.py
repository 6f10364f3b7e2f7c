"""Where the map of a package begins, and the metres that distances on it are measured in."""

from __future__ import annotations

import math
from collections.abc import Sequence

import shapely

from .place import Place


def extent(places: Sequence[Place]) -> list[float]:
    """Return west, south, east, north in Web Mercator metres, a tenth larger than the places."""
    west, south, east, north = (float(v) for v in shapely.total_bounds([place.shape for place in places]))
    (x0, y0), (x1, y1) = _mercator(west, south), _mercator(east, north)
    margin = 0.1 * max(x1 - x0, y1 - y0) + 100
    return [round(v, 2) for v in (x0 - margin, y0 - margin, x1 + margin, y1 + margin)]


def _mercator(longitude: float, latitude: float) -> tuple[float, float]:
    """Return Web Mercator metres (EPSG:3857) of degrees, by its spherical formula."""
    clipped = max(-85.0, min(85.0, latitude))
    return (
        math.radians(longitude) * 6_378_137.0,
        math.log(math.tan(math.pi / 4 + math.radians(clipped) / 2)) * 6_378_137.0,
    )


def utm_zone(places: Sequence[Place]) -> int:
    """Return the EPSG code of the UTM zone at the middle of the places."""
    west, south, east, north = (float(v) for v in shapely.total_bounds([place.shape for place in places]))
    zone = min(max(int(((west + east) / 2 + 180) // 6) + 1, 1), 60)
    return (32600 if (south + north) / 2 >= 0 else 32700) + zone
