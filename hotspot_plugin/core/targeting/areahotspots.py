"""Crimes to connected patrol areas: hot cells, joined where they touch, no larger than can be walked, in clusters."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from . import extent, hexgrid, hextable, ranking, walks
from .gistar import Cells, by_chance, discoveries, gi_star, upper_p
from .hextable import Grid, Wanted
from .observed import Observed
from .rings import Rings

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

GI_STAR, RANK = 0, 1
SPEED = 75.0  # metres a minute: 4.5 km/h
STUDY = 500.0  # metres around crime that the study area reaches


@dataclass(frozen=True)
class Heat:
    """Which cells are hot, and how areas are made of them.

    Attributes:
        method: GI_STAR or RANK.
        cell_ha: area of a cell in hectares.
        rate: false discovery rate of Gi*.
        rings: for Gi*, neighbours are the cells up to so many steps away.
        cells: for RANK, how many of the hottest cells.
        walk_min: minutes in which an area can be walked at 4.5 km/h.
        cluster_m: areas no further apart than so many metres are of one cluster.
    """

    method: int = GI_STAR
    cell_ha: float = 1.0
    rate: float = 0.05
    rings: int = 1
    cells: int = 500
    walk_min: float = 15.0
    cluster_m: float = 200.0

    def check(self) -> None:
        """Raise HotspotError if nothing can be meant by this."""
        hexgrid.check_area(self.cell_ha)
        if not 0 < self.rate < 1:
            raise HotspotError(f"The false discovery rate is {self.rate:g}: it must be between 0 and 1; 0.05 is usual.")
        if not 1 <= self.rings <= 10:
            raise HotspotError(f"Neighbours up to {self.rings} steps away were asked for: ask for 1 to 10.")
        if self.cells < 1:
            raise HotspotError(f"The number of hot cells is {self.cells}: ask for 1 or more.")
        if not 0 < self.walk_min <= 240:
            raise HotspotError(f"An area to walk in {self.walk_min:g} minutes makes no sense: ask for up to 240.")
        if not 0 <= self.cluster_m < math.inf:
            raise HotspotError(f"The distance within a cluster is {self.cluster_m:g} m: it must be 0 or more metres.")

    @property
    def most_steps(self) -> int:
        """Steps from cell to neighbouring cell in the time given."""
        width = math.sqrt(3.0) * hexgrid.side_length(self.cell_ha * hexgrid.HECTARE)
        return int(self.walk_min * SPEED / width + 1e-9)


@dataclass(frozen=True)
class AreaHotspots:
    """Ranked patrol areas.

    Attributes:
        table: one row an area, hottest first, with the columns of `hotspots` (DESIGN.md), `cells`,
            `cluster_id` and `cluster_areas`.
        shapes: their polygons in metres, in the same order.
        of_crime: the row of each crime, -1 for none.
        hot: how many cells were hot.
        study: how many cells there were.
        used: how many crimes were counted.
        observed: the time that the crimes cover, None without times.
    """

    table: pd.DataFrame
    shapes: NDArray[np.object_]
    of_crime: Whole
    hot: int
    study: int
    used: int
    observed: Observed | None


def build(
    x: Floats,
    y: Floats,
    heat: Heat | None = None,
    weight: Floats | None = None,
    time: NDArray[np.datetime64] | None = None,
    wanted: Wanted | None = None,
    progress: Progress = SILENT,
) -> AreaHotspots:
    """Return ranked patrol areas.

    Cells are hexagons of the fixed grid (see `hexgrid`). The study area is every cell within 500 m of a cell with a
    crime; Gi* compares with all of it. Areas are grown from the hottest cell (see `walks.areas`); one with too few
    crimes, or too little persistence, is dropped.

    Args:
        x, y: crimes in metres, shape (n,), all finite.
        heat: which cells are hot, and how areas are made of them.
        weight: harm of each crime, not negative, NaN counts as 0; cells are then hot by harm, and ranks go by it.
        time: when each happened, datetime64 in UTC, NaT where unknown.
        wanted: which areas to keep; separation is not used.
        progress: for long work.

    Raises:
        HotspotError: something asked for makes no sense; no crimes; no cell is hot; no area is left.
    """
    heat, wanted = heat or Heat(), wanted or Wanted()
    heat.check()
    wanted.check()
    if not x.size:
        raise HotspotError("There are no crimes to count: check the layer and what is excluded.")
    if weight is not None:
        hextable.check_weights(weight)
    extent.check(x, y, heat.cell_ha)
    area_m2 = heat.cell_ha * hexgrid.HECTARE
    col, row = hexgrid.cell_of(x, y, area_m2)
    width = math.sqrt(3.0) * hexgrid.side_length(area_m2)
    cells = Cells(col, row).around(max(1, min(60, math.ceil(STUDY / width))))
    cell = cells.find(col, row)
    crimes = np.bincount(cell, minlength=cells.col.size)
    value = crimes.astype(np.float64) if weight is None else ranking.sums(cell, weight, cells.col.size)
    progress.at(0.3)
    hot = _hot(cells, crimes, value, heat)
    found = walks.areas(cells, hot, value, heat.most_steps, Part(progress, 0.4, 0.8))
    return _table(cells, cell, found, heat, weight, time, wanted, hot.size)


def _hot(cells: Cells, crimes: Whole, value: Floats, heat: Heat) -> Whole:
    if heat.method == RANK:
        taken = np.flatnonzero(value > 0)
        return taken[ranking.order(crimes[taken], value[taken])][: heat.cells]
    p = np.maximum(upper_p(gi_star(cells, value, heat.rings)), by_chance(cells, crimes, heat.rings))
    found = np.flatnonzero(discoveries(p, heat.rate))
    if not found.size:
        raise HotspotError(
            f"No cell is hotter than chance at a false discovery rate of {heat.rate:g}: there is too little crime, or "
            "it is spread evenly; take the hottest cells by rank instead."
        )
    return found


def _table(
    cells: Cells,
    cell: Whole,
    found: list[tuple[list[int], int]],
    heat: Heat,
    weight: Floats | None,
    time: NDArray[np.datetime64] | None,
    wanted: Wanted,
    hot: int,
) -> AreaHotspots:
    area_m2 = heat.cell_ha * hexgrid.HECTARE
    of_cell = np.full(cells.col.size, -1, dtype=np.int64)
    for number, (members, _) in enumerate(found):
        of_cell[members] = number
    seeds = np.array([members[0] for members, _ in found], dtype=np.int64)
    ids = [f"area{key.removeprefix('hex')}" for key in hexgrid.ids(cells.col[seeds], cells.row[seeds], heat.cell_ha)]
    grid = Grid(
        "area",
        of_cell[cell],
        *hexgrid.centres(cells.col[seeds], cells.row[seeds], area_m2),
        names=lambda kept: [ids[k] for k in kept.tolist()],
        draw=lambda _: Rings(np.empty((0, 2)), np.zeros(1, dtype=np.int64)),
    )
    counted = hextable.count(grid, weight, time, wanted.period)
    kept = hextable.choose(counted, wanted)
    kept = kept[ranking.order(counted.crimes[kept], None if counted.harm is None else counted.harm[kept])]
    made = hextable.table(grid, counted, kept[: wanted.top_n])
    kept = kept[: wanted.top_n]
    shapes = np.array([*(_union(cells, found[k][0], area_m2) for k in kept.tolist()), None], dtype=object)[:-1]
    table = made.table
    width = math.sqrt(3.0) * hexgrid.side_length(area_m2)
    table["area_ha"] = [len(found[k][0]) * heat.cell_ha for k in kept.tolist()]
    table["length_m"] = [found[k][1] * width for k in kept.tolist()]
    table["walk_min"] = table["length_m"] / SPEED
    table["length_m"] = np.nan
    table["cells"] = [len(found[k][0]) for k in kept.tolist()]
    cluster = clusters(shapes, heat.cluster_m)
    table["cluster_id"] = [f"cluster{number + 1}" for number in cluster.tolist()]
    table["cluster_areas"] = np.bincount(cluster, minlength=1)[cluster]
    table["name"] = [f"Area {rank}" for rank in table["rank"]]
    return AreaHotspots(table, shapes, made.of_crime, hot, cells.col.size, made.used, made.observed)


def _union(cells: Cells, members: list[int], area_m2: float) -> shapely.Geometry:
    chosen = np.array(members, dtype=np.int64)
    return shapely.union_all(hexgrid.polygons(cells.col[chosen], cells.row[chosen], area_m2).shapes())


def clusters(shapes: NDArray[np.object_], metres: float) -> Whole:
    """Return the cluster of each area, numbered from 0 in the order of their first area.

    Areas no further apart than `metres` (edge to edge) are of one cluster, and so are those that others link.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    if not shapes.size:
        return np.empty(0, dtype=np.int64)
    one, other = shapely.STRtree(shapes).query(shapes, "dwithin", distance=metres + 1e-6)
    links = coo_matrix((np.ones(one.size), (one, other)), (shapes.size, shapes.size))
    label = connected_components(links, directed=False)[1].astype(np.int64)
    _, first, back = np.unique(label, return_index=True, return_inverse=True)
    order = np.empty(first.size, dtype=np.int64)
    order[np.argsort(first)] = np.arange(first.size)
    return order[back.reshape(-1)]
