"""Visits worked out by hand. The hotspot is the square from (0, 0) to (100, 100) unless a test draws another."""

import numpy as np
import pytest
import shapely

from tests.core.tracking.walks import SQUARE, Patrol, at


def walk(*corners, unit="A", ping=30, speed=1.0):
    """A walk from corner to corner at constant speed (m/s), with a fix every `ping` seconds."""
    line = shapely.LineString(corners)
    seconds = np.arange(0, line.length / speed + 1e-9, ping)
    return [(unit, s, *line.interpolate(s * speed).coords[0]) for s in seconds]


def test_entry_and_exit_lie_between_the_fixes_on_the_boundary():
    # 1 m/s along y = 50 from x = -40: the fixes are at -40, -10, 20, …; x = 0 is reached at 40 s, x = 100 at 140 s
    visit = Patrol(walk((-40, 50), (200, 50)), [SQUARE], accuracy=0).visit
    assert (visit.enter, visit.leave) == tuple(at([40, 140]))
    assert visit.minutes == pytest.approx(100 / 60, abs=1e-9)
    # both crossings are 10 s from the nearest fix and may be 5 s off either way: of the sum of two such errors
    # 95 % are within 10 s × (1 − √0.05)
    assert (visit.minutes_low, visit.minutes_high) == pytest.approx(((100 - 7.764) / 60, (100 + 7.764) / 60), abs=1e-4)
    assert (visit.ping_s, visit.foot_min, visit["mode"]) == (30, visit.minutes, "foot")


def test_a_leg_that_jumps_over_the_hotspot_is_a_visit_that_no_fix_proves():
    # 300 m in 60 s = 5 m/s: the square takes 100 m, 20 s, from 20 s on
    visit = Patrol([("A", 0, -100, 50), ("A", 60, 200, 50)], [SQUARE], accuracy=0).visit
    assert (visit.enter, visit.leave) == tuple(at([20, 40]))
    assert visit.minutes_low == 0
    assert visit.minutes < visit.minutes_high <= 1


def test_bounds_are_wider_where_the_gps_is_worse():
    widths = []
    for accuracy in (0, 5, 20):
        visit = Patrol(walk((-40, 50), (200, 50)), [SQUARE], accuracy=accuracy).visit
        widths.append(visit.minutes_high - visit.minutes_low)
    assert widths[0] < widths[1] < widths[2]


def test_bounds_are_wider_where_a_way_meets_the_edge_slantwise():
    # the same speed into the same square, from the left and straight, or along its edge and nearer by 1 m in every 10
    field, ways = shapely.box(0, 0, 2000, 2000), {1: ((-200, 1000), (200, 1000)), 10: ((200, -20), (598, 20))}
    widths = {}
    for slant, (one, other) in ways.items():
        visit = Patrol(walk(one, other), [field], accuracy=5).visit
        widths[slant] = (visit.minutes_high - visit.minutes_low) * 60 - 300  # and what may have been after the last fix
    # a standard deviation of 3.3 m is as many seconds straight on, and ten times as many at a slant but for the 30 s
    # that the leg lasts
    assert 2 * 1.96 * 3.3 < widths[1] < 60
    assert widths[10] > 2 * 1.96 * 24


def test_who_drives_over_the_edge_is_not_taken_for_somebody_who_may_stand_beside_it():
    # the last fix is 2 m outside; one drives on, the other stays
    stands = [("A", s, 50, 50) for s in range(0, 301, 15)]
    on = [[("A", 315 + 15 * i, 102 + step * i, 50) for i in range(5)] for step in (150, 0)]
    drives, stays = (Patrol(stands + rows, [SQUARE], accuracy=10).visit for rows in on)
    before = 5  # minutes that it may have been there before the first fix
    assert drives.minutes_high - before - drives.minutes < 0.2 * (stays.minutes_high - before - stays.minutes)


def test_a_patrol_that_stood_and_drove_off_is_given_its_time_standing_and_not_the_roads():
    # stands in the middle for 4 minutes, a fix a minute; drives at 10 m/s from 270 s on, so is 300 m away at 300 s
    rows = [("A", s, 50, 50) for s in range(0, 241, 60)] + [("A", 300, 350, 50), ("A", 360, 950, 50)]
    visit = Patrol(rows, [SQUARE]).visit
    assert visit.leave == at([275])[0]  # at 270 s it starts, 5 s later it is at the edge
    assert visit.minutes == pytest.approx(275 / 60)


def test_between_two_places_where_it_stood_a_patrol_left_at_a_moment_nobody_knows():
    # five minutes between fixes, standing in the square before and 3 km away after
    rows = [("A", s, 50, 50) for s in (0, 300, 600)] + [("A", s, 3050, 50) for s in (900, 1200)]
    visit = Patrol(rows, [SQUARE], accuracy=0).visit
    assert visit.leave == at([750])[0]  # the middle of the leg
    assert visit.minutes_low == pytest.approx((750 - 0.95 * 150) / 60)
    assert visit.minutes_high == pytest.approx((750 + 0.95 * 150 + 300) / 60)  # and 300 s before the first fix


