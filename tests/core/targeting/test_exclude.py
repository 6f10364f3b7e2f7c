"""Crimes inside a prison do not make its street hot."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.targeting.exclude import inside


def test_inside_or_on_the_edge_is_excluded_and_a_courtyard_is_not():
    prison = shapely.Polygon([(0, 0), (10, 0), (10, 10), (0, 10)], [[(4, 4), (6, 4), (6, 6), (4, 6)]])
    x, y = np.array([1.0, 10.0, 5.0, 11.0, np.nan]), np.array([1.0, 5.0, 5.0, 1.0, np.nan])
    assert inside(x, y, np.array([prison])).tolist() == [True, True, False, False, False]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=40), st.integers(0, 2**32 - 1))
def test_many_places_exclude_what_any_of_them_would(points, seed):
    rng = np.random.default_rng(seed)
    places = shapely.buffer(shapely.points(rng.uniform(0, 20, (5, 2))), rng.uniform(0.5, 5, 5))
    x, y = np.array(points, dtype=float).reshape(-1, 2).T
    expected = [bool(shapely.intersects(places, shapely.Point(point)).any()) for point in points]
    assert inside(x, y, places).tolist() == expected
