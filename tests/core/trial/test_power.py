"""Power of trials of counts: numbers of the literature and by hand, and the closed form against simulation."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.trial.planning import parse_falls, second_sentence, sentence, times
from hotspot_plugin.core.trial.power import (
    Plan,
    longer,
    more,
    place_days_needed,
    power,
    simulate,
    smallest_fall,
)

# the trial of a whole force: 34 hotspots, half a day, one crime in five days, at least 4,042 place-days
WHOLE_FORCE = Plan(hotspots=34, days=4042 / 34, rate=0.2)


def normal(x):
    return 0.5 * math.erfc(-x / math.sqrt(2))


@pytest.mark.parametrize(
    ("place_days", "published"),
    [
        (2021, (0.25, 0.31, 0.60, 0.85, 0.97)),
        (6205, (0.61, 0.72, 0.97, 1.00, 1.00)),
        (8212, (0.73, 0.84, 0.99, 1.00, 1.00)),
    ],
)
def test_the_table_of_two_trials_that_could_not_find_what_they_looked_for(place_days, published):
    plan = Plan(hotspots=34, days=2 * place_days / 34, rate=0.2)
    for ratio, found in zip((0.9126, 0.90, 0.85, 0.80, 0.75), published, strict=True):
        by_hand = normal(
            abs(math.log(ratio)) / math.sqrt(1 / (place_days * 0.2) + 1 / (place_days * 0.2 * ratio)) - 1.959964
        )
        assert power(plan, ratio) == pytest.approx(by_hand, abs=0.0005)
        assert power(plan, ratio) == pytest.approx(found, abs=0.0055)


@pytest.mark.parametrize(("fall", "needed"), [(8.74, 9833), (10, 7464), (14, 3732), (17, 2493), (20, 1774), (40, 402)])
def test_place_days_that_each_arm_needs_for_four_times_in_five(fall, needed):
    assert math.ceil(place_days_needed(WHOLE_FORCE, 1 - fall / 100)) == needed


def test_the_smallest_fall_that_the_whole_force_trial_finds_is_18_8_percent():
    assert smallest_fall(WHOLE_FORCE) == pytest.approx(0.188, abs=0.0005)


def test_days_and_hotspots_that_are_needed_give_the_power_that_is_wanted():
    plan = replace(WHOLE_FORCE, dispersion=1.3, carry_over=0.2)
    assert power(replace(plan, days=longer(plan, 0.9)), 0.9) == pytest.approx(0.8, abs=1e-6)
    assert power(replace(plan, hotspots=more(plan, 0.9, 0.9)), 0.9) == pytest.approx(0.9, abs=1e-6)


def test_no_length_is_enough_where_hotspots_differ_too_much():
    # 4 hotspots with k = 1: the variance between them alone is 1 / 2 + 1 / 2, and ln 0.9 is a tenth of its root
    parallel = Plan(hotspots=4, days=100, rate=0.2, crossover=False, variation=1.0)
    assert longer(parallel, 0.9) is None
    assert more(parallel, 0.9) > 4


def test_a_parallel_trial_pays_for_the_variation_between_its_hotspots():
    crossover = Plan(hotspots=40, days=200, rate=0.5)
    parallel = replace(crossover, crossover=False, variation=0.4)
    extra = 0.4**2 / 20 + 0.4**2 / 20
    assert parallel.variance(0.8) - crossover.variance(0.8) == pytest.approx(extra)


def test_carry_over_hides_a_part_of_the_effect():
    # half treated, and the next day is as good as the patrolled one: controls have 1/2 + ρ/2 of the crimes
    assert replace(WHOLE_FORCE, carry_over=1.0).seen(0.8) == pytest.approx(0.8 / 0.9)
    assert replace(WHOLE_FORCE, carry_over=0.0).seen(0.8) == 0.8


@given(st.integers(4, 60), st.integers(30, 400), st.floats(0.05, 2), st.floats(0.3, 0.7), st.floats(0.5, 0.97))
def test_more_crime_never_makes_a_trial_weaker_and_overdispersion_never_stronger(hotspots, days, rate, share, ratio):
    plan = Plan(hotspots=hotspots, days=days, rate=rate, share=share)
    found = power(plan, ratio)
    assert 0.025 - 1e-9 <= found <= 1
    assert power(replace(plan, days=2 * days), ratio) >= found
    assert power(replace(plan, rate=2 * rate), ratio) == pytest.approx(power(replace(plan, days=2 * days), ratio))
    assert power(replace(plan, dispersion=1.5), ratio) <= found


@pytest.mark.parametrize(
    ("changes", "ratio"),
    [
        ({}, 1.0),
        ({}, 0.8),
        ({"share": 0.4, "hotspots": 20, "rate": 0.6}, 0.8),
        ({"dispersion": 1.5}, 0.75),
        ({"dispersion": 1.3, "cluster_size": 2}, 0.75),
        ({"crossover": False, "variation": 0.3, "rate": 1.0}, 0.7),
    ],
)
def test_the_closed_form_and_simulated_trials_agree(changes, ratio):
    plan = replace(WHOLE_FORCE, **changes)
    share, _ = simulate(plan, ratio, 1500, np.random.default_rng(20))
    # four standard errors, and 0.03 for the normal approximation in small arms
    assert abs(share - power(plan, ratio)) < 4 * math.sqrt(0.25 / 1500) + 0.03


def test_a_sentence_that_a_chief_officer_can_read():
    plan = Plan(hotspots=34, days=119, rate=0.2)
    assert sentence(plan, 0.10) == "With these 34 hotspots and 119 days you would miss a 10 % fall two times in three."
    assert sentence(plan, 0.50) == "With these 34 hotspots and 119 days you would find a 50 % fall nearly every time."
    assert second_sentence(plan, 0.8) == "The smallest fall that it finds four times in five is 18.8 %."
    assert times(0.97) == "nearly every time"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"hotspots": 1}, "fewer than two units"),
        ({"hotspots": 3, "cluster_size": 2}, "3 hotspots in clusters of 2 are fewer than two units"),
        ({"days": 0}, "0 days make no trial"),
        ({"rate": 0}, "0 crimes in a hotspot and day make no trial"),
        ({"share": 1}, "The share that is treated is 1"),
        ({"alpha": 0}, "The level of the test is 0"),
        ({"carry_over": 1.5}, "The carry-over is 1.5"),
        ({"dispersion": 0.5}, "must be 1 or more"),
        ({"variation": -1}, "must be 0 or more"),
    ],
)
def test_what_is_no_trial_is_refused(changes, message):
    with pytest.raises(HotspotError, match=message):
        replace(WHOLE_FORCE, **changes)


@pytest.mark.parametrize("text", ["10,,20", "ten", "0", "100", "-5"])
def test_falls_that_are_none_are_refused(text):
    with pytest.raises(HotspotError, match="is no percentage above 0 and below 100"):
        parse_falls(text)


def test_a_trial_too_large_to_simulate_is_refused():
    with pytest.raises(HotspotError, match="too large to simulate: set RUNS to 0"):
        simulate(Plan(hotspots=100_000, days=365, rate=0.2), 0.9, 1, np.random.default_rng(1))
