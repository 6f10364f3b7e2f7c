"""importtracks in a real QGIS: files, folders and layers to fixes."""

from __future__ import annotations

import os

import pytest
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterFile,
    QgsProject,
    QgsVectorLayer,
)
from qgis.core import QgsProcessingModelChildParameterSource as Source
from qgis.PyQt.QtCore import QCoreApplication, QDate, QDateTime, Qt, QTime, QTimeZone

HEAD = '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
TAIL = "</trkseg></trk></gpx>"


def track(*points):
    return (
        HEAD
        + "".join(f'<trkpt lat="{lat}" lon="{lon}"><time>{time}</time></trkpt>' for lat, lon, time in points)
        + TAIL
    )


@pytest.fixture
def folder(tmp_path):
    """Two units, one of them in two folders, and a point at null island."""
    place = tmp_path / "tracks"
    (place / "tuesday").mkdir(parents=True)
    (place / "unit_1.gpx").write_text(
        track(
            (51.5, -1.25, "2026-01-05T14:00:00.5Z"),
            (0, 0, "2026-01-05T14:00:15Z"),
            (51.501, -1.25, "2026-01-05T14:00:30Z"),
        )
    )
    (place / "tuesday" / "unit_1.gpx").write_text(track((51.7, -1.25, "2026-01-06T14:00:00Z")))
    (place / "tuesday" / "unit_2.gpx").write_text(track((51.8, -1.25, "2026-01-06T15:00:00+01:00")))
    return place


def utc(year, month, day, hour, minute=0):
    return QDateTime(QDate(year, month, day), QTime(hour, minute), QTimeZone.utc())


def clock(year, month, day, hour, minute=0):
    """Return a time that says nothing of its zone, as CSV and GeoPackage without Z give it."""
    return QDateTime(QDate(year, month, day), QTime(hour, minute))


def times(ran):
    return [row["time"].toUTC().toString(Qt.DateFormat.ISODateWithMs) for row in ran.rows()]


def test_a_folder_gives_the_public_table_of_fixes_and_its_counts(run, folder):
    ran = run("importtracks", INPUT=str(folder), OUTPUT="memory:", REJECTS="memory:")
    layer = ran.layer()
    assert layer.crs().authid() == "EPSG:4326"
    assert layer.fields().names() == ["unit", "time", "accuracy_m", "speed_ms", "source", "segment"]
    assert [row["unit"] for row in ran.rows()] == ["unit_1", "unit_1", "unit_1", "unit_2"]
    assert times(ran) == [
        "2026-01-05T14:00:00.500Z",
        "2026-01-05T14:00:30.000Z",
        "2026-01-06T14:00:00.000Z",
        "2026-01-06T14:00:00.000Z",
    ]
    assert [row["segment"] for row in ran.rows()] == [1, 1, 2, 1]
    assert {row["accuracy_m"] for row in ran.rows()} == {None}
    assert [f.geometry().asWkt(1) for f in layer.getFeatures()][2] == "Point (-1.3 51.7)"
    assert (ran["COUNT"], ran["REJECTED"], ran["UNITS"], ran["FILES"], ran["REFUSED"]) == (4, 1, 2, 3, 0)
    assert (ran["FIRST"], ran["LAST"]) == ("2026-01-05T14:00:00.500Z", "2026-01-06T14:00:00.000Z")
    assert len(ran["SHA256"]) == 64
    reject = ran.rows("REJECTS")[0]
    assert (reject["source"], reject["row"]) == ("unit_1.gpx", 2)
    assert reject["reason"].startswith("null island")
    assert "null island" in ran.log.text


def test_files_may_be_given_one_by_one_and_give_the_same_as_their_folder(run, folder):
    whole = run("importtracks", INPUT=str(folder), OUTPUT="memory:")
    listed = [str(folder / "unit_1.gpx"), str(folder / "tuesday")]
    assert run("importtracks", INPUT=listed, OUTPUT="memory:")["SHA256"] == whole["SHA256"]
    assert run("importtracks", INPUT=str(folder / "unit_1.gpx"), OUTPUT="memory:")["COUNT"] == 2


