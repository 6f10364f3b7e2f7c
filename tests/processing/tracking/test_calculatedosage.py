import numpy as np
import pytest
from qgis.core import QgsProcessingException
from qgis.PyQt.QtCore import QDateTime, QTimeZone

from tests.processing.tracking.shift import FAR, MEMORY, SQUARE, stay, utc


def test_a_walk_through_a_hotspot_becomes_a_visit_with_its_moments_and_bounds(run, tracks, hotspots):
    walk = [("A", s, 400000 - 40 + s, 400050) for s in range(0, 241, 30)]
    ran = run("calculatedosage", TRACKS=tracks(walk), HOTSPOTS=hotspots(SQUARE), ACCURACY=0, **MEMORY)
    (visit,) = ran.rows("VISITS")
    assert (visit["enter"], visit["leave"]) == (utc(40), utc(140))
    assert visit["minutes"] == pytest.approx(100 / 60)
    # both crossings 10 s from a fix, so 5 s off either way: 95 % of the sum of two is within 10 s × (1 − √0.05)
    assert visit["minutes_low"] == pytest.approx((100 - 7.764) / 60, abs=1e-4)
    assert visit["minutes_high"] == pytest.approx((100 + 7.764) / 60, abs=1e-4)
    assert (visit["unit"], visit["hotspot_id"], visit["ping_s"], visit["measurable"]) == ("A", "h0", 30, True)
    assert (visit["mode"], visit["foot_min"], visit["period"], visit["arm"]) == ("foot", visit["minutes"], None, None)
    point = next(ran.layer("VISITS").getFeatures()).geometry().asPoint()
    assert (point.x(), point.y()) == pytest.approx((400050, 400050))
    (dose,) = ran.rows("DOSAGE")
    assert dose["patrol_min"] == dose["officer_min"] == pytest.approx(100 / 60)
    assert ran["VISITS_COUNT"] == 1
    assert ran["TRACKED_H"] == pytest.approx(240 / 3600)


def test_planned_and_delivered_stand_side_by_side_by_arm(run, tracks, hotspots, schedule):
    plan = schedule(
        ("h0", "day", 0, 3600, "treatment"), ("h1", "day", 0, 3600, "control"), ("h0", "night", 36000, 40000, "control")
    )
    ran = run(
        "calculatedosage",
        TRACKS=tracks(stay("A", 0, 12) + stay("B", 10, 20)),
        HOTSPOTS=hotspots(SQUARE, FAR),
        SCHEDULE=plan,
        **MEMORY,
    )
    rows = {(row["hotspot_id"], row["period"]): row for row in ran.rows("DOSAGE")}
    day, night, control = rows["h0", "day"], rows["h0", "night"], rows["h1", "day"]
    assert (day["arm"], day["visits"], day["officer_min"], day["patrol_min"]) == ("treatment", 2, 22, 20)
    assert (day["effective_visits"], day["complied"], day["over_limit"]) == (1, True, None)
    assert (control["visits"], control["patrol_min"], control["complied"]) == (0, 0, None)
    assert (night["visits"], night["patrol_min"], night["longest_gap_h"]) == (None, None, None)
    assert ran["UNTRACKED"] == 1
    assert "In 1 of 3 hotspots × periods no unit was tracked: their dosage is empty, not 0." in ran.log.warnings
    assert {row["period"] for row in ran.rows("VISITS")} == {"day"}
    assert any(line.startswith("Arm treatment: 1 hotspots × periods, 20.0 patrol-minutes") for line in ran.log.info)


