"""The booklet and the streets, from a real print layout."""

from __future__ import annotations

import getpass
import json
import os
import re
import shutil
import subprocess
import sys

import pytest
from qgis.core import QgsProcessingException, QgsProject

from tests.conftest import ROOT

HEXAGON = (
    "POLYGON ((451300 206300, 451387 206350, 451387 206450, 451300 206500, 451213 206450, 451213 206350, "
    "451300 206300))"
)
CORRIDOR = "POLYGON ((451500 206300, 452300 206500, 452295 206520, 451495 206320, 451500 206300))"
LONG = "Maes y Dŵr, Heol yr Orsaf and the lanes behind the covered market as far as the river bridge " * 2


@pytest.fixture
def two(make_layer):
    return make_layer(
        "Polygon", [HEXAGON, CORRIDOR], hotspot_id=["hexa", "corr"], name=["Tŷ Gwyn", LONG.strip()], rank=[1, 2]
    )


@pytest.fixture
def streets(make_layer):
    lines = [f"LINESTRING ({x} 205000, {x} 208000)" for x in range(451000, 452600, 100)]
    return make_layer("LineString", lines, owner=["Jo Bloggs"] * len(lines))


def text_of(pdf, tmp_path):
    if not shutil.which("pdftotext"):
        pytest.skip("needs poppler's pdftotext")
    path = tmp_path / "b.pdf"
    path.write_bytes(pdf)
    return subprocess.check_output(["pdftotext", "-layout", str(path), "-"], text=True)


def test_the_booklet_has_a_page_a_place_in_order_with_its_headings_and_accents(export, two, tmp_path):
    _, files = export(two, BOOKLET=True, LIMIT=3, TITLE="Operation Larch")
    pages = text_of(files["booklet.pdf"], tmp_path).split("\f")[:-1]
    assert len(pages) == 2
    assert "Tŷ Gwyn" in pages[0]
    assert "Maes y Dŵr" in pages[1]
    for said in ("Information: why here", "Intention and method", "At most 3 patrols a day", "Operation Larch",
                 "holds no crime", "Patrols are monitored", "Valid until Wednesday 8 April 2026, 06:00"):  # fmt: skip
        for page in pages:
            assert said in " ".join(page.split())
    assert "Crime mix" not in pages[0]  # there is none


def test_the_same_hotspots_give_the_same_booklet(export, two, streets):
    first, _ = export(two, BOOKLET=True, ROADS=streets, name="1.zip")
    second, _ = export(two, BOOKLET=True, ROADS=streets, name="2.zip")
    assert first["HASH"] == second["HASH"]


def test_the_booklet_names_no_author_program_or_moment(export, two):
    pdf = export(two, BOOKLET=True, TITLE="Operation Larch")[1]["booklet.pdf"]
    assert not re.search(rb"/(?:Author|Producer|Creator|CreationDate|ModDate|Metadata|ID)\b", pdf)
    for said in (b"QGIS", b"Qt 5", b"D:20", getpass.getuser().encode() + b")"):
        assert said not in pdf
    assert b"/Lang (en)" in pdf
    assert "Operation Larch".encode("utf-16-be").hex().encode() in pdf  # a reader's title bar


ELSEWHERE = """
import sys
sys.path.insert(0, sys.argv[1])
from qgis.core import QgsApplication
application = QgsApplication([], False)
application.initQgis()
sys.path.append(QgsApplication.pkgDataPath() + "/python/plugins")
import processing
from processing.core.Processing import Processing
Processing.initialize()
from hotspot_plugin.processing.provider import HotspotProvider
provider = HotspotProvider()
QgsApplication.processingRegistry().addProvider(provider)
print(processing.run("hotspots:exportpackage", {
    "HOTSPOTS": sys.argv[2], "ROADS": sys.argv[3],
    "OUTPUT": sys.argv[4], "VALID_FROM": "2026-04-01T06:00:00", "VALID_UNTIL": "2026-04-08T06:00:00",
    "LANGUAGE": "en"})["HASH"])
"""


def test_another_time_zone_language_folder_and_day_give_the_same_bytes(two, streets, tmp_path):
    """A whole process each, with the booklet; what stays the same is the machine, its QGIS and its fonts."""
    from qgis.core import QgsVectorFileWriter, QgsVectorLayer

    inputs = []
    for name, layer in (("hotspots", two), ("streets", streets)):
        inputs.append(str(tmp_path / f"{name}.gpkg"))
        options = QgsVectorFileWriter.SaveVectorOptions()
        QgsVectorFileWriter.writeAsVectorFormatV3(layer, inputs[-1], QgsProject.instance().transformContext(), options)
        assert QgsVectorLayer(inputs[-1]).featureCount() == layer.featureCount()
    made = []
    for i, (zone, locale, day) in enumerate(
        (("Pacific/Auckland", "cy_GB.UTF-8", "2031-07-01 23:59:50"), ("UTC", "C", ""))
    ):
        folder = tmp_path / f"work {i}"
        (folder / "home").mkdir(parents=True)
        where = {"TZ": zone, "LANG": locale, "LC_ALL": locale, "HOME": str(folder / "home"), "PYTHONHASHSEED": str(i)}
        command = [sys.executable, "-c", ELSEWHERE, str(ROOT), *inputs, str(folder / "package.zip")]
        if day and shutil.which("faketime"):
            command = ["faketime", day, *command]
        subprocess.run(command, cwd=folder, env={**os.environ, **where}, check=True, capture_output=True, timeout=120)
        made.append((folder / "package.zip").read_bytes())
    assert b"booklet.pdf" in made[0]
    assert made[0] == made[1]


