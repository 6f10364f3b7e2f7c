"""A zip that came back from the field, which anybody may have packed: looked at, never extracted.

`container` reads the one form that exportpackage writes. A phone, a courier or a mail program packs in another way, and
so may somebody who wishes harm. So names, kinds, sizes and places of all entries are checked before a byte of content
is read (PKWARE APPNOTE 6.3.10; on bombs of overlapping entries: Fifield, “A better zip bomb”, WOOT 2019), and while one
is read it is cut off at the size that the directory names. What is refused is refused as a whole.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ..errors import HotspotError
from ..progress import SILENT, Progress

LARGEST = 2 * 1024**3  # bytes of a zip, and of all that is in it
MOST = 20_000  # entries
LONGEST = 400  # bytes of a name
SMALL = 16 * 1024**2  # bytes of an entry that may be packed as tightly as it likes
TIGHTEST = 200  # times that a larger entry may be smaller when packed; tables and texts reach 20

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LOCAL_REST = struct.Struct("<5H3L2H")
_CENTRAL_REST = struct.Struct("<2B5H3L5H2L")
_END_REST = struct.Struct("<4H2LH")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 1 | 1 << 6 | 1 << 13
_UTF8 = 1 << 11
_CHUNK = 1 << 18
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Member:
    """A file in a zip: bytes, packed bytes, CRC-32, how it is packed, and where its content begins."""

    size: int
    packed: int
    crc: int
    method: int
    start: int


def shown(name: str) -> str:
    """Return a name from a stranger for a message: one line, no control or direction characters, not long."""
    plain = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in name)
    return plain[:60] + ("…" if len(plain) > 60 else "")


def unsafe(name: str) -> bool:
    """Tell whether an entry's name could lead out of a folder, or name something else than a file, on any system."""
    if not name or "\\" in name or ":" in name or any(not c.isprintable() for c in name):
        return True
    parts = name.removesuffix("/").split("/")
    return any(part in ("", ".", "..") or part[-1] in ". " or _DEVICE.match(part) is not None for part in parts)


