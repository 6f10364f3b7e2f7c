"""`hotspots.gpkg` with Python's own sqlite3: OGC GeoPackage 1.2.1 (OGC 12-128r15), one table of polygons.

GDAL would write it too, but with the time of writing in it and its version's own habits. Here the same rows give the
same
bytes: fixed times, one row order, a copy by `VACUUM INTO` (whose page order follows from the content), and SQLite's own
version number in the file header set to a constant.
"""

from __future__ import annotations

import sqlite3
import struct
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import shapely

TABLE = "hotspots"
_APPLICATION = 0x47504B47  # "GPKG"
_GPKG_VERSION = 10201
_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],'
    'UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)
_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT
NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
"""
# SQLite's file header (sqlite.org/fileformat2.html, 1.3): the file change counter at byte 24, the value it had when the
# version at byte 96 was written at byte 92. Both counters must agree, or the page count at byte 28 is not believed.
_HEADER = {24: 1, 92: 1, 96: 3_027_000}  # 3.27.0 is the first that has VACUUM INTO


def write(
    rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], shapes: Sequence[Any], changed: str, title: str
) -> bytes:
    """Return a GeoPackage of one polygon layer, `hotspots`, in WGS 84.

    Args:
        rows: the attributes of each feature, in the order they are to have.
        columns: name → SQLite type of each column; `hotspot_id` gets a unique constraint.
        shapes: a shapely polygon or multipolygon for each row, in degrees.
        changed: the time to give as that of the last change, such as 2026-03-01T06:00:00Z.
        title: the layer's description.
    """
    with tempfile.TemporaryDirectory(prefix="hotspots-") as folder:
        draft, final = Path(folder) / "draft.gpkg", Path(folder) / "final.gpkg"
        with closing(sqlite3.connect(draft, isolation_level=None)) as database:
            for pragma in (
                "page_size=4096",
                "auto_vacuum=0",
                "encoding='UTF-8'",
                "journal_mode=DELETE",
                "secure_delete=ON",
                "synchronous=OFF",
            ):
                database.execute(f"PRAGMA {pragma}")
            database.execute(f"PRAGMA application_id={_APPLICATION}")
            database.execute(f"PRAGMA user_version={_GPKG_VERSION}")
            database.execute("BEGIN")
            _fill(database, rows, columns, shapes, changed, title)
            database.execute("COMMIT")
            database.execute("VACUUM INTO ?", (str(final),))
        content = bytearray(final.read_bytes())
    for position, value in _HEADER.items():
        struct.pack_into(">I", content, position, value)
    return bytes(content)


def _fill(
    database: sqlite3.Connection,
    rows: Sequence[Mapping[str, Any]],
    columns: Mapping[str, str],
    shapes: Sequence[Any],
    changed: str,
    title: str,
) -> None:
    for statement in _TABLES.split(";\n"):
        database.execute(statement)
    declared = ", ".join(
        f'"{name}" {kind}{" NOT NULL UNIQUE" if name == "hotspot_id" else ""}' for name, kind in columns.items()
    )
    database.execute(
        f'CREATE TABLE {TABLE} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "geom" MULTIPOLYGON, {declared})'
    )
    database.executemany(
        "INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)",
        (
            ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
            ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
            (
                "WGS 84 geodetic",
                4326,
                "EPSG",
                4326,
                _WGS84,
                "longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid",
            ),
        ),
    )
    database.execute(
        "INSERT INTO gpkg_contents VALUES (?,?,?,?,?,?,?,?,?,?)",
        (TABLE, "features", TABLE, title, _time(changed), *_bounds(shapes), 4326),
    )
    database.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?,?,?,?,?,?)", (TABLE, "geom", "MULTIPOLYGON", 4326, 0, 0)
    )
    places = ",".join("?" * (2 + len(columns)))
    database.executemany(
        f"INSERT INTO {TABLE} VALUES ({places})",  # noqa: S608 # nosec B608 - question marks
        (
            (
                i,
                _blob(shape),
                *(_time(row[name]) if kind == "DATETIME" else row[name] for name, kind in columns.items()),
            )
            for i, (row, shape) in enumerate(zip(rows, shapes, strict=True), 1)
        ),
    )


def _time(value: str | None) -> str | None:
    """Return a time with the milliseconds that the standard asks for."""
    return value and value.replace("Z", ".000Z")


def _bounds(shapes: Sequence[Any]) -> tuple[float, float, float, float]:
    west, south, east, north = (float(value) for value in shapely.total_bounds(list(shapes)))
    return west, south, east, north


def _blob(shape: Any) -> bytes:
    """Return a GeoPackageBinary: little endian, with an XY envelope, then the multipolygon as WKB."""
    parts = list(shape.geoms) if shape.geom_type == "MultiPolygon" else [shape]
    west, south, east, north = shape.bounds
    envelope = struct.pack("<2sBBi4d", b"GP", 0, 0b00000011, 4326, west, east, south, north)
    return envelope + bytes(shapely.to_wkb(shapely.MultiPolygon(parts), output_dimension=2, byte_order=1))
