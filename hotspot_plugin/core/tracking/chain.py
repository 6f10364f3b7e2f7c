"""A hidden Markov chain in continuous time: what a unit was doing, given how fast it went from step to step.

Eleven activities, six on foot and five in a vehicle, each with a mean length, and rates of going over from one to
another. As in life a walk begins with walking and a ride with driving, getting in and out takes a halt, and both last
some minutes: whoever only stands between two rides has not left the vehicle, whoever only stands between two walks has
not been driven, and a jam at a walker's pace in the middle of a ride is a jam. Steps may last a second or minutes: the
chances of change over a step are the exponential of the rates (Rabiner 1989, doi 10.1109/5.18626, for the chain; Bladt
and Sørensen 2005, doi 10.1111/j.1467-9868.2005.00508.x, for continuous time).

Walking: 1.34 m/s, sd 0.26 over people (Weidmann 1993, Transporttechnik der Fussgänger), made wider for slopes and
company. Driving: the urban part of the European driving cycle (UN Regulation 83, ECE-15) stands for 31 % of its time
and averages 18.7 km/h with its stops, 7.5 m/s between them; a stop and go takes 65 s. The rates that no literature
gives were set on made-up journeys (tests/studies/journeys.py), simulated patrols and recorded rides in cars and buses;
`make modes` lists what was looked at and what comes out. How often a unit gets in and out differs between patrols and
buses: both are tried on a stretch of track, and count as they fit it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from .legs import Flags, Floats, Integers
from .steps import NOISE_M

# on foot: standing after a ride, just out of it, walking, a short pause, a long stand, strolling about; in a vehicle:
# just in it, under way, a halt at lights or stops, stop-and-go, a long wait
ALIGHTED, OUT, WALK, PAUSE, LINGER, MILL, IN, DRIVE, HALT, JAM, WAIT = range(11)
STATES = 11
ON_FOOT = 6  # the first so many are on foot
SECONDS: dict[tuple[int, int], float] = {  # mean seconds until each change, if there were no other
    (OUT, WALK): 180.0,
    (OUT, MILL): 120.0,
    (WALK, PAUSE): 120.0,
    (PAUSE, WALK): 20.0,
    (WALK, LINGER): 900.0,
    (LINGER, WALK): 600.0,
    (WALK, MILL): 300.0,
    (MILL, WALK): 200.0,
    (LINGER, MILL): 600.0,
    (MILL, LINGER): 600.0,
    (IN, DRIVE): 60.0,
    (DRIVE, HALT): 45.0,
    (HALT, DRIVE): 22.0,
    (DRIVE, JAM): 300.0,
    (JAM, DRIVE): 90.0,
    (DRIVE, WAIT): 1800.0,
    (HALT, WAIT): 1800.0,
    (WAIT, DRIVE): 600.0,
    # getting in
    (WALK, IN): 7200.0,
    (PAUSE, IN): 300.0,
    (LINGER, IN): 600.0,
    (MILL, IN): 600.0,
    # getting out
    (HALT, OUT): 450.0,
    (HALT, ALIGHTED): 600.0,
    (ALIGHTED, OUT): 300.0,
    (JAM, OUT): 7200.0,
    (WAIT, OUT): 1200.0,
}
RARER = (1.0, 4.0)  # patrols get in and out every few minutes, buses never: what fits a stretch of track is believed
PROOF = 5.0  # log odds for the rarer of two, so that short tracks and noise prove nothing
BEGINS = np.array([0, 1, 2, 1, 1, 1, 1, 2, 1, 1, 1]) / 12.0  # what it may be doing when a track begins
WALK_MS, WALK_SD = 1.3, 0.33
DRIVE_MS, CYCLE_MS, JAM_MS = 7.5, 4.5, 1.5  # between stops, with them, and in a jam
RUN_MS, RUN_SD, RUNNING = 2.6, 0.6, 0.02
STAND_SD, MILL_SD = 0.2, 0.6
CALM_M, NOISE_S = float(NOISE_M[0]), 30.0  # metres that a good receiver is off, and how long that is alike
ACTIVITY_S = 60.0  # over longer steps a walker also waits and turns, and a driver also stands
TOLD_MS = 0.5
TINY = 1e-12
LEAST = float(np.exp(-4.0))  # one fix in fifty is off by tens of metres: no speed rules an activity out
STEPS_S = np.geomspace(1.0, 3600.0, 200)  # lengths of steps for which chances of change are kept
CORE, WARM = 1024, 256  # long runs are done in pieces that begin and end so many steps outside them
GROUP = 1 << 18  # steps done at once


def log_odds(
    speed: Floats, seconds: Floats, starts: Flags, noise: Floats | float = CALM_M, told: Floats | None = None
) -> Floats:
    """Return the log odds that the unit was in a vehicle in each step, given all steps of its run, shape (n,).

    Args:
        speed: (n,) mean speed of each step, m/s.
        seconds: (n,) how long it lasted, more than 0.
        starts: (n,) whether a step begins a run, about which what was before says nothing; the first is True.
        noise: (n,) or one for all, metres that the receiver is off in one coordinate.
        told: (n,) speed that the device says at the beginning of each step, NaN where it does not.
    """
    made = np.zeros(len(speed))
    if not len(speed):
        return made
    apart = np.concatenate(([1.0], (seconds[1:] + seconds[:-1]) / 2.0))
    place = np.log(apart / STEPS_S[0]) / np.log(STEPS_S[1] / STEPS_S[0])
    which = np.clip(np.rint(place), 0, len(STEPS_S) - 1).astype(np.int64)
    for pieces in _pieces(starts):
        steps = pieces.steps()
        seen = densities(speed[steps], seconds[steps], np.broadcast_to(noise, speed.shape)[steps])
        if told is not None:
            _tell(seen, told[steps], seconds[steps])
        length = pieces.last - pieces.first
        each = [_both_ways(seen, which[steps], length, rarer) for rarer in RARER]
        fits = np.stack([fit for _, fit in each]) + PROOF * np.arange(len(RARER))[:, None]
        weight = np.exp(fits - fits.max(axis=0))
        weight = np.repeat(weight / weight.sum(axis=0), length, axis=1)
        vehicle = (weight * np.stack([share for share, _ in each])).sum(axis=0)
        odds = np.log(vehicle + TINY) - np.log1p(TINY - vehicle)
        wanted = pieces.wanted(steps)
        made[steps[wanted]] = odds[wanted]
    return made


def densities(speed: Floats, seconds: Floats, noise_m: Floats | float = CALM_M) -> Floats:
    """Return how likely each speed is in each activity, as a share of the likeliest, shape (n, 11)."""
    noise = noise_m * np.sqrt(2.0 * -np.expm1(-seconds / NOISE_S)) / seconds
    alone = -np.expm1(-seconds / ACTIVITY_S) * ACTIVITY_S / seconds
    standing = _half_normal(speed, np.hypot(np.hypot(STAND_SD, 0.4 * (1.0 - alone)), noise))
    strolling = _half_normal(speed, np.hypot(MILL_SD, noise))
    pace = _normal(speed, WALK_MS * (0.3 + 0.7 * alone), np.hypot(WALK_SD, noise))
    walking = (1.0 - RUNNING) * pace + RUNNING * _normal(speed, RUN_MS, RUN_SD)
    # gamma distributions of shape 3 and 2
    mean = CYCLE_MS + alone * (DRIVE_MS - CYCLE_MS)
    driving = speed**2 / 2.0 * (3.0 / mean) ** 3 * np.exp(-3.0 * speed / mean)
    halting = alone * standing + (1.0 - alone) * driving
    creeping = 0.4 * standing + 0.6 * speed * (2.0 / JAM_MS) ** 2 * np.exp(-2.0 * speed / JAM_MS)
    out = 0.85 * walking + 0.15 * standing
    into = 0.75 * driving + 0.25 * standing
    on_foot = (standing, out, walking, standing, standing, strolling)
    made = np.stack((*on_foot, into, driving, halting, creeping, standing), axis=1)
    made /= np.maximum(made.max(axis=1, keepdims=True), np.finfo(np.float64).tiny)
    return np.asarray(np.maximum(made, LEAST))


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


def _normal(speed: Floats, mean: Floats | float, sd: Floats | float) -> Floats:
    return np.asarray(np.exp(-0.5 * ((speed - mean) / sd) ** 2) / (sd * np.sqrt(2 * np.pi)))


def _half_normal(speed: Floats, sd: Floats) -> Floats:
    return 2.0 * _normal(speed, 0.0, sd)


@lru_cache(maxsize=len(RARER))
def _changes(rarer: float) -> Floats:
    """Return the chances of going from one activity to another over each of `STEPS_S`, shape (steps, 11, 11).

    Getting in and out is so many times `rarer` than `SECONDS` says.
    """
    from scipy.linalg import expm

    rates = np.zeros((STATES, STATES))
    for (before, after), mean in SECONDS.items():
        rates[before, after] = 1.0 / (mean * (rarer if (before < ON_FOOT) != (after < ON_FOOT) else 1.0))
    np.fill_diagonal(rates, -rates.sum(axis=1))
    return np.stack([expm(rates * seconds) for seconds in STEPS_S])


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


def _both_ways(seen: Floats, which: Integers, length: Integers, rarer: float) -> tuple[Floats, Floats]:
    """Return the chance of a vehicle in each step of pieces that lie one after the other, and how well each piece fits.

    Args:
        seen: (n, 11) how likely what was seen is in each activity.
        which: (n,) which of `STEPS_S` lies between a step and the one before.
        length: (p,) steps of the pieces, the longest first; their sum is n.
        rarer: see `_changes`.

    Returns:
        The chances (n,), and the logarithm of how likely what was seen is in all (p,).
    """
    moves = _changes(rarer)
    at = np.cumsum(length) - length
    longest = int(length[0])
    active = np.searchsorted(-length, -np.arange(longest), side="left")  # pieces longer than t
    fit = np.zeros(len(length))
    forward = np.empty(seen.shape, dtype=np.float32)
    state = np.tile(BEGINS, (len(length), 1))
    for t in range(longest):
        here = at[: active[t]] + t
        state = state[: active[t]]
        if t:
            state = np.einsum("na,nab->nb", state, moves[which[here]])
        state = state * seen[here]
        likely = state.sum(axis=1, keepdims=True)
        fit[: active[t]] += np.log(likely[:, 0])
        state /= likely
        forward[here] = state
    vehicle = np.empty(len(seen))
    back = np.ones((len(length), STATES))
    for t in range(longest - 1, -1, -1):
        going_on = active[t + 1] if t + 1 < longest else 0
        if going_on:
            after = at[:going_on] + t + 1
            back[:going_on] = np.einsum("nab,nb->na", moves[which[after]], seen[after] * back[:going_on])
            back[:going_on] /= back[:going_on].max(axis=1, keepdims=True)
        here = at[: active[t]] + t
        both = forward[here] * back[: active[t]]
        vehicle[here] = both[:, ON_FOOT:].sum(axis=1) / both.sum(axis=1)
    return vehicle, fit
