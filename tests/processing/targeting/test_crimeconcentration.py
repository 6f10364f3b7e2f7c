"""Crime concentration, as the toolbox runs it."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from qgis.core import QgsProcessingException
from qgis.PyQt.QtCore import QDate, QDateTime, QTime, QTimeZone

# 5-ha hexagons: (0, 0) is the centre of one; 5 km and 10 km east are others
HERE, THERE, FAR = "Point (0 0)", "Point (5000 0)", "Point (10000 0)"


def on(year, month=1, day=1):
    return QDateTime(QDate(year, month, day), QTime(0, 0), QTimeZone.utc())


@pytest.fixture
def crimes(make_layer):
    """Eight crimes at three places: 2018 has 4 and 2, 2019 one and one."""
    return make_layer(
        "Point",
        [HERE] * 4 + [THERE] * 2 + [HERE, FAR],
        occurred=[on(2018, 3)] * 6 + [on(2019, 4), on(2019, 12, 31)],
    )


def test_the_table_has_a_row_for_all_crimes_and_one_for_each_year(run, crimes):
    ran = run("crimeconcentration", CRIMES=crimes, TIME_FIELD="occurred", PERIOD=1, OUTPUT="memory:")
    rows = ran.rows()
    assert [(row["period"], row["crimes"], row["places"], row["places_25"]) for row in rows] == [
        ("all", 8, 3, 1), ("2018", 6, 3, 1), ("2019", 2, 3, 1)
    ]  # fmt: skip
    # 5, 2, 1 at three places: (2·(1·1 + 2·2 + 3·5)/8 − 4)/3 = 1/3
    assert rows[0]["gini"] == ran["GINI"] == pytest.approx(1 / 3)
    assert rows[0]["starts"] is None
    assert rows[1]["starts"].toUTC().date() == QDate(2018, 1, 1)
    assert rows[2]["kept_25"] == 0.5
    assert rows[1]["kept_25"] is None
    assert rows[0]["length_share_25"] is None
    assert (ran["CRIMES"], ran["PLACES"], ran["PERIODS"], ran["LEFT_OUT"]) == (8, 3, 2, 0)
    assert "No study area" in ran.log.text


def test_a_study_area_counts_empty_hexagons_and_leaves_out_crimes_outside(run, crimes, make_layer):
    area = make_layer("Polygon", ["Polygon ((-2000 -2000, 7000 -2000, 7000 2000, -2000 2000, -2000 -2000))"])
    ran = run("crimeconcentration", CRIMES=crimes, STUDY_AREA=area, OUTPUT="memory:")
    assert ran["PLACES"] == pytest.approx(36e6 / 50_000, rel=0.03)
    assert (ran["CRIMES"], ran["LEFT_OUT"]) == (7, 1)
    assert ran["SHARE_25"] == pytest.approx(1 / ran["PLACES"])
    assert "No study area" not in ran.log.text


STREETS = ["LineString (-100 10, 100 10)", "LineString (4000 0, 6000 0)", "LineString (0 900, 100 900)", None]


def test_street_links_without_crime_count_and_lengths_are_in_metres_though_the_streets_are_in_feet(
    run, crimes, make_layer
):
    feet = 0.3048006096012192  # the US survey foot of EPSG:2248
    middle = make_layer("Point", [f"Point ({1_400_000 + i} 600000)" for i in range(3)] + ["Point (1401000 600000)"],
                        "EPSG:2248")  # fmt: skip
    streets = make_layer(
        "LineString", ["LineString (1400000 600010, 1400300 600010)", "LineString (1401000 600000, 1401100 600000)"],
        "EPSG:2248",
    )  # fmt: skip
    ran = run("crimeconcentration", CRIMES=middle, UNIT=1, STREETS=streets, SNAP_DISTANCE=20 * feet, OUTPUT="memory:")
    row = ran.rows()[0]
    assert (row["crimes"], row["places"], row["places_50"]) == (4, 2, 1)
    assert row["length_share_50"] == pytest.approx(0.75)
    ran = run("crimeconcentration", CRIMES=crimes, UNIT=1, STREETS=make_layer("LineString", STREETS), OUTPUT="memory:")
    assert (ran["PLACES"], ran["CRIMES"], ran["LEFT_OUT"]) == (3, 7, 1)
    assert "1 features of made have no line" in ran.log.text


def test_the_report_is_one_file_that_needs_nothing_and_escapes_names(run, crimes, tmp_path):
    crimes.setName("<b>Leeds & Bradford</b>")
    path = tmp_path / "report.html"
    ran = run("crimeconcentration", CRIMES=crimes, TIME_FIELD="occurred", PERIOD=2, REPORT=str(path))
    text = path.read_text(encoding="utf-8")
    assert ran["REPORT"] == str(path)
    assert "&lt;b&gt;Leeds &amp; Bradford" in text
    assert not re.search(r"<script|(src|href)=|url\(|@import", text)
    assert text.count('role="img"') == 3
    assert "2019 Q3" in text, "a quarter without a crime has its row"
    assert "nan" not in text.lower().replace("unanonymised", "")
    assert ran.outputs.get("OUTPUT") is None


def test_in_a_report_all_outputs_are_there_or_none(run, crimes, tmp_path):
    with pytest.raises(QgsProcessingException):
        run("crimeconcentration", cancel_at=30, CRIMES=crimes, REPORT=str(tmp_path / "r.html"),
            OUTPUT=str(tmp_path / "o.gpkg"))  # fmt: skip
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ({"UNIT": 1}, "choose one for STREETS"),
        ({"PERIOD": 1}, "choose TIME_FIELD"),
        ({"AREA_HA": 0}, "more than 0"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_any_work(run, crimes, parameters, says):
    with pytest.raises(QgsProcessingException, match=says):
        run("crimeconcentration", CRIMES=crimes, OUTPUT="memory:", **parameters)


def test_streets_elsewhere_are_said(run, crimes, make_layer):
    streets = make_layer("LineString", ["LineString (400000 400000, 400100 400000)"])
    with pytest.raises(QgsProcessingException, match="None of the 8 crimes is at any of the street links"):
        run("crimeconcentration", CRIMES=crimes, UNIT=1, STREETS=streets, OUTPUT="memory:")


def test_real_crimes_on_real_streets(run, data, make_layer):
    """Cleveland's violence by street link: police.uk's points heap up, and the log says what that does."""
    folder = data("police_uk_cleveland")
    table = pd.concat(pd.read_csv(path) for path in sorted(folder.glob("*.csv")))
    table = table[table["Crime type"] == "Robbery"]
    wkts = [f"Point ({x} {y})" for x, y in zip(table["Longitude"], table["Latitude"], strict=True)]
    layer = make_layer("Point", wkts, "EPSG:4326")
    ran = run(
        "crimeconcentration", CRIMES=layer, UNIT=1, STREETS=str(data("cleveland_streets/cleveland_roads_27700.gpkg")),
        OUTPUT="memory:",
    )  # fmt: skip
    row = ran.rows()[0]
    assert row["places"] == 33_481
    assert row["crimes"] + ran["LEFT_OUT"] == len(table)
    assert row["share_25"] < row["chance_25"] < 0.01
