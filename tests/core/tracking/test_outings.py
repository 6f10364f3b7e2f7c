"""Short excursions told apart: GPS error, whose size is known, and true outings."""

from __future__ import annotations

import numpy as np
import pytest

from hotspot_plugin.core.tracking.outings import DRIFT, Outings, drifted, outings

ERROR_M = 5.0


def excursions(drifts: int, outside: int, metres: float, seed: int) -> tuple[np.ndarray, ...]:
    """Return deviation, error, length and far of so many of either kind, drawn as the mixture has it."""
    draw = np.random.default_rng(seed)
    deviation = np.concatenate((draw.rayleigh(DRIFT, drifts), draw.exponential(metres / ERROR_M, outside)))
    lasts = draw.uniform(15.0, 120.0, len(deviation))
    return deviation, np.full(len(deviation), ERROR_M), lasts, deviation > 3.0


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("metres", [15.0, 40.0])
def test_the_share_of_drifts_and_the_length_of_outings_are_found(share, metres):
    many = 5000
    found = outings(*excursions(round(share * many), round((1 - share) * many), metres, seed=1))
    assert found.drifts == pytest.approx(share, abs=0.05)
    assert found.metres == pytest.approx(metres, rel=0.12)


def test_as_many_are_taken_for_error_as_are_error():
    deviation, error, lasts, far = excursions(1000, 1000, 20.0, seed=2)
    likely = drifted(outings(deviation, error, lasts, far), deviation, error)
    assert likely.sum() == pytest.approx(1000, rel=0.08)
    # calibrated: of those of which 60 to 80 % are said to be error about so many are
    some = (likely > 0.6) & (likely < 0.8)
    assert np.mean(np.arange(2000)[some] < 1000) == pytest.approx(likely[some].mean(), abs=0.08)


def test_where_none_but_error_carries_units_out_near_excursions_are_error():
    deviation, error, lasts, far = excursions(400, 0, 20.0, seed=3)
    likely = drifted(outings(deviation, error, lasts, far), deviation, error)
    assert np.mean(likely > 0.5) > 0.95


def test_the_same_excursion_is_an_outing_among_outings():
    five_metres = np.array([1.0]), np.array([ERROR_M])
    among_drifts = outings(*excursions(500, 25, 30.0, seed=4))
    among_outings = outings(*excursions(25, 500, 30.0, seed=4))
    assert drifted(among_drifts, *five_metres)[0] > 0.8
    assert drifted(among_outings, *five_metres)[0] < 0.5


def test_few_excursions_change_little():
    deviation, error, lasts, far = np.array([8.0]), np.array([ERROR_M]), np.array([60.0]), np.array([True])
    usual, one = outings(*(np.zeros(0),) * 3, np.zeros(0, dtype=bool)), outings(deviation, error, lasts, far)
    assert one.drifts == pytest.approx(20 / 21 * usual.drifts)
    assert drifted(one, np.array([0.8]), error)[0] > 0.5


def test_without_error_everything_seen_outside_is_outside():
    likely = drifted(Outings(0.8, 20.0), np.array([1e9]), np.array([0.0]))
    assert likely[0] == pytest.approx(0.0)


def test_drifts_alone_are_not_taken_for_very_short_outings():
    # an exponential distribution of 4 m would fit them nearly as well as that of error of 10 m does
    deviation, error, lasts, far = excursions(2000, 60, 15.0, seed=5)
    found = outings(deviation, 2.0 * error, lasts, far)
    assert found.metres >= 1.5 * 2.0 * ERROR_M
    assert found.drifts > 0.9
