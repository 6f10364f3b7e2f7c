"""On foot or in a vehicle: judged for every leg from what the unit did before and after, not from one speed.

Buses crawl and cars wait, so that no speed parts them from walkers. What parts them is the company a slow leg keeps: a
unit that drove a minute ago and drives again in a minute is waiting in its vehicle. This is a Markov chain of two
hidden states, smoothed forward and backward (Rabiner 1989, doi 10.1109/5.18626); that segments inherit from their
neighbours is the idea of Zheng et al. 2008 (doi 10.1145/1409635.1409677).

No number here was fitted to tracks. Walkers: 1.34 m/s, sd 0.26 (Weidmann 1993, Transporttechnik der Fussgänger), made
wider for ages and GPS; a few run. Vehicles: the urban part of the European driving cycle (UN Regulation 83, ECE-15)
stands about 30 % of its time and averages 18 km/h with its stops, so 7.3 m/s between them. Walkers are given the same
share of standing, so that standing alone says nothing: it inherits from what was before and after.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .clip import Stays
from .legs import Flags, Floats, Integers, Track
from .stops import stopped_legs

UNKNOWN, STOPPED, FOOT, VEHICLE = range(4)
NAMES = np.array(["unknown", "stopped", "foot", "vehicle"], dtype=object)
Modes = NDArray[np.int8]

WINDOW_S = 20.0  # speeds over less than this are mostly noise of the GPS; and the time of one stop and go in traffic
SLOW_S = 90.0  # a wait or a crawl lasts about as long as a cycle of traffic lights, and says what it says once
CHANGE_S = 600.0  # mean time between changes of mode
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
    seconds, speed = _windowed(track)
    leg_s = np.append(np.diff(track.time), 0) / 1000.0
    leg_s[~track.joined] = 0.0
    length = np.append(np.hypot(np.diff(track.x), np.diff(track.y)), 0.0)
    vague = (leg_s > LONGEST_S) & (length <= SURELY_MS * leg_s)
    odds = _log_odds(speed)
    # windows overlap where fixes are dense: each leg counts for its share of one; of slow ones fewer are news
    odds *= np.minimum(leg_s / np.where(odds > 0, np.maximum(seconds, WINDOW_S), SLOW_S), 1.0)
    odds[~track.joined | vague] = 0.0
    return _smoothed(odds, leg_s, track), vague


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
    )
    return np.asarray(leg_modes(part)[np.searchsorted(kept, stays.leg)])


def _windowed(track: Track) -> tuple[Floats, Floats]:
    """Return seconds and mean speed (m/s) of the window around each leg, within its unbroken run."""
    last = len(track.time) - 1
    run = np.cumsum(~np.concatenate(([False], track.joined[:-1])))
    run_first = np.flatnonzero(np.concatenate(([True], run[1:] != run[:-1])))
    run_last = np.concatenate((run_first[1:] - 1, [last]))
    leg = np.arange(last + 1)
    lengths = np.minimum(leg + 1, last)
    extra = np.maximum(WINDOW_S * 1000 - (track.time[lengths] - track.time), 0) / 2.0
    apart = int(track.time.max() - track.time.min()) + round(2 * WINDOW_S * 1000) + 1
    lifted = track.time + run * apart
    low = np.searchsorted(lifted, lifted - extra, side="right") - 1
    high = np.searchsorted(lifted, lifted[lengths] + extra, side="left")
    low, high = np.maximum(low, run_first[run - 1]), np.minimum(high, run_last[run - 1])
    low, high = np.minimum(low, leg), np.maximum(high, lengths)
    seconds = (track.time[high] - track.time[low]) / 1000.0
    way = np.hypot(track.x[high] - track.x[low], track.y[high] - track.y[low])
    with np.errstate(divide="ignore", invalid="ignore"):
        speed = np.where(seconds > 0, way / seconds, 0.0)
    return seconds, np.minimum(speed, _median(track, lifted))


def _median(track: Track, lifted: Integers) -> Floats:
    """Return the median speed (m/s) of the legs in the window around each: one wild fix does not move it."""
    step = np.append(np.diff(track.time), 0) / 1000.0
    with np.errstate(divide="ignore", invalid="ignore"):
        speed = np.append(np.hypot(np.diff(track.x), np.diff(track.y)), 0.0) / step
    speed[~track.joined] = np.nan
    series = pd.Series(speed, index=pd.DatetimeIndex((lifted - lifted[0]).astype("M8[ms]")))
    rolled = series.rolling(pd.Timedelta(seconds=WINDOW_S), center=True, min_periods=3).median().to_numpy()
    return np.where(np.isnan(rolled), np.inf, rolled)


def _log_odds(speed: Floats) -> Floats:
    """Return the logarithm of how much likelier a speed is for a vehicle than for a walker."""
    standing = np.exp(-0.5 * (speed / 0.3) ** 2) * np.sqrt(2 / np.pi) / 0.3
    walking = np.exp(-0.5 * ((speed - 1.34) / 0.4) ** 2) / (0.4 * np.sqrt(2 * np.pi))
    running = np.exp(-speed / 1.5) / 1.5
    driving = speed / 3.65**2 * np.exp(-speed / 3.65)  # a gamma distribution of shape 2 and mean 7.3 m/s
    foot = 0.30 * standing + 0.65 * walking + 0.05 * running
    vehicle = 0.30 * standing + 0.70 * driving
    # beyond 20 m/s both vanish, and no doubt is left
    return np.asarray(np.clip(np.log(vehicle + 1e-9) - np.log(foot + 1e-9), -4.0, 4.0))


def _smoothed(odds: Floats, seconds: Floats, track: Track) -> Floats:
    """Return log odds of each leg given all legs of its run: forward and backward through the chain."""
    joined = track.joined[:-1] & track.joined[1:]
    change = -0.5 * np.expm1(-(seconds[:-1] + seconds[1:]) / CHANGE_S)
    change[~joined] = 0.5  # nothing is known across a break
    forward = _chain(odds, np.concatenate(([0.5], change)))
    back = _chain(odds[::-1], np.concatenate(([0.5], change[::-1])))[::-1]
    return np.asarray(forward + back - odds)


def _chain(odds: Floats, change: Floats) -> Floats:
    """Return the log odds of a chain of two states at each step, given what was seen up to and with it.

    Step k changes state with probability change[k] and then sees odds[k]. Each step is a 2 × 2 matrix, and products of
    matrices can be taken in any grouping, so that as many rounds are enough as 2 has powers up to n.

    Args:
        odds: (n,) log odds of what is seen.
        change: (n,) probabilities; the first must be 0.5.
    """
    seen = np.exp(np.clip(odds, -30.0, 30.0))
    made = np.stack((1.0 - change, change, seen * change, seen * (1.0 - change)))
    reach = 1
    while reach < len(odds):
        a, b, c, d = made[:, reach:]
        e, f, g, h = made[:, :-reach]
        new = np.stack((a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h))
        new /= new.max(axis=0)
        made[:, reach:] = new
        reach *= 2
    foot, vehicle = made[0] + made[1], made[2] + made[3]
    tiny = np.finfo(np.float64).tiny
    return np.asarray(np.log(np.maximum(vehicle, tiny)) - np.log(np.maximum(foot, tiny)))


def minutes_by(mode: Modes, group: Integers, lasts: Integers, count: int) -> Floats:
    """Return minutes by group and mode, shape (count, 4), columns in the order UNKNOWN, STOPPED, FOOT, VEHICLE."""
    sums = np.bincount(group * 4 + mode, weights=lasts.astype(np.float64), minlength=4 * count)
    return np.asarray(sums.reshape(count, 4) / 60_000.0)
