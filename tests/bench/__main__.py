"""Run every benchmark, one after the other, each in its own processes."""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = (
    "hexagons",
    "corridors",
    "growth",
    "dosage",
    "tracks",
    "dosage_large",
    "dosage_path",
    "redraws",
    "packages",
)

for name in BENCHMARKS:
    print(f"== {name}", flush=True)
    subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=True)
