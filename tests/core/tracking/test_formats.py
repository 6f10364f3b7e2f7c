"""KML, GeoJSON, OwnTracks and GeoLife: what their writers write, and what attackers do."""

from __future__ import annotations

import gzip
import io
import json
from datetime import UTC

import numpy as np
import pytest

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tracking import jsontrack, kml, sources, xmltrack
from hotspot_plugin.core.tracking.rows import Options
from tests.core.log import Log
from tests.core.tracking.trackfiles import read, reasons, rows

KML = '<kml xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><Placemark><gx:Track>{}</gx:Track></Placemark></Document></kml>'


@pytest.fixture
def save(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return write


# -- KML --


def test_the_nth_when_and_the_nth_coord_of_a_track_are_one_point_in_whatever_order_they_stand(data):
    made = read(data("gpx_real_devices/opentracks/kml22_order_location_and_when.kml"))
    found = [
        (row[2], str(time)[17:]) for row, time in zip(rows(made), made.table["time"].to_numpy("M8[ms]"), strict=True)
    ]
    assert found == [(14.0, "22.042"), (14.001, "22.192"), (14.002, "22.318")]
    assert reasons(made) == [(1, "no location"), (5, "no location")]


def test_a_phones_kml_has_speeds_in_arrays_and_its_markers_are_no_fixes(data):
    log = Log()
    made = read(data("gpx_real_devices/opentracks/legacy_kml22_statistics_marker.kml"), log=log)
    assert made.table["segment"].tolist() == [1, 1, 1, 2, 2, 2]
    assert made.table["speed_ms"].tolist()[:2] == [0.5391469, 0.15777911]
    assert "3 placemarks left out" in log.text


def test_a_track_longer_than_is_held_keeps_its_points_in_pairs(monkeypatch):
    monkeypatch.setattr(kml, "LONGEST_TRACK", 7)
    monkeypatch.setattr(xmltrack, "BATCH", 5)
    monkeypatch.setattr(xmltrack, "CHUNK", 200)
    whens = [f"<when>2026-01-05T14:00:{i:02}Z</when><gx:coord>{i} 51 0</gx:coord>" for i in range(20)]
    speeds = "".join(f"<gx:value>{i}</gx:value>" for i in range(20))
    whens.append(f'<ExtendedData><gx:SimpleArrayData name="speed">{speeds}</gx:SimpleArrayData></ExtendedData>')
    file = kml.KmlFile(io.BytesIO(KML.format("".join(whens)).encode()), "a.kml", UTC)
    runs = list(file)
    assert len(runs) > 1
    assert np.concatenate([run.x for run in runs]).tolist() == list(range(20))
    assert np.concatenate([run.row for run in runs]).tolist() == list(range(1, 21))
    speed = np.concatenate([run.speed_ms for run in runs])
    assert speed[np.isfinite(speed)].tolist() == list(range(14, 20))  # of those still held when the array came


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('<!DOCTYPE kml [<!ENTITY a "aaaa">]><kml>&a;</kml>', "DOCTYPE"),
        ("<!DOCTYPE html><html/>", r"web page \(HTML\), not KML"),
        ("<gpx/>", "XML but not KML"),
        ("PK\x03\x04", "is a zip archive, which KMZ files"),
        ("", "empty"),
        ("<kml><Document/></kml>", "no track points"),
    ],
)
def test_what_is_no_kml_is_refused_in_one_sentence(save, content, sentence):
    with pytest.raises(HotspotError, match=sentence):
        read(save("a.kml", content))


def test_of_a_kml_that_breaks_off_the_points_before_are_kept(save):
    log = Log()
    whole = KML.format("<when>2026-01-05T14:00:00Z</when><gx:coord>1 51</gx:coord><when>2026-01-05T14")
    made = read(save("a.kml", whole.partition("</gx:Track>")[0]), log=log)
    assert rows(made) == [("a", "2026-01-05T14:00:00", 1.0, 51.0)]
    assert "breaks off at line 1" in log.text


# -- GeoJSON --


