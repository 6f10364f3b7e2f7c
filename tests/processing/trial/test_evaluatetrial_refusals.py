"""What evaluatetrial refuses in one sentence, what it names, and what Cancel leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from qgis.core import QgsProcessingException
from qgis.PyQt.QtCore import QDate, QDateTime, QTime, QTimeZone

from tests.processing.trial.made import FIRST, HOTSPOTS, square, utc

OUT = "TEMPORARY_OUTPUT"


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"SCHEDULE": None}, "give its START and END"),
        ({"SCHEDULE": None, "START": "March", "END": "2024-04-01"}, "START is “March”, which is no date"),
        ({"SCHEDULE": None, "START": "2024-03-01", "END": "2024-04-01"}, "has no field arm"),
        ({"TREATMENT": "foot"}, "No place-period of the trial is treated"),
        (
            {"CONTROL": "none", "TREATMENT": "foot"},
            "no place-period of foot or none to analyse .its arms are control, treatment",
        ),
        ({"END": "2023-01-01"}, "no place-period of treatment or control to analyse"),
        ({"TIME_FIELD": "nope"}, "has no field nope"),
        ({"DRAWS": 10}, "10 redraws: choose 99 to"),
        ({"LEVEL": 1}, "level of the intervals must be"),
        ({"TIME_ZONE": "Moon", "END": "2024-04-01"}, "is no time zone"),
    ],
)
def test_what_cannot_be_evaluated_is_refused_in_one_sentence(
    run, hotspots, schedule, crimes, tmp_path, parameters, sentence
):
    given = {"HOTSPOTS": hotspots, "SCHEDULE": schedule(), "CRIMES": crimes(), "OUTPUT": str(tmp_path / "o.gpkg"),
             "REPORT": str(tmp_path / "r.html"), **parameters}  # fmt: skip
    with pytest.raises(QgsProcessingException, match=sentence):
        run("evaluatetrial", **given)
    assert list(tmp_path.iterdir()) == []


def test_one_hotspot_and_other_hotspots_are_refused(run, make_layer, schedule, crimes):
    one = make_layer("Polygon", [square(0).wkt], hotspot_id=["H0"])
    with pytest.raises(QgsProcessingException, match="Only one draw of this design is possible"):
        run("evaluatetrial", HOTSPOTS=one, SCHEDULE=schedule(), CRIMES=crimes(), OUTPUT=OUT)
    other = make_layer("Polygon", [square(0).wkt], hotspot_id=["X"])
    with pytest.raises(QgsProcessingException, match="None of the schedule's hotspots"):
        run("evaluatetrial", HOTSPOTS=other, SCHEDULE=schedule(), CRIMES=crimes(), OUTPUT=OUT)


def test_hotspots_dropped_or_added_after_the_draw_are_named(run, make_layer, schedule, crimes, tmp_path):
    keys = ["H0", "H1", "H2", "H3", "H4", "H5", "new"]
    layer = make_layer("Polygon", [square(i).wkt for i in (0, 1, 2, 3, 4, 5, 20)], hotspot_id=keys)
    ran = run("evaluatetrial", HOTSPOTS=layer, SCHEDULE=schedule(), CRIMES=crimes(), DRAWS=99, OUTPUT=OUT,
              REPORT=str(tmp_path / "report.html"))  # fmt: skip
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    for said in (
        "2 hotspots that were drawn are not in the layer and not analysed (H6, H7): if they were dropped after",
        "1 hotspots of the layer were never drawn and are not analysed (new).",
    ):
        assert said in ran.log.text
        assert said in report
    assert ran.log.info[ran.log.info.index("7 hotspots given") :][1:4] == [
        "– 1 without an arm in the trial", "– 2 drawn, and dropped since", "6 hotspots analysed, drawn as 6 units",
    ]  # fmt: skip
    arms = make_layer(
        "None", [None] * 9, "", hotspot_id=[f"H{i}" for i in range(9)], arm=["treatment", "control"] * 4 + [None]
    )
    parallel = run("evaluatetrial", HOTSPOTS=layer, ARMS=arms, CRIMES=crimes(), START="2024-03-01", END="2024-04-10",
                   DRAWS=99, OUTPUT=OUT)  # fmt: skip
    assert "2 hotspots that were drawn are not in the layer and not analysed (H6, H7)" in parallel.log.text


def test_crimes_without_an_hour_are_no_use_to_a_design_by_shift_and_midday_to_one_by_day(
    run, make_layer, hotspots, schedule, trial
):
    halves = [(d, p, h) for d in range(10) for p in range(2) for h in range(HOTSPOTS)]
    shifts = make_layer(
        "None", [None] * len(halves), "", hotspot_id=[f"H{h}" for *_, h in halves],
        period=[f"{d:02}-{p}" for d, p, _ in halves],
        starts=[utc(FIRST + timedelta(days=d, hours=12 * p)) for d, p, _ in halves],
        ends=[utc(FIRST + timedelta(days=d, hours=12 * p + 12)) for d, p, _ in halves],
        arm=["treatment" if (h + d + p) % 2 else "control" for d, p, h in halves],
    )  # fmt: skip
    points = [f"Point ({430_100 + 1000 * (i % HOTSPOTS)} 433100)" for i in range(24)]
    days = [QDate(2024, 3, 2 + i % 6) for i in range(24)]
    midnights = [QDateTime(day, QTime(0, 0), QTimeZone.utc()) for day in days]
    for times, said in (
        (days, None),
        (midnights, "All 24 times in occurred_from of made are midnight, so they are taken as days"),
    ):
        layer = make_layer("Point", points, occurred_from=times)
        with pytest.raises(
            QgsProcessingException, match=r"None of the 24 crimes .*24 with a time not known well enough"
        ):
            run("evaluatetrial", HOTSPOTS=hotspots, SCHEDULE=shifts, CRIMES=layer, DRAWS=99, OUTPUT=OUT)
        ran = run(
            "evaluatetrial", HOTSPOTS=hotspots, SCHEDULE=schedule(), CRIMES=layer, DRAWS=99, OUTPUT=OUT, PLACES=OUT
        )
        assert said is None or said in ran.log.text
        # the trial's day begins at 06:00: a crime of 2 March, taken at noon, is in the day that begins on the 2nd
        by_hand = sum(bool(trial[0][1 + i % 6, i % HOTSPOTS]) for i in range(24))
        assert sum(row["treated_crimes"] for row in ran.rows("PLACES")) == by_hand


def test_crimes_of_another_time_are_refused_with_what_became_of_them(run, hotspots, schedule, crimes):
    with pytest.raises(QgsProcessingException, match=r"None of the 1 crimes .*1 outside the trial's dates"):
        run("evaluatetrial", HOTSPOTS=hotspots, SCHEDULE=schedule(), CRIMES=crimes([(900, 1.0, 0)]), OUTPUT=OUT)


def test_cancel_leaves_nothing(run, hotspots, schedule, crimes, tmp_path):
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run("evaluatetrial", cancel_at=42, HOTSPOTS=hotspots, SCHEDULE=schedule(), CRIMES=crimes(), DRAWS=100_000,
            OUTPUT=str(tmp_path / "o.gpkg"), REPORT=str(tmp_path / "r.html"))  # fmt: skip
    assert list(tmp_path.iterdir()) == []
