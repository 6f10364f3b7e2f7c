"""Corridors improved link by link: lengthened while there are metres left, then by swaps of single links."""

from __future__ import annotations

import numpy as np

from .corridor_search import Piece, Search

SLACK = 1e-9  # metres; sums of lengths in different orders differ in their last bits


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
