"""The spatial index of a GeoPackage for a GDAL before 3.8, made in one go and cancelled at any time.

Such a GDAL makes it while a file is closed, entry by entry (of 10 million points: four minutes with 3.6), and hears no
Cancel then. Here the features are sorted by place first (sort-tile-recursive: Leutenegger, Lopez and Edgington 1997,
doi 10.1109/ICDE.1997.582015), and the nodes of the tree are written as SQLite's R*Tree module keeps them
(sqlite.org/rtree.html, “Shadow Tables”, and the head of its rtree.c).

From 3.8.0 on GDAL builds the tree in memory and writes it in one go too (github.com/OSGeo/gdal/pull/8596; 2.5 s for a
million points with 3.12), and then its own index is taken: Cancel waits for it. QGIS's Windows installers have
such a GDAL; Debian 12 and Ubuntu 22.04 have an older one.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFields,
    QgsVectorFileWriter,
)

from ..core.errors import HotspotError
from ..core.progress import SILENT, Part, Progress

# west, east, south and north of n features, (n,) each, in the unit of their layer
Boxes = tuple[NDArray[Any], ...]
AT_ONCE = 50_000  # features that are looked at together
FAST = 3_08_00_00  # the first GDAL that builds an index in one go, as GDAL writes its version
_HEAD = np.dtype([("depth", ">u2"), ("cells", ">u2")])
_CELL = np.dtype([("id", ">i8"), ("west", ">f4"), ("east", ">f4"), ("south", ">f4"), ("north", ">f4")])
_SIDES = ("west", "east", "south", "north")


def gdal_is_slow() -> bool:
    """Return whether this GDAL is so old that the index of many features is better made here."""
    from osgeo import gdal

    return int(gdal.VersionInfo("VERSION_NUM")) < FAST


def without_index(
    path: str,
    fields: QgsFields,
    wkb_type: Any,
    crs: QgsCoordinateReferenceSystem,
    context: QgsCoordinateTransformContext,
) -> QgsVectorFileWriter | None:
    """Return a sink that writes a GeoPackage as Processing's own does, without a spatial index; None if it cannot."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.datasourceOptions = QgsVectorFileWriter.defaultDatasetOptions("GPKG")
    usual = QgsVectorFileWriter.defaultLayerOptions("GPKG")
    options.layerOptions = [one for one in usual if not one.startswith("SPATIAL_INDEX")] + ["SPATIAL_INDEX=NO"]
    writer = QgsVectorFileWriter.create(path, fields, wkb_type, crs, context, options)
    return writer if writer.hasError() == QgsVectorFileWriter.WriterError.NoError else None


def add_index(path: Path, boxes: Boxes, progress: Progress = SILENT) -> None:
    """Give the only table of a GeoPackage a spatial index; where that cannot be done here, GDAL does it.

    Args:
        path: the file, which nobody else has open. Where this fails or Cancel is pressed, it must be thrown away.
        boxes: of its features, whose keys should be 1, 2, 3 … in this order.
        progress: 0 to 1.

    Raises:
        HotspotError: the index cannot be written.
    """
    try:
        added = _added(path, boxes, progress)
    except sqlite3.Error as error:
        raise HotspotError(
            f"The spatial index of {path.name} could not be written ({error}): the disk may be full."
        ) from None
    if not added:
        from osgeo import gdal

        dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR | gdal.OF_UPDATE)
        layer = dataset.GetLayer(0)
        table, column = (name.replace("'", "''") for name in (layer.GetName(), layer.GetGeometryColumn()))
        dataset.ExecuteSQL(f"SELECT CreateSpatialIndex('{table}', '{column}')")
    progress.at(1.0)


