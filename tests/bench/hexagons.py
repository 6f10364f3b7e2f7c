"""Crimes in a GeoPackage to ranked hexagons, against the pair of native algorithms that QGIS has for it.

    .venv/bin/python -m tests.bench.hexagons [largest number of crimes]

Each tool has a process of its own for each file, in which it has first worked on a hundred crimes of one town; the
clock starts when QGIS is up. Time is the best of up to three runs, as many as fit in 20 s. Memory is what the first run
added to the process at its peak (resident set). Both tools write to memory layers. The native pair draws every cell of
the extent and ranks none; ours draws the cells with crime and ranks them. Nothing else should run at the same time.
"""

from __future__ import annotations

import json
import math
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from tests.start import start

from .measured import run
from .memory import peak_mb

SIZES = (10_000, 100_000, 1_000_000)
EXTENT = (400_000, 500_000, 300_000, 380_000)  # EPSG:27700, 100 × 80 km
WIDTH = math.sqrt(2 * 50_000 / math.sqrt(3))  # flat to flat, of a hexagon of 5 ha
GOAL = 15


def crimes(kind: str, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Return coordinates: spread evenly, or as crime is: most of it on a few streets of a few towns."""
    rng = np.random.default_rng(20_260_101)
    west, east, south, north = EXTENT
    x, y = rng.uniform(west, east, number), rng.uniform(south, north, number)
    if kind == "clustered":
        towns = rng.uniform((west + 8_000, south + 8_000), (east - 8_000, north - 8_000), (60, 2))
        people = rng.pareto(1.2, 60) + 0.1
        streets = towns[rng.choice(60, 20_000, p=people / people.sum())] + rng.normal(0, 2_000, (20_000, 2))
        badness = rng.pareto(1.1, 20_000) + 0.05
        there = rng.choice(20_000, number, p=badness / badness.sum())
        most = rng.random(number) < 0.9
        x[most], y[most] = (streets[there] + rng.normal(0, 40, (number, 2)))[most].T
    # the corners, so that both kinds and all sizes have one extent
    x[:2], y[:2] = (west, east), (south, north)
    x, y = np.clip(x, west, east), np.clip(y, south, north)
    return (x / 100, y / 100) if kind == "one town" else (x, y)


def make(path: Path, kind: str, number: int) -> None:
    """Write crimes to a GeoPackage."""
    from osgeo import gdal

    gdal.UseExceptions()
    text = path.with_suffix(".csv")
    np.savetxt(text, np.column_stack(crimes(kind, number)), fmt="%.3f", delimiter=",", header="x,y", comments="")
    source = gdal.OpenEx(str(text), open_options=["X_POSSIBLE_NAMES=x", "Y_POSSIBLE_NAMES=y", "KEEP_GEOM_COLUMNS=NO"])
    gdal.VectorTranslate(str(path), source, format="GPKG", layerName="crimes", dstSRS="EPSG:27700", srcSRS="EPSG:27700")
    text.unlink()


def ours(path: str) -> Any:
    """Run our algorithm and return its layer."""
    import processing

    made = processing.run("hotspots:buildhexhotspots", {"CRIMES": path, "AREA_HA": 5, "OUTPUT": "TEMPORARY_OUTPUT"})
    return made["OUTPUT"]


def native(path: str) -> Any:
    """Run QGIS's own pair and return its layer."""
    import processing

    grid = {"TYPE": 4, "EXTENT": path, "HSPACING": WIDTH, "VSPACING": WIDTH, "CRS": "EPSG:27700"}
    drawn = processing.run("native:creategrid", {**grid, "OUTPUT": "TEMPORARY_OUTPUT"})["OUTPUT"]
    joined = {"POLYGONS": drawn, "POINTS": path, "FIELD": "crimes", "OUTPUT": "TEMPORARY_OUTPUT"}
    return processing.run("native:countpointsinpolygon", joined)["OUTPUT"]


def measure(tool: str, path: str, small: str) -> dict[str, float]:
    """Start QGIS in this process, warm up, run, and return seconds, MB and crimes."""
    start()
    work = {"ours": ours, "native": native}[tool]
    work(small)
    before, peak, times = peak_mb(), 0.0, []
    while len(times) < 3 and sum(times) + max(times, default=0) < 20:
        begin = time.perf_counter()
        made = work(path)
        times.append(time.perf_counter() - begin)
        peak = peak or peak_mb()
    found = sum(feature["crimes"] for feature in made.getFeatures())
    return {"s": min(times), "MB": peak - before, "crimes": found}


def in_its_own_process(tool: str, path: Path, small: Path) -> dict[str, float]:
    """Run `measure` in a new Python."""
    return run(sys.executable, "-m", "tests.bench.hexagons", "--measure", tool, str(path), str(small))


def main(largest: int) -> None:
    """Print one line for each kind and number of crimes."""
    print(f"{'crimes':>10} {'spread':10} {'native s':>9} {'ours s':>7} {'ratio':>6} {'native MB':>10} {'ours MB':>8}")
    with tempfile.TemporaryDirectory(prefix="hexagons-") as folder:
        small = Path(folder) / "small.gpkg"
        make(small, "one town", 100)
        for number in (size for size in SIZES if size <= largest):
            for kind in ("even", "clustered"):
                path = Path(folder) / f"{kind}{number}.gpkg"
                make(path, kind, number)
                theirs = in_its_own_process("native", path, small)
                mine = in_its_own_process("ours", path, small)
                path.unlink()
                if mine["crimes"] != number:
                    raise SystemExit(f"{number} crimes went in, {mine['crimes']} came out")
                ratio = theirs["s"] / mine["s"]
                print(
                    f"{number:>10,} {kind:10} {theirs['s']:9.2f} {mine['s']:7.2f} {ratio:6.1f} "
                    f"{theirs['MB']:10.0f} {mine['MB']:8.0f}",
                    flush=True,
                )
    print(f"The goal at 1,000,000 is a ratio of {GOAL} or more.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(*sys.argv[2:5])), flush=True)
        os._exit(0)  # QGIS's own end takes long with such layers, and may fail without an event loop
    main(int(sys.argv[1]) if sys.argv[1:] else SIZES[-1])
