"""Crimes that happened inside places which are not to be made hot by them."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from ..progress import SILENT, Progress

CHUNK = 50_000


def inside(
    x: NDArray[np.float64], y: NDArray[np.float64], polygons: NDArray[np.object_], progress: Progress = SILENT
) -> NDArray[np.bool_]:
    """Tell which points are in any of the polygons or on their edge.

    Args:
        x, y: coordinates, NaN where there are none, shape (n,).
        polygons: shapely polygons in the same coordinates, shape (m,).
        progress: for long work.

    Returns:
        shape (n,).
    """
    found = np.zeros(x.shape, dtype=bool)
    usable = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    eastward = usable[np.argsort(x[usable], kind="stable")]
    sorted_x = x[eastward]
    shapely.prepare(polygons)
    for i, (polygon, (west, south, east, north)) in enumerate(zip(polygons, shapely.bounds(polygons), strict=True)):
        near = eastward[np.searchsorted(sorted_x, west, "left") : np.searchsorted(sorted_x, east, "right")]
        near = near[(y[near] >= south) & (y[near] <= north)]
        for start in range(0, near.size, CHUNK):
            progress.at(i / len(polygons))
            part = near[start : start + CHUNK]
            found[part] |= shapely.intersects_xy(polygon, x[part], y[part])
    return found
