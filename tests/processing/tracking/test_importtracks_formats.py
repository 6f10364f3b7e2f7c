"""importtracks in a real QGIS beyond GPX: mappings, places in metres, keys, rules, lines with times in M."""

from __future__ import annotations

import gzip
import json
import math
import os

import numpy as np
import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsProcessingException, QgsVectorLayer
from qgis.PyQt.QtCore import QDateTime, Qt

PROFILE = {
    "name": "County",
    "unit": "Resource",
    "datetime": "When",
    "x": "E",
    "y": "N",
    "crs": "EPSG:27700",
    "speed": "V",
    "speed_unit": "mph",
    "time_zone": "Europe/London",
}


@pytest.fixture
def save(tmp_path):
    def write(name, text):
        (tmp_path / name).write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
        return str(tmp_path / name)

    return write


def times(ran):
    return [row["time"].toUTC().toString(Qt.DateFormat.ISODate) for row in ran.rows()]


def metres_apart(point, longitude, latitude):
    dx = (point.x() - longitude) * math.cos(math.radians(latitude))
    return math.hypot(dx, point.y() - latitude) * 111_195


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("time,unit,easting,northing", "2026-07-01T14:00:00Z,a,651409.792,313177.448"),
        ("time,unit,grid_ref", "2026-07-01T14:00:00Z,a,TG 51409 13177"),
    ],
)
def test_the_ordnance_surveys_own_point_is_where_it_says_within_the_accuracy_of_the_operation(run, save, header, cells):
    """OSTN15 developer pack and guide: 52°39'28.8282" N, 1°42'57.8663" E (ETRS89). Without its grid PROJ is 5 m off."""
    ran = run("importtracks", INPUT=save("a.csv", f"{header}\n{cells}\n"), OUTPUT="memory:")
    point = next(ran.layer().getFeatures()).geometry().asPoint()
    assert metres_apart(point, 1 + 42 / 60 + 57.8663 / 3600, 52 + 39 / 60 + 28.8282 / 3600) < 6
    assert "EPSG:27700" in ran.log.text
    assert "accuracy" in ran.log.text


@pytest.mark.parametrize(
    ("east", "north"),
    [('"651,410"', '"313,177"'), ('"651,410.0"', '"313,177.0"'), ('"651410,0"', '"313177,0"'), ('"1,651,410"', "x")],
)
def test_a_comma_in_eastings_parts_thousands_or_is_the_decimal_sign(run, save, east, north):
    """A whole export near Scilly, a thousand times too near the grid's origin, would be a guess in silence."""
    text = f"unit,time,easting,northing\na,2026-01-05T14:00:00Z,{east},{north}\nb,2026-01-05T14:00:00Z,651409,313177\n"
    ran = run("importtracks", INPUT=save("avl.csv", text), OUTPUT="memory:", REJECTS="memory:")
    read = {f["unit"]: f.geometry().asPoint() for f in ran.layer().getFeatures()}
    if north == "x":
        assert [row["reason"] for row in ran.rows("REJECTS")] == ["the location cannot be read"]
    else:
        assert metres_apart(read["a"], read["b"].x(), read["b"].y()) == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("name", ["tracks.gpx.gz", "tracks.zip", "tracks.xlsx"])
def test_what_is_packed_is_not_opened_as_a_layer_but_is_to_be_unpacked(run, tmp_path, name):
    head = gzip.compress(b"<gpx></gpx>") if name.endswith("gz") else b"PK\x03\x04" + bytes(60)
    (tmp_path / name).write_bytes(head)
    with pytest.raises(QgsProcessingException, match=rf"{name} is .*: unpack it"):
        run("importtracks", INPUT=[str(tmp_path / name)], OUTPUT="memory:")


