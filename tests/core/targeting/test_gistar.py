"""Getis–Ord Gi* and the false discovery rate."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.targeting import hexgrid
from hotspot_plugin.core.targeting.gistar import Cells, around, by_chance, discoveries, gi_star, offsets, upper_p


def test_a_cell_has_six_neighbours_and_eighteen_within_two_steps():
    assert len(offsets(1)) == 7
    assert len(offsets(2)) == 19
    # the centres of neighbours are a width apart, of those two steps away between √3 and 2 widths
    x, y = hexgrid.centres(*np.array(offsets(2)).T, 10_000)
    away = np.sort(np.hypot(x, y)) / (math.sqrt(3) * hexgrid.side_length(10_000))
    assert away == pytest.approx([0, *[1] * 6, *[math.sqrt(3)] * 6, *[2] * 6])


def test_cells_around_cells_are_those_within_reach():
    around = Cells(np.array([0, 40]), np.array([0, 0])).around(3)
    assert around.col.size == 2 * 37
    assert around.find(np.array([6, 8, 46, 0]), np.array([0, 0, 0, 60])).min() == -1
    assert (around.find(around.col, around.row) == np.arange(around.col.size)).all()


@pytest.mark.parametrize("rings", [1, 2])
def test_gi_star_is_the_formula_of_ord_and_getis_written_out(rings):
    """Equation 14 of Ord and Getis (1995) cell by cell, neighbours found by distance and not by the lattice."""
    cells = Cells(np.array([0]), np.array([0])).around(6)
    value = np.random.default_rng(2).poisson(1.5, cells.col.size).astype(float)
    x, y = hexgrid.centres(cells.col, cells.row, 10_000)
    width = math.sqrt(3) * hexgrid.side_length(10_000)
    n, mean = value.size, sum(value) / value.size
    s = math.sqrt(sum(v * v for v in value) / n - mean * mean)
    expected = []
    for i in range(n):
        w = [float(math.hypot(x[j] - x[i], y[j] - y[i]) < (rings + 0.01) * width) for j in range(n)]
        top = sum(a * b for a, b in zip(w, value, strict=True)) - mean * sum(w)
        bottom = s * math.sqrt((n * sum(a * a for a in w) - sum(w) ** 2) / (n - 1))
        expected.append(top / bottom)
    assert gi_star(cells, value, rings) == pytest.approx(np.array(expected))


def test_chances_are_those_of_the_normal_distribution():
    z = np.array([-3.0, 0, 1.96, 6])
    assert upper_p(z) == pytest.approx(stats.norm.sf(z))


def test_one_crime_among_empty_cells_is_hot_for_the_normal_distribution_and_not_for_poissons():
    cells = Cells(np.array([0]), np.array([0])).around(10)
    crimes = (np.arange(cells.col.size) % 41 == 0).astype(np.int64)
    total, number = around(cells, crimes.astype(float))
    assert discoveries(upper_p(gi_star(cells, crimes.astype(float))), 0.05).any()
    expected = stats.poisson.sf(total - 1, crimes.mean() * number)
    assert by_chance(cells, crimes) == pytest.approx(np.where(total > 0, expected, 1))
    assert not discoveries(by_chance(cells, crimes), 0.05).any()


def test_discoveries_are_those_of_the_worked_example_of_benjamini_and_hochberg():
    """Their section 3.2: of fifteen p-values four are found at 0.05, where Bonferroni's method finds three."""
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1,
    ]
    assert discoveries(np.array(p), 0.05).tolist() == [True] * 4 + [False] * 11
    assert not discoveries(np.array([0.5, 0.9]), 0.05).any()


def test_crime_spread_evenly_is_refused():
    cells = Cells(np.array([0]), np.array([0])).around(2)
    with pytest.raises(HotspotError, match="none is hot: use smaller cells, or take the hottest by rank"):
        gi_star(cells, np.ones(cells.col.size))
