"""An SQLite file from the field, opened so that nothing in it can act: for reading rows of named tables, and no more.

After SQLite's own advice on files that may be hostile (https://www.sqlite.org/security.html): read-only and immutable,
schema not trusted, cells checked, no memory map, limits on lengths and time, an authorizer that allows the named tables
alone, and a check of these tables' pages. Triggers, views, generated columns and virtual tables other than a
GeoPackage's own spatial index have no place in records, so a file with them is refused.
"""

from __future__ import annotations

import re
import sqlite3
import struct
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from ..errors import CancelledError, HotspotError
from ..progress import SILENT, Progress
from .safezip import shown

GEOPACKAGE = (0x47504B47, 0x47503130, 0x47503131)  # "GPKG", and of versions 1.0 and 1.1 "GP10", "GP11"
LONGEST_VALUE = 1_000_000  # bytes of a text or geometry
SECONDS = 120.0
STEPS = 20_000  # of SQLite's virtual machine between two looks at Cancel and the clock
_PRAGMAS = frozenset(
    {"table_xinfo", "table_list", "quick_check", "trusted_schema", "cell_size_check", "mmap_size", "query_only"}
    | {"cache_size", "temp_store"}
)
_FUNCTIONS = frozenset({"min", "typeof", "length"})
_LIMITS = {
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 50,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 5,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 100_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}


class Guarded:
    """An open file; see `guarded`."""

    def __init__(self, connection: sqlite3.Connection, tables: Mapping[str, Collection[str]], name: str) -> None:
        self._connection, self._tables, self._name = connection, tables, name
        self._present: dict[str, list[str]] = {}
        self.others = 0  # tables that are left alone

    def columns(self, table: str) -> list[str]:
        """Return which of a table's named columns are there; none if the table is not."""
        return self._present.get(table, [])

    def rows(self, table: str, order: Collection[str]) -> Iterator[tuple[int, tuple[Any, ...] | None]]:
        """Yield row number and the values of `order` (None for a column that is not there), by row number.

        Instead of its values, a row with one of more than 1,000,000 bytes gives None. Texts that are no UTF-8 come with
        replacement characters.
        """
        if not self.columns(table):
            return
        terms = [f'"{column}"' if column in self.columns(table) else "NULL" for column in order]
        # names are our own; what is compared comes as a parameter
        source = f'FROM "{table}" NOT INDEXED WHERE rowid > ?'
        select = f"SELECT rowid, {', '.join(terms)} {source} ORDER BY rowid"  # nosec B608
        following = f"SELECT min(rowid) {source}"  # nosec B608
        last = -(1 << 63)
        while True:
            try:
                for row in self._connection.execute(select, (last,)):
                    last = row[0]
                    yield last, row[1:]
            except sqlite3.DataError:  # too big
                (last,) = self._connection.execute(following, (last,)).fetchone()
                if last is None:
                    return
                yield last, None
            else:
                return

    def look_through(self) -> None:
        """Refuse what has no place in records, and find the columns.

        Raises:
            HotspotError: see `guarded`.
        """
        listed = self._connection.execute("PRAGMA main.table_list").fetchall()
        kinds = {row[1]: (row[2], row[4]) for row in listed if row[0] == "main"}
        virtual = [name for name, (kind, _) in kinds.items() if kind == "virtual"]
        for kind, name, sql in self._connection.execute("SELECT type, name, sql FROM main.sqlite_master"):
            if kind == "view":
                raise self._bad(f"holds a view (“{shown(str(name))}”)")
            if kind == "trigger" and not str(name).startswith(("rtree_", "trigger_", "gpkg_")):
                raise self._bad(f"holds a trigger (“{shown(str(name))}”)")
            if (
                kind == "table"
                and name in virtual
                and not (str(name).startswith("rtree_") and " using rtree" in " ".join(str(sql).lower().split()))
            ):
                raise self._bad(f"holds a virtual table (“{shown(str(name))}”)")
        lower = {name.lower(): name for name in kinds}
        for table, allowed in self._tables.items():
            kind, without_rowid = kinds.get(lower.get(table, ""), ("", 0))
            if kind and (kind != "table" or without_rowid):
                raise self._bad(f"has something else than a table of rows by the name of “{table}”")
            if kind:
                self._present[table] = self._columns(table, allowed)
                self._check_pages(table)
        self.others = sum(
            kind == "table" and name.lower() not in self._tables and not name.startswith(("gpkg_", "sqlite_"))
            for name, (kind, _) in kinds.items()
        )

    def _columns(self, table: str, allowed: Collection[str]) -> list[str]:
        columns = self._connection.execute(f'PRAGMA main.table_xinfo("{table}")').fetchall()
        there = {str(row[1]).lower(): row[6] for row in columns}
        if {2, 3} & set(there.values()):  # generated; 1 is hidden in a virtual table
            raise self._bad(f"has columns in “{table}” that are calculated when they are read")
        if "rowid" in there:
            raise self._bad(f"has a column in “{table}” that hides its row numbers")
        return [name for name in allowed if name in there]

    def _check_pages(self, table: str) -> None:
        (said,) = self._connection.execute(f'PRAGMA main.quick_check("{table}")').fetchone()
        if said != "ok":
            raise _damaged(self._name, str(said).splitlines()[-1][:80])

    def _bad(self, what: str) -> HotspotError:
        return HotspotError(
            f"{self._name} {what}, which records from the field never have: it was not read; tell whoever sent it."
        )