def test_a_profile_reads_what_it_names_and_the_mapping_used_is_one_too(run, save, tmp_path):
    path = save("avl.csv", "Resource,When,E,N,V\nX9,2026-07-01 14:00:00,450000,200000,10\n")
    made = run(
        "importtracks", INPUT=path, PROFILE=save("p.json", PROFILE), MAPPING=str(tmp_path / "m.json"), OUTPUT="memory:"
    )
    assert times(made) == ["2026-07-01T13:00:00Z"]
    assert made.rows()[0]["speed_ms"] == pytest.approx(4.4704)
    again = run("importtracks", INPUT=path, PROFILE=str(tmp_path / "m.json"), OUTPUT="memory:")
    assert again["SHA256"] == made["SHA256"]


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"UNIT_KEY": "short"}, "can be guessed"),
        ({"PROFILE": "bad.json"}, "cannot be read as JSON"),
        ({"PROFILE": "missing.json"}, "cannot be read"),
        ({"PROFILE": "klingon.json"}, "The CRS EPSG:1 of a mapping is not known"),
        ({}, r"have no time zone: 2026-07-01 14:00:00 is 14:00:00 UTC or, if the clock is London's, 13:00:00 UTC"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_and_nothing_is_written(run, save, tmp_path, parameters, sentence):
    path = save("avl.csv", "Resource,When,E,N,V\nX9,2026-07-01 14:00:00,-1,51,10\n")
    save("bad.json", "{")
    save("klingon.json", {**PROFILE, "crs": "EPSG:1"})
    if not parameters:
        path = save("avl.csv", "unit,time,lat,lon\nX9,2026-07-01 14:00:00,51,-1\n")
    if "PROFILE" in parameters:
        parameters = {"PROFILE": str(tmp_path / parameters["PROFILE"])}
    before = sorted(os.listdir(tmp_path))
    with pytest.raises(QgsProcessingException, match=sentence):
        run("importtracks", INPUT=path, OUTPUT=str(tmp_path / "fixes.gpkg"), **parameters)
    assert sorted(os.listdir(tmp_path)) == before


def test_a_key_gives_the_same_pseudonyms_from_text_from_a_file_and_from_a_layer(run, save, tmp_path):
    path = save("avl.csv", "unit,time,lat,lon\nJane Smith,2026-07-01T14:00:00Z,51,-1\n")
    plain = run("importtracks", INPUT=path, OUTPUT=str(tmp_path / "plain.gpkg"))
    assert [row["unit"] for row in plain.rows()] == ["anon-001"]
    # printf 'jane smith' | openssl dgst -sha256 -hmac 'correct horse battery' -binary | base32
    for key in ("correct horse battery", save("key.txt", "correct horse battery\n")):
        ran = run("importtracks", INPUT=path, UNIT_KEY=key, OUTPUT="memory:")
        assert [row["unit"] for row in ran.rows()] == ["u-nly6g5v3u5c2"]
    named = QgsVectorLayer("Point?crs=EPSG:4326&field=unit:string&field=time:string", "Jane Smith", "memory")
    feature = QgsFeature(named.fields())
    feature.setGeometry(QgsGeometry.fromWkt("Point (-1 51)"))
    feature.setAttributes(["JANE SMITH", "2026-07-01T14:00:00Z"])
    assert named.dataProvider().addFeatures([feature])[0]
    ran = run("importtracks", LAYER=named, UNIT_KEY="correct horse battery", OUTPUT="memory:")
    assert [row["unit"] for row in ran.rows()] == ["u-nly6g5v3u5c2"]
    assert "Jane" not in ran.rows()[0]["source"]


def test_rules_have_names_counts_and_rejects(run, save):
    lines = [f"a,2026-07-01T14:00:{i:02}Z,51.5,{-1.25 + i * 1e-4:.4f}" for i in range(20)]
    lines[7] = "a,2026-07-01T14:00:07Z,55.0,-3.0"
    lines += ["a,2099-07-01T14:00:00Z,51.5,-1.25", "a,2026-07-01T14:00:03Z,51.5,-1.25", "a,2026-07-01T15:00:00Z,0,0"]
    ran = run(
        "importtracks",
        INPUT=save("a.csv", "unit,time,lat,lon\n" + "\n".join(lines)),
        OUTPUT="memory:",
        REJECTS="memory:",
    )
    assert sorted((row["row"], row["reason"]) for row in ran.rows("REJECTS")) == [
        (9, "impossible jump"),
        (22, "time in the future"),
        (23, "same time as another fix of the unit"),
        (24, "null island: both coordinates are 0"),
    ]
    rules = json.loads(ran["RULES"])
    assert rules["impossible jump"] == rules["time in the future"] == 1
    assert (rules["falling times"], ran["COUNT"], ran["REJECTED"]) == (1, 19, 4)
    assert "1 points could not be used: impossible jump" in ran.log.text


@pytest.mark.parametrize("crs", ["EPSG:2248", "EPSG:3857", "EPSG:27700"])
def test_speeds_are_judged_in_metres_whatever_the_layers_unit(run, make_layer, crs):
    """200 km/h in US feet, in Web Mercator's stretched metres, and in metres: all possible."""
    per_metre = {"EPSG:2248": 3.280833333, "EPSG:3857": 1 / math.cos(math.radians(52)), "EPSG:27700": 1.0}[crs]
    origin = {"EPSG:2248": (1_400_000, 600_000), "EPSG:3857": (-140_000, 6_800_000), "EPSG:27700": (450_000, 200_000)}[
        crs
    ]
    points = [f"Point ({origin[0] + 15 * i * 200 / 3.6 * per_metre} {origin[1]})" for i in range(8)]
    at = [f"2026-07-01T14:{i // 4:02}:{i % 4 * 15:02}Z" for i in range(8)]
    ran = run("importtracks", LAYER=make_layer("Point", points, crs, time=at), OUTPUT="memory:")
    assert json.loads(ran["RULES"])["unexplained jumps"] == 0
    fast = run("importtracks", LAYER=make_layer("Point", points, crs, time=at), MAX_SPEED=190, OUTPUT="memory:")
    assert json.loads(fast["RULES"])["unexplained jumps"] + fast["REJECTED"] > 0


def test_drift_of_a_unit_that_stands_is_counted_and_held_where_asked(run, make_layer):
    wkt = [f"Point ({450000 + i % 3} {200000 + i % 2})" for i in range(10)]
    layer = make_layer("Point", wkt, time=[f"2026-07-01T14:{i:02}:00Z" for i in range(10)])
    plain = run("importtracks", LAYER=layer, OUTPUT="memory:")
    assert "Stationary jitter: 10 fixes in 1 halts within 15 m" in plain.log.text
    assert len({f.geometry().asWkt() for f in plain.layer().getFeatures()}) > 1
    held = run("importtracks", LAYER=layer, HOLD=15, OUTPUT="memory:")
    assert {f.geometry().asWkt(1) for f in held.layer().getFeatures()} == {"Point (450001 200000.5)"}


def test_the_ping_interval_of_each_unit_is_a_table_and_a_line_in_the_log(run, data):
    path = data("bus_avl_liverpool/liverpool_bus_route14_2026-01-26.csv")
    ran = run("importtracks", INPUT=str(path), TIME_ZONE="UTC", OUTPUT="memory:", PINGS="memory:")
    assert (ran["UNITS"], ran["COUNT"], ran["REJECTED"]) == (8, 1533, 0)
    assert (ran["FIRST"], ran["LAST"]) == ("2026-01-26T15:55:12.000Z", "2026-01-26T18:19:36.000Z")
    assert ran["PING_S"] == pytest.approx(24, abs=2)  # its SOURCE.txt: about 24 s apart
    rows = ran.rows("PINGS")
    assert sum(row["fixes"] for row in rows) == 1533
    assert "Ping interval" in ran.log.text


# -- lines of Mergin Maps and QField --


def line_layer(kind, wkts, **fields):
    layer = QgsVectorLayer(
        f"{kind}?crs=EPSG:4326" + "".join(f"&field={name}:string" for name in fields), "tracks", "memory"
    )
    features = []
    for i, wkt in enumerate(wkts):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        feature.setAttributes([values[i] for values in fields.values()])
        features.append(feature)
    assert layer.dataProvider().addFeatures(features)[0]
    return layer


@pytest.mark.parametrize("scale", [1, 1000])
@pytest.mark.parametrize("kind", ["LineStringZM", "LineStringM", "MultiLineStringM"])
def test_lines_with_seconds_or_milliseconds_in_m_are_fixes(run, kind, scale):
    z = "0 " if "Z" in kind else ""
    inside = ", ".join(f"{-1.25 + i * 1e-4} 51.5 {z}{(1767621607 + 5 * i) * scale}" for i in range(3))
    wkt = f"MultiLineString M (({inside}))" if "Multi" in kind else f"LineString {'ZM' if z else 'M'} ({inside})"
    layer = line_layer(kind, [wkt], tracked_by=["phone 7"])
    ran = run("importtracks", LAYER=layer, OUTPUT="memory:")
    assert times(ran) == ["2026-01-05T14:00:07Z", "2026-01-05T14:00:12Z", "2026-01-05T14:00:17Z"]
    assert [row["unit"] for row in ran.rows()] == ["phone 7"] * 3
    assert QDateTime.fromSecsSinceEpoch(1767621607).toUTC().toString(Qt.DateFormat.ISODate) == times(ran)[0]


def test_each_line_is_a_segment_and_a_vertex_without_a_time_a_reject(run):
    lines = ["LineString M (1 51 1767621607, 1.0001 51 0)", "LineString M (1 51 1767621627, 1.0001 51 1767621637)"]
    ran = run("importtracks", LAYER=line_layer("LineStringM", lines), OUTPUT="memory:", REJECTS="memory:")
    assert [row["segment"] for row in ran.rows()] == [1, 2, 2]
    assert [(row["row"], row["reason"]) for row in ran.rows("REJECTS")] == [(2, "no time")]


@pytest.mark.parametrize(
    ("kind", "wkt", "sentence"),
    [
        ("LineString", "LineString (1 51, 2 51)", "carry no times"),
        ("LineStringM", "LineString M (1 51 0, 2 51 5)", "M of tracks holds no times"),
    ],
)
def test_lines_without_times_are_refused(run, kind, wkt, sentence):
    with pytest.raises(QgsProcessingException, match=sentence):
        run("importtracks", LAYER=line_layer(kind, [wkt]), OUTPUT="memory:")


def test_positions_of_our_package_as_qfield_fills_them_are_read_without_a_word(run, make_layer):
    layer = make_layer(
        "Point",
        ["Point (-1.25 51.5)", "Point (-1.2501 51.5)"],
        "EPSG:4326",
        patrol_id=["p", "p"],
        device_id=["d1", "d1"],
        time=["2026-07-01T14:00:00Z", "2026-07-01T14:00:05Z"],
        accuracy_m=[4.0, 5.0],
        speed_ms=[1.2, 1.3],
    )
    rows = run("importtracks", LAYER=layer, OUTPUT="memory:").rows()
    assert [(row["unit"], row["accuracy_m"], row["speed_ms"]) for row in rows] == [("d1", 4.0, 1.2), ("d1", 5.0, 1.3)]


def test_geojson_written_here_is_read_as_it_was(run, save, tmp_path):
    path = save("a.csv", "unit,time,lat,lon,speed_ms,accuracy\nu1,2026-07-01T14:00:00.250Z,51.5,-1.25,1.5,4\n")
    made = run("importtracks", INPUT=path, OUTPUT=str(tmp_path / "fixes.geojson"))
    again = run("importtracks", INPUT=str(tmp_path / "fixes.geojson"), OUTPUT="memory:")
    assert again["SHA256"] == made["SHA256"]
    assert again.rows()[0]["speed_ms"] == 1.5


def test_a_long_csv_cancelled_halfway_leaves_nothing(run, save, tmp_path):
    moments = np.datetime_as_string(np.datetime64("2026-01-05T00:00:00") + np.arange(100_000).astype("m8[s]"))
    path = save("avl.csv", "unit,time,lat,lon\n" + "".join(f"a,{when}Z,51.5,-1.25\n" for when in moments))
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run("importtracks", cancel_at=25, INPUT=path, OUTPUT=str(tmp_path / "fixes.gpkg"))
    assert os.listdir(tmp_path) == ["avl.csv"]


def test_every_real_file_is_read_or_refused_with_a_reason(run, data):
    ran = run("importtracks", INPUT=str(data("gpx_real_devices")), OUTPUT="memory:", REJECTS="memory:")
    assert ran["FILES"] + ran["REFUSED"] == 63
    refused = [row for row in ran.rows("REJECTS") if row["row"] is None]
    assert len(refused) == ran["REFUSED"]
    assert all(row["reason"].endswith(".") for row in refused)
