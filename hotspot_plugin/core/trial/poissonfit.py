"""The rate ratio of treatment from a Poisson model with effects of hotspot and date.

y of cell (row r, column c) has the mean aᵣ b_c exp(β z + Σ γⱼ zⱼ), zⱼ being the unit's arm j periods before. The
effects a and b are fitted for any β and γ by iterative proportional fitting (Deming & Stephan 1940, doi
10.1214/aoms/1177731829), which gives each row and column its sum; β and γ by Newton's method on the likelihood that is
left. The estimates are those of a Poisson regression with dummy variables; it
is right about the mean for counts of any distribution and for sums of harm as well (Gourieroux et al. 1984,
doi 10.2307/1913472), and its standard errors are widened by the Pearson dispersion.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .panel import Floats, Panel

ENOUGH = 1e-10
MOST_ROUNDS = 2000


@dataclass(frozen=True)
class Fit:
    """Coefficients (logarithms of ratios) with standard errors, and the dispersion that widens them.

    Args:
        log: (k,) treatment, then its lags if they are in the model.
        se: (k,) standard errors, √dispersion included.
        covariance: (k, k) of the coefficients, dispersion included.
        dispersion: Pearson's χ² over the degrees of freedom, and at least 1.
    """

    log: Floats
    se: Floats
    covariance: Floats
    dispersion: float


def effects(panel: Panel, y: Floats, weight: Floats, start: Floats | None = None) -> tuple[Floats, Floats]:
    """Return the fitted means without and with `weight`: aᵣ b_c, and aᵣ b_c weight, each (n,).

    Args:
        y: (n,) counts or sums.
        weight: (n,) known factor of the mean, such as exp(β z).
        start: column effects to begin with.
    """
    rows, columns = int(panel.row.max()) + 1, int(panel.column.max()) + 1
    row_sum, column_sum = np.bincount(panel.row, y, rows), np.bincount(panel.column, y, columns)
    b = np.ones(columns) if start is None else start
    a = _divided(row_sum, np.bincount(panel.row, weight * b[panel.column], rows))
    if panel.columns:
        for _ in range(MOST_ROUNDS):
            old = a
            b = _divided(column_sum, np.bincount(panel.column, weight * a[panel.row], columns))
            a = _divided(row_sum, np.bincount(panel.row, weight * b[panel.column], rows))
            if (np.abs(a - old) <= ENOUGH * np.maximum(a, 1e-300)).all():
                break
    base = a[panel.row] * b[panel.column]
    return base, base * weight


def fit(panel: Panel, y: Floats, lags: int = 0) -> Fit | None:
    """Return the model's estimates, or None where they do not exist (no crime in an arm).

    Args:
        y: (n,) counts or sums, one for each cell.
        lags: estimate the effects of treatment 1, 2, … periods before as well (crossover trials).
    """
    x = panel.lagged(panel.treated.astype(np.float64), lags)
    if any(not (y[z > 0] > 0).any() or not (y[z == 0] > 0).any() for z in x):
        return None
    beta = np.zeros(len(x))
    information = np.eye(len(x))
    mean = y
    for _ in range(50):
        _, mean = effects(panel, y, np.exp(beta @ x))
        left = np.stack([_projected(panel, z, mean) for z in x])
        information = (left * mean) @ left.T
        if np.linalg.matrix_rank(information, tol=1e-9 * max(float(y.sum()), 1.0)) != len(x):
            return None
        step = np.linalg.solve(information, x @ (y - mean))
        beta = beta + np.clip(step, -1.0, 1.0)
        if (np.abs(step) < 1e-9).all():
            break
    if (np.abs(beta) > 12).any():
        return None
    dispersion = _dispersion(panel, y, mean, len(x))
    covariance = np.linalg.inv(information) * dispersion
    return Fit(beta, np.sqrt(np.diag(covariance)), covariance, dispersion)


def _dispersion(panel: Panel, y: Floats, mean: Floats, covariates: int) -> float:
    used = mean > 0
    rows = len(np.unique(panel.row[used]))
    columns = len(np.unique(panel.column[used])) - 1 if panel.columns else 0
    freedom = int(used.sum()) - rows - columns - covariates
    if freedom <= 0:
        return 1.0
    return max(float(((y[used] - mean[used]) ** 2 / mean[used]).sum() / freedom), 1.0)


def _projected(panel: Panel, z: Floats, mean: Floats) -> Floats:
    """Return what row and column effects leave of a covariate, in the metric of the mean."""
    rows, columns = int(panel.row.max()) + 1, int(panel.column.max()) + 1
    row_sum = np.bincount(panel.row, mean, rows)
    if not panel.columns:
        return z - _divided(np.bincount(panel.row, mean * z, rows), row_sum)[panel.row]
    column_sum = np.bincount(panel.column, mean, columns)
    # rows are eliminated, and the few columns solved for; least squares, since one of them is free
    cross = np.zeros((rows, columns))
    np.add.at(cross, (panel.row, panel.column), mean)
    scaled = _divided(cross, row_sum[:, None])
    right = np.bincount(panel.column, mean * z, columns) - scaled.T @ np.bincount(panel.row, mean * z, rows)
    b = np.linalg.lstsq(np.diag(column_sum) - cross.T @ scaled, right, rcond=1e-12)[0]
    a = _divided(np.bincount(panel.row, mean * (z - b[panel.column]), rows), row_sum)
    return np.asarray(z - a[panel.row] - b[panel.column])


def _divided(above: NDArray[np.generic], below: NDArray[np.generic]) -> Floats:
    wide = np.broadcast_to(below.astype(np.float64), above.shape)
    return np.asarray(np.divide(above, wide, out=np.zeros(above.shape), where=wide > 0))
