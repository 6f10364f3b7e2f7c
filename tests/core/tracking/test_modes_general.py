"""On foot or in a vehicle in whatever tracks there are: any rate, few fixes, holes, bicycles, undergrounds."""

from dataclasses import replace

import numpy as np
import pytest

from hotspot_plugin.core.tracking.legs import order_fixes
from hotspot_plugin.core.tracking.modes import FOOT, STOPPED, UNKNOWN, VEHICLE, carriers, leg_modes
from tests.core.tracking.walks import part_of, travel
from tests.studies.buscycles import NEW_YORK, moves
from tests.studies.journeys import Journey, seen


@pytest.mark.parametrize(("speed", "mode"), [(0.0, STOPPED), (1.3, FOOT), (9.0, VEHICLE)])
def test_a_unit_of_twenty_fixes_is_judged(speed, mode):
    short = travel((speed, 95), noise=3.0)
    assert len(short.time) == 20
    assert (leg_modes(short)[:-1] == mode).all()


def test_a_unit_of_one_fix_or_two_has_no_mode_beyond_its_legs():
    assert leg_modes(travel((1.3, 0))).tolist() == [UNKNOWN]
    assert leg_modes(travel((1.3, 5))).tolist() == [FOOT, UNKNOWN]


@pytest.mark.parametrize("ping", [1, 5, 15, 60])
@pytest.mark.parametrize("speed", [3.0, 4.0, 6.0])
def test_who_rides_a_bicycle_is_not_on_foot(speed, ping):
    """Patrols by bicycle are neither; they pass hotspots as drivers do."""
    ride = travel(*[(speed, 170), (0, 15)] * 10, ping=ping, noise=2.0)
    assert (carriers(ride)[:-1] == VEHICLE).mean() > 0.95


@pytest.mark.parametrize(("silent_s", "metres", "mode"), [(240, 3000, VEHICLE), (280, 4000, VEHICLE), (240, 200, FOOT)])
def test_who_comes_up_kilometres_away_after_minutes_of_silence_was_carried(silent_s, metres, mode):
    """An underground between two walks, of which nothing is seen; and a walk through a passage."""
    through = travel((1.3, 600), (metres / silent_s, silent_s), (1.3, 600), noise=3.0)
    s = (through.time - through.time[0]) / 1000.0
    kept = (s <= 600) | (s >= 600 + silent_s)
    made = part_of(through, kept)
    modes, lasts = carriers(made), np.diff(made.time)
    assert modes[np.argmax(lasts)] == mode
    assert (modes[:-1][lasts < 60_000] == FOOT).mean() > 0.95


@pytest.mark.parametrize(("ping", "fixes"), [(5, 6), (15, 6), (15, 2)])
def test_fixes_of_a_distant_mast_make_no_drive_of_a_walk(ping, fixes):
    walk = travel((1.3, 3600), ping=ping, noise=3.0)
    n = np.arange(len(walk.time))
    assert (carriers(replace(walk, y=walk.y + np.where((n >= 30) & (n < 30 + fixes), 3000.0, 0.0)))[:-1] == FOOT).all()


def test_a_track_with_holes_is_judged_between_them():
    whole = travel((1.3, 1800), (9, 1800), (1.3, 1800), noise=4.0)
    kept = np.random.default_rng(4).random(len(whole.time)) < 0.2
    made = part_of(whole, kept)
    s = (made.time - whole.time[0]) / 1000.0
    modes = carriers(made)
    for inside_part, mode in ((s < 1750, FOOT), ((s > 1850) & (s < 3500), VEHICLE), (s > 3650, FOOT)):
        assert (modes[inside_part & made.joined] == mode).mean() > 0.97


def test_slow_buses_are_vehicles_at_a_fix_a_minute():
    """The New York bus cycle again and again: at a fix a minute it gets on no faster than a walker."""
    parts = []
    for seed in range(6):
        ride = Journey(np.random.default_rng([5, seed]))
        for _ in range(6):
            for speeds, stand in moves(NEW_YORK):
                ride._go(speeds * ride.random.uniform(0.8, 1.25), 1, 400)
                ride.stand(stand * ride.random.uniform(0.5, 1.5), 1)
        parts.append(seen(ride, 60, 5.0))
    unit = np.repeat(np.array([f"{i}" for i in range(6)], dtype=object), [len(part[0]) for part in parts])
    seconds, x, y = (np.concatenate([part[i] for part in parts]) for i in range(3))
    made = order_fixes(unit, (seconds * 1000).astype("M8[ms]"), x, y, 300.0)
    assert (carriers(made)[made.joined] == VEHICLE).mean() > 0.85
