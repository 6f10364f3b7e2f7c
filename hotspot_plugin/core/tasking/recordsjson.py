"""Reading the records that a web tasker sends: format “hotspot-records”, version 1 (`records.schema.json`)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import HotspotError
from ..progress import SILENT, Progress
from . import strictjson
from .fieldrows import FileRows, text

FORMAT = "hotspot-records"
FILE = "records.json"
MOST_BYTES = strictjson.MOST_BYTES
_COLUMNS = ("time", "longitude", "latitude")
_MEASURES = ("accuracy_m", "speed_ms")


def is_records(value: Any) -> bool:
    """Tell whether JSON says that it is records."""
    return isinstance(value, dict) and value.get("format") == FORMAT


def read(data: bytes, rows: FileRows, progress: Progress = SILENT) -> None:
    """Put the records of a file into `rows`.

    A patrol that is not of the form is rejected; the others are read.

    Raises:
        HotspotError: the file is no JSON, of another format or major version, or made to do harm.
    """
    try:
        value = strictjson.loads(data)
    except strictjson.RefusedError as error:
        raise HotspotError(f"{rows.source} {error}: it was not read; export the records again.") from None
    if not is_records(value):
        raise HotspotError(f"{rows.source} is some other JSON: it does not say that its format is {FORMAT}.")
    version = value.get("version")
    if not isinstance(version, str) or version.split(".")[0] != "1":
        raise HotspotError(
            f"{rows.source} is of version {str(version)[:20]!r} of {FORMAT}, and this plugin reads 1.x: update it."
        )
    patrols = value.get("patrols")
    if not isinstance(patrols, list):
        raise HotspotError(f"{rows.source} has no list of patrols: export the records again.")
    for number, patrol in enumerate(patrols, 1):
        progress.at(number / len(patrols))
        if not isinstance(patrol, dict):
            rows.reject("patrols", number, "is no patrol (no JSON object)", "")
            continue
        whole = {name: value.get(name) for name in ("bundle_id", "device_id")} | patrol
        rows.patrol("patrols", number, whole, FILE)
        _fixes(whole, number, rows)


def _fixes(patrol: dict[str, Any], number: int, rows: FileRows) -> None:
    """Take a patrol's positions: columns of equal length."""
    fixes = patrol.get("fixes")
    if fixes is None:
        return
    place = f"fixes of patrol {number}"
    columns = {name: fixes.get(name) for name in (*_COLUMNS, *_MEASURES)} if isinstance(fixes, dict) else {}
    needed = [columns.get(name) for name in _COLUMNS]
    count = len(needed[0]) if isinstance(needed[0], list) else -1
    given = [*needed, *(columns[name] for name in _MEASURES if columns.get(name) is not None)]
    if any(not isinstance(column, list) or len(column) != count for column in given):
        rows.reject(place, None, "positions are no columns of one length (time, longitude, latitude)", "")
        return
    if not count:
        return
    identity, unit = text(patrol.get("patrol_id")), text(patrol.get("device_id"))
    receiver = text(fixes.get("source"), 60)
    time, x, y = (_numbers(column) for column in needed)
    when = np.full(count, np.datetime64("NaT", "ms"))
    usable = np.isfinite(time) & (np.abs(time) < 1e15)
    when[usable] = np.rint(time[usable]).astype(np.int64).view("M8[ms]")
    said: dict[str, Any] = {
        "unit": [rows.same(rows.names.of(unit)) if unit else None] * count,
        "track": [rows.same(f"patrol/{identity}") if identity else None] * count,
        "source": [rows.same(f"{FILE}: {receiver}" if receiver else FILE)] * count,
    }
    for name in _MEASURES:
        said[name] = [math.nan] * count if columns[name] is None else _numbers(columns[name])
    rows.positions(place, range(1, count + 1), when, x, y, said)


def _numbers(values: Sequence[Any] | None) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.array(
        [float(v) if isinstance(v, int | float) and not isinstance(v, bool) else math.nan for v in values or ()],
        dtype=np.float64,
    )
