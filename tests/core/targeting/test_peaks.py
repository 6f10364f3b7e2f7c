"""Which shift a crime is of, and when a place is hottest."""

from __future__ import annotations

from itertools import product
from math import factorial, log
from zoneinfo import ZoneInfo

import numpy as np
import pytest

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
