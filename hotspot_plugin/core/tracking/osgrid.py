"""Grid references of the British National Grid, such as TG 51409 13177, to eastings and northings.

The method: Ordnance Survey, A guide to coordinate systems in Great Britain, section 7.1. A reference names the
south-west corner of a square; its middle is given, which is nearest to where the unit was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CRS = "EPSG:27700"
_REFERENCE = re.compile(r"([A-HJ-Z])([A-HJ-Z])((?:\d\d){1,5})")
_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"  # pragma: allowlist secret - the alphabet without I


def middles(references: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return eastings and northings in metres (EPSG:27700) of the middles of squares; NaN for what is no reference."""
    places = [_middle(text) for text in references]
    x, y = np.array(places, dtype=np.float64).reshape(-1, 2).T
    return x, y


def _middle(text: str) -> tuple[float, float]:
    found = _REFERENCE.fullmatch("".join(text.upper().split()))
    if not found:
        return float("nan"), float("nan")
    one, two = (_LETTERS.index(letter) for letter in found.group(1, 2))
    # squares of 500 km from V (the false origin in S), 100 km squares in each from the north-west
    east = ((one - 2) % 5) * 5 + two % 5
    north = 19 - one // 5 * 5 - two // 5
    if not (0 <= east < 7 and 0 <= north < 13):
        return float("nan"), float("nan")
    digits = found[3]
    half = len(digits) // 2
    side = 10.0 ** (5 - half)
    # a reference to the metre is a place, not a square to take the middle of
    inside = side / 2 if half < 5 else 0.0
    return (
        east * 100_000 + int(digits[:half]) * side + inside,
        north * 100_000 + int(digits[half:]) * side + inside,
    )
