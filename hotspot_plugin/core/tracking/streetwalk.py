"""The made-up way of a patrol along streets: drive the shortest way, walk the pavements of the hotspot.

On foot a unit follows a street's bends a few metres beside its middle, mostly keeps its side, goes on at junctions
(where more of the hotspot's street lies ahead more often), and mostly turns round near the hotspot's edge. Sometimes it
crosses over, walks on out of the hotspot and comes back, or stops in a yard or shop off the street.
"""

from __future__ import annotations

import math

import numpy as np
import shapely
from numpy.typing import NDArray

from .streetmap import StreetMap
from .walks import DRIVE_MS, NEAR_M, STREET_M, WALK_MS, Floats, Walker
from .ways import Place

ON_FOOT_M = 300.0  # from the street to a hotspot that has none: further than this is driven
WALK_M = 100.0  # mean length of a walk between two pauses
PAVEMENT_M = (2.0, 5.0)  # from the middle of the street
CROSS = 0.2  # how often the side changes at a pause or in a new street
YARD, YARD_M = 0.25, (5.0, 20.0)  # how often a pause is off the street, and how far
TURN_M = 25.0  # units turn round at most so far before the end of what they walk (8 m outside the hotspot)
OUT, OUT_M = 0.15, 30.0  # how often they walk on, and how far on average
MEETS = 1e-6  # metres; nearer than this is the same place
SHARP = 2.0  # at a sharp bend the pavement is no further from the corner than this times its distance


class StreetWalker(Walker):
    """Makes one unit's path through a shift along streets."""

    def __init__(
        self,
        shapes: NDArray[np.object_],
        targets: NDArray[np.bool_],
        visit_min: float,
        random: np.random.Generator,
        streets: StreetMap,
    ) -> None:
        super().__init__(shapes, targets, visit_min, random)
        self._streets, self._ways = streets, streets.ways
        self._place = Place(0, 0.0)
        self._span = 0
        self._ahead = 1  # the end of the span that the unit walks towards, 0 or 1
        self._side = 0.0  # metres to the left of the middle, seen along the link

    def _begin(self, hotspot: int) -> None:
        """Start the shift on a street of the hotspot."""
        self._place = self._ways.stops[self._stop(hotspot)]
        self._x[0], self._y[0] = self._ways.at(self._place).tolist()

    def _visit(self, hotspot: int) -> None:
        """Drive to the hotspot, then walk and stand in it."""
        stop = self._stop(hotspot)
        self._drive_along(self._ways.to_stop(self._place, stop), self._ways.stops[stop])
        streets = self._streets.of[hotspot]
        if streets.spans:
            link, along = self._place
            ends = ((i, span) for i, span in enumerate(streets.spans) if span.link == link)
            self._span = next(i for i, span in ends if span.ends[0] <= along <= span.ends[1])
            self._ahead = int(self._random.integers(2))
            self._side = self._random.uniform(*PAVEMENT_M) * self._random.choice((-1.0, 1.0))
            self._patrol(hotspot)
            x, y = self._ways.at(self._place).tolist()
            self._go(x, y, WALK_MS, hotspot)
            return
        x, y = self._x[-1], self._y[-1]
        near = streets.away_m <= ON_FOOT_M
        speed, target = (WALK_MS, hotspot) if near else (DRIVE_MS[0], -1)
        self._go(*self._inside(hotspot), speed, target)
        self._patrol(hotspot)
        self._go(x, y, speed, target)

    def _next(self, here: int) -> int:
        """Choose the next hotspot; with one hotspot only, drive to a junction some way off first."""
        if len(self._targets) > 1:
            return super()._next(here)
        away = 2 * NEAR_M + math.sqrt(shapely.area(self._shapes[here]))
        some = self._ways.around(self._streets.of[here].stops[0], away, 2 * away)
        if not some.size:
            return super()._next(here)
        node = int(self._random.choice(some))
        self._drive_along(self._ways.to_node(self._place, node), self._ways.place_of(node))
        self._stay(self._random.exponential(self._visit_s), -1)
        return here

    def _stop(self, hotspot: int) -> int:
        """Choose where to stop the car."""
        return int(self._random.choice(self._streets.of[hotspot].stops))

    def _drive_along(self, way: Floats | None, place: Place) -> None:
        """Drive a way along streets to a place, each piece of it at one speed; without a way, straight."""
        if way is None:
            way = self._ways.at(place)[None]
        if math.hypot(way[0, 0] - self._x[-1], way[0, 1] - self._y[-1]) > MEETS:
            self._drive(float(way[0, 0]), float(way[0, 1]))
        self._place = place
        metres = np.r_[0.0, np.cumsum(np.hypot(*np.diff(way, axis=0).T))]
        new = np.r_[True, np.diff(metres) > MEETS]
        way, metres = way[new], metres[new]
        if len(way) < 2:
            return
        pieces = max(1, round(metres[-1] / STREET_M))
        cuts = metres[-1] * np.arange(1, pieces) / pieces
        at = np.unique(np.concatenate((metres, cuts)))
        speed = self._random.uniform(*DRIVE_MS, pieces)[np.searchsorted(cuts, at[:-1], side="right")]
        self._t += (self._t[-1] + np.cumsum(np.diff(at) / speed)).tolist()
        self._x += np.interp(at[1:], metres, way[:, 0]).tolist()
        self._y += np.interp(at[1:], metres, way[:, 1]).tolist()
        self._on += [-1] * (len(at) - 1)

    def _walk(self, hotspot: int) -> None:
        """Walk along the streets of the hotspot, from junction to junction."""
        spans = self._streets.of[hotspot].spans
        if not spans:
            super()._walk(hotspot)
            return
        speed = WALK_MS * self._random.uniform(0.8, 1.2)
        left = self._random.exponential(WALK_M)
        while left > 0:
            span, here = spans[self._span], self._place.along
            end, forward = span.ends[self._ahead], 2 * self._ahead - 1
            ahead = abs(end - here)
            if left <= ahead:
                self._go_along(here + forward * left, speed, hotspot)
                return
            left -= max(ahead, 1.0)
            if span.nodes[self._ahead] >= 0:
                self._go_along(end, speed, hotspot)
                self._turn(hotspot, span.nodes[self._ahead])
                continue
            if self._random.random() < OUT:
                room = float(self._ways.network.length[span.link]) - end if self._ahead else end
                beyond = min(self._random.exponential(OUT_M), room)
                left -= 2 * beyond
                self._go_along(end + forward * beyond, speed, hotspot)
                ahead = span.metres
            self._go_along(end - forward * min(self._random.uniform(0, TURN_M), ahead), speed, hotspot)
            self._ahead = 1 - self._ahead

    def _turn(self, hotspot: int, node: int) -> None:
        """Go on into another street of the hotspot at a junction, or back where there is none."""
        streets = self._streets.of[hotspot]
        others = [(i, end) for i, end in streets.at[node] if (i, end) != (self._span, self._ahead)]
        if not others:
            self._ahead = 1 - self._ahead
            return
        metres = np.array([streets.spans[i].metres for i, _ in others])
        span, end = others[int(self._random.choice(len(others), p=metres / metres.sum()))]
        old, new = streets.spans[self._span].link, streets.spans[span].link
        # the same side of the way, which may lead along the links or against them
        self._side *= (2 * self._ahead - 1) * (1 - 2 * end)
        if self._ways.network.street[old] != self._ways.network.street[new]:
            self._side = math.copysign(self._random.uniform(*PAVEMENT_M), self._side)
            self._cross()
        self._span, self._ahead = span, 1 - end
        self._place = Place(new, streets.spans[span].ends[end])

    def _cross(self) -> None:
        if self._random.random() < CROSS:
            self._side = -self._side

    def _pause(self, seconds: float, hotspot: int) -> None:
        """Stand on the pavement, or in a yard or shop beside it; then cross over sometimes."""
        if not self._streets.of[hotspot].spans:
            super()._pause(seconds, hotspot)
            return
        if self._random.random() < YARD:
            x, y = self._x[-1], self._y[-1]
            link, along = self._place
            away = self._side + math.copysign(self._random.uniform(*YARD_M), self._side)
            yard = beside(self._ways.points(link), along, along, away)[0]
            self._go(float(yard[0]), float(yard[1]), WALK_MS, hotspot)
            self._stay(seconds, hotspot)
            self._go(x, y, WALK_MS, hotspot)
        else:
            self._stay(seconds, hotspot)
        self._cross()

    def _go_along(self, to: float, speed: float, hotspot: int) -> None:
        """Walk the pavement to a distance along the link."""
        link, along = self._place
        for x, y in beside(self._ways.points(link), along, to, self._side).tolist():
            self._go(x, y, speed, hotspot)
        self._place = Place(link, to)


