"""Simulated patrols: the truth is checked by other means than those that made it."""

from __future__ import annotations

import hashlib
import io
import pathlib
from dataclasses import replace
from datetime import UTC, date, time
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot_plugin.core.errors import CancelledError, HotspotError
from hotspot_plugin.core.files import whole_folder
from hotspot_plugin.core.progress import SILENT
from hotspot_plugin.core.tracking.gpx import GpxFile
from hotspot_plugin.core.tracking.gpx_write import digest, file_name, gpx
from hotspot_plugin.core.tracking.simulate import Settings, simulate
from hotspot_plugin.core.tracking.walks import Path, stays
from tests.core.tracking.walks import truly_inside

LONDON = ZoneInfo("Europe/London")
# one unit, one short shift, exact
PLAIN = Settings("s", 1, 1, date(2026, 1, 5), time(14), 2.0, LONDON, 15.0, 0.0, 13.0)
BOX = shapely.box(0, 0, 100, 100)
U_SHAPE = shapely.Polygon([(0, 0), (300, 0), (300, 300), (200, 300), (200, 100), (100, 100), (100, 300), (0, 300)])
HOLED = shapely.box(500, 0, 800, 300).difference(shapely.box(600, 100, 700, 200))
APART = shapely.MultiPolygon([shapely.box(1000, 0, 1080, 300), shapely.box(1200, 0, 1280, 300)])
SLIVER = shapely.Polygon([(0, 900), (400, 900.0001), (400, 900)])
ON_THE_WAY = shapely.box(400, -500, 420, 500)


def shapes(*polygons):
    return np.array(polygons, dtype=object)


def only(polygons, targets=None, **changes):
    made = list(simulate(shapes(*polygons), np.array(targets or [True] * len(polygons)), replace(PLAIN, **changes)))
    assert len(made) == 1
    return made[0]


def moving(*points):
    """Return a path through (t, x, y), on the way all the time."""
    t, x, y = (np.array(column, dtype=float) for column in zip(*points, strict=True))
    return Path(t, x, y, np.full(len(t) - 1, -1))


def stays_of(path, *polygons):
    made = stays(path, shapes(*polygons), shapely.STRtree(shapes(*polygons)))
    return list(zip(made["hotspot"], made["enter"], made["leave"], strict=True))


# -- the exact geometry, by hand --


def test_a_unit_that_drives_through_a_hotspot_is_inside_from_edge_to_edge():
    # 400 m in 40 s at y = 50: the box from x = 0 to x = 100 lies between 150 m and 250 m of the way
    assert stays_of(moving((0, -150, 50), (40, 250, 50)), BOX) == [(0, 15.0, 25.0)]


def test_a_stop_belongs_to_the_stay_around_it():
    # in at 15 s, at the middle at 20 s, 600 s of standing, then back out the way it came
    path = moving((0, -150, 50), (20, 50, 50), (620, 50, 50), (640, -150, 50))
    assert stays_of(path, BOX) == [(0, 15.0, 625.0)]


def test_leaving_a_hotspot_through_its_gap_makes_two_stays():
    assert stays_of(moving((0, -100, 200), (50, 400, 200)), U_SHAPE) == [(0, 10.0, 20.0), (0, 30.0, 40.0)]


def test_touching_a_corner_is_no_stay():
    assert stays_of(moving((0, -50, 50), (10, 50, -50)), BOX) == []


def test_overlapping_hotspots_have_each_its_own_stay():
    assert stays_of(moving((0, -150, 50), (40, 250, 50)), BOX, shapely.box(50, 0, 200, 100)) == [
        (0, 15.0, 25.0),
        (1, 20.0, 35.0),
    ]


def test_a_unit_that_never_comes_near_has_no_stays():
    assert stays_of(moving((0, 500, 500), (10, 600, 600), (20, 600, 600)), BOX) == []


# -- the patrols --

worlds = st.lists(st.sampled_from([U_SHAPE, HOLED, APART, ON_THE_WAY, SLIVER]), min_size=1, max_size=4)
simulations = settings(max_examples=25)


