"""The report and its heat map: which day a minute is shown on, what was planned, what fits, what cannot be known."""

import re
from datetime import UTC, date, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from hotspot_plugin.core.clock import at
from hotspot_plugin.core.tracking.heat import BANDS, CLASSES, DAYS, day_start, heat_map
from hotspot_plugin.core.tracking.periods import Periods, scheduled
from hotspot_plugin.core.tracking.report import Frame, dosage_report
from tests.core.tracking.walks import SQUARE, START, Patrol

LONDON = ZoneInfo("Europe/London")
TEMPLATES = Path(__file__).parents[3] / "resources" / "templates"


def plan(*clocks, first=date(2024, 5, 1), days=3, where=LONDON, arm="treatment", ids=("h0",)):
    """Return a schedule of shifts (from, hours) on each of some days."""
    rows = [
        (identity, f"{first + timedelta(days=i)} {j}", at(first + timedelta(days=i), clock, where), hours, arm)
        for identity in ids
        for i in range(days)
        for j, (clock, hours) in enumerate(clocks)
    ]
    made = pd.DataFrame(rows, columns=["hotspot_id", "period", "starts", "ends", "arm"])
    made["ends"] = made["starts"] + pd.to_timedelta(made["ends"], unit="h")
    return made


def periods(schedule, ids=("h0",)):
    return scheduled(schedule, np.array(ids, dtype=object), np.full(len(ids), None, dtype=object))


@pytest.mark.parametrize(
    ("clocks", "begin"),
    [
        ([(time(6), 24)], time(6)),  # Thames Valley
        ([(time(6), 12), (time(18), 12)], time(6)),  # day and night
        ([(time(18), 8)], time(18)),  # an evening that ends at two
        ([(time(0), 24)], time(0)),
        ([(time(8), 8)], time(0)),  # within the calendar's day: that is what people expect
        ([(time(8), 4), (time(13, 30), 4)], time(0)),
        ([(time(6, 30), 24)], time(6, 30)),
    ],
)
def test_a_day_begins_as_the_shifts_do_where_they_go_over_midnight(clocks, begin):
    assert day_start(periods(plan(*clocks)), LONDON) == begin


def test_the_change_of_the_clocks_moves_no_day():
    spring = plan((time(6), 24), first=date(2024, 3, 28), days=5)
    spring["ends"] = [at(date(2024, 3, 29) + timedelta(days=i), time(6), LONDON) for i in range(5)]
    assert day_start(periods(spring), LONDON) == time(6)


def test_weeks_and_no_schedule_are_shown_by_calendar_days():
    assert day_start(periods(plan((time(6), 168), days=1)), LONDON) == time(0)
    none = np.empty(0, dtype=np.int64)
    assert day_start(Periods(none, none, none, none.astype(object), none.astype(object)), LONDON) == time(0)
    whole = Periods(none, np.array([0]), np.array([1]), np.array([None], dtype=object), np.array([None], dtype=object))
    assert day_start(whole, LONDON) == time(0)


def stand(*minutes, x=50, unit="A"):
    """Standing in the square (or at `x`) from one minute after noon UTC of 1 May 2024 to another, a fix a minute."""
    return [(unit, 60 * m, x, 50) for start, end in minutes for m in range(start, end + 1)]


def shown(patrol, where=UTC):
    return heat_map(patrol.track, patrol.stays, patrol.periods, patrol.ids, where, "control")


def test_a_minute_is_shown_on_the_day_of_its_shift_and_planned_days_are_marked():
    # 23:50 to 00:10 in a shift from 18:00 to 02:00; out of it at noon of the 3rd; the second hotspot is control
    rows = stand((710, 730), (2 * 1440, 2 * 1440 + 7))
    schedule = pd.concat([
        plan((time(18), 8), where=UTC, days=2, ids=["h0"]),
        plan((time(18), 8), where=UTC, days=2, ids=["h1"], arm="control"),
    ])  # fmt: skip
    heat = shown(Patrol(rows, [SQUARE, SQUARE], schedule=schedule))
    assert heat["clock"] == "18:00"
    assert heat["planned"]
    (band,) = heat["bands"]
    assert band["days"] == ["Wed 1 May", "Thu 2 May"]  # noon of the 3rd is of the day that began on the 2nd
    first, second = band["rows"]
    assert [cell[1:] for cell in first["cells"]] == [("20", True), ("7", True)]
    assert [cell[1:] for cell in second["cells"]] == [("20", False), ("7", False)]
    assert first["runs"] == [(0, 2)]
    assert second["runs"] == []
    assert heat["totals"] == ["27", "27"]


def test_without_a_schedule_days_are_the_calendars_and_nothing_is_planned():
    heat = shown(Patrol(stand((710, 730)), [SQUARE], arms=["treatment"]))
    assert heat["clock"] == ""
    assert not heat["planned"]
    assert heat["bands"][0]["rows"][0]["cells"] == [(2, "10", False), (2, "10", False)]


def test_days_that_nobody_was_tracked_are_none_and_planned_days_before_the_tracks_are_shown():
    schedule = plan((time(0), 24), first=date(2024, 4, 29), days=4, where=UTC)
    cells = shown(Patrol(stand((0, 7), (1440, 1443), x=500), [SQUARE], schedule=schedule))["bands"][0]["rows"][0][
        "cells"
    ]
    assert cells == [(-1, "", True), (-1, "", True), (0, "0", True), (0, "0", True)]


