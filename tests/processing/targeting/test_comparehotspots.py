"""Compare hotspots, as the toolbox runs it."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest
import shapely
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsPointXY,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelParameter,
    QgsProcessingParameterFeatureSource,
    QgsProject,
    QgsVectorLayer,
)
from qgis.core import QgsProcessingModelChildParameterSource as Source
from qgis.PyQt.QtCore import QCoreApplication, QDate, QDateTime, QTime, QTimeZone


def on(year, month=1, day=1):
    return QDateTime(QDate(year, month, day), QTime(0, 0), QTimeZone.utc())


def box(west, south, east, north):
    return f"Polygon (({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))"


# a town of 200 ha: before 2019 16, 2 and 2 crimes at three spots, then 6, 3 and 1
SPOTS = ["Point (100 100)", "Point (1500 110)", "Point (400 600)"]
STREETS = ["LineString (0 100, 400 100)", "LineString (400 100, 2000 100)", "LineString (400 100, 400 900)"]


@pytest.fixture
def crimes(make_layer):
    before, after = (16, 2, 2), (6, 3, 1)
    wkts = [spot for counts in (before, after) for spot, n in zip(SPOTS, counts, strict=True) for _ in range(n)]
    return make_layer("Point", wkts, occurred=[on(2018, 5 + i % 3) for i in range(20)] + [on(2019, 2)] * 10)


@pytest.fixture
def west(make_layer):
    layer = make_layer("Polygon", [box(0, 0, 200, 200)], rank=[1], crimes=[16])
    layer.setName("west")
    return layer


@pytest.fixture
def east(make_layer):
    layer = make_layer("Polygon", [box(1400, 0, 1600, 200)])
    layer.setName("east")
    return layer


@pytest.fixture
def town(make_layer):
    return make_layer("Polygon", [box(0, 0, 2000, 1000)])


LATER = {"TIME_FIELD": "occurred", "FROM": "2019-01-01"}


def test_every_number_of_a_small_town_is_that_of_hand_arithmetic(run, crimes, west, east, town, make_layer):
    streets = make_layer("LineString", STREETS)
    ran = run("comparehotspots", HOTSPOTS=[west, east], CRIMES=crimes, STUDY_AREA=town, STREETS=streets,
              OUTPUT="memory:", **LATER)  # fmt: skip
    first, second = ran.rows()
    assert (first["layer"], first["hotspots"], first["crimes"], first["hits"]) == ("west", 1, 10, 6)
    assert first["area_ha"] == pytest.approx(4)
    assert first["pai"] == pytest.approx(0.6 / 0.02)
    assert first["pai_length"] == pytest.approx(0.6 / (200 / 2800))
    assert first["pei_length"] == pytest.approx(2)
    assert first["recapture"] == pytest.approx(0.6 / 0.8)
    assert first["rri"] == pytest.approx(8 / 6)
    assert first["hit_low"] < 0.6 < first["hit_high"]
    assert first["difference"] is None
    assert second["difference"] == pytest.approx(-0.3)
    assert second["hits"] == 3
    assert first["on_training"] is False
    assert (ran["COUNT"], ran["CRIMES"], ran["LEFT_OUT"], ran["ON_TRAINING"]) == (2, 10, 0, 0)
    assert json.loads(ran["HIT_RATES"]) == {"west": 0.6, "east": 0.3}
    assert "TRAINING PERIOD" not in ran.log.text


def test_scoring_on_the_training_period_is_possible_and_said_loudly(run, crimes, west, tmp_path, make_layer):
    path = tmp_path / "report.html"
    ran = run("comparehotspots", HOTSPOTS=[west], CRIMES=crimes, TIME_FIELD="occurred", TRAINING=crimes,
              REPORT=str(path), OUTPUT="memory:")  # fmt: skip
    assert ran.rows()[0]["on_training"] is True
    assert ran["ON_TRAINING"] == 1
    assert any(text.startswith("SCORED ON THE TRAINING PERIOD") for text in ran.log.warnings)
    assert "Scored on the training period" in path.read_text(encoding="utf-8")


def test_counts_that_agree_with_the_crimes_scored_give_training_away_without_times(run, make_layer):
    spots = [(f"Point ({x} 100)", n) for x, n in ((100, 4), (500, 3), (900, 2))]
    crimes = make_layer("Point", [spot for spot, n in spots for _ in range(n)])
    boxes = [box(x, 0, x + 200, 200) for x in (0, 400, 800)]
    built = make_layer("Polygon", boxes, crimes=[4, 3, 2])
    other = make_layer("Polygon", boxes, crimes=[40, 30, 20])
    ran = run("comparehotspots", HOTSPOTS=[built, other], CRIMES=crimes, OUTPUT="memory:")
    assert [row["on_training"] for row in ran.rows()] == [True, None]
    assert [row["layer"] for row in ran.rows()] == ["made", "made (2)"]
    assert "Nothing tells whether" in ran.log.text
    assert "No study area is given" in ran.log.text


def test_training_crimes_in_a_layer_of_their_own_and_another_crs(run, make_layer, west, town):
    """The same spots in degrees: 1 of 2 earlier crimes in the hotspot, then 6 of 9."""
    to = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:27700"), QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance()
    )
    degrees = [to.transform(QgsPointXY(x, y)) for x, y in ((100, 100), (1500, 110))]
    training = make_layer("Point", [f"Point ({p.x()} {p.y()})" for p in degrees], "EPSG:4326", occurred=[on(2018)] * 2)
    crimes = make_layer("Point", [SPOTS[0]] * 6 + [SPOTS[1]] * 3, occurred=[on(2019)] * 9)
    ran = run("comparehotspots", HOTSPOTS=[west], CRIMES=crimes, TIME_FIELD="occurred", TRAINING=training,
              STUDY_AREA=town, OUTPUT="memory:")  # fmt: skip
    row = ran.rows()[0]
    assert row["recapture"] == pytest.approx((6 / 9) / (1 / 2))
    assert row["on_training"] is False


def test_lines_are_scored_by_length_and_links_of_one_hotspot_are_one(run, crimes, make_layer, town):
    streets = make_layer("LineString", STREETS)
    lines = make_layer("LineString", [*STREETS[:1], *STREETS[2:]], hotspot_id=["one", "one"])
    ran = run("comparehotspots", HOTSPOTS=[lines], CRIMES=crimes, STUDY_AREA=town, STREETS=streets, OUTPUT="memory:",
              **LATER)  # fmt: skip
    row = ran.rows()[0]
    assert (row["hits"], row["length_m"]) == (7, pytest.approx(1200))
    assert row["hotspots"] == 1, "two links of one corridor"
    assert row["area_ha"] is None
    assert row["pai"] is None
    with pytest.raises(QgsProcessingException, match="need the streets"):
        run("comparehotspots", HOTSPOTS=[lines], CRIMES=crimes, OUTPUT="memory:", **LATER)


def test_the_report_is_one_file_that_needs_nothing_and_escapes_names(run, crimes, west, east, town, tmp_path):
    west.setName("<i>west</i> & co")
    path = tmp_path / "report.html"
    run("comparehotspots", HOTSPOTS=[west, east], CRIMES=crimes, STUDY_AREA=town, REPORT=str(path), **LATER)
    text = path.read_text(encoding="utf-8")
    assert "&lt;i&gt;west&lt;/i&gt; &amp; co" in text
    assert not re.search(r"<script|(src|href)=|url\(|@import", text)
    assert text.count('role="img"') == 3, "hit rates, PAI and the curves by area"
    assert "Scored on the training period" not in text
    assert not re.search(r"\b(nan|inf|None)\b", text)


def test_a_layer_without_a_single_hit_can_be_reported(run, crimes, west, town, make_layer, tmp_path):
    empty = make_layer("Polygon", [box(900, 700, 1000, 800)], rank=[1])
    path = tmp_path / "report.html"
    ran = run("comparehotspots", HOTSPOTS=[empty, west], CRIMES=crimes, STUDY_AREA=town, REPORT=str(path),
              STREETS=make_layer("LineString", STREETS), OUTPUT="memory:", **LATER)  # fmt: skip
    row = ran.rows()[0]
    assert (row["hits"], row["hit_rate"], row["pai"], row["hit_low"], row["pai_length"]) == (0, 0, 0, None, None)
    assert not re.search(r"\b(nan|inf|None)\b", path.read_text(encoding="utf-8"))


def test_all_outputs_are_there_or_none(run, crimes, west, tmp_path):
    with pytest.raises(QgsProcessingException):
        run("comparehotspots", cancel_at=40, HOTSPOTS=[west], CRIMES=crimes, REPORT=str(tmp_path / "r.html"),
            OUTPUT=str(tmp_path / "o.gpkg"), **LATER)  # fmt: skip
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"FROM": "2019-01-01", "TIME_FIELD": ""}, "choose TIME_FIELD"),
        ({"FROM": "2019-02-01", "TO": "2019-01-01"}, "exchange them"),
        ({"FROM": "yesterday"}, "is no date"),
        ({"FROM": "2020-01-01"}, "No crime is of the days"),
        ({"BOOTSTRAP": 5}, "100 to"),
        ({"SNAP_DISTANCE": 0}, "snap distance"),
        ({"CELL_HA": -1}, "more than 0"),
    ],
)
def test_what_cannot_be_meant_gets_one_sentence(run, crimes, west, parameters, says):
    with pytest.raises(QgsProcessingException, match=says):
        run("comparehotspots", HOTSPOTS=[west], CRIMES=crimes, OUTPUT="memory:", **{**LATER, **parameters})


def test_scored_crimes_earlier_than_the_training_period_are_refused(run, crimes, west, make_layer):
    training = make_layer("Point", SPOTS, occurred=[on(2022)] * 3)
    with pytest.raises(QgsProcessingException, match="all earlier than those of the training period"):
        run("comparehotspots", HOTSPOTS=[west], CRIMES=crimes, TIME_FIELD="occurred", TRAINING=training,
            OUTPUT="memory:")  # fmt: skip


def test_hotspots_outside_the_study_area_points_and_missing_files_are_said(run, crimes, west, make_layer, tmp_path):
    far = make_layer("Polygon", [box(90_000, 0, 91_000, 1000)])
    area = make_layer("Polygon", [box(0, 0, 2000, 1000)])
    with pytest.raises(QgsProcessingException, match="wholly outside the study area"):
        run("comparehotspots", HOTSPOTS=[far], CRIMES=crimes, STUDY_AREA=area, OUTPUT="memory:", **LATER)
    with pytest.raises(QgsProcessingException, match="neither polygons nor lines"):
        run("comparehotspots", HOTSPOTS=[crimes], CRIMES=crimes, OUTPUT="memory:", **LATER)
    with pytest.raises(QgsProcessingException):
        run("comparehotspots", HOTSPOTS=[west, str(tmp_path / "none.gpkg")], CRIMES=crimes, OUTPUT="memory:", **LATER)


def test_chicagos_hexagons_by_the_toolbox_stand_within_the_published_ties(run, data, make_layer, tmp_path):
    """field.md G14 with our own order of ties: top 1 % of hexagons of 2014–15 hold 4.80 % of 2016 in its order."""
    source = data("chicago_burglary/chicago_burglary_2014_2017.csv.gz")
    table = pd.read_csv(source)
    table["day"] = pd.to_datetime(table["date_single"], dayfirst=True).dt.strftime("%Y-%m-%d")
    plain = tmp_path / "chicago.csv"
    table[["x", "y", "day"]].to_csv(plain, index=False)
    crimes = str(tmp_path / "crimes.gpkg")
    run("importcrimes", INPUT=str(plain), X_FIELD="x", Y_FIELD="y", TIME_FIELD="day", CRS="EPSG:26971", OUTPUT=crimes)
    train = QgsVectorLayer(crimes, "train", "ogr")
    train.setSubsetString("occurred_from < '2016-01-01'")
    hotspots = run("buildhexhotspots", CRIMES=train, TOP_N=760, OUTPUT=str(tmp_path / "hexagons.gpkg"))["OUTPUT"]
    every = run("buildhexhotspots", CRIMES=crimes, OUTPUT=str(tmp_path / "every.gpkg"))["OUTPUT"]
    ran = run("comparehotspots", HOTSPOTS=[hotspots], CRIMES=crimes, TIME_FIELD="occurred_from", FROM="2016-01-01",
              TO="2016-12-31", STUDY_AREA=every, OUTPUT="memory:")  # fmt: skip
    row = ran.rows()[0]
    assert row["crimes"] == 11_701
    assert row["area_share"] == pytest.approx(760 / 7607, rel=1e-6)
    assert row["hit_rate"] == pytest.approx(0.2347, abs=0.015)
    assert row["pai"] == pytest.approx(row["hit_rate"] / (760 / 7607), rel=1e-6)
    assert row["on_training"] is False


def test_clevelands_densest_links_hold_what_was_measured_elsewhere(run, data, make_layer):
    """The ceiling for corridors: 27.9 km of the densest links of Oct–Dec 2018 hold 24.4 % of Jan–Feb 2019's violence,
    robbery, weapons and public order, a crime being where its nearest link within 75 m is."""
    kinds = ["Violence and sexual offences", "Robbery", "Possession of weapons", "Public order"]
    table = pd.concat(pd.read_csv(path) for path in sorted(data("police_uk_cleveland").glob("*.csv")))
    table = table[table["Crime type"].isin(kinds)]
    source = QgsCoordinateReferenceSystem("EPSG:4326")
    transform = QgsCoordinateTransform(source, QgsCoordinateReferenceSystem("EPSG:27700"), QgsProject.instance())
    points = [transform.transform(QgsPointXY(*pair)) for pair in table[["Longitude", "Latitude"]].to_numpy()]
    months = [on(*map(int, month.split("-"))) for month in table["Month"]]
    crimes = make_layer("Point", [f"Point ({p.x()} {p.y()})" for p in points], occurred=months)
    roads = data("cleveland_streets/cleveland_roads_27700.gpkg")
    wkb = [feature.geometry().asWkb().data() for feature in QgsVectorLayer(str(roads), "r", "ogr").getFeatures()]
    links = shapely.from_wkb([bytes(one) for one in wkb])
    x, y = np.array([(p.x(), p.y()) for p in points]).T
    train = (table["Month"] < "2019").to_numpy()
    point, link = shapely.STRtree(links).query_nearest(shapely.points(x[train], y[train]), max_distance=75)
    link = link[np.lexsort((link, point))][np.unique(np.sort(point), return_index=True)[1]]
    lengths = shapely.length(links)
    density = np.bincount(link, minlength=len(links)) / np.maximum(lengths, 0.01)
    order = np.argsort(-density, kind="stable")
    densest = links[order[np.cumsum(lengths[order]) <= 27_900]]
    layer = make_layer("MultiLineString", [one.wkt for one in densest])
    ran = run("comparehotspots", HOTSPOTS=[layer], CRIMES=crimes, TIME_FIELD="occurred", FROM="2019-01-01",
              STREETS=str(roads), OUTPUT="memory:")  # fmt: skip
    row = ran.rows()[0]
    assert row["crimes"] == 4803
    assert row["length_m"] == pytest.approx(27_900, abs=60)
    assert row["hit_rate"] == pytest.approx(0.244, abs=0.001)


def test_it_runs_in_the_background_with_layers_of_the_project(crimes, west, east):
    project = QgsProject.instance()
    project.addMapLayers([west, east, crimes], False)
    try:
        context, log = QgsProcessingContext(), QgsProcessingFeedback()
        context.setProject(project)
        algorithm = QgsApplication.processingRegistry().createAlgorithmById("hotspots:comparehotspots")
        given = {"HOTSPOTS": [west.id(), east.id()], "CRIMES": crimes.id(), "OUTPUT": "memory:", **LATER}
        task = QgsProcessingAlgRunnerTask(algorithm, given, context, log)
        seen = []
        task.executed.connect(lambda good, results: seen.append((good, results.get("COUNT"))))
        QgsApplication.taskManager().addTask(task)
        while not seen:
            QCoreApplication.processEvents()
        assert seen == [(True, 2)], log.textLog()
    finally:
        for layer in (west, east, crimes):
            project.takeMapLayer(layer)


def test_a_model_builds_hotspots_and_compares_them(crimes):
    model = QgsProcessingModelAlgorithm("build and compare", "tests")
    for child, settings in (("five", {"AREA_HA": 5.0}), ("ten", {"AREA_HA": 10.0})):
        build = QgsProcessingModelChildAlgorithm("hotspots:buildhexhotspots")
        build.setChildId(child)
        for name, value in settings.items():
            build.addParameterSources(name, [Source.fromStaticValue(value)])
        build.addParameterSources("CRIMES", [Source.fromModelParameter("CRIMES")])
        model.addChildAlgorithm(build)
    model.addModelParameter(QgsProcessingParameterFeatureSource("CRIMES"), QgsProcessingModelParameter("CRIMES"))
    compare = QgsProcessingModelChildAlgorithm("hotspots:comparehotspots")
    compare.setChildId("compare")
    compare.addParameterSources("HOTSPOTS", [Source.fromChildOutput(child, "OUTPUT") for child in ("five", "ten")])
    compare.addParameterSources("CRIMES", [Source.fromModelParameter("CRIMES")])
    for name, value in LATER.items():
        compare.addParameterSources(name, [Source.fromStaticValue(value)])
    model.addChildAlgorithm(compare)
    results, good = model.run({"CRIMES": crimes}, QgsProcessingContext(), QgsProcessingFeedback())
    assert good
    assert results["CHILD_RESULTS"]["compare"]["COUNT"] == 2
