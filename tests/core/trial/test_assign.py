"""Parallel designs: clusters, quantiles, pairs, drawn until balanced; fair, and the same for ever."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2, chisquare

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.trial.arms import draw_arms, draw_simple, parse_arms
from hotspot_plugin.core.trial.assign import (
    BLOCK,
    BLOCK_CLUSTER,
    CLUSTER,
    COMPLETE,
    PAIRS,
    SIMPLE,
    Plan,
    assign,
    largest_difference,
)
from hotspot_plugin.core.trial.balance import balance
from hotspot_plugin.core.trial.blocks import field_labels, quantiles

# made by vectors.pl, in Perl, from the documentation alone
VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
HALVES = parse_arms("treatment=1,control=1")


class Said(list):
    """A progress that remembers."""

    def at(self, fraction: float) -> None:
        assert 0 <= fraction <= 1

    say = warn = list.append


def names(count: int) -> list[str]:
    return [f"H{i:02d}" for i in range(1, count + 1)]


def frame(**columns) -> pd.DataFrame:
    return pd.DataFrame(columns)


# -- the same for ever ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS["simple"], ids=lambda v: f"{v['turn']} {v['arms']}")
def test_a_simple_draw_agrees_with_the_perl_one(vector):
    drawn = draw_simple(vector["ids"], parse_arms(vector["arms"]), vector["seed"], turn=vector["turn"])
    assert " ".join(drawn.arms) == vector["drawn"]


@pytest.mark.parametrize("vector", VECTORS["clustered"], ids=lambda v: f"{v['turn']} {v['arms']}")
def test_a_draw_by_clusters_agrees_with_the_perl_one_to_the_last_byte(vector):
    from hotspot_plugin.core.trial.assign import _draw, _of_hotspots

    method = BLOCK_CLUSTER if vector["blocks"] else CLUSTER
    plan = Plan(vector["ids"], parse_arms(vector["arms"]), method, vector["blocks"], vector["clusters"])
    if vector["turn"] == 1:
        allocation = assign(plan, vector["seed"]).allocation
    else:
        of = dict(zip(vector["clusters"], vector["blocks"] or [], strict=False))
        units = sorted(set(vector["clusters"]))
        labels = [of[unit] for unit in units] if of else None
        drawn = _draw(plan, units, labels, vector["seed"], vector["turn"], Said())
        allocation = _of_hotspots(plan, drawn, vector["clusters"])
    assert allocation.csv().decode("utf-8") == vector["csv"]
    assert allocation.hash() == vector["sha256"]


def test_the_plain_methods_are_the_draws_that_they_were():
    ids, blocks = names(9), list("xxxxyyyyy")
    assert assign(Plan(ids, HALVES), "s").allocation.csv() == draw_arms(ids, HALVES, "s").csv()
    drawn = assign(Plan(ids, HALVES, BLOCK, blocks), "s").allocation
    assert drawn.csv() == draw_arms(ids, HALVES, "s", blocks).csv()


@given(order=st.permutations(range(12)), method=st.integers(0, 5))
def test_the_order_of_the_rows_does_not_matter(order, method):
    rows = {
        "ids": names(12),
        "blocks": list("xxxxyyyyzzzz"),
        "clusters": list("aabbccddeeff"),
    }
    crimes = [5.0, 9.0, 2.5, 7.0, 7.0, 1.0, 0.5, 3.0, 12.0, 0.1, 0.2, 0.3]
    moved = {name: [values[i] for i in order] for name, values in rows.items()}

    def plan(rows, crimes):
        clusters = rows["clusters"] if method in (CLUSTER, BLOCK_CLUSTER) else None
        blocks = rows["blocks"] if method in (BLOCK, BLOCK_CLUSTER) else None
        return Plan(rows["ids"], HALVES, method, blocks, clusters, frame(crimes=crimes), balance_within=1.5)

    first = assign(plan(rows, crimes), "seed")
    assert assign(plan(moved, [crimes[i] for i in order]), "seed").allocation.csv() == first.allocation.csv()


# -- right ------------------------------------------------------------------------------------------------------------


def test_hotspots_of_a_cluster_share_their_arm():
    clusters = [f"c{i % 7}" for i in range(20)]
    drawn = assign(Plan(names(20), HALVES, CLUSTER, clusters=clusters), "seed").allocation
    arms = {(cluster, arm) for cluster, arm in zip(drawn.clusters, drawn.arms, strict=True)}
    assert len(arms) == 7
    assert sorted(Counter(arm for _, arm in arms).values()) == [3, 4]
    assert set(drawn.probabilities) == {Fraction(1, 2)}


def test_each_matched_pair_has_one_of_each_arm_and_is_alike():
    crimes = [10.0, 52.0, 11.0, 50.0, 30.0, 33.0, 80.0]
    drawn = assign(Plan(names(7), HALVES, PAIRS, baselines=frame(crimes=crimes)), "seed").allocation
    groups: dict = {}
    for key, block, arm in zip(drawn.ids, drawn.blocks, drawn.arms, strict=True):
        groups.setdefault(block, []).append((key, arm))
    # 80 is alone: pairs 10–11, 50–52, 30–33 are 1 + 2 + 3 apart
    assert {block: [key for key, _ in group] for block, group in groups.items()} == {
        "pair 1": ["H01", "H03"],
        "pair 2": ["H02", "H04"],
        "pair 3": ["H05", "H06"],
        "single 4": ["H07"],
    }
    assert all({arm for _, arm in group} == {"treatment", "control"} for group in groups.values() if len(group) > 1)


def test_quantiles_of_a_baseline_are_blocks_of_sizes_that_differ_by_one():
    assert quantiles([3.0, 1.0, 2.0, 2.0, 9.0], list("abcde"), 2, [None] * 5) == ["Q2", "Q1", "Q1", "Q1", "Q2"]
    # within blocks; equal values go by key
    labels = ["N", "N", "S", "S"]
    assert quantiles([1.0, 1.0, 5.0, 4.0], list("badc"), 2, labels) == ["N | Q2", "N | Q1", "S | Q2", "S | Q1"]


def test_blocks_by_quantiles_split_each_quantile():
    crimes = [float(i) for i in range(40)]
    drawn = assign(Plan(names(40), HALVES, BLOCK, baselines=frame(crimes=crimes), quantiles=4), "s").allocation
    got = Counter(zip(drawn.blocks, drawn.arms, strict=True))
    assert got == {(f"Q{q}", arm): 5 for q in range(1, 5) for arm in ("treatment", "control")}
    assert drawn.blocks == tuple(f"Q{i // 10 + 1}" for i in range(40))


def test_several_fields_make_one_block_and_may_not_be_taken_for_another():
    table = pd.DataFrame({"a": ["x", "x", None], "b": [1, 2, 3]})
    assert field_labels(table) == ["x | 1", "x | 2", None]
    with pytest.raises(HotspotError, match=r"take the “.” out"):
        field_labels(pd.DataFrame({"a": ["x | y", "x"], "b": ["z", "y | z"]}))


def test_clusters_have_the_sum_of_their_hotspots_baselines():
    plan = Plan(names(8), HALVES, PAIRS, clusters=list("aabbccdd"), baselines=frame(n=[1, 9, 9, 2, 20, 1, 1, 21]))
    blocks = dict(zip(assign(plan, "s").allocation.clusters, assign(plan, "s").allocation.blocks, strict=True))
    assert blocks == {"a": "pair 1", "b": "pair 1", "c": "pair 2", "d": "pair 2"}


# -- drawn until balanced ---------------------------------------------------------------------------------------------


def test_the_difference_is_that_of_the_balance_table():
    dice = np.random.default_rng(1)
    crimes, arms = dice.poisson(20, 30), dice.permutation(["a"] * 10 + ["b"] * 12 + ["c"] * 8).tolist()
    exact = largest_difference([[Fraction(int(v)) for v in crimes]], arms, ["a", "b", "c"])
    worst = max(
        abs(balance(frame(x=crimes), arms, order)["std_difference"]).max()
        for order in (["a", "b", "c"], ["a", "c", "b"])
    )
    assert float(exact) ** 0.5 == pytest.approx(worst)


def test_a_balanced_draw_is_the_first_that_is_balanced():
    crimes = [float(v) for v in np.random.default_rng(2).poisson(20, 20)]
    plan = Plan(names(20), HALVES, baselines=frame(crimes=crimes), balance_within=0.05)
    drawn = assign(plan, "seed")
    assert drawn.draws > 1
    values = [[Fraction(v) for v in crimes]]
    apart = [
        float(largest_difference(values, draw_arms(names(20), HALVES, "seed", turn=t).arms, ["treatment", "control"]))
        ** 0.5
        for t in range(1, drawn.draws + 1)
    ]
    assert all(difference > 0.05 for difference in apart[:-1])
    assert apart[-1] == pytest.approx(drawn.largest)
    assert drawn.largest <= 0.05
    assert drawn.allocation.arms == draw_arms(names(20), HALVES, "seed", turn=drawn.draws).arms


def test_a_first_draw_that_is_balanced_is_the_plain_one():
    crimes = [float(v) for v in np.random.default_rng(2).poisson(20, 20)]
    drawn = assign(Plan(names(20), HALVES, baselines=frame(crimes=crimes), balance_within=9.0), "seed")
    assert drawn.draws == 1
    assert drawn.allocation.csv() == assign(Plan(names(20), HALVES), "seed").allocation.csv()


def test_a_hotspot_unlike_all_others_is_treated_half_of_the_time_even_if_drawn_until_balanced():
    crimes = [100.0, 1, 2, 3, 4, 5, 6]
    plan = Plan(names(7), HALVES, baselines=frame(crimes=crimes), balance_within=0.8)
    times = np.zeros(7)
    for seed in range(2_000):
        times += [arm == "treatment" for arm in assign(plan, str(seed)).allocation.arms]
    assert chi2.sf((times - 1_000) ** 2 / 500, 1).min() * 7 > 0.001


def test_balance_that_cannot_be_had_is_refused_with_the_best_there_was():
    plan = Plan(names(4), HALVES, baselines=frame(crimes=[0, 1, 50, 1000]), balance_within=0.01, max_draws=100)
    with pytest.raises(HotspotError, match=r"None of 100 draws had .* within 0.01; the best had"):
        assign(plan, "seed")
    plan = Plan(names(2), HALVES, baselines=frame(crimes=[0, 1]), balance_within=9, max_draws=10)
    with pytest.raises(HotspotError, match="None of 10 draws"):
        assign(plan, "seed")


# -- fair -------------------------------------------------------------------------------------------------------------


def treated(plan: Plan, seed: int) -> tuple[str, ...]:
    drawn = assign(plan, str(seed)).allocation
    return tuple(key for key, arm in zip(drawn.ids, drawn.arms, strict=True) if arm == "treatment")


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (Plan(list("abc"), HALVES, SIMPLE), 8),
        (Plan(list("abcd"), HALVES, PAIRS, baselines=frame(x=[1, 2, 8, 9])), 4),
        (Plan(list("abcd"), HALVES, CLUSTER, clusters=list("xxyz")), 6),
        (Plan(list("abcdef"), HALVES, BLOCK_CLUSTER, list("ppppqq"), list("uuvvwx")), 4),
        (Plan(list("abc"), HALVES, PAIRS, baselines=frame(x=[1, 2, 8])), 4),
    ],
    ids=["simple", "pairs", "clusters of odd number", "clusters in blocks", "a pair and a single"],
)
def test_all_allocations_of_a_small_design_are_equally_frequent(plan, expected):
    counts = Counter(treated(plan, seed) for seed in range(2_000))
    assert len(counts) == expected
    assert chisquare(list(counts.values())).pvalue > 0.001


def test_a_simple_draw_gives_each_arm_its_share():
    arms = parse_arms("a=1,b=2,c=5")
    counts = Counter()
    for seed in range(300):
        counts.update(draw_simple(names(20), arms, str(seed)).arms)
    assert chisquare([counts["a"], counts["b"], counts["c"]], [750, 1500, 3750]).pvalue > 0.001


# -- refused and said -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"method": BLOCK}, "The block method needs a block"),
        ({"method": CLUSTER}, "The cluster method needs clusters"),
        ({"method": PAIRS}, "Matched pairs need a baseline"),
        ({"method": PAIRS, "arms": parse_arms("a=1,b=2"), "baselines": frame(x=range(8))}, "two arms of equal weight"),
        ({"method": PAIRS, "arms": parse_arms("a=1,b=1,c=1"), "baselines": frame(x=range(8))}, "two arms of equal"),
        ({"method": PAIRS, "baselines": frame(x=[1.0] * 6 + [np.nan] * 2)}, "2 hotspots have no x .“H07”, “H08”."),
        ({"method": PAIRS, "baselines": frame(x=list("abcdefgh"))}, "The baseline x holds no numbers"),
        ({"method": BLOCK, "quantiles": 2}, "Quantiles need a baseline"),
        ({"method": BLOCK, "quantiles": 1, "baselines": frame(x=range(8))}, "QUANTILES is 1"),
        ({"method": BLOCK, "quantiles": 9, "baselines": frame(x=range(8))}, "8 units cannot be cut into 9 quantiles"),
        ({"method": CLUSTER, "clusters": ["c"] * 7 + [" "]}, "1 hotspots are in no cluster .“H08”."),
        ({"method": CLUSTER, "clusters": ["c"] * 8}, "2 arms but only 1 clusters"),
        (
            {"method": BLOCK_CLUSTER, "blocks": list("xxxxyyyy"), "clusters": list("aaabbbcc")},
            "Cluster “b” has hotspots in block “x” and in “y”",
        ),
        ({"method": BLOCK, "blocks": [None] + ["x"] * 7}, "1 hotspots are in no block .“H01”."),
        ({"balance_within": 0.2}, "balanced needs a baseline"),
        ({"balance_within": 0.0, "baselines": frame(x=range(8))}, "BALANCE_WITHIN is 0"),
        ({"balance_within": 0.2, "baselines": frame(x=range(8)), "max_draws": 0}, "MAX_DRAWS is 0"),
        (
            {"balance_within": 0.2, "baselines": frame(x=range(8)), "arms": parse_arms("a=1,b=2")},
            "would change the hotspots' probabilities",
        ),
        ({"ids": ["a"]}, "2 arms but only 1 hotspots"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_drawn_is_refused_with_the_reason(given, sentence):
    with pytest.raises(HotspotError, match=sentence):
        assign(Plan(**{"ids": names(8), "arms": HALVES, **given}), "seed")


def test_an_arm_that_a_simple_draw_left_empty_is_said():
    said = Said()
    seed = next(s for s in map(str, range(100)) if set(draw_simple(["a", "b"], HALVES, s).arms) == {"control"})
    assign(Plan(["a", "b"], HALVES, SIMPLE), seed, said)
    assert any("The arm treatment got no hotspot" in line for line in said)


def test_the_method_of_complete_is_the_default():
    assert Plan(["a"], HALVES).method == COMPLETE
