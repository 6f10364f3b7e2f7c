"""Ranks with their ties, and centres kept apart."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import pdist

from hotspot_plugin.core.targeting import ranking


def test_more_crimes_rank_first_and_ties_keep_the_order_given():
    assert ranking.order(np.array([3, 7, 3, 7, 1])).tolist() == [1, 3, 0, 2, 4]


def test_harm_ranks_before_crimes_and_crimes_break_its_ties():
    assert ranking.order(np.array([9, 1, 2, 2]), np.array([1.0, 50.0, 50.0, 50.0])).tolist() == [2, 3, 1, 0]


def test_fractions_that_add_up_to_the_same_harm_are_a_tie():
    # 0.1 + 0.2 is 0.30000000000000004 for a computer
    assert ranking.order(np.array([2, 2]), np.array([0.3, 0.1 + 0.2])).tolist() == [0, 1]


def test_no_harm_at_all_ranks_by_crimes():
    assert ranking.order(np.array([1, 2]), np.zeros(2)).tolist() == [1, 0]


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 1e6)), max_size=40), st.randoms(use_true_random=False))
def test_sums_do_not_depend_on_the_order_of_the_crimes(crimes, random):
    def add(rows):
        return ranking.sums(np.array([p for p, _ in rows], dtype=np.int64), np.array([w for _, w in rows]), 4).tolist()

    mixed = random.sample(crimes, len(crimes))
    assert add(crimes) == add(mixed)


def test_a_crime_without_a_weight_adds_nothing():
    assert ranking.sums(np.array([0, 0, 1]), np.array([2.0, np.nan, np.nan]), 2).tolist() == [2.0, 0.0]


POINTS = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000)), min_size=1, max_size=60)


@given(POINTS, st.sampled_from([0, 250, 500.0, 10_000]), st.sampled_from([None, 1, 5]))
def test_kept_places_are_apart_and_each_dropped_one_is_near_a_hotter_one(points, metres, limit):
    x, y = np.array(points, dtype=float).T
    kept = ranking.apart(x, y, metres, limit)
    assert (np.diff(kept) > 0).all()
    assert kept[0] == 0
    assert pdist(np.column_stack((x[kept], y[kept]))).min(initial=np.inf) >= metres * (1 - 1e-9)
    if limit is None:
        for place in set(range(x.size)) - set(kept.tolist()):
            hotter = kept[kept < place]
            assert np.hypot(x[hotter] - x[place], y[hotter] - y[place]).min() < metres
    else:
        assert kept.tolist() == ranking.apart(x, y, metres)[:limit].tolist()


def test_exactly_the_least_distance_is_far_enough():
    assert ranking.apart(np.array([0.0, 500.0, 999.0]), np.zeros(3), 500).tolist() == [0, 1]
