"""Are the draws right? Each design drawn with 20,000 seeds: probabilities, pairs of units, allocations, constraints.

    python -m tests.studies.draws [SEEDS]

For each design and period: the frequencies of units that are interchangeable, by the chi-squared test that allows for
their fixed number; each unit's own frequency beside its probability (the least p-value of all, by Bonferroni); and for
small designs all allocations, which must be equally frequent. One line a design; it fails if any p-value is below
0.001 / number of tests, or a constraint is broken.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pandas as pd
import shapely
from scipy.stats import chi2, chisquare

from hotspot_plugin.core.trial.arms import parse_arms
from hotspot_plugin.core.trial.assign import BLOCK, BLOCK_CLUSTER, CLUSTER, COMPLETE, PAIRS, SIMPLE, Plan, assign
from hotspot_plugin.core.trial.crossover import Design, drawn
from hotspot_plugin.core.trial.separation import find_close, tie

SEEDS = 20_000
HALVES = parse_arms("treatment=1,control=1")


def crossover(units: int, treated: str, periods: int, max_run: int = 0, balance: bool = False) -> Design:
    names = tuple(f"{i:03d}" for i in range(units))
    days = tuple(f"2026-03-{i + 1:02d}" for i in range(periods))
    return Design(names, (None,), (0,) * units, days, ((Fraction(treated),),), max_run, balance)


def strata(sizes: tuple[int, ...], share: str, periods: int, max_run: int = 0, balance: bool = False) -> Design:
    of = tuple(s for s, size in enumerate(sizes) for _ in range(size))
    days = tuple(f"2026-03-{i + 1:02d}" for i in range(periods))
    labels = tuple(f"s{i}" for i in range(len(sizes)))
    due = (tuple(Fraction(share) * size for size in sizes),)
    return Design(tuple(f"{i:03d}" for i in range(len(of))), labels, of, days, due, max_run, balance)


def plan(units: int, arms: str, method: int = COMPLETE, **more: object) -> Plan:
    return Plan([f"H{i:03d}" for i in range(units)], parse_arms(arms), method, **more)


def groups_test(grids: np.ndarray, members: list[int]) -> float:
    """Return the p-value of interchangeable units having the same frequency, (draws, units) of 0 and 1."""
    here = grids[:, members].astype(np.int64)
    n, number = len(members), here.sum(axis=1)
    if n < 2:
        return 1.0
    apart = (number * (n - number)).mean() / (n * (n - 1))  # variance less covariance of two units, for each draw
    count = here.sum(axis=0)
    return float(chi2.sf(((count - count.mean()) ** 2).sum() / (len(here) * apart), n - 1))


def units_test(grids: np.ndarray, share: np.ndarray) -> float:
    """Return the least p-value of any unit's frequency being its probability, times the number of units."""
    seeds = len(grids)
    z2 = (grids.sum(axis=0, dtype=np.int64) - seeds * share) ** 2 / (seeds * share * (1 - share))
    return float(min(chi2.sf(z2, 1).min() * z2.size, 1.0))


def study_crossover(name: str, design: Design, seeds: int) -> list[float]:
    grids = np.stack([drawn(design, f"{name} {seed}") for seed in range(seeds)])
    of = np.array(design.stratum_of)
    share = np.array([float(design.probability(unit, 0) or 0) for unit in range(len(of))])
    values = []
    for period in range(len(design.periods)):
        values.append(units_test(grids[:, period], share))
        values += [groups_test(grids[:, period], np.flatnonzero(of == s).tolist()) for s in range(len(design.strata))]
    if design.max_run:
        run = np.zeros(grids[:, 0].shape, dtype=int)
        for period in range(len(design.periods)):
            run = np.where(grids[:, period] == 1, run + 1, 0)
            if run.max() > design.max_run:
                values.append(0.0)
    if design.balance_previous:
        for stratum in range(len(design.strata)):
            here = grids[:, :, of == stratum]
            together = here[:, 1:] & here[:, :-1]
            due = here[:, 1:].sum(axis=2) * here[:, :-1].sum(axis=2) / here.shape[2]
            values.append(float((abs(together.sum(axis=2) - due) < 1).all()))
    return values


def study_arms(name: str, made: Plan, seeds: int) -> list[float]:
    results = [assign(made, f"{name} {seed}").allocation for seed in range(seeds)]
    values = []
    for arm in made.arms:
        grids = np.array([[got == arm.name for got in result.arms] for result in results])
        values.append(units_test(grids, np.full(len(made.ids), float(arm.share))))
        if made.method in (COMPLETE, SIMPLE) and made.balance_within is None:
            values.append(groups_test(grids, list(range(len(made.ids)))))
    return values


