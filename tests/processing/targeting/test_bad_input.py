"""Input that nothing good can come of: each algorithm answers with its one sentence, or does its work and says so."""

from __future__ import annotations

import random

import pytest
from qgis.core import QgsProcessingException
from qgis.PyQt.QtCore import QDate, QDateTime, QTime, QTimeZone

BUILDERS = ("buildhexhotspots", "buildareahotspots", "buildcorridorhotspots")
EVERY = (*BUILDERS, "crimeconcentration", "comparehotspots")
NUMBER = 60
CROSSES = [
    *(f"LineString ({449_000 + 200 * i} {520_000 + 200 * j}, {449_200 + 200 * i} {520_000 + 200 * j})"
      for i in range(5) for j in range(4)),
    *(f"LineString ({449_000 + 200 * i} {520_000 + 200 * j}, {449_000 + 200 * i} {520_200 + 200 * j})"
      for i in range(5) for j in range(3)),
]  # fmt: skip
SQUARE = "Polygon ((449400 520200, 449600 520200, 449600 520400, 449400 520400, 449400 520200))"


def at(i, year=2018, hour=None):
    return QDateTime(QDate(year, 10 + i % 3, 1 + i % 28), QTime(7 * i % 24 if hour is None else hour, 0), UTC)


UTC = QTimeZone.utc()
TIMES = [at(i) for i in range(NUMBER)]


@pytest.fixture
def town(make_layer):
    """Makers of crimes, streets and whatever else goes wrong."""
    dice = random.Random(1)
    points = [f"Point ({449_500 + dice.gauss(0, 150):.1f} {520_300 + dice.gauss(0, 150):.1f})" for _ in range(NUMBER)]

    class Town:
        hotspots = make_layer("Polygon", [SQUARE], hotspot_id=["a"], rank=[1])

        @staticmethod
        def crimes(wkts=None, crs="EPSG:27700", kind="Point", **columns):
            wkts = points if wkts is None else wkts
            n = len(wkts)
            ends = [time.addSecs(3600) for time in TIMES]
            known = {"when": TIMES[:n], "until": ends[:n], "harm": [1.0] * n, "type": ["Robbery"] * n}
            return make_layer(kind, wkts, crs, **(known | columns))

        @staticmethod
        def streets(wkts=CROSSES, crs="EPSG:27700", kind="LineString", **columns):
            known = {"name": [f"Street {i}" for i in range(len(wkts))], "class": ["A Road"] * len(wkts)}
            return make_layer(kind, wkts, crs, **(known | columns))

    Town.some = staticmethod(lambda number: points[:number])
    return Town


@pytest.fixture
def go(run, town):
    """Run an algorithm with what it needs at least, and with what the test gives it."""

    def answer(algorithm, **given):
        needs = {
            "buildcorridorhotspots": {"STREETS": town.streets()},
            "buildareahotspots": {"METHOD": 1},
            "comparehotspots": {"HOTSPOTS": [town.hotspots]},
        }
        return run(algorithm, **({"CRIMES": town.crimes(), "OUTPUT": "memory:"} | needs.get(algorithm, {}) | given))

    return answer


def refuses(go, sentence, algorithm, **given):
    with pytest.raises(QgsProcessingException, match=sentence) as caught:
        go(algorithm, **given)
    assert "foresee" not in str(caught.value)
    assert str(caught.value).rstrip().count("\n") <= 1  # QGIS's "Unable to execute algorithm" has a line of its own


@pytest.mark.parametrize("algorithm", EVERY)
@pytest.mark.parametrize(
    ("crimes", "sentence"),
    [
        (lambda town: town.crimes([]), "made has no features: choose another layer"),
        (lambda town: town.crimes([None] * 5), "location"),
        (lambda town: town.crimes([SQUARE], kind="Polygon"), "not single points: run Multipart to singleparts"),
        (lambda town: town.crimes([None], kind="NoGeometry"), "made is a table without places: make points"),
        (lambda town: town.crimes(crs=""), "no coordinate reference system: set it"),
        (lambda town: town.crimes(crs="EPSG:4326"), "coordinates are degrees.*set the CRS that they are really in"),
    ],
)
def test_crimes_that_cannot_be_counted(go, town, algorithm, crimes, sentence):
    refuses(go, sentence, algorithm, CRIMES=crimes(town))


