"""importrecords in a real QGIS: what officers recorded in a package comes back as visits, fixes and notes."""

from __future__ import annotations

import csv
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from qgis.core import (
    QgsCoordinateTransformContext,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelOutput,
    QgsVectorFileWriter,
)
from qgis.core import (
    QgsProcessingModelChildParameterSource as Source,
)
from qgis.PyQt.QtCore import Qt

from hotspot_plugin import paths
from tests.processing.tasking.phones import DAY, patrol, qt, walk

SQUARE = "POLYGON ((451200 206300, 451400 206300, 451400 206500, 451200 206500, 451200 206300))"
OTHER = "POLYGON ((451600 206300, 451800 206300, 451800 206500, 451600 206500, 451600 206300))"


@pytest.fixture
def hotspots(make_layer):
    return make_layer("Polygon", [SQUARE, OTHER], hotspot_id=["a1", "b2"], name=["High Street", "Mill Lane"])


@pytest.fixture
def issued(export, hotspots, tmp_path):
    """Return the zip that was sent out, valid in the first week of April 2026, at most two patrols a day."""
    ran, files = export(hotspots, "week14.zip", LIMIT=2, TITLE="Larch")
    return Path(ran["OUTPUT"]), files, ran["BUNDLE_ID"]


@pytest.fixture
def phone(issued, tmp_path):
    """Return a function that unpacks the package for a device, and the folder it is in."""

    def go(name="phone1"):
        folder = tmp_path / "returns" / name
        folder.mkdir(parents=True)
        for path, content in issued[1].items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(content)
        return folder

    return go


def outputs(**more):
    names = ("VISITS", "FIXES", "NOTES", "REJECTS")
    return {**dict.fromkeys(names, "TEMPORARY_OUTPUT"), **more}


def test_the_loop_what_was_recorded_in_a_package_becomes_the_dose_of_its_hotspots(run, issued, phone, hotspots):
    folder = phone()
    patrol(folder, issued[2], "p1", "unit-1", notes="Gate open, quiet")
    # 100 m west of the square's edge to 80 m inside of it, at 0.2 m/s: in at 500 s, so 400 s inside
    walk(folder, "p1", "unit-1", 451100, 206400)
    ran = run("importrecords", INPUT=[str(folder)], PACKAGES=[str(issued[0])], **outputs())
    (visit,) = ran.rows("VISITS")
    assert (visit["visit_id"], visit["unit"], visit["hotspot_id"], visit["mode"]) == ("p1", "unit-1", "a1", "foot")
    assert (visit["minutes"], visit["fixes"], visit["ping_s"]) == (15.0, 181, 5.0)
    assert visit["enter"].toUTC().toString(Qt.DateFormat.ISODate) == "2026-04-02T10:00:00Z"
    assert [visit[f"{name}_mark"] for name in ("package", "task", "limit", "clock", "position")] == [None] * 5
    fixes = ran.layer("FIXES")
    assert fixes.fields().names() == ["unit", "time", "accuracy_m", "speed_ms", "source", "segment"]
    assert fixes.crs().authid() == "EPSG:4326"
    assert ran.rows("NOTES")[0]["notes"] == "Gate open, quiet"
    assert ran.rows("REJECTS") == []
    dose = run(
        "calculatedosage",
        TRACKS=fixes,
        HOTSPOTS=hotspots,
        VISITS="TEMPORARY_OUTPUT",
        DOSAGE="TEMPORARY_OUTPUT",
    )
    by_place = {row["hotspot_id"]: row for row in dose.rows("DOSAGE")}
    assert by_place["a1"]["officer_min"] == pytest.approx(400 / 60, abs=0.02)
    assert by_place["b2"]["officer_min"] == 0.0
    assert by_place["a1"]["visits"] == 1


