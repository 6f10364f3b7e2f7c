"""The package's zip: one list of files has exactly one sequence of bytes.

Any unzip program opens it, but there is one way to write it: entries in ascending order of path, stored, dated
1980-01-01, no extra field, no comment, no data descriptor, no zip64 (PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12,
4.3.16). So the same files give the same bytes on every machine, where zlib's output differs between versions. And the
reader needs no trust in the zip's own directory: it walks the entries once from the first byte and then demands the one
directory that belongs to them. What hostile zips are made of (bombs, overlapping or hidden entries, links, encryption,
two entries of one name) cannot be written in this form at all.
"""

from __future__ import annotations

import hashlib
import os
import re
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ..errors import HotspotError
from ..progress import SILENT, Progress

LARGEST = 2 * 1024**3  # bytes of a package; far above what a phone takes
MOST = 20_000  # entries
LONGEST = 200  # characters of a path
KEPT = 16 * 1024**2  # bytes of a file that is read into memory

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_COMMON = struct.Struct(
    "<5H3L2H"
)  # version, flags, method, time, date, CRC, packed size, size, name's and extra's length
_VERSION, _STORED, _MIDNIGHT, _FIRST_OF_1980 = 20, 0, 0, (1 << 5) | 1
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16
_CHUNK = 1 << 20
_SEGMENT = r"[A-Za-z0-9_][A-Za-z0-9._-]*(?<!\.)"
_PATH = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*", re.ASCII)
# names that Windows keeps for devices, whatever their suffix
_DEVICE = re.compile(r"(?:^|/)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|/|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """A file in a package: its size in bytes, CRC-32 and SHA-256 in hexadecimal."""

    size: int
    crc: int
    sha256: str


@dataclass
class Container:
    """What a package's zip holds, by path in ascending order, and the bytes of the files asked for."""

    entries: dict[str, Entry] = field(default_factory=dict)
    kept: dict[str, bytes] = field(default_factory=dict)


class Target(Protocol):
    """What a package is written to."""

    def write(self, content: bytes, /) -> int:
        """Take the next bytes."""


class Source(Protocol):
    """What a package is read from."""

    def read(self, most: int, /) -> bytes:
        """Return the next `most` bytes, fewer at the end alone."""

    def tell(self) -> int:
        """Return how many bytes were read."""


def safe_path(path: str) -> bool:
    """Tell whether a path may stand in a package: ASCII, relative, no `..`, nothing that Windows or a phone refuses."""
    return len(path) <= LONGEST and _PATH.fullmatch(path) is not None and _DEVICE.search(path) is None


def write(target: Target, files: Mapping[str, bytes], progress: Progress = SILENT) -> None:
    """Write `files` (path → content) as a package's zip.

    Raises:
        HotspotError: the package would be larger than 2 GiB or have more than 20,000 files.
        ValueError: a path is not safe.
    """
    total = sum(len(content) for content in files.values())
    if total > LARGEST - 1024 * len(files) or len(files) > MOST:
        raise HotspotError(
            f"The package would have {len(files):,} files and {total:,} bytes, too much for a phone: take fewer "
            "hotspots."
        )
    entries: dict[str, Entry] = {}
    for i, path in enumerate(sorted(files)):
        progress.at(i / len(files))
        if not safe_path(path):
            raise ValueError(f"{path!r} cannot stand in a package")
        content = files[path]
        entries[path] = Entry(len(content), zlib.crc32(content), "")
        target.write(_LOCAL + _header(path, entries[path]) + path.encode("ascii"))
        target.write(content)
    target.write(_directory(entries))


def read(path: str | Path, keep: Iterable[str] = (), progress: Progress = SILENT) -> Container:
    """Read a package's zip from its first byte to its last; nothing is extracted.

    Args:
        path: the zip.
        keep: files whose bytes are wanted (each at most 16 MiB).
        progress: is told how far the reading is.

    Raises:
        HotspotError: it is not there, no zip, or not byte for byte what `write` makes of the files in it.
    """
    name = Path(path).name
    try:
        with Path(path).open("rb") as source:
            return read_from(source, os.fstat(source.fileno()).st_size, name, keep, progress)
    except OSError as error:
        raise HotspotError(f"{path} cannot be read ({error.strerror}): check that the file is there.") from None


def read_from(source: Source, size: int, name: str, keep: Iterable[str] = (), progress: Progress = SILENT) -> Container:
    """Read a package's zip of `size` bytes from anything that has `read` and `tell`, as `read` does from a file."""
    if size > LARGEST:
        raise HotspotError(f"{name} has {size:,} bytes, more than any package: it was not made by exportpackage.")
    return _Reader(source, size, name, frozenset(keep), progress).read()


class _Reader:
    def __init__(self, source: Source, size: int, name: str, keep: frozenset[str], progress: Progress) -> None:
        self._source, self._size, self._name, self._keep, self._progress = source, size, name, keep, progress
        self._found = Container()
        self._folded: set[str] = set()

    def read(self) -> Container:
        first = signature = self._source.read(4)
        while signature == _LOCAL:
            self._entry()
            signature = self._source.read(4)
        if first not in (_LOCAL, _END):
            raise HotspotError(f"{self._name} is not a package: it does not begin as a zip file does.")
        if signature not in (_CENTRAL, _END):
            raise self._damaged()
        wanted = _directory(self._found.entries)
        if signature + self._source.read(len(wanted)) != wanted:
            raise HotspotError(
                f"The zip directory of {self._name} does not belong to its files: it was repacked, cut off, added to "
                "or damaged; "
                "ask for the package again."
            )
        return self._found

    def _entry(self) -> None:
        raw = self._source.read(_COMMON.size)
        if len(raw) < _COMMON.size:
            raise self._damaged()
        _, flags, method, *_, crc, _, size, name_length, _ = _COMMON.unpack(raw)
        encoded = self._source.read(min(name_length, LONGEST + 1))
        path = encoded.decode("ascii", "backslashreplace")
        self._check_name(path)
        if flags & 1:
            raise HotspotError(f"{path} in {self._name} is encrypted, which a package's files never are.")
        if method != _STORED:
            raise HotspotError(
                f"{path} in {self._name} is compressed, which exportpackage never does: it was repacked; ask for the "
                "package again."
            )
        if raw != _header(path, Entry(size, crc, "")):
            raise HotspotError(
                f"The zip entry {path} in {self._name} is not as exportpackage writes it: it was added, repacked or "
                "damaged."
            )
        self._found.entries[path] = self._content(path, size, crc)
        self._folded.add(path.lower())

    def _check_name(self, path: str) -> None:
        shown = path[:60].encode("unicode_escape").decode("ascii") + ("…" if len(path) > 60 else "")
        if not safe_path(path):
            raise HotspotError(
                f"{self._name} holds a file with the unsafe name “{shown}”: do not open it, and tell whoever sent it."
            )
        if path.lower() in self._folded:
            raise HotspotError(
                f"{self._name} holds {shown} twice (capitals do not count): it was changed after the export."
            )
        if self._found.entries and path < next(reversed(self._found.entries)):
            raise HotspotError(
                f"{shown} stands at the wrong place in {self._name}: it was added or repacked; ask for the package "
                "again."
            )
        if len(self._found.entries) == MOST:
            raise HotspotError(f"{self._name} holds more than {MOST:,} files: it was not made by exportpackage.")

    def _content(self, path: str, size: int, crc: int) -> Entry:
        if size > self._size:
            raise self._damaged()
        digest, running, left = hashlib.sha256(), 0, size
        parts: list[bytes] = []
        while left:
            self._progress.at(self._source.tell() / self._size)
            chunk = self._source.read(min(left, _CHUNK))
            if not chunk:
                raise self._damaged()
            digest.update(chunk)
            running, left = zlib.crc32(chunk, running), left - len(chunk)
            if path in self._keep and size <= KEPT:
                parts.append(chunk)
        if running != crc:
            raise HotspotError(
                f"{path} in {self._name} was changed or damaged (its checksum does not match): ask for the package "
                "again."
            )
        if path in self._keep and size <= KEPT:
            self._found.kept[path] = b"".join(parts)
        return Entry(size, crc, digest.hexdigest())

    def _damaged(self) -> HotspotError:
        return HotspotError(
            f"{self._name} is cut off or damaged near byte {self._source.tell():,}: ask for the package again."
        )


def _header(path: str, entry: Entry) -> bytes:
    """Return what the entry's local header and its line in the directory have in common."""
    return _COMMON.pack(
        _VERSION, 0, _STORED, _MIDNIGHT, _FIRST_OF_1980, entry.crc, entry.size, entry.size, len(path.encode("ascii")), 0
    )


def _directory(entries: Mapping[str, Entry]) -> bytes:
    """Return the zip's central directory and end, which follow from the entries."""
    lines, offset = [], 0
    for path, entry in entries.items():
        name = path.encode("ascii")
        made_by = struct.pack("<BB", _VERSION, _UNIX)
        lines.append(
            _CENTRAL + made_by + _header(path, entry) + struct.pack("<3H2L", 0, 0, 0, _PLAIN_FILE, offset) + name
        )
        offset += 4 + _COMMON.size + len(name) + entry.size
    directory = b"".join(lines)
    return directory + _END + struct.pack("<4H2LH", 0, 0, len(entries), len(entries), len(directory), offset, 0)
