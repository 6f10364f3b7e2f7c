"""Streets round the places: lines to draw, and a graph (`data/roads.json`) for walking directions without network.

The graph knows lengths alone: no one-way streets, no gates, no steps. What reads it must not promise more.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ..errors import HotspotError

PATH = "data/roads.json"
AROUND_M = 300.0
MOST_EDGES = 20_000  # a phone searches no more at once
MILLIONTHS = 1_000_000  # of a degree: 11 cm


def near(lines: NDArray[np.object_], places: NDArray[np.object_], layer: str) -> NDArray[np.object_]:
    """Return the parts of lines within 300 m of a place, in their order, as single lines.

    Args:
        lines: (n,) lines in metres, None where a feature has none.
        places: (m,) polygons in metres.
        layer: the streets' name, for messages.

    Raises:
        HotspotError: no street is near any place.
    """
    around = shapely.union_all(shapely.buffer(places, AROUND_M, quad_segs=4))
    there = lines[~shapely.is_missing(lines)]
    tree = shapely.STRtree(there)
    hit = np.sort(tree.query(around, predicate="intersects"))
    parts = shapely.get_parts(shapely.intersection(there[hit], around)) if hit.size else np.empty(0, dtype=object)
    parts = shapely.get_parts(parts[shapely.get_dimensions(parts) == 1]) if len(parts) else parts
    if not len(parts):
        raise HotspotError(
            f"No line of {layer} is within {AROUND_M:.0f} m of a hotspot that travels: take the streets of the place, "
            "or leave ROADS out."
        )
    kept: NDArray[np.object_] = parts
    return kept


def in_order(degrees: NDArray[np.object_]) -> list[Any]:
    """Return lines rounded to 7 decimals, joined where two meet end to end, in an order that follows from them alone.

    No point is lost; each line begins at its lesser end.
    """
    rounded = shapely.transform(shapely.force_2d(degrees), lambda xy: np.round(xy, 7) + 0.0)
    joined = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(_distinct(rounded))))
    return [shapely.LineString(points) for points in sorted(_begun_once(line) for line in joined)]


def _distinct(lines: NDArray[np.object_]) -> list[Any]:
    """Return each line once, whichever way and however often it was drawn."""
    points = {tuple(map(tuple, _begun_once(line))) for line in lines}
    return [shapely.LineString(line) for line in sorted(points)]


def _begun_once(line: Any) -> list[list[float]]:
    """Return a line's points from its lesser end; those of a ring from its least point, the lesser way round."""
    points: list[list[float]] = shapely.get_coordinates(line).tolist()
    if points[0] == points[-1]:
        start = points.index(min(points))
        points = [*points[start:-1], *points[: start + 1]]
    return min(points, points[::-1])


def graph(lines: Sequence[Any], metres_per_degree: tuple[float, float]) -> bytes:
    """Return the walking graph of FORMAT.md: nodes, and edges [node, node, metres, steps between].

    Lines meet where they share a point. Nodes stand in millionths of a degree (11 cm) from the origin, steps from the
    point before: as decimal degrees they would take twice the bytes.

    Args:
        lines: in WGS 84 degrees, from `in_order`.
        metres_per_degree: the length of a degree of longitude and of latitude there.

    Raises:
        HotspotError: there are more edges than a phone can search.
    """
    whole = [np.rint(shapely.get_coordinates(line) * MILLIONTHS).astype(np.int64) for line in lines]
    origin = np.min([path.min(axis=0) for path in whole], axis=0)
    paths = [[tuple(point) for point in (path - origin).tolist()] for path in whole]
    used = Counter(point for path in paths for point in set(path))
    nodes: dict[tuple[int, ...], int] = {}
    edges = []
    for path in paths:
        start = 0
        for i in range(1, len(path)):
            if i == len(path) - 1 or used[path[i]] > 1:
                piece = path[start : i + 1]
                ends = [nodes.setdefault(end, len(nodes)) for end in (piece[0], piece[-1])]
                steps = np.diff(np.array(piece), axis=0)
                metres = np.hypot(*(steps * np.array(metres_per_degree) / MILLIONTHS).T).sum()
                edges.append([*ends, round(float(metres), 1), steps[:-1].ravel().tolist()])
                start = i
    if len(edges) > MOST_EDGES:
        raise HotspotError(
            f"The streets round the hotspots have {len(edges):,} pieces, and a phone can search {MOST_EDGES:,}: take "
            "fewer hotspots, or main streets only."
        )
    lists: dict[str, list[list[Any]]] = {"edges": edges, "nodes": [list(node) for node in nodes]}
    members = {name: f"[\n{_lines(rows)}\n]" for name, rows in lists.items()}
    members["origin"] = json.dumps(origin.tolist(), separators=(",", ":"))
    return "{{\n{}\n}}\n".format(",\n".join(f'"{name}": {text}' for name, text in members.items())).encode()


def _lines(rows: Sequence[Any]) -> str:
    return ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
