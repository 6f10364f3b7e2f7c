"""When drives ended that are seen only at one end, against numpy's regression, scipy's distribution and known paths."""

import numpy as np
import pytest
import scipy.stats
import shapely

from hotspot_plugin.core.tracking.clip import inside
from hotspot_plugin.core.tracking.drives import DRIVE_MS, arrival, drives
from hotspot_plugin.core.tracking.legs import order_fixes
from tests.core.tracking.walks import Patrol, at

HOME = shapely.box(1000, -500, 2000, 500)
STREET = 200.0  # metres at one speed


def drive_up(units, seed, speeds=(6.0, 12.0)):
    """Units that drive 4 km to the edge of `HOME`, each street at a speed of its own, and stand 100 m beyond it.

    Returns their fixes, a minute apart, with the speed that the device says, and the second at which each is there.
    """
    random = np.random.default_rng(seed)
    rows, arrivals = [], []
    for unit in range(units):
        pace = random.uniform(*speeds, 22)
        x = np.concatenate((np.arange(-3000, 1100, STREET), [1000.0, 1100.0]))
        x = np.unique(x)
        seconds = np.concatenate(([0.0], np.cumsum(np.diff(x) / pace[: len(x) - 1])))
        arrivals.append(float(np.interp(1000.0, x, seconds)))
        when = np.arange(random.uniform(0, 60), seconds[-1] + 600, 60)
        going = when < seconds[-1]
        said = np.where(going, pace[np.minimum(np.searchsorted(seconds, when, side="right") - 1, len(x) - 2)], 0.0)
        rows.append((np.full(len(when), f"u{unit:03}", dtype=object), when, np.interp(when, seconds, x), said))
    unit, when, x, said = (np.concatenate(column) for column in zip(*rows, strict=True))
    start = np.datetime64("2026-01-05", "ms")
    fixes = {"unit": unit, "time": start + np.round(when * 1000).astype("m8[ms]"), "x": x, "y": np.zeros(len(x))}
    return {**fixes, "speed": said}, np.array(arrivals)


def test_the_mean_speed_of_drives_is_the_regression_of_all_legs_that_are_driven_from_end_to_end():
    track = order_fixes(**drive_up(100, 1)[0])
    found = drives(track)
    leg = np.flatnonzero(track.joined)
    leg = leg[(track.speed[leg] > 5) & (track.speed[leg + 1] > 5)]
    mean = np.tile(np.log((track.x[leg + 1] - track.x[leg]) / (track.time[leg + 1] - track.time[leg]) * 1000), 2)
    end = np.log(np.concatenate((track.speed[leg], track.speed[leg + 1])).astype(float))
    slope, level = np.polyfit(end, mean, 1)
    assert found.alike == pytest.approx(slope, rel=1e-3)
    assert found.spread == pytest.approx((mean - level - slope * end).std(), rel=1e-3)
    speed, spread = found.speed(np.array([6.0, 12.0]), np.full(2, found.way))
    assert speed == pytest.approx(np.exp(level + slope * np.log([6.0, 12.0])), rel=1e-3)
    assert 6 < speed[0] < speed[1] < 12
    # of a short way the speed at its end says all, of a way four times as long a quarter, and the rest is averaged
    assert found.speed(np.array([6.0]), np.array([1.0]))[0] == pytest.approx(6.0, rel=0.03)
    assert found.speed(np.array([6.0]), np.array([4 * found.way]))[1] == pytest.approx(spread[0] / 2)


def test_few_drives_say_nothing_and_the_speed_at_the_end_is_taken_for_the_mean():
    found = drives(order_fixes(**drive_up(2, 1)[0]))
    speed, spread = found.speed(np.array([5.0]), np.array([400.0]))
    assert speed == 5.0
    assert spread == pytest.approx(1 / np.sqrt(12))
    none = {"unit": np.array(["a"], dtype=object), "time": at([0]), "x": np.zeros(1), "y": np.zeros(1)}
    assert drives(order_fixes(**none)).usual == DRIVE_MS


@pytest.mark.parametrize("lasts", [0.2, 0.9, 1.0, 1.1, 1.5])
def test_arrivals_are_normal_and_cut_off_at_the_fix_at_which_the_unit_was_there(lasts):
    spread = 0.15
    same = scipy.stats.truncnorm(-np.inf, (1 - lasts) / spread, lasts, spread)
    mean, deviation = arrival(np.array([lasts]), np.array([spread]))
    assert mean == pytest.approx(same.mean(), abs=1e-6)
    assert deviation == pytest.approx(same.std(), rel=1e-4)


def test_who_is_seen_slower_than_usual_is_not_taken_to_arrive_late():
    fixes, arrivals = drive_up(400, 2)
    track = order_fixes(**fixes)
    stays = inside(track, np.array([HOME], dtype=object))
    first = np.unique(track.unit[stays.leg], return_index=True)[1]
    since = (stays.start[first] - np.datetime64("2026-01-05", "ms").astype(np.int64)) / 1000
    out = since - arrivals
    leg = stays.leg[first]
    slower = (track.speed[leg] < 7.5) & (track.speed[leg + 1] == 0)
    assert slower.sum() > 50
    # taking them to go on at the speed seen, or as slowly as the time allows, would be 4 s late
    assert abs(out[slower].mean()) < 1.5
    assert np.sqrt(np.mean(out[track.speed[leg + 1] == 0] ** 2)) < 5


def test_bounds_of_who_drove_up_hold_although_only_the_pace_tells_when():
    fixes, arrivals = drive_up(400, 3)
    patrol = Patrol(fixes, [HOME], max_gap=None, accuracy=0.1)
    track, found = patrol.track, patrol.found
    last = np.append(np.flatnonzero(np.diff(track.unit)), len(track.unit) - 1)
    true = (
        track.time[last][found.unit] - np.datetime64("2026-01-05", "ms").astype(np.int64) - 1000 * arrivals[found.unit]
    )
    unknown = 300_000  # after the last fix
    held = (found.low <= true) & (true <= found.high - unknown)
    assert 0.91 <= held.mean() <= 0.99


def test_no_walk_goes_on_through_a_leg_at_whose_beginning_the_device_sees_a_drive():
    # driving at 9 m/s 20 m before the edge, then strolling on at 1.2 m/s in the same direction, a fix a minute
    x = np.array([-560.0, -20.0, 52.0, 124.0, 196.0, 268.0])
    square = shapely.box(0, -500, 1000, 500)
    rows = {"unit": np.array(["A"] * 6, dtype=object), "time": at(range(0, 360, 60)), "x": x, "y": np.zeros(6)}
    walked = Patrol(rows, [square], accuracy=1.0).visit
    driven = Patrol({**rows, "speed": np.array([9.0, 9.0, 1.2, 1.2, 1.2, 1.2])}, [square], accuracy=1.0).visit
    assert walked.enter >= at([76])[0]  # 20 m at 1.2 m/s
    assert driven.enter <= at([70])[0]
