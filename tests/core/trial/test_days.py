"""Trial days: 24 hours, and 23 or 25 when the clocks change."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.trial.days import PARTS, clock_time, trial_days

LONDON = ZoneInfo("Europe/London")
SIX = time(6)


class Said(list):
    """A progress that remembers."""

    def at(self, fraction: float) -> None:
        assert 0 <= fraction <= 1

    say = warn = list.append


def hours(days) -> list[float]:
    return ((days.ends - days.starts) / np.timedelta64(1, "h")).tolist()


def test_a_day_of_thames_valley_runs_from_six_to_six():
    days = trial_days(date(2022, 9, 1), 2, 1, SIX, LONDON)
    assert days.names == ("2022-09-01", "2022-09-02")
    # 06:00 British Summer Time is 05:00 UTC
    assert days.starts.astype(str).tolist() == ["2022-09-01T05:00:00.000", "2022-09-02T05:00:00.000"]
    assert days.ends[0] == days.starts[1]


def test_the_clocks_go_forward_in_a_day_of_23_hours_and_back_in_one_of_25():
    # 2026: 29 March 01:00 UTC and 25 October 01:00 UTC; the days that begin at 06:00 on the 28th and on the 24th
    said = Said()
    march = trial_days(date(2026, 3, 27), 3, 1, SIX, LONDON, said)
    assert hours(march) == [24, 23, 24]
    assert said == ["The clocks change within 1 periods (2026-03-28: 23 h)."]
    assert hours(trial_days(date(2026, 10, 23), 3, 1, SIX, LONDON)) == [24, 25, 24]


def test_the_night_shift_bears_the_change_of_the_clocks():
    days = trial_days(date(2026, 3, 28), 2, 2, SIX, LONDON)
    assert days.names == ("2026-03-28/1", "2026-03-28/2", "2026-03-29/1", "2026-03-29/2")
    assert hours(days) == [12, 11, 12, 12]
    assert hours(trial_days(date(2026, 10, 24), 1, 2, SIX, LONDON)) == [12, 13]


@given(
    first=st.dates(date(1990, 1, 1), date(2037, 1, 1)),
    count=st.integers(1, 400),
    parts=st.sampled_from(PARTS),
    zone=st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC"]),
)
def test_periods_follow_each_other_and_end_on_the_clock(first, count, parts, zone):
    where = ZoneInfo(zone)
    days = trial_days(first, count, parts, time(12), where) if parts <= 2 else trial_days(first, count, 1, SIX, where)
    assert (days.starts[1:] == days.ends[:-1]).all()
    # the stdlib's own arithmetic of the whole trial
    clock = time(12) if parts <= 2 else SIX
    begin = np.datetime64(int(_at(first, clock, where)), "ms")
    end = np.datetime64(int(_at(first + timedelta(days=count), clock, where)), "ms")
    assert (days.starts[0], days.ends[-1]) == (begin, end)
    assert len(set(days.names)) == len(days.names) == count * days.parts
    assert sorted(days.names) == list(days.names)


def _at(day: date, clock: time, where: ZoneInfo) -> float:
    from datetime import datetime

    return datetime.combine(day, clock, where).timestamp() * 1000


def test_a_day_cannot_begin_in_the_hour_that_is_left_out():
    with pytest.raises(
        HotspotError, match="begin on 2026-03-29 at 01:30, an hour that does not exist in Europe/London"
    ):
        trial_days(date(2026, 3, 29), 1, 1, time(1, 30), LONDON)
    with pytest.raises(HotspotError, match="2026-03-29 at 01:30"):
        trial_days(date(2026, 3, 1), 60, 1, time(1, 30), LONDON)


def test_the_hour_that_comes_twice_is_taken_the_first_time_and_said():
    said = Said()
    days = trial_days(date(2026, 10, 25), 1, 1, time(1, 30), LONDON, said)
    assert str(days.starts[0]) == "2026-10-25T00:30:00.000"
    assert any("2026-10-25 01:30 comes twice" in line for line in said)


@pytest.mark.parametrize(
    ("days", "parts", "sentence"),
    [(0, 1, "1 to 3,660 days, and 0"), (-1, 1, "and -1"), (4000, 1, "and 4,000"), (5, 5, "not 5"), (5, 0, "not 0")],
)
def test_numbers_out_of_range_are_refused(days, parts, sentence):
    with pytest.raises(HotspotError, match=sentence):
        trial_days(date(2026, 1, 1), days, parts, SIX, LONDON)


def test_a_trial_beyond_the_calendar_is_refused():
    with pytest.raises(HotspotError, match="after the year 9999"):
        trial_days(date(9999, 12, 30), 9, 1, SIX, LONDON)


def test_a_week_is_seven_days_from_the_first_and_the_last_may_be_short():
    days = trial_days(date(2026, 1, 1), 15, 2, SIX, LONDON)
    assert days.weeks == 3
    assert days.week(1) == range(14)
    assert days.week(3) == range(28, 30)
    for number in (0, 4, -1):
        with pytest.raises(HotspotError, match="weeks 1 to 3"):
            days.week(number)


def test_hours_are_read_as_people_write_them():
    assert (clock_time(" 06:00 "), clock_time("6:30")) == (time(6), time(6, 30))
    for text in ("", "24:00", "6", "6am", "06:00:00"):
        with pytest.raises(HotspotError, match="no time of day"):
            clock_time(text)
