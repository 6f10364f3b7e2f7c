"""Lines of any street layer as a network of links that meet in nodes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Progress

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Shapes = NDArray[np.object_]

TOLERANCE = 0.5  # metres; ends closer than this meet: more than rounding, less than the width of any street
SAME = 1000.0  # vertices that agree to the millimetre are one: the same coordinate, after a transformation


@dataclass(frozen=True)
class Network:
    """Links and the nodes that they join.

    Attributes:
        lines: one LineString a link, in metres, shape (n,).
        length: metres, shape (n,), all above 0.
        street: the row of the layer that a link is a piece of, shape (n,).
        start, end: the nodes at a link's ends, 0 to `nodes` - 1, shape (n,).
        nodes: how many there are.
        dropped: rows without a line, and pieces of no length.
        cut: how many links were made by cutting lines where others meet them.
    """

    lines: Shapes
    length: Floats
    street: Whole
    start: Whole
    end: Whole
    nodes: int
    dropped: int
    cut: int

    def __len__(self) -> int:
        return int(self.length.size)

    def degree(self) -> Whole:
        """Return how many ends of links each node has, shape (nodes,)."""
        return np.bincount(self.start, minlength=self.nodes) + np.bincount(self.end, minlength=self.nodes)

    def pieces(self) -> tuple[int, Whole]:
        """Return into how many unconnected pieces the network falls, and the piece of each link, shape (n,)."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        ones = np.ones(len(self), dtype=np.int8)
        graph = coo_array((ones, (self.start, self.end)), shape=(self.nodes, self.nodes))
        count, of_node = connected_components(graph, directed=False)
        return int(count), of_node[self.start].astype(np.int64)


def build(shapes: Shapes, layer: str = "the street layer", progress: Progress = SILENT) -> Network:
    """Return the network of a street layer.

    Links meet where their ends are within `TOLERANCE`, where lines share a vertex (as OpenStreetMap's ways do at a
    junction) and where a dead end touches the middle of another line: the line is cut there. Lines that cross without a
    common vertex do not meet, since a bridge looks so. Parts of a multi-part line are links of their own.

    Args:
        shapes: LineStrings or MultiLineStrings in metres, None where a row has none, shape (m,).
        layer: the layer's name, for messages.
        progress: for long work.

    Raises:
        HotspotError: a shape that is no line, or no line at all.
    """
    there = np.flatnonzero(~shapely.is_missing(shapes))
    wrong = there[~np.isin(shapely.get_type_id(shapes[there]), (1, 5))]
    if wrong.size:
        raise HotspotError(f"Feature {wrong[0] + 1} of {layer} is no line: use a layer of street lines.")
    parts, place = shapely.get_parts(shapes[there], return_index=True)
    if shapely.has_z(parts).any():
        parts = shapely.force_2d(parts)
    street = there[place].astype(np.int64)
    long = shapely.length(parts) > 0.0
    if not long.any():
        raise HotspotError(f"{layer} has no line of any length: use a layer of street lines.")
    progress.at(0.1)
    before = int(long.sum())
    lines, street = _cut_at_vertices(parts[long], street[long])
    progress.at(0.4)
    lines, street = _cut_at_dead_ends(lines, street)
    progress.at(0.7)
    made = lines.size
    node = _nodes(_ends(lines))
    length = shapely.length(lines)
    start, end = node[:made], node[made:]
    keep = (start != end) | (length > 2.0 * TOLERANCE)  # a link shorter than the tolerance has become a node
    if not keep.any():
        raise HotspotError(f"No line of {layer} is longer than {TOLERANCE:g} m: check the layer's CRS and unit.")
    used, again = np.unique(np.concatenate((start[keep], end[keep])), return_inverse=True)
    again = again.reshape(2, -1).astype(np.int64)
    progress.at(1.0)
    return Network(
        lines[keep],
        length[keep],
        street[keep],
        again[0],
        again[1],
        int(used.size),
        int(shapes.size - there.size + (~long).sum() + (~keep).sum()),
        made - before,
    )


def _ends(lines: Shapes) -> Floats:
    """Return first and then last points of the lines, shape (2 n, 2)."""
    points, line = shapely.get_coordinates(lines, return_index=True)
    new = line[1:] != line[:-1]
    return np.concatenate((points[np.r_[True, new]], points[np.r_[new, True]]))


