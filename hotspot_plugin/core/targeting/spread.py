"""How much places differ that have the same features, how crimes come in bursts, and what a place's own crimes say.

A regression (countmodel.py) tells the mean of places with the same features; each has a multiple of it. How the
multiples are spread is estimated without a form, as the weights of many multiples under which the crimes are likeliest
(N. Laird, 1978, Nonparametric maximum likelihood estimation of a mixing distribution, Journal of the American
Statistical Association 73, 805–811), from the regression's gamma distribution on, by expectation and maximisation.

Crimes of a place in a month are not independent: a feud, a burglar's round or an evening's fights are one cause with
several crimes. Where months are known, crimes of a month are a negative binomial whose variance is 1 + burst times its
mean: a Poisson number of causes, each with a logarithmic number of crimes (M. H. Quenouille, 1949, Biometrics 5,
162–164). So two crimes in two months say more of the months to come than two in one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..progress import SILENT, Progress

Floats = NDArray[np.float64]

STEP, FINE = 0.25, 0.05  # between multiples, in logarithms: to estimate their weights, and to use them
LOWEST, HIGHEST = 0.02, 20.0  # multiples that are looked at; as high as the crimes ask for
TURNS, TRIAL_TURNS = 60, 20  # of expectation and maximisation: at the end, and for each burst tried
EVEN = 0.5  # of the weight is spread evenly at the start, so that none is 0
START = 1.0  # the start counts as much as so many places, which decides only where there are few
BURST = (-5.0, 2.0)  # logarithms of the bursts that are looked at
CLOSE = 0.1  # places without crime whose mean and chance (logit) are this close are counted together
ROWS = 20_000  # places that are worked on at a time


@dataclass(frozen=True)
class Spread:
    """How multiples of the mean are spread over places.

    Attributes:
        multiple: even steps of the logarithm, shape (k,).
        weight: of each, sum 1, shape (k,).
        burst: how far the variance of a month's crimes is above their mean, as a share of it; 0 for independent crimes.
    """

    multiple: Floats
    weight: Floats
    burst: float


def learn(mean: Floats, chance: Floats, months: Floats, shape: float, progress: Progress = SILENT) -> Spread:
    """Return the likeliest spread of the multiples, and the likeliest burst if there are several months.

    Args:
        mean: crimes of each place in all months by a regression, if crime is possible there, above 0, shape (n,).
        chance: that it is possible, shape (n,).
        months: crimes of each place by month, shape (n, months); one column if months are not known.
        shape: of the regression's gamma distribution, to start from.
        progress: for long work.
    """
    from scipy.optimize import minimize_scalar
    from scipy.special import gammainc

    count = months.sum(axis=1)
    some = count > 0
    highest = max(HIGHEST, 2.0 * float((count / mean).max()))
    multiple = LOWEST * np.exp(STEP * np.arange(np.ceil(np.log(highest / LOWEST) / STEP) + 1.0))
    below = gammainc(shape, shape * multiple[:-1] * np.exp(STEP / 2.0))
    start = (1.0 - EVEN) * np.diff(np.r_[0.0, below, 1.0]) + EVEN / multiple.size
    blank_mean, blank_chance, blanks = _alike(mean[~some], chance[~some])
    part = _parts(months)
    weight = start

    def climb(burst: float, turns: int) -> float:
        """Improve the weights and return their likelihood, but for a constant."""
        nonlocal weight
        none = np.exp(-_silence(burst) * blank_mean[:, None] * multiple)
        seen, scale = _seen(mean[some], months[some], part, multiple, burst)
        for turn in range(turns):
            progress.at(turn / turns)
            blank, by_count = none @ weight, seen @ weight
            possible = blank_chance / (1.0 - blank_chance + blank_chance * blank)
            weight = weight * (none.T @ (blanks * possible) + seen.T @ (1.0 / by_count)) + START * start
            weight = weight / weight.sum()
        value = (blanks * np.log(1.0 - blank_chance + blank_chance * (none @ weight))).sum()
        value += (np.log(seen @ weight) + scale).sum() + START * (start * np.log(weight)).sum()
        return float(value)

    burst = 0.0
    if (part > 0).sum() > 1 and (count > 1).any():
        climb(float(np.exp(np.mean(BURST))), TURNS)  # so that the first trial is no worse than the others for its start

        search: Any = minimize_scalar  # its stubs know no lambda
        found = search(
            lambda at: -climb(float(np.exp(at)), TRIAL_TURNS), bounds=BURST, method="bounded", options={"xatol": 0.1}
        )
        burst = float(np.exp(np.round(found.x, 2)))  # the last digits differ between machines
    climb(burst, TURNS)
    return Spread(multiple, weight, burst)


def expect(spread: Spread, mean: Floats, chance: Floats, months: Floats) -> Floats:
    """Return the crimes to expect of each place in as long a time again, shape (n,).

    The mean of the multiples after the crimes were seen, times the place's mean; where none was seen, times the chance
    that crime is possible.

    Args:
        spread: as `learn` found it, for these or similar places.
        mean, chance, months: see there.
    """
    some = months.any(axis=1)
    expected = np.empty(mean.size)
    for rows in _chunks(np.flatnonzero(~some)):
        none = np.exp(-_silence(spread.burst) * mean[rows, None] * spread.multiple)
        blank = none @ spread.weight
        possible = chance[rows] / (1.0 - chance[rows] + chance[rows] * blank)
        expected[rows] = possible * mean[rows] * (none @ (spread.weight * spread.multiple))
    # of a place with many crimes the multiple is known more closely than the steps are
    log = np.log(spread.multiple)
    fine = np.arange(log[0], log[-1] + FINE / 2.0, FINE)
    multiple, weight = np.exp(fine), np.interp(fine, log, spread.weight)
    part = _parts(months)
    for rows in _chunks(np.flatnonzero(some)):
        seen, _ = _seen(mean[rows], months[rows], part, multiple, spread.burst)
        expected[rows] = mean[rows] * (seen @ (weight * multiple)) / (seen @ weight)
    return expected


def _silence(burst: float) -> float:
    """Return how much a crime to expect takes from the logarithm of the chance of none."""
    return float(np.log1p(burst) / burst) if burst > 0.0 else 1.0


def _parts(months: Floats) -> Floats:
    """Return each month's share of all crimes: months differ in length, season and in what has a date."""
    sums = months.sum(axis=0)
    return np.asarray(sums / sums.sum())


