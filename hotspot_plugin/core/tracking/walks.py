"""The made-up way of a patrol: drive to a hotspot, walk and stand about in it, drive on; and when it was where.

A unit starts at the edge of a target hotspot. Until the shift ends it visits one target after the other, near ones more
often. Its path is a chain of straight legs, each at one speed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]

WALK_MS = 1.2
DRIVE_MS = (6.0, 12.0)
STREET_M = 200.0  # length of a drive at one speed
NEAR_M = 300.0  # at this distance a hotspot is chosen half as often as one next door
VISIT_SPREAD = 0.35  # sigma of the lognormal length of a visit
STAND_S = 90.0  # mean length of a pause on foot


@dataclass(frozen=True)
class Path:
    """Where a unit really was: straight legs between points in time.

    Attributes:
        t: seconds from the start of the shift, rising, (n,).
        x, y: metres, (n,).
        target: for each leg the hotspot that the unit patrols on it, −1 on the way, (n − 1,).
    """

    t: Floats
    x: Floats
    y: Floats
    target: NDArray[np.int64]

    def at(self, t: Floats) -> tuple[Floats, Floats, Floats]:
        """Return x, y and speed (m/s) at times `t`."""
        leg = np.clip(np.searchsorted(self.t, t, side="right") - 1, 0, len(self.t) - 2)
        seconds = np.diff(self.t)
        share = (t - self.t[leg]) / seconds[leg]
        dx, dy = np.diff(self.x), np.diff(self.y)
        speed = np.hypot(dx, dy) / seconds
        return self.x[leg] + share * dx[leg], self.y[leg] + share * dy[leg], speed[leg]


class Walker:
    """Makes one unit's path through a shift."""

    def __init__(
        self, shapes: NDArray[np.object_], targets: NDArray[np.bool_], visit_min: float, random: np.random.Generator
    ) -> None:
        self._shapes, self._random = shapes, random
        self._targets = np.flatnonzero(targets)
        self._visit_s = visit_min * 60.0
        self._middles = shapely.get_coordinates(shapely.centroid(shapes[self._targets]))
        self._t, self._x, self._y = [0.0], [0.0], [0.0]
        self._on: list[int] = []

    def path(self, seconds: float) -> Path:
        """Return a path that ends `seconds` after its start."""
        here = int(self._random.choice(self._targets))
        self._begin(here)
        while self._t[-1] < seconds:
            self._visit(here)
            here = self._next(here)
        return self._cut(seconds)

    def _begin(self, hotspot: int) -> None:
        """Start the shift at the edge of the hotspot."""
        edge = shapely.boundary(self._shapes[hotspot])
        start = shapely.get_coordinates(
            shapely.line_interpolate_point(_longest(edge), self._random.random(), normalized=True)
        )
        self._x[0], self._y[0] = float(start[0, 0]), float(start[0, 1])

    def _visit(self, hotspot: int) -> None:
        """Drive into the hotspot, then walk and stand in it."""
        self._drive(*self._inside(hotspot))
        self._patrol(hotspot)

    def _patrol(self, hotspot: int) -> None:
        """Walk and stand in the hotspot for the length of a visit, from where the unit is."""
        length = self._visit_s * math.exp(self._random.normal(-(VISIT_SPREAD**2) / 2, VISIT_SPREAD))
        until = self._t[-1] + length
        while self._t[-1] < until:
            self._walk(hotspot)
            self._pause(min(self._random.exponential(STAND_S), max(until - self._t[-1], 1.0)), hotspot)

    def _walk(self, hotspot: int) -> None:
        """Walk to another place in the hotspot."""
        self._go(*self._inside(hotspot), WALK_MS * self._random.uniform(0.8, 1.2), hotspot)

    def _pause(self, seconds: float, hotspot: int) -> None:
        self._stay(seconds, hotspot)

    def _next(self, here: int) -> int:
        """Choose the next hotspot, near ones more often; with one hotspot only, drive round the block first."""
        others = self._targets[self._targets != here]
        if not len(others):
            angle, away = self._random.uniform(0, 2 * math.pi), 2 * NEAR_M + math.sqrt(shapely.area(self._shapes[here]))
            self._drive(self._x[-1] + away * math.cos(angle), self._y[-1] + away * math.sin(angle))
            self._stay(self._random.exponential(self._visit_s), -1)
            return here
        middles = self._middles[self._targets != here]
        distance = np.hypot(middles[:, 0] - self._x[-1], middles[:, 1] - self._y[-1])
        weight = 1.0 / (distance + NEAR_M)
        return int(self._random.choice(others, p=weight / weight.sum()))

    def _inside(self, hotspot: int) -> tuple[float, float]:
        """Return a random place inside the hotspot; of a sliver that none hits, its representative point."""
        shape = self._shapes[hotspot]
        left, low, right, high = shapely.bounds(shape)
        x, y = self._random.uniform(left, right, 64), self._random.uniform(low, high, 64)
        hit = np.flatnonzero(shapely.contains_xy(shape, x, y))
        if hit.size:
            return float(x[hit[0]]), float(y[hit[0]])
        place = shapely.point_on_surface(shape)
        return float(shapely.get_x(place)), float(shapely.get_y(place))

    def _drive(self, x: float, y: float) -> None:
        x0, y0 = self._x[-1], self._y[-1]
        pieces = max(1, round(math.hypot(x - x0, y - y0) / STREET_M))
        for i in range(1, pieces + 1):
            share = i / pieces
            self._go(x0 + share * (x - x0), y0 + share * (y - y0), self._random.uniform(*DRIVE_MS), -1)

    def _go(self, x: float, y: float, speed: float, target: int) -> None:
        distance = math.hypot(x - self._x[-1], y - self._y[-1])
        if distance > 0:
            self._leg(self._t[-1] + distance / speed, x, y, target)

    def _stay(self, seconds: float, target: int) -> None:
        self._leg(self._t[-1] + seconds, self._x[-1], self._y[-1], target)

    def _leg(self, t: float, x: float, y: float, target: int) -> None:
        if t > self._t[-1]:
            self._t.append(t)
            self._x.append(x)
            self._y.append(y)
            self._on.append(target)

    def _cut(self, seconds: float) -> Path:
        target = np.array(self._on, dtype=np.int64)
        whole = Path(np.array(self._t), np.array(self._x), np.array(self._y), target)
        keep = whole.t < seconds
        x, y, _ = whole.at(np.array([seconds]))
        t = np.append(whole.t[keep], seconds)
        return Path(t, np.append(whole.x[keep], x), np.append(whole.y[keep], y), whole.target[: len(t) - 1])


