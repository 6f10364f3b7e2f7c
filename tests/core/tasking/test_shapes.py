"""GeoJSON, GeoPackage and the little map."""

from __future__ import annotations

import json
import math
import re
import sqlite3
import struct

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.tasking import geojson, geopackage
from hotspot_plugin.core.tasking.outline import HEIGHT, WIDTH, centre, metres_per_degree, outline
from tests.core.tasking.town import squares, to_degrees


def outlines():
    shapes = list(to_degrees(squares(2)))
    table = geopackage.Table("hotspots", "Larch", COLUMNS, ROWS, "MULTIPOLYGON", shapes, ("hotspot_id",))
    return geopackage.write([table], "2026-04-01T05:00:00Z")


HOLED = shapely.from_wkt(
    "POLYGON ((0 0, 0 4, 4 4, 4 0, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))"
)  # both rings the wrong way round


def as_array(*shapes):
    return np.array([*shapes, None], dtype=object)[:-1]


def test_rings_are_turned_as_rfc_7946_asks():
    (shape,) = geojson.rounded(as_array(HOLED))
    assert shapely.is_ccw(shape.exterior)
    assert not shapely.is_ccw(shape.interiors[0])
    assert shapely.equals(shape, HOLED)


def test_the_geojson_is_what_shapely_reads_and_has_no_crs():
    shapes = geojson.rounded(to_degrees(squares(2)))
    raw = geojson.feature_collection([{"hotspot_id": "a"}, {"hotspot_id": "b"}], shapes)
    collection = json.loads(raw)
    assert set(collection) == {"type", "features"}
    assert [feature["id"] for feature in collection["features"]] == ["a", "b"]
    read = shapely.from_geojson(raw.decode())
    assert shapely.equals_exact(shapely.get_parts(read), shapes).all()
    assert not re.search(rb"\d\.\d{8}", raw)


@given(st.integers(0, 5), st.booleans())
def test_a_ring_is_the_same_wherever_and_whichever_way_it_was_drawn(start, backwards):
    points = [(math.cos(i * math.pi / 3), math.sin(i * math.pi / 3)) for i in range(6)]
    turned = points[start:] + points[:start]
    drawn = shapely.Polygon(turned[::-1] if backwards else turned)
    assert geojson.rounded(as_array(drawn))[0].wkb == geojson.rounded(as_array(shapely.Polygon(points)))[0].wkb


def test_a_sliver_thinner_than_a_centimetre_is_kept_as_it_is():
    sliver = shapely.box(0, 0, 1e-9, 1)
    assert shapely.equals(geojson.rounded(as_array(sliver))[0], sliver)


COLUMNS = {"hotspot_id": "TEXT", "crimes": "INTEGER", "rate": "REAL", "valid_from": "DATETIME"}
ROWS = [{"hotspot_id": "a", "crimes": 3, "rate": None, "valid_from": "2026-04-01T05:00:00Z"}, {"hotspot_id": "Ŵ",
"crimes": None, "rate": 0.5, "valid_from": None}]  # fmt: skip


@pytest.fixture
def database(tmp_path):
    content = outlines()
    path = tmp_path / "p.gpkg"
    path.write_bytes(content)
    with sqlite3.connect(path) as opened:
        yield opened


def test_the_geopackage_is_sound_and_says_that_it_is_one(database):
    def first(sql):
        return database.execute(sql).fetchone()[0]

    assert first("PRAGMA integrity_check") == "ok"
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert first("PRAGMA application_id") == 0x47504B47
    assert first("PRAGMA user_version") == 10201
    assert first("PRAGMA journal_mode") == "delete"
    assert first("SELECT last_change FROM gpkg_contents") == "2026-04-01T05:00:00.000Z"
    assert {row[0] for row in database.execute("SELECT srs_id FROM gpkg_spatial_ref_sys")} == {-1, 0, 4326}
    assert database.execute("SELECT count(*) FROM sqlite_master WHERE type IN ('view','trigger')").fetchone() == (0,)


def test_rows_of_the_geopackage_come_back_with_their_shapes(database):
    rows = database.execute("SELECT fid, hotspot_id, crimes, rate, geom FROM hotspots ORDER BY fid").fetchall()
    assert [row[:4] for row in rows] == [(1, "a", 3, None), (2, "Ŵ", None, 0.5)]
    for row, shape in zip(rows, to_degrees(squares(2)), strict=True):
        magic, version, flags, srs, west, east, south, north = struct.unpack("<2sBBi4d", row[4][:40])
        assert (magic, version, flags, srs) == (b"GP", 0, 3, 4326)
        assert (west, south, east, north) == shape.bounds
        assert shapely.equals(shapely.from_wkb(row[4][40:]), shape)


def test_sqlites_own_version_is_not_in_the_geopackage():
    """Bytes 92 to 99 of SQLite's header (sqlite.org/fileformat2.html, 1.3.7 and 1.3.22)."""
    content = outlines()
    counter, pages = struct.unpack(">II", content[24:32])
    assert struct.unpack(">II", content[92:100]) == (counter, 3_027_000)
    assert pages * 4096 == len(content)
    assert sqlite3.sqlite_version.encode() not in content


def test_a_degree_is_as_long_as_in_snyders_table():
    """Snyder (1987), USGS Professional Paper 1395, table 6 (Clarke 1866) rounded: at 50° 71.70 and 111.23 km."""
    longitude, latitude = metres_per_degree(50.0)
    assert longitude == pytest.approx(71_700, abs=10)
    assert latitude == pytest.approx(111_230, abs=10)


def test_the_scale_bar_is_as_long_as_it_says():
    square = geojson.rounded(as_array(shapely.box(-0.001, -0.001, 0.001, 0.001)))[0]
    drawn = outline(square)
    # 0.002° at the equator are 222.6 m by 221.1 m; the view's height, less two margins of 34, holds the 221.1 m
    assert drawn.across_m == 223
    scale = (HEIGHT - 68) / 221.1
    assert drawn.bar_text == "100 m"
    assert drawn.bar == pytest.approx(100 * scale, abs=0.1)
    assert drawn.bar < 0.36 * WIDTH


def test_north_is_up_and_east_is_right():
    drawn = outline(shapely.Polygon([(0, 0), (0.001, 0), (0, 0.003)]))
    corners = [tuple(float(v) for v in pair.split()) for pair in drawn.path.strip("MZ").split("L")]
    west_south, east, north = corners
    assert east[0] > west_south[0]
    assert east[1] == west_south[1]
    assert north[1] < west_south[1]


def test_the_middle_of_a_ring_shaped_place_is_in_it():
    around = shapely.box(0, 0, 3, 3).difference(shapely.box(0.5, 0.5, 2.5, 2.5))
    assert shapely.intersects_xy(around, *centre(around))
    assert centre(shapely.box(0, 0, 1, 2)) == (0.5, 1.0)


@given(st.floats(1e-6, 10), st.floats(1e-6, 10), st.floats(-80, 80))
def test_any_place_fits_into_the_view(width, height, latitude):
    drawn = outline(shapely.box(0, latitude, width, latitude + height))
    numbers = [float(v) for v in re.findall(r"-?\d+\.\d", drawn.path)]
    assert all(0 <= v <= WIDTH for v in numbers)
    assert drawn.bar > 0
