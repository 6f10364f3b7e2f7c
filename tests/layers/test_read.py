"""Layers become arrays: the same by feature iteration and by GDAL's Arrow stream."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from qgis.core import (
    QgsCoordinateTransformContext,
    QgsFeatureRequest,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QTime, QTimeZone

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.layers.geopackage import geopackage_table
from hotspot_plugin.layers.read import Layer, read_points, read_polygons, read_shapes

FIELDS = ["kind", "harm", "n", "day", "when"]


class Reader(QgsProcessingAlgorithm):
    def initAlgorithm(self, configuration=None):
        self.addParameter(QgsProcessingParameterFeatureSource("INPUT"))

    def table(self, value):
        context = QgsProcessingContext()
        self.initAlgorithm()
        return geopackage_table(self, {"INPUT": value}, "INPUT", context)


def at(day: int) -> QDateTime:
    return QDateTime(QDate(2018, 7, day), QTime(12, 30, 15, 500), QTimeZone.utc())


@pytest.fixture
def crimes(make_layer, tmp_path):
    """A GeoPackage of four crimes: one without a place, and nulls and empty texts among the values."""
    made = make_layer(
        "Point",
        ["Point (430000.25 434000)", None, "Point (430100 434100)", "Point (430200 434200)"],
        kind=["theft", "", None, "Überfall"],
        harm=[1.5, None, 2.0, 0.0],
        n=[1, 2, 3, 4],
        day=["a", "b", "c", "d"],
        when=[at(1), None, at(3), at(4)],
    )
    path = tmp_path / "crimes.gpkg"
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.layerName = "crimes"
    assert QgsVectorFileWriter.writeAsVectorFormatV3(made, str(path), QgsCoordinateTransformContext(), options)[0] == 0
    layer = QgsVectorLayer(f"{path}|layername=crimes", "crimes", "ogr")
    assert layer.isValid()
    # pytest keeps what a fixture gives: a layer that outlived QGIS would take the process with it
    QgsProject.instance().addMapLayer(layer, False)
    yield layer
    QgsProject.instance().removeMapLayer(layer.id())


def both(layer):
    """Read by iteration and by Arrow; the second must have been possible."""
    table = Reader().table(layer)
    assert table is not None
    slow = read_points(Layer(layer, "crimes"), FIELDS)
    fast = read_points(Layer(layer, "crimes", table), FIELDS)
    return slow, fast


def test_arrow_and_iteration_give_equal_arrays(crimes):
    (x, y, slow), (fast_x, fast_y, fast) = both(crimes)
    assert np.array_equal(x, fast_x, equal_nan=True)
    assert np.array_equal(y, fast_y, equal_nan=True)
    pd.testing.assert_frame_equal(slow, fast)


def test_points_without_fields_are_read_by_arrow_too(crimes):
    # GDAL 3.6 gives empty points if neither a field nor the FID is asked for
    x, y, _ = read_points(Layer(crimes, "crimes", Reader().table(crimes)))
    assert np.array_equal(x, [430000.25, np.nan, 430100, 430200], equal_nan=True)
    assert np.array_equal(y, [434000, np.nan, 434100, 434200], equal_nan=True)


def test_lines_are_the_same_by_arrow_and_by_iteration(make_layer, tmp_path):
    made = make_layer(
        "MultiLineString",
        ["MultiLineString ((0 0, 100 0.25))", None, "MultiLineString ((0 0, 0 9), (5 5, 6 6))"],
        name=["High Street", None, "Straße"],
        lanes=[2, None, 1],
    )
    path = tmp_path / "streets.gpkg"
    options = QgsVectorFileWriter.SaveVectorOptions()
    assert QgsVectorFileWriter.writeAsVectorFormatV3(made, str(path), QgsCoordinateTransformContext(), options)[0] == 0
    layer = QgsVectorLayer(str(path), "streets", "ogr")
    table = Reader().table(layer)
    assert table is not None
    fast_shapes, fast = read_shapes(Layer(layer, "streets", table), ["name", "lanes"])
    shapes, slow = read_shapes(Layer(layer, "streets"), ["name", "lanes"])
    assert [None if s is None else s.wkt for s in fast_shapes] == [None if s is None else s.wkt for s in shapes]
    assert fast_shapes[1] is None
    pd.testing.assert_frame_equal(fast, slow)


def test_values_and_nulls_arrive_as_they_are_in_the_file(crimes):
    x, y, table = read_points(Layer(crimes, "crimes"), FIELDS)
    assert x[0] == 430000.25
    assert np.isnan(x[1])
    assert np.isnan(y[1])
    assert table["kind"].tolist() == ["theft", "", None, "Überfall"]
    assert table["n"].tolist() == [1, 2, 3, 4]
    assert np.isnan(table["harm"].iloc[1])
    assert table["when"].to_numpy().astype("M8[ms]")[0] == np.datetime64("2018-07-01T12:30:15.500")
    assert np.isnat(table["when"].to_numpy()[1])


def test_a_selection_a_filter_or_an_edit_is_never_read_past_qgis(crimes):
    reader = Reader()
    assert reader.table(crimes) is not None
    selected = QgsProcessingFeatureSourceDefinition(crimes.source(), selectedFeaturesOnly=True)
    assert reader.table(selected) is None
    limited = QgsProcessingFeatureSourceDefinition(crimes.source(), featureLimit=2)
    assert reader.table(limited) is None
    crimes.setSubsetString("n > 2")
    assert reader.table(crimes) is None
    crimes.setSubsetString("")
    assert crimes.startEditing()
    assert reader.table(crimes) is None
    assert crimes.rollBack()


def test_a_field_that_is_not_there_is_named_with_those_that_are(crimes):
    with pytest.raises(HotspotError, match=r"no field weight; its fields are: .*harm"):
        read_points(Layer(crimes, "crimes"), ["weight"])


def test_an_empty_layer_is_refused(make_layer):
    with pytest.raises(HotspotError, match="no features"):
        read_points(Layer(make_layer("Point", []), "crimes"))


def test_a_feature_of_several_points_is_refused_and_single_multipoints_are_read(make_layer):
    single = make_layer("MultiPoint", ["MultiPoint ((1 2))", "MultiPoint ((3 4))"])
    assert read_points(Layer(single, "crimes"))[0].tolist() == [1.0, 3.0]
    several = make_layer("MultiPoint", ["MultiPoint ((1 2), (3 4))"])
    with pytest.raises(HotspotError, match="single points"):
        read_points(Layer(several, "crimes"))


def test_points_with_heights_are_read_as_points(make_layer):
    x, y, _ = read_points(Layer(make_layer("PointZ", ["Point Z (1 2 3)", None]), "crimes"))
    assert x[0] == 1.0
    assert y[0] == 2.0
    assert np.isnan(x[1])


def test_a_bow_tie_is_repaired_and_a_line_is_refused(make_layer):
    bow = make_layer("Polygon", ["Polygon ((0 0, 10 10, 10 0, 0 10, 0 0))"])
    shapes, _ = read_polygons(Layer(bow, "areas"))
    # two triangles of base 10 and height 5
    assert shapes[0].area == pytest.approx(50.0)
    line = make_layer("LineString", ["LineString (0 0, 1 1)"])
    with pytest.raises(HotspotError, match="no polygon"):
        read_polygons(Layer(line, "areas"))


def test_a_request_reads_no_more_fields_than_were_asked_for(crimes):
    asked = []

    class Source:
        def __getattr__(self, name):
            return getattr(crimes, name)

        def getFeatures(self, request: QgsFeatureRequest):
            asked.append(list(request.subsetOfAttributes()))
            return crimes.getFeatures(request)

    read_points(Layer(Source(), "crimes"), ["harm"])
    assert asked == [[crimes.fields().lookupField("harm")]]
