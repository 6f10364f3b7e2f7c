"""Do time and memory grow with the crimes, and no faster? Hexagons, areas and corridors at three sizes each.

    .venv/bin/python -m tests.bench.growth [share of the full size, 1 by default] [corridors, for these alone]

10,000,000 crimes to hexagons (fixed and freely placed) and to areas, 1,000,000 crimes and 200,000 streets to corridors,
and a tenth and a third of each. Crimes are clustered as crime is (tests/bench/hexagons.py, corridors.py) and lie in a
GeoPackage; results are layers in memory. Each size has a process of its own and one run. The exponent is the slope of
the logarithm of the processor's time over that of the size: 1 is linear. Memory is the whole process at its peak.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from . import corridors, hexagons
from .measured import apart

PARTS = (0.1, 1 / 3, 1.0)
CRIMES, LINKS = 10_000_000, 200_000
MOST_MB = 4096
MEMORY = {"OUTPUT": "memory:"}
TOOLS: dict[str, tuple[str, dict[str, Any]]] = {
    "fixed hexagons": ("hotspots:buildhexhotspots", {"GRID": 0, "TOP_N": 1000}),
    "free hexagons": ("hotspots:buildhexhotspots", {"GRID": 2, "TOP_N": 1000}),
    "areas": ("hotspots:buildareahotspots", {"TOP_N": 1000}),
}


def say(name: str, sizes: list[float], found: list[dict[str, float]]) -> None:
    """Print a line for each size, and the exponent."""
    for size, one in zip(sizes, found, strict=True):
        seconds = f"{one['s']:7.1f} s (processor {one['cpu_s']:.1f} s)"
        print(f"{name:>15} {size:>12,.0f}: {seconds}, peak {one['peak_MB']:5.0f} MB", flush=True)
    slope = np.polyfit(np.log(sizes), np.log([one["cpu_s"] for one in found]), 1)[0]
    most = max(one["peak_MB"] for one in found)
    print(f"{name:>15}     exponent {slope:.2f}; {'under' if most < MOST_MB else 'ABOVE'} {MOST_MB:,} MB", flush=True)


def main(full: float, all_tools: bool) -> None:
    """Print the lines of each tool."""
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        if all_tools:
            crimes_alone(full, Path(folder))
        with_streets(full, Path(folder))


def crimes_alone(full: float, folder: Path) -> None:
    """Print the lines of hexagons and areas."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in TOOLS}
    sizes = [full * part * CRIMES for part in PARTS]
    for size in sizes:
        path = folder / "crimes.gpkg"
        hexagons.make(path, "clustered", int(size))
        for name, (algorithm, given) in TOOLS.items():
            found[name].append(apart(algorithm, {"CRIMES": str(path), **given, **MEMORY}, 1))
        path.unlink()
    for name, measured in found.items():
        say(name, sizes, measured)


def with_streets(full: float, folder: Path) -> None:
    """Print the lines of corridors."""
    links, measured = [full * part * LINKS for part in PARTS], []
    for size in links:
        streets, crimes, total = corridors.make(folder, int(size))
        given = {"CRIMES": str(crimes), "STREETS": str(streets), "TOTAL_LENGTH": total, "CENTRELINES": "memory:"}
        measured.append(apart("hotspots:buildcorridorhotspots", {**given, **MEMORY}, 1))
        streets.unlink()
        crimes.unlink()
    say("streets, 5 each", links, measured)


if __name__ == "__main__":
    main(float(sys.argv[1]) if sys.argv[1:] else 1.0, "corridors" not in sys.argv[2:])
