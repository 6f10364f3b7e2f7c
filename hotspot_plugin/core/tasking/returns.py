"""What came back from the field, read: packages, GeoPackages, JSON and GPX (returnedfiles.py finds and copies them).

Files are known by their SHA-256, so that one that was imported before is not read again. A file that is refused leaves
nothing behind and does not stop the others. A project that came back is never opened.
"""

from __future__ import annotations

import errno
import hashlib
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from ..tracking.fixes import Reject
from ..tracking.sources import TrackFile, read_files
from . import manifest, recordsbase, recordsjson
from .fieldrows import FIX_COLUMNS, FileRows, UnitNames
from .ledger import Ledger
from .returnedfiles import BASE, GPX, JSON, ZIP, Item, find, form_of, kind_of, of_disk, of_zip
from .safezip import SafeZip, shown

_MOST_BYTES = {BASE: recordsbase.MOST_BYTES, JSON: recordsjson.MOST_BYTES, GPX: 32 * 1024**2}
_MOST_MANIFEST = 16 * 1024**2
_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass
class Returned:
    """What an import found.

    Attributes:
        ledger: what was known before and what was read now.
        read: files that were read now; `again` those that were imported before.
        refused: (name, reason) of files that were not read.
        said: what the user should know.
        left: files that are no records, by what they are.
    """

    ledger: Ledger
    read: int = 0
    again: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)


def read_returns(paths: Sequence[str | Path], known: Ledger, names: UnitNames, progress: Progress = SILENT) -> Returned:
    """Read what came back.

    Args:
        paths: packages (zip), records.gpkg, JSON of a tasker, GPX, or folders of these.
        known: the ledger of earlier imports.
        names: what units are called.
        progress: 0 to 1.

    Raises:
        HotspotError: there is nothing to read, every file was refused (of a single one, the reason is the message), or
            the ledger was made with another key.
    """
    if known.files and known.key != names.mark:
        how = "without a key, and one is given now" if not known.key else "with another key than the one given now"
        raise HotspotError(
            f"The ledger's units have their pseudonyms {how} (UNIT_KEY): give the same, or one unit would become two."
        )
    files = find(paths)
    returned, parts = Returned(Ledger(key=names.mark), left=files.left), []
    for i, (path, name) in enumerate(files.found):
        part = Part(progress, i / len(files.found), (i + 1) / len(files.found))
        part.at(0.0)
        try:
            parts += _read_file(path, name, known, returned, names, part)
        except HotspotError as error:
            returned.refused.append((name, str(error)))
        except OSError as error:
            if error.errno in _FULL:
                raise HotspotError(
                    f"{name} could not be copied to be read ({error.strerror}): make room on the disk of "
                    f"{tempfile.gettempdir()}, then import again."
                ) from None
            returned.refused.append((name, f"{name} cannot be read ({error.strerror}): check that you may read it."))
    if returned.refused and not returned.read + returned.again:
        more = f" ({len(returned.refused) - 1} more files were refused.)" if len(returned.refused) > 1 else ""
        raise HotspotError(returned.refused[0][1] + more)
    if not returned.read + returned.again:
        raise HotspotError(f"There are no records in {paths[0]}: choose returned packages, records.gpkg, JSON or GPX.")
    returned.ledger = known.merged(returned.ledger, parts)
    return returned


def _read_file(
    path: Path, name: str, known: Ledger, returned: Returned, names: UnitNames, progress: Progress
) -> list[pd.DataFrame]:
    """Read a file of the disk, and return its positions."""
    if path.suffix.lower() in (".qgz", ".qgs"):
        raise HotspotError(
            f"{name} is a QGIS project, which could run what somebody wrote into it: a returned project is never "
            "opened; give the records.gpkg or the whole package."
        )
    with path.open("rb") as opened:
        head = opened.read(64)
        form = form_of(head, name)
        if form == ZIP:
            return _read_zip(SafeZip(opened, name), name, known, returned, names, progress)
    return _read_item(of_disk(path, form, name, names, progress), known, returned, names, progress)


def _read_zip(
    packed: SafeZip, name: str, known: Ledger, returned: Returned, names: UnitNames, progress: Progress
) -> list[pd.DataFrame]:
    """Read the records in a returned package, and say what else of it was changed."""
    wanted = [
        member for member in packed.members if kind_of(member) == "records" and not member.lower().endswith(".zip")
    ]
    for member in packed.members:
        if member not in wanted and not member.endswith(("-wal", "-shm", "-journal")):
            returned.left["packages in packages" if member.lower().endswith(".zip") else kind_of(member)] += 1
    if not wanted:
        raise HotspotError(f"{name} holds no records (records.gpkg, records.json or GPX): choose what came back.")
    parts, refused = [], []
    for i, member in enumerate(sorted(wanted)):
        part = Part(progress, 0.8 * i / len(wanted), 0.8 * (i + 1) / len(wanted))
        shown_name = f"{name}/{shown(member)}"
        try:
            parts += _read_item(of_zip(packed, member, shown_name, names, part), known, returned, names, part)
        except HotspotError as error:
            refused.append((shown_name, str(error)))
    if refused and len(refused) == len(wanted):
        raise HotspotError(refused[0][1])
    returned.refused += refused
    _compare(packed, name, returned, Part(progress, 0.8, 1.0))
    return parts


