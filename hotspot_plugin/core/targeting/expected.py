"""How much crime to expect on a street: its own, drawn towards that of the streets around it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..progress import SILENT, Progress
from .network import Network

Floats = NDArray[np.float64]

# Chosen by what corridors built on two months capture of the third, over October to December 2018 in Cleveland
# (violence, burglary, vehicle crime; four total lengths). Steps of 12 to 100 and shapes of 0.1 to 0.4 are within chance
# of each other.
STEPS = 100
SHAPE = 0.2
LEAST = 5.0  # metres; shorter links stand for as much street as this
FLOOR = 0.02  # share of the whole network's crime for its length that is expected at the least


def around(network: Network, crimes: Floats, steps: int = STEPS, progress: Progress = SILENT) -> Floats:
    """Return the crime that a link would have if it were like the links around it.

    Crime and street walk along the network, at each step from a link to one of those at either of its ends; what passes
    a link in all steps, crime over street, is the crime around it. The first step does not return to the link itself.
    Street is counted as the square root of its length, since a street twice as long has less than twice the crime, and
    anonymised crime stands on few points.

    Args:
        network: the streets.
        crimes: crimes, or their harm, of each link, shape (n,).
        steps: how many links far to look; the typical distance is its square root.
        progress: for long work.

    Returns:
        shape (n,), above 0 if there is any crime at all.
    """
    street = np.sqrt(np.maximum(network.length, LEAST))
    degree = network.degree()
    crime_here, street_here = _leave(network, crimes, degree), _leave(network, street, degree)
    crime_sum, street_sum = crime_here.copy(), street_here.copy()
    for step in range(1, steps):
        progress.at(step / steps)
        crime_here, street_here = _walk(network, crime_here, degree), _walk(network, street_here, degree)
        crime_sum += crime_here
        street_sum += street_here
    rate = np.divide(crime_sum, street_sum, out=np.zeros_like(crime_sum), where=street_sum > 0)
    return np.asarray(np.maximum(rate, FLOOR * crimes.sum() / street.sum()) * street)


def expect(
    network: Network,
    crimes: Floats,
    unit: float = 1.0,
    steps: int = STEPS,
    shape: float = SHAPE,
    progress: Progress = SILENT,
) -> Floats:
    """Return the crime to expect on each link.

    The empirical Bayes estimate of a Poisson rate whose prior is a gamma distribution, with the mean that `around`
    finds and the shape given (D. Clayton and J. Kaldor, 1987, doi 10.2307/2532003): of two links with one crime each,
    that on the busier side of town has more to come. The more crime a link has, the less its surroundings matter.

    Args:
        network: the streets.
        crimes: crimes, or their harm, of each link, shape (n,).
        unit: what one crime counts in `crimes` on average: 1, or the mean harm of a crime.
        steps: see `around`; 0 returns the crimes themselves.
        shape: how alike streets of the same surroundings are; the smaller, the more a link's own crimes count.
        progress: for long work.

    Returns:
        shape (n,), in the unit of `crimes`.
    """
    if steps < 1 or unit <= 0.0 or not crimes.any():
        return crimes
    mean = around(network, crimes / unit, steps, progress)
    return np.asarray(unit * mean * (shape + crimes / unit) / (shape + mean))


def _leave(network: Network, amount: Floats, degree: NDArray[np.int64]) -> Floats:
    """Move half of each link's amount over either end to the other links there."""
    half = amount / 2.0
    there = _gather(network, half)
    moved = np.zeros_like(amount)
    for node in (network.start, network.end):
        others = degree[node] - 1
        moved += np.where(others > 0, (there[node] - half) / np.maximum(others, 1), 0.0)
    return moved


def _walk(network: Network, amount: Floats, degree: NDArray[np.int64]) -> Floats:
    """Move half of each link's amount over either end to the links there, itself among them."""
    there = _gather(network, amount / 2.0) / degree
    return np.asarray(there[network.start] + there[network.end])


def _gather(network: Network, half: Floats) -> Floats:
    """Return the sum over the links at each node."""
    there = np.bincount(network.start, half, network.nodes) + np.bincount(network.end, half, network.nodes)
    return there.astype(np.float64)
