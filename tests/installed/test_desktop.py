"""The installed zip in the real QGIS Desktop, in a window on a virtual screen."""

from __future__ import annotations

import zipfile

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


EXPORT = """
from qgis.PyQt.QtCore import QEventLoop, QTimer
from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer
import processing
layers = []
for kind, wkt in (("Polygon", "POLYGON ((451200 206300, 451400 206300, 451400 206500, 451200 206500, 451200 206300))"),
                  ("LineString", "LINESTRING (451100 206400, 451500 206400)")):
    layer = QgsVectorLayer(f"{kind}?crs=EPSG:27700&field=kind:string", kind, "memory")
    feature = QgsFeature(layer.fields())
    feature.setAttributes(["h1"])
    feature.setGeometry(QgsGeometry.fromWkt(wkt))
    layer.dataProvider().addFeatures([feature])
    layer.updateExtents()
    layers.append(layer)
QgsProject.instance().addMapLayers(layers)
dialog = processing.createAlgorithmDialog("hotspots:exportpackage", {
    "HOTSPOTS": layers[0].id(), "ID_FIELD": "kind", "ROADS": layers[1].id(), "BASEMAP": [layers[1].id()],
    "VALID_FROM": "2026-04-01T06:00:00", "VALID_UNTIL": "2026-04-08T06:00:00", "OUTPUT": str(work / "package.zip"),
})
dialog.show()
loop, ticks = QEventLoop(), []
timer = QTimer()
timer.timeout.connect(lambda: ticks.append(1))
timer.start(10)
dialog.algorithmFinished.connect(loop.quit)
dialog.runAlgorithm()
found["in a task"] = dialog.results() == {} and not dialog.wasExecuted()
loop.exec()
found["results"] = {key: str(value) for key, value in dialog.results().items()}
found["ticks"] = len(ticks)
picture("export", dialog)
"""


def test_a_package_with_booklet_and_base_map_is_made_from_the_dialog_while_qgis_stays_alive(profiles, tmp_path):
    found = drive(profiles, tmp_path, EXPORT)
    assert found["in a task"] is True
    assert found["results"]["COUNT"] == "1"
    assert found["ticks"] > 1
    with zipfile.ZipFile(tmp_path / "package.zip") as archive:
        assert {"booklet.pdf", "basemap.mbtiles"} <= set(archive.namelist())
