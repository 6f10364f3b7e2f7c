"""The search for connected pieces of a street network with much crime on few metres."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .network import Network

Floats = NDArray[np.float64]

LOOK_AHEAD = 250.0  # metres of street with little crime that a corridor may cross to reach more
LEAST = 10.0  # metres; a shorter link is no denser than one of this length, however little street it is


@dataclass
class Piece:
    """A connected piece of the network: its links, their nodes (with how many of its links end there), sums."""

    links: set[int] = field(default_factory=set)
    ends: dict[int, int] = field(default_factory=dict)
    length: float = 0.0
    worth: float = 0.0

    def copy(self) -> Piece:
        """Return a piece that changes apart from this one."""
        return Piece(set(self.links), dict(self.ends), self.length, self.worth)


@dataclass(frozen=True)
class Path:
    """Links that lead on from a piece, their length, their worth and its ratio."""

    links: tuple[int, ...]
    length: float
    worth: float

    @property
    def density(self) -> float:
        """Worth for each metre."""
        return self.worth / max(self.length, LEAST)


class Around(dict[int, list[tuple[int, int, float, bool]]]):
    """Of each node its links, the nodes at their other ends, their length, and whether these lead on.

    Made when first asked for: of a large network the search sees little.
    """

    def __init__(self, network: Network, usable: NDArray[np.bool_]) -> None:
        super().__init__()
        kept = np.flatnonzero(usable)
        start, end = network.start[kept], network.end[kept]
        twice = start != end
        here = np.concatenate((start, end[twice]))
        order = np.lexsort((np.concatenate((kept, kept[twice])), here))
        self._link = np.concatenate((kept, kept[twice]))[order]
        self._there = np.concatenate((end, start[twice]))[order]
        self._length = network.length[self._link]
        self._first = np.searchsorted(here[order], np.arange(network.nodes + 1))
        self._on = (np.diff(self._first) > 1)[self._there]

    def __missing__(self, node: int) -> list[tuple[int, int, float, bool]]:
        own = slice(self._first[node], self._first[node + 1])
        columns = (self._link[own], self._there[own], self._length[own], self._on[own])
        made = self[node] = list(zip(*(column.tolist() for column in columns), strict=True))
        return made


class Search:
    """A network with the worth of its links, and which links are taken already.

    Plain lists, since the work is on a few links at a time, where arrays are slower.
    """

    def __init__(self, network: Network, worth: Floats, usable: NDArray[np.bool_]) -> None:
        self.length: list[float] = network.length.tolist()
        self.worth: list[float] = worth.tolist()
        self.start: list[int] = network.start.tolist()
        self.end: list[int] = network.end.tolist()
        self.taken: list[bool] = (~usable).tolist()
        self.around = Around(network, usable)

    def add(self, piece: Piece, links: Iterable[int]) -> None:
        """Add links to a piece."""
        for link in links:
            piece.links.add(link)
            piece.length += self.length[link]
            piece.worth += self.worth[link]
            for node in (self.start[link], self.end[link]):
                piece.ends[node] = piece.ends.get(node, 0) + 1

    def remove(self, piece: Piece, link: int) -> None:
        """Take a link out of a piece."""
        piece.links.discard(link)
        piece.length -= self.length[link]
        piece.worth -= self.worth[link]
        for node in (self.start[link], self.end[link]):
            piece.ends[node] -= 1
            if not piece.ends[node]:
                del piece.ends[node]

    def extension(self, piece: Piece, room: float, ahead: float = LOOK_AHEAD) -> Path | None:
        """Return the path of at most `room` metres from a piece with the most worth for each metre, None without any.

        The shortest ways over up to `ahead` metres of free links are looked at, and what of worth stands at their ends.
        """
        return Front(self, piece, ahead).best(room)

    def grow(
        self,
        seed: int,
        least: float,
        room: float,
        price: float,
        ahead: float = LOOK_AHEAD,
        seen: set[frozenset[int]] | None = None,
    ) -> Piece | None:
        """Return the piece grown from a link that is worth most above `price` for each metre, or None.

        Args:
            seed: a free link.
            least, room: metres that the piece must and may have.
            price: what a metre costs.
            ahead: see `extension`; a wider view makes some pieces better and some worse.
            seen: is given the links of each piece on the way; where one of them is met again, growing on would find
                what has been found.
        """
        piece = Piece()
        self.add(piece, (seed,))
        if piece.length > room:
            return None
        front = Front(self, piece, ahead)
        best: Piece | None = None
        while True:
            if seen is not None:
                links = frozenset(piece.links)
                if links in seen:
                    return best
                seen.add(links)
            if piece.length >= least and (best is None or self.gain(piece, price) > self.gain(best, price)):
                best = piece.copy()
            path = front.best(room - piece.length, price, piece.length < least)
            if path is None or (path.density < price and piece.length >= least):
                return best
            self.add(piece, path.links)

    @staticmethod
    def gain(piece: Piece, price: float) -> float:
        """Return what a piece is worth above the price of its metres."""
        return piece.worth - price * piece.length

    def worst(self, piece: Piece, least: float) -> tuple[float, int] | None:
        """Return density and number of the least dense link that can go: the rest is connected and long enough."""
        found: tuple[float, int] | None = None
        for link in sorted(piece.links):
            if piece.length - self.length[link] < least or len(piece.links) == 1:
                continue
            density = self.worth[link] / max(self.length[link], LEAST)
            if (found is None or density < found[0]) and self._spare(piece, link):
                found = (density, link)
        return found

    def prune(self, piece: Piece, least: float, price: float) -> bool:
        """Take out links that are worth less than their metres, the worst first; tell whether there was one."""
        pruned = False
        while (bad := self.worst(piece, least)) and bad[0] < price:
            self.remove(piece, bad[1])
            pruned = True
        return pruned

    def _spare(self, piece: Piece, link: int) -> bool:
        """Tell whether a piece stays connected without a link."""
        a, b = self.start[link], self.end[link]
        if a == b or piece.ends[a] == 1 or piece.ends[b] == 1:
            return True
        seen, todo = {a}, [a]
        while todo:
            for other_link, other, *_ in self.around[todo.pop()]:
                if other_link in piece.links and other_link != link and other not in seen:
                    if other == b:
                        return True
                    seen.add(other)
                    todo.append(other)
        return False

    def take(self, piece: Piece) -> None:
        """Keep others away from the links of a piece."""
        for link in piece.links:
            self.taken[link] = True

    def free(self, piece: Piece) -> bool:
        """Tell whether no link of a piece has been taken."""
        return not any(self.taken[link] for link in piece.links)


class Front:
    """The shortest ways over free links from a piece that grows, and what stands at their ends."""

    def __init__(self, search: Search, piece: Piece, ahead: float) -> None:
        """Look around a piece as far as `ahead` metres; nothing may be taken while it grows."""
        self._search, self._piece, self._ahead = search, piece, ahead
        # node → (length, worth, link that leads there, node before) along the shortest way
        self._ways: dict[int, tuple[float, float, int, int]] = {}
        # a heap of (-density, length, link, node before, length to there); those of ways that were too long are passed
        self._offers: list[tuple[float, float, int, int, float]] = []

    def best(self, room: float, price: float = 0.0, worthless: bool = False) -> Path | None:
        """Return the path of at most `room` metres with the most worth for each metre, None without any.

        At its end is something of worth, and it is worth `price` for each metre; `worthless` allows anything. From call
        to call the piece may only grow, and so less be allowed.
        """
        ways, offers, links, worth = self._ways, self._offers, self._piece.links, self._search.worth
        most = 1.0 if worthless else 0.0
        self._spread(room, -1.0 if worthless else price)
        while offers and offers[0][0] < most:
            _, far, link, node, metres = offers[0]
            if metres > ways[node][0] or link in links or far > room or not (worthless or worth[link] > 0.0):
                heapq.heappop(offers)
                continue
            path, gained = [link], ways[node][1] + worth[link]
            while ways[node][2] >= 0:
                path.append(ways[node][2])
                node = ways[node][3]
            return Path(tuple(path), far, gained)
        return None

    def _spread(self, room: float, price: float) -> None:
        """Follow the ways from nodes that the piece has got, where they are shorter than those that were known."""
        ways, offers, links = self._ways, self._offers, self._piece.links
        around, worth, taken = self._search.around, self._search.worth, self._search.taken
        reach = min(room, self._ahead)
        queue = sorted((0.0, node) for node in self._piece.ends if node not in ways or ways[node][0] > 0.0)
        for _, node in queue:
            ways[node] = (0.0, 0.0, -1, -1)
        while queue:
            metres, node = heapq.heappop(queue)
            shortest, gained, by, _ = ways[node]
            if metres > shortest:
                continue
            for link, other, length, on in around[node]:
                if taken[link] or link == by or link in links:
                    continue
                far = metres + length
                if far > room:
                    continue
                more = gained + worth[link]
                density = more / (far if far > LEAST else LEAST)
                if density >= price:
                    offers.append((-density, far, link, node, metres))
                if on and far < reach and (other not in ways or far < ways[other][0]):
                    ways[other] = (far, more, link, node)
                    heapq.heappush(queue, (far, other))
        heapq.heapify(offers)
