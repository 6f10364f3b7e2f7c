"""Getis–Ord Gi* on hexagons, and the false discovery rate.

Sources: Ord, J. K. and Getis, A. (1995), Local spatial autocorrelation statistics, Geographical Analysis 27, 286–306,
doi 10.1111/j.1538-4632.1995.tb00912.x (equation 14, the star's own value included, weights 0 or 1); Benjamini, Y. and
Hochberg, Y. (1995), Journal of the Royal Statistical Society B 57, 289–300, doi 10.1111/j.2517-6161.1995.tb02031.x.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ..errors import HotspotError

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


def offsets(rings: int) -> list[tuple[int, int]]:
    """Return column and row, in doubled coordinates (see `hexgrid`), of a cell and those up to so many steps away."""
    return [
        (col, row)
        for row in range(-rings, rings + 1)
        for col in range(-2 * rings, 2 * rings + 1)
        if (col + row) % 2 == 0 and abs(row) + max(0, (abs(col) - abs(row)) // 2) <= rings
    ]


class Cells:
    """A set of hexagons that can be asked for a cell's place in it.

    Attributes:
        col, row: the cells in doubled coordinates, west to east and within a column south to north, shape (m,).
    """

    def __init__(self, col: Whole, row: Whole) -> None:
        self._low, self._span = int(row.min()) - 64, int(row.max()) - int(row.min()) + 128
        self._first = int(col.min())
        self._key = np.unique(self._keys(col, row))
        self.col = self._key // self._span + self._first
        self.row = self._key % self._span + self._low

    def _keys(self, col: Whole, row: Whole) -> Whole:
        return (col - self._first) * self._span + (row - self._low)

    def find(self, col: Whole, row: Whole) -> Whole:
        """Return the place of each cell in the set, -1 for one that is not in it (rows at most 64 beyond it)."""
        key = self._keys(col, row)
        at = np.minimum(np.searchsorted(self._key, key), self._key.size - 1)
        return np.where(self._key[at] == key, at, -1)

    def around(self, rings: int) -> Cells:
        """Return these cells and all up to so many steps (at most 60) from any of them."""
        grown = self
        for _ in range(rings):
            steps = np.array(offsets(1), dtype=np.int64)
            grown = Cells(
                (grown.col[:, None] + steps[:, 0]).reshape(-1), (grown.row[:, None] + steps[:, 1]).reshape(-1)
            )
        return grown


def gi_star(cells: Cells, value: Floats, rings: int = 1) -> Floats:
    """Return Gi* of each cell as a standard normal deviate, shape (m,).

    Args:
        cells: all cells of the study area, those without crime too.
        value: crimes or harm of each, shape (m,).
        rings: cells up to so many steps away are neighbours.

    Raises:
        HotspotError: fewer than three cells, or all have the same value.
    """
    n = value.size
    mean, spread = float(value.mean()), float(value.std())
    if n < 3 or spread <= 0:
        raise HotspotError(
            "Every cell has as much crime as any other, so none is hot: use smaller cells, or take the hottest by rank."
        )
    total, number = around(cells, value, rings)
    # weights are 0 or 1, so their sum is that of their squares
    scale = spread * np.sqrt(np.maximum((n * number - number**2) / (n - 1), 1e-300))
    return np.asarray(np.where(number < n, (total - mean * number) / scale, 0.0))


def around(cells: Cells, value: Floats, rings: int = 1) -> tuple[Floats, Floats]:
    """Return the sum of the values in each cell and those up to so many steps away, and how many cells these are."""
    total, number = np.zeros(value.size), np.zeros(value.size)
    for col, row in offsets(rings):
        at = cells.find(cells.col + col, cells.row + row)
        there = at >= 0
        total[there] += value[at[there]]
        number += there
    return total, number


def by_chance(cells: Cells, crimes: Whole, rings: int = 1) -> Floats:
    """Return the chance that as many crimes or more fall in and around each cell if all fall at random (Poisson).

    Where crime is rare the normal distribution calls any single crime a hotspot; this does not.
    """
    from scipy.special import pdtrc

    total, number = around(cells, crimes.astype(np.float64), rings)
    return np.asarray(np.where(total > 0, pdtrc(total - 1.0, crimes.mean() * number), 1.0))


def upper_p(z: Floats) -> Floats:
    """Return the chance of a standard normal deviate as large or larger."""
    from scipy.special import erfc

    return np.asarray(0.5 * erfc(z / math.sqrt(2.0)))


def discoveries(p: Floats, rate: float) -> Flags:
    """Return which of the p-values are found at a false discovery rate (Benjamini and Hochberg 1995)."""
    ranked = np.sort(p)
    good = np.flatnonzero(ranked <= rate * np.arange(1, p.size + 1) / p.size)
    return np.asarray(p <= ranked[good[-1]]) if good.size else np.zeros(p.shape, dtype=bool)