def _damaged(name: str, why: str) -> HotspotError:
    return HotspotError(f"{name} is damaged ({shown(why)}): copy it from the device again.")


@contextmanager
def guarded(
    path: Path,
    name: str,
    tables: Mapping[str, Collection[str]],
    applications: Collection[int] = GEOPACKAGE,
    longest: int = LONGEST_VALUE,
    progress: Progress = SILENT,
) -> Iterator[Guarded]:
    """Open a private copy of an SQLite file that may be hostile.

    Args:
        path: the copy, beside which there may be a copy of its write-ahead log (`-wal`), which is then put into it.
        name: the file's name, for messages.
        tables: the tables and their columns that may be read, in lower case.
        applications: SQLite's application ids that such a file may have.
        longest: bytes of a value.
        progress: asked for Cancel.

    Raises:
        HotspotError: it is no such file, damaged, takes too long, or holds what such a file never does.
    """
    _check_header(path, name, applications)
    watch = _Watch(progress, name)
    try:
        if path.with_name(path.name + "-wal").exists():
            _take_in_log(path, watch)
        # of a share (//server/folder) Python makes a URI with an authority, which SQLite refuses
        place = re.sub("^file://(?=[^/])", "file:////", path.absolute().as_uri())
        with closing(sqlite3.connect(f"{place}?mode=ro&immutable=1", uri=True, isolation_level=None)) as connection:
            _restrain(connection, tables, watch)
            # a check of pages looks at every value, and one too large is only that row's fault
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(path.stat().st_size, longest))
            opened = Guarded(connection, tables, name)
            opened.look_through()
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, longest)
            yield opened
    # Python cannot even read SQLite's message where it quotes a name that is no UTF-8
    except (sqlite3.Error, UnicodeError, OverflowError, MemoryError) as error:
        watch.raise_if_stopped()
        raise _damaged(name, str(error)) from None


class _Watch:
    """Stops a statement when Cancel is pressed or time is over: what a handler raises is lost in SQLite."""

    def __init__(self, progress: Progress, name: str) -> None:
        self._progress, self._name, self._end = progress, name, time.monotonic() + SECONDS
        self._stopped: Exception | None = None

    def __call__(self) -> int:
        if time.monotonic() > self._end:
            self._stopped = HotspotError(
                f"{self._name} takes longer than {SECONDS:.0f} s to read, which records never do: it was not read; "
                "tell whoever sent it."
            )
        try:
            self._progress.at(0.0)
        except CancelledError as error:
            self._stopped = error
        return int(self._stopped is not None)

    def raise_if_stopped(self) -> None:
        if self._stopped is not None:
            raise self._stopped from None


def _check_header(path: Path, name: str, applications: Collection[int]) -> None:
    """Look at the first 100 bytes (https://www.sqlite.org/fileformat2.html, 1.3)."""
    with path.open("rb") as opened:
        head = opened.read(100)
    if len(head) < 100 or head[:16] != b"SQLite format 3\0":
        raise HotspotError(f"{name} is no GeoPackage: it does not begin as one does.")
    (application,) = struct.unpack_from(">I", head, 68)
    if application not in applications:
        raise HotspotError(
            f"{name} is a database of some other kind (application id {application:#010x}): give the records.gpkg of "
            "the package."
        )


def _take_in_log(path: Path, watch: _Watch) -> None:
    """Put what is in the write-ahead log beside a private copy into it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.set_progress_handler(watch, STEPS)
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute("PRAGMA journal_mode=DELETE").fetchall()


def _restrain(connection: sqlite3.Connection, tables: Mapping[str, Collection[str]], watch: _Watch) -> None:
    connection.set_progress_handler(watch, STEPS)
    for limit, value in _LIMITS.items():
        connection.setlimit(limit, value)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    for pragma in (
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "mmap_size=0",
        "query_only=ON",
        "temp_store=MEMORY",
        "cache_size=-8000",
    ):
        connection.execute(f"PRAGMA {pragma}")
    readable = {*tables, "sqlite_master", "sqlite_schema", "pragma_table_list"}

    def allow(action: int, one: str | None, two: str | None, _database: str | None, _trigger: str | None) -> int:
        good = (
            action == sqlite3.SQLITE_SELECT
            or (action == sqlite3.SQLITE_READ and (one or "").lower() in readable)
            or (action == sqlite3.SQLITE_PRAGMA and one in _PRAGMAS)
            or (action == sqlite3.SQLITE_FUNCTION and two in _FUNCTIONS)
        )
        return sqlite3.SQLITE_OK if good else sqlite3.SQLITE_DENY

    connection.set_authorizer(allow)
