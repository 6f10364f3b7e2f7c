"""The place-periods of a trial, from its schedule or from its arms, and the cells that were drawn."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Progress
from ..tracking.periods import Periods, scheduled
from .canonical import some
from .crossover import Design
from .panel import Arms, Floats, Panel, Redraw, Whole, by_design, chances_within_rows, within_rows
from .suspicions import constraints, uneven

DAY = 86_400_000.0


@dataclass(frozen=True)
class Layout:
    """A trial: w place-periods, which belong to n cells of what was drawn.

    Args:
        periods: (w,) hotspot, start, end, name, arm.
        treated: (w,) 1 or 0; of the treatment's arm also before it starts.
        before: (w,) whether it is before the start of treatment (the baseline of a parallel trial).
        cell: (w,) position of its cell.
        panel: the n cells.
        redraw: draws the design again.
        crossover: whether hotspots change arms.
        said: what the analyst should know of how it was read.
        dropped: keys of hotspots that were drawn and are not analysed, since they were not given.
    """

    periods: Periods
    treated: Arms
    before: NDArray[np.bool_]
    cell: Whole
    panel: Panel
    redraw: Redraw
    crossover: bool
    said: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def days(self) -> Floats:
        """Length of each place-period in days, (w,)."""
        return (self.periods.end - self.periods.start) / DAY

    @property
    def longest_lag(self) -> int:
        """How many periods before any unit's last there are; 0 where periods do not follow each other."""
        return 0 if self.panel.previous is None else int(np.bincount(self.panel.column).max()) - 1

    def sums(self, values: Floats) -> Floats:
        """Return values of place-periods (w,) added up by cell, (n,)."""
        return np.asarray(np.bincount(self.cell, values, len(self.panel.row)), dtype=np.float64)


def from_schedule(
    schedule: pd.DataFrame,
    ids: NDArray[np.object_],
    treatment: str = "treatment",
    control: str = "control",
    max_run: int = 0,
    balance_previous: bool = False,
    until: int | None = None,
    progress: Progress = SILENT,
) -> Layout:
    """Return the layout of a crossover trial.

    Args:
        schedule: `hotspot_id`, `period`, `starts`, `ends`, `arm`, and `cluster_id`, `stratum`, `probability` if known.
        ids: (h,) keys of the hotspots that are analysed.
        treatment, control: names of the arms; place-periods of other arms are left out.
        max_run, balance_previous: the constraints that the schedule was drawn with.
        until: milliseconds since 1970 (UTC); periods that end later are left out. None for none.
        progress: is told how far it is.

    Raises:
        HotspotError: as `periods.scheduled`; a row has no arm; an arm is empty; hotspots of a cluster differ.
    """
    if "arm" not in schedule:
        raise HotspotError("The schedule has no field arm: give the schedule as it was drawn.")
    blank = np.flatnonzero(schedule["arm"].isna().to_numpy())
    if blank.size:
        raise HotspotError(f"Row {blank[0] + 1} of the schedule has no arm: give the schedule as it was drawn.")
    whole = scheduled(schedule, ids, np.full(len(ids), None, dtype=object), SILENT)
    arms = np.array([str(arm).strip().casefold() for arm in whole.arm], dtype=object)
    is_treated, is_control = arms == treatment.strip().casefold(), arms == control.strip().casefold()
    kept = is_treated | is_control
    if until is not None:
        kept &= whole.end <= until
    if not kept.any():
        found = some(sorted({str(arm) for arm in whole.arm}))
        raise HotspotError(
            f"The schedule has no place-period of {treatment} or {control} to analyse (its arms are {found}): "
            "check the names of the arms and the end."
        )
    dropped, said = _strangers(schedule["hotspot_id"].to_numpy(dtype=object), ids)
    if not kept.all():
        said.append(f"{(~kept).sum():,} place-periods of other arms or after the end are left out.")
    periods = Periods(*(getattr(whole, name)[kept] for name in ("hotspot", "start", "end", "period", "arm")))
    treated = is_treated[kept].astype(np.int8)
    extra = _extra(schedule, ids[periods.hotspot], periods.period)
    unit = np.where(pd.isna(extra["cluster_id"]), ids[periods.hotspot], extra["cluster_id"]).astype(object)
    stratum = extra["stratum"].fillna("").to_numpy(dtype=object)
    names = pd.Series(periods.start).groupby(periods.period).min().sort_values(kind="stable").index
    at = pd.Index(names).get_indexer(pd.Index(periods.period)).astype(np.int64)
    units = np.array(sorted(set(unit)), dtype=object)
    column = np.searchsorted(units, unit).astype(np.int64)
    strata, stratum_at = np.unique(stratum, return_inverse=True)
    first, cell = _cells(at, column, treated, units, names)
    row = np.unique(at[first] * len(strata) + stratum_at[first], return_inverse=True)[1].astype(np.int64)
    arm = treated[first]
    before = _previous(at[first], column[first])
    panel = Panel(row, column[first], arm, chances_within_rows(row, arm), previous=before)
    said += uneven(panel, at[first], names)
    redraw = within_rows(panel)
    if max_run or balance_previous:
        design = _design(schedule, treatment, list(names), max_run, balance_previous)
        positions = np.searchsorted(np.array(design.units, dtype=object), units)
        redraw = by_design(design, at[first], positions[column[first]].astype(np.int64))
    else:
        said += constraints(panel, at[first], redraw)
    progress.at(1.0)
    nowhere = np.zeros(len(cell), dtype=bool)
    return Layout(periods, treated, nowhere, cell, panel, redraw, True, tuple(said), dropped)


