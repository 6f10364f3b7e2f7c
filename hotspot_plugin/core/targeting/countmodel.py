"""Counts of crimes by regression: a negative binomial with excess zeros.

Some places can have no crime at all, such as a street without a point that anonymised crimes are moved to. Of the
others the rate is a gamma distribution round a mean that depends on the place (D. Lambert, 1992, Zero-inflated Poisson
regression, Technometrics 34, 1–14, doi 10.2307/1269547; W. H. Greene, 1994, for the negative binomial). Estimates are
the likeliest under weak normal priors, which decide only where there are a few places or crimes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# means and standard deviations of the normal priors: of the mean's logarithm at a place of 100 m, of its growth with
# length and with the rates far and close around (each a power), of the gamma's shape (logarithm), and of the chance
# that crime is possible (logit): at 100 m, with length (power), at a dead end, with the rate far around (power)
PRIOR = np.array([0.0, 0.5, 1.0, 0.0, -1.0, 0.0, 1.0, 0.0, 0.0])
SPREAD = np.array([2.0, 1.0, 0.5, 0.5, 1.0, 2.0, 1.0, 1.0, 1.0])
STEPS = 200
LIMIT = 30.0  # of exponents


@dataclass(frozen=True)
class Fit:
    """A regression that was fitted.

    Attributes:
        number: coefficients of the mean's logarithm.
        shape: of the gamma distribution; the smaller, the more places with the same features differ.
        possible: coefficients of the logit of the chance that a place can have crime.
    """

    number: Floats
    shape: float
    possible: Floats


def fit(number: Floats, possible: Floats, count: Floats) -> Fit:
    """Return the likeliest regression.

    Args:
        number: features of the mean: 1, logarithms of length and of the rates far and close around; shape (n, 4).
        possible: features of the chance that crime is possible: 1, logarithm of length, dead end, logarithm of the rate
            far around; shape (n, 4).
        count: crimes of each place, from 0 up, shape (n,); fractions are taken as they are.
    """
    from scipy.optimize import minimize
    from scipy.special import digamma, gammaln

    k = number.shape[1]
    some = count > 0
    seen, log_factorial = count[some], float(gammaln(count[some] + 1.0).sum())

    def loss(at: Floats) -> tuple[float, Floats]:
        mean = np.exp(np.clip(number @ at[:k], -LIMIT, LIMIT))
        shape = float(np.exp(np.clip(at[k], -LIMIT, LIMIT)))
        logit = possible @ at[k + 1 :]
        can = -np.logaddexp(0.0, -logit)  # logarithm of the chance that crime is possible
        none = -shape * np.log1p(mean / shape)  # logarithm of the chance of 0 where crime is possible
        blank = np.logaddexp(can - logit, can + none)  # of 0 at any place
        value = float(blank[~some].sum()) - log_factorial
        value += float((can + none)[some].sum())
        value += float(
            (gammaln(shape + seen) - gammaln(shape) + seen * np.log(mean[some] / (shape + mean[some]))).sum()
        )
        # how surely crime is possible, knowing the count
        sure = np.where(some, 1.0, np.exp(can + none - blank))
        by_mean = sure * (count - mean) / (1.0 + mean / shape)
        by_shape = sure * (none / shape + 1.0 - (shape + count) / (shape + mean))
        by_shape[some] += digamma(shape + seen) - digamma(shape)
        chance = np.exp(can)
        away = (at - PRIOR) / SPREAD
        slope = np.concatenate((number.T @ by_mean, [shape * float(by_shape.sum())], possible.T @ (sure - chance)))
        return -(value - 0.5 * float(away @ away)), -(slope - away / SPREAD)

    found = minimize(loss, PRIOR, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    at = np.asarray(found.x, dtype=np.float64)
    return Fit(at[:k], float(np.exp(at[k])), at[k + 1 :])


def means(fitted: Fit, number: Floats, possible: Floats) -> tuple[Floats, Floats]:
    """Return the mean of each place if crime is possible there, and the chance that it is; shape (n,) each."""
    from scipy.special import expit

    mean = np.exp(np.clip(number @ fitted.number, -LIMIT, LIMIT))
    return np.asarray(mean), np.asarray(expit(possible @ fitted.possible))
