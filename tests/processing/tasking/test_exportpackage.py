"""exportpackage in a real QGIS: what travels, in which systems, and what is refused with nothing written."""

from __future__ import annotations

import hashlib
import json

import pytest
from osgeo import gdal
from qgis.core import QgsFeature, QgsGeometry, QgsProcessingException, QgsVectorLayer, QgsWkbTypes
from qgis.PyQt.QtCore import QDate, QDateTime, QTime, QTimeZone

from tests.processing.tasking.conftest import WEEK

BROAD_STREET = "POLYGON ((451200 206300, 451400 206300, 451400 206500, 451200 206500, 451200 206300))"
NEXT_DOOR = "POLYGON ((451400 206300, 451600 206300, 451600 206500, 451400 206500, 451400 206300))"
COWLEY = "POLYGON ((454000 204000, 454200 204000, 454200 204200, 454000 204200, 454000 204000))"


@pytest.fixture
def oxford(make_layer):
    return make_layer(
        "Polygon",
        [BROAD_STREET, NEXT_DOOR, COWLEY],
        hotspot_id=["centre", "next", "cowley"],
        arm=["treatment", "control", "treatment"],
        rank=[3, 1, 2],
        name=["Broad Street", "Next door", "Cowley"],
        informant=["Jo Bloggs"] * 3,
    )


def collection(files):
    return json.loads(files["data/hotspots.geojson"])["features"]


def test_only_the_treated_hotspots_travel_and_the_counts_say_so(export, oxford):
    ran, files = export(oxford, TITLE="Operation Larch", LIMIT=2)
    assert (ran["COUNT"], ran["WITHHELD"], ran["FILES"]) == (2, 1, len(files))
    assert [feature["id"] for feature in collection(files)] == ["cowley", "centre"]
    whole = b"".join(files.values())
    for hidden in (b"Next door", b"next.html", b"Bloggs", b"informant", b"control", b"treatment"):
        assert hidden not in whole


def test_the_hash_is_that_of_the_manifest_and_verifypackage_prints_the_same(export, oxford, run):
    ran, files = export(oxford)
    assert ran["HASH"] == hashlib.sha256(files["manifest.json"]).hexdigest()
    checked = run("verifypackage", INPUT=ran["OUTPUT"])
    assert (checked["VALID"], checked["HASH"], checked["BUNDLE_ID"]) == (1, ran["HASH"], ran["BUNDLE_ID"])
    assert ran["HASH"] in ran.log.text
    assert ran["HASH"] in checked.log.text


def test_outlines_are_where_they_were_in_wgs_84(export, oxford):
    _, files = export(oxford)
    (west, south) = collection(files)[1]["geometry"]["coordinates"][0][0]
    # SU 451200 206300 is Oxford's centre: 51°45′ N, 1°15′ W
    assert west == pytest.approx(-1.2598, abs=5e-4)
    assert south == pytest.approx(51.7532, abs=5e-4)
    assert collection(files)[1]["properties"]["area_ha"] == pytest.approx(4.0, abs=1e-6)


def test_rows_in_another_order_give_the_same_package(export, make_layer):
    columns = {"hotspot_id": ["b", "a", "c"], "rank": [1, 2, 3]}
    shapes = [BROAD_STREET, NEXT_DOOR, COWLEY]
    first, _ = export(make_layer("Polygon", shapes, **columns), name="1.zip")
    turned = {name: values[::-1] for name, values in columns.items()}
    second, _ = export(make_layer("Polygon", shapes[::-1], **turned), name="2.zip")
    with open(first["OUTPUT"], "rb") as one, open(second["OUTPUT"], "rb") as two:
        assert one.read() == two.read()


def test_a_layer_in_feet_has_its_area_in_hectares(export, make_layer):
    # 1,000 US survey feet are 304.8006 m, so a square of them is 9.2903 ha
    square = "POLYGON ((1420000 590000, 1421000 590000, 1421000 591000, 1420000 591000, 1420000 590000))"
    _, files = export(make_layer("Polygon", [square], "EPSG:2248", hotspot_id=["b1"]))
    assert collection(files)[0]["properties"]["area_ha"] == pytest.approx(9.2903, rel=1e-4)