def test_a_layout_of_ones_own_is_used(export, two, tmp_path):
    from hotspot_plugin import paths

    own = (paths.RESOURCES / "templates" / "booklet.qpt").read_text(encoding="utf-8")
    (tmp_path / "own.qpt").write_text(own.replace("[% &quot;h_why&quot; %]", "Our own words"), encoding="utf-8")
    _, files = export(two, BOOKLET=True, LAYOUT=str(tmp_path / "own.qpt"))
    assert "Our own words" in text_of(files["booklet.pdf"], tmp_path)


def test_a_file_that_is_no_layout_is_refused(export, two, tmp_path):
    (tmp_path / "bad.qpt").write_text("<html/>")
    with pytest.raises(QgsProcessingException, match=r"bad\.qpt is no print layout"):
        export(two, BOOKLET=True, LAYOUT=str(tmp_path / "bad.qpt"))
    assert not (tmp_path / "package.zip").exists()


def test_cancel_while_pages_are_made_leaves_nothing(export, two, tmp_path):
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        export(two, BOOKLET=True, cancel_at=65)
    assert list(tmp_path.iterdir()) == []


def test_streets_travel_as_layer_and_graph_without_their_columns(export, two, streets, tmp_path):
    _, files = export(two, ROADS=streets)
    assert b"Bloggs" not in b"".join(files.values())
    for path, content in files.items():
        (tmp_path / "unzipped" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "unzipped" / path).write_bytes(content)
    project = QgsProject()
    assert project.read(str(tmp_path / "unzipped" / "tasking.qgz"))
    roads = project.mapLayer("roads_layer")
    assert roads.isValid()
    assert roads.readOnly()
    assert roads.featureCount() == len(json.loads(files["data/roads.json"])["edges"]) > 0
    # the places reach from 206300 to 206520, the streets 300 m further: 820 m, and a degree of latitude is 111.26 km
    assert roads.extent().height() == pytest.approx(820 / 111_260, rel=0.03)


@pytest.fixture
def burglaries(make_layer):
    from qgis.PyQt.QtCore import QDate, QDateTime, QTime

    begin, end = (QDateTime(QDate(2025, month, 1), QTime(0, 0)) for month in (10, 11))
    return make_layer(
        "Point",
        ["POINT (451300 206400)"] * 3,
        crime_type=["Burglary", "Burglary", "Shoplifting"],
        occurred_from=[begin] * 3,
        occurred_to=[end] * 3,
    )


ENGLISH = re.compile(r"\b(?:the|and|of|here|crimes?|with|is|are|place|from|until|patrols?|April|October)\b")


def test_a_welsh_briefing_is_welsh_throughout_with_its_accents(export, two, burglaries, tmp_path):
    ran, files = export(two, BOOKLET=True, CRIMES=burglaries, LANGUAGE="cy", LIMIT=2, TITLE="Ymgyrch Tŵr")
    page = files["briefings/hexa.html"].decode()
    assert '<html lang="cy">' in page
    for said in (
        "Tŷ Gwyn",
        "Cofnodwyd 3 trosedd yma ym mis Hydref 2025",
        "gan amlaf bwrgleriaeth (67 %)",
        "Dwyn o siopau",
        "Dilys tan: dydd Mercher 8 Ebrill 2026, 06:00",
        "2 patrôl y dydd yma ar y mwyaf",
    ):
        assert said in page
    visible = re.sub(r"<style>.*?</style>|<[^>]*>", " ", page)
    assert not ENGLISH.search(visible)
    booklet = " ".join(text_of(files["booklet.pdf"], tmp_path).split("\f")[0].split())
    for said in ("Bwriad a dull: beth i’w wneud", "Ymgyrch Tŵr", "Tŷ Gwyn", "â’r cynllun", "Canol:"):
        assert said in booklet
    assert not ENGLISH.search(booklet)
    assert b"/Lang (cy)" in files["booklet.pdf"]
    assert json.loads(files["manifest.json"])["language"] == "cy"
    readme = files["README.txt"].decode()
    assert "Lleoedd i’w patrolio: 2" in readme
    assert not re.search(r"\b(?:the|and|of)\b", readme)
    assert any("No native speaker has read the texts in “cy”" in warning for warning in ran.log.warnings)


def test_the_language_is_that_of_qgis_unless_one_is_asked_for(export, two):
    from qgis.core import QgsSettings

    settings = QgsSettings()
    settings.setValue("locale/userLocale", "cy_GB")
    try:
        assert '<html lang="cy">' in export(two)[1]["briefings/index.html"].decode()
        assert '<html lang="en">' in export(two, LANGUAGE="en_GB")[1]["briefings/index.html"].decode()
        settings.setValue("locale/userLocale", "fi_FI")  # in which there are no texts
        assert '<html lang="en">' in export(two)[1]["briefings/index.html"].decode()
    finally:
        settings.remove("locale/userLocale")


def test_a_language_without_texts_is_refused_with_those_there_are(export, two, tmp_path):
    with pytest.raises(QgsProcessingException, match="no texts in the language “fi”: LANGUAGE may be cy, en, or empty"):
        export(two, LANGUAGE="fi")
    assert list(tmp_path.iterdir()) == []
