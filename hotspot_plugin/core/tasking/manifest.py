"""The package's list of contents, `manifest.json`: format “hotspot-package”, version 1.1.

Canonical JSON: UTF-8, members sorted by name, two spaces a level, LF, a line feed at the end, whole numbers only. So
the same package has the same manifest to the last byte, and its SHA-256 stands for the whole package. `bundle_id` is
the first 32 hexadecimal digits of the SHA-256 of the manifest without `bundle_id`, without `sequence` and without the
files of role project: the content names itself, and the project can hold that name. The manifest lists every file but
itself and its signature, `manifest.json.minisig`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..errors import HotspotError
from .container import safe_path
from .place import MOST_TEXT, Place, Task, utc

FORMAT = "hotspot-package"
VERSION = "1.1"
PATH = "manifest.json"
SIGNATURE = "manifest.json.minisig"
PROJECT, RECORDS = "project", "records"  # roles
_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Listed:
    """A file as the manifest lists it."""

    size: int
    sha256: str
    role: str


@dataclass(frozen=True)
class Manifest:
    """A manifest that has been checked."""

    bundle_id: str
    title: str
    valid_from: datetime
    valid_until: datetime
    zone: str
    limit: int | None
    hotspots: int
    issuer: str
    dose_min: int
    files: dict[str, Listed]
    version: str
    sequence: int | None  # absent before 1.1


def make(task: Task, places: list[Place], files: Mapping[str, tuple[str, bytes]], generator: str) -> bytes:
    """Return the manifest of a package, which need not have its project yet for its `bundle_id` to be right.

    Args:
        task: title and validity.
        places: the hotspots; each has its briefing in briefings/<file>.html.
        files: path → role and content of every other file of the package.
        generator: the version of the plugin.
    """
    ids = {f"briefings/{place.file}.html": place.hotspot_id for place in places}
    listed = []
    for path in sorted(files):
        role, content = files[path]
        line: dict[str, Any] = {
            "path": path,
            "role": role,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        if path in ids:
            line["hotspot_id"] = ids[path]
        if role == RECORDS:
            line["mutable"] = True
        listed.append(line)
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "generator": {"name": "hotspot_plugin", "version": generator},
        "title": task.title,
        "valid_from": utc(task.valid_from),
        "valid_until": utc(task.valid_until),
        "time_zone": task.zone,
        "language": task.language.code,
        "limit_per_day": task.limit,
        "dose_min": task.dose_min,
        "issuer": task.issuer,
        "override": task.override,
        "suppress_below": task.suppress_below,
        "hotspots": len(places),
        "sequence": task.sequence,
        "files": listed,
    }
    return canonical({**manifest, "bundle_id": bundle_id(manifest)})


def canonical(value: Any) -> bytes:
    """Return the one way to write a manifest."""
    return (json.dumps(value, sort_keys=True, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode("utf-8")


def bundle_id(manifest: Mapping[str, Any]) -> str:
    """Return the id that belongs to a manifest's content."""
    without = {key: value for key, value in manifest.items() if key not in ("bundle_id", "sequence")}
    files = without.get("files")
    if isinstance(files, list):
        without["files"] = [line for line in files if not (isinstance(line, dict) and line.get("role") == PROJECT)]
    return hashlib.sha256(canonical(without)).hexdigest()[:32]


