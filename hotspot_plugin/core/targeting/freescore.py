"""What each place for a freely placed hexagon can expect: partly its own crimes, partly those around it.

Places chosen for their count fall back to the mean, and one that is chosen among a hundred shifted copies falls back
most; so a centre is judged by

    expected = (1 − borrowed) · crimes in the hexagon + borrowed · Gaussian-smoothed crimes in the hexagon

Both parts are one convolution with a kernel, done by FFT on tiles that hold crime, so memory grows with the crimes and
not with the map. How much to borrow is found from the crimes themselves (`_share`): a linear empirical Bayes estimate.
The reach was chosen by cross-validation within Chicago's burglaries of 2014–15.
Sources: smoothing for prediction: Chainey, S., Tompson, L. and Uhlig, S. (2008), The utility of hotspot mapping for
predicting spatial patterns of crime, Security Journal 21, 4–28, doi 10.1057/palgrave.sj.8350066; regression to the mean
of selected places, and shrinkage by moments: Efron, B. and Morris, C. (1975), Data analysis using Stein's estimator and
its generalizations, Journal of the American Statistical Association 70, 311–319, doi 10.1080/01621459.1975.10479864.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import Progress
from .lattice import ACROSS, Points, hexagon

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

BORROWED = 0.5  # share of the surroundings where the crimes cannot tell
LEAST, MOST = 0.1, 0.9  # bounds of the share that is found from the crimes: they are few at times
REACH = 1.25  # standard deviation of the Gaussian in widths of a hexagon: 300 m for 5 ha
CUT = 4.0  # standard deviations after which the Gaussian is nothing
TILE = 512


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


def candidates(points: Points, manner: Manner, weight: Floats | None, progress: Progress) -> tuple[Whole, Floats]:
    """Return all centres with a crime in their hexagon, as 2 · (row · columns + col) + turned, and what they expect."""
    from scipy import fft

    smooth, plain = _kernels(points, manner)
    halo = smooth[0].shape[0] // 2
    tile = max(TILE, 2 * halo)
    size = fft.next_fast_len(tile + 4 * halo, real=True)
    waves = [(fft.rfft2(s, (size, size)), fft.rfft2(p, (size, size))) for s, p in zip(smooth, plain, strict=True)]
    harm = None if weight is None else weight[points.order]
    products = np.zeros(3)  # of own and own, own and around, around and around, summed over all centres
    codes: list[Whole] = []
    inner: list[Floats] = []
    outer: list[Floats] = []
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
            codes.append(((at_row + row) * points.cols + at_col + col) * 2 + turned)
            inner.append(own[at_row, at_col])
            outer.append(around[at_row, at_col])
    share = manner.borrowed
    if share is None:
        squares = float(points.key.size if harm is None else np.sum(harm * harm))
        share = _share(products, squares * np.array([np.sum(plain[0] ** 2), np.sum(plain[0] * smooth[0])]))
        progress.say(f"The surroundings count for {share:.0%} in where hexagons go, as found from these crimes.")
    # each list goes as soon as it can: there may be tens of millions of centres
    code = np.concatenate(codes)
    codes.clear()
    score = np.concatenate(inner)
    inner.clear()
    score *= 1.0 - share
    around = np.concatenate(outer)
    outer.clear()
    around *= share
    score += around
    del around
    # a Fourier transform's last digits differ between machines, and ties would then be broken differently
    most = float(score.max(initial=0.0))
    score /= max(most, 1e-300)
    np.round(score, 9, out=score)
    score *= most
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
