"""Rings round hotspots, in which crime that moves round the corner (or a benefit that spreads) would be seen.

Ring k of a hotspot is the ground further than width k − 1 and no further than width k from it that is in no hotspot
and nearer to this hotspot than to any other: so no two rings share ground, each ring has one arm, and crimes in the
rings of control hotspots are the comparison that the weighted displacement difference needs (Wheeler & Ratcliffe 2018,
doi 10.1186/s40163-018-0085-5). Rings of 50, 100 and 150 m that do not overlap: Ariel & Partridge 2017,
doi 10.1007/s10940-016-9312-y.

The line between two neighbours is that of a Voronoi diagram of points on their edges, `spacing` apart; at distance d
from the hotspots it is no further than about spacing² / (8 d) from the true one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import Voronoi

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress

QUARTER = 16  # segments of a quarter circle: buffers are within 0.2 % of the true area
_WIDTH = re.compile(r"[0-9]{1,5}(\.[0-9]{1,3})?")
_EXAMPLE = "write them as in 50,100,150"
_SQUARE_METRES = 10_000.0
_DUST = 1e-6  # m²: smaller pieces are rounding


def parse_widths(text: str) -> tuple[float, ...]:
    """Return the outer edges of rings, in metres, from a text such as "50,100,150".

    Raises:
        HotspotError: none is given, one is no number above 0, or they do not grow.
    """
    parts = [part.strip() for part in text.split(",")]
    if not text.strip():
        raise HotspotError(
            f"No widths of rings are given: {_EXAMPLE} (metres from the hotspot to the ring's far edge)."
        )
    for place, part in enumerate(parts, start=1):
        if not _WIDTH.fullmatch(part) or float(part) <= 0:
            raise HotspotError(f"Width {place}, “{part}”, is no number of metres above 0: {_EXAMPLE}.")
    widths = tuple(float(part) for part in parts)
    for before, after in pairwise(widths):
        if after <= before:
            raise HotspotError(
                f"The widths go from {before:g} to {after:g} m: each is the distance from the hotspot to the ring's "
                f"far edge, so they must grow; {_EXAMPLE}."
            )
    return widths


def make_rings(
    shapes: NDArray[np.object_], widths: Sequence[float], progress: Progress = SILENT
) -> tuple[pd.DataFrame, NDArray[np.object_]]:
    """Return the rings of hotspots, without those of which nothing is left.

    Args:
        shapes: (n,) valid polygons (or lines, or points) in metres.
        widths: outer edges in metres, growing.
        progress: for long work.

    Returns:
        A table, by hotspot and ring: `hotspot` (position), `ring` (1 is the innermost), `from_m`, `to_m`, `area_ha`,
        and `kept` (0–1), the share of the ring that is left after cutting; and the rings' polygons in metres.
    """
    reach = float(widths[-1])
    everything = shapely.union_all(shapes)
    shapely.prepare(everything)
    cells = nearest_ground(shapes, reach, spacing=min(max(reach / 50.0, 1.0), 5.0), progress=Part(progress, 0.0, 0.5))
    tree = shapely.STRtree(shapes)
    rows: list[tuple[int, int, float, float, float, float]] = []
    made: list[shapely.Geometry] = []
    for i, shape in enumerate(shapes):
        progress.at(0.5 + 0.5 * i / len(shapes))
        near = shapes[tree.query(shapely.box(*shape.buffer(reach).bounds))]
        others = shapely.union_all(near)
        inner, start = shape, 0.0
        for ring, end in enumerate(widths, start=1):
            outer = shapely.buffer(shape, end, quad_segs=QUARTER)
            whole = shapely.difference(outer, inner)
            left = shapely.difference(shapely.intersection(whole, cells[i]), others)
            left = polygons_of(left)
            full, area = shapely.area(whole), shapely.area(left)
            if area > _DUST:
                rows.append((i, ring, start, float(end), area / _SQUARE_METRES, min(area / full, 1.0)))
                made.append(left)
            inner, start = outer, float(end)
    table = pd.DataFrame(rows, columns=["hotspot", "ring", "from_m", "to_m", "area_ha", "kept"])
    return table, np.array([*made, None], dtype=object)[:-1]


def nearest_ground(
    shapes: NDArray[np.object_], reach: float, spacing: float, progress: Progress = SILENT
) -> NDArray[np.object_]:
    """Return for each hotspot the ground that is nearer to it than to any other, as far as `reach` from it.

    Hotspots without a neighbour within 2 × reach keep all the ground round them. Metres throughout.
    """
    cells = np.asarray(shapely.buffer(shapes, reach * 1.01, quad_segs=QUARTER), dtype=object)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=2.0 * reach)
    crowded = np.unique(first[first != second])
    if not crowded.size:
        return cells
    points, owner = _edge_points(shapes, crowded, spacing)
    progress.at(0.2)
    faces = _faces(points, owner, shapely.total_bounds(cells)) if len(points) else shapes[:0]
    progress.at(0.5)
    # the points of a face are all of one hotspot: any of them says whose it is
    point, face = shapely.STRtree(faces).query(shapely.points(points), predicate="intersects")
    pairs = pd.DataFrame({"face": face, "owner": owner[point]}).drop_duplicates("face")
    of = pairs["owner"].unique()
    for k, i in enumerate(of):
        progress.at(0.5 + 0.5 * k / len(of))
        mine = pairs["face"][pairs["owner"] == i].to_numpy(dtype=np.int64)
        cells[i] = shapely.intersection(cells[i], shapely.union_all(faces[mine]))
    # a hotspot whose whole edge is another's too (drawn twice) has no ground of its own
    for lost in np.setdiff1d(crowded, of):
        cells[lost] = shapely.Polygon()
    return cells


def polygons_of(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the polygons of a geometry as one multipolygon, without dust, lines and points."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    kept = [part for part in parts if shapely.get_type_id(part) == 3 and shapely.area(part) > _DUST]
    return shapely.MultiPolygon(kept)


def _faces(points: NDArray[np.float64], owner: NDArray[np.intp], bounds: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return the faces that the Voronoi edges between points of different hotspots divide the ground into.

    Only these edges, not all cells put together again: the faces then share their corners exactly.
    """
    west, south, east, north = bounds
    far = 4.0 * max(east - west, north - south)
    x, y = (west + east) / 2.0, (south + north) / 2.0
    frame = np.array([(x - far, y), (x + far, y), (x, y - far), (x, y + far)])
    middle = np.array([x, y])  # near zero, so that large national coordinates cost no digits
    diagram = Voronoi(np.concatenate((points, frame)) - middle)
    owners = np.concatenate((owner, [-1, -2, -3, -4]))
    ridges = np.asarray(diagram.ridge_vertices)
    apart = (owners[diagram.ridge_points[:, 0]] != owners[diagram.ridge_points[:, 1]]) & (ridges >= 0).all(axis=1)
    lines = shapely.linestrings(diagram.vertices[ridges[apart]] + middle)
    hull = shapely.boundary(shapely.box(x - far, y - far, x + far, y + far))
    linework = shapely.get_parts(shapely.node(shapely.union_all(np.append(lines, hull))))
    return np.asarray(shapely.get_parts(shapely.polygonize(linework)), dtype=object)


def _edge_points(
    shapes: NDArray[np.object_], which: NDArray[np.intp], spacing: float
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return points on the edges of some hotspots, and whose each is; a place on two edges belongs to neither."""
    dense = shapely.segmentize(shapes[which], spacing)
    points, of = shapely.get_coordinates(dense, return_index=True)
    owner = which[of]
    keys = pd.DataFrame({"x": points[:, 0].round(3), "y": points[:, 1].round(3), "owner": owner}).drop_duplicates()
    alone = ~keys.duplicated(["x", "y"], keep=False)
    kept = keys.index[alone].to_numpy()
    return points[kept], owner[kept]
