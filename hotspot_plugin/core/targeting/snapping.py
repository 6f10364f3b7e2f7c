"""Crimes to the streets that they happened on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from ..progress import SILENT, Part, Progress

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

CHUNK = 50_000
EQUAL = 0.01  # metres; nearer than this to each other, two distances are one
_NEAR = re.compile(r"^\s*(?:on\s+or\s+near|on|near|at)\s+", re.IGNORECASE)
_WORDS = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class Snapped:
    """Where crimes lie on a network.

    Attributes:
        link: the link of each crime, -1 where none is near enough, shape (n,).
        metres: its distance, NaN where there is none, shape (n,).
        named: whether the street's name stands in the crime's text, shape (n,).
        moved: whether that name led to another link than the nearest, shape (n,).
        tied: whether another link is as near and no name decides, shape (n,).
    """

    link: Whole
    metres: Floats
    named: NDArray[np.bool_]
    moved: NDArray[np.bool_]
    tied: NDArray[np.bool_]


def plain(text: str | None) -> str:
    """Return a street's name so that spellings agree: without "On or near", case, accents and punctuation."""
    if not text:
        return ""
    bare = unicodedata.normalize("NFKD", _NEAR.sub("", text).replace("'", "").replace("’", "")).casefold()
    return _WORDS.sub(" ", "".join(sign for sign in bare if not unicodedata.combining(sign))).strip()


def snap(
    x: Floats,
    y: Floats,
    lines: NDArray[np.object_],
    within: float,
    names: Sequence[str | None] | None = None,
    texts: NDArray[np.object_] | None = None,
    progress: Progress = SILENT,
) -> Snapped:
    """Put each crime on the nearest link, or on the nearest of those whose name stands in its text.

    Args:
        x, y: crimes in metres, all finite, shape (n,).
        lines: links in metres, shape (m,).
        within: links further away than this (metres) do not count.
        names: the name of each link's street, None where it has none; left out where no names are known.
        texts: what each crime says of its place, such as "On or near High Street", None where it says nothing.
        progress: for long work.

    Returns:
        the same for crimes with the same coordinates and text. Of links equally near, one with the name comes first,
        then the first in order.
    """
    tree = shapely.STRtree(lines)
    street, said = _codes(names, texts, len(lines), x.size)
    # anonymised crimes share few points, and each is looked for once
    places, row = _distinct(x, y, said)
    px, py, place_said = x[places], y[places], said[places]
    link = np.full(places.size, -1, dtype=np.int64)
    metres = np.full(places.size, np.nan)
    named = np.zeros(places.size, dtype=bool)
    moved, tied = named.copy(), named.copy()
    for start in range(0, places.size, CHUNK):
        progress.at(start / places.size)
        part = slice(start, min(start + CHUNK, places.size))
        points = shapely.points(px[part], py[part])
        (who, near), metre = tree.query_nearest(points, max_distance=within, return_distance=True, all_matches=True)
        first, several = _first(who, near)
        found = who[first] + start
        link[found], metres[found], tied[found] = near[first], metre[first], several
        named[found] = (place_said[found] >= 0) & (street[link[found]] == place_said[found])
    seek = np.flatnonzero((link >= 0) & (place_said >= 0) & ~named)
    part_of = Part(progress, 0.6, 1.0)
    for start in range(0, seek.size, CHUNK):
        part_of.at(start / seek.size)
        some = seek[start : start + CHUNK]
        points = shapely.points(px[some], py[some])
        who, near = tree.query(points, predicate="dwithin", distance=within)
        fits = street[near] == place_said[some[who]]
        who, near = who[fits], near[fits]
        if not who.size:
            continue
        metre = shapely.distance(points[who], lines[near])
        order = np.lexsort((near, np.round(metre / EQUAL), who))
        who, near, metre = who[order], near[order], metre[order]
        best = np.r_[True, who[1:] != who[:-1]]
        found = some[who[best]]
        link[found], metres[found] = near[best], metre[best]
        named[found] = moved[found] = True
    tied &= ~named
    return Snapped(link[row], metres[row], named[row], moved[row], tied[row])


def _first(who: Whole, near: Whole) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which pairs are the first of their crime in the order of links, and whether it has several."""
    order = np.lexsort((near, who))
    ordered = who[order]
    begins = np.r_[True, ordered[1:] != ordered[:-1]] if who.size else np.zeros(0, dtype=bool)
    first = order[begins]
    return first, (np.bincount(who, minlength=1)[who[first]] > 1)


def _codes(
    names: Sequence[str | None] | None, texts: NDArray[np.object_] | None, links: int, crimes: int
) -> tuple[Whole, Whole]:
    """Return a number for each link's name and each crime's text: equal where they agree, -1 for no street's name."""
    street, said = np.full(links, -1, dtype=np.int64), np.full(crimes, -1, dtype=np.int64)
    if names is None or texts is None:
        return street, said
    import pandas as pd

    number: dict[str, int] = {}
    known, which = pd.factorize(np.array([*names, None], dtype=object)[:-1], use_na_sentinel=True)
    codes = [number.setdefault(name, len(number)) if (name := plain(str(text))) else -1 for text in which]
    street = np.r_[np.array(codes, dtype=np.int64), -1][known]
    known, which = pd.factorize(texts, use_na_sentinel=True)
    codes = [number.get(plain(str(text)), -1) for text in which]
    return street, np.r_[np.array(codes, dtype=np.int64), -1][known]


def _distinct(x: Floats, y: Floats, said: Whole) -> tuple[Whole, Whole]:
    """Return one crime for each combination, and for each crime which of those it is like."""
    order = np.lexsort((said, y, x))
    sx, sy, ss = x[order], y[order], said[order]
    new = np.r_[True, (sx[1:] != sx[:-1]) | (sy[1:] != sy[:-1]) | (ss[1:] != ss[:-1])]
    row = np.empty(x.size, dtype=np.int64)
    row[order] = np.cumsum(new) - 1
    return order[new].astype(np.int64), row
