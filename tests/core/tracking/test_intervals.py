import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.tracking.intervals import longest_gap, overlaps, union, window_of

interval = st.tuples(st.integers(0, 3), st.integers(-30, 30), st.integers(1, 20)).map(
    lambda t: (t[0], t[1], t[1] + t[2])
)


def columns(rows):
    return (
        tuple(np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
        if rows
        else (np.empty(0, np.int64),) * 3
    )


def milliseconds(group, start, end):
    """Every (group, millisecond) that is covered, one by one: the definition itself."""
    return {(g, t) for g, s, e in zip(group.tolist(), start.tolist(), end.tolist(), strict=True) for t in range(s, e)}


@given(st.lists(interval))
def test_a_union_covers_every_millisecond_that_an_interval_covers_and_no_other(rows):
    merged = union(*columns(rows))
    assert milliseconds(*merged) == milliseconds(*columns(rows))
    assert int((merged[2] - merged[1]).sum()) == len(milliseconds(*columns(rows)))


@given(st.lists(interval))
def test_the_intervals_of_a_union_neither_overlap_nor_touch(rows):
    group, start, end = union(*columns(rows))
    same = group[1:] == group[:-1]
    assert (start[1:][same] > end[:-1][same]).all()
    assert (np.diff(group) >= 0).all()


@given(st.lists(interval), st.lists(interval))
def test_pieces_in_windows_are_what_both_cover(rows, windows):
    window = union(*columns(windows))
    which, number, start, end = overlaps(*columns(rows), *window)
    group = columns(rows)[0]
    assert (end > start).all()
    assert milliseconds(group[which], start, end) == milliseconds(*columns(rows)) & milliseconds(*window)
    assert (group[which] == window[0][number]).all()


@given(st.lists(interval, min_size=1), st.integers(0, 3), st.integers(-40, 60))
def test_a_moment_is_in_the_window_that_covers_it(windows, group, moment):
    window = union(*columns(windows))
    found = window_of(np.array([group]), np.array([moment]), *window)[0]
    covering = [i for i, (g, s, e) in enumerate(zip(*window, strict=True)) if g == group and s <= moment < e]
    assert [found] == (covering or [-1])


def test_a_moment_at_the_end_of_a_window_is_in_the_next_one():
    windows = np.zeros(2, np.int64), np.array([0, 10]), np.array([10, 20])
    assert window_of(np.zeros(3, np.int64), np.array([9, 10, 20]), *windows).tolist() == [0, 1, -1]


def test_the_longest_gap_counts_before_between_and_after():
    # window 0: 0–100 covered 10–20 and 60–95, gaps 10, 40, 5; window 1: nothing; window 2: 0–50 covered 0–10, gap 40
    longest = longest_gap(
        np.array([0, 0, 2]),
        np.array([10, 60, 0]),
        np.array([20, 95, 10]),
        np.zeros(3, np.int64),
        np.array([100, 70, 50]),
    )
    assert longest.tolist() == [40, 70, 40]