def test_importing_twice_and_a_phone_more_changes_only_what_is_new(run, issued, phone, tmp_path):
    first, second = phone("phone1"), phone("phone2")
    patrol(first, issued[2], "p1", "unit-1")
    walk(first, "p1", "unit-1", 451250, 206400, seconds=60)
    patrol(second, issued[2], "p2", "unit-2", start=DAY + timedelta(hours=1))
    ledger = str(tmp_path / "patrols.ledger")
    both = {"PACKAGES": [str(issued[0])], "PREVIOUS": ledger, "LEDGER": ledger}
    one = run("importrecords", INPUT=[str(first)], **both, **outputs())
    again = run("importrecords", INPUT=[str(first)], **both, **outputs())
    assert (one["FILES"], one["AGAIN"], again["FILES"], again["AGAIN"]) == (1, 0, 0, 1)
    assert one["SHA256"] == again["SHA256"]
    assert again.rows("VISITS") == one.rows("VISITS")
    assert again.layer("FIXES").featureCount() == one.layer("FIXES").featureCount() == 13
    more = run("importrecords", INPUT=[str(tmp_path / "returns")], PREVIOUS=ledger, **outputs())
    assert (more["FILES"], more["AGAIN"]) == (1, 1)
    assert [row["visit_id"] for row in more.rows("VISITS")] == ["p1", "p2"]
    # the issued package is in the ledger
    assert [row["package_mark"] for row in more.rows("VISITS")] == [None, None]
    whole = run("importrecords", INPUT=[str(tmp_path / "returns")], PACKAGES=[str(issued[0])], **outputs())
    assert whole["SHA256"] == more["SHA256"]


def test_marks_say_in_words_what_is_wrong_and_drop_nothing(run, issued, phone):
    folder, other = phone("phone1"), phone("phone2")
    bundle = issued[2]
    patrol(folder, bundle, "p1", "unit-1", start=DAY)
    patrol(other, bundle, "p2", "unit-2", start=DAY + timedelta(minutes=20))
    patrol(folder, bundle, "p3", "unit-1", start=DAY + timedelta(minutes=40))
    patrol(folder, bundle, "late", "unit-1", "b2", start=datetime(2026, 4, 9, 10, tzinfo=UTC))
    patrol(folder, "0" * 32, "odd", "unit-1", "b2")
    patrol(folder, bundle, "elsewhere", "unit-1", "zz")
    patrol(folder, bundle, "backwards", "unit-1", "b2", minutes=-5)
    patrol(folder, bundle, "going", "unit-1", "b2", start=DAY + timedelta(days=1), minutes=None)
    patrol(folder, bundle, "early", "unit-1", "b2", start=datetime(2026, 3, 1, tzinfo=UTC))
    ran = run("importrecords", INPUT=[str(folder), str(other)], PACKAGES=[str(issued[0])], **outputs())
    rows = {row["visit_id"]: row for row in ran.rows("VISITS")}
    assert len(rows) == 9
    assert rows["p3"]["limit_mark"] == "over the limit: patrol 3 of at most 2 in 2026-04-02"
    assert rows["p1"]["limit_mark"] is rows["p2"]["limit_mark"] is None
    assert rows["late"]["package_mark"] == "expired package: was valid until 2026-04-08 05:00 UTC"
    assert rows["odd"]["package_mark"] == "unknown package"
    assert rows["elsewhere"]["task_mark"] == "not a hotspot of its package"
    assert (rows["backwards"]["clock_mark"], rows["backwards"]["minutes"]) == ("left before it arrived", None)
    assert (rows["going"]["clock_mark"], rows["going"]["minutes"]) == ("no time of leaving", None)
    assert rows["early"]["clock_mark"] == "before its package was valid: from 2026-04-01 05:00 UTC"
    assert (ran["OVER_LIMIT"], ran["MARKED"]) == (1, 7)
    assert "Visits marked “over the limit”: 1." in ran.log.warnings


