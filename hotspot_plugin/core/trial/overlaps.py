"""Hotspots that share ground: a patrol in one is a patrol in the other too, which blurs the arms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

# the largest share that rounding of coordinates alone makes two neighbours overlap by
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Overlaps:
    """Pairs of hotspots that share ground.

    Args:
        pairs: (k, 2) positions of the two hotspots, the smaller first, sorted.
        shares: (k,) the common area as a share (0–1) of the smaller of the two.
    """

    pairs: NDArray[np.intp]
    shares: NDArray[np.float64]

    def across(self, arms: Sequence[str]) -> int:
        """Return how many of the pairs are in different arms, given each hotspot's."""
        of = np.asarray(arms, dtype=object)
        return int(np.count_nonzero(of[self.pairs[:, 0]] != of[self.pairs[:, 1]]))


def find_overlaps(shapes: NDArray[np.object_]) -> Overlaps:
    """Return which polygons overlap; touching ones and neighbours apart from rounding do not.

    Args:
        shapes: n shapely geometries in any one unit; None and what is no polygon never overlaps.
    """
    polygons = np.flatnonzero(np.isin(shapely.get_type_id(shapes), (3, 6)))
    valid = shapes[polygons]
    broken = ~shapely.is_valid(valid)
    valid[broken] = shapely.make_valid(valid[broken])
    first, second = shapely.STRtree(valid).query(valid, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    area = shapely.area(valid)
    smaller = np.minimum(area[first], area[second])
    common = shapely.area(shapely.intersection(valid[first], valid[second]))
    shares = np.divide(common, smaller, out=np.zeros(len(common)), where=smaller > 0)
    real = shares > _ROUNDING
    pairs = np.column_stack((polygons[first[real]], polygons[second[real]]))
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    return Overlaps(pairs[order], shares[real][order])
