"""What hexagons are wanted, and the table of those that are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import HotspotError
from . import observed, ranking
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
        of_crime: the row of each crime in `table`, -1 where it is in no hexagon kept.
    """

    table: pd.DataFrame
    rings: Rings
    cells: int
    used: int
    observed: observed.Observed | None
    of_crime: Whole

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
        min_persistence: share (0–1) of the sub-periods observed in which a hexagon must have had a crime.
        period: months of a sub-period: 1, 3 or 12.
    """

    min_crimes: int = 1
    top_n: int | None = None
    min_separation: float = 0.0
    min_persistence: float = 0.0
    period: int = 1

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
        if not 0 <= self.min_persistence <= 1:
            raise HotspotError(f"The least persistence is {self.min_persistence:g}: it is a share, from 0 to 1.")


@dataclass(frozen=True)
class Grid:
    """Occupied cells in the grid's order, and what is needed to name and draw some of them.

    `of_crime` is the cell of each crime, -1 where it is in none.
    """

    method: str
    of_crime: Whole
    x: Floats
    y: Floats
    names: Callable[[Whole], list[str]]
    draw: Callable[[Whole], Rings]


def check_weights(weight: Floats) -> None:
    """Raise HotspotError if a weight is negative or endless; NaN is no weight. Rows are counted from 1."""
    wrong = np.flatnonzero((weight < 0) | np.isinf(weight))
    if wrong.size:
        raise HotspotError(
            f"{wrong.size:,} weights cannot be used; the first is {weight[wrong[0]]:g} in row {wrong[0] + 1:,}: "
            "a weight must be a number from 0 up, or empty."
        )


@dataclass(frozen=True)
class Counted:
    """What is in each cell of a grid.

    Attributes:
        crimes: shape (m,).
        harm: sums of weights; None without weights.
        less_one: the same without the heaviest crime of each cell; None without weights.
        span: the time observed; None without times.
        persistence: share of the sub-periods observed with a crime; None without times.
    """

    crimes: Whole
    harm: Floats | None
    less_one: Floats | None
    span: observed.Observed | None
    persistence: Floats | None


def count(grid: Grid, weight: Floats | None, time: NDArray[np.datetime64] | None, period: int = 1) -> Counted:
    """Count what is in each cell.

    Raises:
        HotspotError: a weight that cannot be one.
    """
    cells, inside = grid.x.size, grid.of_crime >= 0
    cell = grid.of_crime[inside]
    crimes = np.bincount(cell, minlength=cells)
    harm = less_one = persistence = None
    if weight is not None:
        check_weights(weight)
        harm = ranking.sums(cell, weight[inside], cells)
        heaviest = np.zeros(cells)
        np.maximum.at(heaviest, cell, np.nan_to_num(weight[inside], nan=0.0))
        less_one = harm - heaviest
    span = None if time is None else observed.observe(time)
    if span is not None:
        persistence = observed.persistence(grid.of_crime, span, cells, period)
    return Counted(crimes, harm, less_one, span, persistence)


def choose(counted: Counted, wanted: Wanted) -> Whole:
    """Return the cells with crimes and persistence enough, in the grid's order.

    Raises:
        HotspotError: there is none, or persistence is wanted without times.
    """
    often = np.flatnonzero(counted.crimes >= wanted.min_crimes)
    if not often.size:
        raise too_few(wanted.min_crimes, int(counted.crimes.max(initial=0)))
    if wanted.min_persistence > 0:
        if counted.persistence is None:
            raise no_times()
        often = often[counted.persistence[often] >= wanted.min_persistence - 1e-9]
        if not often.size:
            raise never_steady(wanted.min_persistence)
    return often


def too_few(wanted: int, most: int) -> HotspotError:
    """Return what to say where no place has crimes enough."""
    return HotspotError(f"No hotspot has {wanted:,} crimes; the one with most has {most:,}: ask for fewer.")


def never_steady(wanted: float) -> HotspotError:
    """Return what to say where no place is hot often enough."""
    return HotspotError(
        f"No hotspot with crimes enough had one in {wanted:.0%} of the periods observed: ask for less persistence."
    )


def no_times() -> HotspotError:
    """Return what to say where persistence is wanted without times."""
    return HotspotError("Persistence cannot be asked for without times: choose the field with the crimes' times.")


def table(grid: Grid, counted: Counted, kept: Whole) -> HexHotspots:
    """Return the cells to keep as hotspots.

    Args:
        grid, counted: the cells.
        kept: positions of those to keep, hottest first.
    """
    used, cells, crimes = grid.of_crime.size, grid.x.size, counted.crimes
    harm, less_one = counted.harm, counted.less_one
    made = pd.DataFrame(
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
            "rank_crimes": _ranks(ranking.order(crimes[kept])),
            "rank_harm": np.nan if harm is None else _ranks(ranking.order(crimes[kept], harm[kept])),
            "rank_less_one": np.nan if less_one is None else _ranks(ranking.order(crimes[kept], less_one[kept])),
        }
    )
    if counted.span is not None and counted.persistence is not None:
        dated = np.bincount(grid.of_crime[(counted.span.month_of >= 0) & (grid.of_crime >= 0)], minlength=cells)
        made["crimes_per_day"] = dated[kept] / counted.span.days
        made["persistence"] = counted.persistence[kept]
    place = np.full(cells + 1, -1, dtype=np.int64)
    place[kept] = np.arange(kept.size)
    return HexHotspots(made, grid.draw(kept), cells, used, counted.span, place[grid.of_crime])


def _ranks(order: Whole) -> Whole:
    ranks = np.empty(order.size, dtype=np.int64)
    ranks[order] = np.arange(1, order.size + 1)
    return ranks
