"""GeoPackage tables that can be read past QGIS."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    Qgis,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProviderRegistry,
    QgsVectorLayer,
)


def geopackage_table(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], name: str, context: QgsProcessingContext
) -> tuple[str, str] | None:
    """Return path and table of an input that can be read past QGIS, or None.

    It can where the input is a whole table of a GeoPackage: no selection, filter, limit, unsaved edit, join or virtual
    field. To be called in `prepareAlgorithm`, which runs in the layer's own thread.
    """
    value = parameters.get(name)
    if isinstance(value, QgsProcessingFeatureSourceDefinition) and (
        value.selectedFeaturesOnly or value.featureLimit >= 0 or value.filterExpression
    ):
        return None
    layer = algorithm.parameterAsVectorLayer(parameters, name, context)
    if not isinstance(layer, QgsVectorLayer) or layer.providerType() != "ogr" or layer.storageType() != "GPKG":
        return None
    if layer.isEditable() or layer.subsetString() or layer.vectorJoins():
        return None
    fields = layer.fields()
    if any(fields.fieldOrigin(i) != Qgis.FieldOrigin.Provider for i in range(fields.count())):
        return None
    parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    table = parts.get("layerName")
    if not table and len(layer.dataProvider().subLayers()) > 1:
        return None
    return str(parts.get("path", "")), str(table or "")
