"""When crimes happen, as far as they can tell."""

from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from scipy import stats

from hotspot_plugin.core.tasking.peaks import in_words, peaks, wilson
from hotspot_plugin.core.tasking.place import Evidence, Place
from hotspot_plugin.core.tasking.sentences import trend


def at(*hours):
    return np.datetime64("2026-01-05", "ms") + (np.array(hours) * 3_600_000).astype("m8[ms]")


def test_a_window_across_two_blocks_counts_in_each_by_its_share():
    # 23:00 to 02:00 is a third in 20–24 and two thirds in 00–04
    found = peaks(at(*[23.0] * 30), at(*[26.0] * 30), UTC)
    assert found.shares == pytest.approx((2 / 3, 0, 0, 0, 0, 1 / 3))


def test_an_instant_counts_in_its_block_alone():
    found = peaks(at(*[4.0] * 15, *[23.99] * 15), at(*[4.0] * 15, *[23.99] * 15), UTC)
    assert found.shares == pytest.approx((0, 0.5, 0, 0, 0, 0.5))


def test_hours_are_those_of_the_clock_on_the_wall():
    summer = np.full(30, np.datetime64("2026-07-01T19:30", "ms"))
    # 19:30 UTC is 20:30 in British summer time
    assert peaks(summer, summer, ZoneInfo("Europe/London")).shares[5] == 1.0
    assert peaks(summer, summer, UTC).shares[4] == 1.0


def test_crimes_known_to_the_day_only_say_nothing():
    assert peaks(at(*[0.0] * 50), at(*[24.0] * 50), UTC) is None


def test_fewer_than_thirty_say_nothing():
    assert peaks(at(*[21.0] * 29), at(*[21.0] * 29), UTC) is None


def test_the_interval_is_wilsons_as_scipy_gives_it():
    for k, n in ((3, 40), (20, 40), (40, 40)):
        theirs = stats.binomtest(k, n).proportion_ci(1 - 0.05 / 6, "wilson")
        low, high = wilson(np.array([k / n]), n)
        assert (low[0], high[0]) == pytest.approx((theirs.low, theirs.high), abs=1e-4)


def test_an_even_spread_says_that_nobody_can_tell():
    even = at(*np.tile(np.arange(0, 24, 0.5), 4))
    assert "the data cannot tell when to come" in in_words(peaks(even, even, UTC))


def test_a_peak_is_said_with_its_interval():
    many = at(*[21.0] * 60, *np.arange(0, 20, 0.5))
    said = in_words(peaks(many, many, UTC))
    # 60 of 100; Wilson's interval at 99.17 % is 46.8 to 71.9 %
    assert "20:00 to 24:00 (60 % of them, at least 46 % and at most 72 %)" in said
    assert "100 crimes with a known time" in said


def place(*counts):
    return Place("a", "a", 1, None, 1.0, evidence=Evidence(sum(counts), (), tuple(("m", n) for n in counts)))


def test_a_change_that_could_be_chance_is_said_to_be_so():
    assert trend(place(5, 6, 4, 7, 5, 8)) == "Last 3 months 20, the 3 before 15: no change that could not be chance."
    # 10 against 30 of 40 fair coins: p = 0.0022
    assert trend(place(10, 10, 10, 3, 3, 4)) == "Fewer lately: 10 in the last 3 months, 30 in the 3 before."
    assert stats.binomtest(10, 40).pvalue < 0.05 < stats.binomtest(15, 35).pvalue
    assert trend(place(1, 2, 3)) == ""
