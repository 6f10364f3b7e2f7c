"""Which corridors to walk: disjoint connected pieces of the street network that hold the most crime.

The problem is a prize-collecting one (disjoint connected subgraphs of bounded length with the largest sum), NP-hard in
general, and solved here in three steps. A greedy search at falling prices: a metre of street first costs as much as on
the densest links, pieces that are worth more than their metres are taken, and the price falls until the metres are used
up (a Lagrangian relaxation of the total length; M. L. Fisher, 1981, doi 10.1287/mnsc.27.1.1). Then column generation
(C. Barnhart et al., 1998, doi 10.1287/opre.46.3.316): many more pieces are grown at the price found; the best choice of
parts of them gives each link and metre its price; pieces that are worth more than these are grown, and so on; of all
pieces the best that share no link are chosen by integer programming. Swaps of single links improve the result.
How close a corridor comes to the optimum is tested against integer programming over the links themselves.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from .corridor_search import LEAST, Piece, Search
from .corridor_swaps import polish, restore
from .network import Network
from .packing import Packing

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

FALL = 0.8  # the price's fall from step to step
# when many pieces are grown to choose among: how far ahead they look, round by round
ROUNDS = ((150.0, 400.0), (150.0, 400.0), (60.0, 250.0), (150.0, 400.0), (60.0, 250.0))
ENOUGH = 0.003  # a round that promises less than this share more is the last
SEEDS = 0.8  # they grow from links as dense as this share of the price
FEW = 300  # links that pieces are grown from, if no more are known to be good
MANY = 20  # corridors made where neither a number nor a length is asked for


@dataclass(frozen=True)
class Wanted:
    """Which corridors are wanted.

    Attributes:
        min_length, max_length: metres of street of each; 1,250 m is 15 minutes at 5 km/h.
        total_length: metres of all corridors together, None for no limit.
        top_n: how many at most, None for no limit.
    """

    min_length: float = 300.0
    max_length: float = 1250.0
    total_length: float | None = None
    top_n: int | None = None

    def check(self) -> None:
        """Raise HotspotError if nothing can be meant by this."""
        if not 0 <= self.min_length < np.inf or not 0 < self.max_length < np.inf:
            raise HotspotError(
                f"The lengths of a corridor are {self.min_length:g} to {self.max_length:g} m: "
                "ask for 0 or more, and more than 0, metres."
            )
        if self.min_length > self.max_length:
            raise HotspotError(
                f"The least length of a corridor ({self.min_length:g} m) is above the greatest "
                f"({self.max_length:g} m): exchange them."
            )
        if self.total_length is not None and not self.min_length <= self.total_length < np.inf:
            raise HotspotError(
                f"All corridors together may have {self.total_length:g} m, which is less than the least length of one "
                f"({self.min_length:g} m): allow more, or shorter corridors."
            )
        if self.total_length is not None and self.total_length <= 0:
            raise HotspotError("All corridors together may have 0 m: allow more, or leave it empty.")
        if self.top_n is not None and self.top_n < 1:
            raise HotspotError(f"The number of corridors is {self.top_n}: ask for 1 or more, or leave it empty.")


def choose(network: Network, worth: Floats, wanted: Wanted, progress: Progress = SILENT) -> list[Whole]:
    """Return the links of each corridor, those with most worth for each metre first.

    With a total length its metres are what is scarce: corridors have the most worth for the metres of all. Without, it
    is the number of walks: each corridor has the most worth that a walk of the greatest length can have.

    Args:
        network: the streets.
        worth: what patrolling each link is worth, such as the crimes expected on it, shape (n,), not negative.
        wanted: see there.
        progress: for long work.

    Raises:
        HotspotError: no link is worth anything, or no piece of the network is as long as asked for.
    """
    wanted.check()
    usable = network.length <= wanted.max_length
    density = np.where(usable, worth / np.maximum(network.length, LEAST), 0.0)
    if not (density > 0).any():
        raise HotspotError(
            f"No street of at most {wanted.max_length:g} m has a crime: check the streets, or allow longer corridors."
        )
    # harm can be of any size, and the tolerances of integer programming are not
    worth, density = worth * (len(network) / float(worth.sum())), density * (len(network) / float(worth.sum()))
    order = np.argsort(-density, kind="stable")
    search = Search(network, worth, usable)
    if wanted.total_length is None:
        pieces = _walks(search, network, density, order, wanted, progress)
    else:
        pieces = _metres(search, network, density, order, wanted, wanted.total_length, progress)
    if not pieces:
        raise HotspotError(
            f"No connected streets with crime can be put together to {wanted.min_length:g}–{wanted.max_length:g} m: "
            "allow shorter corridors, or check that the streets meet where they should."
        )
    links = [np.array(sorted(piece.links), dtype=np.int64) for piece in pieces]
    links.sort(key=lambda piece: (-float(worth[piece].sum() / network.length[piece].sum()), int(piece[0])))
    return links


def _metres(
    search: Search,
    network: Network,
    density: Floats,
    order: Whole,
    wanted: Wanted,
    total: float,
    progress: Progress,
) -> list[Piece]:
    """Return pieces at falling prices until the metres are used up."""
    least, most, top_n = wanted.min_length, wanted.max_length, wanted.top_n
    metres = np.cumsum(network.length[order])
    price = float(density[order[min(int(np.searchsorted(metres, least)), order.size - 1)]])
    lowest = float(density[density > 0].min()) * least / (least + most)
    price = last = max(price, lowest)
    falling = -density[order]
    pieces: list[Piece] = []
    used, part = 0.0, Part(progress, 0.0, 0.3)
    while used + least <= total and price >= lowest and (top_n is None or len(pieces) < top_n):
        heap: list[tuple[float, int, Piece]] = []
        for seed in order[: np.searchsorted(falling, -price, side="right")].tolist():
            _push(search, heap, seed, least, min(most, total - used), price)
            part.at(min(used / total, 1.0))
        while heap and used + least <= total and (top_n is None or len(pieces) < top_n):
            _, seed, piece = heapq.heappop(heap)
            if piece.length > total - used or not search.free(piece):
                _push(search, heap, seed, least, min(most, total - used), price)
                continue
            search.take(piece)
            pieces.append(piece)
            used += piece.length
            part.at(min(used / total, 1.0))
        last, price = price, price * FALL
    polish(search, pieces, least, most, total)
    if pieces:
        seeds = order[: np.searchsorted(falling, -last * SEEDS, side="right")].tolist()
        _repack(search, pieces, seeds, last, wanted, total, Part(progress, 0.3, 1.0))
        polish(search, pieces, least, most, total)
    return pieces


def _repack(
    search: Search,
    pieces: list[Piece],
    seeds: list[int],
    price: float,
    wanted: Wanted,
    total: float | None,
    progress: Progress,
) -> None:
    """Exchange pieces for the best choice among them and many more.

    Round after round pieces are grown that are worth more than their links and metres cost at the prices of the round
    before, as long as that promises more.
    """
    for piece in pieces:
        for link in piece.links:
            search.taken[link] = False
    own = search.worth
    number = wanted.top_n or (None if total else MANY)
    known = sum(piece.worth for piece in pieces)
    pool = {frozenset(piece.links) for piece in pieces}
    cost, one = np.zeros(len(own)), 0.0
    before, packing, prices = 0.0, None, None
    for turn, views in enumerate(ROUNDS):
        left = np.asarray(own) - cost
        search.worth = left.tolist()
        pool |= _grown(search, seeds, wanted, price, one, views, Part(progress, turn / len(ROUNDS), 0.9))
        search.worth = own
        packing = Packing(sorted(tuple(sorted(links)) for links in pool), own, search.length, total, number)
        prices = packing.prices()
        if prices is None or prices.bound < before * (1.0 + ENOUGH):
            break
        cost, price, one, before = prices.member, prices.metre, prices.one, prices.bound
        if total is not None:
            worthy = np.flatnonzero(np.asarray(own) - cost > price * np.maximum(np.asarray(search.length), LEAST))
            seeds = [link for link in worthy.tolist() if not search.taken[link]]
    made = []
    for links in packing.best(known, prices) if packing else ():
        piece = Piece()
        search.add(piece, links)
        made.append(piece)
    progress.at(1.0)
    restore(search, pieces, made if sum(piece.worth for piece in made) > known else list(pieces))


def _grown(
    search: Search,
    seeds: list[int],
    wanted: Wanted,
    price: float,
    one: float,
    views: tuple[float, ...],
    progress: Progress,
) -> set[frozenset[int]]:
    """Return the pieces met on growing from seeds, and the best of them without what a way to them needed no more.

    Only pieces that are long enough and worth what they cost.
    """
    found: set[frozenset[int]] = set()
    pruned: set[frozenset[int]] = set()
    for number, ahead in enumerate(views):
        seen: set[frozenset[int]] = set()
        for i, seed in enumerate(seeds):
            best = search.grow(seed, wanted.min_length, wanted.max_length, price, ahead, seen)
            if best is not None and search.prune(best, wanted.min_length, price):
                pruned.add(frozenset(best.links))
            if not i % 20:
                progress.at((number + i / len(seeds)) / len(views))
        found |= seen
    worth, length = search.worth, search.length
    kept = set()
    for links in found | pruned:
        metres = sum(length[link] for link in links)
        if metres >= wanted.min_length and sum(worth[link] for link in links) >= price * metres + one:
            kept.add(links)
    return kept


def _walks(
    search: Search, network: Network, density: Floats, order: Whole, wanted: Wanted, progress: Progress
) -> list[Piece]:
    """Return the pieces that are worth most in a walk, one after the other."""
    number = wanted.top_n or MANY
    # from the densest links on: enough of them for several times the walks that are wanted
    metres = np.cumsum(network.length[order])
    some = min(int(np.searchsorted(metres, 4.0 * number * wanted.max_length)) + 1, int((density > 0).sum()))
    heap: list[tuple[float, int, Piece]] = []
    for i, seed in enumerate(order[:some].tolist()):
        _push(search, heap, seed, wanted.min_length, wanted.max_length, 0.0)
        progress.at(0.4 * i / some)
    pieces: list[Piece] = []
    while heap and len(pieces) < number:
        _, seed, piece = heapq.heappop(heap)
        if not search.free(piece):
            _push(search, heap, seed, wanted.min_length, wanted.max_length, 0.0)
            continue
        search.take(piece)
        alone = [piece]
        polish(search, alone, wanted.min_length, wanted.max_length, wanted.max_length)
        pieces += alone
        progress.at(0.4 + 0.1 * len(pieces) / number)
    if pieces:
        # seeds that are in a good piece already lead to most of the others; where there are few, all can be tried
        good = {link for piece in pieces for link in piece.links}
        seeds = sorted(good | set(order[: max(FEW - len(good), 0)].tolist()))
        _repack(search, pieces, seeds, 0.0, wanted, None, Part(progress, 0.5, 1.0))
        for i, piece in enumerate(pieces):
            alone = [piece]
            polish(search, alone, wanted.min_length, wanted.max_length, wanted.max_length)
            pieces[i] = alone[0]
    return pieces


def _push(
    search: Search, heap: list[tuple[float, int, Piece]], seed: int, least: float, room: float, price: float
) -> None:
    """Put the piece grown from a seed on the heap, if it is worth more than its metres."""
    if search.taken[seed]:
        return
    piece = search.grow(seed, least, room, price)
    if piece is not None and (gain := search.gain(piece, price)) >= 0.0:
        heapq.heappush(heap, (-gain, seed, piece))
