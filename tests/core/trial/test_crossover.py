"""Crossover schedules: the published designs, fair, with their constraints, and the same for ever."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from scipy.stats import chi2, chisquare

from hotspot_plugin.core.trial.crossover import Design, drawn, redraw

HALF = Fraction(1, 2)


def design(units: int, treated, periods: int, max_run: int = 0, balance: bool = False) -> Design:
    names = tuple(f"{i:03d}" for i in range(units))
    days = tuple(f"day {i}" for i in range(periods))
    return Design(names, (None,), (0,) * units, days, ((Fraction(treated),),), max_run, balance)


def in_strata(sizes, due, periods: int, max_run: int = 0, balance: bool = False) -> Design:
    of = tuple(s for s, size in enumerate(sizes) for _ in range(size))
    names = tuple(f"{i:03d}" for i in range(len(of)))
    labels = tuple(f"s{i}" for i in range(len(sizes)))
    days = tuple(f"day {i}" for i in range(periods))
    return Design(names, labels, of, days, due, max_run, balance)


def longest_run(grid: np.ndarray) -> int:
    """Return the most periods in a row that any unit is treated in any draw, (draws, periods, units)."""
    run, longest = np.zeros((len(grid), grid.shape[2]), dtype=int), 0
    for period in range(grid.shape[1]):
        run = np.where(grid[:, period] == 1, run + 1, 0)
        longest = max(longest, int(run.max()))
    return longest


# -- the designs of the field -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("units", "treated", "days", "place_days"),
    [(20, 8, 90, (720, 1080)), (21, 7, 90, (630, 1260)), (34, 17, 365, (6205, 6205))],
    ids=["Operation Ark", "Operation Rowan", "Thames Valley two"],
)
def test_a_published_design_has_its_place_days_to_the_last(units, treated, days, place_days):
    grid = drawn(design(units, treated, days), "seed")
    assert (int((grid == 1).sum()), int((grid == 0).sum())) == place_days
    assert set(grid.sum(axis=1).tolist()) == {treated}


def test_half_of_45_is_22_or_23_each_on_about_half_of_the_days():
    numbers = Counter(drawn(design(45, Fraction(45, 2), 400), "seed").sum(axis=1).tolist())
    assert set(numbers) == {22, 23}
    assert chisquare(list(numbers.values())).pvalue > 0.001


# -- fair -------------------------------------------------------------------------------------------------------------

FAIR = [
    (4, 2, 3, 0, False),
    (5, Fraction(5, 2), 3, 0, False),
    (6, 2, 4, 1, False),
    (6, 3, 4, 3, True),
    (7, Fraction(10, 3), 5, 3, False),
]


def agrees_with_its_probability(times: np.ndarray, seeds: int, share: float) -> float:
    """Return the p-value of all units' and periods' counts being what their probability says, each on its own."""
    z2 = (times - seeds * share) ** 2 / (seeds * share * (1 - share))
    # Bonferroni: the smallest of all p-values, as many times
    return float(min(chi2.sf(z2, 1).min() * z2.size, 1.0))


@pytest.mark.parametrize(("units", "treated", "periods", "max_run", "balance"), FAIR)
def test_every_units_frequency_in_every_period_agrees_with_its_probability(units, treated, periods, max_run, balance):
    made = design(units, treated, periods, max_run, balance)
    assert (
        agrees_with_its_probability(
            sum(drawn(made, f"seed {i}").astype(int) for i in range(2_000)), 2_000, float(Fraction(treated) / units)
        )
        > 0.001
    )
    many = redraw(made, np.random.default_rng(1), 20_000)
    assert agrees_with_its_probability(many.sum(axis=0, dtype=int), 20_000, float(Fraction(treated) / units)) > 0.001


def test_all_36_schedules_of_2_of_4_on_two_days_are_equally_frequent():
    made = design(4, 2, 2)
    sets = list(combinations(range(4), 2))
    counts = dict.fromkeys(product(sets, sets), 0)
    for seed in range(3_600):
        grid = drawn(made, str(seed))
        counts[tuple(tuple(np.flatnonzero(row).tolist()) for row in grid)] += 1
    assert chisquare(list(counts.values())).pvalue > 0.001
