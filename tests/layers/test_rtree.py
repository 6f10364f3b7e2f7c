"""A spatial index, of our making or GDAL's, must be what SQLite, GDAL and QGIS take for one, and find what is there."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
    QgsVectorLayer,
)

from hotspot_plugin.core.errors import CancelledError, HotspotError
from hotspot_plugin.layers import rtree
from hotspot_plugin.layers import write as writing
from hotspot_plugin.layers.write import INTEGER, Column
from tests.layers.test_write import Writer

GRID = QgsCoordinateReferenceSystem("EPSG:27700")


@pytest.fixture(autouse=True)
def many(monkeypatch):
    """Have all outputs indexed here, as those of many features are with an old GDAL."""
    monkeypatch.setattr(writing, "MANY", 1)
    monkeypatch.setattr(writing, "gdal_is_slow", lambda: True)
    monkeypatch.setattr("tests.layers.test_write.COLUMNS", [Column("n", INTEGER)])


@pytest.fixture(params=["ours", "GDAL's"])
def maker(request, monkeypatch):
    """Have the index made by either, whichever this GDAL's version asks for, and say by whom it was."""
    made = []
    monkeypatch.setattr(writing, "gdal_is_slow", lambda: request.param == "ours")
    monkeypatch.setattr(writing, "add_index", lambda *given: made.append("ours") or rtree.add_index(*given))
    yield
    assert made == (["ours"] if request.param == "ours" else [])


def write(path, shapes, **more):
    count = len(shapes[0]) if isinstance(shapes, tuple) else len(shapes)
    geometry = "Point" if isinstance(shapes, tuple) else "MultiPolygon"
    return Writer().write(str(path), pd.DataFrame({"n": range(count)}), shapes, GRID, geometry=geometry, **more)


def places(count, seed=1):
    random = np.random.default_rng(seed)
    return tuple(random.choice([1.0, 1000.0], count) * random.normal(0, 500, count) + 430_000 for _ in "xy")


def checked(path):
    """Return what is wrong with a file's index in SQLite's own opinion."""
    with closing(sqlite3.connect(path)) as file:
        name = file.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%USING rtree%'").fetchone()[0]
        return file.execute("SELECT rtreecheck(?)", (name,)).fetchone()[0]


def found(layer, box):
    return sorted(f["n"] for f in layer.getFeatures(QgsFeatureRequest().setFilterRect(QgsRectangle(*box))))


@pytest.mark.parametrize("count", [1, 50, 51, 52, 102, 51 * 51, 51 * 51 + 1, 7000])
def test_an_index_of_any_depth_is_sound_and_finds_what_is_in_a_box(qgis_app, tmp_path, maker, count):
    x, y = places(count)
    path = tmp_path / "out.gpkg"
    write(path, (x, y))
    assert checked(path) == "ok"
    layer = QgsVectorLayer(str(path), "out", "ogr")
    assert layer.hasSpatialIndex() == layer.SpatialIndexPresence.SpatialIndexPresent
    assert layer.featureCount() == count
    for i in range(0, count, max(count // 7, 1)):
        box = (x[i] - 900, y[i] - 900, x[i] + 900, y[i] + 900)
        inside = (x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])
        assert found(layer, box) == np.flatnonzero(inside).tolist()


def test_polygons_are_found_by_any_part_of_them(qgis_app, tmp_path, maker):
    x, y = places(600)
    shapes = shapely.box(x, y, x + 800, y + 300)
    path = tmp_path / "out.gpkg"
    write(path, shapes)
    assert checked(path) == "ok"
    layer = QgsVectorLayer(str(path), "out", "ogr")
    for i in range(0, 600, 50):
        box = (x[i] + 700, y[i] + 200, x[i] + 900, y[i] + 400)
        assert found(layer, box) == np.flatnonzero(shapely.intersects(shapes, shapely.box(*box))).tolist()


def test_what_stands_beside_the_index_is_what_gdal_makes(qgis_app, tmp_path, monkeypatch):
    ours, gdals = tmp_path / "a b" / "it's.gpkg", tmp_path / "gdal" / "it's.gpkg"
    for path in (ours, gdals):
        path.parent.mkdir()
    write(ours, places(300))
    monkeypatch.setattr(writing, "gdal_is_slow", lambda: False)
    write(gdals, places(300))

    def told(path):
        with closing(sqlite3.connect(path)) as file:
            texts = file.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
            tables = ("gpkg_extensions", "gpkg_geometry_columns", "gpkg_ogr_contents")
            return texts, [file.execute(f"SELECT * FROM {table}").fetchall() for table in tables]

    one, other = told(ours), told(gdals)
    # GDAL may write IF NOT EXISTS or not
    assert [row[:2] for row in one[0]] == [row[:2] for row in other[0]]
    assert [row for row in one[0] if row[0] == "trigger"] == [row for row in other[0] if row[0] == "trigger"]
    assert one[1] == other[1]
    assert sorted(p.name for p in ours.parent.iterdir()) == ["it's.gpkg"]


def test_later_edits_keep_the_index_right(qgis_app, tmp_path, maker):
    x, y = places(500)
    path = tmp_path / "out.gpkg"
    write(path, (x, y))
    layer = QgsVectorLayer(str(path), "out", "ogr")
    made = QgsFeature(layer.fields())
    made["n"] = 999
    made.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(5, 5)))
    assert layer.dataProvider().addFeatures([made])[0]
    assert layer.dataProvider().deleteFeatures([1, 2, 3])
    assert layer.dataProvider().changeGeometryValues({4: QgsGeometry.fromPointXY(QgsPointXY(6, 6))})
    assert found(layer, (0, 0, 10, 10)) == [3, 999]
    del layer
    assert checked(path) == "ok"


