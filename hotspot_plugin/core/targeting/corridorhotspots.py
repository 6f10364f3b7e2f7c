"""Crimes and streets to ranked corridors: snap, expect, choose, name, draw."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from . import corridors, expected, observed, ranking, severity, snapping
from .corridor_areas import areas
from .hexhotspots import check_weights
from .network import Network

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Shapes = NDArray[np.object_]

METRES_A_MINUTE = 75.0  # 4.5 km/h
HECTARE = 10_000.0


@dataclass(frozen=True)
class CorridorHotspots:
    """Ranked corridors.

    Attributes:
        table: one row a corridor, rank 1 first, with the columns of the table `hotspots` (DESIGN.md).
        areas: their ground, disjoint MultiPolygons in metres, in the same order.
        links: one row a link of a corridor, by rank: `hotspot_id`, `rank`, `street` (its row of the layer), `name`,
            `crimes`, `harm`, `expected`, `length_m`, `snap_m`, `named_share`.
        lines: the links as LineStrings in metres, in the same order.
        snapped: where each crime lies.
        observed: the time that the crimes cover, None without times.
    """

    table: pd.DataFrame
    areas: Shapes
    links: pd.DataFrame
    lines: Shapes
    snapped: snapping.Snapped
    observed: observed.Observed | None

    @property
    def share(self) -> float:
        """The share (0–1) of all crimes, on a street or not, that is in the corridors."""
        return float(self.table["crimes"].sum() / self.snapped.link.size)


@dataclass(frozen=True)
class Streets:
    """A network and what is known of its links.

    Attributes:
        network: the links.
        names: the name of each link's street, None where it has none; None if no names are known.
        worth: what a crime on each link counts for the choice, such as the weight of the street's class; None for 1.
    """

    network: Network
    names: NDArray[np.object_] | None = None
    worth: Floats | None = None


def build(
    x: Floats,
    y: Floats,
    streets: Streets,
    wanted: corridors.Wanted | None = None,
    within: float = 75.0,
    buffer: float = 30.0,
    texts: NDArray[np.object_] | None = None,
    weight: Floats | None = None,
    time: NDArray[np.datetime64] | None = None,
    surroundings: bool = True,
    progress: Progress = SILENT,
) -> CorridorHotspots:
    """Return corridors with as much crime to expect for each metre of street as can be had.

    Args:
        x, y: crimes in metres, shape (n,), all finite.
        streets: where they are walked.
        wanted: how long, how many (see `corridors.Wanted`).
        within: crimes further than this (metres) from any street are on none.
        buffer: metres that the ground of a corridor reaches from its streets.
        texts: what each crime says of its place, None where it says nothing.
        weight: harm of each crime, not negative; NaN counts as 0. Corridors then hold harm instead of crimes.
        time: when each crime happened, datetime64 in UTC, NaT where unknown.
        surroundings: choose by the crime to expect (see `expected.expect`), or the harm, if a crime more is as grave as
            they are there (see `severity.expect`); False by the crimes or the harm themselves.
        progress: for long work.

    Raises:
        HotspotError: too few crimes, none near a street, weights that cannot be used, or no corridor to be made.
    """
    wanted = wanted or corridors.Wanted()
    wanted.check()
    network = streets.network
    if weight is not None:
        check_weights(weight)
    snapped = snapping.snap(x, y, network.lines, within, _names(streets), texts, Part(progress, 0.0, 0.4))
    on = snapped.link >= 0
    _check(x, y, on, within)
    crimes = np.bincount(snapped.link[on], minlength=len(network))
    harm = None if weight is None else ranking.sums(snapped.link[on], weight[on], len(network))
    amount = crimes.astype(np.float64) if harm is None else harm
    if not amount.any():
        raise HotspotError("The weights of the crimes near streets are all 0: choose another field, or none.")
    span = None if time is None else observed.observe(time[on])
    expect = amount
    if surroundings:
        expect = expected.expect(network, _by_month(snapped.link[on], span, len(network)), Part(progress, 0.4, 0.5))
        if weight is not None:
            expect = expect * severity.expect(snapped.link[on], weight[on], len(network))
    worth = expect if streets.worth is None else expect * streets.worth
    chosen = corridors.choose(network, worth, wanted, Part(progress, 0.5, 0.9))
    density = [-amount[piece].sum() / network.length[piece].sum() for piece in chosen]
    chosen = [chosen[i] for i in np.argsort(density, kind="stable")]

    ground = areas(network, chosen, buffer)
    progress.at(0.95)
    of = np.full(len(network), -1, dtype=np.int64)
    for number, piece in enumerate(chosen):
        of[piece] = number
    table = pd.DataFrame(
        {
            "hotspot_id": [_key(network, piece) for piece in chosen],
            "name": _called(streets, chosen, crimes),
            "method": "corridor",
            "shift": "all",
            "rank": np.arange(1, len(chosen) + 1),
            "crimes": [int(crimes[piece].sum()) for piece in chosen],
            "harm": np.nan if harm is None else [float(harm[piece].sum()) for piece in chosen],
            "crimes_per_day": np.nan,
            "crime_share": [float(crimes[piece].sum() / x.size) for piece in chosen],
            "area_ha": shapely.area(ground) / HECTARE,
            "length_m": [float(network.length[piece].sum()) for piece in chosen],
            "walk_min": [float(network.length[piece].sum() / METRES_A_MINUTE) for piece in chosen],
            "persistence": np.nan,
            "peak_days": None,
            "peak_hours": None,
        }
    )
    if span is not None:
        where = of[snapped.link[on]]
        inside = where >= 0
        dated = np.bincount(where[inside & (span.month_of >= 0)], minlength=len(chosen))
        table["crimes_per_day"] = dated / span.days
        here = observed.Observed(span.precision, span.months, span.days, span.month_of[inside])
        table["persistence"] = observed.persistence(where[inside], here, len(chosen))
    links, lines = _links(streets, chosen, table, snapped, crimes, harm, expect)
    return CorridorHotspots(table, ground, links, lines, snapped, span)


def _names(streets: Streets) -> list[str | None] | None:
    return None if streets.names is None else streets.names.tolist()


def _by_month(link: Whole, span: observed.Observed | None, links: int) -> Floats:
    """Return the crimes of each link by month, those without a date in a column of their own; shape (links, months)."""
    if span is None:
        return np.bincount(link, minlength=links).astype(np.float64)[:, None]
    columns = span.months.size + 1
    counts = np.bincount(link * columns + span.month_of % columns, minlength=links * columns).reshape(links, columns)
    return counts[:, counts.any(axis=0)].astype(np.float64)


def _check(x: Floats, y: Floats, on: NDArray[np.bool_], within: float) -> None:
    """Raise HotspotError where crimes cannot make corridors."""
    if not x.size:
        raise HotspotError("There are no crimes to count: check the layer and what is excluded.")
    if not on.any():
        raise HotspotError(
            f"No crime is within {within:g} m of a street: check that both layers are of the same place and that their "
            "CRSs are right."
        )
    if x.size > 1 and x.min() == x.max() and y.min() == y.max():
        raise HotspotError(
            f"All {x.size:,} crimes are at one and the same point: they show no street; check the coordinates."
        )
    if on.sum() < 3:
        raise HotspotError(
            f"Only {on.sum()} of the {x.size:,} crimes are within {within:g} m of a street: that is too few to choose "
            "streets by."
        )


def _key(network: Network, piece: Whole) -> str:
    """Return an id that the same streets have in every run, whatever the order of the layer."""
    ends = shapely.get_coordinates(
        np.concatenate(
            [shapely.line_interpolate_point(network.lines[piece], at, normalized=True) for at in (0, 0.5, 1)]
        )
    )
    # the lines' direction does not matter
    first, middle, last = np.round(ends * 10).astype(np.int64).reshape(3, piece.size, 2).tolist()
    places = sorted([*sorted((a, c)), b] for a, b, c in zip(first, middle, last, strict=True))
    return "C" + hashlib.sha256(repr(places).encode()).hexdigest()[:10]


def _called(streets: Streets, chosen: Sequence[Whole], crimes: Whole) -> list[str]:
    """Return a name for each corridor: the one or two streets with most of its crimes."""
    made: list[str] = []
    seen: dict[str, int] = {}
    for rank, piece in enumerate(chosen, start=1):
        sums: dict[str, tuple[int, float]] = {}
        for link in piece.tolist():
            name = None if streets.names is None else streets.names[link]
            if name:
                many, metres = sums.get(name, (0, 0.0))
                sums[name] = (many + int(crimes[link]), metres + float(streets.network.length[link]))
        best = sorted(sums, key=lambda name: (-sums[name][0], -sums[name][1], name))[:2]
        called = " – ".join(best) or f"Corridor {rank}"
        seen[called] = seen.get(called, 0) + 1
        made.append(called if seen[called] == 1 else f"{called} ({seen[called]})")
    return made


def _links(
    streets: Streets,
    chosen: Sequence[Whole],
    table: pd.DataFrame,
    snapped: snapping.Snapped,
    crimes: Whole,
    harm: Floats | None,
    expect: Floats,
) -> tuple[pd.DataFrame, Shapes]:
    """Return the links of the corridors as a table and as lines."""
    network, link = streets.network, np.concatenate(chosen)
    sizes = [piece.size for piece in chosen]
    on = snapped.link >= 0
    at = snapped.link[on]
    metres = np.bincount(at, snapped.metres[on], len(network))[link]
    named = np.bincount(at, snapped.named[on], len(network))[link]
    some = crimes[link] > 0
    number = np.maximum(crimes[link], 1)
    rows = pd.DataFrame(
        {
            "hotspot_id": np.repeat(table["hotspot_id"].to_numpy(dtype=object), sizes),
            "rank": np.repeat(table["rank"].to_numpy(), sizes),
            "street": network.street[link],
            "name": None if streets.names is None else streets.names[link],
            "crimes": crimes[link],
            "harm": np.nan if harm is None else harm[link],
            "expected": expect[link],
            "length_m": network.length[link],
            "snap_m": np.where(some, metres / number, np.nan),
            "named_share": np.where(some, named / number, np.nan),
        }
    )
    return rows, network.lines[link]