def test_tracks_in_degrees_and_hotspots_in_feet_meet_on_the_ground(run, make_layer, tracks):
    # Illinois East in US survey feet (EPSG:3435); the walk is given in UTM metres (EPSG:32616), 1 m/s, and in degrees
    import shapely
    from qgis.core import (
        QgsCoordinateReferenceSystem,
        QgsCoordinateTransform,
        QgsCoordinateTransformContext,
        QgsPointXY,
    )

    def transform(source, target):
        one, other = QgsCoordinateReferenceSystem(source), QgsCoordinateReferenceSystem(target)
        return QgsCoordinateTransform(one, other, QgsCoordinateTransformContext())

    feet, degrees = transform("EPSG:32616", "EPSG:3435"), transform("EPSG:32616", "EPSG:4326")
    corners = [feet.transform(QgsPointXY(447000 + x, 4636000 + y)) for x, y in ((0, 0), (100, 0), (100, 100), (0, 100))]
    square = shapely.Polygon([(p.x(), p.y()) for p in corners]).wkt
    walk = [(s, degrees.transform(QgsPointXY(447000 - 40 + s, 4636050))) for s in range(0, 241, 30)]
    ran = run(
        "calculatedosage",
        TRACKS=tracks([("A", s, p.x(), p.y()) for s, p in walk], "EPSG:4326"),
        HOTSPOTS=make_layer("Polygon", [square], "EPSG:3435", hotspot_id=["h0"]),
        **MEMORY,
    )
    (visit,) = ran.rows("VISITS")
    assert visit["minutes"] == pytest.approx(100 / 60, abs=0.01)
    assert "unit is 0.3048006096 m" in ran.log.text
    assert "Coordinates: EPSG:4326" in ran.log.text
    # the visit's point is back in feet, in the hotspot's middle
    assert ran.layer("VISITS").crs().authid() == "EPSG:3435"
    assert next(ran.layer("VISITS").getFeatures()).geometry().asPoint().x() == pytest.approx(
        sum(p.x() for p in corners) / 4, abs=1.0
    )


def test_fixes_without_time_place_or_unit_and_doubles_are_counted_in_the_log(run, tracks, hotspots):
    rows = [
        *stay("A", 0, 5),
        ("A", None, 400050, 400050),
        ("A", 3600, None, None),
        (None, 60, 400050, 400050),
        stay("A", 0, 5)[2],
    ]
    ran = run("calculatedosage", TRACKS=tracks(rows), HOTSPOTS=hotspots(SQUARE), **MEMORY)
    assert (ran["FIXES"], ran["LEFT_OUT"]) == (6, 4)
    for said in ("no time", "no location", "no unit", "the unit and time of another fix"):
        assert f"1 fixes left out, which have {said}." in ran.log.warnings


def test_slow_pings_are_said_to_show_no_dosage(run, tracks, hotspots):
    rows = [("A", 600 * i, 400050, 400050) for i in range(6)]
    ran = run("calculatedosage", TRACKS=tracks(rows), HOTSPOTS=hotspots(SQUARE), MAX_GAP=300, **MEMORY)
    assert any("1 of 1 units send fixes more than 300 s apart" in line for line in ran.log.warnings)
    assert any("6 fixes inside hotspots stand alone" in line for line in ran.log.warnings)
    assert (ran["VISITS_COUNT"], ran["UNKNOWN_H"], ran["UNTRACKED"]) == (0, pytest.approx(50 / 60), 1)
    wide = run("calculatedosage", TRACKS=tracks(rows), HOTSPOTS=hotspots(SQUARE), **MEMORY)  # three intervals
    assert wide["OFFICER_MIN"] == 50
    assert any("1 visits are by units whose fixes are too far apart" in line for line in wide.log.warnings)


def test_tracks_far_from_every_hotspot_are_said_to_be(run, tracks, hotspots):
    ran = run("calculatedosage", TRACKS=tracks(stay("A", 0, 5, 409000, 400050)), HOTSPOTS=hotspots(SQUARE), **MEMORY)
    assert any("No track comes nearer to the hotspots than 8.9 km" in line for line in ran.log.warnings)
    assert ran.rows("DOSAGE")[0]["patrol_min"] == 0


def test_compliance_and_contamination_are_told_alike(run, tracks, hotspots, schedule):
    # A: 12 minutes in h0 on its patrol day and 3 on its control day; nobody in h1; nothing tracked on the third day
    day = 86_400
    rows = [*stay("A", 0, 12), ("A", 1200, 402000, 400050), ("A", 1260, 402000, 400050)]
    rows += [(unit, day + second, x, y) for unit, second, x, y in stay("A", 0, 3)]
    plan = schedule(
        ("h0", "1", 0, day, "treatment"), ("h0", "2", day, 2 * day, "Control"),
        ("h0", "3", 2 * day, 3 * day, "control"),
        ("h1", "1", 0, day, "treatment"), ("h1", "2", day, 2 * day, "control"),
    )  # fmt: skip
    ran = run("calculatedosage", TRACKS=tracks(rows), HOTSPOTS=hotspots(SQUARE, FAR), SCHEDULE=plan, **MEMORY)
    assert (ran["ASKED"], ran["COMPLIED"], ran["CONTROLS"], ran["CONTAMINATED"], ran["CONTROL_MIN"]) == (2, 1, 2, 1, 3)
    assert "Compliance: 1 of 2 hotspots × periods that were to be patrolled had an effective visit." in ran.log.info
    assert (
        "Contamination: 1 of 2 control hotspots × periods had a visit, 3.0 patrol-minutes in all." in ran.log.warnings
    )


