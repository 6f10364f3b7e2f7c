"""Checking a package without opening it: nothing is extracted, rendered or run, nor decrypted to the disk."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from ..errors import HotspotError
from ..progress import SILENT, Progress
from . import age, container, crypto, manifest, schema, sheet
from .agestream import Decrypting
from .container import Container
from .manifest import RECORDS, SIGNATURE, Manifest
from .minisign import PublicKey
from .place import utc
from .signature import Verdict, judge


class Outcome(Enum):
    """What came of one check."""

    RIGHT = "right"
    MIND = "mind"
    WRONG = "wrong"
    UNCHECKED = "not checked"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at, what came of it, and that in a sentence."""

    what: str
    outcome: Outcome
    said: str


@dataclass(frozen=True)
class Known:
    """What the reader knows from elsewhere, to check a package against.

    Args:
        key: the sender's public key.
        identities: to decrypt with.
        last: the highest number of a package from the same sender so far.
        schemas: this plugin's folder of JSON Schemas; those in the package prove nothing.
        now: the time that validity is compared with; None to leave that out.
    """

    key: PublicKey | None = None
    identities: tuple[age.Identity, ...] = ()
    last: int | None = None
    schemas: Path | None = None
    now: datetime | None = None


@dataclass
class Report:
    """All that was found out about a package; without a manifest if it could not be read so far."""

    name: str
    checks: list[Check] = field(default_factory=list)
    manifest: Manifest | None = None
    sha256: str = ""
    verdict: Verdict | None = None
    files: int = 0

    def add(self, what: str, outcome: Outcome, said: str) -> None:
        """Add a check."""
        self.checks.append(Check(what, outcome, said))

    @property
    def faults(self) -> list[str]:
        """What forbids to use the package, in the order of the checks."""
        return [check.said for check in self.checks if check.outcome is Outcome.WRONG]


@dataclass(frozen=True)
class Verified:
    """A package that is whole: its manifest, and the manifest's SHA-256, to be compared with the sender's."""

    manifest: Manifest
    sha256: str


def verify(path: str | Path, progress: Progress = SILENT) -> Verified:
    """Check that a package is complete and that no byte of it has changed since its export.

    Every byte of the zip is accounted for: the container has one form only (see `container`), each file's size and
    SHA-256 are in the manifest, and the manifest's own SHA-256 is returned. A forger can make a new manifest, so that
    number must be compared with the one that the export printed, or the signature be checked (see `inspect`).

    Raises:
        HotspotError: the first fault found, and how many more there are.
    """
    report = inspect(path, Known(), progress)
    if report.faults or report.manifest is None:
        raise HotspotError(summary(report.faults))
    return Verified(report.manifest, report.sha256)


def summary(faults: list[str]) -> str:
    """Return the first fault, and how many more there are, as one sentence."""
    more = len(faults) - 1
    if not more:
        return faults[0]
    what, colon, remedy = faults[0].partition(": ")
    return f"{what}, and {more} more thing{'s are' if more > 1 else ' is'} wrong with it{colon}{remedy}"


def inspect(path: str | Path, known: Known, progress: Progress = SILENT) -> Report:
    """Check all of a package: its zip, files, tasks, signature, number and validity.

    What is wrong is in the report, also a file that is not there; only Cancel ends it early.
    """
    name = Path(path).name
    report = Report(name)
    try:
        found = _opened(Path(path), known, report, progress)
        report.files = len(found.entries)
        data = _manifest(found, name)
        listed = manifest.parse(data, name)
    except HotspotError as error:
        report.add("Package", Outcome.WRONG, str(error))
        return report
    report.manifest, report.sha256 = listed, hashlib.sha256(data).hexdigest()
    size = sum(entry.size for entry in found.entries.values())
    said = f"The zip has the one form of a package: {report.files:,} files, {size:,} bytes, format {listed.version}."
    report.add("Zip", Outcome.RIGHT, said)
    _files(found, listed, report)
    if known.schemas is not None:
        _members(data, found, listed, known.schemas, report)
    _signature(data, found, listed, known, report)
    _number(listed, known.last, report)
    if known.now is not None:
        _validity(listed, known.now, report)
    return report


_WANTED = (manifest.PATH, SIGNATURE, sheet.PATH)


def _opened(path: Path, known: Known, report: Report, progress: Progress) -> Container:
    if not age.is_encrypted(path):
        if known.identities:
            report.add("Encryption", Outcome.MIND, f"{path.name} is not encrypted: anyone on its way could read it.")
        return container.read(path, _WANTED, progress)
    if not known.identities:
        raise HotspotError(f"{path.name} is encrypted: give IDENTITY, or decrypt it first (age -d -i identity.txt).")
    crypto.need("Decrypting a package")
    with path.open("rb") as source:
        key = age.open_header(source, list(known.identities), path.name)
        reader = Decrypting(source, key, path.name)
        found = container.read_from(reader, reader.size, path.name, _WANTED, progress)
    report.add("Encryption", Outcome.RIGHT, "It was encrypted to you, and no byte was changed on its way.")
    return found


def _manifest(found: Container, name: str) -> bytes:
    if manifest.PATH not in found.entries:
        raise HotspotError(f"{name} holds no {manifest.PATH}: it is no package, or the file was taken out.")
    if manifest.PATH not in found.kept:
        raise HotspotError(f"The manifest of {name} is larger than any package's: it was not made by exportpackage.")
    return found.kept[manifest.PATH]


