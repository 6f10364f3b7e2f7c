"""Hotspots that share ground."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from hotspot_plugin.core.trial.overlaps import find_overlaps


def polygons(*wkt: str | None) -> np.ndarray:
    return np.array([None if text is None else shapely.from_wkt(text) for text in wkt] + [None], dtype=object)[:-1]


def box(x: float, y: float, size: float) -> str:
    return shapely.box(x, y, x + size, y + size).wkt


def test_squares_that_share_a_quarter_overlap_and_squares_that_touch_do_not():
    found = find_overlaps(polygons(box(0, 0, 2), box(1, 1, 2), box(3, 1, 2), box(3, 3, 1)))
    assert found.pairs.tolist() == [[0, 1]]
    assert found.shares.tolist() == [0.25]


def test_a_hotspot_inside_another_shares_all_of_its_ground():
    found = find_overlaps(polygons(box(0, 0, 10), box(4, 4, 1), box(4, 4, 1)))
    assert found.pairs.tolist() == [[0, 1], [0, 2], [1, 2]]
    assert found.shares == pytest.approx([1, 1, 1])


def test_neighbours_apart_from_rounding_do_not_overlap():
    third = 1 / 3
    found = find_overlaps(polygons(box(430_000 + third, 0, 100), box(430_100 + third - 1e-10, 0, 100)))
    assert found.pairs.shape == (0, 2)


def test_only_pairs_in_different_arms_blur_the_trial():
    found = find_overlaps(polygons(box(0, 0, 2), box(1, 0, 2), box(2, 0, 2)))
    assert len(found.pairs) == 2
    assert found.across(["treatment", "treatment", "control"]) == 1


def test_points_lines_missing_and_broken_shapes_do_no_harm():
    bow = "POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))"
    found = find_overlaps(polygons("POINT (1 1)", None, "LINESTRING (0 0, 3 3)", bow, box(0, 0, 2)))
    assert found.pairs.tolist() == [[3, 4]]
    assert found.shares.tolist() == [1.0]


def test_no_shapes_have_no_overlaps():
    assert find_overlaps(polygons()).pairs.shape == (0, 2)
    assert find_overlaps(polygons(None)).pairs.shape == (0, 2)
