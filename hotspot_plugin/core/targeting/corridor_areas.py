"""Corridors as areas that do not overlap: the ground along their streets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from .network import Network

Shapes = NDArray[np.object_]
Whole = NDArray[np.int64]

STEP = 5.0  # metres between the points that stand for a street where two corridors share ground


def centrelines(network: Network, corridors: Sequence[Whole]) -> Shapes:
    """Return the streets of each corridor as one MultiLineString, in metres."""
    of = np.repeat(np.arange(len(corridors)), [piece.size for piece in corridors])
    made: Shapes = shapely.multilinestrings(network.lines[np.concatenate(corridors)], indices=of)
    return made


def areas(network: Network, corridors: Sequence[Whole], buffer: float) -> Shapes:
    """Return the ground within `buffer` metres of each corridor; what is near two is that of the nearer one.

    Args:
        network: the streets.
        corridors: the links of each, disjoint.
        buffer: metres, above 0.

    Returns:
        MultiPolygons in metres, which overlap by no more than rounding.
    """
    ground = shapely.buffer(centrelines(network, corridors), buffer)
    left, right = shapely.STRtree(ground).query(ground, predicate="intersects")
    shared = np.unique(left[left != right])
    if shared.size:
        cells = _cells(network, [corridors[i] for i in shared.tolist()], buffer)
        ground[shared] = shapely.intersection(ground[shared], cells)
    return np.array([*(_multi(shape) for shape in ground), None], dtype=object)[:-1]


def _cells(network: Network, corridors: Sequence[Whole], buffer: float) -> Shapes:
    """Return the part of the plane that is nearer to each corridor than to the others, by points on their streets."""
    points, owner = [], []
    for number, piece in enumerate(corridors):
        for link in piece.tolist():
            count = max(int(np.ceil(network.length[link] / STEP)), 1)
            points.append(
                shapely.line_interpolate_point(network.lines[link], (np.arange(count) + 0.5) / count, normalized=True)
            )
            owner.append(np.full(count, number))
    spots, of = np.concatenate(points), np.concatenate(owner)
    everywhere = shapely.box(*shapely.total_bounds(spots)).buffer(4.0 * buffer + STEP)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(spots), extend_to=everywhere))
    spot, cell = shapely.STRtree(cells).query(spots, predicate="intersects")
    whose = np.full(cells.size, -1, dtype=np.int64)
    whose[cell] = of[spot]
    order = np.argsort(whose, kind="stable")
    order = order[whose[order] >= 0]
    bounds = np.searchsorted(whose[order], np.arange(len(corridors) + 1))
    return np.array(
        [shapely.union_all(cells[order[a:b]]) for a, b in pairwise(bounds.tolist())] + [None],
        dtype=object,
    )[:-1]


def _multi(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the polygons of a shape as one MultiPolygon, without the slivers that rounding leaves."""
    parts = shapely.get_parts(shape)
    polygons = parts[(shapely.get_type_id(parts) == 3) & (shapely.area(parts) > 1e-6)]
    return shapely.multipolygons(polygons)
