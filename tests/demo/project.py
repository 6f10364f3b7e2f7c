"""The demo's GeoPackage of every table, its QGIS project of styled layers, its map and its picture in QGIS Desktop."""

from __future__ import annotations

import os
from pathlib import Path

from tests.installed.desktop import drive

GEOPACKAGE = "hotspots_demo.gpkg"
PROJECT = "demo.qgz"
# table → (name in the project, style, opacity); top of the legend first
LAYERS = {
    "arms": ("Trial arms", "arms", 1.0),
    "visits_simulated": ("SIMULATED: visits", "visits", 1.0),
    "fixes_simulated": ("SIMULATED: fixes", "fixes", 0.35),
    "dosage_simulated": ("SIMULATED: dosage", "dosage", 1.0),
    "hotspots": ("Hotspots", "hotspots", 1.0),
    "public_violence": ("Crimes: public violence", "crimes", 0.4),
    "crimes": ("Crimes: all", "crimes", 0.4),
    "truth_simulated": ("SIMULATED: true stays", "", 1.0),
    "crimes_rejected": ("Crimes without a place", "", 1.0),
    "fixes_rejected": ("SIMULATED: fixes rejected", "", 1.0),
}
HIDDEN = {"visits_simulated", "dosage_simulated", "hotspots", "crimes"}


def make(demo: Path, tables: Path) -> None:
    """Gather every table of `tables` in one GeoPackage, save a project of styled layers, and draw map.png."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from qgis.core import Qgis, QgsApplication, QgsProject, QgsReferencedRectangle, QgsVectorLayer

    from hotspot_plugin import paths

    application = QgsApplication([], True)
    application.initQgis()
    gather(demo / GEOPACKAGE, tables)
    project = QgsProject.instance()
    project.setTitle("Hotspot policing: demonstration with simulated patrols")
    project.setFilePathStorage(Qgis.FilePathType.Relative)
    project.setFileName(str(demo / PROJECT))
    for table, (name, style, opacity) in LAYERS.items():
        layer = QgsVectorLayer(f"{demo / GEOPACKAGE}|layername={table}", name, "ogr")
        if not layer.isValid():
            raise RuntimeError(f"{table} of {demo / GEOPACKAGE} cannot be read")
        if style:
            message, loaded = layer.loadNamedStyle(str(paths.style(style)))
            if not loaded:
                raise RuntimeError(f"style {style}: {message}")
        layer.setOpacity(opacity)
        project.addMapLayer(layer, False)
        node = project.layerTreeRoot().addLayer(layer)
        node.setItemVisibilityChecked(table not in HIDDEN)
        node.setExpanded(table == "arms")
        if table == "arms":
            project.setCrs(layer.crs())
    extent = busiest(project)
    project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(extent, project.crs()))
    if not project.write():
        raise RuntimeError(project.error())
    draw(project, extent, demo / "map.png")
    project.clear()
    if not project.read(str(demo / PROJECT)) or any(not layer.isValid() for layer in project.mapLayers().values()):
        raise RuntimeError("the saved project does not open again with every layer")
    project.clear()
    application.exitQgis()


def gather(target: Path, tables: Path) -> None:
    """Copy each table's GeoPackage into one, a layer a table."""
    from osgeo import gdal

    gdal.UseExceptions()
    for table in LAYERS:
        source = tables / f"{table}.gpkg"
        mode = {"accessMode": "update"} if target.exists() else {}
        gdal.VectorTranslate(str(target), str(source), format="GPKG", layerName=table, **mode)


def busiest(project):
    """Return the extent that the pictures show: round the treatment hotspot that has most others near it."""
    from qgis.core import QgsRectangle

    layer = project.mapLayersByName("Trial arms")[0]
    centres = [(feature["arm"], feature.geometry().centroid().asPoint()) for feature in layer.getFeatures()]
    treated = [centre for arm, centre in centres if arm == "treatment"]
    middle = max(treated, key=lambda centre: sum(centre.distance(other) < 2_500 for _, other in centres))
    return QgsRectangle.fromCenterAndSize(middle, 6_400, 4_100)


def draw(project, extent, target: Path) -> None:
    """Render the visible layers to a picture."""
    from qgis.core import QgsMapRendererSequentialJob, QgsMapSettings
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor

    settings = QgsMapSettings()
    settings.setDestinationCrs(project.crs())
    settings.setLayers([layer for layer in project.layerTreeRoot().checkedLayers() if layer.isSpatial()])
    settings.setBackgroundColor(QColor("#ffffff"))
    settings.setOutputSize(QSize(1400, 900))
    settings.setOutputDpi(110)
    settings.setExtent(extent)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    if not job.renderedImage().save(str(target)):
        raise RuntimeError(f"{target} could not be drawn")


def photograph(demo: Path, profiles: Path) -> None:
    """Open the project in QGIS Desktop on a virtual screen and leave qgis.png."""
    steps = """
from qgis.PyQt.QtTest import QTest
window = iface.mainWindow()
window.resize(1500, 900)
from qgis.PyQt.QtWidgets import QDockWidget
for dock in window.findChildren(QDockWidget):
    if dock.objectName() in ("Browser", "Browser2", "hotspotsLoopDock"):
        dock.setVisible(dock.objectName() == "hotspotsLoopDock")
iface.messageBar().clearWidgets()
iface.setActiveLayer(QgsProject.instance().mapLayersByName("Trial arms")[0])
QTest.qWait(500)
iface.mapCanvas().refresh()
iface.mapCanvas().waitWhileRendering()
QTest.qWait(1000)
found["layers"] = {layer.name(): layer.isValid() for layer in QgsProject.instance().mapLayers().values()}
picture("qgis")
"""
    work = demo.parent / "desktop"
    found = drive(profiles, work, steps, demo / PROJECT)
    layers = found["layers"]
    if not isinstance(layers, dict) or not layers or not all(layers.values()):
        raise RuntimeError(f"QGIS Desktop opens the project with broken layers: {layers}")
    (work / "qgis.png").replace(demo / "qgis.png")
