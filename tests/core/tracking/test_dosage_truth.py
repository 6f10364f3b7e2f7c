"""Dosage of simulated patrols, whose truth comes from their paths and not from their fixes."""

from datetime import UTC, date, time

import numpy as np
import pytest
import shapely

from hotspot_plugin.core.tracking.simulate import Settings, simulate
from tests.core.tracking.walks import Patrol

TURNS = np.arange(6) * np.pi / 3
HEXAGON = 138.7 * np.stack((np.cos(TURNS), np.sin(TURNS)), axis=1)  # 5 ha


@pytest.fixture(scope="module")
def hotspots():
    centres = np.random.default_rng(1).uniform(0, 5000, (12, 2))
    return shapely.polygons(centres[:, None] + HEXAGON)


def patrol(hotspots, ping, noise):
    """Return what the fixes of three units on two days show, and the true minutes in each hotspot."""
    settings = Settings("dosage", 3, 2, date(2026, 1, 5), time(14), 8, UTC, ping, noise, 13)
    shifts = list(simulate(hotspots, np.arange(len(hotspots)) % 2 == 0, settings))
    rows = {
        "unit": np.concatenate([np.full(len(shift.time), f"u{shift.unit}", dtype=object) for shift in shifts]),
        **{name: np.concatenate([getattr(shift, name) for shift in shifts]) for name in ("time", "x", "y")},
    }
    truth = np.zeros(len(hotspots))
    for shift in shifts:
        np.add.at(truth, shift.truth["hotspot"].to_numpy(), shift.truth["minutes"].to_numpy())
    return Patrol(rows, list(hotspots)), truth


def test_dense_exact_fixes_give_the_true_minutes_in_every_hotspot(hotspots):
    found, truth = patrol(hotspots, ping=2, noise=0)
    assert truth.sum() > 1000
    # at most a ping is lost at each end of a shift and at each turn on the way
    assert found.dosage["officer_min"].to_numpy() == pytest.approx(truth, rel=0.002, abs=0.2)


def test_patrols_stay_out_of_control_as_truly_as_the_fixes_say(hotspots):
    found, truth = patrol(hotspots, ping=2, noise=0)
    passing = found.dosage["officer_min"].to_numpy()[1::2]
    assert passing.sum() == pytest.approx(truth[1::2].sum(), abs=0.5)
    assert found.dosage["effective_visits"].to_numpy()[1::2].sum() == 0


@pytest.mark.parametrize("ping", [15, 60, 150])
def test_the_truth_lies_between_the_bounds_however_rare_the_fixes(hotspots, ping):
    found, truth = patrol(hotspots, ping, noise=0)
    low, high = (
        found.visits.groupby("hotspot_id")[f"minutes_{name}"].sum().reindex(found.ids[::2]) for name in ("low", "high")
    )
    # low supposes that nobody leaves between two fixes inside; a few do for a moment
    assert (low.to_numpy() <= truth[::2] * 1.02).all()
    assert (truth[::2] <= high.to_numpy()).all()


def test_the_noise_of_a_good_gps_costs_little(hotspots):
    found, truth = patrol(hotspots, ping=5, noise=5)
    # drifts over the edge and back are not counted, so the total is a little low and never high
    assert 0.97 * truth.sum() < found.dosage["officer_min"].sum() < 1.005 * truth.sum()
