"""The crime to expect on a street."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from hotspot_plugin.core.targeting import countmodel, expected, network


def row(count: int) -> network.Network:
    """A street of links of 100 m, one after the other."""
    return network.build(shapely.linestrings([[(100.0 * i, 0.0), (100.0 * (i + 1), 0.0)] for i in range(count)]))


def test_without_surroundings_the_crimes_themselves_are_expected():
    crimes = np.array([3.0, 0.0, 1.0])
    assert expected.expect(row(3), crimes, surroundings=False).tolist() == crimes.tolist()


def test_the_rate_around_is_that_of_the_others_by_hand():
    # middles 100 m apart are one reach: the others weigh exp(−1/2); one average street at the mean rate is added
    near, far = np.exp(-0.5), np.exp(-2.0)
    crimes = np.array([4.0, 0.0, 2.0])
    found = expected.around(row(3), crimes, 100.0)
    assert found[1] == pytest.approx((6 * near + 2) / (200 * near + 100))
    assert found[0] == pytest.approx((2 * far + 2) / (100 * near + 100 * far + 100))


def test_the_rate_around_is_the_same_wherever_the_streets_are():
    crimes = np.arange(60.0) % 4
    streets = row(60)
    away = network.build(shapely.transform(streets.lines, lambda xy: xy + 4_500_000.0))
    np.testing.assert_allclose(expected.around(streets, crimes), expected.around(away, crimes), rtol=1e-6)


def test_the_estimate_is_that_of_clayton_and_kaldor_by_hand():
    # mean 3, shape 0.2, crime is possible everywhere (logit 30): 3 × (0.2 + 4) / (0.2 + 3); none seen: 3 × 0.2 / 3.2
    fit = countmodel.Fit(np.array([np.log(3.0), 0.0, 0.0]), 0.2, np.array([30.0, 0.0, 0.0]), 0.0)
    one = np.array([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    assert countmodel.expect(fit, one, one, np.array([4.0, 0.0])) == pytest.approx([3 * 4.2 / 3.2, 3 * 0.2 / 3.2])
    # possible at every second place: none seen leaves (0.2 / 3.2) ** 0.2 against 1, so much is the chance that it is
    even = countmodel.Fit(fit.number, 0.2, np.zeros(3), 0.0)
    none = (0.2 / 3.2) ** 0.2
    assert countmodel.expect(even, one, one, np.array([4.0, 0.0])) == pytest.approx(
        [3 * 4.2 / 3.2, none / (1 + none) * 3 * 0.2 / 3.2]
    )


def test_the_regression_finds_what_simulated_counts_were_made_from():
    rng = np.random.default_rng(11)
    size, rate, dead = rng.normal(0, 0.8, 20_000), rng.normal(0, 1, 20_000), (rng.random(20_000) < 0.3).astype(float)
    number, possible = (np.column_stack((np.ones(20_000), size, last)) for last in (rate, dead))
    mean = np.exp(number @ [0.4, 0.3, 0.9])
    there = rng.random(20_000) < 1 / (1 + np.exp(-possible @ [0.2, 1.2, -1.0]))
    count = np.where(there, rng.poisson(mean * rng.gamma(0.8, 1 / 0.8, 20_000)), 0).astype(float)
    fit = countmodel.fit(number, possible, count)
    np.testing.assert_allclose(fit.number, [0.4, 0.3, 0.9], atol=0.1)
    np.testing.assert_allclose(fit.possible, [0.2, 1.2, -1.0], atol=0.25)
    assert fit.shape == pytest.approx(0.8, rel=0.15)
    # so what is expected is what will be, on the whole and of the places with two crimes
    future = np.where(there, mean, 0)
    foreseen = countmodel.expect(fit, number, possible, count)
    assert foreseen.sum() == pytest.approx(count.sum(), rel=0.05)
    assert foreseen.sum() == pytest.approx(future.sum(), rel=0.1)


def test_of_two_streets_with_one_crime_the_one_in_a_busy_place_has_more_to_come():
    crimes = np.zeros(60)
    crimes[[8, 9, 11, 12]] = 20.0
    crimes[[10, 50]] = 1.0
    estimate = expected.expect(row(60), crimes)
    assert estimate[10] > estimate[50]


def test_streets_as_busy_as_their_surroundings_are_expected_to_stay_so():
    np.testing.assert_allclose(expected.expect(row(200), np.full(200, 5.0))[20:-20], 5.0, rtol=0.1)


def test_the_busiest_of_three_streets_stays_so():
    estimate = expected.expect(row(3), np.array([4.0, 0.0, 2.0]))
    assert estimate[0] > estimate[2] > estimate[1] > 0


def test_harm_is_expected_in_its_own_unit():
    crimes = np.random.default_rng(5).poisson(2.0, 40).astype(float)
    np.testing.assert_allclose(
        expected.expect(row(40), 365.0 * crimes, 365.0), 365.0 * expected.expect(row(40), crimes)
    )


def test_crime_far_away_is_not_around():
    lines = shapely.linestrings(
        [[(0, 0), (100, 0)], [(100, 0), (200, 0)], [(0, 2900), (100, 2900)], [(100, 2900), (200, 2900)]]
    )
    rate = expected.around(network.build(lines), np.array([50.0, 0.0, 0.0, 0.0]), 300.0)
    assert rate[1] > 2 * rate[2]
    # one average street at the mean rate, and a street without crime
    assert rate[2] == rate[3] == pytest.approx(50.0 / 4.0 / (100.0 + 100.0 * np.exp(-0.5 * (100 / 300) ** 2)), rel=0.05)


def test_middles_are_halfway_along_bent_lines_and_loops():
    rng = np.random.default_rng(5)
    bent = [rng.uniform(0, 900, (count, 2)) + 400_000 for count in (2, 3, 7, 40)]
    loop = [(0.0, 0.0), (90.0, 0.0), (90.0, 0.0), (90.0, 60.0), (0.0, 0.0)]  # with a vertex that stands twice
    streets = network.build(np.array([shapely.LineString(line) for line in (*bent, loop)], dtype=object))
    by_shapely = shapely.get_coordinates(shapely.line_interpolate_point(streets.lines, 0.5, normalized=True))
    np.testing.assert_allclose(expected.middles(streets), by_shapely, atol=0.00051, rtol=0)
