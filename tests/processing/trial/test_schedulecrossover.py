"""Crossover schedules from the toolbox: published designs, clock changes, weeks that stay sealed."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from qgis.core import QgsProcessingException, QgsVectorLayer

from hotspot_plugin.core.trial.schedule import seal

OUT = "TEMPORARY_OUTPUT"
# made by tests/core/trial/vectors.pl, in Perl
VECTORS = json.loads((Path(__file__).parents[2] / "core" / "trial" / "vectors.json").read_text(encoding="utf-8"))[
    "schedules"
]


def points(count: int) -> list[str]:
    return [f"POINT ({1000 * i} 0)" for i in range(count)]


@pytest.fixture
def twenty(make_layer):
    ids = [f"P{i:02d}" for i in range(20, 0, -1)]
    return make_layer(
        "Point",
        points(20),
        hotspot_id=ids,
        shift=["day", "night", "all", "day"] * 5,
        pair=[f"pair {i // 2}" for i in range(20)],
        gap=["x"] * 19 + [None],
    )


def scheduled(run, hotspots, **parameters):
    return run(
        "schedulecrossover",
        **{"HOTSPOTS": hotspots, "START": "2026-03-26", "DAYS": 15, "TREATED": "8", "SEED": "Ark", "OUTPUT": OUT}
        | parameters,
    )


def test_operation_ark_is_720_and_1080_place_days_of_8_hotspots_a_day(run, twenty):
    ran = scheduled(run, twenty, DAYS=90)
    assert (ran["COUNT"], ran["TREATMENT"], ran["CONTROL"], ran["WEEKS"]) == (1_800, 720, 1_080, 13)
    treated = Counter(row["period"] for row in ran.rows() if row["arm"] == "treatment")
    assert set(treated.values()) == {8}
    assert len(treated) == 90
    assert {row["probability"] for row in ran.rows()} == {0.4, 0.6}
    assert "720 place-periods of treatment, 1,080 of control" in ran.log.text


def test_the_seed_gives_the_schedule_that_perl_gives(run, twenty, tmp_path):
    vector = next(v for v in VECTORS if v["seed"] == "Ark")
    ran = scheduled(run, twenty, ALLOCATION=str(tmp_path / "schedule.csv"))
    assert ran["HASH"] == vector["sha256"]
    assert (tmp_path / "schedule.csv").read_bytes().decode("utf-8") == vector["csv"]
    assert ran["HASH"] in ran.log.text
    rows = [
        f"{row['hotspot_id']},{row['period']},,,{row['arm']},{'2/5' if row['arm'] == 'treatment' else '3/5'}"
        for row in ran.rows()
    ]
    assert rows == vector["csv"].splitlines()[2:]


def test_the_day_of_the_clock_change_has_23_hours_and_the_times_are_utc(run, twenty):
    rows = scheduled(run, twenty, DAYS=4).rows()
    times = {row["period"]: (row["starts"].toString("dd HH:mm"), row["ends"].toString("dd HH:mm")) for row in rows}
    assert times["2026-03-27"] == ("27 06:00", "28 06:00")
    assert times["2026-03-28"] == ("28 06:00", "29 05:00")
    assert times["2026-03-29"] == ("29 05:00", "30 05:00")
    assert all(row["starts"].offsetFromUtc() == 0 for row in rows)


def test_a_released_week_tells_that_week_alone_and_has_the_hash_that_was_published(run, twenty, tmp_path):
    whole = scheduled(run, twenty, SEALS=OUT)
    published = {row["week"]: row["sha256"] for row in whole.rows("SEALS")}
    assert sorted(published) == [1, 2, 3]
    page, csv = tmp_path / "week.html", tmp_path / "week.csv"
    week = scheduled(run, twenty, WEEK=2, CALENDAR=str(page), ALLOCATION=str(csv))
    assert hashlib.sha256(csv.read_bytes()).hexdigest() == week["WEEK_HASH"] == published[2]
    assert week["HASH"] == whole["HASH"]
    assert {row["period"] for row in week.rows()} == {f"2026-04-{day:02d}" for day in range(2, 9)}
    assert (week["COUNT"], week["TREATMENT"]) == (140, 56)
    expected = [row for row in whole.rows() if "2026-04-02" <= row["period"] <= "2026-04-08"]
    assert week.rows() == expected
    text = page.read_text(encoding="utf-8")
    assert "week 2 of 3" in text
    assert "the other weeks stay sealed" in text
    (table,) = pd.read_html(page)
    assert table.shape == (21, 9)  # 20 hotspots and their sum; key, 7 days, sum
    assert "Ark" not in text


def test_nothing_of_the_sealed_weeks_is_in_what_is_released(run, twenty, tmp_path):
    seed = "Ark 2026 k3v9-wq71-zzt"
    released = {
        "OUTPUT": tmp_path / "week.gpkg", "ALLOCATION": tmp_path / "week.csv", "CALENDAR": tmp_path / "week.html",
        "RECORD": tmp_path / "record.json", "SEALS": tmp_path / "seals.gpkg",
    }  # fmt: skip
    week = scheduled(run, twenty, WEEK=2, SEED=seed, **{name: str(path) for name, path in released.items()})
    whole = scheduled(run, twenty, SEED=seed).rows()
    # what tells the other weeks is the seed, and what a seed makes of it: the seals' numbers of the other weeks
    secret = [seed, *(seal(seed, other) for other in (None, 1, 3)), "Ark 2026"]
    for name, path in released.items():
        data = path.read_bytes()
        for text in secret:
            assert text.encode("utf-8") not in data, name
            assert text.encode("utf-16-le") not in data, name
    sealed = {row["period"] for row in whole} - {row["period"] for row in week.rows()}
    assert len(sealed) == 8
    # the record and the seals name first and last days, and the last period of the week its end, but no arm
    sealed -= {"2026-04-09"}
    for name in ("OUTPUT", "ALLOCATION"):
        assert not [day for day in sealed if day.encode("ascii") in released[name].read_bytes()], name
    for name in ("RECORD", "SEALS"):
        data = released[name].read_bytes()
        assert b"P07" not in data
        assert data.count(b"control") == 0, name
    assert "found by trying" not in week.log.text


def test_a_seed_that_can_be_found_by_trying_is_warned_of(run, twenty):
    for seed in ("Ark", "2026-03-27", "Operation Ark 2026", "aaaaaaaaaaaaaaaaaaaaaaaa"):
        assert "The seed is short enough to be found by trying" in scheduled(run, twenty, SEED=seed).log.text
    for seed in ("k3v9wq71zztb", "the heron counts seven boats at noon"):
        assert "found by trying" not in scheduled(run, twenty, SEED=seed).log.text


def test_the_calendar_shows_every_treated_period_and_loads_nothing(run, twenty, tmp_path):
    page = tmp_path / "calendar.html"
    ran = scheduled(run, twenty, DAYS=60, CALENDAR=str(page))
    text = page.read_text(encoding="utf-8")
    assert text.count('<td class="t">T</td>') == ran["TREATMENT"] == 480
    assert text.count('<td class="c">·</td>') == ran["CONTROL"]
    assert "2026-03-28 has 23 hours" in text
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")
    assert text.count("<h2>") == 3  # March, April, May


def test_keys_with_marks_of_html_are_shown_as_they_are(run, make_layer, tmp_path):
    page = tmp_path / "calendar.html"
    hotspots = make_layer("Point", points(2), hotspot_id=["<b>1", "R&D"])
    scheduled(run, hotspots, TREATED="1", CALENDAR=str(page))
    assert "&lt;b&gt;1" in page.read_text(encoding="utf-8")


def test_patrol_areas_of_one_hotspot_share_their_arm(run, twenty):
    rows = scheduled(run, twenty, CLUSTER_FIELD="pair", TREATED="5").rows()
    arms: dict = {}
    for row in rows:
        arms.setdefault((row["period"], row["cluster_id"]), set()).add(row["arm"])
    assert all(len(each) == 1 for each in arms.values())
    assert Counter(period for (period, _), each in arms.items() if each == {"treatment"}) == dict.fromkeys(
        {row["period"] for row in rows}, 5
    )


def test_shifts_are_drawn_in_their_half_of_the_day(run, twenty):
    rows = scheduled(run, twenty, STRATA_FIELD="shift", PERIODS_PER_DAY=2, TREATED="day=4,night=2,all=1").rows()
    seen = {(row["stratum"], row["period"][-1]) for row in rows}
    assert seen == {("day", "1"), ("night", "2"), ("all", "1"), ("all", "2")}
    got = Counter((row["period"], row["stratum"]) for row in rows if row["arm"] == "treatment")
    assert set(got.values()) == {4, 2, 1}


def test_a_run_limit_and_balance_are_kept(run, twenty):
    ran = scheduled(run, twenty, DAYS=60, MAX_RUN=2, BALANCE_PREVIOUS=True)
    assert "Longest run of treatment: 2 periods." in ran.log.text
    assert "Treated in the period before: 40" in ran.log.text


def test_a_geopackage_and_a_table_without_shapes_will_do(run, tmp_path):
    table = QgsVectorLayer("NoGeometry?field=hotspot_id:integer", "beats", "memory")
    from qgis.core import QgsFeature

    for key in (1, 2, 10):
        feature = QgsFeature(table.fields())
        feature.setAttributes([key])
        table.dataProvider().addFeature(feature)
    out = tmp_path / "schedule.gpkg"
    scheduled(run, table, TREATED="1", OUTPUT=str(out))
    assert QgsVectorLayer(str(out), "schedule", "ogr").featureCount() == 45


def test_dosage_takes_the_schedule_as_its_periods(run, twenty, make_layer):
    schedule = scheduled(run, twenty, DAYS=3).layer()
    from hotspot_plugin.core.progress import SILENT
    from hotspot_plugin.layers.read import Layer
    from hotspot_plugin.layers.tracks import read_schedule

    table = read_schedule(Layer(schedule, "schedule"), SILENT)
    assert len(table) == 60
    assert set(table["arm"]) == {"treatment", "control"}


# -- refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"TREATED": "20"}, "20 of 20 units cannot be treated"),
        ({"TREATED": "13", "CLUSTER_FIELD": "pair"}, "13 of 10 units cannot be treated"),
        ({"TREATED": "21"}, "21 of 20 units cannot be treated in each period: choose a number above 0 and below 20"),
        ({"TREATED": "100%"}, "20 of the 20 units cannot be treated"),
        ({"TREATED": ""}, "TREATED is empty"),
        (
            {"TREATED": "10", "MAX_RUN": 1, "BALANCE_PREVIOUS": True},
            "with the previous period balanced, a unit cannot always rest after 1 periods in a row",
        ),
        ({"TREATED": "half"}, "“half”, which is no number"),
        ({"TREATED": "90%", "MAX_RUN": 3}, "cannot always rest after 3 periods in a row: raise MAX_RUN to 9"),
        ({"SEED": " "}, "The seed is empty"),
        ({"START": "1st of March"}, "“1st of March”, which is no date"),
        ({"START": None}, "START is empty"),
        ({"START": "2026-03-29", "DAY_STARTS": "01:30"}, "01:30, an hour that does not exist in Europe/London"),
        ({"DAY_STARTS": "6 o'clock"}, "no time of day"),
        ({"TIME_ZONE": "London"}, "'London' is no time zone"),
        ({"DAYS": 10_000}, "1 to 3,660 days"),
        ({"PERIODS_PER_DAY": 5}, "not 5: change PERIODS_PER_DAY"),
        ({"WEEK": 4}, "There is no week 4: the schedule has the weeks 1 to 3"),
        ({"CLUSTER_FIELD": "gap"}, "1 hotspots have no cluster .“P01”."),
        ({"STRATA_FIELD": "nope"}, "has no field nope: choose another for STRATA_FIELD"),
        ({"CLUSTER_FIELD": "pair", "STRATA_FIELD": "shift"}, "Cluster “pair 9” has hotspots in stratum"),
        ({"ID_FIELD": "shift"}, "hotspots with the same shift"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence_and_nothing_is_written(
    run, twenty, parameters, sentence, tmp_path
):
    with pytest.raises(QgsProcessingException, match=sentence):
        scheduled(
            run,
            twenty,
            **{
                "OUTPUT": str(tmp_path / "schedule.gpkg"),
                "CALENDAR": str(tmp_path / "calendar.html"),
                "ALLOCATION": str(tmp_path / "schedule.csv"),
                **parameters,
            },
        )
    assert list(tmp_path.iterdir()) == []


def test_one_hotspot_or_one_cluster_makes_no_crossover(run, make_layer):
    for treated in ("1", "0.5", "50%"):
        with pytest.raises(QgsProcessingException, match="One hotspot alone makes no crossover"):
            scheduled(run, make_layer("Point", points(1), hotspot_id=["a"]), TREATED=treated)
    two = make_layer("Point", points(2), hotspot_id=["a", "b"], beat=["x", "x"])
    with pytest.raises(QgsProcessingException, match="One cluster alone makes no crossover"):
        scheduled(run, two, TREATED="0.5", CLUSTER_FIELD="beat")


def test_cancel_leaves_nothing_behind(run, twenty, tmp_path):
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        scheduled(run, twenty, cancel_at=40, OUTPUT=str(tmp_path / "s.gpkg"), CALENDAR=str(tmp_path / "c.html"))
    assert list(tmp_path.iterdir()) == []
