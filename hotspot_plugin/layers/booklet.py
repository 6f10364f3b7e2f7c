"""The booklet: one A4 page a place, from a print layout that an analyst can change in QGIS (a .qpt file).

The layout's atlas runs over a layer of the places; its items show that layer's fields (core/tasking/page.py). It is
made in a project of its own, and in the main thread, whichever asks for it: a layout is a QGraphicsScene, one of Qt's
GUI classes (doc.qt.io/qt-6/threads-qobject.html), and QGIS runs its own native:atlaslayouttopdf there for that reason
(“layouts are not thread safe”, src/analysis/processing/qgsalgorithmlayoutatlastopdf.cpp). Another one has crashed QGIS.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeedback,
    QgsField,
    QgsFields,
    QgsFillSymbol,
    QgsGeometry,
    QgsLayoutExporter,
    QgsLineSymbol,
    QgsPrintLayout,
    QgsProject,
    QgsProjectMetadata,
    QgsReadWriteContext,
    QgsRuleBasedRenderer,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QMetaType
from qgis.PyQt.QtXml import QDomDocument

from ..core.errors import CancelledError, HotspotError
from ..core.progress import SILENT, Part, Progress
from ..core.tasking.pdf import tidy
from .crs import WGS84, MetreSpace
from .mainthread import in_main_thread

_HERE = "\"hotspot_id\" = attribute(@atlas_feature, 'hotspot_id')"


def booklet(
    rows: Sequence[Mapping[str, Any]],
    shapes: Sequence[Any],
    roads: Sequence[Any],
    space: MetreSpace,
    template: Path,
    title: str,
    language: str = "en",
    progress: Progress = SILENT,
) -> bytes:
    """Return a PDF of one page a place.

    Args:
        rows: the fields of each place that the layout shows.
        shapes: shapely polygons in WGS 84 degrees, one a row.
        roads: shapely lines in WGS 84 degrees, drawn below.
        space: the system that the maps are drawn in.
        template: a .qpt file.
        title: of the document.
        language: of its texts, such as "en".
        progress: is told how far it is.

    Raises:
        HotspotError: the template cannot be used, or the PDF not be written.
        CancelledError: the user pressed Cancel.
    """

    def work(pages: Progress) -> bytes:
        return _printed(rows, shapes, roads, space, template, pages)

    return tidy(in_main_thread(work, Part(progress, 0.0, 0.8)), title, language, Part(progress, 0.8, 1.0))


def _printed(
    rows: Sequence[Mapping[str, Any]],
    shapes: Sequence[Any],
    roads: Sequence[Any],
    space: MetreSpace,
    template: Path,
    progress: Progress,
) -> bytes:
    """Return the PDF as QGIS and Qt write it (see `booklet`)."""
    project = QgsProject()
    project.setCrs(space.crs)
    project.setMetadata(QgsProjectMetadata())  # a new project's names the user, and the PDF would
    places = _layer("MultiPolygon", "places", rows, shapes)
    places.setRenderer(_outlines())
    streets = _layer("LineString", "streets", [{} for _ in roads], roads)
    symbol = QgsLineSymbol.createSimple({"line_color": "150,150,150", "line_width": "0.35", "capstyle": "round"})
    streets.setRenderer(QgsSingleSymbolRenderer(symbol))
    # the first is on top
    project.addMapLayers([places, streets])
    layout = _loaded(project, template)
    atlas = layout.atlas()
    atlas.setEnabled(True)
    atlas.setCoverageLayer(places)
    atlas.setSortFeatures(True)
    atlas.setSortExpression('"rank"')
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.exportMetadata = settings.appendGeoreference = False
    settings.textRenderFormat = Qgis.TextRenderFormat.AlwaysText  # outlines would be ten times as large
    feedback = QgsFeedback()

    def tell(percent: float) -> None:
        # an exception would be lost in Qt, so Cancel is handed on
        try:
            progress.at(min(percent / 100, 1.0))
        except CancelledError:
            feedback.cancel()

    feedback.progressChanged.connect(tell)
    with tempfile.TemporaryDirectory(prefix="hotspots-") as folder:
        path = str(Path(folder) / "booklet.pdf")
        result, message = QgsLayoutExporter.exportToPdf(atlas, path, settings, feedback)
        if feedback.isCanceled() or result == QgsLayoutExporter.ExportResult.Canceled:
            raise CancelledError("Cancelled; nothing was written.")
        if result != QgsLayoutExporter.ExportResult.Success:
            raise HotspotError(
                f"The booklet could not be made ({message or result}): check the layout {template.name}."
            )
        made = Path(path).read_bytes()
        if not made.rstrip().endswith(b"%%EOF"):  # Qt does not say when a disk fills up
            raise HotspotError(
                f"The booklet could not be written whole: make room on the disk for temporary files ({folder})."
            )
        return made


def _loaded(project: QgsProject, template: Path) -> QgsPrintLayout:
    document = QDomDocument()
    try:
        content = template.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise HotspotError(f"The layout {template} cannot be read ({error}): choose a .qpt file.") from None
    layout = QgsPrintLayout(project)
    if not document.setContent(content)[0] or not layout.loadFromTemplate(document, QgsReadWriteContext())[1]:
        raise HotspotError(f"{template.name} is no print layout: save one as template (.qpt) in QGIS's layout window.")
    return layout


def _layer(kind: str, name: str, rows: Sequence[Mapping[str, Any]], shapes: Sequence[Any]) -> QgsVectorLayer:
    layer = QgsVectorLayer(kind, name, "memory")
    layer.setCrs(QgsCoordinateReferenceSystem(WGS84))
    fields = QgsFields()
    for key in rows[0] if rows else ():
        kinds = {type(row[key]) for row in rows} - {type(None)}
        numeric = kinds and kinds <= {int, float}
        fields.append(QgsField(key, QMetaType.Type.Double if numeric else QMetaType.Type.QString))
    layer.dataProvider().addAttributes(fields)
    layer.updateFields()
    features = []
    for row, wkb in zip(rows, shapely.to_wkb(list(shapes), output_dimension=2, byte_order=1), strict=True):
        feature, geometry = QgsFeature(layer.fields()), QgsGeometry()
        geometry.fromWkb(wkb)
        feature.setGeometry(geometry)
        feature.setAttributes(list(row.values()))
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    layer.updateExtents()
    return layer


def _outlines() -> QgsRuleBasedRenderer:
    root = QgsRuleBasedRenderer.Rule(None)
    here = QgsFillSymbol.createSimple({"color": "213,94,0,45", "outline_color": "150,40,0", "outline_width": "0.8"})
    other = QgsFillSymbol.createSimple(
        {"style": "no", "outline_color": "110,110,110", "outline_width": "0.4", "outline_style": "dash"}
    )
    root.appendChild(QgsRuleBasedRenderer.Rule(here, 0, 0, _HERE))
    elsewhere = QgsRuleBasedRenderer.Rule(other, 0, 0, "ELSE")
    root.appendChild(elsewhere)
    return QgsRuleBasedRenderer(root)
