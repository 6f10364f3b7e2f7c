"""p-values, intervals and models: against enumeration, another optimiser, closed forms, and simulated trials."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import kstest

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.progress import SILENT
from hotspot_plugin.core.trial.effects import incidence_rate_ratio, rate_ratio
from hotspot_plugin.core.trial.inference import Treatment, infer
from hotspot_plugin.core.trial.panel import Panel, chances_within_rows, within_rows
from hotspot_plugin.core.trial.poissonfit import fit
from tests.studies.trial import study


def crossover(arms, counts):
    """A panel of (periods, hotspots) arms, and the counts as its cells have them."""
    periods, hotspots = np.shape(arms)
    arms = np.asarray(arms, dtype=np.int8)
    row, column = np.repeat(np.arange(periods), hotspots), np.tile(np.arange(hotspots), periods)
    chance = chances_within_rows(row, arms.ravel())
    previous = np.where(row > 0, np.arange(row.size) - hotspots, -1)
    return Panel(row, column, arms.ravel(), chance, True, previous), np.asarray(counts, dtype=float).ravel()


def parallel(arms, counts):
    arms = np.asarray(arms, dtype=np.int8)
    row = np.zeros(len(arms), dtype=np.int64)
    panel = Panel(row, np.arange(len(arms)), arms, chances_within_rows(row, arms), columns=False)
    return panel, np.asarray(counts, dtype=float)


@pytest.fixture
def some_trial():
    dice = np.random.default_rng(3)
    arms = dice.random((25, 6)).argsort(axis=1).argsort(axis=1) < 3
    counts = dice.poisson(np.where(arms, 0.7, 1.0) * dice.gamma(4, 0.3, 6) * dice.gamma(9, 1 / 9, 25)[:, None])
    return crossover(arms, counts)


def earlier(panel, hotspots, lag):
    """Return the arms `lag` rows of hotspots before, 0 in the first rows."""
    arms = panel.treated.reshape(-1, hotspots)
    return np.vstack([np.zeros((lag, hotspots), dtype=np.int8), arms[: len(arms) - lag]]).ravel()


@pytest.mark.parametrize("lags", [0, 1, 3])
def test_the_model_is_the_poisson_regression_with_dummies_that_an_optimiser_finds(some_trial, lags):
    panel, y = some_trial
    covariates = [earlier(panel, 6, lag) for lag in range(lags + 1)]
    dummies = np.column_stack(
        [np.eye(25)[panel.row], np.eye(6)[panel.column][:, 1:], *(z.astype(float) for z in covariates)]
    )
    busy = np.bincount(panel.row, y)[panel.row] > 0  # a day without crime has no finite effect

    def loss(beta):
        log = dummies[busy] @ beta
        return float(np.exp(log).sum() - y[busy] @ log), dummies[busy].T @ (np.exp(log) - y[busy])

    best = minimize(loss, np.zeros(dummies.shape[1]), jac=True, method="BFGS", options={"gtol": 1e-7, "maxiter": 5000})
    found = fit(panel, y, lags)
    assert found.log == pytest.approx(best.x[-len(covariates) :], abs=1e-4)
    mean = np.exp(dummies[busy] @ best.x)
    information = (dummies[busy] * mean[:, None]).T @ dummies[busy]
    used = np.diag(information) > 1e-6
    errors = np.sqrt(np.diag(np.linalg.inv(information[np.ix_(used, used)])))[-len(covariates) :]
    assert found.se / np.sqrt(found.dispersion) == pytest.approx(errors, rel=1e-3)


def test_with_two_times_and_two_places_the_model_is_the_incidence_rate_ratio():
    panel = Panel(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([0, 0, 1, 0], dtype=np.int8),
                  np.array([0, 0, 0.5, 0.5]))  # fmt: skip
    by_hand = incidence_rate_ratio((50, 30), (60, 55))
    found = fit(panel, np.array([50.0, 60.0, 30.0, 55.0]))
    assert np.exp(found.log[0]) == pytest.approx(by_hand.value)
    assert found.se[0] == pytest.approx(by_hand.log.se)


def test_without_hotspot_effects_the_model_is_the_ratio_of_totals():
    panel, y = parallel([1, 1, 0, 0, 0], [3, 5, 6, 7, 8])
    found = fit(panel, y)
    by_hand = rate_ratio(8, 2, 21, 3)
    assert np.exp(found.log[0]) == pytest.approx(by_hand.value)
    assert found.se[0] / np.sqrt(found.dispersion) == pytest.approx(by_hand.log.se)


def test_the_p_value_is_that_of_all_twenty_allocations_of_three_of_six():
    y = np.array([2.0, 3.0, 1.0, 9.0, 7.0, 8.0])
    panel, counts = parallel([1, 1, 1, 0, 0, 0], y)
    sums = [y[list(chosen)].sum() for chosen in itertools.combinations(range(6), 3)]
    share = np.mean(np.array(sums) <= 6.0)
    (found,) = infer(panel, [counts], within_rows(panel), 20_000)
    assert share == 1 / 20
    assert found.p == pytest.approx(2 * share, abs=0.012)
    assert found.ratio == pytest.approx(6 / 24)


def test_different_arms_with_equal_sums_are_told_apart_and_the_same_arms_are_not():
    panel, y = parallel([1, 0] * 6, [2, 0, 1, 1, 0, 3, 2, 2, 0, 1, 1, 0])
    every = np.zeros((924, 12), dtype=np.int8)
    for row, chosen in zip(every, itertools.combinations(range(12), 6), strict=True):
        row[list(chosen)] = 1
    assert len(set((every @ y).tolist())) == 10
    test = Treatment(panel, y)
    at_zero = test.statistics(every)[:, test.grid == 0].ravel()
    assert (np.diff(np.sort(at_zero)) > 2 * test.tie).mean() > 0.8
    # by chance alone, in no order that the sums do not have
    order = np.argsort(at_zero)
    assert (np.diff((every @ y)[order]) >= 0).all()
    assert test.statistics(every[:1])[0, test.grid == 0] == pytest.approx(at_zero[0], abs=test.tie / 100)


def test_redraws_keep_the_numbers_of_each_row_and_reach_all_allocations_equally_often():
    arms = np.array([[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]], dtype=np.int8)
    panel, _ = crossover(arms, arms)
    drawn = within_rows(panel)(np.random.default_rng(1), 12_000).reshape(-1, 3, 4)
    assert (drawn.sum(axis=2) == [2, 1, 0]).all()
    _, times = np.unique(drawn[:, 0] @ [8, 4, 2, 1], return_counts=True)
    assert len(times) == 6
    assert ((times - 2000) ** 2 / 2000).sum() < 20.5  # chi-squared of 5 degrees, p = 0.001
    assert drawn[:, 1].mean(axis=0) == pytest.approx(0.25, abs=0.02)


def test_the_estimate_is_in_its_interval_and_the_interval_agrees_with_the_models(some_trial):
    panel, y = some_trial
    (found,) = infer(panel, [y], within_rows(panel), 4999)
    model = fit(panel, y)
    assert found.ratio == pytest.approx(np.exp(model.log[0]))
    assert found.low < found.ratio < found.high
    ends = np.exp(model.log[0] + np.array([-1.96, 1.96]) * model.se[0])
    assert (found.low, found.high) == pytest.approx(tuple(ends), rel=0.12)


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.floats(0.2, 5))
def test_harm_in_other_units_changes_nothing(seed, unit):
    dice = np.random.default_rng(seed)
    arms = dice.random((12, 6)).argsort(axis=1).argsort(axis=1) < 3
    panel, y = crossover(arms, dice.gamma(1, 10, (12, 6)))
    one, other = infer(panel, [y, y * unit], within_rows(panel), 199)
    assert one.ratio == pytest.approx(other.ratio, rel=1e-6)
    assert one.p == other.p
    assert one.low == pytest.approx(other.low, rel=1e-3)


def test_no_crime_in_an_arm_has_a_p_value_and_no_estimate():
    panel, y = parallel([1, 1, 1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 3, 4, 2, 5])
    (found,) = infer(panel, [y], within_rows(panel), 4999)
    assert (found.ratio, found.low, found.high) == (None, None, None)
    assert found.p == pytest.approx(2 / 70, abs=0.01)
    (nothing,) = infer(panel, [0 * y], within_rows(panel), 199)
    assert nothing.p == 1


def test_trials_in_which_chance_decided_nothing_are_refused():
    for arms, message in (([1, 1], "No place-period of the trial is control"), ([0, 0], "is treated")):
        panel, y = parallel(arms, [1, 2])
        with pytest.raises(HotspotError, match=message):
            infer(panel, [y], within_rows(panel), 199)
    panel, y = crossover([[1], [0], [1]], [[1], [2], [3]])
    with pytest.raises(HotspotError, match="Only one draw of this design is possible"):
        infer(panel, [y], within_rows(panel), 199)
    panel, y = parallel([1, 0], [1, 2])
    with pytest.raises(HotspotError, match="98 redraws are too few"):
        infer(panel, [y], within_rows(panel), 98)


def test_cancel_stops_between_chunks_of_redraws(some_trial):
    panel, y = some_trial

    class StopError(Exception):
        pass

    class Impatient:
        def at(self, fraction):
            if fraction > 0:
                raise StopError

        say = warn = SILENT.say

    with pytest.raises(StopError):
        infer(panel, [y], within_rows(panel), 1_000_000, progress=Impatient())


@pytest.mark.parametrize(
    "name",
    [
        "crossover 12 × 20, run limit 2, balanced",
        "parallel 60, 20 treated, 10 blocks",
        "parallel 30, 15 treated, with baseline",
    ],
)
def test_a_hundred_trials_keep_their_promises(name):
    """The small version of tests/studies/trial.py, which runs a thousand of each design."""
    p, held, _ = study(name, 1.0, 100, 199)
    assert kstest(p, "uniform").pvalue > 0.001
    assert held >= 0.88  # 1 of 1,000 fair samples of 100 holds 87 or fewer
    _, held, _ = study(name, 0.8, 100, 199)
    assert held >= 0.88
