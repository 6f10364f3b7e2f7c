"""On foot or in a vehicle, by tracks made for each question, and by GeoLife's labels where the data is there."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from hotspot_plugin.core.tracking import activities, chain
from hotspot_plugin.core.tracking.clip import inside
from hotspot_plugin.core.tracking.legs import order_fixes
from hotspot_plugin.core.tracking.modes import FOOT, STOPPED, UNKNOWN, VEHICLE, carriers, leg_modes
from hotspot_plugin.core.tracking.steps import steps
from tests.core.tracking.labelled import buses, geolife, lasting, shares, windowed
from tests.core.tracking.walks import SQUARE, Patrol, fixes, part_of, travel
from tests.studies.buscycles import MANHATTAN, NEW_YORK, moves
from tests.studies.journeys import commuter, patrol, rush, shopper
from tests.studies.modes import made_up, patrols


def together(one, other):
    """Two tracks of one unit each, as one track of units A and B."""
    return order_fixes(
        unit=np.repeat(np.array(["A", "B"], dtype=object), [len(one.time), len(other.time)]),
        time=np.concatenate((one.time, other.time)).astype("M8[ms]"),
        x=np.concatenate((one.x, other.x)),
        y=np.concatenate((one.y, other.y)),
    )


def at_second(track, modes, second):
    return modes[np.searchsorted(track.time - track.time[0], second * 1000, side="right") - 1]


@pytest.mark.parametrize("ping", [1, 2, 5, 15, 60, 120])
def test_walking_is_on_foot_and_driving_in_a_vehicle(ping):
    walk, drive = travel((1.3, 960), ping=ping), travel((9, 960), ping=ping)
    assert (leg_modes(walk)[:-1] == FOOT).all()
    assert (leg_modes(drive)[:-1] == VEHICLE).all()


@pytest.mark.parametrize("ping", [5, 60])
def test_a_bus_that_crawls_at_walking_pace_between_two_drives_is_a_vehicle(ping):
    bus = travel((9, 180), (1.2, 60), (0, 30), (9, 180), ping=ping)
    modes = carriers(bus)
    assert at_second(bus, modes, 210) == VEHICLE
    assert at_second(bus, modes, 255) == VEHICLE


def test_who_gets_out_of_the_car_and_walks_for_ten_minutes_is_on_foot():
    patrol = travel((9, 300), (1.2, 600), (9, 300))
    modes = leg_modes(patrol)
    assert [at_second(patrol, modes, s) for s in (150, 600, 1050)] == [VEHICLE, FOOT, VEHICLE]


@pytest.mark.parametrize("ping", [5, 15, 60])
def test_a_brisk_walk_is_a_walk_and_a_slow_bus_that_gets_no_further_is_a_bus(ping):
    """The bus averages 1.65 m/s, as in midtown Manhattan; it stands most of the time, and then reaches 7 m/s."""
    random = np.random.default_rng(7)
    walk = travel(*[(1.9 + random.normal(0, 0.1), 30) for _ in range(40)], ping=ping, noise=2.0)
    assert (carriers(walk)[:-1] == FOOT).mean() > 0.95
    if ping < 60:  # in a minute it is as far as a walker
        ride = [(speed, 1) for speeds, stand in moves(NEW_YORK) * 2 for speed in [*speeds, *[0.0] * stand]]
        assert (carriers(travel(*ride, ping=ping, noise=2.0))[:-1] == VEHICLE).mean() > 0.9


def test_the_bus_cycles_are_those_that_are_published():
    for cycle, metres, seconds, fastest in ((MANHATTAN, 3320 / 2, 1089 / 2, 40.7), (NEW_YORK, 990, 600, 49.6)):
        made = moves(cycle)
        assert sum(speeds.sum() for speeds, _ in made) == pytest.approx(metres, rel=0.005)
        assert sum(len(speeds) + stand for speeds, stand in made) == pytest.approx(seconds, abs=30)  # begins standing
        assert max(speeds.max() for speeds, _ in made) * 3.6 == pytest.approx(fastest, abs=0.1)


def test_poor_places_around_a_stay_without_signal_are_no_drive():
    """Indoors a receiver says little, and what it says is tens of metres off."""
    random = np.random.default_rng(3)
    walk = travel((1.3, 600), (0, 600), (1.3, 600), ping=1)
    s = (walk.time - walk.time[0]) / 1000.0
    indoors = (s > 600) & (s < 1200)
    x, y = (places + np.where(indoors, random.normal(0, 20, len(s)), 0.0) for places in (walk.x, walk.y))
    kept = ~indoors | (random.random(len(s)) < 0.03)
    made = part_of(replace(walk, x=x, y=y), kept)
    assert (carriers(made)[:-1] == FOOT).mean() > 0.95


def test_one_wild_fix_makes_no_drive_of_a_walk():
    walk = travel((1.3, 900))
    wild = replace(walk, y=walk.y + np.where(np.arange(len(walk.y)) == 90, 400.0, 0.0))
    assert (carriers(wild)[:-1] == FOOT).all()


def test_standing_for_a_minute_is_a_stop_with_noise_and_after_a_walk():
    made = travel((1.3, 300), (0, 300), (1.3, 300), noise=2.0)
    modes = leg_modes(made)
    assert [at_second(made, modes, s) for s in (100, 450, 850)] == [FOOT, STOPPED, FOOT]


def test_slow_legs_of_five_minutes_have_room_for_both_and_are_unknown():
    assert (leg_modes(travel((1.3, 3000), ping=300)) == UNKNOWN).all()
    # but nobody walks 9 m/s for five minutes
    assert (leg_modes(travel((9, 3000), ping=300))[:-1] == VEHICLE).all()


def test_the_minutes_of_a_visit_by_mode_add_up_and_so_do_those_of_dosage():
    rows = [("A", s, min(max(s - 100, 0), 60) + 20, 50) for s in range(0, 400, 5)]
    patrol = Patrol(rows, [SQUARE])
    names = ["stopped_min", "foot_min", "vehicle_min", "unknown_min"]
    assert patrol.visit[names].sum() == pytest.approx(patrol.visit.minutes)
    assert patrol.visit["mode"] == "stopped"
    assert patrol.dose[names[:3]].sum() + patrol.visit.unknown_min == pytest.approx(patrol.dose.officer_min)


def test_who_waits_in_the_car_between_two_drives_is_in_a_vehicle_and_stopped():
    patrol = travel((9, 300), (0, 600), (9, 300), noise=2.0)
    assert at_second(patrol, carriers(patrol), 600) == VEHICLE
    assert at_second(patrol, leg_modes(patrol), 600) == STOPPED


@pytest.mark.parametrize("ping", [5, 15, 60])
@pytest.mark.parametrize(("speed", "mode"), [(0.0, VEHICLE), (1.2, FOOT)])
def test_who_stops_in_eight_places_has_got_out_only_where_there_is_a_walk(ping, speed, mode):
    """That a unit gets out oftener is asked of its track; standing alone is no sign of it."""
    round_trip = travel(*[(8, 240), (speed, 480)] * 8, (8, 240), ping=ping, noise=2.0)
    modes = carriers(round_trip)
    stays = (round_trip.time - round_trip.time[0]) / 1000.0 % 720
    assert (modes[(stays > 300) & (stays < 660)] == mode).mean() > 0.98


def test_who_strolls_about_after_a_drive_has_left_the_car():
    random = np.random.default_rng(5)
    drive = [(s, 9.0 * s, 0.0) for s in range(0, 300, 5)]
    about = np.cumsum(random.choice([-4.0, 4.0], (120, 2)), axis=0)  # 0.8 m/s in each direction, ever another one
    walk = [(300 + 5 * i, 2700 + x, y) for i, (x, y) in enumerate(about)]
    back = [(900 + s, walk[-1][1] + 9.0 * s, walk[-1][2]) for s in range(0, 300, 5)]
    made = order_fixes(**fixes(*[("A", *row) for row in drive + walk + back]))
    modes = carriers(made)
    assert [at_second(made, modes, s) for s in (150, 600, 1050)] == [VEHICLE, FOOT, VEHICLE]


@pytest.mark.parametrize("ping", [1, 5, 15, 30])
def test_a_car_that_creeps_round_the_block_is_a_vehicle(ping):
    creeping = travel(*[(speed, 25) for speed in (4, 0, 5, 2, 0, 3.5, 5, 1.5)] * 4, ping=ping)
    assert (carriers(creeping)[:-1] == VEHICLE).mean() > 0.95


@pytest.mark.parametrize(
    ("kind", "ping", "least"),
    [(commuter, 5, 0.92), (patrol, 5, 0.90), (patrol, 60, 0.85), (rush, 5, 0.93), (shopper, 5, 0.93)],
)
def test_made_up_journeys_are_told_apart(kind, ping, least):
    made, labels = made_up(kind, ping, 5.0, 8)
    assert np.mean(shares(made, labels, carriers(made))) > least


@pytest.mark.parametrize(
    ("ping", "noise", "spoken", "foot"),
    [
        (5, 5, False, 0.9),
        (5, 10, False, 0.85),
        (5, 15, False, 0.8),
        (5, 20, False, 0.8),
        (15, 10, False, 0.9),
        (15, 10, True, 0.9),
        (60, 10, False, 0.82),
        (60, 10, True, 0.85),
    ],
)
def test_simulated_patrols_walk_in_hotspots_and_drive_between_them(ping, noise, spoken, foot):
    made, labels = patrols(ping, noise, spoken, units=3)
    on_foot, driven = shares(made, labels, carriers(made))
    assert on_foot > foot
    assert driven > 0.95


def test_what_a_device_says_of_its_speed_is_heard_where_fixes_are_rare():
    """A minute's legs of 200 m could be a run; the device says 12 m/s at each fix, between two halts."""
    made = travel((3.3, 1200), ping=60)
    assert (carriers(replace(made, speed=np.full(len(made.time), 12.0, dtype=np.float32)))[:-1] == VEHICLE).all()
    walk = travel((1.2, 1200), ping=60)
    silent = replace(walk, speed=np.zeros(len(walk.time), dtype=np.float32))  # as many say it of all that is slow
    assert carriers(silent).tolist() == carriers(walk).tolist()


