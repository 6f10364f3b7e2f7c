"""What stays behind: nothing of a cancelled or failed export, and in no file anything of a hotspot that stays."""

from __future__ import annotations

import io
import json
import resource
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import zipfile
from contextlib import contextmanager

import pytest
from qgis.core import QgsProcessingException
from qgis.PyQt.QtCore import QDate, QDateTime, QTime, QTimeZone

SQUARES = {
    "ox-treated-1": "POLYGON ((451200 206300, 451400 206300, 451400 206500, 451200 206500, 451200 206300))",
    "ox-resting-2": "POLYGON ((451400 206300, 451600 206300, 451600 206500, 451400 206500, 451400 206300))",
    "ox-later-3": "POLYGON ((452000 206300, 452200 206300, 452200 206500, 452000 206500, 452000 206300))",
}


@pytest.fixture
def everything(make_layer):
    """The parameters of an export with all that a package can hold: schedule, notes, streets, base map, booklet."""

    def at(day):
        return QDateTime(QDate(2026, 4, day), QTime(6, 0), QTimeZone.utc())

    rows = [
        ("ox-treated-1", 1, "treatment"), ("ox-resting-2", 1, "control"), ("ox-later-3", 1, "control"),
        ("ox-treated-1", 2, "control"), ("ox-resting-2", 2, "control"), ("ox-later-3", 20, "treatment"),
    ]  # fmt: skip
    notes = {"hotspot_id": ["ox-treated-1", "ox-later-3"], "notes": ["Go.", "Stay."]}
    names = ["Alder Lane", "Birch Lane", "Cedar Lane"]
    lines = [f"LINESTRING ({x} 205000, {x} 208000)" for x in range(451000, 452600, 200)]
    streets = make_layer("LineString", lines, name=["Birch Lane"] * len(lines))
    return {
        "hotspots": make_layer("Polygon", list(SQUARES.values()), hotspot_id=list(SQUARES), name=names, rank=[1, 2, 3]),
        "SCHEDULE": make_layer(
            "NoGeometry", [None] * len(rows), "",
            hotspot_id=[row[0] for row in rows], period=[str(row[1]) for row in rows],
            starts=[at(row[1]) for row in rows], ends=[at(row[1] + 1) for row in rows], arm=[row[2] for row in rows],
        ),
        "NOTES": make_layer("NoGeometry", [None] * 2, "", **notes),
        "ROADS": streets,
        "BASEMAP": [streets],
        "BASEMAP_ZOOM": 14,
        "BOOKLET": True,
    }  # fmt: skip


@pytest.fixture
def temporary(tmp_path_factory, monkeypatch):
    """A folder for temporary files that no other process writes to."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_what_is_never_treated_in_the_validity_is_in_no_file_name_text_picture_or_setting(export, everything, tmp_path):
    ran, files = export(everything.pop("hotspots"), **everything)
    assert (ran["COUNT"], ran["WITHHELD"]) == (1, 2)
    shown = dict(files)
    with zipfile.ZipFile(io.BytesIO(files["tasking.qgz"])) as project:
        shown.update({f"tasking.qgz/{name}": project.read(name) for name in project.namelist()})
    for name in ("hotspots.gpkg", "records.gpkg", "basemap.mbtiles"):
        path = tmp_path / name
        path.write_bytes(files[name])
        with sqlite3.connect(path) as read:
            tables = [row[0] for row in read.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            assert "layer_styles" not in tables
            shown[f"{name} dumped"] = "\n".join(read.iterdump()).encode()
    if shutil.which("pdftotext"):
        (tmp_path / "b.pdf").write_bytes(files["booklet.pdf"])
        shown["booklet.pdf text"] = subprocess.check_output(["pdftotext", str(tmp_path / "b.pdf"), "-"])
        assert b"Alder Lane" in shown["booklet.pdf text"]
    length = int.from_bytes(files["data/basemap.pmtiles"][32:40], "little")
    start = int.from_bytes(files["data/basemap.pmtiles"][24:32], "little")
    shown["basemap.pmtiles metadata"] = files["data/basemap.pmtiles"][start : start + length]
    assert b"Base map" in shown["basemap.pmtiles metadata"]
    for path, content in shown.items():
        for hidden in ("resting", "later", "Birch", "Cedar", "Stay.", "control", "treatment"):
            assert hidden not in path
            assert hidden.encode() not in content, (path, hidden)
    # nor does an outline: only the squares that travel are drawn, and neighbours that stay are not
    assert len(json.loads(files["data/hotspots.geojson"])["features"]) == 1
    assert b'class="other"' not in files["briefings/ox-treated-1.html"]


def test_cancel_at_every_step_of_the_bar_leaves_nothing(export, everything, tmp_path, temporary):
    hotspots = everything.pop("hotspots")
    ran, _ = export(hotspots, **everything)
    (tmp_path / "package.zip").unlink()
    steps = sorted({int(percent) for percent in ran.log.progress if percent < 100})
    assert len(steps) > 15
    for step in steps:
        with pytest.raises(QgsProcessingException, match="Cancelled"):
            export(hotspots, cancel_at=step, **everything)
        assert list(tmp_path.iterdir()) == [], step
    assert list(temporary.iterdir()) == []


@contextmanager
def files_of_at_most(size):
    """The system refuses to let a file grow beyond `size` bytes, as a full disk does."""
    old, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("size", [0, 5_000, 60_000, 120_000])
def test_a_disk_that_fills_up_leaves_the_old_package_and_is_said_in_a_sentence(
    export, everything, tmp_path, temporary, size
):
    hotspots = everything.pop("hotspots")
    export(hotspots, name="whole.zip", **everything)
    whole = (tmp_path / "whole.zip").read_bytes()
    assert len(whole) > 120_000
    (tmp_path / "package.zip").write_bytes(b"old")
    with files_of_at_most(size), pytest.raises(QgsProcessingException) as failed:
        export(hotspots, **everything)
    assert "did not foresee" not in str(failed.value)
    assert "disk" in str(failed.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["package.zip", "whole.zip"]
    assert (tmp_path / "package.zip").read_bytes() == b"old"
    assert list(temporary.iterdir()) == []
