"""PMTiles as the reader of their authors (the package pmtiles, BSD-3) reads them."""

from __future__ import annotations

import pytest

from hotspot_plugin.core.tasking.pmtiles import pmtiles, tile_id
from hotspot_plugin.core.tasking.tiles import Tiles

reader = pytest.importorskip("pmtiles.reader", reason="needs the package pmtiles, which .ci/setup installs")
BOUNDS = (-1.3, 51.7, -1.1, 51.8)


def many(zoom, picture):
    """A block of tiles of one zoom; rows count from the south."""
    side = min(1 << zoom, 128)
    return {(zoom, x, y): picture(x, y) for x in range(side) for y in range(side)}


def test_ids_follow_the_table_of_the_specification():
    # PMTiles specification 3, section 4.1.1: z, x, y and TileID
    for zoom, x, y, number in ((0, 0, 0, 0), (1, 0, 0, 1), (1, 0, 1, 2), (1, 1, 1, 3), (1, 1, 0, 4), (2, 0, 0, 5),
                               (12, 3423, 1763, 19078479)):  # fmt: skip
        assert tile_id(zoom, x, y) == number


@pytest.mark.parametrize("zoom", [3, 7, 16])
def test_the_authors_reader_finds_every_tile_with_and_without_leaf_directories(zoom):
    pictures = {**many(0, lambda x, y: b"all"), **many(zoom, lambda x, y: b"%d %d" % (x // 2, y))}
    content = pmtiles(Tiles("png", pictures, BOUNDS, "© OS"))
    source = reader.MemorySource(content)
    read = reader.Reader(source)
    header = read.header()
    found = {(z, x, (1 << z) - 1 - y): picture for (z, x, y), picture in reader.all_tiles(source)}
    assert found == pictures
    for z, x, y in list(pictures)[:: len(pictures) // 20]:
        assert read.get(z, x, (1 << z) - 1 - y) == pictures[z, x, y]
    assert read.get(zoom + 1, 0, 0) is None
    assert (header["min_zoom"], header["max_zoom"], header["addressed_tiles_count"]) == (0, zoom, len(pictures))
    assert header["tile_contents_count"] == len(set(pictures.values()))
    assert header["min_lon_e7"] == -13_000_000
    assert header["max_lat_e7"] == 518_000_000
    assert header["tile_type"].name == "PNG"
    assert read.metadata() == {"attribution": "© OS", "name": "Base map", "type": "baselayer", "version": "1.3"}
    assert (header["leaf_directory_length"] > 0) == (zoom > 3)
    assert header["root_offset"] + header["root_length"] <= 16_384
    assert len(content) < header["tile_data_offset"] + sum(map(len, set(pictures.values()))) + 1  # equal ones once


def test_the_same_tiles_in_any_order_are_the_same_bytes():
    pictures = many(3, lambda x, y: b"%d" % x)
    turned = dict(reversed(pictures.items()))
    assert pmtiles(Tiles("jpg", pictures, BOUNDS)) == pmtiles(Tiles("jpg", turned, BOUNDS))
