"""Track files, wherever the folders nest, to fixes: a reader for each format, one bad file does not stop the others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from pathlib import Path
from typing import BinaryIO, Protocol

import numpy as np

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from .csvtrack import CsvTrack
from .fixes import Collector, Fixes, Points, Reject
from .gpx import GpxFile
from .jsontrack import GeoJsonTrack
from .kml import KmlFile
from .linetrack import GeoLifeFile, OwnTracksFile
from .pseudonyms import Pseudonyms
from .refusals import nothing, refuse_others, several
from .rows import Options, RowsReader


class Reader(Protocol):
    """What all formats' readers have; see `gpx.GpxFile`."""

    @property
    def points(self) -> int: ...  # noqa: D102
    @property
    def timed(self) -> int: ...  # noqa: D102
    @property
    def bare(self) -> int: ...  # noqa: D102
    @property
    def broken(self) -> str: ...  # noqa: D102
    @property
    def done(self) -> int: ...  # noqa: D102
    @property
    def elsewhere(self) -> dict[str, int]: ...  # noqa: D102
    def cut_point(self) -> Reject | None: ...  # noqa: D102
    def __iter__(self) -> Iterator[Points]: ...


Make = Callable[["TrackFile", BinaryIO, Options], Reader]


def _json(file: TrackFile, stream: BinaryIO, options: Options) -> Reader:
    return GeoJsonTrack(stream, file.name, options)


def _csv(file: TrackFile, _stream: BinaryIO, options: Options) -> Reader:
    return CsvTrack(file.path, file.name, options)


def _gpx(file: TrackFile, stream: BinaryIO, options: Options) -> Reader:
    return GpxFile(stream, file.name, options.where or UTC)


def _kml(file: TrackFile, stream: BinaryIO, options: Options) -> Reader:
    return KmlFile(stream, file.name, options.where or UTC)


# what reads a suffix
READERS: dict[str, Make] = {
    ".gpx": _gpx,
    ".kml": _kml,
    ".csv": _csv,
    ".csv.gz": _csv,
    ".geojson": _json,
    ".geojsonl": _json,
    ".rec": lambda file, stream, options: OwnTracksFile(stream, file.name, options),
    ".plt": lambda file, stream, options: GeoLifeFile(stream, file.name, options),
}
ENDINGS = ", ".join(READERS)
# files that a device writes anew for each month or trip, in a folder of its own
_DATED = re.compile(r"\d{4}-\d{2}(?:-\d{2})?|\d{14}")
_READING = 0.9  # of the work, the rest is sorting
GPS_BEGAN = np.datetime64("1980-01-06", "ms")


@dataclass(frozen=True)
class TrackFile:
    """A file to read; `name` is its path below the folder that was given, which says nothing of the machine."""

    path: Path
    name: str

    @property
    def suffix(self) -> str:
        """The ending by which the format is known, in lower case."""
        lower = self.path.name.lower()
        return ".csv.gz" if lower.endswith(".csv.gz") else self.path.suffix.lower()

    @property
    def unit(self) -> str:
        """The file's name without its suffix. Names written inside the file may be an officer's and are not used.

        OwnTracks and GeoLife name files by their time, in a folder that names the device.
        """
        stem = self.path.name[: len(self.path.name) - len(self.suffix)]
        if self.suffix in {".rec", ".plt"} and _DATED.fullmatch(stem):
            folders = [part for part in self.path.absolute().parts[:-1] if part.lower() != "trajectory"]
            # OwnTracks: rec/user/device/2026-01.rec; a device is called “phone” by many users
            if self.suffix == ".rec" and len(folders) > 1 and folders[-2] not in {"rec", "store", "/"}:
                return f"{folders[-2]}-{folders[-1]}"
            return folders[-1] if folders else stem
        return stem


def find(paths: Sequence[str | Path], progress: Progress = SILENT) -> list[TrackFile]:
    """Return the track files among `paths` and, at any depth, in the folders among them, in order of name.

    Raises:
        HotspotError: a path is not there or cannot be read, or there is no track file.
    """
    found: dict[Path, TrackFile] = {}
    others = 0
    for path in map(Path, paths):
        if path.is_dir():
            files = sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
            tracks = [file for file in files if TrackFile(file, "").suffix in READERS]
            others += len(files) - len(tracks)
            found.update((file, TrackFile(file, file.relative_to(path).as_posix())) for file in tracks)
        elif path.is_file():
            # QGIS's dialog adds a directory as all of its files; a single file of another name was meant
            if len(paths) == 1 or TrackFile(path, "").suffix in READERS:
                found[path] = TrackFile(path, path.name)
            else:
                others += 1
        else:
            raise HotspotError(f"{path} is not there: choose a track file or a folder of them.")
    if not found:
        where = ", ".join(map(str, paths[:3])) + (" …" if len(paths) > 3 else "")
        raise HotspotError(f"There is no track file in {where}: choose a folder that holds files ending in {ENDINGS}.")
    if others:
        progress.say(f"Left out, since their names do not end in {ENDINGS}: {others:,} files.")
    return sorted(found.values(), key=lambda file: (file.name, str(file.path)))


@dataclass(frozen=True)
class Imported:
    """What an import of files gives: the fixes, and how many files were used and refused."""

    fixes: Fixes
    files: int
    refused: int