def test_drifting_over_the_edge_is_not_leaving():
    out = [("A", s, 95 if s != 60 else 112, 50) for s in range(0, 121, 20)]
    assert Patrol(out, [SQUARE], accuracy=10).visit.minutes == 2  # 12 m outside: GPS error
    assert Patrol(out, [SQUARE], accuracy=5).visit.minutes < 2  # 12 m are too many for 5 m accuracy
    assert len(Patrol(out, [SQUARE], accuracy=10, merge_gap=0).visits) == 2  # and here every exit is one


def test_a_gap_longer_than_the_limit_counts_for_nothing_even_with_both_ends_inside():
    rows = [("A", 0, 10, 50), ("A", 60, 20, 50), ("A", 361, 30, 50), ("A", 421, 40, 50)]
    patrol = Patrol(rows, [SQUARE], accuracy=0)
    assert patrol.visits["minutes"].tolist() == [1, 1]
    assert patrol.visits["minutes_low"].tolist() == [1, 1]
    # on both sides the unit is unknown: 300 s is as long as a gap may be believed, so 1 + 5 + 5 minutes
    assert patrol.visits["minutes_high"].tolist() == [11, 11]
    assert patrol.track.unknown_ms() == 301_000
    assert Patrol(rows, [SQUARE], max_gap=301).visit.minutes == pytest.approx(421 / 60)


def test_leaving_for_a_minute_is_the_same_visit_but_the_minute_is_not_counted():
    # inside to x = 100 at 50 s, out to x = 130 and back, in again at 110 s, the end at 160 s
    rows = [("A", 0, 50, 50), ("A", 80, 130, 50), ("A", 160, 50, 50)]
    visit = Patrol(rows, [SQUARE], merge_gap=60).visit
    assert (visit.enter, visit.leave) == tuple(at([0, 160]))
    assert visit.minutes == pytest.approx(100 / 60)
    apart = Patrol(rows, [SQUARE], merge_gap=59.9).visits
    assert apart["minutes"].tolist() == pytest.approx([50 / 60, 50 / 60])
    assert apart["enter"].tolist() == at([0, 110]).tolist()


def test_standing_still_inside_counts_and_standing_still_outside_does_not():
    still = [("A", s, 50, 50) for s in (0, 60, 120)] + [("B", s, 150, 50) for s in (0, 60, 120)]
    visit = Patrol(still, [SQUARE]).visit
    assert (visit.unit, visit.minutes) == ("A", 2)


def test_standing_on_the_boundary_is_inside():
    assert Patrol([("A", 0, 100, 50), ("A", 60, 100, 50)], [SQUARE]).visit.minutes == 1


def test_walking_along_the_boundary_is_inside():
    # from (100, -20) to (100, 120): on the edge between 20 s and 120 s
    visit = Patrol([("A", 0, 100, -20), ("A", 140, 100, 120)], [SQUARE]).visit
    assert (visit.enter, visit.leave) == tuple(at([20, 120]))


def test_touching_a_corner_is_no_visit():
    assert Patrol([("A", 0, -50, 50), ("A", 100, 50, -50)], [SQUARE]).visits.empty


def test_a_walk_through_two_opposite_corners_is_one_visit():
    visit = Patrol([("A", 0, -100, -100), ("A", 300, 200, 200)], [SQUARE]).visit
    assert (visit.enter, visit.leave) == tuple(at([100, 200]))


def test_a_hole_is_outside():
    ring = SQUARE.difference(shapely.box(40, 40, 60, 60))
    visit = Patrol([("A", 0, -50, 50), ("A", 200, 150, 50)], [ring]).visit
    assert (visit.enter, visit.leave) == tuple(at([50, 150]))
    assert visit.minutes == pytest.approx(80 / 60)


def test_the_parts_of_one_hotspot_are_one_hotspot():
    two = shapely.union_all([shapely.box(0, 0, 10, 10), shapely.box(20, 0, 30, 10)])
    assert two.geom_type == "MultiPolygon"
    visit = Patrol([("A", 0, -5, 5), ("A", 40, 35, 5)], [two]).visit
    assert visit.minutes == pytest.approx(20 / 60)


def test_one_leg_may_enter_a_concave_hotspot_several_times():
    comb = shapely.Polygon(
        [
            (0, 0),
            (50, 0),
            (50, 30),
            (40, 30),
            (40, 10),
            (30, 10),
            (30, 30),
            (20, 30),
            (20, 10),
            (10, 10),
            (10, 30),
            (0, 30),
        ]
    )
    patrol = Patrol([("A", 0, -10, 20), ("A", 70, 60, 20)], [comb], merge_gap=0)
    assert patrol.visits["minutes"].tolist() == pytest.approx([10 / 60] * 3)
    assert patrol.visits["enter"].tolist() == at([10, 30, 50]).tolist()