def test_a_bad_file_in_a_folder_is_named_in_the_log_and_the_rejects(run, folder):
    (folder / "page.gpx").write_text("<!DOCTYPE html><html><body>Please sign in</body></html>")
    ran = run("importtracks", INPUT=str(folder), OUTPUT="memory:", REJECTS="memory:")
    assert any("page.gpx is a web page" in warning for warning in ran.log.warnings)
    named = [row for row in ran.rows("REJECTS") if row["source"] == "page.gpx"]
    assert len(named) == 1
    assert named[0]["row"] is None
    assert (ran["COUNT"], ran["REJECTED"], ran["FILES"], ran["REFUSED"]) == (4, 1, 3, 1)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("<html><body/></html>", "web page"),
        ('<!DOCTYPE gpx [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><gpx>&b;</gpx>', "DOCTYPE"),
        (HEAD + '<trkpt lat="51" lon="1"/>' + TAIL, "no point has a time"),
        ("", "empty"),
    ],
)
def test_bad_files_are_refused_in_one_sentence_and_nothing_is_written(run, tmp_path, content, sentence):
    path = tmp_path / "a.gpx"
    path.write_text(content)
    output = tmp_path / "fixes.gpkg"
    with pytest.raises(QgsProcessingException, match=sentence):
        run("importtracks", INPUT=str(path), OUTPUT=str(output))
    assert os.listdir(tmp_path) == ["a.gpx"]


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({}, "No tracks are given"),
        ({"INPUT": "/nowhere/at/all"}, "is not there"),
        ({"INPUT": ".", "TIME_ZONE": "Europe/Lundon"}, "no time zone"),
    ],
)
def test_missing_input_and_misspelt_zones_are_refused(run, parameters, sentence):
    with pytest.raises(QgsProcessingException, match=sentence):
        run("importtracks", OUTPUT="memory:", **parameters)


def test_files_and_a_layer_together_are_refused(run, make_layer, folder):
    layer = make_layer("Point", ["Point (1 1)"], time=[utc(2026, 1, 5, 14)])
    with pytest.raises(QgsProcessingException, match="choose one"):
        run("importtracks", INPUT=str(folder), LAYER=layer, OUTPUT="memory:")
    with pytest.raises(QgsProcessingException, match="choose one"):
        run("importtracks", INPUT=layer, LAYER=layer, OUTPUT="memory:")


def test_cancel_leaves_nothing_behind(run, folder, tmp_path):
    output = tmp_path / "fixes.gpkg"
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run("importtracks", cancel_at=0.0, INPUT=str(folder), OUTPUT=str(output))
    assert os.listdir(tmp_path) == ["tracks"]


# -- layers --


def layer_of_two(make_layer):
    """Return a layer in British National Grid with two interleaved units, a double, a gap and a place-less point."""
    at = [utc(2026, 7, 1, 12, minute) for minute in (0, 0, 1, 1, 1, 2)]
    return make_layer(
        "Point",
        ["Point (450000 200000)", "Point (1 2)", "Point (450010 200000)", "Point (3 4)", "Point (5 6)", None],
        unit=["b", "a", "b", "a", "a", "b"],
        time=[*at[:5], at[5]],
        speed_ms=[1.5, None, 2.5, 0.0, 1.0, 1.0],
    )


@pytest.mark.parametrize("how", ["LAYER", "INPUT object", "INPUT list"])
def test_a_layer_keeps_its_own_crs_however_it_is_given(run, make_layer, how):
    layer = layer_of_two(make_layer)
    name, _, form = how.partition(" ")
    ran = run("importtracks", **{name: [layer] if form == "list" else layer}, OUTPUT="memory:", REJECTS="memory:")
    assert ran.layer().crs().authid() == "EPSG:27700"
    assert [(row["unit"], row["speed_ms"]) for row in ran.rows()] == [("a", None), ("a", 0.0), ("b", 1.5), ("b", 2.5)]
    assert [(row["row"], row["reason"]) for row in ran.rows("REJECTS")] == [
        (6, "no location"),
        (5, "same time as another fix of the unit"),
    ]
    assert (ran["COUNT"], ran["REJECTED"], ran["UNITS"], ran["FILES"]) == (4, 2, 2, 1)
    assert "earlier" not in ran.log.text  # interleaved units are no falling times


@pytest.mark.parametrize("field", ["TIME_FIELD", "UNIT_FIELD"])
def test_a_field_that_the_layer_has_not_is_said_with_those_that_it_has(run, make_layer, field):
    with pytest.raises(QgsProcessingException, match=r"made has no field when; its fields are: unit, time"):
        run("importtracks", LAYER=layer_of_two(make_layer), OUTPUT="memory:", **{field: "when"})


