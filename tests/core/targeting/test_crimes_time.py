"""When a crime happened: texts of many makes, clocks that change, dates that are coarser than they look."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.targeting.crimes import read_crimes
from hotspot_plugin.core.targeting.crimes_plan import Columns
from hotspot_plugin.core.targeting.crimes_time import UNREADABLE, Times, order_shown, zone_named
from tests.core.log import Log


def interval(text, zone="Europe/London", month_first=False):
    times = Times(zone, month_first)
    found = times.intervals(np.array([times[text]]))
    return str(found.start.astype("M8[s]")[0]), str(found.end.astype("M8[s]")[0])


def read(path, values, log=None, zone="Europe/London"):
    path = path / "crimes.csv"
    path.write_text("x;y;when\n" + "".join(f"1;2;{value}\n" for value in values))
    return read_crimes(path, Columns("x", "y", "when"), zone=zone, progress=log or Log())


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2018-07", "2018-07-01T00:00:00", "2018-07-31T23:59:59"),
        ("2018-12", "2018-12-01T00:00:00", "2018-12-31T23:59:59"),
        ("2020-02", "2020-02-01T00:00:00", "2020-02-29T23:59:59"),
        ("2018-07-31", "2018-07-31T00:00:00", "2018-07-31T23:59:59"),
        ("2018/7/3", "2018-07-03T00:00:00", "2018-07-03T23:59:59"),
        ("31/07/2018", "2018-07-31T00:00:00", "2018-07-31T23:59:59"),
        ("31.07.2018", "2018-07-31T00:00:00", "2018-07-31T23:59:59"),
        # British summer time is UTC + 1
        ("2018-07-31 23:05", "2018-07-31T22:05:00", "2018-07-31T22:05:00"),
        ("2018-07-31T23:05:06.789", "2018-07-31T22:05:06", "2018-07-31T22:05:06"),
        ("2018-01-31 23:05", "2018-01-31T23:05:00", "2018-01-31T23:05:00"),
        ("31/07/2018 23:05", "2018-07-31T22:05:00", "2018-07-31T22:05:00"),
        ("31/07/2018 11:05:00 PM", "2018-07-31T22:05:00", "2018-07-31T22:05:00"),
        ("31/01/2018 12:05 am", "2018-01-31T00:05:00", "2018-01-31T00:05:00"),
        ("31/01/2018 12:05 pm", "2018-01-31T12:05:00", "2018-01-31T12:05:00"),
        ("2018-07-31T23:05:00Z", "2018-07-31T23:05:00", "2018-07-31T23:05:00"),
        ("2018-07-31T23:05:00+00:00", "2018-07-31T23:05:00", "2018-07-31T23:05:00"),
        ("2018-07-31T23:05:00-0530", "2018-08-01T04:35:00", "2018-08-01T04:35:00"),
        (" 2018-07-31 ", "2018-07-31T00:00:00", "2018-07-31T23:59:59"),
    ],
)
def test_a_time_is_the_interval_in_utc_that_its_text_allows(text, start, end):
    assert interval(text) == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2018-13",
        "2018-02-29",
        "31/02/2018",
        "2018-07-31 24:00",
        "2018-07-31 13:00 pm",
        "31/7/18",
        "1/2-2018",
        "0001-01-01",
        "1899-12-31",
        "20180731",
        "43312",
        "2018-07-31T10:00+99:00",
    ],
)
def test_what_is_no_time_is_unreadable(text):
    assert Times("Europe/London")[text] == UNREADABLE


def test_an_hour_that_comes_twice_is_kept_from_its_first_to_its_second_passage():
    # London put its clocks back at 01:00 UTC on 28 October 2018: 01:30 was at 00:30 UTC and at 01:30 UTC
    assert interval("2018-10-28 01:30") == ("2018-10-28T00:30:00", "2018-10-28T01:30:00")


def test_an_hour_that_never_came_is_read_an_hour_later():
    # London put its clocks forward at 01:00 UTC on 25 March 2018: after 00:59 came 02:00, so 01:30 is read as 02:30 BST
    assert interval("2018-03-25 01:30") == ("2018-03-25T01:30:00", "2018-03-25T01:30:00")


def test_odd_hours_are_counted_in_the_log(tmp_path):
    log = Log()
    read(tmp_path, ["2018-10-28 01:30", "2018-10-28 01:30", "2018-03-25 01:30", "2018-03-25 02:30"], log)
    assert any(
        warning.startswith("2 local times are in the hour that the clock goes through twice") for warning in log.warned
    )
    assert any(warning.startswith("1 local times are in the hour that the clock skips") for warning in log.warned)


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2037, 1, 1)).map(lambda t: t.replace(microsecond=0)),
    st.sampled_from(["Europe/London", "America/Chicago", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu"]),
)
def test_a_local_time_written_by_a_clock_contains_the_moment_it_was_written(moment, zone):
    wall = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    if wall.utcoffset() % timedelta(minutes=1):
        return  # before zones had whole minutes
    start, end = interval(wall.strftime("%Y-%m-%d %H:%M:%S"), zone)
    assert start <= moment.isoformat() <= end


@given(st.dates(datetime(1900, 1, 1).date(), datetime(2099, 12, 31).date()))
def test_a_date_means_the_same_day_however_it_is_written(date):
    assert interval(date.isoformat()) == interval(date.strftime("%d/%m/%Y"))
    assert interval(date.isoformat()) == interval(date.strftime("%m/%d/%Y"), month_first=True)


def test_one_date_can_show_the_order_for_the_whole_column(tmp_path):
    found = read(tmp_path, ["05/06/2018", "05/13/2018"])
    assert [str(day)[:10] for day in found.crimes["occurred_from"]] == ["2018-05-06", "2018-05-13"]
    found = read(tmp_path, ["05/06/2018", "13/05/2018"])
    assert [str(day)[:10] for day in found.crimes["occurred_from"]] == ["2018-06-05", "2018-05-13"]


def test_where_no_date_shows_the_order_the_day_comes_first_and_that_is_said(tmp_path):
    log = Log()
    found = read(tmp_path, ["05/06/2018"], log)
    assert str(found.crimes["occurred_from"].iloc[0])[:10] == "2018-06-05"
    assert any("No date shows" in warning for warning in log.warned)


def test_a_column_of_both_orders_is_read_as_most_dates_show_and_that_is_said(tmp_path):
    log = Log()
    found = read(tmp_path, ["13/05/2018", "14/05/2018", "05/13/2018"], log)
    assert found.rejects["reason"].tolist() == ["unreadable time"]
    assert any("2 can only be day/month/year and 1 only month/day/year" in warning for warning in log.warned)
    assert order_shown(["13/05/2018", "14/05/2018", "05/13/2018", "1/2/2018", "2018-05-13"]) == (4, 2, 1)


def test_dates_that_are_all_the_first_of_a_month_are_months(tmp_path):
    log = Log()
    found = read(tmp_path, ["2022-01-01", "2022-02-01"] * 15, log)
    assert str(found.crimes["occurred_to"].iloc[1]) == "2022-02-28 23:59:59"
    assert found.notes.months_only
    assert any("first of a month" in warning for warning in log.warned)
    few = read(tmp_path, ["2022-01-01", "2022-02-01"])
    assert few.notes.precision == {"month": 0, "day": 2, "instant": 0}, "two may be chance"
    assert not few.notes.months_only
    mixed = read(tmp_path, ["2022-01-01", "2022-02-01"] * 15 + ["2022-02-02"])
    assert mixed.notes.precision["day"] == 31


def test_times_that_are_all_midnight_are_days_of_the_local_calendar(tmp_path):
    log = Log()
    found = read(tmp_path, ["2022-07-02 00:00:00", "2022-07-03 00:00:00"] * 15, log)
    assert found.notes.precision == {"month": 0, "day": 30, "instant": 0}
    assert str(found.crimes["occurred_from"].iloc[0]) == "2022-07-02 00:00:00"
    assert str(found.crimes["occurred_to"].iloc[0]) == "2022-07-02 23:59:59"
    assert any("midnight" in warning for warning in log.warned)
    few = read(tmp_path, ["2022-07-02 00:00:00", "2022-07-03 00:00:00"])
    assert few.notes.precision["instant"] == 2, "two may be chance"


def test_nottingham_writes_months_as_days_and_chicago_knows_the_minute(data):
    place = Columns("longitude", "latitude", "month", place="location")
    nottingham = read_crimes(data("crimes_with_times/nottingham_burglary.csv.gz"), place)
    assert len(nottingham.crimes) == 1795
    assert nottingham.notes.months_only
    chicago = Columns("longitude", "latitude", "date", "loc_cat")
    found = read_crimes(data("crimes_with_times/chicago_aggravated_assaults.csv.gz"), chicago, zone="America/Chicago")
    assert len(found.crimes) == 148_636
    assert found.notes.precision["instant"] == 148_636
    # 2010-01-01 00:05 in Chicago, six hours behind UTC in winter
    assert str(found.crimes["occurred_from"].iloc[0]) == "2010-01-01 06:05:00"


@pytest.mark.parametrize("name", ["Europe/Londn", "", "../../etc/passwd", "Europe", "/etc/localtime"])
def test_a_time_zone_that_is_not_known_is_refused(name):
    with pytest.raises(HotspotError, match=r"time zone .* is not known"):
        zone_named(name)


def test_a_wrong_time_zone_is_refused_and_not_taken_for_unreadable_times(tmp_path):
    with pytest.raises(HotspotError, match="is not known"):
        read(tmp_path, ["2018-07-31 23:05"], zone="Mars/Olympus")
