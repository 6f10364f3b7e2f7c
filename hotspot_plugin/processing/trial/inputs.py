"""What the trial's algorithms read from their parameters alike."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pandas as pd
from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext
from qgis.PyQt.QtCore import QDate, QDateTime, Qt

from ... import paths
from ...core.errors import HotspotError
from ...core.progress import SILENT, Progress
from ...core.trial.canonical import as_text, check_ids
from ...layers.read import Layer, read_table
from ..base import HotspotAlgorithm


def field_name(layer: Layer, name: str, parameter: str) -> str:
    """Return a field's name as the layer writes it.

    Raises:
        HotspotError: the layer has no such field.
    """
    position = layer.fields.lookupField(name)
    if position < 0:
        have = ", ".join(layer.fields.names()) or "none"
        raise HotspotError(f"{layer.name} has no field {name}: choose another for {parameter}; its fields are: {have}.")
    return str(layer.fields.at(position).name())


def read_keys(
    layer: Layer, id_field: str, others: dict[str, str], progress: Progress = SILENT
) -> tuple[list[str], dict[str, list[str | None] | None]]:
    """Return the hotspots' keys, and other fields as text.

    Args:
        layer: the hotspots.
        id_field: the field of the keys.
        others: parameter → field, "" for none.
        progress: is told how far it is.

    Raises:
        HotspotError: a field is not there, or the keys are missing or not unique.
    """
    key = field_name(layer, id_field, "ID_FIELD")
    named = {parameter: field_name(layer, name, parameter) for parameter, name in others.items() if name}
    table: pd.DataFrame = read_table(layer, list(dict.fromkeys([key, *named.values()])), progress)
    ids = check_ids(as_text(table[key]), layer.name, key)
    return ids, {parameter: as_text(table[named[parameter]]) if parameter in named else None for parameter in others}


def first_day(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], name: str, context: QgsProcessingContext
) -> date:
    """Return the date that a parameter holds.

    Raises:
        HotspotError: it holds none.
    """
    given = parameters.get(name)
    # QGIS would take its default for a text that is no date
    if isinstance(given, str) and given and not QDateTime.fromString(given, Qt.DateFormat.ISODate).isValid():
        raise HotspotError(f"{name} is “{given}”, which is no date: write it as 2026-01-05.")
    day = algorithm.parameterAsDateTime(parameters, name, context).date()
    if not day.isValid():
        raise HotspotError(f"{name} is empty: choose the date on which the trial's first day begins.")
    return date(day.year(), day.month(), day.day())


def record(algorithm: HotspotAlgorithm, parameters: dict[str, Any], digest: str) -> bytes:
    """Return what a draw can be repeated from, but for the hotspots and the seed, as JSON.

    It holds `algorithm` (its id), `parameters` (those of the design, by name), `hash`, and the plugin's `version`.
    """
    left_out = {"HOTSPOTS", "SEED", "WEEK"}
    design = {
        definition.name(): _plain(parameters.get(definition.name(), definition.defaultValue()))
        for definition in algorithm.parameterDefinitions()
        if not definition.isDestination() and definition.name() not in left_out
    }
    made = {"algorithm": algorithm.name(), "parameters": design, "hash": digest, "version": paths.version()}
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _plain(value: Any) -> Any:
    if isinstance(value, QDateTime):
        return value.date().toString(Qt.DateFormat.ISODate)
    if isinstance(value, QDate):
        return value.toString(Qt.DateFormat.ISODate)
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)
