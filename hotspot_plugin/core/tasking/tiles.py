"""Which tiles of a base map travel, and raster MBTiles (specification 1.3) of them, cut from others or drawn anew.

Tiles are those of Web Mercator (EPSG:3857), 256 pixels a side; rows count from the south, as MBTiles count them.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import HotspotError
from ..progress import SILENT, Progress
from .database import database
from .outline import metres_per_degree

FORMATS = ("png", "jpg", "jpeg", "webp")
FINEST = 17  # zoom; finer tiles fill a phone and show nothing more
WHOLE = 13  # up to this zoom the tiles of the whole area, of finer ones those round the places
AROUND_M = 200.0
MOST_BYTES = 200 * 1024**2
_MBTILES = 0x4D504258  # SQLite's application id, "MPBX"
_METADATA = "SELECT name, value FROM metadata WHERE name IN ('format', 'attribution')"
_TILE = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"

Key = tuple[int, int, int]  # zoom, column, row


@dataclass(frozen=True)
class Tiles:
    """A base map.

    Args:
        kind: of the pictures: "png", "jpg", "jpeg" or "webp".
        pictures: by zoom, column and row, ascending.
        bounds: west, south, east, north in WGS 84 degrees.
        attribution: whom to name as owners of the map.
    """

    kind: str
    pictures: dict[Key, bytes]
    bounds: tuple[float, float, float, float]
    attribution: str = ""

    @property
    def zooms(self) -> tuple[int, int]:
        """The coarsest and the finest zoom."""
        return min(key[0] for key in self.pictures), max(key[0] for key in self.pictures)


def wanted(shapes: Sequence[Any], finest: int = FINEST) -> list[Key]:
    """Return the tiles that a base map of some places needs, ascending.

    They begin at the finest zoom that shows all places in four tiles. Up to zoom 13 the whole area of the places has
    tiles; of finer zooms there are those within 200 m of a place, whose number grows with the places and not with the
    county.

    Args:
        shapes: polygons in WGS 84 degrees.
        finest: zoom, 17 at most.
    """
    bounds = [_widened(shape.bounds) for shape in shapes]
    whole = area(shapes)
    found: set[Key] = set()
    for zoom in range(coarsest(whole), min(finest, FINEST) + 1):
        for part in [whole] if zoom <= WHOLE else bounds:
            _, first, last, low, high = window(part, zoom)
            found.update((zoom, x, y) for x in range(first, last + 1) for y in range(low, high + 1))
    return sorted(found)


def area(shapes: Sequence[Any]) -> tuple[float, float, float, float]:
    """Return west, south, east and north of some places and 200 m round them, in degrees."""
    west, south, east, north = np.array([_widened(shape.bounds) for shape in shapes]).T
    return float(west.min()), float(south.min()), float(east.max()), float(north.max())


def coarsest(bounds: Sequence[float]) -> int:
    """Return the finest zoom, 13 at most, at which four tiles show an area."""
    for zoom in range(WHOLE, 0, -1):
        _, first, last, low, high = window(bounds, zoom)
        if last - first < 2 and high - low < 2:
            return zoom
    return 0


def _widened(bounds: Sequence[float]) -> tuple[float, float, float, float]:
    west, south, east, north = bounds
    x, y = (AROUND_M / length for length in metres_per_degree((south + north) / 2))
    return west - x, south - y, east + x, north + y


def cut(path: Path, shapes: Sequence[Any], finest: int = FINEST, progress: Progress = SILENT) -> Tiles:
    """Return the tiles of MBTiles that a base map of some places needs, as they are.

    Args:
        path: raster MBTiles.
        shapes: the places, in WGS 84 degrees.
        finest: zoom, 17 at most.
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
                    "“Generate XYZ tiles (MBTiles)” makes, or give the layers to draw them from."
                )
            pictures = _pictures(source, wanted(shapes, finest), path.name, progress)
    except sqlite3.Error:
        raise HotspotError(
            f"{path.name} cannot be read as MBTiles: check that it is one and that it is whole."
        ) from None
    if not pictures:
        raise HotspotError(f"{path.name} has no tile where the hotspots are: take the base map of their area.")
    return Tiles(kind, pictures, area(shapes), " ".join(described.get("attribution", "").split())[:200])


def _pictures(source: sqlite3.Connection, keys: Sequence[Key], name: str, progress: Progress) -> dict[Key, bytes]:
    found: dict[Key, bytes] = {}
    total = 0
    for i, key in enumerate(keys):
        if not i % 200:
            progress.at(i / len(keys))
        row = source.execute(_TILE, key).fetchone()
        if row is None:
            continue
        if not isinstance(row[0], bytes):
            raise HotspotError(f"{name} holds a tile that is no picture: make it again.")
        found[key] = row[0]
        total += len(row[0])
        refuse_more(total, name)
    return found


def refuse_more(size: int, name: str) -> None:
    """Refuse a base map of more than 200 MB.

    Args:
        size: bytes so far.
        name: of the map, for the message.

    Raises:
        HotspotError: there are more.
    """
    if size > MOST_BYTES:
        raise HotspotError(
            f"{name} has more than {MOST_BYTES // 1024**2} MB of tiles where the hotspots are, too much for a phone: "
            "take fewer hotspots, or lower BASEMAP_ZOOM."
        )


def mbtiles(tiles: Tiles) -> bytes:
    """Return a base map as MBTiles; the same tiles give the same bytes."""
    coarse, fine = tiles.zooms
    metadata = {
        "name": "Base map", "type": "baselayer", "version": "1.3", "format": tiles.kind,
        "attribution": tiles.attribution, "bounds": ",".join(f"{value:.5f}" for value in tiles.bounds),
        "minzoom": str(coarse), "maxzoom": str(fine),
    }  # fmt: skip
    rows: Iterable[tuple[int, int, int, bytes]] = ((*key, picture) for key, picture in sorted(tiles.pictures.items()))

    def fill(target: sqlite3.Connection) -> None:
        target.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        target.execute("CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)")
        target.executemany("INSERT INTO metadata VALUES (?, ?)", sorted(metadata.items()))
        target.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
        target.execute("CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row)")

    return database(fill, _MBTILES, 0)


def window(bounds: Sequence[float], zoom: int) -> tuple[int, int, int, int, int]:
    """Return zoom, first and last column, first and last row (from the south) of the tiles that touch an area."""
    west, south, east, north = bounds
    count = 1 << zoom

    def column(longitude: float) -> int:
        return min(max(math.floor((longitude + 180) / 360 * count), 0), count - 1)

    def row(latitude: float) -> int:
        phi = math.radians(max(-85.0, min(85.0, latitude)))
        from_north = math.floor((1 - math.asinh(math.tan(phi)) / math.pi) / 2 * count)
        return count - 1 - min(max(from_north, 0), count - 1)

    return zoom, column(west), column(east), row(south), row(north)