def test_days_from_six_o_clock_have_the_minutes_of_their_23_or_25_hours(run, make_layer, hotspots):
    # 06:00 in London is 06:00 UTC until 30 March 2024 and 05:00 UTC from the 31st: that day ends an hour early
    def utc_at(text):
        ms = np.datetime64(text, "ms").astype(np.int64)
        return QDateTime.fromMSecsSinceEpoch(int(ms), QTimeZone.utc())

    moments = ["2024-03-30T05:50:00", "2024-03-30T06:10:00", "2024-03-31T04:50:00", "2024-03-31T05:10:00"]
    points = make_layer(
        "Point", ["Point (400050 400050)"] * 4, unit=["A"] * 4, time=[utc_at(moment) for moment in moments]
    )
    plan = make_layer(
        "None", [None] * 3, "", hotspot_id=["h0"] * 3, period=["29", "30", "31"],
        starts=[utc_at(f"2024-03-{day}:00:00") for day in ("29T06", "30T06", "31T05")],
        ends=[utc_at(f"2024-03-{day}:00:00") for day in ("30T06", "31T05", "31T23")],
        arm=["treatment"] * 3,
    )  # fmt: skip
    ran = run("calculatedosage", TRACKS=points, HOTSPOTS=hotspots(SQUARE), SCHEDULE=plan, MAX_GAP=1200, **MEMORY)
    rows = ran.rows("DOSAGE")
    assert [row["period"] for row in rows] == ["29", "30", "31"]
    assert [row["officer_min"] for row in rows] == [10, 20, 10]
    assert [row["visits"] for row in rows] == [1, 1, 0]  # a visit is counted where it began


def test_where_hotspots_overlap_and_a_unit_is_in_two_files_minutes_are_those_of_one_officer(run, make_layer, hotspots):
    rows = [(second, file) for file, offset in (("a.gpx", 0), ("b.gpx", 30)) for second in range(offset, 601, 60)]
    rows += [(0, "b.gpx")]
    points = make_layer(
        "Point", ["Point (400050 400050)"] * len(rows), unit=["A"] * len(rows), time=[utc(s) for s, _ in rows],
        segment=[1 if file == "a.gpx" else 2 for _, file in rows], source=[file for _, file in rows],
    )  # fmt: skip
    ran = run("calculatedosage", TRACKS=points, HOTSPOTS=hotspots(SQUARE, SQUARE), **MEMORY)
    assert [(row["visits"], row["officer_min"], row["patrol_min"]) for row in ran.rows("DOSAGE")] == [(1, 10, 10)] * 2


def test_the_tables_have_the_columns_of_the_design_and_no_other(run, tracks, hotspots):
    ran = run("calculatedosage", TRACKS=tracks(stay("A", 0, 5)), HOTSPOTS=hotspots(SQUARE), **MEMORY)
    assert [field.name() for field in ran.layer("VISITS").fields()] == [
        "visit_id", "unit", "hotspot_id", "enter", "leave", "minutes", "minutes_low", "minutes_high",
        "stopped_min", "foot_min", "vehicle_min", "unknown_min", "mode", "ping_s", "measurable", "arm",
        "period",
    ]  # fmt: skip
    assert [field.name() for field in ran.layer("DOSAGE").fields()] == [
        "hotspot_id", "period", "arm", "visits", "officer_min", "patrol_min", "foot_min", "vehicle_min",
        "stopped_min", "median_visit_min", "longest_gap_h", "effective_visits", "complied", "over_limit",
    ]  # fmt: skip


def test_tracks_of_another_week_than_the_schedule_are_said_to_be(run, tracks, hotspots, schedule):
    plan = schedule(("h0", "1", 700_000, 800_000, "treatment"))
    ran = run("calculatedosage", TRACKS=tracks(stay("A", 0, 12)), HOTSPOTS=hotspots(SQUARE), SCHEDULE=plan, **MEMORY)
    assert any(
        line.startswith("No unit was tracked in any period: the tracks are from 2024-05-01T12:00")
        for line in ran.log.warnings
    )
    assert "1 visits began outside the periods of their hotspots." in ran.log.info


