"""simulatepatrols in a real QGIS: files, truth, and the way back through importtracks."""

from __future__ import annotations

import hashlib
import os

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsProcessingException,
    QgsProject,
    QgsSpatialIndex,
    QgsVectorLayer,
)

SQUARES = [
    f"Polygon (({x} {y}, {x + 250} {y}, {x + 250} {y + 250}, {x} {y + 250}, {x} {y}))"
    for x, y in ((450000, 206000), (451000, 206000), (450500, 207000), (452000, 207500))
]
SHORT = {"UNITS": 2, "DAYS": 2, "SHIFT_HOURS": 2}


@pytest.fixture
def hotspots(make_layer):
    return make_layer(
        "Polygon", SQUARES, hotspot_id=["H1", "H2", "H3", "H4"], arm=["treatment", "control", "treatment", "treatment"]
    )


def test_the_loop_from_simulation_to_fixes_gives_every_fix_back(run, hotspots, tmp_path):
    folder = tmp_path / "tracks"
    made = run("simulatepatrols", HOTSPOTS=hotspots, **SHORT, FOLDER=str(folder), TRUTH="memory:")
    assert sorted(os.listdir(folder)) == ["simulated_unit_01.gpx", "simulated_unit_02.gpx"]
    assert (made["FOLDER"], made["FILES"], made["SEED"]) == (str(folder), 2, "simulated patrols")
    read = run("importtracks", INPUT=made["FOLDER"], OUTPUT="memory:")
    assert (read["COUNT"], read["REJECTED"], read["UNITS"]) == (made["FIXES"], 0, 2)
    assert read["FIRST"] >= "2026-01-05T14:00:00.000Z"
    assert read["LAST"] < "2026-01-06T16:00:00.000Z"
    # 2 units, 2 days, 7,200 s each 15 s, 2 % lost
    assert made["FIXES"] == pytest.approx(2 * 2 * 480 * 0.98, rel=0.03)


def test_the_truth_names_units_and_hotspots_and_what_was_meant(run, hotspots, tmp_path):
    made = run("simulatepatrols", HOTSPOTS=hotspots, **SHORT, FOLDER=str(tmp_path / "t"), TRUTH="memory:")
    truth = made.layer("TRUTH")
    assert truth.fields().names() == ["unit", "hotspot_id", "enter", "leave", "minutes", "targeted"]
    rows = made.rows("TRUTH")
    assert made["COUNT"] == len(rows)
    assert {row["unit"] for row in rows} == {"simulated_unit_01", "simulated_unit_02"}
    assert {row["hotspot_id"] for row in rows if row["targeted"]} <= {"H1", "H3", "H4"}
    for row in rows:
        assert row["enter"].msecsTo(row["leave"]) / 60_000 == pytest.approx(row["minutes"])


def test_the_log_and_the_files_say_that_nobody_patrolled(run, hotspots, tmp_path):
    made = run("simulatepatrols", HOTSPOTS=hotspots, **SHORT, FOLDER=str(tmp_path / "t"))
    assert "SIMULATED, not real patrols" in made.log.text
    assert "3 of 4 hotspots are targets (arm treatment)" in made.log.text
    assert (tmp_path / "t" / "simulated_unit_01.gpx").read_text().count("SIMULATED - not a real patrol") == 2 + 2 * 2


def test_the_same_seed_gives_the_same_bytes_and_the_digest_of_sha256sum(run, hotspots, tmp_path):
    one = run("simulatepatrols", HOTSPOTS=hotspots, **SHORT, SEED="Löschzug – 消防", FOLDER=str(tmp_path / "one"))
    two = run("simulatepatrols", HOTSPOTS=hotspots, **SHORT, SEED="Löschzug – 消防", FOLDER=str(tmp_path / "two"))
    assert one["SHA256"] == two["SHA256"]
    listing = "".join(
        f"{hashlib.sha256((tmp_path / 'two' / name).read_bytes()).hexdigest()}  {name}\n"
        for name in sorted(os.listdir(tmp_path / "two"))
    )
    assert two["SHA256"] == hashlib.sha256(listing.encode()).hexdigest()
    other = run("simulatepatrols", HOTSPOTS=hotspots, **SHORT, SEED="Löschzug", FOLDER=str(tmp_path / "one"))
    assert other["SHA256"] != one["SHA256"]


