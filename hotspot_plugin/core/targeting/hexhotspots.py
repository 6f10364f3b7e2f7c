"""Crimes to ranked hexagons: count, leave out the rare, rank, keep apart, keep the top."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from . import extent, freeplaced, freescore, h3grid, hexgrid, hextable, observed, ranking
from .hextable import Counted, Grid, HexHotspots, Wanted, check_weights
from .rings import Rings

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

__all__ = ["HexHotspots", "Wanted", "build", "build_free", "build_h3", "check_weights"]


def build(
    x: Floats,
    y: Floats,
    area_ha: float = 5.0,
    weight: Floats | None = None,
    time: NDArray[np.datetime64] | None = None,
    wanted: Wanted | None = None,
    progress: Progress = SILENT,
) -> HexHotspots:
    """Return ranked hexagons of equal area (see `hexgrid` for the grid, `ranking` for the ranks).

    Steps: count, leave out cells with fewer than `min_crimes`, rank, keep apart, keep the top, number anew from 1.

    Args:
        x, y: crimes in metres, shape (n,), all finite.
        area_ha: area of a hexagon in hectares.
        weight: harm of each crime, not negative; NaN counts as 0. Ranks then go by harm.
        time: when each crime happened, datetime64 in UTC, NaT where unknown.
        wanted: which of the hexagons to keep.
        progress: for long work.

    Raises:
        HotspotError: an absurd area, no crimes, negative or endless weights, or no hexagon left.
    """
    hexgrid.check_area(area_ha)
    _check_crimes(x)
    area_m2 = area_ha * hexgrid.HECTARE
    col, row = hexgrid.cell_of(x, y, area_m2)
    progress.at(0.3)
    col, row, of_crime = hexgrid.group(col, row)
    grid = Grid(
        "hex",
        of_crime,
        *hexgrid.centres(col, row, area_m2),
        names=lambda kept: hexgrid.ids(col[kept], row[kept], area_ha),
        draw=lambda kept: hexgrid.polygons(col[kept], row[kept], area_m2),
    )
    made = _build(grid, weight, time, wanted or Wanted(), Part(progress, 0.4, 1.0))
    made.table["area_ha"] = float(area_ha)
    return made


def build_h3(
    longitude: Floats,
    latitude: Floats,
    to_metres: Callable[[Floats, Floats], tuple[Floats, Floats]],
    resolution: int = 10,
    weight: Floats | None = None,
    time: NDArray[np.datetime64] | None = None,
    wanted: Wanted | None = None,
    progress: Progress = SILENT,
) -> HexHotspots:
    """Return ranked H3 cells; as `build`, but for the grid.

    Args:
        longitude, latitude: crimes in WGS 84 degrees, shape (n,), all finite.
        to_metres: makes longitudes and latitudes coordinates of a projected system in metres, in which the cells are
            drawn, measured and kept apart. H3 cells of one resolution differ in area by up to a factor of about two.
        resolution: 0 (continents) to 15 (under 1 m²); 10 is about 1.5 ha.
        weight, time, wanted, progress: see `build`.

    Raises:
        HotspotError: as `build`; h3 is not installed; there is no such resolution.
    """
    h3grid.check_resolution(resolution)
    _check_crimes(longitude)
    cells, of_crime = h3grid.group(h3grid.cells_of(longitude, latitude, resolution, Part(progress, 0.0, 0.5)))

    def draw(kept: Whole) -> Rings:
        degrees = h3grid.polygons(cells[kept], Part(progress, 0.95, 1.0))
        return Rings(np.column_stack(to_metres(*degrees.coordinates.T.copy())), degrees.starts)

    centres = to_metres(*h3grid.centres(cells))
    grid = Grid("h3", of_crime, *centres, names=lambda kept: h3grid.ids(cells[kept]), draw=draw)
    made = _build(grid, weight, time, wanted or Wanted(), Part(progress, 0.5, 1.0))
    made.table["area_ha"] = made.rings.areas() / hexgrid.HECTARE
    return made


def build_free(
    x: Floats,
    y: Floats,
    area_ha: float = 5.0,
    weight: Floats | None = None,
    time: NDArray[np.datetime64] | None = None,
    wanted: Wanted | None = None,
    manner: freescore.Manner | None = None,
    progress: Progress = SILENT,
) -> HexHotspots:
    """Return hexagons that are placed where most crime is expected, none overlapping (see `freeplaced`).

    Ranks are by what is expected; `crimes` and `harm` are what was there. A crime on an edge that two share is in the
    hotter.

    Args:
        x, y, area_ha, weight, time, wanted, progress: see `build`.
        manner: how to place them.

    Raises:
        HotspotError: as `build`; the crimes lie so far apart that the grid would be absurd.
    """
    hexgrid.check_area(area_ha)
    _check_crimes(x)
    wanted = wanted or Wanted()
    wanted.check()
    area_m2 = area_ha * hexgrid.HECTARE
    extent.check(x, y, area_ha, extent.MOST_FREE)
    if weight is not None:
        check_weights(weight)
    span = None if time is None else observed.observe(time)
    if wanted.min_persistence > 0 and span is None:
        raise hextable.no_times()
    seen = [0, 0]

    def accept(crimes: Whole) -> bool:
        seen[0] = max(seen[0], crimes.size)
        if crimes.size < wanted.min_crimes:
            return False
        seen[1] += 1
        if wanted.min_persistence <= 0 or span is None:
            return True
        one = np.zeros(crimes.size, dtype=np.int64)
        part = replace(span, month_of=span.month_of[crimes])
        return bool(observed.persistence(one, part, 1, wanted.period)[0] >= wanted.min_persistence - 1e-9)

    placed = freeplaced.place(
        x,
        y,
        area_m2,
        accept,
        manner,
        None if weight is None else np.nan_to_num(weight, nan=0.0),
        wanted.top_n,
        wanted.min_separation,
        Part(progress, 0.0, 0.8),
    )
    if not placed.x.size:
        raise hextable.never_steady(wanted.min_persistence) if seen[1] else hextable.too_few(wanted.min_crimes, seen[0])
    names = freeplaced.ids(placed, area_ha)
    grid = Grid(
        "hex",
        placed.of_crime,
        placed.x,
        placed.y,
        names=lambda kept: [names[k] for k in kept.tolist()],
        draw=lambda kept: freeplaced.polygons(placed, kept, area_m2),
    )
    counted = hextable.count(grid, weight, time, wanted.period)
    made = hextable.table(grid, counted, np.arange(placed.x.size))
    made.table["area_ha"] = float(area_ha)
    return made


def _check_crimes(x: Floats) -> None:
    if not x.size:
        raise HotspotError("There are no crimes to count: check the layer and what is excluded.")


def _build(
    grid: Grid, weight: Floats | None, time: NDArray[np.datetime64] | None, wanted: Wanted, progress: Progress
) -> HexHotspots:
    wanted.check()
    counted = hextable.count(grid, weight, time, wanted.period)
    progress.at(0.4)
    kept = _kept(grid, counted, wanted, Part(progress, 0.4, 0.8))
    progress.at(0.9)
    return hextable.table(grid, counted, kept)


def _kept(grid: Grid, counted: Counted, wanted: Wanted, progress: Progress) -> Whole:
    """Return the cells to keep, hottest first."""
    crimes, harm = counted.crimes, counted.harm
    often = hextable.choose(counted, wanted)
    ranked = often[ranking.order(crimes[often], None if harm is None else harm[often])]
    return ranked[ranking.apart(grid.x[ranked], grid.y[ranked], wanted.min_separation, wanted.top_n, progress)]
