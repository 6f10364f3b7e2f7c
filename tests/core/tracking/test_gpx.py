"""Reading GPX: what devices write, what attackers write, and what breaks off."""

from __future__ import annotations

import io
from datetime import UTC
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tracking import gpx, xmltrack

HEAD = '<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
TAIL = "</trkseg></trk></gpx>"


def point(lat="51.5", lon="-1.25", time="2026-01-05T14:00:00Z", inside=""):
    return f'<trkpt lat="{lat}" lon="{lon}"><ele>60</ele><time>{time}</time>{inside}</trkpt>'


def read(text, where=UTC):
    stream = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    file = gpx.GpxFile(stream, "unit.gpx", where)
    return file, list(file)


def only(text, where=UTC):
    """Return the one run of points of a short file."""
    _, runs = read(text, where)
    assert len(runs) == 1
    return runs[0]


def reasons(text):
    return [(reject.row, reject.reason) for reject in only(text).rejects]


def test_a_point_is_longitude_latitude_and_an_instant_in_utc():
    points = only(HEAD + point(time="2026-01-05T14:00:00.250Z") + TAIL)
    assert (points.x[0], points.y[0]) == (-1.25, 51.5)
    assert points.time[0] == np.datetime64("2026-01-05T14:00:00.250")
    assert points.time.dtype == "M8[ms]"


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-07-01T12:00:00+01:00", "2026-07-01T11:00:00"),
        ("2021-01-07T21:51:59.179+01:15", "2021-01-07T20:36:59.179"),
        ("2026-07-01T12:00:00.123456789Z", "2026-07-01T12:00:00.123"),
        (" 2026-07-01T12:00:00z\n", "2026-07-01T12:00:00"),
        ("2026-07-01T12:00:00", "2026-07-01T12:00:00"),
    ],
)
def test_times_with_offsets_fractions_or_neither_are_utc(written, utc):
    assert only(HEAD + point(time=written) + TAIL).time[0] == np.datetime64(utc)


def test_a_time_without_offset_is_taken_in_the_zone_given_and_counted():
    file, runs = read(
        HEAD + point(time="2026-07-01T12:00:00") + point(time="2026-07-01T12:00:15Z") + TAIL, ZoneInfo("Europe/London")
    )
    assert list(runs[0].time) == [np.datetime64("2026-07-01T11:00:00"), np.datetime64("2026-07-01T12:00:15")]
    assert file.bare == 1


@pytest.mark.parametrize(
    "time", ["2026-01-05", "now", "14:00:00", "2026-13-05T14:00:00Z", "2026-01-05T25:00:00Z", "2026-W02-1T14:00Z"]
)
def test_what_is_no_instant_is_rejected_as_unreadable(time):
    assert reasons(HEAD + point() + point(time=time) + TAIL) == [(2, "the time cannot be read")]


@pytest.mark.parametrize(
    ("lat", "lon", "reason"),
    [
        ("91", "0.5", "latitude or longitude out of range"),
        ("51.5", "-181", "latitude or longitude out of range"),
        ("undefined", "1", "no location"),
        ("NaN", "1", "no location"),
        ("inf", "1", "no location"),
        ("", "1", "no location"),
        ("51,5", "1", "no location"),
        ("0", "-0.0", "null island: both coordinates are 0"),
    ],
)
def test_impossible_places_are_rejected_with_their_reason_and_content(lat, lon, reason):
    rejects = only(HEAD + point() + point(lat, lon) + TAIL).rejects
    assert [(reject.row, reject.reason) for reject in rejects] == [(2, reason)]
    assert f'lat="{lat}"' in rejects[0].content


def test_points_without_time_are_rejected_and_the_others_kept():
    text = HEAD + '<trkpt lat="51" lon="1"/>' + point() + TAIL
    assert reasons(text) == [(1, "no time")]
    assert list(only(text).row) == [2]


def test_the_time_of_an_extension_is_not_the_time_of_the_point():
    text = (
        HEAD + '<trkpt lat="51" lon="1"><extensions><x:time>2020-01-01T00:00:00Z</x:time></extensions></trkpt>' + TAIL
    )
    assert reasons(text) == [(1, "no time")]


@pytest.mark.parametrize(
    "inside",
    [
        "<speed>1.5</speed>",
        "<extensions><speed>1.5</speed></extensions>",
        "<extensions><osmand:speed>1.5</osmand:speed></extensions>",
        "<extensions><ns3:TrackPointExtension><ns3:hr>80</ns3:hr><ns3:speed>1.5</ns3:speed></ns3:TrackPointExtension></extensions>",
    ],
)
def test_speed_is_read_wherever_devices_put_it(inside):
    assert only(HEAD + point(inside=inside) + TAIL).speed_ms[0] == 1.5


@pytest.mark.parametrize("value", ["-1", "nan", "fast", ""])
def test_a_speed_that_the_device_does_not_know_is_missing_not_zero(value):
    points = only(HEAD + point() + point(inside=f"<speed>{value}</speed>") + point(inside="<speed>0</speed>") + TAIL)
    assert np.isnan(points.speed_ms[:2]).all()
    assert points.speed_ms[2] == 0


