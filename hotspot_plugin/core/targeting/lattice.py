"""The fine lattice that freely placed hexagons are centred on, and the crimes of its cells."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .hexgrid import side_length

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

ACROSS, BETWEEN_ROWS = 12, 10  # steps of the lattice in a width, and from row to row of a tessellation


class Points:
    """Crimes sorted by the cells of the fine lattice."""

    def __init__(self, x: Floats, y: Floats, area_m2: float) -> None:
        self.side = side_length(area_m2)
        self.width = math.sqrt(3.0) * self.side
        self.step_x, self.step_y = self.width / ACROSS, 1.5 * self.side / BETWEEN_ROWS
        col, row = (np.floor(v / step + 0.5).astype(np.int64) for v, step in ((x, self.step_x), (y, self.step_y)))
        # a margin, so that no hexagon reaches beyond the lattice
        self.first_col, self.first_row = int(col.min()) - 2 * ACROSS, int(row.min()) - 2 * ACROSS
        self.cols = int(col.max()) - self.first_col + 2 * ACROSS + 1
        self.rows = int(row.max()) - self.first_row + 2 * ACROSS + 1
        key = (row - self.first_row) * self.cols + (col - self.first_col)
        self.order = np.argsort(key, kind="stable")
        self.key, self.x, self.y = key[self.order], x[self.order], y[self.order]

    def window(self, row: int, col: int, rows: int, cols: int) -> tuple[Whole, Whole, Whole]:
        """Return the crimes of a window of cells (positions in the sorted arrays), and their row and column in it."""
        starts = (np.arange(max(row, 0), min(row + rows, self.rows))) * self.cols
        low = np.searchsorted(self.key, starts + max(col, 0))
        high = np.searchsorted(self.key, starts + min(col + cols, self.cols))
        sizes = high - low
        found = np.repeat(low - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))
        return found, self.key[found] // self.cols - row, self.key[found] % self.cols - col

    def centre(self, row: int, col: int) -> tuple[float, float]:
        """Return where a cell is, in metres."""
        return (col + self.first_col) * self.step_x, (row + self.first_row) * self.step_y

    def inside(self, row: int, col: int, turned: bool) -> Whole:
        """Return the crimes in or on the hexagon of a centre (positions in the sorted arrays)."""
        reach = ACROSS * 2 // 3
        found, _, _ = self.window(row - reach, col - reach, 2 * reach + 1, 2 * reach + 1)
        x, y = self.centre(row, col)
        return found[norm(self.x[found] - x, self.y[found] - y, turned) <= self.width / 2]


def norm(dx: Floats, dy: Floats, turned: bool = False) -> Floats:
    """Return the width/2 of the hexagon round the origin on whose edge each point lies."""
    across, along = (np.abs(dy), np.abs(dx)) if turned else (np.abs(dx), np.abs(dy))
    return np.asarray(np.maximum(across, 0.5 * across + math.sqrt(0.75) * along))


def hexagon(points: Points, turned: bool) -> Floats:
    """Return which share of each cell round a centre is in its hexagon, found at 5 × 5 places of the cell."""
    reach = ACROSS * 2 // 3
    cells = np.arange(-reach, reach + 1)
    part = (np.arange(5) - 2) / 5
    x = (cells[:, None] + part).reshape(-1) * points.step_x
    y = (cells[:, None] + part).reshape(-1) * points.step_y
    within = norm(x[None, :], y[:, None], turned) <= points.width / 2
    return within.reshape(cells.size, 5, cells.size, 5).mean(axis=(1, 3))


def ground(points: Points, same: bool, turned: bool, min_separation: float) -> Flags:
    """Return which centres round one that is taken are too near for another; `same`: turned alike."""
    reach = max(2 * ACROSS, math.ceil(min_separation / min(points.step_x, points.step_y)) + 1)
    cells = np.arange(-reach, reach + 1)
    dx, dy = cells[None, :] * points.step_x, cells[:, None] * points.step_y
    if same:
        over = norm(dx, dy, turned) < points.width * (1 - 1e-9)
    else:
        # the Minkowski sum of a hexagon and a turned one is a dodecagon
        most = (points.width / 2 + points.side) * (1 - 1e-9)
        over = (norm(dx, dy) < most) & (norm(dx, dy, True) < most)
    return np.asarray(over | (np.hypot(dx, dy) < min_separation * (1 - 1e-9)))