def beside(line: Floats, start: float, end: float, side: float) -> Floats:
    """Return the vertices of a way beside a line.

    Args:
        line: its vertices in metres, (k, 2).
        start, end: metres along it; the way leads back where `end` is less.
        side: metres to the left of the line, to its right where negative. At a bend the way is as far from both sides
            of it, but no further from the corner than `SHARP` times as far.

    Returns:
        two or more vertices, (n, 2).
    """
    step = np.diff(line, axis=0)
    long = np.hypot(*step.T)
    line, step, long = line[np.r_[True, long > 0]], step[long > 0], long[long > 0]
    along = np.r_[0.0, np.cumsum(long)]
    normal = np.column_stack((-step[:, 1], step[:, 0])) / long[:, None]
    low, high = min(start, end), max(start, end)
    inner = np.flatnonzero((along > low) & (along < high))
    inner = inner[(inner > 0) & (inner < len(along) - 1)]
    both = normal[inner - 1] + normal[inner]
    size = np.maximum(np.hypot(*both.T), 1e-9)
    # two unit vectors at an angle a have a sum of length 2 cos(a / 2), and the corner is 1 / cos(a / 2) away
    both *= (np.minimum(2.0 / size, SHARP) / size)[:, None]
    ends = np.array([low, high])
    piece = np.clip(np.searchsorted(along, ends, side="right") - 1, 0, len(long) - 1)
    if low < high:
        piece[1] = np.clip(np.searchsorted(along, high) - 1, 0, len(long) - 1)
    places = line[piece] + ((ends - along[piece]) / long[piece])[:, None] * step[piece] + side * normal[piece]
    way = np.vstack((places[:1], line[inner] + side * both, places[1:]))
    return way if start <= end else way[::-1]
