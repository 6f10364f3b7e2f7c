"""Rules with names: times in the future, impossible jumps, drift of a unit that stands; and how often a unit pings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.tracking.clean import HALT_M, Rules, clean
from hotspot_plugin.core.tracking.fixes import Collector, Points
from hotspot_plugin.core.tracking.osgrid import middles
from hotspot_plugin.core.tracking.pings import ping_table

START = np.datetime64("2026-01-05T14:00:00", "ms")


def fixes(**units):
    """Make fixes from lists of (second, x, y) in metres."""
    collector = Collector()
    for unit, points in units.items():
        second, x, y = (np.array(values, dtype=float) for values in zip(*points, strict=True))
        nothing = np.full(len(x), np.nan)
        row = np.arange(1, len(x) + 1)
        time = START + (second * 1000).astype("m8[ms]")
        collector.add(unit, unit, Points(row, np.ones_like(row), time, x, y, nothing, nothing))
    return collector.finish()


def cleaned(made, **rules):
    x, y = made.table["x"].to_numpy(), made.table["y"].to_numpy()
    return clean(made, Rules(**rules), (x, y))


def walk(count, first=0, x=0.0):
    return [(first + 15 * i, x + 20.0 * i, 0.0) for i in range(count)]


def test_a_spike_is_taken_out_by_name_and_the_track_goes_on():
    points = walk(20)
    points[7] = (105, 50_000.0, 0.0)
    made = cleaned(fixes(a=points))
    assert made.fixes.rejects[["row", "reason"]].to_numpy().tolist() == [[8, "impossible jump"]]
    assert made.fixes.table["segment"].tolist() == [1] * 19
    assert made.breaks == 0


def test_of_three_fixes_the_one_that_is_away_and_back_is_wrong():
    made = cleaned(fixes(a=[(0, 0, 0), (15, 90_000, 0), (30, 10, 0)]))
    assert made.fixes.rejects["row"].tolist() == [2]


def test_a_cold_start_far_away_is_wrong_and_not_the_track_after_it():
    made = cleaned(fixes(a=[(0, 90_000, 0), (15, 90_010, 0), *walk(10, 30)]))
    assert made.fixes.rejects["row"].tolist() == [1, 2]


def test_two_long_sides_of_a_jump_both_stay_and_a_segment_begins():
    made = cleaned(fixes(a=[*walk(10), *walk(10, 150, 90_000.0)]))
    assert not len(made.fixes.rejects)
    assert made.breaks == 1
    assert made.fixes.table["segment"].tolist() == [1] * 10 + [2] * 10


def test_two_lone_fixes_that_contradict_each_other_both_stay():
    made = cleaned(fixes(a=[(0, 0, 0), (15, 90_000, 0)]))
    assert (len(made.fixes.table), made.breaks) == (2, 1)


def test_a_fast_car_noise_and_a_long_silence_are_no_jumps():
    chase = [(5 * i, 70.0 * 5 * i, 0.0) for i in range(20)]  # 252 km/h
    noise = [(0, 0, 0), (0.1, 90, 0), (0.2, 0, 0)]
    silence = [(0, 0, 0), (36_000, 900_000, 0)]  # 90 km/h for ten hours
    assert not len(cleaned(fixes(a=chase, b=noise, c=silence)).fixes.rejects)
    assert cleaned(fixes(a=chase), max_kmh=200.0).breaks > 0


def test_the_rule_of_jumps_can_be_switched_off():
    made = cleaned(fixes(a=[*walk(10), (200, 90_000, 0), *walk(9, 300)]), max_kmh=0.0)
    assert len(made.fixes.table) == 20


def test_a_unit_does_not_jump_to_where_another_is():
    assert cleaned(fixes(a=walk(5), b=walk(5, 0, 90_000.0))).breaks == 0


def test_degrees_are_metres_on_the_ground_also_across_the_date_line():
    # one degree of longitude at 60° N is 55.6 km: in ten minutes 334 km/h, in twelve 278 km/h
    for minutes, wrong in ((10, 1), (12, 0)):
        made = clean(fixes(a=[(0, 10.0, 60.0), (minutes * 60, 11.0, 60.0)]), Rules())
        assert made.breaks == wrong
    assert clean(fixes(a=[(0, 179.9999, 60.0), (15, -179.9999, 60.0)]), Rules()).breaks == 0


def test_times_in_the_future_are_rejects_and_a_day_ahead_is_not():
    made = cleaned(fixes(a=[(0, 0, 0), (80_000, 0, 0), (90_000, 0, 0)]), now=START)
    assert made.fixes.rejects["reason"].tolist() == ["time in the future"]


def test_if_all_times_are_in_the_future_they_were_simulated_and_stay():
    made = cleaned(fixes(a=walk(3)), now=START - np.timedelta64(30, "D"))
    assert made.all_future
    assert len(made.fixes.table) == 3


def test_a_unit_that_stands_is_a_halt_whose_drift_is_counted_and_can_be_held():
    rng = np.random.default_rng(1)
    drift = rng.uniform(-5, 5, (20, 2))
    points = [*walk(5), *[(75 + 15 * i, 1000 + dx, dy) for i, (dx, dy) in enumerate(drift)], *walk(5, 400, 2000.0)]
    made = cleaned(fixes(a=points), max_kmh=0.0)
    assert (made.halts, made.jitter) == (1, 20)
    assert made.fixes.table["x"].tolist() == [x for _, x, _ in points]
    held = cleaned(fixes(a=points), max_kmh=0.0, hold_m=15.0).fixes.table
    assert held["x"][5:25].unique().tolist() == [np.median(1000 + drift[:, 0])]
    assert held["x"][:5].tolist() == [x for _, x, _ in points[:5]]


def test_a_walk_and_a_short_stop_are_no_halt():
    assert cleaned(fixes(a=walk(40))).halts == 0
    assert cleaned(fixes(a=[(0, 0, 0), (15, 1, 0), (30, 0, 1), *walk(5, 45, 100.0)])).halts == 0


def test_a_silence_of_twenty_minutes_is_not_standing():
    assert cleaned(fixes(a=[(0, 0, 0), (1200, 1, 0)])).halts == 0


step = st.tuples(st.integers(1, 600), st.floats(-3e5, 3e5), st.floats(-3e5, 3e5))


@given(st.dictionaries(st.sampled_from("ab"), st.lists(step, min_size=1, max_size=30), min_size=1))
def test_every_fix_stays_or_is_a_reject_and_no_impossible_leg_is_left_in_a_segment(units):
    made = {}
    for unit, steps in units.items():
        seconds = np.cumsum([s for s, _, _ in steps])
        made[unit] = [(float(t), x, y) for t, (_, x, y) in zip(seconds, steps, strict=True)]
    result = cleaned(fixes(**made))
    table = result.fixes.table
    assert len(table) + len(result.fixes.rejects) == sum(map(len, made.values()))
    for _, leg in table.groupby(["unit", "segment"], observed=True):
        apart = np.hypot(np.diff(leg["x"]), np.diff(leg["y"]))
        seconds = np.diff(leg["time"].to_numpy("M8[ms]")).astype(float) / 1000
        assert ((apart <= 100) | (apart <= 300 / 3.6 * seconds * (1 + 1e-9))).all()


# -- pings --


def test_the_ping_interval_is_the_median_within_segments_of_each_unit():
    made = ping_table(fixes(a=[(0, 0, 0), (5, 0, 0), (10, 0, 0), (70, 0, 0)], b=[(0, 0, 0)]))
    assert made["unit"].tolist() == ["a", "b"]
    assert made["fixes"].tolist() == [4, 1]
    assert made["ping_s"].iloc[0] == 5
    assert made["longest_s"].iloc[0] == 60
    assert np.isnan(made["ping_s"].iloc[1])


def test_the_hours_between_two_recordings_are_no_ping():
    both = fixes(a=[*walk(10), *walk(10, 36_000, 90_000.0)])
    table = ping_table(clean(both, Rules(max_kmh=5.0), (both.table["x"].to_numpy(), both.table["y"].to_numpy())).fixes)
    assert table["ping_s"].tolist() == [15.0]


# -- the British grid --


@pytest.mark.parametrize(
    ("reference", "place"),
    [
        ("TG 51409 13177", (651409, 313177)),  # Ordnance Survey, A guide to coordinate systems: the Caister water tower
        ("NN 166 712", (216650, 771250)),  # Ben Nevis
        ("tq30", (535000, 105000)),
        ("SV00", (5000, 5000)),
        ("HP 6 1", (465000, 1215000)),
    ],
)
def test_grid_references_are_the_middles_of_their_squares(reference, place):
    x, y = middles([reference])
    assert (x[0], y[0]) == place


@pytest.mark.parametrize("reference", ["", "TG 514 13", "II 12 34", "AA 12 34", "ZZ1234", "12345 67890", "TG"])
def test_what_is_no_british_reference_is_no_place(reference):
    assert np.isnan(middles([reference])).all()


def test_halts_are_as_near_as_the_help_page_says():
    assert HALT_M == 15
