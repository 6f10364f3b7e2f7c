"""How large an effect a trial can find: closed form and simulation, for counts of crime.

The logarithm of the rate ratio of two Poisson counts has the variance V = 1/(n_c λ) + 1/(n_t λ ρ), with λ crimes in a
place-day, n_c and n_t place-days in control and treatment, and ρ the rate ratio; its two-sided test at level α finds
ρ, in its right direction, with probability Φ(|ln ρ|/√V − z), z being the normal quantile of 1 − α/2. What makes counts
vary more than Poisson's law widens V:

- overdispersion φ = variance/mean of a hotspot's count in a period multiplies it. If hotspots in clusters of m share
  their arm and these shocks, the factor is 1 + m (φ − 1).
- in a parallel trial hotspots do not serve as their own controls: k²/h_t + k²/h_c is added for h_t and h_c units whose
  true rates have the coefficient of variation k (Hayes & Bennett 1999, doi 10.1093/ije/28.2.319).
- carry-over c (0–1) of the effect into the next period of a crossover trial makes controls that follow treatment better
  too: with a part p treated, the ratio that can be seen is ρ / (1 − p + p ρ^c).

Low base rates in hot spots trials: Hinkle et al. 2013, doi 10.1007/s11292-012-9153-y (effects may be undetectable
whatever else the design does).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from ..errors import HotspotError
from ..progress import SILENT, Progress

Floats = NDArray[np.float64]
CHUNK = 1_000_000  # place-periods simulated at once
MOST = 5_000_000  # place-periods of a trial that can be simulated
FEWEST = 10  # expected crimes in an arm below which the normal approximation says nothing


@dataclass(frozen=True)
class Plan:
    """A trial that is planned.

    Args:
        hotspots: how many, all arms.
        days: length of the trial.
        rate: crimes in a hotspot and day without treatment.
        share: part of the place-days that is treated (0–1).
        crossover: hotspots change arms from period to period; otherwise each keeps its arm.
        periods_per_day: periods of a crossover trial in a day.
        dispersion: variance/mean of a hotspot's count in a period, 1 for Poisson.
        cluster_size: hotspots that share arm and shocks, 1 for none.
        variation: coefficient of variation of the hotspots' rates (parallel trials; beyond what blocks explain).
        carry_over: part of the logarithm of the effect left in the next period (crossover trials), 0–1.
        alpha: level of the two-sided test.
    """

    hotspots: float
    days: float
    rate: float
    share: float = 0.5
    crossover: bool = True
    periods_per_day: int = 1
    dispersion: float = 1.0
    cluster_size: float = 1.0
    variation: float = 0.0
    carry_over: float = 0.0
    alpha: float = 0.05

    def __post_init__(self) -> None:
        """Refuse what no trial can be."""
        self._positive("hotspots", self.hotspots, "hotspots")
        self._positive("days", self.days, "days")
        self._positive("rate", self.rate, "crimes in a hotspot and day")
        for name, value, low, high in (
            ("share that is treated", self.share, 0.0, 1.0),
            ("level of the test", self.alpha, 0.0, 1.0),
        ):
            if not low < value < high:
                raise HotspotError(f"The {name} is {value:g}: it must be above {low:g} and below {high:g}.")
        if not 0.0 <= self.carry_over <= 1.0:
            raise HotspotError(f"The carry-over is {self.carry_over:g}: it must be 0 to 1.")
        if self.dispersion < 1.0 or self.cluster_size < 1.0:
            raise HotspotError("Overdispersion and the size of clusters must be 1 or more.")
        if self.variation < 0.0:
            raise HotspotError(f"The variation of the hotspots is {self.variation:g}: it must be 0 or more.")
        if self.units < 2:
            raise HotspotError(
                f"{self.hotspots:g} hotspots in clusters of {self.cluster_size:g} are fewer than two units, and a "
                "trial compares at least two: add hotspots."
            )

    @property
    def units(self) -> float:
        """Hotspots or clusters that are drawn on their own."""
        return self.hotspots / self.cluster_size

    @property
    def place_days(self) -> tuple[float, float]:
        """Place-days in treatment and in control."""
        whole = self.hotspots * self.days
        return whole * self.share, whole * (1.0 - self.share)

    def seen(self, ratio: float) -> float:
        """Return the rate ratio that can be seen when the true one is `ratio`: carry-over hides a part."""
        if not self.crossover or not self.carry_over:
            return ratio
        return float(ratio / (1.0 - self.share + self.share * ratio**self.carry_over))

    def variance(self, ratio: float) -> float:
        """Return the variance of the logarithm of the estimated rate ratio."""
        treated, control = self.place_days
        factor = 1.0 + self.cluster_size * (self.dispersion - 1.0)
        variance = factor * (1.0 / (control * self.rate) + 1.0 / (treated * self.rate * ratio))
        if not self.crossover:
            variance += self.variation**2 / self.units * (1.0 / self.share + 1.0 / (1.0 - self.share))
        return variance

    def _positive(self, name: str, value: float, what: str) -> None:
        if not (value > 0.0 and np.isfinite(value)):
            raise HotspotError(f"{value:g} {what} make no trial: give a number of {name} above 0.")


def power(plan: Plan, ratio: float) -> float:
    """Return the probability (0–1) that the trial finds the rate ratio `ratio` (0.9 for a fall by 10 %)."""
    seen = plan.seen(ratio)
    far = abs(np.log(seen)) / np.sqrt(plan.variance(seen))
    z = ndtri(1.0 - plan.alpha / 2.0)
    return float(ndtr(far - z))


def smallest_fall(plan: Plan, wanted: float = 0.8) -> float | None:
    """Return the smallest fall (0–1) that the trial finds with probability `wanted`; None if it finds none at all."""
    _check_power(wanted)
    lowest = 1e-3
    # a treated arm without crime has no ratio: the search ends at a fall of 99.9 %
    grid = np.geomspace(0.999999, lowest, 400)
    found = np.flatnonzero([power(plan, float(ratio)) >= wanted for ratio in grid])
    if not found.size:
        return None
    first = int(found[0])
    high = 1.0 - 1e-9 if first == 0 else float(grid[first - 1])
    return 1.0 - float(brentq(lambda ratio: power(plan, ratio) - wanted, float(grid[first]), high, xtol=1e-9))


def longer(plan: Plan, ratio: float, wanted: float = 0.8) -> float | None:
    """Return the days that the trial needs to find `ratio` with probability `wanted`; None if no length is enough."""
    return _stretch(plan, "days", ratio, wanted)


def more(plan: Plan, ratio: float, wanted: float = 0.8) -> float | None:
    """Return the hotspots (of the same rate) that the trial needs; None if no number is enough."""
    return _stretch(plan, "hotspots", ratio, wanted)


def place_days_needed(plan: Plan, ratio: float, wanted: float = 0.8) -> float | None:
    """Return the place-days that the control arm needs; for equal arms those of each."""
    hotspots = more(plan, ratio, wanted)
    return None if hotspots is None else hotspots * plan.days * (1.0 - plan.share)


def fewest_crimes(plan: Plan, ratio: float) -> float:
    """Return the crimes to expect in the arm that has fewer."""
    treated, control = plan.place_days
    return plan.rate * min(treated * ratio, control)


def simulate(
    plan: Plan, ratio: float, runs: int, generator: np.random.Generator, progress: Progress = SILENT
) -> tuple[float, float]:
    """Return the share of simulated trials that find an effect in the direction of `ratio` (a fall for 1).

    Also the standard error of that share. Each run draws rates (gamma), a schedule or arms, and counts (negative
    binomial where dispersion > 1), and tests with the score of `inference`: residuals of the fit without an effect,
    against their exact variance over redraws.

    Raises:
        HotspotError: the trial is too large to simulate.
    """
    units = round(plan.units)
    periods = round(plan.days * plan.periods_per_day) if plan.crossover else 1
    if units * periods > MOST:
        raise HotspotError(f"A trial of {units * periods:,} place-periods is too large to simulate: set RUNS to 0.")
    treated = min(max(round(units * plan.share), 1), units - 1)
    mean = plan.rate * plan.cluster_size * plan.days / periods
    z = ndtri(1.0 - plan.alpha / 2.0)
    found, done = 0, 0
    at_once = max(1, min(runs, CHUNK // (units * periods)))
    while done < runs:
        progress.at(done / runs)
        now = min(at_once, runs - done)
        rates = np.full((now, 1, units), mean)
        if plan.variation > 0:
            shape = 1.0 / plan.variation**2
            rates = generator.gamma(shape, mean / shape, (now, 1, units))
        keys = generator.random((now, periods, units))
        arm = keys <= np.partition(keys, treated - 1, axis=2)[:, :, treated - 1 : treated]
        effect = np.where(arm, ratio, 1.0)
        if plan.crossover and plan.carry_over:
            left = arm[:, :-1] & ~arm[:, 1:]
            effect[:, 1:][left] = ratio**plan.carry_over
        counts = _counts(rates * effect, plan, generator)
        scores = _scores(counts, arm, treated)
        found += int((scores > z if ratio > 1.0 else scores < -z).sum())
        done += now
    share = found / runs
    return share, float(np.sqrt(share * (1.0 - share) / runs))


def _counts(mean: Floats, plan: Plan, generator: np.random.Generator) -> Floats:
    extra = plan.cluster_size * (plan.dispersion - 1.0)
    if extra > 0:
        mean = generator.gamma(mean / extra, extra)
    return generator.poisson(mean).astype(np.float64)


def _scores(counts: Floats, arm: NDArray[np.bool_], treated: int) -> Floats:
    """Return the standardised score of each run; (runs, periods, units) counts and arms."""
    units = counts.shape[2]
    total = counts.sum(axis=(1, 2), keepdims=True)
    if counts.shape[1] > 1:
        fit = counts.sum(axis=1, keepdims=True) * counts.sum(axis=2, keepdims=True) / np.maximum(total, 1.0)
    else:
        fit = np.broadcast_to(counts.mean(axis=2, keepdims=True), counts.shape)
    rest = counts - fit
    score = (rest * arm).sum(axis=(1, 2))
    variance = (rest**2).sum(axis=(1, 2)) * treated * (units - treated) / (units * (units - 1.0))
    return np.divide(score, np.sqrt(variance), out=np.zeros_like(score), where=variance > 0)


def _stretch(plan: Plan, name: str, ratio: float, wanted: float) -> float | None:
    _check_power(wanted)

    def short(factor: float) -> float:
        return power(replace(plan, **{name: getattr(plan, name) * factor}), ratio) - wanted

    low, high = 2.0 * plan.cluster_size / plan.hotspots if name == "hotspots" else 1e-6, 1e6
    if ratio == 1.0 or short(high) < 0:
        return None
    if short(low) > 0:
        return float(getattr(plan, name) * low)
    return float(getattr(plan, name)) * float(brentq(short, low, high, xtol=1e-9, rtol=1e-12))


def _check_power(wanted: float) -> None:
    if not 0.0 < wanted < 1.0:
        raise HotspotError(f"The power wanted is {wanted:g}: it must be above 0 and below 1, such as 0.8.")
