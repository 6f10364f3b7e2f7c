"""How far fixes are out of place: what devices say of each, or one number for those that do not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .legs import Floats, Track

ACCURACY_M = 10.0  # radius that 68 of 100 fixes lie in, for devices that do not say: a telephone's among houses
TO_99 = 2.01  # from the radius of 68 % to that of 99 % of normal errors in two dimensions: sqrt(ln 0.01 / ln 0.32)
TO_SIGMA = 0.66  # and to the standard deviation in one of them: 1 / sqrt(−2 ln 0.32)
ALIKE_S = 20.0  # GPS errors are alike for about so long


def accuracies(track: Track, fix: NDArray[np.int64], accuracy_m: float) -> Floats:
    """Return the radius of 68 % of fixes in metres, (n,): what the device says of each of `fix`, or `accuracy_m`."""
    if track.accuracy is None:
        return np.full(len(fix), accuracy_m)
    said = track.accuracy[fix].astype(np.float64)
    return np.where(np.isfinite(said) & (said > 0), said, accuracy_m)
