"""The generator: the same numbers in every language, each equally likely."""

from __future__ import annotations

import hashlib
import json
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from hotspot_plugin.core.chance import Chance
from hotspot_plugin.core.errors import HotspotError

# made by trial/vectors.pl, in Perl
VECTORS = json.loads((Path(__file__).parent / "trial" / "vectors.json").read_text(encoding="utf-8"))
SPAN = 2**64


def words(chance: Chance, n: int) -> list[int]:
    """Below 2⁶⁴ no word is rejected or reduced."""
    return [chance.below(SPAN) for _ in range(n)]


def test_the_stream_is_what_sha256sum_gives_in_a_shell():
    # printf 'Trial 1, 2024-03-01\037arms\0370' | sha256sum
    block = "fab7a9a97eb18b57e8f9827de25604a6fb34ffb12dcacc5172dc45f794d7f5e9"
    assert "".join(f"{word:016x}" for word in words(Chance("Trial 1, 2024-03-01", "arms"), 4)) == block


@pytest.mark.parametrize("vector", VECTORS["streams"], ids=lambda v: ascii(v["seed"][:12] + "/" + v["purpose"]))
def test_the_stream_agrees_with_the_perl_one_for_any_text(vector):
    chance = Chance(vector["seed"], vector["purpose"])
    assert [f"{word:016x}" for word in words(chance, len(vector["words"]))] == vector["words"]


@pytest.mark.parametrize("vector", VECTORS["numbers"], ids=lambda v: v["below"][0])
def test_numbers_below_a_limit_agree_with_the_perl_ones(vector):
    chance = Chance(vector["seed"], vector["purpose"])
    assert [chance.below(int(limit)) for limit in vector["below"]] == [int(number) for number in vector["numbers"]]


def test_words_past_the_last_whole_multiple_are_thrown_away_by_arithmetic_written_out():
    limit = 2**63 + 1  # 2⁶⁴ mod limit is 2⁶³ − 1, so that about half of the words are thrown away
    stream = []
    for counter in range(20):
        digest = hashlib.sha256(f"seed\x1fpurpose\x1f{counter}".encode()).digest()
        stream += [int.from_bytes(digest[i : i + 8], "big") for i in (0, 8, 16, 24)]
    kept = [word for word in stream if word < limit]
    assert 25 < len(kept) < 55
    chance = Chance("seed", "purpose")
    assert [chance.below(limit) for _ in kept] == kept


@given(n=st.integers(1, SPAN), seed=st.text(min_size=1, alphabet=st.characters(codec="utf-8")))
def test_a_number_is_below_its_limit(n, seed):
    assert 0 <= Chance(seed, "test").below(n) < n


@pytest.mark.parametrize("n", [0, -1, SPAN + 1])
def test_a_limit_that_cannot_be_is_a_mistake_of_the_caller(n):
    with pytest.raises(ValueError, match="must be 1 to"):
        Chance("seed", "test").below(n)


def test_numbers_below_six_are_equally_frequent():
    chance = Chance("dice", "test")
    counts = [0] * 6
    for _ in range(6_000):
        counts[chance.below(6)] += 1
    assert chisquare(counts).pvalue > 0.001


def test_all_orders_of_four_are_equally_frequent():
    counts = dict.fromkeys(permutations("abcd"), 0)
    for seed in range(4_800):
        items = list("abcd")
        Chance(str(seed), "test").shuffle(items)
        counts[tuple(items)] += 1
    assert chisquare(list(counts.values())).pvalue > 0.001


@given(items=st.lists(st.integers(), max_size=30))
def test_a_shuffle_keeps_what_it_shuffles(items):
    shuffled = list(items)
    Chance("seed", "test").shuffle(shuffled)
    assert sorted(shuffled) == sorted(items)


def test_another_purpose_is_another_stream():
    assert words(Chance("seed", "arms"), 4) != words(Chance("seed", "arms/north"), 4)


def test_an_empty_seed_is_refused():
    with pytest.raises(HotspotError, match="seed is empty"):
        Chance("", "arms")


def test_half_a_character_in_the_seed_is_refused_with_its_place():
    with pytest.raises(HotspotError, match="Character 3 of the seed"):
        Chance("ab\ud83c", "arms")
