"""Rings drawn from the toolbox."""

from __future__ import annotations

import math

import pytest
import shapely
from qgis.core import QgsProcessingException, QgsProject, QgsVectorLayer

from hotspot_plugin import paths

OUT = "TEMPORARY_OUTPUT"
LEFT = "Polygon ((430000 433000, 430200 433000, 430200 433200, 430000 433200, 430000 433000))"
RIGHT = "Polygon ((430260 433000, 430460 433000, 430460 433200, 430260 433200, 430260 433000))"
FAR = "Polygon ((440000 433000, 440200 433000, 440200 433200, 440000 433200, 440000 433000))"


def test_rings_have_the_hotspots_key_and_arm_and_say_how_much_of_them_is_left(run, make_layer):
    hotspots = make_layer("Polygon", [LEFT, RIGHT, FAR], beat=[1, 2, 3], arm=["treatment", "control", None])
    ran = run("displacementrings", HOTSPOTS=hotspots, ID_FIELD="beat", WIDTHS="50, 100", OUTPUT=OUT)
    rows = ran.rows()
    assert [(r["ring_id"], r["hotspot_id"], r["arm"], r["ring"]) for r in rows] == [
        ("1/1", "1", "treatment", 1), ("1/2", "1", "treatment", 2),
        ("2/1", "2", "control", 1), ("2/2", "2", "control", 2),
        ("3/1", "3", None, 1), ("3/2", "3", None, 2),
    ]  # fmt: skip
    assert rows[4]["area_ha"] == pytest.approx((800 * 50 + math.pi * 50**2) / 10_000, rel=0.002)
    assert rows[4]["kept"] == pytest.approx(1)
    assert rows[0]["kept"] < 1
    assert (ran["COUNT"], ran["CUT"], ran["LOST"]) == (6, 4, 0)
    assert "4 of them were cut" in ran.log.text


def test_widths_are_metres_in_a_layer_of_feet_and_in_one_of_degrees(run, make_layer):
    foot = 1200 / 3937
    side = 200 / foot
    x, y = 1_420_000, 590_000  # Baltimore, in US survey feet
    square = f"Polygon (({x} {y}, {x + side} {y}, {x + side} {y + side}, {x} {y + side}, {x} {y}))"
    feet = run("displacementrings", HOTSPOTS=make_layer("Polygon", [square], "EPSG:2248", hotspot_id=["a"]),
               WIDTHS="100", OUTPUT=OUT)  # fmt: skip
    assert feet.rows()[0]["area_ha"] == pytest.approx((800 * 100 + math.pi * 100**2) / 10_000, rel=0.003)
    drawn = next(feet.layer().getFeatures()).geometry().area() * foot**2 / 10_000
    assert drawn == pytest.approx(feet.rows()[0]["area_ha"], rel=1e-6)
    degrees = make_layer("Polygon", ["Polygon ((-1.5 53.8, -1.499 53.8, -1.499 53.801, -1.5 53.801, -1.5 53.8))"],
                         "EPSG:4326", hotspot_id=["a"])  # fmt: skip
    ran = run("displacementrings", HOTSPOTS=degrees, WIDTHS="100", OUTPUT=OUT)
    assert ran.layer().crs().authid() == "EPSG:32630"
    # a square of 0.001°: about 65.8 m × 111.3 m at 53.8° N
    assert ran.rows()[0]["area_ha"] == pytest.approx((2 * (65.8 + 111.3) * 100 + math.pi * 100**2) / 10_000, rel=0.01)


def test_a_hotspot_hemmed_in_by_others_is_named(run, make_layer):
    frame = shapely.box(429900, 432900, 430300, 433300).difference(shapely.box(429990, 432990, 430210, 433210))
    hotspots = make_layer("Polygon", [LEFT, frame.wkt], hotspot_id=["inner", "outer"])
    ran = run("displacementrings", HOTSPOTS=hotspots, OUTPUT=OUT)
    assert ran["LOST"] == 2
    assert "2 rings have no ground left" in ran.log.text
    assert "1 hotspots (inner) have neighbours so near" in ran.log.text


def test_the_output_can_be_a_file_and_its_style_shows_arms_and_rings(run, make_layer, tmp_path):
    hotspots = make_layer("Polygon", [LEFT, FAR], hotspot_id=["a", "b"], arm=["treatment", "control"])
    ran = run("displacementrings", HOTSPOTS=hotspots, OUTPUT=str(tmp_path / "rings.gpkg"))
    layer = QgsVectorLayer(ran["OUTPUT"], "rings", "ogr")
    QgsProject.instance().addMapLayer(layer)
    message, loaded = layer.loadNamedStyle(str(paths.style("rings")))
    assert loaded, message
    labels = [rule.label() for rule in layer.renderer().rootRule().children()]
    assert "Round treatment: innermost ring" in labels
    assert "Round control: ring 3" in labels
    QgsProject.instance().removeMapLayer(layer)


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"WIDTHS": "100,50"}, "must grow"),
        ({"WIDTHS": "a"}, "Width 1, “a”, is no number of metres"),
        ({"ID_FIELD": "nope"}, "has no field nope"),
        ({"ID_FIELD": "name"}, "same name"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence_and_nothing_is_written(
    run, make_layer, tmp_path, parameters, sentence
):
    hotspots = make_layer("Polygon", [LEFT, FAR], hotspot_id=["a", "b"], name=["x", "x"])
    with pytest.raises(QgsProcessingException, match=sentence):
        run("displacementrings", **{"HOTSPOTS": hotspots, "OUTPUT": str(tmp_path / "rings.gpkg"), **parameters})
    assert list(tmp_path.iterdir()) == []


def test_cancel_leaves_nothing(run, make_layer, tmp_path):
    hotspots = make_layer("Polygon", [LEFT, FAR], hotspot_id=["a", "b"])
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run("displacementrings", cancel_at=20, HOTSPOTS=hotspots, OUTPUT=str(tmp_path / "rings.gpkg"))
    assert list(tmp_path.iterdir()) == []
