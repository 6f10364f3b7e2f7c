"""Two simulated weeks of patrols to a schedule, their dosage and its report, for pictures.

24 hexagons of 5 ha, half of them to be patrolled each day; eleven units of three teams, an hour and a
quarter of directed patrol from 18:00, GPS error of 8 m and a fix every 15, 60 or 300 seconds by team. One day in six a
team works to yesterday's list, which is contamination.
Nobody patrolled there: the units are called simulated_…, by which the report knows and says so.
"""

from __future__ import annotations

import dataclasses
from datetime import date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import shapely

from .trial import _layer

HOTSPOTS, DAYS = 24, 14
FIRST = date(2026, 1, 5)
LONDON = ZoneInfo("Europe/London")
TEAMS = {"North": (15.0, 4), "Centre": (60.0, 4), "South": (300.0, 3)}


def make(folder: Path) -> dict[str, Path]:
    """Simulate and calculate; return report, visits, dosage and fixes.

    The provider must be in the Processing registry.
    """
    import processing

    folder.mkdir(parents=True, exist_ok=True)
    made = {name: folder / f"{name}_simulated.gpkg" for name in ("visits", "dosage", "fixes")}
    made["report"] = folder / "dosage_simulated.html"
    shapes = _hexagons()
    hotspots = _layer(
        "Polygon?crs=EPSG:27700", [shape.wkt for shape in shapes], {"hotspot_id": [f"H{i:02}" for i in range(HOTSPOTS)]}
    )
    schedule = processing.run("hotspots:schedulecrossover", {
        "HOTSPOTS": hotspots, "START": FIRST.isoformat(), "DAYS": DAYS, "TREATED": str(HOTSPOTS // 2), "MAX_RUN": 4,
        "SEED": "simulated patrols", "OUTPUT": "memory:",
    })["OUTPUT"]  # fmt: skip
    treated = np.zeros((DAYS, HOTSPOTS), dtype=bool)
    for row in schedule.getFeatures():
        day = (date.fromisoformat(row["period"][:10]) - FIRST).days
        treated[day, int(row["hotspot_id"][1:])] = row["arm"] == "treatment"
    fixes = _fixes(shapes, treated)
    processing.run("native:savefeatures", {"INPUT": fixes, "OUTPUT": str(made["fixes"])})
    processing.run("hotspots:calculatedosage", {
        "TRACKS": fixes, "HOTSPOTS": hotspots, "SCHEDULE": schedule, "TEAM_FIELD": "team", "LIMIT": 12,
        "VISITS": str(made["visits"]), "DOSAGE": str(made["dosage"]), "REPORT": str(made["report"]),
    })  # fmt: skip
    return made


def _hexagons():
    turns = np.arange(6) * np.pi / 3
    middles = np.array([(430_000 + 1500 * (i % 6), 433_000 + 1500 * (i // 6)) for i in range(HOTSPOTS)], dtype=float)
    return shapely.polygons(middles[:, None] + 138.7 * np.stack((np.cos(turns), np.sin(turns)), axis=1))


def _fixes(shapes, treated):
    """Return the fixes of all shifts, each to that day's list or, one time in six, to the day's before."""
    from hotspot_plugin.core.tracking.simulate import Settings, simulate

    dice = np.random.default_rng(7)
    columns = {"unit": [], "team": [], "time": [], "accuracy_m": [], "speed_ms": []}
    points, number = [], 0
    for team, (ping, units) in TEAMS.items():
        settings = Settings("simulated patrols", units, 1, FIRST, time(18), 1.25, LONDON, ping, 8.0, 12.0)
        for day in range(DAYS):
            listed = treated[max(day - (dice.random() < 1 / 6), 0)]
            now = dataclasses.replace(settings, seed=f"{team} {day}", start=FIRST + timedelta(days=day))
            for shift in simulate(shapes, listed, now):
                count = len(shift.time)
                columns["unit"] += [f"simulated_{number + shift.unit:02}"] * count
                columns["team"] += [team] * count
                columns["time"] += shift.time.astype("M8[us]").tolist()
                columns["accuracy_m"] += [12.0] * count
                columns["speed_ms"] += np.round(shift.speed_ms, 2).tolist()
                points += [f"Point ({x:.1f} {y:.1f})" for x, y in zip(shift.x.tolist(), shift.y.tolist(), strict=True)]
        number += units
    columns["time"] = [moment.replace(tzinfo=ZoneInfo("UTC")) for moment in columns["time"]]
    return _layer("Point?crs=EPSG:27700", points, columns)