def feature(x=-1.25, y=51.5, **properties):
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [x, y]}, "properties": properties}


def collection(*features, **more):
    return {"type": "FeatureCollection", **more, "features": list(features)}


def test_points_of_geojson_have_their_unit_time_and_speed_in_properties(save):
    path = save(
        "a.geojson",
        collection(
            feature(unit="u1", time="2026-01-05T14:00:00Z", speed_kmh=36, accuracy=4),
            feature(unit="u2", time=1767621607, speed_kmh=None, accuracy=None),
            feature(x=None, unit="u2", time="2026-01-05T14:00:30Z"),
        ),
    )
    made = read(path)
    assert rows(made) == [("u1", "2026-01-05T14:00:00", -1.25, 51.5), ("u2", "2026-01-05T14:00:07", -1.25, 51.5)]
    assert made.table["speed_ms"].tolist()[0] == 10
    assert reasons(made) == [(3, "no location")]


def test_a_sequence_of_features_one_a_line_is_read_as_a_collection_is(save):
    one, two = feature(time="2026-01-05T14:00:00Z"), feature(time="2026-01-05T14:00:15Z")
    lines = save("a.geojsonl", f"{json.dumps(one)}\n{json.dumps(two)}\n")
    assert rows(read(lines)) == rows(read(save("a.geojson", collection(one, two))))


@pytest.mark.parametrize("where", ["coordTimes", "times", "coordinateProperties"])
def test_lines_have_a_time_for_each_vertex_as_converters_write_them(save, where):
    times = [["2026-01-05T14:00:00Z"], ["2026-01-05T15:00:00Z", "2026-01-05T15:00:15Z"]]
    geometry = {"type": "MultiLineString", "coordinates": [[[1, 51], [9, 9]], [[2, 51], [3, 51]]]}
    properties = {where: {"times": times} if where == "coordinateProperties" else times}
    made = read(save("a.geojson", collection({"type": "Feature", "geometry": geometry, "properties": properties})))
    assert [row[2] for row in rows(made)] == [1, 2, 3]
    assert made.table["segment"].tolist() == [1, 2, 2]
    assert reasons(made) == [(2, "no time")]


def test_features_are_read_one_by_one_across_the_edges_of_chunks(monkeypatch):
    monkeypatch.setattr(jsontrack, "CHUNK", 17)
    written = [feature(x=i, time=f"2026-01-05T14:00:{i:02}Z", note='é"]}{[') for i in range(40)]
    stream = io.BytesIO(json.dumps(collection(*written), ensure_ascii=False).encode())
    assert list(jsontrack.features(stream, "a.geojson")) == written


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "empty"),
        ("[1, 2]", "no GeoJSON that can be read"),
        ('{"a": 1}', "no GeoJSON that can be read"),
        ('{"type": "FeatureCollection", "features": [{"type": ', "breaks off"),
        ('{"type": "FeatureCollection", "features": [3]}', "JSON but no GeoJSON"),
        ('{"type": "FeatureCollection", "features": []}', "no track points"),
        ('{"type": "FeatureCollection", "features": [' + "[" * 100_000, "no GeoJSON that can be read"),
        (
            '{"type":"FeatureCollection","crs":{"name":"EPSG::27700"},"features":[]}',
            "is in EPSG:27700.*give it as LAYER",
        ),
    ],
)
def test_what_is_no_geojson_track_is_refused_in_one_sentence(save, content, sentence):
    with pytest.raises(HotspotError, match=sentence):
        read(save("a.geojson", content))


def test_wgs_84_may_be_named_as_old_writers_do(save):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert len(read(save("a.geojson", collection(feature(time="2026-01-05T14:00:00Z"), crs=crs))).table) == 1


# -- OwnTracks, GeoLife --

LOCATION = '{"_type":"location","tid":"ja","lat":51.5,"lon":-1.25,"acc":12,"vel":36,"tst":1767621607}'
REC = (
    f"2026-01-05T14:00:07Z\t*                 \t{LOCATION}\n"
    '2026-01-05T14:00:09Z\tlwt               \t{"_type":"lwt","tst":1767621609}\n'
    "2026-01-05T14:00:11Z\t*                 \t{broken\n"
)


