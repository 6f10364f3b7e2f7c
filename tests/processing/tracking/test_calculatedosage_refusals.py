"""What calculatedosage refuses, each in one sentence."""

import pytest
from qgis.core import QgsField, QgsProcessingException
from qgis.PyQt.QtCore import QMetaType

from tests.processing.tracking.shift import FAR, MEMORY, SQUARE, stay


def test_tracks_in_another_country_are_refused(run, tracks, hotspots):
    paris = [("A", 60 * minute, 2.35, 48.86) for minute in range(12)]
    refused(
        run,
        "No track comes nearer to the hotspots than 599 km: choose tracks and hotspots of one area",
        TRACKS=tracks(paris, "EPSG:4326"),
        HOTSPOTS=hotspots(SQUARE),
    )


@pytest.mark.parametrize("corners", ["400000 400000, 400100 400100", "400000 400000, 400050 400000, 400100 400000"])
def test_a_hotspot_without_area_is_refused(run, tracks, hotspots, corners):
    flat = f"Polygon (({corners}, 400000 400000))"
    refused(run, "Feature 2 of made has no area", TRACKS=tracks(stay("A", 0, 5)), HOTSPOTS=hotspots(SQUARE, flat))


def refused(run, sentence, **parameters):
    with pytest.raises(QgsProcessingException) as caught:
        run("calculatedosage", **parameters, **MEMORY)
    assert sentence in str(caught.value)
    assert "Traceback" not in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"MAX_GAP": 0}, "The longest gap is 0 s: it must be more than 0."),
        ({"MERGE_GAP": -1}, "The time away is -1 s: it must be 0 or more."),
        ({"DOSE_MIN": 17}, "The dose window goes from 17 to 16 minutes"),
        ({"MIN_VISIT": 0}, "The shortest visit is 0 minutes"),
        ({"LIMIT": 0}, "The upper limit is 0 visits"),
        ({"ACCURACY": -1}, "The accuracy is -1 m: it must be 0 or more."),
        ({"TIME_ZONE": "London"}, "'London' is no time zone"),
    ],
)
def test_rules_that_cannot_be_are_refused_in_a_sentence(run, tracks, hotspots, wrong, sentence):
    refused(run, sentence, TRACKS=tracks(stay("A", 0, 5)), HOTSPOTS=hotspots(SQUARE), **wrong)


def test_layers_that_cannot_be_used_are_refused_in_a_sentence(run, make_layer, tracks, hotspots):
    some, square = tracks(stay("A", 0, 5)), hotspots(SQUARE)
    refused(
        run,
        "made has no features: choose another layer",
        TRACKS=tracks([("A", 0, 0, 0)]).materialize(_nothing()),
        HOTSPOTS=square,
    )
    refused(run, "no coordinate reference system", TRACKS=tracks(stay("A", 0, 5), ""), HOTSPOTS=square)
    refused(run, "no coordinate reference system", TRACKS=some, HOTSPOTS=hotspots(SQUARE, crs=""))
    refused(run, "the same hotspot_id (“x”)", TRACKS=some, HOTSPOTS=hotspots(SQUARE, FAR, ids=("x", "x")))
    refused(
        run,
        "1 hotspots of made have no hotspot_id (feature 2)",
        TRACKS=some,
        HOTSPOTS=hotspots(SQUARE, FAR, ids=("x", None)),
    )
    refused(run, "has no field who", TRACKS=some, UNIT_FIELD="who", HOTSPOTS=square)
    refused(run, "has no field when; its fields are: unit, time", TRACKS=some, TIME_FIELD="when", HOTSPOTS=square)
    refused(run, "has no field time; its fields are: hotspot_id", TRACKS=square, HOTSPOTS=square)
    useless = tracks([("A", None, 1, 1), ("A", 60, None, None)])
    sentence = "None of the 2 fixes can be used (1 with no time, 1 with no location)"
    refused(run, sentence, TRACKS=useless, HOTSPOTS=square)
    refused(run, "The field time of made is empty", TRACKS=tracks([("A", None, 1, 1)]), HOTSPOTS=square)


def _nothing():
    from qgis.core import QgsFeatureRequest

    return QgsFeatureRequest().setFilterExpression("false")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([1.0, 2.0], "holds numbers, not dates and times"),
        (["noon", "later"], "holds no times that can be read (its first value is noon)"),
    ],
)
def test_a_field_that_holds_no_times_is_refused(run, make_layer, hotspots, values, sentence):
    points = make_layer("Point", ["Point (400050 400050)"] * 2, unit=["A", "A"], time=values)
    refused(run, sentence, TRACKS=points, HOTSPOTS=hotspots(SQUARE))


def test_days_without_a_time_of_day_are_refused(run, tracks, hotspots):
    points = tracks(stay("A", 0, 1))
    points.dataProvider().addAttributes([QgsField("day", QMetaType.Type.QDate)])
    points.updateFields()
    refused(run, "holds days, without a time of day", TRACKS=points, TIME_FIELD="day", HOTSPOTS=hotspots(SQUARE))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("h0", "1", 60, 60, "a")], "Row 1 of the schedule ends"),
        ([("h0", "1", 0, 60, "a"), ("h0", "2", 30, 90, "a")], "Rows 1 and 2 of the schedule overlap"),
        ([("zzz", "1", 0, 60, "a")], "None of the schedule's hotspots (such as zzz)"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused_by_row(run, tracks, hotspots, schedule, rows, sentence):
    refused(run, sentence, TRACKS=tracks(stay("A", 0, 5)), HOTSPOTS=hotspots(SQUARE), SCHEDULE=schedule(*rows))
