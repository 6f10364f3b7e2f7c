"""Crimes to score hotspots on, and those that the hotspots were built from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, tzinfo

import numpy as np
from numpy.typing import NDArray
from qgis.core import QgsCoordinateTransformContext

from ..core.errors import HotspotError
from ..core.progress import SILENT, Part, Progress
from ..core.targeting import later
from .crimes import read_crimes
from .crs import MetreSpace
from .read import Layer

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Periods:
    """Two periods of crimes in the same metres.

    Attributes:
        space: the projected system that they are in.
        later: x and y of the crimes to score on.
        before: those of the training period, None if there are none.
        later_dates, before_dates: from when to when, "" where there are no times.
        overlap: whether the periods overlap; None where no times tell.
        left_out: how many crimes of the layer are in neither.
    """

    space: MetreSpace
    later: tuple[Floats, Floats]
    before: tuple[Floats, Floats] | None
    later_dates: str
    before_dates: str
    overlap: bool | None
    left_out: int


def read_periods(
    crimes: Layer,
    training: Layer | None,
    transforms: QgsCoordinateTransformContext,
    time_field: str = "",
    first: np.datetime64 | None = None,
    last: np.datetime64 | None = None,
    progress: Progress = SILENT,
    zone: tzinfo = UTC,
) -> Periods:
    """Read the crimes of both periods.

    Args:
        crimes: layer with the crimes to score on.
        training: layer with those of the training period; without it they are those of `crimes` before `first`.
        transforms: which coordinate operations the user prefers.
        time_field: field of the time in both layers, "" for none.
        first, last: days to score, both included; None leaves that end open.
        progress: for long work.
        zone: whose clocks days go by.

    Raises:
        HotspotError: as `layers.crimes.read_crimes`; no crime is of these days; the crimes to score on are the earlier;
            the two layers are of different places.
    """
    read = read_crimes(crimes, transforms, time_field=time_field, progress=Part(progress, 0.0, 0.6))
    chosen, earlier = np.ones(read.x.shape, dtype=bool), np.zeros(read.x.shape, dtype=bool)
    shown = read.on_the_wall(zone)
    if shown is not None and (first is not None or last is not None):
        chosen, earlier = later.split(shown, first, last)
    before = before_time = None
    if training is not None:
        earlier[:] = False
        field = time_field if time_field and training.has(time_field) else ""
        theirs = read_crimes(training, transforms, time_field=field, progress=Part(progress, 0.6, 1.0))
        unit = theirs.space.metres_per_unit
        before = read.space.into(theirs.x / unit, theirs.y / unit, theirs.space.crs, training.name)
        before_time = theirs.on_the_wall(zone)
        _check_near((read.x, read.y), before, crimes.name, training.name)
    elif earlier.any() and shown is not None:
        before, before_time = (read.x[earlier], read.y[earlier]), shown[earlier]
    scored = read.x[chosen], read.y[chosen]
    time = None if shown is None else shown[chosen]
    overlap = later.overlap(time, before_time)
    if overlap is None and before is not None and later.same(scored, before):
        overlap = True
    left_out = read.left_out + int((~chosen & ~earlier).sum())
    return Periods(read.space, scored, before, later.dates(time), later.dates(before_time), overlap, left_out)


def _check_near(one: tuple[Floats, Floats], other: tuple[Floats, Floats], name: str, other_name: str) -> None:
    """Raise HotspotError if the boxes round two sets of crimes do not touch."""
    if any(a.max() < np.nanmin(b) or a.min() > np.nanmax(b) for a, b in zip(one, other, strict=True)):
        raise HotspotError(
            f"The crimes of {name} and the training crimes of {other_name} are of different places: check both layers "
            "and their CRSs."
        )
