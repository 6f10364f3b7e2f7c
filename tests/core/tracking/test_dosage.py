import numpy as np
import pandas as pd
import pytest
import shapely

from hotspot_plugin.core.errors import HotspotError
from tests.core.tracking.walks import SQUARE, Patrol, plan

ELSEWHERE = shapely.box(5000, 5000, 5100, 5100)


def stay(unit, first, last, x=50, y=50, ping=60):
    """Standing at (x, y) from minute `first` to minute `last`."""
    return [(unit, s, x, y) for s in range(first * 60, last * 60 + 1, ping)]


def test_two_units_for_10_and_15_minutes_5_of_them_together_are_25_officer_and_20_patrol_minutes():
    dose = Patrol(stay("A", 0, 10) + stay("B", 5, 20), [SQUARE]).dose
    assert (dose.visits, dose.officer_min, dose.patrol_min) == (2, 25, 20)
    assert dose.median_visit_min == 12.5


def test_a_place_nobody_came_to_while_units_were_tracked_has_zero_and_no_median():
    dose = Patrol(stay("A", 0, 120), [SQUARE, ELSEWHERE]).dosage.iloc[1]
    assert (dose.visits, dose.officer_min, dose.patrol_min, dose.effective_visits) == (0, 0, 0, 0)
    assert dose.longest_gap_h == 2
    assert np.isnan(dose.median_visit_min)


def test_a_period_in_which_no_unit_was_tracked_has_null_and_not_zero():
    schedule = plan(("h0", "day", 0, 3600, "treatment"), ("h0", "night", 40_000, 50_000, "treatment"))
    night = Patrol(stay("A", 0, 10), [SQUARE], schedule=schedule, limit=3).dosage.iloc[1]
    for name in ("visits", "officer_min", "patrol_min", "longest_gap_h", "effective_visits", "complied", "over_limit"):
        assert pd.isna(night[name]), name


def test_a_period_that_falls_into_a_gap_of_every_track_has_null():
    rows = [("A", 0, 50, 50), ("A", 60, 50, 50), ("A", 5000, 50, 50), ("A", 5060, 50, 50)]
    dosage = Patrol(
        rows, [SQUARE], schedule=plan(("h0", "1", 0, 100), ("h0", "2", 100, 4900), ("h0", "3", 4900, 6000))
    ).dosage
    assert dosage["officer_min"].fillna(-1).tolist() == [1, -1, 1]


def test_a_visit_across_midnight_is_counted_where_it_began_and_its_minutes_where_they_were():
    schedule = plan(("h0", "1", 0, 600), ("h0", "2", 600, 1200))
    patrol = Patrol(stay("A", 5, 17), [SQUARE], schedule=schedule)
    assert patrol.dosage["visits"].tolist() == [1, 0]
    assert patrol.dosage["officer_min"].tolist() == [5, 7]
    assert patrol.dosage["effective_visits"].tolist() == [1, 0]  # the visit lasted 12 minutes
    assert patrol.visit.period == "1"
    assert patrol.visit.minutes == 12


def test_minutes_outside_every_period_count_in_none():
    patrol = Patrol(stay("A", 0, 30), [SQUARE], schedule=plan(("h0", "1", 600, 1200)))
    assert patrol.dose.officer_min == 10
    assert patrol.dose.visits == 0
    assert patrol.visit.period is None


@pytest.mark.parametrize(("minutes", "effective"), [(10, 0), (11, 1), (16, 1), (17, 0)])
def test_a_visit_is_effective_from_11_to_16_minutes_both_included(minutes, effective):
    assert Patrol(stay("A", 0, minutes), [SQUARE]).dose.effective_visits == effective


def test_the_arm_that_is_not_control_complies_by_an_effective_visit():
    arms = ["treatment", "treatment", " Control", None]
    dosage = Patrol(stay("A", 0, 12), [SQUARE, ELSEWHERE, SQUARE, SQUARE], arms=arms).dosage
    assert dosage["complied"].tolist() == [True, False, pd.NA, pd.NA]
    assert dosage["effective_visits"].tolist() == [1, 0, 1, 1]  # contamination of control is there to be seen


def test_the_control_arm_may_have_another_name():
    dosage = Patrol(
        stay("A", 0, 12), [SQUARE, SQUARE], arms=["business as usual", "control"], control="Business as usual"
    ).dosage
    assert dosage["complied"].tolist() == [pd.NA, True]


def test_more_visits_than_the_limit_are_over_it():
    rows = stay("A", 0, 5) + stay("B", 10, 15) + stay("C", 20, 25)
    assert Patrol(rows, [SQUARE], limit=2).dose.over_limit
    assert not Patrol(rows, [SQUARE], limit=3).dose.over_limit
    assert pd.isna(Patrol(rows, [SQUARE]).dose.over_limit)


