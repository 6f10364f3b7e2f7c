"""Many files and units to one table of fixes."""

from __future__ import annotations

from datetime import UTC

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import CancelledError, HotspotError
from hotspot_plugin.core.tracking import fixes, sources
from tests.core.log import Log


def gpx(*segments):
    """Return a GPX of segments, each a list of (seconds after 14:00, latitude)."""
    inside = "".join(
        "<trkseg>"
        + "".join(
            f'<trkpt lat="{lat}" lon="1"><time>2026-01-05T14:{s // 60:02}:{s % 60:02}Z</time></trkpt>'
            for s, lat in segment
        )
        + "</trkseg>"
        for segment in segments
    )
    return f"<gpx><trk><name>PC Jane Doe</name>{inside}</trk></gpx>"


def read(paths, log=None):
    log = log or Log()
    return sources.read_files(sources.find(paths, log), UTC, log)


def seconds(table):
    return ((table["time"].to_numpy() - np.datetime64("2026-01-05T14:00")) / np.timedelta64(1, "s")).tolist()


def test_a_unit_is_named_by_its_file_and_never_by_a_name_inside(tmp_path):
    (tmp_path / "unit_7.gpx").write_text(gpx([(0, 51)]))
    imported = read([tmp_path])
    assert imported.fixes.table["unit"].tolist() == ["unit_7"]
    assert "Jane" not in imported.fixes.table.to_csv() + imported.fixes.rejects.to_csv()


def test_files_of_the_same_name_in_several_folders_are_one_unit(tmp_path):
    for day, second in (("tuesday", 0), ("monday", 60)):
        (tmp_path / day).mkdir()
        (tmp_path / day / "unit_7.GPX").write_text(gpx([(second, 51)]))
    table = read([tmp_path]).fixes.table
    assert table["unit"].tolist() == ["unit_7", "unit_7"]
    assert table["source"].tolist() == ["tuesday/unit_7.GPX", "monday/unit_7.GPX"]
    assert table["segment"].tolist() == [1, 2]


def test_falling_times_are_sorted_and_counted(tmp_path):
    (tmp_path / "a.gpx").write_text(gpx([(0, 50), (30, 51), (15, 52), (45, 53), (40, 54)]))
    made = read([tmp_path / "a.gpx"]).fixes
    assert seconds(made.table) == [0, 15, 30, 40, 45]
    assert made.table["y"].tolist() == [50, 52, 51, 54, 53]
    assert made.falling == 2


def test_of_two_fixes_at_the_same_time_the_first_is_kept_and_the_other_is_a_reject(tmp_path):
    (tmp_path / "a.gpx").write_text(gpx([(0, 50), (0, 51)]))
    made = read([tmp_path]).fixes
    assert made.table["y"].tolist() == [50]
    assert made.falling == 0  # an equal time does not fall
    reject = made.rejects.iloc[0]
    assert (reject["source"], reject["row"], reject["reason"]) == ("a.gpx", 2, "same time as another fix of the unit")


def test_two_units_may_have_fixes_at_the_same_time(tmp_path):
    for unit in "ab":
        (tmp_path / f"{unit}.gpx").write_text(gpx([(0, 50)]))
    assert read([tmp_path]).fixes.table["unit"].tolist() == ["a", "b"]


def test_segments_are_numbered_from_one_in_each_unit_in_order_of_time(tmp_path):
    (tmp_path / "a.gpx").write_text(gpx([(60, 50), (75, 50)], [(0, 51)]))
    (tmp_path / "b.gpx").write_text(gpx([(0, 50)], [], [(15, 50)]))
    table = read([tmp_path]).fixes.table
    assert table["segment"].tolist() == [1, 2, 2, 1, 2]


