"""Connected patrol areas that can be walked."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.targeting import areahotspots, hexgrid, walks
from hotspot_plugin.core.targeting.areahotspots import RANK, Heat, build, clusters
from hotspot_plugin.core.targeting.gistar import Cells, offsets
from hotspot_plugin.core.targeting.hextable import Wanted

WIDTH = 107.457  # metres across a hexagon of 1 ha: √(2/√3 · 10,000)


def crimes_in(cells):
    """Return crimes in the centres of cells of 1 ha: so many in each."""
    col, row, number = (np.array(v) for v in zip(*((c, r, n) for (c, r), n in cells.items()), strict=True))
    x, y = hexgrid.centres(col, row, 10_000)
    return np.repeat(x, number), np.repeat(y, number)


def fewest_steps(cells):
    """Return the steps of the shortest walk through all cells by trying every order; None if not connected."""
    here = list(cells)
    steps = {(a, b): (1 if (b[0] - a[0], b[1] - a[1]) in offsets(1) and a != b else 99) for a in here for b in here}
    for k in here:
        for a in here:
            for b in here:
                steps[a, b] = min(steps[a, b], steps[a, k] + steps[k, b])
    best = min(sum(steps[a, b] for a, b in pairwise(p)) for p in permutations(here))
    return None if best >= 99 else best


@settings(max_examples=40)
@given(st.sets(st.sampled_from(offsets(2)), min_size=1, max_size=6))
def test_a_walk_is_never_shorter_than_the_shortest_of_all_orders(shape):
    shortest = fewest_steps(shape)
    if shortest is None:
        return
    col, row = np.array(sorted(shape)).T
    cells = Cells(col, row)
    near = walks.neighbours(cells, np.arange(len(shape)))
    found = walks.steps(set(range(len(shape))), near)
    assert found >= shortest
    if shortest == len(shape) - 1:
        assert found == shortest


def test_cells_in_a_line_are_split_where_the_walk_ends():
    # thirty cells in a row: 15 minutes are 1,125 m, ten steps of 107 m, so eleven cells
    x, y = crimes_in({(2 * i, 0): 5 if i == 15 else 2 for i in range(30)})
    made = build(x, y, Heat(method=RANK))
    assert made.table["cells"].tolist()[0] == 11
    assert made.table["cells"].sum() == 30
    assert made.table["walk_min"].max() == pytest.approx(10 * WIDTH / 75, rel=1e-4)
    assert (made.table["walk_min"] <= 15).all()


def test_an_area_is_one_polygon_of_its_cells_and_areas_do_not_overlap():
    rng = np.random.default_rng(4)
    x, y = rng.normal(0, 400, (2, 1500))
    made = build(x, y)
    assert (shapely.get_type_id(made.shapes) == shapely.GeometryType.POLYGON).all()
    assert shapely.is_valid(made.shapes).all()
    assert shapely.area(made.shapes) == pytest.approx(made.table["area_ha"] * 10_000)
    assert shapely.area(shapely.union_all(made.shapes)) == pytest.approx(made.table["area_ha"].sum() * 10_000)
    counts = [int(shapely.intersects_xy(shape, x, y).sum()) for shape in made.shapes]
    assert made.table["crimes"].tolist() == counts
    assert (made.table["walk_min"] <= 15).all()
    assert made.table["crimes"].is_monotonic_decreasing


def test_cells_that_only_meet_in_the_distance_are_no_area():
    x, y = crimes_in({(0, 0): 3, (4, 0): 2})  # one empty cell between them
    made = build(x, y, Heat(method=RANK))
    assert made.table["crimes"].tolist() == [3, 2]
    # edge to edge one width apart: one cluster at 108 m, two at 107
    assert build(x, y, Heat(method=RANK, cluster_m=108)).table["cluster_id"].tolist() == ["cluster1"] * 2
    assert build(x, y, Heat(method=RANK, cluster_m=107)).table["cluster_id"].tolist() == ["cluster1", "cluster2"]


def test_areas_that_others_link_are_one_cluster():
    squares = np.array([shapely.box(at, 0, at + 100, 100) for at in (0, 800, 250, 500)])
    assert clusters(squares, 200).tolist() == [0, 0, 0, 0]
    assert clusters(squares, 160).tolist() == [0, 1, 0, 0]
    assert clusters(squares, 100).tolist() == [0, 1, 2, 3]


def test_hot_cells_are_found_among_cold_ones_and_even_crime_has_none():
    cold = dict.fromkeys(offsets(12), 1)
    hot = dict.fromkeys(offsets(1), 15)
    made = build(*crimes_in({**cold, **hot}))
    assert made.table["crimes"].iloc[0] == 7 * 15 + 4  # the seven, and four cells beside them that a walk still reaches
    with pytest.raises(HotspotError, match="No cell is hotter than chance"):
        build(*crimes_in({(c, 0): 1 for c in range(0, 4000, 40)}))


def test_harm_makes_hot_and_ranks():
    x, y = crimes_in({(0, 0): 3, (40, 0): 1})
    made = build(x, y, Heat(method=RANK, cells=1), weight=np.array([1.0, 1, 1, 9]))
    assert made.table["harm"].tolist() == [9]
    assert made.table["crimes"].tolist() == [1]


def test_few_crimes_and_little_persistence_leave_areas_out():
    x, y = crimes_in({(0, 0): 3, (40, 0): 2})
    time = np.array(["2018-01-05", "2018-02-05", "2018-03-05", "2018-03-06", "2018-03-07"], dtype="M8[ms]")
    heat = Heat(method=RANK)
    assert build(x, y, heat, wanted=Wanted(min_crimes=3)).table["crimes"].tolist() == [3]
    assert build(x, y, heat, time=time, wanted=Wanted(min_persistence=0.9)).table["crimes"].tolist() == [3]
    with pytest.raises(HotspotError, match="the one with most has 3"):
        build(x, y, heat, wanted=Wanted(min_crimes=4))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (Heat(cell_ha=0), "more than 0"),
        (Heat(rate=0), "false discovery rate"),
        (Heat(rings=0), "ask for 1 to 10"),
        (Heat(cells=0), "ask for 1 or more"),
        (Heat(walk_min=0), "makes no sense"),
        (Heat(cluster_m=-1), "0 or more metres"),
    ],
)
def test_wishes_without_meaning_are_refused(wrong, sentence):
    with pytest.raises(HotspotError, match=sentence):
        build(np.zeros(3), np.zeros(3), wrong)


def test_no_crimes_are_refused():
    with pytest.raises(HotspotError, match="no crimes to count"):
        build(np.empty(0), np.empty(0))


def test_a_minute_is_75_metres():
    assert areahotspots.SPEED * 60 == 4500
    assert Heat().most_steps == 10
