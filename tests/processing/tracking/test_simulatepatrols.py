"""simulatepatrols in a real QGIS: files, truth, and the way back through importtracks."""

from __future__ import annotations

import hashlib
import os

import pytest
from qgis.core import QgsProcessingException

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
