"""Effects of treatment from a few counts: weighted displacement difference, incidence rate ratio, E-test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri
from scipy.stats import poisson

from ..errors import HotspotError

Floats = NDArray[np.float64]
Pair = tuple[float, float]
NONE: Pair = (0.0, 0.0)
CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Normal:
    """An estimate with its standard error, taken as normal."""

    estimate: float
    se: float

    @property
    def z(self) -> float:
        """Estimate in standard errors; NaN where the standard error is 0."""
        return self.estimate / self.se if self.se > 0 else float("nan")

    @property
    def p(self) -> float:
        """Two-sided p-value."""
        return float(2.0 * ndtr(-abs(self.z)))

    @property
    def p_fall(self) -> float:
        """One-sided p-value for a fall."""
        return float(ndtr(self.z))

    def interval(self, level: float = 0.95) -> Pair:
        """Return the two ends of the confidence interval."""
        half = float(ndtri(0.5 + level / 2.0)) * self.se
        return self.estimate - half, self.estimate + half


@dataclass(frozen=True)
class Wdd:
    """A weighted displacement difference: its local part, its displacement part, and their sum."""

    local: Normal
    displacement: Normal
    total: Normal


def wdd(
    treated: Pair,
    control: Pair,
    displaced: Pair = NONE,
    displaced_control: Pair = NONE,
    time: Pair = (1.0, 1.0),
    area: Sequence[float] = (1.0, 1.0, 1.0, 1.0),
) -> Wdd:
    """Return the weighted displacement difference: crimes prevented (negative) or added, per unit of time and area.

    WDD = (T₁ − T₀) − (C₁ − C₀) + (D₁ − D₀) − (DC₁ − DC₀), each count divided by its weights; its variance is the sum of
    the counts, each divided by its weights squared (Wheeler & Ratcliffe 2018, doi 10.1186/s40163-018-0085-5).

    Args:
        treated, control: counts before and after in the treated and the control places.
        displaced, displaced_control: the same round them; zeros where nothing is counted.
        time: lengths of the times before and after, in any one unit: the result is per that unit.
        area: areas of treated, control, displaced and displaced_control, in any one unit: the result is per that unit.

    Raises:
        HotspotError: a count is negative, or a weight not above 0.
    """
    counts = np.array([treated, control, displaced, displaced_control], dtype=np.float64)
    weights = np.asarray(area, dtype=np.float64)[:, None] * np.asarray(time, dtype=np.float64)[None, :]
    if not (counts >= 0).all():
        raise HotspotError("Counts of crime cannot be negative or missing: check them.")
    if weights.shape != (4, 2) or not (weights > 0).all():
        raise HotspotError("Weights of time and area must be above 0: there are two of time and four of area.")
    signs = np.array([1.0, -1.0, 1.0, -1.0])
    change = signs * ((counts / weights) @ np.array([-1.0, 1.0]))
    variance = (counts / weights**2).sum(axis=1)

    def part(which: slice) -> Normal:
        return Normal(float(change[which].sum()), float(np.sqrt(variance[which].sum())))

    return Wdd(part(slice(0, 2)), part(slice(2, 4)), part(slice(0, 4)))


def wdd_needed(mean: float, displacement: bool = False, alpha: float = 0.05, two_sided: bool = False) -> float:
    """Return the smallest fall in crimes that a WDD calls significant: z √(4 mean), with displacement z √(8 mean).

    A rule for planning (Wheeler & Ratcliffe 2018), which takes all four (eight) counts to be about `mean`.

    Args:
        mean: crimes in each place and time.
        displacement: whether places round both are counted as well.
        alpha: level of the test (0–1).
        two_sided: whether a rise would be looked for too.

    Raises:
        HotspotError: the mean is not above 0, or the level not between 0 and 1.
    """
    if not mean > 0 or not 0 < alpha < 1:
        raise HotspotError(
            f"A mean of {mean:g} crimes and a level of {alpha:g} plan no trial: the mean must be above 0."
        )
    z = float(ndtri(1.0 - alpha / (2.0 if two_sided else 1.0)))
    return z * float(np.sqrt((8.0 if displacement else 4.0) * mean))


def harm_wdd(parts: Sequence[tuple[Normal, float]]) -> Normal:
    """Return the harm of several types of crime: Σ w·WDD with variance Σ w²·SE².

    Args:
        parts: the total WDD of each type, and its harm weight.
    """
    estimate = sum(weight * normal.estimate for normal, weight in parts)
    return Normal(float(estimate), float(np.sqrt(sum(weight**2 * normal.se**2 for normal, weight in parts))))


@dataclass(frozen=True)
class Ratio:
    """A rate ratio; `log` is its natural logarithm with standard error."""

    log: Normal

    @property
    def value(self) -> float:
        """The ratio; 1 is no difference."""
        return float(np.exp(self.log.estimate))

    def interval(self, level: float = 0.95) -> Pair:
        """Return the two ends of the confidence interval of the ratio."""
        low, high = self.log.interval(level)
        return float(np.exp(low)), float(np.exp(high))


def incidence_rate_ratio(treated: Pair, control: Pair, dispersion: float = 1.0) -> Ratio:
    """Return the incidence rate ratio of two places before and after: ln IRR = ln T₁/T₀ − ln C₁/C₀, variance Σ 1/count.

    Wilson 2022, doi 10.1007/s10940-021-09494-w. `dispersion` multiplies the variance.

    Raises:
        HotspotError: a count is 0 or negative: the ratio does not exist.
    """
    counts = np.array([*treated, *control], dtype=np.float64)
    if not (counts > 0).all():
        raise HotspotError("A rate ratio needs at least one crime in each arm and time: a count is 0 or missing.")
    log = float(np.log(counts) @ np.array([-1.0, 1.0, 1.0, -1.0]))
    return Ratio(Normal(log, float(np.sqrt(dispersion * (1.0 / counts).sum()))))


def rate_ratio(
    treated: float, treated_time: float, control: float, control_time: float, dispersion: float = 1.0
) -> Ratio:
    """Return the ratio of two Poisson rates, each a count over a time; the variance of its logarithm is Σ 1/count.

    `dispersion` multiplies the variance.

    Raises:
        HotspotError: a count is 0.
    """
    if not (treated > 0 and control > 0):
        raise HotspotError("A rate ratio needs at least one crime in each arm.")
    log = np.log(treated / treated_time) - np.log(control / control_time)
    return Ratio(Normal(float(log), float(np.sqrt(dispersion * (1.0 / treated + 1.0 / control)))))


def e_test(first: float, second: float, first_time: float = 1.0, second_time: float = 1.0) -> float:
    """Return the two-sided p-value that two Poisson counts have the same rate.

    The E-test of Krishnamoorthy & Thomson 2004, doi 10.1016/S0378-3758(02)00408-1: the probability, with the pooled
    rate, of counts whose standardised difference is at least that observed.

    Raises:
        HotspotError: both counts are 0: nothing can be said.
    """
    if first + second <= 0:
        raise HotspotError("The E-test of two counts of 0 is undefined: there is no crime to compare.")

    def statistic(a: Floats, b: Floats) -> Floats:
        variance = a / first_time**2 + b / second_time**2
        away = np.abs(a / first_time - b / second_time)
        return np.asarray(np.divide(away, np.sqrt(variance), out=np.zeros_like(away), where=variance > 0))

    pooled = (first + second) / (first_time + second_time)
    means = pooled * first_time, pooled * second_time
    a, b = (np.arange(poisson.ppf(1e-13, mean), poisson.isf(1e-13, mean) + 1) for mean in means)
    of_b = poisson.pmf(b, means[1])
    seen = float(statistic(np.array(float(first)), np.array(float(second))))
    total = 0.0
    # some rows at a time: a million crimes would need gigabytes
    for part in np.array_split(a, max(1, len(a) * len(b) // CELLS_AT_ONCE)):
        far = statistic(part[:, None], b[None, :]) >= seen - 1e-9
        total += float(poisson.pmf(part, means[0]) @ (far @ of_b))
    return min(total, 1.0)
