"""A made-up trial's dates and places, for the fixtures and tests of evaluatetrial."""

from __future__ import annotations

from datetime import UTC, datetime

import shapely
from qgis.PyQt.QtCore import QDateTime, QTimeZone

FIRST = datetime(2024, 3, 1, 6, tzinfo=UTC)
DAYS, HOTSPOTS = 40, 8


def utc(moment):
    return QDateTime.fromMSecsSinceEpoch(round(moment.timestamp() * 1000), QTimeZone.utc())


def square(i):
    return shapely.box(430_000 + 1000 * i, 433_000, 430_200 + 1000 * i, 433_200)
