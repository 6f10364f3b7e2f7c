"""A small map of a place as SVG text: its outline, the scale and north, without any library or file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

WIDTH, HEIGHT, MARGIN = 320.0, 240.0, 34.0
_A, _F = 6_378_137.0, 1 / 298.257223563  # WGS 84
_E2 = _F * (2 - _F)


@dataclass(frozen=True)
class Outline:
    """What the page draws: SVG paths in a view of 320 × 240, the scale bar's length in that view, and its text."""

    path: str
    neighbours: tuple[str, ...]
    streets: str
    bar: float
    bar_text: str
    across_m: int


def metres_per_degree(latitude: float) -> tuple[float, float]:
    """Return the length in metres of a degree of longitude and of latitude there, on the WGS 84 ellipsoid.

    From its radii of curvature, as in Snyder (1987), Map Projections, USGS Professional Paper 1395, pages 24–25.
    """
    phi = math.radians(latitude)
    w2 = 1 - _E2 * math.sin(phi) ** 2
    meridian, normal = _A * (1 - _E2) / w2**1.5, _A / math.sqrt(w2)
    return math.radians(1) * normal * math.cos(phi), math.radians(1) * meridian


def centre(shape: Any) -> tuple[float, float]:
    """Return longitude and latitude of a place's middle, to 5 decimals (a metre), always inside it."""
    point = shapely.centroid(shape)
    if not shapely.intersects(shape, point):
        point = shapely.point_on_surface(shape)
    return round(float(point.x), 5) + 0.0, round(float(point.y), 5) + 0.0


def view(shape: Any) -> tuple[float, float, float, float]:
    """Return west, south, east and north of what the map of a place shows, in degrees."""
    (longitude, latitude), per_degree, scale, _ = _frame(shape)
    x, y = WIDTH / 2 / scale / per_degree[0], HEIGHT / 2 / scale / per_degree[1]
    return longitude - x, latitude - y, longitude + x, latitude + y


def _frame(shape: Any) -> tuple[tuple[float, float], tuple[float, float], float, float]:
    """Return the middle (degrees), metres a degree, units of the view a metre, and how far the place reaches (m)."""
    west, south, east, north = shape.bounds
    latitude = (south + north) / 2
    x, y = metres_per_degree(latitude)
    width, height = (east - west) * x, (north - south) * y
    scale = min((WIDTH - 2 * MARGIN) / max(width, 1e-3), (HEIGHT - 2 * MARGIN) / max(height, 1e-3))
    return ((west + east) / 2, latitude), (x, y), scale, max(width, height)


def outline(shape: Any, neighbours: Sequence[Any] = (), streets: Sequence[Any] = ()) -> Outline:
    """Draw a place with true north up, those of its neighbours that come into view, and the streets.

    Args:
        shape: a polygon or multipolygon in WGS 84 degrees.
        neighbours: others, drawn faintly; what lies outside the view is cut off by the page.
        streets: lines, cut at the view.
    """
    centre_, metres, scale, across = _frame(shape)
    per_degree = np.array(metres)
    middle, turn = np.array(centre_), np.array([scale, -scale])

    def draw(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        drawn: NDArray[np.float64] = (coordinates - middle) * per_degree * turn + np.array([WIDTH / 2, HEIGHT / 2])
        return drawn

    bar_m = _round_down(0.34 * WIDTH / scale)
    return Outline(
        path=_path(shapely.transform(shape, draw)),
        neighbours=tuple(_path(shapely.transform(other, draw)) for other in neighbours),
        streets="".join(_line(shapely.transform(street, draw)) for street in streets),
        bar=round(bar_m * scale, 1),
        bar_text=f"{bar_m:g} m" if bar_m < 1000 else f"{bar_m / 1000:g} km",
        across_m=round(across),
    )


def _path(drawn: Any) -> str:
    if len(shapely.get_coordinates(drawn)) > 500:
        drawn = shapely.simplify(drawn, 0.5)
    pieces = []
    for part in shapely.get_parts(drawn):
        for ring in (part.exterior, *part.interiors):
            points = [f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring)[:-1].tolist()]
            pieces.append("M" + "L".join(points) + "Z")
    return "".join(pieces)


def _line(drawn: Any) -> str:
    """Return a street as whole steps of the view: a third of the bytes of decimals, and half a pixel on a phone."""
    path = ""
    for part in shapely.get_parts(shapely.clip_by_rect(drawn, 0, 0, WIDTH, HEIGHT)):
        points = np.rint(shapely.get_coordinates(part)).astype(int)
        steps = [step for step in np.diff(points, axis=0).tolist() if any(step)]
        if steps:
            moves = " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")
            path += f"M{points[0][0]} {points[0][1]}l{moves}"
    return path


def _round_down(length: float) -> float:
    """Return the longest of 1, 2, 5 × a power of ten that is not longer than `length`."""
    power = 10.0 ** math.floor(math.log10(length))
    return float(max(step * power for step in (1, 2, 5) if step * power <= length * (1 + 1e-9)))