class SafeZip:
    """The files of a zip that has been looked through.

    Args:
        source: the open file.
        name: its name, for messages.

    Raises:
        HotspotError: it is no zip, damaged, or made to do harm.
    """

    def __init__(self, source: BinaryIO, name: str) -> None:
        self._source, self._name = source, name
        self._size = source.seek(0, os.SEEK_END)
        if self._size > LARGEST:
            raise self._bad(f"has {self._size:,} bytes, more than any package")
        source.seek(0)
        if source.read(4) not in (_LOCAL, _END):
            raise self._bad("does not begin as a zip file does")
        self.members: dict[str, Member] = {}
        directory, count, offset = self._directory()
        self._look_through(directory, count, offset)

    def _bad(self, what: str) -> HotspotError:
        return HotspotError(f"{self._name} {what}: it was not read; ask for it again, and tell whoever sent it.")

    def _directory(self) -> tuple[bytes, int, int]:
        """Return the central directory, the number of its entries, and where it begins."""
        tail = min(self._size, 4 + _END_REST.size + 0xFFFF)
        self._source.seek(self._size - tail)
        data = self._source.read(tail)
        ends = []
        at = data.find(_END)
        while at >= 0:
            if len(data) - at >= 4 + _END_REST.size:
                fields = _END_REST.unpack_from(data, at + 4)
                if at + 4 + _END_REST.size + fields[-1] == len(data):
                    ends.append((self._size - tail + at, fields))
            at = data.find(_END, at + 1)
        if not ends:
            raise self._bad("is cut off or damaged (the zip has no end)")
        if len(ends) > 1:
            raise self._bad("has two zip directories, which no zip program writes")
        place, (disk, first_disk, here, count, size, offset, _) = ends[0]
        if 0xFFFF in (here, count) or 0xFFFFFFFF in (size, offset) or count > MOST:
            raise self._bad(f"claims more than {MOST:,} files or 4 GB, more than any package")
        if disk or first_disk or here != count or offset + size != place:
            raise self._bad("is cut off or damaged (its zip directory is not where it should be)")
        self._source.seek(offset)
        return self._source.read(size), count, offset

    def _look_through(self, directory: bytes, count: int, offset: int) -> None:
        folded: set[str] = set()
        extents: list[tuple[int, int]] = []
        total = at = 0
        for _ in range(count):
            name, raw, attributes, member, at = self._line(directory, at)
            key = unicodedata.normalize("NFC", name.removesuffix("/")).casefold()
            if key in folded:
                raise self._bad(f"holds “{shown(name)}” twice (capitals do not count)")
            folded.add(key)
            start = self._content_start(name, raw, member, offset)
            extents.append((member.start, start + member.packed))
            total += member.size
            if total > LARGEST:
                raise self._bad("would unpack to more than 2 GB, more than any package")
            if member.size > SMALL and member.size > TIGHTEST * max(member.packed, 1):
                raise self._bad(
                    f"is a zip bomb (“{shown(name)}” would unpack to {member.size:,} bytes from {member.packed:,})"
                )
            kind = stat.S_IFMT(attributes >> 16)
            if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise self._bad(f"holds “{shown(name)}”, which is a link or device, not a file")
            if not name.endswith("/"):
                self.members[name] = Member(member.size, member.packed, member.crc, member.method, start)
            elif member.size:
                raise self._bad(f"holds “{shown(name)}”, a folder that has content")
        if at != len(directory):
            raise self._bad("is damaged (its zip directory has more than its files)")
        extents.sort()
        for (_, end), (begin, _) in zip(extents, [*extents[1:], (offset, 0)], strict=True):
            if end > begin:
                raise self._bad("is a zip bomb (files in it overlap)")

    def _line(self, directory: bytes, at: int) -> tuple[str, bytes, int, Member, int]:
        """Return name, its bytes, attributes, member (`start` being that of the local header), and the next place."""
        if directory[at : at + 4] != _CENTRAL or len(directory) < at + 4 + _CENTRAL_REST.size:
            raise self._bad("is damaged (its zip directory cannot be read)")
        fields = _CENTRAL_REST.unpack_from(directory, at + 4)
        _, _, _, flags, method, _, _, crc, packed, size, length, extra, comment, disk, _, attributes, start = fields
        begin = at + 4 + _CENTRAL_REST.size
        raw = directory[begin : begin + length]
        name = self._decoded(raw, flags)
        if not 0 < length <= LONGEST or len(raw) < length or unsafe(name):
            raise self._bad(f"holds a file with the unsafe name “{shown(name)}”")
        if flags & _ENCRYPTED:
            raise self._bad(f"is encrypted (“{shown(name)}”), which records from the field never are")
        if method not in (_STORED, _DEFLATED):
            raise self._bad(f"holds “{shown(name)}”, packed in a way ({method}) that phones do not use")
        if 0xFFFFFFFF in (packed, size, start) or disk or (method == _STORED and packed != size):
            raise self._bad(f"is damaged or claims too much (“{shown(name)}” has no possible size)")
        return name, raw, attributes, Member(size, packed, crc, method, start), begin + length + extra + comment

    def _decoded(self, raw: bytes, flags: int) -> str:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            if flags & _UTF8:
                raise self._bad(f"holds a file with a name that is no text ({raw[:30]!r})") from None
            return raw.decode("cp437")

    def _content_start(self, name: str, raw: bytes, member: Member, end: int) -> int:
        """Return where an entry's content begins, having compared its own header with the directory."""
        self._source.seek(member.start)
        header = self._source.read(4 + _LOCAL_REST.size)
        if len(header) < 4 + _LOCAL_REST.size or header[:4] != _LOCAL:
            raise self._bad(f"is damaged (“{shown(name)}” is not where the zip directory says)")
        _, flags, method, _, _, _, _, _, length, extra = _LOCAL_REST.unpack_from(header, 4)
        if length != len(raw) or self._source.read(length) != raw or method != member.method or flags & _ENCRYPTED:
            raise self._bad(f"calls “{shown(name)}” something else in one place than in another")
        start = member.start + len(header) + length + extra
        if start + member.packed > end:
            raise self._bad(f"is cut off or damaged (“{shown(name)}” runs over its end)")
        return start

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a file's content, never more than its size.

        Raises:
            HotspotError: it is not as long as the directory says, or its checksum does not match.
        """
        member = self.members[name]
        self._source.seek(member.start)
        left, got, crc = member.packed, 0, 0
        unpack = zlib.decompressobj(-15) if member.method == _DEFLATED else None
        try:
            while left:
                packed = self._source.read(min(_CHUNK, left))
                if not packed:
                    raise self._bad("is cut off")
                left -= len(packed)
                while packed:
                    chunk = unpack.decompress(packed, _CHUNK) if unpack else packed
                    packed = unpack.unconsumed_tail if unpack else b""
                    got, crc = got + len(chunk), zlib.crc32(chunk, crc)
                    if got > member.size or (unpack and unpack.unused_data):
                        raise self._bad(f"is a zip bomb (“{shown(name)}” is larger than it says)")
                    yield chunk
        except zlib.error:
            raise self._bad(f"is damaged (“{shown(name)}” cannot be unpacked)") from None
        if got != member.size or crc != member.crc or (unpack and not unpack.eof):
            raise self._bad(f"was damaged (“{shown(name)}” does not match its checksum)")

    def copy(self, name: str, target: Path, most: int, progress: Progress = SILENT) -> str:
        """Write a file's content to `target`, and return its SHA-256.

        Raises:
            HotspotError: as `chunks`, or it has more than `most` bytes.
        """
        size = self.members[name].size
        if size > most:
            raise self._bad(f"holds “{shown(name)}” of {size:,} bytes, more than such a file ever has ({most:,})")
        digest = hashlib.sha256()
        with target.open("wb") as opened:
            for chunk in self.chunks(name):
                progress.at(opened.tell() / max(size, 1))
                digest.update(chunk)
                opened.write(chunk)
        return digest.hexdigest()

    def digest(self, name: str, progress: Progress = SILENT) -> str:
        """Return the SHA-256 of a file's content (see `chunks`)."""
        digest, done = hashlib.sha256(), 0
        for chunk in self.chunks(name):
            done += len(chunk)
            progress.at(done / max(self.members[name].size, 1))
            digest.update(chunk)
        return digest.hexdigest()
