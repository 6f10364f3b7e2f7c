"""The crime to expect on a street."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from hotspot_plugin.core.targeting import expected, network


def row(count: int) -> network.Network:
    """A street of links of 100 m, one after the other."""
    return network.build(shapely.linestrings([[(100.0 * i, 0.0), (100.0 * (i + 1), 0.0)] for i in range(count)]))


def test_without_surroundings_the_crimes_themselves_are_expected():
    crimes = np.array([3.0, 0.0, 1.0])
    assert expected.expect(row(3), crimes, steps=0).tolist() == crimes.tolist()


def test_one_step_is_the_mean_of_the_neighbours_by_hand():
    # the middle link takes half of what each neighbour has, and of as much street: (4 + 2) / (1 + 1) = 3 a link;
    # an end link's other half has nowhere to go, so it hears only of the middle: 0, raised to the floor of 2 %
    crimes = np.array([4.0, 0.0, 2.0])
    floor = 0.02 * 6.0 / 3.0
    np.testing.assert_allclose(expected.around(row(3), crimes, steps=1), [floor, 3.0, floor])


def test_the_estimate_is_that_of_clayton_and_kaldor_by_hand():
    crimes = np.array([4.0, 0.0, 2.0])
    # gamma with mean 3 and shape 0.2, no crime seen: 3 × (0.2 + 0) / (0.2 + 3)
    assert expected.expect(row(3), crimes, steps=1)[1] == pytest.approx(3.0 * 0.2 / 3.2)
    # mean 0.04, 4 crimes seen: 0.04 × 4.2 / 0.24
    assert expected.expect(row(3), crimes, steps=1)[0] == pytest.approx(0.04 * 4.2 / 0.24)


def test_of_two_streets_with_one_crime_the_one_in_a_busy_place_has_more_to_come():
    crimes = np.zeros(60)
    crimes[[8, 9, 11, 12]] = 20.0
    crimes[[10, 50]] = 1.0
    estimate = expected.expect(row(60), crimes)
    assert estimate[10] > estimate[50]


def test_streets_as_busy_as_their_surroundings_are_expected_to_stay_so():
    np.testing.assert_allclose(expected.expect(row(40), np.full(40, 5.0)), 5.0)


def test_harm_is_expected_in_its_own_unit():
    crimes = np.random.default_rng(5).poisson(2.0, 40).astype(float)
    np.testing.assert_allclose(
        expected.expect(row(40), 365.0 * crimes, 365.0), 365.0 * expected.expect(row(40), crimes)
    )


def test_crime_does_not_leak_to_an_island():
    lines = shapely.linestrings(
        [[(0, 0), (100, 0)], [(100, 0), (200, 0)], [(0, 900), (100, 900)], [(100, 900), (200, 900)]]
    )
    crimes = np.array([50.0, 0.0, 0.0, 0.0])
    mean = expected.around(network.build(lines), crimes)
    assert mean[1] > 10.0
    assert mean[2] == mean[3] == pytest.approx(0.02 * 50.0 / 4.0)
