"""The best choice among many candidates that exclude each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

MANY = 40_000  # candidates; with more, integer programming takes minutes
GAP = 0.002  # a choice this close to the best is good enough
NODES = 2_000  # of the search tree; not seconds, so that a faster machine does not find another answer


def pack(
    candidates: Sequence[tuple[int, ...]],
    worth: Sequence[float],
    length: Sequence[float],
    total: float | None,
    number: int | None,
) -> list[tuple[int, ...]]:
    """Return the candidates that together are worth most, no two of which have a member in common.

    Args:
        candidates: members of each, such as links.
        worth, length: of each member; a candidate's is the sum.
        total: length that the chosen may have together, None for any.
        number: how many may be chosen, None for any.

    Returns:
        the chosen, within `GAP` of the best; empty if there are too many candidates (`MANY`) or none was found in time.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    count = len(candidates)
    if not count or count > MANY:
        return []
    sizes = [len(members) for members in candidates]
    member = np.fromiter(chain.from_iterable(candidates), dtype=np.int64, count=sum(sizes))
    column = np.repeat(np.arange(count), sizes)
    used, row = np.unique(member, return_inverse=True)
    once = coo_array((np.ones(row.size), (row, column)), shape=(used.size, count)).tocsr()
    worths = np.bincount(column, np.asarray(worth)[member], count)
    rules = [LinearConstraint(once, -np.inf, 1.0)]
    if total is not None:
        rules.append(LinearConstraint(np.bincount(column, np.asarray(length)[member], count)[None], -np.inf, total))
    if number is not None:
        rules.append(LinearConstraint(np.ones((1, count)), -np.inf, number))
    solved = milp(
        -worths,
        integrality=np.ones(count, dtype=np.int64),
        bounds=Bounds(0.0, 1.0),
        constraints=rules,
        options={"mip_rel_gap": GAP, "node_limit": NODES},
    )
    if solved.x is None:
        return []
    return [candidates[i] for i in np.flatnonzero(solved.x > 0.5).tolist()]