def test_a_folder_does_not_fail_for_one_bad_file_which_is_named(tmp_path):
    (tmp_path / "good.gpx").write_text(gpx([(0, 50)]))
    (tmp_path / "page.gpx").write_text("<!DOCTYPE html><html/>")
    (tmp_path / "notes.txt").write_text("x")
    log = Log()
    imported = read([tmp_path], log)
    assert (imported.files, imported.refused) == (1, 1)
    assert "page.gpx is a web page" in log.warned[0]
    assert log.said[0].startswith("Left out, since their names do not end in .gpx, .kml, .csv,")
    assert log.said[0].endswith(": 1 files.")
    assert imported.fixes.rejects["source"].tolist() == ["page.gpx"]
    assert imported.fixes.rejects["row"].isna().all()


def test_a_single_file_is_read_whatever_its_name_and_among_several_only_tracks(tmp_path):
    """As QGIS's dialog gives a directory: all of its files, one by one."""
    for name in ("a.gpx", "b.xml", "c.txt"):
        (tmp_path / name).write_text(gpx([(0, 50)]))
    assert read([tmp_path / "b.xml"]).fixes.table["unit"].tolist() == ["b"]
    assert read(sorted(tmp_path.iterdir())).fixes.table["unit"].tolist() == ["a"]
    with pytest.raises(HotspotError, match="no track file"):
        read([tmp_path / "b.xml", tmp_path / "c.txt"])


def test_a_file_that_turns_harmful_halfway_leaves_no_fix_behind(tmp_path):
    (tmp_path / "good.gpx").write_text(gpx([(0, 50)]))
    deep = gpx([(0, 50)] * 1).replace("</gpx>", "<a>" * 200)
    (tmp_path / "bad.gpx").write_text(deep)
    assert read([tmp_path]).fixes.table["unit"].tolist() == ["good"]


def test_a_single_bad_file_is_refused_with_its_reason(tmp_path):
    (tmp_path / "a.gpx").write_text('<gpx><trk><trkseg><trkpt lat="51" lon="1"/></trkseg></trk></gpx>')
    with pytest.raises(HotspotError, match=r"^In a\.gpx no point has a time"):
        read([tmp_path])


