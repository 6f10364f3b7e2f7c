"""The best choice among many candidates that exclude each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

MANY = 40_000  # candidates; with more, integer programming takes minutes
GAP = 0.0005  # a choice this close to the best is good enough
NODES = 2_000  # of the search tree; not seconds, so that a faster machine does not find another answer
KILO = 1000.0  # lengths stand in kilometres in the matrix, so that its numbers are of one size


@dataclass(frozen=True)
class Prices:
    """What scarce things cost where the choice may take parts of candidates: the duals of the linear relaxation.

    Attributes:
        member: of each member, shape (m,).
        metre: of a metre.
        one: of being one of a limited number.
        bound: what the best parts of candidates are worth together; whole ones are worth no more.
        short: what each candidate is worth less than its members, metres and place cost: 0 for the best.
    """

    member: Floats
    metre: float
    one: float
    bound: float
    short: Floats


class Packing:
    """Candidates, no two of which with a common member may be chosen."""

    def __init__(
        self,
        candidates: Sequence[tuple[int, ...]],
        worth: Sequence[float],
        length: Sequence[float],
        total: float | None,
        number: int | None,
    ) -> None:
        """Take the candidates.

        Args:
            candidates: members of each, such as links.
            worth, length: of each member, shape (m,); a candidate's is the sum.
            total: length that the chosen may have together, None for any.
            number: how many may be chosen, None for any.
        """
        from scipy.sparse import coo_array, vstack

        self.candidates, self.members = candidates, len(worth)
        self.total, self.number = total, number
        count = len(candidates)
        sizes = [len(members) for members in candidates]
        self.member = np.fromiter(chain.from_iterable(candidates), dtype=np.int64, count=sum(sizes))
        self.column = np.repeat(np.arange(count), sizes)
        self.worth = np.bincount(self.column, np.asarray(worth)[self.member], count)
        self.length = np.bincount(self.column, np.asarray(length)[self.member], count)
        self.used, row = np.unique(self.member, return_inverse=True)
        rows: list[Any] = [coo_array((np.ones(row.size), (row.ravel(), self.column)), shape=(self.used.size, count))]
        limits = [np.ones(self.used.size)]
        if total is not None:
            rows.append(coo_array(self.length[None] / KILO))
            limits.append(np.array([total / KILO]))
        if number is not None:
            rows.append(coo_array(np.ones((1, count))))
            limits.append(np.array([float(number)]))
        self.rules, self.limits = vstack(rows).tocsr(), np.concatenate(limits)

    def prices(self) -> Prices | None:
        """Return the prices at which the best parts of candidates are chosen, None if they are not found."""
        from scipy.optimize import linprog

        solved = linprog(-self.worth, A_ub=self.rules, b_ub=self.limits, bounds=(0.0, None), method="highs")
        if solved.status != 0:
            return None
        dual = -solved.ineqlin.marginals
        member = np.zeros(self.members)
        member[self.used] = dual[: self.used.size]
        rest = dual[self.used.size :].tolist()
        metre = rest.pop(0) / KILO if self.total is not None else 0.0
        one = rest.pop(0) if self.number is not None else 0.0
        cost = np.bincount(self.column, member[self.member], self.worth.size) + metre * self.length + one
        return Prices(member, metre, one, -float(solved.fun), np.maximum(cost - self.worth, 0.0))

    def best(self, known: float, prices: Prices | None) -> list[tuple[int, ...]]:
        """Return the candidates that together are worth most, within `GAP`.

        Args:
            known: the worth of a choice that is known.
            prices: of this packing; candidates that are short by more than what the bound leaves above `known` are in
                no better choice.

        Returns:
            the chosen; empty if there are too many candidates (`MANY`) or none was found in time.
        """
        if prices is None:
            found = self._solve(np.arange(self.worth.size))
        else:
            # a choice that is close enough may be found among those that are short by no more than the gap
            found = self._solve(np.flatnonzero(prices.short <= prices.bound * GAP))
            worth = float(self.worth[found].sum())
            if worth < prices.bound * (1.0 - GAP):
                known = max(known, worth)
                others = self._solve(np.flatnonzero(prices.short <= prices.bound - known + 1e-6 * abs(known)))
                found = others if self.worth[others].sum() > worth else found
        return [self.candidates[i] for i in found.tolist()]

    def _solve(self, some: Whole) -> Whole:
        """Return those of some candidates that together are worth most, none if there are too many of them."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        if not some.size or some.size > MANY:
            return some[:0]
        solved = milp(
            -self.worth[some],
            integrality=np.ones(some.size, dtype=np.int64),
            bounds=Bounds(0.0, 1.0),
            constraints=LinearConstraint(self.rules[:, some], -np.inf, self.limits),
            options={"mip_rel_gap": GAP, "node_limit": NODES},
        )
        return some[:0] if solved.x is None else some[solved.x > 0.5]