def test_a_layer_of_polygons_is_refused_for_what_it_is(run, make_layer):
    places = make_layer("Polygon", ["Polygon ((0 0, 1 0, 1 1, 0 0))"], time=["2026-01-05T14:00:00Z"])
    with pytest.raises(QgsProcessingException, match=r"made holds polygons: give points with a time each, or lines"):
        run("importtracks", LAYER=places, OUTPUT="memory:")


def test_a_layer_of_the_project_may_be_named_by_its_id(make_layer):
    project, context = QgsProject(), QgsProcessingContext()
    context.setProject(project)
    layer = project.addMapLayer(layer_of_two(make_layer))
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("hotspots:importtracks")
    parameters = {"INPUT": layer.id(), "OUTPUT": "memory:"}
    assert algorithm.checkParameterValues(parameters, context) == (True, "")
    results, good = algorithm.run(parameters, context, QgsProcessingFeedback())
    assert good
    assert results["COUNT"] == 4


def test_the_path_of_a_layer_file_may_stand_for_files(run, folder, tmp_path):
    made = run("importtracks", INPUT=str(folder), OUTPUT=str(tmp_path / "fixes.gpkg"))
    again = run("importtracks", INPUT=str(tmp_path / "fixes.gpkg"), OUTPUT="memory:")
    assert again["SHA256"] == made["SHA256"]
    assert [row["segment"] for row in again.rows()] == [1, 1, 2, 1]


def test_fixes_of_a_geopackage_read_by_arrow_are_those_of_the_general_path(run, folder, tmp_path):
    path = str(tmp_path / "fixes.gpkg")
    made = run("importtracks", INPUT=str(folder), OUTPUT=path)
    filtered = QgsVectorLayer(path, "fixes", "ogr")
    assert filtered.setSubsetString("\"unit\" <> 'nobody'")
    assert run("importtracks", LAYER=path, OUTPUT="memory:")["SHA256"] == made["SHA256"]
    assert run("importtracks", LAYER=filtered, OUTPUT="memory:")["SHA256"] == made["SHA256"]


@pytest.mark.parametrize(
    "written", [[clock(2026, 7, 1, 14), clock(2026, 1, 5, 14)], ["2026-07-01T14:00:00", "2026-01-05 14:00"]]
)
def test_times_without_a_zone_are_asked_for_and_then_read_in_summer_and_winter(run, make_layer, written):
    layer = make_layer("Point", ["Point (1 1)", "Point (1 2)"], unit=["a", "a"], time=written)
    with pytest.raises(QgsProcessingException, match=r"have no time zone.*13:00 UTC"):
        run("importtracks", LAYER=layer, OUTPUT="memory:")
    ran = run("importtracks", LAYER=layer, TIME_ZONE="Europe/London", OUTPUT="memory:")
    assert times(ran) == ["2026-01-05T14:00:00.000Z", "2026-07-01T13:00:00.000Z"]
    assert "2 times of made have no time zone" in ran.log.text
    assert "1 times were earlier" in ran.log.text


def test_a_time_that_has_a_zone_is_not_moved_by_the_zone_given(run, make_layer):
    layer = make_layer("Point", ["Point (1 1)"], time=[utc(2026, 7, 1, 14)])
    ran = run("importtracks", LAYER=layer, TIME_ZONE="Europe/London", OUTPUT="memory:")
    assert times(ran) == ["2026-07-01T14:00:00.000Z"]


def test_fields_of_other_names_are_chosen_and_numbers_name_units(run, make_layer):
    layer = make_layer(
        "Point",
        ["Point (1 1)", "Point (1 2)", "Point (1 3)", "Point (1 4)"],
        vehicle=[4716, None, 12, 12],
        seen=[utc(2026, 7, 1, 14), utc(2026, 7, 1, 14), utc(2026, 7, 1, 14), None],
    )
    ran = run("importtracks", LAYER=layer, UNIT_FIELD="vehicle", TIME_FIELD="seen", OUTPUT="memory:", REJECTS="memory:")
    assert [row["unit"] for row in ran.rows()] == ["12", "4716"]
    assert [(row["row"], row["reason"]) for row in ran.rows("REJECTS")] == [(2, "no unit"), (4, "no time")]