@pytest.mark.parametrize(("noise", "longest"), [(2.0, 10), (7.0, 20), (12.0, 30)])
def test_the_rougher_a_track_the_longer_the_steps_it_is_judged_by(noise, longest):
    made = steps(travel((1.3, 600), (0, 300), (9, 300), noise=noise))
    assert np.median(made.seconds) == longest
    assert made.seconds.sum() == 1200


def test_a_rough_track_changes_nothing_for_another_unit():
    rough, clean = travel((1.3, 900), noise=15.0), travel((1.3, 600), (9, 300), noise=1.0)
    both = together(rough, clean)
    assert carriers(both).tolist() == carriers(rough).tolist() + carriers(clean).tolist()
    assert (carriers(rough)[:-1] == FOOT).mean() > 0.9


def test_a_long_run_done_in_pieces_is_judged_as_in_one(monkeypatch):
    random = np.random.default_rng(6)
    speed = np.abs(random.choice([0.1, 1.3, 8.0], 300).repeat(20) + random.normal(0, 0.3, 6000))
    starts = np.arange(6000) == 0
    cut = chain.log_odds(speed, np.full(6000, 10.0), starts)
    monkeypatch.setattr(chain, "CORE", 10_000)
    whole = chain.log_odds(speed, np.full(6000, 10.0), starts)
    # which rates fit is asked piece by piece
    assert ((cut > 0) == (whole > 0)).mean() > 0.999


