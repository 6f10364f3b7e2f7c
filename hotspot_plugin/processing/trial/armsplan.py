"""What assignarms draws from: the hotspots, those left out for being too close, and the plan of the draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext, QgsWkbTypes

from ...core.errors import HotspotError
from ...core.progress import Progress
from ...core.trial.arms import parse_arms
from ...core.trial.assign import BLOCK, BLOCK_CLUSTER, CLUSTER, PAIRS, Plan
from ...core.trial.blocks import baseline_sums, field_labels
from ...core.trial.canonical import as_text, check_ids
from ...core.trial.separation import Close, drop, find_close, tie
from ...layers.crs import MetreSpace, check_crs, check_degrees
from ...layers.read import Layer, read_shapes, read_table
from .inputs import field_name

TIE, DROP = 0, 1


@dataclass(frozen=True)
class Drawn:
    """The hotspots of a draw and its plan.

    Args:
        layer: the input.
        shapes: (h,) those that are drawn, None for a table.
        table: h rows, all fields.
        ids: (h,) keys.
        plan: what is drawn.
        used: the fields that the draw has used.
        idle: fields and parameters that are given and not used by the method.
        close: pairs too close among all hotspots of the input, None if that was not asked.
        tied: whether those were tied.
        left_out: the hotspots that were dropped, if any: shapes (None for a table), and all fields with `reason`.
    """

    layer: Layer
    shapes: NDArray[np.object_] | None
    table: pd.DataFrame
    ids: list[str]
    plan: Plan
    used: list[str]
    idle: list[str]
    close: Close | None
    tied: bool
    left_out: tuple[NDArray[np.object_] | None, pd.DataFrame]


def read_plan(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    layer: Layer,
    progress: Progress,
) -> Drawn:
    """Read the hotspots and what the parameters of assignarms ask for."""

    def fields(name: str) -> list[str]:
        return [
            field_name(layer, text, name) for text in algorithm.parameterAsStrings(parameters, name, context) if text
        ]

    method = algorithm.parameterAsEnum(parameters, "METHOD", context)
    wanted = {"BLOCK_FIELD": method in (BLOCK, BLOCK_CLUSTER), "CLUSTER_FIELD": method in (CLUSTER, BLOCK_CLUSTER)}
    id_field = field_name(layer, algorithm.parameterAsString(parameters, "ID_FIELD", context), "ID_FIELD")
    given = {name: fields(name) for name in wanted if wanted[name]}
    idle = [text for name in wanted if not wanted[name] for text in fields(name)]
    baselines = fields("BASELINE")

    shapes, table = _read(layer, id_field, progress)
    ids = check_ids(as_text(table[id_field]), layer.name, id_field)
    close, clusters = None, None
    keep = np.ones(len(ids), dtype=bool)
    reasons: dict[int, str] = {}
    if given.get("CLUSTER_FIELD"):
        clusters = as_text(table[given["CLUSTER_FIELD"][0]])
    separation = _number(algorithm, parameters, "MIN_SEPARATION", context)
    tied = algorithm.parameterAsEnum(parameters, "TOO_CLOSE", context) == TIE
    if separation is not None:
        centres = algorithm.parameterAsEnum(parameters, "MEASURED", context) == 1
        close = find_close(_metres(layer, shapes, context, progress), ids, separation, centres)
        if tied:
            clusters = _tied(ids, close, clusters)
        else:
            keep, reasons = _dropped(ids, close, table, baselines)
    gone = table[~keep].assign(reason=list(reasons.values()))
    left_out = (None if shapes is None else shapes[~keep], gone)
    ids = [key for key, is_kept in zip(ids, keep, strict=True) if is_kept]
    clusters = None if clusters is None else [label for label, is_kept in zip(clusters, keep, strict=True) if is_kept]
    table, shapes = table[keep].reset_index(drop=True), None if shapes is None else shapes[keep]
    blocks = given.get("BLOCK_FIELD")
    within = _number(algorithm, parameters, "BALANCE_WITHIN", context)
    plan = Plan(
        ids=ids,
        arms=parse_arms(algorithm.parameterAsString(parameters, "ARMS", context)),
        method=method,
        blocks=field_labels(table[blocks]) if blocks else None,
        clusters=clusters,
        baselines=table[baselines] if baselines else None,
        quantiles=algorithm.parameterAsInt(parameters, "QUANTILES", context) if parameters.get("QUANTILES") else 0,
        balance_within=within,
        max_draws=algorithm.parameterAsInt(parameters, "MAX_DRAWS", context),
    )
    used = [id_field, *given.get("BLOCK_FIELD", []), *given.get("CLUSTER_FIELD", [])]
    if plan.quantiles and method not in (BLOCK, BLOCK_CLUSTER):
        idle.append("QUANTILES")
    if method == PAIRS and not baselines:
        raise HotspotError("Matched pairs need a baseline: choose fields of numbers for BASELINE.")
    return Drawn(layer, shapes, table, ids, plan, used, idle, close, tied, left_out)


def tied_pairs(drawn: Drawn) -> list[str]:
    """Return one phrase for each pair of hotspots that share their arm for being too close."""
    if drawn.close is None or not drawn.tied:
        return []
    return [
        f"{drawn.ids[i]} with {drawn.ids[j]}, {metres:.0f} m"
        for (i, j), metres in zip(drawn.close.pairs.tolist(), drawn.close.metres.tolist(), strict=True)
    ]


def _number(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], name: str, context: QgsProcessingContext
) -> float | None:
    given = parameters.get(name)
    return None if given is None or given == "" else float(algorithm.parameterAsDouble(parameters, name, context))


def _read(layer: Layer, id_field: str, progress: Progress) -> tuple[NDArray[np.object_] | None, pd.DataFrame]:
    """Return the hotspots' shapes (None for a table) and all their fields but a primary key that is not their key."""
    names = [name for name in layer.fields.names() if name.lower() != "fid" or name == id_field]
    if layer.source.wkbType() == QgsWkbTypes.Type.NoGeometry:
        return None, read_table(layer, names, progress)
    check_crs(layer.crs, layer.name)
    shapes, table = read_shapes(layer, names, progress)
    coordinates = shapely.get_coordinates(shapes)
    check_degrees(layer.crs, coordinates[:, 0], coordinates[:, 1], layer.name)
    return shapes, table