def test_a_layer_in_degrees_is_measured_in_metres_and_keeps_its_corners(export, make_layer):
    square = "POLYGON ((-1.25 51.75, -1.248 51.75, -1.248 51.751, -1.25 51.751, -1.25 51.75))"
    ran, files = export(make_layer("Polygon", [square], "EPSG:4326", hotspot_id=["b1"]))
    assert collection(files)[0]["geometry"]["coordinates"][0][0] == [-1.25, 51.75]
    # 0.002° × 69,060 m by 0.001° × 111,265 m are 1.537 ha; the UTM zone shrinks by at most 0.08 %
    assert collection(files)[0]["properties"]["area_ha"] == pytest.approx(1.537, rel=2e-3)
    assert "UTM" in ran.log.text


def test_without_an_arm_column_all_travel_and_that_is_said_loudly(export, make_layer):
    ran, _ = export(make_layer("Polygon", [BROAD_STREET, COWLEY], hotspot_id=["a", "b"]))
    assert (ran["COUNT"], ran["WITHHELD"]) == (2, 0)
    assert any("HAS NO COLUMN arm, SO ALL 2 HOTSPOTS TRAVEL" in warning for warning in ran.log.warnings)


def test_a_treated_hotspot_that_overlaps_a_control_is_said(export, make_layer):
    layer = make_layer("Polygon", [BROAD_STREET, BROAD_STREET], hotspot_id=["a", "b"], arm=["treatment", "control"])
    ran, _ = export(layer)
    assert any("1 hotspots that travel overlap hotspots that stay" in warning for warning in ran.log.warnings)


@pytest.fixture
def crimes(make_layer):
    begin, end = (QDateTime(QDate(2025, month, 1), QTime(0, 0)) for month in (10, 11))
    return make_layer(
        "Point",
        ["POINT (451300 206400)", "POINT (451310 206400)", "POINT (454100 204100)", "POINT (460000 200000)", None],
        crime_type=["Burglary", "Burglary", "Drugs", "Drugs", "Drugs"],
        occurred_from=[begin] * 5,
        occurred_to=[end] * 5,
        place=["On or near Broad Street"] * 5,
    )


def test_why_mix_and_caution_come_from_the_crimes(export, oxford, crimes):
    ran, files = export(oxford, CRIMES=crimes)
    page = files["briefings/centre.html"].decode()
    # 2 of the 4 crimes that have a location; 2 in 31 days are 1.96 in a month of 365.25 / 12 days
    assert "2 crimes were recorded here in October 2025, about 2 a month: 50 % of all crime in the data" in page
    assert "snap point" in page
    assert "the data cannot tell which days or hours" in page
    assert "1 of 5 crimes have no usable location and are not counted." in ran.log.warnings
    assert "Of 4 crimes with a location, 3 lie in the hotspots that travel." in ran.log.info


def test_crimes_in_another_system_are_counted_where_they_are(export, make_layer):
    hotspots = make_layer("Polygon", [BROAD_STREET], hotspot_id=["a"])
    _, files = export(
        hotspots, CRIMES=make_layer("Point", ["POINT (-1.2580 51.7542)", "POINT (-1.20 51.75)"], "EPSG:4326")
    )
    assert collection(files)[0]["properties"]["crimes"] == 1


def test_dates_are_whole_days_of_the_time_zone(export, oxford):
    _, files = export(oxford, VALID_FROM="2026-04-01", VALID_UNTIL=QDate(2026, 4, 1))
    manifest = json.loads(files["manifest.json"])
    # British summer time is an hour ahead of UTC
    assert (manifest["valid_from"], manifest["valid_until"]) == ("2026-03-31T23:00:00Z", "2026-04-01T22:59:59Z")
    assert "Valid until Wednesday 1 April 2026, 23:59" in files["briefings/centre.html"].decode()


@pytest.mark.parametrize(
    ("zone", "given", "stored"),
    [
        ("Europe/London", "2026-01-01T06:00:00", "2026-01-01T06:00:00Z"),
        ("Europe/London", "2026-03-01T06:00:00+02:00", "2026-03-01T04:00:00Z"),
        ("America/New_York", "2026-03-01T06:00:00", "2026-03-01T11:00:00Z"),
        ("UTC", QDateTime(QDate(2026, 3, 1), QTime(6, 0)), "2026-03-01T06:00:00Z"),
    ],
)
def test_times_are_those_of_the_time_zone_and_stored_in_utc(export, oxford, zone, given, stored):
    _, files = export(oxford, TIME_ZONE=zone, VALID_FROM=given)
    assert json.loads(files["manifest.json"])["valid_from"] == stored


