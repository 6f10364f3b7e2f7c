"""The heat map of the dosage report: patrol-minutes by hotspot and day, beside what was planned."""

from __future__ import annotations

from datetime import date, time, timedelta, tzinfo
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..clock import at, from_utc
from .dosage import asked_of, attended
from .intervals import overlaps
from .legs import MS_PER_MINUTE, Flags, Floats, Integers, Track
from .periods import Periods
from .presence import Spells

DAYS, BANDS, PLACES = 126, 3, 120  # days side by side, one below the other, and hotspots that are shown
WIDTH = 620.0  # of all days, pixels
CELL = (4.0, 40.0)  # least and most of it that a day takes
# minutes a day above which a cell is darker: of these sets the first whose last is as much as most cells have
CLASSES = ((5, 15, 30, 60), (15, 30, 60, 120), (30, 60, 120, 240), (60, 120, 240, 480))
MIDNIGHT = time(0)


def day_start(periods: Periods, where: tzinfo) -> time:
    """Return when the days of a schedule begin: as its first period, if fewer go over that time than over midnight."""
    if not periods.start.size or all(name is None for name in periods.period):
        return MIDNIGHT
    spans = np.unique(np.stack((periods.start, periods.end - 1)), axis=1).astype("M8[ms]")
    start, last = (from_utc(moments, where) for moments in spans)
    first = start[0]

    def torn(clock: np.timedelta64) -> int:
        return int(((start - clock).astype("M8[D]") != (last - clock).astype("M8[D]")).sum())

    clock = first - first.astype("M8[D]")
    if torn(clock) >= torn(np.timedelta64(0, "ms")):
        return MIDNIGHT
    moment: time = first.astype("M8[ms]").item().time()
    return moment


def heat_map(
    track: Track,
    spells: Spells,
    periods: Periods,
    hotspot_ids: NDArray[np.object_],
    where: tzinfo,
    control: str,
) -> dict[str, Any]:
    """Return what the template draws: classes of colour by hotspot and day, −1 where no unit was tracked that day.

    Args:
        track, spells: the fixes, and their time inside the hotspots.
        periods: the place-periods; those of a schedule in which patrols were asked for are marked.
        hotspot_ids: (h,) keys of the hotspots.
        where: time zone of the days.
        control: name of the arm of which no visit is asked.
    """
    clock = day_start(periods, where)
    days, starts, ends = _days(track, periods, clock, where)
    count, width = len(hotspot_ids), len(days)
    place = np.repeat(np.arange(count), width)
    begins, closes = np.tile(starts, count), np.tile(ends, count)
    window, since, until = attended(spells, place, begins, closes)
    minutes = np.bincount(window, weights=(until - since) / MS_PER_MINUTE, minlength=count * width)
    grid: Floats = minutes.astype(np.float64).reshape(count, width)
    run_start, run_end = track.runs()
    tracked = np.array([((run_end > a) & (run_start < b)).any() for a, b in zip(starts, ends, strict=True)])
    planned = np.zeros(count * width, dtype=bool)
    is_schedule = any(name is not None for name in periods.period)
    if is_schedule:
        asked = asked_of(periods.arm, control)
        hotspot, start, end = (column[asked] for column in (periods.hotspot, periods.start, periods.end))
        planned[overlaps(hotspot, start, end, place, begins, closes)[1]] = True
    planned = planned.reshape(count, width)
    limits = _limits(grid)
    classes = np.where(tracked, np.searchsorted((0, *limits), grid, side="left"), -1)
    shown = np.argsort(-grid.sum(axis=1), kind="stable")[:PLACES]
    bands = -(-width // DAYS)
    cuts = np.linspace(0, width, bands + 1).round().astype(int).tolist()
    cell = round(float(np.clip(WIDTH / max(b - a for a, b in pairwise(cuts)), *CELL)), 2)
    names = [str(hotspot_ids[i]) for i in shown]
    return {
        "bands": [
            _band(days, range(a, b), cell, names, classes[shown], grid[shown], planned[shown])
            for a, b in pairwise(cuts)
        ],
        "totals": [f"{total:,.0f}" for total in grid[shown].sum(axis=1)],
        "cell": cell,
        "left": 20 + 7 * min(20, max((len(name) for name in names), default=0)),
        "hidden": count - len(shown),
        "since": f"{days[0].day} {days[0]:%B %Y}" if _earlier(track, starts) else "",
        "clock": f"{clock:%H:%M}" if clock != MIDNIGHT else "",
        "planned": bool(planned.any()),
        "classes": ["0", *(f"over {a:g} to {b:g}" for a, b in pairwise((0, *limits))), f"over {limits[-1]:g}"],
    }


def _days(track: Track, periods: Periods, clock: time, where: tzinfo) -> tuple[list[date], Integers, Integers]:
    """Return the days from the first fix, or the schedule's start before it, to the last fix; and starts and ends."""
    first, last = int(track.time.min()), int(track.time.max())
    if periods.start.size:
        first = min(first, int(periods.start.min()))
    since = np.timedelta64((clock.hour * 60 + clock.minute) * 60 + clock.second, "s")
    one, other = (from_utc(np.array([first, last]).astype("M8[ms]"), where) - since).astype("M8[D]").tolist()
    days = [one + timedelta(days=i) for i in range((other - one).days + 1)][-DAYS * BANDS :]
    edges = np.array([at(day, clock, where) for day in [*days, days[-1] + timedelta(days=1)]]).astype(np.int64)
    return days, edges[:-1], edges[1:]


def _earlier(track: Track, starts: Integers) -> bool:
    return bool(track.time.min() < starts[0])


def _limits(grid: Floats) -> tuple[int, ...]:
    there = grid[grid > 0]
    most = float(np.quantile(there, 0.8)) if there.size else 0.0
    return next((limits for limits in CLASSES if limits[-1] >= most), CLASSES[-1])


def _band(
    days: list[date],
    part: range,
    cell: float,
    names: list[str],
    classes: NDArray[np.int64],
    grid: Floats,
    planned: Flags,
) -> dict[str, Any]:
    """Return some of the days: labels, lines between weeks, and a row a hotspot."""
    shown = days[part.start : part.stop]
    every = next((step for step in (1, 2, 7, 14, 28) if step * cell >= 44), 28)
    monday = (-shown[0].weekday()) % 7 if every >= 7 else 0
    rows = []
    for name, kinds, minutes, plan in zip(names, classes, grid, planned, strict=True):
        cells = [(int(kinds[j]), f"{minutes[j]:.0f}" if kinds[j] >= 0 else "", bool(plan[j])) for j in part]
        edges = np.flatnonzero(np.diff(np.concatenate(([False], plan[part.start : part.stop], [False])).astype(int)))
        rows.append({"name": name, "cells": cells, "runs": [(a, b - a) for a, b in edges.reshape(-1, 2).tolist()]})
    return {
        "days": [f"{day:%a} {day.day} {day:%B}" for day in shown],
        "labels": [(j, f"{shown[j].day} {shown[j]:%b}") for j in range(monday, len(shown), every)],
        "weeks": [j for j in range(1, len(shown)) if shown[j].weekday() == 0] if len(shown) > 7 else [],
        "rows": rows,
    }
