"""Corridors against the optimum on Cleveland's real streets; `python -m tests.studies.patches` does three hundred."""

from __future__ import annotations

import numpy as np

from tests.studies import patches


def test_corridors_on_real_patches_hold_at_least_97_percent_of_the_optimum_on_average(data, qgis_app):
    data("police_uk_cleveland/2018-10-cleveland-street.csv")
    folder = data("cleveland_streets/cleveland_roads_27700.gpkg").parents[1]
    sizes, shares = zip(*patches.shares(*patches.cleveland(folder), 25), strict=True)
    assert min(sizes) >= 20
    assert max(sizes) > 50
    assert max(shares) <= 1.0 + 1e-9, "more than the optimum: one of the two is wrong"
    assert np.mean(shares) >= 0.97
    assert np.min(shares) >= 0.85
