"""Blocks within which arms are drawn: fields, quantiles of a baseline, matched pairs.

All of it comes before the draw and without chance. The blocks are part of the allocation's canonical form, so that a
draw can be repeated from that file without making them again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from .canonical import as_text, some
from .matching import distances, optimal_pairs

JOIN = " | "


def field_labels(table: pd.DataFrame) -> list[str | None]:
    """Return one label a row from the columns of a table, joined by " | "; None where one of them is missing or blank.

    Raises:
        HotspotError: two rows that differ would get the same label.
    """
    columns = [as_text(table[name]) for name in table.columns]
    rows = list(zip(*columns, strict=True))
    labels = [None if any(not part or not part.strip() for part in row) else JOIN.join(map(str, row)) for row in rows]
    of: dict[str, tuple[Any, ...]] = {}
    for label, row in zip(labels, rows, strict=True):
        if label is not None and of.setdefault(label, row) != row:
            raise HotspotError(f"Two different blocks would both be called “{label}”: take the “|” out of their names.")
    return labels


def baseline_sums(
    ids: Sequence[str], units: Sequence[str], unit_of: Sequence[str], baselines: pd.DataFrame
) -> dict[str, list[float]]:
    """Return each baseline of the units, the sum of their hotspots' values.

    Args:
        ids: (h,) keys of the hotspots.
        units: (n,) keys of the units, sorted.
        unit_of: (h,) unit of each hotspot.
        baselines: (h) rows, one column a baseline.

    Raises:
        HotspotError: a baseline is no number, or some hotspots have none.
    """
    position = {unit: i for i, unit in enumerate(units)}
    of = np.array([position[unit] for unit in unit_of])
    sums = {}
    for name in baselines.columns:
        if not pd.api.types.is_numeric_dtype(baselines[name]):
            raise HotspotError(f"The baseline {name} holds no numbers: choose a field of numbers for BASELINE.")
        values = baselines[name].to_numpy(dtype=np.float64)
        missing = np.flatnonzero(~np.isfinite(values))
        if missing.size:
            which = some([f"“{ids[i]}”" for i in missing])
            raise HotspotError(
                f"{missing.size} hotspots have no {name} ({which}): fill it in, leave them out, or choose another "
                "baseline."
            )
        sums[str(name)] = _sums(values, of, len(units))
    return sums


def quantiles(values: Sequence[float], units: Sequence[str], count: int, labels: Sequence[str | None]) -> list[str]:
    """Return blocks of units by quantiles of a baseline, the lowest first, within the blocks that there are.

    Of n units sorted by value, and by key where values are equal, the one in place i (0 is the first) is in quantile
    ⌊i·count/n⌋ + 1: the quantiles' sizes differ by one at most.

    Raises:
        HotspotError: there are fewer than two quantiles, or a block is smaller than their number.
    """
    if count < 2:
        raise HotspotError(f"QUANTILES is {count}: choose 2 or more, or leave it out.")
    within: dict[str | None, list[int]] = {}
    for i, label in enumerate(labels):
        within.setdefault(label, []).append(i)
    made = [""] * len(units)
    width = len(str(count))
    for label, members in within.items():
        if len(members) < count:
            where = "" if label is None else f" of block {label}"
            raise HotspotError(f"{len(members)} units{where} cannot be cut into {count} quantiles: lower QUANTILES.")
        for place, i in enumerate(sorted(members, key=lambda i: (values[i], units[i]))):
            quantile = f"Q{place * count // len(members) + 1:0{width}d}"
            made[i] = quantile if label is None else label + JOIN + quantile
    return made


def pairs(baselines: dict[str, list[float]], count: int, progress: Progress = SILENT) -> list[str]:
    """Return a block for each of the `count` units: its matched pair; one that is left over has a block of its own.

    Pairs are numbered by their first unit, and the one left over comes last.
    """
    found = optimal_pairs(distances(list(baselines.values()), Part(progress, 0.0, 0.3)), Part(progress, 0.3, 1.0))
    paired = {i for pair in found for i in pair}
    groups = [*found, *((i,) for i in range(count) if i not in paired)]
    labels, width = [""] * count, len(str(len(groups)))
    for number, group in enumerate(groups, start=1):
        for i in group:
            labels[i] = f"{'pair' if len(group) > 1 else 'single'} {number:0{width}d}"
    return labels


def _sums(values: NDArray[np.float64], of: NDArray[np.intp], count: int) -> list[float]:
    # exactly rounded, so that the order of the rows does not matter
    members: list[list[float]] = [[] for _ in range(count)]
    for value, unit in zip(values.tolist(), of.tolist(), strict=True):
        members[unit].append(value)
    return [math.fsum(group) for group in members]
