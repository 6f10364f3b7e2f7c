"""Excursions that GPS error explains: a unit that stands by the edge of a hotspot drifts out of it and back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from .accuracy import ALIKE_S, TO_99, TO_SIGMA, accuracies
from .clip import Stays
from .deblur import outside
from .legs import Floats, Integers, Track
from .outings import USUAL, Outings, drifted, outings, unseen
from .sides import doubt_of, stretches, widths, wrong_side

DEVIATES = 2.0  # standard errors: what is further out on average was not carried there by error
SENT = 10.0  # patrols are sent inside: by an edge they are so many times as often on its inner side as on the other
ROOM = 3.5  # intervals of the fixes: three fixes on either side tell a crossing
PINGS = 3  # a longer excursion has more fixes than noise of the GPS puts on the wrong side
ZONE = 4.0  # standard deviations, two on either side: where GPS error leaves open which side of the edge a unit is on
SURE = 5.0  # standard deviations: of the dozens of fixes of a slow crossing none is there by chance
OUT, TREND = 0.8, 1.8  # who crosses steadily is on average 1 outside on the one hand and 1 inside on the other, or more
STROLL_MS = 0.5  # the slowest way to cross it


def with_drifts(
    track: Track,
    stays: Stays,
    polygons: NDArray[np.object_],
    merge_gap_s: float,
    accuracy_m: float,
    sent: Floats | float = SENT,
    deviates: Floats | float = DEVIATES,
    kinds: Outings | None = None,
) -> Stays:
    """Return stays in order of unit, hotspot and time, in which drifts over the edge are inside, and noise in ms.

    An excursion is a drift if all its fixes are no further from the hotspot than 99 of 100 fixes are out of place and
    on average no further than `deviates` standard errors, and it lasts no longer than the unit was inside before and
    after it, nor than twice `merge_gap_s` or three of the unit's intervals. With `merge_gap_s` 0 there are none.

    Args:
        track: the fixes.
        stays: their legs inside the hotspots (`clip.inside`).
        polygons: (h,) the hotspots.
        merge_gap_s: seconds.
        accuracy_m: metres, the radius of 68 % of the fixes, where the device does not say it.
        sent: how many times as often units are just inside of edges as just outside, for all hotspots or each, (h,).
        deviates: standard errors that a drift is outside on average at most, for all hotspots or each, (h,); NaN where
            it is one if `kinds` say that it is likelier GPS error than an outing.
        kinds: what excursions are made of (`excursions`); None if nothing is known of it.
    """
    if not stays.leg.size:
        return stays
    sent = np.broadcast_to(sent, len(polygons))
    order = np.lexsort((stays.start, stays.hotspot, track.unit[stays.leg]))
    leg, hotspot, start, end = (c[order] for c in (stays.leg, stays.hotspot, stays.start, stays.end))
    x, y, start_width, end_width = (c[order] for c in (stays.x, stays.y, stays.start_width, stays.end_width))
    sigma = TO_SIGMA * accuracies(track, leg, accuracy_m)
    start_noise, end_noise = stays.start_noise[order] * sigma, stays.end_noise[order] * sigma
    unit = track.unit[leg]
    after, lasts, deviation, error, near = _excursions(
        track, leg, hotspot, start, end, polygons, merge_gap_s, accuracy_m
    )
    after, lasts, deviation, error = after[near], lasts[near], deviation[near], error[near]
    doubt = np.zeros(len(leg))
    # an excursion may have been one or not, and what was decided is wrong as often as the other way is likely
    wide = widths(polygons)[hotspot[after]] / np.maximum(sigma[after], 1e-9)
    doubt[after] = doubt_of(deviation, sent[hotspot[after]], wide) * lasts.astype(np.float64) ** 2
    most = np.broadcast_to(deviates, len(polygons))[hotspot[after]]
    drifts = deviation <= np.where(np.isnan(most), DEVIATES, most)
    if kinds is not None:
        likely = drifted(kinds, deviation, error)
        told = np.isnan(most)
        doubt[after[told]] = (likely * (1.0 - likely) * lasts.astype(np.float64) ** 2)[told]
        drifts &= (likely > 0.5) | ~told
    after = after[drifts]
    after = after[~_crossing(track, leg, start, end, after, polygons, hotspot[after], accuracy_m)]
    while after.size:
        drifts = start[after + 1] - end[after] <= _inside_around(unit, hotspot, start, end, after)
        if not drifts.any():
            break
        # the piece before goes on to the beginning of the next, and what it ended with no longer says anything
        filled = after[drifts]
        end[filled] = start[filled + 1]
        for column in (end_width, end_noise):
            column[filled] = 0.0
        for column in (start_width, start_noise):
            column[filled + 1] = 0.0
        # what is one stretch now may outlast the next excursion
        after = after[~drifts]
    if kinds is not None:
        doubt += unseen(kinds, (end - start).astype(np.float64), 1000.0 * np.nan_to_num(track.pings())[unit])
    made = Stays(leg, hotspot, start, end, x, y, start_width, end_width, start_noise, end_noise, doubt)
    return replace(made, spread=doubt + wrong_side(track, made, polygons, sigma, sent))


def excursions(
    track: Track, stays: Stays, polygons: NDArray[np.object_], merge_gap_s: float, accuracy_m: float
) -> Outings:
    """Return what short excursions of some units are made of; the arguments are those of `with_drifts`."""
    if not stays.leg.size:
        return USUAL
    order = np.lexsort((stays.start, stays.hotspot, track.unit[stays.leg]))
    leg, hotspot, start, end = (c[order] for c in (stays.leg, stays.hotspot, stays.start, stays.end))
    after, lasts, deviation, error, near = _excursions(
        track, leg, hotspot, start, end, polygons, merge_gap_s, accuracy_m
    )
    seen = deviation > 0
    deviation, error, lasts, far = deviation[seen], error[seen], lasts[seen], ~near[seen]
    made = outings(deviation, error, lasts.astype(np.float64), far)
    true = far | (drifted(made, deviation, error) <= 0.5)
    # who drives through twice is on no outing
    true &= lasts <= _inside_around(track.unit[leg], hotspot, start, end, after[seen])
    return made._replace(often=float(lasts[true].sum() / max((end - start).sum(), 1)))


def _excursions(
    track: Track,
    leg: Integers,
    hotspot: Integers,
    start: Integers,
    end: Integers,
    polygons: NDArray[np.object_],
    merge_gap_s: float,
    accuracy_m: float,
) -> tuple[NDArray[np.intp], Integers, Floats, Floats, NDArray[np.bool_]]:
    """Return the pieces after which units are out for a short while, for how long, and what `_deviation` says of it."""
    unit = track.unit[leg]
    after = np.flatnonzero((unit[1:] == unit[:-1]) & (hotspot[1:] == hotspot[:-1]) & (start[1:] > end[:-1]))
    short = start[after + 1] - end[after] <= np.maximum(2.0 * merge_gap_s, PINGS * track.pings()[unit[after]]) * 1000.0
    after = after[short & (merge_gap_s > 0)]
    after = after[_unbroken(track, leg[after], leg[after + 1])]
    lasts = start[after + 1] - end[after]
    return after, lasts, *_deviation(track, leg[after], leg[after + 1], lasts, polygons[hotspot[after]], accuracy_m)


def _inside_around(
    unit: Integers, hotspot: Integers, start: Integers, end: Integers, after: NDArray[np.intp]
) -> Integers:
    """Return milliseconds inside, without a break, up to the end of pieces `after` and from the next pieces on.

    Who is out for longer than in may as well stand outside and drift in.
    """
    stretch = stretches(unit, hotspot, start, end)
    lasts = np.bincount(stretch, weights=(end - start).astype(np.float64))
    return np.asarray(lasts[stretch[after]] + lasts[stretch[after + 1]]).astype(np.int64)


def _unbroken(track: Track, leg: Integers, other: Integers) -> NDArray[np.bool_]:
    """Return whether a unit is known all the way from one leg to another."""
    breaks = np.concatenate(([0], np.cumsum(~track.joined)))
    return np.asarray(breaks[other] == breaks[leg])


def _deviation(
    track: Track, leg: Integers, other: Integers, lasts: Integers, polygons: NDArray[np.object_], accuracy_m: float
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return how far outside the fixes are after one leg's first up to another leg's first, and if all are near.

    How far is their mean distance from the polygon in standard errors, which are returned in metres too, of a mean of
    fixes whose errors are alike for `ALIKE_S`: as many are independent as there are twice that time (the variance of
    the mean of an AR(1) process).
    """
    many = other - leg
    which = np.repeat(np.arange(len(leg)), many)
    fix = np.arange(len(which)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(leg, many) + 1
    accuracy = accuracies(track, fix, accuracy_m)
    away = shapely.distance(polygons[which], shapely.points(track.x[fix], track.y[fix]))
    independent = np.clip(lasts / (2000.0 * ALIKE_S), 1.0, np.maximum(many, 1))
    mean = np.bincount(which, weights=away / np.maximum(TO_SIGMA * accuracy, 1e-9), minlength=len(leg))
    far = np.bincount(which[away > TO_99 * accuracy], minlength=len(leg)) > 0
    error = TO_SIGMA * accuracies(track, leg, accuracy_m) / np.sqrt(independent)
    # a crossing of a hole or a corner between two fixes inside has no fix that drifted
    return mean / np.maximum(many, 1) * np.sqrt(independent), error, (many > 0) & ~far


def _crossing(
    track: Track,
    leg: Integers,
    start: Integers,
    end: Integers,
    after: NDArray[np.intp],
    polygons: NDArray[np.object_],
    hotspot: Integers,
    accuracy_m: float,
) -> NDArray[np.bool_]:
    """Return whether units are on their way across the edge in the excursions after pieces `after`.

    GPS error makes them cross it to and fro, and as often too early as too late: to fill in only the excursions would
    make every such visit longer. Fixes just before or after show them outside by more than their error, and on the
    other side of the edge inside. Where there are too few fixes to tell, nobody is taken to cross.
    """
    sigma = TO_SIGMA * accuracies(track, leg[after], accuracy_m)
    room = np.rint(1000.0 * np.maximum(ZONE * sigma / STROLL_MS, ROOM * track.pings()[track.unit[leg[after]]]))
    room = room.astype(np.int64)
    # one clock on which the fixes of all units rise, those of one far from those of another
    since = track.time - track.time.min()
    clock = since + track.unit * 2 * (since.max() + room.max(initial=0))
    lift = clock[leg[after]] - track.time[leg[after]]
    first = np.searchsorted(clock, end[after] + lift - room)
    last = np.searchsorted(clock, start[after + 1] + lift + room, side="right") - 1
    before = _mean_depth(track, first, leg[after], polygons, hotspot, sigma, -1)
    later = _mean_depth(track, leg[after + 1] + 1, last, polygons, hotspot, sigma, 0)
    return np.asarray((np.maximum(before, later) > OUT) & (np.abs(before - later) > TREND))


def _mean_depth(
    track: Track,
    first: NDArray[np.intp],
    last: Integers,
    polygons: NDArray[np.object_],
    hotspot: Integers,
    sigma: Floats,
    nearest: int,
) -> Floats:
    """Return how far outside (inside: negative) fixes `first` to `last` are on average, in `sigma`, at most 2.

    Only those count that are between the excursion (after the last of them, or with `nearest` 0 before the first) and
    the fix nearest to it that is beyond doubt on one side: who has driven up and walks about by the edge since does
    not cross it any more. NaN where there are fewer than three fixes, which are no trend.
    """
    many = np.maximum(last - first + 1, 0)
    which = np.repeat(np.arange(len(first)), many)
    fix = np.arange(len(which)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(first, many)
    # excursions follow each other, and most fixes are near several of them
    pair, of_pair = np.unique(fix * len(polygons) + hotspot[which], return_inverse=True)
    place, polygon = pair // len(polygons), pair % len(polygons)
    metres = outside(shapely.points(track.x[place], track.y[place]), polygons[polygon])
    away = metres[of_pair.ravel()] / np.maximum(sigma[which], 1e-9)
    sure = np.flatnonzero(np.abs(away) >= SURE)[:: 1 if nearest else -1]
    ends = (first if nearest else last).copy()
    ends[which[sure]] = fix[sure]  # of repeated places numpy keeps what is written last
    used = fix >= ends[which] if nearest else fix <= ends[which]
    many = np.bincount(which[used], minlength=len(first))
    sums = np.bincount(which[used], weights=np.clip(away[used], -ZONE / 2.0, ZONE / 2.0), minlength=len(first))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(many >= PINGS, sums / many, np.nan)
