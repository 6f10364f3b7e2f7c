"""Import crimes, as the toolbox and qgis_process run it."""

from __future__ import annotations

import hashlib

import pytest
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingException, QgsVectorLayer, QgsWkbTypes

from hotspot_plugin import paths
from tests.core.targeting.crime_files import ONE, street

NONE = ("", "2018-08", "", "", "No Location", "Anti-social behaviour")


@pytest.fixture
def folder(tmp_path):
    """Two months of police.uk, one folder a month, as its ZIP unpacks."""
    made = tmp_path / "police uk"
    for month, text in (("2018-07", street(ONE, ONE)), ("2018-08", street(NONE))):
        (made / month).mkdir(parents=True)
        (made / month / f"{month}-street.csv").write_text(text)
    return made


def moment(value):
    return value.toUTC().toString("yyyy-MM-dd HH:mm:ss")


def test_a_folder_of_police_uk_needs_no_other_parameter(run, folder):
    ran = run("importcrimes", INPUT=str(folder), OUTPUT="memory:", REJECTS="memory:")
    crimes, rejects = ran.rows(), ran.rows("REJECTS")
    assert [crime["crime_type"] for crime in crimes] == ["Burglary", "Burglary"]
    assert moment(crimes[0]["occurred_from"]) == "2018-07-01 00:00:00"
    assert moment(crimes[0]["occurred_to"]) == "2018-07-31 23:59:59"
    assert crimes[0]["harm"] is None, "no harm is given: null, not 0"
    assert crimes[0]["source"] == "2018-07/2018-07-street.csv:2"
    assert [(row["source"], row["row"], row["reason"]) for row in rejects] == [
        ("2018-08/2018-08-street.csv", 2, "no coordinates")
    ]
    assert ran.layer().crs().authid() == "EPSG:4326"
    assert ran.layer().wkbType() == QgsWkbTypes.Type.Point
    point = next(ran.layer().getFeatures()).geometry().asPoint()
    assert (point.x(), point.y()) == (-1.5, 53.8)
    assert (ran["COUNT"], ran["REJECTED"], ran["FILES"]) == (2, 1, 2)
    assert (ran["FIRST"], ran["LAST"]) == ("2018-07-01", "2018-07-31")
    whole = b"".join(path.read_bytes() for path in sorted(folder.rglob("*.csv")))
    assert ran["SHA256"] == hashlib.sha256(whole).hexdigest()
    assert "snap points" in ran.log.text
    assert "months only" in ran.log.text


def test_a_file_and_a_folder_both_pass_the_check_of_the_parameter(folder):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("hotspots:importcrimes")
    definition = algorithm.parameterDefinition("INPUT")
    context = QgsProcessingContext()
    for path in (folder, f"{folder}/", folder / "2018-07" / "2018-07-street.csv", "C:\\crimes", "crimes.txt"):
        assert definition.checkValueIsAcceptable(str(path), context)
    assert not definition.checkValueIsAcceptable("", context)


def test_another_csv_in_national_grid_keeps_its_crs_and_its_times_become_utc(run, tmp_path):
    path = tmp_path / "robbery.csv"
    path.write_text("easting;northing;reported;offence;days\n430000,5;433000;31/07/2018 23:05;Robbery;365\n")
    ran = run(
        "importcrimes", INPUT=str(path), OUTPUT=str(tmp_path / "robbery.gpkg"), CRS="EPSG:27700", X_FIELD="Easting",
        Y_FIELD="northing", TIME_FIELD="reported", TYPE_FIELD="offence", HARM_FIELD="days",
    )  # fmt: skip
    layer = QgsVectorLayer(ran["OUTPUT"])
    (crime,) = layer.getFeatures()
    assert layer.crs().authid() == "EPSG:27700"
    assert crime.geometry().asPoint().x() == 430000.5
    assert moment(crime["occurred_from"]) == "2018-07-31 22:05:00"
    assert (crime["crime_type"], crime["harm"]) == ("Robbery", 365.0)
    assert "REJECTS" not in ran.outputs


def test_crimes_without_times_have_null_times_and_no_first_and_last(run, tmp_path):
    path = tmp_path / "crimes.csv"
    path.write_text("x,y\n1,2\n")
    ran = run("importcrimes", INPUT=str(path), X_FIELD="x", Y_FIELD="y", OUTPUT="memory:")
    assert ran.rows()[0]["occurred_from"] is None
    assert ran.outputs.get("FIRST") is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"INPUT": "/nowhere/crimes.csv"}, "is not there"),
        ({"TIME_ZONE": "Europe/Londn"}, "Europe/Londn.* is not known"),
        ({"X_FIELD": "lon"}, "no column “lon”"),
        ({"X_FIELD": ""}, "must name the columns"),
        ({"CRS": "EPSG:27700"}, "look like degrees"),
        ({"OUTPUT": "/nowhere/crimes.gpkg"}, "/nowhere"),
    ],
)
def test_a_wrong_parameter_is_refused_and_nothing_is_written(run, tmp_path, wrong, message):
    path = tmp_path / "crimes.csv"
    path.write_text("x,y,when\n1,2,2018-07\n")
    before = sorted(tmp_path.iterdir())
    given = {
        "INPUT": str(path),
        "X_FIELD": "x",
        "Y_FIELD": "y",
        "TIME_FIELD": "when",
        "OUTPUT": str(tmp_path / "out.gpkg"),
    }
    with pytest.raises(QgsProcessingException, match=message):
        run("importcrimes", **{**given, **wrong})
    assert sorted(tmp_path.iterdir()) == before


def test_an_input_of_which_no_row_can_be_used_leaves_no_file_behind(run, tmp_path):
    path = tmp_path / "crimes-street.csv"
    path.write_text(street(NONE))
    with pytest.raises(QgsProcessingException, match="None of the 1 rows can be used"):
        run("importcrimes", INPUT=str(path), OUTPUT=str(tmp_path / "out.gpkg"), REJECTS=str(tmp_path / "rejects.csv"))
    assert list(tmp_path.iterdir()) == [path]


def test_cancel_leaves_no_file_behind(run, tmp_path):
    path = tmp_path / "crimes.csv"
    path.write_text("x,y\n" + "1,2\n" * 60_000)
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run("importcrimes", cancel_at=60, INPUT=str(path), X_FIELD="x", Y_FIELD="y", OUTPUT=str(tmp_path / "out.gpkg"))
    assert list(tmp_path.iterdir()) == [path]


def test_the_default_style_fits_the_layer(run, folder):
    layer = run("importcrimes", INPUT=str(folder), OUTPUT="memory:").layer()
    message, loaded = layer.loadNamedStyle(str(paths.style("crimes")))
    assert loaded, message
    assert layer.renderer().symbol().opacity() < 1, "crimes on one snap point must show by their depth of colour"
    assert layer.mapTipTemplate()


def test_thames_valley_is_imported_and_not_a_row_is_lost(run, data):
    ran = run("importcrimes", INPUT=str(data("police_uk_thames_valley")), OUTPUT="memory:", REJECTS="memory:")
    assert ran.layer().featureCount() == ran["COUNT"]
    assert ran.layer("REJECTS").featureCount() == ran["REJECTED"]
    assert ran["COUNT"] + ran["REJECTED"] == 16338 + 15995 + 14345
