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
SLACK = 1e-9  # metres; sums of lengths in different orders differ in their last bits


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
        self.around: list[list[tuple[int, int]]] = [[] for _ in range(network.nodes)]
        for link in np.flatnonzero(usable).tolist():
            a, b = self.start[link], self.end[link]
            self.around[a].append((link, b))
            if a != b:
                self.around[b].append((link, a))

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

    def extension(self, piece: Piece, room: float, ahead: float = LOOK_AHEAD, worthless: bool = False) -> Path | None:
        """Return the path of at most `room` metres from a piece with the most worth for each metre, None without any.

        The shortest ways over up to `ahead` metres of free links are looked at, and what stands at their ends:
        something of worth, or anything if `worthless`.
        """
        # node → (length, worth, link that leads there, node before) along the shortest way
        ways: dict[int, tuple[float, float, int, int]] = dict.fromkeys(piece.ends, (0.0, 0.0, -1, -1))
        queue = [(0.0, node) for node in piece.ends]
        done: set[int] = set()
        best, found = -1.0 if worthless else 0.0, None
        reach, length, worth, taken, links = min(room, ahead), self.length, self.worth, self.taken, piece.links
        while queue:
            metres, node = heapq.heappop(queue)
            if node in done:
                continue
            done.add(node)
            _, gained, by, _ = ways[node]
            for link, other in self.around[node]:
                if taken[link] or link == by or link in links:
                    continue
                far = metres + length[link]
                if far > room:
                    continue
                more = gained + worth[link]
                density = more / (far if far > LEAST else LEAST)
                if density > best and (worthless or worth[link] > 0.0):
                    best, found = density, (link, node, far, more)
                if far < reach and other not in done and (other not in ways or far < ways[other][0]):
                    ways[other] = (far, more, link, node)
                    heapq.heappush(queue, (far, other))
        if found is None:
            return None
        link, node, far, more = found
        path = [link]
        while ways[node][2] >= 0:
            path.append(ways[node][2])
            node = ways[node][3]
        return Path(tuple(path), far, more)

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
        best: Piece | None = None
        while True:
            if seen is not None:
                links = frozenset(piece.links)
                if links in seen:
                    return best
                seen.add(links)
            if piece.length >= least and (best is None or self.gain(piece, price) > self.gain(best, price)):
                best = piece.copy()
            path = self.extension(piece, room - piece.length, ahead, worthless=piece.length < least)
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

    def _spare(self, piece: Piece, link: int) -> bool:
        """Tell whether a piece stays connected without a link."""
        a, b = self.start[link], self.end[link]
        if a == b or piece.ends[a] == 1 or piece.ends[b] == 1:
            return True
        seen, todo = {a}, [a]
        while todo:
            for other_link, other in self.around[todo.pop()]:
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


def polish(search: Search, pieces: list[Piece], least: float, most: float, total: float, price: float = 0.0) -> None:
    """Lengthen pieces while there are metres left, and swap their least dense links for denser ones elsewhere.

    The pieces are changed; their links must be taken in `search` and stay so.

    Args:
        search: the network.
        pieces: to be improved.
        least, most: metres of each.
        total: metres of all.
        price: extensions that are worth less than this for each metre are not made.
    """
    if not pieces:
        return
    used = sum(piece.length for piece in pieces)
    best, kept = sum(piece.worth for piece in pieces), [piece.copy() for piece in pieces]
    ahead = [search.extension(piece, most - piece.length) for piece in pieces]
    spare = [search.worst(piece, least) for piece in pieces]
    for _ in range(20 * len(pieces) + 20):
        grown = max(range(len(pieces)), key=lambda i: path.density if (path := ahead[i]) else -1.0)
        path = ahead[grown]
        if path is None or path.density < price:
            break
        if used + path.length <= total + SLACK:
            search.add(pieces[grown], path.links)
            for link in path.links:
                search.taken[link] = True
            used += path.length
            changed = [i for i, other in enumerate(ahead) if other and not set(other.links).isdisjoint(path.links)]
        else:
            shrunk = min(range(len(pieces)), key=lambda i: bad[0] if (bad := spare[i]) else np.inf)
            bad = spare[shrunk]
            if bad is None or bad[0] >= path.density * (1.0 - 1e-6):
                break
            search.remove(pieces[shrunk], bad[1])
            search.taken[bad[1]] = False
            used -= search.length[bad[1]]
            changed = [shrunk]
        for i in changed:
            ahead[i] = search.extension(pieces[i], most - pieces[i].length)
            spare[i] = search.worst(pieces[i], least)
        worth = sum(piece.worth for piece in pieces)
        if worth > best:
            best, kept = worth, [piece.copy() for piece in pieces]
    restore(search, pieces, kept)


def restore(search: Search, pieces: list[Piece], kept: list[Piece]) -> None:
    """Make pieces what they were at their best."""
    for piece in pieces:
        for link in piece.links:
            search.taken[link] = False
    pieces[:] = kept
    for piece in kept:
        search.take(piece)
