"""A map with its legend, a scale bar and where the data are from, as a PNG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsLayoutExporter,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendStyle,
    QgsLineSymbol,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsSingleSymbolRenderer,
    QgsTextFormat,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor, QFont

WIDTH, HEIGHT, LEGEND = 190.0, 118.0, 48.0  # millimetres: of the page, and of the legend's column
DOTS = 140
MIDDLESBROUGH = QgsRectangle(448300, 518750, 451100, 521050)


def layer(path: str, name: str, style: str = "", subset: str = "") -> QgsVectorLayer:
    """Open a layer and put a style on it."""
    found = QgsVectorLayer(path, name, "ogr")
    assert found.isValid(), path
    if subset:
        found.setSubsetString(subset)
    if style:
        message, good = found.loadNamedStyle(style)
        assert good, message
    return found


def streets(path: str) -> QgsVectorLayer:
    """Return streets as a quiet background."""
    found = layer(path, "Streets")
    found.setRenderer(QgsSingleSymbolRenderer(QgsLineSymbol.createSimple({"color": "#c3c8ce", "width": "0.22"})))
    return found


def draw(target: Path, layers: Sequence[QgsVectorLayer], title: str, source: str, where: QgsRectangle) -> None:
    """Draw layers, the first on top, with a legend."""
    project = QgsProject.instance()
    project.removeAllMapLayers()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:27700"))
    project.addMapLayers(list(reversed(layers)))
    page = QgsPrintLayout(project)
    page.initializeDefaults()
    page.pageCollection().page(0).setPageSize(QgsLayoutSize(WIDTH, HEIGHT))

    drawn = QgsLayoutItemMap(page)
    page.addLayoutItem(drawn)
    drawn.attemptMove(QgsLayoutPoint(0, 0))
    drawn.attemptResize(QgsLayoutSize(WIDTH - LEGEND, HEIGHT))
    drawn.setLayers(list(layers))
    drawn.setKeepLayerSet(True)
    drawn.zoomToExtent(where)
    drawn.setFrameEnabled(False)

    text(page, title, 11, True, 3, 14)
    legend = QgsLayoutItemLegend(page)
    legend.setAutoUpdateModel(False)
    group = legend.model().rootGroup()
    group.removeAllChildren()
    for kept in layers:
        group.addLayer(kept)
    legend.setTitle("")
    for part in (QgsLegendStyle.Style.Title, QgsLegendStyle.Style.Group, QgsLegendStyle.Style.Subgroup):
        legend.rstyle(part).setTextFormat(form(8, part == QgsLegendStyle.Style.Subgroup))
    legend.rstyle(QgsLegendStyle.Style.SymbolLabel).setTextFormat(form(7.5))
    legend.setWrapString("|")
    page.addLayoutItem(legend)
    legend.attemptMove(QgsLayoutPoint(WIDTH - LEGEND + 1, 19))

    bar = QgsLayoutItemScaleBar(page)
    bar.setStyle("Line Ticks Up")
    bar.setLinkedMap(drawn)
    bar.setUnits(Qgis.DistanceUnit.Meters)
    bar.setUnitLabel("m")
    bar.setUnitsPerSegment(250)
    bar.setNumberOfSegments(2)
    bar.setNumberOfSegmentsLeft(0)
    bar.setTextFormat(form(7))
    bar.setHeight(1.5)
    page.addLayoutItem(bar)
    bar.attemptMove(QgsLayoutPoint(WIDTH - LEGEND + 3, HEIGHT - 29))
    text(page, source, 6, False, HEIGHT - 18, 16)

    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = DOTS
    settings.generateWorldFile = False
    result = QgsLayoutExporter(page).exportToImage(str(target), settings)
    assert result == QgsLayoutExporter.ExportResult.Success, result
    project.removeAllMapLayers()


def form(size: float, bold: bool = False) -> QgsTextFormat:
    made = QgsTextFormat()
    font = QFont("DejaVu Sans")
    font.setBold(bold)
    made.setFont(font)
    made.setSize(size)
    made.setColor(QColor("#1d2733"))
    return made


def text(page: QgsPrintLayout, words: str, size: float, bold: bool, top: float, height: float) -> None:
    label = QgsLayoutItemLabel(page)
    label.setText(words)
    label.setTextFormat(form(size, bold))
    page.addLayoutItem(label)
    label.attemptMove(QgsLayoutPoint(WIDTH - LEGEND + 3, top))
    label.attemptResize(QgsLayoutSize(LEGEND - 5, height))