def _alike(mean: Floats, chance: Floats) -> tuple[Floats, Floats, Floats]:
    """Return means and chances rounded, each pair once, and how many places have it."""
    from scipy.special import expit, logit

    rounded = np.round(np.log(mean) / CLOSE) + 1j * np.round(np.clip(logit(chance), -20.0, 20.0) / CLOSE)
    pairs, number = np.unique(rounded, return_counts=True)
    return np.exp(pairs.real * CLOSE), np.asarray(expit(pairs.imag * CLOSE)), number.astype(np.float64)


def _seen(mean: Floats, months: Floats, part: Floats, multiple: Floats, burst: float) -> tuple[Floats, Floats]:
    """Return how likely the crimes of places are at each multiple, the greatest 1, and the logarithm of that.

    What does not depend on the multiple or the burst is left out.
    """
    from scipy.special import gammaln

    rate = mean[:, None] * multiple
    log = -_silence(burst) * rate
    count = months.sum(axis=1)
    if burst > 0.0:
        for crimes, share in zip(months.T, part, strict=True):
            there = np.flatnonzero(crimes)
            causes = rate[there] * (share / burst)
            log[there] += gammaln(causes + crimes[there, None]) - gammaln(causes)
        log += (count * np.log(burst / (1.0 + burst)))[:, None]
    else:
        log += count[:, None] * np.log(rate)
    greatest = log.max(axis=1)
    return np.exp(log - greatest[:, None]), greatest


def _chunks(rows: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    for start in range(0, rows.size, ROWS):
        yield rows[start : start + ROWS]
