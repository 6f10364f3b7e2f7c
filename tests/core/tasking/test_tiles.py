"""The base map: the right tiles, and nothing else of the file."""

from __future__ import annotations

import sqlite3

import pytest
import shapely

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tasking.tiles import cut, mbtiles, wanted, window

OXFORD = [shapely.box(-1.26, 51.74, -1.24, 51.76)]


@pytest.fixture
def base(tmp_path):
    """Return a function that makes MBTiles of every tile of zooms 0 to 12 near Oxford and far from it."""

    def go(kind="png"):
        path = tmp_path / f"base {kind}.mbtiles"
        with sqlite3.connect(path) as made:
            made.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
            made.execute("CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)")
            rows = [("format", kind), ("attribution", "© Crown copyright"), ("author", "SECRET"), ("json", "SECRET")]
            made.executemany("INSERT INTO metadata VALUES (?,?)", rows)
            tiles = [(z, x, y, b"%d/%d/%d" % (z, x, y)) for z in range(7) for x in range(1 << z) for y in range(1 << z)]
            for z in (11, 13, 15):
                _, first, last, low, high = window((-1.4, 51.7, -1.1, 51.8), z)
                tiles += [
                    (z, x, y, b"%d/%d/%d" % (z, x, y)) for x in range(first, last + 1) for y in range(low, high + 1)
                ]
            made.executemany("INSERT INTO tiles VALUES (?,?,?,?)", tiles)
        made.close()
        return path

    return go


def test_tiles_of_a_place_are_those_of_the_slippy_map():
    # OpenStreetMap's wiki, "Slippy map tilenames": 52.5163 N 13.3777 E (Brandenburg Gate) at zoom 17 is 70406/42987
    zoom, first, last, low, high = window((13.3777, 52.5163, 13.3777, 52.5163), 17)
    assert (zoom, first, last) == (17, 70406, 70406)
    assert low == high == (1 << 17) - 1 - 42987


def test_the_tiles_round_the_places_travel_and_nothing_else(base, tmp_path):
    source = base()
    tiles = cut(source, OXFORD)
    assert tiles.attribution == "© Crown copyright"
    content = mbtiles(tiles)
    assert b"SECRET" not in content
    path = tmp_path / "cut.mbtiles"
    path.write_bytes(content)
    with sqlite3.connect(path) as read:
        found = read.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles").fetchall()
        metadata = dict(read.execute("SELECT name, value FROM metadata"))
    assert {tile[0] for tile in found} == {13, 15}  # four tiles of 13 show the place, so that is where its map begins
    assert all(data == b"%d/%d/%d" % (z, x, y) for z, x, y, data in found)
    # west, south, east, north of the place and 200 m round it: 0.0029 and 0.0018 degrees
    assert [float(v) for v in metadata["bounds"].split(",")] == pytest.approx(
        [-1.2629, 51.7382, -1.2371, 51.7618], abs=1e-4
    )
    assert (metadata["minzoom"], metadata["maxzoom"], metadata["format"]) == ("13", "15", "png")
    assert mbtiles(cut(source, OXFORD)) == content


def test_fine_tiles_are_those_within_200_metres_of_a_place_and_coarse_ones_of_the_whole_area():
    near, far = shapely.box(-1.26, 51.74, -1.259, 51.741), shapely.box(-1.0, 51.9, -0.999, 51.901)
    keys = wanted([near, far])
    assert min(key[0] for key in keys) == 10  # where 0.27 degrees are two of its tiles' 0.35
    assert max(key[0] for key in keys) == 17
    for zoom in (13, 14, 17):
        own = {key[1:] for key in keys if key[0] == zoom}
        _, first, last, low, high = window((-1.26, 51.74, -0.999, 51.901), zoom)
        middle = ((first + last) // 2, (low + high) // 2)
        assert (middle in own) == (zoom <= 13)
        _, first, last, low, high = window(near.bounds, zoom)
        assert {(x, y) for x in range(first, last + 1) for y in range(low, high + 1)} <= own
    assert keys == sorted(set(keys))
    assert {key for key in keys if key[0] <= 15} == set(wanted([near, far], 15))


def test_a_base_map_of_elsewhere_is_refused(base):
    with pytest.raises(HotspotError, match=r"base png\.mbtiles has no tile where the hotspots are"):
        cut(base(), [shapely.box(10.0, 50.0, 10.001, 50.001)])


def test_vector_tiles_and_what_is_no_mbtiles_are_refused(base, tmp_path):
    with pytest.raises(HotspotError, match="holds tiles of the form “pbf”: take raster tiles"):
        cut(base("pbf"), OXFORD)
    (tmp_path / "no.mbtiles").write_bytes(b"not a database at all" * 100)
    for name in ("no.mbtiles", "absent.mbtiles"):
        with pytest.raises(HotspotError, match=f"{name} cannot be read as MBTiles"):
            cut(tmp_path / name, OXFORD)


def test_more_than_a_phone_holds_is_refused(base, monkeypatch):
    monkeypatch.setattr("hotspot_plugin.core.tasking.tiles.MOST_BYTES", 20)
    with pytest.raises(HotspotError, match="too much for a phone: take fewer hotspots, or lower BASEMAP_ZOOM"):
        cut(base(), OXFORD)
