"""A simulated trial from its plan to its evaluation, and the reports of each step, for the picture in the README.

34 hexagons of 5 ha, half of them treated each day for a year, 0.3 crimes a day without patrols and a fifth fewer with;
a tenth of that effect lasts into the next day. Nothing of it is real: pictures of it must say so, as `marked` does.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

HOTSPOTS, DAYS, TREATED, RATE, EFFECT = 34, 365, 17, 0.3, 0.8
FIRST = datetime(2026, 1, 5, 6, tzinfo=ZoneInfo("Europe/London"))
NOTE = "Simulated data: places, crimes and patrols are made up, with a fifth less crime where patrols went."


def make(folder: Path) -> dict[str, Path]:
    """Run the trial's algorithms on simulated hotspots, crimes and doses; return their reports by name.

    The provider must be in the Processing registry.
    """
    import processing

    folder.mkdir(parents=True, exist_ok=True)
    reports = {name: folder / f"{name}.html" for name in ("arms", "power", "calendar", "evaluation")}
    dice = np.random.default_rng(20)
    rates = dice.gamma(6, RATE / 6, HOTSPOTS)
    hotspots = _hotspots(rates)
    baselines = ["crimes_per_day", "harm"]
    processing.run("hotspots:assignarms", {
        "HOTSPOTS": hotspots, "SEED": "simulated", "METHOD": 3, "BASELINE": baselines,
        "REPORT": str(reports["arms"]), "OUTPUT": "memory:",
    })  # fmt: skip
    processing.run("hotspots:trialpower", {
        "HOTSPOTS": hotspots, "DAYS": 119, "RUNS": 500, "REPORT": str(reports["power"]), "OUTPUT": "memory:",
    })  # fmt: skip
    schedule = processing.run("hotspots:schedulecrossover", {
        "HOTSPOTS": hotspots, "START": FIRST.date().isoformat(), "DAYS": DAYS, "TREATED": str(TREATED), "MAX_RUN": 4,
        "SEED": "simulated", "CALENDAR": str(reports["calendar"]), "OUTPUT": "memory:",
    })["OUTPUT"]  # fmt: skip
    rings = processing.run("hotspots:displacementrings", {"HOTSPOTS": hotspots, "OUTPUT": "memory:"})["OUTPUT"]
    rows = [(f["hotspot_id"], f["period"], f["arm"] == "treatment") for f in schedule.getFeatures()]
    treated = {(key, period): arm for key, period, arm in rows}
    processing.run("hotspots:evaluatetrial", {
        "HOTSPOTS": hotspots, "SCHEDULE": schedule, "CRIMES": _crimes(dice, rates, treated), "HARM_FIELD": "harm",
        "RINGS": rings, "DOSAGE": _dosage(dice, treated), "MAX_RUN": 4, "LAGS": 2, "DRAWS": 4999,
        "EXCLUDED": "1 hotspot: a prison\n2 hotspots: hospitals", "REPORT": str(reports["evaluation"]),
        "OUTPUT": "memory:",
    })  # fmt: skip
    return reports


def pictures(folder: Path) -> dict[str, Callable[[Path], None]]:
    """Return what draws each picture of the reports; the trial is simulated in `folder` when the first is drawn."""
    from . import pages

    made: dict[str, Path] = {}

    def draw(report: str, height: int):
        def photograph(target: Path) -> None:
            if not made:
                made.update(make(folder))
            pages.photograph(marked(made[report]), target, 900, height)

        return photograph

    heights = {"arms": 830, "power": 1250, "calendar": 1340, "evaluation": 1190}
    return {name: draw(name, height) for name, height in heights.items()}


def marked(report: Path) -> Path:
    """Return a copy of a report that says in its first lines that the data are simulated."""
    text = report.read_text(encoding="utf-8")
    made = report.with_name(f"{report.stem}_marked.html")
    banner = f'<section class="note"><p><b>{NOTE}</b></p></section>'
    first = "<main>" if "<main>" in text else "</h1>"
    made.write_text(text.replace(first, first + banner, 1), encoding="utf-8")
    return made


def _centre(i: int) -> tuple[float, float]:
    return 430_000.0 + 900 * (i % 7), 433_000.0 + 900 * (i // 7)


def _hotspots(rates):
    side = math.sqrt(50_000 * 2 / (3 * math.sqrt(3)))
    shapes = []
    for i in range(HOTSPOTS):
        x, y = _centre(i)
        corners = [(x + side * math.cos(k * math.pi / 3), y + side * math.sin(k * math.pi / 3)) for k in range(7)]
        shapes.append("Polygon ((" + ", ".join(f"{a} {b}" for a, b in corners) + "))")
    return _layer("Polygon?crs=EPSG:27700", shapes, {
        "hotspot_id": [f"H{i + 1:02}" for i in range(HOTSPOTS)],
        "crimes_per_day": [round(float(rate), 3) for rate in rates],
        "harm": [round(float(rate) * (20 + 7 * (i % 5)), 1) for i, rate in enumerate(rates)],
    })  # fmt: skip


def _crimes(dice, rates, treated):
    points, times, harms = [], [], []
    for day in range(DAYS):
        for i in range(HOTSPOTS):
            now, before = (treated.get((f"H{i + 1:02}", _name(day - back)), False) for back in (0, 1))
            mean = rates[i] * (EFFECT if now else 1.0) * (EFFECT**0.1 if before else 1.0)
            x, y = _centre(i)
            for reach, many in ((60, dice.poisson(mean)), (185, dice.poisson(0.6 * rates[i]))):
                for _ in range(many):
                    angle = dice.uniform(0, 2 * math.pi)
                    points.append(f"Point ({x + reach * math.cos(angle)} {y + reach * math.sin(angle)})")
                    times.append(FIRST + timedelta(days=day, hours=float(dice.uniform(0, 23))))
                    harms.append(float(dice.choice([10, 20, 184, 365], p=[0.5, 0.3, 0.15, 0.05])))
    return _layer("Point?crs=EPSG:27700", points, {"occurred_from": times, "harm": harms})


def _dosage(dice, treated):
    minutes = [float(dice.gamma(4, 15 / 4)) if arm else float(dice.exponential(2.5)) for arm in treated.values()]
    return _layer("NoGeometry", [None] * len(treated), {
        "hotspot_id": [key for key, _ in treated], "period": [period for _, period in treated],
        "visits": [1 + (m > 20) if m > 1 else 0 for m in minutes], "officer_min": [2 * m for m in minutes],
        "patrol_min": minutes,
    })  # fmt: skip


def _name(day: int) -> str:
    return (FIRST + timedelta(days=day)).date().isoformat()


def _layer(kind: str, shapes: list[str | None], columns: dict[str, list]):
    from qgis.core import QgsFeature, QgsField, QgsGeometry, QgsVectorLayer
    from qgis.PyQt.QtCore import QDateTime, QMetaType, QTimeZone

    kinds = {str: QMetaType.Type.QString, float: QMetaType.Type.Double, int: QMetaType.Type.Int}
    layer = QgsVectorLayer(kind, "simulated", "memory")
    layer.dataProvider().addAttributes(
        [QgsField(name, kinds.get(type(values[0]), QMetaType.Type.QDateTime)) for name, values in columns.items()]
    )
    layer.updateFields()
    features = []
    for i, shape in enumerate(shapes):
        feature = QgsFeature(layer.fields())
        if shape is not None:
            feature.setGeometry(QgsGeometry.fromWkt(shape))
        values = [column[i] for column in columns.values()]
        for j, value in enumerate(values):
            if isinstance(value, datetime):
                values[j] = QDateTime.fromMSecsSinceEpoch(round(value.timestamp() * 1000), QTimeZone.utc())
        feature.setAttributes(values)
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    return layer
