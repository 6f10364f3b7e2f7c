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
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import HotspotError
from ..progress import SILENT, Progress
from .panel import Arms, Floats, Panel, Redraw
from .poissonfit import effects, fit

CELLS_AT_ONCE = 4_000_000
GRID = 41
FEWEST_DRAWS = 99
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


def infer(
    panel: Panel,
    outcomes: list[Floats],
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
    panel.check()
    if draws < FEWEST_DRAWS:
        raise HotspotError(f"{draws} redraws are too few for a p-value: ask for {FEWEST_DRAWS} or more.")
    grids = [_grid(panel, y) for y in outcomes]
    z = panel.treated.astype(np.float64)
    left = [np.stack([_left(panel, y, beta * z) for beta in grid]) for y, grid in zip(outcomes, grids, strict=True)]
    stacked = np.concatenate(left)
    seen = _statistics(panel, panel.treated[None, :], stacked)[0]
    below, above = np.ones(len(stacked)), np.ones(len(stacked))
    generator = np.random.default_rng(seed)
    at_once = max(1, min(draws, CELLS_AT_ONCE // len(panel.row)))
    for done in range(0, draws, at_once):
        progress.at(done / draws)
        drawn = _statistics(panel, redraw(generator, min(at_once, draws - done)), stacked)
        below += (drawn <= seen + 1e-9).sum(axis=0)
        above += (drawn >= seen - 1e-9).sum(axis=0)
    below, above = below / (draws + 1), above / (draws + 1)
    found, start = [], 0
    for y, grid in zip(outcomes, grids, strict=True):
        part = slice(start, start + len(grid))
        found.append(_inference(panel, y, grid, below[part], above[part], level, draws))
        start += len(grid)
    return found


def _inference(
    panel: Panel, y: Floats, grid: Floats, below: Floats, above: Floats, level: float, draws: int
) -> Inference:
    zero = int(np.flatnonzero(grid == 0.0)[0])
    p = float(min(2.0 * min(below[zero], above[zero]), 1.0))
    model = fit(panel, y)
    if model is None:
        return Inference(None, p, None, None, draws)
    half = (1.0 - level) / 2.0
    # below falls and above rises along the grid of β
    order = np.argsort(grid)
    betas, falling, rising = grid[order], below[order], above[order]
    low, high = _end(betas, rising, half), _end(-betas[::-1], falling[::-1], half)
    return Inference(
        float(np.exp(model.log[0])),
        p,
        None if low is None else float(np.exp(low)),
        None if high is None else float(np.exp(-high)),
        draws,
    )


def _end(betas: Floats, p: Floats, half: float) -> float | None:
    """Return where p, which rises along betas, comes above `half`; None if it is above from the first on."""
    out = np.flatnonzero(p <= half)
    if not out.size or out[-1] == len(p) - 1:
        return None
    i = int(out[-1])
    share = (half - p[i]) / (p[i + 1] - p[i])
    return float(betas[i] + share * (betas[i + 1] - betas[i]))


def _grid(panel: Panel, y: Floats) -> Floats:
    """Return the logarithms of the ratios to be tried: 0, and some round the estimate."""
    model = fit(panel, y)
    if model is None:
        return np.zeros(1)
    reach = REACH * max(float(model.se[0]), 1e-3)
    middle = float(model.log[0])
    return np.append(np.linspace(middle - reach, middle + reach, GRID), 0.0)


def _left(panel: Panel, y: Floats, log: Floats) -> Floats:
    """Return what is left of counts that are taken back to no treatment, (n,)."""
    base, _ = effects(panel, y, np.exp(log))
    return np.asarray(y * np.exp(-log) - base)


def _statistics(panel: Panel, arms: Arms, left: Floats) -> Floats:
    """Return (draws, k) studentised scores of (draws, n) arms and (k, n) residuals."""
    z = arms.astype(np.float64)
    chance = panel.chance
    score = z @ left.T - left @ chance
    squares = left**2
    # (z − π)² = z (1 − 2π) + π² for z of 0 or 1
    if np.ptp(chance[(chance > 0) & (chance < 1)]) == 0 and chance[(chance > 0) & (chance < 1)][0] == 0.5:
        variance = np.broadcast_to(squares @ (chance * (1.0 - chance)), score.shape)
    else:
        variance = z @ (squares * (1.0 - 2.0 * chance)).T + squares @ chance**2
    return np.divide(score, np.sqrt(variance), out=np.zeros_like(score), where=variance > 1e-300)
