"""The lattice: every point in one cell, cells of exact area that share their corners, the same names in every run."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.targeting import hexgrid

HECTARES = st.sampled_from([0.01, 0.37, 1.0, 5.0, 49.98, 1000.0])
METRES = st.floats(-6_000_000, 6_000_000)
CELL = st.tuples(st.integers(-40_000, 40_000), st.integers(-40_000, 40_000)).map(lambda c: (c[0] * 2 + c[1] % 2, c[1]))


def one(col, row):
    return np.array([col]), np.array([row])


def test_five_hectares_about_seven_football_pitches_have_a_side_of_139_metres():
    # 7 pitches of 105 m × 68 m are 49,980 m², and a regular hexagon of side s has 3·√3/2 · s²
    assert hexgrid.side_length(7 * 105 * 68) == pytest.approx(138.7, abs=0.05)
    assert hexgrid.side_length(3 * math.sqrt(3) / 2 * 100**2) == pytest.approx(100, rel=1e-15)


def test_a_cell_has_its_centre_at_the_origin_and_its_neighbours_around_it():
    side = hexgrid.side_length(50_000)
    assert [found.tolist() for found in hexgrid.cell_of(0.0, 0.0, 50_000)] == [[0], [0]]
    # pointy-top: neighbours stand at 0°, 60°, … at √3 sides
    angle = np.radians(np.arange(0, 360, 60))
    col, row = hexgrid.cell_of(math.sqrt(3) * side * np.cos(angle), math.sqrt(3) * side * np.sin(angle), 50_000)
    assert list(zip(col, row, strict=True)) == [(2, 0), (1, 1), (-1, 1), (-2, 0), (-1, -1), (1, -1)]


@given(METRES, METRES, HECTARES)
def test_every_point_is_in_its_hexagon(x, y, hectares):
    area = hectares * 10_000
    col, row = hexgrid.cell_of(x, y, area)
    shape = hexgrid.polygons(col, row, area).shapes()[0]
    assert shapely.distance(shape, shapely.Point(x, y)) <= 1e-9 * max(abs(x), abs(y), 1)
    assert (col + row) % 2 == 0


@given(CELL, HECTARES)
def test_a_hexagon_has_exactly_the_area_asked_for(cell, hectares):
    rings = hexgrid.polygons(*one(*cell), hectares * 10_000)
    assert rings.areas()[0] == pytest.approx(hectares * 10_000, rel=1e-9)
    shape = rings.shapes()[0]
    assert shapely.is_valid(shape)
    assert shapely.is_ccw(shape.exterior)
    # from the cell's own centre, where a double has digits to spare, shapely's area agrees as well
    centre = [float(c[0]) for c in hexgrid.centres(*one(*cell), hectares * 10_000)]
    assert shapely.transform(shape, lambda p: p - centre).area == pytest.approx(hectares * 10_000, rel=1e-9)


@given(CELL, HECTARES)
def test_neighbours_share_two_corners_to_the_last_bit(cell, hectares):
    col, row = cell
    around = [(2, 0), (1, 1), (-1, 1), (-2, 0), (-1, -1), (1, -1)]
    cols = np.array([col, *(col + c for c, _ in around)])
    rows = np.array([row, *(row + r for _, r in around)])
    rings = hexgrid.polygons(cols, rows, hectares * 10_000)
    corners = [set(map(tuple, ring.tolist())) for ring in rings.coordinates.reshape(7, 7, 2)]
    assert len(corners[0]) == 6
    assert all(len(corners[0] & neighbour) == 2 for neighbour in corners[1:])
    assert set().union(*(corners[0] & neighbour for neighbour in corners[1:])) == corners[0]


@given(CELL, CELL, HECTARES)
def test_moving_a_point_by_a_step_of_the_lattice_moves_its_cell_by_that_step(cell, step, hectares):
    area = hectares * 10_000
    # a third of the way from the centre to a corner, far from every edge
    x, y = (float(c[0]) for c in hexgrid.centres(*one(*cell), area))
    x, y = x + 0.2 * hexgrid.side_length(area), y + 0.1 * hexgrid.side_length(area)
    dx, dy = (float(c[0]) for c in hexgrid.centres(*one(*step), area))
    col, row = hexgrid.cell_of(x + dx, y + dy, area)
    assert (int(col[0]), int(row[0])) == (cell[0] + step[0], cell[1] + step[1])


def test_the_nearest_centre_wins_everywhere():
    rng = np.random.default_rng(5)
    x, y = rng.uniform(-900, 900, 4000), rng.uniform(-900, 900, 4000)
    col, row = np.meshgrid(np.arange(-12, 13), np.arange(-8, 9))
    even = (col + row) % 2 == 0
    col, row = col[even], row[even]
    centre_x, centre_y = hexgrid.centres(col, row, 50_000)
    nearest = np.hypot(x[:, None] - centre_x, y[:, None] - centre_y).argmin(axis=1)
    found = hexgrid.cell_of(x, y, 50_000)
    assert np.array_equal(found[0], col[nearest])
    assert np.array_equal(found[1], row[nearest])


def test_a_point_on_an_edge_or_a_corner_belongs_to_the_hexagon_furthest_east():
    area = 3 * math.sqrt(3) / 2  # of side 1
    half_width = math.sqrt(3) * (hexgrid.side_length(area) / 2)
    edge = hexgrid.cell_of([half_width, -half_width], [0.0, 0.0], area)
    assert [c.tolist() for c in edge] == [[2, 0], [0, 0]]
    # the top corner touches (0, 0), (-1, 1) and (1, 1); the bottom one (0, 0), (-1, -1) and (1, -1)
    corner = hexgrid.cell_of([0.0, 0.0], [2 * hexgrid.side_length(area) / 2, -2 * hexgrid.side_length(area) / 2], area)
    assert [c.tolist() for c in corner] == [[1, 1], [1, -1]]


def test_names_are_stable_fit_for_files_and_never_collide():
    col, row = np.array([2042, -3]), np.array([-12, 7])
    assert hexgrid.ids(col, row, 5) == ["hex5_c2042_r-12", "hex5_c-3_r7"]
    assert hexgrid.ids(col, row, 2.5)[0] == "hex2.5_c2042_r-12"
    close = hexgrid.ids(col, row, 0.1 + 0.2)[0], hexgrid.ids(col, row, 0.3)[0]
    assert close[0] != close[1]
    assert all(name.isascii() and not set(name) & set('/\\:*?"<>| ') for name in close)


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), max_size=30), st.sampled_from([1, 10**7]))
def test_grouping_gives_each_cell_once_in_order_and_every_point_its_own(points, spread):
    # spread so far that cells cannot be numbered densely, both ways must agree with a plain set
    col = np.array([2 * c * spread + r % 2 for c, r in points], dtype=np.int64)
    row = np.array([r * spread if spread % 2 else r + 2 * r * spread - r for c, r in points], dtype=np.int64)
    row = np.where((col + row) % 2 == 0, row, row + 1)
    cells_col, cells_row, index = hexgrid.group(col, row)
    pairs = list(zip(col.tolist(), row.tolist(), strict=True))
    cells = list(zip(cells_col.tolist(), cells_row.tolist(), strict=True))
    assert cells == sorted(set(pairs))
    assert [cells[i] for i in index] == pairs


@pytest.mark.parametrize("area", [0, -5, math.nan, math.inf])
def test_an_area_that_is_none_is_refused(area):
    with pytest.raises(HotspotError, match="must be more than 0; 5 ha is usual"):
        hexgrid.check_area(area)


@pytest.mark.parametrize("area", [0.0099, 2e6])
def test_an_absurd_area_is_refused(area):
    with pytest.raises(HotspotError, match=r"between 0\.01 and 1,000,000 hectares"):
        hexgrid.check_area(area)


@pytest.mark.parametrize("x", [math.nan, math.inf, 1e300])
def test_a_point_without_usable_coordinates_is_refused(x):
    with pytest.raises(HotspotError, match="no usable coordinates"):
        hexgrid.cell_of([0.0, x], [0.0, 0.0], 50_000)
