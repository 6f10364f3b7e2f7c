"""CSV exports of positions: AVL, Airwave, Traccar, OpenTracks, or any other through a mapping; a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from pathlib import Path

import numpy as np

from ..errors import HotspotError
from ..targeting.crimes_csv import CsvFile, batches, look_at
from .fixes import Points, Reject
from .mapping import Mapping, choose, has_speed_without_unit, position
from .rows import Columns, Options, RowsReader, RowsSource


class _NoDigest:
    def update(self, data: bytes | memoryview, /) -> None:
        pass


class CsvTrack(RowsSource):
    """One CSV file being read, as `gpx.GpxFile` is."""

    def __init__(self, path: Path, name: str, options: Options) -> None:
        self._path, self._name, self._options = path, name, options
        self.elsewhere: dict[str, int] = {}
        self.done = 0

    def cut_point(self) -> Reject | None:
        """Return None: a row of CSV has no end to be missed."""
        return None

    def __iter__(self) -> Iterator[Points]:
        """Yield the points.

        Raises:
            HotspotError: the file is no CSV, its columns cannot be told, or times need a zone that is not given.
        """
        file = look_at(self._path, self._name)
        mapping = choose(file.header, self._options.profiles, self._name)
        self._options.used.setdefault(mapping, self._name)
        if has_speed_without_unit(file.header, mapping):
            message = f"The speeds of {self._name} are left out, since nothing says their unit: give it in a mapping."
            self._options.messages.setdefault(message, True)
        self.rows = RowsReader(self._name, mapping, self._options)
        wanted = _wanted(file, mapping)
        for number, rows, _ in batches(file, _NoDigest(), self._at):
            there = [i for i, row in enumerate(rows) if row]
            full = rows if len(there) == len(rows) else [rows[i] for i in there]
            if full:
                yield self.rows.convert(
                    number + np.array(there, dtype=np.int64), _columns(full, wanted, len(file.header))
                )

    def _at(self, done: int) -> None:
        self.done = done


def _wanted(file: CsvFile, mapping: Mapping) -> dict[str, int]:
    wanted = {role: position(file.header, column) for role, column in mapping.columns.items()}
    if not {"x", "grid"} & set(wanted):
        raise HotspotError(f"The mapping “{mapping.name}” names no columns of place: fill in “x” and “y”, or “grid”.")
    return wanted


def _columns(rows: Sequence[list[str]], wanted: dict[str, int], width: int) -> Columns:
    """Return the columns wanted; rows that are short have "" at their end."""
    last = max(wanted.values())
    if any(len(row) != width for row in rows):
        # Traccar does not quote addresses, whose commas shift what comes after them
        loose = wanted.get("accuracy", -1)
        rows = [_fitted(row, width, last, loose) for row in rows]
    return {role: list(map(itemgetter(i), rows)) for role, i in wanted.items()}


def _fitted(row: list[str], width: int, last: int, loose: int) -> list[str]:
    fitted = row + [""] * (last + 1 - len(row))
    if len(row) != width and loose >= 0:
        fitted[loose] = ""
    return fitted
