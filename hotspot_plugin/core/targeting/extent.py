"""Grids of absurd size, and the stray points that cause them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..errors import HotspotError
from .hexgrid import HECTARE

Floats = NDArray[np.float64]

MOST_CELLS = 50_000_000  # 2.5 million km² of 5 ha: ten times Great Britain
MOST_FREE = 10_000_000  # a freely placed hexagon takes 120 cells of a lattice, of which each takes a byte
FEW = 0.01  # share of the points, and one more, that may be strays; the furthest of the others is taken as ordinary
FURTHER = 3.0  # a stray is so many times further away than that
NAMED = 3


def check(x: Floats, y: Floats, area_ha: float, most: int = MOST_CELLS) -> None:
    """Raise HotspotError if hexagons over all points would be absurdly many, naming the points far from the rest.

    Args:
        x, y: metres, all finite, shape (n,), n > 0.
        area_ha: area of a hexagon in hectares.
        most: how many hexagons are not yet absurd.
    """
    width, height = float(np.ptp(x)), float(np.ptp(y))
    cells = width * height / (area_ha * HECTARE)
    if cells <= most:
        return
    size = (
        f"The crimes lie {width / 1000:,.0f} × {height / 1000:,.0f} km apart, {cells:,.0f} hexagons of {area_ha:g} ha"
    )
    away = np.hypot(x - np.median(x), y - np.median(y))
    ordinary = float(np.sort(away)[max(0, x.size - 1 - int(FEW * x.size + 1))])
    strays = np.flatnonzero(away > FURTHER * max(ordinary, 1.0))
    if not strays.size or strays.size > FEW * x.size + 1:
        raise HotspotError(f"{size}: check the layer's CRS, or ask for larger hexagons.")
    strays = strays[np.argsort(-away[strays], kind="stable")]
    named = "; ".join(f"{x[i]:,.0f} E {y[i]:,.0f} N" for i in strays[:NAMED].tolist())
    more = "" if strays.size <= NAMED else f" and {strays.size - NAMED:,} more"
    raise HotspotError(
        f"{size}, because of {strays.size:,} stray {'point' if strays.size == 1 else 'points'} far from the rest, at "
        f"(metres) {named}{more}: correct them, or leave them out."
    )
