"""Uber's H3 grid: hexagons of a fixed hierarchy on the globe (h3geo.org; h3-py 4)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Progress
from .rings import Rings

Floats = NDArray[np.float64]
Cells = NDArray[np.uint64]

FINEST = 15
CHECK_EVERY = 20_000


def check_resolution(resolution: int) -> int:
    """Return an H3 resolution if there is such a one.

    Raises:
        HotspotError: it is not from 0 to 15.
    """
    if not 0 <= resolution <= FINEST:
        raise HotspotError(
            f"H3 has no resolution {resolution}: choose one from 0 to {FINEST}; 10 has cells of about 1.5 ha."
        )
    return int(resolution)


def library() -> Any:
    """Return h3's interface with whole numbers for cells.

    Raises:
        HotspotError: h3 is not installed, or it is older than version 4.
    """
    try:
        from h3.api import basic_int
    except ImportError:
        basic_int = None
    if not hasattr(basic_int, "latlng_to_cell"):
        raise HotspotError(
            "The H3 grid needs the Python library h3, version 4, which this QGIS does not have: install its wheel for "
            "QGIS's Python (in the OSGeo4W Shell: python -m pip install --user h3, or offline the path of the .whl "
            "file), or choose equal-area hexagons, which need nothing."
        )
    return basic_int


def cells_of(longitude: Floats, latitude: Floats, resolution: int, progress: Progress = SILENT) -> Cells:
    """Return the H3 cell of each point.

    Args:
        longitude, latitude: WGS 84 degrees, shape (n,), finite.
        resolution: 0 to 15.
        progress: for long work.

    Returns:
        H3 indexes, shape (n,).

    Raises:
        HotspotError: as `library` and `check_resolution`.
    """
    cell_of = library().latlng_to_cell
    check_resolution(resolution)
    made = np.empty(longitude.size, dtype=np.uint64)
    for start in range(0, longitude.size, CHECK_EVERY):
        progress.at(start / longitude.size)
        part = slice(start, start + CHECK_EVERY)
        made[part] = [
            cell_of(lat, lon, resolution)
            for lat, lon in zip(latitude[part].tolist(), longitude[part].tolist(), strict=True)
        ]
    return made


def group(cells: Cells) -> tuple[Cells, NDArray[np.int64]]:
    """Return the distinct cells, west to east, on one meridian south to north, and the index of each point's cell."""
    distinct, index = np.unique(cells, return_inverse=True)
    longitude, latitude = centres(distinct)
    order = np.lexsort((distinct, latitude, longitude))
    place = np.empty(order.size, dtype=np.int64)
    place[order] = np.arange(order.size)
    return distinct[order], place[index.reshape(-1)]


def centres(cells: Cells) -> tuple[Floats, Floats]:
    """Return the centres of cells as WGS 84 longitude and latitude."""
    centre = library().cell_to_latlng
    pairs = np.array([centre(cell) for cell in cells.tolist()], dtype=np.float64).reshape(-1, 2)
    return pairs[:, 1], pairs[:, 0]


def polygons(cells: Cells, progress: Progress = SILENT) -> Rings:
    """Return the boundaries of cells in WGS 84 degrees (longitude, latitude).

    A cell across the antimeridian goes on beyond 180°, so that it stays one ring.
    """
    boundary = library().cell_to_boundary
    rings: list[Floats] = []
    for i, cell in enumerate(cells.tolist()):
        if not i % CHECK_EVERY:
            progress.at(i / cells.size)
        corners = np.array(boundary(cell))[:, ::-1]
        if np.ptp(corners[:, 0]) > 180.0:
            corners[corners[:, 0] < 0, 0] += 360.0
        rings.append(np.concatenate((corners, corners[:1])))
    starts = np.concatenate(([0], np.cumsum([len(ring) for ring in rings], dtype=np.int64)))
    return Rings(np.concatenate(rings) if rings else np.empty((0, 2)), starts.astype(np.int64))


def ids(cells: Cells) -> list[str]:
    """Return H3's own text for cells, such as `8a195da49b57fff`."""
    return [format(cell, "x") for cell in cells.tolist()]
