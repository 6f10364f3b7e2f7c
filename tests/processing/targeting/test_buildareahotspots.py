"""Build area hotspots, as the toolbox and qgis_process run it."""

from __future__ import annotations

import pandas as pd
import pytest
from qgis.core import QgsExpression, QgsExpressionContext, QgsExpressionContextUtils, QgsProcessingException
from qgis.PyQt.QtCore import QDate, QDateTime, QTime, QTimeZone

from hotspot_plugin import paths
from hotspot_plugin.layers.tables import AREAS, HOTSPOTS, RANKS

# three crimes in a row of cells of 1 ha (107 m across), one 1 km away
WKT = ["Point (449500 520300)", "Point (449500 520300)", "Point (449607 520300)", "Point (450500 520300)"]


def at(day, hour):
    return QDateTime(QDate(2019, 1, day), QTime(hour, 0), QTimeZone.utc())


@pytest.fixture
def crimes(make_layer):
    return make_layer("Point", WKT, harm=[1.0, 1.0, 1.0, 9.0], when=[at(1, 9), at(2, 22), at(3, 23), at(4, 10)])


def test_touching_cells_become_an_area_with_every_field(run, crimes):
    ran = run("buildareahotspots", CRIMES=crimes, METHOD=1, OUTPUT="memory:")
    assert ran.layer().fields().names() == [column.name for column in (*HOTSPOTS, *RANKS, *AREAS)]
    rows = ran.rows()
    assert [(row["rank"], row["crimes"], row["cells"], row["area_ha"]) for row in rows] == [
        (1, 3, 2, 2.0),
        (2, 1, 1, 1.0),
    ]
    assert rows[0]["walk_min"] == pytest.approx(107.457 / 75, rel=1e-4)
    assert [row["cluster_id"] for row in rows] == ["cluster1", "cluster2"]
    assert {(row["method"], row["shift"]) for row in rows} == {("area", "all")}
    assert all(row["hotspot_id"].startswith("area1_c") for row in rows)
    assert (ran["COUNT"], ran["CLUSTERS"], ran["HOT_CELLS"], ran["CRIMES"], ran["SHARE"]) == (2, 2, 3, 4, 1.0)
    assert ran["AREA_HA"] == 3.0
    shapes = [feature.geometry() for feature in ran.layer().getFeatures()]
    assert [shape.area() for shape in shapes] == pytest.approx([20_000, 10_000])
    assert ran.layer().crs().authid() == "EPSG:27700"


def test_hectares_are_hectares_where_the_map_is_in_feet(run, make_layer):
    crimes = make_layer("Point", ["Point (1420000 592000)", "Point (1420001 592001)"], "EPSG:2248")
    (area,) = run("buildareahotspots", CRIMES=crimes, METHOD=1, OUTPUT="memory:").layer().getFeatures()
    assert area.geometry().area() * (1200 / 3937) ** 2 == pytest.approx(10_000, rel=1e-9)  # US survey feet


def test_day_and_night_have_areas_of_their_own(run, crimes):
    ran = run("buildareahotspots", CRIMES=crimes, METHOD=1, TIME_FIELD="when", SHIFTS=True, OUTPUT="memory:")
    rows = ran.rows()
    assert [(row["shift"], row["rank"], row["crimes"]) for row in rows] == [
        ("day", 1, 1),
        ("day", 2, 1),
        ("night", 1, 2),
    ]
    assert [row["cluster_id"] for row in rows] == ["cluster1_day", "cluster2_day", "cluster1_night"]
    assert len({row["hotspot_id"] for row in rows}) == 3


