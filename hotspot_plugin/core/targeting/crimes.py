"""Crimes from CSV files: police.uk's by their header, any other by the columns that are named.

    crimes, x, y, rejects, notes = read_crimes("2018-10-cleveland-street.csv")

Not a row is lost: each is in `crimes` or, with the reason, in `rejects`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from .crimes_csv import batches, find_csv_files, look_at
from .crimes_plan import Columns, Plan, plan
from .crimes_rows import Reading
from .crimes_time import DAY, INSTANT, MONTH, UNREADABLE, Intervals, Times, order_shown

Floats = NDArray[np.float64]

# Coordinates are held to be anonymised where over a third of the crimes share theirs with at least two others and at
# least 40 % repeat one. Measured: police.uk, all crime of one month of a force: 47–68 %; Chicago assaults, by block:
# 60 %; Chicago burglaries at their addresses, four years: 11 %; Memphis robberies at 3 decimals: 10 %.
SNAP_SHARE, SNAP_DISTINCT, SNAP_ROWS = 1 / 3, 0.6, 100


@dataclass(frozen=True)
class Notes:
    """What a reader should know about the crimes read.

    `files` and `skipped` are names within the input (`skipped` with why); `sha256` is that of the bytes of `files`, one
    after the other in this order; `rows` counts all rows; `reasons` the rejected ones by reason; `precision` the crimes
    whose time is a "month", a "day" or an "instant"; `snapped` tells that coordinates are anonymised; `months_only`
    that no time is finer than a month; `police_uk` that some file is police.uk's; `first` and `last` are the UTC dates
    of the earliest and the latest moment, such as "2018-10-01", None without times.
    """

    files: tuple[str, ...]
    skipped: dict[str, str]
    sha256: str
    rows: int
    reasons: dict[str, int]
    precision: dict[str, int]
    snapped: bool
    months_only: bool
    police_uk: bool
    first: str | None
    last: str | None


class Crimes(NamedTuple):
    """The result of `read_crimes`."""

    crimes: pd.DataFrame
    x: Floats
    y: Floats
    rejects: pd.DataFrame
    notes: Notes


def read_crimes(
    source: str | Path,
    columns: Columns | None = None,
    *,
    geographic: bool = True,
    zone: str = "Europe/London",
    progress: Progress = SILENT,
) -> Crimes:
    """Read the crimes of a CSV file, or of all CSV files in a folder and the folders in it.

    Args:
        source: file or folder.
        columns: which columns of files that are not police.uk's hold what.
        geographic: whether coordinates are degrees (x the longitude) or in the unit of a projected system.
        zone: IANA name of the time zone of times that carry no offset.
        progress: hears what was done with awkward rows, and can cancel.

    Returns:
        crimes: `occurred_from`, `occurred_to` (datetime64[ms], UTC), `crime_type`, `harm` (float64), `place`, `source`
            (file:row, the header being row 1), in the order of the sorted files; missing values are NaT, NaN or None.
        x, y: float64, in the unit of the file, one a crime.
        rejects: `source`, `row`, `reason`, `content` (the row as CSV, at most 500 characters).
        notes: see `Notes`.

    Raises:
        HotspotError: there is no file, one cannot be read or lacks a column, coordinates that should be degrees are
            metres or the other way round, or no row can be used.
    """
    files = [look_at(path, name) for path, name in find_csv_files(source)]
    plans, skipped = plan(files, columns or Columns(), geographic)
    for name, why in skipped.items():
        progress.warn(f"{name} was skipped: {why}.")
    _warn_of_copies(plans, progress)
    reading = Reading(Times(zone, _month_first(plans, progress)), geographic)
    total = max(sum(one.file.size for one in plans), 1)
    done = 0
    for one in plans:
        reading.read(one, Part(progress, 0.9 * done / total, 0.9 * (done + one.file.size) / total))
        done += one.file.size
    result = _result(reading, plans, skipped, progress)
    progress.at(1.0)
    return result


def _warn_of_copies(plans: Sequence[Plan], progress: Progress) -> None:
    """Warn of files with the same name and size in different folders, as two overlapping downloads leave them."""
    seen: dict[tuple[str, int], str] = {}
    for one in plans:
        first = seen.setdefault((one.file.path.name, one.file.size), one.file.name)
        if first != one.file.name:
            progress.warn(f"{one.file.name} has the name and size of {first}: are crimes counted twice?")


def _month_first(plans: Sequence[Plan], progress: Progress) -> bool:
    """Tell whether 5/6/2018 is in May, by those dates of the column that can be read in one way only."""
    dates = day_first = month_first = 0
    for one in plans:
        if one.time is None or one.police_uk:
            continue
        for _, rows, _ in batches(one.file, hashlib.sha256(), lambda _done: progress.at(0.0)):
            found = order_shown({row[one.time] for row in rows if len(row) > one.time})
            dates, day_first, month_first = dates + found[0], day_first + found[1], month_first + found[2]
            if not found[0] or found[1] or found[2]:
                break
    if day_first and month_first:
        way = "month" if month_first > day_first else "day"
        progress.warn(
            f"Of the first {dates:,} different dates {day_first:,} can only be day/month/year and {month_first:,} only "
            f"month/day/year; all were read {way} first: find out where the others come from, for some of them may be "
            "read as another day."
        )
    elif dates and not day_first and not month_first:
        progress.warn("No date shows whether day or month comes first: 5/6/2018 was read as 5 June 2018.")
    elif month_first:
        progress.say("Dates are month/day/year, as some of them show.")
    return month_first > day_first


def _result(reading: Reading, plans: Sequence[Plan], skipped: dict[str, str], progress: Progress) -> Crimes:
    reasons = dict(Counter(reject[2] for reject in reading.rejects).most_common())
    if not reading.sources:
        raise HotspotError(_nothing_left(reading.rows, reasons))
    x, y = reading.column("x", np.float64), reading.column("y", np.float64)
    codes = reading.column("time", np.int64)
    timed = codes != UNREADABLE
    when = reading.times.intervals(codes[timed])
    start = np.full(len(x), np.datetime64("NaT", "ms"), dtype="M8[ms]")
    end = start.copy()
    start[timed], end[timed] = when.start, when.end
    crimes = pd.DataFrame(
        {
            "occurred_from": start,
            "occurred_to": end,
            "crime_type": pd.Series(reading.kinds.texts(reading.column("kind", np.int64)), dtype=object),
            "harm": reading.column("harm", np.float64),
            "place": pd.Series(reading.places.texts(reading.column("place", np.int64)), dtype=object),
            "source": pd.Series(reading.sources, dtype=object),
        }
    )
    rejects = pd.DataFrame(reading.rejects, columns=["source", "row", "reason", "content"])
    other = reading.column("other", np.bool_)
    notes = Notes(
        files=tuple(one.file.name for one in plans),
        skipped=skipped,
        sha256=reading.digest.hexdigest(),
        rows=reading.rows,
        reasons=reasons,
        precision=when.precision,
        snapped=not other.all() or are_snapped(x[other], y[other]),
        months_only=bool(timed.any()) and when.precision[MONTH] == int(timed.sum()),
        police_uk=any(one.police_uk for one in plans),
        first=str(when.start.min().astype("M8[D]")) if timed.any() else None,
        last=str(when.end.max().astype("M8[D]")) if timed.any() else None,
    )
    _say_what_came(notes, crimes, progress)
    _say_how_exact(notes, when, reading, progress)
    return Crimes(crimes, x, y, rejects, notes)


def are_snapped(x: Floats, y: Floats) -> bool:
    """Tell whether points are so heaped that their coordinates must be anonymised snap points (see SNAP_SHARE).

    Args:
        x, y: float64 of any unit, without NaN. Fewer than 100 points tell nothing.
    """
    if len(x) < SNAP_ROWS:
        return False
    # + 0.0 makes -0.0 equal 0.0; a clash of two keys in 2⁶⁴ would not move a share
    keys = (x + 0.0).view(np.uint64) * np.uint64(0x9E3779B97F4A7C15) ^ (y + 0.0).view(np.uint64)
    codes, distinct = pd.factorize(keys)
    shared = np.bincount(codes)[codes] >= 3
    return bool(shared.mean() > SNAP_SHARE and len(distinct) <= SNAP_DISTINCT * len(x))


def _nothing_left(rows: int, reasons: dict[str, int]) -> str:
    if not rows:
        return "The input has a header but no row below it: there is nothing to import."
    why = ", ".join(f"{count:,} {reason}" for reason, count in reasons.items())
    return f"None of the {rows:,} rows can be used ({why}): check the names of the columns, the CRS and the file."


def _say_what_came(notes: Notes, crimes: pd.DataFrame, progress: Progress) -> None:
    files = f"{len(notes.files):,} files" if len(notes.files) != 1 else notes.files[0]
    progress.say(f"{len(crimes):,} crimes read from {files} ({notes.rows:,} rows).")
    rejected = sum(notes.reasons.values())
    if rejected:
        why = "; ".join(f"{reason}: {count:,}" for reason, count in notes.reasons.items())
        progress.warn(f"{rejected:,} rows ({rejected / notes.rows:.1%}) could not be used. {why}.")


def _say_how_exact(notes: Notes, when: Intervals, reading: Reading, progress: Progress) -> None:
    if notes.snapped:
        source = (
            "police.uk moves crimes to"
            if notes.police_uk
            else "So many crimes share coordinates that they seem to be moved to"
        )
        progress.warn(
            f"{source} anonymised snap points, not where they happened: fit for hexagons and areas of some hectares, "
            "not for street segments, single addresses or near repeats."
        )
    if notes.months_only:
        progress.warn("Dates are months only: days of the week, hours and shifts cannot be told from these crimes.")
    elif notes.precision[MONTH] + notes.precision[DAY] and notes.precision[INSTANT]:
        progress.warn(
            f"{notes.precision[MONTH]:,} crimes have a month only, {notes.precision[DAY]:,} a day only and "
            f"{notes.precision[INSTANT]:,} a time of day."
        )
    if when.months_as_days:
        progress.warn("Every date is the first of a month, so the dates were read as months.")
    if when.days_as_midnight:
        progress.warn("Every time is midnight, so the times were read as days.")
    if when.twice:
        progress.warn(
            f"{when.twice:,} local times are in the hour that the clock goes through twice: both hours are kept."
        )
    if when.never:
        progress.warn(f"{when.never:,} local times are in the hour that the clock skips: they were read an hour later.")
    repeated = reading.repeated_ids()
    if repeated:
        progress.warn(f"{repeated:,} crimes have a Crime ID that stands on an earlier row too: they were kept.")
    if reading.commas:
        progress.say("Numbers with a decimal comma were read as such.")
