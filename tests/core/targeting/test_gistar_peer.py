"""Gi* and the false discovery rate against PySAL's esda, and Gi* worked out by hand on five cells.

esda is in .venv-newest alone: with it come geopandas, a second GDAL and a second PROJ, which would meet those of QGIS.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from hotspot_plugin.core.targeting import hexgrid
from hotspot_plugin.core.targeting.gistar import Cells, discoveries, gi_star, upper_p

pytestmark = pytest.mark.filterwarnings("ignore:The weights matrix is not fully connected")  # the town has two parts
APART = "needs esda, which brings a second GDAL and PROJ: it is in .venv-newest, where `make test` runs this"


def test_gi_star_of_five_cells_in_a_row_by_hand():
    """Crimes 0 0 0 1 4: mean 1, variance (1 + 1 + 1 + 0 + 9) / 5 = 2.4.

    At an end a cell and its neighbour are two of five: the scale is √2.4 √((5·2 − 4) / 4) = √3.6. In the middle they
    are three: √2.4 √((5·3 − 9) / 4) = √3.6 too.
    """
    row = Cells(np.array([0, 2, 4, 6, 8]), np.zeros(5, dtype=np.int64))
    found = gi_star(row, np.array([0.0, 0, 0, 1, 4]))
    above_the_mean = [0 - 2, 0 - 3, 1 - 3, 5 - 3, 5 - 2]
    assert found == pytest.approx([part / math.sqrt(3.6) for part in above_the_mean])


def town(seed, rings):
    """Cells of a town of two parts, with crimes, and esda's weights for them: neighbours are found by distance."""
    libpysal = pytest.importorskip("libpysal", reason=APART)
    random = np.random.default_rng(seed)
    cells = Cells(np.array([0, 60]), np.array([0, 0])).around(7)
    x, y = hexgrid.centres(cells.col, cells.row, 10_000)
    crimes = random.poisson(0.3 + 6 * np.exp(-(np.hypot(x - 200, y + 100) ** 2) / 2 / 250**2)).astype(float)
    width = math.sqrt(3) * hexgrid.side_length(10_000)
    near = libpysal.weights.DistanceBand(
        np.column_stack((x, y)), (rings + 0.01) * width, binary=True, silence_warnings=True
    )
    return cells, crimes, near


@pytest.mark.parametrize(("seed", "rings"), [(1, 1), (2, 2), (3, 1), (4, 3)])
def test_gi_star_is_that_of_esda(seed, rings):
    esda = pytest.importorskip("esda", reason=APART)
    cells, crimes, near = town(seed, rings)
    peer = esda.G_Local(crimes, near, transform="B", star=True, permutations=0)
    assert gi_star(cells, crimes, rings) == pytest.approx(peer.Zs, rel=1e-9)


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.2])
def test_the_cells_found_are_those_of_esdas_false_discovery_rate(rate):
    esda = pytest.importorskip("esda", reason=APART)
    cells, crimes, _ = town(1, 1)
    p = upper_p(gi_star(cells, crimes))
    expected = p <= esda.fdr(p, rate)
    assert 0 < expected.sum() < expected.size / 2
    assert (discoveries(p, rate) == expected).all()
