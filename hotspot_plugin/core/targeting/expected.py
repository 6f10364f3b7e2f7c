"""How much crime to expect on a street: its own, drawn towards what streets like it and around it have."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ..progress import SILENT, Part, Progress
from . import countmodel, spread
from .network import Network

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

# metres, standard deviations of the Gaussians that weigh the streets far and close around; the crimes decide by their
# likelihood how much of either is borrowed
REACHES = (600.0, 150.0)
CUT = 4.0  # standard deviations after which a street is not around
CELLS = 4  # a cell of the grid that sums up the streets around is this part of the reach
LEAST = 5.0  # metres; shorter links stand for as much street as this
HUNDRED = 100.0  # metres
FITTED = 50_000  # links that the model is fitted to; with more there is nothing to learn from them


def middles(network: Network) -> Floats:
    """Return the point halfway along each link, shape (n, 2)."""
    # as numbers all through: a point of shapely for each link would take ten times as long
    points, line = shapely.get_coordinates(network.lines, return_index=True)
    step = np.r_[0.0, np.hypot(*np.diff(points, axis=0).T)]
    first = np.flatnonzero(np.r_[True, line[1:] != line[:-1]])
    step[first] = 0.0
    along = np.cumsum(step)
    half = (along[first] + along[np.r_[first[1:], len(points)] - 1]) / 2.0
    after = np.searchsorted(along, half)
    rest = (along[after] - half) / step[after]
    # to the millimetre, since many stand on the edge of two cells but for their last digits
    return np.asarray(np.round(points[after] + rest[:, None] * (points[after - 1] - points[after]), 3))


def around(network: Network, crimes: Floats, reach: float, middle: Floats | None = None) -> Floats:
    """Return the crime for each metre of street around each link, without that of the link itself.

    Links weigh by a Gaussian of the distance from middle to middle as the crow flies. The rate is drawn towards the
    network's own by one average street, so that it is never 0 and where little is around little is said.

    Args:
        network: the streets.
        crimes: crimes of each link, shape (n,).
        reach: standard deviation of the Gaussian in metres.
        middle: the links' `middles`, if they are known.

    Returns:
        shape (n,), above 0 if there is any crime at all.
    """
    street = np.maximum(network.length, LEAST)
    if middle is None:
        middle = middles(network)
    cells = np.floor(middle * (CELLS / reach)).astype(np.int64)
    near = _smooth(cells, crimes + 1j * street)  # as one complex number, both are summed up at once
    one = float(street.mean())
    rate = (near.real - crimes + one * crimes.sum() / street.sum()) / (near.imag - street + one)
    return np.asarray(np.maximum(rate, 1e-12))


def expect(network: Network, crimes: Floats, progress: Progress = SILENT) -> Floats:
    """Return the crimes to expect on each link.

    The empirical Bayes estimate by a regression of the crimes on the length of a link and the rates around it, as it is
    usual for accidents on roads (E. Hauer, 1997, Observational before–after studies in road safety). Anonymised crimes
    stand on few points, so many links can have none whatever happens there: the regression is one of counts with excess
    zeros, whose share depends on the length, on whether the link is a dead end, and on the rate far around. How links
    with the same features differ, and how crimes come in bursts, is `spread`'s part. All its numbers are those under
    which the crimes are likeliest, so none is tuned to a city.

    Args:
        network: the streets.
        crimes: crimes of each link, shape (n,), or by month (or other period), shape (n, months): crimes in several
            months then say more than as many in one. What has no date may have a column of its own.
        progress: for long work.

    Returns:
        in as long a time again, shape (n,).
    """
    months = crimes.reshape(len(network), -1)
    count = months.sum(axis=1)
    if not count.any():
        return np.asarray(count)
    size = np.log(np.maximum(network.length, LEAST) / HUNDRED)
    degree = network.degree()
    dead_end = ((degree[network.start] == 1) | (degree[network.end] == 1)).astype(np.float64)
    middle = middles(network)
    far, close = (np.log(around(network, count, reach, middle) * HUNDRED) for reach in REACHES)
    progress.at(0.2)
    number = np.column_stack((np.ones(count.size), size, far, close))
    possible = np.column_stack((np.ones(count.size), size, dead_end, far))
    some = _some(middle)
    fitted = countmodel.fit(number[some], possible[some], count[some])
    progress.at(0.5)
    mean, chance = countmodel.means(fitted, number, possible)
    found = spread.learn(mean[some], chance[some], months[some], fitted.shape, Part(progress, 0.5, 0.9))
    # the last digits differ between machines, and ties would then be broken differently
    return np.round(spread.expect(found, mean, chance, months), 9)


def _some(middle: Floats) -> Whole:
    """Return the links to fit to: all, or some from everywhere, whatever the order of the layer."""
    count = len(middle)
    if count <= FITTED:
        return np.arange(count)
    return np.lexsort((middle[:, 1], middle[:, 0]))[:: -(-count // FITTED)]


def _smooth(cells: Whole, amount: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """Return the Gaussian sum of the amounts around each row's cell, its own cell's with the weight 1.

    First along the columns, then along the rows, as products of sparse matrices: the size of the map does not matter.
    """
    from scipy.sparse import coo_array

    (col, i), (row, j) = (np.unique(values, return_inverse=True) for values in cells.T)
    i, j = i.ravel(), j.ravel()
    here = coo_array((amount, (j, i)), shape=(row.size, col.size)).tocsr()
    spread = (_band(row) @ here @ _band(col)).tocsr()
    spread.sort_indices()  # else each look-up reads a whole row
    return np.asarray(spread[j, i]).ravel()


def _band(place: Whole) -> Any:
    """Return the Gaussian weights between cells of one row or column, as a sparse matrix."""
    from scipy.sparse import coo_array

    rows, columns, weights = [], [], []
    for apart in range(-int(CUT * CELLS), int(CUT * CELLS) + 1):
        at = np.searchsorted(place, place + apart)
        found = np.flatnonzero((at < place.size) & (place[np.minimum(at, place.size - 1)] == place + apart))
        rows.append(found)
        columns.append(at[found])
        weights.append(np.full(found.size, np.exp(-0.5 * (apart / CELLS) ** 2)))
    of = (np.concatenate(rows), np.concatenate(columns))
    return coo_array((np.concatenate(weights), of), shape=(place.size, place.size)).tocsr()
