"""An allocation drawn again from the toolbox: equal, or the first that differ."""

from __future__ import annotations

import json

import pytest
from qgis.core import QgsFeatureRequest, QgsProcessingException

OUT = "TEMPORARY_OUTPUT"


@pytest.fixture
def hotspots(make_layer):
    return make_layer(
        "Point",
        [f"POINT ({1000 * i} 0)" for i in range(12)],
        hotspot_id=[f"H{i:02d}" for i in range(12)],
        crimes=[3, 5, 9, 1, 4, 8, 2, 7, 6, 11, 10, 12],
        district=["N", "S"] * 6,
    )


@pytest.fixture
def arms(run, hotspots, tmp_path):
    """Arms in matched pairs, drawn until balanced, and their record."""
    return run(
        "assignarms",
        HOTSPOTS=hotspots,
        METHOD=3,
        BASELINE=["crimes"],
        BALANCE_WITHIN=0.2,
        SEED="été 1",
        OUTPUT=OUT,
        RECORD=str(tmp_path / "record.json"),
    )


@pytest.fixture
def schedule(run, hotspots, tmp_path):
    return run(
        "schedulecrossover",
        HOTSPOTS=hotspots,
        START="2026-03-20",
        DAYS=20,
        TREATED="5",
        STRATA_FIELD="district",
        MAX_RUN=3,
        SEED="sealed",
        OUTPUT=OUT,
        SEALS=OUT,
        RECORD=str(tmp_path / "record.json"),
    )


def verified(run, hotspots, tmp_path, **parameters):
    return run("verifyallocation", **{"HOTSPOTS": hotspots, "RECORD": str(tmp_path / "record.json"), **parameters})


def edit(layer, wanted: dict, name: str, value) -> None:
    """Change a field of the feature whose attributes are `wanted`."""
    request = QgsFeatureRequest().setFilterExpression(" AND ".join(f"\"{k}\" = '{v}'" for k, v in wanted.items()))
    (feature,) = layer.getFeatures(request)
    assert layer.dataProvider().changeAttributeValues({feature.id(): {layer.fields().lookupField(name): value}})


def test_arms_drawn_again_are_equal(run, hotspots, arms, tmp_path):
    ran = verified(run, hotspots, tmp_path, SEED="été 1", RESULT=arms.layer(), HASH=arms["HASH"], DIFFERENCES=OUT)
    assert ran["EQUAL"] is True
    assert ran["DRAWN_HASH"] == arms["HASH"]
    assert (ran["COUNT"], ran.rows("DIFFERENCES")) == (0, [])
    assert "EQUAL: the draw is the one that was recorded." in ran.log.text
    assert ran.log.warnings == []


def test_another_seed_is_found_out(run, hotspots, arms, tmp_path):
    ran = verified(run, hotspots, tmp_path, SEED="été 2", RESULT=arms.layer(), HASH=arms["HASH"])
    assert ran["EQUAL"] is False
    assert ran["COUNT"] > 0
    assert ran.log.text.count("is not that of the draw") == 2
    assert "NOT EQUAL" in ran.log.text


def test_an_arm_edited_by_hand_is_named_though_the_hash_is_right(run, hotspots, arms, tmp_path):
    layer = arms.layer()
    was = next(row["arm"] for row in arms.rows() if row["hotspot_id"] == "H07")
    other = {"treatment": "control", "control": "treatment"}[was]
    edit(layer, {"hotspot_id": "H07"}, "arm", other)
    ran = verified(run, hotspots, tmp_path, SEED="été 1", RESULT=layer, DIFFERENCES=OUT)
    assert (ran["EQUAL"], ran["COUNT"]) == (False, 1)
    (row,) = ran.rows("DIFFERENCES")
    assert (row["hotspot_id"], row["period"], row["what"], row["drawn"], row["found"]) == (
        "H07",
        None,
        "arm",
        was,
        other,
    )
    assert f"H07: arm is “{other}”, and was drawn as “{was}”." in ran.log.text
    assert "The SHA-256 of the record is that of the draw." in ran.log.text


