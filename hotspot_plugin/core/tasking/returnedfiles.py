"""Files that came back from the field: found, told apart by what is in them, copied where nothing else sees them."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ..errors import HotspotError
from ..progress import Progress
from .fieldrows import UnitNames
from .safezip import SafeZip

ZIP, BASE, JSON, GPX = "package", "records.gpkg", "records.json", "GPX"
MOST_FILES = 20_000
_HEADS = {b"PK\x03\x04": ZIP, b"PK\x05\x06": ZIP, b"SQLi": BASE}
_JOURNAL = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"

# makes a private copy of a file or of an entry of a zip, of so many bytes at the most, and returns its SHA-256
Copy = Callable[[Path, int], str]


@dataclass
class Item:
    """One file of records, on the disk or in a zip."""

    name: str  # what it is called in the tables
    form: str  # BASE, JSON or GPX
    copy: Copy
    log: Copy | None = None  # of the write-ahead log beside a database
    journal: bool = False  # whether a rollback journal is beside it


@dataclass
class Found:
    """What was found in folders: files that may be records, and how many others there are by what they are."""

    found: list[tuple[Path, str]] = field(default_factory=list)  # file, name to show
    left: Counter[str] = field(default_factory=Counter)


def find(paths: Sequence[str | Path]) -> Found:
    """Return the files that came back: those that are given, and those in folders whose names are of records.

    Raises:
        HotspotError: one is not there, or a folder holds more than 20,000 files.
    """
    files = Found()
    seen: set[Path] = set()
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(Path(folder) / name for folder, _, names in os.walk(path) for name in names)
            if len(inside) > MOST_FILES:
                raise HotspotError(f"{path} holds {len(inside):,} files: choose the folder of the records alone.")
            for file in inside:
                kind = kind_of(file.name)
                if not stat.S_ISREG(file.lstat().st_mode):
                    files.left["links"] += 1
                elif kind == "records" and file.absolute() not in seen:
                    seen.add(file.absolute())
                    files.found.append((file, file.relative_to(path).as_posix()))
                elif kind != "records":
                    files.left[kind] += 1
        elif path.is_file():
            if path.absolute() not in seen:
                seen.add(path.absolute())
                files.found.append((path, path.name))
        else:
            raise HotspotError(f"{path} is not there: choose returned packages, or a folder of them.")
    return files


def kind_of(name: str) -> str:
    """Tell what a file found in a folder or zip is by its name: “records”, or what it is that is not read."""
    lower = PurePosixPath(name).name.lower()
    suffix = PurePosixPath(lower).suffix
    if suffix in (".qgz", ".qgs"):
        return "projects, which are never opened"
    if suffix in (".zip", ".gpx") or (suffix in (".gpkg", ".json") and lower.startswith("records")):
        if lower.startswith("._") or lower.endswith(".schema.json"):
            return "other files"
        return "records"
    return "other files"


def _called(name: str, form: str, names: UnitNames) -> str:
    """Return what a file is called in the tables: that of a track names its unit, so it has the unit's pseudonym."""
    last = name.rpartition("/")[2]
    return names.path(name, (last.rpartition(".")[0] or last,) if form == GPX else ())


def form_of(head: bytes, name: str) -> str:
    """Return what a file is by its first bytes: ZIP, BASE, JSON or GPX.

    Raises:
        HotspotError: it is none of them.
    """
    if head[:4] in _HEADS:
        return _HEADS[head[:4]]
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    if start[:1] in (b"{", b"["):
        return JSON
    if start[:1] == b"<":
        return GPX
    if head.startswith((b"age-encryption.org/", b"-----BEGIN AGE")):
        raise HotspotError(f"{name} is encrypted: decrypt it with the key that it was sent to, then import it.")
    raise HotspotError(f"{name} is no package, records.gpkg, JSON or GPX: choose what came back from the field.")


def _hot(journal: Path) -> bool:
    try:
        with journal.open("rb") as opened:
            return opened.read(8) == _JOURNAL
    except OSError:
        return False


def _copy(path: Path, target: Path, most: int, name: str, progress: Progress) -> str:
    digest, size = hashlib.sha256(), path.stat().st_size
    if size > most:
        raise HotspotError(f"{name} has {size:,} bytes, more than such records ever have ({most:,}): it was not read.")
    with path.open("rb") as source, target.open("wb") as copy:
        while chunk := source.read(1 << 20):
            progress.at(0.1 * copy.tell() / max(size, 1))
            digest.update(chunk)
            copy.write(chunk)
    return digest.hexdigest()


def of_disk(path: Path, form: str, name: str, names: UnitNames, progress: Progress) -> Item:
    """Return a file of the disk, with the log and the journal beside it if it is a database."""
    log, journal = (path.with_name(path.name + ending) for ending in ("-wal", "-journal"))
    return Item(
        _called(name, form, names),
        form,
        lambda target, most: _copy(path, target, most, name, progress),
        (lambda target, most: _copy(log, target, most, name, progress)) if log.is_file() else None,
        _hot(journal),
    )


def of_zip(packed: SafeZip, member: str, name: str, names: UnitNames, progress: Progress) -> Item:
    """Return a member of a zip, with the log and the journal beside it if it is a database."""
    form = {".gpx": GPX, ".json": JSON}.get(PurePosixPath(member).suffix.lower(), BASE)
    log, journal = f"{member}-wal", packed.members.get(f"{member}-journal")
    return Item(
        _called(name, form, names),
        form,
        lambda target, most: packed.copy(member, target, most, progress),
        (lambda target, most: packed.copy(log, target, most, progress)) if log in packed.members else None,
        journal is not None and next(packed.chunks(f"{member}-journal"), b"")[:8] == _JOURNAL,
    )
