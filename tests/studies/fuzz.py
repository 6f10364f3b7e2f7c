"""Does anything that a stranger can pack crash the import of records, or the check of a package?

    python -m tests.studies.fuzz          2,000 mutated returns; ends with an error if one is neither refused nor read
    python -m tests.studies.fuzz 17 99    these alone, with what is said of each

Case n is the same bytes on every machine: a whole return (package as sent, package as a phone packs it, records.gpkg,
records.json, GPX) with mutations of bytes, zip headers, entries, GeoPackage pages or JSON values drawn from n. Each is
given to `read_returns`, and what it gives to `outcome` and to the ledger's file; a package, signed and perhaps
encrypted, is given to `read_issued` and to what verifypackage does, with its report, too. Each must end in one sentence
or in tables, write nothing anywhere, and a package that is not the very bytes that were sent must not pass as whole.
The largest file that is read, of as many positions as one may have, comes last, for its memory.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import pandas as pd

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tasking import age, container, keys
from hotspot_plugin.core.tasking.agestream import Encrypting
from hotspot_plugin.core.tasking.fieldrows import MOST_FIXES
from hotspot_plugin.core.tasking.issued import Issued, read_issued
from hotspot_plugin.core.tasking.outcome import outcome
from hotspot_plugin.core.tasking.package import build
from hotspot_plugin.core.tasking.place import Task
from hotspot_plugin.core.tasking.places import places
from hotspot_plugin.core.tasking.signature import signed
from hotspot_plugin.core.tasking.verify import Known, inspect, summary
from hotspot_plugin.core.tasking.verify_report import page
from tests.bench.memory import peak_mb
from tests.core.tasking.field import NOW, PATROL, base, bring, empty_base, everything, fix, packed, point, tasker
from tests.core.tasking.town import RESOURCES, SUMMER, squares, to_degrees
from tests.studies.mutations import entries, headers, odd_json, pages, scramble

CASES = 2000
MOST_MB = 500
MOST_SECONDS = 120.0
GPX = (
    '<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
    + "".join(
        f'<trkpt lat="51.50{i:02}" lon="-1.25"><time>2026-04-02T10:00:{i:02}Z</time><speed>1.2</speed></trkpt>'
        for i in range(60)
    )
    + "</trkseg></trk></gpx>"
)


def drawn(count: int) -> bytes:
    """Return bytes in the place of random ones, so that keys and secrets are the same in every run."""
    return bytes(i * 7 % 256 for i in range(count))


DESK, ME, NOON = keys.new_key(drawn), age.new_identity(drawn), datetime(2026, 4, 1, 12, tzinfo=UTC)
KNOWN = Known(DESK.public, (ME,), 6, RESOURCES.schemas, NOON)


@cache
def sent() -> dict[str, bytes]:
    """Return the files of a package of two hotspots."""
    begin, end = (datetime(2026, 4, day, 6, tzinfo=SUMMER) for day in (1, 8))
    task = Task("Larch", begin, end, limit=3, sequence=7)
    metres = squares(2)
    ordered, period = places(pd.DataFrame({"hotspot_id": ["a1", "b2"]}), metres, to_degrees(metres), None)
    return signed(build(task, ordered, period, RESOURCES).files, DESK, NOON)


@cache
def returned() -> dict[str, bytes]:
    """Return them as they come back, with records in them."""
    patrols = [PATROL | {"patrol_id": f"p{i}", "notes": f"note {i} " * i} for i in range(30)]
    fixes = [fix(5 * i, x=-1.2485 + i * 1e-5, patrol=f"p{i // 20}") for i in range(600)]
    files = dict(sent())
    files["records.gpkg"] = base(files["records.gpkg"], patrols, fixes)
    files["unit-7.gpx"] = GPX.encode()
    files["records.json"] = json_records()
    return files


@cache
def json_records() -> bytes:
    """Return a web tasker's records."""
    times = list(range(1_775_124_000_000, 1_775_124_900_000, 5000))
    columns = {"time": times, "longitude": [-1.2485] * len(times), "latitude": [51.5] * len(times)}
    fixes = {**columns, "accuracy_m": [4.5] * len(times), "source": "browser"}
    patrols = [
        {"patrol_id": f"w{i}", "revision": i, "hotspot_id": "a1", "started": PATROL["started"], "fixes": fixes}
        for i in range(3)
    ]
    return tasker(*patrols, device_id="web-1", bundle_id="0" * 32)


@cache
def whole() -> bytes:
    """Return the zip as it was sent."""
    target = BytesIO()
    container.write(target, sent())
    return target.getvalue()


@cache
def encrypted() -> bytes:
    """Return it as it was sent to one recipient."""
    target = BytesIO()
    head, key = age.header(age.recipients(ME.recipient), drawn)
    target.write(head)
    writer = Encrypting(target, key, drawn)
    writer.write(whole())
    writer.finish()
    return target.getvalue()


@cache
def repacked(method: int) -> bytes:
    """Return the zip as a phone packs it."""
    return packed(returned(), method)


def other_json(files: dict[str, bytes], draw: random.Random) -> dict[str, bytes]:
    """Return a package's files with one of JSON, or the signature, changed."""
    name = draw.choice(["manifest.json", "data/tasking.json", "data/hotspots.geojson", "manifest.json.minisig"])
    change = odd_json if not name.endswith("minisig") and draw.randrange(3) else scramble
    return {**files, name: change(files[name], draw)}


