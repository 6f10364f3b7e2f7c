"""The booklet and the streets, from a real print layout."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
from qgis.core import QgsProcessingException, QgsProject

from hotspot_plugin.layers.booklet import plain

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
    pdf = export(two, BOOKLET=True)[1]["booklet.pdf"]
    assert not re.search(rb"/(?:Author|Producer|Creator) \([^) ]", pdf)
    assert b"QGIS" not in pdf
    assert set(re.findall(rb"D:(\d{4})", pdf)) == {b"1980"}
    assert plain(pdf) == pdf


def test_a_layout_of_ones_own_is_used(export, two, tmp_path):
    from hotspot_plugin import paths

    own = (paths.RESOURCES / "templates" / "booklet.qpt").read_text(encoding="utf-8")
    (tmp_path / "own.qpt").write_text(own.replace("Information: why here", "Our own words"), encoding="utf-8")
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


def test_the_export_runs_in_the_main_thread_where_print_layouts_belong(qgis_app):
    from qgis.core import Qgis, QgsApplication

    algorithm = QgsApplication.processingRegistry().algorithmById("hotspots:exportpackage")
    assert algorithm.flags() & Qgis.ProcessingAlgorithmFlag.NoThreading
