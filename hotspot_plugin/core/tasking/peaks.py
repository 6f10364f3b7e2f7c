"""At which hours crimes happen, in blocks of four hours and with their uncertainty, or that nobody can tell.

A crime known to lie in a time window counts in each block by its share of the window (aoristic weights: Ratcliffe and
McCullagh 1998, Aoristic crime analysis, IJGIS 12(7), 751-764, doi 10.1080/136588198241644). Intervals are
Wilson's (1927, doi 10.1080/01621459.1927.10502953), widened for six comparisons (Bonferroni).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import tzinfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .language import ENGLISH, Language

BLOCKS = 6
LEAST = 30  # crimes with a known time of day; fewer say nothing about blocks
_WIDEST_H = 12.0  # a longer window tells hardly more than the day
_Z = 2.638  # 1 - 0.05 / 12 of the normal distribution: six two-sided 95 % intervals at once
_DAY = 86_400_000


@dataclass(frozen=True)
class Peaks:
    """How crimes spread over the six blocks of the day.

    Args:
        known: how many crimes have a usable time of day.
        shares: (6,) share (0–1) of them from 00–04 to 20–24.
        low, high: (6,) ends of the interval of each.
    """

    known: int
    shares: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    @property
    def worst(self) -> list[int]:
        """The blocks that certainly have more than their sixth."""
        return [i for i in range(BLOCKS) if self.low[i] > 1 / BLOCKS]


def peaks(begin: NDArray[np.datetime64], end: NDArray[np.datetime64], where: tzinfo) -> Peaks | None:
    """Return how crimes spread over the day, or None where too few have a time.

    Args:
        begin, end: (n,) UTC, NaT where unknown; a missing end is the beginning.
        where: the time zone whose clock counts.
    """
    last = np.where(np.isnat(end), begin, end)
    hours = (last - begin) / np.timedelta64(1, "h")
    good = ~np.isnat(begin) & (hours >= 0) & (hours <= _WIDEST_H)
    known = int(good.sum())
    if known < LEAST:
        return None
    local = pd.DatetimeIndex(begin[good]).tz_localize("UTC").tz_convert(where).tz_localize(None)
    start = local.to_numpy().astype("M8[ms]").astype(np.int64) % _DAY / _DAY * BLOCKS
    width = hours[good] / 24 * BLOCKS
    block = np.arange(2 * BLOCKS)
    overlap = np.minimum(start[:, None] + width[:, None], block + 1) - np.maximum(start[:, None], block)
    share = np.clip(overlap, 0, None) / np.maximum(width, 1e-12)[:, None]
    instant = width < 1e-9
    share[instant] = (block == np.floor(start[instant])[:, None]).astype(float)
    weights = share[:, :BLOCKS] + share[:, BLOCKS:]
    shares = weights.sum(axis=0) / known
    low, high = wilson(shares, known)
    return Peaks(known, tuple(shares.tolist()), tuple(low.tolist()), tuple(high.tolist()))


def wilson(share: NDArray[np.float64], n: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ends of Wilson's interval for shares of n."""
    centre = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * np.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    return centre - half, centre + half


def in_words(found: Peaks, language: Language = ENGLISH) -> str:
    """Say which blocks stand out, with the interval, or that none does."""
    translate = language.translate
    worst = found.worst
    if not worst:
        said = translate(
            "Briefing",
            "Of {count} crimes with a known time no four hours stand out: the data cannot tell when to come.",
        )
        return said.format(count=language.number(found.known))
    line = translate("Briefing", "{first}:00 to {last}:00 ({share} % of them, at least {low} % and at most {high} %)")
    lines = [
        line.format(
            first=f"{4 * i:02d}",
            last=f"{4 * i + 4:02d}",
            share=round(100 * found.shares[i]),
            low=math.floor(100 * found.low[i]),
            high=math.ceil(100 * found.high[i]),
        )
        for i in worst
    ]
    said = translate(
        "Briefing",
        "More crime than by chance: {blocks}. Counted from {count} crimes with a known time; an even spread would be "
        "17 %.",
    )
    return said.format(blocks=", ".join(lines), count=language.number(found.known))
