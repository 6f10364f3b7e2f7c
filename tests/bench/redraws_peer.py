"""statsmodels' side of the benchmark of redraws; runs in .venv-peers, which has nothing of this plugin."""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import statsmodels
import statsmodels.api as sm
from memory import peak_mb  # beside this file

data, loop = np.load(sys.argv[1]), int(sys.argv[2])
arms, counts = data["arms"].astype(float), data["counts"]
days, hotspots = counts.shape
busy = np.flatnonzero(counts.sum(axis=1) > 0)  # a day without crime has no finite effect
row, column = np.repeat(np.arange(len(busy)), hotspots), np.tile(np.arange(hotspots), len(busy))
dummies = np.column_stack((np.eye(len(busy))[row], np.eye(hotspots)[column][:, 1:]))
y = counts[busy].ravel()
dice = np.random.default_rng(1)


last = None


def ratio(z: np.ndarray) -> float:
    """Return the rate ratio of a Poisson regression with dummies, from the last one's coefficients on."""
    global last  # noqa: PLW0603
    model = sm.Poisson(y, np.column_stack((z[busy].ravel(), dummies)))
    last = model.fit(start_params=last, method="newton", disp=False, skip_hessian=True).params
    return float(np.exp(last[0]))


seen = ratio(arms)
begin = time.perf_counter()
drawn = [ratio(dice.permuted(arms, axis=1)) for _ in range(loop)]
seconds = time.perf_counter() - begin
below, above = (1 + sum(d <= seen for d in drawn)) / (loop + 1), (1 + sum(d >= seen for d in drawn)) / (loop + 1)
print(
    json.dumps({
        "ratio": seen, "p": min(2 * below, 2 * above, 1.0), "seconds": seconds, "rss_mb": peak_mb(),
        "version": statsmodels.__version__,
    })
)  # fmt: skip
