"""Shortest ways along a street network to places on it."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from ..targeting.network import Network, substring

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

TREES = 512  # trees of shortest ways that are kept; one of 30,000 nodes has 350 kB


class Place(NamedTuple):
    """A place on the streets: a link, and the metres along it."""

    link: int
    along: float


class Ways:
    """Shortest ways, by length, from anywhere on a network to some of its places.

    Dijkstra's algorithm (E. W. Dijkstra, 1959, doi 10.1007/BF01386390), as scipy has it, gives the ways from all nodes
    to one at once; they are kept, since units come to the same few places again and again.

    Attributes:
        network: the streets.
        stops: the places, none at a link's very end; each is a node of the graph, after those of the network.
    """

    def __init__(self, network: Network, stops: list[Place]) -> None:
        from scipy.sparse import csr_matrix

        self.network, self.stops = network, stops
        link = np.array([stop.link for stop in stops], dtype=np.int64)
        along = np.array([stop.along for stop in stops])
        node = network.nodes + np.arange(len(stops))
        halves = [
            substring(network.lines[stop.link], *part)
            for stop in stops
            for part in ((0.0, stop.along), (stop.along, float(network.length[stop.link])))
        ]
        lines = np.concatenate((network.lines, np.array([*halves, None], dtype=object)[:-1]))
        start = np.concatenate((network.start, np.column_stack((network.start[link], node)).ravel()))
        end = np.concatenate((network.end, np.column_stack((node, network.end[link])).ravel()))
        length = np.concatenate((network.length, np.column_stack((along, network.length[link] - along)).ravel()))
        self._points, of = shapely.get_coordinates(lines, return_index=True)
        self._first = np.searchsorted(of, np.arange(len(lines) + 1))
        nodes = network.nodes + len(stops)
        # each link in both directions; of those between the same nodes the shortest
        here, there = np.concatenate((start, end)), np.concatenate((end, start))
        edge = np.tile(np.arange(len(lines)), 2)
        order = np.lexsort((length[edge], there, here))
        order = order[here[order] != there[order]]
        key = here[order] * nodes + there[order]
        order = order[np.r_[True, key[1:] != key[:-1]]]
        self._keys, self._edges, self._nodes = here[order] * nodes + there[order], edge[order], nodes
        self._forward = order < len(lines)
        self._graph = csr_matrix((length[self._edges], (here[order], there[order])), shape=(nodes, nodes))
        self._tree = functools.lru_cache(TREES)(self._grow)

    def points(self, link: int) -> Floats:
        """Return the vertices of a link, shape (k, 2)."""
        return self._points[self._first[link] : self._first[link + 1]]

    def at(self, place: Place) -> Floats:
        """Return x and y of a place."""
        return shapely.get_coordinates(shapely.line_interpolate_point(self.network.lines[place.link], place.along))[0]

    def to_stop(self, here: Place, stop: int) -> Floats | None:
        """Return the vertices of the shortest way to a stop, shape (k, 2); None where no street leads there."""
        direct = None
        if self.stops[stop].link == here.link:
            direct = self.stops[stop].along
        return self._way(here, self.network.nodes + stop, direct)

    def to_node(self, here: Place, node: int) -> Floats | None:
        """Return the vertices of the shortest way to a node of the network; None where no street leads there."""
        return self._way(here, node, None)

    def around(self, stop: int, near: float, far: float) -> Whole:
        """Return the nodes of the network to which it is between `near` and `far` metres from a stop."""
        metres, _ = self._tree(self.network.nodes + stop)
        metres = metres[: self.network.nodes]
        return np.flatnonzero((metres >= near) & (metres <= far))

    def place_of(self, node: int) -> Place:
        """Return a node of the network as a place on one of its links."""
        starts = np.flatnonzero(self.network.start == node)
        if starts.size:
            return Place(int(starts[0]), 0.0)
        link = int(np.flatnonzero(self.network.end == node)[0])
        return Place(link, float(self.network.length[link]))

    def _way(self, here: Place, to: int, direct: float | None) -> Floats | None:
        link, along = here
        metres, before = self._tree(to)
        first = (int(self.network.start[link]), int(self.network.end[link]))
        rest = (along, float(self.network.length[link]) - along)
        far = [metre + float(metres[node]) for metre, node in zip(rest, first, strict=True)]
        if direct is not None and abs(direct - along) <= min(far):
            return self._stretch(link, along, direct)
        if not np.isfinite(min(far)):
            return None
        back = int(far[1] < far[0])
        nodes = [first[back]]
        while nodes[-1] != to:
            nodes.append(int(before[nodes[-1]]))
        chain = np.array(nodes, dtype=np.int64)
        found = np.searchsorted(self._keys, chain[:-1] * self._nodes + chain[1:])
        way = [self._stretch(link, along, float(self.network.length[link]) if back else 0.0)]
        for i in found.tolist():
            points = self.points(int(self._edges[i]))
            way.append(points if self._forward[i] else points[::-1])
        return np.concatenate(way)

    def _stretch(self, link: int, start: float, end: float) -> Floats:
        """Return the vertices of a link from one distance along it to another, in either direction."""
        low, high = min(start, end), max(start, end)
        points = shapely.get_coordinates(substring(self.network.lines[link], low, high))
        return points if start <= end else points[::-1]

    def _grow(self, to: int) -> tuple[Floats, Whole]:
        """Return the metres to a node from all others, infinite where there is no way, and the next node on it."""
        from scipy.sparse.csgraph import dijkstra

        metres, before = dijkstra(self._graph, indices=[to], return_predecessors=True)
        return metres[0], before[0]
