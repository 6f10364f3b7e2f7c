"""All records that were ever imported, as a set: adding some twice, or in another order, gives the same set.

Nothing in it is decided: versions of patrols, positions, rejected rows and issued packages stand as they were read, and
`outcome` makes the tables of them. A ledger is kept in one SQLite file, the same bytes for the same set.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from .database import database
from .fieldrows import FIX_COLUMNS, FileRows, Patrol, no_fixes
from .guarded import guarded
from .issued import Issued, fuller

APPLICATION = 0x48534C47  # "HSLG"
VERSION = 1
LONGEST = 64 * 1024**2  # bytes of a value: an issued package with its tasks
_BATCH = 20_000


class Rejected(NamedTuple):
    """A row of a file (by its SHA-256) that cannot be used."""

    sha256: str
    place: str
    row: int | None
    reason: str
    content: str


_TABLES = {
    "files": {"sha256": "TEXT", "name": "TEXT", "form": "TEXT"},
    "patrols": {
        "patrol_id": "TEXT",
        "revision": "INTEGER",
        "unit": "TEXT",
        "hotspot_id": "TEXT",
        "bundle_id": "TEXT",
        "started": "INTEGER",
        "ended": "INTEGER",
        "mode": "TEXT",
        "notes": "TEXT",
        "form": "TEXT",
    },
    "fixes": {
        "unit": "TEXT",
        "track": "TEXT",
        "time": "INTEGER",
        "x": "REAL",
        "y": "REAL",
        "accuracy_m": "REAL",
        "speed_ms": "REAL",
        "source": "TEXT",
    },
    "jumps": {"track": "TEXT", "ms": "INTEGER"},
    "rejects": {"sha256": "TEXT", "place": "TEXT", "row": "INTEGER", "reason": "TEXT", "content": "TEXT"},
    "issued": {"bundle_id": "TEXT", "content": "TEXT"},
    "keys": {"mark": "TEXT"},
}


@dataclass
class Ledger:
    """Records as they were read.

    Attributes:
        files: SHA-256 → (name, form). Of several names of the same bytes the first in the alphabet.
        patrols: versions of patrols.
        fixes: positions, as `fieldrows.FIX_COLUMNS`; of a GPX file without unit and source, which its name gives.
        jumps: track → the most milliseconds that its clock went back.
        key: what tells the key of its pseudonyms from others (`UnitNames.mark`); "" if there was none.
    """

    files: dict[str, tuple[str, str]] = field(default_factory=dict)
    patrols: set[Patrol] = field(default_factory=set)
    fixes: pd.DataFrame = field(default_factory=no_fixes)
    jumps: dict[str, int] = field(default_factory=dict)
    rejects: set[Rejected] = field(default_factory=set)
    issued: dict[str, Issued] = field(default_factory=dict)
    key: str = ""

    def name(self, sha256: str, name: str, form: str) -> None:
        """Take note of a file's name."""
        self.files[sha256] = min((name, form), self.files.get(sha256, (name, form)))

    def take(self, rows: FileRows, form: str) -> None:
        """Put a file's rows in; `merged` puts its positions in."""
        self.name(rows.sha256, rows.source, form)
        self.patrols.update(rows.patrols)
        self._longest(rows.jumps)
        self.rejects.update(Rejected(rows.sha256, *reject) for reject in rows.rejects)

    def merged(self, other: Ledger, fixes: Iterable[pd.DataFrame] = ()) -> Ledger:
        """Return the union of this ledger, another, and further positions."""
        both = Ledger(dict(self.files), self.patrols | other.patrols, key=self.key or other.key)
        for sha256, (name, form) in other.files.items():
            both.name(sha256, name, form)
        parts = [part for part in (self.fixes, other.fixes, *fixes) if len(part)]
        whole = pd.concat(parts, ignore_index=True) if parts else no_fixes()
        both.fixes = whole.drop_duplicates(ignore_index=True) if parts else whole
        both.jumps = dict(self.jumps)
        both._longest(other.jumps)
        both.rejects = self.rejects | other.rejects
        both.issued = dict(self.issued)
        for identity, package in other.issued.items():
            both.issued[identity] = fuller(package, both.issued.get(identity, package))
        return both

    def _longest(self, jumps: dict[str, int]) -> None:
        for track, ms in jumps.items():
            self.jumps[track] = max(ms, self.jumps.get(track, 0))

    def rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a table in their one order."""
        if table == "files":
            yield from sorted((sha256, *named) for sha256, named in self.files.items())
        elif table == "patrols":
            yield from sorted(self.patrols, key=_in_order)
        elif table == "rejects":
            yield from sorted(self.rejects, key=_in_order)
        elif table == "jumps":
            yield from sorted(self.jumps.items())
        elif table == "keys":
            yield (self.key,)
        elif table == "issued":
            yield from sorted((identity, package.canonical()) for identity, package in self.issued.items())
        else:
            yield from _plain(self.fixes.sort_values(["track", "time", *FIX_COLUMNS[3:], "unit"], kind="stable"))

    def content(self, progress: Progress = SILENT) -> bytes:
        """Return the ledger's file."""

        def fill(connection: sqlite3.Connection) -> None:
            for number, (table, columns) in enumerate(_TABLES.items()):
                progress.at(number / len(_TABLES))
                declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
                connection.execute(f'CREATE TABLE "{table}" ({declared})')
                places = ",".join("?" * len(columns))
                insert = f'INSERT INTO "{table}" VALUES ({places})'  # noqa: S608 # nosec B608 - our own names
                rows = self.rows(table)
                while batch := list(islice(rows, _BATCH)):
                    progress.at(number / len(_TABLES))
                    connection.executemany(insert, batch)

        return database(fill, APPLICATION, VERSION)