def parse(data: bytes, package: str) -> Manifest:
    """Return a manifest that has been checked member by member.

    Unknown members are allowed, since a newer 1.x may have them.

    Args:
        data: the bytes of manifest.json.
        package: the package's name, for messages.

    Raises:
        HotspotError: it is not JSON, of another format or version, lacks a member or has one of the wrong kind, or was
            edited.
    """

    def bad(what: str) -> HotspotError:
        return HotspotError(f"The manifest of {package} {what}: ask for the package again.")

    try:
        raw = json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_float=_whole, parse_constant=_whole)
    except (ValueError, RecursionError) as error:
        detail = f" ({error})" if isinstance(error, _RefusedError) else ""
        raise bad(f"cannot be read{detail}") from None
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise HotspotError(f"{package} is some other kind of package: its manifest does not say {FORMAT}.")
    version = raw.get("version")
    if not isinstance(version, str) or not re.fullmatch(r"\d{1,4}\.\d{1,4}", version, re.ASCII):
        raise bad("has no version")
    if version.split(".")[0] != VERSION.split(".", maxsplit=1)[0]:
        raise HotspotError(
            f"{package} is of version {version} of the package format, and this plugin reads 1.x: update the plugin."
        )
    wrong = _first_wrong(raw)
    if wrong:
        raise bad(f"has no usable “{wrong}”")
    try:
        genuine = canonical(raw) == data and raw["bundle_id"] == bundle_id(raw)
    except UnicodeEncodeError:
        genuine = False
    if not genuine:
        raise bad("was edited after the export")
    return Manifest(
        bundle_id=raw["bundle_id"],
        title=raw["title"],
        valid_from=_time(raw["valid_from"]),
        valid_until=_time(raw["valid_until"]),
        zone=raw["time_zone"],
        limit=raw["limit_per_day"],
        hotspots=raw["hotspots"],
        issuer=raw["issuer"],
        dose_min=raw["dose_min"],
        files={line["path"]: Listed(line["bytes"], line["sha256"], line["role"]) for line in raw["files"]},
        version=version,
        sequence=raw.get("sequence"),
    )


class _RefusedError(ValueError):
    """JSON that is well formed and still not allowed in a manifest."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _RefusedError("a member stands in it twice")
    return members


def _whole(text: str) -> Any:
    raise _RefusedError(f"{text[:20]} is no whole number")


def _first_wrong(raw: dict[str, Any]) -> str | None:
    checks: dict[str, bool] = {
        "bundle_id": _matches(raw.get("bundle_id"), r"[0-9a-f]{32}"),
        "title": _text(raw.get("title")),
        "time_zone": _text(raw.get("time_zone")),
        "generator": isinstance(raw.get("generator"), dict)
        and all(_text(raw["generator"].get(k)) for k in ("name", "version")),
        "valid_from": _is_time(raw.get("valid_from")),
        "valid_until": _is_time(raw.get("valid_until")),
        "limit_per_day": "limit_per_day" in raw and (raw["limit_per_day"] is None or _count(raw["limit_per_day"], 1)),
        "dose_min": _count(raw.get("dose_min"), 1),
        "issuer": isinstance(raw.get("issuer"), str) and len(raw["issuer"]) <= MOST_TEXT,
        "hotspots": _count(raw.get("hotspots"), 1),
        "sequence": raw.get("sequence") is None or _count(raw["sequence"], 1),
        "files": _files(raw.get("files")),
    }
    for member, good in checks.items():
        if not good:
            return member
    if raw["valid_until"] < raw["valid_from"]:
        return "valid_until"
    briefings = sum(line["role"] == "briefing" for line in raw["files"])
    return None if briefings == raw["hotspots"] else "hotspots"


def _files(lines: Any) -> bool:
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        return False
    good = all(
        isinstance(line.get("path"), str)
        and safe_path(line["path"])
        and line["path"] not in (PATH, SIGNATURE)
        and _count(line.get("bytes"), 0)
        and _matches(line.get("sha256"), r"[0-9a-f]{64}")
        and _text(line.get("role"))
        and (line["role"] != "briefing" or _text(line.get("hotspot_id")))
        for line in lines
    )
    return good and len({line["path"] for line in lines}) == len(lines)


def _text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MOST_TEXT


def _count(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value < 1 << 53


def _matches(value: Any, pattern: str) -> bool:
    return isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII) is not None


def _is_time(value: Any) -> bool:
    if not _matches(value, r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"):
        return False
    try:
        _time(value)
    except ValueError:
        return False
    return True


def _time(value: str) -> datetime:
    return datetime.strptime(value, _TIME).replace(tzinfo=UTC)
