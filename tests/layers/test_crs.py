"""Distances are metres on the ground, whatever the layer's coordinates are."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsCoordinateTransformContext

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.layers.crs import MetreSpace, transform_points


class Said:
    def __init__(self):
        self.lines = []

    def at(self, fraction):
        pass

    def say(self, message):
        self.lines.append(message)

    warn = say


def space(crs: str, x, y, said=None):
    return MetreSpace.of(
        QgsCoordinateReferenceSystem(crs),
        np.array(x, dtype=float),
        np.array(y, dtype=float),
        QgsCoordinateTransformContext(),
        "crimes",
        said or Said(),
    )


def test_a_layer_in_degrees_is_computed_in_the_utm_zone_of_its_middle_which_the_log_names(qgis_app):
    said = Said()
    assert space("EPSG:4326", [-1.5, -1.6], [53.8, 53.7], said).crs.authid() == "EPSG:32630"
    assert any("32630" in line for line in said.lines)
    assert space("EPSG:4326", [151.2], [-33.9]).crs.authid() == "EPSG:32756"


def test_one_stray_point_at_null_island_does_not_move_the_zone(qgis_app):
    assert space("EPSG:4326", [-1.5, -1.6, -1.7, 0.0], [53.8, 53.7, 53.8, 0.0]).crs.authid() == "EPSG:32630"


def test_the_central_meridian_at_the_equator_is_500_km_east_and_0_north(qgis_app):
    x, y = space("EPSG:4326", [3.0], [0.1]).from_lonlat(np.array([3.0]), np.array([0.0]))
    assert (x[0], y[0]) == pytest.approx((500_000.0, 0.0), abs=1e-6)


def test_us_survey_feet_become_metres_and_go_back_to_the_last_bit_of_use(qgis_app):
    feet = space("EPSG:2248", [1_420_000.0], [590_000.0])
    foot = 1200 / 3937
    assert feet.metres_per_unit == pytest.approx(foot, rel=1e-12)
    square = shapely.box(1_420_000, 590_000, 1_420_000 + 100 / foot, 590_000 + 100 / foot)
    metres = feet.geometries_into(np.array([square]), feet.crs, "areas")
    assert shapely.area(metres)[0] == pytest.approx(10_000.0, rel=1e-9)
    assert shapely.get_coordinates(feet.out(metres)) == pytest.approx(shapely.get_coordinates(square), rel=1e-12)


def test_web_mercator_is_not_computed_in_because_its_metres_are_not_metres_on_the_ground(qgis_app):
    said = Said()
    assert space("EPSG:3857", [-170_000.0], [7_130_000.0], said).crs.authid() == "EPSG:32630"
    # 1 / cos(53.8°) = 1.69
    assert any("69%" in line for line in said.lines), said.lines


def test_the_british_grid_is_kept(qgis_app):
    assert space("EPSG:27700", [430_000.0], [434_000.0]).crs.authid() == "EPSG:27700"


def test_a_layer_without_a_coordinate_system_is_refused(qgis_app):
    with pytest.raises(HotspotError, match="no coordinate reference system"):
        space("", [1.0], [2.0])


def test_degrees_that_are_really_metres_are_refused_and_the_largest_is_named(qgis_app):
    with pytest.raises(HotspotError, match="398,700"):
        space("EPSG:4326", [384_000.0, 385_000.0], [397_000.0, 398_700.0])


def test_a_point_that_cannot_be_transformed_becomes_nan_and_spares_the_others(qgis_app):
    context = QgsCoordinateTransformContext()
    wgs84, zone = QgsCoordinateReferenceSystem("EPSG:4326"), QgsCoordinateReferenceSystem("EPSG:32631")
    transform = QgsCoordinateTransform(wgs84, zone, context)
    x, y = transform_points(np.array([3.0, 1e9, np.nan, 3.0]), np.array([0.0, 1e9, 0.0, 0.0]), transform)
    assert [math.isfinite(v) for v in x] == [True, False, False, True]
    assert (x[0], y[0]) == pytest.approx((500_000.0, 0.0), abs=1e-6)


def test_the_log_says_which_operation_ran_and_how_exact_it_is_once(qgis_app):
    said = Said()
    grid = space("EPSG:27700", [430_000.0], [434_000.0], said)
    for _ in range(2):
        grid.from_lonlat(np.array([-1.5]), np.array([53.8]))
    assert sum("→" in line and "accuracy" in line for line in said.lines) == 1
