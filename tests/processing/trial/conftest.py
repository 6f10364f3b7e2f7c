"""A made-up crossover trial whose truth is known, as the layers that evaluatetrial takes."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from tests.processing.trial.made import DAYS, FIRST, HOTSPOTS, square, utc


@pytest.fixture(scope="module")
def trial():
    """Arms (days, hotspots) with half treated each day, drawn by numpy, and crimes (day, hour, hotspot): 40 % fewer."""
    dice = np.random.default_rng(7)
    arms = dice.random((DAYS, HOTSPOTS)).argsort(axis=1).argsort(axis=1) < HOTSPOTS // 2
    counts = dice.poisson(np.where(arms, 1.2, 2.0))
    crimes = [
        (d, float(dice.uniform(0, 24)), h) for d in range(DAYS) for h in range(HOTSPOTS) for _ in range(counts[d, h])
    ]
    return arms, crimes, counts


@pytest.fixture
def hotspots(make_layer):
    return make_layer(
        "Polygon", [square(i).wkt for i in range(HOTSPOTS)], hotspot_id=[f"H{i}" for i in range(HOTSPOTS)]
    )


@pytest.fixture
def schedule(make_layer, trial):
    def make(arms=None, **changes):
        arms = trial[0] if arms is None else arms
        rows = [(d, h) for d in range(len(arms)) for h in range(HOTSPOTS)]
        columns = {
            "hotspot_id": [f"H{h}" for _, h in rows],
            "period": [f"day {d:02}" for d, _ in rows],
            "starts": [utc(FIRST + timedelta(days=d)) for d, _ in rows],
            "ends": [utc(FIRST + timedelta(days=d + 1)) for d, _ in rows],
            "arm": ["treatment" if arms[d, h] else "control" for d, h in rows],
            **changes,
        }
        return make_layer("None", [None] * len(rows), "", **columns)

    return make


@pytest.fixture
def crimes(make_layer, trial):
    def make(rows=None, **columns):
        rows = trial[1] if rows is None else rows
        points = [f"Point ({430_100 + 1000 * h} 433100)" for _, _, h in rows]
        times = [utc(FIRST + timedelta(days=d, hours=hour)) for d, hour, _ in rows]
        return make_layer("Point", points, occurred_from=times, **columns)

    return make