def test_the_geopackage_opens_in_gdal_and_qgis_without_a_warning(export, oxford, crimes, tmp_path):
    _, files = export(oxford, CRIMES=crimes, LIMIT=4)
    path = tmp_path / "hotspots.gpkg"
    path.write_bytes(files["hotspots.gpkg"])
    heard = []
    gdal.PushErrorHandler(lambda kind, number, message: heard.append(message))
    try:
        dataset = gdal.OpenEx(str(path), gdal.OF_VECTOR)
        table = dataset.GetLayerByName("hotspots")
        rows = [
            (feature["hotspot_id"], feature["limit_per_day"], feature.GetGeometryRef().IsValid()) for feature in table
        ]
        extent = table.GetExtent()
        del table, dataset
    finally:
        gdal.PopErrorHandler()
    assert heard == []
    assert rows == [("cowley", 4, True), ("centre", 4, True)]
    layer = QgsVectorLayer(f"{path}|layername=hotspots", "h", "ogr")
    assert layer.isValid()
    assert (layer.featureCount(), layer.crs().authid()) == (2, "EPSG:4326")
    assert layer.extent().xMinimum() == extent[0]
    assert path.read_bytes() == files["hotspots.gpkg"]  # reading it changes nothing


def test_the_geojson_opens_in_qgis(export, oxford, tmp_path):
    _, files = export(oxford)
    path = tmp_path / "hotspots.geojson"
    path.write_bytes(files["data/hotspots.geojson"])
    layer = QgsVectorLayer(str(path), "h", "ogr")
    assert (layer.featureCount(), layer.crs().authid()) == (2, "EPSG:4326")


def test_baltimores_focused_patrol_areas_travel_by_their_own_key(export, data):
    """118 areas drawn by the police, in feet, some overlapping, with no column but a number."""
    ran, files = export(f"{data('patrol_areas/fpareas_2248.gpkg')}|layername=fpareas_2248", ID_FIELD="id_row")
    assert ran["COUNT"] == 118
    assert all(
        -76.8 < feature["geometry"]["coordinates"][0][0][0] < -76.5
        for feature in collection(files)
        if feature["geometry"]["type"] == "Polygon"
    )
    assert "The analyst chose this place" in files["briefings/1.html"].decode()


def test_a_column_named_in_capitals_is_the_same_column(export, make_layer):
    ran, _ = export(make_layer("Polygon", [BROAD_STREET, COWLEY], HOTSPOT_ID=["a", "b"], ARM=["treatment", "control"]))
    assert (ran["COUNT"], ran["WITHHELD"]) == (1, 1)


def test_ids_that_are_no_file_names_are_tied_to_their_pages_in_the_manifest(export, make_layer):
    _, files = export(make_layer("Polygon", [BROAD_STREET, COWLEY], hotspot_id=["../../etc", "Gŵyl / 1"]))
    ids = {
        line["hotspot_id"]: line["path"] for line in json.loads(files["manifest.json"])["files"] if "hotspot_id" in line
    }
    assert set(ids) == {"../../etc", "Gŵyl / 1"}
    for path in ids.values():
        assert path.startswith("briefings/")
        assert path.isascii()
        assert ".." not in path


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ARM": "treatmnet"}, "its arms are: control, treatment"),
        ({"VALID_UNTIL": "2026-03-31"}, "would end .* before it begins"),
        ({"LIMIT": 0}, "LIMIT is 0"),
        ({"LIMIT": -3}, "LIMIT is -3"),
        ({"TITLE": " "}, "TITLE|no title"),
        ({"TIME_ZONE": "Mars/Olympus"}, "time zone “Mars/Olympus” is not known"),
        ({"ID_FIELD": "nothing"}, "no field nothing"),
    ],
)
def test_wrong_parameters_are_refused_and_nothing_is_written(export, oxford, tmp_path, changes, said):
    with pytest.raises(QgsProcessingException, match=said):
        export(oxford, **changes)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("shapes", "crs", "columns", "said"),
    [
        ([], "EPSG:27700", {"hotspot_id": []}, "has no features"),
        ([BROAD_STREET], "", {"hotspot_id": ["a"]}, "CRS|coordinate reference system"),
        ([BROAD_STREET], "EPSG:4326", {"hotspot_id": ["a"]}, "degrees"),
        ([BROAD_STREET, COWLEY], "EPSG:27700", {"hotspot_id": ["a", "a"]}, "same hotspot_id, a"),
        ([BROAD_STREET, COWLEY], "EPSG:27700", {"hotspot_id": ["a", None]}, "Feature 2 .* has no hotspot_id"),
        ([BROAD_STREET, None], "EPSG:27700", {"hotspot_id": ["a", "b"]}, "has no geometry"),
        ([BROAD_STREET], "EPSG:27700", {"name": ["a"]}, "no field hotspot_id"),
    ],
)
def test_hotspots_that_cannot_be_used_are_refused_and_nothing_is_written(
    export, make_layer, tmp_path, shapes, crs, columns, said
):
    with pytest.raises(QgsProcessingException, match=said):
        export(make_layer("Polygon", shapes, crs, **columns))
    assert list(tmp_path.iterdir()) == []