def _nodes(points: Floats) -> Whole:
    """Return a number for each point, the same for points that are within the tolerance of each other."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    # complex numbers sort as pairs do, and several times faster than rows
    whole = np.round(points * SAME)
    spots, of_point = np.unique(whole[:, 0] + 1j * whole[:, 1], return_inverse=True)
    places = np.column_stack((spots.real, spots.imag))
    pairs = cKDTree(places / SAME).query_pairs(TOLERANCE, output_type="ndarray")
    graph = coo_array((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(len(places),) * 2)
    _, group = connected_components(graph, directed=False)
    return np.asarray(group[of_point.ravel()], dtype=np.int64)


def _cut_at_vertices(lines: Shapes, street: Whole) -> tuple[Shapes, Whole]:
    """Cut lines at their inner vertices that are vertices of other lines, or of themselves elsewhere."""
    points, line = shapely.get_coordinates(lines, return_index=True)
    first = np.r_[True, line[1:] != line[:-1]]
    last = np.r_[first[1:], True]
    key = np.round(points * SAME).astype(np.int64)
    # a vertex that follows itself is one vertex, not a meeting
    repeated = ~first & np.r_[False, (key[1:] == key[:-1]).all(axis=1)]
    order = np.lexsort((key[:, 1], key[:, 0]))
    ordered = key[order]
    group = np.empty(len(key), dtype=np.int64)
    group[order] = np.cumsum(np.r_[True, (ordered[1:] != ordered[:-1]).any(axis=1)]) - 1
    shared = np.bincount(group[~repeated], minlength=len(key))[group] > 1
    breaks = shared & ~first & ~last & ~repeated
    # most lines stay what they are, and to make them again would take as long as all the rest
    pieces = np.bincount(line, breaks, lines.size).astype(np.int64) + 1
    cut = (pieces > 1)[line]
    whole = np.repeat(lines, pieces)
    whole[np.repeat(pieces > 1, pieces)] = _split(points[cut], line[cut], breaks[cut])
    return whole, np.repeat(street, pieces)


def _split(points: Floats, line: Whole, breaks: NDArray[np.bool_]) -> Shapes:
    """Make lines of vertices, cut after each of `breaks`, whose vertex ends one line and starts the next."""
    twice = np.where(breaks, 2, 1)
    position = np.repeat(np.arange(len(points)), twice)
    begins = np.r_[True, line[1:] != line[:-1]][position]
    begins[np.cumsum(twice)[breaks] - 1] = True  # the second of the two
    begins[np.cumsum(twice)[breaks] - 2] = False
    made: Shapes = shapely.linestrings(points[position], indices=np.cumsum(begins) - 1)
    return made


def _cut_at_dead_ends(lines: Shapes, street: Whole) -> tuple[Shapes, Whole]:
    """Cut lines where a dead end of another is within the tolerance of their middle."""
    ends = _ends(lines)
    node = _nodes(ends)
    dead = np.flatnonzero(np.bincount(node)[node] == 1)
    if not dead.size:
        return lines, street
    tree = shapely.STRtree(lines)
    points = shapely.points(ends[dead])
    which, hit = tree.query(points, predicate="dwithin", distance=TOLERANCE)
    other = hit != dead[which] % lines.size
    if not other.any():
        return lines, street
    along = shapely.line_locate_point(lines[hit[other]], points[which[other]])
    length = shapely.length(lines[hit[other]])
    inside = (along > TOLERANCE) & (along < length - TOLERANCE)
    if not inside.any():
        return lines, street
    hit, along = hit[other][inside], along[inside]
    kept = np.ones(lines.size, dtype=bool)
    pieces: list[object] = []
    origin: list[int] = []
    for i in np.unique(hit).tolist():
        kept[i] = False
        cuts = np.unique(np.r_[0.0, along[hit == i], shapely.length(lines[i])])
        cuts = cuts[np.r_[True, np.diff(cuts) > TOLERANCE]]
        for a, b in pairwise(cuts.tolist()):
            pieces.append(substring(lines[i], a, b))
            origin.append(int(street[i]))
    made = np.array([*pieces, None], dtype=object)[:-1]
    return np.concatenate((lines[kept], made)), np.concatenate((street[kept], np.array(origin, dtype=np.int64)))


def substring(line: object, start: float, end: float) -> object:
    """Return the piece of a line between two distances along it, in metres."""
    points = shapely.get_coordinates(line)
    along = np.r_[0.0, np.cumsum(np.hypot(*np.diff(points, axis=0).T))]
    within = (along > start) & (along < end)
    a, b = shapely.get_coordinates(shapely.line_interpolate_point(line, [start, end]))
    return shapely.LineString(np.vstack((a, points[within], b)))
