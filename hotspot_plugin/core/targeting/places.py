"""The places that crimes are counted by: hexagons of a study area, or street links."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from . import extent, hexgrid
from .exclude import inside

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

MOST_CELLS = 5_000_000
CHUNK = 10_000
BLOCK = 500.0  # metres
FIRST_RADIUS = 20.0  # metres
TIE = 1e-6  # metres; at a junction the distances to its links differ in their last bits


@dataclass(frozen=True)
class Places:
    """Places and the crimes at them.

    Attributes:
        of_crime: the place of each crime, -1 for a crime at none, shape (n,).
        size: m² of each hexagon or m of each link, shape (p,).
        col, row: the hexagons' cells (see `hexgrid`), None for links.
    """

    of_crime: Whole
    size: Floats
    col: Whole | None = None
    row: Whole | None = None

    def counts(self, which: Flags | None = None) -> Whole:
        """Return the crimes of each place, shape (p,); only those of `which`, shape (n,), if it is given."""
        chosen = self.of_crime if which is None else self.of_crime[which]
        return np.bincount(chosen[chosen >= 0], minlength=self.size.size)


def hexagons(
    x: Floats, y: Floats, area_ha: float, study: NDArray[np.object_] | None = None, progress: Progress = SILENT
) -> Places:
    """Return hexagons of the fixed lattice (see `hexgrid`) as places.

    Args:
        x, y: crimes in metres, finite, shape (n,).
        area_ha: area of a hexagon in hectares.
        study: polygons of the study area in metres. The places are then the hexagons with their centre in it, and those
            without it that hold a crime inside it; crimes outside it are at no place. Without it the places are the
            hexagons that hold a crime, which leaves out every empty one.
        progress: for long work.

    Raises:
        HotspotError: an absurd area, a study area of too many hexagons, or crimes absurdly far apart without one.
    """
    area_m2 = hexgrid.check_area(area_ha) * hexgrid.HECTARE
    if study is None:
        extent.check(x, y, area_ha)
        col, row, index = hexgrid.group(*hexgrid.cell_of(x, y, area_m2))
        return Places(index, np.full(col.size, area_m2), col, row)
    counted = inside(x, y, study, Part(progress, 0.0, 0.3))
    empty_col, empty_row = _cells_of(study, area_ha, Part(progress, 0.3, 1.0))
    crime_col, crime_row = hexgrid.cell_of(x[counted], y[counted], area_m2)
    col, row, both = hexgrid.group(np.concatenate((empty_col, crime_col)), np.concatenate((empty_row, crime_row)))
    index = np.full(x.shape, -1, dtype=np.int64)
    index[counted] = both[empty_col.size :]
    return Places(index, np.full(col.size, area_m2), col, row)


def _cells_of(study: NDArray[np.object_], area_ha: float, progress: Progress) -> tuple[Whole, Whole]:
    """Return the cells with their centre in any of the polygons."""
    area_m2 = area_ha * hexgrid.HECTARE
    half_side = hexgrid.side_length(area_m2) / 2.0
    half_width = np.sqrt(3.0) * half_side
    west, south, east, north = shapely.total_bounds(study)
    columns = np.arange(np.floor(west / half_width), np.ceil(east / half_width) + 1)
    rows = np.arange(np.floor(south / (3.0 * half_side)), np.ceil(north / (3.0 * half_side)) + 1)
    number = columns.size * rows.size / 2
    if number > MOST_CELLS:
        raise HotspotError(
            f"The study area spans {number:,.0f} hexagons of {area_ha:g} ha, more than {MOST_CELLS:,}: ask for larger "
            "ones, or look for a stray part of the study area far away."
        )
    col, row = np.meshgrid(columns.astype(np.int64), rows.astype(np.int64))
    even = (col + row) % 2 == 0
    col, row = col[even], row[even]
    here = inside(*hexgrid.centres(col, row, area_m2), study, progress)
    return col[here], row[here]


def check_snap(distance: float) -> None:
    """Raise HotspotError if a snap distance (metres) is none."""
    if not 0 < distance < np.inf:
        raise HotspotError(f"The snap distance is {distance:g} m: it must be more than 0; 75 is usual.")


def links(
    x: Floats,
    y: Floats,
    lines: NDArray[np.object_],
    snap_distance: float = 75.0,
    study: NDArray[np.object_] | None = None,
    progress: Progress = SILENT,
) -> Places:
    """Return street links as places; a crime is at its nearest link if that is at most `snap_distance` away.

    Where several links are equally near (a crime at a junction), the first of them in the layer has it.

    Args:
        x, y: crimes in metres, finite, shape (n,).
        lines: the links, in metres, shape (p,), none missing.
        snap_distance: metres.
        study: polygons of the study area. A link counts if its middle is inside; crimes outside are at no place.
        progress: for long work.

    Raises:
        HotspotError: a distance that is not above 0, or no link in the study area.
    """
    check_snap(snap_distance)
    counted = np.ones(x.shape, dtype=bool)
    if study is not None:
        middle = middles(lines)
        lines = lines[inside(middle[:, 0], middle[:, 1], study)]
        counted = inside(x, y, study, Part(progress, 0.0, 0.2))
        if not lines.size:
            raise HotspotError("No street link has its middle in the study area: check that both layers fit together.")
    index = np.full(x.shape, -1, dtype=np.int64)
    index[counted] = nearest(x[counted], y[counted], lines, snap_distance, Part(progress, 0.2, 1.0))
    return Places(index, shapely.length(lines))


def middles(lines: NDArray[np.object_]) -> Floats:
    """Return the middle of each line (of its longest part, where it has several), shape (n, 2)."""
    parts, of = shapely.get_parts(lines, return_index=True)
    order = np.lexsort((-shapely.length(parts), of))
    longest = parts[order][np.unique(of[order], return_index=True)[1]]
    return np.asarray(shapely.get_coordinates(shapely.line_interpolate_point(longest, 0.5, normalized=True)))


def nearest(x: Floats, y: Floats, lines: NDArray[np.object_], limit: float, progress: Progress = SILENT) -> Whole:
    """Return the nearest line of each point, -1 where none is within `limit` metres; of equally near ones the first.

    Most points are close to their line, so a small square is searched first and a larger one only for the rest. Points
    are taken block by block, which keeps their part of the tree in the processor's cache: together five times as fast
    as the tree's own search for the nearest.
    """
    tree = shapely.STRtree(lines)
    found = np.full(x.shape, -1, dtype=np.int64)
    left = np.lexsort((y // BLOCK, x // BLOCK))
    radius, behind = min(limit, FIRST_RADIUS), 1.0
    while left.size:
        for start in range(0, left.size, CHUNK):
            progress.at(1.0 - behind * (1.0 - 0.5 * start / left.size))
            some = left[start : start + CHUNK]
            found[some] = _nearest_within(tree, lines, x[some], y[some], radius)
        if radius >= limit:
            break
        left = left[found[left] < 0]
        radius, behind = min(limit, 4.0 * radius), 0.5 * behind
    return found


def _nearest_within(tree: shapely.STRtree, lines: NDArray[np.object_], x: Floats, y: Floats, radius: float) -> Whole:
    point, line = tree.query(shapely.box(x - radius, y - radius, x + radius, y + radius))
    distance = shapely.distance(shapely.points(x, y)[point], lines[line])
    near = distance <= radius
    point, line, distance = point[near], line[near], distance[near]
    order = np.lexsort((line, np.round(distance / TIE), point))
    chosen, first = np.unique(point[order], return_index=True)
    found = np.full(x.shape, -1, dtype=np.int64)
    found[chosen] = line[order][first]
    return found
