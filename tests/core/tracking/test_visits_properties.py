"""What must hold for any track and any hotspots; shapely's intersection of line and polygon is the other opinion."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.core.tracking.walks import Patrol, fixes

place = st.tuples(st.integers(-60, 160), st.integers(-60, 160))
# corners on a coarse grid, so that legs often run through corners and along edges
corner = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda c: (c[0] * 20, c[1] * 20))
step = st.one_of(st.integers(1, 200), st.sampled_from([300, 301, 900]))


@st.composite
def polygons(draw):
    """Any valid polygon or multipolygon, concave or with holes: the difference or union of two drawn shapes."""
    drawn = []
    for corners in (draw(st.lists(corner, min_size=3, max_size=7, unique=True)) for _ in range(2)):
        shape = shapely.make_valid(shapely.Polygon(corners))
        drawn.append(shapely.union_all([part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]))
    made = shapely.difference(*drawn) if draw(st.booleans()) else shapely.union(*drawn)
    areas = [part for part in shapely.get_parts(made) if part.area > 1]
    assume(areas)
    return shapely.union_all(areas)


@st.composite
def tracks(draw, units="AB"):
    """Rows of some units at any places, some further apart in time than 300 s."""
    rows = []
    for unit in units:
        second = draw(st.integers(0, 100))
        for x, y in draw(st.lists(place, min_size=2, max_size=8)):
            rows.append((unit, second, float(x), float(y)))
            second += draw(step)
    return rows


def expected_minutes(rows, polygon):
    """Length inside over speed, leg by leg; a unit that stands is inside if its place is. None without legs."""
    total, some = 0.0, False
    for (unit, s, x, y), (other, t, u, v) in pairwise(rows):
        if unit != other or t - s > 300:
            continue
        some = True
        line = shapely.LineString([(x, y), (u, v)])
        share = (
            float(polygon.intersects(shapely.Point(x, y)))
            if line.length == 0
            else polygon.intersection(line).length / line.length
        )
        total += share * (t - s) / 60
    return total if some else None


@given(tracks(), polygons())
def test_minutes_are_the_length_inside_over_the_speed(rows, polygon):
    dose = Patrol(rows, [polygon], steady=True, merge_gap=0).dose
    expected = expected_minutes(rows, polygon)
    if expected is None:
        assert np.isnan(dose.officer_min)
    else:
        # every crossing is rounded to a millisecond
        assert dose.officer_min == pytest.approx(expected, abs=8 * 1e-3 / 60 * len(rows))


@given(tracks(), st.lists(polygons(), min_size=1, max_size=3))
def test_the_union_over_units_is_never_more_than_the_sum_and_never_less_than_the_busiest_unit(rows, shapes):
    patrol = Patrol(rows, shapes)
    dose = patrol.dosage.dropna(subset=["officer_min"])
    assert (dose["patrol_min"] <= dose["officer_min"]).all()
    assert dose["officer_min"].sum() == pytest.approx(patrol.visits["minutes"].sum())
    for row in dose.itertuples():
        alone = patrol.visits[patrol.visits["hotspot_id"] == row.hotspot_id].groupby("unit")["minutes"].sum()
        assert row.patrol_min >= alone.max() - 1e-9 or alone.empty


@given(tracks(), st.lists(polygons(), min_size=1, max_size=2), st.sampled_from([0, 30, 60, 600]))
def test_the_minutes_lie_between_their_bounds_and_within_the_visit(rows, shapes, merge_gap):
    visits = Patrol(rows, shapes, merge_gap=merge_gap).visits
    assert (visits["minutes_low"] <= visits["minutes"]).all()
    assert (visits["minutes"] <= visits["minutes_high"]).all()
    assert (visits["minutes"] > 0).all()
    lasts = (visits["leave"] - visits["enter"]).dt.total_seconds() / 60
    assert (visits["minutes"] <= lasts + 1e-9).all()
    assert visits["visit_id"].is_unique


@given(tracks(), polygons(), st.randoms(use_true_random=False))
def test_the_order_of_the_fixes_does_not_matter(rows, polygon, random):
    shuffled = random.sample(rows, len(rows))
    one, other = Patrol(rows, [polygon]), Patrol(shuffled, [polygon])
    assert one.visits.equals(other.visits)
    assert one.dosage.equals(other.dosage)


@given(tracks(units="A"), polygons(), st.data())
def test_one_more_fix_on_the_way_changes_no_minute(rows, polygon, data):
    near = [i for i in range(len(rows) - 1) if 2 <= rows[i + 1][1] - rows[i][1] <= 300]
    assume(near)
    i = data.draw(st.sampled_from(near))
    (unit, s, x, y), (_, t, u, v) = rows[i], rows[i + 1]
    share = data.draw(st.integers(1, t - s - 1)) / (t - s)
    between = (unit, s + share * (t - s), x + share * (u - x), y + share * (v - y))
    # a leg that runs along an edge lies on it only to the last digit; an edge that is not upright may lose it
    grown, shrunk = polygon.buffer(1e-6), polygon.buffer(-1e-6)
    assume(abs(expected_minutes(rows, grown) - expected_minutes(rows, shrunk)) < 1e-3)
    more = [*rows[: i + 1], between, *rows[i + 1 :]]
    before, after = (Patrol(some, [polygon], steady=True, merge_gap=0).dose for some in (rows, more))
    assert after.officer_min == pytest.approx(before.officer_min, abs=1e-3)


@given(tracks(), polygons(), polygons())
def test_the_minutes_in_two_hotspots_that_share_an_edge_add_up_to_those_in_both(rows, one, other):
    other = shapely.difference(other, one)
    areas = [part for part in shapely.get_parts(other) if part.area > 1]
    assume(areas)
    other = shapely.union_all(areas)
    along = shapely.intersection(one.boundary, other.boundary).length > 0 and any(
        shapely.intersection(shapely.LineString([a[2:], b[2:]]), shapely.union(one.boundary, other.boundary)).length > 0
        or a[2:] == b[2:]
        for a, b in pairwise(rows)
    )
    assume(not along)  # who walks along the shared edge is in both
    apart = Patrol(rows, [one, other], steady=True, merge_gap=0).dosage["officer_min"].fillna(0)
    whole = Patrol(rows, [shapely.union(one, other)], steady=True, merge_gap=0).dose.officer_min
    assert apart.sum() == pytest.approx(np.nan_to_num(whole), abs=1e-3)


def test_dense_sampling_of_a_long_random_walk_agrees():
    random = np.random.default_rng(5)
    corners = np.cumsum(random.normal(0, 120, (200, 2)), axis=0)
    seconds = np.cumsum(random.integers(20, 280, 200)).astype(float)
    centres = corners[random.integers(0, 200, 12)] + random.normal(0, 60, (12, 2))
    shapes = shapely.difference(
        shapely.buffer(shapely.points(centres), 139, quad_segs=2), shapely.buffer(shapely.points(centres + 40), 40)
    )
    rows = fixes(*[("A", s, x, y) for s, (x, y) in zip(seconds, corners, strict=True)])
    dose = Patrol(rows, list(shapes), steady=True, merge_gap=0).dosage
    moments = np.arange(seconds[0], seconds[-1], 0.1) + 0.05
    x, y = (np.interp(moments, seconds, corners[:, i]) for i in (0, 1))
    sampled = [shapely.contains_xy(shape, x, y).sum() * 0.1 / 60 for shape in shapes]
    assert sum(sampled) > 60
    # 0.05 s for each of the crossings, of which no shape has more than 60
    assert dose["officer_min"].to_numpy() == pytest.approx(sampled, abs=60 * 0.05 / 60)
