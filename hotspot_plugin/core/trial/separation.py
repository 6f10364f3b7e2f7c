"""Hotspots closer to each other than a trial can bear: tied into one cluster, or the weaker one dropped.

A patrol in one hotspot is seen in the next, and crime goes there: arms that lie side by side blur the effect. Operation
Savvy, for one, kept 500 m between its hotspots' centres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from ..errors import HotspotError
from .canonical import some


@dataclass(frozen=True)
class Close:
    """Pairs of hotspots that are closer than they should be.

    Args:
        pairs: (k, 2) positions, the smaller first, sorted.
        metres: (k,) how far apart they are.
    """

    pairs: NDArray[np.intp]
    metres: NDArray[np.float64]


def find_close(shapes: NDArray[np.object_], ids: Sequence[str], separation: float, centres: bool) -> Close:
    """Return which hotspots are closer than `separation` metres.

    Args:
        shapes: (h,) geometries in metres.
        ids: (h,) their keys, for messages.
        separation: metres.
        centres: whether centres (centroids) are measured, not edges.

    Raises:
        HotspotError: a hotspot has no location, or the distance is no distance.
    """
    if not (np.isfinite(separation) and separation > 0):
        raise HotspotError(f"MIN_SEPARATION is {separation:g} m: choose a distance above 0, or leave it out.")
    nowhere = np.flatnonzero(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if nowhere.size:
        which = some([f"“{ids[i]}”" for i in nowhere])
        raise HotspotError(
            f"{nowhere.size} hotspots have no location ({which}), so that their distances are unknown: draw them, or "
            "leave MIN_SEPARATION out."
        )
    measured = shapely.centroid(shapes) if centres else shapes
    west, south, east, north = shapely.bounds(measured).T
    around = shapely.box(west - separation, south - separation, east + separation, north + separation)
    first, second = shapely.STRtree(measured).query(around)
    once = first < second
    first, second = first[once], second[once]
    metres = shapely.distance(measured[first], measured[second])
    near = metres < separation
    pairs = np.column_stack((first[near], second[near]))
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    return Close(pairs[order], metres[near][order])


def tie(ids: Sequence[str], close: Close, clusters: Sequence[str] | None = None) -> list[str]:
    """Return (h,) clusters in which hotspots that are too close are together, also by way of others.

    A cluster has the first of its hotspots' keys by code point, or, if there were clusters before, of their labels.
    """
    label = list(ids if clusters is None else clusters)
    root = {name: name for name in label}

    def find(name: str) -> str:
        while root[name] != name:
            root[name] = root[root[name]]
            name = root[name]
        return name

    for i, j in close.pairs.tolist():
        first, second = sorted((find(label[i]), find(label[j])))
        root[second] = first
    return [find(name) for name in label]


def drop(ids: Sequence[str], close: Close, strength: NDArray[np.float64], of_what: str) -> dict[int, str]:
    """Return which hotspots are dropped, and why: the strongest is kept, then each that is far enough from those kept.

    Args:
        ids: (h,) keys; of two that are equally strong the first by code point is kept.
        close: the pairs that are too close.
        strength: (h,) the baseline; more is stronger.
        of_what: the baseline's name, for the reason.
    """
    near: dict[int, list[tuple[int, float]]] = {}
    for (i, j), metres in zip(close.pairs.tolist(), close.metres.tolist(), strict=True):
        near.setdefault(i, []).append((j, metres))
        near.setdefault(j, []).append((i, metres))
    kept: set[int] = set()
    dropped: dict[int, str] = {}
    for i in sorted(range(len(ids)), key=lambda i: (-strength[i], ids[i])):
        in_the_way = sorted((metres, ids[j], j) for j, metres in near.get(i, []) if j in kept)
        if not in_the_way:
            kept.add(i)
            continue
        metres, key, j = in_the_way[0]
        dropped[i] = f"{metres:.0f} m from {key}, whose {of_what} is {strength[j]:g} and not {strength[i]:g}"
    return dict(sorted(dropped.items()))
