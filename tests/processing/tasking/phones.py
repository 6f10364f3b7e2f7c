"""What a phone writes into records.gpkg, through the same provider of QGIS that the field apps use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDateTime, Qt

DAY = datetime(2026, 4, 2, 10, 0, tzinfo=UTC)


def patrol(folder, bundle, identity, unit, hotspot="a1", start=DAY, minutes=15, notes=None, mode="foot"):
    """Add a patrol as a QGIS app does, through the layer's provider."""
    layer = QgsVectorLayer(f"{folder}/records.gpkg|layername=patrols", "patrols", "ogr")
    assert layer.isValid()
    feature = QgsFeature(layer.fields())
    values = {
        "patrol_id": identity,
        "hotspot_id": hotspot,
        "bundle_id": bundle,
        "device_id": unit,
        "started": qt(start),
        "ended": None if minutes is None else qt(start + timedelta(minutes=minutes)),
        "mode": mode,
        "notes": notes,
    }
    for name, value in values.items():
        feature[name] = value
    assert layer.startEditing()
    assert layer.addFeature(feature)
    assert layer.commitChanges(), layer.commitErrors()


def qt(when):
    return QDateTime.fromMSecsSinceEpoch(int(when.timestamp() * 1000), Qt.TimeSpec.UTC)


def walk(folder, identity, unit, easting, northing, start=DAY, seconds=900, metres=0.2, every=5):
    """Record positions every five seconds, moving east."""
    layer = QgsVectorLayer(f"{folder}/records.gpkg|layername=fixes", "fixes", "ogr")
    to_degrees = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:27700"), QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance()
    )
    assert layer.startEditing()
    for second in range(0, seconds + 1, every):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(
            QgsGeometry.fromPointXY(to_degrees.transform(QgsPointXY(easting + metres * second, northing)))
        )
        for name, value in {
            "patrol_id": identity,
            "device_id": unit,
            "time": qt(start + timedelta(seconds=second)),
            "accuracy_m": 4.0,
            "speed_ms": metres,
            "source": "Internal receiver",
        }.items():
            feature[name] = value
        assert layer.addFeature(feature)
    assert layer.commitChanges(), layer.commitErrors()
