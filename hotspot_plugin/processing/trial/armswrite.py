"""The tables that assignarms writes: the hotspots with their arms, the balance, those left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from qgis.core import Qgis, QgsProcessingAlgorithm, QgsProcessingContext, QgsWkbTypes

from ...core.progress import Progress
from ...core.trial.canonical import Allocation, as_text
from ...layers import tables
from ...layers.read import Layer
from ...layers.write import TEXT, Column, kept_columns, write
from .armsplan import Drawn

KEY = tables.HOTSPOTS[0]
MADE = (KEY, *tables.ARMS)
REASON = Column("reason", TEXT, "Why the hotspot was left out of the draw")
STYLES = {
    Qgis.GeometryType.Polygon: "arms",
    Qgis.GeometryType.Line: "arms_lines",
    Qgis.GeometryType.Point: "arms_points",
}


def write_arms(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    drawn: Drawn,
    result: pd.DataFrame,
    compared: pd.DataFrame,
    progress: Progress,
) -> dict[str, Any]:
    """Write the tables that are asked for, and return them by output.

    Args:
        result: the hotspots of `with_arms`.
        compared: the table of `core.trial.balance`.
    """
    layer = drawn.layer
    crs = None if drawn.shapes is None else layer.crs
    style = STYLES.get(QgsWkbTypes.geometryType(layer.source.wkbType()), "")
    columns = [KEY, *kept_columns(layer.fields, [column.name for column in MADE]), *tables.ARMS]
    geometry = _geometry(layer)
    written: dict[str, Any] = {}
    written["OUTPUT"] = write(
        algorithm, parameters, "OUTPUT", context, result, columns, drawn.shapes, crs, style, geometry, progress
    )
    written["BALANCE"] = write(algorithm, parameters, "BALANCE", context, compared, tables.BALANCE)
    shapes, table = drawn.left_out
    columns = [*kept_columns(layer.fields, ["reason"]), REASON]
    written["EXCLUDED"] = write(
        algorithm, parameters, "EXCLUDED", context, table, columns, shapes, crs, geometry=geometry
    )
    return written


def left_out_reasons(drawn: Drawn) -> list[str]:
    """Return one sentence for each hotspot that was left out."""
    table = drawn.left_out[1]
    keys = as_text(table[drawn.used[0]])
    return [f"{key}: {reason}" for key, reason in zip(keys, table["reason"], strict=True)]


def with_arms(table: pd.DataFrame, ids: Sequence[str], allocation: Allocation) -> pd.DataFrame:
    """Return the hotspots in their own order with the columns that this algorithm makes."""
    row_of = {key: row for row, key in enumerate(allocation.ids)}
    rows = [row_of[key] for key in ids]
    blocks, clusters = allocation.blocks, allocation.clusters
    made = {
        "hotspot_id": list(ids),
        "arm": [allocation.arms[row] for row in rows],
        "block": [None if blocks is None else blocks[row] for row in rows],
        "cluster_id": [None if clusters is None else clusters[row] for row in rows],
        "probability": [float(allocation.probabilities[row]) for row in rows],
    }
    rest = table.drop(columns=[name for name in table.columns if name.lower() in made])
    return pd.concat([rest, pd.DataFrame(made, index=table.index)], axis=1)


def replaced_fields(table: pd.DataFrame, used: Sequence[str]) -> list[str]:
    """Return the input's own columns that have the names of those made here, less those that the draw has used."""
    made = {column.name for column in MADE}
    return [name for name in table.columns if name.lower() in made and name not in used]


def _geometry(layer: Layer) -> str:
    """Return the layer's WKB type for its copy, "" where it does not say."""
    kind = QgsWkbTypes.linearType(layer.source.wkbType())
    if kind in (QgsWkbTypes.Type.Unknown, QgsWkbTypes.Type.NoGeometry):
        return ""
    return str(QgsWkbTypes.displayString(kind))
