"""What is left of treatment in later periods, by redraws of the design.

The model is that of `poissonfit` with the unit's arms 0, 1, … periods before, z₀, z₁, …, which have the coefficients δ.
What is asked is a sum θ = cδ of them: one lag alone, or all together (a unit treated in each of the periods, against
one treated in none). For a supposed θ the other coefficients are those that fit best, to first order
δ + v (θ − cδ) with v = I⁻¹c / cI⁻¹c, I being the information; e = y − fitted mean; and the statistic is the studentised
efficient score

    S = Σ e (x − E x) / √Σ e² (x − E x)²,   x = v₀ z₀ + v₁ z₁ + …,

in which v takes out what the other lags explain, so that their being estimated does not matter to first order. It is
compared with its values for arms that are drawn again, with e held; for the estimate it is 0. Other than for the
effect of treatment itself the p-value is not exact but approximate, since the other lags are unknown;
`tests/studies/trial.py` measures how good it is.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from .inference import Test, grid_round, studentised
from .panel import Arms, Floats, Panel
from .poissonfit import Fit, effects

MOST_LAGS = 14
# enough for three lags at a time to stay in the processor's cache
CELLS_AT_ONCE = 1_000_000


class Carried(Test):
    """The effect of lags of treatment, θ = cδ.

    Args:
        panel: a crossover trial.
        y: (n,) counts.
        model: the fit of y with lags.
        wanted: (lags + 1,) c, such as (0, 1, 0) for the first of two lags.
    """

    def __init__(self, panel: Panel, y: Floats, model: Fit, wanted: Floats) -> None:
        estimate, se, direction = _asked(model, wanted)
        super().__init__(estimate, grid_round(estimate, se), 1e-4)
        self._panel, self._lags = panel, len(wanted) - 1
        x = panel.lagged(panel.treated.astype(np.float64), self._lags)
        left = []
        for theta in self.grid:
            _, mean = effects(panel, y, np.exp((model.log + direction * (theta - estimate)) @ x))
            left.append(y - mean)
        # single precision is enough for a statistic, and twice as fast
        self._direction = direction.astype(np.float32)
        self._left = np.stack(left).astype(np.float32)
        self._squares = self._left**2
        self._centre = (direction @ panel.lagged(panel.chance, self._lags)).astype(np.float32)

    def statistics(self, arms: Arms) -> Floats:
        """Return the studentised efficient scores."""
        at_once = max(1, CELLS_AT_ONCE // arms.shape[1])
        parts = [self._part(arms[begin : begin + at_once]) for begin in range(0, len(arms), at_once)]
        return np.concatenate(parts)

    def _part(self, arms: Arms) -> Floats:
        away = np.tensordot(self._direction, self._panel.lagged(arms, self._lags).astype(np.float32), 1) - self._centre
        score = (away @ self._left.T).astype(np.float64)
        return studentised(score, (away**2 @ self._squares.T).astype(np.float64))


def questions(lags: int) -> dict[str, Floats]:
    """Return what is asked of lags, each with its c: every lag alone, and all together with the period itself."""
    made: dict[str, Floats] = {}
    for lag in range(1, lags + 1):
        before = "in the period before" if lag == 1 else f"{lag} periods before"
        made[f"lag {lag}: treated {before}"] = np.eye(lags + 1)[lag]
    if lags:
        made[f"lags together: treated in {lags + 1} periods running"] = np.ones(lags + 1)
    return made


def normal_interval(model: Fit, wanted: Floats, level: float) -> tuple[float, float, float, float]:
    """Return ratio, low, high and standard error of its logarithm for θ = cδ, as the model has them."""
    estimate, se, _ = _asked(model, wanted)
    half = float(ndtri(0.5 + level / 2.0)) * se
    return float(np.exp(estimate)), float(np.exp(estimate - half)), float(np.exp(estimate + half)), se


def _asked(model: Fit, wanted: Floats) -> tuple[float, float, Floats]:
    """Return θ, its standard error, and the direction v."""
    variance = float(wanted @ model.covariance @ wanted)
    return float(wanted @ model.log), float(np.sqrt(variance)), np.asarray(model.covariance @ wanted / variance)