def _files(found: Container, listed: Manifest, report: Report) -> None:
    after = "after the export: do not use it, ask for the package again."
    wrong = []
    for file in sorted({*listed.files, *found.entries} - {manifest.PATH, SIGNATURE}):
        if file not in found.entries:
            wrong.append(f"{file} is missing from {report.name} {after}")
        elif file not in listed.files:
            wrong.append(f"{file} was added to {report.name} {after}")
        elif (found.entries[file].size, found.entries[file].sha256) == (
            listed.files[file].size,
            listed.files[file].sha256,
        ):
            continue
        elif listed.files[file].role == RECORDS:
            wrong.append(
                f"{file} in {report.name} was changed {after[:-1]}, or run “Import records from the field” if it came "
                "back from the field."
            )
        else:
            wrong.append(f"{file} in {report.name} was changed {after}")
    for said in wrong:
        report.add("Files", Outcome.WRONG, said)
    if not wrong:
        said = (
            f"All {len(listed.files):,} files are there, none is added, and each has the size and SHA-256 of the list."
        )
        report.add("Files", Outcome.RIGHT, said)


def _members(data: bytes, found: Container, listed: Manifest, schemas: Path, report: Report) -> None:
    """Check manifest and tasks against this plugin's schemas, and against each other."""
    wrong = [f"manifest.json, {said}" for said in schema.faults(json.loads(data), _schema(schemas, "manifest"))]
    if sheet.PATH in found.kept:
        wrong += [f"{sheet.PATH}, {said}" for said in _tasks(found.kept[sheet.PATH], listed, schemas)]
    elif sheet.PATH in listed.files:
        report.add("Content", Outcome.UNCHECKED, f"{sheet.PATH} is too large to be looked into.")
    for said in wrong:
        report.add("Content", Outcome.WRONG, f"{said}: it was not made by exportpackage, or this plugin is older.")
    if not wrong:
        report.add("Content", Outcome.RIGHT, "List and tasks have the form of the specification and fit together.")


def _tasks(data: bytes, listed: Manifest, schemas: Path) -> list[str]:
    try:
        tasks = json.loads(data.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return ["the whole: no JSON"]
    wrong = schema.faults(tasks, _schema(schemas, "tasking"))
    if wrong:
        return wrong
    places = {place["hotspot_id"]: place["briefing"] for place in tasks["places"]}
    if len(places) != listed.hotspots or len(tasks["places"]) != listed.hotspots:
        wrong.append(f"places: {len(tasks['places'])} where the list has {listed.hotspots}")
    wrong += [
        f"places: {briefing} is not in the package" for briefing in places.values() if briefing not in listed.files
    ]
    if (tasks["valid_from"], tasks["valid_until"]) != (utc(listed.valid_from), utc(listed.valid_until)):
        wrong.append("valid_from or valid_until: not that of the list")
    for i, window in enumerate(tasks["windows"]):
        if window["hotspot_id"] not in places:
            wrong.append(f"windows/{i}/hotspot_id: no place of the package")
        elif not tasks["valid_from"] <= window["starts"] < window["ends"] <= tasks["valid_until"]:
            wrong.append(f"windows/{i}: not within the validity")
    return wrong[:20]


def _no_constant(text: str) -> Any:
    raise ValueError(text)


def _schema(folder: Path, name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / f"{name}.schema.json").read_text(encoding="utf-8"))
    return loaded


def _signature(data: bytes, found: Container, listed: Manifest, known: Known, report: Report) -> None:
    there = SIGNATURE in found.entries
    verdict = judge(data, listed, found.kept.get(SIGNATURE, b"") if there else None, known.key)
    report.verdict = verdict
    unproven = Outcome.UNCHECKED if verdict.key_id else Outcome.MIND
    good = Outcome.RIGHT if verdict.asked else unproven
    report.add("Signature", Outcome.WRONG if verdict.fault else good, verdict.said)


def _number(listed: Manifest, last: int | None, report: Report) -> None:
    if listed.sequence is None:
        if last is None:
            report.add("Number", Outcome.UNCHECKED, "It has no number, by which to tell an old package from a new one.")
        else:
            said = f"It has no number, and you had {last}: it may be an old package sent again; ask for a new one."
            report.add("Number", Outcome.WRONG, said)
    elif last is None:
        report.add("Number", Outcome.UNCHECKED, f"It is number {listed.sequence}; no last number is given to compare.")
    elif listed.sequence > last:
        report.add("Number", Outcome.RIGHT, f"It is number {listed.sequence}, after {last}.")
    else:
        said = (
            f"It is number {listed.sequence}, and you had {last}: it is an old package sent again; ask for the new one."
        )
        report.add("Number", Outcome.WRONG, said)


def _validity(listed: Manifest, now: datetime, report: Report) -> None:
    begin, end = utc(listed.valid_from), utc(listed.valid_until)
    if now > listed.valid_until:
        report.add("Validity", Outcome.MIND, f"The package has expired: it was valid until {end}.")
    elif now < listed.valid_from:
        report.add("Validity", Outcome.MIND, f"The package is not valid yet: it begins {begin}.")
    else:
        report.add("Validity", Outcome.RIGHT, f"It is valid now, from {begin} until {end}.")