def _compare(packed: SafeZip, name: str, returned: Returned, progress: Progress) -> None:
    """Say which files of a returned package are not as its manifest says; records are meant to change."""
    found = next((m for m in packed.members if PurePosixPath(m).name == manifest.PATH), None)
    if found is None or packed.members[found].size > _MOST_MANIFEST:
        return
    try:
        listed = manifest.parse(b"".join(packed.chunks(found)), name)
        folder = found.removesuffix(manifest.PATH)
        changed, missing = [], []
        for i, (path, file) in enumerate(listed.files.items()):
            part = Part(progress, i / len(listed.files), (i + 1) / len(listed.files))
            if file.role in (manifest.RECORDS, manifest.PROJECT):
                continue
            member = packed.members.get(folder + path)
            if member is None:
                missing.append(path)
            elif member.size != file.size or packed.digest(folder + path, part) != file.sha256:
                changed.append(path)
    except HotspotError as error:
        returned.said.append(f"{name}: {error} Its records were read all the same.")
        return
    for what, paths in (("were changed in the field", changed), ("are missing", missing)):
        if paths:
            returned.said.append(f"{name}: {len(paths)} files {what}, such as {paths[0]}; its records were read.")


def _read_item(
    item: Item, known: Ledger, returned: Returned, names: UnitNames, progress: Progress
) -> list[pd.DataFrame]:
    """Read records, unless they were imported before, and return their positions."""
    progress.at(0.0)
    with tempfile.TemporaryDirectory(prefix="hotspots-") as folder:
        # the suffix decides what reads a track
        private = Path(folder) / ("records.gpx" if item.form == GPX else "records")
        sha256 = item.copy(private, _MOST_BYTES[item.form])
        if item.journal:
            raise HotspotError(
                f"{item.name} was copied while it was being written (a journal lies beside it): close the app on the "
                "device, then copy it again."
            )
        if item.log is not None:
            log = item.log(private.with_name("records-wal"), _MOST_BYTES[item.form])
            sha256 = hashlib.sha256(f"{sha256} {log}".encode("ascii")).hexdigest()
        if sha256 in known.files or sha256 in returned.ledger.files:
            returned.ledger.name(sha256, item.name, item.form)
            returned.again += 1
            return []
        rows = FileRows(item.name, names)
        if item.form == BASE:
            _say_log(private, item, returned)
            recordsbase.read(private, rows, progress)
        elif item.form == JSON:
            recordsjson.read(private.read_bytes(), rows, progress)
        else:
            _gpx(private, sha256, rows, progress)
        rows.finish(sha256)
    returned.ledger.take(rows, item.form)
    returned.said += rows.said
    returned.read += 1
    return [rows.fixes]


def _say_log(private: Path, item: Item, returned: Returned) -> None:
    with private.open("rb") as opened:
        opened.seek(18)
        in_log_mode = opened.read(1) == b"\x02"  # https://www.sqlite.org/fileformat2.html, 1.3.3
    if in_log_mode and item.log is None:
        returned.said.append(
            f"{item.name} was in use when it was copied, and {item.name}-wal is missing: what was recorded last may "
            "be missing with it. Close the app on the device, then copy both."
        )


def _gpx(private: Path, sha256: str, rows: FileRows, progress: Progress) -> None:
    """Take a GPX file; its unit is named by the file, when all names of it are known."""
    imported = read_files([TrackFile(private, rows.source)], UTC, progress).fixes
    for place, row, reason, content in imported.rejects.itertuples(index=False):
        del place
        rows.rejects.append(Reject("", None if pd.isna(row) else int(row), str(reason), str(content)[:500]))
    rows.rejected = len(rows.rejects)
    table = imported.table
    segments = table["segment"].to_numpy()
    tracks = {segment: f"gpx/{sha256}/{segment}" for segment in np.unique(segments).tolist()}
    rows.fixes = pd.DataFrame(
        {
            "unit": np.full(len(table), None, dtype=object),
            "track": np.array([*(tracks[segment] for segment in segments.tolist()), None], dtype=object)[:-1],
            "time": table["time"].to_numpy(dtype="M8[ms]").astype(np.int64),
            **{name: table[name].to_numpy(dtype=np.float64) + 0.0 for name in ("x", "y", "accuracy_m", "speed_ms")},
            "source": np.full(len(table), None, dtype=object),
        },
        columns=list(FIX_COLUMNS),
    )