def tied(hotspots: int) -> list[str]:
    """Return the clusters of hotspots at random places, those closer than 150 m in one."""
    dice = np.random.default_rng(3)
    places = shapely.points(dice.uniform(0, 1500, hotspots), dice.uniform(0, 1000, hotspots))
    ids = [f"H{i:03d}" for i in range(hotspots)]
    clusters = tie(ids, find_close(places, ids, 150.0, False))
    assert 2 < len(set(clusters)) < hotspots
    return clusters


def study_all(name: str, draw: Callable[[str], object], number: int, seeds: int) -> list[float]:
    """Return the p-value of all allocations being equally frequent, and 0 if some never came."""
    counts = Counter(draw(f"{name} {seed}") for seed in range(seeds))
    return [float(chisquare(list(counts.values())).pvalue) if len(counts) == number else 0.0]


def main(seeds: int) -> None:
    dice = np.random.default_rng(7)
    crimes = pd.DataFrame({"crimes": dice.poisson(20, 17).astype(float)})
    blocks = ["N"] * 7 + ["S"] * 5 + ["W"] * 3 + ["E"] * 2
    clusters = [f"c{i % 7}" for i in range(17)]
    in_blocks = ["x" if i % 7 < 4 else "y" for i in range(17)]
    studies: list[tuple[str, Callable[[str], list[float]]]] = [
        ("complete, 17 of 34", lambda n: study_arms(n, plan(34, "t=1,c=1"), seeds)),
        ("complete, halves of 45", lambda n: study_arms(n, plan(45, "t=1,c=1"), seeds)),
        ("complete, 2:3:5 of 17", lambda n: study_arms(n, plan(17, "a=0.2,b=0.3,c=0.5"), seeds)),
        ("blocks of 7, 5, 3, 2, 1:2", lambda n: study_arms(n, plan(17, "t=1,c=2", BLOCK, blocks=blocks), seeds)),
        ("quantiles", lambda n: study_arms(n, plan(17, "t=1,c=1", BLOCK, baselines=crimes, quantiles=4), seeds)),
        ("matched pairs of 17", lambda n: study_arms(n, plan(17, "t=1,c=1", PAIRS, baselines=crimes), seeds)),
        ("7 clusters, 1:1:1", lambda n: study_arms(n, plan(17, "a=1,b=1,c=1", CLUSTER, clusters=clusters), seeds)),
        (
            "clusters in blocks",
            lambda n: study_arms(n, plan(17, "t=1,c=1", BLOCK_CLUSTER, blocks=in_blocks, clusters=clusters), seeds),
        ),
        ("tied within 150 m", lambda n: study_arms(n, plan(17, "t=1,c=1", CLUSTER, clusters=tied(17)), seeds)),
        ("simple, 1:2", lambda n: study_arms(n, plan(17, "t=1,c=2", SIMPLE), seeds)),
        (
            "drawn until within 0.3",
            lambda n: study_arms(n, plan(17, "t=1,c=1", baselines=crimes, balance_within=0.3), seeds),
        ),
        ("Ark, 8 of 20", lambda n: study_crossover(n, crossover(20, "8", 5), seeds)),
        ("Rowan, 7 of 21, run 3", lambda n: study_crossover(n, crossover(21, "7", 6, 3), seeds)),
        ("Thames Valley, half of 45", lambda n: study_crossover(n, crossover(45, "45/2", 4), seeds)),
        ("17 of 34, run 3, balanced", lambda n: study_crossover(n, crossover(34, "17", 6, 3, True), seeds)),
        ("3 of 4, run 3 (tight)", lambda n: study_crossover(n, crossover(4, "3", 9, 3), seeds)),
        ("strata of 9, 5, 2, a third", lambda n: study_crossover(n, strata((9, 5, 2), "1/3", 4), seeds)),
        (
            "clusters in strata, run 3, balanced",
            lambda n: study_crossover(n, strata((10, 6), "1/2", 6, 3, True), seeds),
        ),
        (
            "all 20 of 3 of 6",
            lambda n: study_all(n, lambda seed: assign(plan(6, "t=1,c=1"), seed).allocation.arms, 20, seeds),
        ),
        (
            "all 36 of 2 of 4 on 2 days",
            lambda n: study_all(n, lambda seed: drawn(crossover(4, "2", 2), seed).tobytes(), 36, seeds),
        ),
        (
            "all 90 of 2:2:2 of 6",
            lambda n: study_all(n, lambda seed: assign(plan(6, "a=1,b=1,c=1"), seed).allocation.arms, 90, seeds),
        ),
        (
            "all of 2 of 5, either of 2 or 3",
            lambda n: study_all(n, lambda seed: assign(plan(5, "t=1,c=1"), seed).allocation.arms, 20, seeds),
        ),
    ]
    bad = 0
    for name, study in studies:
        values = study(name)
        bad += min(values) < 0.001 / len(values)
        print(
            f"{name:32} {len(values):3} tests  least p {min(values):.4f}  median p {np.median(values):.2f}", flush=True
        )
    print(f"{seeds:,} seeds; {bad} of {len(studies)} designs out of line")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS)
