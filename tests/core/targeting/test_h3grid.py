"""H3 cells are h3's own."""

from __future__ import annotations

import sys

import h3
import numpy as np
import pytest
import shapely

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.targeting import h3grid

rng = np.random.default_rng(3)
LONGITUDE, LATITUDE = rng.uniform(-180, 180, 300), rng.uniform(-85, 85, 300)


@pytest.mark.parametrize("resolution", [0, 7, 10, 15])
def test_cells_equal_those_of_h3(resolution):
    cells = h3grid.cells_of(LONGITUDE, LATITUDE, resolution)
    expected = [h3.latlng_to_cell(lat, lon, resolution) for lon, lat in zip(LONGITUDE, LATITUDE, strict=True)]
    assert h3grid.ids(cells) == expected


def test_each_cell_is_given_once_west_to_east():
    again = np.repeat(h3grid.cells_of(LONGITUDE, LATITUDE, 4), 2)
    cells, index = h3grid.group(again)
    assert len(cells) == len(set(again.tolist()))
    assert np.array_equal(cells[index], again)
    assert (np.diff(h3grid.centres(cells)[0]) >= 0).all()


def test_boundaries_equal_those_of_h3_with_the_ring_closed():
    cells, _ = h3grid.group(h3grid.cells_of(LONGITUDE, LATITUDE, 6))
    pentagon = np.array([h3.str_to_int(h3.get_pentagons(6)[0])], dtype=np.uint64)
    cells = np.concatenate((pentagon, cells))
    for name, shape in zip(h3grid.ids(cells), h3grid.polygons(cells).shapes(), strict=True):
        expected = [(lon, lat) for lat, lon in h3.cell_to_boundary(name)]
        if max(lon for lon, _ in expected) - min(lon for lon, _ in expected) < 180:
            assert list(shape.exterior.coords) == [*expected, expected[0]]
        assert shape.is_valid
        assert shapely.bounds(shape)[2] - shapely.bounds(shape)[0] < 180


def test_a_cell_across_the_antimeridian_stays_one_small_ring():
    longitude, latitude = np.array([179.9999, -179.9999]), np.array([-17.0, -17.0])
    for shape in h3grid.polygons(h3grid.cells_of(longitude, latitude, 5)).shapes():
        west, _, east, _ = shapely.bounds(shape)
        assert east - west < 1
        assert west < 180 < east


@pytest.mark.parametrize("resolution", [-1, 16])
def test_a_resolution_that_h3_has_not_is_refused(resolution):
    with pytest.raises(HotspotError, match="from 0 to 15"):
        h3grid.check_resolution(resolution)


def test_without_h3_the_analyst_is_told_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "h3.api", None)
    with pytest.raises(HotspotError, match=r"pip install --user h3, or offline .*choose equal-area hexagons"):
        h3grid.library()


def test_h3_version_3_is_not_taken_for_version_4(monkeypatch):
    import h3.api.basic_int as old

    monkeypatch.delattr(old, "latlng_to_cell")
    with pytest.raises(HotspotError, match="version 4"):
        h3grid.library()
