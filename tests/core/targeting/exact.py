"""The optimum that the search for corridors is held against, by integer programming (scipy's HiGHS)."""

from __future__ import annotations

import heapq
from dataclasses import replace

import numpy as np
import shapely
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from hotspot_plugin.core.targeting import network


def town(seed: int, size: int, straight: float = 0.75, crime: float = 0.35) -> tuple[network.Network, np.ndarray]:
    """Return a random town, a bent grid of size × size junctions with streets left out, and its crimes by link."""
    rng = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(size) * 90.0, np.arange(size) * 90.0)
    points = np.column_stack((x.ravel(), y.ravel())) + rng.normal(0.0, 18.0, (size * size, 2))
    number = np.arange(size * size).reshape(size, size)
    pairs = np.concatenate((
        np.column_stack((number[:, :-1].ravel(), number[:, 1:].ravel())),
        np.column_stack((number[:-1].ravel(), number[1:].ravel())),
    ))  # fmt: skip
    pairs = pairs[rng.random(len(pairs)) < straight]
    lines = shapely.linestrings(points[pairs])
    made = network.build(lines)
    badness = np.where(rng.random(len(made)) < crime, rng.pareto(1.3, len(made)) * 4.0, 0.2)
    return made, rng.poisson(badness).astype(float)


def optimum(streets: network.Network, worth: np.ndarray, least: float, most: float, price: float = 0.0) -> float:
    """Return the largest worth less price of a connected set of links of `least` to `most` metres; NaN for none.

    One node is the root; each node that the set touches draws one unit of a flow from it, over links of the set only.
    Variables: links (n), nodes (k), roots (k), flow along and against each link (2 n). The root is the first node of
    the set, those with most worth around them coming first, so that no set is looked at twice.
    """
    n, k = len(streets), streets.nodes
    room = min(int((np.cumsum(np.sort(streets.length)) <= most).sum()) + 1, k)  # nodes that a set can touch
    a, b, link, node = streets.start, streets.end, np.arange(n), np.arange(k)
    x, y, root, along, against = 0, n, n + k, n + 2 * k, 2 * n + 2 * k
    rows, columns, values, lower, upper = [], [], [], [], []
    at = 0

    def rule(row, column, value, low, high):
        nonlocal at
        rows.append(np.asarray(row) + at)
        columns.append(np.asarray(column))
        values.append(np.broadcast_to(np.asarray(value, dtype=float), np.shape(column)))
        count = int(np.max(row)) + 1
        lower.append(np.broadcast_to(np.asarray(low, dtype=float), count))
        upper.append(np.broadcast_to(np.asarray(high, dtype=float), count))
        at += count

    rule(np.zeros(n, int), x + link, streets.length, least, most)
    rule(np.zeros(k, int), root + node, 1.0, 1.0, 1.0)
    for end in (a, b):  # a link needs its nodes
        rule(np.tile(link, 2), np.r_[x + link, y + end], np.r_[np.ones(n), -np.ones(n)], -np.inf, 0.0)
    rule(np.tile(node, 2), np.r_[root + node, y + node], np.r_[np.ones(k), -np.ones(k)], -np.inf, 0.0)
    for flow in (along, against):
        rule(np.tile(link, 2), np.r_[flow + link, x + link], np.r_[np.ones(n), -np.full(n, room)], -np.inf, 0.0)
    into = np.r_[b, a, a, b, node, node]
    which = np.r_[along + link, against + link, along + link, against + link, y + node, root + node]
    sign = np.r_[np.ones(2 * n), -np.ones(2 * n), -np.ones(k), np.full(k, float(room))]
    rule(into, which, sign, 0.0, np.inf)
    around = np.bincount(a, worth, k) + np.bincount(b, worth, k)
    first = np.argsort(-around, kind="stable")
    late, early = np.tril_indices(k)  # a node may be touched where it or one before it is the root
    rule(np.r_[late, node], np.r_[root + first[early], y + first], np.r_[-np.ones(late.size), np.ones(k)], -np.inf, 0.0)
    matrix = coo_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=(at, 3 * n + 2 * k)
    )
    gain = np.zeros(3 * n + 2 * k)
    gain[:n] = -(worth - price * streets.length)
    whole = np.r_[np.ones(n + 2 * k), np.zeros(2 * n)]
    top = np.r_[np.ones(n + 2 * k), np.full(2 * n, float(k))]
    solved = milp(
        gain,
        integrality=whole,
        bounds=Bounds(np.zeros(top.size), top),
        constraints=LinearConstraint(matrix.tocsr(), np.concatenate(lower), np.concatenate(upper)),
    )
    return float(-solved.fun) if solved.success else float("nan")


def patch(streets: network.Network, seed: int, size: int) -> np.ndarray:
    """Return the `size` links that are nearest to a link along the network, itself among them."""
    at: list[list[int]] = [[] for _ in range(streets.nodes)]
    for link, ends in enumerate(zip(streets.start.tolist(), streets.end.tolist(), strict=True)):
        for end in set(ends):
            at[end].append(link)
    queue, found = [(0.0, seed)], set()
    while queue and len(found) < size:
        metres, link = heapq.heappop(queue)
        if link not in found:
            found.add(link)
            for end in (int(streets.start[link]), int(streets.end[link])):
                for other in at[end]:
                    heapq.heappush(queue, (metres + float(streets.length[other]), other))
    return np.array(sorted(found))


def cut_out(streets: network.Network, links: np.ndarray) -> network.Network:
    """Return a network of some links only."""
    used, ends = np.unique(np.r_[streets.start[links], streets.end[links]], return_inverse=True)
    start, end = ends.reshape(2, -1)
    return replace(
        streets,
        lines=streets.lines[links],
        length=streets.length[links],
        street=streets.street[links],
        start=start,
        end=end,
        nodes=used.size,
    )
