"""When units are inside hotspots: legs clipped by polygons, exactly and in bulk.

A leg is cut wherever it meets an edge of a polygon, and each piece is inside if its middle is. Counting crossings would
be cheaper by a little, but goes wrong where a leg runs through a corner or along an edge; a cut too many does no harm
here. Where on a leg the unit was is geometry; when, is `pace`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ..progress import SILENT, Progress
from .accuracy import ACCURACY_M, ALIKE_S
from .drives import Drives, drives
from .legs import Flags, Floats, Integers, Track
from .pace import constant, paces

BLOCK = 250_000  # legs at a time: about a fifth of a second, and 100 MB
CELLS = 512  # a side of the grid that tells which legs are nowhere near a hotspot
ON_EDGE = 1e-9  # share of an edge's length by which a meeting may miss its end: rounding, never a real miss


@dataclass(frozen=True)
class Stays:
    """Pieces of legs inside hotspots, by leg; at most one leg long, never of no duration.

    Attributes:
        leg: (s,) position in the track of the leg's first fix.
        hotspot: (s,) position of the hotspot.
        start, end: (s,) milliseconds since 1970, UTC.
        x, y: (s,) middle of the piece, metres.
        start_width, end_width: (s,) milliseconds that its ends may be moved, 0 where it ends at a fix.
        start_noise, end_noise: (s,) standard deviation of its ends (milliseconds) by GPS error of 1 metre.
        spread: (s,) variance (square milliseconds) of the time that GPS error puts on the wrong side of the edge.
    """

    leg: Integers
    hotspot: Integers
    start: Integers
    end: Integers
    x: Floats
    y: Floats
    start_width: Floats
    end_width: Floats
    start_noise: Floats
    end_noise: Floats
    spread: Floats


def inside(
    track: Track,
    polygons: NDArray[np.object_],
    progress: Progress = SILENT,
    steady: bool = False,
    accuracy_m: float = ACCURACY_M,
    drive: Drives | None = None,
) -> Stays:
    """Return when units were inside polygons; the boundary is inside, and polygons may overlap.

    Args:
        track: the fixes, in metres.
        polygons: (h,) valid polygons or multipolygons in the same metres; holes are outside.
        progress: asked every block of legs whether to stop.
        steady: whether legs are travelled at constant speed, whatever the fixes beside them show.
        accuracy_m: metres, the radius of 68 % of the fixes, where the device does not say it.
        drive: how units drive (`drives.drives`); None for what the track itself shows.
    """
    shapes = _Shapes(polygons)
    drive = drives(track) if drive is None and not steady else drive
    parts = []
    legs = np.flatnonzero(track.joined)
    for begin in range(0, len(legs), BLOCK):
        progress.at(begin / len(legs))
        leg = legs[begin : begin + BLOCK]
        leg = leg[shapes.near(track.x[leg], track.y[leg], track.x[leg + 1], track.y[leg + 1])]
        if leg.size:
            parts.append(_stays(track, leg, shapes, accuracy_m, None if steady else drive))
    progress.at(1.0)
    if not parts:
        none, nowhere = np.empty(0, dtype=np.int64), np.empty(0)
        return Stays(none, none, none, none, *([nowhere] * 7))
    return Stays(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def alone_inside(track: Track, polygons: NDArray[np.object_]) -> int:
    """Return how many fixes that are in no leg lie inside a polygon: somebody was there, for nobody knows how long."""
    lone = np.flatnonzero(~track.joined & ~np.concatenate(([False], track.joined[:-1])))
    places = shapely.points(track.x[lone], track.y[lone])
    shapely.prepare(polygons)
    near, hotspot = shapely.STRtree(polygons).query(places)
    return len(np.unique(near[shapely.intersects(polygons[hotspot], places[near])]))


def _stays(
    track: Track, leg: Integers, shapes: _Shapes, accuracy_m: float, drive: Drives | None
) -> tuple[NDArray[Any], ...]:
    ax, ay = track.x[leg], track.y[leg]
    dx, dy = track.x[leg + 1] - ax, track.y[leg + 1] - ay
    which, hotspot, begin, end, *slants = _pieces(ax, ay, dx, dy, shapes)
    middle = (begin + end) / 2.0
    x, y = ax[which] + middle * dx[which], ay[which] + middle * dy[which]
    pace = constant(len(leg)) if drive is None else paces(track, leg, accuracy_m, drive)
    since, until = pace.time_at(which, begin), pace.time_at(which, end)
    from_ms = track.time[leg][which]
    lasts = track.time[leg + 1][which] - from_ms
    # rounded once, so that what leaves one piece enters the next at the same millisecond
    start, stop = from_ms + np.rint(since * lasts).astype(np.int64), from_ms + np.rint(until * lasts).astype(np.int64)
    held = np.flatnonzero(stop > start)
    held = held[shapely.intersects_xy(shapes.polygons[hotspot[held]], x[held], y[held])]
    of, lasts = which[held], lasts[held]
    columns = [leg[of], hotspot[held], start[held], stop[held], x[held], y[held]]
    cuts = [(begin[held] > 0.0, since[held]), (end[held] < 1.0, until[held])]
    columns += [np.where(cut, pace.width(of, time) * lasts, 0.0) for cut, time in cuts]
    with np.errstate(divide="ignore"):
        per_metre = lasts / np.hypot(dx, dy)[of]
    # a metre of error moves a crossing by the time of so many metres as it takes to come a metre nearer to the edge,
    # but never out of its leg
    alike = np.exp(-lasts / (1000.0 * ALIKE_S))
    for (cut, _), slant, where in zip(cuts, slants, (begin, end), strict=True):
        way = where[held]
        # the place on the way has the error of either fix, in part, and these errors are not the same
        both = np.sqrt(1.0 - 2.0 * way * (1.0 - way) * (1.0 - alike))
        metres = both * slant[held]
        columns.append(np.where(cut, np.minimum(per_metre * pace.slowness(of, way) * metres, lasts / 4.0), 0.0))
    columns.append(np.zeros(len(held)))
    return tuple(columns)


def _pieces(
    ax: Floats, ay: Floats, dx: Floats, dy: Floats, shapes: _Shapes
) -> tuple[Integers, Integers, Floats, Floats, Floats, Floats]:
    """Cut legs at the polygons near them.

    Returns:
        For each piece its leg, its polygon, where it begins and ends as a share of the leg, and how slantwise the leg
        meets the edge at either end (see `_meetings`); 1 at the ends of the leg.
    """
    ends = np.stack((ax, ay, ax + dx, ay + dy), axis=1).reshape(-1, 2, 2)
    lines = shapely.linestrings(ends)
    leg, hotspot = shapes.tree.query(lines)
    touched = np.unique(leg)
    met, edge = shapes.edge_tree.query(lines[touched])
    met = touched[met]
    cut, share, slant = _meetings(ax[met], ay[met], dx[met], dy[met], shapes.edges[edge])
    count = len(shapes.polygons)
    key = np.concatenate((leg * count + hotspot, met[cut] * count + shapes.edge_of[edge[cut]]))
    begin = np.concatenate((np.zeros(len(leg)), share))
    slant = np.concatenate((np.ones(len(leg)), slant))
    order = np.lexsort((begin, key))
    key, begin, slant = key[order], begin[order], slant[order]
    end, end_slant = np.ones((2, len(begin)))
    same = key[1:] == key[:-1]
    end[:-1][same], end_slant[:-1][same] = begin[1:][same], slant[1:][same]
    return key // count, key % count, begin, end, slant, end_slant


def _meetings(ax: Floats, ay: Floats, dx: Floats, dy: Floats, edges: Floats) -> tuple[NDArray[np.intp], Floats, Floats]:
    """Return which pairs of leg and edge meet, at what share of the leg, and metres along it for 1 across the edge."""
    # relative to the leg's start, so that national grids lose no digits
    px, py = edges[:, 0] - ax, edges[:, 1] - ay
    ex, ey = edges[:, 2] - edges[:, 0], edges[:, 3] - edges[:, 1]
    area = dx * ey - dy * ex
    with np.errstate(divide="ignore", invalid="ignore"):  # parallel: the neighbouring edges cut it
        on_leg = (px * ey - py * ex) / area
        on_edge = (px * dy - py * dx) / area
    meet = np.flatnonzero((on_leg > 0.0) & (on_leg < 1.0) & (on_edge >= -ON_EDGE) & (on_edge <= 1.0 + ON_EDGE))
    slant = np.hypot(dx[meet], dy[meet]) * np.hypot(ex[meet], ey[meet]) / np.abs(area[meet])
    return meet, on_leg[meet], slant


class _Shapes:
    """Polygons made ready to be searched: a tree of them, a tree of their edges, and a grid of where there are any."""

    def __init__(self, polygons: NDArray[np.object_]) -> None:
        self.polygons = shapely.force_2d(polygons)
        shapely.prepare(self.polygons)
        self.tree = shapely.STRtree(self.polygons)
        parts, of_polygon = shapely.get_parts(self.polygons, return_index=True)
        rings, of_part = shapely.get_rings(parts, return_index=True)
        corners, of_ring = shapely.get_coordinates(rings, return_index=True)
        same = np.flatnonzero(of_ring[1:] == of_ring[:-1])
        self.edges: Floats = np.hstack((corners[same], corners[same + 1]))
        self.edge_of: Integers = of_polygon[of_part[of_ring[same]]]
        self.edge_tree = shapely.STRtree(shapely.linestrings(self.edges.reshape(-1, 2, 2)))
        self._grid(shapely.bounds(self.polygons))

    def near(self, ax: Floats, ay: Floats, bx: Floats, by: Floats) -> Flags:
        """Return which legs may be near a polygon: their box has a cell in common with a polygon's box.

        Most fixes of a force are nowhere near a hotspot, and this costs a twentieth of a search in the tree.
        """
        left, right = self._column(np.minimum(ax, bx)), self._column(np.maximum(ax, bx)) + 1
        low, high = self._row(np.minimum(ay, by)), self._row(np.maximum(ay, by)) + 1
        sums = self._sums
        return np.asarray(sums[high, right] - sums[low, right] - sums[high, left] + sums[low, left] > 0)

    def _grid(self, boxes: Floats) -> None:
        self._west, self._south = boxes[:, 0].min(), boxes[:, 1].min()
        self._width = max((boxes[:, 2].max() - self._west) / (CELLS - 2), 1e-9)
        self._height = max((boxes[:, 3].max() - self._south) / (CELLS - 2), 1e-9)
        # how many boxes begin less how many end, summed twice, is how many cover a cell
        changes = np.zeros((CELLS + 1, CELLS + 1), dtype=np.int64)
        left, right = self._column(boxes[:, 0]), self._column(boxes[:, 2]) + 1
        low, high = self._row(boxes[:, 1]), self._row(boxes[:, 3]) + 1
        for rows, columns, change in ((low, left, 1), (high, right, 1), (low, right, -1), (high, left, -1)):
            np.add.at(changes, (rows, columns), change)
        covered = changes.cumsum(axis=0).cumsum(axis=1)[:CELLS, :CELLS] > 0
        self._sums = np.zeros((CELLS + 1, CELLS + 1), dtype=np.int32)
        self._sums[1:, 1:] = covered.cumsum(axis=0, dtype=np.int32).cumsum(axis=1, dtype=np.int32)

    def _column(self, x: Floats) -> Integers:
        # cell 0 is all that lies west, the last all that lies east; never decreasing, so no overlap can be missed
        return np.clip(np.floor((x - self._west) / self._width) + 1, 0, CELLS - 1).astype(np.int64)

    def _row(self, y: Floats) -> Integers:
        return np.clip(np.floor((y - self._south) / self._height) + 1, 0, CELLS - 1).astype(np.int64)
