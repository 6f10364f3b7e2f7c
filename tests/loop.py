"""A small town's crimes and streets, and inputs that run every algorithm once, each on what those before it made.

Who adds an algorithm adds its line to `inputs`: the tests then run it by qgis_process, in a model and in batch. Nothing
here may import QGIS: the tests of the installed zip start it elsewhere.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
)


def police_uk(folder: Path) -> Path:
    """Write two months of made-up crimes in police.uk's form: 12 busy places in Leeds, two rows without coordinates."""
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
        target.parent.mkdir(parents=True)
        target.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return folder


def streets(path: Path) -> Path:
    """Write a street of four links through each of the twelve places."""
    features = []
    for place in range(12):
        west, latitude = -1.60 + 0.01 * place - 0.004, 53.76 + 0.006 * (place % 5)
        for link in range(4):
            ends = [[round(west + 0.002 * (link + i), 6), round(latitude, 6)] for i in (0, 1)]
            geometry = {"type": "LineString", "coordinates": ends}
            features.append({"type": "Feature", "properties": {"name": f"Street {place}"}, "geometry": geometry})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


# results that no two runs share, since nobody may guess them
BY_CHANCE = {"makekeys": {"PUBLIC", "KEY_ID", "FINGERPRINT", "RECIPIENT"}}


def inputs(out: Path) -> dict[str, dict[str, Any]]:
    """Write the town into the folder `out` and return the inputs of each algorithm, in the order of the loop.

    Values are numbers or texts; whatever is made stands in `out`.
    """
    crimes, roads = police_uk(out / "police_uk"), streets(out / "streets.geojson")
    password = out / "password.txt"
    password.write_text("three random words\n", encoding="utf-8")
    steps: dict[str, dict[str, Any]] = {
        "importcrimes": {"INPUT": crimes, "OUTPUT": out / "crimes.gpkg", "REJECTS": out / "rejects.gpkg"},
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
            "STREETS": roads,
            "NAME_FIELD": "name",
            "TOP_N": 5,
            "OUTPUT": out / "corridors.gpkg",
            "CENTRELINES": out / "centrelines.gpkg",
        },
        "comparehotspots": {
            "HOTSPOTS": out / "hotspots.gpkg",
            "NAMES": "Hexagons",
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
        "makekeys": {"KEY": out / "desk.key", "PASSWORD_FILE": password, "IDENTITY": out / "me.txt"},
        "exportpackage": {
            "HOTSPOTS": out / "arms.gpkg",
            "CRIMES": out / "crimes.gpkg",
            "TITLE": "Leeds",
            "VALID_FROM": "2018-09-01",
            "VALID_UNTIL": "2018-09-07",
            "OUTPUT": out / "package.zip",
        },
        "verifypackage": {"INPUT": out / "package.zip"},
        "importrecords": {
            "INPUT": out / "package.zip",
            "VISITS": out / "recorded_visits.gpkg",
            "FIXES": out / "recorded_fixes.gpkg",
            "LEDGER": out / "ledger.json",
        },
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
    return {
        name: {key: value if isinstance(value, int) else str(value) for key, value in step.items()}
        for name, step in steps.items()
    }
