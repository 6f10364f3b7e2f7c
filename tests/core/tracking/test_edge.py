"""How far out edges are put for rare fixes and narrow hotspots, against places whose number inside is known."""

from dataclasses import replace

import numpy as np
import pytest
import shapely

from hotspot_plugin.core.tracking import edge
from hotspot_plugin.core.tracking.clip import inside
from hotspot_plugin.core.tracking.drift import with_drifts
from hotspot_plugin.core.tracking.edge import Edges, fair_edges, moved
from hotspot_plugin.core.tracking.legs import order_fixes
from hotspot_plugin.core.tracking.presence import find_presence

TURNS = np.arange(6) * np.pi / 3
CENTRES = np.stack(np.meshgrid(np.arange(5) * 700.0, np.arange(4) * 700.0), axis=-1).reshape(-1, 2)
HEXAGONS = shapely.polygons(CENTRES[:, None] + 138.7 * np.stack((np.cos(TURNS), np.sin(TURNS)), axis=1))  # 5 ha
CORRIDORS = np.array(
    [shapely.buffer(shapely.LineString([(x, y), (x + 250, y + 200)]), 15, cap_style="flat") for x, y in CENTRES]
)
SIGMA = 10.0
TO_68 = 1.51  # from the standard deviation to the radius of 68 % of normal errors


def places(shapes, only_inside, count, seed):
    """Random places, in the hotspots alone or everywhere alike."""
    random = np.random.default_rng(seed)
    west, south, east, north = shapely.total_bounds(shapes)
    made = random.uniform((west - 100, south - 100), (east + 100, north + 100), (count * 60, 2))
    if only_inside:
        made = made[shapely.STRtree(shapes).query(shapely.points(made), predicate="intersects")[0]]
    return made[:count]


