"""Do p-values and intervals of evaluatetrial keep their promises? Simulated trials of each design, by the thousand.

    python -m tests.studies.trial [TRIALS [REDRAWS [PROCESSES]]]

Under no effect p-values must be uniform (Kolmogorov–Smirnov) and 95 % intervals hold 1 in 93–97 % of the trials;
with an effect they must hold it as often, and the share that finds it must agree with the simulation of trialpower
within three standard errors of the difference. What is left of treatment in later periods (lags) is put to the same
test in half as many trials of some designs.

A p-value of R redraws moves in steps of 2/(R + 1); for the test of uniformity it is put anywhere in its step by chance.
So many tests are made that one below 0.05 is to be expected: a design is called broken at 0.05 / their number.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction

import numpy as np
from scipy.stats import kstest

from hotspot_plugin.core.trial.crossover import Design, redraw
from hotspot_plugin.core.trial.inference import compare, infer
from hotspot_plugin.core.trial.lags import Carried, questions
from hotspot_plugin.core.trial.panel import Panel, by_design, chances_within_rows, within_rows
from hotspot_plugin.core.trial.poissonfit import fit
from hotspot_plugin.core.trial.power import Plan, power, simulate

EFFECT = 0.8
LATER = (0.8, 0.9, 0.95)  # what a crime count is multiplied by if treated now, one and two periods before


def crossover(hotspots, days, due, rate, limit=0, balance=False, dispersion=1.0):
    """A trial whose schedule is drawn by the design of schedulecrossover; hotspots differ in their rates."""
    design = Design(
        tuple(f"{i:03}" for i in range(hotspots)), (None,), (0,) * hotspots,
        tuple(f"{i:03}" for i in range(days)), ((Fraction(due),),), limit, balance,
    )  # fmt: skip
    row, column = np.repeat(np.arange(days), hotspots), np.tile(np.arange(hotspots), days)
    again = by_design(design, row, column)
    previous = np.where(row > 0, np.arange(row.size) - hotspots, -1)

    def make(dice: np.random.Generator, *ratios: float):
        treated = redraw(design, dice, 1)[0]
        mean = dice.gamma(4, rate / 4, hotspots)[None, :] * (1 + 0.3 * np.sin(np.arange(days) / 7))[:, None]
        for lag, ratio in enumerate(ratios):
            mean[lag:] = mean[lag:] * np.where(treated[: days - lag] == 1, ratio, 1.0)
        if dispersion > 1:
            mean = dice.gamma(mean / (dispersion - 1), dispersion - 1)
        chance = np.full(row.size, float(Fraction(due)) / hotspots)
        panel = Panel(row, column, treated.ravel(), chance, previous=previous)
        return panel, dice.poisson(mean).ravel().astype(float), again

    plan = Plan(hotspots, days, rate, float(Fraction(due)) / hotspots, dispersion=dispersion, variation=0.5)
    return make, plan


def parallel(units, treated, rate, days, blocks=1, baseline=False, variation=0.4):
    """A trial whose hotspots keep their arms, in blocks of equal size, with or without as long a time before it."""
    block = np.repeat(np.arange(blocks), units // blocks)
    many = len(block)

    def make(dice: np.random.Generator, ratio: float):
        arm = np.zeros(many, dtype=np.int8)
        for b in range(blocks):
            members = np.flatnonzero(block == b)
            arm[dice.choice(members, treated // blocks, replace=False)] = 1
        rates = dice.gamma(1 / variation**2, rate * days * variation**2, many)
        after = dice.poisson(rates * np.where(arm == 1, ratio, 1.0)).astype(float)
        chance = chances_within_rows(block, arm)
        if not baseline:
            panel = Panel(block, np.arange(many), arm, chance, columns=False)
            return panel, after, within_rows(panel)
        nobody = np.zeros(many, dtype=np.int8)
        before = dice.poisson(rates).astype(float)
        panel = Panel(
            np.concatenate((block, block + blocks)), np.tile(np.arange(many), 2), np.concatenate((nobody, arm)),
            np.concatenate((np.zeros(many), chance)),
        )  # fmt: skip
        return panel, np.concatenate((before, after)), within_rows(panel)

    # a baseline takes the place of what differs between hotspots, and has an error of its own
    left = 1 / math.sqrt(rate * days) if baseline else variation
    return make, Plan(units, days, rate, treated / units, crossover=False, variation=left)


DESIGNS: dict[str, tuple[Callable, Plan]] = {
    "crossover 20 × 90, 8 a day": crossover(20, 90, 8, 0.4),
    "crossover 21 × 90, 7 a day": crossover(21, 90, 7, 0.4),
    "crossover 34 × 119, 17 a day": crossover(34, 119, 17, 0.2),
    "crossover 45 × 90, 22 or 23 a day": crossover(45, 90, "45/2", 0.2),
    "crossover 34 × 119, run limit 3, balanced": crossover(34, 119, 17, 0.2, 3, True),
    "crossover 34 × 119, dispersion 1.5": crossover(34, 119, 17, 0.2, dispersion=1.5),
    "crossover 12 × 20, run limit 2, balanced": crossover(12, 20, 6, 1.0, 2, True),
    "parallel 60, 30 treated": parallel(60, 30, 0.2, 119),
    "parallel 60, 20 treated, 10 blocks": parallel(60, 20, 0.2, 119, blocks=10),
    "parallel 60, 30 treated, with baseline": parallel(60, 30, 0.2, 119, baseline=True),
    "parallel 30, 15 treated, with baseline": parallel(30, 15, 0.4, 119, baseline=True),
}

LAGGED = ("crossover 20 × 90, 8 a day", "crossover 12 × 20, run limit 2, balanced")


def one(job: tuple[str, int, float, int]) -> tuple[float, bool, bool]:
    """Return p, whether the interval holds the true ratio, and whether the trial found a fall."""
    name, number, ratio, draws = job
    dice = np.random.default_rng([number, sum(map(ord, name)), int(100 * ratio)])
    panel, counts, again = DESIGNS[name][0](dice, ratio)
    (found,) = infer(panel, [counts], again, draws, seed=int(dice.integers(2**31)))
    low, high = found.low or 0.0, found.high or math.inf
    return found.p, low <= ratio <= high, found.p <= 0.05 and (found.ratio or 0.0) < 1.0


def study(name: str, ratio: float, trials: int, draws: int, pool=map) -> tuple[np.ndarray, float, float]:
    """Return p-values, the share of intervals that hold the ratio, and the share of trials that found a fall."""
    results = list(pool(one, [(name, i, ratio, draws) for i in range(trials)]))
    p, held, fell = map(np.array, zip(*results, strict=True))
    return p, float(held.mean()), float(fell.mean())


def later(job: tuple[str, int, tuple[float, ...], int]) -> list[tuple[float, bool]]:
    """Return p of each question of two lags, and whether its interval holds the truth; ratios of each period."""
    name, number, ratios, draws = job
    dice = np.random.default_rng([number, sum(map(ord, name)), int(100 * ratios[1]), 2])
    panel, counts, again = DESIGNS[name][0](dice, *ratios)
    asked, model = list(questions(2).values()), fit(panel, counts, 2)
    tests = [Carried(panel, counts, model, wanted) for wanted in asked]
    truth = [float(np.exp(wanted @ np.log(ratios))) for wanted in asked]
    found = compare(panel, tests, again, draws, int(dice.integers(2**31)))
    return [(f.p, (f.low or 0.0) <= t <= (f.high or math.inf)) for f, t in zip(found, truth, strict=True)]


def study_lags(name: str, ratios: tuple[float, ...], trials: int, draws: int, pool=map) -> tuple[np.ndarray, list]:
    """Return p-values (trials, questions), and the share of intervals of each question that hold the truth."""
    results = np.array(list(pool(later, [(name, i, ratios, draws) for i in range(trials)])))
    return results[:, :, 0], results[:, :, 1].mean(axis=0).tolist()


def uniform(p: np.ndarray, draws: int) -> float:
    """Return the p-value of p-values being uniform; each is put anywhere in its step of 2/(draws + 1)."""
    inside = np.random.default_rng(8).random(len(p))
    return float(kstest(p - 2.0 * inside / (draws + 1), "uniform").pvalue)


def main(trials: int = 1000, draws: int = 399, processes: int = 2) -> int:
    """Print a line for each design and ratio; return how many promises were broken."""
    broken = 0
    least = 0.05 / (len(DESIGNS) + len(LAGGED) * len(questions(2)))
    print(f"{trials} trials of each design, {draws} redraws of each; effect {EFFECT}; KS p must be {least:.4f} or more")
    with ProcessPoolExecutor(processes) as workers:

        def pool(function, jobs):
            return workers.map(function, jobs, chunksize=10)

        for name, (_, plan) in DESIGNS.items():
            p, held, _ = study(name, 1.0, trials, draws, pool)
            ks = uniform(p, draws)
            _, held_too, found = study(name, EFFECT, trials, draws, pool)
            share, error = simulate(plan, EFFECT, 4000, np.random.default_rng(4))
            apart = abs(found - share) / math.hypot(error, math.sqrt(share * (1 - share) / trials))
            bad = not (ks >= least and 0.93 <= held <= 0.97 and 0.93 <= held_too <= 0.97 and apart <= 3)
            broken += bad
            print(
                f"{name:45} KS p {ks:.3f}, p ≤ 0.05: {np.mean(p <= 0.05):.3f}, holds 1: {held:.3f}, "
                f"holds {EFFECT}: {held_too:.3f}, found {found:.3f} (trialpower simulated {share:.3f} ± {error:.3f}, "
                f"{apart:.1f} errors apart; closed form {power(plan, EFFECT):.3f}){'   BROKEN' if bad else ''}",
                flush=True,
            )
        for name in LAGGED:
            p, held = study_lags(name, (1.0, 1.0, 1.0), trials // 2, draws, pool)
            _, held_too = study_lags(name, LATER, trials // 2, draws, pool)
            for i, question in enumerate(questions(2)):
                ks = uniform(p[:, i], draws)
                # of half as many trials
                bad = not (ks >= least and 0.92 <= held[i] <= 0.98 and 0.92 <= held_too[i] <= 0.98)
                broken += bad
                print(
                    f"{name}, {question}: KS p {ks:.3f}, p ≤ 0.05: {np.mean(p[:, i] <= 0.05):.3f}, "
                    f"holds 1: {held[i]:.3f}, holds the effect: {held_too[i]:.3f}{'   BROKEN' if bad else ''}",
                    flush=True,
                )
    return broken


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
