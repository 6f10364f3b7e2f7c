"""How far out an edge must be put so that as many minutes are lost over it through GPS error as are gained.

Patrols are sent into hotspots, so that more fixes drift out than in, and minutes counted by the true edge are too few:
7 % of a hexagon of 5 ha at 20 m of error. With a fix every few seconds an excursion is seen to be one (`drift`); with
a fix every five minutes it cannot be told from being elsewhere, visit by visit. On the whole it can: the distances of
all fixes from the edge are those of the true places, blurred by an error of known size. Richardson's (1972, Journal of
the Optical Society of America 62, 55) and Lucy's (1974, doi 10.1086/111605) iteration takes the blur out, and says how
many of them were inside. Where units stand outside as often as inside, it finds that nothing is lost.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from .drift import TO_SIGMA, accuracies
from .legs import Flags, Floats, Track

RARE_S = 120.0  # with fixes further apart an excursion is no longer seen to be one
ENOUGH = 200  # fixes near an edge; what fewer say is chance
AT_MOST = 500_000  # fixes, evenly chosen of more: they say as much, in half a second
REACH = 8.0  # standard deviations: twice as far as any fix is on the wrong side of an edge
BINS = 32  # an even number: half inside, half outside
ROUNDS = 1000
SAMPLES = 50_000
MOST = 2.0  # standard deviations by which an edge is moved at most


def rare_units(track: Track) -> Flags:
    """Return of which units fixes are so rare that their excursions cannot be seen, (k,)."""
    return np.asarray(track.pings() > RARE_S)


def fair_edge(track: Track, polygons: NDArray[np.object_], accuracy_m: float) -> float:
    """Return by how many metres edges are to be moved out for the units of rare fixes; 0 if there is nothing to tell.

    Args:
        track: the fixes, in metres.
        polygons: (h,) the hotspots.
        accuracy_m: metres, the radius of 68 % of the fixes, where the device does not say it.
    """
    fix = np.flatnonzero(rare_units(track)[track.unit])
    fix = fix[:: 1 + len(fix) // AT_MOST]
    if not fix.size:
        return 0.0
    sigma = TO_SIGMA * accuracies(track, fix, accuracy_m)
    reach = REACH * float(np.quantile(sigma, 0.95))
    if reach <= 0.0:
        return 0.0
    pair, polygon, distance = _distances(track.x[fix], track.y[fix], polygons, reach)
    near = np.flatnonzero(distance > -reach)
    if len(near) < ENOUGH:
        return 0.0
    weight = _weights(track)[fix[pair]]
    steps = np.concatenate(([-np.inf], np.linspace(-reach, reach, BINS + 1)))
    seen = np.histogram(distance, steps, weights=weight)[0]
    places = np.stack((track.x[fix[pair[near]]], track.y[fix[pair[near]]]), axis=1)
    blur = _blur(places, polygons[polygon[near]], sigma[pair[near]], steps, len(distance) / len(near) - 1.0)
    true, kept = seen.astype(np.float64), np.maximum(blur.sum(axis=0), 1e-12)
    for _ in range(ROUNDS):
        true = true * (blur.T @ (seen / np.maximum(blur @ true, 1e-12))) / kept
    inside = float(true[: BINS // 2 + 1].sum())
    order = np.argsort(distance)
    return _where(distance[order], np.cumsum(weight[order]), inside, MOST / REACH * reach)


def _where(distance: Floats, counted: Floats, inside: float, most: float) -> float:
    """Return the distance within which the wanted sum is counted, no negative one."""
    place = min(int(np.searchsorted(counted, inside)), len(distance) - 1)
    return float(np.clip(distance[place], 0.0, most))


def _weights(track: Track) -> Floats:
    """Return the time that each fix stands for: half of the legs on either side, milliseconds."""
    lasts = np.append(np.diff(track.time), 0) * track.joined
    return np.asarray(lasts + np.concatenate(([0], lasts[:-1])), dtype=np.float64) / 2.0


def _distances(
    x: Floats, y: Floats, polygons: NDArray[np.object_], reach: float
) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats]:
    """Return pairs of places and polygons nearer than `reach`, or inside: which they are, and how far outside it is."""
    places = shapely.points(x, y)
    which, polygon = shapely.STRtree(polygons).query(places, predicate="dwithin", distance=reach)
    return which, polygon, _outside(places[which], polygons[polygon])


def _outside(places: NDArray[np.object_], polygons: NDArray[np.object_]) -> Floats:
    """Return how far places are outside of their polygons, negative where inside."""
    shapely.prepare(polygons)
    away = shapely.distance(shapely.boundary(polygons), places)
    return np.where(shapely.intersects(polygons, places), -away, away)


def _blur(places: Floats, polygons: NDArray[np.object_], sigma: Floats, steps: Floats, deep: float) -> Floats:
    """Return the share of true places at a distance (column) that GPS error shows at another (row).

    It is found by trying, round about the fixes, since edges are bent and corridors narrower than the error.
    """
    dice = np.random.default_rng(0)
    chosen = dice.integers(0, len(places), SAMPLES)
    error, polygon = sigma[chosen], polygons[chosen]
    true = places[chosen] + error[:, None] * dice.uniform(-REACH / 2, REACH / 2, (SAMPLES, 2))
    shown = true + error[:, None] * dice.standard_normal((SAMPLES, 2))
    really, told = (_outside(shapely.points(where), polygon) for where in (true, shown))
    bins = len(steps) - 1
    row, column = (np.searchsorted(steps, where, side="right") - 1 for where in (told, really))
    seen = (row < bins) & (column < bins)
    counts = np.bincount(row[seen] * bins + column[seen], minlength=bins * bins).reshape(bins, bins).astype(np.float64)
    of = np.bincount(column, minlength=bins)[:bins].astype(np.float64)
    # those too deep inside to be tried are shown there too
    counts[0, 0] += deep * SAMPLES
    of[0] += deep * SAMPLES
    return np.asarray(counts / np.maximum(of, 1.0))
