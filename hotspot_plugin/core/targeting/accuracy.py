"""How well places chosen beforehand hold the crimes of later: the measures, as arithmetic on counts and sizes.

A size is an area or a street length: for hotspots that are streets, length is the fair one (Drawve and Wooditch 2019).
Sources: PAI: Chainey, S., Tompson, L. and Uhlig, S. (2008), Security Journal 21, 4–28, doi 10.1057/palgrave.sj.8350066.
Recapture rate: Levine, N. (2008), Security Journal 21, 295–302, doi 10.1057/sj.2008.5. PEI*: White, V. M., Hunt, J. and
Green, B. (2023), A discussion of current crime forecasting indices, Security Journal. Length: Drawve, G. and Wooditch,
A. (2019), A research note on … the predictive accuracy index, Journal of Criminal Justice 64, 101625. Clumpiness:
Adepeju, M., Rosser, G. and Cheng, T. (2016), Novel evaluation metrics for sparse spatio-temporal point process hotspot
predictions, Int. J. of Geographical Information Science 30, 2133–2154, doi 10.1080/13658816.2016.1159684.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

# the six neighbours of a hexagon in doubled coordinates (see hexgrid)
NEIGHBOURS = ((2, 0), (-2, 0), (1, 1), (1, -1), (-1, 1), (-1, -1))


def ratio(above: float, below: float) -> float:
    """Return above / below, NaN for 0 / 0 and infinity for others over 0."""
    if below == 0:
        return math.nan if above == 0 else math.inf
    return above / below


def pai(hits: float, crimes: float, size: float, whole: float) -> float:
    """Return the predictive accuracy index (n/N) / (a/A) of Chainey et al. (2008): 1 is no better than chance.

    Args:
        hits, crimes: crimes in the places, and all of them.
        size, whole: area (or street length) of the places, and of the study area.
    """
    return ratio(ratio(hits, crimes), ratio(size, whole))


def recapture(later: float, later_all: float, before: float, before_all: float) -> float:
    """Return Levine's (2008) recapture rate: the places' share of later crime over their share of the crime before.

    1 means that they hold what they held; below 1 is regression to the mean, which places chosen for having much crime
    cannot escape.
    """
    return ratio(ratio(later, later_all), ratio(before, before_all))


def predicted_observed(predicted: float, observed: float) -> float:
    """Return predicted over observed crimes, which ptools calls RRI: above 1 promises too much; not Levine's."""
    return ratio(predicted, observed)


