"""Small checks of a finished package before it leaves, each with one message; they read the bytes to be sent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from ..errors import HotspotError
from ..progress import SILENT, Progress
from .container import safe_path

_LEAST_TELLING = 5  # characters; a shorter id is in any file by chance
_MACHINE = re.compile(rb"/home/[A-Za-z]|/Users/[A-Za-z]|\\Users\\|file:///|saveUser|/root/", re.IGNORECASE)
_AUTHOR = re.compile(rb"<author>[^<]|/Author\s*\((?! *\))|dc:creator>\s*<rdf:Seq>\s*<rdf:li[^>]*>[^<\s]")


def check(files: Mapping[str, bytes], goes: Iterable[str], stays: Iterable[str], progress: Progress = SILENT) -> None:
    """Make sure that a package holds what it should and nothing else.

    Args:
        files: path → content.
        goes: the ids of the hotspots that travel.
        stays: the ids of those that do not.
        progress: is told how far it is.

    Raises:
        HotspotError: the first fault found, with its file.
    """
    wanted = set(goes)
    _ids(files, wanted)
    _names(files)
    held = [identity for identity in set(stays) - wanted if len(identity) >= _LEAST_TELLING]
    held = [identity for identity in held if not any(identity in other for other in wanted)]
    pattern = re.compile(b"|".join(re.escape(text.encode("utf-8")) for text in sorted(held))) if held else None
    for i, (path, content) in enumerate(files.items()):
        progress.at(i / len(files))
        if pattern is not None and (found := pattern.search(content) or pattern.search(path.encode())):
            raise HotspotError(
                f"{path} would hold the id of a hotspot that stays, {found.group().decode()}: take it out of titles, "
                "names and notes."
            )
        if found := _MACHINE.search(content):
            raise HotspotError(
                f"{path} would hold a path or user of this machine ({found.group().decode(errors='replace')}…): take "
                "it out of titles, names and notes."
            )
        if _AUTHOR.search(content):
            raise HotspotError(f"{path} would name its author: empty the author in the layout's or layer's metadata.")


def _ids(files: Mapping[str, bytes], wanted: set[str]) -> None:
    """Make sure that the hotspots of the files are those that travel, each once."""
    rows = json.loads(files["data/hotspots.geojson"])["features"]
    ids = [row["properties"]["hotspot_id"] for row in rows]
    tasks = json.loads(files["data/tasking.json"])
    places = [place["hotspot_id"] for place in tasks["places"]]
    windows = {window["hotspot_id"] for window in tasks["windows"]}
    if len(set(ids)) < len(ids) or set(ids) != wanted or set(places) != wanted or windows != wanted:
        raise HotspotError(
            "The hotspots in the package are not those chosen, each once: please send the log to the authors."
        )


def _names(files: Mapping[str, bytes]) -> None:
    bad = [path for path in files if not safe_path(path)]
    if bad or len({path.lower() for path in files}) < len(files):
        raise HotspotError(f"The file name {(bad or ['in another case'])[0]} cannot stand in a package.")
    if sum(path.endswith((".qgs", ".qgz")) for path in files) > 1:
        raise HotspotError("A package may hold one project only.")
