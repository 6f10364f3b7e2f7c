"""What was drawn beside what was used."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.trial.verify import check_hash, compare, read_record

IDS = ("assignarms", "schedulecrossover")


def arms(**changes) -> pd.DataFrame:
    made = {"hotspot_id": ["a", "b", "c"], "arm": ["treatment", "control", "control"], "probability": [0.5] * 3}
    return pd.DataFrame({**made, **changes})


def schedule(hotspots="ab", days=("d1", "d2", "d3")) -> pd.DataFrame:
    rows = [(key, day, "control", pd.Timestamp("2026-03-28T06:00")) for day in days for key in hotspots]
    return pd.DataFrame(rows, columns=["hotspot_id", "period", "arm", "starts"])


def rows(table: pd.DataFrame) -> list[tuple]:
    return list(table.itertuples(index=False, name=None))


def test_equal_tables_have_no_differences_whatever_the_order_of_their_rows():
    assert compare(arms(), arms().iloc[::-1], ["hotspot_id"]).empty
    assert compare(schedule(), schedule().sample(frac=1, random_state=1), ["hotspot_id", "period"]).empty


def test_an_arm_edited_by_hand_is_named():
    found = compare(arms(), arms(arm=["treatment", "treatment", None]), ["hotspot_id"])
    assert rows(found) == [("b", None, "arm", "control", "treatment"), ("c", None, "arm", "control", "")]


def test_a_number_is_equal_but_for_rounding():
    assert compare(arms(probability=[1 / 3] * 3), arms(probability=[0.3333333333] * 3), ["hotspot_id"]).empty
    found = compare(arms(), arms(probability=[0.5, None, 0.4999]), ["hotspot_id"])
    assert rows(found) == [("b", None, "probability", "0.5", ""), ("c", None, "probability", "0.5", "0.4999")]


def test_hotspots_added_and_dropped_after_the_draw_count_once_each():
    found = compare(schedule("ab"), schedule("bx"), ["hotspot_id", "period"])
    assert rows(found) == [
        ("a", None, "hotspot", "in the draw", "missing"),
        ("x", None, "hotspot", "not in the draw", "in the table"),
    ]


def test_rows_missing_added_and_doubled_are_named_with_their_period():
    table = schedule()
    edited = pd.concat([table.iloc[1:], table.iloc[[2]], table.iloc[[3]].assign(period="d9")])
    assert rows(compare(table, edited, ["hotspot_id", "period"])) == [
        ("a", "d1", "row", "in the draw", "missing"),
        ("a", "d2", "row", "once", "more than once"),
        ("b", "d9", "row", "missing", "in the table"),
    ]


def test_a_period_that_starts_an_hour_later_is_a_difference():
    late = schedule()
    late.loc[3, "starts"] += pd.Timedelta(hours=1)
    assert rows(compare(schedule(), late, ["hotspot_id", "period"])) == [
        ("b", "d2", "starts", "2026-03-28 06:00:00 UTC", "2026-03-28 07:00:00 UTC")
    ]


def test_columns_that_the_table_has_not_are_not_compared():
    assert compare(arms(), arms()[["hotspot_id", "arm"]], ["hotspot_id"]).empty


def test_a_record_is_read():
    record = read_record(json.dumps({"algorithm": "assignarms", "parameters": {"A": 1}, "hash": "AB" * 32}), "r", IDS)
    assert (record.algorithm, record.parameters, record.hash) == ("assignarms", {"A": 1}, "ab" * 32)
    assert read_record('{"algorithm": "assignarms", "parameters": {}}', "r", IDS).hash == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "r.json is no record of a draw"),
        ("[1]", "no record of a draw"),
        ('{"algorithm": "assignarms"}', "no record of a draw"),
        ('{"algorithm": "importcrimes", "parameters": {}}', "a record of importcrimes, which cannot be drawn again"),
        ('{"algorithm": "assignarms", "parameters": {}, "hash": "12"}', "“12”, which is no SHA-256"),
    ],
)
def test_what_is_no_record_is_refused(text, sentence):
    with pytest.raises(HotspotError, match=sentence):
        read_record(text, "r.json", IDS)


def test_a_hash_may_be_typed_in_groups_and_capitals():
    assert check_hash(" 0123ABCD " * 8, "HASH") == "0123abcd" * 8
    with pytest.raises(HotspotError, match="no SHA-256"):
        check_hash("z" * 64, "HASH")
