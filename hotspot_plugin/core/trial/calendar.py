"""A schedule as a calendar to read on a screen or to print: one HTML file without scripts, which loads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..progress import SILENT, Progress
from .crossover import OUT, TREATED, Grid
from .pages import page
from .schedule import Schedule

MARKS = {TREATED: "t", 0: "c", OUT: "o"}


def calendar(
    schedule: Schedule,
    title: str,
    zone: str,
    templates: Path,
    week: int | None = None,
    progress: Progress = SILENT,
) -> str:
    """Return the calendar of a schedule as HTML, by months, or by weeks where a day has several periods.

    Args:
        schedule: what was drawn.
        title: heading of the page.
        zone: name of the time zone of the days.
        templates: the folder of calendar.html and trial.css.
        week: the week to be shown (1 is the first); None shows the whole schedule.
        progress: is told how far it is.
    """
    periods = list(schedule.days.all() if week is None else schedule.days.week(week))
    sheets: list[dict[str, Any]] = []
    for name, group in groupby(periods, key=lambda period: _sheet(schedule, period, week)):
        here = list(group)
        progress.at((here[0] - periods[0]) / len(periods))
        sheets.append(_table(schedule, name, here))
    values = {
        "title": title,
        "week": week,
        "weeks": schedule.days.weeks,
        "unit": "Cluster" if schedule.clustered else "Hotspot",
        "facts": _facts(schedule, zone, periods, week),
        "sheets": sheets,
        "parts": schedule.days.parts,
    }
    return page("calendar.html", templates, values)


def carried_over(grid: Grid) -> tuple[float, float]:
    """Return which part of the treated, and which of the controls, was treated in the period before (0–1, or NaN).

    Args:
        grid: (periods, units) of a schedule; only units in the trial in both of two periods count.
    """
    before, now = grid[:-1], grid[1:]
    both = (before != OUT) & (now != OUT)
    if not both.any():  # the trial of a unit may skip parts of the day
        return np.nan, np.nan
    shares = [before[both & (now == arm)] == TREATED for arm in (TREATED, 0)]
    treated, control = (float(share.mean()) if share.size else np.nan for share in shares)
    return treated, control


def longest_run(grid: Grid) -> int:
    """Return the most periods in a row that any unit is treated, those in which it is not in the trial left out."""
    run, longest = np.zeros(grid.shape[1], dtype=np.int64), 0
    for row in grid:
        run = np.where(row == TREATED, run + 1, np.where(row == OUT, run, 0))
        longest = max(longest, int(run.max(initial=0)))
    return longest


def _sheet(schedule: Schedule, period: int, week: int | None) -> str:
    """Return the heading of the table that a period stands in."""
    name = schedule.days.names[period]
    if week is not None or schedule.days.parts > 1:
        return f"Week {period // (7 * schedule.days.parts) + 1}"
    return f"{date.fromisoformat(name[:10]):%B %Y}"


def _table(schedule: Schedule, heading: str, periods: Sequence[int]) -> dict[str, Any]:
    """Return what the template shows of some periods."""
    parts, names = schedule.days.parts, [schedule.days.names[period] for period in periods]
    days = [
        {"day": day, "span": len(list(group)), "weekend": day.weekday() > 4}
        for day, group in groupby(date.fromisoformat(name[:10]) for name in names)
    ]
    hours = (schedule.days.ends - schedule.days.starts) / np.timedelta64(1, "h")
    grid = schedule.grid[list(periods)]
    rows = [
        {"unit": unit, "cells": [MARKS[arm] for arm in grid[:, i].tolist()], "treated": int((grid[:, i] == 1).sum())}
        for i, unit in enumerate(schedule.design.units)
    ]
    return {
        "heading": heading,
        "days": days,
        "parts": [name[11:] for name in names] if parts > 1 else [],
        "odd": [f"{names[i]} has {hours[p]:g} hours" for i, p in enumerate(periods) if hours[p] != 24 / parts],
        "rows": rows,
        "totals": (grid == TREATED).sum(axis=1).tolist(),
        "total": int((grid == TREATED).sum()),
    }


def _facts(schedule: Schedule, zone: str, periods: Sequence[int], week: int | None) -> list[tuple[str, str]]:
    """Return what is said above the calendar."""
    grid, design = schedule.by_hotspot()[list(periods)], schedule.design
    first, last = pd.Timestamp(schedule.days.starts[periods[0]]), pd.Timestamp(schedule.days.ends[periods[-1]])
    local = [f"{at.tz_localize('UTC').tz_convert(zone):%a %d %B %Y, %H:%M}" for at in (first, last)]
    units = f"{len(schedule.ids)} hotspots"
    facts = [
        ("Units", f"{units} in {len(design.units)} clusters" if schedule.clustered else units),
        ("From", f"{local[0]} ({zone})"),
        ("To", f"{local[1]} ({zone})"),
        ("Place-periods", f"{(grid == TREATED).sum():,} treatment, {(grid == 0).sum():,} control"),
    ]
    if week is None:
        facts.append(("Longest run", f"{longest_run(schedule.grid)} treated periods in a row"))
        treated, control = carried_over(schedule.grid)
        # units of different probabilities would differ in it by that alone
        if len(design.strata) == 1 and not np.isnan(treated + control):
            facts.append(("Treated before", f"{treated:.1%} of the treated, {control:.1%} of the controls"))
    facts.append(("SHA-256 of the schedule", schedule.hash()))
    if week is not None:
        facts.append(("SHA-256 of this week", schedule.hash(week)))
    return facts
