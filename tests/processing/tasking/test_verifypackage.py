"""verifypackage in a real QGIS."""

from __future__ import annotations

import zipfile

import pytest
from qgis.core import QgsProcessingException

SQUARE = "POLYGON ((451200 206300, 451400 206300, 451400 206500, 451200 206500, 451200 206300))"


@pytest.fixture
def package(run, make_layer, tmp_path):
    """Return a function that makes a package of one hotspot, valid on these days."""

    def go(begin, end):
        path = str(tmp_path / "package.zip")
        layer = make_layer("Polygon", [SQUARE], hotspot_id=["a"])
        run(
            "exportpackage",
            HOTSPOTS=layer,
            TITLE="Larch",
            VALID_FROM=begin,
            VALID_UNTIL=end,
            BOOKLET=False,
            OUTPUT=path,
        )
        return path

    return go


def test_a_whole_package_says_what_it_is(package, run):
    path = package("2020-01-01", "2099-12-31")
    ran = run("verifypackage", INPUT=path)
    with zipfile.ZipFile(path) as archive:
        files = len(archive.namelist())
    assert (ran["VALID"], ran["TITLE"], ran["COUNT"], ran["FILES"]) == (1, "Larch", 1, files)
    assert (ran["VALID_FROM"], ran["VALID_UNTIL"]) == ("2020-01-01T00:00:00Z", "2099-12-31T23:59:59Z")
    assert ran.log.warnings == []


def test_an_expired_package_is_whole_and_its_expiry_is_said(package, run):
    ran = run("verifypackage", INPUT=package("2020-01-01", "2020-01-31"))
    assert ran["VALID"] == 1
    assert ran.log.warnings == ["The package has expired: it was valid until 2020-01-31T23:59:59Z."]


def test_a_package_of_the_future_is_whole_and_that_is_said(package, run):
    ran = run("verifypackage", INPUT=package("2098-01-01", "2098-01-31"))
    assert ran.log.warnings == ["The package is not valid yet: it begins 2098-01-01T00:00:00Z."]


def test_one_byte_changed_is_refused_in_one_sentence(package, run):
    path = package("2020-01-01", "2099-12-31")
    with open(path, "r+b") as opened:
        place = opened.read().index(b"Patrol on foot")  # in the briefing
        opened.seek(place)
        opened.write(b"Q")
    with pytest.raises(QgsProcessingException, match=r"briefings/a\.html in package\.zip was changed or damaged"):
        run("verifypackage", INPUT=path)


def test_cancel_is_heard(package, run):
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run("verifypackage", 0.0, INPUT=package("2020-01-01", "2099-12-31"))


@pytest.mark.parametrize("content", [b"", b"<html>not a zip</html>"])
def test_what_is_no_package_is_refused(run, tmp_path, content):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(QgsProcessingException, match=r"x\.zip is not a package"):
        run("verifypackage", INPUT=str(tmp_path / "x.zip"))


def test_a_file_that_is_not_there_is_refused(run, tmp_path):
    with pytest.raises(QgsProcessingException, match=r"gone\.zip"):
        run("verifypackage", INPUT=str(tmp_path / "gone.zip"))
