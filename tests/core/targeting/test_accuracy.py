"""Measures of accuracy, against the worked examples of field.md and hand arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.targeting import accuracy, hexgrid


def test_pai_is_that_of_the_published_example():
    """field.md G9: observed 6, 3, 0 where 3, 2, 1 were predicted on equal areas."""
    found = accuracy.ranked([3, 2, 1], [6, 3, 0])
    assert found["pai"].tolist() == pytest.approx([2, 1.5, 1])
    assert found["pei"].tolist() == pytest.approx([1, 1, 1])
    assert found["rri"].tolist() == pytest.approx([3 / 6, 5 / 9, 6 / 9])


def test_units_come_by_density_and_ties_against_the_prediction():
    found = accuracy.ranked([4, 4, 3], [9, 1, 2], [2, 1, 0.5])
    # per size 2, 4 and 6
    assert found["unit"].tolist() == [2, 1, 0]
    assert found["size_share"].tolist() == pytest.approx([0.5 / 3.5, 1.5 / 3.5, 1])
    # best possible at 0.5: the unit with 4.5 per size gives 2.25 of 12
    assert found["pei"].tolist()[0] == pytest.approx(2 / 2.25)
    assert accuracy.ranked([1, 1, 1], [2, 0, 1])["unit"].tolist() == [1, 2, 0]


def test_nothing_observed_makes_the_ratio_endless_not_an_error():
    assert accuracy.ranked([1, 0], [0, 5])["rri"].tolist()[0] == math.inf
    assert math.isinf(accuracy.predicted_observed(3, 0))
    assert math.isnan(accuracy.predicted_observed(0, 0))


def test_pai_and_recapture_by_hand():
    # 30 of 100 crimes on 2 of 50 km²: 0.3 / 0.04
    assert accuracy.pai(30, 100, 2, 50) == pytest.approx(7.5)
    assert accuracy.pai(0, 100, 2, 50) == 0
    assert math.isnan(accuracy.pai(0, 0, 2, 50))
    # a quarter of later crime, after a half of earlier crime
    assert accuracy.recapture(25, 100, 100, 200) == pytest.approx(0.5)


def test_predicted_over_observed_of_scaled_counts_is_the_inverse_of_the_recapture_rate():
    later, later_all, before, before_all = 37, 211, 95, 480
    scaled = before * later_all / before_all
    assert accuracy.predicted_observed(scaled, later) == pytest.approx(
        1 / accuracy.recapture(later, later_all, before, before_all)
    )


def test_the_best_choice_takes_the_densest_and_a_part_of_the_last():
    # per size 5, 2 and 3
    assert accuracy.taken([5, 4, 3], [1, 2, 1], 2.5).tolist() == [1, 0.25, 1]
    assert accuracy.best_possible([5, 4, 3], [1, 2, 1], 2.5) == pytest.approx(9)
    assert accuracy.best_possible([5, 4, 3], [1, 2, 1], 99) == 12


UNITS = st.lists(st.tuples(st.integers(0, 9), st.floats(0.1, 5)), min_size=1, max_size=9)


@given(UNITS, st.floats(0.01, 20), st.randoms(use_true_random=False))
def test_no_choice_of_units_within_the_size_holds_more_than_the_best(units, budget, random):
    counts, sizes = np.array(units).T
    best = accuracy.best_possible(counts, sizes, budget)
    assert best <= counts.sum() + 1e-9
    for _ in range(20):
        chosen = np.array([random.random() < 0.5 for _ in units])
        if sizes[chosen].sum() <= budget:
            assert counts[chosen].sum() <= best + 1e-9


def lattice(width, height):
    col, row = np.meshgrid(np.arange(width), np.arange(height))
    even = (col + row) % 2 == 0
    return col[even], row[even]


def by_geometry(col, row, chosen):
    """The definition, with neighbours found by shapely as cells that share an edge."""
    shapes = hexgrid.polygons(col, row, 50_000.0).shapes()
    side = hexgrid.side_length(50_000)
    a, b = shapely.STRtree(shapes).query(shapes, "intersects")
    edge = shapely.length(shapely.intersection(shapes[a], shapes[b]))
    beside = (a != b) & (edge > side / 2) & chosen[a]
    g, p = chosen[b[beside]].mean(), chosen.mean()
    return (g - p) / p if g < p < 0.5 else (g - p) / (1 - p)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.7])
def test_clumpiness_is_that_of_neighbours_found_by_geometry(share):
    col, row = lattice(30, 20)
    chosen = np.random.default_rng(3).random(col.size) < share
    assert accuracy.clumpiness(col, row, chosen) == pytest.approx(by_geometry(col, row, chosen), abs=1e-12)


def test_clumpiness_orders_scattered_random_and_one_clump():
    col, row = lattice(60, 40)
    scattered = (col % 6 == 0) & (row % 4 == 0)
    one = np.hypot(col - 30, (row - 20) * math.sqrt(3)) < 14
    random = np.random.default_rng(1).random(col.size) < one.mean()
    found = [accuracy.clumpiness(col, row, chosen) for chosen in (scattered, random, one)]
    assert found[0] == -1
    assert abs(found[1]) < 0.1
    assert found[2] > 0.7


def test_a_clump_of_seven_by_hand():
    """The middle cell has 6 like neighbours, each of the ring 3 like and 3 unlike: 24 of 42."""
    col, row = lattice(40, 40)
    ring = {(20, 20), (22, 20), (18, 20), (21, 21), (19, 21), (21, 19), (19, 19)}
    chosen = np.array([(c, r) in ring for c, r in zip(col, row, strict=True)])
    p = 7 / col.size
    assert accuracy.clumpiness(col, row, chosen) == pytest.approx((24 / 42 - p) / (1 - p))


def test_where_nothing_or_everything_is_chosen_clumpiness_is_unknown():
    col, row = lattice(4, 4)
    assert math.isnan(accuracy.clumpiness(col, row, np.zeros(col.size, dtype=bool)))
    assert math.isnan(accuracy.clumpiness(col, row, np.ones(col.size, dtype=bool)))
    assert math.isnan(accuracy.clumpiness(col[:2] * 9, row[:2], np.array([True, False])))


def test_bootstrap_intervals_are_those_of_the_binomial_distribution():
    from scipy.stats import binom

    weights = np.zeros((2000, 1))
    weights[:300] = 1
    drawn = accuracy.resample(weights, 40_000, np.random.default_rng(9))[:, 0]
    low, high = accuracy.interval(drawn / 2000)
    expected = binom.ppf([0.025, 0.975], 2000, 0.15) / 2000
    assert (low, high) == pytest.approx(tuple(expected), abs=0.001)


def test_bootstrap_keeps_what_belongs_together():
    weights = np.array([[1.0, 1, 0], [0, 0, 1], [1, 1, 0.5]])
    drawn = accuracy.resample(weights, 500, np.random.default_rng(2))
    assert (drawn[:, 0] == drawn[:, 1]).all()
    assert drawn[:, 0].max() <= 3
    assert drawn.mean(axis=0) == pytest.approx([2, 2, 1.5], abs=0.15)


def test_values_that_do_not_vary_give_no_interval():
    assert all(math.isnan(end) for end in accuracy.interval(np.zeros(100)))
    assert all(math.isnan(end) for end in accuracy.interval(np.full(5, np.nan)))


def test_chicagos_burglary_table_comes_out_as_published(data):
    """field.md G14: hexagons of 5 ha of 2014–15 on the burglaries of 2016, with the ties of its axial order."""
    table = pd.read_csv(data("chicago_burglary/chicago_burglary_2014_2017.csv.gz"))
    year = table["date_single"].str[-4:].astype(int).to_numpy()
    col, row, index = hexgrid.group(*hexgrid.cell_of(table["x"], table["y"], 50_000))
    train, test = (np.bincount(index[chosen], minlength=col.size) for chosen in (year <= 2015, year == 2016))
    order = np.lexsort((row, (col - row) // 2, -train))
    published = {
        76: (4.80, 4.81, 0.647),
        152: (7.53, 3.77, 0.604),
        380: (14.52, 2.91, 0.609),
        760: (23.47, 2.35, 0.622),
    }
    for n, (rate, index_, efficiency) in published.items():
        hits = test[order[:n]].sum()
        assert round(100 * hits / test.sum(), 2) == rate
        assert round(accuracy.pai(hits, test.sum(), 5 * n, 5 * col.size), 2) == index_
        assert round(hits / accuracy.best_possible(test, np.full(col.size, 5.0), 5 * n), 3) == efficiency
