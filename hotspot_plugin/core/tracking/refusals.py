"""Why a file that was chosen as a track gives none: one sentence that says what it is and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from ..errors import HotspotError
from .fixes import UNREADABLE_PLACE, UNREADABLE_TIME, Reject

_OTHERS = (
    (b"PK\x03\x04", "a zip archive, which KMZ files and Excel workbooks are too: unpack it, or save the sheet as CSV"),
    (b"\x1f\x8b", "packed with gzip: unpack it (of packed files only those ending in .csv.gz are read)"),
    (b"SQLite format 3\0", "a database, as GeoPackages are: open it in QGIS and give its layer (LAYER)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook: save the sheet as CSV"),
    (b"%PDF", "a PDF: export the track itself"),
)


def refuse_others(name: str, stream: BinaryIO) -> None:
    """Refuse what is no track file whatever its name, and say what to do with it."""
    head = stream.read(16)
    stream.seek(0)
    for sign, what in _OTHERS:
        if head.startswith(sign) and not name.lower().endswith(".csv.gz"):
            raise HotspotError(f"{name} is {what}.")
    if head[8:12] == b".FIT":
        raise HotspotError(f"{name} is a FIT file of a watch or bicycle computer: export the track as GPX.")


def is_packed(path: Path) -> bool:
    """Tell whether a file is an archive or a workbook, which QGIS would open as a layer of its own making."""
    try:
        with path.open("rb") as stream:
            return stream.read(4).startswith((b"PK\x03\x04", b"\x1f\x8b"))
    except OSError:
        return False


def nothing(name: str, points: int, timed: int, elsewhere: Mapping[str, int], rejects: Sequence[Reject]) -> str:
    """Say why a file that was read gives no fix.

    Args:
        name: of the file.
        points: how many points it has.
        timed: how many of them have a time that can be read.
        elsewhere: how many other things it has, by kind.
        rejects: the first of its rejects.
    """
    if not points:
        instead = several(elsewhere)
        only = f", only {instead}, which do not say where a unit was" if instead else ""
        return f"{name} has no track points{only}: export the recorded track."
    unread = next((reject for reject in rejects if reject.reason == UNREADABLE_TIME), None)
    if not timed and unread:
        return f"In {name} no time can be read, such as in: {unread.content}. Give times as 2026-07-01T14:00:00Z."
    if not timed:
        return f"In {name} no point has a time, so no visit can be told from it: export the track with its times."
    lost = next((reject for reject in rejects if reject.reason == UNREADABLE_PLACE), None)
    if lost:
        return (
            f"In {name} no place can be read, such as in: {lost.content}. Give longitude and latitude in decimal "
            "degrees (-1.2345 and 54.5678), eastings and northings in metres, or a grid reference (NZ 495 205)."
        )
    shown = f" (the first: {rejects[0].reason}; {rejects[0].content})" if rejects else ""
    return f"No point of {name} has both a time and a location on Earth{shown}: export the track again."


def several(counts: Mapping[str, int]) -> str:
    """Return counts of things in words."""
    return " and ".join(f"{count:,} {kind}{'s' * (count != 1)}" for kind, count in sorted(counts.items()))
