"""p-value and interval by drawing the trial's own design again and again.

The reference set is what the design could have drawn, with its blocks, clusters and constraints, not all permutations
(Edgington & Onghena 2007; for effects as ratios Rosenbaum 2002, chapter 5). For a rate ratio exp(β) that is supposed,
each count is taken back to what it would be without treatment, y exp(−β z), and e is what the fitted effects of hotspot
and date (`poissonfit.effects`) leave of it. The statistic is the studentised score

    S = Σ e (z − π) / √Σ e² (z − π)²,

z being the arms and π the probabilities of treatment; it is compared with its values for redrawn z, with e held. The
p-value is that of β = 0, for which this is exact whatever the counts' distribution. The interval holds each β whose
one-sided p-values are both above α/2; it agrees with the estimate, for which S is 0. Studentised, since after treatment
the arms' counts vary differently and are not equally many (Janssen 1997, doi 10.1016/S0167-7152(97)00043-6).

Sums of whole numbers are often equal for different arms. Counted in full such ties make p-values too large (by a
hundredth with 60 hotspots), so each cell's e has a number far below the data's own grain added, fixed before anything
is drawn, that tells them apart: p is then uniform. Arms that are drawn again the very same do count in full.

`lags` tests what is left of treatment in later periods with the same redraws.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from ..errors import HotspotError
from ..progress import SILENT, Progress
from .panel import Arms, Floats, Panel, Redraw
from .poissonfit import effects, fit

CELLS_AT_ONCE = 4_000_000
GRID = 41
FEWEST_DRAWS = 99
GRAIN = 1e-6  # of what is left of the counts: above the arithmetic's errors, below what the data can tell apart
REACH = 5.0  # standard errors either side of the estimate that are searched for the interval's ends


@dataclass(frozen=True)
class Inference:
    """What redraws say of one outcome.

    Args:
        ratio: the estimated rate ratio; None where it cannot be estimated.
        p: two-sided p-value of no effect.
        low, high: ends of the interval for the ratio; None where there is none.
        draws: how many redraws.
    """

    ratio: float | None
    p: float
    low: float | None
    high: float | None
    draws: int


class Test(ABC):
    """A hypothesis for each supposed logarithm of a ratio, and the statistic that redraws are compared by.

    Args:
        estimate: of the logarithm of the ratio; None where it does not exist.
        grid: (k,) logarithms supposed; 0, no effect, is among them.
        tie: how far apart two equal statistics can be for the arithmetic's sake.
    """

    def __init__(self, estimate: float | None, grid: Floats, tie: float) -> None:
        self.estimate, self.grid, self.tie = estimate, grid, tie

    @abstractmethod
    def statistics(self, arms: Arms) -> Floats:
        """Return the statistic of (draws, n) arms for each supposed logarithm, (draws, k)."""

    def conclude(self, below: Floats, above: Floats, level: float, draws: int) -> Inference:
        """Return what the shares (k,) of redraws that are as low and as high as what was seen say."""
        zero = int(np.flatnonzero(self.grid == 0.0)[0])
        p = float(min(2.0 * min(below[zero], above[zero]), 1.0))
        if self.estimate is None:
            return Inference(None, p, None, None, draws)
        half = (1.0 - level) / 2.0
        # below falls and above rises along the grid of β
        order = np.argsort(self.grid)
        betas, falling, rising = self.grid[order], below[order], above[order]
        low, high = _end(betas, rising, half), _end(-betas[::-1], falling[::-1], half)
        return Inference(
            float(np.exp(self.estimate)),
            p,
            None if low is None else float(np.exp(low)),
            None if high is None else float(np.exp(-high)),
            draws,
        )


class Treatment(Test):
    """The effect of treatment in the period itself, on (n,) counts or sums of harm."""

    def __init__(self, panel: Panel, y: Floats) -> None:
        model = fit(panel, y)
        estimate = None if model is None else float(model.log[0])
        super().__init__(estimate, grid_round(estimate, 0.0 if model is None else float(model.se[0])), 1e-9)
        z = panel.treated.astype(np.float64)
        left = np.stack([_left(panel, y, beta * z) for beta in self.grid])
        grain = GRAIN * np.sqrt((left**2).mean(axis=1, keepdims=True))
        self._left = left + grain * np.random.default_rng(1).standard_normal(len(y))
        self._squares = self._left**2
        self._chance = panel.chance
        drawn = panel.chance[(panel.chance > 0) & (panel.chance < 1)]
        self._halves = bool((drawn == 0.5).all())

    def statistics(self, arms: Arms) -> Floats:
        """Return the studentised scores."""
        z, chance = arms.astype(np.float64), self._chance
        score = z @ self._left.T - self._left @ chance
        # (z − π)² = z (1 − 2π) + π² for z of 0 or 1
        if self._halves:
            variance = np.broadcast_to(self._squares @ (chance * (1.0 - chance)), score.shape)
        else:
            variance = z @ (self._squares * (1.0 - 2.0 * chance)).T + self._squares @ chance**2
        return studentised(score, variance)


def infer(
    panel: Panel,
    outcomes: Sequence[Floats],
    redraw: Redraw,
    draws: int = 10_000,
    seed: int = 1,
    level: float = 0.95,
    progress: Progress = SILENT,
) -> list[Inference]:
    """Return estimate, p-value and interval of each outcome, all from the same redraws.

    Args:
        panel: the trial.
        outcomes: (n,) counts or sums of harm of its cells, each.
        redraw: draws the design again.
        draws: how many times.
        seed: of numpy's generator (simulation, not allocation).
        level: of the interval.

    Raises:
        HotspotError: there is nothing to compare, or fewer than 99 redraws are asked for.
    """
    check(panel, draws)
    return compare(panel, [Treatment(panel, y) for y in outcomes], redraw, draws, seed, level, progress)


def check(panel: Panel, draws: int) -> None:
    """Make sure that redraws can say anything.

    Raises:
        HotspotError: there is nothing to compare, or fewer than 99 redraws are asked for.
    """
    panel.check()
    if draws < FEWEST_DRAWS:
        raise HotspotError(f"{draws} redraws are too few for a p-value: ask for {FEWEST_DRAWS} or more.")


def compare(
    panel: Panel,
    tests: Sequence[Test],
    redraw: Redraw,
    draws: int,
    seed: int,
    level: float = 0.95,
    progress: Progress = SILENT,
) -> list[Inference]:
    """Return what the same redraws say of each test; arguments as of `infer`."""
    seen = [test.statistics(panel.treated[None, :])[0] for test in tests]
    below, above = [np.ones(len(test.grid)) for test in tests], [np.ones(len(test.grid)) for test in tests]
    generator = np.random.default_rng(seed)
    at_once = max(1, min(draws, CELLS_AT_ONCE // len(panel.row)))
    for done in range(0, draws, at_once):
        progress.at(done / draws)
        arms = redraw(generator, min(at_once, draws - done))
        for i, test in enumerate(tests):
            progress.at(done / draws)
            drawn = test.statistics(arms)
            below[i] += (drawn <= seen[i] + test.tie).sum(axis=0)
            above[i] += (drawn >= seen[i] - test.tie).sum(axis=0)
    shares = [(low / (draws + 1), high / (draws + 1)) for low, high in zip(below, above, strict=True)]
    return [test.conclude(low, high, level, draws) for test, (low, high) in zip(tests, shares, strict=True)]


def grid_round(estimate: float | None, se: float) -> Floats:
    """Return the logarithms of the ratios to be tried: 0, and some round the estimate if there is one."""
    if estimate is None:
        return np.zeros(1)
    reach = REACH * max(se, 1e-3)
    return np.append(np.linspace(estimate - reach, estimate + reach, GRID), 0.0)


def studentised(score: Floats, variance: Floats) -> Floats:
    """Return scores over the roots of their variances; 0 where there is no variance."""
    return np.asarray(np.divide(score, np.sqrt(variance), out=np.zeros_like(score), where=variance > 1e-300))


def _end(betas: Floats, p: Floats, half: float) -> float | None:
    """Return where p, which rises along betas as a normal law does, comes above `half`; None if it always is."""
    out = np.flatnonzero(p <= half)
    if not out.size or out[-1] == len(p) - 1:
        return None
    i = int(out[-1])
    low, wanted, high = (float(ndtri(min(value, 1.0 - 1e-6))) for value in (p[i], half, p[i + 1]))
    return float(betas[i] + (wanted - low) / (high - low) * (betas[i + 1] - betas[i]))


def _left(panel: Panel, y: Floats, log: Floats) -> Floats:
    """Return what is left of counts that are taken back to no treatment, (n,)."""
    base, _ = effects(panel, y, np.exp(log))
    return np.asarray(y * np.exp(-log) - base)
