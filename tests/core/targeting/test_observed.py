"""Days and months observed, and the share of months with crime."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.targeting import observed


def times(*texts):
    return np.array(texts, dtype="M8[ms]")


def test_months_alone_are_observed_from_their_first_to_their_last_day():
    span = observed.observe(times("2018-10-01", "2018-12-01", "2018-10-01", "NaT"))
    assert span.precision == "month"
    assert span.days == 31 + 31  # October and December; November holds no crime
    assert span.months.astype(str).tolist() == ["2018-10", "2018-12"]
    assert span.month_of.tolist() == [0, 1, 0, -1]


def test_precise_times_are_observed_from_the_first_day_to_the_last():
    span = observed.observe(times("2020-02-10T23:59:59.999", "2020-03-02T00:00"))
    assert span.precision == "time"
    assert span.days == 20 + 2  # 10 to 29 February of a leap year, 1 and 2 March
    one_day = observed.observe(times("2020-02-10T01:00", "2020-02-10T02:00"))
    assert one_day.days == 1


def test_midnights_are_days():
    assert observed.observe(times("2020-02-10", "2020-03-01")).precision == "day"


def test_crimes_before_1970_are_in_the_right_month():
    assert observed.observe(times("1969-12-31T23:00")).months.astype(str).tolist() == ["1969-12"]


def test_no_time_at_all_is_nothing_observed():
    assert observed.observe(times("NaT")) is None


def test_the_unit_of_the_times_does_not_matter():
    texts = ["2018-07-03T12:30:15", "2018-09-01T00:00:01"]
    spans = [observed.observe(np.array(texts, dtype=f"M8[{unit}]")) for unit in ("s", "ms", "us", "ns")]
    assert {(span.days, span.precision) for span in spans} == {(29 + 1, "time")}  # 3 to 31 July, 1 September


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 11)), min_size=1, max_size=50), st.booleans())
def test_persistence_is_the_share_of_the_months_with_a_crime(crimes, many):
    places = 5_000_000 if many else 5  # too many to tick off in a table
    index = np.array([place for place, _ in crimes])
    span = observed.observe(np.array([f"2018-{month + 1:02}-15" for _, month in crimes], dtype="M8[ms]"))
    months = {month for _, month in crimes}
    expected = [len({m for p, m in crimes if p == place}) / len(months) for place in range(5)]
    assert observed.persistence(index, span, places)[:5].tolist() == expected
