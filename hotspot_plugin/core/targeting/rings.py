"""Polygons of one ring each, as arrays: fast to make, to measure and to write."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray


@dataclass(frozen=True)
class Rings:
    """Polygons without holes.

    Attributes:
        coordinates: all rings one after the other, each closed (its first point again at its end), shape (k, 2).
        starts: where each ring starts in `coordinates`, and at the end k; shape (n + 1,).
    """

    coordinates: NDArray[np.float64]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return self.starts.size - 1

    def scaled(self, factor: float) -> Rings:
        """Return the polygons with their coordinates multiplied, as from metres to a layer's own unit."""
        return self if factor == 1.0 else Rings(self.coordinates * factor, self.starts)

    def areas(self) -> NDArray[np.float64]:
        """Return the areas (square of the coordinates' unit), shape (n,), by the shoelace formula."""
        if not len(self):
            return np.empty(0)
        corner = self.coordinates - np.repeat(self.coordinates[self.starts[:-1]], np.diff(self.starts), axis=0)
        # a ring's last corner is its first, (0, 0) here, so nothing is added from one ring to the next
        cross = np.zeros(len(corner))
        cross[:-1] = corner[:-1, 0] * corner[1:, 1] - corner[1:, 0] * corner[:-1, 1]
        return np.abs(np.add.reduceat(cross, self.starts[:-1])) / 2.0

    def wkb(self) -> list[bytes]:
        """Return the polygons as well-known binary, little-endian (OGC 06-103r4, 8.2), one a polygon."""
        made: list[bytes] = [b""] * len(self)
        sizes = np.diff(self.starts)
        for size in np.unique(sizes).tolist():
            which = np.flatnonzero(sizes == size)
            record = np.dtype(
                [("order", "u1"), ("type", "<u4"), ("rings", "<u4"), ("points", "<u4"), ("xy", "<f8", (size, 2))]
            )
            block = np.empty(which.size, dtype=record)
            block["order"], block["type"], block["rings"], block["points"] = 1, 3, 1, size
            block["xy"] = self.coordinates[self.starts[which, None] + np.arange(size)]
            # a plain bytes dtype would lose zeros at the end
            found = block.view(f"V{record.itemsize}").tolist()
            if which.size == len(made):
                return list(found)
            for place, binary in zip(which.tolist(), found, strict=True):
                made[place] = binary
        return made

    def shapes(self) -> NDArray[np.object_]:
        """Return the polygons as shapely's, shape (n,)."""
        return np.asarray(shapely.from_wkb(np.array([*self.wkb(), None], dtype=object)))[:-1]
