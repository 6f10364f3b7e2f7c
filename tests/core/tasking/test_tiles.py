"""The base map: the right tiles, and nothing else of the file."""

from __future__ import annotations

import sqlite3

import pytest

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tasking.tiles import cut, window

OXFORD = (-1.26, 51.74, -1.24, 51.76)


@pytest.fixture
def mbtiles(tmp_path):
    """Return a function that makes MBTiles of every tile of zooms 0 to 6, and of 12 near Oxford."""

    def go(kind="png"):
        path = tmp_path / f"base {kind}.mbtiles"
        with sqlite3.connect(path) as made:
            made.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
            made.execute("CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)")
            rows = [("format", kind), ("attribution", "© Crown copyright"), ("author", "SECRET"), ("json", "SECRET")]
            made.executemany("INSERT INTO metadata VALUES (?,?)", rows)
            tiles = [(z, x, y, b"%d/%d/%d" % (z, x, y)) for z in range(7) for x in range(1 << z) for y in range(1 << z)]
            tiles += [(12, x, y, b"fine") for x in range(2030, 2040) for y in range(2730, 2750)]
            made.executemany("INSERT INTO tiles VALUES (?,?,?,?)", tiles)
        made.close()
        return path

    return go


def test_tiles_of_a_place_are_those_of_the_slippy_map():
    # OpenStreetMap's wiki, "Slippy map tilenames": 52.5163 N 13.3777 E (Brandenburg Gate) at zoom 17 is 70406/42987
    zoom, first, last, low, high = window((13.3777, 52.5163, 13.3777, 52.5163), 17)
    assert (zoom, first, last) == (17, 70406, 70406)
    assert low == high == (1 << 17) - 1 - 42987


def test_the_tiles_round_the_places_travel_and_nothing_else(mbtiles, tmp_path):
    base = mbtiles()
    content, attribution = cut(base, OXFORD)
    assert attribution == "© Crown copyright"
    assert b"SECRET" not in content
    path = tmp_path / "cut.mbtiles"
    path.write_bytes(content)
    with sqlite3.connect(path) as read:
        tiles = read.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles").fetchall()
        # a place of a kilometre or two touches one tile of each coarse zoom, west of Greenwich from zoom 1 on
        assert [tile[:2] for tile in tiles if tile[0] < 3] == [(0, 0), (1, 0), (2, 1)]
        assert all(data in (b"%d/%d/%d" % (z, x, y), b"fine") for z, x, y, data in tiles)
        assert {tile[0] for tile in tiles} == {0, 1, 2, 3, 4, 5, 6, 12}
    assert cut(base, OXFORD)[0] == content


def test_a_base_map_of_elsewhere_is_refused(mbtiles):
    path = mbtiles()
    with sqlite3.connect(path) as made:
        made.execute("DELETE FROM tiles WHERE zoom_level < 12")
    with pytest.raises(HotspotError, match=r"base png\.mbtiles has no tile where the hotspots are"):
        cut(path, (10.0, 50.0, 10.1, 50.1))


def test_vector_tiles_and_what_is_no_mbtiles_are_refused(mbtiles, tmp_path):
    with pytest.raises(HotspotError, match="holds tiles of the form “pbf”: take raster tiles"):
        cut(mbtiles("pbf"), OXFORD)
    (tmp_path / "no.mbtiles").write_bytes(b"not a database at all" * 100)
    for name in ("no.mbtiles", "absent.mbtiles"):
        with pytest.raises(HotspotError, match=f"{name} cannot be read as MBTiles"):
            cut(tmp_path / name, OXFORD)