@simulations
@given(worlds, st.integers(0, 10**6), st.sampled_from([5.0, 15.0, 60.0, 600.0]))
def test_without_noise_a_fix_is_inside_a_hotspot_exactly_when_the_truth_says_so(world, seed, ping):
    shift = only(world, seed=str(seed), ping_s=ping)
    places = shapely.points(shift.x, shift.y)
    for i, shape in enumerate(world):
        within = truly_inside(shift, i)
        # rounding puts a fix on the very edge on either side of it
        clear = shapely.distance(places, shapely.boundary(shape)) > 0.02
        assert (within == shapely.covers(shape, places))[clear].all()


@simulations
@given(worlds, st.integers(0, 10**6), st.floats(0.25, 24))
def test_stays_lie_inside_the_shift_do_not_overlap_and_their_minutes_add_up(world, seed, hours):
    shift = only(world, seed=str(seed), shift_hours=hours, ping_s=300.0)
    starts = np.datetime64("2026-01-05T14:00")
    ends = starts + np.timedelta64(round(hours * 3_600_000), "ms")
    truth = shift.truth
    assert (truth["enter"] >= starts).all()
    assert (truth["leave"] <= ends).all()
    assert (truth["minutes"] > 0).all()
    spans = (truth["leave"] - truth["enter"]).to_numpy() / np.timedelta64(1, "m")
    assert spans == pytest.approx(truth["minutes"].to_numpy())
    for _, mine in truth.groupby("hotspot"):
        assert (mine["enter"].to_numpy()[1:] > mine["leave"].to_numpy()[:-1]).all()
    assert (shift.time >= starts).all()
    assert (shift.time < ends).all()
    assert (np.diff(shift.time).astype(np.int64) > 0).all()


def test_only_targets_are_patrolled_and_passing_through_is_marked():
    far = shapely.box(900, 0, 1000, 100)
    truth = only([BOX, ON_THE_WAY, far], [True, False, True], shift_hours=8.0).truth
    crossed = truth[truth["hotspot"] == 1]
    assert len(crossed) > 5
    assert not crossed["targeted"].any()
    assert crossed["minutes"].max() < 1  # 20 m at 6 m/s or more
    assert truth[truth["hotspot"] != 1]["targeted"].all()


def test_visits_last_about_as_long_as_was_asked_for():
    squares = [shapely.box(x, y, x + 200, y + 200) for x in (0, 600, 1200) for y in (0, 600)]
    made = simulate(shapes(*squares), np.ones(6, dtype=bool), replace(PLAIN, units=2, days=10, shift_hours=8.0))
    minutes = np.concatenate([shift.truth.query("targeted")["minutes"].to_numpy() for shift in made])
    # a walk in progress is finished and the way to the edge is inside too: up to about two minutes more
    assert 13 - 3 * 5 / np.sqrt(len(minutes)) < minutes.mean() < 16


def test_units_walk_in_hotspots_and_drive_between_them():
    shift = only([BOX, shapely.box(900, 0, 1000, 100)], shift_hours=8.0)
    inside = shapely.covers(
        shapely.union_all([BOX.buffer(-20), shapely.box(920, 20, 980, 80)]), shapely.points(shift.x, shift.y)
    )
    assert np.median(shift.speed_ms[inside]) < 1.5
    between = (shift.x > 150) & (shift.x < 850)
    assert shift.speed_ms[between].min() >= 6
    assert shift.speed_ms[between].max() <= 12


def test_a_single_hotspot_is_left_and_visited_again():
    assert only([BOX], shift_hours=8.0).truth["targeted"].sum() > 3


def test_fixes_come_at_the_interval_asked_for_with_a_tenth_of_jitter_and_a_few_lost():
    gaps = np.diff(only([BOX], shift_hours=24.0).time).astype(np.int64) / 1000
    whole = gaps[gaps < 20]
    assert (whole >= 13.5 - 0.002).all()
    assert (whole <= 16.5 + 0.002).all()
    assert whole.mean() == pytest.approx(15, abs=0.1)
    assert 0.005 < (gaps > 20).mean() < 0.05


def test_noise_has_the_spread_asked_for_and_drifts():
    exact = only([BOX], shift_hours=24.0)
    noisy = only([BOX], shift_hours=24.0, noise_m=5.0)
    assert (noisy.time == exact.time).all()
    assert noisy.truth.equals(exact.truth)
    for error in (noisy.x - exact.x, noisy.y - exact.y):
        assert error.std() == pytest.approx(5, rel=0.08)
        # drift over 15 s where noise is alike for 20 s: exp(-15/20)
        assert np.corrcoef(error[1:], error[:-1])[0, 1] == pytest.approx(np.exp(-0.75), abs=0.06)
    assert (noisy.speed_ms >= 0).all()


