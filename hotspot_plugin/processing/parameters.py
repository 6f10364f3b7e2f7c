"""Parameters that several algorithms ask for alike: the same name, label, kind and default wherever they occur."""

from __future__ import annotations

from qgis.core import (
    Qgis,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

REAL = Qgis.ProcessingNumberParameterType.Double
WHOLE = Qgis.ProcessingNumberParameterType.Integer
POLYGONS = [Qgis.ProcessingSourceType.VectorPolygon]
TABLE = [Qgis.ProcessingSourceType.Vector]

translate = QCoreApplication.translate  # pylupdate finds texts by this name


def hotspots(kinds: list[Qgis.ProcessingSourceType], optional: bool = False) -> QgsProcessingParameterFeatureSource:
    """Return HOTSPOTS, a layer of the given kinds."""
    label = translate("Parameters", "Hotspots")
    return QgsProcessingParameterFeatureSource("HOTSPOTS", label, kinds, None, optional)


def id_field() -> QgsProcessingParameterField:
    """Return ID_FIELD, the key of HOTSPOTS."""
    return QgsProcessingParameterField(
        "ID_FIELD", translate("Parameters", "Key of the hotspots"), "hotspot_id", "HOTSPOTS"
    )


def schedule() -> QgsProcessingParameterFeatureSource:
    """Return SCHEDULE, an optional table."""
    return QgsProcessingParameterFeatureSource("SCHEDULE", translate("Parameters", "Schedule"), TABLE, None, True)


def control_arm() -> QgsProcessingParameterString:
    """Return CONTROL, the name of that arm."""
    return QgsProcessingParameterString("CONTROL", translate("Parameters", "Control arm"), "control")


def time_zone(label: str = "") -> QgsProcessingParameterString:
    """Return TIME_ZONE."""
    return QgsProcessingParameterString("TIME_ZONE", label or translate("Parameters", "Time zone"), "Europe/London")


def simulation_seed(label: str) -> QgsProcessingParameterNumber:
    """Return SIMULATION_SEED of numpy's generator, which allocates nothing."""
    return QgsProcessingParameterNumber("SIMULATION_SEED", label, WHOLE, 1, False, 0)


def report(wanted: bool = True) -> QgsProcessingParameterFileDestination:
    """Return REPORT, an optional HTML file that is made if it is left alone and is `wanted` by most."""
    label, kind = translate("Parameters", "Report"), translate("Parameters", "HTML files (*.html)")
    return QgsProcessingParameterFileDestination("REPORT", label, kind, None, True, wanted)
