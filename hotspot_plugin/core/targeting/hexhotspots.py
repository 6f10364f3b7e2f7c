"""Crimes to ranked hexagons: count, leave out the rare, rank, keep apart, keep the top."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from . import h3grid, hexgrid, observed, ranking
from .rings import Rings

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class HexHotspots:
    """Ranked hexagons.

    Attributes:
        table: one row a hexagon, hottest first, with the columns of the table `hotspots` (DESIGN.md).
        rings: their polygons in metres, in the same order.
        cells: how many cells had a crime before any was left out.
        used: how many crimes were counted.
        observed: the time that the crimes cover, None without times.
    """

    table: pd.DataFrame
    rings: Rings
    cells: int
    used: int
    observed: observed.Observed | None

    @property
    def share(self) -> float:
        """The share (0–1) of the crimes counted that is in the hexagons."""
        return float(self.table["crimes"].sum() / self.used)

    @property
    def sha256(self) -> str:
        """SHA-256 of the ids in the order of rank, each followed by a newline, as UTF-8."""
        return hashlib.sha256("".join(f"{key}\n" for key in self.table["hotspot_id"]).encode()).hexdigest()


@dataclass(frozen=True)
class Wanted:
    """Which hexagons are wanted, of those with a crime.

    Attributes:
        min_crimes: cells with fewer crimes are left out.
        top_n: keep so many of the hottest; None keeps all.
        min_separation: metres from centre to centre.
    """

    min_crimes: int = 1
    top_n: int | None = None
    min_separation: float = 0.0

    def check(self) -> None:
        """Raise HotspotError if nothing can be meant by this."""
        if self.min_crimes < 1:
            raise HotspotError(
                f"The fewest crimes of a hotspot are {self.min_crimes}: ask for 1 or more; cells without are not drawn."
            )
        if self.top_n is not None and self.top_n < 1:
            raise HotspotError(f"The number of hotspots is {self.top_n}: ask for 1 or more, or leave it empty for all.")
        if not 0 <= self.min_separation < np.inf:
            raise HotspotError(f"The separation is {self.min_separation:g} m: it must be 0 (none) or more metres.")


@dataclass(frozen=True)
class _Grid:
    """Occupied cells in the grid's order, and what is needed to name and draw some of them."""

    method: str
    of_crime: Whole
    x: Floats
    y: Floats
    names: Callable[[Whole], list[str]]
    draw: Callable[[Whole], Rings]


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
    grid = _Grid(
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
    grid = _Grid("h3", of_crime, *centres, names=lambda kept: h3grid.ids(cells[kept]), draw=draw)
    made = _build(grid, weight, time, wanted or Wanted(), Part(progress, 0.5, 1.0))
    made.table["area_ha"] = made.rings.areas() / hexgrid.HECTARE
    return made


def _check_crimes(x: Floats) -> None:
    if not x.size:
        raise HotspotError("There are no crimes to count: check the layer and what is excluded.")


def check_weights(weight: Floats) -> None:
    """Raise HotspotError if a weight is negative or endless; NaN is no weight. Rows are counted from 1."""
    wrong = np.flatnonzero((weight < 0) | np.isinf(weight))
    if wrong.size:
        raise HotspotError(
            f"{wrong.size:,} weights cannot be used; the first is {weight[wrong[0]]:g} in row {wrong[0] + 1:,}: "
            "a weight must be a number from 0 up, or empty."
        )


def _build(
    grid: _Grid, weight: Floats | None, time: NDArray[np.datetime64] | None, wanted: Wanted, progress: Progress
) -> HexHotspots:
    wanted.check()
    cells, used = grid.x.size, grid.of_crime.size
    crimes = np.bincount(grid.of_crime, minlength=cells)
    harm = None
    if weight is not None:
        check_weights(weight)
        harm = ranking.sums(grid.of_crime, weight, cells)
    progress.at(0.2)
    span = None if time is None else observed.observe(time)
    kept = _kept(grid, crimes, harm, wanted, Part(progress, 0.4, 0.8))
    table = pd.DataFrame(
        {
            "hotspot_id": grid.names(kept),
            "name": [f"Hexagon {rank}" for rank in range(1, kept.size + 1)],
            "method": grid.method,
            "shift": "all",
            "rank": np.arange(1, kept.size + 1),
            "crimes": crimes[kept],
            "harm": np.nan if harm is None else harm[kept],
            "crimes_per_day": np.nan,
            "crime_share": crimes[kept] / used,
            "area_ha": np.nan,
            "length_m": np.nan,
            "walk_min": np.nan,
            "persistence": np.nan,
            "peak_days": None,
            "peak_hours": None,
        }
    )
    if span is not None:
        dated = np.bincount(grid.of_crime[span.month_of >= 0], minlength=cells)
        table["crimes_per_day"] = dated[kept] / span.days
        table["persistence"] = observed.persistence(grid.of_crime, span, cells)[kept]
    progress.at(0.9)
    return HexHotspots(table, grid.draw(kept), cells, used, span)


def _kept(grid: _Grid, crimes: Whole, harm: Floats | None, wanted: Wanted, progress: Progress) -> Whole:
    """Return the cells to keep, hottest first."""
    often = np.flatnonzero(crimes >= wanted.min_crimes)
    if not often.size:
        raise HotspotError(
            f"No hexagon has {wanted.min_crimes:,} crimes; the one with most has {crimes.max():,}: ask for fewer."
        )
    ranked = often[ranking.order(crimes[often], None if harm is None else harm[often])]
    return ranked[ranking.apart(grid.x[ranked], grid.y[ranked], wanted.min_separation, wanted.top_n, progress)]
