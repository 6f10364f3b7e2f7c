"""Which shift a crime is of, and when a place is hottest."""

from __future__ import annotations

from itertools import product
from math import factorial, log
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.targeting import observed, peaks, shifts

NAT = "NaT"


def times(*texts):
    return np.array(texts, dtype="M8[ms]")


def test_a_range_weighs_on_each_hour_as_long_as_it_lasts():
    """field.md: 168 weekday-hours; here by hand: 22:30 to 01:00 is 0.5, 1 and 1 hour of 2.5."""
    (row,) = peaks.aoristic(times("2018-10-03T22:30"), times("2018-10-04T01:00"))
    assert row[[22, 23, 0]] == pytest.approx([0.2, 0.4, 0.4])
    assert row.sum() == pytest.approx(1)


def test_a_week_of_burglaries_is_that_of_168_weekday_hours_filled_by_hand():
    """Three burglaries on the 168 hours of a week (Monday 00:00 is hour 0), each spread evenly over its range.

    Tue 09:00–17:00 is 8 hours, an eighth on each of hours 33 to 40. Fri 23:15–Sat 02:15 is 180 minutes:
    45 of them in hour 119, 60 each in 120 and 121, 15 in 122. Sun
    22:00–Mon 06:00 goes round the end of the week: an eighth on hours 166 and 167 and on 0 to 5.
    """
    week = np.zeros((3, 168))
    week[0, 33:41] = 1 / 8
    week[1, 119:123] = 45 / 180, 60 / 180, 60 / 180, 15 / 180
    week[2, [166, 167, *range(6)]] = 1 / 8
    starts = times("2018-10-02T09:00", "2018-10-05T23:15", "2018-10-07T22:00")
    ends = times("2018-10-02T17:00", "2018-10-06T02:15", "2018-10-08T06:00")
    assert peaks.aoristic(starts, ends) == pytest.approx(week.reshape(3, 7, 24).sum(axis=1))
    assert peaks.aoristic(starts, ends, by_day=True) == pytest.approx(week.reshape(3, 7, 24).sum(axis=2))


