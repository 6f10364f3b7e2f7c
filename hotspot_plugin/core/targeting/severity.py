"""The harm of one more crime at a place: its own crimes' mean harm, as far as that can be believed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


def expect(place: Whole, harm: Floats, places: int) -> Floats:
    """Return the harm to expect of one crime at each place, shape (places,).

    A place's mean harm is drawn towards that of all crimes, the fewer crimes it has and the more the harm of crimes at
    one place differs: credibility with the variances estimated from the crimes (H. Bühlmann and E. Straub, 1970,
    Glaubwürdigkeit für Schadensätze). So one grave crime does not make a street a dangerous one.

    Args:
        place: of each crime, 0 to `places` - 1, shape (n,); at least one.
        harm: of each crime, shape (n,); NaN counts as 0.
        places: how many there are.
    """
    harm = np.nan_to_num(harm)
    count = np.bincount(place, minlength=places).astype(np.float64)
    own = np.bincount(place, harm, places) / np.maximum(count, 1.0)
    mean = float(harm.mean())
    some = int((count > 0).sum())
    within = float(((harm - own[place]) ** 2).sum()) / max(harm.size - some, 1)
    spare = harm.size - float((count**2).sum()) / harm.size
    between = (float((count * (own - mean) ** 2).sum()) - (some - 1) * within) / spare if spare > 0.0 else 0.0
    if between <= 0.0 or some == harm.size:
        return np.full(places, mean)  # places differ no more than by chance, or nothing tells that they do
    believed = count / (count + within / between)
    return np.asarray(believed * own + (1.0 - believed) * mean)
