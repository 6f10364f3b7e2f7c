"""Map layers drawn to tiles, where there is no base map to cut from: what QGIS shows of them round the places.

`native:tilesxyzmbtiles` would draw the layers of the open project, over the whole extent, and name its program; here
the layers given are drawn, where a phone needs them, with nothing else in the file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsMapLayer,
    QgsMapRendererCustomPainterJob,
    QgsMapSettings,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QBuffer, QIODevice, QSize, QThread
from qgis.PyQt.QtGui import QColor, QImage, QPainter

from ..core.errors import HotspotError
from ..core.progress import SILENT, Progress
from ..core.tasking.tiles import Key, Tiles, area, refuse_more, wanted
from .crs import WGS84

SIDE = 256  # pixels of a tile
_BLOCK = 4  # tiles that are drawn at once, a side: labels are placed once for all, and Cancel waits for no more
_WORLD = 20_037_508.342789244  # half the circumference, in metres of Web Mercator
_MOST_TILES = 8_000
_JPEG_QUALITY = 75
_COARSENED = 0xF8  # of 256 shades of a colour, 32 stay: edges look the same, and a picture takes a third
# what only an analyst's own tables have: drawn under the places, they would show those that stay, or where crimes are
_TELLING = {"arm", "hotspot_id", "crime_type", "occurred_from"}
_REMOTE = {"wms", "wfs", "oapif", "wcs", "arcgismapserver", "arcgisfeatureserver", "xyzvectortiles", "vectortile"}


def drawn(
    layers: Sequence[QgsMapLayer],
    shapes: Sequence[Any],
    finest: int,
    transforms: QgsCoordinateTransformContext,
    progress: Progress = SILENT,
) -> Tiles:
    """Return tiles of some layers, the first on top, round some places.

    Pictures are PNG, or JPEG if a layer is a raster, which may be a photograph. The finest zoom is lowered until there
    are 8,000 tiles at most, and that is said, with an estimate of the size.

    Args:
        layers: as `refuse` lets them through.
        shapes: the places, in WGS 84 degrees.
        finest: zoom, 17 at most.
        transforms: which coordinate operations the user prefers.
        progress: is told how far it is; it may raise CancelledError.

    Raises:
        HotspotError: no layer has anything there, or the tiles take more than 200 MB.
    """
    _needed(layers, shapes, transforms, progress)
    keys = wanted(shapes, finest)
    while len(keys) > _MOST_TILES:
        finest -= 1
        keys = wanted(shapes, finest)
    kind = "jpg" if any(isinstance(layer, QgsRasterLayer) for layer in layers) else "png"
    settings = _settings(layers, transforms)
    pictures: dict[Key, bytes] = {}
    size = done = 0
    for block in _blocks(keys):
        for key, picture in _draw(settings, block, kind):
            pictures[key] = picture
            size += len(picture)
        refuse_more(size, layers[0].name())
        if not done:
            estimate = size / max(len(pictures), 1) * len(keys) / 1024**2
            progress.say(
                f"The base map takes {len(keys):,} tiles of zooms {keys[0][0]} to {keys[-1][0]}, about "
                f"{max(estimate, 0.1):.1f} MB by the first {len(block)}."
            )
        done += len(block)
        progress.at(done / len(keys))
    if not pictures:
        raise HotspotError(f"The layers of BASEMAP show nothing at zooms {keys[0][0]} to {keys[-1][0]}.")
    owners = dict.fromkeys(owner for layer in layers if (owner := _owner(layer)))
    return Tiles(kind, dict(sorted(pictures.items())), area(shapes), ", ".join(owners)[:200])


def refuse(layers: Iterable[QgsMapLayer], private: Iterable[str]) -> None:
    """Refuse layers that must not be drawn under the places of a package.

    Args:
        layers: of the base map.
        private: the sources of layers whose features may stay at the desk.

    Raises:
        HotspotError: one is such a layer, comes from a server, or cannot be drawn.
    """
    held = {_file(source) for source in private}
    for layer in layers:
        name = layer.name()
        if not layer.isValid():
            raise HotspotError(f"The base map's layer {name} cannot be opened: check that its file is there.")
        provider = layer.dataProvider()
        if provider is not None and provider.name().lower() in _REMOTE and "http" in layer.source().lower():
            raise HotspotError(
                f"The base map's layer {name} comes from a server: take one from a file, since packages are made "
                "without a network and most servers forbid copies of their tiles."
            )
        fields = {field.name().lower() for field in layer.fields()} if isinstance(layer, QgsVectorLayer) else set()
        if telling := sorted(fields & _TELLING):
            raise HotspotError(
                f"The base map's layer {name} has a column {telling[0]}: hotspots, schedules and crimes may show "
                "places that stay, so they cannot be part of it."
            )
        if _file(layer.source()) in held:
            raise HotspotError(f"The base map's layer {name} is one of the export's own tables: take it out.")


def carried(layers: Iterable[QgsMapLayer]) -> list[QgsMapLayer]:
    """Return copies of layers that another thread may take (`take`), as QGIS's native:rasterize does it."""
    copies = [layer.clone() for layer in layers]
    for copy in copies:
        copy.moveToThread(None)
    return copies