def streets_of(make_layer, x=449500.0, y=205500.0, crs="EPSG:27700"):
    """Return a grid of streets 150 m apart on 3 km square, one feature a street."""
    # a vertex every 150 m, since streets meet at common vertices
    at = [150 * i for i in range(21)]
    north = ["LineString ({})".format(", ".join(f"{x + a} {y + b}" for b in at)) for a in at]
    east = ["LineString ({})".format(", ".join(f"{x + b} {y + a}" for b in at)) for a in at]
    return make_layer("LineString", north + east, crs)


def off_grid(layer, x=449500.0, y=205500.0):
    """Return how far each fix (EPSG:4326) is from the nearest of those streets, and its speed."""
    to_grid = QgsCoordinateTransform(layer.crs(), QgsCoordinateReferenceSystem("EPSG:27700"), QgsProject.instance())
    found = []
    for feature in layer.getFeatures():
        place = to_grid.transform(feature.geometry().asPoint())
        away = min(abs((value + 75) % 150 - 75) for value in (place.x() - x, place.y() - y))
        found.append((away, feature["speed_ms"]))
    return found


def test_along_streets_every_fix_of_a_drive_is_on_a_street_and_every_other_beside_one(
    run, hotspots, make_layer, tmp_path
):
    asked = {"HOTSPOTS": hotspots, "UNITS": 2, "DAYS": 1, "NOISE": 0, "SEED": "along streets"}
    made = run("simulatepatrols", **asked, STREETS=streets_of(make_layer), FOLDER=str(tmp_path / "t"), TRUTH="memory:")
    fixes = run("importtracks", INPUT=str(tmp_path / "t"), OUTPUT="memory:")
    found = off_grid(fixes.layer())
    driving = [away for away, speed in found if speed > 5]
    assert len(driving) > 200
    assert max(driving) < 0.05  # GPX has 7 decimals of a degree, and the transformation there and back some millimetres
    assert max(away for away, _ in found) < 25.1
    assert made["COUNT"] > 20
    assert {row["hotspot_id"] for row in made.rows("TRUTH") if row["targeted"]} == {"H1", "H3", "H4"}
    assert "Units go along the" in made.log.text
    straight = run("simulatepatrols", **asked, FOLDER=str(tmp_path / "s"), TRUTH="memory:")
    assert straight["SHA256"] != made["SHA256"]
    none = run("simulatepatrols", **asked, STREETS=None, FOLDER=str(tmp_path / "n"))
    assert none["SHA256"] == straight["SHA256"]
    again = run("simulatepatrols", **asked, STREETS=streets_of(make_layer), FOLDER=str(tmp_path / "u"))
    assert again["SHA256"] == made["SHA256"]


def test_streets_in_another_crs_are_the_same_streets(run, hotspots, make_layer, tmp_path):
    import processing

    moved = processing.run(
        "native:reprojectlayer",
        {"INPUT": streets_of(make_layer), "TARGET_CRS": "EPSG:4326", "OUTPUT": "TEMPORARY_OUTPUT"},
    )["OUTPUT"]
    made = run("simulatepatrols", HOTSPOTS=hotspots, **SHORT, NOISE=0, STREETS=moved, FOLDER=str(tmp_path / "t"))
    fixes = run("importtracks", INPUT=str(tmp_path / "t"), OUTPUT="memory:")
    assert max(away for away, speed in off_grid(fixes.layer()) if speed > 5) < 0.5
    assert "EPSG:4326" in made.log.text


def test_hotspots_without_streets_or_on_others_are_named_and_patrolled_all_the_same(run, make_layer, tmp_path):
    # a park east of the grid, whose streets end at 452500, and an estate with a street of its own further east
    park, estate = ((452600, 206000), (453500, 206000))
    layer = make_layer(
        "Polygon",
        SQUARES[:2] + [f"Polygon (({x} {y}, {x + 200} {y}, {x + 200} {y + 200}, {x} {y}))" for x, y in (park, estate)],
        hotspot_id=["H1", "H2", "park", "estate"],
    )
    streets = streets_of(make_layer)
    feature = QgsFeature(streets.fields())
    feature.setGeometry(QgsGeometry.fromWkt("LineString (453500 206010, 453700 206020)"))
    assert streets.dataProvider().addFeatures([feature])[0]
    made = run(
        "simulatepatrols",
        HOTSPOTS=layer,
        **{**SHORT, "SHIFT_HOURS": 8},
        STREETS=streets,
        FOLDER=str(tmp_path / "t"),
        TRUTH="memory:",
    )
    (straight, apart) = (warning for warning in made.log.warnings if "straight" in warning)
    assert straight.endswith("hardly a street: park.")
    assert apart.endswith("most others: estate.")
    assert {row["hotspot_id"] for row in made.rows("TRUTH") if row["targeted"]} == {"H1", "H2", "park", "estate"}