def test_accuracy_comes_in_metres_from_extensions_and_never_from_a_dilution_of_precision():
    apple = "<extensions><hAcc>1.8</hAcc><vAcc>9</vAcc></extensions>"
    opentracks = "<extensions><opentracks:accuracy_horizontal>4.5</opentracks:accuracy_horizontal></extensions>"
    points = only(HEAD + point(inside=apple) + point(inside=opentracks) + point(inside="<hdop>2</hdop>") + TAIL)
    assert list(points.accuracy_m[:2]) == [1.8, 4.5]
    assert np.isnan(points.accuracy_m[2])


def test_each_trkseg_is_a_stretch_of_its_own():
    points = only(HEAD + point() + "</trkseg><trkseg/><trkseg>" + point() + point() + TAIL)
    assert list(points.segment) == [1, 3, 3]


def test_waypoints_and_route_points_are_no_track():
    text = (
        HEAD.replace("<trk>", '<wpt lat="1" lon="1"/><rte><rtept lat="1" lon="1"/><rtept lat="2" lon="2"/></rte><trk>')
        + point()
        + TAIL
    )
    file, _ = read(text)
    assert (file.points, file.elsewhere) == (1, {"waypoint": 1, "route point": 2})


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace('"1.0"?', '"1.0" encoding="UTF-16"?').encode("utf-16"),
        lambda text: text.replace('"1.0"?', '"1.0" encoding="windows-1252"?').encode("cp1252"),
        lambda text: text.replace("<gpx", "<!-- é --><g:gpx").replace("</gpx", "</g:gpx").encode(),
    ],
)
def test_marks_encodings_and_prefixes_do_not_matter(encode):
    text = HEAD.replace("<trk>", "<trk><name>Café</name>") + point() + TAIL
    assert only(encode(text)).y[0] == 51.5


BOMB = '<!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
THIEF = '<!DOCTYPE gpx [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("doctype", [BOMB, THIEF, '<!DOCTYPE gpx SYSTEM "http://example.org/gpx.dtd">'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_entity_bomb_or_a_thief_is_refused_before_any_entity_is_declared(doctype, encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}<gpx><trk><trkseg>' + point(time="&b;") + TAIL
    with pytest.raises(HotspotError, match="DOCTYPE"):
        read(text.encode(encoding))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        ("<HTML><head><meta charset=utf-8></head></HTML>", "web page"),
        ('<kml xmlns="http://www.opengis.net/kml/2.2"/>', "first element is <kml>"),
        ("lat,lon,time\n51,1,2026", "cannot be read as XML"),
        ("PK\x03\x04", "cannot be read as XML"),
        ("", "empty"),
        ('<?xml version="1.0" encoding="klingon"?><gpx/>', "encoding that cannot be read"),
        ('<?xml version="1.0" encoding="gb2312"?><gpx/>', "encoding that cannot be read"),
        (HEAD + "<trkpt", "before its first track point"),
        ("<gpx>" + "<a>" * 200, "deep"),
    ],
)
def test_what_is_no_gpx_is_refused_in_one_sentence(text, sentence):
    with pytest.raises(HotspotError, match=sentence) as caught:
        read(text)
    assert str(caught.value).startswith("unit.gpx ")
    assert "\n" not in str(caught.value)


def test_markup_that_never_ends_is_refused_instead_of_filling_the_memory():
    class Endless(io.RawIOBase):
        read_so_far = 0

        def read(self, size=-1):
            self.read_so_far += size
            assert self.read_so_far < 64 << 20
            return b"<gpx a='" if self.read_so_far == size else b"x" * size

    with pytest.raises(HotspotError, match="8 MB"):
        list(gpx.GpxFile(Endless(), "unit.gpx", UTC))


def test_of_a_truncated_file_what_was_read_is_kept_and_the_break_is_named():
    text = HEAD + "\n" + point() + "\n" + point() + '\n<trkpt lat="51.5" lon="-1.25"><time>2026-01-05T14'
    file, runs = read(text)
    assert list(runs[0].row) == [1, 2]
    assert file.broken.startswith("line 4, column ")
    cut = file.cut_point()
    assert (cut.row, cut.reason) == (3, "the file breaks off inside this point")


@given(cut=st.integers(0, 5 * len(point())))
def test_wherever_a_file_is_cut_every_point_that_began_is_a_fix_or_a_reject(cut):
    whole = HEAD + "".join(point(time=f"2026-01-05T14:00:0{i}Z") for i in range(5)) + TAIL
    text = whole[: len(HEAD) + cut]
    if "<trkpt " not in text or ">" not in text.partition("<trkpt ")[2]:
        return
    file, runs = read(text)
    read_points = sum(len(points.row) + len(points.rejects) for points in runs) + (file.cut_point() is not None)
    assert file.broken
    assert read_points == file.points


def test_a_file_is_read_in_runs_and_numbers_go_on_between_them(monkeypatch):
    monkeypatch.setattr(xmltrack, "CHUNK", 300)
    monkeypatch.setattr(xmltrack, "BATCH", 3)
    _, runs = read(HEAD + point() * 20 + TAIL)
    assert len(runs) > 4
    assert np.concatenate([points.row for points in runs]).tolist() == list(range(1, 21))
    assert np.concatenate([points.y for points in runs]).tolist() == [51.5] * 20
