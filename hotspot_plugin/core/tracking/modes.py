"""On foot or in a vehicle: judged for every leg from what the unit did before and after, not from one speed.

Buses crawl and cars wait, so that no speed parts them from walkers. What parts them is the company a slow leg keeps: a
unit that drove a minute ago and drives again in a minute is waiting in its vehicle (`chain`). That segments inherit
from their neighbours is the idea of Zheng et al. 2008 (doi 10.1145/1409635.1409677).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .chain import log_odds
from .clip import Stays
from .legs import Flags, Floats, Integers, Track
from .steps import steps
from .stops import stopped_legs

UNKNOWN, STOPPED, FOOT, VEHICLE = range(4)
NAMES = np.array(["unknown", "stopped", "foot", "vehicle"], dtype=object)
Modes = NDArray[np.int8]

LONGEST_S = 120.0  # a longer leg has room for a drive and a walk: it is only known to be a drive if it is fast
DOUBT = float(np.log(2.0))  # below these log odds nobody should say which it was
SURELY_MS = 3.0  # nobody keeps this up on foot for minutes
APPROACH_S = 600.0  # before and after a visit, what its mode is judged by
STOP_M, STOP_S = 15.0, 60.0  # field practice: within 15 m for a minute


def leg_modes(track: Track, stop_m: float = STOP_M, stop_s: float = STOP_S) -> Modes:
    """Return the mode of the leg from each fix to the next, shape (n,).

    UNKNOWN is where there is no leg, where neither mode is twice as likely as the other, and where a leg is so long
    that it has room for both.

    Args:
        track: the fixes.
        stop_m, stop_s: standing is staying within `stop_m` metres for `stop_s` seconds or longer, in a vehicle or not.
    """
    odds, vague = _odds(track)
    modes = np.where(odds > 0, VEHICLE, FOOT).astype(np.int8)
    modes[vague | (np.abs(odds) < DOUBT)] = UNKNOWN
    modes[stopped_legs(track, stop_m, stop_s)] = STOPPED
    modes[~track.joined] = UNKNOWN
    return modes


def carriers(track: Track) -> Modes:
    """Return FOOT or VEHICLE, whichever is likelier, for the leg from each fix to the next; UNKNOWN for no leg."""
    odds, _ = _odds(track)
    return np.where(track.joined, np.where(odds > 0, VEHICLE, FOOT), UNKNOWN).astype(np.int8)


def _odds(track: Track) -> tuple[Floats, Flags]:
    """Return each leg's log odds of a vehicle, and whether it is too long and too slow to be judged by its speed."""
    made = steps(track)
    speed = made.speed()
    vague = (made.seconds > LONGEST_S) & (speed <= SURELY_MS)
    if not len(vague):
        return np.zeros(len(track.time)), np.zeros(len(track.time), dtype=bool)
    odds = log_odds(speed, made.seconds, made.starts, made.noise, made.told, made.silent)
    return odds[made.of_leg], vague[made.of_leg]


def modes_of_visits(track: Track, stays: Stays) -> Modes:
    """Return the mode of each piece of a stay, shape (s,), judged from its track up to 10 minutes before and after."""
    if not stays.leg.size:
        return np.empty(0, dtype=np.int8)
    apart = int(track.time.max() - track.time.min()) + 2 * round(APPROACH_S * 1000) + 1
    lifted = track.time + track.unit * apart
    legs = np.unique(stays.leg)
    first = np.searchsorted(lifted, lifted[legs] - round(APPROACH_S * 1000), side="left")
    past = np.searchsorted(lifted, lifted[legs + 1] + round(APPROACH_S * 1000), side="right")
    change = np.bincount(first, minlength=len(lifted) + 1) - np.bincount(past, minlength=len(lifted) + 1)
    kept = np.flatnonzero(np.cumsum(change)[:-1] > 0)
    follows = np.append(np.diff(kept) == 1, False)
    part = Track(
        units=track.units,
        unit=track.unit[kept],
        time=track.time[kept],
        x=track.x[kept],
        y=track.y[kept],
        joined=track.joined[kept] & follows,
        longest=track.longest,
        speed=None if track.speed is None else track.speed[kept],
    )
    return np.asarray(leg_modes(part)[np.searchsorted(kept, stays.leg)])


def minutes_by(mode: Modes, group: Integers, lasts: Integers, count: int) -> Floats:
    """Return minutes by group and mode, shape (count, 4), columns in the order UNKNOWN, STOPPED, FOOT, VEHICLE."""
    sums = np.bincount(group * 4 + mode, weights=lasts.astype(np.float64), minlength=4 * count)
    return np.asarray(sums.reshape(count, 4) / 60_000.0)