def test_streets_that_are_points_or_empty_or_elsewhere_are_refused(run, hotspots, make_layer, tmp_path):
    asked = {"HOTSPOTS": hotspots, **SHORT, "FOLDER": str(tmp_path / "t")}
    for streets, sentence in (
        (make_layer("Point", ["Point (450000 206000)"]), "no line"),
        (make_layer("LineString", []), "has no features"),
        (make_layer("LineString", [None]), "has no line"),
        (streets_of(make_layer, 300000.0, 300000.0), "is within 300 m of a hotspot that is patrolled"),
        # metres that say they are degrees
        (streets_of(make_layer, crs="EPSG:4326"), "degrees"),
    ):
        with pytest.raises(QgsProcessingException, match=sentence):
            run("simulatepatrols", **asked, STREETS=streets)
    assert os.listdir(tmp_path) == []


def test_the_streets_of_cleveland_are_driven(run, make_layer, data, tmp_path):
    """30,000 real links, of which some do not join the others."""
    squares = [
        f"Polygon (({x} {y}, {x + 250} {y}, {x + 250} {y + 250}, {x} {y + 250}, {x} {y}))"
        for x, y in ((449300, 520300), (445000, 519000), (451000, 532500), (459600, 524800))
    ]
    streets = str(data("cleveland_streets/cleveland_roads_27700.gpkg"))
    layer = make_layer("Polygon", squares, hotspot_id=["a", "b", "c", "d"])
    made = run("simulatepatrols", HOTSPOTS=layer, STREETS=streets, FOLDER=str(tmp_path / "t"), NOISE=0, TRUTH="memory:")
    fixes = run("importtracks", INPUT=str(tmp_path / "t"), OUTPUT="memory:").layer()
    roads = QgsVectorLayer(streets, "roads", "ogr")
    to_roads = QgsCoordinateTransform(fixes.crs(), roads.crs(), QgsProject.instance())
    index = QgsSpatialIndex(roads.getFeatures(), flags=QgsSpatialIndex.Flag.FlagStoreFeatureGeometries)
    driven = [f for f in fixes.getFeatures() if f["speed_ms"] > 5][::50]
    assert len(driven) > 50
    for feature in driven:
        place = QgsGeometry.fromPointXY(to_roads.transform(feature.geometry().asPoint()))
        nearest = index.nearestNeighbor(place.asPoint(), 1)[0]
        # ends of links up to half a metre apart are joined
        assert index.geometry(nearest).distance(place) < 0.6
    assert {row["hotspot_id"] for row in made.rows("TRUTH") if row["targeted"]} == {"a", "b", "c", "d"}


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:2248", "EPSG:3857"])
def test_hotspots_in_degrees_or_feet_get_the_same_kind_of_patrols(run, make_layer, tmp_path, crs):
    """A square of 300 m at Baltimore: its fixes in metres are not off by the foot or the cosine."""
    side = {"EPSG:4326": (0.0035, 0.0027), "EPSG:2248": (984.25, 984.25), "EPSG:3857": (387.0, 387.0)}[crs]
    x, y = {"EPSG:4326": (-76.6, 39.3), "EPSG:2248": (1424000.0, 593000.0), "EPSG:3857": (-8527073.0, 4765000.0)}[crs]
    wkts = [
        f"Polygon (({a} {y}, {a + side[0]} {y}, {a + side[0]} {y + side[1]}, {a} {y + side[1]}, {a} {y}))"
        for a in (x, x + 5 * side[0])
    ]
    layer = make_layer("Polygon", wkts, crs, hotspot_id=["a", "b"])
    made = run("simulatepatrols", HOTSPOTS=layer, **SHORT, NOISE=0, FOLDER=str(tmp_path / "t"))
    fixes = run("importtracks", INPUT=str(tmp_path / "t"), OUTPUT="memory:")
    speeds = [row["speed_ms"] for row in fixes.rows()]
    assert max(speeds) <= 12.005
    width = (fixes.layer().extent().yMaximum() - fixes.layer().extent().yMinimum()) * 111_000
    assert 200 < width < 330
    assert "All 2 hotspots are targets" in made.log.text