def test_the_seed_repeats_the_patrols_and_another_seed_makes_others():
    for seed in ("Trial 1", "Streife – 巡逻 🚓"):
        assert only([BOX], seed=seed).truth.equals(only([BOX], seed=seed).truth)
    assert not np.array_equal(only([BOX], seed="a").x[:50], only([BOX], seed="b").x[:50])


def test_patrols_of_old_seeds_stay_what_they_were():
    # the digest is that of the version before streets could be followed; whole millimetres, as numpy's versions differ
    digest = hashlib.sha256()
    asked = replace(PLAIN, units=2, days=2, shift_hours=8.0, noise_m=5.0)
    for shift in simulate(
        shapes(U_SHAPE, HOLED, APART, ON_THE_WAY, SLIVER), np.array([True, True, True, False, True]), asked
    ):
        digest.update(shift.time.astype("M8[ms]").astype("i8").tobytes())
        for values in (shift.x, shift.y, shift.speed_ms):
            digest.update(np.round(values * 1000).astype("i8").tobytes())
        digest.update(shift.truth["hotspot"].to_numpy("i8").tobytes())
        for name in ("enter", "leave"):
            digest.update(shift.truth[name].to_numpy("M8[ms]").astype("i8").tobytes())
        digest.update(shift.truth["targeted"].to_numpy().astype("i8").tobytes())
    assert digest.hexdigest() == "b19c3a1d20493084596ac1dedbb3e17b4f43046cf36840ac0fd3430ffe8bbca1"


def test_units_and_days_have_patrols_of_their_own():
    made = list(simulate(shapes(BOX, U_SHAPE), np.array([True, True]), replace(PLAIN, units=2, days=2)))
    starts = {tuple(np.round(shift.x[:3], 6)) for shift in made}
    assert len(starts) == 4


def test_more_units_do_not_change_the_patrols_of_the_first():
    one = next(simulate(shapes(BOX, U_SHAPE), np.array([True, True]), PLAIN))
    many = next(simulate(shapes(BOX, U_SHAPE), np.array([True, True]), replace(PLAIN, units=3, days=2)))
    assert np.array_equal(one.x, many.x)


def test_a_shift_starts_by_the_clocks_of_the_zone_in_winter_and_summer():
    assert PLAIN.shift(0)[0] == np.datetime64("2026-01-05T14:00")
    assert replace(PLAIN, start=date(2026, 7, 1)).shift(0)[0] == np.datetime64("2026-07-01T13:00")


def test_a_shift_of_24_hours_never_runs_into_the_next_when_the_clocks_go_forward():
    spring = replace(PLAIN, start=date(2026, 3, 28), shift_hours=24.0)
    assert spring.shift(0)[1] == 23 * 3600  # Saturday 14:00 to Sunday 14:00 summer time
    assert spring.shift(1)[1] == 24 * 3600


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"units": 0}, "units is 0"),
        ({"days": -1}, "days is -1"),
        ({"ping_s": 0.0}, "ping interval is 0 seconds"),
        ({"ping_s": float("nan")}, "ping interval"),
        ({"noise_m": -1.0}, "noise of the GPS is -1 metres"),
        ({"shift_hours": 25.0}, "24 or less"),
        ({"shift_hours": 0.0}, "more than 0"),
        ({"visit_min": 0.0}, "length of a visit"),
        ({"seed": ""}, "seed is empty"),
        ({"ping_s": 0.001, "units": 100}, "fewer or rarer"),
    ],
)
def test_numbers_that_make_no_sense_are_refused(change, sentence):
    with pytest.raises(HotspotError, match=sentence):
        replace(PLAIN, **change)


def test_no_hotspot_to_patrol_is_refused():
    with pytest.raises(HotspotError, match="No hotspot is to be patrolled"):
        only([BOX], [False])


# -- the files --


def as_gpx(shift):
    """Return the GPX of a shift whose metres are laid out as degrees about 51.5 N, 1.25 W."""
    longitude, latitude = -1.25 + shift.x / 70_000, 51.5 + shift.y / 111_000
    return gpx([shift], [(longitude, latitude)]), longitude, latitude


