"""CSV files of any make as rows: found in folders, decoded and split in one pass, a batch of rows at a time."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Protocol

from ..errors import HotspotError

SEPARATORS = ",;\t|"
BATCH = 20_000
_HEAD = 1 << 16
_BUFFER = 1 << 20
_GZIP = b"\x1f\x8b"
_DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile)
Row = list[str]


def _one_byte_at_a_time(error: UnicodeError) -> tuple[str, int]:
    # a file that is not UTF-8 was nearly always written by Windows; byte by byte, so that a mixture reads well too
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("hotspots.cp1252", _one_byte_at_a_time)


class Digest(Protocol):
    """What the reader needs of a hashlib object."""

    def update(self, data: bytes | memoryview, /) -> None:
        """Take in the next bytes."""


@dataclass(frozen=True)
class CsvFile:
    """A CSV file whose first lines have been looked at.

    `name` is its path within the input folder, with "/"; `size` its bytes on disk; `first_row` the number of its first
    row below the header, the header of a plain file being row 1.
    """

    path: Path
    name: str
    size: int
    encoding: str
    separator: str
    header: tuple[str, ...]
    first_row: int

    def find(self, column: str) -> int | None:
        """Return the position of a column by its exact name, else whatever its capitals; None if there is none."""
        column = " ".join(column.split())
        if column in self.header:
            return self.header.index(column)
        lower = [name.lower() for name in self.header]
        return lower.index(column.lower()) if column.lower() in lower else None

    @property
    def columns(self) -> str:
        """The columns' names, for messages; the first thirty of very wide files."""
        more = f" and {len(self.header) - 30} more" if len(self.header) > 30 else ""
        return ", ".join(self.header[:30]) + more


def find_csv_files(source: str | Path) -> list[tuple[Path, str]]:
    """Return path and name of the file `source`, or of every *.csv and *.csv.gz below the folder, sorted by name.

    Raises:
        HotspotError: there is no such file or folder, or no CSV file in it.
    """
    root = Path(source)
    if root.is_file():
        return [(root, root.name)]
    if not root.is_dir():
        raise HotspotError(f"{root} is not there: check the path.")
    found = [path for path in root.rglob("*") if path.name.lower().endswith((".csv", ".csv.gz"))]
    # macOS leaves "._x.csv" beside x.csv: hidden, binary, and nobody's data
    found = [path for path in found if path.is_file() and not path.name.startswith(".")]
    if not found:
        raise HotspotError(f"The folder {root} has no CSV file, nor have the folders in it: choose another folder.")
    return sorted(((path, path.relative_to(root).as_posix()) for path in found), key=lambda item: item[1])


def look_at(path: Path, name: str) -> CsvFile:
    """Look at the first lines of a file: encoding, separator, header.

    Raises:
        HotspotError: the file is empty, no text, no CSV, or cannot be read.
    """
    with _readable(name):
        size = path.stat().st_size
        with path.open("rb") as file:
            raw = file.read(_HEAD)
        if raw.startswith(_GZIP):
            with gzip.open(path) as unpacked:
                raw = unpacked.read(_HEAD)
    _refuse_other_formats(raw, name)
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    data = raw if encoding == "utf-16" else raw.replace(b"\0", b"")
    text = codecs.getincrementaldecoder(encoding)("hotspots.cp1252").decode(data)
    told = re.match(r'"?sep=(.)"?\r?\n', text, re.IGNORECASE)  # a first line that Excel writes and hides
    text = text[told.end() :] if told else text
    separators = told.group(1) if told else SEPARATORS
    headers = {separator: _first_row(text, separator) for separator in separators}
    separator = max(headers, key=lambda one: len(headers[one][0]))
    header, rows = headers[separator]
    header = [" ".join(cell.split()) for cell in header]
    if not any(header):
        raise HotspotError(f"{name} is empty: there is no header and no row in it.")
    return CsvFile(path, name, size, encoding, separator, tuple(header), rows + 1 + bool(told))


