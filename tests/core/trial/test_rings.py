"""Rings of ground round hotspots, against hand arithmetic and against the distances that define them."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.trial.rings import make_rings, parse_widths


def objects(*shapes):
    return np.array([*shapes, None], dtype=object)[:-1]


def square(x, y, side=200):
    return shapely.box(x, y, x + side, y + side)


def test_rings_round_a_lone_square_have_the_area_of_strips_and_quarter_circles():
    table, shapes = make_rings(objects(square(430_000, 433_000)), (50, 100, 150))
    # out to w: four strips of 200 × w and a circle of radius w
    upto = [800 * w + math.pi * w * w for w in (0, 50, 100, 150)]
    assert table["area_ha"].to_numpy() * 10_000 == pytest.approx(np.diff(upto), rel=0.002)
    assert table["ring"].tolist() == [1, 2, 3]
    assert table["from_m"].tolist() == [0, 50, 100]
    assert table["to_m"].tolist() == [50, 100, 150]
    assert table["kept"].to_numpy() == pytest.approx(1, abs=1e-9)
    assert shapely.area(shapes) == pytest.approx(table["area_ha"].to_numpy() * 10_000)


def test_the_ground_between_two_neighbours_is_divided_half_way():
    # 60 m apart, rings of 50 m: each has the nearer 30 m of the strip between them
    table, (left, right) = make_rings(objects(square(0, 0), square(260, 0)), (50,))
    assert left.bounds[2] == pytest.approx(230, abs=0.2)
    assert right.bounds[0] == pytest.approx(230, abs=0.2)
    # beyond x = 30 from its edge a ring loses 20 m × 200 m, and at both corners the part of a quarter circle beyond 30
    segment = 0.5 * (50**2 * math.acos(30 / 50) - 30 * 40)
    assert table["area_ha"].to_numpy() * 10_000 == pytest.approx(
        [800 * 50 + math.pi * 50**2 - 20 * 200 - 2 * segment] * 2, rel=0.003
    )


def test_a_ring_does_not_enter_another_hotspot_nor_what_lies_behind_it():
    near, far = square(0, 0), square(210, 0)
    _, shapes = make_rings(objects(near, far), (300,))
    assert shapely.area(shapely.intersection(shapes[0], far)) == 0
    behind = shapely.Point(450, 100)  # 250 m from the first, 40 m from the second
    assert not shapes[0].contains(behind)
    assert shapes[1].contains(behind)


def test_hexagons_side_by_side_share_the_ground_round_their_common_edge_evenly():
    side = 138.7
    angles = np.radians(np.arange(30, 390, 60))
    hexagon = shapely.Polygon(np.column_stack((side * np.cos(angles), side * np.sin(angles))))
    other = shapely.transform(hexagon, lambda c: c + np.array([math.sqrt(3) * side, 0]))
    table, shapes = make_rings(objects(hexagon, other), (100,))
    assert table["area_ha"][0] == pytest.approx(table["area_ha"][1], rel=0.002)
    whole = shapely.union_all([hexagon, other]).buffer(100, quad_segs=16).area - 2 * hexagon.area
    assert shapely.area(shapes).sum() == pytest.approx(whole, rel=1e-4)


def test_a_hotspot_surrounded_by_another_loses_its_rings():
    ring = square(-100, -100, 400).difference(square(0, 0, 200))
    table, _ = make_rings(objects(square(50, 50, 100), ring), (20, 150))
    inner = table[table["hotspot"] == 0]
    assert inner["ring"].tolist() == [1, 2]
    # the gap is 50 m wide: 20 m of it are ring 1, 5 m to the middle are ring 2
    assert inner["kept"].iloc[0] == pytest.approx(1)
    assert inner["kept"].iloc[1] < 0.05


def test_a_hotspot_drawn_twice_has_no_ground_of_its_own():
    table, shapes = make_rings(objects(square(0, 0), square(0, 0), square(900, 0)), (50,))
    assert table["hotspot"].tolist() == [2]
    assert len(shapes) == 1


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900), st.integers(20, 250)), min_size=1, max_size=8),
    st.sampled_from([(50,), (50, 100, 150), (30, 200)]),
)
def test_rings_share_no_ground_and_each_place_is_in_the_ring_of_the_nearest_hotspot(places, widths):
    boxes = objects(*(square(x + 430_000, y + 433_000, side) for x, y, side in places))
    table, shapes = make_rings(boxes, widths)
    hotspots = shapely.union_all(boxes)
    assert shapely.is_valid(shapes).all()
    assert shapely.area(shapely.intersection(shapes, hotspots)) == pytest.approx(0, abs=1e-6)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    other = first < second
    shared = shapely.area(shapely.intersection(shapes[first[other]], shapes[second[other]]))
    assert shared == pytest.approx(0, abs=1e-6)
    dice = np.random.default_rng(1)
    points = shapely.points(dice.uniform(-150, 1300, (400, 2)) + np.array([430_000, 433_000]))
    apart = shapely.distance(points[:, None], boxes[None, :])
    nearest = apart.min(axis=1)
    for point, distances, d in zip(points, apart, nearest, strict=True):
        if d == 0 or min(abs(d - w) for w in widths) < 0.5:  # in a hotspot, or on a ring's rounded edge
            continue
        inside = np.flatnonzero(shapely.contains(shapes, point))
        if d > widths[-1]:
            assert not inside.size
            continue
        if len(boxes) > 1 and np.diff(np.sort(distances)[:2])[0] < 3:  # half way: the line is that of points 3 m apart
            continue
        assert inside.size == 1
        assert table["hotspot"][inside[0]] == distances.argmin()
        assert table["from_m"][inside[0]] <= d <= table["to_m"][inside[0]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "No widths of rings are given"),
        ("50,,100", "Width 2, “”, is no number"),
        ("50,fifty", "Width 2, “fifty”, is no number of metres above 0: write them as in 50,100,150"),
        ("0,50", "Width 1, “0”"),
        ("-50", "Width 1"),
        ("100,50", "The widths go from 100 to 50 m: .* must grow"),
        ("50,50", "must grow"),
    ],
)
def test_widths_that_are_none_are_refused(text, sentence):
    with pytest.raises(HotspotError, match=sentence):
        parse_widths(text)


def test_widths_are_metres_with_blanks_left_out():
    assert parse_widths(" 50, 100 ,150.5") == (50, 100, 150.5)