def test_a_schedule_says_when_a_hotspot_was_not_to_be_patrolled(run, export, make_layer, hotspots, tmp_path):
    begin = [qt(DAY.replace(hour=5)), qt(DAY.replace(day=3, hour=5))]
    end = [qt(DAY.replace(day=3, hour=5)), qt(DAY.replace(day=4, hour=5))]
    schedule = make_layer(
        "NoGeometry", [None, None], "", hotspot_id=["a1", "b2"], period=["2026-04-02", "2026-04-03"],
        starts=begin, ends=end, arm=["treatment", "treatment"],
    )  # fmt: skip
    ran, files = export(hotspots, "cross.zip", SCHEDULE=schedule)
    (tmp_path / "records.gpkg").write_bytes(files["records.gpkg"])
    patrol(tmp_path, ran["BUNDLE_ID"], "in", "unit-1", "a1", start=DAY)
    patrol(tmp_path, ran["BUNDLE_ID"], "out", "unit-1", "b2", start=DAY)
    done = run("importrecords", INPUT=[str(tmp_path / "records.gpkg")], PACKAGES=[ran["OUTPUT"]], **outputs())
    rows = {row["visit_id"]: row for row in done.rows("VISITS")}
    assert (rows["in"]["task_mark"], rows["in"]["period"]) == (None, "2026-04-02")
    assert (rows["out"]["task_mark"], rows["out"]["period"]) == ("hotspot not to be patrolled then", None)


def test_notes_are_apart_flagged_and_no_formula_in_a_csv(run, issued, phone, tmp_path):
    folder = phone()
    patrol(folder, issued[2], "p1", "=cmd|' /C calc'!A0", notes='=HYPERLINK("http://x")')
    patrol(folder, issued[2], "p2", "unit-2", notes="Spoke to John Smith, AB12 CDE", start=DAY + timedelta(hours=1))
    files = {name: str(tmp_path / f"{name}.csv") for name in ("VISITS", "FIXES", "NOTES", "REJECTS")}
    ran = run("importrecords", INPUT=[str(folder)], **files)
    with open(files["NOTES"], encoding="utf-8", newline="") as opened:
        notes = list(csv.DictReader(opened))
    assert [note["notes"] for note in notes] == ['\'=HYPERLINK("http://x")', "Spoke to John Smith, AB12 CDE"]
    assert [note["looks_like"] for note in notes] == ["", "a number plate, a person's name"]
    assert ran["PERSONAL"] == 1
    text = Path(files["VISITS"]).read_text(encoding="utf-8")
    assert "'=cmd" in text
    assert "Smith" not in text
    assert "HYPERLINK" not in text


def test_a_persons_name_as_a_unit_is_hidden_and_a_key_gives_the_pseudonyms_of_importtracks(
    run, issued, phone, tmp_path
):
    folder = phone()
    patrol(folder, issued[2], "p1", "Jane Smith")
    ran = run("importrecords", INPUT=[str(folder)], **outputs())
    (visit,) = ran.rows("VISITS")
    assert visit["unit"].startswith("anon-")
    assert any("looks like a person's name" in line for line in ran.log.warnings)
    track = tmp_path / "Jane Smith.gpx"
    track.write_text(GPX)
    theirs = run("importtracks", INPUT=[str(track)], UNIT_KEY="four words of mine", OUTPUT="TEMPORARY_OUTPUT")
    keyed = run("importrecords", INPUT=[str(folder), str(track)], UNIT_KEY="four words of mine", **outputs())
    units = {row["unit"] for row in keyed.rows("VISITS") + keyed.rows("FIXES") + theirs.rows("OUTPUT")}
    assert len(units) == 1
    assert "Smith" not in str(keyed.rows("FIXES"))


GPX = (
    '<gpx version="1.1" creator="x"><trk><trkseg>'
    '<trkpt lat="51.75" lon="-1.25"><time>2026-04-02T10:00:00Z</time></trkpt>'
    '<trkpt lat="51.7501" lon="-1.25"><time>2026-04-02T10:00:05Z</time></trkpt>'
    "</trkseg></trk></gpx>"
)


