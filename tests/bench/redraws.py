"""p-value and interval of a crossover trial by redrawing its design, against the same test with statsmodels in a loop.

    .venv/bin/python -m tests.bench.redraws

34 hotspots, 17 treated each day, for 365 days. Ours: 10,000 redraws with p-value and interval. The peer would fit a
Poisson regression with dummies of hotspot and date to each redraw, for the p-value alone; one fit is timed and scaled
up. Both must agree on the estimate.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from hotspot_plugin.core.trial.inference import infer
from hotspot_plugin.core.trial.panel import Panel, within_rows

ROOT = Path(__file__).resolve().parents[2]
PEER = ROOT / ".venv-peers" / "bin" / "python"
HOTSPOTS, DAYS, TREATED, DRAWS, WANTED = 34, 365, 17, 10_000, 20


def main() -> int:
    """Print both times and their ratio; return 1 if it is less than WANTED or the sides disagree."""
    dice = np.random.default_rng(4)
    arms = (dice.random((DAYS, HOTSPOTS)).argsort(axis=1).argsort(axis=1) < TREATED).astype(np.int8)
    counts = dice.poisson(np.where(arms, 0.17, 0.2) * dice.gamma(4, 0.25, HOTSPOTS)).astype(float)
    row, column = np.repeat(np.arange(DAYS), HOTSPOTS), np.tile(np.arange(HOTSPOTS), DAYS)
    panel = Panel(row, column, arms.ravel(), np.full(row.size, TREATED / HOTSPOTS))
    start = time.perf_counter()
    (found,) = infer(panel, [counts.ravel()], within_rows(panel), DRAWS)
    ours = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trial.npz"
        np.savez(path, arms=arms, counts=counts)
        script = Path(__file__).with_name("redraws_peer.py")
        said = subprocess.run([str(PEER), str(script), str(path)], check=True, capture_output=True, text=True)
    peer = json.loads(said.stdout)
    theirs = peer["seconds_a_draw"] * DRAWS
    agree = abs(peer["ratio"] - found.ratio) < 1e-4
    print(f"{DRAWS:,} redraws of {HOTSPOTS} hotspots × {DAYS} days: ours {ours:.1f} s, with p-value and interval")
    print(f"statsmodels {peer['version']}, one fit timed: {theirs:,.0f} s for all, p-value alone")
    print(f"ratio {theirs / ours:,.0f} (wanted {WANTED}); rate ratios {found.ratio:.6f} and {peer['ratio']:.6f}")
    return int(theirs / ours < WANTED or not agree)


if __name__ == "__main__":
    sys.exit(main())
