"""A base map cut from raster MBTiles (specification 1.3): the tiles round the places, nothing else of the file.

No tile is drawn anew, so it takes seconds, and the same file gives the same bytes.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from ..errors import HotspotError
from ..progress import SILENT, Progress
from .database import database

FORMATS = ("png", "jpg", "jpeg", "webp")
FINEST = 17  # zoom; finer tiles fill a phone and show nothing more
MOST_BYTES = 200 * 1024**2
_MBTILES = 0x4D504258  # SQLite's application id, "MPBX"
_WHERE = "zoom_level = ? AND tile_column BETWEEN ? AND ? AND tile_row BETWEEN ? AND ?"
_METADATA = "SELECT name, value FROM metadata WHERE name IN ('format', 'attribution')"
_TILES = f"SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles WHERE {_WHERE} ORDER BY 1, 2, 3"  # noqa: S608 # nosec B608 - no input

Tile = tuple[int, int, int, bytes]


def cut(path: Path, bounds: Sequence[float], progress: Progress = SILENT) -> tuple[bytes, str]:
    """Return MBTiles of the tiles that touch an area, and whom the file asks to name.

    Args:
        path: raster MBTiles.
        bounds: west, south, east, north in WGS 84 degrees.
        progress: is told how far it is.

    Raises:
        HotspotError: it is no raster MBTiles, has no tile there, or more than 200 MB of them.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as source:
            source.execute("PRAGMA trusted_schema=OFF")
            described = {str(name): str(value) for name, value in source.execute(_METADATA)}
            kind = described.get("format", "").lower()
            if kind not in FORMATS:
                raise HotspotError(
                    f"{path.name} holds tiles of the form “{kind[:20]}”: take raster tiles (png, jpg or webp), such as "
                    "“Generate XYZ tiles (MBTiles)” makes."
                )
            tiles = _tiles(source, bounds, path.name, progress)
    except sqlite3.Error:
        raise HotspotError(
            f"{path.name} cannot be read as MBTiles: check that it is one and that it is whole."
        ) from None
    if not tiles:
        raise HotspotError(f"{path.name} has no tile where the hotspots are: take the base map of their area.")
    attribution = " ".join(described.get("attribution", "").split())[:200]
    zooms = sorted({tile[0] for tile in tiles})
    metadata = {
        "name": "Base map", "type": "baselayer", "version": "1.3", "format": kind, "attribution": attribution,
        "bounds": ",".join(f"{value:.5f}" for value in bounds), "minzoom": str(zooms[0]), "maxzoom": str(zooms[-1]),
    }  # fmt: skip

    def fill(target: sqlite3.Connection) -> None:
        target.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        target.execute("CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)")
        target.executemany("INSERT INTO metadata VALUES (?, ?)", sorted(metadata.items()))
        target.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", tiles)
        target.execute("CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row)")

    return database(fill, _MBTILES, 0), attribution


def _tiles(source: sqlite3.Connection, bounds: Sequence[float], name: str, progress: Progress) -> list[Tile]:
    found: list[Tile] = []
    total = 0
    for zoom in range(FINEST + 1):
        progress.at(zoom / (FINEST + 1))
        for tile in source.execute(_TILES, window(bounds, zoom)):
            if not isinstance(tile[3], bytes):
                raise HotspotError(f"{name} holds a tile that is no picture: make it again.")
            found.append(tile)
            total += len(tile[3])
            if not len(found) % 500:
                progress.at(zoom / (FINEST + 1))
            if total > MOST_BYTES:
                raise HotspotError(
                    f"{name} has more than {MOST_BYTES // 1024**2} MB of tiles where the hotspots are, too much for a "
                    "phone: take fewer hotspots, or tiles of fewer zooms."
                )
    return found


def window(bounds: Sequence[float], zoom: int) -> tuple[int, int, int, int, int]:
    """Return zoom, first and last column, first and last row (TMS, from the south) of the tiles that touch an area."""
    west, south, east, north = bounds
    count = 1 << zoom

    def column(longitude: float) -> int:
        return min(max(math.floor((longitude + 180) / 360 * count), 0), count - 1)

    def row(latitude: float) -> int:
        phi = math.radians(max(-85.0, min(85.0, latitude)))
        from_north = math.floor((1 - math.asinh(math.tan(phi)) / math.pi) / 2 * count)
        return count - 1 - min(max(from_north, 0), count - 1)

    return zoom, column(west), column(east), row(south), row(north)
