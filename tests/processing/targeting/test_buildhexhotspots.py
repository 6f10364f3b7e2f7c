"""Build hexagon hotspots, as the toolbox and qgis_process run it."""

from __future__ import annotations

import sys

import pytest
from qgis.core import (
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QDate, QDateTime, QTime, QTimeZone

from hotspot_plugin import paths
from hotspot_plugin.layers.tables import HOTSPOTS, RANKS

# five crimes of Middlesbrough: two at one place, one 1 km away, one further, one without a place
WKT = ["Point (449500 520300)", "Point (449501 520301)", "Point (450500 520300)", "Point (452500 520300)", None]
HARM = [1.0, 2.0, 10.0, None, 5.0]


def at(year, month, day, hour=0):
    return QDateTime(QDate(year, month, day), QTime(hour, 0), QTimeZone.utc())


WHEN = [at(2018, 10, 3, 12), at(2018, 11, 20), at(2018, 10, 5), None, at(2018, 10, 1)]


@pytest.fixture
def crimes(make_layer):
    return make_layer("Point", WKT, harm=HARM, when=WHEN, kind=["a", "a", "b", "b", "c"])


@pytest.fixture
def saved(crimes, tmp_path):
    """The same crimes as a table of a GeoPackage, which is read by Arrow where it can be."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.layerName = "crimes"
    path = str(tmp_path / "crimes.gpkg")
    assert QgsVectorFileWriter.writeAsVectorFormatV3(crimes, path, QgsCoordinateTransformContext(), options)[0] == 0
    layer = QgsVectorLayer(f"{path}|layername=crimes", "crimes", "ogr")
    yield layer
    if not sip.isdeleted(layer):
        sip.delete(layer)  # a file's layer must end before QGIS does, and a test's traceback may hold on to it


def wkb(layer):
    return [feature.geometry().asWkb().data() for feature in layer.getFeatures()]


def test_crimes_become_ranked_hexagons_with_every_field_of_the_table(run, crimes):
    ran = run("buildhexhotspots", CRIMES=crimes, OUTPUT="memory:")
    rows = ran.rows()
    assert ran.layer().fields().names() == [column.name for column in (*HOTSPOTS, *RANKS)]
    # side 138.73 m: columns of 120.14 m, rows of 208.09 m; 449500 / 120.14 = 3741.4, 520300 / 208.09 = 2500.3
    assert [row["hotspot_id"] for row in rows] == ["hex5_c3742_r2500", "hex5_c3750_r2500", "hex5_c3766_r2500"]
    assert [(row["rank"], row["crimes"]) for row in rows] == [(1, 2), (2, 1), (3, 1)]
    assert [row["crime_share"] for row in rows] == [0.5, 0.25, 0.25]
    assert [row["name"] for row in rows] == ["Hexagon 1", "Hexagon 2", "Hexagon 3"]
    assert {(row["method"], row["shift"], row["area_ha"]) for row in rows} == {("hex", "all", 5.0)}
    nothing = ("harm", "crimes_per_day", "persistence", "length_m", "walk_min", "peak_days", "peak_hours")
    assert all(row[name] is None for row in rows for name in nothing)
    assert (ran["COUNT"], ran["CRIMES"], ran["LEFT_OUT"], ran["SHARE"], ran["AREA_HA"]) == (3, 4, 1, 1.0, 15.0)
    assert len(ran["SHA256"]) == 64
    assert "Left out: 1 have no location." in ran.log.warnings
    assert ran.layer().crs().authid() == "EPSG:27700"
    for feature in ran.layer().getFeatures():
        assert feature.geometry().area() == pytest.approx(50_000, rel=1e-9)


def test_weights_rank_by_harm_and_a_missing_one_is_said(run, crimes):
    ran = run("buildhexhotspots", CRIMES=crimes, WEIGHT_FIELD="harm", OUTPUT="memory:")
    assert [(row["harm"], row["crimes"]) for row in ran.rows()] == [(10.0, 1), (3.0, 2), (0.0, 1)]
    assert "1 crimes have no harm: they are counted, with harm 0." in ran.log.warnings


def test_times_give_crimes_per_day_and_persistence(run, crimes):
    ran = run("buildhexhotspots", CRIMES=crimes, TIME_FIELD="when", OUTPUT="memory:")
    days = 29 + 20  # 3 October to 20 November; the crime of 1 October has no place
    assert [row["crimes_per_day"] for row in ran.rows()] == pytest.approx([2 / days, 1 / days, 0])
    assert [row["persistence"] for row in ran.rows()] == [1.0, 0.5, 0.0]
    assert "1 crimes have no when: crimes per day are of the others." in ran.log.warnings


def test_months_alone_are_said_to_be_unfit_for_peak_hours(run, make_layer):
    crimes = make_layer("Point", WKT[:2], when=[at(2018, 10, 1), at(2018, 11, 1)])
    ran = run("buildhexhotspots", CRIMES=crimes, TIME_FIELD="when", OUTPUT="memory:")
    assert "unfit for peak days or hours" in ran.log.text
    assert ran.rows()[0]["crimes_per_day"] == pytest.approx(2 / 61)


def test_top_and_separation_choose_from_the_hottest_down(run, crimes):
    ran = run("buildhexhotspots", CRIMES=crimes, MIN_SEPARATION=1500, TOP_N=5, OUTPUT="memory:")
    assert [row["hotspot_id"] for row in ran.rows()] == ["hex5_c3742_r2500", "hex5_c3766_r2500"]
    assert [row["rank"] for row in ran.rows()] == [1, 2]
    assert "5 hotspots were asked for; only 2 could be made." in ran.log.warnings


def test_crimes_of_a_prison_do_not_count(run, crimes, make_layer):
    walls = "Polygon ((449000 520000, 449500 520000, 449500 521000, 449000 521000, 449000 520000))"
    prison = make_layer("Polygon", [walls])
    ran = run("buildhexhotspots", CRIMES=crimes, EXCLUDE=prison, OUTPUT="memory:")
    assert ran["CRIMES"] == 3
    assert ran["LEFT_OUT"] == 2
    assert "Left out: 1 are inside the places to exclude." in ran.log.warnings


def test_arrow_and_iteration_give_equal_hotspots(run, crimes, saved):
    more = {"WEIGHT_FIELD": "harm", "TIME_FIELD": "when", "OUTPUT": "memory:"}
    slow, fast = run("buildhexhotspots", CRIMES=crimes, **more), run("buildhexhotspots", CRIMES=saved, **more)
    assert slow.rows() == fast.rows()
    assert wkb(slow.layer()) == wkb(fast.layer())
    assert slow["SHA256"] == fast["SHA256"]


def test_a_selection_a_filter_and_unsaved_edits_are_honoured(saved):
    import processing

    project, context = QgsProject(), QgsProcessingContext()
    project.addMapLayer(saved)
    context.setProject(project)

    def counted(crimes):
        made = processing.run("hotspots:buildhexhotspots", {"CRIMES": crimes, "OUTPUT": "memory:"}, context=context)
        return made["CRIMES"]

    assert counted(saved) == 4
    saved.selectByIds([1, 3])
    assert counted(QgsProcessingFeatureSourceDefinition(saved.id(), selectedFeaturesOnly=True)) == 2
    saved.setSubsetString("kind = 'a'")
    assert counted(saved) == 2
    saved.setSubsetString("")
    assert saved.startEditing()
    drawn = QgsFeature(saved.fields())
    drawn.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(449500, 520300)))
    assert saved.addFeature(drawn)
    assert counted(saved) == 5
    assert saved.rollBack()


def test_two_runs_write_the_same_ids_and_the_same_bytes_of_shape(run, saved, tmp_path):
    first, second = (
        run("buildhexhotspots", CRIMES=saved, OUTPUT=str(tmp_path / name)) for name in ("a.gpkg", "b.gpkg")
    )
    assert first["SHA256"] == second["SHA256"]
    assert wkb(first.layer()) == wkb(second.layer())


def test_degrees_are_counted_in_utm_and_that_is_said(run, make_layer):
    crimes = make_layer("Point", ["Point (-1.235 54.575)", "Point (-1.2351 54.575)"], "EPSG:4326")
    ran = run("buildhexhotspots", CRIMES=crimes, OUTPUT="memory:")
    assert ran.layer().crs().authid() == "EPSG:32630"
    assert "UTM zone" in ran.log.text
    assert next(ran.layer().getFeatures()).geometry().area() == pytest.approx(50_000, rel=1e-9)


def test_hectares_are_hectares_where_the_map_is_in_feet(run, make_layer):
    crimes = make_layer("Point", ["Point (1420000 592000)", "Point (1420001 592001)"], "EPSG:2248")
    ran = run("buildhexhotspots", CRIMES=crimes, AREA_HA=2.5, OUTPUT="memory:")
    (hexagon,) = ran.layer().getFeatures()
    assert ran.layer().crs().authid() == "EPSG:2248"
    assert hexagon.geometry().area() * (1200 / 3937) ** 2 == pytest.approx(25_000, rel=1e-9)  # US survey feet
    assert hexagon.geometry().contains(QgsPointXY(1420000, 592000))
    assert hexagon["hotspot_id"].startswith("hex2.5_c")


@pytest.mark.parametrize("where", ["Point (0 0)", "Point (622575.7 -5527063.1)"])
def test_null_island_is_left_out_and_counted(run, make_layer, where):
    ran = run("buildhexhotspots", CRIMES=make_layer("Point", [*WKT[:3], where]), OUTPUT="memory:")
    assert (ran["COUNT"], ran["LEFT_OUT"]) == (2, 1)
    assert "Left out: 1 stand at 0°/0° or at the origin, far from the others." in ran.log.warnings


def test_degrees_at_null_island_are_left_out_too(run, make_layer):
    crimes = make_layer("Point", ["Point (-1.235 54.575)", "Point (0 0)", "Point (-1.2351 54.575)"], "EPSG:4326")
    ran = run("buildhexhotspots", CRIMES=crimes, OUTPUT="memory:")
    assert (ran["COUNT"], ran["CRIMES"], ran["LEFT_OUT"]) == (1, 2, 1)


def test_crimes_around_the_origin_are_crimes(run, make_layer):
    ran = run("buildhexhotspots", CRIMES=make_layer("Point", ["Point (0 0)", "Point (10 10)"]), OUTPUT="memory:")
    assert (ran["COUNT"], ran["LEFT_OUT"]) == (1, 0)
    assert ran.rows()[0]["hotspot_id"] == "hex5_c0_r0"


def test_h3_cells_are_those_of_h3(run, make_layer):
    h3 = pytest.importorskip("h3")
    crimes = make_layer("Point", ["Point (-1.235 54.575)", "Point (-1.2 54.57)", "Point (-1.2 54.57)"], "EPSG:4326")
    ran = run("buildhexhotspots", CRIMES=crimes, GRID=1, RESOLUTION=9, OUTPUT="memory:")
    expected = [h3.latlng_to_cell(54.57, -1.2, 9), h3.latlng_to_cell(54.575, -1.235, 9)]
    assert [row["hotspot_id"] for row in ran.rows()] == expected
    for row, shape in zip(ran.rows(), ran.layer().getFeatures(), strict=True):
        assert row["method"] == "h3"
        assert row["area_ha"] == pytest.approx(shape.geometry().area() / 10_000)
        # h3's own area is of a sphere, and UTM's scale is up to 0.1 % off
        assert row["area_ha"] == pytest.approx(h3.cell_area(row["hotspot_id"], "m^2") / 10_000, rel=0.01)


def test_without_h3_equal_area_hexagons_still_work(run, crimes, monkeypatch):
    monkeypatch.setitem(sys.modules, "h3.api", None)
    with pytest.raises(QgsProcessingException, match="needs the Python library h3"):
        run("buildhexhotspots", CRIMES=crimes, GRID=1, OUTPUT="memory:")
    assert run("buildhexhotspots", CRIMES=crimes, OUTPUT="memory:")["COUNT"] == 3


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"AREA_HA": 0}, "must be more than 0"),
        ({"AREA_HA": 1e-6}, "no places to patrol"),
        ({"TOP_N": 0}, "ask for 1 or more, or leave it empty"),
        ({"TOP_N": -3}, "ask for 1 or more, or leave it empty"),
        ({"MIN_CRIMES": 0}, "ask for 1 or more"),
        ({"MIN_CRIMES": 3}, "the one with most has 2"),
        ({"MIN_SEPARATION": -1}, "must be 0"),
        ({"GRID": 1, "RESOLUTION": 16}, "H3 has no resolution 16"),
        ({"WEIGHT_FIELD": "kind"}, "holds no numbers"),
        ({"TIME_FIELD": "kind"}, "holds no dates"),
        ({"WEIGHT_FIELD": "weight"}, "has no field weight; its fields are"),
    ],
)
def test_bad_parameters_get_one_sentence_and_nothing_is_written(run, saved, tmp_path, parameters, sentence):
    output = tmp_path / "out.gpkg"
    with pytest.raises(QgsProcessingException, match=sentence):
        run("buildhexhotspots", CRIMES=saved, OUTPUT=str(output), **parameters)
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith("crimes.gpkg")) == []


def test_a_negative_weight_is_refused_with_its_row(run, make_layer):
    crimes = make_layer("Point", WKT[:3], harm=[1.0, 2.0, -4.0])
    with pytest.raises(QgsProcessingException, match="-4 in row 3: a weight must be"):
        run("buildhexhotspots", CRIMES=crimes, WEIGHT_FIELD="harm", OUTPUT="memory:")


def test_an_empty_layer_and_one_without_a_crs_are_refused(run, make_layer):
    with pytest.raises(QgsProcessingException, match="no features"):
        run("buildhexhotspots", CRIMES=make_layer("Point", []), OUTPUT="memory:")
    with pytest.raises(QgsProcessingException, match="no coordinate reference system"):
        run("buildhexhotspots", CRIMES=make_layer("Point", WKT, ""), OUTPUT="memory:")
    with pytest.raises(QgsProcessingException, match="has a location"):
        run("buildhexhotspots", CRIMES=make_layer("Point", [None]), OUTPUT="memory:")


def test_crimes_that_are_all_excluded_are_refused_with_the_reasons(run, crimes, make_layer):
    everywhere = make_layer("Polygon", ["Polygon ((0 0, 900000 0, 900000 900000, 0 900000, 0 0))"])
    with pytest.raises(QgsProcessingException, match=r"None of the 5 crimes .*: 1 have no location, 4 are inside"):
        run("buildhexhotspots", CRIMES=crimes, EXCLUDE=everywhere, OUTPUT="memory:")


def test_metres_that_are_called_degrees_are_refused(run, make_layer):
    with pytest.raises(QgsProcessingException, match="set the CRS that they are really in"):
        run("buildhexhotspots", CRIMES=make_layer("Point", WKT, "EPSG:4326"), OUTPUT="memory:")


@pytest.mark.parametrize("percent", [1, 45, 70])
def test_cancel_leaves_nothing_behind(run, make_layer, tmp_path, percent):
    crimes = make_layer("Point", [f"Point ({400_000 + 300 * i} 400000)" for i in range(400)])
    output = tmp_path / "out.gpkg"
    with pytest.raises(QgsProcessingException, match="nothing was written"):
        run("buildhexhotspots", cancel_at=percent, CRIMES=crimes, OUTPUT=str(output))
    assert list(tmp_path.iterdir()) == []


def test_the_style_loads_and_shows_the_ranks(run, crimes):
    layer = run("buildhexhotspots", CRIMES=crimes, OUTPUT="memory:").layer()
    message, loaded = layer.loadNamedStyle(str(paths.style("hotspots")))
    assert loaded, message
    assert layer.renderer().type() == "RuleRenderer"
    assert len(layer.renderer().rootRule().children()) == 5
    assert layer.renderer().orderByEnabled()
    assert layer.labelsEnabled()


def test_police_uk_months_of_cleveland_become_hotspots(run, data, tmp_path):
    """40,898 rows (SOURCE.txt), all with coordinates; five months, October 2018 to February 2019, are 151 days."""
    crimes = tmp_path / "crimes.gpkg"
    run("importcrimes", INPUT=str(data("police_uk_cleveland")), OUTPUT=str(crimes))
    ran = run("buildhexhotspots", CRIMES=str(crimes), TIME_FIELD="occurred_from", OUTPUT="memory:")
    rows = ran.rows()
    assert sum(row["crimes"] for row in rows) == ran["CRIMES"] == 40_898
    assert rows[0]["crimes_per_day"] == pytest.approx(rows[0]["crimes"] / 151)
    assert max(row["persistence"] for row in rows) == 1.0


def timed(make_layer, hours, wkt="Point (449500 520300)", until=None):
    """Crimes at one place at the hours of days in January, when London's clocks show UTC."""
    when = [QDateTime(QDate(2019, 1, 1 + i % 28), QTime(hour, 0), QTimeZone.utc()) for i, hour in enumerate(hours)]
    return make_layer("Point", [wkt] * len(hours), when=when)


def test_free_hexagons_do_not_overlap_and_hold_what_the_grid_cuts(run, crimes):
    ran = run("buildhexhotspots", CRIMES=crimes, GRID=2, OUTPUT="memory:")
    features = list(ran.layer().getFeatures())
    assert [feature["crimes"] for feature in features] == [2, 1, 1]
    assert all(feature["hotspot_id"].startswith("free5_c") for feature in features)
    assert [feature.geometry().area() for feature in features] == pytest.approx([50_000] * 3, rel=1e-9)
    for i, one in enumerate(features):
        for other in features[:i]:
            assert one.geometry().intersection(other.geometry()).area() < 1e-3


def test_day_and_night_are_two_lists_with_ranks_of_their_own(run, make_layer):
    layer = timed(make_layer, [8, 9, 18, 20, 3, 4, 22])
    ran = run("buildhexhotspots", CRIMES=layer, TIME_FIELD="when", SHIFTS=True, OUTPUT="memory:")
    rows = ran.rows()
    assert [(row["shift"], row["rank"], row["crimes"]) for row in rows] == [("day", 1, 3), ("night", 1, 4)]
    assert [row["hotspot_id"] for row in rows] == ["hex5_c3742_r2500_day", "hex5_c3742_r2500_night"]
    assert [row["crime_share"] for row in rows] == [1.0, 1.0]


def test_peaks_come_with_their_interval(run, make_layer):
    layer = timed(make_layer, [21] * 20)
    (row,) = run("buildhexhotspots", CRIMES=layer, TIME_FIELD="when", OUTPUT="memory:").rows()
    assert row["peak_hours"] == "19:00–22:00 (100%, 95% interval 84%–100%)"
    assert row["peak_days"] is None


def test_weights_of_a_csv_rank_and_types_without_one_are_listed(run, crimes, tmp_path):
    file = tmp_path / "weights.csv"
    file.write_text("type,days\nA,10\n", encoding="utf-8")
    ran = run("buildhexhotspots", CRIMES=crimes, WEIGHTS=str(file), TYPE_FIELD="kind", OUTPUT="memory:")
    assert [row["harm"] for row in ran.rows()] == [20, 0, 0]
    assert ran.rows()[0]["rank_less_one"] == 1
    assert ran["UNMATCHED"] == "b (2)"
    assert "These types of crime have no weight and add 0: b (2)." in ran.log.warnings


def test_the_log_says_what_share_the_surroundings_were_found_to_have(run, crimes):
    found = run("buildhexhotspots", CRIMES=crimes, GRID=2, OUTPUT="memory:")
    assert "The surroundings count for" in found.log.text
    given = run("buildhexhotspots", CRIMES=crimes, GRID=2, BORROWED=0.5, OUTPUT="memory:")
    assert "The surroundings count for" not in given.log.text


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"SHIFTS": True}, "Day and night need times"),
        ({"MIN_PERSISTENCE": 0.5}, "Persistence needs times"),
        ({"MIN_PERSISTENCE": 2, "TIME_FIELD": "when"}, "a share, from 0 to 1"),
        ({"DAY_STARTS": 25}, "hour of the day"),
        ({"TIME_ZONE": "London"}, "no time zone"),
        ({"BORROWED": 1}, "less than 1"),
        ({"REACH": 0}, "more than 0 metres"),
        ({"WEIGHTS": "none.csv"}, "choose it"),
        ({"WEIGHTS": "none.csv", "WEIGHT_FIELD": "harm"}, "leave one of them empty"),
        ({"UNTIL_FIELD": "when"}, "needs the earliest too"),
    ],
)
def test_wishes_that_cannot_be_met_get_one_sentence(run, crimes, parameters, sentence):
    with pytest.raises(QgsProcessingException, match=sentence):
        run("buildhexhotspots", CRIMES=crimes, OUTPUT="memory:", **parameters)


def test_months_cannot_be_split_into_day_and_night(run, make_layer):
    layer = make_layer("Point", WKT[:2], when=[at(2018, 10, 1), at(2018, 11, 1)])
    with pytest.raises(QgsProcessingException, match="cannot tell day from night"):
        run("buildhexhotspots", CRIMES=layer, TIME_FIELD="when", SHIFTS=True, OUTPUT="memory:")


@pytest.mark.parametrize("grid", [0, 2])
def test_a_stray_point_is_refused_by_name_and_not_by_a_grid_of_millions(run, make_layer, grid):
    layer = make_layer("Point", [f"Point ({449_000 + 10 * i} 520300)" for i in range(200)] + ["Point (9e6 9e6)"])
    with pytest.raises(QgsProcessingException, match=r"1 stray point far from the rest, at .metres. 9,000,000 E"):
        run("buildhexhotspots", CRIMES=layer, GRID=grid, OUTPUT="memory:")
