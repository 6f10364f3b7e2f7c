"""Records as a phone leaves them, and zips as strangers pack them."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import zipfile
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tasking import geopackage, records_schema
from hotspot_plugin.core.tasking.fieldrows import UnitNames
from hotspot_plugin.core.tasking.ledger import Ledger
from hotspot_plugin.core.tasking.returns import read_returns

NOW = 1_780_000_000_000  # 28 May 2026
PATROL = {
    "patrol_id": "p1",
    "hotspot_id": "a1",
    "bundle_id": "0" * 32,
    "device_id": "unit-1",
    "started": "2026-04-02T10:00:00.000Z",
    "ended": "2026-04-02T10:15:00.000Z",
    "mode": "foot",
    "notes": "quiet",
}


@cache
def empty_base():
    """The bytes of a records.gpkg as it is sent out."""
    tables = [
        geopackage.Table(table.name, table.meaning, table.columns, (), table.geometry, (), table.unique)
        for table in records_schema.TABLES
    ]
    return geopackage.write(tables, "2026-04-01T05:00:00Z")


def point(x, y):
    """A GeoPackageBinary of a point in WGS 84 (OGC 12-128r15, 2.1.3), without envelope."""
    return struct.pack("<2sBBi", b"GP", 0, 1, 4326) + struct.pack("<BIdd", 1, 1, x, y)


def fix(second=0, x=-1.2485, y=51.5009, patrol="p1", unit="unit-1", **more):
    """A position as its table's columns."""
    time = f"2026-04-02T10:{second // 60:02d}:{second % 60:02d}.000Z"
    whole = {"geom": point(x, y), "patrol_id": patrol, "device_id": unit, "time": time, "accuracy_m": 4.0}
    return {**whole, "speed_ms": 1.0, "source": "Internal", **more}


def base(empty, patrols=(PATROL,), fixes=(), script="", application=None):
    """Return the bytes of a records.gpkg: `empty` as it was sent out, with rows, and with what a script does to it."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.deserialize(empty)
        fill(connection, patrols, fixes)
        connection.executescript(script)
        if application is not None:
            connection.execute(f"PRAGMA application_id={application}")
        return connection.serialize()


def fill(connection, patrols=(), fixes=()):
    """Insert rows."""
    for table, rows in (("patrols", patrols), ("fixes", fixes)):
        for row in rows:
            names = ", ".join(row)
            connection.execute(
                f"INSERT INTO {table} ({names}) VALUES ({','.join('?' * len(row))})", tuple(row.values())
            )


def tasker(*patrols, **more):
    """Return a web tasker's records.json."""
    return json.dumps({"format": "hotspot-records", "version": "1.0", "patrols": patrols, **more}).encode()


def packed(files, method=zipfile.ZIP_DEFLATED, **changes):
    """Return a zip of files (name → content), its last entry with some `changes`: mode, flag_bits."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (2026, 4, 9, 8, 0, 0))
            info.compress_type = method
            info.external_attr = changes.get("mode", 0o100644) << 16
            archive.writestr(info, content)
    return target.getvalue()


def bring(path, *more, known=None):
    """Read what came back."""
    return read_returns([path, *more], known or Ledger(), UnitNames())


def everything(folder: Path) -> dict[str, bytes]:
    """Return all files below a folder."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def refused(reads, content, said, name="records.gpkg", **beside):
    with pytest.raises(HotspotError, match=said) as caught:
        reads(content, name, **beside)
    assert "\n" not in str(caught.value)


def ids(returned):
    return sorted(patrol.patrol_id for patrol in returned.ledger.patrols)
