"""What a unit may be doing: activities on foot and in a vehicle, how fast each of them is, and how one follows another.

Who walks keeps a pace. People differ (1.34 m/s, sd 0.26: Weidmann 1993, Transporttechnik der Fussgänger; those who walk
alone in cities 1.3 to 1.6: Levine and Norenzayan 1999, doi 10.1177/0022022199030002003), one person on one walk hardly
does (Terrier and Schutz 2003, doi 10.1007/s00421-003-0906-3). Walking is therefore four walks of narrow speeds that
seldom turn into each other: ten minutes at 1.9 m/s are a brisk walk, ten minutes between 0 and 4 m/s are none.

Driving: the urban part of the European driving cycle (UN Regulation 83, ECE-15) stands for 31 % of its time and
averages 18.7 km/h with its stops, 7.5 m/s between them; a stop and go takes 65 s. Buses in a congested centre average 6
to 11 km/h, stand a third to two thirds of the time, and yet reach 5 to 14 m/s from one stop to the next (Manhattan and
New York bus cycles): a slow ride is one with peaks. The rates that no literature gives were set on made-up journeys
(tests/studies/journeys.py), simulated patrols and Liverpool's buses; tests/studies/modes.py tells how.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import numpy as np

from .legs import Flags, Floats
from .steps import NOISE_M

# on foot: standing after a ride, just out of it, a short pause, a long stand, strolling about, and four walks; in a
# vehicle: just in it, under way, in slow traffic, a halt at lights or stops, stop-and-go, a long wait
ALIGHTED, OUT, PAUSE, LINGER, MILL, STROLL, AMBLE, WALK, BRISK, IN, DRIVE, CRAWL, HALT, JAM, WAIT = range(15)
STATES = 15
ON_FOOT = 9  # the first so many are on foot
WALKS = (STROLL, AMBLE, WALK, BRISK)
PACE_MS = (0.95, 1.25, 1.5, 1.8)
PACE_SHARE = (0.2, 0.4, 0.3, 0.1)  # of walks that begin
PACE_SD = 0.17  # of one person's speed over some seconds
PACE_S = 600.0  # mean seconds until a walker goes over to the next faster, or slower, pace
SECONDS: dict[tuple[int, int], float] = {  # mean seconds until each change, if there were no other
    (OUT, MILL): 120.0,
    (LINGER, MILL): 600.0,
    (MILL, LINGER): 600.0,
    (IN, DRIVE): 60.0,
    (DRIVE, HALT): 45.0,
    (HALT, DRIVE): 22.0,
    (DRIVE, CRAWL): 300.0,
    (CRAWL, DRIVE): 300.0,
    (CRAWL, HALT): 90.0,
    (HALT, CRAWL): 40.0,
    (CRAWL, JAM): 300.0,
    (JAM, CRAWL): 200.0,
    (DRIVE, JAM): 300.0,
    (JAM, DRIVE): 90.0,
    (DRIVE, WAIT): 1800.0,
    (HALT, WAIT): 1800.0,
    (WAIT, DRIVE): 600.0,
    # getting in
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
TO_WALK = {OUT: 180.0, PAUSE: 20.0, LINGER: 600.0, MILL: 200.0}  # and from each until one of the walks
FROM_WALK = {PAUSE: 120.0, LINGER: 900.0, MILL: 300.0, IN: 7200.0}
BEGINS = np.array([0, 1, 1, 1, 1, 0.4, 0.8, 0.6, 0.2, 1, 1.3, 0.7, 1, 1, 1]) / 12.0  # what it does when a track begins
DRIVE_MS, CYCLE_MS = 7.5, 4.5  # between stops, and with them
CRAWL_MS, JAM_MS = 3.3, 1.5  # in slow traffic, and in a jam
RUN_MS, RUN_SD, RUNNING = 2.6, 0.6, 0.01
BENT = 0.12  # part of short steps of a walk that has a corner or a moment's halt
STAND_SD, MILL_SD = 0.2, 0.6
CALM_M, NOISE_S = float(NOISE_M[0]), 30.0  # metres that a good receiver is off, and how long that is alike
ACTIVITY_S = 60.0  # over longer steps a walker also waits and turns, and a driver also stands
INDOORS = 2.0  # a receiver that falls silent speaks for a stay on foot: walls do more to it than a roof of tin
COUNTS = 0.9  # of each speed as of one alone: the next is like it (correlation after 10 s: 0.36 in walks, 0.45 in cars)
LEAST = float(np.exp(-4.0))  # one fix in fifty is off by tens of metres: no speed rules an activity out
WILD_S = (20.0, 80.0)  # but in longer steps those metres are no great speed, and what does not fit counts more
RACE_MS, FAR_M = 4.0, 100.0  # and who got on some hundred metres more than a runner was carried
STEPS_S = np.geomspace(1.0, 3600.0, 60)  # lengths of steps for which chances of change are kept


def densities(speed: Floats, seconds: Floats, noise_m: Floats | float = CALM_M, silent: Flags | None = None) -> Floats:
    """Return how likely each speed is in each activity, as a share of the likeliest, shape (n, STATES).

    The power of `COUNTS` is taken of it, as in recognising speech, where one moment's sound is also like the next.

    Args:
        speed: (n,) mean speed of each step, m/s.
        seconds: (n,) how long it lasted.
        noise_m: (n,) or one for all, metres that the receiver is off in one coordinate.
        silent: (n,) whether fixes were missing in it.
    """
    noise = noise_m * np.sqrt(2.0 * -np.expm1(-seconds / NOISE_S)) / seconds
    alone = -np.expm1(-seconds / ACTIVITY_S) * ACTIVITY_S / seconds
    standing = _half_normal(speed, np.hypot(np.hypot(STAND_SD, 0.4 * (1.0 - alone)), noise))
    # gamma distributions of shape 3 and 2
    mean = CYCLE_MS + alone * (DRIVE_MS - CYCLE_MS)
    driving = speed**2 / 2.0 * (3.0 / mean) ** 3 * np.exp(-3.0 * speed / mean)
    crawling, creeping = (speed * (2.0 / slow) ** 2 * np.exp(-2.0 * speed / slow) for slow in (CRAWL_MS, JAM_MS))
    made = np.empty((len(speed), STATES))
    made[:, [ALIGHTED, PAUSE, LINGER, WAIT]] = standing[:, None]
    made[:, MILL] = _half_normal(speed, np.hypot(MILL_SD, noise))
    straight, running = (1.0 - BENT) * alone, RUNNING * _normal(speed, RUN_MS, RUN_SD)
    for state, pace in zip(WALKS, PACE_MS, strict=True):
        even = straight * _normal(speed, pace, np.hypot(PACE_SD, noise))
        bent = (1.0 - straight) * _normal(speed, 0.6 * pace, np.hypot(0.3 * pace, noise))
        made[:, state] = (1.0 - RUNNING) * (even + bent) + running
    made[:, OUT] = 0.85 * made[:, WALKS] @ np.array(PACE_SHARE) + 0.15 * standing
    made[:, IN] = 0.75 * driving + 0.25 * standing
    made[:, DRIVE] = driving
    made[:, CRAWL] = crawling
    made[:, HALT] = alone * standing + (1.0 - alone) * driving
    made[:, JAM] = 0.4 * standing + 0.6 * creeping
    if silent is not None:
        made[:, LINGER] *= np.where(silent, INDOORS, 1.0)
        made[:, MILL] *= np.where(silent, INDOORS, 1.0)
    made /= np.maximum(made.max(axis=1, keepdims=True), np.finfo(np.float64).tiny)
    least = LEAST * (WILD_S[0] / np.clip(seconds, *WILD_S)) ** 1.5
    least *= np.exp(-np.clip((speed - RACE_MS) * seconds / FAR_M - 2.0, 0.0, 4.0))
    np.maximum(made, least[:, None], out=made)
    return np.asarray(np.power(made, COUNTS, out=made))


def _normal(speed: Floats, mean: Floats | float, sd: Floats | float) -> Floats:
    return np.asarray(np.exp(-0.5 * ((speed - mean) / sd) ** 2) / (sd * np.sqrt(2 * np.pi)))


def _half_normal(speed: Floats, sd: Floats) -> Floats:
    return 2.0 * _normal(speed, 0.0, sd)


def rates(rarer: float = 1.0) -> Floats:
    """Return changes a second from one activity to another, shape (STATES, STATES); rows add up to 0.

    Getting in and out is so many times `rarer` than `SECONDS` says.
    """
    made = np.zeros((STATES, STATES))
    for (before, after), mean in SECONDS.items():
        made[before, after] = 1.0 / mean
    for walk, share in zip(WALKS, PACE_SHARE, strict=True):
        for before, mean in TO_WALK.items():
            made[before, walk] = share / mean
        for after, mean in FROM_WALK.items():
            made[walk, after] = 1.0 / mean
    for slower, faster in pairwise(WALKS):
        made[slower, faster] = made[faster, slower] = 1.0 / PACE_S
    made[:ON_FOOT, ON_FOOT:] /= rarer
    made[ON_FOOT:, :ON_FOOT] /= rarer
    np.fill_diagonal(made, -made.sum(axis=1))
    return made


@lru_cache(maxsize=8)
def changes(rarer: float) -> Floats:
    """Return the chances of going from one activity to another over each of `STEPS_S`, (steps, STATES, STATES)."""
    from scipy.linalg import expm

    return np.stack([expm(rates(rarer) * seconds) for seconds in STEPS_S])
