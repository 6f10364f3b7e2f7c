"""A hidden Markov chain in continuous time: what a unit was doing, given how fast it went from step to step.

The activities are those of `activities`, on foot and in a vehicle, each with a mean length, and rates of going over
from one to another. As in life a walk begins with walking and a ride with driving, getting in and out takes a halt, and
both last some minutes: whoever only stands between two rides has not left the vehicle, whoever only stands between two
walks has not been driven, and a jam at a walker's pace in the middle of a ride is a jam. Steps may last a second or
minutes: the chances of change over a step are the exponential of the rates (Rabiner 1989, doi 10.1109/5.18626, for the
chain; Bladt and Sørensen 2005, doi 10.1111/j.1467-9868.2005.00508.x, for continuous time). How often a unit gets in and
out differs between patrols, travellers and buses: all are tried on a stretch of track, and count as they fit it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .activities import ACTIVITY_S, BEGINS, CALM_M, ON_FOOT, STATES, STEPS_S, changes, densities
from .legs import Flags, Floats, Integers

RARER = (0.25, 1.0, 16.0)
PROOF = 3.0  # log odds for the rarer of two, so that short tracks and noise prove nothing
TOLD_MS = 0.5
TINY = 1e-12
CORE, WARM = 1024, 256  # long runs are done in pieces that begin and end so many steps outside them
GROUP = 1 << 17  # steps done at once


def log_odds(
    speed: Floats,
    seconds: Floats,
    starts: Flags,
    noise: Floats | float = CALM_M,
    told: Floats | None = None,
    silent: Flags | None = None,
) -> Floats:
    """Return the log odds that the unit was in a vehicle in each step, given all steps of its run, shape (n,).

    Args:
        speed: (n,) mean speed of each step, m/s.
        seconds: (n,) how long it lasted, more than 0.
        starts: (n,) whether a step begins a run, about which what was before says nothing; the first is True.
        noise: (n,) or one for all, metres that the receiver is off in one coordinate.
        told: (n,) speed that the device says at the beginning of each step, NaN where it does not.
        silent: (n,) whether fixes were missing in it; None if in no step.
    """
    made = np.zeros(len(speed))
    if not len(speed):
        return made
    apart = np.concatenate(([1.0], (seconds[1:] + seconds[:-1]) / 2.0))
    place = np.log(apart / STEPS_S[0]) / np.log(STEPS_S[1] / STEPS_S[0])
    which = np.clip(np.rint(place), 0, len(STEPS_S) - 1).astype(np.int64)
    for pieces in _pieces(starts):
        steps = pieces.steps()
        missing = None if silent is None else silent[steps]
        seen = densities(speed[steps], seconds[steps], np.broadcast_to(noise, speed.shape)[steps], missing)
        if told is not None:
            _tell(seen, told[steps], seconds[steps])
        length = pieces.last - pieces.first
        vehicle, fits = _both_ways(seen, which[steps], length)
        fits += PROOF * np.arange(len(RARER))[:, None]
        weight = np.exp(fits - fits.max(axis=0))
        weight = np.repeat(weight / weight.sum(axis=0), length, axis=1)
        vehicle = (weight * vehicle).sum(axis=0)
        odds = np.log(vehicle + TINY) - np.log1p(TINY - vehicle)
        wanted = pieces.wanted(steps)
        made[steps[wanted]] = odds[wanted]
    return made


def _tell(seen: Floats, told: Floats, seconds: Floats) -> None:
    """Let what devices say of their speed at the beginning of steps speak too.

    Many say 0 of all that is slow, so that only what is faster is news; and over a long step it is news of what the
    unit was doing then, but not of how it went on.
    """
    some = np.flatnonzero(told >= TOLD_MS)
    moment = densities(told[some], np.full(len(some), 1.0))
    alone = (-np.expm1(-seconds[some] / ACTIVITY_S) * ACTIVITY_S / seconds[some])[:, None]
    for side in (slice(0, ON_FOOT), slice(ON_FOOT, STATES)):
        part = moment[:, side]
        seen[some, side] *= alone * part + (1.0 - alone) * part.mean(axis=1, keepdims=True)


@dataclass(frozen=True)
class _Pieces:
    """Pieces of runs, the longest first: first and past-last step with their warming up, and those that are wanted."""

    first: Integers
    last: Integers
    core_first: Integers
    core_last: Integers

    def steps(self) -> Integers:
        """Return the steps of one piece after the other."""
        length = self.last - self.first
        return np.arange(int(length.sum())) + np.repeat(self.first - np.cumsum(length) + length, length)

    def wanted(self, steps: Integers) -> Flags:
        length = self.last - self.first
        return np.asarray((steps >= np.repeat(self.core_first, length)) & (steps < np.repeat(self.core_last, length)))


def _pieces(starts: Flags) -> Iterator[_Pieces]:
    """Yield the runs in pieces, some hundred thousand steps at a time."""
    begin = np.flatnonzero(starts)
    end = np.append(begin[1:], len(starts))
    count = -(-(end - begin) // CORE)
    run = np.repeat(np.arange(len(begin)), count)
    core_first = begin[run] + (np.arange(len(run)) - np.repeat(np.cumsum(count) - count, count)) * CORE
    core_last = np.minimum(core_first + CORE, end[run])
    first, last = np.maximum(core_first - WARM, begin[run]), np.minimum(core_last + WARM, end[run])
    order = np.argsort(first - last, kind="stable")
    at = 0
    while at < len(order):
        longest = int(last[order[at]] - first[order[at]])
        some = order[at : at + max(GROUP // longest, 1)]
        yield _Pieces(first[some], last[some], core_first[some], core_last[some])
        at += len(some)


def _both_ways(seen: Floats, which: Integers, length: Integers) -> tuple[Floats, Floats]:
    """Return the chance of a vehicle in each step of pieces that lie one after the other, and how well each piece fits.

    Args:
        seen: (n, STATES) how likely what was seen is in each activity.
        which: (n,) which of `STEPS_S` lies between a step and the one before.
        length: (p,) steps of the pieces, the longest first; their sum is n.

    Returns:
        For each of `RARER` the chances (r, n), and the logarithm of how likely what was seen is in all (r, p).
    """
    moves = np.stack([changes(rarer) for rarer in RARER])
    turned = np.ascontiguousarray(np.swapaxes(moves, 2, 3))
    at = np.cumsum(length) - length
    longest = int(length[0])
    active = np.searchsorted(-length, -np.arange(longest), side="left")  # pieces longer than t
    fit = np.zeros((len(RARER), len(length)))
    forward = np.empty((len(RARER), *seen.shape), dtype=np.float32)
    state = np.tile(BEGINS, (len(RARER), len(length), 1))
    for t in range(longest):
        here = at[: active[t]] + t
        state = state[:, : active[t]]
        if t:
            state = _carry(state, moves, which[here])
        state = state * seen[here]
        likely = state.sum(axis=2, keepdims=True)
        fit[:, : active[t]] += np.log(likely[:, :, 0])
        state /= likely
        forward[:, here] = state
    vehicle = np.empty((len(RARER), len(seen)))
    back = np.ones((len(RARER), len(length), STATES))
    for t in range(longest - 1, -1, -1):
        going_on = active[t + 1] if t + 1 < longest else 0
        if going_on:
            after = at[:going_on] + t + 1
            later = _carry(seen[after] * back[:, :going_on], turned, which[after])
            back[:, :going_on] = later / later.max(axis=2, keepdims=True)
        here = at[: active[t]] + t
        both = forward[:, here] * back[:, : active[t]]
        vehicle[:, here] = both[:, :, ON_FOOT:].sum(axis=2) / both.sum(axis=2)
    return vehicle, fit


def _carry(state: Floats, moves: Floats, which: Integers) -> Floats:
    """Return states (r, p, STATES) after the changes of lengths `which` (p,); those of one length are done at once."""
    made = np.empty(state.shape)
    for length in np.unique(which):
        rows = np.flatnonzero(which == length)
        made[:, rows] = state[:, rows] @ moves[:, length]
    return made