def from_arms(
    arms: pd.DataFrame,
    ids: NDArray[np.object_],
    start: int,
    end: int,
    baseline: int | None = None,
    treatment: str = "treatment",
    control: str = "control",
) -> Layout:
    """Return the layout of a parallel trial.

    Args:
        arms: `hotspot_id`, `arm`, and `block`, `cluster_id` if known.
        ids: (h,) keys of the hotspots that are analysed.
        start, end: the trial, milliseconds since 1970 (UTC).
        baseline: start of the time before the trial that is compared, None for none.
        treatment, control: names of the arms; hotspots of other arms are left out.

    Raises:
        HotspotError: times are not in order; no hotspot has an arm; hotspots of a cluster differ.
    """
    if not start < end or (baseline is not None and not baseline < start):
        raise HotspotError("The trial must end after it starts, and start after its baseline does: check the dates.")
    by_id = arms.drop_duplicates("hotspot_id").set_index("hotspot_id")
    known = by_id.reindex(pd.Index(ids))
    arm = np.array([None if pd.isna(a) else str(a).strip().casefold() for a in known["arm"]], dtype=object)
    is_treated, is_control = arm == treatment.strip().casefold(), arm == control.strip().casefold()
    kept = np.flatnonzero(is_treated | is_control)
    if not kept.size:
        raise HotspotError(f"No hotspot has the arm {treatment} or {control}: check the arms' names and the keys.")
    named = by_id.index[by_id["arm"].notna().to_numpy()].to_numpy(dtype=object)
    dropped, said = _strangers(named, ids)
    if kept.size < len(ids):
        said.append(f"{len(ids) - kept.size} hotspots without one of the two arms left out.")
    unit = _column(known, "cluster_id", ids)[kept]
    block = _column(known, "block", np.full(len(ids), ""))[kept]
    treated = is_treated[kept].astype(np.int8)
    units, column = np.unique(unit.astype(str), return_inverse=True)
    blocks, in_block = np.unique(block.astype(str), return_inverse=True)
    times = [(start, end)] if baseline is None else [(baseline, start), (start, end)]
    many = len(kept)
    at = np.repeat(np.arange(len(times)), many)
    hotspot = np.tile(kept, len(times)).astype(np.int64)
    order = np.lexsort((at, hotspot))
    in_time = np.tile(treated, len(times))[order]
    at, hotspot = at[order], hotspot[order]
    column = np.tile(column, len(times))[order].astype(np.int64)
    in_block = np.tile(in_block, len(times))[order]
    names = np.array(["trial"] if baseline is None else ["before", "trial"], dtype=object)
    periods = Periods(
        hotspot,
        np.array([times[i][0] for i in at], dtype=np.int64),
        np.array([times[i][1] for i in at], dtype=np.int64),
        names[at],
        np.where(in_time == 1, treatment, control).astype(object),
    )
    first, cell = _cells(at, column, in_time, units, names)
    before = at < len(times) - 1
    row = np.unique(at[first] * len(blocks) + in_block[first], return_inverse=True)[1].astype(np.int64)
    now = np.where(before[first], 0, in_time[first]).astype(np.int8)
    # each unit has as many cells as there are times; before the trial nobody is treated
    panel = Panel(row, column[first], now, chances_within_rows(row, now), columns=baseline is not None)
    return Layout(periods, in_time, before, cell, panel, within_rows(panel), False, tuple(said), dropped)


