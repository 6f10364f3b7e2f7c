"""Days, months and years are those of the clocks where the crimes happened, not those of UTC."""

from __future__ import annotations

import pytest
from qgis.PyQt.QtCore import QDate, QDateTime, QTime, QTimeZone

CHICAGO = {"TIME_ZONE": "America/Chicago", "TIME_FIELD": "when"}


@pytest.fixture
def crimes(make_layer):
    """A crime at each noon of 2018 in Chicago, and one on its last evening, which is 2019 in UTC."""
    chicago = QTimeZone(b"America/Chicago")
    noons = [QDateTime(QDate(2018, 1, 1).addDays(i), QTime(12, 0), chicago) for i in range(365)]
    evening = QDateTime(QDate(2018, 12, 31), QTime(20, 0), chicago)
    assert evening.toUTC().date().year() == 2019
    wkt = [f"Point ({449_500 + 60 * (i % 2)} 520300)" for i in range(366)]
    return make_layer("Point", wkt, when=[*noons, evening])


def test_a_year_has_twelve_months_and_no_more(run, crimes):
    ran = run("crimeconcentration", CRIMES=crimes, PERIOD=3, OUTPUT="memory:", **CHICAGO)
    assert ran["PERIODS"] == 12
    assert [row["crimes"] for row in ran.rows()][-1] == 32
    assert run("crimeconcentration", CRIMES=crimes, PERIOD=3, **{**CHICAGO, "TIME_ZONE": "UTC"})["PERIODS"] == 13


@pytest.mark.parametrize("algorithm", ["buildhexhotspots", "buildareahotspots", "buildcorridorhotspots"])
def test_a_place_with_crime_every_month_is_hot_all_the_time(run, crimes, make_layer, algorithm):
    streets = make_layer("LineString", ["LineString (449300 520300, 449700 520300)"])
    more = {"buildcorridorhotspots": {"STREETS": streets}, "buildareahotspots": {"METHOD": 1, "CELL_HA": 5}}
    ran = run(algorithm, CRIMES=crimes, OUTPUT="memory:", **CHICAGO, **more.get(algorithm, {}))
    hottest = ran.rows()[0]
    assert hottest["persistence"] == 1
    assert hottest["crimes_per_day"] == pytest.approx(hottest["crimes"] / 365)


def test_the_last_evening_of_the_year_is_scored_with_its_day(run, crimes, make_layer):
    hotspots = make_layer("Polygon", ["Polygon ((449000 520000, 450000 520000, 450000 521000, 449000 520000))"])
    scored = {"CRIMES": crimes, "HOTSPOTS": [hotspots], "FROM": "2018-12-31", "TO": "2018-12-31", "BOOTSTRAP": 0}
    assert run("comparehotspots", **scored, **CHICAGO)["CRIMES"] == 2
    assert run("comparehotspots", **scored, **{**CHICAGO, "TIME_ZONE": "UTC"})["CRIMES"] == 1


@pytest.mark.parametrize("algorithm", ["crimeconcentration", "comparehotspots", "buildcorridorhotspots"])
def test_a_zone_that_is_none_is_refused(run, crimes, make_layer, algorithm):
    shape = make_layer("Polygon", ["Polygon ((449000 520000, 450000 520000, 450000 521000, 449000 520000))"])
    line = make_layer("LineString", ["LineString (449300 520300, 449700 520300)"])
    given = {"comparehotspots": {"HOTSPOTS": [shape]}, "buildcorridorhotspots": {"STREETS": line, "OUTPUT": "memory:"}}
    with pytest.raises(Exception, match="'Mars' is no time zone"):
        run(algorithm, CRIMES=crimes, TIME_FIELD="when", TIME_ZONE="Mars", **given.get(algorithm, {}))
