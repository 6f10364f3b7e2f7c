"""The ground and the clock of the tests of calculatedosage."""

from qgis.PyQt.QtCore import QDateTime, QTimeZone

SQUARE = "Polygon ((400000 400000, 400100 400000, 400100 400100, 400000 400100, 400000 400000))"
FAR = "Polygon ((405000 400000, 405100 400000, 405100 400100, 405000 400100, 405000 400000))"
NOON = 1_714_564_800_000  # 2024-05-01 12:00 UTC
MEMORY = {"VISITS": "TEMPORARY_OUTPUT", "DOSAGE": "TEMPORARY_OUTPUT"}


def utc(second):
    return None if second is None else QDateTime.fromMSecsSinceEpoch(NOON + round(second * 1000), QTimeZone.utc())


def stay(unit, first, last, x=400050, y=400050):
    """Standing at (x, y) from minute `first` to minute `last`, a fix a minute."""
    return [(unit, 60 * minute, x, y) for minute in range(first, last + 1)]
