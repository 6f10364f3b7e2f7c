"""How much time units really spent inside, from fixes of which each is out of place by an error of known size.

The distances of all fixes from the edge are those of the true places, blurred. Richardson's (1972, Journal of the
Optical Society of America 62, 55) and Lucy's (1974, doi 10.1086/111605) iteration takes the blur out. What is sought is
not the true place of each fix, which nobody can know, but how many of them were inside. So the true distances are
described by few numbers: straight from knot to knot 1.5 standard deviations apart, with a jump at the edge, because
patrols are sent inside and turn at it. More numbers would follow chance, fewer could not tell a unit that stands by the
edge from one that is spread over the hotspot.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from .legs import Flags, Floats

REACH = 8.0  # standard deviations: twice as far as any fix is on the wrong side of an edge
BINS = 32  # of what is seen
INNER = np.array([0.0, 1.5, 3.0, 4.5])  # depths, in standard deviations, between which the true density is straight
OUTER = np.array([0.0, 1.5, 3.0, 4.5, 6.5, 8.0])
NEXT = 2  # knots that are near the edge; the density at the edge itself is mostly chance
ROUNDS = 1000
SAMPLES = 50_000
ENOUGH = 200  # fixes near an edge; what fewer say is chance


class Near(NamedTuple):
    """Fixes near hotspots or in them, as pairs of a fix and a hotspot.

    Attributes:
        which: (p,) position of the fix among the places.
        polygon: (p,) position of the hotspot.
        distance: (p,) metres outside of it, negative where inside.
    """

    which: NDArray[np.intp]
    polygon: NDArray[np.intp]
    distance: Floats


def near(x: Floats, y: Floats, polygons: NDArray[np.object_], reach: float) -> Near:
    """Return the pairs of places and polygons that are nearer to each other than `reach` metres, or inside."""
    places = shapely.points(x, y)
    which, polygon = shapely.STRtree(polygons).query(places, predicate="dwithin", distance=reach)
    return Near(which, polygon, outside(places[which], polygons[polygon], shapely.boundary(polygons)[polygon]))


def outside(
    places: NDArray[np.object_], polygons: NDArray[np.object_], edges: NDArray[np.object_] | None = None
) -> Floats:
    """Return how far places are outside of their polygons, negative where inside, metres; prepares the polygons.

    Their `edges` may be given: of half a million pairs with a few hotspots they are not all to be made anew.
    """
    shapely.prepare(polygons)
    away = shapely.distance(shapely.boundary(polygons) if edges is None else edges, places)
    return np.where(shapely.intersects(polygons, places), -away, away)


def really_inside(
    x: Floats, y: Floats, sigma: Floats, weight: Floats, polygons: NDArray[np.object_], pairs: Near, size: float
) -> tuple[float, Floats] | None:
    """Return the weight of the places that were really inside; and how much is inside of each edge for 1 outside, (h,).

    The latter is of what is within 3 standard deviations of it. Each hotspot is given as many places besides as it
    takes to tell (`ENOUGH`), spread as those of all hotspots: of one that few units come near no more is known. None if
    there are too few of all to tell.

    Args:
        x, y: (n,) where the fixes are, metres.
        sigma: (n,) standard deviation of each in x and in y, metres.
        weight: (n,) how much each counts, such as the time it stands for.
        polygons: (h,) the hotspots.
        pairs: of fixes and hotspots, as `near` has them within `REACH` times `size`.
        size: metres, the standard deviation that the knots are set by.
    """
    reach = REACH * size
    close = np.flatnonzero(pairs.distance > -reach)
    if len(close) < ENOUGH:
        return None
    steps = np.concatenate(([-np.inf], np.linspace(-reach, reach, BINS + 1)))
    seen = np.histogram(pairs.distance, steps, weights=weight[pairs.which])[0]
    fix = pairs.which[close]
    places = np.stack((x[fix], y[fix]), axis=1)
    deep = len(pairs.distance) / len(close) - 1.0
    blur = _blur(places, polygons[pairs.polygon[close]], sigma[fix], steps, size, deep)
    kept = np.maximum(blur.sum(axis=0), 1e-12)[:, None]
    row = np.clip(np.searchsorted(steps, pairs.distance, side="right") - 1, 0, BINS)
    cell = pairs.polygon * len(seen) + row
    each = np.bincount(cell, weights=weight[pairs.which], minlength=len(polygons) * len(seen)).reshape(-1, len(seen))
    each += ENOUGH * weight[pairs.which].mean() * seen / max(seen.sum(), 1e-12)
    shown = np.vstack((seen, each)).T
    true = np.tile(shown.sum(axis=0) / blur.shape[1], (blur.shape[1], 1))
    for _ in range(ROUNDS):
        true = true * (blur.T @ (shown / np.maximum(blur @ true, 1e-12))) / kept
    inner = len(INNER)
    near_by = true[:NEXT].sum(axis=0) / np.maximum(true[inner : inner + NEXT].sum(axis=0), 1e-12)
    return float(true[:inner, 0].sum()), near_by[1:]


def _blur(
    places: Floats, polygons: NDArray[np.object_], sigma: Floats, steps: Floats, size: float, deep: float
) -> Floats:
    """Return which share of the time about a knot (column) GPS error shows at a distance (row).

    It is found by trying, round about the fixes, since edges are bent and corridors narrower than the error.
    """
    dice = np.random.default_rng(0)
    chosen = dice.integers(0, len(places), SAMPLES)
    error, polygon = sigma[chosen], polygons[chosen]
    true = places[chosen] + error[:, None] * dice.uniform(-REACH / 2, REACH / 2, (SAMPLES, 2))
    shown = true + error[:, None] * dice.standard_normal((SAMPLES, 2))
    really, told = (outside(shapely.points(where), polygon) for where in (true, shown))
    within = really <= 0
    share = np.hstack(
        (_hats(-really / size, INNER, within), _hats(really / size, OUTER, ~within & (really < REACH * size)))
    )
    row = np.searchsorted(steps, told, side="right") - 1
    bins = len(steps) - 1
    counts = np.stack([np.bincount(row, weights=column, minlength=bins + 1)[:bins] for column in share.T], axis=1)
    of = share.sum(axis=0)
    # those too deep inside to be tried are shown there too
    counts[0, len(INNER) - 1] += deep * SAMPLES
    of[len(INNER) - 1] += deep * SAMPLES
    return np.asarray(counts / np.maximum(of, 1e-9))


def _hats(depth: Floats, knots: Floats, where: Flags) -> Floats:
    """Return how much of each depth belongs to each knot, (n, k): straight from one to the next, 1 beyond the last."""
    at = np.clip(depth, knots[0], knots[-1])
    one = np.clip(np.searchsorted(knots, at, side="right") - 1, 0, len(knots) - 2)
    share = (at - knots[one]) / (knots[one + 1] - knots[one])
    hats = np.zeros((len(depth), len(knots)))
    row = np.arange(len(depth))
    hats[row, one], hats[row, one + 1] = 1.0 - share, share
    return np.asarray(hats * where[:, None])
