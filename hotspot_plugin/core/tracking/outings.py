"""Did a unit that was seen outside for a short while step out, or was that GPS error? Told from how far all such go.

Who stands by the edge of a hotspot drifts out of it and back; who walks on past it and turns round was truly outside.
One excursion of a few metres may be either. All of them together tell: error has a known size, and where none but error
carries units out, hardly any excursion is further out than that. Where many are, as of patrols who walk the streets and
do not see the edge, or who go round the corners of a jagged area, most of the near ones are true as well. Excursions
are a mixture of the two kinds, fitted by expectation and maximisation (Dempster, Laird and Rubin 1977, doi
10.1111/j.2517-6161.1977.tb01600.x), each weighted by its time: what is wanted are minutes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .legs import Flags, Floats

DRIFT = 0.65  # Rayleigh's parameter of the mean distance of drifts in standard errors, as simulated patrols have it
PRIOR = 20.0  # so many excursions are thought to have been seen before
# standard errors that outings go at least on average: who goes no further than error carries is not told from it
NO_NEARER = 1.5
ROUNDS = 200
UNSEEN = 0.25  # see `unseen`


class Outings(NamedTuple):
    """What the short excursions of some units are made of.

    Attributes:
        drifts: share of their time that is GPS error.
        metres: how far from the hotspot the true ones are on average.
        often: how long units are on true ones for each second inside, seconds.
    """

    drifts: float
    metres: float
    often: float = 0.0


USUAL = Outings(drifts=0.8, metres=20.0)  # what those were


def outings(deviation: Floats, error: Floats, lasts: Floats, far: Flags) -> Outings:
    """Fit the mixture to short excursions.

    Args:
        deviation: (n,) how far outside each was on average, in standard errors, more than 0.
        error: (n,) the standard error, metres.
        lasts: (n,) how long it was.
        far: (n,) whether a fix was further out than error puts any.
    """
    made = USUAL
    if not len(deviation):
        return made
    weight = lasts / lasts.mean()
    metres = deviation * error
    least = NO_NEARER * float((weight * error).mean())
    for _ in range(ROUNDS):
        drift = drifted(made, deviation, error) * ~far
        true = weight * (1.0 - drift)
        share = (float((weight * drift).sum()) + PRIOR * USUAL.drifts) / (float(weight.sum()) + PRIOR)
        few = PRIOR * (1.0 - USUAL.drifts)
        away = (float((true * metres).sum()) + few * USUAL.metres) / (float(true.sum()) + few)
        made = Outings(share, max(away, least))
    return made


def unseen(made: Outings, inside_ms: Floats, ping_ms: Floats) -> Floats:
    """Return the variance of time inside through outings that fixes met by chance or missed, square milliseconds, (n,).

    An outing of d seconds between fixes T seconds apart is met by one with probability d/T and is then taken to last
    for T, which is right in the mean and has the variance d (T − d). A part of it, T²/6 for each that is met, is in the
    room for the moments of leaving and coming back. What is left is `UNSEEN` times T for each second outside, if
    outings are of 20 seconds on average and fixes a minute apart.

    Args:
        made: how often there are any.
        inside_ms: (n,) how long units were inside.
        ping_ms: (n,) the time between their fixes.
    """
    return np.asarray(made.often * inside_ms * ping_ms * UNSEEN)


def drifted(made: Outings, deviation: Floats, error: Floats) -> Floats:
    """Return the probability that excursions were GPS error, (n,), from their distance as `outings` takes it."""
    error = np.maximum(error, 1e-9)
    by_error = made.drifts * deviation / DRIFT**2 * np.exp(-0.5 * (deviation / DRIFT) ** 2) / error
    by_foot = (1.0 - made.drifts) * np.exp(-deviation * error / made.metres) / made.metres
    return np.asarray(by_error / np.maximum(by_error + by_foot, 1e-300))
