"""The Processing provider: where QGIS finds the algorithms and the models."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec

from qgis.core import Qgis, QgsMessageLog, QgsProcessingAlgorithm, QgsProcessingProvider
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QIcon

from .. import paths

# room → modules, each with one algorithm; a class is named as its module is (see HotspotAlgorithm)
ALGORITHMS = {
    "targeting": {
        "importcrimes": "ImportCrimes",
        "buildhexhotspots": "BuildHexHotspots",
        "buildareahotspots": "BuildAreaHotspots",
        "buildcorridorhotspots": "BuildCorridorHotspots",
        "crimeconcentration": "CrimeConcentration",
        "comparehotspots": "CompareHotspots",
    },
    "trial": {
        "assignarms": "AssignArms",
        "schedulecrossover": "ScheduleCrossover",
        "verifyallocation": "VerifyAllocation",
        "trialpower": "TrialPower",
        "displacementrings": "DisplacementRings",
        "evaluatetrial": "EvaluateTrial",
    },
    "tracking": {
        "importtracks": "ImportTracks",
        "calculatedosage": "CalculateDosage",
        "simulatepatrols": "SimulatePatrols",
    },
    "tasking": {
        "makekeys": "MakeKeys",
        "exportpackage": "ExportPackage",
        "verifypackage": "VerifyPackage",
        "importrecords": "ImportRecords",
    },
}
NEEDED = ("numpy", "pandas", "shapely", "scipy", "jinja2")


def missing_libraries() -> list[str]:
    """Return the Python libraries that the algorithms need and this QGIS does not have."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if "shapely" not in missing and not hasattr(import_module("shapely"), "from_wkb"):
        missing.append("shapely 2")
    return missing


class HotspotProvider(QgsProcessingProvider):
    """All algorithms of the plugin, under the id `hotspots`."""

    def id(self) -> str:
        return "hotspots"

    def name(self) -> str:
        return "Hotspot policing"

    def longName(self) -> str:
        return f"Hotspot policing {paths.version()}"

    def icon(self) -> QIcon:
        return QIcon(str(paths.icon("hotspots")))

    def warningMessage(self) -> str:
        missing = missing_libraries()
        if not missing:
            return ""
        return QCoreApplication.translate(
            "HotspotProvider",
            "Hotspot policing needs Python libraries that this QGIS does not have: {}. "
            "QGIS's full Windows installer (MSI) has them.",
        ).format(", ".join(missing))

    def loadAlgorithms(self) -> None:
        """Register every algorithm, or say what is missing."""
        warning = self.warningMessage()
        if warning:
            QgsMessageLog.logMessage(warning, "Hotspot policing", Qgis.MessageLevel.Critical)
            return
        for room, modules in ALGORITHMS.items():
            for module, name in modules.items():
                self._add(name, partial(_algorithm, room, module, name))
        from .models import ShippedModel, models  # needs the libraries, as the algorithms do

        for path in models():
            self._add(path.stem, partial(ShippedModel, path))

    def _add(self, name: str, make: Callable[[], QgsProcessingAlgorithm]) -> None:
        # an error that leaves loadAlgorithms takes the whole of QGIS down: one algorithm fewer is better
        try:
            self.addAlgorithm(make())
        except Exception:
            text = f"{name} could not be loaded.\n{traceback.format_exc()}"
            QgsMessageLog.logMessage(text, "Hotspot policing", Qgis.MessageLevel.Critical)


def _algorithm(room: str, module: str, name: str) -> QgsProcessingAlgorithm:
    made: QgsProcessingAlgorithm = getattr(import_module(f".{room}.{module}", __package__), name)()
    return made