def track(where, noise, seed, every=300):
    """One fix at each place, each standing for as long as any other."""
    random = np.random.default_rng(seed)
    seen = where + random.normal(0, noise, where.shape)
    unit = np.repeat(np.arange(10), len(where) // 10)
    when = np.tile(np.arange(len(where) // 10), 10) * every * 1000
    names = np.array([f"u{i}" for i in unit], dtype=object)
    return order_fixes(names, np.datetime64("2026-01-05", "ms") + when.astype("m8[ms]"), *seen[: len(unit)].T, 900)


def shifts(seen, shapes, noise=SIGMA, merge_gap=60):
    """How far the edges of each hotspot go out for the units of these tracks, which are all of one interval."""
    edges = fair_edges(seen, shapes, TO_68 * noise, merge_gap)
    assert len(set(edges.band)) == 1
    assert not np.delete(edges.metres, edges.band[0], axis=0).any()
    return edges.metres[edges.band[0]]


def share_inside(where, shapes):
    """Of all places, how many are in a hotspot."""
    return len(shapely.STRtree(shapes).query(shapely.points(where), predicate="intersects")[0]) / len(where)


@pytest.mark.parametrize("shapes", [HEXAGONS, CORRIDORS], ids=["hexagons", "corridors"])
def test_most_of_what_error_carries_out_is_made_up_for(shapes):
    where = places(shapes, only_inside=True, count=6000, seed=1)
    seen = track(where, SIGMA, seed=2)
    at_fixes = np.stack((seen.x, seen.y), axis=1)
    wide = moved(shapes, shifts(seen, shapes))
    lost = 1 - share_inside(at_fixes, shapes)
    still_lost = 1 - share_inside(at_fixes, wide)
    assert lost > 0.05
    assert -0.1 * lost < still_lost < 0.5 * lost


@pytest.mark.parametrize("shapes", [HEXAGONS, CORRIDORS], ids=["hexagons", "corridors"])
def test_edges_stay_where_as_many_units_are_outside_as_inside(shapes):
    where = places(shapes, only_inside=False, count=40_000, seed=3)
    assert shifts(track(where, SIGMA, seed=4), shapes).max() < 0.25 * SIGMA


def test_exact_fixes_frequent_ones_and_too_few_move_no_edge():
    where = places(HEXAGONS, only_inside=True, count=3000, seed=5)
    assert not shifts(track(where, 0.0, seed=6), HEXAGONS, 0.0).any()
    assert not shifts(track(where, SIGMA, seed=6, every=60), HEXAGONS).any()
    assert not shifts(track(where[:150], SIGMA, seed=6), HEXAGONS).any()


def test_the_same_fixes_always_give_the_same_edge():
    seen = track(places(HEXAGONS, only_inside=True, count=3000, seed=7), SIGMA, seed=8)
    once, again = shifts(seen, HEXAGONS), shifts(seen, HEXAGONS)
    assert (once == again).all()
    assert (once > 0).all()


def test_only_units_of_rare_fixes_are_given_wider_hotspots():
    rare = ("rare", 300, 106.0)  # stands 6 m outside
    often = ("often", 60, 106.0)
    rows = [(name, s, x, 50.0) for name, every, x in (rare, often) for s in range(0, 1201, every)]
    units, seconds, x, y = zip(*rows, strict=True)
    when = np.datetime64("2026-01-05", "ms") + (np.array(seconds) * 1000).astype("m8[ms]")
    seen = order_fixes(np.array(units, dtype=object), when, np.array(x), np.array(y))
    square = np.array([shapely.box(0, 0, 100, 100)], dtype=object)
    spells, visits = find_presence(
        seen, square, 60, 10, edges=Edges(np.array([1, 2]), np.array([[0.0], [0.0], [10.0]]), np.full(3, 10.0))
    )
    assert seen.units[visits.unit].tolist() == ["rare"]
    assert (spells.end - spells.start).sum() == visits.inside.sum() == 1200_000


@pytest.mark.parametrize(("noise", "moves"), [(3.0, False), (10.0, True)])
def test_edges_of_narrow_hotspots_move_for_frequent_fixes_if_error_is_large_against_them(noise, moves):
    where = places(CORRIDORS, only_inside=True, count=6000, seed=9)
    seen = track(where, noise, seed=10, every=60)
    assert (shifts(seen, CORRIDORS, noise) > 0).all() == moves
    # and of hotspots of two kinds only the narrow ones
    both = np.concatenate((CORRIDORS, HEXAGONS[:1]))
    assert shifts(seen, both, noise)[-1] == 0


def test_what_devices_say_of_their_accuracy_is_used():
    where = places(CORRIDORS, only_inside=True, count=6000, seed=9)
    seen = track(where, 10.0, seed=10, every=60)
    told = replace(seen, accuracy=np.full(len(seen.time), TO_68 * 10.0, dtype=np.float32))
    assert shifts(told, CORRIDORS, 0.0) == pytest.approx(shifts(seen, CORRIDORS, 10.0), abs=0.01)


@pytest.mark.parametrize(("metres", "deviates", "filled"), [(9.9, 2.0, True), (9.9, 1.0, False), (13.9, 2.0, False)])
def test_what_is_further_out_than_so_many_standard_errors_is_no_drift(metres, deviates, filled):
    # one fix outside of a square, between fixes well inside; 10 m of accuracy are a standard deviation of 6.6
    x = np.array([50.0, 50, 50, 100 + metres, 50, 50, 50])
    when = np.datetime64("2026-01-05", "ms") + (np.arange(7) * 20_000).astype("m8[ms]")
    seen = order_fixes(np.full(7, "u", dtype=object), when, x, np.full(7, 50.0))
    square = np.array([shapely.box(0, 0, 100, 100)], dtype=object)
    stays = with_drifts(seen, inside(seen, square), square, 60, 10, deviates=deviates)
    assert ((stays.end - stays.start).sum() == 120_000) == filled


def test_units_are_near_the_edge_inside_where_they_are_sent_and_on_either_side_where_they_pass():
    sent_to = np.arange(len(HEXAGONS)) % 2 == 0
    inner = places(HEXAGONS[sent_to], only_inside=True, count=20_000, seed=11)
    passing = places(HEXAGONS, only_inside=False, count=40_000, seed=12)
    where = np.random.default_rng(13).permutation(np.concatenate((inner, passing)))
    edges = fair_edges(track(where, SIGMA, seed=14), HEXAGONS, TO_68 * SIGMA, 60)
    sent = edges.sent[edges.band[0]]
    # of the passing alone as many are on either side, and with the others this many times as many inside
    passes = len(passing) / np.prod(np.diff(shapely.total_bounds(HEXAGONS).reshape(2, 2), axis=0) + 200)
    times = 1 + len(inner) / shapely.area(HEXAGONS[sent_to]).sum() / passes
    assert np.median(sent[sent_to]) == pytest.approx(times, rel=0.35)
    assert np.median(sent[~sent_to]) == pytest.approx(1.0, abs=0.35)


@pytest.mark.parametrize("shapes", [HEXAGONS, CORRIDORS], ids=["hexagons", "corridors"])
def test_of_units_with_more_fixes_than_are_looked_at_the_first_ones_are(monkeypatch, shapes):
    where = places(shapes, only_inside=True, count=6000, seed=16)
    seen = track(where, SIGMA, seed=17, every=15)
    monkeypatch.setattr(edge, "ENOUGH", 4321)
    monkeypatch.setattr(edge, "AT_MOST", 4321)
    few = replace(seen, unit=np.zeros(len(seen.time), dtype=np.int64), units=np.array(["a"], dtype=object))
    assert (fair_edges(few, shapes, TO_68 * SIGMA, 60).sent != 10.0).any()


def test_less_is_taken_for_drift_where_units_truly_go_out_and_in_however_wide_the_hotspot():
    field, every, days = np.array([shapely.box(0, -2000, 4000, 2000)]), 15, 10
    random = np.random.default_rng(15)
    seconds = np.arange(0, 20_000, every)
    names, when, x = [], [], []
    for unit in range(days):
        # 200 m inside for ten minutes, then in for two minutes and out for one and a half, up to 30 m from the edge
        outing = seconds // 210
        depth = random.uniform(0, 30, outing[-1] + 1)[outing]
        true = np.where(seconds % 1200 < 600, 200.0, np.where(seconds % 210 < 120, depth, -depth))
        x.append(true)
        names += [f"u{unit}"] * len(seconds)
        when.append(seconds + unit)
    true = np.concatenate(x)
    place = np.stack((true, random.uniform(-1000, 1000, days).repeat(len(seconds))), axis=1)
    seen = place + random.normal(0, SIGMA, place.shape)
    start = np.datetime64("2026-01-05", "ms")
    fixes = order_fixes(
        np.array(names, dtype=object), start + np.concatenate(when) * np.timedelta64(1000, "ms"), *seen.T
    )
    edges = fair_edges(fixes, field, TO_68 * SIGMA, 60)
    assert edges.metres[edges.band[0], 0] == 0
    fair, usual = (
        find_presence(fixes, field, 60, TO_68 * SIGMA, edges=way)[1].minutes.sum()
        for way in (edges, replace(edges, deviates=np.full_like(edges.deviates, 2.0), kinds=(None,) * 3))
    )
    inside_min = np.count_nonzero(true > 0) * every / 60
    assert usual > 1.04 * inside_min
    assert fair == pytest.approx(inside_min, rel=0.03)


@pytest.mark.parametrize("every", [30, 60])
def test_bounds_know_of_outings_that_no_fix_meets(every):
    # visits of up to eleven minutes, inside for 100 s at a time and then out for 20 s; fifteen minutes away
    # always 30 m from the edge, so that legs cross it half-way
    field, random = np.array([shapely.box(0, -5000, 1000, 5000)]), np.random.default_rng(18)
    names, when, depth, truth = [], [], [], []
    for unit in range(10):
        parts = []
        for _ in range(40):
            parts.append(np.full(random.integers(800, 1000), -30.0))
            begins = sum(len(part) for part in parts)
            visit = np.concatenate(
                [
                    np.full(round(seconds), where)
                    for seconds, where in zip(random.exponential([100, 20] * 6), [30.0, -30.0] * 6, strict=True)
                ]
            )[:600]
            parts.append(np.concatenate((np.full(30, 30.0), visit, np.full(30, 30.0))))
            truth.append((unit, begins, begins + len(parts[-1]), np.count_nonzero(parts[-1] > 0) / 60))
        at = np.concatenate(parts)
        seconds = np.arange(unit, len(at), every)
        names += [f"u{unit}"] * len(seconds)
        when.append(seconds)
        depth.append(at[seconds])
    x = np.concatenate(depth)
    x = x + random.normal(0, 5, x.shape)
    start = np.datetime64("2026-01-05", "ms")
    seconds = np.concatenate(when)
    names = np.array(names, dtype=object)
    fixes = order_fixes(names, start + seconds * np.timedelta64(1000, "ms"), x, np.zeros(len(x)))
    edges = fair_edges(fixes, field, TO_68 * 5, 60)

    def held(way):
        visits = find_presence(fixes, field, 60, TO_68 * 5, edges=way)[1]
        since = (visits.enter - start.astype(np.int64)) / 1000
        found = []
        for unit, begins, ends, minutes in truth:
            its = (visits.unit == unit) & (since > begins - 300) & (since < ends)
            found.append(visits.low[its].sum() / 60_000 <= minutes <= visits.high[its].sum() / 60_000)
        return np.mean(found)

    assert 0.91 <= held(edges) <= 0.985
    assert held(replace(edges, kinds=tuple(kind and kind._replace(often=0.0) for kind in edges.kinds))) < 0.7
