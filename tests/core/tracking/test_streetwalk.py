"""Simulated patrols along streets: the ways are checked against hand arithmetic, the truth against dense fixes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.targeting.network import build
from hotspot_plugin.core.tracking.simulate import Settings, simulate
from hotspot_plugin.core.tracking.streetmap import street_map
from hotspot_plugin.core.tracking.streetwalk import StreetWalker, beside
from hotspot_plugin.core.tracking.walks import Walker, stays
from hotspot_plugin.core.tracking.ways import Place, Ways
from tests.core.tracking.walks import truly_inside

PLAIN = Settings("s", 1, 1, date(2026, 1, 5), time(14), 2.0, ZoneInfo("Europe/London"), 15.0, 0.0, 13.0)
SIDE, BLOCKS = 100.0, 12
BOX = shapely.box(220, 220, 480, 480)
FAR = shapely.box(720, 620, 990, 880)
U_SHAPE = shapely.Polygon(
    [(20, 620), (380, 620), (380, 980), (270, 980), (270, 730), (130, 730), (130, 980), (20, 980)]
)
HOLED = shapely.box(610, 110, 990, 490).difference(shapely.box(740, 240, 860, 360))
APART = shapely.MultiPolygon([shapely.box(450, 650, 550, 900), shapely.box(650, 1010, 850, 1110)])


def shapes(*polygons):
    return np.array([*polygons, None], dtype=object)[:-1]


def grid(bend=0.0):
    """Return 12 × 12 blocks of 100 m, a link a side of a block, each with a bend of so many metres in its middle."""
    made = []
    for i in range(BLOCKS + 1):
        for j in range(BLOCKS):
            a, b = i * SIDE, j * SIDE
            made.append(shapely.LineString([(a, b), (a + bend, b + SIDE / 2), (a, b + SIDE)]))
            made.append(shapely.LineString([(b, a), (b + SIDE / 2, a + bend), (b + SIDE, a)]))
    return shapes(*made)


def path_of(polygons, streets, seed=0, hours=8.0, targets=None):
    targets = np.ones(len(polygons), dtype=bool) if targets is None else np.array(targets)
    here = street_map(streets, shapes(*polygons), targets)
    walker = StreetWalker(shapes(*polygons), targets, 13.0, np.random.default_rng(seed), here)
    return walker.path(hours * 3600)


def only(polygons, streets, **changes):
    targets = np.ones(len(polygons), dtype=bool)
    here = street_map(streets, shapes(*polygons), targets)
    (shift,) = simulate(shapes(*polygons), targets, replace(PLAIN, **changes), streets=here)
    return shift


def off_street(path, streets, driving):
    """Return how far the ends and middles of legs are from the nearest street."""
    x, y = path.x, path.y
    legs = np.flatnonzero((path.target < 0) == driving)
    share = np.array([0.0, 0.5, 1.0])[:, None]
    places = shapely.points(x[legs] + share * np.diff(x)[legs], y[legs] + share * np.diff(y)[legs])
    return shapely.distance(places, shapely.union_all(streets))


# -- shortest ways, by hand --

#      1
#   b ─── c      a–b 100 m, b–c 100 m, c–d 100 m, d–a 300 m by a detour, and a–c a diagonal
#   │  ╱  │
#   a ··· d
SQUARE = shapes(
    shapely.LineString([(0, 0), (0, 100)]),
    shapely.LineString([(0, 100), (100, 100)]),
    shapely.LineString([(100, 100), (100, 0)]),
    shapely.LineString([(100, 0), (100, -100), (0, -100), (0, 0)]),
    shapely.LineString([(0, 0), (100, 100)]),
    shapely.LineString([(0, 0), (-50, 50), (100, 100)]),  # also from a to c, but longer
    shapely.LineString([(900, 900), (999, 900)]),
)


def way(here, stop):
    found = Ways(build(SQUARE), [Place(*stop)]).to_stop(Place(*here), 0)
    return None if found is None else [tuple(point) for point in found.round(6).tolist()]


def without_repeats(points):
    return [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]


def test_the_shortest_way_takes_the_diagonal_and_of_two_ways_between_the_same_junctions_the_shorter():
    # from 10 m after a on a–b to 10 m after c on c–d: back over a (10 + 141.4 + 10) and not over b (90 + 100 + 10)
    assert without_repeats(way((0, 10), (2, 10))) == [(0, 10), (0, 0), (100, 100), (100, 90)]
    # from 60 m after a over b: 40 + 100 + 10 against 60 + 141.4 + 10
    assert without_repeats(way((0, 60), (2, 10))) == [(0, 60), (0, 100), (100, 100), (100, 90)]


def test_the_way_within_one_street_goes_straight_along_it_unless_it_is_shorter_round():
    assert way((3, 30), (3, 70)) == [(100, -30), (100, -70)]
    assert way((3, 70), (3, 30)) == [(100, -70), (100, -30)]
    # 280 m along the detour, or 10 + 100 + 141.4 + 10 m round
    assert without_repeats(way((3, 290), (3, 10))) == [(0, -10), (0, 0), (100, 100), (100, 0), (100, -10)]


def test_where_no_street_leads_there_is_no_way():
    assert way((0, 10), (6, 50)) is None


@given(
    st.tuples(st.integers(0, 11), st.integers(0, 12), st.floats(1, 99)),
    st.tuples(st.integers(0, 12), st.integers(0, 11), st.floats(1, 99)),
)
@settings(max_examples=30)
def test_between_a_street_east_and_a_street_north_of_a_grid_it_is_as_far_as_by_the_axes(east, north):
    lines = grid()
    here, there = (
        int(shapely.STRtree(lines).nearest(shapely.Point(x, y)))
        for x, y in ((east[0] * 100 + 50, east[1] * 100), (north[0] * 100, north[1] * 100 + 50))
    )
    network = build(lines)
    found = Ways(network, [Place(there, north[2])]).to_stop(Place(here, east[2]), 0)
    start, end = (east[0] * 100 + east[2], east[1] * 100), (north[0] * 100, north[1] * 100 + north[2])
    assert found[0] == pytest.approx(start, abs=1e-6)
    assert found[-1] == pytest.approx(end, abs=1e-6)
    metres = np.hypot(*np.diff(found, axis=0).T).sum()
    assert metres == pytest.approx(abs(start[0] - end[0]) + abs(start[1] - end[1]), abs=1e-6)


# -- beside a street, by hand --

CORNER = np.array([(0.0, 0.0), (100.0, 0.0), (100.0, 100.0)])


def test_the_pavement_of_a_bend_is_as_far_from_both_of_its_sides():
    assert beside(CORNER, 10, 150, 3).tolist() == pytest.approx(np.array([(10, 3), (97, 3), (97, 50)]))
    assert beside(CORNER, 10, 150, -3).tolist() == pytest.approx(np.array([(10, -3), (103, -3), (103, 50)]))


def test_the_way_back_is_the_same_pavement_in_the_other_direction():
    assert beside(CORNER, 150, 10, 3).tolist() == pytest.approx(np.array([(97, 50), (97, 3), (10, 3)]))


def test_a_hairpin_has_no_endless_corner_and_repeated_vertices_do_no_harm():
    hairpin = np.array([(0.0, 0.0), (100.0, 0.0), (100.0, 0.0), (0.0, 1.0)])
    found = beside(hairpin, 0, 200, -4)
    assert np.isfinite(found).all()
    assert np.hypot(found[1][0] - 100, found[1][1]) <= 8.01


# -- patrols --

worlds = st.lists(st.sampled_from([BOX, FAR, U_SHAPE, HOLED, APART]), min_size=1, max_size=4, unique_by=id)
bends = st.sampled_from([0.0, 15.0])


@settings(max_examples=15)
@given(worlds, st.integers(0, 10**6), bends)
def test_units_drive_on_streets_and_walk_beside_them(world, seed, bend):
    streets = grid(bend)
    path = path_of(world, streets, seed, hours=4.0)
    assert (np.diff(path.t) > 0).all()
    assert off_street(path, streets, driving=True).max() < 1e-6
    # 5 m to a pavement and 20 m into a yard
    assert off_street(path, streets, driving=False).max() < 25.001


@settings(max_examples=15)
@given(worlds, st.integers(0, 10**6), bends)
def test_the_truth_along_streets_is_where_dense_fixes_without_noise_are(world, seed, bend):
    shift = only(world, grid(bend), seed=str(seed), ping_s=1.0)
    places = shapely.points(shift.x, shift.y)
    for i, shape in enumerate(world):
        truth = shift.truth[shift.truth["hotspot"] == i]
        within = truly_inside(shift, i)
        covered = shapely.covers(shape, places)
        clear = shapely.distance(places, shapely.boundary(shape)) > 0.02
        assert (within == covered)[clear].all()
        # the time inside, counted second by second: to a tenth of a second for each time in or out
        seconds = np.diff(shift.time).astype(np.int64) / 1000
        counted = (seconds * (covered[1:] & covered[:-1])).sum()
        assert truth["minutes"].sum() * 60 == pytest.approx(counted, abs=5 + 3 * len(truth))


def test_a_bend_of_a_corridor_is_walked_round_and_not_cut():
    # a street in the shape of an L, and as hotspot what is within 30 m of it
    streets = shapes(shapely.LineString([(0, 0), (300, 0), (300, 300)]), shapely.LineString([(-2000, 0), (0, 0)]))
    corridor = shapely.buffer(streets[0], 30)
    path = path_of([corridor], streets)
    inside = (path.x[:-1] > 100) & (path.x[:-1] < 300) & (path.target == 0)
    assert inside.sum() > 20
    assert off_street(path, streets, driving=False).max() < 25.001
    # without streets the corner is cut: this test would see it
    straight = Walker(shapes(corridor), np.array([True]), 13.0, np.random.default_rng(0)).path(8 * 3600.0)
    assert off_street(straight, streets, driving=False).max() > 35


def test_units_walk_mostly_in_their_hotspot_sometimes_out_and_in_again_and_turn_at_its_edge():
    path = path_of([BOX, FAR], grid(), hours=24.0)
    # where it is at every second on foot in BOX
    seconds = np.arange(1.0, path.t[-1])
    x, y, _ = path.at(seconds[path.target[np.searchsorted(path.t, seconds) - 1] == 0])
    away = shapely.distance(shapely.points(x, y), BOX)
    assert 0.8 < (away == 0).mean() < 0.99
    assert 0.002 < (away > 10).mean() < 0.1  # walked on out of it
    assert away.max() < 100  # to the next junction


def test_pavements_are_crossed_pauses_are_stood_and_yards_entered():
    path = path_of([BOX], grid())
    on_foot = path.target == 0
    off = off_street(path, grid(), driving=False)
    assert 0.02 < (off[0] > 6).mean() < 0.3
    still = on_foot & (np.hypot(np.diff(path.x), np.diff(path.y)) == 0)
    assert 0.2 < np.diff(path.t)[still].sum() / np.diff(path.t)[on_foot].sum() < 0.7
    # both pavements of the street at x = 300
    there = on_foot & (np.abs(path.x[:-1] - 300) < 5.1) & (np.abs(path.y[:-1] % 100 - 50) < 30)
    assert {-1.0, 1.0} <= set(np.sign(path.x[:-1] - 300)[there])


def test_units_keep_their_side_of_the_street_and_cross_at_one_junction_in_five():
    # one straight street of links of 50 m that are drawn from left to right and from right to left in turn
    links = [[(x, 0), (x + 50, 0)][:: 1 - 2 * (i % 2)] for i, x in enumerate(range(0, 1000, 50))]
    path = path_of([shapely.box(200, -40, 800, 40)], shapes(*map(shapely.LineString, links)), hours=200.0)
    junction = (path.x[1:-1] % 50 == 0) & (np.abs(path.y[1:-1]) < 5.001) & (path.target[1:] == 0)
    x, y = path.x, path.y
    kept = changed = 0
    for i in np.flatnonzero(junction) + 1:
        step = next((k for k in range(i, i + 3) if abs(x[k + 1] - x[k]) > 5), None)
        # on along the street from a junction, with a step aside at most in between
        if step is not None and (x[step + 1] - x[step]) * (x[i] - x[i - 1]) > 0:
            kept += y[step] * y[i - 1] > 0
            changed += y[step] * y[i - 1] < 0
    assert kept + changed > 300
    assert 0.12 < changed / (kept + changed) < 0.28


def test_visits_along_streets_last_about_as_long_as_was_asked_for():
    path = path_of([BOX, FAR, HOLED], grid(), hours=24.0 * 7)
    change = np.flatnonzero(np.diff(path.target)) + 1
    lengths = [path.t[b] - path.t[a] for a, b in pairwise(change) if path.target[a] >= 0]
    assert len(lengths) > 300
    # a walk in progress is finished, and the way back to the street is on foot too
    assert 13 - 0.5 < np.mean(lengths) / 60 < 15


def test_drives_have_the_speeds_of_cars():
    path = path_of([BOX, FAR], grid())
    speed = np.hypot(np.diff(path.x), np.diff(path.y)) / np.diff(path.t)
    driving = path.target < 0
    assert driving.sum() > 100
    assert (speed[driving] > 6 - 1e-6).all()
    assert (speed[driving] < 12 + 1e-6).all()
    assert speed[~driving].max() <= 1.2 * 1.2 + 1e-6


def test_only_targets_are_walked_and_others_passed_through():
    path = path_of([BOX, HOLED, FAR], grid(), targets=[True, False, True])
    assert set(path.target.tolist()) == {-1, 0, 2}


def test_a_single_hotspot_is_left_and_visited_again():
    path = path_of([BOX], grid())
    away = shapely.distance(shapely.points(path.x, path.y), BOX)
    assert (np.diff((path.target == 0).astype(int)) > 0).sum() > 3
    assert away.max() > 300
    assert off_street(path, grid(), driving=True).max() < 1e-6


def test_the_seed_repeats_the_patrols_and_more_units_do_not_change_them():
    world, streets = shapes(BOX, FAR), grid(15.0)
    targets = np.array([True, True])

    def made(**changes):
        here = street_map(streets, world, targets)
        return list(simulate(world, targets, replace(PLAIN, noise_m=5.0, **changes), streets=here))

    one, same, many = made(), made(), made(units=2, days=2)
    for other in (same[0], many[0]):
        assert np.array_equal(one[0].time, other.time)
        assert one[0].x.tobytes() == other.x.tobytes()
        assert one[0].truth.equals(other.truth)
    # what came before in the same run has no part in it
    alone = [shift for shift in made(units=2, days=2) if (shift.unit, shift.day.day) == (2, 6)]
    assert many[3].x.tobytes() == alone[0].x.tobytes()
    assert not np.array_equal(one[0].x[:50], made(seed="other")[0].x[:50])


# -- streets that are not as they should be --


def test_a_hotspot_without_streets_is_walked_straight_from_the_nearest_one():
    park = shapely.box(1300, 400, 1500, 600)  # the grid ends at 1,200 m
    streets = grid()
    made = street_map(streets, shapes(BOX, park), np.array([True, True]))
    assert (made.streetless, made.apart) == ([1], [])
    path = path_of([BOX, park], streets)
    found = stays(path, shapes(BOX, park), shapely.STRtree(shapes(BOX, park)))
    assert found.query("targeted and hotspot == 1")["leave"].sum() > 0
    assert off_street(path, streets, driving=True).max() < 1e-6


def test_hotspots_on_streets_that_do_not_join_are_driven_to_straight():
    island = shapely.box(3000, 0, 3200, 100)
    streets = np.append(grid(), shapes(shapely.LineString([(2950, 50), (3100, 60), (3300, 50)])))
    made = street_map(streets, shapes(BOX, FAR, island), np.ones(3, dtype=bool))
    assert (made.streetless, made.apart) == ([], [2])
    path = path_of([BOX, FAR, island], streets)
    on_foot = shapely.points(path.x[:-1], path.y[:-1])[path.target == 2]
    assert on_foot.size > 10
    assert shapely.distance(on_foot, streets[-1]).max() < 25.001


def test_streets_of_a_hotspot_that_do_not_join_its_others_are_not_driven_to():
    yard = shapely.LineString([(230, 250), (285, 250)])  # in BOX, 15 m from the street at x = 300
    streets = np.append(grid(), shapes(yard))
    assert off_street(path_of([BOX, FAR], streets), streets, driving=True).max() < 1e-6
    assert street_map(streets, shapes(BOX, FAR), np.ones(2, dtype=bool)).apart == []


def test_streets_far_from_all_hotspots_are_refused():
    with pytest.raises(HotspotError, match="No street of Roads is within 300 m of a hotspot that is patrolled"):
        street_map(shapely.transform(grid(), lambda c: c + 50_000), shapes(BOX), np.array([True]), "Roads")
    with pytest.raises(HotspotError, match="No street of Roads is within 300 m"):
        street_map(grid(), shapes(shapely.box(1600, 0, 1700, 100)), np.array([True]), "Roads")


def test_points_in_place_of_streets_are_refused():
    with pytest.raises(HotspotError, match="Feature 1 of Roads is no line"):
        street_map(shapes(shapely.Point(300, 300)), shapes(BOX), np.array([True]), "Roads")


def test_rows_without_a_line_and_lines_of_several_parts_are_streets_as_any():
    streets = shapes(None, shapely.MultiLineString(grid().tolist()))
    assert path_of([BOX], streets).target.max() == 0
