"""Which place-periods of a schedule travel."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import jsonschema
import pandas as pd
import pytest

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tasking.windows import treated


def schedule(*rows):
    table = pd.DataFrame(rows, columns=["hotspot_id", "period", "starts", "ends", "arm"])
    return table.assign(starts=table["starts"].astype("M8[ms]"), ends=table["ends"].astype("M8[ms]"))


@pytest.fixture
def pick(task):
    """Return a function from rows to the windows of a task valid from 1 April 05:00 to 8 April 05:00 UTC."""

    def go(*rows, ids=("a", "b"), progress=None, **changes):
        heard = {} if progress is None else {"progress": progress}
        found = treated(schedule(*rows), "treatment", replace(task, **changes), ids, "plan", **heard)
        return [(w.hotspot_id, w.period, f"{w.starts:%d %H:%M}", f"{w.ends:%d %H:%M}") for w in found]

    return go


def test_windows_are_cut_to_the_validity_so_that_nothing_before_and_after_travels(pick):
    assert pick(("a", "1", "2026-03-31T05:00", "2026-04-01T06:00", "treatment")) == [("a", "1", "01 05:00", "01 06:00")]
    assert pick(("a", "1", "2026-04-08T04:00", "2026-04-09T05:00", "treatment")) == [("a", "1", "08 04:00", "08 05:00")]


def test_a_period_that_only_touches_the_validity_stays(pick):
    inside = ("a", "2", "2026-04-02T05:00", "2026-04-03T05:00", "treatment")
    before = ("b", "1", "2026-03-31T05:00", "2026-04-01T05:00", "treatment")
    after = ("b", "9", "2026-04-08T05:00", "2026-04-09T05:00", "treatment")
    assert pick(before, inside, after) == [("a", "2", "02 05:00", "03 05:00")]


def test_a_control_period_is_nowhere(pick):
    assert pick(
        ("b", "1", "2026-04-01T05:00", "2026-04-02T05:00", "control"),
        ("a", "1", "2026-04-01T05:00", "2026-04-02T05:00", " treatment "),
    ) == [("a", "1", "01 05:00", "02 05:00")]


ROW = ("a", "1", "2026-04-01T05:00", "2026-04-02T05:00", "treatment")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([(*ROW[:4], "control")], "No row of plan is in the arm “treatment”; its arms are: control."),
        ([("a", "1", "2026-05-01", "2026-05-02", "treatment")], "plan treats no hotspot from Wednesday 1 April 2026"),
        ([(None, *ROW[1:])], "Row 1 of plan lacks its hotspot"),
        ([ROW, ("b", None, *ROW[2:])], "Row 2 of plan lacks"),
        ([ROW, ("b", "1", None, ROW[3], "treatment")], "Row 2 of plan lacks"),
        ([("a", "1", ROW[3], ROW[2], "treatment")], "Row 1 of plan ends when or before it starts"),
        ([("zz", *ROW[1:])], "None of the hotspots that plan treats is in the hotspot layer"),
        (
            [ROW, ("a", "2", "2026-04-01T17:00", "2026-04-02T17:00", "treatment")],
            "The periods 1 and 2 of hotspot a overlap in plan",
        ),
    ],
)
def test_a_schedule_that_cannot_be_used_is_refused(pick, rows, said):
    with pytest.raises(HotspotError, match=re.escape(said)):
        pick(*rows)


def test_times_before_1970_and_numbers_as_keys_are_no_trouble(pick):
    old = {
        "valid_from": datetime(1969, 12, 31, tzinfo=UTC),
        "valid_until": datetime(1970, 1, 2, tzinfo=UTC),
    }
    assert pick((7, 1, "1969-12-31T12:00", "1970-01-01T12:00", "treatment"), ids=("7",), **old) == [
        ("7", "1", "31 12:00", "01 12:00")
    ]


def test_the_tasks_follow_their_json_schema(make):
    files = make(ids=["a1", "Ŵ/1"]).files
    schema = json.loads(files["schema/tasking.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    tasks = json.loads(files["data/tasking.json"])
    jsonschema.Draft202012Validator(schema).validate(tasks)
    # without a schedule every place is to be patrolled throughout
    assert [(w["hotspot_id"], w["period"], w["starts"], w["ends"]) for w in tasks["windows"]] == [
        ("a1", None, "2026-04-01T05:00:00Z", "2026-04-08T05:00:00Z"),
        ("Ŵ/1", None, "2026-04-01T05:00:00Z", "2026-04-08T05:00:00Z"),
    ]
