"""The draw: right, fair, and the same for ever."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from fractions import Fraction
from itertools import combinations
from math import comb
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from hotspot_plugin.core.chance import Chance
from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.trial.arms import check_seed, deal, draw_arms, parse_arms
from tests.core.trial.chosen import Chosen

# made by vectors.pl, in Perl, from the documentation alone
VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
HALVES = parse_arms("treatment=1,control=1")
ANY = st.characters(codec="utf-8")
SEEDS = st.text(ANY, min_size=1, max_size=20).filter(str.strip)
IDS = st.lists(
    st.text(min_size=1, max_size=6, alphabet=st.characters(codec="utf-8")), min_size=4, max_size=40, unique=True
)
RATIOS = st.sampled_from(["a=1,b=1", "a=1,b=2", "a=1,b=1,c=1", "a=0.5,b=0.3,c=0.2", "a=7,b=2,c=1,d=1"])


class Said(list):
    """A progress that remembers."""

    def at(self, fraction: float) -> None:
        assert 0 <= fraction <= 1

    say = warn = list.append


def treated(allocation) -> tuple[str, ...]:
    return tuple(key for key, arm in zip(allocation.ids, allocation.arms, strict=True) if arm == "treatment")


# -- the same for ever ------------------------------------------------------------------------------------------------


def test_the_allocation_of_the_help_page_has_the_hash_that_a_shell_gives():
    # printf 'hotspot_id,block,arm,probability\nH1,,control,1/2\nH2,,treatment,1/2\nH3,,treatment,1/2\n
    #   H4,,control,1/2\nH5,,treatment,1/2\nH6,,control,1/2\n' | sha256sum        (in one line)
    allocation = draw_arms([f"H{i}" for i in range(1, 7)], HALVES, "Trial 1, 2024-03-01")
    assert allocation.hash() == "641c08cb0e5ec203179a6d8e587817f0a0493ee8e4c84df15d0f935468dda38d"
    assert treated(allocation) == ("H2", "H3", "H5")


@pytest.mark.parametrize("vector", VECTORS["deals"], ids=lambda v: f"{v['n']} {v['arms']}")
def test_a_deal_agrees_with_the_perl_one(vector):
    chance = Chance(vector["seed"], vector["purpose"])
    assert " ".join(deal(vector["n"], parse_arms(vector["arms"]), chance)) == vector["dealt"]


@pytest.mark.parametrize("vector", VECTORS["allocations"], ids=lambda v: ascii(v["seed"][:12]))
def test_an_allocation_agrees_with_the_perl_one_to_the_last_byte(vector):
    allocation = draw_arms(vector["ids"], parse_arms(vector["arms"]), vector["seed"], vector["blocks"])
    assert allocation.csv().decode("utf-8") == vector["csv"]
    assert allocation.hash() == vector["sha256"] == hashlib.sha256(vector["csv"].encode("utf-8")).hexdigest()


def test_a_draw_of_three_worked_out_by_hand():
    # the stream of "hand" and "arms", read off with sha256sum; arms sorted: control, treatment; A = 2
    digest = hashlib.sha256(b"hand\x1farms\x1f0").digest() + hashlib.sha256(b"hand\x1farms\x1f1").digest()
    word = [int.from_bytes(digest[i : i + 8], "big") for i in range(0, 64, 8)]
    # the last of two is swapped with place v mod 2
    order = ["treatment", "control"] if word[0] % 2 == 0 else ["control", "treatment"]
    # each arm is due 1.5 of 3 and gets 1; both remainders are 1, so start 0 lies in the first one's, 1 in the second's
    one_more = order[word[1] % 2]
    dealt = ["control", one_more, "treatment"]
    for place, v in ((2, word[2]), (1, word[3])):
        other = v % (place + 1)
        dealt[place], dealt[other] = dealt[other], dealt[place]
    assert list(draw_arms(["C", "A", "B"], HALVES, "hand").arms) == dealt


@given(ids=IDS, arms=RATIOS, seed=SEEDS, data=st.data())
def test_neither_the_order_of_the_rows_nor_that_of_the_arms_matters(ids, arms, seed, data):
    blocks = data.draw(st.none() | st.lists(st.sampled_from(["x", "y, z", "ж"]), min_size=len(ids), max_size=len(ids)))
    order = data.draw(st.permutations(range(len(ids))))
    first = draw_arms(ids, parse_arms(arms), seed, blocks)
    moved = [blocks[i] for i in order] if blocks else None
    turned = ",".join(reversed(arms.split(",")))
    assert draw_arms([ids[i] for i in order], parse_arms(turned), seed, moved).csv() == first.csv()


def test_the_same_ratio_written_otherwise_is_the_same_draw():
    ids = [str(i) for i in range(20)]
    hashes = {
        draw_arms(ids, parse_arms(text), "seed").hash() for text in ("a=1,b=3", "a=0.25,b=0.75", " a = 2 , b = 6.0 ")
    }
    assert len(hashes) == 1


def test_one_blocks_draw_does_not_depend_on_another():
    both = draw_arms(["a1", "a2", "a3", "a4", "b1", "b2"], HALVES, "seed", ["a"] * 4 + ["b"] * 2)
    alone = draw_arms(["a1", "a2", "a3", "a4"], HALVES, "seed", ["a"] * 4)
    assert both.arms[:4] == alone.arms


# -- right numbers ----------------------------------------------------------------------------------------------------


@given(ids=IDS, arms=RATIOS, seed=SEEDS)
def test_no_arm_is_a_whole_hotspot_off_its_share(ids, arms, seed):
    design = parse_arms(arms)
    counts = draw_arms(ids, design, seed).counts()
    assert sum(counts.values()) == len(ids)
    for arm in design:
        assert abs(counts[arm.name] - len(ids) * arm.share) < 1


@given(ids=IDS, arms=RATIOS, seed=SEEDS, data=st.data())
def test_in_blocks_no_arm_is_a_whole_hotspot_off_its_share_of_any_block(ids, arms, seed, data):
    design = parse_arms(arms)
    blocks = data.draw(st.lists(st.sampled_from("pqr"), min_size=len(ids), max_size=len(ids)))
    allocation = draw_arms(ids, design, seed, blocks)
    assert dict(zip(allocation.ids, allocation.blocks, strict=True)) == dict(zip(ids, blocks, strict=True))
    got = Counter(zip(allocation.blocks, allocation.arms, strict=True))
    for block, size in Counter(blocks).items():
        assert sum(got[block, arm.name] for arm in design) == size
        for arm in design:
            assert abs(got[block, arm.name] - size * arm.share) < 1


@given(ids=IDS, arms=RATIOS, seed=SEEDS)
def test_the_probability_is_the_share_of_the_arm_that_was_got(ids, arms, seed):
    design = parse_arms(arms)
    share = {arm.name: arm.share for arm in design}
    allocation = draw_arms(ids, design, seed)
    assert allocation.probabilities == tuple(share[arm] for arm in allocation.arms)


def test_randomizrs_blocks_of_50_100_and_200_are_halved():
    # randomizr's block_ra vignette: prob = .5 in blocks of these sizes
    blocks = ["a"] * 50 + ["b"] * 100 + ["c"] * 200
    allocation = draw_arms([f"U{i}" for i in range(350)], HALVES, "seed", blocks)
    got = Counter(zip(allocation.blocks, allocation.arms, strict=True))
    assert [got[block, "treatment"] for block in "abc"] == [25, 50, 100]


# -- fair -------------------------------------------------------------------------------------------------------------


def test_complete_3_of_6_reaches_all_20_allocations():
    ids = list("abcdef")
    found = {treated(draw_arms(ids, HALVES, str(seed))) for seed in range(300)}
    assert found == set(combinations(ids, 3))
    assert len(found) == comb(6, 3) == 20


def test_all_six_allocations_of_2_of_4_are_equally_frequent():
    counts = dict.fromkeys(combinations("abcd", 2), 0)
    for seed in range(3_000):
        counts[treated(draw_arms(list("abcd"), HALVES, str(seed)))] += 1
    assert chisquare(list(counts.values())).pvalue > 0.001


def every_outcome(n: int, text: str):
    """Yield every outcome of a deal with its exact probability, by trying every number that could be drawn."""
    open_ = [([], Fraction(1))]
    while open_:
        choices, chance = open_.pop()
        given_ = Chosen(choices)
        dealt = deal(n, parse_arms(text), given_)
        if len(given_.limits) == len(choices):
            yield dealt, chance
            continue
        limit = given_.limits[len(choices)]
        open_ += [([*choices, i], chance / limit) for i in range(limit)]


@pytest.mark.parametrize(
    ("n", "text"),
    [(1, "a=1,b=1"), (1, "a=1,b=2"), (3, "a=1,b=1"), (5, "a=1,b=1"), (4, "a=1,b=2"), (5, "a=1,b=2"), (3, "a=0.3,b=0.7"),
     (2, "a=1,b=1,c=1"), (4, "a=1,b=1,c=1"), (3, "a=1,b=2,c=3"), (2, "a=1,b=1,c=1,d=1")],
)  # fmt: skip
def test_every_hotspots_probability_is_exactly_the_arms_share(n, text):
    arms = parse_arms(text)
    chance_of = Counter()
    for dealt, chance in every_outcome(n, text):
        for place, name in enumerate(dealt):
            chance_of[place, name] += chance
    for place in range(n):
        for arm in arms:
            assert chance_of[place, arm.name] == arm.share


def test_any_two_of_four_arms_can_share_the_two_hotspots_left_over():
    # systematic sampling over arms in a fixed order would only ever pick the first and third or the second and fourth
    pairs = Counter()
    for dealt, chance in every_outcome(2, "a=1,b=1,c=1,d=1"):
        pairs[frozenset(dealt)] += chance
    assert set(pairs.values()) == {Fraction(1, comb(4, 2))}


# -- said and refused -------------------------------------------------------------------------------------------------


def test_arms_are_read_in_their_order_with_exact_shares():
    arms = parse_arms(" high-dose = 0.1, low_dose=0.2,contrôle=0.3")
    assert [(arm.name, arm.share) for arm in arms] == [
        ("high-dose", Fraction(1, 6)),
        ("low_dose", Fraction(1, 3)),
        ("contrôle", Fraction(1, 2)),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "No arms are given"),
        ("  ", "No arms are given"),
        ("treatment=1", "Only one arm is given"),
        ("treatment=1,,", "Arm 2 is empty"),
        (",treatment=1,control=1", "Arm 1 is empty"),
        ("treatment:1,control:1", "Arm 1, “treatment:1”, has no weight"),
        ("treatment=1,control", "Arm 2, “control”, has no weight"),
        ("treatment=,control=1", "Arm 1, “treatment=”, has no weight"),
        ("=1,control=1", "The name of arm 1, “”"),
        ("a b=1,control=1", "The name of arm 1, “a b”"),
        ("a/b=1,control=1", "The name of arm 1, “a/b”"),
        ('"a"=1,control=1', "The name of arm 1"),
        ("treatment=1,treatment=2", "The arm treatment is given twice"),
        ("treatment=1,Treatment=2", "The arm Treatment is given twice"),
        ("treatment=0,control=1", "The weight of arm treatment, “0”"),
        ("treatment=0.000,control=1", "The weight of arm treatment, “0.000”"),
        ("treatment=-1,control=1", "The weight of arm treatment, “-1”"),
        ("treatment=nan,control=1", "The weight of arm treatment, “nan”"),
        ("treatment=inf,control=1", "The weight of arm treatment, “inf”"),
        ("treatment=1e3,control=1", "The weight of arm treatment, “1e3”"),
        ("treatment=1=2,control=1", "The weight of arm treatment, “1=2”"),
        ("treatment=٣,control=1", "The weight of arm treatment"),
        ("treatment=0,5,control=0,5", "The weight of arm treatment, “0”"),
        ("treatment=1234567,control=1", "six digits at most"),
    ],
)
def test_arms_that_are_empty_or_misspelt_are_refused(text, sentence):
    with pytest.raises(HotspotError, match=sentence):
        parse_arms(text)


@pytest.mark.parametrize("seed", ["", "   ", "\t\n"])
def test_a_blank_seed_is_refused(seed):
    with pytest.raises(HotspotError, match="The seed is empty"):
        draw_arms(["a", "b"], HALVES, seed)


def test_fewer_hotspots_than_arms_are_refused():
    with pytest.raises(HotspotError, match="3 arms but only 2 hotspots"):
        draw_arms(["a", "b"], parse_arms("x=1,y=1,z=1"), "seed")


def test_hotspots_in_no_block_are_refused_by_name():
    with pytest.raises(HotspotError, match="2 hotspots are in no block \\(“b”, “d”\\)"):
        draw_arms(list("abcd"), HALVES, "seed", ["x", "", "x", " "])


def test_blocks_too_small_and_arms_without_hotspots_are_said():
    said = Said()
    draw_arms(list("abcde"), parse_arms("x=1,y=1,z=0.01"), "seed", ["p", "p", "p", "q", "r"], said)
    assert "2 of 3 blocks hold a single hotspot (q, r)" in said[0]
    said = Said()
    draw_arms(list("abcde"), parse_arms("x=1,y=1,z=0.0001"), "seed", ["p", "p", "p", "q", "q"], said)
    assert any("1 of 2 blocks hold fewer hotspots than there are arms (q)" in line for line in said)
    assert any("The arm z got no hotspot" in line for line in said)


def test_what_is_easily_lost_when_a_seed_is_typed_again_is_said():
    said = Said()
    check_seed("plain seed 1", said)
    assert said == []
    check_seed("cafe\u0301 ", said)
    assert any("begins or ends with a blank" in line for line in said)
    assert any("63 61 66 65 cc 81 20" in line for line in said)
    assert any("accents stored apart" in line for line in said)
