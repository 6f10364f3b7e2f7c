"""A place to test with: squares of 200 m a side, crimes of October to December 2025, the plugin's own resources."""

from __future__ import annotations

from datetime import timedelta, timezone
from pathlib import Path

import numpy as np
import shapely

from hotspot_plugin.core.tasking.evidence import Crimes
from hotspot_plugin.core.tasking.package import Resources

ROOT = Path(__file__).resolve().parents[3]
RESOURCES = Resources(ROOT / "resources" / "templates", ROOT / "resources" / "schemas", "1.2.3")
SUMMER = timezone(timedelta(hours=1))


def squares(count, side=200.0):
    """Squares in a row, a side's length apart, from (0, 0)."""
    return np.array(
        [shapely.box(2 * i * side, 0, (2 * i + 1) * side, side) for i in range(count)] + [None], dtype=object
    )[:-1]


def to_degrees(metres):
    """At 51.5° N, by the usual series: 111412.84 cos φ − 93.5 cos 3φ and 111132.92 − 559.82 cos 2φ metres a degree."""
    return shapely.transform(metres, lambda xy: xy / np.array([69_440.0, 111_258.0]) + np.array([-1.25, 51.5]))


def some_crimes():
    """Three burglaries and a robbery in the first square, a robbery in the second, five crimes elsewhere."""
    x = np.array([50.0, 60, 70, 80, 450, *[5000] * 5])
    types = np.array(["Burglary", "Burglary", "Burglary", "Robbery", "Robbery", *["Drugs"] * 5], dtype=object)
    months = np.array(["2025-10", "2025-10", "2025-12", "2025-12", "2025-12", *["2025-11"] * 5], dtype="M8[M]")
    return Crimes(
        x, np.full(10, 100.0), types, months.astype("M8[ms]"), (months + np.timedelta64(1, "M")).astype("M8[ms]")
    )