def _longest(edge: Any) -> Any:
    parts = shapely.get_parts(edge)
    return parts[int(np.argmax(shapely.length(parts)))]


def stays(path: Path, shapes: NDArray[np.object_], tree: shapely.STRtree) -> pd.DataFrame:
    """Return when a path is inside which shape, exactly.

    Args:
        path: the path.
        shapes: valid polygons, (h,); their boundary belongs to the inside.
        tree: an index of them.

    Returns:
        `hotspot` (position), `enter`, `leave` (seconds), and `targeted`: whether the unit patrolled that hotspot in the
        stay and did not only pass through; in order of time.
    """
    places = np.column_stack((path.x, path.y))
    leg, hotspot, enter, leave = pieces_inside(places[:-1], places[1:], path.t[:-1], path.t[1:], shapes, tree)
    return joined(hotspot, enter, leave, path.target[leg] == hotspot)


def pieces_inside(
    start: Floats, end: Floats, before: Floats, after: Floats, shapes: NDArray[np.object_], tree: shapely.STRtree
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats, Floats]:
    """Return the pieces of straight legs that lie inside shapes.

    Args:
        start, end: metres, (n, 2).
        before, after: the time, or what else grows evenly along a leg, at its start and end, (n,).
        shapes: valid polygons, (h,); their boundary belongs to the inside.
        tree: an index of them.

    Returns:
        for each piece the leg, the shape, and when it begins and ends, (p,) each.
    """
    legs = shapely.linestrings(np.stack((start, end), axis=1))
    length = shapely.length(legs)
    # a leg of standing is a point, and a line of no length intersects nothing
    legs[length == 0] = shapely.points(start[length == 0])
    leg, shape = tree.query(legs, predicate="intersects")
    pieces, pair = shapely.get_parts(shapely.intersection(legs[leg], shapes[shape]), return_index=True)
    there = ~shapely.is_empty(pieces)
    pieces, pair = pieces[there], pair[there]
    leg, shape = leg[pair], shape[pair]
    step = (end - start)[leg]
    whole = after - before
    enter, leave = before[leg].copy(), after[leg].copy()
    moving = length[leg] > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        for where, which in ((enter, 0), (leave, -1)):
            share = ((_end(pieces, which) - start[leg]) * step).sum(axis=1) / (step * step).sum(axis=1)
            where[moving] = (before[leg] + np.clip(share, 0.0, 1.0) * whole[leg])[moving]
    return leg, shape, np.minimum(enter, leave), np.maximum(enter, leave)


def _end(pieces: NDArray[np.object_], which: int) -> Floats:
    """Return the first or last coordinate of each line, the coordinate of each point."""
    lines = shapely.get_point(pieces, which)
    return shapely.get_coordinates(np.where(shapely.get_type_id(pieces) == 0, pieces, lines))


def joined(hotspot: NDArray[np.int64], enter: Floats, leave: Floats, targeted: NDArray[np.bool_]) -> pd.DataFrame:
    """Join the pieces of one stay in a hotspot, which end and begin at the same time; for the table see `stays`."""
    order = np.lexsort((leave, enter, hotspot))
    hotspot, enter, leave, targeted = hotspot[order], enter[order], leave[order], targeted[order]
    table = pd.DataFrame({"hotspot": hotspot, "enter": enter, "leave": leave, "targeted": targeted})
    if not len(table):
        return table
    known = table.groupby("hotspot")["leave"].cummax().to_numpy()
    new = np.ones(len(table), dtype=bool)
    new[1:] = (hotspot[1:] != hotspot[:-1]) | (enter[1:] > known[:-1] + 1e-6)
    made = table.groupby(np.cumsum(new)).agg(
        hotspot=("hotspot", "first"), enter=("enter", "min"), leave=("leave", "max"), targeted=("targeted", "any")
    )
    return made[made["leave"] - made["enter"] > 0].sort_values(["enter", "hotspot"]).reset_index(drop=True)
