"""GeoPackages, JSON and GPX from strangers: refused in one sentence or read correctly."""

from __future__ import annotations

import math
import sqlite3
import struct
from contextlib import closing

import pytest

from hotspot_plugin.core.errors import CancelledError, HotspotError
from hotspot_plugin.core.tasking import fieldrows, guarded
from hotspot_plugin.core.tasking.fieldrows import UnitNames
from hotspot_plugin.core.tasking.ledger import Ledger
from hotspot_plugin.core.tasking.outcome import outcome
from hotspot_plugin.core.tasking.returns import read_returns
from tests.core.tasking.field import NOW, PATROL, base, empty_base, fill, fix, ids, point, refused


@pytest.fixture
def empty():
    return empty_base()


# ---- GeoPackages ----------------------------------------------------------------------------------------------------

RENAMED = "ALTER TABLE patrols RENAME TO hidden; "
SCRIPTS = {
    "a trigger": ("CREATE TRIGGER evil AFTER INSERT ON patrols BEGIN DELETE FROM fixes; END", "holds a trigger"),
    "a view": ("CREATE VIEW evil AS SELECT * FROM patrols", "holds a view"),
    "a view in a table's place": (RENAMED + "CREATE VIEW patrols AS SELECT * FROM hidden", "holds a view"),
    "an endless view": (
        (
            "DROP TABLE fixes; CREATE VIEW fixes AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n) "
            "SELECT x AS fid FROM n"
        ),
        "holds a view",
    ),
    "full text search": ("CREATE VIRTUAL TABLE evil USING fts5(x)", "holds a virtual table"),
    "an index in a table's place": (
        "DROP TABLE tracks; CREATE VIRTUAL TABLE tracks USING rtree(id, a, b)",
        "holds a virtual table|something else than a table",
    ),
    "a generated column": (
        RENAMED + "CREATE TABLE patrols (fid INTEGER PRIMARY KEY, patrol_id TEXT, started TEXT, "
        "notes TEXT GENERATED ALWAYS AS (hex(zeroblob(900000))) VIRTUAL)",
        "are calculated",
    ),
    "a column called rowid": ('ALTER TABLE patrols ADD COLUMN "RowID" TEXT', "hides its row numbers"),
    "a table without row numbers": (
        RENAMED + "CREATE TABLE patrols (patrol_id TEXT PRIMARY KEY, started TEXT) WITHOUT ROWID",
        "something else than a table of rows",
    ),
    "no table of ours": ("DROP TABLE patrols; DROP TABLE fixes; DROP TABLE tracks", "has none of the tables"),
    "a schema that is no SQL": (
        "PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql = 'CREATE TABLE patrols (((' WHERE name = 'patrols'",
        "is damaged",
    ),
    "two tables on one page": (
        "PRAGMA writable_schema=ON; UPDATE sqlite_master SET rootpage = 1 WHERE name = 'patrols'",
        "is damaged",
    ),
    "a table on a page that is not there": (
        "PRAGMA writable_schema=ON; UPDATE sqlite_master SET rootpage = 99999 WHERE name = 'patrols'",
        "is damaged",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SCRIPTS)
def test_a_geopackage_that_could_act_is_refused(reads, empty, what):
    script, said = SCRIPTS[what]
    refused(reads, base(empty, script=script), said)


def test_a_constraint_that_calls_functions_is_not_run(reads, empty):
    script = (
        RENAMED + "CREATE TABLE patrols (patrol_id TEXT, started TEXT); PRAGMA writable_schema=ON; "
        "UPDATE sqlite_master SET sql = replace(sql, 'started TEXT', 'started TEXT CHECK (load_extension(1))') "
        "WHERE name = 'patrols'; INSERT INTO patrols VALUES ('x', '2026-04-02T10:00:00Z')"
    )
    assert ids(reads(base(empty, script=script))) == ["x"]


def test_the_spatial_index_and_tables_of_other_programs_are_left_alone(reads, empty):
    script = """
    CREATE VIRTUAL TABLE rtree_fixes_geom USING rtree(id, minx, maxx, miny, maxy);
    CREATE TRIGGER rtree_fixes_geom_insert AFTER INSERT ON fixes BEGIN DELETE FROM patrols; END;
    CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, styleQML TEXT);
    CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, content BLOB);
    """
    returned = reads(base(empty, fixes=[fix()], script=script))
    assert ids(returned) == ["p1"]
    assert len(returned.ledger.fixes) == 1
    # the index keeps itself in three tables
    assert returned.said == ["records.gpkg has 2 tables that are none of a package's: not read."]


@pytest.mark.parametrize("application", [0, 0x47504B00, 0x4D504258, -1])
def test_a_database_of_another_kind_is_refused(reads, empty, application):
    refused(reads, base(empty, application=application), "is a database of some other kind")


@pytest.mark.parametrize("application", [0x47503130, 0x47503131])
def test_older_geopackages_are_read(reads, empty, application):
    assert ids(reads(base(empty, application=application))) == ["p1"]


def test_a_value_too_large_costs_its_row_alone(reads, empty):
    patrols = [PATROL | {"patrol_id": "big", "notes": "x" * 2_000_000}, PATROL | {"patrol_id": "p2"}]
    returned = reads(base(empty, patrols, [fix(0, geom=bytes(3_000_000)), fix(5)]))
    assert ids(returned) == ["p2"]
    assert len(returned.ledger.fixes) == 1
    assert {(r.place, r.row, r.reason) for r in returned.ledger.rejects} == {
        ("patrols", 1, "holds a value of more than 1,000,000 bytes"),
        ("fixes", 1, "holds a value of more than 1,000,000 bytes"),
    }


@pytest.mark.parametrize("fill_with", [b"\xff", b"\x00", b"\x0d\x00"])
def test_damaged_pages_are_refused_or_do_not_matter(reads, empty, fill_with):
    whole = base(empty, fixes=[fix(second) for second in range(600)])
    found = 0
    for page in range(1, len(whole) // 4096):
        raw = bytearray(whole)
        raw[page * 4096 : page * 4096 + 64] = (fill_with * 64)[:64]
        try:
            returned = reads(bytes(raw))
        except HotspotError as error:
            assert "is damaged" in str(error)  # noqa: PT017 - either outcome is right
            found += 1
        else:
            assert ids(returned) == ["p1"]
            assert len(returned.ledger.fixes) == 600
    assert found > 5


@pytest.mark.parametrize("length", [0, 10, 99, 100, 4096, 8192, 20_000])
def test_a_geopackage_cut_off_is_refused(reads, empty, length):
    said = "no package, records.gpkg" if length == 0 else "is damaged|does not begin"
    refused(reads, base(empty)[:length], said)


def logged(tmp_path, empty):
    """Return a GeoPackage and its write-ahead log, in which alone its patrol stands, as a copy of an open one has."""
    path = tmp_path / "open.gpkg"
    path.write_bytes(empty)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA wal_autocheckpoint=0")
        fill(connection, [PATROL])
        return path.read_bytes(), (tmp_path / "open.gpkg-wal").read_bytes()


def test_what_stands_in_the_write_ahead_log_alone_is_read(reads, tmp_path, empty):
    main, log = logged(tmp_path, empty)
    assert ids(reads(main, wal=log)) == ["p1"]


def test_a_missing_write_ahead_log_is_said(reads, tmp_path, empty):
    main, _ = logged(tmp_path, empty)
    returned = reads(main)
    assert ids(returned) == []
    assert "records.gpkg-wal is missing" in returned.said[0]


def test_a_damaged_write_ahead_log_is_refused_or_ignored(reads, tmp_path, empty):
    main, log = logged(tmp_path, empty)
    raw = bytearray(log)
    raw[100:5000] = bytes(4900)  # SQLite ends a log at the first frame whose checksum is wrong
    assert ids(reads(main, wal=bytes(raw))) == []


def test_a_copy_made_while_the_app_was_writing_is_refused(reads, empty):
    journal = bytes.fromhex("d9d505f920a163d7") + bytes(504)
    refused(reads, base(empty), "was copied while it was being written", journal=journal)
    assert ids(reads(base(empty), journal=bytes(512))) == ["p1"]


def test_a_file_that_takes_too_long_is_given_up(reads, empty, monkeypatch):
    monkeypatch.setattr(guarded, "SECONDS", -1.0)
    monkeypatch.setattr(guarded, "STEPS", 1)
    refused(reads, base(empty), "takes longer than")


def test_cancel_is_heard_while_a_geopackage_is_read(tmp_path, empty, monkeypatch):
    class Stop:
        calls = 0

        def at(self, fraction):
            self.calls += 1
            if self.calls > 4:
                raise CancelledError

        def say(self, message):
            pass

        warn = say

    monkeypatch.setattr(guarded, "STEPS", 100)
    (tmp_path / "records.gpkg").write_bytes(base(empty, fixes=[fix(second) for second in range(600)]))
    with pytest.raises(CancelledError):
        read_returns([tmp_path / "records.gpkg"], Ledger(), UnitNames(), Stop())


def test_text_that_is_no_text_is_read_with_marks_for_what_is_lost(reads, empty):
    script = "UPDATE patrols SET device_id = CAST(x'756e69742d80' AS TEXT), notes = CAST(x'ff00fe' AS TEXT)"
    (patrol,) = reads(base(empty, script=script)).ledger.patrols
    assert patrol.unit == "unit-\ufffd"
    assert patrol.notes == "\ufffd \ufffd"


BLOBS = {
    "NaN": point(math.nan, 51.5),
    "infinite": point(math.inf, 51.5),
    "huge": point(1e300, -1e300),
    "beyond the pole": point(-1.2, 90.5),
    "null island": point(0.0, 0.0),
    "empty": b"",
    "no blob": "POINT(1 2)",
    "a number": 7,
    "cut off": point(1.0, 2.0)[:-1],
    "another system": struct.pack("<2sBBi", b"GP", 0, 1, 27700) + point(1.0, 2.0)[8:],
    "an envelope beyond its end": struct.pack("<2sBBi", b"GP", 0, 0b1001, 4326) + bytes(10),
    "an envelope of no kind": struct.pack("<2sBBi", b"GP", 0, 0b1111, 4326) + bytes(90),
    "marked empty": struct.pack("<2sBBi", b"GP", 0, 0b10001, 4326) + point(1.0, 2.0)[8:],
    "a polygon": point(1.0, 2.0)[:9] + struct.pack("<I", 3) + bytes(16),
    "no byte order": point(1.0, 2.0)[:8] + b"\x07" + point(1.0, 2.0)[9:],
}


def test_coordinates_that_are_none_are_rejected_one_by_one(reads, empty):
    returned = reads(base(empty, fixes=[fix(5 * i, geom=blob) for i, blob in enumerate(BLOBS.values())] + [fix(900)]))
    assert len(returned.ledger.fixes) == 1
    assert sorted(reject.row for reject in returned.ledger.rejects) == list(range(1, len(BLOBS) + 1))


@pytest.mark.parametrize(("order", "mark"), [("<", 1), (">", 0)])
@pytest.mark.parametrize(("kind", "rest"), [(1, 0), (1001, 1), (2001, 1), (3001, 2), (0xC0000001, 2)])
def test_points_of_every_byte_order_and_dimension_are_read(reads, empty, order, mark, kind, rest):
    body = struct.pack(order + "BI", mark, kind) + struct.pack(order + f"{2 + rest}d", -1.25, 51.5, *[9.0] * rest)
    blob = struct.pack(order + "2sBBi4d", b"GP", 0, 0b10 | mark, 4326, -1.25, -1.25, 51.5, 51.5) + body
    table = reads(base(empty, fixes=[fix(geom=blob)])).ledger.fixes
    assert table[["x", "y"]].to_numpy().tolist() == [[-1.25, 51.5]]


@pytest.mark.parametrize(
    "value", ["1066-10-14T10:00:00Z", "9999-12-31T23:59:59Z", "now", "", None, 5, b"\x00", "T" * 99]
)
def test_times_that_no_receiver_could_have_are_rejected(reads, empty, value):
    returned = reads(base(empty, fixes=[fix(time=value), fix(5)]))
    assert len(returned.ledger.fixes) == 1
    assert len(returned.ledger.rejects) == 1


def test_a_track_of_mergin_maps_gives_a_fix_a_vertex(reads, empty):
    """M is seconds since 1970: 1,775,124,000 is 2 April 2026, 10:00 UTC."""
    vertices = [(-1.25, 51.5, 60.0, 1_775_124_000.0), (-1.2499, 51.5, 60.0, 1_775_124_009.5), (0.0, 0.0, 0.0, math.nan)]
    line = struct.pack("<2sBBi", b"GP", 0, 1, 4326) + struct.pack("<BII", 1, 3002, 3)
    blob = line + b"".join(struct.pack("<4d", *vertex) for vertex in vertices)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.deserialize(empty)
        connection.execute("INSERT INTO tracks (geom, tracking_start_time) VALUES (?, '2026-04-02T10:00:00Z')", (blob,))
        connection.execute("INSERT INTO tracks (geom) VALUES (?)", (line + bytes(8),))
        connection.execute("INSERT INTO tracks (geom) VALUES (NULL)")
        returned = reads(connection.serialize())
    made = outcome(returned.ledger, NOW).fixes
    assert [str(time) for time in made["time"]] == ["2026-04-02 10:00:00", "2026-04-02 10:00:09.500000"]
    assert made["unit"].nunique() == 1
    assert sorted((r.place, r.reason) for r in returned.ledger.rejects) == [
        ("tracks", "the line cannot be read"),
        ("tracks", "the line has no times (M) or is cut off"),
        ("tracks row 1", "no time"),
    ]


def test_more_patrols_than_a_device_records_are_refused(reads, empty, monkeypatch):
    monkeypatch.setattr(fieldrows, "MOST_PATROLS", 5)
    refused(reads, base(empty, [PATROL | {"patrol_id": f"p{i}"} for i in range(6)]), "has more patrols or notes than")


def test_of_many_rows_rejected_for_one_reason_the_rest_is_a_number(reads, empty, monkeypatch):
    monkeypatch.setattr(fieldrows, "MOST_REJECTS", 3)
    returned = reads(base(empty, fixes=[fix(time=None) for _ in range(10)]))
    assert sorted(r.content for r in returned.ledger.rejects if r.row is None) == ["7 more rows"]
    assert len(returned.ledger.rejects) == 4
