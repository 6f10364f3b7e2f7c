"""When units were inside hotspots and how they moved: some units at a time, so that memory stays small."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ..progress import SILENT, Part, Progress
from .clip import Stays, inside
from .drift import with_drifts
from .edge import rare_units
from .legs import Flags, Track
from .modes import Modes, modes_of_visits

AT_ONCE = 500_000  # fixes; a unit is never split


def find_stays(
    track: Track,
    polygons: NDArray[np.object_],
    merge_gap_s: float,
    accuracy_m: float,
    progress: Progress = SILENT,
    shift_m: float = 0.0,
) -> tuple[Stays, Modes]:
    """Return the stays of all units, drifts over the edge inside, by unit, hotspot and time; and the mode of each.

    Args:
        track: the fixes, in metres.
        polygons: (h,) the hotspots (see `clip.inside`).
        merge_gap_s, accuracy_m: see `drift.with_drifts`.
        progress: is told how far it is, and asked whether to stop.
        shift_m: metres by which the edges are further out for units of rare fixes (`edge.fair_edge`).
    """
    wide = shapely.buffer(polygons, shift_m, join_style="mitre") if shift_m else polygons
    rare = rare_units(track) if shift_m else np.zeros(len(track.units), dtype=bool)
    names = [field.name for field in fields(Stays)]
    columns: dict[str, list[NDArray[Any]]] = {name: [] for name in names}
    modes = []
    for first, past in _blocks(track):
        count = len(track.time)
        part = _part(track, first, past)
        clipping = Part(progress, first / count, (0.3 * first + 0.7 * past) / count)
        widely = rare[part.unit]
        kinds = [(~widely, polygons), (widely, wide)] if widely.any() else [(None, polygons)]
        found = _joined(
            part,
            [
                with_drifts(part, inside(_only(part, fixes), shapes, clipping), shapes, merge_gap_s, accuracy_m)
                for fixes, shapes in kinds
            ],
        )
        progress.at((0.2 * first + 0.8 * past) / count)
        modes.append(modes_of_visits(part, found))
        found.leg[:] += first
        for name in names:
            columns[name].append(getattr(found, name))
    progress.at(1.0)
    # column by column, each part let go of: never are there two of all
    return Stays(*(np.concatenate(columns.pop(name)) for name in names)), np.concatenate(modes)


def _only(track: Track, fixes: Flags | None) -> Track:
    """Return the track with the legs of some fixes, or all."""
    return track if fixes is None else replace(track, joined=track.joined & fixes)


def _joined(track: Track, found: list[Stays]) -> Stays:
    """Return the stays of several groups of units together, by unit, hotspot and time."""
    if len(found) == 1:
        return found[0]
    whole = [np.concatenate([getattr(stays, field.name) for stays in found]) for field in fields(Stays)]
    made = Stays(*whole)
    order = np.lexsort((made.start, made.hotspot, track.unit[made.leg]))
    return Stays(*(column[order] for column in whole))


def _blocks(track: Track) -> Iterator[tuple[int, int]]:
    """Yield first and past-the-last fix of runs of whole units."""
    begins = np.flatnonzero(np.concatenate(([True], track.unit[1:] != track.unit[:-1])))
    ends = np.append(begins[1:], len(track.unit))
    first = 0
    for end in ends.tolist():
        if end - first >= AT_ONCE or end == len(track.unit):
            yield first, end
            first = end


def _part(track: Track, first: int, past: int) -> Track:
    """Return some of the fixes as views of the whole."""
    return Track(
        units=track.units,
        unit=track.unit[first:past],
        time=track.time[first:past],
        x=track.x[first:past],
        y=track.y[first:past],
        joined=track.joined[first:past],
        longest=track.longest,
        speed=None if track.speed is None else track.speed[first:past],
        accuracy=None if track.accuracy is None else track.accuracy[first:past],
    )