def test_harm_ranks(run, crimes):
    ran = run("buildareahotspots", CRIMES=crimes, METHOD=1, WEIGHT_FIELD="harm", OUTPUT="memory:")
    assert [(row["harm"], row["rank_crimes"]) for row in ran.rows()] == [(9.0, 2), (3.0, 1)]


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"METHOD": 0, "FDR": 1e-9}, "No cell is hotter than chance"),
        ({"WALK_MIN": 0}, "makes no sense"),
        ({"FDR": 1}, "false discovery rate"),
        ({"CELL_HA": -1}, "more than 0"),
        ({"CELLS": 0}, "ask for 1 or more"),
        ({"RINGS": 11}, "ask for 1 to 10"),
        ({"CLUSTER_DISTANCE": -1}, "0 or more metres"),
        ({"TOP_N": 0}, "leave it empty"),
        ({"SHIFTS": True}, "Day and night need times"),
    ],
)
def test_bad_parameters_get_one_sentence_and_nothing_is_written(run, crimes, tmp_path, parameters, sentence):
    with pytest.raises(QgsProcessingException, match=sentence):
        run("buildareahotspots", **{"CRIMES": crimes, "METHOD": 1, "OUTPUT": str(tmp_path / "o.gpkg"), **parameters})
    assert list(tmp_path.iterdir()) == []


def test_cancel_leaves_nothing_behind(run, make_layer, tmp_path):
    crimes = make_layer("Point", [f"Point ({400_000 + 300 * i} 400000)" for i in range(400)])
    with pytest.raises(QgsProcessingException, match="nothing was written"):
        run("buildareahotspots", cancel_at=45, CRIMES=crimes, METHOD=1, OUTPUT=str(tmp_path / "o.gpkg"))
    assert list(tmp_path.iterdir()) == []


def test_the_style_draws_each_rank_and_a_line_round_a_cluster(run, make_layer):
    # two pairs of areas 200 m and less apart, and one by itself
    points = [(0, 0), (0, 0), (250, 0), (3000, 0), (3000, 250), (9000, 0)]
    crimes = make_layer("Point", [f"Point ({449_500 + x} {520_300 + y})" for x, y in points])
    ran = run("buildareahotspots", CRIMES=crimes, METHOD=1, OUTPUT="memory:")
    assert [(row["cluster_id"], row["cluster_areas"]) for row in ran.rows()] == [
        ("cluster1", 2),
        ("cluster1", 2),
        ("cluster2", 2),
        ("cluster2", 2),
        ("cluster3", 1),
    ]
    layer = ran.layer()
    message, loaded = layer.loadNamedStyle(str(paths.style("areas")))
    assert loaded, message
    rules = {rule.label(): rule for rule in layer.renderer().rootRule().children()}
    (around,) = (rule for label, rule in rules.items() if "cluster" in label)
    shown = QgsExpression(around.symbol()[0].geometryExpression())
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    parts = []
    for feature in layer.getFeatures(around.filterExpression()):
        context.setFeature(feature)
        hull = shown.evaluate(context)
        assert hull.contains(feature.geometry())
        parts.append(len(hull.asGeometryCollection()))
    assert parts == [1, 1, 1, 1]


def test_clevelands_areas_hold_more_later_violence_than_hexagons_on_as_much_land(run, data, tmp_path):
    crimes = tmp_path / "crimes.gpkg"
    run("importcrimes", INPUT=str(data("police_uk_cleveland")), OUTPUT=str(crimes))
    kinds = "'Violence and sexual offences', 'Robbery', 'Possession of weapons', 'Public order'"
    halves = {}
    for name, when in (("train", "<"), ("test", ">=")):
        chosen = f"crime_type IN ({kinds}) AND occurred_from {when} '2019-01-01'"
        path = str(tmp_path / f"{name}.gpkg")
        import processing

        processing.run("native:extractbyexpression", {"INPUT": str(crimes), "EXPRESSION": chosen, "OUTPUT": path})
        halves[name] = path
    areas = run("buildareahotspots", CRIMES=halves["train"], TOP_N=67, TIME_FIELD="occurred_from", OUTPUT="memory:")
    land = int(areas["AREA_HA"] // 5) + 1
    grid = run("buildhexhotspots", CRIMES=halves["train"], TOP_N=land, OUTPUT="memory:")
    held = {}
    for name, layer in (("areas", areas.layer()), ("grid", grid.layer())):
        found = processing.run(
            "native:extractbylocation",
            {"INPUT": halves["test"], "PREDICATE": [0], "INTERSECT": layer, "OUTPUT": "memory:"},
        )["OUTPUT"]
        held[name] = found.featureCount()
    assert held["areas"] > held["grid"], held
    assert pd.Series([row["walk_min"] for row in areas.rows()]).max() <= 15
    assert all(row["peak_days"] is None for row in areas.rows())  # months cannot tell
