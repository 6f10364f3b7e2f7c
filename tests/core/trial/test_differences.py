"""The weighted displacement difference of whole trials, against `wdd` and `harm_wdd` on sums made by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hotspot_plugin.core.trial.differences import Counts, differences
from hotspot_plugin.core.trial.effects import harm_wdd, wdd
from hotspot_plugin.core.trial.layout import from_arms

DAY = 86_400_000
IDS = np.array(["A", "B", "C"], dtype=object)


@pytest.fixture
def layout():
    """A is treated, B and C are controls; 20 days before, 10 days of trial."""
    arms = pd.DataFrame({"hotspot_id": IDS, "arm": ["treatment", "control", "control"]})
    return from_arms(arms, IDS, 20 * DAY, 30 * DAY, 0)


def per_place(layout, before, after):
    """Values of A, B, C before and after, as place-periods have them."""
    return np.where(layout.before, np.array(before)[layout.periods.hotspot], np.array(after)[layout.periods.hotspot])


def test_controls_and_the_time_before_are_scaled_to_the_treated_place_days(layout):
    inside, outside = per_place(layout, (40, 30, 10), (12, 20, 8)), per_place(layout, (10, 12, 6), (7, 3, 5))
    found = differences(layout, Counts(inside, inside), Counts(outside, outside))
    # twice the time before, two controls for one treated
    by_hand = wdd((40, 12), (40, 28), (10, 7), (18, 8), time=(2, 1), area=(1, 2, 1, 2))
    assert [each.where for each in found] == ["in the hotspots", "displacement into the rings", "together"]
    for each, expected in zip(found, (by_hand.local, by_hand.displacement, by_hand.total), strict=True):
        assert each.normal.estimate == pytest.approx(expected.estimate)
        assert each.normal.se == pytest.approx(expected.se)
        assert not each.by_area
    assert found[0].normal.estimate == (12 - 40 / 2) - (28 / 2 - 40 / 4)


def test_by_area_controls_are_scaled_by_their_ground(layout):
    inside, outside = per_place(layout, (40, 30, 10), (12, 20, 8)), per_place(layout, (10, 12, 6), (7, 3, 5))
    areas, rings = np.array([5.0, 10.0, 2.5]), np.array([4.0, 4.0, 8.0])
    found = differences(layout, Counts(inside, inside, areas), Counts(outside, outside, rings))
    by_area = [each.normal for each in found if each.by_area]
    by_hand = wdd((40, 12), (40, 28), (10, 7), (18, 8), time=(2, 1), area=(1, 12.5 / 5, 1, 12 / 4))
    for each, expected in zip(by_area, (by_hand.local, by_hand.displacement, by_hand.total), strict=True):
        assert (each.estimate, each.se) == pytest.approx((expected.estimate, expected.se))


def test_harm_is_that_of_each_kind_of_crime_by_its_weight(layout):
    kinds = {5.0: ((40, 30, 10), (12, 20, 8)), 0.3: ((9, 8, 7), (6, 5, 4)), 2.0: ((0, 1, 2), (3, 0, 1))}
    harm = sum(weight * per_place(layout, *counts) for weight, counts in kinds.items())
    squares = sum(weight**2 * per_place(layout, *counts) for weight, counts in kinds.items())
    (found,) = differences(layout, Counts(harm, squares))
    each = [
        (wdd((b[0], a[0]), (b[1] + b[2], a[1] + a[2]), time=(2, 1), area=(1, 2, 1, 1)).total, weight)
        for weight, (b, a) in kinds.items()
    ]
    expected = harm_wdd(each)
    assert (found.normal.estimate, found.normal.se) == pytest.approx((expected.estimate, expected.se))


def test_without_a_time_before_only_the_time_after_counts():
    arms = pd.DataFrame({"hotspot_id": IDS, "arm": ["treatment", "control", "control"]})
    layout = from_arms(arms, IDS, 20 * DAY, 30 * DAY)
    after = np.array([12.0, 20.0, 8.0])[layout.periods.hotspot]
    (found,) = differences(layout, Counts(after, after))
    assert found.normal.estimate == 12 - 28 / 2
    assert found.normal.se == pytest.approx(np.sqrt(12 + 28 / 4))
