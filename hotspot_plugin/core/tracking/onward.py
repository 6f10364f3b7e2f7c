"""Walks that go straight on: legs whose neighbours show at what pace and in which direction a unit came or went.

Who covers two legs one after the other with the same velocity, at the pace of a walk, is on the way on foot. If the
next leg goes on in that direction, the walk went on in it; if it is shorter than the walk could have been, the unit
stood for the rest of the time where it got to.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .accuracy import TO_SIGMA, accuracies
from .legs import Flags, Floats, Integers, Track

ALIKE = 0.3  # velocities further apart than this share of their size, beyond GPS error, are not one walk
# how far error moves three fixes against each other: the second difference has √6 standard deviations in x and in y,
# and this is as far as 75 of 100 come
APART = 4.0
LEAST_MS = 0.3  # what is slower is somebody standing, and GPS error


class Onward(NamedTuple):
    """What walks say about legs, each (l,).

    Attributes:
        told: a walk leads into or out of it.
        lead, tail: shares of its time that the unit stood at its beginning and its end.
        spare: share of its time that it stood somewhere on the way.
    """

    told: Flags
    lead: Floats
    tail: Floats
    spare: Floats


def onward(track: Track, leg: Integers, fastest: float, accuracy_m: float) -> Onward:
    """Return which legs (positions of their first fixes) a walk of at most `fastest` m/s leads into or out of.

    `accuracy_m` is the radius of 68 % of the fixes where the device does not say it, metres.
    """
    own = _velocity(track, leg)
    apart = APART * TO_SIGMA * accuracies(track, leg, accuracy_m)
    doubt = apart * 1000.0 / (track.time[leg + 1] - track.time[leg])
    came, went = _walk(track, leg, -1, fastest, doubt), _walk(track, leg, 1, fastest, doubt)
    comes, goes = _continues(own, came, doubt), _continues(own, went, doubt)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = [np.clip(1.0 - np.hypot(*own.T) / np.hypot(*walk.T), 0.0, 1.0) for walk in (came, went)]
    # where walks lead in and out, what time is left was spent on the way: nobody knows where, so it is spread
    return Onward(
        comes | goes,
        lead=np.where(goes & ~comes, left[1], 0.0),
        tail=np.where(comes & ~goes, left[0], 0.0),
        spare=np.where(comes & goes, np.minimum(left[0], left[1]), 0.0),
    )


def _walk(track: Track, leg: Integers, step: int, fastest: float, doubt: Floats) -> NDArray[np.float64]:
    """Return the velocity of the walk on the two legs before (−1) or after (1), (l, 2); NaN where there is none."""
    last = len(track.time) - 2
    near, far = leg + step, leg + 2 * step
    made = np.full((len(leg), 2), np.nan)
    there = np.flatnonzero((np.minimum(near, far) >= 0) & (np.maximum(near, far) <= last))
    there = there[track.joined[near[there]] & track.joined[far[there]]]
    if step < 0:
        there = there[track.joined[leg[there] - 1]]
    one, two = _velocity(track, near[there]), _velocity(track, far[there])
    speed = np.hypot(*one.T)
    walks = (speed >= LEAST_MS) & (speed <= fastest) & (np.hypot(*(one - two).T) <= ALIKE * speed + doubt[there])
    made[there[walks]] = (one[walks] + two[walks]) / 2.0
    return made


def _continues(own: NDArray[np.float64], walk: NDArray[np.float64], doubt: Floats) -> Flags:
    """Return which legs go in the direction of a walk, and not faster."""
    pace = np.hypot(*walk.T)
    with np.errstate(divide="ignore", invalid="ignore"):
        ahead = (own * walk).sum(axis=1) / pace
        aside = np.abs(own[:, 0] * walk[:, 1] - own[:, 1] * walk[:, 0]) / pace
    return np.asarray((ahead > 0) & (aside <= ALIKE * ahead + doubt) & (ahead <= (1.0 + ALIKE) * pace + doubt))


def _velocity(track: Track, leg: Integers) -> NDArray[np.float64]:
    seconds = (track.time[leg + 1] - track.time[leg]) / 1000.0
    way = np.stack((track.x[leg + 1] - track.x[leg], track.y[leg + 1] - track.y[leg]), axis=1)
    return np.asarray(way / seconds[:, None])