def test_a_layer_without_units_is_one_unit_and_its_only_time_field_is_found(run, make_layer):
    layer = make_layer("Point", ["Point (1 1)"], seen=[utc(2026, 7, 1, 14)])
    ran = run("importtracks", LAYER=layer, OUTPUT="memory:")
    assert [row["unit"] for row in ran.rows()] == ["made"]
    assert "one unit" in ran.log.text


@pytest.mark.parametrize(
    ("crs", "wkt", "columns", "sentence"),
    [
        ("", "Point (1 1)", {"time": ["2026-01-05T14:00:00Z"]}, "no coordinate reference system"),
        ("EPSG:4326", "Point (450000 200000)", {"time": ["2026-01-05T14:00:00Z"]}, "degrees"),
        ("EPSG:27700", "Point (1 1)", {"seen": ["x"]}, "choose TIME_FIELD; its fields are: seen"),
        ("EPSG:27700", "Point (1 1)", {"time": [1767621600]}, "no dates with times"),
        ("EPSG:27700", None, {"time": ["2026-01-05T14:00:00Z"]}, "no fix"),
    ],
)
def test_layers_that_cannot_be_fixes_are_refused(run, make_layer, crs, wkt, columns, sentence):
    with pytest.raises(QgsProcessingException, match=sentence):
        run("importtracks", LAYER=make_layer("Point", [wkt], crs, **columns), OUTPUT="memory:")


def test_real_tracks_opened_in_qgis_as_a_layer_give_the_fixes_of_the_file(run, data):
    path = data("gpx_real_devices/gpxpy/korita-zbevnica.gpx")
    file = run("importtracks", INPUT=str(path), OUTPUT="memory:")
    layer = run("importtracks", INPUT=f"{path}|layername=track_points", OUTPUT="memory:")
    assert (layer["COUNT"], layer["REJECTED"]) == (file["COUNT"], file["REJECTED"])
    assert times(layer) == times(file)


def test_the_style_is_put_on_and_plays_in_the_temporal_controller(run, folder):
    from hotspot_plugin import paths

    layer = run("importtracks", INPUT=str(folder), OUTPUT="memory:").layer()
    message, loaded = layer.loadNamedStyle(str(paths.style("fixes")))
    assert loaded, message
    assert layer.temporalProperties().isActive()
    assert layer.temporalProperties().startField() == "time"


@pytest.mark.parametrize("hand_on", ["a folder", "a layer"])
def test_a_model_hands_on_a_folder_or_a_layer(folder, hand_on):
    model = QgsProcessingModelAlgorithm("two steps", "tests")
    first = QgsProcessingModelChildAlgorithm("hotspots:importtracks")
    first.setChildId("first")
    first.addParameterSources("INPUT", [Source.fromStaticValue(str(folder))])
    kept = QgsProcessingModelOutput("FIXES")
    second = QgsProcessingModelChildAlgorithm("hotspots:importtracks")
    second.setChildId("second")
    if hand_on == "a layer":
        model.addChildAlgorithm(first)
        second.addParameterSources("INPUT", [Source.fromChildOutput("first", "OUTPUT")])
    else:
        model.addModelParameter(
            QgsProcessingParameterFile("TRACKS", behavior=Qgis.ProcessingFileParameterBehavior.Folder),
            QgsProcessingModelParameter("TRACKS"),
        )
        second.addParameterSources("INPUT", [Source.fromModelParameter("TRACKS")])
    kept.setChildId("second")
    kept.setChildOutputName("OUTPUT")
    second.setModelOutputs({"FIXES": kept})
    model.addChildAlgorithm(second)
    results, good = model.run({"TRACKS": str(folder)}, QgsProcessingContext(), QgsProcessingFeedback())
    assert good
    assert results["CHILD_RESULTS"]["second"]["COUNT"] == 4


def test_it_runs_in_the_background_as_the_toolbox_runs_it(run, folder):
    """Off the main thread, with a layer of the project and the style waiting for it there."""
    context, log = QgsProcessingContext(), QgsProcessingFeedback()
    context.setProject(QgsProject.instance())
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("hotspots:importtracks")
    task = QgsProcessingAlgRunnerTask(algorithm, {"INPUT": [str(folder)], "OUTPUT": "memory:"}, context, log)
    seen = []
    task.executed.connect(lambda good, results: seen.append((good, results.get("COUNT"))))
    QgsApplication.taskManager().addTask(task)
    while not seen:
        QCoreApplication.processEvents()
    assert seen == [(True, 4)]
