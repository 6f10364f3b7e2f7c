"""statsmodels' side of the benchmark of redraws; runs in .venv-peers, which has nothing of this plugin."""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import statsmodels
import statsmodels.api as sm

data = np.load(sys.argv[1])
arms, counts = data["arms"].astype(float), data["counts"]
days, hotspots = counts.shape
busy = np.flatnonzero(counts.sum(axis=1) > 0)  # a day without crime has no finite effect
row, column = np.repeat(np.arange(len(busy)), hotspots), np.tile(np.arange(hotspots), len(busy))
dummies = np.column_stack((np.eye(len(busy))[row], np.eye(hotspots)[column][:, 1:]))
y = counts[busy].ravel()


def ratio(z: np.ndarray) -> float:
    """Return the rate ratio of a Poisson regression with dummies."""
    design = np.column_stack((z[busy].ravel(), dummies))
    return float(np.exp(sm.Poisson(y, design).fit(method="newton", disp=False).params[0]))


start = time.perf_counter()
seen = ratio(arms)  # a redraw takes as long
seconds = time.perf_counter() - start
print(json.dumps({"ratio": seen, "seconds_a_draw": seconds, "version": statsmodels.__version__}))
