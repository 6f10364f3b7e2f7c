"""Arms drawn from the toolbox, on real and on awkward hotspots."""

from __future__ import annotations

import hashlib
import json
import math

import pytest
import shapely
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeature,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsVectorLayer,
    QgsWkbTypes,
)

from hotspot_plugin import paths

SEED = "Trial 1, 2024-03-01"
OUT = "TEMPORARY_OUTPUT"
# of the keys H1 … H6 with this seed: made by tests/core/trial/vectors.pl, in Perl
HASH = "641c08cb0e5ec203179a6d8e587817f0a0493ee8e4c84df15d0f935468dda38d"
TREATED = {"H2", "H3", "H5"}


def squares(n: int) -> list[str]:
    return [shapely.box(1000 * i, 0, 1000 * i + 200, 200).wkt for i in range(n)]


@pytest.fixture
def six(make_layer):
    """Six squares, not in the order of their keys."""
    return make_layer(
        "Polygon",
        squares(6),
        hotspot_id=["H3", "H1", "H2", "H6", "H5", "H4"],
        name=["Mill", "Park", None, "Quay", "Hill", "Ford"],
        crimes=[30, 10, 20, 60, 50, 40],
        half=["N", "N", "N", "N", "S", "S"],
    )


def arms(ran) -> dict[str, str]:
    return {row["hotspot_id"]: row["arm"] for row in ran.rows()}


def test_the_seed_gives_the_allocation_that_perl_gives(run, six):
    ran = run("assignarms", HOTSPOTS=six, SEED=SEED, OUTPUT=OUT)
    assert {key for key, arm in arms(ran).items() if arm == "treatment"} == TREATED
    assert ran["HASH"] == HASH
    assert (ran["SEED"], ran["COUNT"]) == (SEED, 6)
    assert json.loads(ran["COUNTS"]) == {"treatment": 3, "control": 3}
    assert HASH in ran.log.text
    assert f"Seed: “{SEED}”" in ran.log.text
    assert "Arm treatment: 3 hotspots; each hotspot's chance of it was 1/2." in ran.log.text


def test_the_hotspots_keep_their_order_shapes_and_fields(run, six):
    ran = run("assignarms", HOTSPOTS=six, SEED=SEED, OUTPUT=OUT)
    layer = ran.layer()
    assert layer.fields().names() == [
        "hotspot_id", "name", "crimes", "half", "arm", "block", "cluster_id", "probability",
    ]  # fmt: skip
    assert layer.crs() == six.crs()
    assert layer.wkbType() == QgsWkbTypes.Type.Polygon
    for before, after in zip(six.getFeatures(), layer.getFeatures(), strict=True):
        assert after.geometry().equals(before.geometry())
        assert after.attributes()[:4] == before.attributes()
    first = ran.rows()[0]
    assert (first["block"], first["cluster_id"], first["probability"]) == (None, None, 0.5)


def test_blocks_are_halved_each_and_named(run, six):
    ran = run("assignarms", HOTSPOTS=six, METHOD=1, BLOCK_FIELD="half", SEED="s", OUTPUT=OUT)
    rows = ran.rows()
    for half, treated in (("N", 2), ("S", 1)):
        assert sum(row["arm"] == "treatment" for row in rows if row["block"] == half) == treated
    assert [row["block"] for row in rows] == [row["half"] for row in rows]
    assert "6 hotspots drawn in 2 blocks" in ran.log.text


def test_a_block_field_without_the_block_method_is_said_to_be_idle(run, six):
    ran = run("assignarms", HOTSPOTS=six, METHOD=0, BLOCK_FIELD="half", SEED=SEED, OUTPUT=OUT)
    assert ran["HASH"] == HASH
    assert "half is not used" in ran.log.text


@pytest.mark.parametrize(
    ("kind", "wkt", "style"),
    [
        ("Point", "POINT (0 0)", "arms_points"),
        ("LineString", "LINESTRING (0 0, 9 9)", "arms_lines"),
        ("MultiPolygon", "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)))", "arms"),
    ],
)
def test_points_lines_and_polygons_are_hotspots_and_have_a_style(run, make_layer, kind, wkt, style):
    hotspots = make_layer(kind, [wkt, None], hotspot_id=["a", "b"])
    ran = run("assignarms", HOTSPOTS=hotspots, SEED="s", OUTPUT=OUT)
    layer = ran.layer()
    assert QgsWkbTypes.displayString(layer.wkbType()) == kind
    assert sorted(arms(ran).values()) == ["control", "treatment"]
    assert [feature.hasGeometry() for feature in layer.getFeatures()] == [True, False]
    message, loaded = layer.loadNamedStyle(str(paths.style(style)))
    assert loaded, message
    assert isinstance(layer.renderer(), QgsCategorizedSymbolRenderer)
    assert [category.value() for category in layer.renderer().categories()] == ["treatment", "control", ""]
    assert layer.labelsEnabled()


