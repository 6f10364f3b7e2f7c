"""The packages that were sent out, as far as returned records are held against them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from . import age, container, manifest
from .verify import verify

TASKING = "data/tasking.json"


class Slot(NamedTuple):
    """A hotspot is to be patrolled from `starts` until just before `ends` (milliseconds since 1970, UTC)."""

    hotspot_id: str
    period: str | None
    starts: int
    ends: int


@dataclass(frozen=True)
class Issued:
    """A package that was sent out.

    Attributes:
        sequence: its number among those of its issuer, None where it has none.
        valid_from, valid_until: milliseconds since 1970, UTC.
        limit: most patrols of a hotspot a day.
        places: (hotspot_id, longitude, latitude) of a point inside, None where only the manifest is known.
        slots: when each is to be patrolled; none where only the manifest is known.
    """

    bundle_id: str
    title: str
    issuer: str
    sequence: int | None
    valid_from: int
    valid_until: int
    zone: str
    limit: int | None
    places: tuple[tuple[str, float | None, float | None], ...]
    slots: tuple[Slot, ...]

    def canonical(self) -> str:
        """Return it as JSON, the same for the same package."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @staticmethod
    def of(text: str) -> Issued:
        """Return what `canonical` wrote."""
        raw = json.loads(text)
        raw["places"] = tuple((str(name), x, y) for name, x, y in raw["places"])
        raw["slots"] = tuple(Slot(*slot) for slot in raw["slots"])
        return Issued(**raw)


def fuller(one: Issued, other: Issued) -> Issued:
    """Return which of two readings of one package says more; of a package issued again the last issue does."""
    return max(one, other, key=lambda package: (len(package.slots), package.sequence or 0, package.canonical()))


def read_issued(paths: Sequence[str | Path], progress: Progress = SILENT) -> dict[str, Issued]:
    """Return the packages among zips, manifests and folders of these, by bundle id; each is verified.

    Raises:
        HotspotError: one is not there, or is not as it was exported.
    """
    files: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file() and not file.is_symlink())
            files += [file for file in inside if file.suffix.lower() == ".zip" or file.name == manifest.PATH]
        else:
            files.append(path)
    if paths and not files:
        raise HotspotError(
            f"There is no package in {paths[0]}: choose the zips that were sent out, or their manifests."
        )
    found: dict[str, Issued] = {}
    for i, file in enumerate(files):
        one = _read(file, Part(progress, i / len(files), (i + 1) / len(files)))
        found[one.bundle_id] = fuller(one, found.get(one.bundle_id, one))
    return found


def _read(file: Path, progress: Progress) -> Issued:
    if file.suffix.lower() == ".json":
        try:
            data = file.read_bytes()[: container.KEPT]
        except OSError as error:
            raise HotspotError(f"{file} cannot be read ({error.strerror}): check that the file is there.") from None
        return _issued(manifest.parse(data, file.name), data, None, file.name)
    if age.is_encrypted(file):
        raise HotspotError(
            f"{file.name} is encrypted: give the package as it was before, or its manifest.json, as PACKAGES."
        )
    verified = verify(file, Part(progress, 0.0, 0.6))
    kept = container.read(file, (manifest.PATH, TASKING), Part(progress, 0.6, 1.0)).kept
    return _issued(verified.manifest, kept[manifest.PATH], kept.get(TASKING), file.name)


def _issued(listed: manifest.Manifest, data: bytes, tasking: bytes | None, name: str) -> Issued:
    raw = json.loads(data)
    places: list[tuple[str, float | None, float | None]] = [
        (line["hotspot_id"], None, None) for line in raw["files"] if line["role"] == "briefing"
    ]
    slots: list[Slot] = []
    if tasking is not None:
        try:
            tasks = json.loads(tasking)
            places = [(str(p["hotspot_id"]), float(p["longitude"]), float(p["latitude"])) for p in tasks["places"]]
            slots = [_slot(window) for window in tasks["windows"]]
        except (ValueError, TypeError, KeyError, RecursionError):
            raise HotspotError(
                f"{TASKING} in {name} is not as exportpackage writes it: give the package that was sent out."
            ) from None
    return Issued(
        listed.bundle_id,
        listed.title,
        listed.issuer,
        listed.sequence,
        _ms(listed.valid_from),
        _ms(listed.valid_until),
        listed.zone,
        listed.limit,
        tuple(sorted(places, key=str)),
        tuple(sorted(slots, key=str)),
    )


def _slot(window: dict[str, Any]) -> Slot:
    period = window["period"]
    starts, ends = (_ms(datetime.fromisoformat(window[name])) for name in ("starts", "ends"))
    return Slot(str(window["hotspot_id"]), None if period is None else str(period), starts, ends)


def _ms(when: datetime) -> int:
    return round(when.astimezone(UTC).timestamp() * 1000)
