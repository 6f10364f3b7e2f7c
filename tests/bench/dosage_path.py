"""The whole path of a force's fixes, as an analyst goes it: CSV → importtracks → GeoPackage → calculatedosage.

    .venv/bin/python -m tests.bench.dosage_path            1, 3 and 10 million fixes and 500 hotspots
    .venv/bin/python -m tests.bench.dosage_path 1000000    one size

Both algorithms run in qgis_process, each in a process of its own, whose peak memory the system counts; what QGIS takes
to do next to nothing is told beside. The patrols are those of `dosage_large`, 30 seconds between fixes, in British
National Grid, with the units of each moment interleaved as in an export.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from tests.bench import dosage_large
from tests.bench.measured import ROOT, run
from tests.demo import process

SIZES = (1_000_000, 3_000_000, 10_000_000)
MOST_MB = 2_000.0
LINEAR = 1.5  # ten times the fixes may take this much more than ten times as long
PART = 500_000
WEST, SOUTH = 430_000.0, 430_000.0  # about Leeds


def make(folder: Path, fixes: int) -> None:
    """Write fixes.csv and hotspots.geojson."""
    path = folder / "fixes.npz"
    dosage_large.make(path, fixes)
    with np.load(path) as data:
        order = np.lexsort((data["unit"], data["second"]))
        columns = {name: data[name][order] for name in ("unit", "second", "x", "y")}
        rings = data["rings"]
    path.unlink()
    start = np.datetime64("2026-01-05T00:00:00", "s")
    for begin in range(0, fixes, PART):
        part = slice(begin, begin + PART)
        table = pd.DataFrame(
            {
                "Resource": [f"V{unit:05}" for unit in columns["unit"][part].tolist()],
                "Timestamp": np.datetime_as_string(start + columns["second"][part].astype("m8[s]"), timezone="UTC"),
                "Easting": (columns["x"][part] + WEST).round(1),
                "Northing": (columns["y"][part] + SOUTH).round(1),
            }
        )
        table.to_csv(folder / "fixes.csv", mode="a" if begin else "w", header=not begin, index=False)
    closed = np.concatenate((rings, rings[:, :1]), axis=1) + np.array((WEST, SOUTH))
    features = [
        {
            "type": "Feature",
            "properties": {"hotspot_id": f"H{i:03}"},
            "geometry": {"type": "Polygon", "coordinates": [ring.round(2).tolist()]},
        }
        for i, ring in enumerate(closed)
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    text = json.dumps({"type": "FeatureCollection", "crs": crs, "features": features})
    (folder / "hotspots.geojson").write_text(text, encoding="utf-8")


def step(profiles: Path, algorithm: str, inputs: dict[str, str]) -> dict[str, object]:
    """Run one algorithm and return seconds, peak memory of its process, and what it answered."""
    begin = time.perf_counter()
    results = process.run(profiles, algorithm, inputs, timeout=3600)["results"]
    # of qgis_process, or of this process if that has had more, which is small
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return {"seconds": time.perf_counter() - begin, "rss_mb": peak, "results": results}


def _run(profiles: Path, algorithm: str, **inputs: Path) -> dict[str, object]:
    given = json.dumps({name: str(value) for name, value in inputs.items()})
    return run(sys.executable, "-m", "tests.bench.dosage_path", "step", str(profiles), algorithm, given)


def main(sizes: tuple[int, ...]) -> int:
    """Run all sizes, print one line each, and fail if memory or time grow more than they may."""
    each, good = [], True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([sys.executable, str(ROOT / ".ci" / "build.py"), "zip"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([sys.executable, str(ROOT / ".ci" / "build.py"), "deploy", name], check=True)
        for size in sizes:
            make(folder, size)
            hotspots = folder / "hotspots.geojson"
            bare = _run(folder, "native:centroids", INPUT=hotspots, OUTPUT=folder / "centroids.gpkg")
            fixes = folder / "fixes.gpkg"
            read = _run(folder, "hotspots:importtracks", INPUT=folder / "fixes.csv", OUTPUT=fixes)
            (folder / "fixes.csv").unlink()
            visits, table = folder / "visits.gpkg", folder / "dosage.gpkg"
            dose = _run(
                folder, "hotspots:calculatedosage", TRACKS=fixes, HOTSPOTS=hotspots, VISITS=visits, DOSAGE=table
            )
            seconds = read["seconds"] + dose["seconds"]
            each.append(seconds / size)
            good &= max(read["rss_mb"], dose["rss_mb"]) < MOST_MB
            results = dict(dose["results"])  # type: ignore[call-overload]
            good &= results["FIXES"] == size
            print(
                f"{size:>11,} fixes × 500 hotspots: importtracks {read['seconds']:6.1f} s {read['rss_mb']:6.0f} MB, "
                f"calculatedosage {dose['seconds']:6.1f} s {dose['rss_mb']:6.0f} MB (QGIS alone {bare['rss_mb']:.0f} "
                f"MB); {results['VISITS_COUNT']:,.0f} visits; {each[-1] / each[0]:.2f} times the seconds a fix of the "
                "first size",
                flush=True,
            )
            for made in (fixes, visits, table):
                made.unlink()
    return 0 if good and max(each) <= LINEAR * each[0] else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["step"]:
        print(json.dumps(step(Path(sys.argv[2]), sys.argv[3], json.loads(sys.argv[4]))))
    else:
        sys.exit(main(tuple(int(size) for size in sys.argv[1:]) or SIZES))
