"""Clock times to UTC, over the hours that come twice or never."""

from __future__ import annotations

from datetime import UTC, date, time

import numpy as np
import pytest

from hotspot_plugin.core import clock
from hotspot_plugin.core.errors import HotspotError

LONDON = clock.zone("Europe/London")


# British Summer Time began on 2026-03-29 at 01:00 UTC and ended on 2026-10-25 at 01:00 UTC
@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-01-05T14:00", "2026-01-05T14:00"),
        ("2026-07-01T14:00:00.250", "2026-07-01T13:00:00.250"),
        ("2026-03-29T00:59:59", "2026-03-29T00:59:59"),
        ("2026-03-29T01:30", "2026-03-29T01:00"),  # never shown: the change itself
        ("2026-03-29T02:00", "2026-03-29T01:00"),
        ("2026-10-25T01:30", "2026-10-25T00:30"),  # shown twice: the first
        ("2026-10-25T02:00", "2026-10-25T02:00"),
    ],
)
def test_clocks_in_london_as_utc(local, utc):
    made = clock.to_utc(np.array([local], dtype="M8[ms]"), LONDON)
    assert made.dtype == "M8[ms]"
    assert made[0] == np.datetime64(utc)
    assert clock.to_utc(np.array([local], dtype="M8[ms]"), UTC)[0] == np.datetime64(local)


def test_a_missing_time_stays_missing():
    assert np.isnat(clock.to_utc(np.array(["NaT", "2026-07-01T14:00"], dtype="M8[ms]"), LONDON)).tolist() == [
        True,
        False,
    ]


def test_a_shift_begins_when_the_clocks_say_so():
    assert clock.at(date(2026, 7, 1), time(6), LONDON) == np.datetime64("2026-07-01T05:00")


@pytest.mark.parametrize("name", ["utc", "UTC", " Z ", "Etc/UTC"])
def test_utc_has_several_names(name):
    assert clock.to_utc(np.array(["2026-07-01T14:00"], dtype="M8[ms]"), clock.zone(name))[0] == np.datetime64(
        "2026-07-01T14:00"
    )


@pytest.mark.parametrize("name", ["", "BST?", "Europe/Lundon", "../etc/passwd", "Europe", "a\0b"])
def test_what_is_no_zone_is_refused_in_one_sentence(name):
    with pytest.raises(HotspotError, match="is no time zone: write a name such as Europe/London"):
        clock.zone(name)


def test_texts_without_a_zone_are_left_unread_where_none_is_given():
    times, bare = clock.parse(["2026-07-01T14:00", "2026-07-01T14:00Z", None, "noon"], None)
    assert np.isnat(times).tolist() == [True, False, True, True]
    assert bare.tolist() == [True, False, False, False]


@pytest.mark.parametrize("zone", ["Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata"])
@pytest.mark.parametrize("second", [False, True])
def test_many_clock_times_at_once_are_what_python_makes_of_each(zone, second):
    """A year in steps of seven minutes and some: both changes, and zones whose offset is no full hour."""
    where = clock.zone(zone)
    local = np.datetime64("2026-01-01T00:00:00", "ms") + np.arange(70_000) * np.timedelta64(451_250, "ms")
    found = clock.to_utc(local, where, second)
    naive = [moment.replace(tzinfo=where, fold=int(second)) for moment in local.tolist()]
    back = [moment.astimezone(UTC).astimezone(where).replace(tzinfo=None) for moment in naive]
    there = np.array([b == m.replace(tzinfo=None) for b, m in zip(back, naive, strict=True)])
    expected = np.array([m.astimezone(UTC).replace(tzinfo=None) for m in naive], dtype="M8[ms]")
    assert (found[there] == expected[there]).all()
    # clock times that spring leaves out are moved to the change: all to one instant
    assert len(np.unique(found[~there])) == (zone != "Asia/Kolkata")
