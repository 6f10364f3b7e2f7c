"""Checking a package without opening it: nothing is extracted, rendered or run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ..errors import HotspotError
from ..progress import SILENT, Progress
from . import container, manifest
from .manifest import Manifest


@dataclass(frozen=True)
class Verified:
    """A package that is whole: its manifest, and the manifest's SHA-256, to be compared with the sender's."""

    manifest: Manifest
    sha256: str


def verify(path: str | Path, progress: Progress = SILENT) -> Verified:
    """Check that a package is complete and that no byte of it has changed since its export.

    Every byte of the zip is accounted for: the container has one form only (see `container`), each file's size and
    SHA-256 are in the manifest, and the manifest's own SHA-256 is returned. A forger can make a new manifest, so that
    number must be compared with the one that the export printed, received on another way than the package.

    Raises:
        HotspotError: the first fault found, and how many more there are.
    """
    name = Path(path).name
    found = container.read(path, keep=(manifest.PATH,), progress=progress)
    if manifest.PATH not in found.entries:
        raise HotspotError(f"{name} holds no {manifest.PATH}: it is no package, or the file was taken out.")
    if manifest.PATH not in found.kept:
        raise HotspotError(f"The manifest of {name} is larger than any package's: it was not made by exportpackage.")
    data = found.kept[manifest.PATH]
    listed = manifest.parse(data, name)
    faults = []
    for file in sorted({*listed.files, *found.entries} - {manifest.PATH}):
        if file not in found.entries:
            faults.append(f"{file} is missing from {name}")
        elif file not in listed.files:
            faults.append(f"{file} was added to {name}")
        elif (found.entries[file].size, found.entries[file].sha256) != (
            listed.files[file].size,
            listed.files[file].sha256,
        ):
            faults.append(f"{file} in {name} was changed")
    if faults:
        more = f", and {len(faults) - 1} more of its files are wrong" if len(faults) > 1 else ""
        raise HotspotError(f"{faults[0]} after the export{more}: do not use it, ask for the package again.")
    return Verified(listed, hashlib.sha256(data).hexdigest())