def test_times_may_be_iso_text_and_those_without_a_zone_are_utc(run, make_layer, hotspots):
    texts = ["2024-05-01T12:00:00Z", "2024-05-01 12:05:00", "2024-05-01T13:10:00+01:00"]
    points = make_layer("Point", ["Point (400050 400050)"] * 3, unit=["A"] * 3, time=texts)
    ran = run("calculatedosage", TRACKS=points, HOTSPOTS=hotspots(SQUARE), **MEMORY)
    assert ran["OFFICER_MIN"] == 10
    assert any("1 times in time of made name no time zone and are taken as UTC" in line for line in ran.log.info)


def test_numbers_may_be_units_and_keys(run, make_layer):
    points = make_layer("Point", ["Point (400050 400050)"] * 2, device=[7, 7], at=[utc(0), utc(60)])
    places = make_layer("Polygon", [SQUARE], number=[12])
    ran = run(
        "calculatedosage",
        TRACKS=points,
        UNIT_FIELD="device",
        TIME_FIELD="at",
        HOTSPOTS=places,
        ID_FIELD="number",
        **MEMORY,
    )
    assert ran.rows("VISITS")[0]["visit_id"] == "7/12/2024-05-01T12:00:00Z"


def test_arms_are_those_of_the_hotspots_where_the_schedule_has_none(run, tracks, hotspots):
    ran = run(
        "calculatedosage",
        TRACKS=tracks(stay("A", 0, 12)),
        HOTSPOTS=hotspots(SQUARE, FAR, arm=["treatment", None]),
        **MEMORY,
    )
    assert [(row["arm"], row["complied"]) for row in ran.rows("DOSAGE")] == [("treatment", True), (None, None)]
    assert ran.rows("VISITS")[0]["arm"] == "treatment"


@pytest.mark.parametrize(("control", "said"), [("control", False), (" CONTROL ", False), ("placebo", True)])
def test_a_control_arm_that_no_arm_is_called_is_said(run, tracks, hotspots, control, said):
    """Otherwise presence in control would count as compliance, in silence."""
    places = hotspots(SQUARE, FAR, arm=["treatment", "control"])
    ran = run("calculatedosage", TRACKS=tracks(stay("A", 0, 12)), HOTSPOTS=places, CONTROL=control, **MEMORY)
    sentence = "No arm is called “placebo” (CONTROL), so visits are taken to be asked of all: control, treatment."
    assert (sentence in ran.log.warnings) is said


def test_a_stop_of_the_recording_parts_a_track(run, make_layer, hotspots):
    points = make_layer(
        "Point",
        ["Point (400050 400050)"] * 4,
        unit=["A"] * 4,
        time=[utc(s) for s in (0, 60, 120, 180)],
        segment=[1, 1, 2, 2],
    )
    ran = run("calculatedosage", TRACKS=points, HOTSPOTS=hotspots(SQUARE), MERGE_GAP=0, **MEMORY)
    assert (ran["VISITS_COUNT"], ran["OFFICER_MIN"], ran["UNKNOWN_H"]) == (2, 2, pytest.approx(1 / 60))


def test_the_outputs_in_a_geopackage_are_styled_and_their_times_are_utc(run, tracks, hotspots, tmp_path):
    ran = run(
        "calculatedosage",
        TRACKS=tracks(stay("A", 0, 12)),
        HOTSPOTS=hotspots(SQUARE),
        VISITS=str(tmp_path / "visits.gpkg"),
        DOSAGE=str(tmp_path / "dosage.gpkg"),
    )
    (visit,) = ran.rows("VISITS")
    assert visit["enter"].toUTC() == utc(0)
    assert ran.layer("DOSAGE").featureCount() == 1


def test_a_geopackage_gives_what_a_layer_in_memory_gives(run, tracks, hotspots, tmp_path):
    import processing

    rows = [*stay("A", 0, 12), ("A", None, 400050, 400050), ("B", 30.5, 399900, 400050), ("B", 90.25, 400200, 400050)]
    memory = tracks(rows)
    file = processing.run("native:savefeatures", {"INPUT": memory, "OUTPUT": str(tmp_path / "fixes.gpkg")})["OUTPUT"]
    one, other = (
        run("calculatedosage", TRACKS=source, HOTSPOTS=hotspots(SQUARE), **MEMORY) for source in (memory, file)
    )
    assert one.rows("VISITS") == other.rows("VISITS")
    assert len(one.rows("VISITS")) == 2