@given(st.integers(0, 7 * 24 * 60 - 1), st.integers(1, 7 * 24 * 60 - 1))
def test_weights_are_those_of_counting_every_minute_of_a_range(first, minutes):
    clock = (first + np.arange(minutes)) % (7 * 24 * 60)
    starts = times("2018-10-01T00:00") + np.timedelta64(first, "m")
    ends = starts + np.timedelta64(minutes, "m")
    by_day = np.bincount(clock // (24 * 60), minlength=7) / minutes
    assert peaks.aoristic(starts, ends, by_day=True)[0] == pytest.approx(by_day)
    # a range of 23 hours and more is a date, which says nothing of hours
    by_hour = np.bincount(clock // 60 % 24, minlength=24) / minutes if minutes < 23 * 60 else np.zeros(24)
    assert peaks.aoristic(starts, ends)[0] == pytest.approx(by_hour)


def test_a_range_that_ends_in_its_first_hour_a_day_later_weighs_once():
    (row,) = peaks.aoristic(times("2018-10-03T10:45"), times("2018-10-04T09:30"))
    assert row.sum() == pytest.approx(1)
    assert row[10] == pytest.approx(0.25 / 22.75)


def test_moments_swapped_ends_and_long_ranges():
    starts = times("2018-10-03T10:00", "2018-10-03T10:00", "2018-10-03T10:00", NAT)
    ends = times(NAT, "2018-10-02T10:00", "2018-10-04T10:00", "2018-10-04T10:00")
    hours = peaks.aoristic(starts, ends)
    assert hours.sum(axis=1).tolist() == [1, 1, 0, 0]
    days = peaks.aoristic(starts, ends, by_day=True)
    assert days[0].argmax() == 2  # 3 October 2018 was a Wednesday
    assert days[2, [2, 3]] == pytest.approx([14 / 24, 10 / 24])
    assert peaks.aoristic(times("2018-10-01"), times("2018-10-09"), by_day=True).sum() == 0


def test_a_crime_is_of_the_shift_with_most_of_its_time():
    starts = times("2018-10-03T07:00", "2018-10-03T06:59", "2018-10-03T18:00", "2018-10-03T18:00", "2018-10-03", NAT)
    ends = times(NAT, NAT, "2018-10-03T20:00", "2018-10-03T21:00", "2018-10-03T23:59:59", NAT)
    found = shifts.shift_of(starts, ends, 7)
    # 18:00–20:00 is an hour of each; a whole date is nobody's
    assert found.tolist() == [shifts.DAY, shifts.NIGHT, shifts.UNKNOWN, shifts.NIGHT, shifts.UNKNOWN, shifts.UNKNOWN]
    with pytest.raises(HotspotError, match="hour of the day"):
        shifts.check_hour(24)


def test_clocks_on_the_wall_are_an_hour_ahead_in_summer_and_dates_stay_dates():
    utc, until = times("2019-07-01T12:00", "2019-07-01", NAT), times("2019-07-01T13:00", "2019-07-01T23:59:59", NAT)
    shown, ends = shifts.on_the_wall(utc, until, ZoneInfo("America/Chicago"), False)
    assert shown[:2].tolist() == times("2019-07-01T07:00", "2019-07-01").tolist()
    assert ends[:2].tolist() == times("2019-07-01T08:00", "2019-07-01T23:59:59").tolist()
    assert np.isnat(shown[2])
    assert np.isnat(ends[2])


def test_chance_reaches_the_critical_value_one_time_in_twenty_at_most_by_full_enumeration():
    """All 7⁵ ways that five crimes fall on seven days, with their multinomial probabilities."""
    value = peaks.critical(5, 7, list(peaks.DAY_BLOCKS), True, {})
    counts = np.array([c for c in product(range(6), repeat=7) if sum(c) == 5], dtype=float)
    ways = np.array([factorial(5) / np.prod([factorial(int(k)) for k in c]) for c in counts])
    reached = ways[peaks.scan(counts, list(peaks.DAY_BLOCKS))[0] >= value].sum() / 7**5
    assert 0 < reached < 0.06


def test_the_scan_finds_the_block_that_stands_out_across_midnight():
    counts = np.ones((1, 24))
    counts[0, [22, 23, 0, 1]] = 10
    statistic, start, length = peaks.scan(counts, list(peaks.HOUR_BLOCKS))
    assert (start[0], length[0]) == (22, 4)
    assert statistic[0] == pytest.approx(40 * log(40 / (60 * 4 / 24)) + 20 * log(20 / (60 * 20 / 24)))


def test_wilsons_interval_is_that_of_his_formula():
    """Newcombe (1998, doi 10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E), table I, method 3."""
    assert peaks.wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert peaks.wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert peaks.wilson(0, 20) == pytest.approx((0, 0.1611), abs=5e-5)


def test_a_friday_night_is_told_and_an_even_week_is_not():
    friday = times("2018-10-05T21:30") + np.arange(20).astype("m8[W]")
    even = times("2018-10-01") + (np.arange(24 * 7 * 2) * 30).astype("m8[m]") * 1
    starts = np.concatenate((friday, even))
    place = np.repeat([0, 1], [friday.size, even.size])
    days, hours = peaks.of_places(place, 2, starts, None, observed.TIME)
    assert days[0] == "Fri (100%, 95% interval 84%–100%)"
    assert hours[0].startswith("19:00–22:00 (100%")
    assert days[1] is None
    assert hours[1] is None


def test_months_tell_nothing_and_dates_tell_no_hours():
    starts = np.repeat(times("2018-10-05"), 20)
    assert peaks.of_places(np.zeros(20, int), 1, starts, None, observed.MONTH) == ([None], [None])
    days, hours = peaks.of_places(np.zeros(20, int), 1, starts, None, observed.DAY)
    assert days[0].startswith("Fri")
    assert hours == [None]


def test_four_crimes_are_too_few_for_a_peak():
    starts = np.repeat(times("2018-10-05T21:30"), 4)
    assert peaks.of_places(np.zeros(4, int), 1, starts, None, observed.TIME) == ([None], [None])


def test_the_peak_of_a_night_list_lies_in_the_night():
    starts = times("2018-10-05T23:30") + np.arange(30).astype("m8[D]")
    _, hours = peaks.of_places(np.zeros(30, int), 1, starts, None, observed.TIME, range(19, 31))
    assert hours[0].startswith("21:00–00:00 (100%")
