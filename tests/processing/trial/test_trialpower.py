"""Power of a planned trial from the toolbox."""

from __future__ import annotations

import re

import pytest
from qgis.core import QgsProcessingException

OUT = "TEMPORARY_OUTPUT"


def test_the_trial_of_the_whole_force_is_told_what_it_cannot_find(run, tmp_path):
    report = tmp_path / "power.html"
    ran = run("trialpower", UNITS=34, RATE=0.2, DAYS=119, EFFECT=10, RUNS=200, OUTPUT=OUT, REPORT=str(report))
    assert ran["SENTENCE"] == "With these 34 hotspots and 119 days you would miss a 10 % fall two times in three."
    assert ran["SENTENCE"] in ran.log.text
    assert ran["POWER"] == pytest.approx(0.31, abs=0.005)
    assert ran["PLACE_DAYS"] == 7464
    assert ran["SMALLEST"] == pytest.approx(18.8, abs=0.1)
    assert ran["SIMULATED"] == pytest.approx(0.31, abs=0.15)
    assert [round(100 * row["fall"], 2) for row in ran.rows()] == [5, 8.74, 10, 15, 20, 25, 30, 40]
    by_fall = {round(100 * row["fall"], 2): row for row in ran.rows()}
    assert by_fall[8.74]["place_days"] == 9833
    assert by_fall[20]["days"] == pytest.approx(2 * 1774 / 34, abs=1)
    html = report.read_text(encoding="utf-8")
    assert ran["SENTENCE"] in html
    assert "<svg" in html
    assert not re.search(r"https?://(?!www\.w3\.org)|<script|<link", html), "a report needs no network and no script"


def test_hotspots_of_a_layer_give_their_number_and_rate(run, make_layer):
    hotspots = make_layer("Point", ["Point (0 0)"] * 4, hotspot_id=list("abcd"), crimes_per_day=[0.1, 0.3, None, 0.5])
    ran = run("trialpower", HOTSPOTS=hotspots, RATE_FIELD="crimes_per_day", DAYS=100, RUNS=0, EFFECTS="", OUTPUT=OUT)
    assert (ran["COUNT"], ran["RATE"]) == (4, pytest.approx(0.3))
    assert ran["SIMULATED"] is None
    assert "1 hotspots of made have no crimes_per_day" in ran.log.text
    (row,) = ran.rows()
    assert row["simulated"] is None
    assert row["crimes"] == pytest.approx(4 * 100 / 2 * 0.3 * 0.9)


def test_few_crimes_are_pointed_out(run):
    ran = run("trialpower", UNITS=4, RATE=0.01, DAYS=30, RUNS=0, OUTPUT=OUT)
    assert "Only 0.5 crimes are to be expected in an arm" in ran.log.text


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"UNITS": 1}, "fewer than two units"),
        ({"RATE": 0}, "0 crimes in a hotspot and day make no trial"),
        ({"DAYS": -3}, "-3 days make no trial"),
        ({"EFFECT": 0}, "no percentage above 0"),
        ({"EFFECTS": "5;10"}, "“5;10”, is no percentage"),
        ({"POWER": 1}, "power wanted must be above 0 and below 1"),
        ({"SHARE": 0}, "share that is treated is 0"),
        ({"RUNS": -1}, "choose 0 to"),
    ],
)
def test_what_is_no_trial_is_refused_before_any_work(run, tmp_path, parameters, sentence):
    with pytest.raises(QgsProcessingException, match=sentence):
        run("trialpower", **{"OUTPUT": str(tmp_path / "o.gpkg"), **parameters})
    assert list(tmp_path.iterdir()) == []


def test_a_field_without_rates_is_refused(run, make_layer):
    hotspots = make_layer("Point", ["Point (0 0)"] * 2, hotspot_id=["a", "b"], crimes_per_day=[0.0, 0.0])
    with pytest.raises(QgsProcessingException, match="has no rate above 0"):
        run("trialpower", HOTSPOTS=hotspots, OUTPUT=OUT)


def test_cancel_leaves_nothing(run, tmp_path):
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run("trialpower", cancel_at=5, RUNS=1000, OUTPUT=str(tmp_path / "o.gpkg"), REPORT=str(tmp_path / "r.html"))
    assert list(tmp_path.iterdir()) == []
