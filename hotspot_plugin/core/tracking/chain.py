"""A hidden Markov chain in continuous time: what a unit was doing, given how fast it went from step to step.

Six activities, three on foot (walking, a short pause, a long stand) and three in a vehicle (under way, in a queue or at
a stop, a long wait), each with a mean length, and rates of going over from one to another. As in life a walk begins
with walking and a ride with driving, so that whoever only stands between two rides has not left the vehicle, and
whoever only stands between two walks has not been driven. Steps may last a second or minutes: the chances of change
over a step are the exponential of the rates (Rabiner 1989, doi 10.1109/5.18626, for the chain; Bladt and Sørensen 2005,
doi 10.1111/j.1467-9868.2005.00508.x, for continuous time). The long stand and the long wait have the same law, so that
standing alone speaks for neither.

No number was fitted to recorded tracks. Walking: 1.34 m/s, sd 0.26 over people (Weidmann 1993, Transporttechnik der
Fussgänger), made wider for slopes and company. Driving: the urban part of the European driving cycle (UN Regulation 83,
ECE-15) stands for 31 % of its time and averages 18.7 km/h with its stops, 7.5 m/s between them; a stop and go takes
65 s. Queues move at about a walker's pace, which is why a speed alone tells nothing, but not steadily.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .legs import Flags, Floats, Integers

WALK, PAUSE, LINGER, DRIVE, HALT, JAM, WAIT = range(7)
STATES = 7
ON_FOOT = 3  # the first so many are on foot
_SECONDS: dict[tuple[int, int], float] = {  # mean seconds until each change, if there were no other
    (WALK, PAUSE): 120.0,
    (PAUSE, WALK): 20.0,
    (WALK, LINGER): 900.0,
    (LINGER, WALK): 600.0,
    (DRIVE, HALT): 45.0,
    (HALT, DRIVE): 22.0,
    (DRIVE, JAM): 300.0,
    (JAM, DRIVE): 90.0,
    (DRIVE, WAIT): 900.0,
    (WAIT, DRIVE): 600.0,
    (HALT, WAIT): 900.0,
    # getting in and out takes a halt; a ride or a walk is some minutes long
    (WALK, DRIVE): 7200.0,
    (PAUSE, DRIVE): 300.0,
    (LINGER, DRIVE): 600.0,
    (HALT, WALK): 300.0,
    (JAM, WALK): 7200.0,
    (WAIT, WALK): 600.0,
}
WALK_MS, WALK_SD = 1.3, 0.33
DRIVE_MS, JAM_MS = 7.5, 1.5
CYCLE_MS = 4.5  # with stops
NOISE_M, NOISE_S = 5.0, 30.0  # of a receiver among houses, and how long it is alike
STAND_SD = 0.2
_LOG_LEAST = -12.0
_STEPS_S = np.geomspace(1.0, 3600.0, 200)
CORE, WARM = 1024, 256  # long runs are done in pieces that begin and end so many steps outside them
GROUP = 1 << 19


def log_odds(speed: Floats, seconds: Floats, starts: Flags, silent: Flags) -> Floats:
    """Return the log odds that the unit was in a vehicle in each step, given all steps of its run, shape (n,).

    Args:
        speed: (n,) mean speed of each step, m/s.
        seconds: (n,) how long it lasted, more than 0.
        starts: (n,) whether a step begins a run, about which what was before says nothing; the first is True.
        silent: (n,) whether the speed says nothing.
    """
    if not len(speed):
        return np.empty(0)
    seen = densities(speed, seconds)
    seen[silent] = 1.0
    apart = np.concatenate(([1.0], (seconds[1:] + seconds[:-1]) / 2.0))
    which = np.clip(np.rint(np.log(apart / _STEPS_S[0]) / np.log(_STEPS_S[1] / _STEPS_S[0])), 0, len(_STEPS_S) - 1)
    which = which.astype(np.int64)
    moves = _changes()
    made = np.empty(len(speed))
    for first, last, core_first, core_last in _pieces(starts):
        odds = _both_ways(seen, which, moves, first, last)
        here = np.arange(odds.shape[1])[None, :] + first[:, None]
        kept = (here >= core_first[:, None]) & (here < core_last[:, None])
        made[here[kept]] = odds[kept]
    return made


def densities(speed: Floats, seconds: Floats) -> Floats:
    """Return how likely each speed is in each activity, per m/s, shape (n, 6)."""
    noise = NOISE_M * np.sqrt(2.0 * -np.expm1(-seconds / NOISE_S)) / seconds
    # over a long step who walks also waits and turns, who stands also walks, and who drives also stands
    alone = -np.expm1(-seconds / 60.0) * 60.0 / seconds
    walk = WALK_MS * (0.3 + 0.7 * alone)
    walk_sd = np.hypot(WALK_SD, noise)
    still = np.hypot(np.hypot(STAND_SD, 0.4 * (1.0 - alone)), noise)
    walking = np.exp(-0.5 * ((speed - walk) / walk_sd) ** 2) / (walk_sd * np.sqrt(2 * np.pi))
    running = np.exp(-0.5 * ((speed - 2.6) / 0.6) ** 2) / (0.6 * np.sqrt(2 * np.pi))
    standing = np.exp(-0.5 * (speed / still) ** 2) * np.sqrt(2 / np.pi) / still
    mean = CYCLE_MS + alone * (DRIVE_MS - CYCLE_MS)
    driving = speed**2 / 2.0 * (3.0 / mean) ** 3 * np.exp(-3.0 * speed / mean)
    jam = 0.4 * alone * standing + (1.0 - 0.4 * alone) * speed * (2.0 / JAM_MS) ** 2 * np.exp(-2.0 * speed / JAM_MS)
    halting = alone * standing + (1.0 - alone) * driving
    foot = 0.98 * walking + 0.02 * running
    made = np.stack((foot, standing, standing, driving, halting, jam, standing), axis=1)
    made /= made.max(axis=1, keepdims=True)
    return np.asarray(np.maximum(made, np.exp(_LOG_LEAST)))


def _changes() -> Floats:
    """Return the chances of going from one activity to another over each of `_STEPS_S`, shape (steps, 6, 6)."""
    from scipy.linalg import expm

    rates = np.zeros((STATES, STATES))
    for (a, b), mean in _SECONDS.items():
        rates[a, b] = 1.0 / mean
    np.fill_diagonal(rates, -rates.sum(axis=1))
    return np.stack([expm(rates * seconds) for seconds in _STEPS_S])


def _pieces(starts: Flags) -> Iterator[tuple[Integers, Integers, Integers, Integers]]:
    """Yield groups of pieces of runs: first and past-last step with their warming up, and of what is wanted of them."""
    begin = np.flatnonzero(starts)
    end = np.append(begin[1:], len(starts))
    count = -(-(end - begin) // CORE)
    run = np.repeat(np.arange(len(begin)), count)
    nth = np.arange(len(run)) - np.repeat(np.cumsum(count) - count, count)
    core_first = begin[run] + nth * CORE
    core_last = np.minimum(core_first + CORE, end[run])
    first, last = np.maximum(core_first - WARM, begin[run]), np.minimum(core_last + WARM, end[run])
    order = np.argsort(first - last, kind="stable")  # the longest first
    at = 0
    while at < len(order):
        length = int(last[order[at]] - first[order[at]])
        some = order[at : at + max(GROUP // length, 1)]
        yield first[some], last[some], core_first[some], core_last[some]
        at += len(some)


def _both_ways(seen: Floats, which: Integers, moves: Floats, first: Integers, last: Integers) -> Floats:
    """Return log odds by piece and step, shape (pieces, longest); pieces are sorted by length, the longest first."""
    length = last - first
    longest = int(length[0])
    active = np.searchsorted(-length, -np.arange(longest), side="left")  # pieces longer than t
    forward = np.zeros((len(first), longest, STATES), dtype=np.float32)
    prior = np.array([4, 1, 1, 3, 1, 1, 1]) / 12.0
    state = np.repeat(prior[None, :], len(first), axis=0)
    for t in range(longest):
        n = active[t]
        here = first[:n] + t
        if t:
            state = np.einsum("na,nab->nb", state[:n], moves[which[here]])
        state = state[:n] * seen[here]
        state /= state.sum(axis=1, keepdims=True)
        forward[:n, t] = state
    odds = np.zeros((len(first), longest))
    back = np.ones((len(first), STATES))
    for t in range(longest - 1, -1, -1):
        n = active[t]
        inner = length[:n] > t + 1
        here = first[:n][inner] + t + 1
        if len(here):
            back[:n][inner] = np.einsum("nab,nb->na", moves[which[here]], seen[here] * back[:n][inner])
            back[:n][inner] /= back[:n][inner].max(axis=1, keepdims=True)
        both = forward[:n, t] * back[:n]
        foot, vehicle = both[:, :ON_FOOT].sum(axis=1), both[:, ON_FOOT:].sum(axis=1)
        odds[:n, t] = np.log(vehicle + 1e-30) - np.log(foot + 1e-30)
    return odds