@pytest.mark.parametrize("style", ["visits", "dosage"])
def test_the_styles_fit_the_tables(run, tracks, hotspots, style):
    from hotspot_plugin import paths

    ran = run("calculatedosage", TRACKS=tracks(stay("A", 0, 12)), HOTSPOTS=hotspots(SQUARE), **MEMORY)
    layer = ran.layer(style.upper())
    message, loaded = layer.loadNamedStyle(str(paths.style(style)))
    assert loaded, message
    assert layer.renderer().type() == "RuleRenderer"
    if style == "visits":
        temporal = layer.temporalProperties()
        assert temporal.isActive()
        assert (temporal.startField(), temporal.endField()) == ("enter", "leave")


def test_a_period_without_tracks_does_not_hide_the_dose_of_another(run, tracks, hotspots, schedule):
    from qgis.core import QgsMapRendererSequentialJob, QgsMapSettings
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor

    from hotspot_plugin import paths

    plan = schedule(("h0", "1", 0, 7200, "a"), ("h0", "2", 90_000, 93_600, "a"))
    ran = run("calculatedosage", TRACKS=tracks(stay("A", 0, 110)), HOTSPOTS=hotspots(SQUARE), SCHEDULE=plan, **MEMORY)
    layer = ran.layer("DOSAGE")
    layer.loadNamedStyle(str(paths.style("dosage")))
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(100, 100))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    picture = job.renderedImage()
    shades = [QColor(picture.pixel(x, y)) for x in range(30, 70) for y in range(30, 70)]
    # the blue of one to two hours, with next to nothing of the hatch of the period that nobody was tracked in
    assert {shade.hue() // 20 for shade in shades} == {10}
    assert max(shade.value() for shade in shades) - min(shade.value() for shade in shades) < 20


def test_rows_of_the_schedule_for_unknown_hotspots_are_left_out_and_said(run, tracks, hotspots, schedule):
    plan = schedule(("h0", "1", 0, 600, "a"), ("zzz", "1", 0, 60, "a"))
    ran = run(
        "calculatedosage", TRACKS=tracks(stay("A", 0, 5)), HOTSPOTS=hotspots(SQUARE, FAR), SCHEDULE=plan, **MEMORY
    )
    assert len(ran.rows("DOSAGE")) == 1
    assert any(
        "1 rows of the schedule are for hotspots that are not in the layer (such as zzz)" in w for w in ran.log.warnings
    )
    assert any("1 hotspots are not in the schedule" in w for w in ran.log.warnings)


def test_the_speed_that_devices_say_tells_when_a_patrol_drove_off(run, make_layer, hotspots):
    # stands for two minutes, a fix a minute, and is 310 m further on at 10 m/s: it left 31 s before
    rows = [(0, 400050, 0.0), (60, 400050, 0.0), (120, 400360, 10.0)]
    points = make_layer(
        "Point",
        [f"Point ({x} 400050)" for _, x, _ in rows],
        unit=["A"] * 3,
        time=[utc(row[0]) for row in rows],
        speed_ms=[row[2] for row in rows],
    )
    ran = run("calculatedosage", TRACKS=points, HOTSPOTS=hotspots(SQUARE), **MEMORY)
    # and 5 s to the edge; how units drive otherwise has a weight too, of hundredths of a second here
    assert ran["OFFICER_MIN"] == pytest.approx((120 - 31 + 5) / 60, abs=0.1 / 60)


def test_cancel_writes_nothing(run, tracks, hotspots, tmp_path):
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run(
            "calculatedosage",
            cancel_at=40,
            TRACKS=tracks(stay("A", 0, 5)),
            HOTSPOTS=hotspots(SQUARE),
            VISITS=str(tmp_path / "visits.gpkg"),
            DOSAGE=str(tmp_path / "dosage.gpkg"),
        )
    assert not list(tmp_path.iterdir())


def test_every_parameter_has_help_and_the_dialog_shows_what_it_does(qgis_processing):
    from qgis.core import QgsApplication

    algorithm = QgsApplication.processingRegistry().algorithmById("hotspots:calculatedosage")
    assert all(definition.help() for definition in algorithm.parameterDefinitions())
    assert "how many visits" in algorithm.shortHelpString()
