"""What a place's own crimes say, by hand, by scipy's distributions and on simulated crimes whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from hotspot_plugin.core.targeting import spread
from hotspot_plugin.core.targeting.spread import Spread


def gamma(shape: float) -> Spread:
    """A gamma distribution of mean 1, as weights of many multiples."""
    edges = np.exp(np.arange(-14.0, 5.0, 0.05))
    return Spread(np.sqrt(edges[1:] * edges[:-1]), np.diff(stats.gamma.cdf(edges, shape, scale=1.0 / shape)), 0.0)


def two(burst: float) -> Spread:
    """Half of the places at the mean, half at three times: weights that are 0 but at these."""
    multiple = np.exp(np.log(3.0) * np.arange(0.0, 1.01, 0.25))
    return Spread(multiple, np.array([0.5, 0.0, 0.0, 0.0, 0.5]), burst)


def test_under_a_gamma_distribution_the_estimate_is_that_of_clayton_and_kaldor():
    # mean 3, shape 0.5, crime possible everywhere: 3 × (0.5 + 4) / (0.5 + 3); none seen: 3 × 0.5 / 3.5
    mean, months = np.array([3.0, 3.0]), np.array([[4.0], [0.0]])
    found = spread.expect(gamma(0.5), mean, np.ones(2), months)
    assert found == pytest.approx([3 * 4.5 / 3.5, 3 * 0.5 / 3.5], rel=0.002)
    # possible at every second place: none seen leaves (0.5 / 3.5) ** 0.5 against 1, so much is the chance that it is
    none = (0.5 / 3.5) ** 0.5
    found = spread.expect(gamma(0.5), mean, np.full(2, 0.5), months)
    assert found == pytest.approx([3 * 4.5 / 3.5, none / (1 + none) * 3 * 0.5 / 3.5], rel=0.002)


def test_a_place_with_very_many_crimes_is_expected_to_have_as_many_again():
    # though the multiples are steps of a quarter apart
    months = np.array([[1009.0], [1100.0], [1213.0]])
    found = spread.expect(gamma(0.5), np.full(3, 400.0), np.ones(3), months)
    np.testing.assert_allclose(found, months[:, 0], rtol=0.005)


@pytest.mark.parametrize("months", [[3.0, 1.0], [2.0, 2.0], [4.0, 0.0], [0.0, 0.0]])
def test_with_bursts_the_estimate_is_by_scipys_negative_binomials(months):
    # variance (1 + burst) × mean: size mean / burst, chance 1 / (1 + burst); between the two multiples weight is little
    # but not 0, so they are compared where the fine steps are the same
    burst, mean = 0.5, 2.0
    given = two(burst)
    fine = np.exp(np.arange(0.0, np.log(3.0) + 0.025, 0.05))
    weight = np.interp(np.log(fine), np.log(given.multiple), given.weight)
    if not any(months):
        fine, weight = given.multiple, given.weight
    share = np.array([0.75, 0.25])  # of the months, from the second place
    chance = weight.copy()
    for crimes, part in zip(months, share, strict=True):
        chance *= stats.nbinom.pmf(crimes, mean * fine * part / burst, 1.0 / (1.0 + burst))
    expected = mean * (fine * chance).sum() / chance.sum()
    rest = 300.0 * share - months  # so that the months have these shares
    found = spread.expect(given, np.array([mean, mean]), np.ones(2), np.array([months, rest]))
    assert found[0] == pytest.approx(expected)


def simulated(burst: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Means, crimes by three months and true rates of 30,000 places whose multiples are lognormal."""
    rng = np.random.default_rng(seed)
    mean = np.exp(rng.normal(0.0, 0.7, 30_000))
    rate = mean * np.exp(rng.normal(-0.5, 1.0, 30_000))
    size = np.repeat(rate[:, None] / 3.0 / max(burst, 1e-9), 3, axis=1)
    return mean, rng.negative_binomial(size, 1.0 / (1.0 + max(burst, 1e-9))).astype(float), rate


@pytest.mark.parametrize("burst", [0.0, 0.3, 1.0])
def test_bursts_and_spread_are_found_and_what_is_expected_comes_true(burst):
    mean, months, rate = simulated(burst, 8)
    found = spread.learn(mean, np.full(mean.size, 0.999999), months, 1.0)
    assert found.weight.sum() == pytest.approx(1.0)
    if burst:
        assert found.burst == pytest.approx(burst, rel=0.1)
    else:
        assert found.burst < 0.02
    # the lognormal distribution has the mean 1 and the variance e − 1
    first = (found.weight * found.multiple).sum()
    assert first == pytest.approx(1.0, rel=0.05)
    assert (found.weight * found.multiple**2).sum() / first**2 - 1.0 == pytest.approx(np.e - 1.0, rel=0.2)
    expected = spread.expect(found, mean, np.full(mean.size, 0.999999), months)
    for low, high in ((0.0, 0.3), (0.3, 1.0), (1.0, 3.0), (3.0, 9.0), (9.0, 999.0)):
        group = (expected >= low) & (expected < high)
        assert rate[group].mean() == pytest.approx(expected[group].mean(), rel=0.05)


def test_what_is_learnt_does_not_depend_on_the_order_of_places():
    mean, months, _ = simulated(0.3, 5)
    mean, months = mean[:500], months[:500]
    order = np.random.default_rng(1).permutation(500)
    one = spread.learn(mean, np.full(500, 0.5), months, 1.0)
    other = spread.learn(mean[order], np.full(500, 0.5), months[order], 1.0)
    assert one.burst == other.burst
    np.testing.assert_allclose(one.weight, other.weight, rtol=1e-6)