def _added(path: Path, boxes: Boxes, progress: Progress) -> bool:
    """Add an index; return False, and leave the file as it is, if Python's SQLite cannot or the keys are others."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        # a file that is not in its place yet needs no protection from loss of power
        file.execute("PRAGMA synchronous = OFF")
        table, column = file.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchone()
        key = next(row[1] for row in file.execute(f"PRAGMA table_info({_quoted(table)})") if row[5])
        # so many features were written, each with a key of its own; counting them would take seconds
        ends = (f"SELECT {end}({_quoted(key)}) FROM {_quoted(table)}" for end in ("min", "max"))  # noqa: S608 # nosec B608 - quoted
        if [file.execute(text).fetchone()[0] for text in ends] != [1, len(boxes[0])]:
            return False
        name = f"rtree_{table}_{column}"
        beside = _as_gdal_does(path.with_name("index.gpkg"), table, column, key)
        if not beside:
            return False
        file.execute("BEGIN")
        try:
            file.execute(f"CREATE VIRTUAL TABLE {_quoted(name)} USING rtree(id, minx, maxx, miny, maxy)")
        except sqlite3.OperationalError as error:
            if "no such module" not in str(error):
                raise
            file.execute("ROLLBACK")
            return False
        _fill(file, name, boxes, progress)
        for text in beside:
            file.execute(text)
        file.execute(
            "INSERT OR IGNORE INTO gpkg_extensions VALUES (?, ?, 'gpkg_rtree_index', "
            "'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
            (table, column),
        )
        file.execute("COMMIT")
    return True


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _as_gdal_does(path: Path, table: str, column: str, key: str) -> list[str]:
    """Return the SQL of what this GDAL makes beside an index: the table of extensions, triggers for later edits.

    Nothing is returned if a GDAL makes none of that for a table without features.
    """
    from osgeo import ogr

    made = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    made.CreateLayer(table, None, ogr.wkbPoint, [f"FID={key}", f"GEOMETRY_NAME={column}", "SPATIAL_INDEX=YES"])
    del made
    with closing(sqlite3.connect(path)) as file:
        found = file.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'rtree!_%' ESCAPE '!' ORDER BY name"
        ).fetchall()
        extensions = file.execute("SELECT sql FROM sqlite_master WHERE name = 'gpkg_extensions'").fetchall()
    path.unlink()
    if not found or not extensions:
        return []
    first = extensions[0][0].replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1)
    return [first, *(row[0] for row in found)]


def _fill(file: sqlite3.Connection, name: str, boxes: Boxes, progress: Progress) -> None:
    node, parent, rowid = (_quoted(f"{name}_{part}") for part in ("node", "parent", "rowid"))
    size = file.execute(f"SELECT length(data) FROM {node} WHERE nodeno = 1").fetchone()[0]  # noqa: S608 # nosec B608 - quoted
    most = (size - _HEAD.itemsize) // _CELL.itemsize
    count = len(boxes[0])
    chosen = order = by_place(boxes, most, Part(progress, 0.0, 0.3))
    # nodes are numbered from 2 on, leaves first; the root is number 1
    first, base, depth, sides = 2, 1, 0, boxes
    while True:
        cuts = np.append(np.arange(0, len(chosen), most), len(chosen))
        nodes = len(cuts) - 1
        root = nodes == 1
        first = 1 if root else first
        level = _Level(chosen, base, sides, cuts, first, depth if root else 0)
        writing = Part(progress, 0.3, 0.6) if not depth else SILENT
        sides = level.write(file, f"INSERT OR REPLACE INTO {node} VALUES (?, ?)", size, writing)  # noqa: S608 # nosec B608 - quoted
        above = np.repeat(np.arange(first, first + nodes, dtype=np.int32), np.diff(cuts))
        if depth:
            rows = zip(range(base, base + len(chosen)), above.tolist(), strict=True)
            file.executemany(f"INSERT INTO {parent} VALUES (?, ?)", rows)  # noqa: S608 # nosec B608 - quoted
        else:
            leaf = np.empty(count, dtype=np.int32)
            leaf[order] = above
        if root:
            break
        chosen, base, first, depth = np.arange(nodes), first, first + nodes, depth + 1
    writing = Part(progress, 0.6, 1.0)
    for start in range(0, count, AT_ONCE):
        writing.at(start / count)
        leaves = enumerate(leaf[start : start + AT_ONCE].tolist(), start + 1)
        file.executemany(f"INSERT INTO {rowid} VALUES (?, ?)", leaves)  # noqa: S608 # nosec B608 - quoted


def by_place(boxes: Boxes, most: int, progress: Progress = SILENT) -> NDArray[np.intp]:
    """Return features in an order of which each `most` are near each other: upright strips, each from south to north.

    Strips and runs are as many, so that leaves are about as wide as high.
    """
    west, _, south, _ = boxes
    leaves = -(-len(west) // most)
    strip = most * -(-leaves // max(int(np.ceil(np.sqrt(leaves))), 1))
    order = np.argsort(west, kind="stable")
    for start in range(0, len(order), strip):
        progress.at(start / len(order))
        part = order[start : start + strip]
        part[:] = part[np.argsort(south[part], kind="stable")]
    return order


@dataclass(frozen=True)
class _Level:
    """Nodes of one level: `chosen` (n,) children one after the other, cut at `cuts`.

    A child's number is its position plus `base`; its box is what `sides` hold at its position. Nodes are numbered from
    `first`; `depth` is that of the tree in its root, and 0 in all other nodes.
    """

    chosen: NDArray[np.intp]
    base: int
    sides: Boxes
    cuts: NDArray[np.intp]
    first: int
    depth: int

    def write(self, file: sqlite3.Connection, sql: str, size: int, progress: Progress) -> Boxes:
        """Write the nodes, `size` bytes each, and return the boxes around them."""
        nodes = len(self.cuts) - 1
        around = tuple(np.empty(nodes, dtype=np.float32) for _ in _SIDES)
        for start in range(0, nodes, 1000):
            progress.at(start / nodes)
            stop = min(start + 1000, nodes)
            children = self.chosen[self.cuts[start] : self.cuts[stop]]
            cuts = self.cuts[start : stop + 1] - self.cuts[start]
            cells = np.empty(len(children), dtype=_CELL)
            cells["id"] = children + self.base
            for side, values, found in zip(_SIDES, self.sides, around, strict=True):
                low = side in ("west", "south")
                cells[side] = rounded = _outward(values[children], low)
                found[start:stop] = (np.minimum if low else np.maximum).reduceat(rounded, cuts[:-1])
            raw, at = cells.tobytes(), (cuts * _CELL.itemsize).tolist()
            heads = np.empty(stop - start, dtype=_HEAD)
            heads["depth"], heads["cells"] = self.depth, np.diff(cuts)
            data = [(head.tobytes() + raw[at[i] : at[i + 1]]).ljust(size, b"\0") for i, head in enumerate(heads)]
            file.executemany(sql, enumerate(data, self.first + start))
        return around


def _outward(values: NDArray[Any], low: bool) -> NDArray[np.float32]:
    """Return numbers as single ones that are not greater (`low`) or not less, so that no box loses what is in it."""
    near = values.astype(np.float32)
    wrong = near > values if low else near < values
    return np.where(wrong, np.nextafter(near, np.float32(-np.inf if low else np.inf)), near)