def read_files(
    files: Sequence[TrackFile],
    where: tzinfo | None,
    progress: Progress = SILENT,
    options: Options | None = None,
    names: Pseudonyms | None = None,
) -> Imported:
    """Read track files to fixes in WGS 84, a unit being named in the file's rows, or else by the file's name.

    A file that cannot be used is warned of and put among the rejects, without a row; the others are read all the same.

    Args:
        files: as `find` returns them.
        where: the zone of times that have neither Z nor an offset; None to ask for it, except that GPX and KML say UTC.
        progress: is told what the user should know.
        options: what else the user says; its `where` is this one.
        names: what units are called.

    Raises:
        HotspotError: no file gives a fix; of a single file, the reason is the message.
    """
    names = names or Pseudonyms()
    options = options or Options()
    options.where = where
    collector, odd = Collector(names.of), _Odd()
    sizes = [file.path.stat().st_size + 1 for file in files]
    ends = np.cumsum(sizes) / sum(sizes)
    reasons = []
    ends *= _READING
    for file, start, end in zip(files, np.concatenate(([0.0], ends[:-1])), ends, strict=True):
        called = names.path(file.name, (file.unit, *file.unit.split("-")))
        try:
            _read(file, called, options, collector, odd, Part(progress, float(start), float(end)))
        except HotspotError as error:
            reasons.append(str(error))
            if len(files) > 1:
                progress.warn(str(error))
            collector.reject(Reject(called, None, str(error).replace(file.name, called), ""))
    if reasons and not collector.count:
        more = f" None of the other files ({len(files) - 1}) gives a fix either." if len(files) > 1 else ""
        raise HotspotError(reasons[0] + more)
    odd.tell(where, progress)
    for message in options.messages:
        progress.warn(message)
    fixes = collector.finish(Part(progress, _READING, 1.0))
    names.tell(progress)
    return Imported(fixes, len(files) - len(reasons), len(reasons))


@dataclass
class _Odd:
    """Counts, over all files, of what the user should know."""

    elsewhere: Counter[str] = field(default_factory=Counter)
    bare: int = 0
    early: int = 0
    twice: int = 0
    second: int = 0
    skipped: int = 0

    def add(self, reader: Reader) -> None:
        self.elsewhere.update(reader.elsewhere)
        self.bare += reader.bare
        rows = getattr(reader, "rows", None)
        if isinstance(rows, RowsReader):
            self.twice += rows.twice
            self.second += rows.second
            self.skipped += rows.skipped

    def tell(self, where: tzinfo | None, progress: Progress) -> None:
        if self.elsewhere:
            progress.say(f"{several(self.elsewhere)} left out: they do not say where a unit was.")
        if self.bare:
            taken = where if where is not None else "UTC, or as their mapping says"
            progress.warn(f"{self.bare:,} times have no time zone and were taken as {taken}; set it if that is wrong.")
        if self.twice:
            progress.warn(
                f"{self.twice:,} times are in the hour that the clock ran through twice: {self.second:,} of them come "
                "after it fell back and were taken as of its second passage, the others as of its first."
            )
        if self.skipped:
            progress.warn(
                f"Times in the hour that the clocks left out in spring: {self.skipped:,}, now among the rejects. The "
                "device does not show the time of that zone (but UTC all year, perhaps): check TIME_ZONE."
            )
        if self.early:
            progress.warn(f"{self.early:,} fixes are from before GPS existed (1980): the device's clock was not set.")


def _read(file: TrackFile, called: str, options: Options, collector: Collector, odd: _Odd, progress: Progress) -> None:
    size = max(file.path.stat().st_size, 1)
    try:
        stream = file.path.open("rb")
    except OSError as error:
        raise HotspotError(f"{file.name} cannot be opened ({error.strerror}): check that you may read it.") from None
    used, early = False, 0
    bad: list[Reject] | None = None
    # a file refused halfway leaves nothing behind
    with stream, collector.all_or_none():
        refuse_others(file.name, stream)
        reader = READERS.get(file.suffix, _by_content(stream))(file, stream, options)
        for points in reader:
            progress.at(min(reader.done / size, 1.0))
            used = used or bool(len(points.row))
            early += int((points.time < GPS_BEGAN).sum())
            bad = points.rejects if bad is None else bad
            rejects = [reject._replace(source=called) for reject in points.rejects]
            collector.add(file.unit, called, replace(points, rejects=rejects))
    odd.early += early
    odd.add(reader)
    if reader.broken:
        progress.warn(f"{file.name} breaks off at {reader.broken}: the track points before that are kept.")
        cut = reader.cut_point()
        if cut:
            collector.reject(cut._replace(source=called))
    if not used:
        raise HotspotError(nothing(file.name, reader.points, reader.timed, reader.elsewhere, bad or []))


def _by_content(stream: BinaryIO) -> Make:
    """Return what reads a file whose name says nothing, by its first bytes."""
    head = stream.read(2048).lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    stream.seek(0)
    if head.startswith((b"{", b"[")):
        return _json
    if b"<kml" in head:
        return _kml
    return _gpx if head.startswith(b"<") or not head.strip(b"\0") or b"\0" in head else _csv