def test_files_of_an_earlier_simulation_that_are_not_replaced_are_named(run, hotspots, tmp_path):
    run("simulatepatrols", HOTSPOTS=hotspots, UNITS=3, DAYS=1, SHIFT_HOURS=1, FOLDER=str(tmp_path))
    made = run("simulatepatrols", HOTSPOTS=hotspots, UNITS=2, DAYS=1, SHIFT_HOURS=1, FOLDER=str(tmp_path))
    assert any("simulated_unit_03.gpx" in warning for warning in made.log.warnings)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"UNITS": 0}, "number of units is 0"),
        ({"DAYS": 0}, "number of days is 0"),
        ({"PING": 0}, "ping interval is 0 seconds"),
        ({"NOISE": -5}, "noise of the GPS is -5 metres"),
        ({"SEED": ""}, "seed is empty"),
        ({"SHIFT_STARTS": "late"}, "'late' is no time of day"),
        ({"START": "2026-02-30"}, "no date"),
        ({"TIME_ZONE": "Mars/Olympus"}, "no time zone"),
        ({"ARM": "treatmnet"}, "its arms are: control, treatment"),
        ({"ID_FIELD": "key"}, "has no field key"),
    ],
)
def test_parameters_that_make_no_sense_are_refused_and_nothing_is_written(run, hotspots, tmp_path, change, sentence):
    with pytest.raises(QgsProcessingException, match=sentence):
        run(
            "simulatepatrols",
            **{"HOTSPOTS": hotspots, **SHORT, "FOLDER": str(tmp_path / "t"), "TRUTH": "memory:", **change},
        )
    assert os.listdir(tmp_path) == []


def test_an_empty_layer_duplicate_ids_and_a_folder_in_nowhere_are_refused(run, make_layer, hotspots, tmp_path):
    empty = make_layer("Polygon", [], hotspot_id=[])
    with pytest.raises(QgsProcessingException, match="has no features"):
        run("simulatepatrols", HOTSPOTS=empty, FOLDER=str(tmp_path / "t"))
    double = make_layer("Polygon", SQUARES[:2], hotspot_id=["H1", "H1"])
    with pytest.raises(QgsProcessingException, match="H1"):
        run("simulatepatrols", HOTSPOTS=double, FOLDER=str(tmp_path / "t"))
    with pytest.raises(QgsProcessingException, match="is not there"):
        run("simulatepatrols", HOTSPOTS=hotspots, FOLDER=str(tmp_path / "no" / "t"))
    assert os.listdir(tmp_path) == []


def test_cancel_leaves_neither_files_nor_truth(run, hotspots, tmp_path):
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run(
            "simulatepatrols",
            cancel_at=40,
            HOTSPOTS=hotspots,
            **SHORT,
            FOLDER=str(tmp_path / "t"),
            TRUTH=str(tmp_path / "truth.gpkg"),
        )
    assert os.listdir(tmp_path) == []


def test_without_a_folder_of_ones_own_the_files_go_to_a_temporary_one(run, hotspots):
    made = run("simulatepatrols", HOTSPOTS=hotspots, **SHORT, FOLDER="TEMPORARY_OUTPUT")
    assert len(os.listdir(made["FOLDER"])) == 2


def test_real_patrol_areas_in_feet_that_overlap_can_be_patrolled(run, data, tmp_path):
    layer = str(data("patrol_areas/fpareas_2248.gpkg"))
    made = run(
        "simulatepatrols", HOTSPOTS=layer, ID_FIELD="id_row", **SHORT, FOLDER=str(tmp_path / "t"), TRUTH="memory:"
    )
    fixes = run("importtracks", INPUT=str(tmp_path / "t"), OUTPUT="memory:")
    extent = fixes.layer().extent()
    assert -76.8 < extent.xMinimum() < extent.xMaximum() < -76.4
    assert 39.1 < extent.yMinimum() < extent.yMaximum() < 39.4
    assert {row["hotspot_id"] for row in made.rows("TRUTH")} <= {str(i) for i in range(1000)}
