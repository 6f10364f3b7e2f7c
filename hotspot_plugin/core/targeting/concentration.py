"""How strongly crime concentrates at places: Lorenz curve, Gini coefficients, the few places that hold a quarter of it.

    counts = np.array([10, 8, 2, 0, 0, 0, 0, 0, 0, 0])
    gini(counts)          # 0.78
    share_of_places(counts, 0.5)   # 0.1: one place of ten holds half

Places without crime are places: leave them out and every number says less concentration than there is.
Sources: Gini, C. (1912), in the discrete form of Sen, A. (1973), On Economic Inequality; Bernasco, W. and Steenbeek, W.
(2017), More places than crimes, J. Quant. Criminol. 33, 451–467, doi 10.1007/s10940-016-9324-7; Weisburd, D. (2015),
The law of crime concentration and the criminology of place, Criminology 53, 133–157, doi 10.1111/1745-9125.12070.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import HotspotError

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


def check_counts(counts: ArrayLike) -> Whole:
    """Return crimes of each place as whole numbers, shape (n,).

    Raises:
        HotspotError: there is no place, no crime, or a count that is negative or no whole number.
    """
    given = np.asarray(counts, dtype=np.float64)
    if not given.size:
        raise HotspotError("There is no place to measure concentration over: check the study area.")
    if not (np.isfinite(given) & (given >= 0) & (given == np.floor(given))).all():
        raise HotspotError("Concentration is measured over counts: each place needs a whole number from 0 up.")
    if not given.any():
        raise HotspotError("There is no crime in any of the places, so nothing concentrates: check the layers.")
    return given.astype(np.int64)


def lorenz(counts: ArrayLike) -> tuple[Floats, Floats]:
    """Return the Lorenz curve with the places with most crime first, so that it bends above the diagonal.

    Returns:
        the share of places and the share of crime that they hold, both from 0 to 1, shape (n + 1,).
    """
    ranked = np.sort(check_counts(counts))[::-1]
    held = np.concatenate(([0], np.cumsum(ranked)))
    return np.arange(held.size) / ranked.size, held / held[-1]


def gini(counts: ArrayLike) -> float:
    """Return the Gini coefficient: 0 if every place has as much crime, 1 − 1/n if one of n has all.

    It is half the mean absolute difference of two places, each drawn from all n, over the mean (Sen 1973): with counts
    in ascending order, (2 Σ i·xᵢ / Σ xᵢ − n − 1) / n. With fewer crimes than places it cannot be 0; see
    `generalised_gini`.
    """
    ascending = np.sort(check_counts(counts)).astype(np.float64)
    n = ascending.size
    return float((2.0 * (np.arange(1, n + 1) @ ascending) / ascending.sum() - n - 1.0) / n)


def generalised_gini(counts: ArrayLike, unbiased: bool = False) -> float:
    """Return the generalised Gini coefficient of Bernasco and Steenbeek (2017).

    With c crimes at n > c places at least n − c places must be empty, and crime spread as evenly as it can be (one at
    each of c places) has a Gini of 1 − c/n, not 0. Measured from there on, G' = max(1, n/c)·(G − 1) + 1: 0 is the most
    even spread possible, whatever the number of crimes, and empty places added to it change nothing.

    Args:
        counts: crimes of each place, shape (n,).
        unbiased: stretch it so that all crime at one place is 1: G'·m / (m − 1) with m = min(n, c). NaN for m = 1, a
            single place or crime, which can be spread in one way only.
    """
    known = check_counts(counts)
    n, crimes = known.size, int(known.sum())
    found = max(1.0, n / crimes) * (gini(known) - 1.0) + 1.0
    if not unbiased:
        return found
    most = min(n, crimes)
    return found * most / (most - 1) if most > 1 else math.nan


def busiest(counts: ArrayLike, share: float) -> Whole:
    """Return the fewest places that hold at least `share` (above 0, to 1) of the crime, the busiest first.

    Places with as many crimes as the last one taken are drawn in the order given; how many they are does not depend on
    it.
    """
    known = check_counts(counts)
    order = np.argsort(-known, kind="stable")
    # compared in whole crimes as far as possible: 0.25 of 8 crimes is 2, not 2.0000000000000004
    needed = share * known.sum() * (1.0 - 1e-12)
    return order[: int(np.searchsorted(np.cumsum(known[order]), needed)) + 1]


def share_of_places(counts: ArrayLike, share: float) -> float:
    """Return which share (0–1) of all places, those without crime among them, hold at least `share` of the crime."""
    known = check_counts(counts)
    return busiest(known, share).size / known.size


def by_chance(crimes: int, places: int) -> Whole:
    """Return what counts to expect if every crime fell on any place with the same chance, shape (places,), descending.

    The number of places with k crimes is then binomial; its expected values are rounded, so that the crimes add up to
    nearly `crimes`. Few crimes on many places look concentrated even so: this is what to compare with.

    Raises:
        HotspotError: there are no crimes or no places.
    """
    from scipy.stats import binom

    if places < 1 or crimes < 1:
        raise HotspotError("There are no crimes or no places to spread at random.")
    mean = crimes / places
    most = min(crimes, math.ceil(mean + 12.0 * math.sqrt(mean) + 30.0))
    at_least = np.rint(places * binom.sf(np.arange(most), crimes, 1.0 / places)).astype(np.int64)
    # the place with k crimes is the last of those with at least k
    return np.searchsorted(-at_least, -np.arange(1, places + 1), side="right").astype(np.int64)


def kept(before: ArrayLike, after: ArrayLike, share: float) -> float:
    """Return the share of the crime of `after` at the places that held at least `share` of that of `before`.

    It tells hot places from lucky ones: if crime moved about freely it would be near the share of places.

    Args:
        before, after: crimes of the same places in two periods, shape (n,).
        share: 0–1.
    """
    later = check_counts(after)
    return float(later[busiest(before, share)].sum() / later.sum())
