"""What is left of treatment in later periods: a known truth, the model's own interval, and what cannot be asked."""

from __future__ import annotations

import numpy as np
import pytest

from hotspot_plugin.core.trial.inference import compare
from hotspot_plugin.core.trial.lags import Carried, normal_interval, questions
from hotspot_plugin.core.trial.panel import Panel, chances_within_rows, within_rows
from hotspot_plugin.core.trial.poissonfit import fit
from tests.studies.trial import LATER, study_lags


def trial(effects, periods=120, hotspots=10, rate=4.0, seed=5):
    """A crossover trial with half treated; a unit's crime is multiplied by effects[j] if it was treated j before."""
    dice = np.random.default_rng(seed)
    arms = (dice.random((periods, hotspots)).argsort(axis=1).argsort(axis=1) < hotspots // 2).astype(np.int8)
    mean = np.full((periods, hotspots), rate) * dice.gamma(9, 1 / 9, hotspots)
    for lag, effect in enumerate(effects):
        mean[lag:] *= np.where(arms[: periods - lag] == 1, effect, 1.0)
    row, column = np.repeat(np.arange(periods), hotspots), np.tile(np.arange(hotspots), periods)
    previous = np.where(row > 0, np.arange(row.size) - hotspots, -1)
    panel = Panel(row, column, arms.ravel(), chances_within_rows(row, arms.ravel()), True, previous)
    return panel, dice.poisson(mean).ravel().astype(float)


def asked(panel, y, lags, draws=1999):
    model, wanted = fit(panel, y, lags), questions(lags)
    tests = [Carried(panel, y, model, c) for c in wanted.values()]
    return dict(zip(wanted, compare(panel, tests, within_rows(panel), draws, 1), strict=True))


def test_effects_that_last_are_found_where_they_are_and_nowhere_else():
    panel, y = trial((0.7, 0.8, 0.88))
    found = asked(panel, y, 3)
    assert list(found) == [
        "lag 1: treated in the period before", "lag 2: treated 2 periods before", "lag 3: treated 3 periods before",
        "lags together: treated in 4 periods running",
    ]  # fmt: skip
    for each, truth in zip(found.values(), (0.8, 0.88, 1.0, 0.7 * 0.8 * 0.88), strict=True):
        assert each.low < truth < each.high
        assert each.low < each.ratio < each.high
    p = [each.p for each in found.values()]
    assert p[0] <= 0.001
    assert p[1] <= 0.02
    assert p[2] > 0.05
    assert p[3] == 2 / 2000, "as small as 1,999 redraws can show"


def test_redraws_agree_with_the_model_where_the_model_is_right():
    panel, y = trial((0.8, 0.9))
    model = fit(panel, y, 2)
    for found, wanted in zip(asked(panel, y, 2, 4999).values(), questions(2).values(), strict=True):
        ratio, low, high, _ = normal_interval(model, wanted, 0.95)
        assert found.ratio == pytest.approx(ratio)
        assert (found.low, found.high) == pytest.approx((low, high), rel=0.02)


def test_three_lags_are_arms_of_three_periods_before_and_nobody_was_treated_before_the_trial():
    panel, _ = trial((1.0,), periods=6, hotspots=2)
    arms = panel.treated.reshape(6, 2)
    made = panel.lagged(panel.treated, 3).reshape(4, 6, 2)
    for lag in range(4):
        assert (made[lag, lag:] == arms[: 6 - lag]).all()
        assert not made[lag, :lag].any()


def test_periods_that_do_not_follow_each_other_have_no_lags():
    panel, _ = trial((1.0,), periods=4)
    parallel = Panel(panel.row, panel.column, panel.treated, panel.chance)
    assert parallel.lagged(panel.treated, 0).shape == (1, 40)
    with pytest.raises(ValueError, match="no periods that follow each other"):
        parallel.lagged(panel.treated, 1)


def test_sixty_trials_with_a_run_limit_and_balance_keep_their_promises():
    """The small version of the study of lags in tests/studies/trial.py, which has 500 trials."""
    p, held = study_lags("crossover 12 × 20, run limit 2, balanced", LATER, 60, 99)
    assert p.shape == (60, 3)
    assert min(held) >= 50 / 60  # 2 of 10,000 fair samples of 60 hold 49 or fewer