def test_a_schedule_edited_by_hand_is_named_with_its_period(run, hotspots, schedule, tmp_path):
    layer = schedule.layer()
    was = next(r["arm"] for r in schedule.rows() if (r["hotspot_id"], r["period"]) == ("H03", "2026-03-29"))
    other = {"treatment": "control", "control": "treatment"}[was]
    edit(layer, {"hotspot_id": "H03", "period": "2026-03-29"}, "arm", other)
    ran = verified(run, hotspots, tmp_path, SEED="sealed", RESULT=layer)
    assert (ran["EQUAL"], ran["COUNT"]) == (False, 1)
    assert f"H03, 2026-03-29: arm is “{other}”, and was drawn as “{was}”." in ran.log.text


def test_one_released_week_is_checked_alone_and_by_its_seal(run, hotspots, schedule, tmp_path):
    seal = schedule.rows("SEALS")[1]["sha256"]
    given = json.loads((tmp_path / "record.json").read_text(encoding="utf-8"))["parameters"]
    week = run("schedulecrossover", **given, HOTSPOTS=hotspots, SEED="sealed", WEEK=2, OUTPUT=OUT)
    ran = verified(run, hotspots, tmp_path, SEED="sealed", RESULT=week.layer(), HASH=seal)
    assert ran["EQUAL"] is True
    assert "2 of 3 weeks are not in" in ran.log.text
    assert "The SHA-256 of HASH is that of week 2 of the draw." in ran.log.text


@pytest.mark.parametrize("suffix", ["gpkg", "csv"])
def test_a_schedule_from_a_file_is_equal(run, hotspots, tmp_path, suffix):
    out = tmp_path / f"schedule.{suffix}"
    run(
        "schedulecrossover", HOTSPOTS=hotspots, START="2026-03-28", DAYS=3, TREATED="5", SEED="s", OUTPUT=str(out),
        RECORD=str(tmp_path / "record.json"),
    )  # fmt: skip
    ran = verified(run, hotspots, tmp_path, SEED="s", RESULT=str(out), DIFFERENCES=OUT)
    assert ran.rows("DIFFERENCES") == []
    assert ran["EQUAL"] is True


def test_a_hotspot_dropped_after_the_draw_is_named(run, hotspots, schedule, make_layer, tmp_path):
    fewer = make_layer(
        "Point",
        [f"POINT ({1000 * i} 0)" for i in range(11)],
        hotspot_id=[f"H{i:02d}" for i in range(11)],
        district=(["N", "S"] * 6)[:11],
    )
    ran = verified(run, fewer, tmp_path, SEED="sealed", RESULT=schedule.layer())
    assert ran["EQUAL"] is False
    assert "H11: hotspot is “in the table”, and was drawn as “not in the draw”." in ran.log.text


def test_a_record_may_be_written_by_hand(run, hotspots, tmp_path):
    drawn = run("assignarms", HOTSPOTS=hotspots, SEED="s", OUTPUT=OUT)
    (tmp_path / "record.json").write_text('{"algorithm": "assignarms", "parameters": {}}', encoding="utf-8")
    assert verified(run, hotspots, tmp_path, SEED="s", HASH=drawn["HASH"].upper())["EQUAL"] is True
    with pytest.raises(QgsProcessingException, match="nothing to compare with"):
        verified(run, hotspots, tmp_path, SEED="s")


@pytest.mark.parametrize(
    ("record", "parameters", "sentence"),
    [
        ("nonsense", {}, "record.json is no record of a draw"),
        ('{"algorithm": "assignarms", "parameters": {"OUTPUT": "/x"}}', {}, "does not know .OUTPUT."),
        ('{"algorithm": "assignarms", "parameters": {"SEED": "x"}}', {}, "does not know .SEED."),
        ('{"algorithm": "assignarms", "parameters": {}}', {"HASH": "12"}, "no SHA-256"),
        ('{"algorithm": "assignarms", "parameters": {}}', {"SEED": ""}, "The seed is empty"),
        ('{"algorithm": "assignarms", "parameters": {"METHOD": 1}}', {}, "The block method needs a block"),
    ],
)
def test_what_cannot_be_verified_is_refused_in_one_sentence(run, hotspots, tmp_path, record, parameters, sentence):
    (tmp_path / "record.json").write_text(record, encoding="utf-8")
    with pytest.raises(QgsProcessingException, match=sentence):
        verified(run, hotspots, tmp_path, **{"SEED": "s", "HASH": "0" * 64, **parameters})


def test_a_layer_without_arms_cannot_be_compared(run, hotspots, arms, tmp_path):
    with pytest.raises(QgsProcessingException, match="has no field arm, so that it is not arms"):
        verified(run, hotspots, tmp_path, SEED="été 1", RESULT=hotspots)
