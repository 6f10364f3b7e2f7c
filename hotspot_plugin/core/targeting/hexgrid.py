"""Regular hexagons of an asked area on a lattice anchored at the origin of the coordinates, by arithmetic alone.

The hexagons are pointy-top and one has its centre at (0, 0). Cells are named in *doubled* coordinates (Patel, A. 2013,
"Hexagonal grids", redblobgames.com/grids/hexagons): `col` counts half widths to the east and `row` counts rows to the
north, so `col + row` is always even, and cells add up like vectors. In half widths (√3/2 · side) and half sides every
centre and every corner has whole coordinates: (col, 3·row) and (col ± 1, 3·row ± 1), (col, 3·row ± 2). Corners are
computed from those whole numbers, so neighbours share them to the last bit, in any run and from any data.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import HotspotError
from .rings import Rings

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

HECTARE = 10_000.0  # m²
SMALLEST_HA, LARGEST_HA = 0.01, 1_000_000.0
FARTHEST = 2.0**40  # cells from the origin; beyond it a double cannot tell a point of one cell from the next
CHUNK = 1 << 15  # points at a time, so that the work stays in the processor's cache
# corners of a cell in half widths and half sides from its centre, anticlockwise from the east, closed
_CORNERS = np.array([(1, -1), (1, 1), (0, 2), (-1, 1), (-1, -1), (0, -2), (1, -1)], dtype=np.int64)


def check_area(area_ha: float) -> float:
    """Return the area of a cell (hectares) if a grid of such cells makes sense.

    Raises:
        HotspotError: it is not a number, zero or less, or absurd.
    """
    if not math.isfinite(area_ha) or area_ha <= 0:
        raise HotspotError(f"The area of a hexagon is {area_ha:g} ha: it must be more than 0; 5 ha is usual.")
    if not SMALLEST_HA <= area_ha <= LARGEST_HA:
        raise HotspotError(
            f"Hexagons of {area_ha:g} ha are no places to patrol: "
            f"choose an area between {SMALLEST_HA:g} and {LARGEST_HA:,.0f} hectares; 5 is usual."
        )
    return float(area_ha)


def side_length(area_m2: float) -> float:
    """Return the side (metres) of a regular hexagon of an area (m²): √(2·area / (3·√3))."""
    return math.sqrt(2.0 * area_m2 / (3.0 * math.sqrt(3.0)))


def cell_of(x: ArrayLike, y: ArrayLike, area_m2: float) -> tuple[Whole, Whole]:
    """Return the cell of each point.

    A cell holds the points that are nearer to its centre than to any other; a point on an edge or a corner that cells
    share belongs to the one furthest east (to the precision of a double). Every point is therefore in exactly one cell.

    Args:
        x, y: coordinates in metres, shape (n,), all finite.
        area_m2: the area of a cell.

    Returns:
        col and row, shape (n,).

    Raises:
        HotspotError: a coordinate is not finite, or so far away that the cell cannot be told.
    """
    xs, ys = np.atleast_1d(np.asarray(x, dtype=np.float64)), np.atleast_1d(np.asarray(y, dtype=np.float64))
    half_side = side_length(area_m2) / 2.0
    half_width = math.sqrt(3.0) * half_side
    if xs.size and not max(_largest(xs) / half_width, _largest(ys) / half_side) < FARTHEST:
        raise HotspotError("A point has no usable coordinates, so it is in no hexagon: check the layer's CRS.")
    col, row = np.empty(xs.shape, dtype=np.int64), np.empty(xs.shape, dtype=np.int64)
    for start in range(0, xs.size, CHUNK):
        part = slice(start, start + CHUNK)
        col[part], row[part] = _nearest(xs[part] / half_width, ys[part] / (3.0 * half_side))
    return col, row


def _largest(values: Floats) -> float:
    return float(max(-values.min(), values.max()))


def _nearest(u: Floats, v: Floats) -> tuple[Floats, Floats]:
    """Return the nearest cell of points given in half widths and rows.

    The lattice is two rectangular ones, that of the even rows and that of the odd: the nearest centre of each is found
    by rounding, and the nearer of the two is the cell. Squared distances are in units of a quarter of the side squared.
    """
    even_col, even_row = 2.0 * np.floor(u / 2.0 + 0.5), 2.0 * np.floor(v / 2.0 + 0.5)
    odd_col, odd_row = 2.0 * np.floor(u / 2.0) + 1.0, 2.0 * np.floor(v / 2.0) + 1.0
    to_even = 3.0 * (u - even_col) ** 2 + 9.0 * (v - even_row) ** 2
    to_odd = 3.0 * (u - odd_col) ** 2 + 9.0 * (v - odd_row) ** 2
    odd = (to_odd < to_even) | ((to_odd == to_even) & (odd_col > even_col))
    return np.where(odd, odd_col, even_col), np.where(odd, odd_row, even_row)


def centres(col: Whole, row: Whole, area_m2: float) -> tuple[Floats, Floats]:
    """Return the centres of cells in metres, shape (n,) each."""
    half_side = side_length(area_m2) / 2.0
    return col * (math.sqrt(3.0) * half_side), 3 * row * half_side


def polygons(col: Whole, row: Whole, area_m2: float) -> Rings:
    """Return the hexagons of cells, in metres, anticlockwise from their lower right corner."""
    half_side = side_length(area_m2) / 2.0
    corners = np.empty((col.size, len(_CORNERS), 2))
    corners[:, :, 0] = (col[:, None] + _CORNERS[:, 0]) * (math.sqrt(3.0) * half_side)
    corners[:, :, 1] = (3 * row[:, None] + _CORNERS[:, 1]) * half_side
    return Rings(corners.reshape(-1, 2), np.arange(0, corners.shape[0] * 7 + 1, 7))


def ids(col: Whole, row: Whole, area_ha: float) -> list[str]:
    """Return names of cells for keys and files, such as `hex5_c2042_r-12`: the area in hectares, column and row.

    Areas that differ have names that differ, since the area is written with as many digits as it takes to read it back.
    """
    area = repr(float(area_ha)).removesuffix(".0")
    return [f"hex{area}_c{c}_r{r}" for c, r in zip(col.tolist(), row.tolist(), strict=True)]


def group(col: Whole, row: Whole) -> tuple[Whole, Whole, Whole]:
    """Return the distinct cells among those of the points, and which of them each point is in.

    Returns:
        col and row of the cells, west to east and within a column south to north, shape (m,); and for each point the
        index of its cell, shape (n,).
    """
    if not col.size:
        return col, row, np.empty(0, dtype=np.int64)
    first_col, first_row = int(col.min()), int(row.min())
    # all rows of a column have one parity, so half the rows are enough to tell them apart
    rows = (int(row.max()) - first_row) // 2 + 1
    key = (col - first_col) * rows + (row - first_row) // 2
    largest = (int(col.max()) - first_col + 1) * rows
    if largest <= max(4 * key.size, 1 << 22):
        taken = np.zeros(largest, dtype=bool)
        taken[key] = True
        cells = np.flatnonzero(taken)
        place = np.empty(largest, dtype=np.int64)
        place[cells] = np.arange(cells.size)
        index = place[key]
    else:
        cells, index = np.unique(key, return_inverse=True)
        index = index.reshape(-1).astype(np.int64)
    # any crime of a cell knows its column and row
    sample = np.empty(cells.size, dtype=np.int64)
    sample[index] = np.arange(col.size)
    return col[sample], row[sample], index