def _in_order(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a key to sort rows that have missing values by."""
    return tuple((value is not None, "" if value is None else value) for value in row)


def _plain(table: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(table), _BATCH):
        part = table.iloc[start : start + _BATCH]
        columns = []
        for name in FIX_COLUMNS:
            gone = part[name].isna().to_numpy()
            columns.append([None if lost else v for v, lost in zip(part[name].tolist(), gone, strict=True)])
        yield from zip(*columns, strict=True)


def load(path: Path, progress: Progress = SILENT) -> Ledger:
    """Read a ledger.

    Raises:
        HotspotError: it is not there, no ledger, or damaged.
    """
    columns = {table: list(names) for table, names in _TABLES.items()}
    with tempfile.TemporaryDirectory(prefix="hotspots-") as folder:
        private = Path(folder) / "ledger"
        try:
            shutil.copyfile(path, private)
        except OSError as error:
            raise HotspotError(f"{path} cannot be read ({error.strerror}): choose the ledger of an import.") from None
        with guarded(private, path.name, columns, (APPLICATION,), LONGEST, Part(progress, 0.1, 0.1)) as opened:
            try:
                made = Ledger()
                found: dict[str, Iterator[tuple[Any, ...]]] = {
                    table: (_whole(values, table) for _, values in opened.rows(table, names))
                    for table, names in columns.items()
                }
                made.files = {sha256: (name, form) for sha256, name, form in found["files"]}
                made.patrols = {Patrol(*values) for values in found["patrols"]}
                made.jumps = {track: int(ms) for track, ms in found["jumps"]}
                made.rejects = {Rejected(*values) for values in found["rejects"]}
                ((made.key,),) = found["keys"]
                made.issued = {identity: Issued.of(text) for identity, text in found["issued"]}
                made.fixes = _fixes(found["fixes"], Part(progress, 0.2, 1.0))
            except (TypeError, ValueError, KeyError) as error:
                if isinstance(error, HotspotError):
                    raise
                raise HotspotError(
                    f"{path.name} is a ledger that this plugin cannot read (it may be of a newer version): import the "
                    "files again without it."
                ) from None
    return made


def _whole(values: tuple[Any, ...] | None, table: str) -> tuple[Any, ...]:
    if values is None:
        raise ValueError(table)
    return values


def _fixes(rows: Iterator[tuple[Any, ...]], progress: Progress) -> pd.DataFrame:
    parts = []
    names: dict[Any, Any] = {}
    for number in range(1 << 20):
        batch = list(islice(rows, _BATCH))
        if not batch:
            break
        progress.at(1.0 - 0.95**number)
        made: dict[str, Any] = {}
        for name, column in zip(FIX_COLUMNS, zip(*batch, strict=True), strict=True):
            if name in ("unit", "track", "source"):
                made[name] = np.array([*(names.setdefault(v, v) for v in column), None], dtype=object)[:-1]
            else:
                kind = np.int64 if name == "time" else np.float64
                made[name] = np.array(
                    [np.nan if v is None else v for v in column] if kind == np.float64 else column, kind
                )
        parts.append(pd.DataFrame(made, columns=list(FIX_COLUMNS)))
    return pd.concat(parts, ignore_index=True) if parts else no_fixes()