def test_json_of_a_tasker_and_gpx_are_read_beside_geopackages(run, issued, tmp_path):
    records = {
        "format": "hotspot-records",
        "version": "1.0",
        "bundle_id": issued[2],
        "device_id": "web-1",
        "patrols": [
            {
                "patrol_id": "w1",
                "revision": 2,
                "hotspot_id": "b2",
                "started": "2026-04-02T10:00:00Z",
                "ended": "2026-04-02T10:12:00Z",
                "mode": "bicycle",
                "fixes": {
                    "time": [1775124000000, 1775124005000],
                    "longitude": [-1.25, -1.25],
                    "latitude": [51.75, 51.7501],
                },
            }
        ],
    }
    folder = tmp_path / "returns"
    folder.mkdir()
    (folder / "records-web.json").write_text(json.dumps(records))
    (folder / "unit-9.gpx").write_text(GPX)
    ran = run("importrecords", INPUT=[str(folder)], PACKAGES=[str(issued[0])], **outputs())
    (visit,) = ran.rows("VISITS")
    assert (visit["minutes"], visit["mode"], visit["revision"], visit["fixes"]) == (12.0, "bicycle", 2, 2)
    found = {(row["unit"], row["source"]) for row in ran.rows("FIXES")}
    assert found == {("web-1", "records.json"), ("unit-9", "unit-9.gpx")}


def test_what_cannot_be_used_is_in_the_rejects_with_its_reason(run, issued, phone):
    folder = phone()
    patrol(folder, issued[2], "p1", "unit-1")
    walk(folder, "p1", "unit-1", 451250, 206400, seconds=10)
    base = sqlite3.connect(folder / "records.gpkg")
    base.execute("UPDATE fixes SET time = NULL WHERE fid = 1")
    base.execute("UPDATE fixes SET geom = x'4750' WHERE fid = 2")
    base.execute("INSERT INTO patrols (patrol_id, started) VALUES ('', '2026-04-02T10:00:00Z')")
    base.execute("INSERT INTO patrols (patrol_id, started) VALUES ('p9', 'yesterday')")
    base.commit()
    base.close()
    ran = run("importrecords", INPUT=[str(folder)], **outputs())
    rejects = {(row["source"].rpartition(", ")[2], row["row"], row["reason"]) for row in ran.rows("REJECTS")}
    assert rejects == {
        ("fixes", 1, "no time"),
        ("fixes", 2, "no location"),
        ("patrols", 2, "names no patrol (patrol_id)"),
        ("patrols", 3, "neither start nor end is a time"),
    }
    assert (ran["FIXES_COUNT"], ran["VISITS_COUNT"], ran["REJECTED"]) == (1, 1, 4)


def test_the_style_draws_every_visit_once_and_the_marked_apart(run, issued, phone):
    folder = phone()
    for i, minutes in enumerate((3, 8, 13, 25, -5)):
        patrol(folder, issued[2], f"p{i}", "unit-1", start=DAY + timedelta(days=i), minutes=minutes)
    layer = run("importrecords", INPUT=[str(folder)], PACKAGES=[str(issued[0])], **outputs()).layer("VISITS")
    # a visit without positions lies in its hotspot
    assert all(not feature.geometry().isEmpty() for feature in layer.getFeatures())
    message, loaded = layer.loadNamedStyle(str(paths.style("reported")))
    assert loaded, message
    drawn = {}
    for feature in layer.getFeatures():
        context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
        context.setFeature(feature)
        rules = [
            rule.label()
            for rule in layer.renderer().rootRule().children()
            if QgsExpression(rule.filterExpression()).evaluate(context)
        ]
        drawn[feature["visit_id"]] = rules
    assert drawn == {
        "p0": ["under 5 minutes, as reported"],
        "p1": ["5 to 11"],
        "p2": ["11 to 16"],
        "p3": ["over 16 minutes"],
        "p4": ["Marked: the map tip says why"],
    }


