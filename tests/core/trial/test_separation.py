"""Hotspots too close to each other: found, tied, dropped."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.trial.separation import Close, drop, find_close, tie


def boxes(*lefts: float, size: float = 100.0) -> np.ndarray:
    return np.array([shapely.box(left, 0, left + size, size) for left in lefts], dtype=object)


def close(*pairs) -> Close:
    return Close(np.array([pair[:2] for pair in pairs], dtype=np.intp).reshape(-1, 2), np.array([p[2] for p in pairs]))


def test_edges_and_centres_are_measured():
    shapes = boxes(0, 250, 1000)
    edges = find_close(shapes, "abc", 200, centres=False)
    assert edges.pairs.tolist() == [[0, 1]]
    assert edges.metres.tolist() == [150]
    assert find_close(shapes, "abc", 200, centres=True).pairs.tolist() == []
    assert find_close(shapes, "abc", 251, centres=True).metres.tolist() == [250]


def test_hotspots_exactly_as_far_apart_as_wanted_are_not_too_close():
    assert find_close(boxes(0, 250), "ab", 150, centres=False).pairs.tolist() == []


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=25),
    st.integers(1, 300),
    st.booleans(),
)
def test_the_pairs_are_those_that_measuring_each_with_each_gives(corners, separation, centres):
    shapes = np.array([shapely.box(x, y, x + 50, y + 30) for x, y in corners], dtype=object)
    found = find_close(shapes, [str(i) for i in range(len(shapes))], separation, centres)
    measured = shapely.centroid(shapes) if centres else shapes
    apart = shapely.distance(measured[:, None], measured[None, :])
    expected = [(i, j) for i in range(len(shapes)) for j in range(i + 1, len(shapes)) if apart[i, j] < separation]
    assert [tuple(pair) for pair in found.pairs.tolist()] == expected


def test_ties_go_by_way_of_others_and_have_the_first_key():
    assert tie(["d", "c", "b", "a"], close((0, 1, 9.0), (1, 2, 9.0))) == ["b", "b", "b", "a"]


def test_clusters_that_are_too_close_become_one():
    assert tie(["1", "2", "3", "4"], close((1, 2, 5.0)), ["x", "x", "w", "y"]) == ["w", "w", "w", "y"]


def test_the_strongest_is_kept_then_each_far_enough_from_all_that_are_kept():
    # a chain a–b–c–d: c is the strongest, so b and d go, and a stays
    near = close((0, 1, 120.0), (1, 2, 80.0), (2, 3, 60.0))
    dropped = drop(["a", "b", "c", "d"], near, np.array([5.0, 9.0, 10.0, 9.5]), "crimes")
    assert dropped == {1: "80 m from c, whose crimes is 10 and not 9", 3: "60 m from c, whose crimes is 10 and not 9.5"}


def test_of_two_equally_strong_the_first_key_is_kept():
    assert list(drop(["b", "a"], close((0, 1, 1.0)), np.array([3.0, 3.0]), "crimes")) == [0]


def test_a_hotspot_without_a_place_and_a_distance_of_nothing_are_refused():
    with pytest.raises(HotspotError, match=r"1 hotspots have no location .“b”."):
        find_close(np.array([shapely.Point(0, 0), None], dtype=object), ["a", "b"], 10, centres=False)
    for nothing in (0.0, -1.0, float("nan")):
        with pytest.raises(HotspotError, match="choose a distance above 0"):
            find_close(boxes(0, 1), ["a", "b"], nothing, centres=False)
