"""One algorithm in a QGIS process of its own: seconds, memory and what came out. Shared by the benchmarks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.memory import peak_mb
from tests.start import start

ROOT = Path(__file__).resolve().parents[2]
PEER = ROOT / ".venv-peers" / "bin" / "python"  # with the libraries measured against


def best_of(algorithm: str, given: dict[str, Any], runs: int = 3, most_s: float = 30.0) -> dict[str, float]:
    """Run an algorithm up to `runs` times, as long as `most_s` allow; return the best times, MB and its numbers.

    `s` is by the clock, `cpu_s` by the processor, which other work on the machine changes less.
    """
    processing = start()
    import scipy.optimize
    import scipy.signal
    import scipy.spatial  # noqa: F401

    before, peak = peak_mb(), 0.0
    times: list[float] = []
    busy: list[float] = []
    made: dict[str, Any] = {}
    while len(times) < runs and sum(times) < most_s:
        begin, began = time.perf_counter(), time.process_time()
        made = processing.run(algorithm, given)
        times.append(time.perf_counter() - begin)
        busy.append(time.process_time() - began)
        peak = peak or peak_mb()
    numbers = {name: value for name, value in made.items() if isinstance(value, int | float)}
    return {**numbers, "s": min(times), "cpu_s": min(busy), "MB": peak - before, "peak_MB": peak}


def run(python: str | Path, *arguments: str) -> dict[str, Any]:
    """Run a measurement in a new Python and return what it prints last."""
    done = subprocess.run([str(python), *arguments], check=False, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stderr}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def apart(algorithm: str, given: dict[str, Any], runs: int = 3) -> dict[str, float]:
    """Run `best_of` in a new Python."""
    return run(sys.executable, "-m", "tests.bench.measured", algorithm, json.dumps(given), str(runs))


if __name__ == "__main__":
    print(json.dumps(best_of(sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3]))), flush=True)
    os._exit(0)  # QGIS's own end may fail without an event loop
