"""Any design of a parallel trial: simple, complete, in blocks, in matched pairs, by clusters, and drawn until balanced.

Drawing again until the arms are alike (Morgan & Rubin 2012, doi 10.1214/12-AOS1008) keeps each hotspot's probability
only if the arms are interchangeable, and so it is offered for arms of equal weight alone: then any draw is as likely,
and as balanced, as the same one with the arms' names changed round, and the probability of each arm stays 1 in k.
Whoever analyses such a trial must draw its re-draws in the same way.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

import pandas as pd

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from .arms import Arm, check_seed, draw_arms, draw_simple
from .blocks import baseline_sums, pairs, quantiles
from .canonical import Allocation, some

COMPLETE, BLOCK, SIMPLE, PAIRS, CLUSTER, BLOCK_CLUSTER = range(6)
METHODS = ("complete", "block", "simple", "matched pairs", "cluster", "block and cluster")
MOST_DRAWS = 100_000


@dataclass(frozen=True)
class Plan:
    """What arms are drawn from, apart from the seed.

    Args:
        ids: (h,) keys of the hotspots, each once, in any order.
        arms: at least two.
        method: a position in `METHODS`.
        blocks: (h,) labels of blocks, None where a hotspot has none; None for no blocks.
        clusters: (h,) labels of clusters, in the same way.
        baselines: h rows, one column a baseline: for pairs, quantiles (the first) and balance. Clusters have the sums.
        quantiles: how many quantiles of the first baseline are blocks, 0 for none.
        balance_within: the largest standardised difference of any baseline between any two arms; None to draw once.
        max_draws: how often it is drawn to find it.
    """

    ids: Sequence[str]
    arms: Sequence[Arm]
    method: int = COMPLETE
    blocks: Sequence[str | None] | None = None
    clusters: Sequence[str | None] | None = None
    baselines: pd.DataFrame | None = None
    quantiles: int = 0
    balance_within: float | None = None
    max_draws: int = 1_000


@dataclass(frozen=True)
class Assignment:
    """An allocation, how many draws it took, and the largest standardised difference left (None if none was asked)."""

    allocation: Allocation
    draws: int
    largest: float | None = None


def assign(plan: Plan, seed: str, progress: Progress = SILENT) -> Assignment:
    """Draw the arms of a plan (see `arms` and the module's text).

    Raises:
        HotspotError: the plan lacks what its method needs, labels or baselines are missing, a cluster lies in two
            blocks, no draw is balanced enough, or the seed is no text.
    """
    check_seed(seed)
    _check(plan)
    unit_of = _unit_of(plan)
    units = sorted(set(unit_of))
    if len(units) < len(plan.arms):
        what = "hotspots" if plan.clusters is None else "clusters"
        raise HotspotError(
            f"There are {len(plan.arms)} arms but only {len(units)} {what}: each arm needs at least one."
        )
    labels = _blocks(plan, units, unit_of, Part(progress, 0.0, 0.3))
    drawing = Part(progress, 0.3, 1.0)
    if plan.balance_within is None:
        drawn = _draw(plan, units, labels, seed, 1, drawing)
        return Assignment(_of_hotspots(plan, drawn, unit_of), 1)
    return _until_balanced(plan, units, unit_of, labels, seed, drawing)


def largest_difference(baselines: Sequence[Sequence[Fraction]], arms: Sequence[str], names: Sequence[str]) -> Fraction:
    """Return the square of the largest standardised difference of any baseline between any two arms, exactly.

    −1 stands for a difference where nothing varies, which no limit admits. See `balance` for the definition; the
    variance of an arm with a single hotspot counts as 0.
    """
    largest = Fraction(0)
    for values in baselines:
        described = []
        for name in names:
            here = [value for value, arm in zip(values, arms, strict=True) if arm == name]
            if not here:
                return Fraction(-1)
            mean = sum(here, Fraction(0)) / len(here)
            square = sum((value * value for value in here), Fraction(0)) - mean * mean * len(here)
            described.append((mean, square / (len(here) - 1) if len(here) > 1 else Fraction(0)))
        for (mean, variance), (other, variance_of_other) in combinations(described, 2):
            if mean == other:
                continue
            if not variance + variance_of_other:
                return Fraction(-1)
            largest = max(largest, (mean - other) ** 2 / ((variance + variance_of_other) / 2))
    return largest


def _check(plan: Plan) -> None:
    method = METHODS[plan.method]
    blocked = plan.blocks is not None or plan.quantiles
    if plan.method in (BLOCK, BLOCK_CLUSTER) and not blocked:
        raise HotspotError(
            f"The {method} method needs a block: choose BLOCK_FIELD, or BASELINE and QUANTILES, or another method."
        )
    if plan.method in (CLUSTER, BLOCK_CLUSTER) and plan.clusters is None:
        raise HotspotError(f"The {method} method needs clusters: choose CLUSTER_FIELD, or another method.")
    has_baseline = plan.baselines is not None and len(plan.baselines.columns) > 0
    needs = {
        "Matched pairs need": plan.method == PAIRS,
        "Quantiles need": bool(plan.quantiles) and plan.method in (BLOCK, BLOCK_CLUSTER),
        "Drawing until the arms are balanced needs": plan.balance_within is not None,
    }
    for what, wanted in needs.items():
        if wanted and not has_baseline:
            raise HotspotError(f"{what} a baseline: choose fields of numbers for BASELINE.")
    alike = len({arm.share for arm in plan.arms}) == 1
    if plan.method == PAIRS and not (alike and len(plan.arms) == 2):
        raise HotspotError("Matched pairs need two arms of equal weight: choose ARMS so, or blocks of quantiles.")
    if plan.balance_within is not None:
        if not alike:
            raise HotspotError(
                "Drawing until the arms are balanced would change the hotspots' probabilities, since the arms' weights "
                "differ: give the arms equal weights, or block instead."
            )
        if not (math.isfinite(plan.balance_within) and plan.balance_within > 0):
            raise HotspotError(f"BALANCE_WITHIN is {plan.balance_within:g}: choose a number above 0, such as 0.25.")
        if not 1 <= plan.max_draws <= MOST_DRAWS:
            raise HotspotError(f"MAX_DRAWS is {plan.max_draws:,}: choose 1 to {MOST_DRAWS:,}.")


def _unit_of(plan: Plan) -> list[str]:
    if plan.clusters is None:
        return list(plan.ids)
    without = [key for key, label in zip(plan.ids, plan.clusters, strict=True) if not label or not label.strip()]
    if without:
        which = some([f"“{key}”" for key in without])
        raise HotspotError(f"{len(without)} hotspots are in no cluster ({which}): fill it in, or leave them out.")
    return [str(label) for label in plan.clusters]


def _blocks(plan: Plan, units: list[str], unit_of: list[str], progress: Progress) -> list[str] | None:
    """Return the blocks of the units, None if there are none."""
    if plan.method == PAIRS and plan.baselines is not None:
        return pairs(baseline_sums(plan.ids, units, unit_of, plan.baselines), len(units), progress)
    if plan.method not in (BLOCK, BLOCK_CLUSTER):
        return None
    labels = _field_blocks(plan, units, unit_of)
    if plan.quantiles and plan.baselines is not None:
        sums = baseline_sums(plan.ids, units, unit_of, plan.baselines.iloc[:, :1])
        return quantiles(next(iter(sums.values())), units, plan.quantiles, labels)
    return [str(label) for label in labels]


def _field_blocks(plan: Plan, units: list[str], unit_of: list[str]) -> list[str | None]:
    if plan.blocks is None:
        return [None] * len(units)
    without = [key for key, label in zip(plan.ids, plan.blocks, strict=True) if not label or not label.strip()]
    if without:
        which = some([f"“{key}”" for key in without])
        raise HotspotError(
            f"{len(without)} hotspots are in no block ({which}): fill in their block, or leave them out."
        )
    of: dict[str, str | None] = {}
    for unit, label in sorted(zip(unit_of, plan.blocks, strict=True), key=str):
        if of.setdefault(unit, label) != label:
            raise HotspotError(
                f"Cluster “{unit}” has hotspots in block “{of[unit]}” and in “{label}”, but all of them share one arm: "
                "put each cluster into one block."
            )
    return [of[unit] for unit in units]


def _draw(
    plan: Plan, units: list[str], labels: list[str] | None, seed: str, turn: int, progress: Progress
) -> Allocation:
    if plan.method == SIMPLE:
        return draw_simple(units, plan.arms, seed, progress, turn)
    return draw_arms(units, plan.arms, seed, labels, progress, turn)


def _of_hotspots(plan: Plan, drawn: Allocation, unit_of: Sequence[str]) -> Allocation:
    """Return an allocation of units as one of hotspots."""
    if plan.clusters is None:
        return drawn
    row = {unit: i for i, unit in enumerate(drawn.ids)}
    rows = [(key, row[unit]) for key, unit in sorted(zip(plan.ids, unit_of, strict=True))]
    blocks = drawn.blocks
    return replace(
        drawn,
        ids=tuple(key for key, _ in rows),
        blocks=None if blocks is None else tuple(blocks[i] for _, i in rows),
        arms=tuple(drawn.arms[i] for _, i in rows),
        probabilities=tuple(drawn.probabilities[i] for _, i in rows),
        clusters=tuple(drawn.ids[i] for _, i in rows),
    )


def _until_balanced(
    plan: Plan, units: list[str], unit_of: list[str], labels: list[str] | None, seed: str, progress: Progress
) -> Assignment:
    if plan.baselines is None or plan.balance_within is None:
        raise HotspotError("Drawing until the arms are balanced needs a baseline.")
    baseline_sums(plan.ids, plan.ids, plan.ids, plan.baselines)  # refuses those that are missing
    order = [i for i, _ in sorted(enumerate(plan.ids), key=lambda item: item[1])]
    values = [[Fraction(float(column.iloc[i])) for i in order] for _, column in plan.baselines.items()]
    names = [arm.name for arm in plan.arms]
    limit, least = Fraction(str(plan.balance_within)) ** 2, None
    for turn in range(1, plan.max_draws + 1):
        progress.at(turn / plan.max_draws)
        allocation = _of_hotspots(plan, _draw(plan, units, labels, seed, turn, SILENT), unit_of)
        square = largest_difference(values, allocation.arms, names)
        if 0 <= square <= limit:
            _draw(plan, units, labels, seed, turn, progress)  # once more, for what it has to say
            return Assignment(allocation, turn, math.sqrt(square))
        if square >= 0 and (least is None or square < least):
            least = square
    found = "" if least is None else f"; the best had {math.sqrt(least):.3g}"
    raise HotspotError(
        f"None of {plan.max_draws:,} draws had standardised differences within {plan.balance_within:g}{found}: raise "
        "BALANCE_WITHIN or MAX_DRAWS, or use blocks."
    )
