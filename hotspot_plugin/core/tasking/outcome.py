"""From all records that came back to tables: visits with what is to be said of each, positions, notes, rejected rows.

Everything follows from the ledger and the time of the import alone, so neither the order of imports nor doing one twice
matters. Nothing is dropped for being wrong: a patrol that was too many, late, early or impossible is marked in words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..progress import SILENT, Part, Progress
from ..tracking.clean import Rules, clean
from ..tracking.fixes import SAME_TIME, Fixes, contents, numbered
from . import personal
from .fieldrows import Patrol
from .ledger import Ledger
from .marks import MARKS, Tasks, clock_mark, general, text_of, when_of
from .returnedfiles import GPX

OTHER_VERSION = "another version of this patrol is in the visits"
_MINUTE = 60_000
_MOCK = ("mock", "fake", "simulat")


@dataclass(frozen=True)
class Outcome:
    """The tables of an import.

    Attributes:
        visits: the table of visits (DESIGN.md) as officers report them, and what is to be said of each; `x`, `y` is the
            mean of its positions, or else the place's point, NaN if neither is known.
        fixes: positions as importtracks gives them.
        notes: what officers wrote, apart from all else.
        rejects: `source`, `row`, `reason`, `content`.
        marks: how many visits have each kind of mark, by words that do not name one visit.
    """

    visits: pd.DataFrame
    fixes: pd.DataFrame
    notes: pd.DataFrame
    rejects: pd.DataFrame
    marks: Counter[str] = field(default_factory=Counter)


def outcome(ledger: Ledger, now: int, progress: Progress = SILENT) -> Outcome:
    """Return the tables of a ledger.

    Args:
        ledger: the records.
        now: when this is done, milliseconds since 1970 (UTC): what is later is in the future.
        progress: 0 to 1.
    """
    rejects = [
        (f"{ledger.files[sha256][0]}, {place}" if place else ledger.files[sha256][0], row, reason, content)
        for sha256, place, row, reason, content in ledger.rows("rejects")
    ]
    chosen = _chosen(ledger, rejects)
    units = _units(chosen, ledger)
    table, doubles = _fixes(ledger, units, Part(progress, 0.0, 0.3))
    rejects += doubles
    cleaned, lost = _cleaned(table, now, Part(progress, 0.3, 0.7))
    rejects += lost
    marks: Counter[str] = Counter()
    visits = _visits(chosen, units, ledger, table, now, marks, Part(progress, 0.7, 1.0))
    made = pd.DataFrame(rejects, columns=["source", "row", "reason", "content"])
    made["row"] = made["row"].astype("Int64")
    return Outcome(visits, cleaned, _notes(chosen), made, marks)


def _key(patrol: Patrol) -> tuple[Any, ...]:
    """Return what the version that counts has most of: revision, an end, the latest end, then anything that decides."""
    rest = tuple((value is not None, "" if value is None else str(value)) for value in patrol)
    ends = tuple((value is not None, value or 0) for value in (patrol.ended, patrol.started))
    return (patrol.revision, *ends, rest)


def _chosen(ledger: Ledger, rejects: list[tuple[Any, ...]]) -> list[Patrol]:
    """Return the version of each patrol that counts, by start and key; the others are rejected."""
    best: dict[str, Patrol] = {}
    for patrol in ledger.patrols:
        there = best.get(patrol.patrol_id)
        if there is None or _key(patrol) > _key(there):
            best[patrol.patrol_id] = patrol
    for row in ledger.rows("patrols"):
        patrol = Patrol(*row)
        if best[patrol.patrol_id] != patrol:
            said = f"patrol_id={patrol.patrol_id} unit={patrol.unit} revision={patrol.revision}"
            said += f" hotspot_id={patrol.hotspot_id} started={text_of(patrol.started)} ended={text_of(patrol.ended)}"
            rejects.append((patrol.form, None, OTHER_VERSION, said))
    return sorted(best.values(), key=lambda p: (when_of(p), p.patrol_id))


def _units(chosen: Sequence[Patrol], ledger: Ledger) -> dict[str, str]:
    """Return what the unit of each track is called that names none itself."""
    units = {f"patrol/{p.patrol_id}": p.unit or f"patrol-{p.patrol_id[:8]}" for p in chosen}
    for sha256, (name, form) in ledger.files.items():
        if form == GPX:
            last = name.rpartition("/")[2]
            units[f"gpx/{sha256}"] = last.rpartition(".")[0] or last
    return units


def _unit_of(track: str, units: dict[str, str]) -> str:
    if track.startswith("gpx/"):
        return units.get(track.rpartition("/")[0], track)
    return units.get(track) or (f"patrol-{track[7:15]}" if track.startswith("patrol/") else track.replace("/", " ", 1))


def _fixes(ledger: Ledger, units: dict[str, str], progress: Progress) -> tuple[pd.DataFrame, list[tuple[Any, ...]]]:
    """Return positions by unit and time, each time once, and those of equal times rejected."""
    raw = ledger.fixes
    codes, tracks = pd.factorize(raw["track"])
    names = np.array([*(_unit_of(str(track), units) for track in tracks), "unknown unit"], dtype=object)[codes]
    # the sheet of a GPX file is the file, whose name is known only now
    files = np.array([*(_file_of(str(track), ledger) for track in tracks), None], dtype=object)[codes]
    progress.at(0.3)
    made = raw.assign(
        unit=raw["unit"].where(raw["unit"].notna(), pd.Series(names, index=raw.index, dtype=object)),
        source=raw["source"].where(raw["source"].notna(), pd.Series(files, index=raw.index, dtype=object)),
    )
    order = ["unit", "time", "track", "x", "y", "accuracy_m", "speed_ms", "source"]
    made = made.sort_values(order, kind="stable", ignore_index=True)
    progress.at(0.8)
    again = made.duplicated(["unit", "time"]).to_numpy()
    double = made[again]
    times = np.datetime_as_string(double["time"].to_numpy().astype("M8[ms]")).tolist()
    said = contents(times, double["x"].tolist(), double["y"].tolist())
    rejects = [(source, None, SAME_TIME, text) for source, text in zip(double["source"].tolist(), said, strict=True)]
    return made[~again].reset_index(drop=True), rejects


def _file_of(track: str, ledger: Ledger) -> str | None:
    return ledger.files[track.split("/")[1]][0] if track.startswith("gpx/") else None


def _cleaned(table: pd.DataFrame, now: int, progress: Progress) -> tuple[pd.DataFrame, list[tuple[Any, ...]]]:
    """Put positions into the form of importtracks and through its rules."""
    unit, source = (pd.Categorical(table[name]) for name in ("unit", "source"))
    track = pd.factorize(table["track"])[0].astype(np.int64)
    time = table["time"].to_numpy().astype("M8[ms]")
    columns: dict[str, Any] = {
        "unit": unit,
        "time": time,
        **{name: table[name].to_numpy(dtype=np.float64) for name in ("x", "y", "accuracy_m", "speed_ms")},
        "source": source,
        "segment": np.empty(0, dtype=np.int32),
        "row": np.arange(1, len(table) + 1),
    }
    nothing = pd.DataFrame({name: [] for name in ("source", "row", "reason", "content")})
    if not len(table):
        return pd.DataFrame({name: values[:0] for name, values in columns.items()}), []
    codes = unit.codes.astype(np.int32)
    columns["segment"] = numbered(codes, np.zeros(len(table), dtype=np.int32), track)
    made = clean(Fixes(pd.DataFrame(columns), nothing, 0), Rules(np.datetime64(now, "ms")), None, progress).fixes
    lost = [(place, None, reason, text) for place, _, reason, text in made.rejects.itertuples(index=False)]
    return made.table, lost


def _notes(chosen: Sequence[Patrol]) -> pd.DataFrame:
    rows = []
    for patrol in chosen:
        if patrol.notes:
            kinds = sorted({finding.kind for finding in personal.findings([("", patrol.notes)])})
            said = ", ".join(kinds) or None
            rows.append((patrol.patrol_id, patrol.hotspot_id, when_of(patrol), patrol.notes, said))
    table = pd.DataFrame(rows, columns=["visit_id", "hotspot_id", "time", "notes", "looks_like"], dtype=object)
    return table.assign(time=table["time"].to_numpy(dtype=np.int64).astype("M8[ms]"))


@dataclass
class _Positions:
    """Of each patrol: how many positions, first and last time, median interval, mean place, how many are made up."""

    table: dict[str, tuple[Any, ...]]

    @classmethod
    def of(cls, fixes: pd.DataFrame) -> _Positions:
        mine = fixes[fixes["track"].str.startswith("patrol/", na=False)].sort_values(["track", "time"], kind="stable")
        step = mine.groupby("track", sort=False)["time"].diff()
        mock = mine["source"].str.lower().str.contains("|".join(_MOCK), na=False)
        grouped = mine.assign(step=step, mock=mock).groupby("track", sort=False)
        table = grouped.agg(
            n=("time", "size"), first=("time", "min"), last=("time", "max"), step=("step", "median"), x=("x", "mean"),
            y=("y", "mean"), mock=("mock", "sum"),
        )  # fmt: skip
        return cls({str(row[0]): row[1:] for row in table.itertuples()})

    def get(self, patrol: Patrol) -> tuple[Any, ...]:
        nothing = (0, None, None, np.nan, np.nan, np.nan, 0)
        return self.table.get(f"patrol/{patrol.patrol_id}", nothing)


def _visits(
    chosen: Sequence[Patrol],
    units: dict[str, str],
    ledger: Ledger,
    fixes: pd.DataFrame,
    now: int,
    marks: Counter[str],
    progress: Progress,
) -> pd.DataFrame:
    positions, tasks = _Positions.of(fixes), Tasks(ledger.issued)
    rows: list[dict[str, Any]] = []
    for number, patrol in enumerate(chosen):
        if number % 1000 == 0:
            progress.at(number / len(chosen))
        count, first, last, step, x, y, mock = positions.get(patrol)
        package = ledger.issued.get(patrol.bundle_id or "")
        point = tasks.point(patrol)
        if not count and point:
            x, y = point
        said = {
            "package_mark": tasks.package_mark(patrol, package),
            "task_mark": tasks.task_mark(patrol, package),
            "limit_mark": tasks.limit_mark(patrol, package),
            "clock_mark": clock_mark(
                patrol, package, now, ledger.jumps.get(f"patrol/{patrol.patrol_id}", 0), first, last
            ),
            "position_mark": [f"positions from a mock provider: {mock} of its {count}"] if mock else [],
        }
        for kind in said.values():
            marks.update({general(text): 1 for text in kind})
        minutes = None
        if patrol.started is not None and patrol.ended is not None and patrol.ended >= patrol.started:
            minutes = (patrol.ended - patrol.started) / _MINUTE
        slot = tasks.slot(patrol, package)
        rows.append(
            {
                "visit_id": patrol.patrol_id,
                "unit": units[f"patrol/{patrol.patrol_id}"],
                "hotspot_id": patrol.hotspot_id,
                "minutes": minutes,
                "mode": patrol.mode,
                "ping_s": None if np.isnan(step) else float(step) / 1000.0,
                "period": slot.period if slot else None,
                "bundle_id": patrol.bundle_id,
                "revision": patrol.revision,
                "fixes": int(count),
                **{name: "; ".join(text) or None for name, text in said.items()},
                "x": float(x),
                "y": float(y),
            }
        )
    table = pd.DataFrame(rows, columns=VISIT_COLUMNS)
    table["enter"] = _times([patrol.started for patrol in chosen])
    table["leave"] = _times([patrol.ended for patrol in chosen])
    for name in ("minutes", "ping_s", "x", "y"):
        table[name] = table[name].astype(np.float64)
    return table


VISIT_COLUMNS = [
    "visit_id", "unit", "hotspot_id", "enter", "leave", "minutes", "minutes_low", "minutes_high", "stopped_min",
    "foot_min", "vehicle_min", "unknown_min", "mode", "ping_s", "measurable", "arm", "period", "bundle_id", "revision",
    "fixes", *MARKS, "x", "y",
]  # fmt: skip


def _times(ms: Sequence[int | None]) -> NDArray[np.datetime64]:
    missing = np.iinfo(np.int64).min  # NaT
    return np.array([missing if value is None else value for value in ms], dtype=np.int64).view("M8[ms]")