@pytest.mark.parametrize("algorithm", EVERY)
def test_fields_that_are_not_there_or_hold_something_else(go, town, algorithm):
    refuses(go, "no field nothing; its fields are: when, until", algorithm, TIME_FIELD="nothing")
    refuses(go, "type of made holds no dates or times: choose", algorithm, TIME_FIELD="type")
    empty = town.crimes(when=[*[None] * (NUMBER - 1), at(0)]).materialize(_all_but_the_last())
    refuses(go, "No crime of made has a when", algorithm, CRIMES=empty, TIME_FIELD="when")


def _all_but_the_last():
    from qgis.core import QgsFeatureRequest

    return QgsFeatureRequest().setLimit(NUMBER - 1)


@pytest.mark.parametrize("algorithm", [name for name in EVERY if name != "buildcorridorhotspots"])
def test_a_stray_point_that_makes_the_grid_absurd_is_named(go, town, algorithm):
    crimes = town.crimes([*town.some(NUMBER - 1), "Point (900000000 900000000)"])
    refuses(go, "because of 1 stray point far from the rest, at .metres. 900,000,000 E", algorithm, CRIMES=crimes)


@pytest.mark.parametrize("algorithm", EVERY)
def test_two_crimes_and_crimes_at_one_point_are_said(go, town, algorithm):
    two = town.crimes(["Point (449400 520210)", "Point (449600 520390)"])
    stacked = town.crimes(["Point (449410 520210)"] * 20)
    if algorithm == "buildcorridorhotspots":
        refuses(go, "Only 2 of the 2 crimes are within 75 m of a street: that is too few", algorithm, CRIMES=two)
        refuses(go, "All 20 crimes are at one and the same point: they show no street", algorithm, CRIMES=stacked)
    else:
        assert "Only 2 of the crimes of made can be counted: with so few" in go(algorithm, CRIMES=two).log.text
        assert "All 20 crimes of made stand at one point" in go(algorithm, CRIMES=stacked).log.text