def test_in_a_model_the_fixes_go_on_to_the_dosage(issued, phone, hotspots, tmp_path):
    folder = phone()
    patrol(folder, issued[2], "p1", "unit-1")
    walk(folder, "p1", "unit-1", 451250, 206400, seconds=600, metres=0.1)
    layers = tmp_path / "hotspots.gpkg"
    QgsVectorFileWriter.writeAsVectorFormatV3(
        hotspots, str(layers), QgsCoordinateTransformContext(), QgsVectorFileWriter.SaveVectorOptions()
    )
    model = QgsProcessingModelAlgorithm("from records to dosage", "tests")
    first = QgsProcessingModelChildAlgorithm("hotspots:importrecords")
    first.setChildId("first")
    first.addParameterSources("INPUT", [Source.fromStaticValue([str(folder)])])
    model.addChildAlgorithm(first)
    second = QgsProcessingModelChildAlgorithm("hotspots:calculatedosage")
    second.setChildId("second")
    second.addParameterSources("TRACKS", [Source.fromChildOutput("first", "FIXES")])
    second.addParameterSources("HOTSPOTS", [Source.fromStaticValue(str(layers))])
    output = QgsProcessingModelOutput("DOSAGE")
    output.setChildId("second")
    output.setChildOutputName("DOSAGE")
    second.setModelOutputs({"DOSAGE": output})
    model.addChildAlgorithm(second)
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    results, good = model.create({}).run({"second:DOSAGE": "memory:"}, context, feedback)
    assert good, feedback.textLog()
    rows = {f["hotspot_id"]: f["officer_min"] for f in context.getMapLayer(results["second:DOSAGE"]).getFeatures()}
    assert rows["a1"] == pytest.approx(10.0, abs=0.05)


def test_a_returned_project_is_never_opened(run, issued, phone):
    folder = phone()
    with pytest.raises(QgsProcessingException, match="never opened"):
        run("importrecords", INPUT=[str(folder / "tasking.qgz")], **outputs())
    patrol(folder, issued[2], "p1", "unit-1")
    ran = run("importrecords", INPUT=[str(folder)], **outputs())
    assert any("1 projects, which are never opened" in line for line in ran.log.info)


@pytest.mark.parametrize("percent", [0.0, 6.0, 20.0, 55.0, 75.0, 92.0])
def test_cancel_is_heard_at_every_stage_and_leaves_nothing(run, issued, phone, tmp_path, percent):
    folder = phone()
    patrol(folder, issued[2], "p1", "unit-1")
    walk(folder, "p1", "unit-1", 451250, 206400, seconds=60)
    out = tmp_path / "out"
    out.mkdir()
    files = {name: str(out / f"{name}.gpkg") for name in ("VISITS", "FIXES", "NOTES", "REJECTS")}
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run("importrecords", percent, INPUT=[str(folder)], LEDGER=str(out / "l.ledger"), **files)
    assert list(out.iterdir()) == []


def test_a_disk_that_fills_up_leaves_nothing(run, issued, phone, tmp_path, monkeypatch):
    folder = phone()
    patrol(folder, issued[2], "p1", "unit-1")
    out = tmp_path / "out"
    out.mkdir()
    files = {name: str(out / f"{name}.gpkg") for name in ("VISITS", "FIXES", "NOTES", "REJECTS")}

    def full(path, content):
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(QgsProcessingException, match="No space left on device"):
        run("importrecords", INPUT=[str(folder)], LEDGER=str(out / "l.ledger"), **files)
    assert list(out.iterdir()) == []


def test_nothing_to_read_and_a_ledger_that_is_gone_are_said(run, tmp_path):
    with pytest.raises(QgsProcessingException, match="There are no records in"):
        run("importrecords", INPUT=[str(tmp_path)], **outputs())
    with pytest.raises(QgsProcessingException, match="gone is not there"):
        run("importrecords", INPUT=[str(tmp_path / "gone")], **outputs())
    with pytest.raises(QgsProcessingException, match=r"old\.ledger is not there"):
        run("importrecords", INPUT=[str(tmp_path)], PREVIOUS=str(tmp_path / "old.ledger"), **outputs())
