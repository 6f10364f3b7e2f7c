"""Which place is hottest, which are far enough apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..progress import SILENT, Progress

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

CHECK_EVERY = 500


def sums(index: Whole, weight: Floats, places: int) -> Floats:
    """Return the sum of the weights of the crimes of each place, the same whatever the order of the crimes.

    Args:
        index: the place of each crime, 0 to `places` - 1, shape (n,).
        weight: shape (n,); NaN counts as 0.
        places: how many places there are.

    Returns:
        shape (places,).
    """
    known = np.nan_to_num(weight, nan=0.0)
    if not (known == np.floor(known)).all():
        # fractions do not add up to the same last bit in every order, so they are added from the smallest
        order = np.argsort(known, kind="stable")
        index, known = index[order], known[order]
    return np.bincount(index, known, places).astype(np.float64)


def order(crimes: Whole, harm: Floats | None = None) -> Whole:
    """Return places from the hottest to the coldest.

    By harm if it is given, otherwise by crimes. Ties: more crimes first, then the order in which the places are given.
    Harms that differ by less than a millionth of a millionth of the largest are a tie, because sums of fractions do.

    Args:
        crimes: crimes of each place, shape (n,).
        harm: sum of the weights of its crimes, shape (n,).

    Returns:
        positions of the places, hottest first, shape (n,).
    """
    if harm is None:
        return np.argsort(-crimes, kind="stable")
    largest = harm.max(initial=0.0)
    return np.lexsort((-crimes, -np.round(harm / largest, 12) if largest > 0 else harm))


def apart(x: Floats, y: Floats, metres: float, limit: int | None = None, progress: Progress = SILENT) -> Whole:
    """Return the places to keep so that no two are closer than `metres`, the hotter always being kept.

    Greedy from the first, as for West Midlands' Operation Savvy (at least 500 m between centres): a place is kept
    unless one kept before it is closer. Exactly `metres` apart (to a billionth) is far enough.

    Args:
        x, y: centres in metres, hottest first, shape (n,).
        metres: 0 keeps all.
        limit: stop when so many are kept.
        progress: for long work.

    Returns:
        positions of the places kept, in order.
    """
    if metres <= 0 or not x.size:
        return np.arange(x.size)[:limit]
    from scipy.spatial import cKDTree

    points = np.column_stack((x, y))
    tree = cKDTree(points)
    free = np.ones(x.size, dtype=bool)
    kept: list[int] = []
    for i in range(x.size):
        if not i % CHECK_EVERY:
            progress.at(i / x.size)
        if free[i]:
            kept.append(i)
            if len(kept) == limit:
                break
            free[tree.query_ball_point(points[i], metres * (1.0 - 1e-9))] = False
    return np.array(kept, dtype=np.int64)
