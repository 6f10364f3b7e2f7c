"""Hexagons placed freely: each is nudged, and turned if wanted, to where most crime is expected; no two overlap.

A fixed grid cuts hotspots in two. Here centres lie on a lattice twelve times as fine as the hexagons are wide, each
with what it can expect (`freescore`), and are taken greedily from the best down. Translated tessellations with greedy
selection are described in the Home Office Grip evaluation's design.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..progress import SILENT, Part, Progress
from .freescore import Manner, candidates
from .hexgrid import side_length
from .lattice import Points, ground
from .rings import Rings

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

CHUNK = 4096
SORTED = 1 << 18  # candidates that are sorted at a time


@dataclass(frozen=True)
class Placed:
    """Hexagons that were chosen, best first.

    Attributes:
        col, row: place of the centre on the fine lattice; turned: whether it is turned by 30°; shape (m,).
        x, y: centres in metres, shape (m,).
        expected: what the choice was made by, shape (m,).
        of_crime: the hexagon of each crime, -1 for none, shape (n,).
    """

    col: Whole
    row: Whole
    turned: Flags
    x: Floats
    y: Floats
    expected: Floats
    of_crime: Whole


def place(
    x: Floats,
    y: Floats,
    area_m2: float,
    accept: Callable[[Whole], bool],
    manner: Manner | None = None,
    weight: Floats | None = None,
    limit: int | None = None,
    min_separation: float = 0.0,
    progress: Progress = SILENT,
) -> Placed:
    """Choose hexagons that do not overlap, those with most expected crime first.

    Args:
        x, y: crimes in metres, shape (n,), all finite.
        area_m2: area of a hexagon.
        accept: says of the crimes (positions) in a hexagon whether it is wanted; one that is not takes no ground.
        manner: how to place them.
        weight: harm of each crime, not NaN; what is expected is then harm.
        limit: stop after so many.
        min_separation: least metres between centres.
        progress: for long work.

    Raises:
        HotspotError: `manner` makes no sense.
    """
    manner = manner or Manner()
    manner.check()
    points = Points(x, y, area_m2)
    code, score = candidates(points, manner, weight, Part(progress, 0.0, 0.5))
    return _greedy(points, code, score, accept, limit, min_separation, Part(progress, 0.5, 1.0))


def polygons(placed: Placed, chosen: Whole, area_m2: float) -> Rings:
    """Return the hexagons of `chosen`, in metres, anticlockwise and closed."""
    side = side_length(area_m2)
    angles = np.radians(30.0 + 60.0 * np.array([5, 0, 1, 2, 3, 4, 5]))
    turn = np.where(placed.turned[chosen], math.pi / 6, 0.0)
    around = angles + turn[:, None]
    corners = np.empty((chosen.size, 7, 2))
    corners[:, :, 0] = placed.x[chosen, None] + side * np.cos(around)
    corners[:, :, 1] = placed.y[chosen, None] + side * np.sin(around)
    return Rings(corners.reshape(-1, 2), np.arange(0, chosen.size * 7 + 1, 7))


def ids(placed: Placed, area_ha: float) -> list[str]:
    """Return names such as `free5_c22452_r25230`: the area, and the place of the centre on the fine lattice."""
    area = repr(float(area_ha)).removesuffix(".0")
    rows = zip(placed.col.tolist(), placed.row.tolist(), placed.turned.tolist(), strict=True)
    return [f"free{area}_c{c}_r{r}{'_t' if turned else ''}" for c, r, turned in rows]


def _greedy(
    points: Points,
    code: Whole,
    score: Floats,
    accept: Callable[[Whole], bool],
    limit: int | None,
    min_separation: float,
    progress: Progress,
) -> Placed:
    taken = np.zeros((2 if (code % 2).any() else 1, points.rows, points.cols), dtype=bool)
    ground_of = {(a, b): ground(points, a == b, bool(a), min_separation) for a in (0, 1) for b in (0, 1)}
    of_crime = np.full(points.key.size, -1, dtype=np.int64)
    kept: list[tuple[int, float]] = []
    total = max(code.size, 1)
    while code.size and len(kept) != limit:
        # only the best are sorted: what they take need never be
        best, rest = _best(code, score)
        for start in range(0, best.size, CHUNK):
            progress.at(1.0 - (rest.size + best.size - start) / total)
            part = best[start : start + CHUNK]
            for i in part[~_is_taken(taken, code[part], points.cols)].tolist():
                one = int(code[i])
                r, c, t = one // 2 // points.cols, one // 2 % points.cols, one % 2
                if taken[t, r, c]:
                    continue
                inside = points.inside(r, c, bool(t))
                inside = inside[of_crime[inside] < 0]
                if not accept(points.order[inside]):
                    continue
                of_crime[inside] = len(kept)
                kept.append((one, float(score[i])))
                if len(kept) == limit:
                    return _placed(points, kept, of_crime)
                _take(taken, t, r, c, ground_of)
        rest = rest[~_is_taken(taken, code[rest], points.cols)]
        code, score = code[rest], score[rest]
    return _placed(points, kept, of_crime)


def _best(code: Whole, score: Floats) -> tuple[Whole, Whole]:
    """Return the positions of the best candidates, in order (of equals the south-west first), and of the rest."""
    least = max(SORTED, code.size // 8)
    if code.size <= least:
        return np.lexsort((code, -score)), np.empty(0, dtype=np.int64)
    above = score >= np.partition(score, code.size - least)[code.size - least]
    best = np.flatnonzero(above)
    return best[np.lexsort((code[best], -score[best]))], np.flatnonzero(~above)


def _is_taken(taken: Flags, code: Whole, cols: int) -> Flags:
    cell = code // 2
    return np.asarray(taken[code % 2, cell // cols, cell % cols])


def _take(taken: Flags, turned: int, row: int, col: int, ground_of: dict[tuple[int, int], Flags]) -> None:
    reach = ground_of[0, 0].shape[0] // 2
    top, left = max(row - reach, 0), max(col - reach, 0)
    for other in range(len(taken)):
        window = taken[other, top : row + reach + 1, left : col + reach + 1]
        around = ground_of[turned, other][top - (row - reach) :, left - (col - reach) :]
        window |= around[: window.shape[0], : window.shape[1]]


def _placed(points: Points, kept: list[tuple[int, float]], of_crime: Whole) -> Placed:
    code = np.array([one for one, _ in kept], dtype=np.int64)
    unsorted = np.empty_like(of_crime)
    unsorted[points.order] = of_crime
    col, row = code // 2 % points.cols + points.first_col, code // 2 // points.cols + points.first_row
    expected = np.array([value for _, value in kept], dtype=np.float64)
    return Placed(col, row, code % 2 == 1, col * points.step_x, row * points.step_y, expected, unsorted)
