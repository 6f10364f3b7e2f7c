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

missed = []
for name in BENCHMARKS:
    print(f"== {name}", flush=True)
    if subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=False).returncode:
        missed.append(name)  # the others are still worth knowing
if missed:
    sys.exit(f"Short of what they must reach: {', '.join(missed)}")
