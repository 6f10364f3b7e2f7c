"""When units were inside hotspots and how they moved: some units at a time, so that memory stays small."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ..errors import HotspotError
from ..growing import Growing
from ..progress import SILENT, Part, Progress
from .clip import Stays, inside
from .drift import DEVIATES, SENT, with_drifts
from .drives import drives
from .edge import Edges, moved
from .legs import Flags, Integers, Track, unit_blocks
from .modes import Modes, modes_of_visits
from .visits import Visits, find_visits

NEAR_M = 50_000.0  # who comes no nearer is not on patrol there; a force's area is about so wide
AT_ONCE = 100_000  # fixes, which is half a second; a unit is never split


@dataclass(frozen=True)
class Spells:
    """Time inside hotspots without a break, in one way of moving; by unit, hotspot and time.

    Attributes:
        hotspot: (s,) position of the hotspot.
        start, end: (s,) milliseconds since 1970, UTC.
        mode: (s,) how the unit moved.
    """

    hotspot: Integers
    start: Integers
    end: Integers
    mode: Modes


def check_near(track: Track, polygons: NDArray[np.object_]) -> float:
    """Return how many metres the nearest fix is from the box around the hotspots.

    Raises:
        HotspotError: none is within `NEAR_M`: dosage of 0 would be true, and no answer.
    """
    west, south, east, north = shapely.total_bounds(polygons)
    away = np.inf
    for begin in range(0, len(track.time), AT_ONCE):
        x, y = (axis[begin : begin + AT_ONCE] for axis in (track.x, track.y))
        aside = np.maximum(np.maximum(west - x, x - east), 0.0)
        away = min(away, float(np.hypot(aside, np.maximum(np.maximum(south - y, y - north), 0.0)).min()))
    if away > NEAR_M:
        raise HotspotError(
            f"No track comes nearer to the hotspots than {away / 1000:,.0f} km: choose tracks and hotspots of one area "
            "or correct the coordinate reference system of the layer that is in the wrong place."
        )
    return away


def find_presence(
    track: Track,
    polygons: NDArray[np.object_],
    merge_gap_s: float,
    accuracy_m: float,
    progress: Progress = SILENT,
    edges: Edges | None = None,
) -> tuple[Spells, Visits]:
    """Return when all units were inside hotspots and how they moved, and the visits that makes.

    Args:
        track: the fixes, in metres.
        polygons: (h,) the hotspots (see `clip.inside`).
        merge_gap_s, accuracy_m: see `drift.with_drifts` and `visits.find_visits`.
        progress: is told how far it is, and asked whether to stop.
        edges: by how much edges are further out for which units (`edge.fair_edges`).
    """
    band = np.zeros(len(track.units), dtype=np.int64) if edges is None else edges.band
    shapes_of = [polygons] if edges is None else [moved(polygons, metres) for metres in edges.metres]
    spells, visits = _Pieces(Spells), _Pieces(Visits)
    count, drive = len(track.time), drives(track)
    for first, past in unit_blocks(track.unit, AT_ONCE):
        part = _part(track, first, past)
        clipping = Part(progress, first / count, (0.3 * first + 0.7 * past) / count)
        kind = band[part.unit]
        stays = _joined(
            part,
            [
                with_drifts(
                    part,
                    inside(_only(part, kind == which), shapes_of[which], clipping, accuracy_m=accuracy_m, drive=drive),
                    shapes_of[which],
                    merge_gap_s,
                    accuracy_m,
                    SENT if edges is None else edges.sent[which],
                    DEVIATES if edges is None or edges.deviates is None else edges.deviates[which],
                    None if edges is None else edges.kinds[which],
                )
                for which in np.unique(kind)
            ],
        )
        progress.at((0.2 * first + 0.8 * past) / count)
        modes = modes_of_visits(part, stays)
        visits.add(find_visits(part, stays, merge_gap_s, modes))
        spells.add(_spells(part, stays, modes))
    progress.at(1.0)
    order = np.lexsort(visits.whole("hotspot", "unit", "enter"))
    return Spells(*spells.take()), Visits(*visits.take(order))


def _spells(track: Track, stays: Stays, modes: Modes) -> Spells:
    """Return stays, of which there are one a leg, put together where they go on in the same mode."""
    unit = track.unit[stays.leg]
    goes_on = (unit[1:] == unit[:-1]) & (stays.hotspot[1:] == stays.hotspot[:-1])
    goes_on &= (stays.start[1:] == stays.end[:-1]) & (modes[1:] == modes[:-1])
    first = np.flatnonzero(np.concatenate(([True], ~goes_on))[: len(unit)])
    last = np.append(first[1:], len(unit))[: len(first)] - 1
    return Spells(stays.hotspot[first], stays.start[first], stays.end[last], modes[first])


class _Pieces:
    """Tables of one kind, put together column by column as they come: never are there two of all."""

    def __init__(self, kind: type[Spells | Visits]) -> None:
        self._columns = {field.name: Growing() for field in fields(kind)}
        self._wide: dict[str, tuple[int, ...]] = {}

    def add(self, table: Spells | Visits) -> None:
        for name, column in self._columns.items():
            values = getattr(table, name)
            self._wide[name] = values.shape[1:]
            column.add(values.ravel())

    def whole(self, *names: str) -> list[NDArray[Any]]:
        """Return columns, which are held on."""
        return [self._columns[name].held() for name in names]

    def take(self, order: NDArray[np.intp] | None = None) -> Iterator[NDArray[Any]]:
        """Yield the columns, in order, and forget them."""
        for name, column in self._columns.items():
            whole = column.take().reshape(-1, *self._wide[name])
            yield whole if order is None else whole[order]


def _only(track: Track, fixes: Flags) -> Track:
    """Return the track with the legs of some fixes."""
    return track if fixes.all() else replace(track, joined=track.joined & fixes)


def _joined(track: Track, found: list[Stays]) -> Stays:
    """Return the stays of several groups of units together, by unit, hotspot and time."""
    if len(found) == 1:
        return found[0]
    whole = [np.concatenate([getattr(stays, field.name) for stays in found]) for field in fields(Stays)]
    made = Stays(*whole)
    order = np.lexsort((made.start, made.hotspot, track.unit[made.leg]))
    return Stays(*(column[order] for column in whole))


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