def _cells(
    at: Whole, column: Whole, treated: Arms, units: NDArray[np.object_], names: NDArray[np.object_] | pd.Index[str]
) -> tuple[Whole, Whole]:
    """Return the first place-period of each cell (unit and period), and the cell of each place-period."""
    key = at * len(units) + column
    _, first, cell = np.unique(key, return_index=True, return_inverse=True)
    wrong = np.flatnonzero(treated != treated[first][cell])
    if wrong.size:
        i = wrong[0]
        raise HotspotError(
            f"Hotspots of cluster {units[column[i]]} have different arms in period {names[at[i]]}: the allocation was "
            "changed after the draw, or the clusters are not those of the draw."
        )
    return first.astype(np.int64), cell.astype(np.int64)


def _strangers(drawn: NDArray[np.object_], given: NDArray[np.object_]) -> tuple[tuple[str, ...], list[str]]:
    """Return the hotspots that were drawn and are not given, and sentences on these and on those never drawn."""
    known, wanted = set(given.tolist()), {key for key in drawn.tolist() if key is not None}
    dropped, added = sorted(wanted - known), sorted(known - wanted)
    said = []
    if dropped:
        said.append(
            f"{len(dropped)} hotspots that were drawn are not in the layer and not analysed ({some(dropped)}): if they "
            "were dropped after the draw, say why, since that can bias the comparison."
        )
    if added:
        said.append(f"{len(added)} hotspots of the layer were never drawn and are not analysed ({some(added)}).")
    return tuple(dropped), said


def _previous(at: Whole, column: Whole) -> Whole:
    """Return the position of the same unit's cell in its period before; -1 for its first."""
    order = np.lexsort((at, column))
    before = np.full(len(at), -1, dtype=np.int64)
    same = column[order][1:] == column[order][:-1]
    before[order[1:]] = np.where(same, order[:-1], -1)
    return before


def _extra(schedule: pd.DataFrame, ids: NDArray[np.object_], periods: NDArray[np.object_]) -> pd.DataFrame:
    """Return cluster_id and stratum of place-periods, None where there is none."""
    names = ["cluster_id", "stratum"]
    table = schedule.reindex(columns=["hotspot_id", "period", *names]).drop_duplicates(["hotspot_id", "period"])
    wanted = pd.MultiIndex.from_arrays([ids, periods])
    return table.set_index(["hotspot_id", "period"]).reindex(wanted).astype(object).reset_index(drop=True)


def _design(schedule: pd.DataFrame, treatment: str, names: list[str], max_run: int, balance_previous: bool) -> Design:
    """Return the design that a whole schedule was drawn from, dropped hotspots included."""
    table = schedule.reindex(columns=["hotspot_id", "period", "arm", "cluster_id", "stratum", "probability"])
    table = table[table["period"].isin(names)].astype({"cluster_id": object, "stratum": object})
    table["unit"] = table["cluster_id"].where(table["cluster_id"].notna(), table["hotspot_id"])
    table["stratum"] = table["stratum"].where(table["stratum"].notna(), "")
    table = table.drop_duplicates(["unit", "period"])
    is_treated = table["arm"].str.strip().str.casefold() == treatment.strip().casefold()
    chance, arm = table["probability"].to_numpy(dtype=np.float64), is_treated.to_numpy(dtype=bool)
    table["due"] = np.where(np.isnan(chance), arm, np.where(arm, chance, 1.0 - chance))
    strata = sorted(table["stratum"].unique())
    units = sorted(table["unit"].unique())
    of = table.drop_duplicates("unit").set_index("unit")["stratum"]
    due = table.groupby(["period", "stratum"])["due"].sum()
    # a date of each period of its own: Design counts them as parts of a day
    parts = tuple(
        tuple(
            Fraction(float(due[(name, label)])).limit_denominator(1000) if (name, label) in due.index else None
            for label in strata
        )
        for name in names
    )
    labels: tuple[str | None, ...] = (None,) if strata == [""] else tuple(strata)
    positions = tuple(strata.index(of[unit]) for unit in units)
    made = Design(tuple(units), labels, positions, tuple(names), parts, max_run, balance_previous)
    made.check()
    return made


def _column(table: pd.DataFrame, name: str, otherwise: NDArray[np.object_]) -> NDArray[np.object_]:
    if name not in table:
        return np.asarray(otherwise, dtype=object)
    values = table[name].to_numpy(dtype=object)
    return np.where(pd.isna(values), np.asarray(otherwise, dtype=object), values).astype(object)
