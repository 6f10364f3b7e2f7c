"""Crimes at hexagons and street links."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.targeting import hexgrid, places

POINTS = st.lists(st.tuples(st.floats(-500, 500), st.floats(-500, 500)), min_size=1, max_size=40)


def lines(*wkts):
    return shapely.from_wkt(np.array(wkts, dtype=object))


CROSS = lines("LineString (-400 0, 0 0)", "LineString (0 0, 400 0)", "LineString (0 0, 0 300)")


def test_a_crime_is_at_its_nearest_link_and_beyond_the_snap_distance_at_none():
    x, y = np.array([-100.0, 100, 3, 100]), np.array([20.0, -75, 100, 76])
    assert places.nearest(x, y, CROSS, 75).tolist() == [0, 1, 2, -1]


def test_a_crime_at_a_junction_counts_once_for_the_first_link_of_the_layer():
    assert places.nearest(np.zeros(1), np.zeros(1), CROSS, 75).tolist() == [0]
    assert places.nearest(np.zeros(1), np.zeros(1), CROSS[::-1], 75).tolist() == [0]


@given(POINTS)
def test_the_nearest_link_is_that_of_measuring_to_every_link(points):
    x, y = np.array(points).T.copy()
    distance = shapely.distance(shapely.points(x, y)[:, None], CROSS)
    for limit in (5, 120, 2000):
        for i, link in enumerate(places.nearest(x, y, CROSS, limit)):
            if link < 0:
                assert distance[i].min() > limit - 1e-9
            else:
                assert distance[i, link] <= min(limit, distance[i].min()) + 2e-6


def test_links_are_places_with_their_lengths_and_the_study_area_chooses_them_by_their_middle():
    everything = places.links(np.array([-100.0, 50]), np.array([5.0, 5]), CROSS)
    assert everything.size.tolist() == [400, 400, 300]
    assert everything.counts().tolist() == [1, 1, 0]
    east = shapely.box(-50, -100, 500, 500)
    some = places.links(np.array([-100.0, 50]), np.array([5.0, 5]), CROSS, study=np.array([east]))
    assert some.size.tolist() == [400, 300]
    assert some.of_crime.tolist() == [-1, 0]


def test_a_link_of_several_parts_is_one_place_as_long_as_all_of_them():
    made = places.links(
        np.array([1005.0]), np.array([0.0]), lines("MultiLineString ((0 0, 10 0), (1000 0, 1030 0))"),
        study=np.array([shapely.box(900, -50, 1100, 50)]),
    )  # fmt: skip
    assert made.size.tolist() == [40]
    assert made.counts().tolist() == [1]


def test_hexagons_without_a_study_area_are_those_with_crime():
    made = places.hexagons(np.array([0.0, 1, 5000]), np.zeros(3), 5)
    assert sorted(made.counts().tolist()) == [1, 2]
    assert made.size.tolist() == [50_000, 50_000]


def test_hexagons_of_a_study_area_are_as_many_as_fit_and_empty_ones_count():
    study = np.array([shapely.Point(10_000, 5000).buffer(8000, 256)])
    made = places.hexagons(np.array([9000.0, 10_000, 50_000]), np.array([4000.0, 5000, 5000]), 5, study)
    assert made.size.sum() == pytest.approx(np.pi * 64e6, rel=0.005)
    assert made.counts().sum() == 2
    assert made.of_crime[2] == -1, "a crime outside the study area is at no place"
    corners = shapely.points(*hexgrid.centres(made.col, made.row, 50_000))
    assert shapely.contains(study[0], corners).all()


def test_a_crime_inside_whose_hexagon_has_its_centre_outside_is_not_lost():
    study = np.array([shapely.box(100, -5, 110, 5)])
    made = places.hexagons(np.array([105.0]), np.zeros(1), 5, study)
    assert made.counts().tolist() == [1]


def test_a_study_area_of_millions_of_hexagons_is_refused_with_what_to_look_for():
    study = np.array([shapely.box(0, 0, 100, 100), shapely.box(5e6, 5e6, 5e6 + 1, 5e6 + 1)])
    with pytest.raises(HotspotError, match="stray part"):
        places.hexagons(np.zeros(1), np.zeros(1), 5, study)


def test_a_study_area_away_from_the_streets_is_refused():
    with pytest.raises(HotspotError, match="No street link"):
        places.links(np.zeros(1), np.zeros(1), CROSS, study=np.array([shapely.box(1e5, 1e5, 2e5, 2e5)]))


@pytest.mark.parametrize("distance", [0, -1, np.inf, np.nan])
def test_a_snap_distance_that_is_no_distance_is_refused(distance):
    with pytest.raises(HotspotError, match="snap distance"):
        places.links(np.zeros(1), np.zeros(1), CROSS, distance)