def taken(counts: ArrayLike, sizes: ArrayLike, budget: float) -> Floats:
    """Return which part (0–1) of each unit the best choice of units with a total size of `budget` would take.

    Units are taken by their crimes per size, the densest first, the last one in part (crimes are spread evenly in it).

    Args:
        counts: later crimes of each unit, shape (n,).
        sizes: their sizes, above 0, shape (n,).
        budget: total size.

    Returns:
        shape (n,).
    """
    number, size = np.asarray(counts, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    order = np.argsort(-number / size, kind="stable")
    before = np.cumsum(size[order]) - size[order]
    part = np.empty(size.shape)
    part[order] = np.clip((budget - before) / size[order], 0.0, 1.0)
    return part


def best_possible(counts: ArrayLike, sizes: ArrayLike, budget: float) -> float:
    """Return n*, the most crimes that units with a total size of `budget` could have held (see `taken`).

    The predictive efficiency index PEI* is n / n*, which for the same size is PAI over the largest possible PAI. Small
    units can follow crime more closely, so n* depends on the units: compare only PEI of the same ones.
    """
    return float(np.asarray(counts, dtype=np.float64) @ taken(counts, sizes, budget))


def ranked(predicted: ArrayLike, observed: ArrayLike, sizes: ArrayLike | None = None) -> pd.DataFrame:
    """Return the measures as units are added one after the other, the one with the highest predicted density first.

    Ties are broken against the prediction: of equally promising units the one with the fewest observed crimes per size
    comes first, so that the order of the rows cannot flatter.

    Args:
        predicted, observed: crimes of each unit, shape (n,).
        sizes: area or length of each, above 0; all alike if left out.

    Returns:
        one row a unit in that order: `unit` (its position in the input), `size_share`, `hit_rate`, `pai`, `pei`, `rri`
        (predicted over observed so far).
    """
    promise, found = np.asarray(predicted, dtype=np.float64), np.asarray(observed, dtype=np.float64)
    size = np.ones(promise.shape) if sizes is None else np.asarray(sizes, dtype=np.float64)
    order = np.lexsort((found / size, -promise / size))
    so_far, hits = np.cumsum(size[order]), np.cumsum(found[order])
    best = np.array([best_possible(found, size, budget) for budget in so_far])
    with np.errstate(divide="ignore", invalid="ignore"):
        share, rate = so_far / size.sum(), hits / found.sum()
        return pd.DataFrame(
            {
                "unit": order,
                "size_share": share,
                "hit_rate": rate,
                "pai": rate / share,
                "pei": hits / best,
                "rri": np.cumsum(promise[order]) / hits,
            }
        )


def clumpiness(col: Whole, row: Whole, chosen: Flags) -> float:
    """Return how clumped chosen hexagons are: −1 as scattered as can be, 0 as at random, near 1 one clump.

    g is the share of the chosen cells' neighbours in the study area that are chosen too, p the share of all cells that
    are chosen: (g − p) / p where g < p < 0.5, otherwise (g − p) / (1 − p), as FRAGSTATS has it (McGarigal et al. 2012)
    and Adepeju et al. (2016) after it. Code in circulation divides by g in the first case, which has no lower end.

    Args:
        col, row: the cells of the study area (see `hexgrid`), shape (n,).
        chosen: shape (n,).

    Returns:
        NaN if no cell is chosen, or all are, or none of the chosen has a neighbour.
    """
    if not chosen.any() or chosen.all():
        return math.nan
    span = int(row.max() - row.min()) + 3
    key = (col - col.min() + 2) * span + (row - row.min() + 1)
    order = np.argsort(key)
    known, flag = key[order], chosen[order]
    like = every = 0
    for east, north in NEIGHBOURS:
        wanted = key[chosen] + east * span + north
        place = np.minimum(np.searchsorted(known, wanted), known.size - 1)
        there = known[place] == wanted
        every += int(there.sum())
        like += int((there & flag[place]).sum())
    if not every:
        return math.nan
    g, p = like / every, float(chosen.mean())
    return (g - p) / p if g < p < 0.5 else (g - p) / (1.0 - p)


def resample(weights: Floats, times: int, generator: np.random.Generator) -> Floats:
    """Return the column sums of so many bootstrap samples of the rows, each as many rows drawn with replacement.

    Rows that are alike are drawn together (a multinomial draw), so that a million crimes cost no more than their few
    kinds.

    Args:
        weights: what each crime adds to each sum, shape (n, k).
        times: number of samples.
        generator: for simulation; numpy's.

    Returns:
        shape (times, k).
    """
    code = np.zeros(len(weights), dtype=np.int64)
    for column in weights.T:  # one column after the other is ten times as fast as np.unique of whole rows
        values, place = np.unique(column, return_inverse=True)
        code = np.unique(code * values.size + place.reshape(-1), return_inverse=True)[1].reshape(-1)
    counts = np.bincount(code)
    kinds = np.empty((counts.size, weights.shape[1]))
    kinds[code] = weights
    drawn = generator.multinomial(len(weights), counts / counts.sum(), size=times)
    return np.asarray(drawn @ kinds, dtype=np.float64)


def interval(values: Floats, level: float = 0.95) -> tuple[float, float]:
    """Return the percentile interval of bootstrap values; NaN where they do not vary, which says nothing."""
    usable = values[np.isfinite(values)]
    if not usable.size or usable.min() == usable.max():
        return math.nan, math.nan
    tail = 50.0 * (1.0 - level)
    low, high = np.percentile(usable, [tail, 100.0 - tail])
    return float(low), float(high)
