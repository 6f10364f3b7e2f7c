"""Which crimes are later than those that hotspots were built from."""

from __future__ import annotations

import numpy as np
import pytest

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.targeting import later


def times(*texts):
    return np.array(texts, dtype="M8[ms]")


FOUR = times("2018-11-30T23:59", "2018-12-01T00:00", "2018-12-31T23:59", "NaT")


def test_both_days_are_included_to_their_last_minute_and_a_crime_without_time_is_in_neither():
    scored, before = later.split(FOUR, np.datetime64("2018-12-01"), np.datetime64("2018-12-31"))
    assert scored.tolist() == [False, True, True, False]
    assert before.tolist() == [True, False, False, False]
    scored, before = later.split(FOUR, None, np.datetime64("2018-12-30"))
    assert scored.tolist() == [True, True, False, False]
    assert not before.any()


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("2019-01-02", "2019-01-01", "exchange"),
        ("2019-01-01", None, "No crime is of the days.*2018-11-30 – 2018-12-31"),
    ],
)
def test_days_that_hold_nothing_are_refused(first, last, says):
    ends = [None if day is None else np.datetime64(day) for day in (first, last)]
    with pytest.raises(HotspotError, match=says):
        later.split(FOUR, *ends)


def test_crimes_that_have_months_cannot_be_cut_within_one():
    months = times("2018-12-01", "2019-01-01", "2019-02-01")
    scored, before = later.split(months, np.datetime64("2019-01-01"), np.datetime64("2019-01-31"))
    assert scored.tolist() == [False, True, False]
    assert before.tolist() == [True, False, False]
    for first, last in (("2019-01-15", None), (None, "2019-02-15")):
        ends = [None if day is None else np.datetime64(day) for day in (first, last)]
        with pytest.raises(HotspotError, match="none can be cut"):
            later.split(months, *ends)


def test_periods_that_share_a_moment_overlap():
    assert later.overlap(times("2018-12-01"), times("2018-10-01", "2018-12-01")) is True
    assert later.overlap(times("2018-12-01"), times("2018-10-01", "2018-11-01")) is False
    assert later.overlap(None, FOUR) is None
    assert later.overlap(times("NaT"), FOUR) is None


def test_scored_crimes_that_are_the_earlier_ones_are_refused():
    with pytest.raises(HotspotError, match="all earlier than those of the training period"):
        later.overlap(times("2018-01-05"), times("2018-03-01", "2018-03-02"))


def test_a_layer_given_twice_is_recognised_in_any_order():
    x, y = np.array([1.0, 2, 2]), np.array([5.0, 5, 6])
    assert later.same((x, y), (x[::-1], y[::-1]))
    assert not later.same((x, y), (x, y[::-1]))
    assert not later.same((x, y), (x[:2], y[:2]))


def test_dates_are_as_exact_as_the_times_and_no_more():
    assert later.dates(times("2018-10-01", "2018-12-01", "NaT")) == "2018-10 – 2018-12"
    assert later.dates(FOUR) == "2018-11-30 – 2018-12-31"
    assert later.dates(times("2018-10-01")) == "2018-10"
    assert later.dates(None) == later.dates(times("NaT")) == ""