def test_the_longest_gap_is_between_units_and_from_and_to_what_was_tracked():
    # tracked from minute 0 to 100 by A elsewhere; B is here 10–20 and C 70–80: gaps of 10, 50 and 20 minutes
    rows = stay("A", 0, 100, x=900) + stay("B", 10, 20) + stay("C", 70, 80)
    assert Patrol(rows, [SQUARE]).dose.longest_gap_h == pytest.approx(50 / 60)


def test_the_longest_gap_of_a_period_stays_within_it():
    rows = stay("A", 0, 100, x=900) + stay("B", 10, 20)
    dosage = Patrol(rows, [SQUARE], schedule=plan(("h0", "1", 0, 30 * 60), ("h0", "2", 30 * 60, 24 * 3600))).dosage
    assert dosage["longest_gap_h"].tolist() == pytest.approx([10 / 60, 70 / 60])


def test_the_longest_gap_of_a_period_leaves_out_what_was_tracked_up_to_its_first_and_from_its_last_moment():
    # tracked elsewhere 0–10, 20–30 and 40–50 minutes; the period is 10–40, so what it knows is 20–30
    rows = stay("A", 0, 10, x=900) + stay("A", 20, 30, x=900) + stay("A", 40, 50, x=900)
    dose = Patrol(rows, [SQUARE], schedule=plan(("h0", "1", 10 * 60, 40 * 60))).dose
    assert dose.longest_gap_h == pytest.approx(10 / 60)


def test_minutes_of_overlapping_hotspots_count_in_both():
    assert Patrol(stay("A", 0, 10), [SQUARE, SQUARE]).dosage["officer_min"].tolist() == [10, 10]


def test_a_unit_in_two_files_is_one_officer():
    copies = stay("A", 0, 10) + stay("A", 2, 8, ping=30)
    dose = Patrol([(*row, i >= 11) for i, row in enumerate(copies)], [SQUARE]).dose
    assert (dose.visits, dose.officer_min, dose.patrol_min) == (1, 10, 10)


def test_every_place_period_of_the_schedule_has_a_row_and_no_other():
    schedule = plan(("h1", "1", 0, 60, "a"), ("h0", "2", 60, 120, "b"), ("h0", "1", 0, 60, "a"))
    dosage = Patrol(stay("A", 0, 10), [SQUARE, SQUARE, SQUARE], schedule=schedule).dosage
    assert dosage[["hotspot_id", "period", "arm"]].to_numpy().tolist() == [
        ["h0", "1", "a"],
        ["h0", "2", "b"],
        ["h1", "1", "a"],
    ]
    assert dosage["officer_min"].tolist() == [1, 1, 1]


def test_a_dose_window_that_ends_before_it_begins_is_refused():
    with pytest.raises(HotspotError, match="from 16 to 11 minutes"):
        Patrol(stay("A", 0, 10), [SQUARE], dose_min=16, dose_max=11)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("h0", "1", 60, 60)], "Row 1 of the schedule ends"),
        ([("h0", "1", 0, 60), ("h0", "2", 59, 90)], "Rows 1 and 2 of the schedule overlap in time for hotspot h0"),
        ([("h0", "1", 0, 60), ("h0", "1", 60, 90)], "Row 2 of the schedule is the second for hotspot h0 in period 1"),
        ([("h0", None, 0, 60)], "Row 1 of the schedule has no period, start or end"),
        ([("h0", "1", None, 60)], "Row 1 of the schedule has no period, start or end"),
        ([("x", "1", 0, 60)], r"None of the schedule's hotspots \(such as x\) is in the hotspot layer \(such as h0\)"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused_by_row(rows, sentence):
    with pytest.raises(HotspotError, match=sentence):
        Patrol(stay("A", 0, 10), [SQUARE], schedule=plan(*rows))


def test_rows_are_named_as_they_stand_in_the_schedule_though_it_is_in_another_order():
    with pytest.raises(HotspotError, match="Rows 3 and 2 of the schedule overlap"):
        Patrol(stay("A", 0, 10), [SQUARE], schedule=plan(("x", "1", 0, 60), ("h0", "2", 50, 90), ("h0", "1", 0, 60)))


def test_periods_of_different_hotspots_may_overlap():
    schedule = plan(("h0", "1", 0, 600), ("h1", "1", 300, 900))
    assert Patrol(stay("A", 0, 15), [SQUARE, SQUARE], schedule=schedule).dosage["officer_min"].tolist() == [10, 10]