@pytest.mark.parametrize(
    ("version", "slow"),
    [("3060200", True), ("3070300", True), ("3080000", False), ("3100200", False), ("3130200", False)],
)
def test_gdal_makes_the_index_from_the_release_that_does_it_in_one_go(monkeypatch, version, slow):
    monkeypatch.setattr(gdal, "VersionInfo", lambda _: version)
    assert rtree.gdal_is_slow() is slow


def test_the_installed_gdal_is_judged_by_its_version():
    assert rtree.gdal_is_slow() is (tuple(int(part) for part in gdal.__version__.split(".")[:2]) < (3, 8))


@settings(max_examples=30)
@given(st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=50), st.booleans())
def test_no_box_loses_its_feature_by_rounding(values, low):
    exact = np.array(values)
    rounded = rtree._outward(exact, low)
    assert rounded.dtype == np.float32
    assert ((rounded <= exact) if low else (rounded >= exact)).all()
    assert np.abs(rounded - exact).max() <= np.spacing(np.float32(np.abs(exact).max()))


@pytest.mark.parametrize("missing", ["module", "triggers"])
def test_where_python_cannot_make_an_index_gdal_does(qgis_app, tmp_path, monkeypatch, missing):
    if missing == "module":
        monkeypatch.setattr(rtree, "_added", lambda *_: False)
    else:
        monkeypatch.setattr(rtree, "_as_gdal_does", lambda *_: [])
    path = tmp_path / "o'ut.gpkg"
    write(path, places(100))
    assert checked(path) == "ok"


def test_features_without_a_place_have_an_index_too(qgis_app, tmp_path):
    x, y = places(10)
    x[3] = np.nan
    path = tmp_path / "out.gpkg"
    write(path, np.array([*shapely.box(x[:3], y[:3], x[:3] + 1, y[:3] + 1), None], dtype=object))
    assert checked(path) == "ok"


class Cancel:
    """Presses Cancel as soon as so much is done."""

    def __init__(self, share):
        self.share = share

    def at(self, fraction):
        if fraction >= self.share:
            raise CancelledError


@pytest.mark.parametrize("share", [0.0, 0.5, 0.8, 0.85, 0.9, 0.95, 1.0])
def test_cancel_is_heard_while_the_index_is_made_and_leaves_nothing(qgis_app, tmp_path, monkeypatch, share):
    monkeypatch.setattr(rtree, "AT_ONCE", 100)
    with pytest.raises(CancelledError):
        write(tmp_path / "out.gpkg", places(2000), progress=Cancel(share))
    assert list(tmp_path.iterdir()) == []


def test_an_index_that_cannot_be_written_is_one_sentence_and_no_file(qgis_app, tmp_path, monkeypatch):
    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(rtree, "_fill", full)
    with pytest.raises(HotspotError, match="the disk may be full"):
        write(tmp_path / "out.gpkg", places(20))
    assert list(tmp_path.iterdir()) == []