def test_hotspots_drawn_as_circles_become_polygons_of_the_same_ground(run):
    circles = QgsVectorLayer("CurvePolygon?crs=EPSG:27700&field=hotspot_id:string", "circles", "memory")
    for i, key in enumerate("ab"):
        circle = f"CURVEPOLYGON (CIRCULARSTRING ({i} 0, {i + 1} 1, {i + 2} 0, {i + 1} -1, {i} 0))"
        feature = QgsFeature(circles.fields())
        feature.setGeometry(QgsGeometry.fromWkt(circle))
        feature.setAttributes([key])
        circles.dataProvider().addFeature(feature)
    ran = run("assignarms", HOTSPOTS=circles, SEED="s", OUTPUT=OUT)
    assert ran.layer().wkbType() == QgsWkbTypes.Type.Polygon
    assert [f.geometry().area() for f in ran.layer().getFeatures()] == pytest.approx([math.pi] * 2, rel=0.001)
    # two circles of radius 1 a radius apart share 2π/3 − √3/2 of the ground of each, which is π
    assert "1 pairs of hotspots overlap (a with b), by up to 39.1" in ran.log.text


def test_a_table_without_shapes_is_enough(run):
    table = QgsVectorLayer("NoGeometry?field=hotspot_id:string", "beats", "memory")
    for key in "ab":
        feature = QgsFeature(table.fields())
        feature.setAttributes([key])
        table.dataProvider().addFeature(feature)
    ran = run("assignarms", HOTSPOTS=table, SEED="s", OUTPUT=OUT)
    assert sorted(arms(ran)) == ["a", "b"]
    assert ran.layer().wkbType() == QgsWkbTypes.Type.NoGeometry


def test_only_the_hotspots_that_a_filter_leaves_are_drawn(run, six, tmp_path):
    run("assignarms", HOTSPOTS=six, SEED="s", OUTPUT=str(tmp_path / "six.gpkg"))
    some = QgsProcessingFeatureSourceDefinition(str(tmp_path / "six.gpkg"))
    some.filterExpression = "half = 'N'"
    ran = run("assignarms", HOTSPOTS=some, SEED="s", OUTPUT=OUT)
    assert sorted(arms(ran)) == ["H1", "H2", "H3", "H6"]


def test_a_whole_number_key_is_written_as_text_beside_itself(run, make_layer):
    hotspots = make_layer("Polygon", squares(3), beat=[10, 9, 8], other=[1, 2, 3])
    ran = run("assignarms", HOTSPOTS=hotspots, ID_FIELD="BEAT", SEED="s", OUTPUT=OUT)
    rows = ran.rows()
    assert [row["hotspot_id"] for row in rows] == ["10", "9", "8"]
    assert [row["beat"] for row in rows] == [10, 9, 8]
    assert sorted(json.loads(ran["COUNTS"]).values()) == [1, 2]


def test_columns_of_an_earlier_draw_are_replaced_and_that_is_said(run, six):
    first = run("assignarms", HOTSPOTS=six, SEED=SEED, OUTPUT=OUT)
    again = run("assignarms", HOTSPOTS=first.layer(), SEED="another", ARMS="a=1,b=1", OUTPUT=OUT)
    assert again.layer().fields().names() == first.layer().fields().names()
    assert set(arms(again).values()) == {"a", "b"}
    assert "that this draw replaces: arm, block, cluster_id, probability." in again.log.text
    back = run("assignarms", HOTSPOTS=again.layer(), SEED=SEED, OUTPUT=OUT)
    assert back["HASH"] == HASH


@pytest.mark.parametrize("seed", ["🚓 بذرة", "e\u0301", "nul\0byte", "1F\x1f", "line\nbreak", " blanks "])
def test_any_text_is_a_seed(run, six, seed):
    first, second = (run("assignarms", HOTSPOTS=six, SEED=seed, OUTPUT=OUT) for _ in range(2))
    assert first["SEED"] == seed
    assert first["HASH"] == second["HASH"]


def test_the_csv_is_the_file_that_was_hashed(run, six, tmp_path):
    ran = run("assignarms", HOTSPOTS=six, SEED=SEED, OUTPUT=OUT, ALLOCATION=str(tmp_path / "allocation.csv"))
    data = (tmp_path / "allocation.csv").read_bytes()
    assert hashlib.sha256(data).hexdigest() == ran["HASH"] == HASH
    assert data.startswith(b"hotspot_id,block,arm,probability\nH1,,control,1/2\nH2,,treatment,1/2\n")


def test_the_balance_is_a_table_and_a_few_lines_in_the_log(run, six):
    ran = run("assignarms", HOTSPOTS=six, SEED=SEED, OUTPUT=OUT, BALANCE=OUT)
    treated, control = ran.rows("BALANCE")
    # treated H2, H3, H5 have 20, 30 and 50 crimes; control 10, 40 and 60
    assert (treated["variable"], treated["arm"], treated["n"]) == ("crimes", "treatment", 3)
    assert treated["mean"] == pytest.approx(100 / 3)
    assert control["mean"] == pytest.approx(110 / 3)
    assert treated["difference"] == pytest.approx(-10 / 3)
    assert control["difference"] is None
    assert "33.33 ± 15.3 (3)" in ran.log.text


