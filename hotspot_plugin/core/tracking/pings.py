"""How often each unit sends a fix: what limits every dose that is computed from it.

Different refresh rates give different patrols from the same walk (Hutt, Bowers, Johnson 2021,
doi:10.1186/s40163-021-00140-1), so the interval is measured, never assumed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .fixes import Fixes


def ping_table(fixes: Fixes) -> pd.DataFrame:
    """Return one row a unit: what its fixes can show.

    Returns:
        `unit`; `fixes`; `segments`; `first`, `last` (datetime64[ms], UTC); and of the times between a fix and the next
        of its segment, in seconds: `ping_s` the median, `ping_95_s` the 95th percentile, `longest_s` the longest (NaN
        for a unit with no two fixes in a segment).
    """
    table = fixes.table
    unit = table["unit"].cat.codes.to_numpy()
    time = table["time"].to_numpy(dtype="M8[ms]")
    segment = table["segment"].to_numpy()
    firsts = np.flatnonzero(np.concatenate(([True], unit[1:] != unit[:-1])))
    ends = np.concatenate((firsts[1:], [len(unit)]))
    names = table["unit"].cat.categories[unit[firsts]]
    rows = []
    for start, end in zip(firsts.tolist(), ends.tolist(), strict=True):
        between = np.diff(time[start:end].view(np.int64)) / 1000.0
        gaps = between[segment[start + 1 : end] == segment[start : end - 1]]
        middle, most, longest = (
            (float(np.median(gaps)), float(np.percentile(gaps, 95)), float(gaps.max())) if gaps.size else (np.nan,) * 3
        )
        rows.append((end - start, int(np.unique(segment[start:end]).size), middle, most, longest))
    made = pd.DataFrame(rows, columns=["fixes", "segments", "ping_s", "ping_95_s", "longest_s"])
    made.insert(0, "unit", np.asarray(names, dtype=object))
    made["first"], made["last"] = time[firsts], time[ends - 1]
    return made
