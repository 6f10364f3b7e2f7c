"""Lines whose vertices carry their time in M, as Mergin Maps and QField record sessions, to points with times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from qgis.core import NULL, QgsFeatureRequest, QgsWkbTypes

from ..core.errors import HotspotError
from ..core.progress import SILENT, Progress
from .read import CHECK_EVERY, Layer

# M of a time: seconds since 1970 after 1973, or milliseconds
_FIRST_SECOND, _FIRST_MS = 1e8, 1e11


@dataclass(frozen=True)
class Vertices:
    """The vertices of a layer's lines, in its order.

    Attributes:
        x, y: in the layer's own unit.
        time: datetime64[ms] in UTC, NaT where M is no time.
        unit: text of the field of units, None where there is none.
        segment: number of the line, from 1.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    time: NDArray[np.datetime64]
    unit: NDArray[np.object_]
    segment: NDArray[np.int64]


def is_lines(layer: Layer) -> bool:
    """Tell whether a layer holds lines."""
    return bool(QgsWkbTypes.geometryType(layer.source.wkbType()) == QgsWkbTypes.GeometryType.LineGeometry)


def read_vertices(layer: Layer, unit_field: str, progress: Progress = SILENT) -> Vertices:
    """Read the vertices of lines.

    Raises:
        HotspotError: the layer has no M, no M is a time, or the layer is empty.
    """
    kind = layer.source.wkbType()
    if not QgsWkbTypes.hasM(kind):
        raise HotspotError(
            f"The lines of {layer.name} carry no times (M), so no visit can be told from them: give the points that "
            "they were made of."
        )
    position = layer.fields.lookupField(unit_field) if unit_field else -1
    request = QgsFeatureRequest().setSubsetOfAttributes([position] if position >= 0 else [])
    width = 3 + int(QgsWkbTypes.hasZ(kind))
    total = max(layer.source.featureCount(), 1)
    parts: list[NDArray[np.float64]] = []
    names: list[str | None] = []
    for i, feature in enumerate(layer.source.getFeatures(request)):
        if not i % (CHECK_EVERY // 100):
            progress.at(min(i / total, 1.0))
        value = feature.attribute(position) if position >= 0 else None
        name = None if value is None or value == NULL or not str(value).strip() else str(value)
        for part in feature.geometry().constParts():
            # WKB of a line string: byte order, type, number of vertices, then the coordinates
            flat = np.frombuffer(part.asWkb().data(), dtype="<f8", offset=9)
            parts.append(flat.reshape(-1, width))
            names.append(name)
    if not parts:
        raise HotspotError(f"{layer.name} has no features.")
    whole = np.concatenate(parts)
    lengths = [len(part) for part in parts]
    m = whole[:, -1]
    usable = np.isfinite(m) & (m >= _FIRST_SECOND)
    if not usable.any():
        raise HotspotError(
            f"M of {layer.name} holds no times: it must be seconds (or milliseconds) since 1970, as Mergin Maps and "
            "QField write it."
        )
    ms = np.where(m >= _FIRST_MS, m, m * 1000.0)
    time = np.where(usable, ms, 0.0).round().astype(np.int64).view("M8[ms]")
    time[~usable] = np.datetime64("NaT")
    units = np.repeat(np.array([*names, None], dtype=object)[:-1], lengths)
    segment = np.repeat(np.arange(1, len(parts) + 1), lengths)
    return Vertices(whole[:, 0].copy(), whole[:, 1].copy(), time, units, segment)