def test_a_geopackage_can_be_written(run, six, tmp_path):
    out = tmp_path / "arms.gpkg"
    run("assignarms", HOTSPOTS=six, SEED=SEED, OUTPUT=str(out))
    layer = QgsVectorLayer(str(out), "arms", "ogr")
    assert {f["hotspot_id"] for f in layer.getFeatures() if f["arm"] == "treatment"} == TREATED


def test_the_focused_patrol_areas_of_baltimore_overlap_in_four_pairs(run, data):
    # 4 pairs: shared/data/patrol_areas/SOURCE.txt; the layer is in feet
    areas = str(data("patrol_areas/fpareas_2248.gpkg"))
    ran = run("assignarms", HOTSPOTS=areas, ID_FIELD="id_row", SEED=SEED, OUTPUT=OUT)
    assert json.loads(ran["COUNTS"]) == {"treatment": 59, "control": 59}
    (warning,) = [line for line in ran.log.warnings if "overlap" in line]
    assert warning.startswith("4 pairs of hotspots overlap (7 with 8, 38 with 39, 49 with 50 and 1 more)")
    by_key = arms(ran)
    pairs = [("7", "8"), ("38", "39"), ("49", "50")]
    across = sum(by_key[a] != by_key[b] for a, b in pairs)
    assert f"{across} of the pairs" in warning or f"{across + 1} of the pairs" in warning


def test_two_walking_routes_of_cambridge_have_no_name_and_are_pointed_out(run, data):
    routes = str(data("patrol_areas/PUBLICSAFETY_PoliceWalkingRoutes.geojson"))
    refused(run, "2 hotspots of .* have no WALK_RTE .feature 33, feature 35.", HOTSPOTS=routes, ID_FIELD="WALK_RTE")


# -- refused ----------------------------------------------------------------------------------------------------------


def refused(run, sentence, **parameters):
    with pytest.raises(QgsProcessingException, match=sentence):
        run("assignarms", **{"SEED": "s", "OUTPUT": OUT, **parameters})


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"SEED": ""}, "The seed is empty"),
        ({"SEED": None}, "The seed is empty"),
        ({"SEED": "  "}, "The seed is empty"),
        ({"SEED": "a\ud800"}, "Character 2 of the seed is half a character"),
        ({"ARMS": ""}, "No arms are given"),
        ({"ARMS": "treatment=1,,"}, "Arm 2 is empty"),
        ({"ARMS": "treatment:1"}, "has no weight"),
        ({"ARMS": "a=1,b=1,c=1,d=1,e=1,f=1,g=1"}, "7 arms but only 6 hotspots"),
        ({"METHOD": 1}, "The block method needs a block"),
        ({"METHOD": 1, "BLOCK_FIELD": "nope"}, "has no field nope: choose another for BLOCK_FIELD"),
        ({"METHOD": 1, "BLOCK_FIELD": "name"}, "1 hotspots are in no block .“H2”."),
        ({"ID_FIELD": "nope"}, "has no field nope: choose another for ID_FIELD; its fields are: hotspot_id, name"),
        ({"ID_FIELD": "name"}, "1 hotspots of made have no name .feature 3."),
        ({"ID_FIELD": "half"}, "hotspots with the same half .“N”, “S”."),
    ],
)
def test_parameters_that_cannot_be_used_are_refused_in_one_sentence(run, six, parameters, sentence, tmp_path):
    out = tmp_path / "arms.gpkg"
    csv = tmp_path / "arms.csv"
    refused(run, sentence, HOTSPOTS=six, OUTPUT=str(out), ALLOCATION=str(csv), **parameters)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_layer_and_one_without_a_crs_are_refused(run, make_layer):
    refused(run, "has no features", HOTSPOTS=make_layer("Polygon", [], hotspot_id=[]))
    refused(
        run, "no coordinate reference system", HOTSPOTS=make_layer("Polygon", squares(2), "", hotspot_id=["a", "b"])
    )


def test_degrees_that_are_metres_are_refused(run, make_layer):
    hotspots = make_layer("Polygon", squares(4), "EPSG:4326", hotspot_id=list("abcd"))
    refused(run, "says that its coordinates are degrees", HOTSPOTS=hotspots)


def test_a_folder_that_is_not_there_is_refused_and_nothing_is_written(run, six, tmp_path):
    missing = str(tmp_path / "missing" / "allocation.csv")
    refused(run, "is not there", HOTSPOTS=six, OUTPUT=str(tmp_path / "arms.gpkg"), ALLOCATION=missing)
    refused(
        run,
        "is not there",
        HOTSPOTS=six,
        OUTPUT=str(tmp_path / "missing" / "arms.gpkg"),
        ALLOCATION=str(tmp_path / "a.csv"),
    )
    assert list(tmp_path.iterdir()) == []


def test_cancel_leaves_nothing_behind(run, six, tmp_path):
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run(
            "assignarms",
            cancel_at=10,
            HOTSPOTS=six,
            SEED="s",
            OUTPUT=str(tmp_path / "arms.gpkg"),
            ALLOCATION=str(tmp_path / "allocation.csv"),
        )
    assert list(tmp_path.iterdir()) == []
