"""File names for ids: safe, different, and the same in any order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.tasking.container import safe_path
from hotspot_plugin.core.tasking.names import file_names

IDS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60), min_size=1, max_size=12, unique=True
)


@given(IDS)
def test_every_id_gets_a_safe_name_that_no_other_has_even_in_other_capitals(ids):
    names = file_names(ids)
    assert all(safe_path(f"briefings/{name}.html") for name in names)
    assert len({name.lower() for name in names}) == len(ids)
    assert "index" not in {name.lower() for name in names}


@given(IDS, st.randoms(use_true_random=False))
def test_a_name_does_not_depend_on_the_order_of_the_ids(ids, random):
    before = dict(zip(ids, file_names(ids), strict=True))
    random.shuffle(ids)
    assert dict(zip(ids, file_names(ids), strict=True)) == before


def test_a_plain_id_is_its_own_name_and_others_keep_what_can_be_kept():
    # printf '../../x' | sha256sum → 9cdf6a50…
    assert file_names(["hx-5-12_7", "../../x"]) == ["hx-5-12_7", "x-9cdf6a50"]
    assert file_names(["Ŵylfa"])[0].startswith("Wylfa-")
    assert file_names(["東京"])[0].startswith("hotspot-")


def test_names_that_windows_or_the_index_need_are_not_taken():
    assert all("-" in name for name in file_names(["index", "CON", "nul", "com1"]))


def test_ids_that_differ_in_capitals_alone_get_different_files():
    first, second = file_names(["A1", "a1"])
    assert first.lower() != second.lower()


def test_an_id_that_looks_like_anothers_name_is_no_collision():
    names = file_names(["../../x", "x-9cdf6a50"])
    assert len(set(names)) == 2