@simulations
@given(worlds, st.integers(0, 10**6), st.sampled_from([0.0, 5.0]))
def test_what_is_written_is_read_again_to_the_millisecond_and_the_last_decimal(world, seed, noise):
    shift = only(world, seed=str(seed), noise_m=noise)
    content, longitude, latitude = as_gpx(shift)
    (points,) = GpxFile(io.BytesIO(content), "a.gpx", UTC)
    assert np.array_equal(points.time, shift.time)
    assert np.abs(points.x - longitude).max() <= 0.5000001e-7
    assert np.abs(points.y - latitude).max() <= 0.5000001e-7
    assert np.abs(points.speed_ms - shift.speed_ms).max() <= 0.0050001
    assert not points.rejects


def test_gpxpy_reads_the_files_and_every_name_in_them_says_simulated():
    import gpxpy

    days = list(simulate(shapes(BOX), np.array([True]), replace(PLAIN, days=2)))
    content = gpx(days, [(shift.x / 1e5, shift.y / 1e5) for shift in days])
    peer = gpxpy.parse(content.decode())
    assert peer.version == "1.1"
    assert peer.creator == "Hotspot policing simulator"
    for text in (peer.name, peer.description, *(t.name for t in peer.tracks), *(t.description for t in peer.tracks)):
        assert text.startswith("SIMULATED - not a real patrol")
    assert [len(track.segments[0].points) for track in peer.tracks] == [len(shift.time) for shift in days]
    assert peer.tracks[1].segments[0].points[0].time.replace(tzinfo=None) == days[1].time[0].astype(object)


def test_files_are_the_same_bytes_every_time_and_their_digest_is_that_of_sha256sum(tmp_path):
    content = as_gpx(only([BOX]))[0]
    assert content == as_gpx(only([BOX]))[0]
    for name, data in (("b", b"beta"), ("a", b"alpha")):
        (tmp_path / name).write_bytes(data)
    listing = f"{hashlib.sha256(b'alpha').hexdigest()}  a\n{hashlib.sha256(b'beta').hexdigest()}  b\n"
    assert digest(tmp_path, ["b", "a"]) == hashlib.sha256(listing.encode()).hexdigest()
    assert file_name(3) == "simulated_unit_03.gpx"


def test_cancel_stops_between_shifts():
    class Impatient(type(SILENT)):
        def at(self, fraction):
            if fraction > 0:
                raise CancelledError

    made = simulate(shapes(BOX), np.array([True]), replace(PLAIN, days=3), Impatient())
    next(made)
    with pytest.raises(CancelledError):
        next(made)


# -- a folder of files, complete or absent --


def test_a_folder_is_filled_only_when_everything_is_written(tmp_path):
    folder = tmp_path / "tracks"

    def half():
        with whole_folder(folder) as beside:
            (beside / "a.gpx").write_text("half")
            raise CancelledError

    with pytest.raises(CancelledError):
        half()
    assert list(tmp_path.iterdir()) == []
    with whole_folder(folder) as beside:
        (beside / "a.gpx").write_text("whole")
    assert [path.name for path in tmp_path.iterdir()] == ["tracks"]
    assert (folder / "a.gpx").read_text() == "whole"


def test_files_of_the_same_name_are_replaced_and_others_stay(tmp_path):
    (tmp_path / "a").write_text("old")
    (tmp_path / "mine").write_text("mine")
    with whole_folder(tmp_path) as beside:
        (beside / "a").write_text("new")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "new", "mine": "mine"}


def test_if_one_file_cannot_be_replaced_all_are_as_they_were(tmp_path, monkeypatch):
    folder = tmp_path / "tracks"
    folder.mkdir()
    (folder / "a").write_text("old")
    rename = pathlib.Path.replace

    def locked(self, target):
        if self.name == "b" and self.parent.name == "new":
            raise PermissionError(13, "in use", str(target))
        return rename(self, target)

    def fill():
        with whole_folder(folder) as beside:
            (beside / "a").write_text("new")
            (beside / "b").write_text("new")

    monkeypatch.setattr(pathlib.Path, "replace", locked)
    with pytest.raises(HotspotError, match="could not be written"):
        fill()
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"a": "old"}
    assert [path.name for path in tmp_path.iterdir()] == ["tracks"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "tracks").write_text("x")
    with pytest.raises(HotspotError, match="is a file"), whole_folder(tmp_path / "tracks"):
        pass
