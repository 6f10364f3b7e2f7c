"""The installed zip in the real QGIS Desktop, in a window on a virtual screen."""

from __future__ import annotations

from hotspot_plugin.processing.provider import ALGORITHMS

from .desktop import drive

STEPS = """
from qgis.PyQt.QtTest import QTest
provider = QgsApplication.processingRegistry().providerById("hotspots")
found["name"] = provider.name()
found["warning"] = provider.warningMessage()
found["algorithms"] = sorted(algorithm.id() for algorithm in provider.algorithms())
desktop = plugins["hotspot_plugin"].desktop
iface.mainWindow().resize(1400, 860)
desktop._show.trigger()
QTest.qWait(300)
found["dock"] = desktop.dock.isVisible()
from qgis.PyQt.QtWidgets import QToolButton
buttons = {b.objectName(): b for b in desktop.dock.findChildren(QToolButton) if b.objectName().startswith("hotspots:")}
found["buttons"] = sorted(buttons)
found["labels"] = {id: button.text().strip() for id, button in buttons.items()}
found["titles"] = {algorithm.id(): algorithm.displayName() for algorithm in provider.algorithms()}
picture("dock", desktop.dock)
picture("window")
opened = []
def close():
    for widget in QApplication.topLevelWidgets():
        if widget.objectName() == "AlgorithmDialog" or type(widget).__name__ == "AlgorithmDialog":
            opened.append(widget.windowTitle())
            picture("dialog", widget)
            widget.close()
from qgis.PyQt.QtCore import QTimer
QTimer.singleShot(1500, close)
buttons["hotspots:buildhexhotspots"].click()
QTest.qWait(2500)
found["opened"] = opened
from qgis.utils import unloadPlugin
found["unloaded"] = unloadPlugin("hotspot_plugin")
found["left"] = QgsApplication.processingRegistry().providerById("hotspots") is not None
"""


def test_qgis_desktop_loads_the_plugin_shows_its_dock_and_opens_its_dialogs(profiles, tmp_path):
    ids = sorted(f"hotspots:{module}" for modules in ALGORITHMS.values() for module in modules)
    found = drive(profiles, tmp_path, STEPS)
    assert found["name"] == "Hotspot policing"
    assert found["warning"] == ""
    assert found["algorithms"] == sorted([*ids, "hotspots:crimestohotspots"])  # and the model that is shipped
    assert found["dock"] is True
    assert found["buttons"] == ids
    assert found["labels"] == {id: found["titles"][id] for id in ids}
    assert len(found["opened"]) == 1
    assert found["unloaded"] is True
    assert found["left"] is False
