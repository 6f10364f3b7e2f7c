"""Outputs are complete or absent, and hold what was given to them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterFeatureSink,
    QgsVectorLayer,
)

from hotspot_plugin.core.errors import CancelledError, HotspotError
from hotspot_plugin.layers import write as writing
from hotspot_plugin.layers.placing import all_or_none
from hotspot_plugin.layers.write import FLAG, INTEGER, REAL, TEXT, TIME, Column, write

COLUMNS = [Column("id", TEXT), Column("n", INTEGER), Column("share", REAL), Column("at", TIME), Column("ok", FLAG)]
TABLE = pd.DataFrame(
    {
        "id": ["a", None],
        "n": [7, None],
        "share": [0.5, np.nan],
        "at": np.array(["2018-07-01T12:30:15.500", "NaT"], dtype="M8[ms]"),
        "ok": [True, None],
    }
)


class Writer(QgsProcessingAlgorithm):
    def initAlgorithm(self, configuration=None):
        self.addParameter(QgsProcessingParameterFeatureSink("OUTPUT"))

    def write(self, value, table=TABLE, shapes=None, crs=None, **more):
        self.initAlgorithm()
        self.context = QgsProcessingContext()
        return write(self, {"OUTPUT": value}, "OUTPUT", self.context, table, COLUMNS, shapes, crs, **more)


def rows(layer):
    return [
        [None if value is None or str(value) == "NULL" else value for value in (f[c.name] for c in COLUMNS)]
        for f in layer.getFeatures()
    ]


def check(layer):
    first, second = rows(layer)
    assert first[:3] == ["a", 7, 0.5]
    assert first[3].toUTC().toString("yyyy-MM-ddTHH:mm:ss.zzz") == "2018-07-01T12:30:15.500"
    assert first[4] is True
    assert second == [None] * 5


def test_values_and_nulls_reach_a_geopackage(qgis_app, tmp_path):
    path = tmp_path / "out.gpkg"
    points = np.array([shapely.Point(1, 2), None])
    result = Writer().write(str(path), shapes=points, crs=QgsCoordinateReferenceSystem("EPSG:27700"))
    assert result == str(path)
    layer = QgsVectorLayer(result, "out", "ogr")
    assert layer.crs().authid() == "EPSG:27700"
    assert layer.name() == "out"
    check(layer)
    first, second = (f.geometry() for f in layer.getFeatures())
    assert first.asWkt() == "Point (1 2)"
    assert second.isEmpty()


def test_values_and_nulls_reach_a_memory_layer(qgis_app):
    writer = Writer()
    identity = writer.write(QgsProcessing.TEMPORARY_OUTPUT)
    check(writer.context.getMapLayer(identity))


@pytest.mark.parametrize("number", [1, 99, 100, 250])
def test_every_row_keeps_its_own_shape_and_values(qgis_app, number):
    """Rows share a few features on their way to the sink: nothing of one may stay for another, nor come twice."""
    table = TABLE.iloc[[0] * number].assign(n=range(number), id=[None if i % 3 else f"r{i}" for i in range(number)])
    points = np.array([shapely.Point(i, 0) if i % 7 else None for i in range(number)], dtype=object)
    writer = Writer()
    identity = writer.write("memory:", table, points, QgsCoordinateReferenceSystem("EPSG:27700"), geometry="Point")
    features = list(writer.context.getMapLayer(identity).getFeatures())
    assert [feature["n"] for feature in features] == list(range(number))
    for i, feature in enumerate(features):
        assert feature["id"] == (None if i % 3 else f"r{i}") or (i % 3 and str(feature["id"]) == "NULL")
        assert feature.geometry().asWkt() == (f"Point ({i} 0)" if i % 7 else "")


def test_an_output_that_is_left_out_is_not_written(qgis_app):
    assert Writer().write(None) is None


def test_cancel_while_writing_leaves_the_earlier_file_as_it_was_and_nothing_beside_it(qgis_app, tmp_path, monkeypatch):
    path = tmp_path / "out.gpkg"
    path.write_bytes(b"the result of yesterday")
    monkeypatch.setattr(writing, "BATCH", 1)

    class Cancel:
        def at(self, fraction):
            raise CancelledError

    with pytest.raises(CancelledError):
        Writer().write(str(path), progress=Cancel())
    assert path.read_bytes() == b"the result of yesterday"
    assert [p.name for p in tmp_path.iterdir()] == ["out.gpkg"]


def test_a_folder_that_is_not_there_is_named(qgis_app, tmp_path):
    with pytest.raises(HotspotError, match="missing is not there"):
        Writer().write(str(tmp_path / "missing" / "out.gpkg"))


def test_a_folder_that_takes_no_files_is_named(qgis_app):
    with pytest.raises(HotspotError, match="Nothing can be written to the folder /proc"):
        Writer().write("/proc/out.gpkg")


def test_an_output_may_be_a_table_of_a_geopackage_that_is_there(qgis_app, tmp_path):
    path = tmp_path / "all.gpkg"
    Writer().write(str(path))
    Writer().write(f"ogr:dbname='{path}' table=\"second\"")
    for table in ("all", "second"):
        check(QgsVectorLayer(f"{path}|layername={table}", table, "ogr"))


def test_of_several_outputs_all_are_put_in_place_or_none(qgis_app, tmp_path):
    writer = Writer()

    def two(second):
        with all_or_none(writer):
            writer.write(str(tmp_path / "first.gpkg"))
            assert not (tmp_path / "first.gpkg").exists()
            writer.write(str(second))

    with pytest.raises(HotspotError):
        two(tmp_path / "missing" / "second.gpkg")
    assert list(tmp_path.iterdir()) == []
    two(tmp_path / "second.gpkg")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["first.gpkg", "second.gpkg"]
    check(QgsVectorLayer(str(tmp_path / "first.gpkg"), "first", "ogr"))
