"""GeoPackages with Python's own sqlite3: OGC GeoPackage 1.2.1 (OGC 12-128r15), WGS 84, the same rows the same bytes."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from .database import database

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


@dataclass(frozen=True)
class Table:
    """A table of a GeoPackage: rows of features or, without a geometry, of attributes.

    Args:
        name: of the table.
        title: its description.
        columns: name → SQLite type of each column; DATETIME takes texts such as 2026-03-01T06:00:00Z.
        rows: the attributes of each row, in the order they are to have.
        geometry: "MULTIPOLYGON", "LINESTRING", "POINT", followed by " ZM" for height and measure; empty for none.
        shapes: a shapely geometry for each row, in degrees; none where there is no geometry.
        unique: columns that get a unique constraint.
    """

    name: str
    title: str
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]] = ()
    geometry: str = ""
    shapes: Sequence[Any] = ()
    unique: Sequence[str] = ()


def write(tables: Sequence[Table], changed: str) -> bytes:
    """Return a GeoPackage of some tables in WGS 84.

    Args:
        tables: in their order.
        changed: the time to give as that of the last change, such as 2026-03-01T06:00:00Z.
    """

    def fill(connection: sqlite3.Connection) -> None:
        _prepare(connection)
        for table in tables:
            _add(connection, table, changed)

    return database(fill, _APPLICATION, _GPKG_VERSION)


def _prepare(connection: sqlite3.Connection) -> None:
    for statement in _TABLES.split(";\n"):
        connection.execute(statement)
    connection.executemany(
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


def _add(connection: sqlite3.Connection, table: Table, changed: str) -> None:
    kind_of_shape, _, zm = table.geometry.partition(" ")
    fixed = ["fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"]
    if table.geometry:
        fixed.append(f'"geom" {kind_of_shape}')
    declared = [
        f'"{name}" {kind}{" NOT NULL UNIQUE" if name in table.unique else ""}' for name, kind in table.columns.items()
    ]
    connection.execute(f"CREATE TABLE {table.name} ({', '.join([*fixed, *declared])})")
    kind = "features" if table.geometry else "attributes"
    bounds = _bounds(table.shapes) if len(table.shapes) else (None,) * 4
    contents = (table.name, kind, table.name, table.title, _time(changed), *bounds, 4326 if table.geometry else 0)
    connection.execute("INSERT INTO gpkg_contents VALUES (?,?,?,?,?,?,?,?,?,?)", contents)
    if table.geometry:
        geometry = (table.name, "geom", kind_of_shape, 4326, int(bool(zm)), int(bool(zm)))
        connection.execute("INSERT INTO gpkg_geometry_columns VALUES (?,?,?,?,?,?)", geometry)
    places = ",".join("?" * (len(fixed) + len(table.columns)))
    blobs = [(_blob(shape),) for shape in table.shapes] if table.geometry else [()] * len(table.rows)
    connection.executemany(
        f"INSERT INTO {table.name} VALUES ({places})",  # noqa: S608 # nosec B608 - our own names and question marks
        (
            (
                i,
                *blob,
                *(_time(row[name]) if kind == "DATETIME" else row[name] for name, kind in table.columns.items()),
            )
            for i, (row, blob) in enumerate(zip(table.rows, blobs, strict=True), 1)
        ),
    )


def _time(value: str | None) -> str | None:
    """Return a time with the milliseconds that the standard asks for."""
    return value and value.replace("Z", ".000Z")


def _bounds(shapes: Sequence[Any]) -> tuple[float, float, float, float]:
    west, south, east, north = (float(value) for value in shapely.total_bounds(list(shapes)))
    return west, south, east, north


def _blob(shape: Any) -> bytes:
    """Return a GeoPackageBinary: little endian, then the shape as WKB; polygons become multi.

    Lines, of which there are many short ones, have no envelope: it would be a third of their bytes.
    """
    whole = shapely.MultiPolygon([shape]) if shape.geom_type == "Polygon" else shape
    wkb = bytes(shapely.to_wkb(whole, output_dimension=2, byte_order=1))
    if shape.geom_type == "LineString":
        return struct.pack("<2sBBi", b"GP", 0, 0b00000001, 4326) + wkb
    west, south, east, north = shape.bounds
    return struct.pack("<2sBBi4d", b"GP", 0, 0b00000011, 4326, west, east, south, north) + wkb
