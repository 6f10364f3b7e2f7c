"""Crimes inside hotspots, and which days they cover."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.tasking.evidence import DAY, MONTH, TIME, Crimes, cautions, evidence
from tests.core.tasking.town import some_crimes, squares


def dated(start, end=None):
    start = np.array(start, dtype="M8[ms]")
    return Crimes(
        np.zeros(len(start)), np.zeros(len(start)), None, start, None if end is None else np.array(end, dtype="M8[ms]")
    )


def test_crimes_are_counted_by_type_and_month_within_the_outline():
    crimes = some_crimes()
    first, second = evidence(squares(2), crimes, crimes.period())
    assert (first.crimes, first.mix) == (4, (("Burglary", 3), ("Robbery", 1)))
    assert first.months == (("Oct 2025", 2), ("Nov 2025", 0), ("Dec 2025", 2))
    assert (second.crimes, second.mix) == (1, (("Robbery", 1),))


def test_a_crime_on_the_boundary_counts_and_one_in_an_overlap_counts_in_both():
    shapes = np.array([shapely.box(0, 0, 2, 2), shapely.box(1, 0, 3, 2)], dtype=object)
    crimes = Crimes(np.array([0.0, 1.5, 3.5]), np.array([1.0, 1.0, 1.0]))
    assert [found.crimes for found in evidence(shapes, crimes, None)] == [2, 1]


@given(st.lists(st.tuples(st.integers(-5, 25), st.integers(-5, 25)), max_size=40), st.integers(1, 200))
def test_counts_agree_with_shapely_asked_one_by_one(points, count):
    shapes = squares(count, side=2.0)
    x, y = (np.array([p[i] for p in points], dtype=float) for i in (0, 1))
    found = [e.crimes for e in evidence(shapes, Crimes(x, y), None)]
    assert found == [sum(shapely.intersects_xy(shape, *p) for p in points) for shape in shapes]


def test_months_are_a_precision_and_the_period_has_whole_months():
    period = some_crimes().period()
    assert (period.first, period.last, period.precision, period.days) == (
        date(2025, 10, 1),
        date(2025, 12, 31),
        MONTH,
        92,
    )
    assert period.in_words() == "from October to December 2025"


def test_a_summer_month_that_begins_at_local_midnight_is_that_month():
    """July in London begins on 30 June at 23:00 UTC."""
    period = dated(["2025-06-30T23:00"], ["2025-07-31T23:00"]).period()
    assert (period.first, period.last, period.in_words()) == (date(2025, 7, 1), date(2025, 7, 31), "in July 2025")


@pytest.mark.parametrize(
    ("start", "end", "precision", "text"),
    [
        (["2025-01-03T10:00", "2026-02-05T23:59"], None, TIME, "from 3 January 2025 to 5 February 2026"),
        (["2025-01-03", "2025-01-05"], ["2025-01-04", "2025-01-06"], DAY, "from 3 January 2025 to 5 January 2025"),
        (["2025-01-03", "2025-01-05"], None, DAY, "from 3 January 2025 to 5 January 2025"),
        (["2024-12-01", "2025-01-01"], None, MONTH, "from December 2024 to January 2025"),
        (["2025-01-03T10:00"], None, TIME, "on 3 January 2025"),
    ],
)
def test_how_exact_dates_are_is_seen_from_them(start, end, precision, text):
    period = dated(start, end).period()
    assert (period.precision, period.in_words()) == (precision, text)


def test_crimes_without_any_time_have_no_period():
    assert dated(["NaT", "NaT"]).period() is None
    assert Crimes(np.zeros(1), np.zeros(1)).period() is None


def test_a_crime_without_a_time_or_type_is_counted_all_the_same():
    crimes = Crimes(
        np.array([1.0, 2.0]),
        np.array([1.0, 1.0]),
        np.array([None, "Drugs"], dtype=object),
        np.array(["NaT", "2025-01-03T10:00"], dtype="M8[ms]"),
    )
    (found,) = evidence(squares(1), crimes, crimes.period())
    assert (found.crimes, found.mix) == (2, (("Drugs", 1), ("Type not recorded", 1)))


def test_at_most_the_last_twelve_months_are_shown():
    months = np.arange("2019-01", "2025-03", dtype="M8[M]")
    crimes = Crimes(
        np.ones(len(months)),
        np.ones(len(months)),
        None,
        months.astype("M8[ms]"),
        (months + np.timedelta64(1, "M")).astype("M8[ms]"),
    )
    (found,) = evidence(squares(1), crimes, crimes.period())
    assert [found.months[0], found.months[-1], len(found.months)] == [("Mar 2024", 1), ("Feb 2025", 1), 12]


def test_snap_points_and_simulated_crimes_are_told_by_their_words():
    streets = np.array(["On or near High Street", "On or near Parking Area", "No Location"], dtype=object)
    (said,) = cautions(streets, None, "crimes")
    assert "anonymised" in said
    (said,) = cautions(
        np.array(["12 High Street", None], dtype=object), np.array(["simulated.csv:2"], dtype=object), "crimes"
    )
    assert "simulated" in said
    assert cautions(None, None, "crimes") == ()


def test_years_without_data_between_two_julys_neither_thin_the_rate_nor_show_as_months_without_crime():
    julys = dated(["2016-07-01", "2018-07-01", "2018-07-01"], ["2016-07-31T23:59:59", *2 * ["2018-07-31T23:59:59"]])
    period = julys.period()
    assert period.in_words() == "in 2 months between July 2016 and July 2018"
    assert period.days == 31 + 31
    (found,) = evidence(np.array([shapely.box(-1, -1, 1, 1)], dtype=object), julys, period)
    assert found.months == (("Jul 2016", 1), ("Jul 2018", 2))


def test_days_before_the_first_crime_and_after_the_last_are_not_observed_where_days_are_known():
    period = dated(["2025-01-30T10:00", "2025-02-02T09:00", "2025-02-01T12:00"]).period()
    assert (period.precision, period.days) == (TIME, 2 + 2)
