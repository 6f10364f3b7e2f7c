"""Street layers as they come: islands, dead ends, loops, dual carriageways, bridges, multiparts, rounding."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.targeting import network


def streets(*wkts: str | None) -> np.ndarray:
    return np.array([None if wkt is None else shapely.from_wkt(wkt) for wkt in wkts] + [None], dtype=object)[:-1]


def test_streets_that_share_an_end_meet():
    made = network.build(streets("LINESTRING (0 0, 100 0)", "LINESTRING (100 0, 100 80)", "LINESTRING (100 0, 200 0)"))
    assert made.length.tolist() == [100.0, 80.0, 100.0]
    assert sorted(made.degree().tolist()) == [1, 1, 1, 3]
    assert made.pieces()[0] == 1


def test_ends_within_half_a_metre_meet_and_ends_further_apart_do_not():
    near = network.build(streets("LINESTRING (0 0, 100 0)", "LINESTRING (100.4 0, 200 0)"))
    far = network.build(streets("LINESTRING (0 0, 100 0)", "LINESTRING (101 0, 200 0)"))
    assert near.pieces()[0] == 1
    assert far.pieces()[0] == 2


def test_an_island_is_a_piece_of_its_own():
    made = network.build(streets("LINESTRING (0 0, 100 0)", "LINESTRING (100 0, 200 0)", "LINESTRING (0 500, 100 500)"))
    count, of = made.pieces()
    assert count == 2
    assert of[0] == of[1] != of[2]


def test_a_bridge_without_a_common_vertex_is_not_joined_to_the_street_below():
    made = network.build(streets("LINESTRING (0 0, 200 0)", "LINESTRING (100 -100, 100 100)"))
    assert made.pieces()[0] == 2
    assert made.cut == 0


def test_openstreetmap_ways_meet_at_a_common_vertex_in_their_middle():
    made = network.build(streets("LINESTRING (0 0, 100 0, 200 0)", "LINESTRING (100 -100, 100 0, 100 100)"))
    assert len(made) == 4
    assert made.length.tolist() == [100.0] * 4
    assert made.street.tolist() == [0, 0, 1, 1]
    assert made.degree().max() == 4
    assert made.cut == 2


def test_a_dead_end_that_touches_the_middle_of_a_street_joins_it():
    made = network.build(streets("LINESTRING (0 0, 200 0)", "LINESTRING (60 0.3, 60 90)"))
    assert sorted(made.length.round(6).tolist()) == [60.0, 89.7, 140.0]
    assert made.degree().max() == 3
    assert made.pieces()[0] == 1


def test_two_dead_ends_cut_one_street_twice():
    made = network.build(streets("LINESTRING (0 0, 200 0)", "LINESTRING (60 0, 60 90)", "LINESTRING (150 0, 150 -50)"))
    assert sorted(made.length.round(6).tolist()) == [50.0, 50.0, 60.0, 90.0, 90.0]


def test_a_loop_road_comes_back_to_its_own_node():
    made = network.build(streets("LINESTRING (0 0, 100 0, 100 100, 0 100, 0 0)", "LINESTRING (0 0, -50 0)"))
    assert made.start[0] == made.end[0]
    assert sorted(made.degree().tolist()) == [1, 3]


def test_a_lollipop_is_cut_where_it_meets_itself():
    made = network.build(streets("LINESTRING (0 0, 100 0, 200 0, 200 100, 100 100, 100 0)"))
    assert sorted(made.length.tolist()) == [100.0, 400.0]
    assert made.pieces()[0] == 1


def test_dual_carriageways_are_two_links_between_the_same_nodes():
    made = network.build(
        streets(
            "LINESTRING (0 0, 20 8, 180 8, 200 0)",
            "LINESTRING (200 0, 180 -8, 20 -8, 0 0)",
            "LINESTRING (200 0, 300 0)",
        )
    )
    assert {made.start[0], made.end[0]} == {made.start[1], made.end[1]}
    assert len(made) == 3


def test_parts_of_a_multipart_street_are_links_of_one_street():
    made = network.build(streets("MULTILINESTRING ((0 0, 100 0), (100 0, 150 0), (400 0, 500 0))"))
    assert made.street.tolist() == [0, 0, 0]
    assert made.length.tolist() == [100.0, 50.0, 100.0]
    assert made.pieces()[0] == 2


def test_what_has_no_length_or_no_line_is_dropped_and_counted():
    made = network.build(
        streets(
            None,
            "LINESTRING (5 5, 5 5)",
            "LINESTRING (0 0, 100 0)",
            "LINESTRING (100 0, 100.2 0)",
            "LINESTRING (100.2 0, 200 0)",
        )
    )
    assert made.dropped == 3
    assert made.street.tolist() == [2, 4]
    assert made.pieces()[0] == 1, "the link of 20 cm has become the node that it joined"


def test_a_repeated_vertex_is_no_junction():
    made = network.build(streets("LINESTRING (0 0, 50 0, 50 0, 100 0)"))
    assert len(made) == 1


def test_every_metre_of_street_is_kept_when_streets_are_cut():
    rng = np.random.default_rng(3)
    ways = []
    for i in range(12):
        ways.append(np.column_stack((np.arange(12) * 100.0, np.full(12, i * 100.0))))
        ways.append(np.column_stack((np.full(12, i * 100.0), np.arange(12) * 100.0)))
    shift = {tuple(p): rng.normal(0, 10, 2) for p in np.unique(np.concatenate(ways), axis=0)}
    lines = np.array([shapely.LineString([np.add(p, shift[tuple(p)]) for p in way]) for way in ways], dtype=object)
    made = network.build(lines)
    assert len(made) == 2 * 12 * 11, "a grid of 12 × 12 junctions has 264 links"
    assert made.length.sum() == pytest.approx(shapely.length(lines).sum())
    assert made.pieces()[0] == 1


def test_points_and_polygons_are_no_streets():
    with pytest.raises(HotspotError, match="Feature 2 of roads is no line"):
        network.build(streets("LINESTRING (0 0, 1 1)", "POINT (0 0)"), "roads")


def test_a_layer_without_any_length_is_refused():
    with pytest.raises(HotspotError, match="no line of any length"):
        network.build(streets(None, "LINESTRING (5 5, 5 5)"))


def test_cleveland_is_noded_as_its_source_says(data):
    sqlite3 = pytest.importorskip("sqlite3")
    path = data("cleveland_streets/cleveland_roads_27700.gpkg")
    with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as database:
        rows = database.execute("select geom from cleveland_roads").fetchall()
    # a GeoPackage's geometry: 8 bytes, an envelope whose size the flags give, then WKB
    envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
    lines = shapely.from_wkb([row[0][8 + envelope[row[0][3] >> 1 & 7] :] for row in rows])
    made = network.build(lines)
    degree = np.bincount(made.degree())
    # SOURCE.txt: degree 3: 16,843, 1: 8,724, 2: 1,740, 4: 1,057, before cutting and with ends that match exactly
    assert degree[3] == pytest.approx(16_843, rel=0.005)
    assert degree[1] == pytest.approx(8_724, rel=0.005)
    assert made.length.sum() == pytest.approx(shapely.length(lines).sum(), rel=1e-6)
