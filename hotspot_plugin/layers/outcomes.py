"""What the evaluation of a trial reads: crimes with their times, and rings."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from qgis.PyQt.QtCore import QMetaType

from ..core import clock
from ..core.errors import HotspotError
from ..core.progress import SILENT, Progress
from ..core.trial.canonical import as_text
from ..core.trial.counting import Crimes
from .crs import MetreSpace
from .read import Layer, read_points, read_polygons, read_table

DAY = np.timedelta64(86_400_000 - 1, "ms")
MANY = 10  # so many crimes at midnight, and none at another hour, are days without an hour


def read_outcomes(
    layer: Layer,
    space: MetreSpace,
    from_field: str,
    to_field: str = "",
    harm_field: str = "",
    progress: Progress = SILENT,
) -> Crimes:
    """Read crimes in metres of `space`, with the span of time in which each happened, and harm if it is asked for.

    Raises:
        HotspotError: as `read_points`; a field holds no times, or harm no numbers, or a negative one.
    """
    fields = list(dict.fromkeys(name for name in (from_field, to_field, harm_field) if name))
    x, y, table = read_points(layer, fields, progress)
    x, y = space.into(x, y, layer.crs, layer.name)
    since, whole_day = _times(layer, from_field, table[from_field].to_numpy(), progress)
    until = since + DAY if whole_day else since.copy()
    if to_field:
        last, whole_day = _times(layer, to_field, table[to_field].to_numpy(), progress)
        last = last + DAY if whole_day else last
        until = np.where(np.isnat(last), until, last)
    harm = None
    if harm_field:
        if table[harm_field].dtype.kind not in "iuf":
            raise HotspotError(f"The field {harm_field} of {layer.name} holds no numbers: choose a numeric field.")
        harm = table[harm_field].to_numpy(dtype=np.float64)
        if (harm < 0).any():
            raise HotspotError(
                f"Crime {np.flatnonzero(harm < 0)[0] + 1} of {layer.name} has a negative {harm_field}: correct it."
            )
        if np.isnan(harm).any():
            progress.warn(f"{np.isnan(harm).sum():,} crimes have no {harm_field}: they count, with harm 0.")
    return Crimes(x, y, since, until, harm)


def read_rings(
    layer: Layer, space: MetreSpace, ids: NDArray[np.object_], progress: Progress = SILENT
) -> tuple[NDArray[np.object_], NDArray[np.int64], NDArray[np.object_]]:
    """Return the rings' polygons in metres, the hotspot of each (position in `ids`), and its name such as “0–50 m”.

    Raises:
        HotspotError: as `read_polygons`; no ring is round any of the hotspots.
    """
    fields = ["hotspot_id", "from_m", "to_m"]
    shapes, table = read_polygons(layer, fields, progress)
    of = np.array([{key: i for i, key in enumerate(ids)}.get(key, -1) for key in as_text(table["hotspot_id"])])
    if not (of >= 0).any():
        raise HotspotError(
            f"No ring of {layer.name} is round a hotspot of the trial: draw the rings from the same hotspots."
        )
    if (of < 0).any():
        progress.warn(f"{(of < 0).sum()} rings of {layer.name} are round hotspots that are not analysed; left out.")
    kept = of >= 0
    names = [f"{a:g}–{b:g} m" for a, b in zip(table["from_m"][kept], table["to_m"][kept], strict=True)]
    metres = space.geometries_into(shapes[kept], layer.crs, layer.name)
    shapely.prepare(metres)
    return metres, of[kept].astype(np.int64), np.array([*names, None], dtype=object)[:-1]


def texts_of(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return columns as text, None for missing and blank; probability stays a number."""
    made: dict[str, Any] = {}
    for name in names:
        if name == "probability":
            made[name] = pd.to_numeric(table[name], errors="coerce").to_numpy(dtype=np.float64)
        else:
            texts = [text if text and text.strip() else None for text in as_text(table[name])]
            made[name] = pd.Series(texts, dtype=object)
    return pd.DataFrame(made, index=table.index)


def read_dosage(layer: Layer, by_period: bool) -> pd.DataFrame:
    """Read a table of dosage for `evaluation.dose_by_arm`; `by_period` if the trial has periods.

    Raises:
        HotspotError: as `read_table`.
    """
    names = ["hotspot_id", *(["period"] if by_period else []), "visits", "officer_min", "patrol_min"]
    table = read_table(layer, names)
    texts = texts_of(table, [name for name in ("hotspot_id", "period") if name in names])
    return pd.concat([texts, table[["visits", "officer_min", "patrol_min"]].astype(float)], axis=1)


def _times(
    layer: Layer, field: str, column: NDArray[np.generic], progress: Progress
) -> tuple[NDArray[np.datetime64], bool]:
    """Return a field's times in UTC, NaT where there is none, and whether it holds days alone."""
    day = layer.fields.at(layer.fields.lookupField(field)).type() == QMetaType.Type.QDate
    if column.dtype.kind == "M":
        times = column.astype("M8[ms]")
        known = times[~np.isnat(times)]
        if not day and len(known) >= MANY and (known == known.astype("M8[D]")).all():
            progress.warn(
                f"All {len(known):,} times in {field} of {layer.name} are midnight, so they are taken as days of which "
                "the hour is not known."
            )
            day = True
        return times, day
    if column.dtype.kind == "O":
        times, bare = clock.parse([None if value is None else str(value) for value in column], UTC)
        if not np.isnat(times).all():
            if bare.any():
                progress.say(f"{bare.sum():,} times in {field} of {layer.name} name no time zone; taken as UTC.")
            return times, False
    raise HotspotError(
        f"The field {field} of {layer.name} holds no dates and times that can be read: choose the field with them."
    )