def test_where_hotspots_overlap_both_are_visited():
    patrol = Patrol(walk((-50, 50), (200, 50)), [SQUARE, shapely.box(50, 0, 150, 100)])
    assert patrol.visits["hotspot_id"].tolist() == ["h0", "h1"]
    assert patrol.visits["enter"].tolist() == at([50, 100]).tolist()
    assert patrol.visits["leave"].tolist() == at([150, 200]).tolist()


def test_a_visit_goes_on_where_one_fix_is_a_copy_of_another():
    rows = [("A", 0, 10, 50), ("A", 60, 20, 50), ("A", 60, 20, 50), ("A", 120, 30, 50)]
    assert Patrol(rows, [SQUARE]).visit.minutes == 2


def test_one_fix_alone_inside_is_no_visit():
    assert Patrol([("A", 0, 50, 50), ("A", 600, 500, 500)], [SQUARE]).visits.empty


def test_a_visit_shorter_than_three_pings_is_not_measurable():
    rows = [("A", s, 50, 50) for s in range(0, 1000, 160)] + [("B", s, 50, 50) for s in range(0, 1000, 161)]
    # 8 minutes are 480 s, three times 160 s
    assert Patrol(rows, [SQUARE], min_visit=8).visits.set_index("unit")["measurable"].to_dict() == {
        "A": True,
        "B": False,
    }


def test_a_visit_at_the_end_of_a_track_may_have_gone_on_for_the_longest_gap():
    visit = Patrol([("A", 0, -50, 50), ("A", 100, 50, 50), ("A", 130, 80, 50)], [SQUARE], accuracy=0).visit
    assert visit.minutes == pytest.approx(80 / 60)  # x = 0 at 50 s, then to 130 s
    # the crossing is 50 s from either fix and may be 25 s off either way
    assert visit.minutes_low == pytest.approx((80 - 0.95 * 25) / 60)
    assert visit.minutes_high == pytest.approx((80 + 0.95 * 25 + 300) / 60)


def test_a_short_break_of_the_recording_bounds_what_may_have_been_missed():
    rows = [("A", 0, 50, 50, 1), ("A", 60, 50, 50, 1), ("A", 160, 500, 50, 2), ("A", 220, 500, 50, 2)]
    visit = Patrol(rows, [SQUARE]).visit
    assert visit.minutes == 1
    assert visit.minutes_high == pytest.approx((300 + 60 + 100) / 60)


def test_a_short_break_before_a_visit_bounds_it_as_one_after_it_does():
    rows = [("A", 0, 500, 50, 1), ("A", 60, 500, 50, 1), ("A", 160, 50, 50, 2), ("A", 220, 50, 50, 2)]
    assert Patrol(rows, [SQUARE]).visit.minutes_high == pytest.approx((100 + 60 + 300) / 60)


def test_the_key_of_a_visit_says_who_where_and_when_and_is_never_there_twice():
    comb = shapely.union_all([shapely.box(0, 0, 0.1, 10), shapely.box(0.2, 0, 0.3, 10)])
    patrol = Patrol([("A", 0, -1, 5), ("A", 10, 9, 5)], [comb], merge_gap=0)
    assert patrol.visits["visit_id"].tolist() == ["A/h0/2024-05-01T12:00:01Z", "A/h0/2024-05-01T12:00:01Z.1"]


def test_visits_are_listed_by_entry_then_unit_then_hotspot():
    rows = (
        walk((-50, 50), (200, 50), unit="B")
        + walk((-50, 50), (200, 50), unit="A")
        + walk((-20, 50), (200, 50), unit="C")
    )
    patrol = Patrol(rows, [SQUARE, SQUARE])
    assert list(zip(patrol.visits["unit"], patrol.visits["hotspot_id"], strict=True)) == [
        ("C", "h0"), ("C", "h1"), ("A", "h0"), ("A", "h1"), ("B", "h0"), ("B", "h1"),
    ]  # fmt: skip


def test_the_place_of_a_visit_is_the_mean_place_inside():
    # (20, 50) for a minute, then 1 m/s to (80, 50) in a minute, mean x 50
    found = Patrol([("A", 0, 20, 50), ("A", 60, 20, 50), ("A", 120, 80, 50)], [SQUARE]).found
    assert (found.x[0], found.y[0]) == (pytest.approx(35), pytest.approx(50))


def test_a_hotspot_at_the_edge_of_the_map_far_from_the_others_is_found():
    far = shapely.box(400_000, 400_000, 400_100, 400_100)
    patrol = Patrol([("A", 0, 399_950, 400_050), ("A", 200, 400_150, 400_050)], [SQUARE, far])
    assert patrol.visit.hotspot_id == "h1"
    assert patrol.visit.minutes == pytest.approx(100 / 60)