def test_the_chain_agrees_with_going_through_all_ways_there_are():
    speed, seconds = np.array([0.2, 1.6, 6.0]), np.array([10.0, 20.0, 30.0])
    seen = activities.densities(speed, seconds)
    lengths = activities.STEPS_S
    total = vehicle = 0.0
    ways = np.array(list(itertools.product(range(activities.STATES), repeat=3)))
    for i, rarer in enumerate(chain.RARER):
        between = [np.argmin(np.abs(np.log(lengths / apart))) for apart in (15.0, 25.0)]
        moves = [activities.changes(rarer)[which] for which in between]
        likely = activities.BEGINS[ways[:, 0]] * seen[0, ways[:, 0]] * np.exp(chain.PROOF * i)
        for step in (1, 2):
            likely = likely * moves[step - 1][ways[:, step - 1], ways[:, step]] * seen[step, ways[:, step]]
        total += likely.sum()
        vehicle = vehicle + np.array([likely[ways[:, step] >= activities.ON_FOOT].sum() for step in range(3)])
    share = vehicle / total
    odds = chain.log_odds(speed, seconds, np.array([True, False, False]))
    assert odds == pytest.approx(np.log(share / (1 - share)), abs=1e-4)


def test_activities_lead_to_each_other_and_to_nothing_else():
    rates = activities.rates()
    assert rates.sum(axis=1) == pytest.approx(0.0)
    assert (rates[~np.eye(len(rates), dtype=bool)] >= 0).all()
    for rarer in chain.RARER:
        chances = activities.changes(rarer)
        assert chances.sum(axis=2) == pytest.approx(1.0)
        assert (chances[-1] > 0).all()  # in an hour any may become any
    assert activities.BEGINS.sum() == pytest.approx(1.0)
    assert sum(activities.PACE_SHARE) == pytest.approx(1.0)


