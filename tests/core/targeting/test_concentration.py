"""How crime concentrates: against the worked examples of Bernasco and Steenbeek, hand arithmetic and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.targeting import concentration as c

COUNTS = st.lists(st.integers(0, 50), min_size=1, max_size=40).filter(any)


def padded(*counts, places=10):
    return [*counts, *[0] * (places - len(counts))]


@pytest.mark.parametrize(
    ("counts", "gini", "generalised"),
    [
        # the vignette of lorenzgini (field.md G10)
        (padded(10, 8, 2), 0.78, 0.78),
        (padded(5, 2, 1), 0.80, 0.75),
        # the vignette prints .58 here; its own formula gives 10/5·(.78 − 1) + 1 = .56
        (padded(3, 1, 1), 0.78, 0.56),
        ([22, 18, 17, 12, 11, 8, 6, 3, 2, 1], 0.392, 0.392),
        (padded(10), 0.90, 0.90),
    ],
)
def test_gini_and_generalised_gini_are_those_of_the_published_examples(counts, gini, generalised):
    assert c.gini(counts) == pytest.approx(gini, abs=1e-12)
    assert c.generalised_gini(counts) == pytest.approx(generalised, abs=1e-12)


def test_the_unbiased_coefficient_is_one_where_one_place_has_all_crime():
    assert c.generalised_gini(padded(10), unbiased=True) == pytest.approx(1)
    assert c.gini(padded(10, places=100)) == pytest.approx(0.99)
    assert c.generalised_gini(padded(10, places=100), unbiased=True) == pytest.approx(1)
    assert c.generalised_gini(padded(5, 2, 1), unbiased=True) == pytest.approx(0.857143, abs=5e-7)


def test_a_single_crime_cannot_be_spread_so_its_unbiased_coefficient_is_unknown():
    assert np.isnan(c.generalised_gini([1, 0, 0], unbiased=True))
    assert np.isnan(c.generalised_gini([7], unbiased=True))


@given(COUNTS)
def test_gini_is_half_the_mean_difference_of_two_places_over_the_mean(counts):
    x = np.array(counts, dtype=float)
    by_definition = np.abs(x[:, None] - x).mean() / 2 / x.mean()
    assert c.gini(counts) == pytest.approx(by_definition, abs=1e-9)


@given(COUNTS)
def test_gini_is_twice_the_area_between_the_lorenz_curve_and_the_diagonal(counts):
    places, crime = c.lorenz(counts)
    area = float(((crime[1:] + crime[:-1]) / 2 * np.diff(places)).sum())
    assert c.gini(counts) == pytest.approx(2 * area - 1, abs=1e-9)


@given(COUNTS, st.integers(0, 200))
def test_empty_places_beyond_the_crimes_do_not_change_the_generalised_coefficient(counts, more):
    enough = counts + [0] * sum(counts)
    assert c.generalised_gini(enough) == pytest.approx(c.generalised_gini(enough + [0] * more), abs=1e-9)


@given(st.integers(1, 60), st.integers(0, 100))
def test_one_crime_at_each_place_as_far_as_they_go_is_no_concentration(crimes, empty):
    assert c.generalised_gini([1] * crimes + [0] * empty) == pytest.approx(0, abs=1e-9)


def test_shares_count_whole_places_and_empty_ones_among_all():
    counts = padded(4, 2, 1, 1)
    assert c.share_of_places(counts, 0.25) == pytest.approx(0.1)
    assert c.share_of_places(counts, 0.5) == pytest.approx(0.1), "four of eight crimes is half, exactly"
    assert c.share_of_places(counts, 0.51) == pytest.approx(0.2)
    assert c.share_of_places(counts, 1.0) == pytest.approx(0.4)
    assert c.busiest([1, 3, 3, 1], 0.75).tolist() == [1, 2]


@given(COUNTS, st.floats(0.01, 1.0))
def test_the_busiest_places_hold_the_share_and_one_fewer_do_not(counts, share):
    known = np.array(counts)
    chosen = c.busiest(known, share)
    needed = share * known.sum()
    assert known[chosen].sum() >= needed - 1e-6
    assert known[chosen[:-1]].sum() < needed
    assert known[chosen].min() >= np.delete(known, chosen).max(initial=0)


def test_crimes_that_fall_at_random_are_as_concentrated_as_simulated_ones():
    rng = np.random.default_rng(5)
    crimes, places = 11_701, 7_607
    simulated = [rng.multinomial(crimes, np.full(places, 1 / places)) for _ in range(40)]
    expected = c.by_chance(crimes, places)
    assert expected.sum() == pytest.approx(crimes, rel=0.01)
    assert c.gini(expected) == pytest.approx(np.mean([c.gini(one) for one in simulated]), abs=0.01)
    for share in (0.25, 0.5):
        found = np.mean([c.share_of_places(one, share) for one in simulated])
        assert c.share_of_places(expected, share) == pytest.approx(found, abs=0.01)


def test_random_counts_are_rounded_binomial_ones_by_hand():
    # 8 crimes on 4 places: at least 1, 2, 3, 4 crimes at 3.60, 2.53, 1.29, 0.45 places
    assert c.by_chance(8, 4).tolist() == [3, 2, 2, 1]
    assert c.by_chance(2, 2).tolist() == [1, 1]


def test_what_hot_places_keep_is_counted_at_the_places_of_the_period_before():
    assert c.kept([5, 3, 0, 0], [2, 0, 1, 1], 0.5) == pytest.approx(0.5)
    assert c.kept([5, 3, 0, 0], [0, 0, 4, 0], 1.0) == 0


@pytest.mark.parametrize(
    ("counts", "says"), [([], "no place"), ([0, 0], "no crime"), ([1, -1], "whole number"), ([0.5], "whole number")]
)
def test_counts_that_mean_nothing_are_refused_in_a_sentence(counts, says):
    with pytest.raises(HotspotError, match=says):
        c.gini(counts)
