"""The rows of crime files, judged and taken in a batch at a time."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import Progress
from .crimes_csv import CsvFile, Row, batches
from .crimes_plan import Plan, is_number
from .crimes_time import UNREADABLE, Times

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
T = TypeVar("T", bound=np.generic)

REASONS = (
    "",
    "wrong number of cells",
    "no coordinates",
    "coordinates are not numbers",
    "impossible coordinates",
    "coordinates are exactly 0, 0",
    "no time",
    "unreadable time",
    "harm is not a number",
    "harm is below 0",
)
_CELLS, _NONE, _NOT_NUMBERS, _IMPOSSIBLE, _NULL_ISLAND, _NO_TIME, _TIME, _HARM, _NEGATIVE = range(1, len(REASONS))
_NOTHING = {"", "na", "n/a", "nan", "null", "none", "-"}
CONTENT = 500
# no projected system has coordinates this large: half the Earth's girth is 6.6e7 feet
LARGEST = 1e8


class Codes(dict[str, int]):
    """Texts to codes 0, 1, 2, …, so that a million rows hold each text once."""

    def __missing__(self, text: str) -> int:
        self[text] = code = len(self)
        return code

    def texts(self, codes: Integers) -> NDArray[np.object_]:
        """Return the texts of `codes` without needless blanks; None for empty ones."""
        return np.array([" ".join(text.split()) or None for text in self], dtype=object)[codes]


class Reading:
    """What has been read so far: a list of arrays for each column, and the rejects."""

    def __init__(self, times: Times, geographic: bool) -> None:
        self.times, self.geographic = times, geographic
        self.kinds, self.places = Codes({"": 0}), Codes({"": 0})
        self.kept: dict[str, list[NDArray[np.generic]]] = {
            name: [] for name in ("x", "y", "time", "kind", "place", "harm", "id", "other")
        }
        self.sources: list[str] = []
        self.rejects: list[tuple[str, int, str, str]] = []
        self.rows = self.commas = 0
        self.digest = hashlib.sha256()

    def read(self, one: Plan, progress: Progress) -> None:
        """Take in a file.

        Raises:
            HotspotError: it cannot be read, or its coordinates are in another unit than they should be.
        """
        size = max(one.file.size, 1)
        suspicion = np.zeros(3, dtype=np.int64)
        for number, rows, several in batches(one.file, self.digest, lambda done: progress.at(min(done / size, 1.0))):
            if several:
                _refuse_swallowed(one, number, rows)
            numbers, rows = self._regular(one.file, number, rows)  # noqa: PLW2901 - the same rows, put right
            if rows:
                suspicion += self._batch(one, numbers, rows)
        self._refuse_wrong_unit(one, suspicion)

    def column(self, name: str, kind: type[T]) -> NDArray[T]:
        """Return one of x, y, harm, time, kind, place (codes), other (not police.uk's), one entry a kept row."""
        return np.concatenate(self.kept[name]).astype(kind, copy=False)

    def repeated_ids(self) -> int:
        """Return how many kept rows have a Crime ID that an earlier one has."""
        ids = self.column("id", np.int64)
        ids = ids[ids != 0]  # 0 is the hash of no id
        return len(ids) - len(np.unique(ids))

    def _regular(self, file: CsvFile, number: int, rows: list[Row]) -> tuple[Integers, list[Row]]:
        """Return the rows that have as many cells as the header, and their numbers; the others are rejected."""
        width = len(file.header)
        numbers = np.arange(number, number + len(rows), dtype=np.int64)
        if set(map(len, rows)) == {width}:
            self.rows += len(rows)
            return numbers, rows
        good: list[int] = []
        for i, row in enumerate(rows):
            if len(row) > width and not any(row[width:]):
                del row[width:]  # separators at the end of a row
            if len(row) == width:
                good.append(i)
            elif len(row) > 1 or "".join(row).strip():
                self._reject(file, int(numbers[i]), _CELLS, row)
            else:
                continue  # a blank line is no row
            self.rows += 1
        return numbers[good], [rows[i] for i in good]

    def _batch(self, one: Plan, numbers: Integers, rows: list[Row]) -> Integers:
        """Take in rows, and return how many have coordinates, too large ones for degrees, and too small for metres."""
        cells = list(zip(*rows, strict=True))
        comma = one.file.separator != ","
        x, y = self._numbers(cells[one.x], comma), self._numbers(cells[one.y], comma)
        reason = np.zeros(len(rows), dtype=np.int8)
        if one.harm is None:
            harm = np.full(len(rows), np.nan)
        else:
            harm = self._numbers(cells[one.harm], comma)
            reason[harm < 0] = _NEGATIVE
            reason[np.isinf(harm)] = _HARM
        if one.time is None:
            time = np.full(len(rows), UNREADABLE, dtype=np.int64)
        else:
            time = _coded(self.times, cells[one.time])
            for i in np.flatnonzero(time == UNREADABLE):
                reason[i] = _NO_TIME if cells[one.time][i].strip().lower() in _NOTHING else _TIME
        suspicion = self._locate(x, y, reason)
        for i in np.flatnonzero(reason):
            self._reject(one.file, int(numbers[i]), int(reason[i]), rows[i])
        keep = reason == 0
        zeros = np.zeros(len(rows), dtype=np.int64)
        columns: dict[str, NDArray[np.generic]] = {
            "x": x,
            "y": y,
            "harm": harm,
            "time": time,
            "kind": zeros if one.kind is None else _coded(self.kinds, cells[one.kind]),
            "place": zeros if one.place is None else _coded(self.places, cells[one.place]),
            "id": zeros if one.crime_id is None else np.fromiter(map(hash, cells[one.crime_id]), np.int64, len(rows)),
            "other": np.full(len(rows), not one.police_uk),
        }
        whole = bool(keep.all())
        for name, values in columns.items():
            self.kept[name].append(values if whole else values[keep])
        name = one.file.name
        self.sources += [f"{name}:{n}" for n in numbers[keep].tolist()]
        return suspicion

    def _numbers(self, texts: Sequence[str], comma: bool) -> Floats:
        """Return numbers, NaN for nothing and infinity for what is no number."""
        try:
            values = np.fromiter(map(float, [text or "nan" for text in texts]), np.float64, len(texts))
        except ValueError:
            pass
        else:
            # Python reads "1_0" and "inf" as numbers
            if not np.isinf(values).any() and "_" not in "".join(texts):
                return values
        return np.array([self._number(text, comma) for text in texts], dtype=np.float64)

    def _number(self, text: str, comma: bool) -> float:
        text = text.strip()
        if text.lower() in _NOTHING:
            return float("nan")
        if comma and "," in text and "." not in text:
            text = text.replace(",", ".")
            self.commas += 1
        try:
            value = float(text) if "_" not in text else float("inf")
        except ValueError:
            return float("inf")
        return value if np.isfinite(value) else float("inf")

    def _locate(self, x: Floats, y: Floats, reason: NDArray[np.int8]) -> Integers:
        """Set the reason of rows without a place, which goes before any other, and count as `_batch` does."""
        wide, high = np.abs(x), np.abs(y)
        limits = (180.0, 90.0) if self.geographic else (LARGEST, LARGEST)
        island = (x == 0) & (y == 0)
        reason[island] = _NULL_ISLAND
        reason[(wide > limits[0]) | (high > limits[1])] = _IMPOSSIBLE
        reason[np.isinf(x) | np.isinf(y)] = _NOT_NUMBERS
        reason[np.isnan(x) | np.isnan(y)] = _NONE
        numbers = np.isfinite(x) & np.isfinite(y) & ~island
        large, small = (wide > 360.0) | (high > 90.0), (wide <= 180.0) & (high <= 90.0)
        return np.array([numbers.sum(), (large & numbers).sum(), (small & numbers).sum()], dtype=np.int64)

    def _refuse_wrong_unit(self, one: Plan, suspicion: Integers) -> None:
        numbers, large, small = suspicion.tolist()
        names = f"Columns {one.file.header[one.x]} and {one.file.header[one.y]} of {one.file.name}"
        if self.geographic and large * 2 > numbers:
            raise HotspotError(f"{names} are too large for degrees: choose the CRS that their coordinates are in.")
        if not self.geographic and small * 2 > numbers:
            raise HotspotError(
                f"{names} look like degrees, but the CRS chosen is projected: choose EPSG:4326 for degrees."
            )

    def _reject(self, file: CsvFile, number: int, reason: int, row: Row) -> None:
        text = io.StringIO()
        csv.writer(text, delimiter=file.separator, lineterminator="").writerow(row)
        self.rejects.append((file.name, number, REASONS[reason], text.getvalue()[:CONTENT]))


def _coded(codes: dict[str, int], texts: Sequence[str]) -> Integers:
    return np.fromiter(map(codes.__getitem__, texts), np.int64, len(texts))


def _refuse_swallowed(one: Plan, number: int, rows: list[Row]) -> None:
    """Raise HotspotError if a quotation mark that is not closed has made rows part of a cell: they would be lost."""
    last = max(one.x, one.y)
    for i, row in enumerate(rows):
        for line in (line for cell in row if "\n" in cell for line in cell.split("\n")[1:]):
            cells = line.split(one.file.separator)
            if len(cells) > last and is_number(cells[one.x]) and is_number(cells[one.y]):
                raise HotspotError(
                    f"Row {number + i:,} of {one.file.name} opens a quotation mark that swallows the rows after it: "
                    "mend that row."
                )