def test_a_folder_of_bad_files_only_is_refused(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.gpx").write_text("<kml/>")
    with pytest.raises(HotspotError, match=r"a\.gpx is XML but not GPX.*None of the other files \(2\)"):
        read([tmp_path])


@pytest.mark.parametrize(("make", "sentence"), [(False, "is not there"), (True, "There is no track file in")])
def test_a_folder_that_is_empty_or_not_there_is_refused(tmp_path, make, sentence):
    folder = tmp_path / "tracks"
    if make:
        folder.mkdir()
    with pytest.raises(HotspotError, match=sentence):
        read([folder])


def test_a_file_given_twice_counts_once(tmp_path):
    (tmp_path / "a.gpx").write_text(gpx([(0, 50)]))
    assert read([tmp_path, tmp_path / "a.gpx"]).files == 1


def test_the_truncated_file_is_named_and_its_points_kept(tmp_path):
    (tmp_path / "a.gpx").write_text(gpx([(0, 50), (15, 51)])[:-40])
    log = Log()
    imported = read([tmp_path], log)
    assert len(imported.fixes.table) + len(imported.fixes.rejects) == 2
    assert "a.gpx breaks off at line 1, column" in log.warned[0]


def test_waypoints_are_mentioned_and_a_route_is_refused(tmp_path):
    (tmp_path / "a.gpx").write_text('<gpx><rte><rtept lat="51" lon="1"/></rte></gpx>')
    with pytest.raises(HotspotError, match="no track points, only 1 route point,"):
        read([tmp_path])
    (tmp_path / "b.gpx").write_text(gpx([(0, 50)]))
    log = Log()
    read([tmp_path], log)
    assert log.said == ["1 route point left out: they do not say where a unit was."]


def test_cancel_stops_the_reading(tmp_path):
    (tmp_path / "a.gpx").write_text(gpx([(0, 50)]))

    class Impatient(Log):
        def at(self, fraction):
            raise CancelledError

    with pytest.raises(CancelledError):
        read([tmp_path], Impatient())


def test_progress_rises_to_the_end_over_many_files(tmp_path):
    for name in "abc":
        (tmp_path / f"{name}.gpx").write_text(gpx([(0, 50)]))
    log = Log()
    read([tmp_path], log)
    assert log.bar == sorted(log.bar)
    assert log.bar[-1] == pytest.approx(1)


points = st.lists(st.tuples(st.integers(0, 50), st.integers(-80, 80)), min_size=1, max_size=30)


@given(st.dictionaries(st.sampled_from("abc"), points, min_size=1))
def test_every_point_is_a_fix_or_a_reject_and_times_rise_strictly_in_each_unit(units):
    collector = fixes.Collector()
    for unit, rows in units.items():
        time = np.array([s for s, _ in rows], dtype=np.int64).view("M8[ms]")
        number = np.arange(1, len(rows) + 1)
        nothing = np.full(len(rows), np.nan)
        x, y = np.ones(len(rows)), np.array([lat for _, lat in rows], dtype=float)
        collector.add(unit, unit, fixes.Points(number, np.ones_like(number), time, x, y, nothing, nothing))
    made = collector.finish()
    assert len(made.table) + len(made.rejects) == sum(map(len, units.values()))
    for unit, rows in units.items():
        mine = made.table[made.table["unit"] == unit]
        assert (np.diff(mine["time"].to_numpy().astype(np.int64)) > 0).all()
        first = {}
        for s, lat in rows:
            first.setdefault(s, lat)
        assert dict(zip(mine["time"].to_numpy().astype(np.int64).tolist(), mine["y"], strict=True)) == first


# -- real devices --


def test_point_counts_of_real_devices_agree_with_gpxpy(data):
    """Every file that gpxpy reads: its track points are our fixes and rejects together."""
    import gpxpy

    folder = data("gpx_real_devices")
    compared = 0
    for file in sources.find([folder]):
        if file.suffix != ".gpx":
            continue
        try:
            peer = gpxpy.parse(file.path.read_bytes().decode("utf-8-sig"))
        except gpxpy.gpx.GPXException:
            continue
        count = sum(len(segment.points) for track in peer.tracks for segment in track.segments)
        with file.path.open("rb") as stream:
            reader = sources.GpxFile(stream, file.name, UTC)
            runs = list(reader)
        assert not reader.broken, file.name
        assert sum(len(run.row) + len(run.rejects) for run in runs) == count, file.name
        compared += 1
    assert compared >= 50


def test_times_and_places_of_a_real_walk_agree_with_gpxpy(data):
    import gpxpy

    path = data("gpx_real_devices/gpxpy/cerknicko-jezero.gpx")
    peer = [p for track in gpxpy.parse(path.read_text()).tracks for segment in track.segments for p in segment.points]
    table = read([path]).fixes.table
    expected = sorted((np.datetime64(p.time.replace(tzinfo=None), "ms"), p.longitude, p.latitude) for p in peer)
    assert list(zip(table["time"].to_numpy("M8[ms]"), table["x"], table["y"], strict=True)) == expected


def test_real_files_of_phones_watches_and_loggers_are_read_together_or_refused_with_a_reason(data):
    log = Log()
    imported = read([data("gpx_real_devices")], log)
    assert imported.files + imported.refused == 57 + 5 + 1  # GPX, KML and CSV
    refused = imported.fixes.rejects[imported.fixes.rejects["row"].isna()]
    assert len(refused) == imported.refused
    assert refused["reason"].str.contains("no track points|no point has a time|No point of").all()


def test_speed_and_accuracy_of_a_watch_are_read_and_an_undeclared_prefix_forgiven(data):
    watch = read([data("gpx_real_devices/togeojson/apple_watch_route.gpx")]).fixes.table
    assert (watch["speed_ms"].iloc[0], watch["accuracy_m"].iloc[0]) == (1.310662, 1.801682)
    osmand = read([data("gpx_real_devices/trackintel_track2.gpx")]).fixes.table
    assert osmand["speed_ms"].iloc[0] == 0.2
    assert osmand["accuracy_m"].isna().all()
