"""Stops: the worked example of field.md G17 (MovingPandas' own test track), and what must hold for any track."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot_plugin.core.tracking.legs import order_fixes
from hotspot_plugin.core.tracking.stops import find_stops, stopped_legs
from tests.core.tracking.walks import at, fixes

G17 = [(0, 0, 0), (1, 0, 10), (2, 0, 20), (4, 0, 21), (6, 0, 22), (8, 0, 30), (10, 0, 40), (15, 1, 50)]


def track(rows, max_gap=300):
    return order_fixes(**fixes(*[("A", *row) for row in rows]), max_gap_s=max_gap)


def test_the_stop_of_movingpandas_test_track_is_found():
    stops = find_stops(track(G17), 3, 2)
    assert (stops.start.tolist(), stops.end.tolist()) == (at([2]).astype(int).tolist(), at([6]).astype(int).tolist())
    assert (stops.x.tolist(), stops.y.tolist()) == ([0], [21])


def test_a_walk_is_no_stop_though_each_of_its_steps_is_small():
    steps = [(s, 1.3 * s, 0) for s in range(0, 300, 5)]
    assert not stopped_legs(track(steps), 15, 60).any()


def test_drift_that_makes_a_path_long_does_not_make_standing_a_walk():
    random = np.random.default_rng(3)
    # 600 s within 12 m: a path of more than 500 m
    rows = [(s, *random.uniform(0, 8, 2)) for s in range(600)]
    still = track(rows)
    assert np.hypot(np.diff(still.x), np.diff(still.y)).sum() > 500
    assert stopped_legs(still, 15, 60)[:-1].all()


def test_a_stop_does_not_reach_over_a_gap():
    rows = [(0, 0, 0), (40, 0, 0), (400, 0, 0), (440, 0, 0)]
    assert not stopped_legs(track(rows), 15, 60).any()
    assert stopped_legs(track(rows, 360), 15, 60).sum() == 3


rows_of_tracks = st.lists(
    st.tuples(st.integers(1, 40), st.integers(-30, 30), st.integers(-30, 30)), min_size=2, max_size=25
).map(lambda steps: [(sum(s[0] for s in steps[: i + 1]), x, y) for i, (_, x, y) in enumerate(steps)])


@settings(max_examples=60, deadline=None)
@given(rows_of_tracks, st.integers(1, 60), st.integers(0, 40), st.integers(1, 120))
def test_a_larger_diameter_never_makes_less_stopped_time(rows, diameter, more, shortest):
    made = track(rows)
    small, large = stopped_legs(made, diameter, shortest), stopped_legs(made, diameter + more, shortest)
    assert not (small & ~large).any()


@settings(max_examples=60, deadline=None)
@given(rows_of_tracks, st.integers(1, 60), st.integers(1, 120))
def test_stopped_legs_are_those_of_all_windows_that_are_small_and_long(rows, diameter, shortest):
    made = track(rows)
    expected = np.zeros(len(rows), dtype=bool)
    for i in range(len(rows)):
        for j in range(i + 1, len(rows)):
            apart = np.hypot(*(np.subtract.outer(v[i : j + 1], v[i : j + 1]) for v in (made.x, made.y)))
            unsure = abs(apart.max() - diameter) < 0.006 * diameter
            if unsure:
                return  # widths in 16 directions are exact to 0.5 % only
            if apart.max() <= diameter and made.time[j] - made.time[i] >= shortest * 1000:
                expected[i:j] = True
    assert stopped_legs(made, diameter, shortest).tolist() == expected.tolist()


@pytest.mark.parametrize("diameter", [10, 15, 50, 100])
def test_stopped_time_of_a_noisy_track_grows_with_the_diameter(diameter):
    random = np.random.default_rng(4)
    way = np.cumsum(random.normal(0, 3, (800, 2)), axis=0)
    made = track([(5 * i, x, y) for i, (x, y) in enumerate(way)])
    assert stopped_legs(made, diameter, 60).sum() <= stopped_legs(made, 1.5 * diameter, 60).sum()
