"""The crime to expect on a street."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from hotspot_plugin.core.targeting import countmodel, expected, network


def row(count: int) -> network.Network:
    """A street of links of 100 m, one after the other."""
    return network.build(shapely.linestrings([[(100.0 * i, 0.0), (100.0 * (i + 1), 0.0)] for i in range(count)]))


def test_where_no_crime_was_none_is_expected():
    assert expected.expect(row(3), np.zeros(3)).tolist() == [0.0, 0.0, 0.0]


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
    np.testing.assert_allclose(expected.around(streets, crimes, 300.0), expected.around(away, crimes, 300.0), rtol=1e-6)


def test_the_regression_finds_what_simulated_counts_were_made_from():
    rng = np.random.default_rng(11)
    size, far, near = rng.normal(0, 0.8, 20_000), rng.normal(0, 1, 20_000), rng.normal(0, 1, 20_000)
    dead = (rng.random(20_000) < 0.3).astype(float)
    number, possible = np.column_stack((np.ones(20_000), size, far, near)), np.column_stack((size**0, size, dead, far))
    mean = np.exp(number @ [0.4, 0.3, 0.6, 0.3])
    there = rng.random(20_000) < 1 / (1 + np.exp(-possible @ [0.2, 1.2, -1.0, 0.5]))
    count = np.where(there, rng.poisson(mean * rng.gamma(0.8, 1 / 0.8, 20_000)), 0).astype(float)
    fit = countmodel.fit(number, possible, count)
    np.testing.assert_allclose(fit.number, [0.4, 0.3, 0.6, 0.3], atol=0.1)
    np.testing.assert_allclose(fit.possible, [0.2, 1.2, -1.0, 0.5], atol=0.25)
    assert fit.shape == pytest.approx(0.8, rel=0.15)
    # so what is expected is what will be, on the whole
    means, chance = countmodel.means(fit, number, possible)
    assert (means * chance).sum() == pytest.approx(np.where(there, mean, 0).sum(), rel=0.1)


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


def test_as_many_crimes_in_three_months_say_more_than_in_one():
    # streets differ, and crimes come in bursts of two on average; two streets of the same surroundings have three
    rng = np.random.default_rng(3)
    rate = rng.gamma(0.5, 1.0, 2000)
    months = rng.negative_binomial(np.repeat(rate[:, None], 3, axis=1), 0.5).astype(float)
    months[998:1003] = [[1.0, 1.0, 1.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 3.0, 0.0]]
    estimate = expected.expect(row(2000), months)
    assert estimate[998] > 1.2 * estimate[1002]
    # where months are not known they are as good as each other
    alike = expected.expect(row(2000), months.sum(axis=1))
    assert alike[998] == pytest.approx(alike[1002], rel=0.05)
