"""Rows that came back from the field, checked value by value: patrols and positions that can be believed to be such."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from .. import clock
from ..errors import HotspotError
from ..tracking.fixes import Reject, unusable
from ..tracking.pseudonyms import Pseudonyms, personal

LONGEST_ID = 200  # characters of an id, unit, mode or receiver
LONGEST_NOTE = 10_000  # characters
MOST_NAMES = 200_000  # different patrols, units or receivers in one file
MOST_PATROLS = 100_000  # versions of patrols in one file
MOST_FIXES = 600_000  # positions in one file: 800 hours at 5 s
MOST_NOTED = 10_000_000  # characters of all notes of a file
MOST_SAID = 20  # remarks on a file
MOST_REJECTS = 5_000  # rows of a file that are rejected for one reason and listed one by one
MODES = ("foot", "bicycle", "vehicle")
# fixes outside of these are no times that a receiver could have had
GPS_BEGAN, FAR_FUTURE = np.datetime64("1980-01-06", "ms"), np.datetime64("2100-01-01", "ms")
FALL = np.timedelta64(60, "s")  # a clock that goes back by more was set
FIX_COLUMNS = ("unit", "track", "time", "x", "y", "accuracy_m", "speed_ms", "source")


class Patrol(NamedTuple):
    """One version of a patrol as a device recorded it. Times are milliseconds since 1970 (UTC), None where not said."""

    patrol_id: str
    revision: int
    unit: str | None
    hotspot_id: str | None
    bundle_id: str | None
    started: int | None
    ended: int | None
    mode: str | None
    notes: str | None
    form: str  # what it came in: records.gpkg or records.json


class UnitNames(Pseudonyms):
    """Calls units, so that a unit has one pseudonym whatever else is imported, and in which order.

    With a key as `Pseudonyms`, so as importtracks does. Without, a name that looks like a person's becomes “anon-” and
    eight hexadecimal digits of its SHA-256, which hides it from readers, not from somebody who has a list of names.
    """

    def __init__(self, key: str = "") -> None:
        super().__init__(key)
        self.hidden: set[str] = set()

    @property
    def mark(self) -> str:
        """What tells one key from another without giving it away; "" without one."""
        return self.of("ledger") if self._key else ""

    def of(self, name: str) -> str:
        """Return what a unit is called."""
        if self._key or not personal(name):
            return super().of(name)
        self.hidden.add(name)
        return "anon-" + hashlib.sha256(" ".join(name.casefold().split()).encode("utf-8", "replace")).hexdigest()[:8]


def text(value: Any, most: int = LONGEST_ID) -> str | None:
    """Return a value as one line of text, None for none, blank or of another kind; cut to `most` characters."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value) if math.isfinite(value) else None
    if not isinstance(value, str):
        return None
    plain = "".join(c if c.isprintable() else " " for c in value[: 2 * most].encode("utf-8", "replace").decode("utf-8"))
    return " ".join(plain.split())[:most] or None


def note(value: Any) -> str | None:
    """Return a note with its line breaks, without other control characters."""
    if not isinstance(value, str):
        return None
    whole = value[:LONGEST_NOTE].encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c if c.isprintable() or c in "\n\t" else " " for c in whole).strip(" \n")
    return (kept + " … (cut)" if len(value) > LONGEST_NOTE else kept) or None


def moment(value: Any) -> int | None:
    """Return an ISO time as milliseconds since 1970 (UTC, also where it names no zone), None if it is none."""
    if not isinstance(value, str) or len(value) > 64:
        return None
    times, _ = clock.parse([value], UTC)
    return None if np.isnat(times[0]) else int(times[0].astype(np.int64))


def no_fixes() -> pd.DataFrame:
    """Return an empty table of positions, each column of its kind."""
    kinds = {"unit": object, "track": object, "source": object, "time": np.int64}
    return pd.DataFrame({name: np.empty(0, dtype=kinds.get(name, np.float64)) for name in FIX_COLUMNS})


