"""p-value and interval of a crossover trial by redrawing its design, against the same test with statsmodels in a loop.

    .venv/bin/python -m tests.bench.redraws

Ours: 10,000 redraws with p-value, interval and the lag of one period, at three sizes, and once with a run limit and the
balance of the period before. The peer shuffles each day's arms and fits a Poisson regression with dummies of hotspot
and date to each redraw, for the p-value alone. It is really run in a loop, of 5 to 50 redraws, and its seconds a
redraw are taken times 10,000. Both must agree on the estimate. Each side has a process of its own, both cores, and the
threads that its numpy takes.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

from tests.bench.measured import PEER, run
from tests.bench.memory import peak_mb

DRAWS, WANTED = 10_000, 20
# hotspots, days, treated a day, run limit and balance, redraws of the peer's loop (0 for none)
SIZES = ((20, 90, 8, 0, 50), (34, 365, 17, 0, 20), (34, 365, 17, 3, 0), (60, 365, 30, 0, 5))


def make(path: Path, hotspots: int, days: int, treated: int, max_run: int) -> None:
    """Write a trial whose schedule is drawn as schedulecrossover does, with 15 % less crime in treated hotspots."""
    from hotspot_plugin.core.trial.crossover import redraw

    dice = np.random.default_rng(4)
    arms = redraw(design(hotspots, days, treated, max_run), dice, 1)[0]
    counts = dice.poisson(np.where(arms, 0.17, 0.2) * dice.gamma(4, 0.25, hotspots)).astype(float)
    np.savez(path, arms=arms, counts=counts, treated=treated, max_run=max_run)


def design(hotspots: int, days: int, treated: int, max_run: int):
    from hotspot_plugin.core.trial.crossover import Design

    names = tuple(f"{i:03}" for i in range(hotspots)), tuple(f"{i:03}" for i in range(days))
    return Design(names[0], (None,), (0,) * hotspots, names[1], ((Fraction(treated),),), max_run, max_run > 0)


def ours(path: Path) -> dict[str, object]:
    """Time this plugin's core on the trial."""
    from hotspot_plugin.core.trial.inference import Treatment, compare
    from hotspot_plugin.core.trial.lags import Carried, questions
    from hotspot_plugin.core.trial.panel import Panel, by_design, within_rows
    from hotspot_plugin.core.trial.poissonfit import fit

    data = np.load(path)
    arms, counts = data["arms"].astype(np.int8), data["counts"].ravel()
    days, hotspots = arms.shape
    treated, max_run = int(data["treated"]), int(data["max_run"])
    row, column = np.repeat(np.arange(days), hotspots), np.tile(np.arange(hotspots), days)
    previous = np.where(row > 0, np.arange(row.size) - hotspots, -1)
    panel = Panel(row, column, arms.ravel(), np.full(row.size, treated / hotspots), True, previous)
    begin = time.perf_counter()
    again = by_design(design(hotspots, days, treated, max_run), row, column) if max_run else within_rows(panel)
    model = fit(panel, counts, 1)
    tests = [Treatment(panel, counts), *(Carried(panel, counts, model, wanted) for wanted in questions(1).values())]
    found = compare(panel, tests, again, DRAWS, 1)
    return {"seconds": time.perf_counter() - begin, "rss_mb": peak_mb(), "ratio": found[0].ratio, "p": found[0].p}


def main() -> int:
    """Print a line for each size; return 1 if a ratio is less than WANTED or the sides disagree."""
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for hotspots, days, treated, max_run, loop in SIZES:
            path = Path(folder) / "trial.npz"
            make(path, hotspots, days, treated, max_run)
            we = run(sys.executable, "-m", "tests.bench.redraws", str(path))
            kind = f", run limit {max_run} and balance" if max_run else ""
            line = f"{hotspots} hotspots × {days} days{kind}: {DRAWS:,} redraws in {we['seconds']:.1f} s"
            line += f" ({we['rss_mb']:.0f} MB), p {we['p']:.4f}"
            if loop and PEER.exists():
                peer = run(PEER, str(Path(__file__).with_name("redraws_peer.py")), str(path), str(loop))
                theirs = peer["seconds"] / loop * DRAWS
                ratio = theirs / we["seconds"]
                line += (
                    f"; statsmodels {peer['version']}: {loop} redraws in {peer['seconds']:.1f} s ({peer['rss_mb']:.0f} "
                    f"MB), so {theirs:,.0f} s for all, {ratio:,.0f} times as long; rate ratios {we['ratio']:.6f} and "
                    f"{peer['ratio']:.6f}"
                )
                good &= ratio >= WANTED and abs(peer["ratio"] - we["ratio"]) < 1e-4
            elif loop:
                line += "; statsmodels is not there (.ci/setup peers)"
            print(line, flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(ours(Path(sys.argv[1]))))
    else:
        sys.exit(main())
