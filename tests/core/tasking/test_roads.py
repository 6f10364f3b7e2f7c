"""Streets that travel, and the graph for walking directions."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tasking.roads import graph, in_order, near


def as_array(*shapes):
    return np.array([*shapes, None], dtype=object)[:-1]


PLACE = as_array(shapely.box(0, 0, 100, 100))


def test_streets_end_300_metres_from_a_place_so_that_none_leads_to_one_that_stays():
    (line,) = near(as_array(shapely.LineString([(-5000, 50), (5000, 50)]), None), PLACE, "roads")
    assert line.bounds == pytest.approx((-300, 50, 400, 50))


def test_without_a_street_near_the_places_roads_are_refused():
    with pytest.raises(HotspotError, match="No line of roads is within 300 m"):
        near(as_array(shapely.LineString([(5000, 0), (6000, 0)])), PLACE, "roads")


def test_streets_drawn_in_any_order_and_direction_are_the_same():
    one, two = shapely.LineString([(0, 0), (1, 1)]), shapely.LineString([(2, 0), (1, 1)])
    turned = [shapely.LineString(line.coords[::-1]) for line in (two, one)]
    assert in_order(as_array(one, two)) == in_order(as_array(*turned))


def test_pieces_that_meet_end_to_end_are_one_line_and_crossings_stay():
    drawn = [
        [(0, 0), (1, 0)],
        [(2, 0), (1, 0)],
        [(2, 0), (3, 0)],
        [(3, 0), (4, 1)],
        [(3, 0), (4, -1)],
        [(1, 0), (0, 0)],
    ]
    pieces = as_array(*map(shapely.LineString, drawn))
    assert [line.wkt for line in in_order(pieces)] == [
        "LINESTRING (0 0, 1 0, 2 0, 3 0)", "LINESTRING (3 0, 4 -1)", "LINESTRING (3 0, 4 1)",
    ]  # fmt: skip


def test_a_ring_is_the_same_wherever_and_whichever_way_it_was_drawn():
    corners = [(0, 0), (2, 0), (2, 1), (0, 1)]
    rings = {
        in_order(as_array(shapely.LineString([*turned, turned[0]])))[0].wkt
        for i in range(4)
        for turned in (corners[i:] + corners[:i], (corners[i:] + corners[:i])[::-1])
    }
    assert rings == {"LINESTRING (0 0, 0 1, 2 1, 2 0, 0 0)"}


def test_no_vertex_of_a_street_is_lost():
    """QGIS's own writer of vector tiles drops the last vertex of every line (#60014); nothing here may."""
    random = np.random.default_rng(3)
    lines = as_array(*(shapely.LineString(random.uniform(0, 0.01, (int(n), 2))) for n in random.integers(2, 9, 60)))
    lines = shapely.transform(lines, lambda xy: np.round(xy, 6))
    wanted = {tuple(point) for point in np.rint(shapely.get_coordinates(lines) * 1e6).astype(int).tolist()}
    ordered = in_order(lines)
    assert {tuple(p) for p in np.rint(shapely.get_coordinates(ordered) * 1e6).astype(int).tolist()} == wanted
    edges, nodes, origin = read_graph(graph(ordered, (100_000.0, 100_000.0)))
    drawn = {tuple(np.add(nodes[i], origin)) for edge in edges for i in edge[:2]}
    for a, b, _, steps in edges:
        between = np.cumsum([nodes[a], *np.reshape(steps, (-1, 2))], axis=0)[1:] + origin
        drawn |= {tuple(point) for point in between.tolist()}
        assert a < len(nodes) > b
    assert drawn == wanted


def read_graph(content):
    read = json.loads(content)
    return read["edges"], read["nodes"], np.array(read["origin"])


def test_the_way_over_a_crossing_is_as_long_as_by_hand():
    # a cross of 300 m and 400 m arms that share the crossing: 0.003 and 0.004 degrees of 100 km each
    cross = as_array(
        shapely.LineString([(0, 0), (0.003, 0), (0.006, 0)]), shapely.LineString([(0.003, -0.004), (0.003, 0)])
    )
    edges, nodes, origin = read_graph(graph(in_order(cross), (100_000.0, 100_000.0)))
    assert origin.tolist() == [0, -4000]
    place = {tuple(np.add(node, origin)): i for i, node in enumerate(nodes)}
    a, b, metres = (np.array([edge[i] for edge in edges]) for i in range(3))
    distances = dijkstra(coo_array((metres, (a, b)), shape=(len(nodes),) * 2), directed=False)
    assert distances[place[0, 0], place[3000, -4000]] == pytest.approx(300 + 400)
    assert distances[place[0, 0], place[6000, 0]] == pytest.approx(600)
    assert len(edges) == 3


def test_points_between_crossings_are_kept_for_drawing():
    bent = as_array(shapely.LineString([(0, 0), (0.001, 0.001), (0.003, 0), (0.004, 0)]))
    ((_, _, metres, steps),) = read_graph(graph(in_order(bent), (100_000.0, 100_000.0)))[0]
    assert steps == [1000, 1000, 2000, -1000]
    assert metres == pytest.approx(100 * (2**0.5 + 5**0.5 + 1), abs=0.1)
