"""How large a package of 300 places is and how long it takes: exportpackage on Cleveland's crimes and streets.

    .venv/bin/python -m tests.bench.packages

Three packages, each in a process of its own: with briefings and booklet; with streets too; with a base map drawn of the
streets, as MBTiles and PMTiles, too. Wanted: under 5 MB without streets and base map, under 90 s with everything. Needs
data/police_uk_cleveland and data/cleveland_streets.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

from tests.bench import measured
from tests.bench.memory import peak_mb
from tests.conftest import DATA, ROOT
from tests.start import start

PLACES = 300
MOST_MB, MOST_S = 5.0, 90.0
STREETS = DATA / "cleveland_streets" / "cleveland_roads_27700.gpkg"
KINDS = ("briefings", "streets", "base map")


def make(folder: Path) -> dict[str, object]:
    """Write crimes and hotspots."""
    run = start(widgets=True).run
    run("hotspots:importcrimes", {"INPUT": str(DATA / "police_uk_cleveland"), "OUTPUT": str(folder / "crimes.gpkg")})
    run(
        "hotspots:buildhexhotspots",
        {"CRIMES": str(folder / "crimes.gpkg"), "TOP_N": PLACES, "OUTPUT": str(folder / "hexagons.gpkg")},
    )
    return {}


def export(folder: Path, kind: str) -> dict[str, object]:
    """Make one package, and return time, memory and size by kind of file."""
    run = start(widgets=True).run
    more = {} if kind == KINDS[0] else {"ROADS": str(STREETS)}
    more |= {"BASEMAP": [str(STREETS)]} if kind == KINDS[2] else {}
    given = {
        "HOTSPOTS": str(folder / "hexagons.gpkg"), "CRIMES": str(folder / "crimes.gpkg"), "LIMIT": 3, "LANGUAGE": "en",
        "VALID_FROM": "2026-04-01T06:00:00", "VALID_UNTIL": "2026-04-08T06:00:00", "OUTPUT": str(folder / "p.zip"),
    }  # fmt: skip
    began = time.perf_counter()
    run("hotspots:exportpackage", {**given, **more})
    seconds = time.perf_counter() - began
    sizes: Counter[str] = Counter()
    with zipfile.ZipFile(folder / "p.zip") as archive:
        for entry in archive.infolist():
            sizes[entry.filename.partition("/")[0] if "briefings" in entry.filename else entry.filename] += (
                entry.file_size
            )
    whole = (folder / "p.zip").stat().st_size
    return {"seconds": seconds, "rss_mb": peak_mb(), "bytes": whole, "largest": sizes.most_common(6)}


def main() -> int:
    """Measure all three, print a line each, and fail if one misses what is wanted."""
    if not STREETS.exists():
        print("needs data/cleveland_streets and data/police_uk_cleveland, which are not part of the repository")
        return 0
    good = True
    with tempfile.TemporaryDirectory() as folder:
        measured.run(sys.executable, "-m", "tests.bench.packages", "make", folder)
        for kind in KINDS:
            got = measured.run(sys.executable, "-m", "tests.bench.packages", "export", folder, kind)
            size = got["bytes"] / 1e6
            parts = ", ".join(f"{name} {count / 1e6:.2f}" for name, count in got["largest"])
            print(
                f"{kind}: {got['seconds']:.0f} s, {got['rss_mb']:.0f} MB of memory, {size:.2f} MB ({parts})", flush=True
            )
            good &= got["seconds"] < MOST_S and (kind != KINDS[0] or size < MOST_MB)
    return 0 if good else 1


if __name__ == "__main__":
    os.chdir(ROOT)
    if sys.argv[1:2] == ["make"]:
        print(json.dumps(make(Path(sys.argv[2]))))
    elif sys.argv[1:2] == ["export"]:
        print(json.dumps(export(Path(sys.argv[2]), sys.argv[3])))
    else:
        sys.exit(main())