@dataclass
class FileRows:
    """What is in one file: patrols, positions, rows that cannot be used.

    Attributes:
        source: the file's name as it is to be shown.
        names: what units are called.
        patrols: versions of patrols.
        rejects: rows that cannot be used; their `source` is the place in the file.
        jumps: patrol → the most milliseconds that the clock of its positions went back while they were recorded.
        said: what the user should know of the file.
    """

    source: str
    names: UnitNames
    patrols: list[Patrol] = field(default_factory=list)
    jumps: dict[str, int] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    sha256: str = ""
    rejected: int = 0
    fixes: pd.DataFrame = field(default_factory=no_fixes)
    _parts: list[pd.DataFrame] = field(default_factory=list)
    _reasons: Counter[str] = field(default_factory=Counter)
    _interned: dict[str, str] = field(default_factory=dict)
    _noted: int = 0
    _positions: int = 0

    def say(self, remark: str) -> None:
        """Take note of what the user should know, once."""
        if len(self.said) < MOST_SAID and remark not in self.said:
            self.said.append(remark)

    def _too_much(self, what: str) -> HotspotError:
        return HotspotError(
            f"{self.source} has more {what} than a device ever records: it was not read; tell whoever sent it."
        )

    def reject(self, place: str, row: int | None, reason: str, content: str) -> None:
        """Take note of a row that cannot be used; of many with one reason only the number is kept."""
        self.rejected += 1
        self._reasons[reason] += 1
        if self._reasons[reason] <= MOST_REJECTS:
            self.rejects.append(Reject(place, row, reason, content[:500]))

    def patrol(self, place: str, row: int, values: dict[str, Any], form: str) -> None:
        """Take a patrol, or reject its row if nobody can say which patrol it is or when."""
        identity = text(values.get("patrol_id"))
        started, ended = moment(values.get("started")), moment(values.get("ended"))
        content = " ".join(f"{name}={text(values.get(name), 60)}" for name in ("patrol_id", "hotspot_id", "started"))
        if identity is None:
            return self.reject(place, row, "names no patrol (patrol_id)", content)
        if started is None and ended is None:
            return self.reject(place, row, "neither start nor end is a time", content)
        revision = values.get("revision")
        whole = isinstance(revision, int) and not isinstance(revision, bool) and 0 <= revision < 1 << 53
        unit, mode = text(values.get("device_id")), text(values.get("mode"))
        if mode is not None and mode.lower() not in MODES:
            self.say(f"{self.source}: “{mode[:30]}” is no way to patrol (foot, bicycle, vehicle).")
            mode = None
        notes = note(values.get("notes"))
        self._noted += len(notes or "")
        if len(self.patrols) >= MOST_PATROLS or self._noted > MOST_NOTED:
            raise self._too_much("patrols or notes")
        self.patrols.append(
            Patrol(
                identity,
                int(revision) if whole and revision is not None else 0,
                self.names.of(unit) if unit else None,
                text(values.get("hotspot_id")),
                text(values.get("bundle_id")),
                started,
                ended,
                mode.lower() if mode else None,
                notes,
                form,
            )
        )
        return None

    def same(self, value: str | None) -> str | None:
        """Return one object for equal texts, so that a million fixes hold few of them."""
        if value is None:
            return None
        if len(self._interned) > MOST_NAMES:
            raise self._too_much(f"(over {MOST_NAMES:,}) different patrols or receivers")
        return self._interned.setdefault(value, value)

    def positions(
        self,
        place: str,
        row: Sequence[int],
        time: NDArray[np.datetime64],
        x: ArrayLike,
        y: ArrayLike,
        columns: dict[str, Sequence[Any]],
    ) -> None:
        """Take positions in the order in which they were recorded.

        Args:
            place: the table.
            row: their numbers in it.
            time: UTC, milliseconds; NaT where there is none.
            x, y: longitude and latitude; NaN where there is none.
            columns: `unit`, `track`, `source` (texts or None), `accuracy_m`, `speed_ms` (numbers, NaN where not said).
        """
        self._positions += len(row)
        if self._positions > MOST_FIXES:
            raise self._too_much("positions")
        # -0.0 and 0.0 are one place
        there, up = np.asarray(x, dtype=np.float64) + 0.0, np.asarray(y, dtype=np.float64) + 0.0
        reasons = unusable(there, up, degrees=True)
        reasons[np.isnat(time)] = "no time"
        reasons[(time < GPS_BEGAN) | (time > FAR_FUTURE)] = "no time that a receiver could have had"
        reasons[
            [unit is None and track is None for unit, track in zip(columns["unit"], columns["track"], strict=True)]
        ] = "belongs to no unit and no patrol"
        bad = pd.notna(reasons)
        for i in np.flatnonzero(bad).tolist():
            self.reject(place, row[i], str(reasons[i]), f"time={time[i]} x={there[i]:.10g} y={up[i]:.10g}")
        good = ~bad
        made: dict[str, Any] = {
            name: np.array([*columns[name], None], dtype=object)[:-1][good] for name in ("unit", "track", "source")
        }
        for name in ("accuracy_m", "speed_ms"):
            values = np.array(columns[name], dtype=np.float64)
            values[~np.isfinite(values) | (values < 0) | (values > 1e6)] = np.nan
            made[name] = values[good]
        made.update(time=time[good].astype("M8[ms]").astype(np.int64), x=there[good], y=up[good])
        self._parts.append(pd.DataFrame(made, columns=list(FIX_COLUMNS)))

    def finish(self, sha256: str) -> FileRows:
        """Put the positions together, and note clocks that went back."""
        self.sha256 = sha256
        for reason, count in self._reasons.items():
            if count > MOST_REJECTS:
                self.rejects.append(Reject("", None, reason, f"{count - MOST_REJECTS:,} more rows"))
        if self._parts:
            self.fixes = pd.concat(self._parts, ignore_index=True) if len(self._parts) > 1 else self._parts[0]
            self._parts = []
        codes, tracks = pd.factorize(self.fixes["track"])
        order = np.argsort(codes, kind="stable")
        codes, time = codes[order], self.fixes["time"].to_numpy()[order]
        fell = np.where((codes[1:] == codes[:-1]) & (codes[1:] >= 0), time[:-1] - time[1:], 0)
        for i in np.flatnonzero(fell > FALL.astype("m8[ms]").astype(np.int64)).tolist():
            track = str(tracks[codes[i]])
            self.jumps[track] = max(self.jumps.get(track, 0), int(fell[i]))
        return self
