"""Fixes of many units as legs: the straight stretches between fixes that are close enough in time to be believed."""

from __future__ import annotations

from collections.abc import Iterator
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
OWN_GAP_S = (300.0, 1800.0)  # least and most seconds of the gap that a unit's own interval allows
STOOD_S = 3600.0  # so long a unit that is recorded by distance is believed to have stood
STOOD_M = 50.0
FEWEST, MOST = 20, 1_000_000  # legs that must be there to tell, and that are looked at


@dataclass(frozen=True)
class Track:
    """The usable fixes of all units, by unit and time; no unit has two at one moment.

    Attributes:
        units: (k,) names of the units, sorted.
        unit: (n,) position in `units` of each fix.
        time: (n,) milliseconds since 1970, UTC.
        x, y: (n,) metres.
        joined: (n,) whether a fix and the next one are the ends of a leg; the last is False.
        longest: (k,) milliseconds over which each unit's fixes were joined at most.
        speed: (n,) metres per second as the device says it, NaN where it does not; None if no device does.
        accuracy: (n,) metres as the device says it, NaN where it does not; None if no device does.
        unusable: how many fixes could not be used, by reason.
    """

    units: NDArray[np.object_]
    unit: Integers
    time: Integers
    x: Floats
    y: Floats
    joined: Flags
    longest: Integers
    speed: NDArray[np.float32] | None = None
    accuracy: NDArray[np.float32] | None = None
    unusable: dict[str, int] = field(default_factory=dict)

    def pings(self) -> Floats:
        """Return each unit's median interval between fixes in seconds, shape (k,); NaN for a unit with one fix.

        Gaps are not left out: a few cannot move a median, and a unit that has little else should say so.
        """
        return _medians(self.unit, self.time, len(self.units))

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


def unit_blocks(unit: NDArray[Any], at_once: int) -> Iterator[tuple[int, int]]:
    """Yield first and past-the-last fix of runs of whole units, about `at_once` fixes each; sorted by unit they are."""
    begins = np.flatnonzero(np.concatenate(([True], unit[1:] != unit[:-1])))[: len(unit)]
    first = 0
    for end in np.append(begins[1:], len(unit)).tolist():
        if end - first >= at_once or (end == len(unit) and end > first):
            yield first, end
            first = end


def order_fixes(
    unit: NDArray[Any],
    time: NDArray[np.datetime64],
    x: Floats,
    y: Floats,
    max_gap_s: float | None = None,
    segment: NDArray[Any] | None = None,
    speed: Floats | None = None,
    accuracy: Floats | None = None,
) -> Track:
    """Put fixes in order and join those that make a leg.

    Two fixes of a unit that follow each other in time are joined if they are at most `max_gap_s` apart. A segment that
    ends where the next begins parts them too, for the recording was broken; segments that interleave (one unit in two
    files) do not.

    Args:
        unit: (n,) whose fix it is; None where it is not known.
        time: (n,) datetime64 in UTC; NaT where it is not known.
        x, y: (n,) metres; NaN where the place is not known.
        max_gap_s: the longest gap between fixes, in seconds, over which a straight line is believed; None for three of
            the unit's median intervals, but no less than 300 and no more than 1800 seconds. A unit that is recorded by
            distance (see `_stood`) then also stood where it was silent for an hour or less and came no further.
        segment: (n,) the stretch of unbroken recording that a fix belongs to.
        speed, accuracy: (n,) metres per second and metres as the devices say them, NaN where they do not.

    Returns:
        The fixes that have a unit, a time and a place, one for each moment of a unit: of several, the one of the least
        x, then y, so that the order of the input does not matter.

    Raises:
        HotspotError: the gap is no positive number, or no fix can be used.
    """
    if max_gap_s is not None and not max_gap_s > 0:
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
    longest = _longest(codes, ms, len(names), max_gap_s)
    together, gap = stretch[1:] == stretch[:-1], np.diff(ms)
    joined = together & (gap <= longest[codes[:-1]])
    px, py = np.asarray(x, dtype=np.float64)[good], np.asarray(y, dtype=np.float64)[good]
    if max_gap_s is None:
        loose = np.flatnonzero(together & ~joined & (gap <= STOOD_S * 1000.0))
        joined[loose[_stood(codes, gap, px, py, together, loose)]] = True
    return Track(
        units=np.asarray(names, dtype=object),
        unit=codes,
        time=ms,
        x=px,
        y=py,
        joined=np.concatenate((joined, [False])),
        longest=longest,
        speed=_said(speed, good),
        accuracy=_said(accuracy, good),
        unusable={reason: count for reason, count in reasons.items() if count},
    )


def _stood(codes: Integers, gap: Integers, x: Floats, y: Floats, together: Flags, loose: Integers) -> Flags:
    """Tell of which silences (positions of the fixes before them) a unit recorded by distance will have stood.

    Mergin Maps and other apps write a place when the unit has gone some metres, and nothing while it stands: the ways
    between fixes are then alike (of 20, 19 are half the median or longer), and the times are not (one of 20 is four
    times the median or longer). A unit that is recorded by time has fixes without a way, or times that are alike.
    """

    def way(fix: Integers) -> Floats:
        return np.asarray(np.hypot(x[fix + 1] - x[fix], y[fix + 1] - y[fix]))

    stood = way(loose) <= STOOD_M
    if not stood.any():
        return stood
    legs = np.flatnonzero(together & np.isin(codes[:-1], codes[loose[stood]]))
    legs = legs[:: len(legs) // MOST + 1]
    table = pd.DataFrame({"unit": codes[legs], "way": way(legs), "gap": gap[legs]}).groupby("unit")
    low, middle, high = table.quantile(0.05), table.median(), table.quantile(0.95)
    told = (table.size() >= FEWEST) & (middle["way"] > 0) & (low["way"] >= middle["way"] / 2)
    told &= high["gap"] >= 4 * middle["gap"]
    near = (2 * middle["way"]).where(told, -1.0).reindex(codes[loose], fill_value=-1.0).to_numpy()
    return np.asarray(stood & (way(loose) <= near))


def _said(values: Floats | None, good: NDArray[np.intp]) -> NDArray[np.float32] | None:
    """Return what the devices say of the fixes that are used, None if they say nothing."""
    if values is None or not np.isfinite(values).any():
        return None
    return np.asarray(values, dtype=np.float32)[good]


def _longest(codes: Integers, ms: Integers, units: int, max_gap_s: float | None) -> Integers:
    if max_gap_s is not None:
        return np.full(units, round(min(max_gap_s, 1e9) * 1000.0), dtype=np.int64)
    three = 3.0 * _medians(codes, ms, units)
    return np.asarray(np.clip(np.nan_to_num(three), *OWN_GAP_S) * 1000.0).astype(np.int64)


def _medians(codes: Integers, ms: Integers, units: int) -> Floats:
    same = codes[1:] == codes[:-1]
    medians = pd.Series(np.diff(ms)[same] / 1000.0).groupby(codes[:-1][same]).median()
    return medians.reindex(range(units)).to_numpy(dtype=np.float64)


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