def test_crimes_without_any_location_are_refused(export, oxford, make_layer, tmp_path):
    with pytest.raises(QgsProcessingException, match="No crime of made has a location"):
        export(oxford, CRIMES=make_layer("Point", [None], crime_type=["Drugs"]))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_refused(run, oxford, tmp_path):
    with pytest.raises(QgsProcessingException, match="is not there"):
        run("exportpackage", HOTSPOTS=oxford, OUTPUT=str(tmp_path / "no" / "p.zip"), **WEEK)


@pytest.mark.parametrize("percent", [1, 30, 60, 80, 95])
def test_cancel_at_any_stage_leaves_the_old_package_as_it_was(export, oxford, crimes, tmp_path, percent):
    (tmp_path / "package.zip").write_bytes(b"old")
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        export(oxford, cancel_at=percent, CRIMES=crimes)
    assert [path.name for path in tmp_path.iterdir()] == ["package.zip"]
    assert (tmp_path / "package.zip").read_bytes() == b"old"


@pytest.fixture
def schedule(make_layer):
    """Return a function from rows (hotspot, period, day it starts, arm) to a schedule of days from 06:00 UTC."""

    def go(*rows):
        def at(day):
            return QDateTime(QDate(2026, 4, day), QTime(6, 0), QTimeZone.utc())

        return make_layer(
            "NoGeometry",
            [None] * len(rows),
            "",
            hotspot_id=[row[0] for row in rows],
            period=[row[1] for row in rows],
            starts=[at(row[2]) for row in rows],
            ends=[at(row[2] + 1) for row in rows],
            arm=[row[3] for row in rows],
        )

    return go


TURNS = (
    ("centre", "1", 1, "treatment"),
    ("next", "1", 1, "control"),
    ("centre", "2", 2, "control"),
    ("next", "2", 2, "treatment"),
    ("cowley", "1", 1, "control"),
    ("cowley", "2", 2, "control"),
    ("cowley", "9", 20, "treatment"),
)


@pytest.fixture
def turns(make_layer):
    return make_layer("Polygon", [BROAD_STREET, NEXT_DOOR, COWLEY], hotspot_id=["centre", "next", "cowley"])


def test_of_a_schedule_the_treated_place_periods_of_the_validity_travel_alone(export, turns, schedule):
    ran, files = export(turns, SCHEDULE=schedule(*TURNS), VALID_FROM="2026-04-01T07:00", VALID_UNTIL="2026-04-03")
    assert (ran["COUNT"], ran["WITHHELD"]) == (2, 1)
    # 07:00 in Oxford's summer is 06:00 UTC, and the second ends at 06:00 UTC of the third, before midnight
    assert json.loads(files["data/tasking.json"])["windows"] == [
        {"hotspot_id": "centre", "period": "1", "starts": "2026-04-01T06:00:00Z", "ends": "2026-04-02T06:00:00Z"},
        {"hotspot_id": "next", "period": "2", "starts": "2026-04-02T06:00:00Z", "ends": "2026-04-03T06:00:00Z"},
    ]
    assert not any("HAS NO COLUMN arm" in warning for warning in ran.log.warnings)


