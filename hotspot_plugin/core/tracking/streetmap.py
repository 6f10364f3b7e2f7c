"""The streets of a simulation: those that units drive along, and those of each hotspot that they walk."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from ..targeting.network import Network, build
from .walks import joined, pieces_inside
from .ways import Place, Ways

Whole = NDArray[np.int64]
Shapes = NDArray[np.object_]

BESIDE_M = 8.0  # streets so far outside are walked too: nobody on the ground sees a hotspot's edge
SHORT_M = 5.0  # shorter pieces of street are not walked
FEW = 0.25  # a hotspot with fewer metres of street than this times the root of its area is walked across country
NEAR_M = 300.0  # from the street to a hotspot without one, units walk if it is no further
ROUND_M = 2000.0  # streets that far round the hotspots are used, or a quarter of their extent
STOP_M, MOST_STOPS = 60.0, 12  # metres of street to each place where units stop their cars, and how many at most


@dataclass(frozen=True)
class Span:
    """A piece of a link that is walked.

    Attributes:
        link: the link.
        ends: metres along it where the piece starts and ends.
        nodes: the nodes there, −1 where it is the hotspot that ends and not the link.
    """

    link: int
    ends: tuple[float, float]
    nodes: tuple[int, int]

    @property
    def metres(self) -> float:
        """Its length."""
        return self.ends[1] - self.ends[0]


@dataclass(frozen=True)
class HotspotStreets:
    """The streets of one hotspot.

    Attributes:
        spans: what is walked, nothing where there is too little of it.
        stops: where units stop their cars, numbers of the stops of `Ways`.
        away_m: how far the first of these is from the hotspot.
        at: the spans that meet in each node, and which end of theirs (0 or 1) does.
    """

    spans: list[Span]
    stops: list[int]
    away_m: float
    at: dict[int, list[tuple[int, int]]] = field(init=False)

    def __post_init__(self) -> None:
        at: dict[int, list[tuple[int, int]]] = {}
        for i, span in enumerate(self.spans):
            for end, node in enumerate(span.nodes):
                if node >= 0:
                    at.setdefault(node, []).append((i, end))
        object.__setattr__(self, "at", at)


@dataclass(frozen=True)
class StreetMap:
    """Streets and what of them is in each hotspot.

    Attributes:
        ways: the ways between them.
        of: the streets of each hotspot that is patrolled, by its position.
        streetless: hotspots without streets to walk, which are walked across country.
        apart: hotspots whose streets do not join those of most others.
    """

    ways: Ways
    of: dict[int, HotspotStreets]
    streetless: list[int]
    apart: list[int]


def street_map(
    lines: Shapes,
    shapes: Shapes,
    targets: NDArray[np.bool_],
    layer: str = "the street layer",
    progress: Progress = SILENT,
) -> StreetMap:
    """Return the streets for a simulation.

    Args:
        lines: LineStrings or MultiLineStrings in metres, None where a row has none, shape (m,).
        shapes: the hotspots, valid polygons in metres, shape (h,).
        targets: which of them are patrolled, shape (h,).
        layer: the street layer's name, for messages.
        progress: for long work.

    Raises:
        HotspotError: a shape that is no line, or no street near any hotspot that is patrolled.
    """
    wanted = np.flatnonzero(targets)
    left, low, right, high = shapely.total_bounds(shapes[wanted])
    more = max(ROUND_M, (right - left) / 4, (high - low) / 4)
    near = shapely.intersects(lines, shapely.box(left - more, low - more, right + more, high + more))
    lost = HotspotError(
        f"No street of {layer} is within {NEAR_M:g} m of a hotspot that is patrolled: check that both layers are of "
        "one area, and in the CRS that they say."
    )
    if not near.any():
        raise lost
    network = build(_only(lines, near), layer, Part(progress, 0.0, 0.7))
    found = _spans(network, shapes[wanted])
    progress.at(0.9)
    main = _main(network, found)
    tree = shapely.STRtree(network.lines[main])
    of: dict[int, HotspotStreets] = {}
    stops: list[Place] = []
    streetless, apart = [], []
    for hotspot, spans in zip(wanted.tolist(), found, strict=True):
        begins = len(stops)
        if sum(span.metres for span in spans) < FEW * math.sqrt(shapely.area(shapes[hotspot])):
            streetless.append(hotspot)
            stop, away = _nearest(network, main, tree, shapes[hotspot])
            stops.append(stop)
            of[hotspot] = HotspotStreets([], [begins], away)
            continue
        joining = [span for span in spans if main[span.link]]
        if not joining:
            apart.append(hotspot)
        stops += _spread(joining or spans)
        of[hotspot] = HotspotStreets(spans, list(range(begins, len(stops))), 0.0)
    if min(streets.away_m for streets in of.values()) > NEAR_M:
        raise lost
    progress.at(1.0)
    return StreetMap(Ways(network, stops), of, streetless, apart)


def _only(lines: Shapes, near: NDArray[np.bool_]) -> Shapes:
    some = lines.copy()
    some[~near] = None
    return some


def _spans(network: Network, shapes: Shapes) -> list[list[Span]]:
    """Return the pieces of links in each shape."""
    wide = shapely.buffer(shapes, BESIDE_M)
    tree = shapely.STRtree(wide)
    near = np.unique(tree.query(network.lines, predicate="intersects")[0])
    made: list[list[Span]] = [[] for _ in shapes]
    if not near.size:
        return made
    points, of = shapely.get_coordinates(network.lines[near], return_index=True)
    inner = of[1:] == of[:-1]
    start, end, of = points[:-1][inner], points[1:][inner], of[:-1][inner].astype(np.int64)
    after = np.cumsum(np.hypot(*(end - start).T))
    before = np.r_[0.0, after[:-1]]
    zero = before[np.searchsorted(of, np.arange(near.size))]  # where each link starts
    leg, shape, first, last = pieces_inside(start, end, before, after, wide, tree)
    found = joined(shape * near.size + of[leg], first, last, np.ones(len(leg), dtype=bool))
    for key, first_m, last_m in zip(found["hotspot"], found["enter"], found["leave"], strict=True):
        one = int(key) % near.size
        i = int(near[one])
        ends = (max(float(first_m - zero[one]), 0.0), min(float(last_m - zero[one]), float(network.length[i])))
        if ends[1] - ends[0] >= SHORT_M:
            whole = (ends[0] < 0.01, ends[1] > network.length[i] - 0.01)
            nodes = (int(network.start[i]) if whole[0] else -1, int(network.end[i]) if whole[1] else -1)
            made[int(key) // near.size].append(Span(i, ends, nodes))
    return made


def _main(network: Network, found: list[list[Span]]) -> NDArray[np.bool_]:
    """Return which links are in the piece of the network that has most street in hotspots, or else most street."""
    count, piece = network.pieces()
    metres = np.zeros(count)
    for spans in found:
        for span in spans:
            metres[piece[span.link]] += span.metres
    if not metres.any():
        np.add.at(metres, piece, network.length)
    return np.asarray(piece == int(np.argmax(metres)))


def _spread(spans: list[Span]) -> list[Place]:
    """Return places that divide the street of some spans evenly."""
    until = np.cumsum([span.metres for span in spans])
    count = int(np.clip(until[-1] / STOP_M, 1, MOST_STOPS))
    made = []
    for metre in until[-1] * (np.arange(count) + 0.5) / count:
        i = int(np.searchsorted(until, metre))
        made.append(Place(spans[i].link, spans[i].ends[1] - float(until[i] - metre)))
    return made


def _nearest(network: Network, main: NDArray[np.bool_], tree: shapely.STRtree, shape: object) -> tuple[Place, float]:
    """Return the place on the streets nearest to a shape, and how far it is."""
    link = int(np.flatnonzero(main)[tree.nearest(shape)])
    line = network.lines[link]
    way = shapely.shortest_line(line, shape)
    along = float(shapely.line_locate_point(line, shapely.get_point(way, 0)))
    length = float(network.length[link])
    return Place(link, min(max(along, 0.01 * length), 0.99 * length)), float(shapely.length(way))
