"""Every algorithm of the installed zip by qgis_process, from JSON on standard input, as a scheduled task runs it."""

from __future__ import annotations

import json
import random

import pytest

from hotspot_plugin.processing.provider import ALGORITHMS
from tests.demo.process import AlgorithmError, run

HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
)


@pytest.fixture(scope="module")
def police_uk(tmp_path_factory):
    """Two months of made-up crimes in police.uk's form: 12 busy places in Leeds, and two rows without coordinates."""
    folder = tmp_path_factory.mktemp("police_uk")
    dice = random.Random(7)
    places = [(-1.60 + 0.01 * i, 53.76 + 0.006 * (i % 5)) for i in range(12)]
    for month in ("2018-07", "2018-08"):
        rows = []
        for place, (longitude, latitude) in enumerate(places):
            for _ in range(5 + 3 * place):
                x, y = longitude + dice.gauss(0, 2e-4), latitude + dice.gauss(0, 1e-4)
                kind = dice.choice(["Robbery", "Violence and sexual offences"])
                rows.append(f",{month},West,West,{x:.6f},{y:.6f},On or near Street {place},E01,Leeds 1,{kind},,")
        rows.append(f",{month},West,West,,,No Location,,,Robbery,,")
        target = folder / month / f"{month}-west-street.csv"
        target.parent.mkdir()
        target.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def streets(tmp_path_factory):
    """A street of four links through each of the twelve places."""
    features = []
    for place in range(12):
        west, latitude = -1.60 + 0.01 * place - 0.004, 53.76 + 0.006 * (place % 5)
        for link in range(4):
            ends = [[round(west + 0.002 * (link + i), 6), round(latitude, 6)] for i in (0, 1)]
            geometry = {"type": "LineString", "coordinates": ends}
            features.append({"type": "Feature", "properties": {"name": f"Street {place}"}, "geometry": geometry})
    path = tmp_path_factory.mktemp("streets") / "streets.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def results(profiles, police_uk, streets, tmp_path_factory):
    """The results of each algorithm, run once in the order of the loop."""
    out = tmp_path_factory.mktemp("loop")
    inputs = {
        "importcrimes": {"INPUT": police_uk, "OUTPUT": out / "crimes.gpkg", "REJECTS": out / "rejects.gpkg"},
        "crimeconcentration": {
            "CRIMES": out / "crimes.gpkg",
            "TIME_FIELD": "occurred_from",
            "PERIOD": 3,
            "REPORT": out / "concentration.html",
            "OUTPUT": out / "concentration.gpkg",
        },
        "buildhexhotspots": {
            "CRIMES": out / "crimes.gpkg",
            "TIME_FIELD": "occurred_from",
            "TOP_N": 10,
            "OUTPUT": out / "hotspots.gpkg",
        },
        "buildareahotspots": {"CRIMES": out / "crimes.gpkg", "METHOD": 1, "CELLS": 40, "OUTPUT": out / "areas.gpkg"},
        "buildcorridorhotspots": {
            "CRIMES": out / "crimes.gpkg",
            "STREETS": streets,
            "NAME_FIELD": "name",
            "TOP_N": 5,
            "OUTPUT": out / "corridors.gpkg",
            "CENTRELINES": out / "centrelines.gpkg",
        },
        "comparehotspots": {
            "HOTSPOTS": out / "hotspots.gpkg",
            "CRIMES": out / "crimes.gpkg",
            "TIME_FIELD": "occurred_from",
            "FROM": "2018-08-01",
            "REPORT": out / "comparison.html",
            "OUTPUT": out / "comparison.gpkg",
        },
        "assignarms": {"HOTSPOTS": out / "hotspots.gpkg", "SEED": "Straße 7 🚓", "OUTPUT": out / "arms.gpkg"},
        "schedulecrossover": {
            "HOTSPOTS": out / "hotspots.gpkg",
            "START": "2018-09-01",
            "DAYS": 14,
            "TREATED": "5",
            "SEED": "sealed",
            "OUTPUT": out / "schedule.gpkg",
            "CALENDAR": out / "calendar.html",
            "RECORD": out / "schedule.json",
        },
        "verifyallocation": {
            "HOTSPOTS": out / "hotspots.gpkg",
            "RECORD": out / "schedule.json",
            "SEED": "sealed",
            "RESULT": out / "schedule.gpkg",
        },
        "simulatepatrols": {
            "HOTSPOTS": out / "arms.gpkg",
            "SEED": "one",
            "UNITS": 2,
            "DAYS": 1,
            "FOLDER": out / "gpx",
            "TRUTH": out / "truth.gpkg",
        },
        "importtracks": {"INPUT": out / "gpx", "OUTPUT": out / "fixes.gpkg"},
        "calculatedosage": {
            "TRACKS": out / "fixes.gpkg",
            "HOTSPOTS": out / "arms.gpkg",
            "VISITS": out / "visits.gpkg",
            "DOSAGE": out / "dosage.gpkg",
            "REPORT": out / "dosage.html",
        },
        "exportpackage": {
            "HOTSPOTS": out / "arms.gpkg",
            "CRIMES": out / "crimes.gpkg",
            "TITLE": "Leeds",
            "VALID_FROM": "2018-09-01",
            "VALID_UNTIL": "2018-09-07",
            "OUTPUT": out / "package.zip",
        },
        "verifypackage": {"INPUT": out / "package.zip"},
        "displacementrings": {"HOTSPOTS": out / "arms.gpkg", "OUTPUT": out / "rings.gpkg"},
        "trialpower": {"HOTSPOTS": out / "hotspots.gpkg", "OUTPUT": out / "power.gpkg", "REPORT": out / "power.html"},
        "evaluatetrial": {
            "HOTSPOTS": out / "arms.gpkg",
            "CRIMES": out / "crimes.gpkg",
            "TIME_TO_FIELD": "occurred_to",
            "RINGS": out / "rings.gpkg",
            "BASELINE": "2018-07-01",
            "START": "2018-08-01",
            "END": "2018-09-01",
            "TIME_ZONE": "UTC",
            "DRAWS": 199,
            "OUTPUT": out / "evaluation.gpkg",
            "REPORT": out / "evaluation.html",
        },
    }
    text = {
        name: {key: v if isinstance(v, int) else str(v) for key, v in step.items()} for name, step in inputs.items()
    }
    return {name: run(profiles, f"hotspots:{name}", step)["results"] for name, step in text.items()}


