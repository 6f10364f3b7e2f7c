"""A track in steps of ten seconds or longer, with the mean speed of each: what is judged to be on foot or in a vehicle.

Where fixes are dense, the place at the end of a step is the median of the fixes in the seconds around it, and where
they are not, that of the fix and its two neighbours in each coordinate: one wild fix moves neither.

Among houses a receiver may be off by 10 metres and more, and steps of ten seconds are then faster than a walk though
nobody moves. Units of such tracks get longer steps. They are known by their calmest moments: whoever stands, or goes
straight on at one pace, is half-way between the places a step before and a step after, but for the noise. On simulated
patrols (5, 8, 10 and 15 m of noise, fixes every 1 to 15 s) the tenth part of steps with the least of it have up to 2.2,
2.5 to 3.2, 2.8 to 3.6, and 3.7 to 5.0 metres. A drive without halts may have as much, and loses little by longer steps.

Where a receiver falls silent, indoors or under trees, what it says just before and after is poor as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .legs import Flags, Floats, Integers, Track

Levels = NDArray[np.int8]
STEP_S = np.array([10.0, 20.0, 30.0])  # for calm, rough and very rough tracks: in less, noise is faster than a walk
ROUGH_M = np.array([2.8, 3.8])  # the tenth part of the differences, from which on a track is rough and very rough
NOISE_M = np.array([2.5, 10.0, 10.0])  # of a receiver's places, in one coordinate
SILENT, SILENT_S = 2.5, 20.0  # a step is silent that lasts so many times as long as its unit's usual one, and so long
POOR_M, NEAR = 15.0, 3  # how far the places are off within so many steps of a silent one
CALM, FEWEST, PAIR_S = 0.1, 30, 20.0  # that part; differences a unit must have; a step that counts is not longer


@dataclass(frozen=True)
class Steps:
    """The steps of all runs of a track, in order; a run is an unbroken stretch of legs.

    Attributes:
        of_leg: (n,) the step that the leg from each fix is in; of no use where there is no leg.
        seconds, dx, dy: (s,) length in time, and way in metres.
        starts: (s,) whether a step is the first of its run.
        noise: (s,) how far the unit's receiver is off there, in metres and one coordinate.
        told: (s,) speed in m/s that the device says at its beginning, NaN where it does not; None if no device does.
        silent: (s,) whether fixes were missing in it.
    """

    of_leg: Integers
    seconds: Floats
    dx: Floats
    dy: Floats
    starts: Flags
    noise: Floats
    told: Floats | None
    silent: Flags

    def speed(self) -> Floats:
        """Return the mean speed of each step in m/s, shape (s,)."""
        return np.asarray(np.hypot(self.dx, self.dy) / self.seconds)


def steps(track: Track) -> Steps:
    """Cut a track into steps; a leg that is longer than its unit's steps is one step."""
    made = _cut(track, np.zeros(len(track.time), dtype=np.int8))
    rough = _rough(track, made)[track.unit]
    if not rough.any():
        return made
    del made  # as large as the track
    return _cut(track, rough)


def _rough(track: Track, made: Steps) -> Levels:
    """Return how rough the track of each unit is, shape (k,): 0 for calm, to 2."""
    unit = track.unit[np.searchsorted(made.of_leg, np.arange(len(made.seconds)))]
    dense = made.seconds <= PAIR_S
    pair = np.flatnonzero(dense[1:] & dense[:-1] & ~made.starts[1:]) + 1
    bend = STEP_S[0] * np.hypot(*(np.diff(way / made.seconds)[pair - 1] for way in (made.dx, made.dy)))
    table = pd.Series(bend).groupby(unit[pair])
    calmest = table.quantile(CALM).where(table.size() >= FEWEST, 0.0).reindex(range(len(track.units)), fill_value=0.0)
    return np.searchsorted(ROUGH_M, calmest.to_numpy(dtype=np.float64)).astype(np.int8)


def _cut(track: Track, rough: Levels) -> Steps:
    run = np.cumsum(~np.concatenate(([False], track.joined[:-1])), dtype=np.int64)
    begins = np.concatenate(([True], run[1:] != run[:-1]))
    since = track.time - track.time[np.flatnonzero(begins)][run - 1]
    nth = since // np.rint(STEP_S * 1000).astype(np.int64)[rough]
    ends = np.concatenate((begins[1:], [True]))
    at = np.flatnonzero(begins | ends | np.concatenate(([True], nth[1:] != nth[:-1])))
    whose, time = run[at], track.time[at]
    first, *others = np.unique(rough)
    x, y = _places(track, run, at, STEP_S[first])
    for level in others:
        here = rough[at] == level
        x, y = (np.where(here, *places) for places in zip(_places(track, run, at, STEP_S[level]), (x, y), strict=True))
    inner = np.flatnonzero((whose[1:-1] == whose[:-2]) & (whose[1:-1] == whose[2:])) + 1
    x, y = (_middle_of_three(places, inner) for places in (x, y))
    same = np.flatnonzero(whose[1:] == whose[:-1])
    seconds = (time[same + 1] - time[same]) / 1000.0
    silent, near = _silent(seconds, track.unit[at[same]])
    noise = NOISE_M[rough[at[same]]]
    return Steps(
        of_leg=np.maximum(np.searchsorted(at[same], np.arange(len(track.time)), side="right") - 1, 0),
        seconds=seconds,
        dx=x[same + 1] - x[same],
        dy=y[same + 1] - y[same],
        starts=np.concatenate(([True], whose[same[1:]] != whose[same[:-1]]))[: len(same)],
        noise=np.where(near, np.maximum(POOR_M, noise), noise),
        told=None if track.speed is None else track.speed[at[same]].astype(np.float64),
        silent=silent,
    )


def _silent(seconds: Floats, unit: Integers) -> tuple[Flags, Flags]:
    """Return whether fixes were missing in each step, and whether that was so near it."""
    usual = pd.Series(seconds).groupby(unit).transform("median").to_numpy()
    silent = np.asarray(seconds > np.maximum(SILENT_S, SILENT * usual))
    before = np.concatenate(([0], np.cumsum(silent)))
    step = np.arange(len(silent))
    first, past = (np.searchsorted(unit, unit, side=side) for side in ("left", "right"))
    near = before[np.minimum(step + NEAR + 1, past)] > before[np.maximum(step - NEAR, first)]
    return silent, near


def _places(track: Track, run: Integers, at: Integers, span_s: float) -> tuple[Floats, Floats]:
    """Return the places of fixes `at`, x and y in metres, where fixes are dense the medians over `span_s` seconds."""
    if len(at) == len(run):
        return track.x, track.y
    span = pd.Timedelta(seconds=float(span_s))
    apart = int(track.time.max() - track.time.min()) + 2 * round(span_s * 1000)
    index = pd.DatetimeIndex((track.time - track.time[0] + (run - 1) * apart).astype("M8[ms]"))
    x, y = (
        pd.Series(column, index=index).rolling(span, center=True, closed="neither").median().to_numpy()[at]
        for column in (track.x, track.y)
    )
    return x, y


def _middle_of_three(places: Floats, inner: Integers) -> Floats:
    made = places.copy()
    made[inner] = np.median(np.stack((places[inner - 1], places[inner], places[inner + 1])), axis=0)
    return made
