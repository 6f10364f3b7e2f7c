"""The canonical form of an allocation, byte for byte, and the keys that it rests on."""

from __future__ import annotations

import csv
import hashlib
import io
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.trial.canonical import Allocation, as_text, check_ids

HALF = Fraction(1, 2)
TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)


def allocation(ids, arms, blocks=None, names=("treatment", "control")) -> Allocation:
    return Allocation(tuple(ids), blocks, tuple(arms), (HALF,) * len(ids), tuple(names))


def test_the_bytes_are_those_of_the_specification():
    made = allocation(["a,b", 'say "so"', "two\nlines", "été 🎲"], ["treatment", "control"] * 2, ("x", "y;z", " ", "ø"))
    assert made.csv() == (
        b"hotspot_id,block,arm,probability\n"
        b'"a,b",x,treatment,1/2\n'
        b'"say ""so""",y;z,control,1/2\n'
        b'"two\nlines", ,treatment,1/2\n'
        b"\xc3\xa9t\xc3\xa9 \xf0\x9f\x8e\xb2,\xc3\xb8,control,1/2\n"
    )
    assert made.hash() == hashlib.sha256(made.csv()).hexdigest()


@given(ids=st.lists(TEXT, min_size=1, max_size=8), block=TEXT)
def test_pythons_own_csv_reader_gives_the_texts_back(ids, block):
    made = allocation(ids, ["treatment"] * len(ids), (block,) * len(ids))
    # a lone CR in quotes survives only where the reader is not told to translate line ends
    rows = list(csv.reader(io.StringIO(made.csv().decode("utf-8"), newline="")))
    assert rows[1:] == [[key, block, "treatment", "1/2"] for key in ids]


def test_code_points_and_not_alphabets_order_the_keys_as_their_bytes_do():
    keys = ["h1", "H2", "H10", "É", "\ufb01", "\U0001f3b2"]
    assert (
        sorted(keys)
        == sorted(keys, key=lambda key: key.encode("utf-8"))
        == ["H10", "H2", "h1", "É", "\ufb01", "\U0001f3b2"]
    )


def test_an_arm_without_hotspots_is_counted_as_none():
    assert allocation(["a"], ["treatment"]).counts() == {"treatment": 1, "control": 0}


def test_half_a_character_in_a_key_is_refused_with_its_row():
    with pytest.raises(HotspotError, match=r"a\\ud83c.*half a character"):
        allocation(["a\ud83c"], ["treatment"]).csv()


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (np.array([7, 10], dtype=np.int64), ["7", "10"]),
        (np.array([2**53 + 1], dtype=np.int64), ["9007199254740993"]),
        (np.array([7.0, -0.0, np.nan, 0.1, 1e22]), ["7", "0", None, "0.1", "10000000000000000000000"]),
        (np.array(["07", " 7", "", None], dtype=object), ["07", " 7", "", None]),
        (np.array([True, False, None], dtype=object), ["true", "false", None]),
        (np.array(["2024-03-01T06:00", "NaT"], dtype="M8[ms]"), ["2024-03-01T06:00:00", None]),
    ],
)
def test_keys_of_any_type_become_text_in_one_way(values, texts):
    assert as_text(pd.Series(values)) == texts


def test_no_hotspots_are_refused():
    with pytest.raises(HotspotError, match="beats has no hotspots"):
        check_ids([], "beats", "id")


def test_hotspots_without_a_key_are_counted_and_the_first_named():
    with pytest.raises(
        HotspotError, match=r"5 hotspots of beats have no id \(feature 2, feature 3, feature 4 and 2 more\)"
    ):
        check_ids(["a", None, "", " ", "\t", None], "beats", "id")


def test_keys_used_twice_are_named_once_each():
    with pytest.raises(HotspotError, match=r"beats has hotspots with the same id \(“a”, “b”\): each"):
        check_ids(["a", "b", "a", "a", "b", "c"], "beats", "id")