def test_owntracks_names_the_unit_by_its_folders_and_writes_kilometres_per_hour(save):
    log = Log()
    made = read(save("rec/car7/phone/2026-01.rec", REC), log=log)
    assert rows(made) == [("car7-phone", "2026-01-05T14:00:07", -1.25, 51.5)]
    assert made.table["speed_ms"].tolist() == [10.0]
    assert made.table["accuracy_m"].tolist() == [12.0]
    assert reasons(made) == [(3, "no location")]
    assert "1 lwt message left out" in log.text


def test_geolife_is_utc_and_a_user_is_a_unit(data):
    made = read(data("geolife/020/Trajectory/20110827061301.plt"))
    assert rows(made)[0] == ("020", "2011-08-27T06:13:01", 116.305745, 39.9799733333333)
    lines = data("geolife/020/Trajectory/20110827061301.plt").read_text().splitlines()
    assert len(made.table) + len(made.rejects) == len(lines) - 6
    assert made.rejects["row"].isna().sum() == 0


def test_what_is_no_geolife_is_refused(save):
    with pytest.raises(HotspotError, match="no GeoLife trajectory"):
        read(save("a.plt", "1,2,3\n"))


@pytest.mark.parametrize("content", ["", "\0\0\0", "{", "x" * 100_000, "é" * 70_000])
@pytest.mark.parametrize("suffix", [key for key in sources.READERS if key != ".csv.gz"])
def test_rubbish_under_any_name_is_refused_in_one_sentence(save, suffix, content):
    path = save(f"a{suffix}", content)
    with pytest.raises(HotspotError) as caught:
        sources.read_files(sources.find([path]), UTC)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "unit"),
    [
        (KML.format("<when>2026-01-05T14:00:00Z</when><gx:coord>1 51</gx:coord>"), "b"),
        ("time,lat,lon\n2026-01-05T14:00:00Z,51,1\n", "b"),
        (json.dumps(collection(feature(time="2026-01-05T14:00:00Z"))), "b"),
    ],
)
def test_a_single_file_of_another_name_is_known_by_what_it_holds(save, content, unit):
    assert rows(read(save("b.txt", content)))[0][0] == unit


def test_options_ask_for_the_map_of_a_projected_system_outside_qgis(save):
    path = save("a.csv", "time,easting,northing\n2026-01-05T14:00:00Z,1,1\n")
    with pytest.raises(HotspotError, match="EPSG:27700 can be read in QGIS only"):
        sources.read_files(sources.find([path]), UTC, options=Options())


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("tracks.gpx", b"PK\x03\x04" + bytes(60), "is a zip archive, which KMZ files and Excel workbooks are too"),
        ("tracks.csv", b"\xd0\xcf\x11\xe0" + bytes(60), "is an old Excel workbook: save the sheet as CSV"),
        ("records.gpkg", b"SQLite format 3\0" + bytes(60), r"give its layer \(LAYER\)"),
        ("run.fit", bytes([14, 16, 0, 0, 0, 0, 0, 0]) + b".FIT" + bytes(60), "is a FIT file"),
        ("tracks.gpx.gz", gzip.compress(b"<gpx></gpx>"), "is packed with gzip: unpack it"),
        ("map.pdf", b"%PDF-1.7\n", "is a PDF"),
        ("Records.json", b'{"locations": [{"latitudeE7": 510000000}]}', "somebody's own telephone"),
        ("Timeline.json", b'{"semanticSegments": [{"timelinePath": []}]}', "somebody's own telephone"),
        ("location-history.json", b'[{"startTime": "2026-01-05", "timelinePath": []}]', "somebody's own telephone"),
    ],
)
def test_what_is_no_track_file_is_called_what_it_is(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(HotspotError, match=sentence):
        sources.read_files(sources.find([tmp_path / name]), None)