@pytest.mark.parametrize(("days", "bands"), [(DAYS, 1), (DAYS + 1, 2), (365, 3), (BANDS * DAYS + 5, 3)])
def test_long_trials_are_shown_in_bands_and_what_is_left_out_is_said(days, bands):
    heat = shown(Patrol(stand((0, 5), ((days - 1) * 1440, (days - 1) * 1440 + 5)), [SQUARE]))
    assert len(heat["bands"]) == bands
    widths = [len(band["days"]) for band in heat["bands"]]
    assert max(widths) - min(widths) <= 1
    assert sum(widths) == min(days, BANDS * DAYS)
    assert heat["cell"] * max(widths) <= 640
    assert heat["since"] == ("6 May 2024" if days > BANDS * DAYS else "")
    for band in heat["bands"]:
        assert all((j + 1) * heat["cell"] > 0 for j, _ in band["labels"])
        assert np.diff([j for j, _ in band["labels"]]).min() * heat["cell"] >= 40


@pytest.mark.parametrize(
    ("minutes", "classes"), [(20, CLASSES[0]), (100, CLASSES[1]), (200, CLASSES[2]), (700, CLASSES[3])]
)
def test_classes_of_colour_fit_the_minutes(minutes, classes):
    said = shown(Patrol(stand((0, minutes)), [SQUARE]))["classes"]
    assert said[1] == f"over 0 to {classes[0]}"
    assert said[-1] == f"over {classes[-1]}"
    assert len(said) == 6


def report(rows, shapes=(SQUARE,), team=None, limit=None, **more):
    patrol = Patrol(rows, list(shapes), limit=limit, **more)
    frame = Frame(UTC, "UTC", (11.0, 16.0), "control", 8.0, team, limit)
    return dosage_report(
        patrol.track, patrol.stays, patrol.visits, patrol.dosage, patrol.periods, patrol.ids, frame, TEMPLATES
    )


def test_the_page_says_when_its_days_begin_and_what_was_planned():
    text = report(stand((710, 730)), schedule=plan((time(18), 8), where=UTC))
    assert "A day begins at 18:00, as the schedule's do" in text
    assert "h0, Wed 1 May: 20 minutes, planned" in text
    assert 'class="plan"' in text
    text = report(stand((710, 730)))
    assert "A day begins at midnight (UTC)" in text
    assert 'class="plan"' not in text
    assert "There is no plan to compare with" in text
    assert "Complied" not in text


def test_a_page_without_visits_or_tracked_periods_says_so_and_has_no_empty_chart():
    text = report(stand((0, 20), x=500), schedule=plan((time(0), 24), where=UTC))
    assert "No unit was seen in any hotspot." in text
    assert "There was no visit." in text
    assert "half of them" not in text
    later = plan((time(0), 24), first=(START.astype("M8[D]") + np.timedelta64(30, "D")).item(), where=UTC)
    text = report(stand((0, 20)), schedule=later)
    assert "No unit was tracked in any period of the schedule" in text
    assert "nothing to set beside the plan" in text
    assert "0 officer-minutes" not in text


def test_visits_that_cannot_be_measured_are_no_lengths():
    text = report([("A", 280 * i, 50, 50) for i in range(6)])
    assert "None of the visits (1) can be measured" in text


def test_what_cannot_be_measured_is_said_beside_compliance_and_is_no_median():
    rows = [(unit, 280 * i, 50, 50) for unit in "ABC" for i in range(4)]
    every_day = plan((time(0), 24), where=UTC)
    text = report(rows, schedule=every_day, team=np.array(["Alpha"] * 3, dtype=object))
    assert "None of the 3 visits can be measured" in text
    assert "so compliance, is an estimate" in text
    (team,) = re.findall(r'<th scope="row">Alpha</th>(.*?)</tr>', text)
    cells = re.findall(r">([^<>]+)</td>", team)
    assert cells[3:7] == ["3", "42", "–", "–"]  # visits, minutes; median and share in the window are not known
    every_minute = [("D", 60 * i, 50, 50) for i in range(13)]
    assert "3 of the 4 visits cannot be measured" in report(rows + every_minute, schedule=every_day)
    text = report(every_minute, schedule=every_day)
    assert "can be measured" not in text
    assert "cannot be measured" not in text


def test_contamination_stands_beside_compliance_for_each_hotspot_and_both_kinds_of_minutes_for_each_arm():
    arms = {"h0": "treatment", "h1": "control"}
    days = [plan((time(0), 24), days=2, where=UTC, arm=arm, ids=[key]) for key, arm in arms.items()]
    rows = [(unit, 60 * i, 50, 50) for unit in "AB" for i in range(13)]
    rows += [("A", 86_400 + 60 * i, 500, 500) for i in range(5)]
    text = report(rows, shapes=(SQUARE, SQUARE), schedule=pd.concat(days), limit=1)
    assert "Upper limit: 2 of 4 hotspots × periods had more than 1 visits." in text
    columns = re.findall(r'scope="col"[^>]*>([^<]+)<', text[text.index("<h2>By hotspot</h2>") :])
    for key, name, said in (("h0", "Complied", "1 of 2"), ("h1", "Contami&shy;nated", "1 of 2")):
        (row,) = re.findall(rf'<th scope="row">{key}</th>(.*?)</tr>', text)
        assert re.findall(r">([^<>]+)</td>", row)[columns.index(name) - 1] == said
    (arm,) = re.findall(r'<th scope="row">control</th>(.*?)</tr>', text)
    assert "12.0" in arm  # officer-minutes each of two days: two units for 12 minutes on one
    assert "6.0" in arm  # patrol-minutes