def test_a_hotspot_never_treated_in_the_validity_is_in_no_file(export, turns, schedule):
    _, files = export(turns, SCHEDULE=schedule(*TURNS))
    for path, content in files.items():
        assert b"cowley" not in content, path
        assert "cowley" not in path


def test_a_schedule_that_treats_nothing_in_the_validity_is_refused(export, turns, schedule, tmp_path):
    with pytest.raises(QgsProcessingException, match="made treats no hotspot from Friday 1 May 2026, 06:00 until"):
        export(turns, SCHEDULE=schedule(*TURNS), VALID_FROM="2026-05-01T06:00", VALID_UNTIL="2026-05-08")
    assert list(tmp_path.iterdir()) == []


def test_the_records_file_is_empty_writable_and_opens_in_qgis(export, oxford, tmp_path):
    _, files = export(oxford)
    path = tmp_path / "records.gpkg"
    path.write_bytes(files["records.gpkg"])
    for name, kind in (("patrols", QgsWkbTypes.Type.NoGeometry), ("fixes", QgsWkbTypes.Type.Point)):
        layer = QgsVectorLayer(f"{path}|layername={name}", name, "ogr")
        assert (layer.isValid(), layer.featureCount(), layer.wkbType()) == (True, 0, kind)
        feature = QgsFeature(layer.fields())
        feature["patrol_id"] = "3f1c"
        if kind == QgsWkbTypes.Type.Point:
            feature.setGeometry(QgsGeometry.fromWkt("POINT (-1.25 51.75)"))
        assert layer.dataProvider().addFeatures([feature])[0]
        assert layer.featureCount() == 1
    lines = {line["path"]: line for line in json.loads(files["manifest.json"])["files"]}
    assert lines["records.gpkg"]["mutable"] is True


def test_notes_reach_the_briefing_and_unknown_hotspots_are_refused(export, oxford, make_layer, tmp_path):
    notes = {"hotspot_id": ["centre", "next", "centre"], "notes": ["Gate locked.", "SECRET", "Steps are wet."]}
    _, files = export(oxford, NOTES=make_layer("NoGeometry", [None] * 3, "", **notes))
    assert "From the analyst: Gate locked. Steps are wet." in files["briefings/centre.html"].decode()
    assert b"SECRET" not in b"".join(files.values())
    strange = make_layer("NoGeometry", [None], "", hotspot_id=["zz"], notes=["x"])
    with pytest.raises(QgsProcessingException, match=r"made has notes for 1 hotspots that are not .* \(such as zz\)"):
        export(oxford, name="other.zip", NOTES=strange)
    assert [path.name for path in tmp_path.iterdir()] == ["package.zip"]


def test_a_phone_number_in_a_note_stops_the_export_until_the_reason_is_written(export, oxford, make_layer):
    notes = make_layer("NoGeometry", [None], "", hotspot_id=["centre"], notes=["Desk: 01632 960983"])
    with pytest.raises(QgsProcessingException, match="what looks like a phone number"):
        export(oxford, NOTES=notes)
    _, files = export(oxford, NOTES=notes, OVERRIDE="The number of the station's desk")
    assert json.loads(files["manifest.json"])["override"] == "The number of the station's desk"


def test_a_control_named_in_the_title_stops_the_export(export, make_layer, tmp_path):
    layer = make_layer("Polygon", [BROAD_STREET, COWLEY], hotspot_id=["ox-101", "ox-202"], arm=["treatment", "control"])
    with pytest.raises(QgsProcessingException, match="the id of a hotspot that stays, ox-202"):
        export(layer, TITLE="Patrol this, not ox-202")
    assert list(tmp_path.iterdir()) == []


def test_peak_blocks_come_from_crimes_with_a_time_of_day(export, oxford, make_layer):
    # 60 crimes at 20:30 UTC in July, which is 21:30 on Oxford's clocks
    times = [QDateTime(QDate(2025, 7, 1 + i % 28), QTime(20, 30), QTimeZone.utc()) for i in range(60)]
    crimes = make_layer("Point", ["POINT (451300 206400)"] * 60, occurred_from=times, occurred_to=times)
    _, files = export(oxford, CRIMES=crimes)
    assert "More crime than by chance: 20:00 to 24:00 (100 % of them" in files["briefings/centre.html"].decode()