def test_units_do_not_judge_each_other():
    one, other = travel((1.3, 900)), travel((9, 900))
    both = together(one, other)
    assert carriers(both).tolist() == carriers(one).tolist() + carriers(other).tolist()


def user(data, name, thin):
    return geolife(data(f"geolife/points_user{name}.csv.gz"), thin)


# the goal is 0.90 and 0.89: tests/studies/modes.py says what was tried, and what the labels allow
@pytest.mark.parametrize(("thin", "least", "pure"), [(0, 0.84, 0.845), (60, 0.855, 0.875)])
def test_geolifes_walks_and_buses_are_told_apart_better_than_by_any_net_speed_and_threshold(data, thin, least, pure):
    made, labels = user(data, "020", thin)
    modes = carriers(made)
    balanced = np.mean(shares(made, labels, modes))
    # the best of all windows from 10 to 300 s and thresholds on the way between their ends, with the labels in hand
    simple = np.where(windowed(made, 240 if thin else 180) > 1.8, VEHICLE, FOOT)
    assert balanced > least
    assert balanced > np.mean(shares(made, labels, simple)) + 0.005
    assert np.mean(shares(made, labels, modes, pure=True)) > pure


@pytest.mark.parametrize(("thin", "least"), [(0, 0.955), (60, 0.975)])
def test_geolifes_car_is_a_vehicle(data, thin, least):
    made, labels = user(data, "115", thin)
    assert shares(made, labels, carriers(made))[1] > least


def test_eight_interleaved_buses_are_eight_units_in_vehicles_that_visit_nothing_they_do_not_pass(data):
    made = buses(data("bus_avl_liverpool/liverpool_bus_route14_2026-01-26.csv"))
    assert len(made.units) == 8
    modes, weight = carriers(made), lasting(made)
    assert weight[modes == VEHICLE].sum() / weight.sum() > 0.97
    moving = windowed(made, 120) > 1.0
    assert weight[moving & (modes == VEHICLE)].sum() / weight[moving].sum() > 0.98
    assert all(np.median(modes[(made.unit == bus) & made.joined]) == VEHICLE for bus in range(8))
    import shapely

    away = shapely.box(made.x.min() - 2000, made.y.min() - 2000, made.x.min() - 1500, made.y.min() - 1500)
    assert not inside(made, np.array([away])).leg.size
