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


def test_the_way_over_a_crossing_is_as_long_as_by_hand():
    # a cross of 300 m and 400 m arms that share the crossing: 0.003 and 0.004 degrees of 100 km each
    cross = as_array(
        shapely.LineString([(0, 0), (0.003, 0), (0.006, 0)]), shapely.LineString([(0.003, -0.004), (0.003, 0)])
    )
    read = json.loads(graph(in_order(cross), (100_000.0, 100_000.0)))
    nodes = {tuple(node): i for i, node in enumerate(read["nodes"])}
    a, b, metres = (np.array([edge[i] for edge in read["edges"]]) for i in range(3))
    distances = dijkstra(coo_array((metres, (a, b)), shape=(len(nodes),) * 2), directed=False)
    assert distances[nodes[0, 0], nodes[0.003, -0.004]] == pytest.approx(300 + 400)
    assert distances[nodes[0, 0], nodes[0.006, 0]] == pytest.approx(600)
    assert len(read["edges"]) == 3


def test_points_between_crossings_are_kept_for_drawing():
    bent = as_array(shapely.LineString([(0, 0), (0.001, 0.001), (0.002, 0)]))
    ((_, _, metres, between),) = json.loads(graph(in_order(bent), (100_000.0, 100_000.0)))["edges"]
    assert between == [[0.001, 0.001]]
    assert metres == pytest.approx(2 * 2**0.5 * 100, abs=0.1)