def batches(file: CsvFile, digest: Digest, at: Callable[[int], None]) -> Iterator[tuple[int, list[Row], bool]]:
    """Yield the rows below the header, `BATCH` at a time; blank rows are [].

    Each batch comes with the number of its first row, and whether some cell of it has several lines.

    Args:
        digest: takes in every byte of the file as it is on disk.
        at: is told how many of the file's bytes have been read, after each batch.

    Raises:
        HotspotError: the file is damaged, or a quotation mark in it never closes.
    """
    number = file.first_row
    with _readable(file.name), file.path.open("rb") as disk:
        watched = _Watched(disk, digest)
        reader = csv.reader(_text(watched, file), delimiter=file.separator)
        try:
            for _ in range(file.first_row - 1):
                next(reader, None)
            while True:
                line = reader.line_num
                rows = list(islice(reader, BATCH))
                if rows:
                    yield number, rows, reader.line_num - line > len(rows)
                number += len(rows)
                at(watched.done)
                if len(rows) < BATCH:
                    break
        except csv.Error:
            raise HotspotError(
                f"{file.name} has a quotation mark near line {reader.line_num:,} that never closes: mend that line."
            ) from None


def _first_row(text: str, separator: str) -> tuple[Row, int]:
    """Return the first row that is not blank and its number."""
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
            if any(cell.strip() for cell in row):
                return row, number
    except csv.Error:
        pass
    return [], 1


def _refuse_other_formats(raw: bytes, name: str) -> None:
    if not raw.strip(b"\0\r\n\t ,;\xef\xbb\xbf"):
        raise HotspotError(f"{name} is empty: there is no header and no row in it.")
    if raw.startswith(b"PK\x03\x04") and (b"[Content_Types]" in raw or b"xl/" in raw):
        raise HotspotError(f"{name} is an Excel workbook: save it from Excel as “CSV UTF-8” and import that.")
    if raw.startswith(b"PK\x03\x04"):
        raise HotspotError(f"{name} is a ZIP archive: unpack it and import the folder.")
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise HotspotError(f"{name} is an old Excel workbook: save it from Excel as “CSV UTF-8” and import that.")
    if raw.lstrip()[:15].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise HotspotError(f"{name} is a web page or XML, not a CSV file: download it again.")
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    # NUL is no sign: databases pad text with it
    strange = sum(raw.count(bytes([code])) for code in range(1, 32) if code not in (9, 10, 12, 13, 26))
    if strange > (len(raw) - raw.count(0)) // 50:
        raise HotspotError(f"{name} is not text, whatever its name says: import a CSV file.")


@contextmanager
def _readable(name: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGED:
        raise HotspotError(
            f"{name} is damaged or incomplete and cannot be unpacked: copy or download it again."
        ) from None
    except OSError as error:
        raise HotspotError(
            f"{name} cannot be read ({error.strerror or error}): check the file and your rights to it."
        ) from None


def _text(watched: io.RawIOBase, file: CsvFile) -> io.TextIOWrapper:
    stream = io.BufferedReader(watched, _BUFFER)
    unpacked: BinaryIO = stream
    if stream.peek(2).startswith(_GZIP):
        unpacked = gzip.GzipFile(fileobj=stream)  # type: ignore[assignment]
    if file.encoding != "utf-16":
        unpacked = io.BufferedReader(_WithoutNul(unpacked), _BUFFER)
    return io.TextIOWrapper(unpacked, file.encoding, "hotspots.cp1252", newline="")


class _Watched(io.RawIOBase):
    """A file that counts and digests what is read of it."""

    def __init__(self, file: BinaryIO, digest: Digest) -> None:
        self._file, self._digest, self.done = file, digest, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self._digest.update(data)
        self.done += len(data)
        return len(data)


class _WithoutNul(io.RawIOBase):
    """A stream less its NUL bytes, which databases pad text with and which no text has."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while data := self._stream.read(len(buffer)):
            kept = data.replace(b"\0", b"")
            if kept:
                buffer[: len(kept)] = kept
                return len(kept)
        return 0
