"""Perfect matching of least total cost in a complete graph, by Edmonds's blossom algorithm (see `matching`)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from ..progress import Progress

OUTER, INNER, FREE = 0, 1, -1


class Blossoms:
    """Perfect matching of least cost in a complete graph with an even number of vertices.

    A node is a vertex, 0 … n − 1, or a blossom, from n on: an odd ring of nodes that is shrunk to one. Each node has a
    dual; an edge's slack is twice its cost less the duals of its ends. Outside blossoms no slack, and no blossom's
    dual, is ever negative. Trees grow from all unmatched nodes along edges without slack, outer nodes at an even
    distance from their root and inner ones at an odd one. If no such edge is left, the duals of all trees change by as
    much as they can. Duals of vertices start even, so that all in trees are alike in parity and stay whole.
    """

    def __init__(self, costs: Sequence[Sequence[int]]) -> None:
        n = self._n = len(costs)
        most = n + n // 2  # blossoms do not cross, so that there are fewer than n / 2 at any time
        self._costs = costs
        self._dual = [min(cost for v, cost in enumerate(row) if v != u) & -2 for u, row in enumerate(costs)]
        self._dual += [0] * (most - n)
        self._outermost = list(range(n)) + [-1] * (most - n)
        self._ring: list[list[int]] = [[] for _ in range(most)]
        self._mate = [-1] * most  # the vertex beyond a node's matched edge
        self._label = [FREE] * most
        self._parent = [-1] * most  # the vertex beyond the edge to the parent in the tree
        self._tight = [-1] * most  # the outer vertex with the least slack to a node
        # the edge between two nodes of least slack, as its vertex in the first; and which node of a ring has a vertex
        self._end = [[u if v < n else -1 for v in range(most)] if u < n else [-1] * most for u in range(most)]
        self._within = [[u if u == v else -1 for v in range(n)] for u in range(most)]
        self._queue: deque[int] = deque()
        self._seen = [0] * most
        self._turn = 0

    def solve(self, progress: Progress) -> list[int]:
        """Return each vertex's mate."""
        for done in range(self._n // 2):
            progress.at(2 * done / self._n)
            self._grow()
        return self._mate[: self._n]

    def _nodes(self) -> Iterator[int]:
        """Yield the outermost nodes."""
        return (x for x, top in enumerate(self._outermost) if top == x)

    def _slack(self, x: int, y: int) -> int:
        """Return the slack of the edge that stands for two nodes."""
        u, v = self._end[x][y], self._end[y][x]
        return 2 * self._costs[u][v] - self._dual[u] - self._dual[v]

    def _grow(self) -> None:
        """Grow trees from all unmatched nodes until two of them meet, and match along the way."""
        for x in range(len(self._label)):
            self._label[x], self._tight[x] = FREE, -1
        self._queue.clear()
        for x in self._nodes():
            if self._mate[x] < 0:
                self._parent[x], self._label[x] = -1, OUTER
                self._push(x)
        while not self._scan():
            self._change_duals()
            if self._take_tight():
                return
            for x in [x for x in self._nodes() if x >= self._n]:
                if self._label[x] == INNER and self._dual[x] == 0:
                    self._expand(x)

    def _scan(self) -> bool:
        """Follow the edges without slack from all outer vertices; tell whether two trees met."""
        while self._queue:
            u = self._queue.popleft()
            if self._label[self._outermost[u]] == INNER:
                continue
            row, dual, mine = self._costs[u], self._dual, self._dual[u]
            for v in range(self._n):
                if self._outermost[u] == self._outermost[v]:
                    continue
                if 2 * row[v] == mine + dual[v]:
                    if self._meet(u, v):
                        return True
                else:
                    self._keep_tightest(u, self._outermost[v])
        return False

    def _take_tight(self) -> bool:
        """Follow the edges that have just lost their slack; tell whether two trees met."""
        for x in list(self._nodes()):
            u = self._tight[x]
            if self._outermost[x] != x or u < 0 or self._outermost[u] == x or self._slack(u, x):
                continue
            if self._meet(u, self._end[x][u]):
                return True
        return False

    def _change_duals(self) -> None:
        nodes = list(self._nodes())
        steps = [self._dual[x] // 2 for x in nodes if x >= self._n and self._label[x] == INNER]
        for x in nodes:
            if self._tight[x] >= 0 and self._label[x] != INNER:
                slack = self._slack(self._tight[x], x)
                steps.append(slack if self._label[x] == FREE else slack // 2)
        step = min(steps)
        for u in range(self._n):
            label = self._label[self._outermost[u]]
            self._dual[u] += step if label == OUTER else -step if label == INNER else 0
        for x in nodes:
            if x >= self._n:
                self._dual[x] += 2 * (step if self._label[x] == OUTER else -step if self._label[x] == INNER else 0)

    def _meet(self, u: int, v: int) -> bool:
        """Take an edge without slack from an outer vertex; if it joins two trees, match along it and say so."""
        x, y = self._outermost[u], self._outermost[v]
        if self._label[y] == FREE:
            self._parent[y], self._label[y] = u, INNER
            next_ = self._outermost[self._mate[y]]
            self._tight[y] = self._tight[next_] = -1
            self._label[next_] = OUTER
            self._push(next_)
        elif self._label[y] == OUTER:
            base = self._common(x, y)
            if base < 0:
                self._augment(x, y)
                self._augment(y, x)
                return True
            self._shrink(x, base, y)
        return False

    def _push(self, x: int) -> None:
        if x < self._n:
            self._queue.append(x)
        else:
            for inner in self._ring[x]:
                self._push(inner)

    def _put_into(self, x: int, top: int) -> None:
        self._outermost[x] = top
        for inner in self._ring[x]:
            self._put_into(inner, top)

    def _keep_tightest(self, u: int, x: int) -> None:
        if self._tight[x] < 0 or self._slack(u, x) < self._slack(self._tight[x], x):
            self._tight[x] = u

    def _find_tightest(self, x: int) -> None:
        self._tight[x] = -1
        for u in range(self._n):
            if self._outermost[u] != x and self._label[self._outermost[u]] == OUTER:
                self._keep_tightest(u, x)

    def _common(self, x: int, y: int) -> int:
        """Return the first node that is on the way from both to their root, −1 if they are of two trees."""
        self._turn += 1
        while x >= 0 or y >= 0:
            if x >= 0:
                if self._seen[x] == self._turn:
                    return x
                self._seen[x] = self._turn
                x = self._outermost[self._mate[x]] if self._mate[x] >= 0 else -1
                if x >= 0:
                    x = self._outermost[self._parent[x]]
            x, y = y, x
        return -1

    def _augment(self, x: int, y: int) -> None:
        """Match x with y, and change matched and unmatched edges from x to its root."""
        while True:
            before = self._mate[x]
            self._match(x, y)
            if before < 0:
                return
            inner = self._outermost[before]
            y = inner
            x = self._outermost[self._parent[inner]]
            self._match(inner, x)

    def _match(self, x: int, y: int) -> None:
        """Match node x by its edge to node y; in a blossom, the ring is matched so that the edge leaves its base."""
        self._mate[x] = self._end[y][x]
        if x < self._n:
            return
        inner = self._within[x][self._end[x][y]]
        at = self._turned(x, inner)
        ring = self._ring[x]
        for i in range(0, at, 2):
            self._match(ring[i], ring[i + 1])
            self._match(ring[i + 1], ring[i])
        self._match(inner, y)
        self._ring[x] = ring[at:] + ring[:at]

    def _turned(self, x: int, inner: int) -> int:
        """Return a node's place in a ring, having turned the ring round so that it is even."""
        at = self._ring[x].index(inner)
        if at % 2:
            self._ring[x][1:] = self._ring[x][:0:-1]
            at = len(self._ring[x]) - at
        return at

    def _shrink(self, x: int, base: int, y: int) -> None:
        """Make a blossom of the ways from x and y to the node in which they meet, and of the edge between x and y."""
        new = next(b for b in range(self._n, len(self._outermost)) if self._outermost[b] < 0)
        ways = []
        for first in (x, y):
            at, way = first, []
            while at != base:
                inner = self._outermost[self._mate[at]]
                way += [at, inner]
                self._push(inner)
                at = self._outermost[self._parent[inner]]
            ways.append(way)
        self._ring[new] = [base, *reversed(ways[0]), *ways[1]]
        self._dual[new], self._label[new], self._mate[new] = 0, OUTER, self._mate[base]
        self._put_into(new, new)
        self._join_edges(new)
        self._find_tightest(new)

    def _join_edges(self, new: int) -> None:
        """Let the edge of least slack of a ring's nodes to each other node stand for the blossom's."""
        most, end = len(self._outermost), self._end
        end[new], self._within[new] = [-1] * most, [-1] * self._n
        for x in range(most):
            end[x][new] = -1
        for inner in self._ring[new]:
            for x in range(most):
                if end[inner][x] >= 0 and (end[new][x] < 0 or self._slack(inner, x) < self._slack(new, x)):
                    end[new][x], end[x][new] = end[inner][x], end[x][inner]
            for v in range(self._n):
                if self._within[inner][v] >= 0:
                    self._within[new][v] = inner

    def _expand(self, x: int) -> None:
        """Take an inner blossom without dual apart; the way through it, from parent to mate, stays in the tree."""
        for inner in self._ring[x]:
            self._put_into(inner, inner)
        entry = self._within[x][self._end[x][self._parent[x]]]
        at = self._turned(x, entry)
        ring = self._ring[x]
        for i in range(0, at, 2):
            inner, outer = ring[i], ring[i + 1]
            self._parent[inner], self._label[inner], self._tight[inner] = self._end[outer][inner], INNER, -1
            self._label[outer] = OUTER
            self._find_tightest(outer)
            self._push(outer)
        self._label[entry], self._parent[entry] = INNER, self._parent[x]
        for left in ring[at + 1 :]:
            self._label[left] = FREE
            self._find_tightest(left)
        self._outermost[x], self._ring[x] = -1, []
