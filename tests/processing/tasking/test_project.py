"""tasking.qgz as the apps read it: from the saved file, and opened again from a moved copy."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from qgis.core import (
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextScope,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsVectorLayerUtils,
)

# four squares in a row in Oxford, 1 km apart; the third is treated tomorrow alone
CORNERS = {"near": 451200, "second": 452200, "rests": 453200, "third": 454200, "fourth": 455200}


def square(x):
    return f"POLYGON (({x} 206300, {x + 200} 206300, {x + 200} 206500, {x} 206500, {x} 206300))"


def day(offset):
    return datetime.now(UTC).replace(microsecond=0) + timedelta(days=offset)


@pytest.fixture
def moved(export, make_layer, tmp_path):
    """Return a function that exports, unpacks into another folder, and opens the project there."""
    from qgis.PyQt.QtCore import QDateTime, QTimeZone

    def at(moment):
        return QDateTime.fromSecsSinceEpoch(int(moment.timestamp()), QTimeZone.utc())

    def go(**parameters):
        ids = list(CORNERS)
        hotspots = make_layer("Polygon", [square(x) for x in CORNERS.values()], hotspot_id=ids, name=ids)
        rows = [("rests", day(1), day(2)), *((name, day(-1), day(1)) for name in ids if name != "rests")]
        schedule = make_layer(
            "NoGeometry",
            [None] * len(rows),
            "",
            hotspot_id=[row[0] for row in rows],
            period=[f"p{i}" for i in range(len(rows))],
            starts=[at(row[1]) for row in rows],
            ends=[at(row[2]) for row in rows],
            arm=["treatment"] * len(rows),
        )
        standard = {"VALID_FROM": at(day(-2)), "VALID_UNTIL": at(day(3)), "TIME_ZONE": "UTC", "SCHEDULE": schedule}
        _, files = export(hotspots, **{**standard, **parameters})
        folder = tmp_path / "elsewhere" / "phone"
        folder.mkdir(parents=True)
        for path, content in files.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(content)
        project = QgsProject.instance()  # where aggregates look for layers
        assert project.read(str(folder / "tasking.qgz"))
        return project, files, folder

    yield go
    QgsProject.instance().clear()


def saved(files):
    with zipfile.ZipFile(io.BytesIO(files["tasking.qgz"])) as archive:
        assert archive.namelist() == ["tasking.qgs"]
        return archive.read("tasking.qgs")


def custom(layer, name):
    return layer.customProperty(f"QFieldSync/{name}")


def test_every_layer_is_valid_in_a_moved_copy_and_read_only_where_it_should_be(moved):
    project, _, folder = moved()
    layers = project.mapLayers()
    assert set(layers) == {f"{name}_layer" for name in ("patrols", "fixes", "tracks", "hotspots", "schedule")}
    assert all(layer.isValid() for layer in layers.values())
    assert all(layer.source().startswith(str(folder)) for layer in layers.values())
    assert {name for name, layer in layers.items() if layer.readOnly()} == {"hotspots_layer", "schedule_layer"}
    for name in ("hotspots_layer", "schedule_layer"):
        assert not layers[name].startEditing()
        for what in ("feature_addition", "attribute_editing", "geometry_editing", "feature_deletion"):
            assert custom(layers[name], f"is_{what}_locked") is True


def test_positions_are_recorded_every_five_seconds_on_points(moved):
    project, _, _ = moved()
    fixes = project.mapLayer("fixes_layer")
    assert fixes.geometryType().name in ("Point", "PointGeometry")
    assert custom(fixes, "tracking_session_active") is True
    assert custom(fixes, "tracking_time_requirement_active") is True
    assert custom(fixes, "tracking_time_requirement_interval_seconds") == 5
    # a distance rule would delete the evidence of standing still
    assert custom(fixes, "tracking_distance_requirement_active") is False
    assert custom(fixes, "tracking_all_requirements_active") is False
    assert custom(fixes, "tracking_erroneous_distance_safeguard_active") is False
    assert custom(fixes, "tracking_measurement_type") == 1


def test_the_geofence_tells_entering_and_leaving_of_the_places(moved):
    project, _, _ = moved()
    assert project.readBoolEntry("qfieldsync", "/geofencingIsActive") == (True, True)
    assert project.readEntry("qfieldsync", "/geofencingLayer") == ("hotspots_layer", True)
    assert project.readNumEntry("qfieldsync", "/geofencingBehavior") == (3, True)
    assert project.readBoolEntry("qfieldsync", "/geofencingShouldPreventDigitizing") == (False, True)
    assert project.readEntry("qfieldsync", "/initialMapMode") == ("browse", True)


def test_mergin_maps_tracks_into_lines_with_time_as_measure(moved):
    from qgis.core import QgsWkbTypes

    project, _, _ = moved()
    assert project.readBoolEntry("Mergin", "PositionTracking/Enabled") == (True, True)
    assert project.readNumEntry("Mergin", "PositionTracking/UpdateFrequency") == (0, True)
    assert project.readEntry("Mergin", "PositionTracking/TrackingLayer") == ("tracks_layer", True)
    tracks = project.mapLayer("tracks_layer")
    assert tracks.wkbType() == QgsWkbTypes.Type.LineStringZM
    assert tracks.crs().authid() == "EPSG:4326"
    feature = QgsFeature(tracks.fields())
    feature.setGeometry(QgsGeometry.fromWkt("LineStringZM (-1.25 51.75 0 1775000000, -1.26 51.75 0 1775000060)"))
    assert tracks.dataProvider().addFeatures([feature])[0]
    assert next(tracks.getFeatures()).geometry().constGet().pointN(1).m() == 1775000060


def test_every_layer_has_its_qfieldsync_actions_and_a_single_key(moved):
    project, _, _ = moved()
    for layer in project.mapLayers().values():
        assert custom(layer, "action") in ("copy", "offline")
        assert custom(layer, "cloud_action") in ("no_action", "offline")
        assert layer.primaryKeyAttributes() == [0]
        assert not any(c in name for name in layer.fields().names() for c in '\\/()[]{}"\n')
    for relation in project.relationManager().relations().values():
        assert relation.isValid()
        # a primary key fid differs from phone to phone
        assert relation.fieldPairs() == {"hotspot_id": "hotspot_id"}


def test_paths_are_relative_and_nobody_is_named(moved):
    import getpass

    _, files, _ = moved()
    text = saved(files)
    root = ET.fromstring(text)
    assert all(source.text.startswith("./") for source in root.iter("datasource"))
    assert root.find("properties/Paths/Absolute").text == "false"
    assert root.find("homePath").get("path") == ""
    assert root.find("projectMetadata/author").text is None
    assert not {"saveUser", "saveUserFull", "saveDateTime"} & set(root.attrib)
    assert root.find("projectMetadata/creation") is None
    for said in (getpass.getuser().encode() + b'"', b"/tmp", b"/home", b"file:"):
        assert said not in text
    names = [path.rsplit(".", 1)[0] for path in files if "/" not in path]
    assert len(set(names)) == len(names)  # QField confuses a project with data of the same base name
    assert sum(path.endswith((".qgs", ".qgz")) for path in files) == 1


def test_a_hotspot_is_there_only_while_it_is_to_be_patrolled(moved):
    project, _, _ = moved()
    shown = {feature["hotspot_id"] for feature in project.mapLayer("hotspots_layer").getFeatures()}
    assert shown == {"near", "second", "third", "fourth"}


def test_after_the_validity_nothing_is_shown(moved):
    project, _, _ = moved(SCHEDULE=None, VALID_FROM="2020-01-01", VALID_UNTIL="2020-01-31")
    assert project.mapLayer("hotspots_layer").isValid()
    assert list(project.mapLayer("hotspots_layer").getFeatures()) == []


def at_work(project, layer, easting, **position):
    """An expression context as QField has it with the receiver at an easting of the row of squares."""
    from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform

    to_degrees = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:27700"), QgsCoordinateReferenceSystem("EPSG:4326"), project
    )
    point = to_degrees.transform(easting, 206400)
    scope = QgsExpressionContextScope()
    scope.setVariable("gnss_coordinate", QgsGeometry.fromPointXY(point))
    for name, value in position.items():
        scope.setVariable(name, value)
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    context.appendScope(scope)
    return context


def new_row(layer, context):
    return QgsVectorLayerUtils.createFeature(layer, QgsGeometry(), {}, context)


def test_the_nearest_three_are_listed_in_their_order_without_the_one_that_rests(moved):
    project, files, _ = moved()
    patrols = project.mapLayer("patrols_layer")
    root = ET.fromstring(saved(files))
    text = root.find(".//attributeEditorTextElement").text
    said = QgsExpression.replaceExpressionText(text, at_work(project, patrols, 453500))
    listed = said.split("Nearest now: ")[1].split("\n")[0].split("; ")
    # from 453500: third at 700 m, second at 1100 m, fourth at 1700 m, near at 2100 m
    assert [line.split(",")[0] for line in listed] == ["third", "second", "fourth"]
    for line, metres in zip(listed, (700, 1100, 1700), strict=True):
        assert float(line.split(", ")[1].removesuffix(" m")) == pytest.approx(metres, abs=3)


def test_without_a_position_the_form_says_so(moved):
    project, files, _ = moved()
    patrols = project.mapLayer("patrols_layer")
    text = ET.fromstring(saved(files)).find(".//attributeEditorTextElement").text
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(patrols))
    assert "Nearest now: No position yet." in QgsExpression.replaceExpressionText(text, context)


def test_a_new_patrol_is_at_the_nearest_place_with_its_own_key_and_the_packages_id(moved):
    import json

    project, files, _ = moved()
    patrols = project.mapLayer("patrols_layer")
    first, second = (new_row(patrols, at_work(project, patrols, 452000)) for _ in range(2))
    assert first["hotspot_id"] == "second"
    assert len(first["patrol_id"]) == 36
    assert first["patrol_id"] != second["patrol_id"]
    assert first["bundle_id"] == json.loads(files["manifest.json"])["bundle_id"]
    assert abs(first["started"].toSecsSinceEpoch() - day(0).timestamp()) < 60
    assert first["mode"] == "foot"


def test_a_position_carries_time_accuracy_and_speed_and_belongs_to_the_open_patrol(moved):
    from qgis.PyQt.QtCore import QDateTime, QTimeZone

    project, _, _ = moved()
    patrols, fixes = project.mapLayer("patrols_layer"), project.mapLayer("fixes_layer")
    assert patrols.startEditing()
    closed = new_row(patrols, at_work(project, patrols, 452000))
    closed["ended"] = closed["started"]
    opened = new_row(patrols, at_work(project, patrols, 452000))
    opened["device_id"] = "unit 7"
    assert patrols.addFeatures([closed, opened])
    assert patrols.commitChanges()
    when = QDateTime.fromSecsSinceEpoch(1_775_000_000, QTimeZone.utc())
    here = {"gnss_timestamp": when, "gnss_horizontal_accuracy": 4.5, "gnss_ground_speed": 1.2, "gnss_direction": 90.0}
    fix = new_row(fixes, at_work(project, fixes, 452000, **here))
    assert (fix["patrol_id"], fix["device_id"]) == (opened["patrol_id"], "unit 7")
    assert (fix["time"].toSecsSinceEpoch(), fix["accuracy_m"], fix["speed_ms"]) == (1_775_000_000, 4.5, 1.2)
    # Mergin Maps knows @position_… alone
    mergin = at_work(project, fixes, 452000, position_ground_speed=0.3)
    assert new_row(fixes, mergin)["speed_ms"] == 0.3


def test_at_the_limit_of_the_day_the_form_warns_and_the_map_greys_the_place(moved):
    project, _, _ = moved(LIMIT=2)
    patrols, hotspots = project.mapLayer("patrols_layer"), project.mapLayer("hotspots_layer")
    index = patrols.fields().indexOf("hotspot_id")

    def allowed():
        feature = new_row(patrols, at_work(project, patrols, 452000))
        context = at_work(project, patrols, 452000)
        context.setFeature(feature)
        return QgsExpression(patrols.constraintExpression(index)).evaluate(context), feature

    for expected in (1, 1, 0):
        good, feature = allowed()
        assert good == expected
        assert patrols.dataProvider().addFeatures([feature])[0]
    rule = hotspots.renderer().rootRule().children()[0]
    full = set()
    for feature in hotspots.getFeatures():
        context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(hotspots))
        context.setFeature(feature)
        if QgsExpression(rule.filterExpression()).evaluate(context):
            full.add(feature["hotspot_id"])
    assert full == {"second"}


def test_the_project_draws_the_places(moved):
    from qgis.core import QgsMapRendererParallelJob, QgsMapSettings
    from qgis.PyQt.QtCore import QSize

    project, _, _ = moved()
    settings = QgsMapSettings()
    settings.setLayers([project.mapLayer("hotspots_layer")])
    assert project.crs().authid() == "EPSG:3857"
    settings.setDestinationCrs(project.crs())
    extent = project.viewSettings().defaultViewExtent()
    assert extent.crs().authid() == "EPSG:3857"
    settings.setExtent(extent)
    settings.setOutputSize(QSize(400, 200))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    colours = {image.pixelColor(x, y).name() for x in range(0, 400, 2) for y in range(0, 200, 2)}
    assert len(colours) > 3


def test_a_plain_copy_of_an_open_geopackage_loses_rows_and_ours_does_not(tmp_path):
    """QGIS keeps what was written in a -wal beside the file; mobile.md saw 0 of 12 features in a copy."""
    import sqlite3

    from hotspot_plugin.core.tasking import geopackage

    rows = [{"hotspot_id": str(i)} for i in range(12)]
    content = geopackage.write([geopackage.Table("places", "t", {"hotspot_id": "TEXT"}, rows)], "2026-04-01T05:00:00Z")
    path = tmp_path / "ours.gpkg"
    path.write_bytes(content)
    assert content[18:20] == b"\x01\x01"  # the header's journal mode: no WAL
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM places").fetchone() == (12,)
    assert [item.name for item in tmp_path.iterdir()] == ["ours.gpkg"]