def largest() -> bytes:
    """Return a records.gpkg of as many positions as one may have, each as short as it can be."""
    blob, begin = point(-1.25, 51.5), datetime(2026, 4, 2, tzinfo=UTC).timestamp()
    times = (datetime.fromtimestamp(begin + i, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for i in range(MOST_FIXES))
    return base(empty_base(), fixes=({"geom": blob, "time": time, "patrol_id": "p"} for time in times))


def case(n: int) -> tuple[str, bytes]:
    """Return name and bytes of case n."""
    if n == CASES:
        return "records.gpkg", largest()
    draw = random.Random(f"fuzz {n}")
    files = returned()
    kinds: list[Callable[[], tuple[str, bytes]]] = [
        lambda: ("sent.zip", scramble(whole(), draw)),
        lambda: ("sent.zip", headers(whole(), draw)),
        lambda: ("back.zip", scramble(repacked(draw.choice([0, 8])), draw)),
        lambda: ("back.zip", headers(repacked(draw.choice([0, 8])), draw)),
        lambda: ("back.zip", entries(files, whole(), draw)),
        lambda: ("back.zip", packed({**files, "records.gpkg": pages(files["records.gpkg"], draw)})),
        lambda: ("records.gpkg", pages(files["records.gpkg"], draw)),
        lambda: ("records.gpkg", scramble(files["records.gpkg"], draw)),
        lambda: ("records.json", odd_json(json_records(), draw)),
        lambda: ("records.json", scramble(json_records(), draw)),
        lambda: ("unit-7.gpx", scramble(GPX.encode(), draw)),
        lambda: ("sent.zip", sealed(other_json(sent(), draw))),
        lambda: ("sent.zip.age", scramble(encrypted(), draw)),
    ]
    return kinds[n % len(kinds)]()


def sealed(files: dict[str, bytes]) -> bytes:
    """Return a zip in the form of exportpackage."""
    target = BytesIO()
    container.write(target, files)
    return target.getvalue()


def said(act: Callable[[], object]) -> str:
    """Return the one sentence that something is refused with, or "" if it is not.

    Raises:
        AssertionError: it is more than a sentence.
    """
    try:
        act()
    except HotspotError as error:
        text = str(error)
        assert "\n" not in text, text
        assert "Traceback" not in text, text
        assert 20 < len(text) < 700, text
        return text
    return ""


_GENUINE: list[Issued] = []


def genuine(folder: Path) -> Issued:
    """Return what a reader knows of the package as it was sent."""
    if not _GENUINE:
        (folder / "genuine.zip").write_bytes(whole())
        _GENUINE.extend(read_issued([folder / "genuine.zip"]).values())
        (folder / "genuine.zip").unlink()
    return _GENUINE[0]


def run(n: int, folder: Path) -> list[str]:
    """Read case n in a folder that is watched, and return what is said of it ("" where it was read).

    Raises:
        AssertionError: something was written, or a package that was changed passes as whole.
    """
    name, data = case(n)
    inbox = folder / "inbox"
    inbox.mkdir(exist_ok=True)
    path = inbox / name
    path.write_bytes(data)
    before = everything(folder)

    def imported() -> None:
        ledger = bring(path).ledger
        outcome(ledger, NOW)
        ledger.content()

    def issued() -> None:
        # without a key a changed signature is not found out, but neither is it used
        changed = set(read_issued([path]).values()) - {genuine(folder)}
        assert not changed, "tasks that were changed pass as those that were sent"

    try:
        sentences = [said(imported)]
        if ".zip" in name:
            sentences += [said(lambda: verified(path)), said(issued)]
            assert sentences[1] or data in (whole(), encrypted()), "a package that was changed passes as whole"
        assert everything(folder) == before, "something was written"
    finally:
        path.unlink()
    return sentences


def verified(path: Path) -> None:
    """Do what verifypackage does."""
    report = inspect(path, KNOWN)
    page(report, KNOWN.key, NOON, RESOURCES.templates)
    if report.faults:
        raise HotspotError(summary(report.faults))


def main(chosen: list[int]) -> None:
    """Run all cases, or those chosen, and tell."""
    counts: Counter[str] = Counter()
    failures = []
    slowest = (0.0, 0)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as place:
        folder = Path(place)
        (folder / "cwd").mkdir()
        (folder / "tmp").mkdir()
        os.chdir(folder / "cwd")
        tempfile.tempdir = str(folder / "tmp")
        for n in chosen or range(CASES + 1):
            begun = time.monotonic()
            try:
                sentences = run(n, folder)
            except Exception as error:
                failures.append(f"case {n} ({case(n)[0]}): {type(error).__name__}: {error}")
                continue
            slowest = max(slowest, (time.monotonic() - begun, n))
            counts[f"{case(n % CASES)[0]} {'refused' if sentences[0] else 'read'}"] += 1
            if chosen:
                print(n, case(n)[0], *(sentence or "read" for sentence in sentences), sep="\n    ")
        os.chdir("/")
        tempfile.tempdir = None
    for kind, count in sorted(counts.items()):
        print(f"{count:5}  {kind}")
    megabytes = peak_mb()
    print(f"largest memory {megabytes:.0f} MB; slowest case {slowest[1]}: {slowest[0]:.2f} s")
    print(*failures, sep="\n")
    if failures or megabytes > MOST_MB or slowest[0] > MOST_SECONDS:
        sys.exit(f"{len(failures)} cases are neither refused nor read, or limits are passed")
    print(f"{sum(counts.values())} cases: each is refused in a sentence or read; nothing was written")


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]])
