"""Crossover schedules: the published designs, fair, with their constraints, and the same for ever."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations, product
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import chi2, chisquare

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.trial.crossover import OUT, Design, drawn, redraw, share_out
from tests.core.trial.chosen import Chosen

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


@pytest.mark.parametrize("due", [("1/2",), ("3/2", "3/2"), ("4/3", "4/3", "1/3"), ("2/5", "6/5", "2/5"), ("5", "1/2")])
def test_every_stratum_gets_its_number_exactly_on_average_and_together_they_get_theirs(due):
    numbers = [Fraction(text) for text in due]
    mean, open_ = [Fraction(0)] * len(due), [([], Fraction(1))]
    while open_:
        choices, chance = open_.pop()
        counted = Chosen(choices)
        shared = share_out(numbers, counted)
        if len(counted.limits) > len(choices):
            limit = counted.limits[len(choices)]
            open_ += [([*choices, i], chance / limit) for i in range(limit)]
            continue
        assert sum(shared) in (floor(sum(numbers)), ceil(sum(numbers)))
        assert all(floor(number) <= got <= ceil(number) for number, got in zip(numbers, shared, strict=True))
        mean = [so_far + chance * got for so_far, got in zip(mean, shared, strict=True)]
    assert mean == numbers


def test_without_constraints_the_days_are_independent():
    grid = redraw(design(6, 3, 2), np.random.default_rng(2), 20_000)
    # of 3 treated of 6, the next day's 3 hold k of them with hypergeometric probability 1, 9, 9, 1 of 20
    kept = np.bincount((grid[:, 0] & grid[:, 1]).sum(axis=1), minlength=4)
    assert chisquare(kept, np.array([1, 9, 9, 1]) * 1_000).pvalue > 0.001


def test_both_draws_are_of_the_same_design():
    # the seeded draw and the one for inference: as many treated pairs of days in the one as in the other
    made = design(5, 2, 4, 2, False)
    seeded = np.stack([drawn(made, str(i)) for i in range(4_000)])
    many = redraw(made, np.random.default_rng(3), 20_000)

    def patterns(grid: np.ndarray) -> np.ndarray:
        return np.bincount(grid[:, :, 0] @ np.array([1, 2, 4, 8]), minlength=16)

    a, b = patterns(seeded), patterns(many)
    there = b > 0
    assert not a[~there].any()
    assert chisquare(a[there], b[there] / b.sum() * a.sum()).pvalue > 0.001


# -- the constraints hold ---------------------------------------------------------------------------------------------


@given(
    units=st.integers(2, 40),
    part=st.fractions(Fraction(1, 20), Fraction(19, 20), max_denominator=20),
    periods=st.integers(1, 40),
    max_run=st.integers(0, 6),
    balance=st.booleans(),
    seed=st.text("abc", min_size=1),
)
def test_a_schedule_keeps_its_constraints_or_is_refused(units, part, periods, max_run, balance, seed):
    treated = units * part
    made = design(units, treated, periods, max_run, balance)
    try:
        seeded = drawn(made, seed)
    except HotspotError:
        assume(False)
    for grid in (seeded[None], redraw(made, np.random.default_rng(4), 20)):
        numbers = grid.sum(axis=2, dtype=int)
        assert numbers.min() >= floor(treated)
        assert numbers.max() <= ceil(treated)
        if max_run:
            assert longest_run(grid) <= max_run
        if balance and periods > 1:
            before, now = grid[:, :-1], grid[:, 1:]
            rest = (before & (1 - now)).sum(axis=2, dtype=int)
            due = numbers[:, :-1] * (units - numbers[:, 1:]) / units
            assert (abs(rest - due) < 1).all()


@given(
    sizes=st.lists(st.integers(1, 12), min_size=1, max_size=4),
    part=st.fractions(Fraction(1, 10), Fraction(9, 10), max_denominator=10),
    max_run=st.integers(0, 8),
    seed=st.text("abc", min_size=1),
)
def test_strata_get_their_shares_in_every_period(sizes, part, max_run, seed):
    due = tuple(size * part for size in sizes)
    made = in_strata(sizes, (due,), 12, max_run)
    try:
        grid = drawn(made, seed)
    except HotspotError:
        assume(False)
    of = np.array(made.stratum_of)
    for stratum, number in enumerate(due):
        got = grid[:, of == stratum].sum(axis=1)
        assert got.min() >= floor(number)
        assert got.max() <= ceil(number)
    total = grid.sum(axis=1)
    assert total.min() >= floor(sum(due))
    assert total.max() <= ceil(sum(due))
    if max_run:
        assert longest_run(grid[None]) <= max_run


@pytest.mark.parametrize(
    ("units", "treated", "max_run"), [(4, 3, 3), (10, 9, 9), (12, 8, 2), (20, 10, 1), (7, Fraction(9, 2), 3)]
)
def test_a_limit_that_can_just_be_kept_is_kept_for_ever(units, treated, max_run):
    grid = drawn(design(units, treated, 2_000, max_run), "seed")
    assert longest_run(grid[None]) == max_run
    with pytest.raises(HotspotError, match="cannot always rest"):
        drawn(design(units, treated, 2_000, max_run - 1), "seed") if max_run > 1 else drawn(
            design(units, Fraction(treated) + 1, 2_000, max_run), "seed"
        )


def test_a_trial_no_longer_than_the_run_limit_needs_no_rest():
    grid = drawn(design(10, 9, 3, 3), "seed")
    assert set(grid.sum(axis=1).tolist()) == {9}


def test_units_out_of_the_trial_in_a_part_of_the_day_are_neither_treated_nor_control():
    due = ((Fraction(2), None), (None, Fraction(1)))
    grid = drawn(in_strata([4, 3], due, 6), "seed")
    assert (grid[0::2, 4:] == OUT).all()
    assert (grid[1::2, :4] == OUT).all()
    assert ((grid == 1).sum(axis=1) == np.array([2, 1] * 3)).all()
    many = redraw(in_strata([4, 3], due, 6), np.random.default_rng(5), 10)
    assert ((many == OUT) == (grid == OUT)).all()
