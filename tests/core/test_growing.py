"""A column that grows holds what joining its parts would give."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core import growing
from hotspot_plugin.core.growing import Growing

whole = st.lists(st.integers(-9, 9)).map(lambda values: np.array(values, dtype=np.int64))
real = st.lists(st.floats(-9, 9) | st.just(np.nan)).map(lambda values: np.array(values, dtype=np.float64))


@given(st.lists(whole | real))
def test_whatever_the_parts_are_the_column_is_what_they_are_joined(parts):
    column = Growing()
    for part in parts:
        column.add(part)
    count = len(column)
    made = column.take()
    wanted = np.concatenate(parts) if parts else np.empty(0)
    assert count == len(made) == len(wanted)
    assert np.array_equal(made, wanted, equal_nan=True)
    assert made.dtype == next((wanted.dtype for part in parts if len(part)), made.dtype) or wanted.dtype.kind == "f"
    assert len(column) == 0


@pytest.mark.parametrize("kind", ["M8[ms]", np.int32, np.float32, object])
def test_a_column_of_a_kind_casts_what_it_is_given_and_outgrows_its_room(kind, monkeypatch):
    monkeypatch.setattr(growing, "_SPARE", 1)
    column = Growing(kind)
    for i in range(200):
        column.add(np.array([i, i + 1], dtype=np.int64).astype(kind))
    made = column.take()
    assert made.dtype == np.dtype(kind)
    assert made.tolist() == np.array([[i, i + 1] for i in range(200)]).ravel().astype(kind).tolist()


def test_what_is_cut_off_is_forgotten_and_what_is_filled_is_there():
    column = Growing(np.float64)
    column.add(np.arange(5.0))
    column.cut(2)
    column.fill(np.nan, 2)
    column.add(np.array([7.0]))
    assert np.array_equal(column.take(), [0, 1, np.nan, np.nan, 7], equal_nan=True)