def _metres(
    layer: Layer, shapes: NDArray[np.object_] | None, context: QgsProcessingContext, progress: Progress
) -> NDArray[np.object_]:
    if shapes is None:
        raise HotspotError(f"{layer.name} is a table, and MIN_SEPARATION needs to know where its hotspots are.")
    x, y = shapely.get_coordinates(shapely.centroid(shapes[~shapely.is_missing(shapes)])).T
    space = MetreSpace.of(layer.crs, x, y, context.transformContext(), layer.name, progress)
    return space.geometries_into(shapes, layer.crs, layer.name)


def _tied(ids: list[str], close: Close, clusters: list[str | None] | None) -> list[str | None] | None:
    if clusters is None:
        return list(tie(ids, close)) if len(close.pairs) else None
    return list(tie(ids, close, [label or "" for label in clusters])) if all(clusters) else clusters


def _dropped(
    ids: list[str], close: Close, table: pd.DataFrame, baselines: list[str]
) -> tuple[NDArray[np.bool_], dict[int, str]]:
    if not baselines:
        raise HotspotError("To drop the weaker of two hotspots its strength is needed: choose a field for BASELINE.")
    strength = baseline_sums(ids, ids, ids, table[baselines[:1]])
    dropped = drop(ids, close, np.array(strength[baselines[0]]), baselines[0])
    keep = np.ones(len(ids), dtype=bool)
    keep[list(dropped)] = False
    return keep, dropped
