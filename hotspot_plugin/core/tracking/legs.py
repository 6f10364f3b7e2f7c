"""Fixes of many units as legs: the straight stretches between fixes that are close enough in time to be believed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import HotspotError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
MS_PER_MINUTE = 60_000
MS_PER_HOUR = 3_600_000


@dataclass(frozen=True)
class Track:
    """The usable fixes of all units, by unit and time; no unit has two at one moment.

    Attributes:
        units: (k,) names of the units, sorted.
        unit: (n,) position in `units` of each fix.
        time: (n,) milliseconds since 1970, UTC.
        x, y: (n,) metres.
        joined: (n,) whether a fix and the next one are the ends of a leg; the last is False.
        unusable: how many fixes could not be used, by reason.
    """

    units: NDArray[np.object_]
    unit: Integers
    time: Integers
    x: Floats
    y: Floats
    joined: Flags
    unusable: dict[str, int] = field(default_factory=dict)

    def pings(self) -> Floats:
        """Return each unit's median interval between fixes in seconds, shape (k,); NaN for a unit with one fix.

        Gaps are not left out: a few cannot move a median, and a unit that has little else should say so.
        """
        same = self._same_unit()
        steps = pd.Series(np.diff(self.time)[same] / 1000.0)
        medians = steps.groupby(self.unit[:-1][same]).median()
        return medians.reindex(range(len(self.units))).to_numpy(dtype=np.float64)

    def unknown_ms(self) -> int:
        """Return milliseconds between a unit's fixes that are not joined: nobody knows where it was."""
        return int(np.diff(self.time)[self._same_unit() & ~self.joined[:-1]].sum())

    def known_ms(self) -> int:
        """Return milliseconds in legs, over all units."""
        return int(np.diff(self.time)[self.joined[:-1]].sum())

    def runs(self) -> tuple[Integers, Integers]:
        """Return starts and ends (ms) of the stretches in which a unit is known without a break."""
        before = np.concatenate(([False], self.joined[:-1])) if self.joined.size else self.joined
        return self.time[self.joined & ~before], self.time[before & ~self.joined]

    def _same_unit(self) -> Flags:
        return np.asarray(self.unit[1:] == self.unit[:-1])


def order_fixes(
    unit: NDArray[Any],
    time: NDArray[np.datetime64],
    x: Floats,
    y: Floats,
    max_gap_s: float,
    segment: NDArray[Any] | None = None,
) -> Track:
    """Put fixes in order and join those that make a leg.

    Two fixes of a unit that follow each other in time are joined if they are at most `max_gap_s` apart. A segment that
    ends where the next begins parts them too, for the recording was broken; segments that interleave (one unit in two
    files) do not.

    Args:
        unit: (n,) whose fix it is; None where it is not known.
        time: (n,) datetime64 in UTC; NaT where it is not known.
        x, y: (n,) metres; NaN where the place is not known.
        max_gap_s: the longest gap between fixes, in seconds, over which a straight line is believed.
        segment: (n,) the stretch of unbroken recording that a fix belongs to.

    Returns:
        The fixes that have a unit, a time and a place, one for each moment of a unit: of several, the one of the least
        x, then y, so that the order of the input does not matter.

    Raises:
        HotspotError: the gap is no positive number, or no fix can be used.
    """
    if not max_gap_s > 0:
        raise HotspotError(f"The longest gap between fixes is {max_gap_s:g} s: it must be more than 0.")
    codes, names = pd.factorize(np.asarray(unit, dtype=object), sort=True)
    when = np.asarray(time).astype("M8[ms]")
    lacks_time, lacks_place, lacks_unit = np.isnat(when), ~(np.isfinite(x) & np.isfinite(y)), codes < 0
    reasons = {
        "no time": int(lacks_time.sum()),
        "no location": int((lacks_place & ~lacks_time).sum()),
        "no unit": int((lacks_unit & ~lacks_place & ~lacks_time).sum()),
    }
    good = np.flatnonzero(~(lacks_time | lacks_place | lacks_unit))
    if not good.size:
        told = ", ".join(f"{count:,} with {reason}" for reason, count in reasons.items() if count)
        raise HotspotError(
            f"None of the {len(codes):,} fixes can be used ({told}): check the fields for unit and time."
        )
    ms = when.astype(np.int64)
    good = good[_order(codes[good], ms[good], x[good], y[good])]
    codes, ms = codes[good].astype(np.int64), ms[good]
    stretch = np.cumsum(_broken(codes, None if segment is None else np.asarray(segment)[good]))
    again = np.concatenate(([False], (codes[1:] == codes[:-1]) & (ms[1:] == ms[:-1])))
    reasons["the unit and time of another fix"] = int(again.sum())
    kept = ~again
    codes, ms, stretch, good = codes[kept], ms[kept], stretch[kept], good[kept]
    joined = (stretch[1:] == stretch[:-1]) & (np.diff(ms) <= round(max_gap_s * 1000.0))
    return Track(
        units=np.asarray(names, dtype=object),
        unit=codes,
        time=ms,
        x=np.asarray(x, dtype=np.float64)[good],
        y=np.asarray(y, dtype=np.float64)[good],
        joined=np.concatenate((joined, [False])),
        unusable={reason: count for reason, count in reasons.items() if count},
    )


def _order(codes: NDArray[Any], ms: Integers, x: Floats, y: Floats) -> NDArray[np.intp]:
    """Return the order by unit and time, and by place where those are equal; most tracks are in order already."""
    same = codes[1:] == codes[:-1]
    if ((codes[1:] > codes[:-1]) | (same & (ms[1:] > ms[:-1]))).all():
        return np.arange(len(ms))
    order = np.lexsort((ms, codes))
    if (np.diff(ms[order]) == 0).any():
        order = np.lexsort((y, x, ms, codes))
    return order


def _broken(codes: Integers, segment: NDArray[Any] | None) -> Flags:
    """Return, for fixes in order, which ones start a new stretch: another unit, or a segment after another's end."""
    starts = np.concatenate(([True], codes[1:] != codes[:-1]))
    if segment is None:
        return starts
    number, kinds = pd.factorize(segment)  # -1 where there is none: those are one segment together
    part, kinds = pd.factorize(codes * (len(kinds) + 1) + number + 1)
    places = np.arange(len(part))
    first, last = np.empty(len(kinds), dtype=np.int64), np.empty(len(kinds), dtype=np.int64)
    first[part[::-1]] = places[::-1]  # of repeated places numpy keeps what is written last
    last[part] = places
    ends_there = (last[part[:-1]] == places[:-1]) & (first[part[1:]] == places[1:])
    starts[1:] |= ends_there
    return starts