def test_every_algorithm_of_the_provider_has_run(results):
    assert set(results) == {module for modules in ALGORITHMS.values() for module in modules}


def test_all_crimes_are_in_the_layer_or_in_the_rejects(results):
    # 12 places with 5, 8, …, 38 crimes = 258 a month, and one row a month without coordinates
    assert results["importcrimes"]["COUNT"] == 516
    assert results["importcrimes"]["REJECTED"] == 2


def test_five_corridors_are_on_the_streets_that_the_crimes_name(results):
    assert results["buildcorridorhotspots"]["COUNT"] == 5
    assert results["buildcorridorhotspots"]["NAMED"] == 1.0


def test_half_of_ten_hotspots_travel_and_the_package_verifies(results):
    assert results["exportpackage"]["COUNT"] == 5
    assert results["verifypackage"]["COUNT"] == 5
    assert results["verifypackage"]["HASH"] == results["exportpackage"]["HASH"]


def test_every_simulated_fix_is_imported(results):
    assert results["importtracks"]["COUNT"] == results["simulatepatrols"]["FIXES"]


def test_a_missing_input_ends_qgis_process_with_an_error_and_one_sentence(profiles, tmp_path):
    with pytest.raises(AlgorithmError) as caught:
        run(profiles, "hotspots:importcrimes", {"INPUT": str(tmp_path / "nothing"), "OUTPUT": str(tmp_path / "o.gpkg")})
    assert "Traceback" not in str(caught.value)
    assert "nothing" in str(caught.value)
    assert not (tmp_path / "o.gpkg").exists()


def test_a_made_up_month_is_compared_with_the_month_before(results):
    # both months have the same number of crimes at each place, so that nothing can have been found
    assert results["evaluatetrial"]["CAN_TELL"] == 0
    assert 0.5 < results["evaluatetrial"]["RATIO"] < 2
    assert "cannot tell" in results["evaluatetrial"]["SENTENCE"]
