"""Hexagons placed freely: each is nudged, and turned if wanted, to where most crime is expected; no two overlap.

A fixed grid cuts hotspots in two. Here centres lie on a lattice twelve times as fine as the hexagons are wide, and are
taken greedily from the best down. Places chosen for their count fall back to the mean, and one that is chosen among a
hundred shifted copies falls back most; so a centre is judged by what it can expect, which is partly its own crimes
and partly those around it, spread by a Gaussian:

    expected = (1 − borrowed) · crimes in the hexagon + borrowed · Gaussian-smoothed crimes in the hexagon

Both parts are one convolution with a kernel, done by FFT on tiles that hold crime, so memory grows with the crimes and
not with the map. How much to borrow is found from the crimes themselves (`_share`): a linear empirical Bayes estimate.
The reach was chosen by cross-validation within Chicago's burglaries of 2014–15.
Sources: translated tessellations with greedy selection are described in the Home Office Grip evaluation's design;
smoothing for prediction: Chainey, S., Tompson, L. and Uhlig, S. (2008), The utility of hotspot mapping for predicting
spatial patterns of crime, Security Journal 21, 4–28, doi 10.1057/palgrave.sj.8350066; regression to the mean of
selected places, and shrinkage by moments: Efron, B. and Morris, C. (1975), Data analysis using Stein's estimator and
its generalizations, Journal of the American Statistical Association 70, 311–319, doi 10.1080/01621459.1975.10479864.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from .hexgrid import side_length
from .lattice import ACROSS, Points, ground, hexagon
from .rings import Rings

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

BORROWED = 0.5  # share of the surroundings where the crimes cannot tell
LEAST, MOST = 0.1, 0.9  # bounds of the share that is found from the crimes: they are few at times
REACH = 1.25  # standard deviation of the Gaussian in widths of a hexagon: 300 m for 5 ha
CUT = 4.0  # standard deviations after which the Gaussian is nothing
TILE = 512
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


@dataclass(frozen=True)
class Manner:
    """How hexagons are placed.

    Attributes:
        borrowed: share (0–1) that the surroundings have in what a place is judged by; 0 is a plain count, None is found
            from the crimes.
        reach: standard deviation of the Gaussian in metres; None is 1.25 widths of a hexagon.
        turn: whether hexagons may also lie on their side (turned by 30°).
    """

    borrowed: float | None = None
    reach: float | None = None
    turn: bool = True

    def check(self) -> None:
        """Raise HotspotError if nothing can be meant by this."""
        if self.borrowed is not None and not 0 <= self.borrowed < 1:
            raise HotspotError(
                f"The share of the surroundings is {self.borrowed:g}: it must be from 0 (none) to less than 1; "
                f"{BORROWED:g} is usual."
            )
        if self.reach is not None and not 0 < self.reach < math.inf:
            raise HotspotError(f"The reach of the smoothing is {self.reach:g} m: it must be more than 0 metres.")


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
    code, score = _candidates(points, manner, weight, Part(progress, 0.0, 0.5))
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


def _kernels(points: Points, manner: Manner) -> tuple[list[Floats], list[Floats]]:
    """Return for each way of turning the kernels of the smoothed crimes of a hexagon and of those in it.

    All are square, with the same reach in cells.
    """
    from scipy.signal import fftconvolve

    reach_m = manner.reach if manner.reach is not None else REACH * points.width
    blur = math.ceil(CUT * reach_m / min(points.step_x, points.step_y)) if manner.borrowed != 0 else 0
    cells = np.arange(-blur, blur + 1)
    gauss = np.exp(-0.5 * (cells[:, None] * points.step_y / reach_m) ** 2) * np.exp(
        -0.5 * (cells[None, :] * points.step_x / reach_m) ** 2
    )
    plain = [hexagon(points, turned) for turned in ((False, True) if manner.turn else (False,))]
    return [np.asarray(fftconvolve(gauss / gauss.sum(), one)) for one in plain], [np.pad(one, blur) for one in plain]


def _candidates(points: Points, manner: Manner, weight: Floats | None, progress: Progress) -> tuple[Whole, Floats]:
    """Return all centres with a crime in their hexagon, as 2 · (row · columns + col) + turned, and what they expect."""
    from scipy import fft

    smooth, plain = _kernels(points, manner)
    halo = smooth[0].shape[0] // 2
    tile = max(TILE, 2 * halo)
    size = fft.next_fast_len(tile + 4 * halo, real=True)
    waves = [(fft.rfft2(s, (size, size)), fft.rfft2(p, (size, size))) for s, p in zip(smooth, plain, strict=True)]
    harm = None if weight is None else weight[points.order]
    products = np.zeros(3)  # of own and own, own and around, around and around, summed over all centres
    found: list[tuple[Whole, Floats, Floats]] = []
    across = -(-points.cols // tile)
    touched = _touched(points, tile, across)
    for i, number in enumerate(touched.tolist()):
        progress.at(i / touched.size)
        row, col = number // across * tile, number % across * tile
        which, r, c = points.window(row - halo, col - halo, tile + 2 * halo, tile + 2 * halo)
        counts = fft.rfft2(_histogram(r, c, None, tile + 2 * halo), (size, size))
        wanted = counts if harm is None else fft.rfft2(_histogram(r, c, harm[which], tile + 2 * halo), (size, size))
        middle = slice(2 * halo, 2 * halo + tile)
        for turned, (wave, shape) in enumerate(waves):
            inside = fft.irfft2(counts * shape, (size, size))[middle, middle]
            own = inside if harm is None else fft.irfft2(wanted * shape, (size, size))[middle, middle]
            around = fft.irfft2(wanted * wave, (size, size))[middle, middle]
            if not turned:
                products += [np.sum(own * own), np.sum(own * around), np.sum(around * around)]
            at_row, at_col = np.nonzero(inside > 0.49)
            ok = (at_row + row < points.rows) & (at_col + col < points.cols)
            at_row, at_col = at_row[ok], at_col[ok]
            code = ((at_row + row) * points.cols + at_col + col) * 2 + turned
            found.append((code, own[at_row, at_col], around[at_row, at_col]))
    share = manner.borrowed
    if share is None:
        squares = float(points.key.size if harm is None else np.sum(harm * harm))
        share = _share(products, squares * np.array([np.sum(plain[0] ** 2), np.sum(plain[0] * smooth[0])]))
        progress.say(f"The surroundings count for {share:.0%} in where hexagons go, as found from these crimes.")
    code = np.concatenate([f[0] for f in found])
    score = np.concatenate([(1.0 - share) * own + share * around for _, own, around in found])
    # a Fourier transform's last digits differ between machines, and ties would then be broken differently
    score = np.round(score / max(float(score.max(initial=0.0)), 1e-300), 9) * float(score.max(initial=0.0))
    return code, score


def _touched(points: Points, tile: int, across: int) -> Whole:
    """Return the numbers of the tiles that have a centre with a crime in its hexagon."""
    row, col = points.key // points.cols, points.key % points.cols
    return np.unique(
        np.concatenate(
            [
                np.clip(row + dr, 0, points.rows - 1) // tile * across + np.clip(col + dc, 0, points.cols - 1) // tile
                for dr in (-ACROSS, ACROSS)
                for dc in (-ACROSS, ACROSS)
            ]
        )
    )


def _share(products: Floats, itself: Floats) -> float:
    """Return the share of the surroundings that would best foretell another draw of the same crimes.

    Least squares of the count of that draw, over all centres, on a hexagon's own and on its smoothed crimes. A product
    with the unseen count is expected to be that with the seen one less each crime's product with itself (factorial
    moments of a Poisson process), so nothing need be drawn.

    Args:
        products: sums over all centres of own · own, own · around, around · around.
        itself: each crime's part in the first two.
    """
    own_own, own_around, around_around = products.tolist()
    unseen_own, unseen_around = (products[:2] - itself).tolist()
    # by Cramer's rule, but for the determinant, which both have and which is not negative
    own = unseen_own * around_around - unseen_around * own_around
    around = unseen_around * own_own - unseen_own * own_around
    if own <= 0.0 and around <= 0.0:
        return BORROWED
    share = max(around, 0.0) / (max(own, 0.0) + max(around, 0.0))
    # the last digits of sums differ between machines
    return round(min(max(share, LEAST), MOST), 3)


def _histogram(row: Whole, col: Whole, weight: Floats | None, size: int) -> Floats:
    return np.bincount(row * size + col, weight, size * size).astype(np.float64).reshape(size, size)


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