def take(layers: Iterable[QgsMapLayer]) -> None:
    """Make layers of `carried` those of the current thread, which is to draw them."""
    for layer in layers:
        layer.moveToThread(QThread.currentThread())


def _file(source: str) -> str:
    return source.partition("|subset=")[0].casefold()


def _owner(layer: QgsMapLayer) -> str:
    """Return whom a layer asks to name."""
    said = layer.serverProperties().attribution() or next(iter(layer.metadata().rights()), "")
    return " ".join(said.split())


def _needed(
    layers: Sequence[QgsMapLayer],
    shapes: Sequence[Any],
    transforms: QgsCoordinateTransformContext,
    progress: Progress,
) -> None:
    """Make sure that there is something to draw, and name the layers that are elsewhere."""
    whole = QgsRectangle(*area(shapes))
    outside = []
    for layer in layers:
        there = QgsCoordinateTransform(layer.crs(), QgsCoordinateReferenceSystem(WGS84), transforms)
        try:
            extent = there.transformBoundingBox(layer.extent())
        except QgsCsException:
            continue
        if not extent.intersects(whole):
            outside.append(layer.name())
    if len(outside) == len(layers):
        raise HotspotError(f"{outside[0]} has nothing where the hotspots are: take a base map of their area.")
    for name in outside:
        progress.warn(f"{name} has nothing where the hotspots are, so the base map shows nothing of it.")


def _settings(layers: Sequence[QgsMapLayer], transforms: QgsCoordinateTransformContext) -> QgsMapSettings:
    settings = QgsMapSettings()
    settings.setLayers(list(layers))
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    settings.setTransformContext(transforms)
    settings.setBackgroundColor(QColor(255, 255, 255))
    settings.setOutputDpi(96)
    # a label is drawn whole or not at all, although the next block does not know of it
    for flag in (Qgis.MapSettingsFlag.Antialiasing, Qgis.MapSettingsFlag.RenderMapTile):
        settings.setFlag(flag, True)
    return settings


def _blocks(keys: Sequence[Key]) -> Iterator[list[Key]]:
    """Yield tiles that lie together, the finest in the middle of the places first: they tell most about the size."""
    found: dict[Key, list[Key]] = defaultdict(list)
    for zoom, x, y in keys:
        found[zoom, x // _BLOCK, y // _BLOCK].append((zoom, x, y))
    ordered = list(found.values())
    finest = [block for block in ordered if block[0][0] == keys[-1][0]]
    first = finest[len(finest) // 2]
    yield first
    yield from (block for block in ordered if block is not first)


def _draw(settings: QgsMapSettings, block: Sequence[Key], kind: str) -> Iterator[tuple[Key, bytes]]:
    """Yield the tiles of a block that show something."""
    zoom = block[0][0]
    columns, rows = ([key[i] for key in block] for i in (1, 2))
    west, south = min(columns), min(rows)
    wide, high = max(columns) - west + 1, max(rows) - south + 1
    metres = 2 * _WORLD / (1 << zoom)
    x, y = west * metres - _WORLD, south * metres - _WORLD
    settings.setExtent(QgsRectangle(x, y, x + wide * metres, y + high * metres))
    settings.setOutputSize(QSize(wide * SIDE, high * SIDE))
    image = QImage(wide * SIDE, high * SIDE, QImage.Format.Format_RGB32)
    image.fill(settings.backgroundColor())
    painter = QPainter(image)
    QgsMapRendererCustomPainterJob(settings, painter).renderSynchronously()
    painter.end()
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    pixels = np.frombuffer(bits, dtype=np.uint32).reshape(high * SIDE, wide * SIDE) & 0xFFFFFF
    for key in block:
        left, top = (key[1] - west) * SIDE, (high - 1 - (key[2] - south)) * SIDE
        part = pixels[top : top + SIDE, left : left + SIDE]
        if (part != 0xFFFFFF).any():
            yield key, _encoded(part, kind)


def _encoded(pixels: np.ndarray, kind: str) -> bytes:
    """Return a picture; a PNG has a palette of its own in the order of its colours, where 256 are enough."""
    if kind == "png":
        shades = pixels & (_COARSENED << 16 | _COARSENED << 8 | _COARSENED)
        shades |= shades >> 5 & 0x070707  # white stays white
        colours, codes = np.unique(shades, return_inverse=True)
        if len(colours) <= 256:
            flat = codes.astype(np.uint8).tobytes()
            image = QImage(flat, SIDE, SIDE, SIDE, QImage.Format.Format_Indexed8)
            image.setColorTable([int(colour) | 0xFF000000 for colour in colours])
            return _saved(image, "PNG", 0)
        pixels = shades
    flat = (pixels | 0xFF000000).astype(np.uint32).tobytes()
    image = QImage(flat, SIDE, SIDE, 4 * SIDE, QImage.Format.Format_RGB32)
    return _saved(image, "PNG" if kind == "png" else "JPG", 0 if kind == "png" else _JPEG_QUALITY)


def _saved(image: QImage, kind: str, quality: int) -> bytes:
    image.setDotsPerMeterX(0)
    image.setDotsPerMeterY(0)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, kind, quality):
        raise HotspotError(f"This QGIS cannot write {kind} pictures: leave BASEMAP out, or give it an .mbtiles.")
    return bytes(buffer.data())
