"""Matched pairs: as good as trying all pairings, and as scipy's integer programme."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.trial.matching import LARGEST, distances, optimal_pairs


def total(apart, pairs) -> int:
    return sum(apart[i][j] for i, j in pairs)


def least(apart, left: list[int]) -> int:
    """Return the least total by trying every pairing."""
    if len(left) < 2:
        return 0
    first, rest = left[0], left[1:]
    tried = [apart[first][j] + least(apart, [k for k in rest if k != j]) for j in rest]
    if len(left) % 2:
        tried.append(least(apart, rest))
    return min(tried)


@given(n=st.integers(2, 8), largest=st.sampled_from([1, 5, 10**12]), data=st.data())
def test_no_pairing_has_a_smaller_total(n, largest, data):
    numbers = iter(data.draw(st.lists(st.integers(0, largest), min_size=28, max_size=28)))
    apart = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i):
            apart[i][j] = apart[j][i] = next(numbers)
    pairs = optimal_pairs(apart)
    everyone = [unit for pair in pairs for unit in pair]
    assert len(pairs) == n // 2
    assert len(set(everyone)) == len(everyone)
    assert total(apart, pairs) == least(apart, list(range(n)))


def test_of_five_the_one_whose_absence_leaves_the_least_is_left_out():
    # without 3: 0–1 and 2–4, 1 + 4; any other is left out for at least 6
    apart = [[0, 1, 3, 8, 2], [1, 0, 5, 9, 5], [3, 5, 0, 5, 4], [8, 9, 5, 0, 8], [2, 5, 4, 8, 0]]
    assert optimal_pairs(apart) == [(0, 1), (2, 4)]


@pytest.mark.parametrize("n", [3, 5, 6, 7, 8])
def test_no_pairing_of_numbers_at_random_has_a_smaller_total(n):
    dice = np.random.default_rng(n)
    for _ in range(40):
        upper = np.triu(dice.integers(0, 10, (n, n)), 1)
        apart = (upper + upper.T).tolist()
        assert total(apart, optimal_pairs(apart)) == least(apart, list(range(n)))


@pytest.mark.parametrize("n", [12, 20, 30])
def test_an_integer_programme_finds_no_better_pairs(n):
    dice = np.random.default_rng(n)
    for _ in range(3):
        apart = distances(dice.poisson(15, (2, n)).astype(float).tolist())
        first, second = np.triu_indices(n, 1)
        cost = np.array([apart[i][j] for i, j in zip(first, second, strict=True)], dtype=float) / 1e9
        once = np.array([(first == unit) | (second == unit) for unit in range(n)], dtype=float)
        solved = optimize.milp(
            cost, constraints=optimize.LinearConstraint(once, 1, 1), integrality=np.ones(len(cost)), bounds=(0, 1)
        )
        assert total(apart, optimal_pairs(apart)) / 1e9 == pytest.approx(solved.fun, abs=1e-6)


@given(values=st.lists(st.integers(0, 1000), min_size=2, max_size=40, unique=True))
def test_on_one_baseline_neighbours_in_rank_are_paired(values):
    values = values[: len(values) // 2 * 2]
    ranked = sorted(range(len(values)), key=values.__getitem__)
    apart = distances([[float(v) for v in values]])
    neighbours = list(zip(ranked[::2], ranked[1::2], strict=True))
    assert total(apart, optimal_pairs(apart)) == total(apart, neighbours)


def test_distances_are_in_standard_deviations_of_each_baseline():
    # 0, 3, 6 has standard deviation 3; 0, 0, 4 has √(16/3); the third does not vary
    apart = distances([[0.0, 3.0, 6.0], [0.0, 0.0, 4.0], [7.0, 7.0, 7.0]])
    assert apart[0][1] == 10**9
    assert apart[0][2] == int((2**2 + 16 / (16 / 3)) ** 0.5 * 1e9)


def test_of_an_odd_number_the_one_least_like_any_is_left_out():
    assert optimal_pairs(distances([[1.0, 100.0, 2.0, 50.0, 51.0]])) == [(0, 2), (3, 4)]


def test_one_unit_has_no_pair_and_too_many_are_refused():
    assert optimal_pairs([[0]]) == []
    with pytest.raises(HotspotError, match="too many to be paired"):
        optimal_pairs([[0] * (LARGEST + 1)] * (LARGEST + 1))