@pytest.mark.parametrize("algorithm", BUILDERS)
def test_weights_that_are_none(go, town, algorithm):
    refuses(go, "type of made holds no numbers: choose a numeric", algorithm, WEIGHT_FIELD="type")
    negative = town.crimes(harm=[1.0, -2.0, *[1.0] * (NUMBER - 2)])
    refuses(go, "the first is -2 in row 2: a weight must be", algorithm, CRIMES=negative, WEIGHT_FIELD="harm")
    nothing = town.crimes(harm=[0.0] * NUMBER)
    refuses(go, "Every harm of made is 0: choose another", algorithm, CRIMES=nothing, WEIGHT_FIELD="harm")
    some = go(algorithm, CRIMES=town.crimes(harm=[1.0, None] * (NUMBER // 2)), WEIGHT_FIELD="harm")
    assert "30 crimes have no harm: they are counted, with harm 0." in some.log.text


@pytest.mark.parametrize("algorithm", BUILDERS[:2])
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("type,weight\nRobbery,-5\n", "-5 in row 2 of weights.csv is below 0"),
        ("type,weight\nRobbery,many\n", "“many” in row 2 of weights.csv is no number"),
        ("type,weight\nBurglary,5\n", "No crime's type is in the weights; types are such as “Robbery”"),
        ("type,weight\nRobbery,0\n", "Every weight that a crime of these has is 0"),
        ("type,weight\nRobbery,5\nROBBERY,6\n", "two weights for “ROBBERY”, the second in row 3"),
        ("", "weights.csv has no weights: it needs two columns"),
    ],
)
def test_files_of_weights_that_are_none(go, tmp_path, algorithm, text, sentence):
    (tmp_path / "weights.csv").write_text(text)
    refuses(go, sentence, algorithm, WEIGHTS=str(tmp_path / "weights.csv"), TYPE_FIELD="type")


@pytest.mark.parametrize("algorithm", BUILDERS[:2])
def test_times_that_cannot_tell_what_is_asked(go, town, algorithm):
    months = town.crimes(when=[QDateTime(QDate(2018, 10 + i % 3, 1), QTime(0, 0), UTC) for i in range(NUMBER)])
    refuses(go, "cannot tell day from night", algorithm, CRIMES=months, TIME_FIELD="when", SHIFTS=True)
    swapped = town.crimes(until=[time.addSecs(-60) for time in TIMES])
    said = go(algorithm, CRIMES=swapped, TIME_FIELD="when", UNTIL_FIELD="until").log.text
    assert "60 crimes end before they began (until): only the beginning of these is used." in said
    refuses(go, "The latest time until needs the earliest too", algorithm, UNTIL_FIELD="until")
    refuses(go, "'Mars/Olympus' is no time zone", algorithm, TIME_FIELD="when", TIME_ZONE="Mars/Olympus")


@pytest.mark.parametrize("algorithm", BUILDERS[:2])
def test_times_of_mixed_zones_are_the_moments_that_they_are(go, town, algorithm):
    """Half of the crimes at 23:30 UTC, half at 00:30 in a zone an hour ahead: one moment, so one day and one hour."""
    one, other = QTimeZone.utc(), QTimeZone(3600)
    times = [
        QDateTime(QDate(2018, 10, 3 + i // 4), QTime(23, 30), one)
        if i % 2
        else QDateTime(QDate(2018, 10, 4 + i // 4), QTime(0, 30), other)
        for i in range(NUMBER)
    ]
    crimes = town.crimes(["Point (449500 520300)"] * NUMBER, when=times)
    (row,) = go(algorithm, CRIMES=crimes, TIME_FIELD="when", TIME_ZONE="UTC").rows()
    assert row["peak_hours"].startswith("21:00–00:00 (100%")


BY_STREET = {"buildcorridorhotspots": {}, "crimeconcentration": {"UNIT": 1}, "comparehotspots": {}}


@pytest.mark.parametrize("algorithm", BY_STREET)
@pytest.mark.parametrize(
    ("streets", "sentence"),
    [
        (lambda town: town.streets([]), "made has no features"),
        (lambda town: town.streets([None] * 3), "location|no line with a length"),
        (lambda town: town.streets(["LineString (449000 520000, 449000 520000)"] * 3), "no line (with a|of any) len"),
        (lambda town: town.streets([SQUARE], kind="Polygon"), "Feature 1 of made is no line: use a layer"),
        (lambda town: town.streets(town.some(3), kind="Point"), "Feature 1 of made is no line"),
        (lambda town: town.streets(crs=""), "no coordinate reference system"),
        (lambda town: town.streets(crs="EPSG:4326"), "coordinates are degrees"),
        (lambda town: town.streets([w.replace(" 520", " 420") for w in CROSSES]), "check that"),
    ],
)
def test_streets_that_are_none_or_elsewhere(go, town, algorithm, streets, sentence):
    refuses(go, sentence, algorithm, STREETS=streets(town), **BY_STREET[algorithm])


# the national grid in US survey feet, as a user may define it
FEET = (
    "PROJ:+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy "
    "+towgs84=446.448,-125.157,542.06,0.15,0.247,0.842,-20.489 +units=us-ft +type=crs"
)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", FEET])
@pytest.mark.parametrize("algorithm", BY_STREET)
def test_streets_in_degrees_in_feet_or_another_projection_are_where_they_are(go, town, algorithm, crs):
    import processing

    reproject = {"INPUT": town.streets(), "TARGET_CRS": crs, "OUTPUT": "memory:"}
    moved = processing.run("native:reprojectlayer", reproject)["OUTPUT"]
    assert moved.crs() != town.streets().crs()
    here = go(algorithm, STREETS=town.streets(), **BY_STREET[algorithm])
    there = go(algorithm, STREETS=moved, **BY_STREET[algorithm])
    assert there["CRIMES"] == here["CRIMES"]
    if algorithm == "buildcorridorhotspots":
        # UTM's metres differ from the national grid's by up to one in a thousand
        assert there["SNAP_M"] == pytest.approx(here["SNAP_M"], rel=0.01)
        assert there["LENGTH_M"] == pytest.approx(here["LENGTH_M"], rel=0.001)
        assert ("whose unit is 0.3048006" in there.log.text) == (crs == FEET)


def test_classes_and_names_that_are_not_there(go, town):
    def corridors(sentence, **given):
        refuses(go, sentence, "buildcorridorhotspots", **given)

    corridors("No street has the class B Road in class: its classes are A Road", **weights("B Road=2"))
    corridors("Every street has the class weight 0", **weights("A Road=0"))
    corridors("“A Road=-1” in the class weights is no class with a weight", **weights("A Road=-1"))
    nameless = town.streets(name=["x", *[None] * (len(CROSSES) - 1)]).materialize(_all_but_the_first())
    corridors("No street of .* has a name in name: choose another", STREETS=nameless, NAME_FIELD="name")
    classless = town.streets(**{"class": ["x", *[None] * (len(CROSSES) - 1)]}).materialize(_all_but_the_first())
    corridors("No street has a class in class: choose another field", STREETS=classless, **weights("A Road=2"))
    some = go("buildcorridorhotspots", STREETS=town.streets(name=["x", None] * 17 + ["y"]), NAME_FIELD="name")
    assert "17 of 35 streets have no name; corridors are named from the others." in some.log.text


def weights(text):
    return {"CLASS_FIELD": "class", "CLASS_WEIGHTS": text}


def _all_but_the_first():
    from qgis.core import QgsFeatureRequest

    return QgsFeatureRequest().setFilterExpression('"name" IS NULL OR "name" <> \'x\' AND "class" IS NULL')


def test_streets_that_do_not_meet_make_no_corridor(go, town):
    def row(length, apart):
        ends = [(449_000 + apart * i, 520_200 + 37 * i) for i in range(8)]
        return town.streets([f"LineString ({x} {y}, {x + length} {y})" for x, y in ends])

    refuses(go, "check that the streets meet where they should", "buildcorridorhotspots", STREETS=row(150, 200))
    # long enough by themselves, they are corridors, and the log says that they hardly meet
    said = go("buildcorridorhotspots", STREETS=row(310, 100)).log.text
    assert "The streets of made hardly meet" in said


def later(town, year):
    return {"TRAINING": town.crimes(when=[at(i, year) for i in range(NUMBER)])}


def far(town):
    return {"TRAINING": town.crimes([f"Point ({200_000 + i} 200000)" for i in range(NUMBER)])}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (lambda _: {"FROM": "2019-02-01", "TO": "2019-01-01"}, "2019-02-01. is later than the last .2019-01-01.: exch"),
        (lambda _: {"FROM": "2020-02-01"}, "No crime is of the days to score .*: they are of 2018-10-01 – 2018-12"),
        (lambda _: {"FROM": "last week"}, "'last week' is no date: write it as 2026-01-05"),
        (lambda town: later(town, 2019), "all earlier than those of the training period .*: exchange the two layers"),
        (far, "are of different places: check both layers"),
        (lambda _: {"HOTSPOTS": []}, "No hotspots are given"),
        (
            lambda town: {"HOTSPOTS": [town.hotspots, "/nowhere/a.gpkg"]},
            "hotspots /nowhere/a.gpkg cannot be opened: check",
        ),
        (lambda town: {"HOTSPOTS": [town.crimes()]}, "neither polygons nor lines"),
        (lambda town: {"HOTSPOTS": [town.streets()]}, "lines need the streets that crimes are at"),
        (lambda _: {"NAMES": "one; two"}, "2 names are given for 1 hotspot layers"),
        (lambda town: {"STUDY_AREA": town.streets()}, "Feature 1 of made is no polygon"),
        (lambda _: {"BOOTSTRAP": 5}, "ask for 100 to 100,000"),
    ],
)
def test_comparisons_that_cannot_be_made(go, town, given, sentence):
    refuses(go, sentence, "comparehotspots", **({"TIME_FIELD": "when"} | given(town)))


def test_hotspots_of_another_town_hold_nothing_and_that_is_said(go, make_layer):
    elsewhere = make_layer("Polygon", ["Polygon ((0 0, 10 0, 10 10, 0 0))"])
    ran = go("comparehotspots", HOTSPOTS=[elsewhere])
    assert "made holds none of the crimes scored: check that both are of one place." in ran.log.text


def test_a_date_of_another_century_is_refused_where_periods_are_asked_for(go, town):
    crimes = town.crimes(when=[at(0, 1888), *TIMES[1:]])
    refuses(
        go, "look for a wrong date, or ask for longer", "crimeconcentration", CRIMES=crimes, TIME_FIELD="when", PERIOD=3
    )
