"""QGIS for the tests: the provider registered once, layers made from WKT, algorithms run as the toolbox runs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsField,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDate, QMetaType

from hotspot_plugin.processing.provider import HotspotProvider


@pytest.fixture(scope="session", autouse=True)
def provider(qgis_app, qgis_iface, qgis_processing):
    """The plugin's provider in the registry, which keeps it alive."""
    # pytest-qgis shows every layer of the project in a canvas, which draws in threads of its own: a project that is
    # read or cleared meanwhile takes the layers from under it, and the process with them
    qgis_iface.mapCanvas().setRenderFlag(False)
    registry = QgsApplication.processingRegistry()
    there = registry.providerById("hotspots")
    if there is not None:  # the tests of the layers take this fixture too, in the same session
        yield there
        return
    made = HotspotProvider()
    assert registry.addProvider(made)
    yield made
    registry.removeProvider(made)


class Log(QgsProcessingFeedback):
    """A feedback that remembers what was said, and presses Cancel when the bar reaches `cancel_at` percent."""

    def __init__(self, cancel_at: float | None = None) -> None:
        super().__init__(False)
        self.info: list[str] = []
        self.warnings: list[str] = []
        self.progress: list[float] = []
        self._cancel_at = cancel_at
        self.progressChanged.connect(self._watch)

    def pushInfo(self, info):
        self.info.append(info)

    def pushWarning(self, warning):
        self.warnings.append(warning)

    @property
    def text(self) -> str:
        return "\n".join(self.info + self.warnings)

    def _watch(self, percent: float) -> None:
        self.progress.append(percent)
        if self._cancel_at is not None and percent >= self._cancel_at:
            self.cancel()


@dataclass
class Ran:
    """What an algorithm returned, said and (for memory outputs) made."""

    outputs: dict[str, Any]
    log: Log
    context: QgsProcessingContext = field(repr=False)

    def __getitem__(self, name: str) -> Any:
        return self.outputs[name]

    def layer(self, name: str = "OUTPUT") -> QgsVectorLayer:
        value = self.outputs[name]
        if isinstance(value, QgsVectorLayer):
            return value
        found = self.context.getMapLayer(value) if isinstance(value, str) else None
        return found or QgsVectorLayer(str(value), name, "ogr")

    def rows(self, name: str = "OUTPUT") -> list[dict[str, Any]]:
        return [
            {key: (None if value is None or str(value) == "NULL" else value) for key, value in f.attributeMap().items()}
            for f in self.layer(name).getFeatures()
        ]


@pytest.fixture
def run():
    """Return a function that runs `hotspots:NAME` with the toolbox's checks; bad input raises with the sentence."""
    import processing

    def go(algorithm: str, cancel_at: float | None = None, **parameters: Any) -> Ran:
        context = QgsProcessingContext()
        log = Log(cancel_at)
        outputs = processing.run(f"hotspots:{algorithm}", parameters, feedback=log, context=context)
        return Ran(outputs, log, context)

    return go


@pytest.fixture
def make_layer(qgis_app):
    """Return a function that makes a memory layer: `make_layer("Point", ["Point (0 0)", …], crs, harm=[1.0, …])`.

    A None geometry is a feature without one. Field types follow the first value that is not None.
    """

    def make(
        kind: str, wkts: Sequence[str | None], crs: str = "EPSG:27700", /, **columns: Sequence[Any]
    ) -> QgsVectorLayer:
        made = QgsVectorLayer(f"{kind}?crs={crs}" if crs else kind, "made", "memory")
        if not crs:
            from qgis.core import QgsCoordinateReferenceSystem

            made.setCrs(QgsCoordinateReferenceSystem())
        types = {
            bool: QMetaType.Type.Bool,
            int: QMetaType.Type.LongLong,
            float: QMetaType.Type.Double,
            str: QMetaType.Type.QString,
            QDate: QMetaType.Type.QDate,
        }
        fields = []
        for name, values in columns.items():
            first = next((v for v in values if v is not None), "")
            fields.append(QgsField(name, types.get(type(first), QMetaType.Type.QDateTime)))
        if fields:
            assert made.dataProvider().addAttributes(fields)
        made.updateFields()
        features = []
        for i, wkt in enumerate(wkts):
            feature = QgsFeature(made.fields())
            if wkt is not None:
                feature.setGeometry(QgsGeometry.fromWkt(wkt))
            feature.setAttributes([values[i] for values in columns.values()])
            features.append(feature)
        assert made.dataProvider().addFeatures(features)[0]
        made.updateExtents()
        return made

    return make
