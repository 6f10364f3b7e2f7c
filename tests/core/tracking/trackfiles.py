"""What the tests of track files share: reading of a text as a file of some name."""

from __future__ import annotations

import numpy as np

from hotspot_plugin.core.tracking import sources
from hotspot_plugin.core.tracking.pseudonyms import Pseudonyms
from hotspot_plugin.core.tracking.rows import Options
from tests.core.log import Log


def read(path, where=None, log=None, key="", **options):
    """Import one path, or a list of paths."""
    log = log or Log()
    paths = path if isinstance(path, list) else [path]
    return sources.read_files(sources.find(paths, log), where, log, Options(**options), Pseudonyms(key)).fixes


def rows(fixes):
    """Return the fixes as (unit, time as text, x, y)."""
    table = fixes.table
    times = np.datetime_as_string(table["time"].to_numpy("M8[ms]"), unit="s")
    return list(zip(table["unit"].astype(str), times.tolist(), table["x"], table["y"], strict=True))


def reasons(fixes):
    return [(int(row), reason) for row, reason in zip(fixes.rejects["row"], fixes.rejects["reason"], strict=True)]
