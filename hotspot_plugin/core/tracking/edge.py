"""How far out an edge must be put so that as many minutes are lost over it through GPS error as are gained.

Patrols are sent into hotspots, so that more fixes drift out than in, and minutes counted by the true edge are too few:
7 % of a hexagon of 5 ha at 20 m of error, half of a corridor 30 m wide. With a fix every few seconds an excursion from
a large hotspot is seen to be one (`drift`). With a fix every five minutes it cannot be told from being elsewhere, and
of a corridor narrower than the error not at all, visit by visit. On the whole it can: `deblur` says how much time was
really spent inside, and the edge is put where that much is counted. Where units stand outside as often as inside, or
error is small against the hotspot, nothing moves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ..progress import SILENT, Part, Progress
from .accuracy import ALIKE_S, TO_SIGMA, accuracies
from .clip import inside
from .deblur import REACH, Near, near, really_inside
from .drift import DEVIATES, SENT, excursions, with_drifts
from .legs import Flags, Floats, Integers, Track
from .outings import Outings
from .sides import widths

RARE_S = 120.0  # with fixes further apart an excursion is no longer seen to be one
BANDS_S = np.array([ALIKE_S, RARE_S])  # ends of the bands of intervals: errors alike, apart, and fixes too rare
SENT_OF = (1.0, 30.0)  # what is believed of it
NARROW = 8.0  # standard deviations: no place in a narrower hotspot is four from both of its sides
AT_MOST = 500_000  # fixes of whole units: more say no more by how much edges are to be moved
ENOUGH = 100_000  # to say how often units are on which side, and how large errors are
MOST = 2.0  # standard deviations by which an edge is moved at most
STEP = 0.5  # and at a time
TOO_MUCH = 1.02  # times what was inside: beyond what `deblur` is out by chance


@dataclass(frozen=True)
class Edges:
    """How far edges are to be moved out.

    Attributes:
        band: (k,) which row of `metres` is for each of the track's units.
        metres: (3, h) for units with a fix every 20 seconds or less, every two minutes or less, and more rarely.
        sent: (3, h) how many times as often they are just inside of edges as just outside.
        deviates: (3, h) by how many standard errors a drift may be outside on average, NaN where `kinds` say it; None
            for what is usual.
        kinds: (3,) what short excursions are made of; None where nothing is known of it.
    """

    band: Integers
    metres: Floats
    sent: Floats
    deviates: Floats | None = None
    kinds: tuple[Outings | None, ...] = (None, None, None)


def fair_edges(
    track: Track, polygons: NDArray[np.object_], accuracy_m: float, merge_gap_s: float, progress: Progress = SILENT
) -> Edges:
    """Return by how many metres edges are to be moved out, 0 where there is nothing to tell.

    Args:
        track: the fixes, in metres.
        polygons: (h,) the hotspots.
        accuracy_m: metres, the radius of 68 % of the fixes, where the device does not say it.
        merge_gap_s: see `drift.with_drifts`.
        progress: for long work.
    """
    band = np.searchsorted(BANDS_S, np.nan_to_num(track.pings()))
    rare = len(BANDS_S)
    metres, sent = np.zeros((rare + 1, len(polygons))), np.full((rare + 1, len(polygons)), SENT)
    deviates = np.full(metres.shape, np.nan)
    kinds: list[Outings | None] = [None] * (rare + 1)
    width = widths(polygons)
    for number in range(rare + 1):
        bar = Part(progress, number / (rare + 1), (number + 1) / (rare + 1))
        bar.at(0.0)
        size = _size(track, band == number, accuracy_m)
        if size <= 0:
            continue
        chosen = (width < NARROW * size) | (number == rare)
        part = _some(track, band == number, AT_MOST if chosen.any() else ENOUGH)
        if part is None:
            continue
        if number < rare:
            stays = inside(part, polygons, accuracy_m=accuracy_m)
            kinds[number] = excursions(part, stays, polygons, merge_gap_s, accuracy_m)
        sigma = TO_SIGMA * accuracies(part, np.arange(len(part.time)), accuracy_m)
        weight = _weights(part)
        pairs = near(part.x, part.y, polygons, REACH * size)
        bar.at(0.1)
        found = really_inside(part.x, part.y, sigma, weight, polygons, pairs, size)
        if found is None:
            continue
        bar.at(0.3)
        sent[number] = np.clip(found[1], *SENT_OF)
        if number == rare:  # nothing is filled in: what is counted are the fixes
            metres[number] = np.clip(_within(pairs.distance, weight[pairs.which], found[0]), 0.0, MOST * size)
            continue
        groups = [(group, moves) for group, moves in ((~chosen, False), (chosen, True)) if group.any()]
        for which, (group, moves) in enumerate(groups):
            if not group.all():
                own = Near(*(column[group[pairs.polygon]] for column in pairs))
                found = really_inside(part.x, part.y, sigma, weight, polygons, own, size)
            if found is not None:
                step = Part(bar, 0.3 + 0.7 * which / len(groups), 0.3 + 0.7 * (which + 1) / len(groups))
                metres[number, group], deviates[number, group] = _fair(
                    part, polygons[group], found[0], size, accuracy_m, merge_gap_s, kinds[number], moves, step
                )
    return Edges(band, metres, sent, deviates, tuple(kinds))


def moved(polygons: NDArray[np.object_], metres: Floats) -> NDArray[np.object_]:
    """Return polygons with their edges moved out."""
    out = metres > 0
    if not out.any():
        return polygons
    made = polygons.copy()
    made[out] = shapely.buffer(polygons[out], metres[out], join_style="mitre")
    return made


def _size(track: Track, units: Flags, accuracy_m: float) -> float:
    """Return the standard deviation that 95 % of the fixes of some units have at most, metres; 0 without fixes."""
    fix = np.arange(0, len(track.time), 1 + len(track.time) // ENOUGH)
    fix = fix[units[track.unit[fix]]]
    return float(np.quantile(TO_SIGMA * accuracies(track, fix, accuracy_m), 0.95)) if fix.size else 0.0


def _some(track: Track, units: Flags, most: int) -> Track | None:
    """Return the fixes of some units, of so many that there are no more than `most`; None if there are none."""
    number = np.flatnonzero(units)
    many = int(np.bincount(track.unit, minlength=len(units))[number].sum())
    taken = np.zeros(len(units), dtype=bool)
    taken[number[:: 1 + many // most]] = True
    fix = np.flatnonzero(taken[track.unit])[:most]
    if not fix.size:
        return None
    columns: dict[str, Any] = {
        name: None if getattr(track, name) is None else getattr(track, name)[fix]
        for name in ("unit", "time", "x", "y", "joined", "speed", "accuracy")
    }
    columns["joined"][-1] = False  # its unit may have more
    return replace(track, **columns)


def _within(distance: Floats, weight: Floats, wanted: float) -> float:
    """Return the distance within which the wanted sum of weights is."""
    order = np.argsort(distance)
    return float(distance[order[min(int(np.searchsorted(np.cumsum(weight[order]), wanted)), len(order) - 1)]])


def _fair(
    track: Track,
    polygons: NDArray[np.object_],
    wanted: float,
    size: float,
    accuracy_m: float,
    merge_gap_s: float,
    kinds: Outings | None,
    moves: bool,
    progress: Progress,
) -> tuple[float, float]:
    """Return by how many metres all edges are to be moved out for the wanted milliseconds inside, and what drifts are.

    What drifts are is left to `kinds` where that counts as much as was inside. Where more is counted, units truly go in
    and out oftener than `kinds` say; where less, of hotspots whose edges stay, less often: then it is set from which
    distance on an excursion is none.
    """
    tries = 0

    def counted(shift: float, deviates: float) -> float:
        nonlocal tries
        progress.at(min(tries * STEP / (MOST + STEP), 1.0))
        tries += 1
        shapes = moved(polygons, np.full(len(polygons), shift))
        legs = inside(track, shapes, accuracy_m=accuracy_m)
        stays = with_drifts(track, legs, shapes, merge_gap_s, accuracy_m, deviates=deviates, kinds=kinds)
        return float((stays.end - stays.start).sum())

    before = counted(0.0, np.nan)
    if before > TOO_MUCH * wanted or (not moves and before * TOO_MUCH < wanted):
        before = counted(0.0, DEVIATES)
        if before <= wanted:
            return 0.0, DEVIATES
        for deviates in np.arange(DEVIATES - STEP, -STEP / 2, -STEP):
            now = counted(0.0, deviates)
            if now <= wanted:
                return 0.0, float(deviates + STEP * (wanted - now) / max(before - now, 1.0))
            before = now
        return 0.0, 0.0
    if before >= wanted or not moves:
        return 0.0, np.nan
    for shift in (np.arange(STEP, MOST + STEP / 2, STEP) * size).tolist():
        now = counted(shift, np.nan)
        if now >= wanted:
            return shift - STEP * size * (now - wanted) / max(now - before, 1.0), np.nan
        before = now
    return MOST * size, np.nan


def _weights(track: Track) -> Floats:
    """Return the time that each fix stands for: half of the legs on either side, milliseconds."""
    lasts = np.append(np.diff(track.time), 0) * track.joined
    return np.asarray(lasts + np.concatenate(([0], lasts[:-1])), dtype=np.float64) / 2.0
