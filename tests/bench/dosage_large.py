"""A force's year of fixes and 500 hotspots: time linear in the fixes, memory below 2 GB.

    .venv/bin/python -m tests.bench.dosage_large

The patrols are those of the benchmark `dosage`, 200 units with a fix every 30 seconds, in order of unit and time as
imported tracks are. Each size runs in a process of its own; reading the arrays is not timed.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from . import dosage
from .measured import run
from .memory import peak_mb

SIZES = (1_000_000, 3_000_000, 10_000_000)
MOST_MB = 2_000.0
PART = 20_000
LINEAR = 1.5  # ten times the fixes may take this much more than ten times as long


def make(path: Path, fixes: int) -> None:
    """Write one block of patrols, over and over for as many units as it takes, to an .npz file."""
    dosage.HOTSPOTS = 500
    dosage.make(path, 200_000, seed=5)
    with np.load(path) as data:
        order = np.lexsort((data["second"], data["unit"]))
        columns = {name: data[name][order] for name in ("unit", "second", "x", "y")}
        rings = data["rings"]
    copies = fixes // 200_000
    columns = {name: np.tile(values, copies) for name, values in columns.items()}
    columns["unit"] = columns["unit"] + np.repeat(np.arange(copies), 200_000) * dosage.UNITS
    np.savez(path, rings=rings, **columns)


def ours(path: Path) -> dict[str, object]:
    """Time the core on the file, from arrays to both tables."""
    import shapely

    from hotspot_plugin.core.tracking.dosage import dosage_table, period_of
    from hotspot_plugin.core.tracking.legs import order_fixes
    from hotspot_plugin.core.tracking.periods import whole_time
    from hotspot_plugin.core.tracking.presence import find_presence
    from hotspot_plugin.core.tracking.visits import VisitRows

    with np.load(path) as data:
        polygons = shapely.polygons(data["rings"])
        names = np.array([f"u{i:05}" for i in range(int(data["unit"].max()) + 1)], dtype=object)
        unit, x, y = names[data["unit"]], data["x"], data["y"]
        when = (data["second"] * 1000).astype(np.int64).view("M8[ms]")
    ids = np.array([str(i) for i in range(len(polygons))], dtype=object)
    begin = time.perf_counter()
    track = order_fixes(unit, when, x, y)
    del unit, when, x, y
    spells, found = find_presence(track, polygons, 60.0, 10.0)
    periods = whole_time(track, np.full(len(ids), None, dtype=object))
    table = dosage_table(track, spells, found, periods, ids, modes=spells.mode)
    visits = VisitRows(found, track, ids, *periods.names_of(period_of(found, periods)), 8.0)
    for start in range(0, len(visits), PART):  # as the algorithm writes them
        visits.rows(start, start + PART)
    seconds = time.perf_counter() - begin
    minutes = float(table["officer_min"].sum())
    return {"seconds": seconds, "rss_mb": peak_mb(), "visits": len(visits), "minutes": minutes}


def main() -> int:
    """Run all sizes, print a line each, and fail if memory or time grow more than they may."""
    rates, good = [], True
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"{size}.npz"
            make(path, size)
            we = run(sys.executable, "-m", "tests.bench.dosage_large", str(path))
            path.unlink()
            rates.append(we["seconds"] / size)
            good &= we["rss_mb"] < MOST_MB
            print(
                f"{size:>11,} fixes × 500 hotspots: {we['seconds']:7.1f} s {we['rss_mb']:6.0f} MB, "
                f"{we['visits']:,} visits; {rates[-1] / rates[0]:.2f} times the seconds a fix of the first size",
                flush=True,
            )
    return 0 if good and max(rates) <= LINEAR * rates[0] else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(ours(Path(sys.argv[1]))))
    else:
        sys.exit(main())
