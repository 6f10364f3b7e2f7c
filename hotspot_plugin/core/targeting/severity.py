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
    Glaubwürdigkeit für Schadensätze), here from places with several, since one alone cannot tell a grave place from a
    grave crime. So a grave crime on its own does not make a street a dangerous one; beside one or two others it still
    weighs much.

    Args:
        place: of each crime, 0 to `places` - 1, shape (n,); at least one.
        harm: of each crime, shape (n,); NaN counts as 0.
        places: how many there are.
    """
    harm = np.nan_to_num(harm)
    count = np.bincount(place, minlength=places).astype(np.float64)
    own = np.bincount(place, harm, places) / np.maximum(count, 1.0)
    mean = float(harm.mean())
    several = count > 1.0
    if several.sum() < 2:
        return np.full(places, mean)  # nothing tells whether places differ
    known = several[place]
    number, size = float(known.sum()), count[several]
    within = float(((harm - own[place])[known] ** 2).sum()) / (number - size.size)
    apart = float((size * (own[several] - harm[known].mean()) ** 2).sum()) - (size.size - 1) * within
    between = apart / (number - float((size**2).sum()) / number)
    if between <= 0.0:
        return np.full(places, mean)  # they differ no more than by chance
    believed = count / (count + within / between)
    return np.asarray(believed * own + (1.0 - believed) * mean)
