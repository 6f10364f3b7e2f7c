"""What exportpackage reads besides the hotspots."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from qgis.PyQt.QtCore import QCoreApplication

from ...core.errors import HotspotError
from ...core.progress import Progress
from ...core.tasking.evidence import Crimes, cautions
from ...core.tasking.language import Language
from ...core.tasking.place import clean
from ...core.tasking.roads import in_order, near
from ...layers.crs import MetreSpace
from ...layers.read import Layer, read_points, read_shapes, read_table

SCHEDULE_COLUMNS = ("hotspot_id", "period", "starts", "ends", "arm")
CRIME_COLUMNS = ("crime_type", "occurred_from", "occurred_to", "place", "source")

translate = QCoreApplication.translate  # pylupdate finds texts by this name


def read_crimes(
    layer: Layer | None, space: MetreSpace, language: Language, progress: Progress
) -> tuple[Crimes | None, tuple[str, ...]]:
    """Return crimes in the metres of the hotspots, and what must be said beside figures from them in the language.

    Raises:
        HotspotError: none has a location.
    """
    if layer is None:
        return None, ()
    columns = [name for name in CRIME_COLUMNS if layer.has(name)]
    x, y, table = read_points(layer, columns, progress)
    x, y = space.into(x, y, layer.crs, layer.name)
    located = np.isfinite(x) & np.isfinite(y)
    if not located.any():
        raise HotspotError(
            translate(
                "ExportPackage",
                "No crime of {} has a location, so nothing can be counted: leave CRIMES out or correct it.",
            ).format(layer.name)
        )
    if not located.all():
        said = translate("ExportPackage", "{} of {} crimes have no usable location and are not counted.")
        progress.warn(said.format(int((~located).sum()), len(x)))
    table = table[located]
    for name in ("occurred_from", "occurred_to"):
        if name in table and table[name].dtype.kind != "M":
            progress.warn(
                translate("ExportPackage", "{} of {} is no date, so it is left out.").format(name, layer.name)
            )
            table = table.drop(columns=name)

    def column(name: str) -> Any:
        return table[name].to_numpy() if name in table else None

    described = [column(name) for name in ("crime_type", "occurred_from", "occurred_to", "place")]
    return Crimes(x[located], y[located], *described), cautions(column("place"), column("source"), layer.name, language)


def read_notes(layer: Layer) -> dict[str, str]:
    """Return the notes by hotspot_id; several for one hotspot follow each other.

    Raises:
        HotspotError: the table lacks a column, or a note has no hotspot.
    """
    table = read_table(layer, ("hotspot_id", "notes"))
    notes: dict[str, str] = {}
    for row, (identity, text) in enumerate(zip(table["hotspot_id"], table["notes"], strict=True), 1):
        if pd.isna(text) or not clean(text):
            continue
        if pd.isna(identity) or not clean(identity):
            raise HotspotError(
                translate("ExportPackage", "Row {} of {} has a note but no hotspot_id.").format(row, layer.name)
            )
        key = clean(identity)
        notes[key] = f"{notes[key]} {clean(text)}" if key in notes else clean(text)
    return notes


def read_roads(layer: Layer, space: MetreSpace, places: NDArray[np.object_], progress: Progress) -> list[Any]:
    """Return the streets near the places, in WGS 84 degrees.

    Raises:
        HotspotError: the layer has no lines, or none near a place.
    """
    lines, _ = read_shapes(layer, (), progress)
    there = lines[~shapely.is_missing(lines)]
    if not len(there) or not np.isin(shapely.get_type_id(there), (1, 2, 5)).all():
        raise HotspotError(
            translate("ExportPackage", "{} holds no lines: choose a line layer of streets for ROADS.").format(
                layer.name
            )
        )
    found = near(space.geometries_into(there, layer.crs, layer.name), places, layer.name)
    return in_order(space.geometries_to_lonlat(found))
