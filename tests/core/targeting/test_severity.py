"""The harm of one more crime at a place."""

from __future__ import annotations

import numpy as np
import pytest

from hotspot_plugin.core.targeting import severity


def test_own_harm_is_believed_as_far_as_buhlmann_and_straub_do_by_hand():
    # places with harms (1, 3), (5, 7) and none: means 2 and 6, of all 4; within ((1 + 1) + (1 + 1)) / (4 − 2) = 2;
    # between (2 × 4 + 2 × 4 − 1 × 2) / (4 − 8 / 4) = 7; two crimes are believed to 2 / (2 + 2 / 7) = 7 / 8
    found = severity.expect(np.array([0, 0, 1, 1]), np.array([1.0, 3.0, 5.0, 7.0]), 3)
    assert found == pytest.approx([4 - 2 * 7 / 8, 4 + 2 * 7 / 8, 4.0])


def test_one_grave_crime_does_not_make_a_place_a_grave_one():
    rng = np.random.default_rng(2)
    place = rng.integers(0, 50, 1000)
    harm = rng.choice([1.0, 10.0], 1000)
    harm[0] = 5000.0
    alone = np.r_[place, 50]  # or where there is no other
    for places, harms in ((place, harm), (alone, np.r_[harm[1:], 5.0, 5000.0])):
        found = severity.expect(places, harms, 51)
        assert found.max() < 1.5 * found.mean()


def test_places_that_differ_for_sure_keep_their_own():
    found = severity.expect(np.repeat([0, 1], 200), np.repeat([2.0, 100.0], 200), 2)
    assert found == pytest.approx([2.0, 100.0])


@pytest.mark.parametrize("place", [[0, 1, 2], [1, 1, 1]])
def test_where_nothing_tells_them_apart_all_places_are_alike(place):
    found = severity.expect(np.array(place), np.array([1.0, 2.0, np.nan]), 4)
    assert found == pytest.approx([1.0] * 4)
