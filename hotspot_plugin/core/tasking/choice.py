"""Which hotspots travel, and whether their keys are keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..errors import HotspotError
from .place import MOST_TEXT, clean


def hotspot_ids(values: Sequence[Any], layer: str) -> list[str]:
    """Return the ids of a layer's hotspots as text, each there and each another.

    Raises:
        HotspotError: an id is missing, or two are the same.
    """
    ids = []
    for i, value in enumerate(values):
        whole = isinstance(value, float) and value.is_integer()
        identity = "" if pd.isna(value) else clean(int(value) if whole else value)
        if not identity:
            raise HotspotError(
                f"Feature {i + 1} of {layer} has no hotspot_id: fill the column in, a different id for each."
            )
        if len(identity) > MOST_TEXT:
            raise HotspotError(
                f"The hotspot_id of feature {i + 1} of {layer} has {len(identity)} characters: {MOST_TEXT} are the "
                "most."
            )
        ids.append(identity)
    seen: dict[str, int] = {}
    for i, identity in enumerate(ids):
        if identity in seen:
            raise HotspotError(
                f"Features {seen[identity] + 1} and {i + 1} of {layer} have the same hotspot_id, {identity}: give "
                "each hotspot its own."
            )
        seen[identity] = i
    return ids


def travelling(arms: Sequence[Any], arm: str, layer: str) -> NDArray[np.bool_]:
    """Tell which hotspots are of the arm that travels.

    Raises:
        HotspotError: none is; the message names the arms that there are.
    """
    texts = [None if pd.isna(value) else str(value).strip() for value in arms]
    chosen = np.array([text == arm.strip() for text in texts], dtype=bool)
    if not chosen.any():
        present = ", ".join(sorted({text for text in texts if text})) or "none"
        raise HotspotError(f"No hotspot of {layer} is in the arm “{arm.strip()}”; its arms are: {present}.")
    return chosen


def overlapping(goes: NDArray[np.object_], stays: NDArray[np.object_]) -> int:
    """Return how many hotspots that travel share more than a square metre with one that stays.

    Args:
        goes, stays: (n,) and (m,) polygons in metres.
    """
    if not len(stays):
        return 0
    first, second = shapely.STRtree(stays).query(goes, predicate="intersects")
    shared = shapely.area(shapely.intersection(goes[first], stays[second])) > 1.0
    return len(np.unique(first[shared]))
