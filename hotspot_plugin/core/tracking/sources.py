"""Track files, wherever the folders nest, to fixes: a reader for each format, one bad file does not stop the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

import numpy as np

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from .fixes import Collector, Fixes, Reject
from .gpx import GpxFile

# what reads a suffix; each is called and iterated as GpxFile is
READERS = {".gpx": GpxFile}
GPS_BEGAN = np.datetime64("1980-01-06", "ms")


@dataclass(frozen=True)
class TrackFile:
    """A file to read; `name` is its path below the folder that was given, which says nothing of the machine."""

    path: Path
    name: str

    @property
    def unit(self) -> str:
        """The file's name without its suffix. Names written inside the file may be an officer's and are not used."""
        return self.path.stem


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
            tracks = [file for file in files if file.suffix.lower() in READERS]
            others += len(files) - len(tracks)
            found.update((file, TrackFile(file, file.relative_to(path).as_posix())) for file in tracks)
        elif path.is_file():
            # QGIS's dialog adds a directory as all of its files; a single file of another name was meant
            if len(paths) == 1 or path.suffix.lower() in READERS:
                found[path] = TrackFile(path, path.name)
            else:
                others += 1
        else:
            raise HotspotError(f"{path} is not there: choose a GPX file or a folder of them.")
    if not found:
        where = ", ".join(map(str, paths[:3])) + (" …" if len(paths) > 3 else "")
        raise HotspotError(f"There is no GPX file in {where}: choose the folder that holds the .gpx files.")
    if others:
        progress.say(f"Left out, since their names do not end in .gpx: {others:,} files.")
    return sorted(found.values(), key=lambda file: (file.name, str(file.path)))


@dataclass(frozen=True)
class Imported:
    """What an import of files gives: the fixes, and how many files were used and refused."""

    fixes: Fixes
    files: int
    refused: int


def read_files(files: Sequence[TrackFile], where: tzinfo, progress: Progress = SILENT) -> Imported:
    """Read track files to fixes, a unit being the stem of a file's name.

    A file that cannot be used is warned of and put among the rejects, without a row; the others are read all the same.

    Args:
        files: as `find` returns them.
        where: the zone of times that have neither Z nor an offset.

    Raises:
        HotspotError: no file gives a fix; of a single file, the reason is the message.
    """
    collector, odd = Collector(), _Odd()
    sizes = [file.path.stat().st_size + 1 for file in files]
    ends = np.cumsum(sizes) / sum(sizes)
    reasons = []
    for file, start, end in zip(files, np.concatenate(([0.0], ends[:-1])), ends, strict=True):
        try:
            _read(file, where, collector, odd, Part(progress, float(start), float(end)))
        except HotspotError as error:
            reasons.append(str(error))
            if len(files) > 1:
                progress.warn(str(error))
            collector.reject(Reject(file.name, None, str(error), ""))
    if reasons and not collector.count:
        more = f" None of the other files ({len(files) - 1}) gives a fix either." if len(files) > 1 else ""
        raise HotspotError(reasons[0] + more)
    odd.tell(where, progress)
    return Imported(collector.finish(), len(files) - len(reasons), len(reasons))


@dataclass
class _Odd:
    """Counts, over all files, of what the user should know."""

    elsewhere: Counter[str] = field(default_factory=Counter)
    bare: int = 0
    early: int = 0

    def tell(self, where: tzinfo, progress: Progress) -> None:
        if self.elsewhere:
            progress.say(f"{_several(self.elsewhere)} left out: they do not say where a unit was.")
        if self.bare:
            progress.warn(f"{self.bare:,} times have no time zone and were taken as {where}; set it if that is wrong.")
        if self.early:
            progress.warn(f"{self.early:,} fixes are from before GPS existed (1980): the device's clock was not set.")


def _read(file: TrackFile, where: tzinfo, collector: Collector, odd: _Odd, progress: Progress) -> None:
    size = max(file.path.stat().st_size, 1)
    try:
        stream = file.path.open("rb")
    except OSError as error:
        raise HotspotError(f"{file.name} cannot be opened ({error.strerror}): check that you may read it.") from None
    runs = []
    with stream:
        reader = READERS.get(file.path.suffix.lower(), GpxFile)(stream, file.name, where)
        for points in reader:
            progress.at(min(stream.tell() / size, 1.0))
            runs.append(points)
    # only now, so that a file refused halfway leaves nothing behind
    for points in runs:
        collector.add(file.unit, file.name, points)
        odd.early += int((points.time < GPS_BEGAN).sum())
    odd.elsewhere.update(reader.elsewhere)
    odd.bare += reader.bare
    if reader.broken:
        progress.warn(f"{file.name} breaks off at {reader.broken}: the track points before that are kept.")
        cut = reader.cut_point()
        if cut:
            collector.reject(cut)
    if not any(len(points.row) for points in runs):
        raise HotspotError(_nothing(file, reader))


def _nothing(file: TrackFile, reader: GpxFile) -> str:
    """Say why a file that was read gives no fix."""
    if not reader.points:
        instead = _several(reader.elsewhere)
        only = f", only {instead}, which do not say where a unit was" if instead else ""
        return f"{file.name} has no track points{only}: export the recorded track."
    if not reader.timed:
        return f"In {file.name} no point has a time, so no visit can be told from it: export the track with its times."
    return f"No point of {file.name} has both a time and a location on Earth: export the track again."


def _several(counts: dict[str, int]) -> str:
    return " and ".join(f"{count:,} {kind}{'s' * (count != 1)}" for kind, count in sorted(counts.items()))
