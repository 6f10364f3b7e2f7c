"""A track in steps of ten seconds or longer, with the mean speed of each: what is judged to be on foot or in a vehicle.

Where fixes are dense, the place at the end of a step is the median of the fixes in the seconds around it, and where
they are not, that of the fix and its two neighbours in each coordinate: one wild fix moves neither.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .legs import Flags, Floats, Integers, Track

STEP_S = 10.0  # in less, the noise of a receiver is faster than a walk


@dataclass(frozen=True)
class Steps:
    """The steps of all runs of a track, in order; a run is an unbroken stretch of legs.

    Attributes:
        of_leg: (n,) the step that the leg from each fix is in; of no use where there is no leg.
        seconds, speed: (s,) length in time, and mean speed in m/s.
        starts: (s,) whether a step is the first of its run.
        told: (s,) speed in m/s that the device says at its beginning, NaN where it does not; None if no device does.
    """

    of_leg: Integers
    seconds: Floats
    speed: Floats
    starts: Flags
    told: Floats | None


def steps(track: Track) -> Steps:
    """Cut a track into steps; a leg longer than `STEP_S` is one step."""
    run = np.cumsum(~np.concatenate(([False], track.joined[:-1])), dtype=np.int64)
    begins = np.concatenate(([True], run[1:] != run[:-1]))
    since = track.time - track.time[np.flatnonzero(begins)][run - 1]
    nth = since // round(STEP_S * 1000)
    ends = np.concatenate((begins[1:], [True]))
    at = np.flatnonzero(begins | ends | np.concatenate(([True], nth[1:] != nth[:-1])))
    whose, time = run[at], track.time[at]
    x, y = _places(track, run, at)
    inner = np.flatnonzero((whose[1:-1] == whose[:-2]) & (whose[1:-1] == whose[2:])) + 1
    x, y = (_middle_of_three(places, inner) for places in (x, y))
    same = np.flatnonzero(whose[1:] == whose[:-1])
    seconds = (time[same + 1] - time[same]) / 1000.0
    return Steps(
        of_leg=np.maximum(np.searchsorted(at[same], np.arange(len(track.time)), side="right") - 1, 0),
        seconds=seconds,
        speed=np.hypot(x[same + 1] - x[same], y[same + 1] - y[same]) / seconds,
        starts=np.concatenate(([True], whose[same[1:]] != whose[same[:-1]]))[: len(same)],
        told=None if track.speed is None else track.speed[at[same]].astype(np.float64),
    )


def _places(track: Track, run: Integers, at: Integers) -> tuple[Floats, Floats]:
    """Return the places of fixes `at`, x and y in metres, where fixes are dense the medians of those around."""
    if len(at) == len(run):
        return track.x, track.y
    span = pd.Timedelta(seconds=STEP_S)
    apart = int(track.time.max() - track.time.min()) + 2 * round(STEP_S * 1000)
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
