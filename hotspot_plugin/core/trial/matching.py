"""Matched pairs: the pairing whose distances add up to the least, found exactly.

Units are compared on baselines, each in its standard deviations, by Euclidean distance; the pairs are the perfect
matching of least total distance (optimal nonbipartite matching: Greevy, Lu, Silber & Rosenbaum 2004,
doi 10.1093/biostatistics/5.2.263), by Edmonds's blossom algorithm (1965, doi 10.4153/CJM-1965-045-4; in cubic time with
slacks, Galil 1986, doi 10.1145/6462.6502). All of it is in whole numbers (distances in billionths of a standard
deviation, cut off), so that the pairs are the same on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from ..errors import HotspotError
from ..progress import SILENT, Progress
from .blossoms import Blossoms

LARGEST = 400
_UNIT = 10**9


def distances(baselines: Sequence[Sequence[float]], progress: Progress = SILENT) -> list[list[int]]:
    """Return the distance of each two units in billionths of a standard deviation, cut off, as (n, n) whole numbers.

    Args:
        baselines: one sequence of n finite numbers for each baseline; one that does not vary tells nothing apart.
        progress: is told how far it is.
    """
    n = len(baselines[0])
    varying = []
    for values in baselines:
        exact = [Fraction(value) for value in values]
        # n·Σx² − (Σx)² is n·(n − 1) times the variance
        spread = n * sum(value * value for value in exact) - sum(exact) ** 2
        if spread:
            varying.append((exact, Fraction(n * (n - 1)) / spread * _UNIT * _UNIT))
    apart = [[0] * n for _ in range(n)]
    for i in range(n):
        progress.at((i / n) ** 2)
        for j in range(i):
            square = sum(((exact[i] - exact[j]) ** 2 * weight for exact, weight in varying), Fraction(0))
            apart[i][j] = apart[j][i] = math.isqrt(math.floor(square))
    return apart


def optimal_pairs(apart: Sequence[Sequence[int]], progress: Progress = SILENT) -> list[tuple[int, int]]:
    """Return the pairs whose distances add up to the least, each with its smaller position first, sorted.

    With an odd number of units one is left out, so that the sum is the least.

    Args:
        apart: (n, n) symmetric whole numbers ≥ 0.
        progress: is told how far it is.

    Raises:
        HotspotError: there are more than 400 units, which would take too long.
    """
    n = len(apart)
    if n > LARGEST:
        raise HotspotError(f"{n:,} units are too many to be paired (at most {LARGEST}): draw in blocks of quantiles.")
    if n < 2:
        return []
    # a stand-in at no distance from anyone makes the number even; whoever is paired with it is left out
    costs = [list(row) for row in apart]
    if n % 2:
        costs = [[*row, 0] for row in costs] + [[0] * (n + 1)]
    mates = Blossoms(costs).solve(progress)
    return [(i, j) for i, j in enumerate(mates) if i < j < n]
