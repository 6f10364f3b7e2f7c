"""Fixes of many units as legs: the straight stretches between fixes that are close enough in time to be believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Progress

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
MS_PER_MINUTE = 60_000
MS_PER_HOUR = 3_600_000
OWN_GAP_S = (300.0, 1800.0)  # least and most seconds of the gap that a unit's own interval allows
STOOD_S = 3600.0  # so long a unit that is recorded by distance is believed to have stood
STOOD_M = 50.0
FEWEST = 20  # legs that must be there to tell
AT_ONCE = 500_000  # fixes that are looked at together; a unit is never split


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
        return self._pings

    @cached_property
    def _pings(self) -> Floats:
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
    unit: NDArray[Any] | pd.Categorical,
    time: NDArray[np.datetime64],
    x: Floats,
    y: Floats,
    max_gap_s: float | None = None,
    segment: NDArray[Any] | None = None,
    speed: Floats | None = None,
    accuracy: Floats | None = None,
    progress: Progress = SILENT,
) -> Track:
    """Put fixes in order and join those that make a leg.

    Two fixes of a unit that follow each other in time are joined if they are at most `max_gap_s` apart. A segment that
    ends where the next begins parts them too, for the recording was broken; segments that interleave (one unit in two
    files) do not.

    Args:
        unit: (n,) whose fix it is, None where it is not known; or a categorical of that, which takes less memory.
        time: (n,) datetime64 in UTC; NaT where it is not known.
        x, y: (n,) metres; NaN where the place is not known.
        max_gap_s: the longest gap between fixes, in seconds, over which a straight line is believed; None for three of
            the unit's median intervals, but no less than 300 and no more than 1800 seconds. A unit that is recorded by
            distance (see `_stood`) then also stood where it was silent for an hour or less and came no further.
        segment: (n,) the stretch of unbroken recording that a fix belongs to.
        speed, accuracy: (n,) metres per second and metres as the devices say them, NaN where they do not.
        progress: 0 to 1.

    Returns:
        The fixes that have a unit, a time and a place, one for each moment of a unit: of several, the one of the least
        x, then y, so that the order of the input does not matter. Fixes that are in order already are not copied.

    Raises:
        HotspotError: the gap is no positive number, or no fix can be used.
    """
    if max_gap_s is not None and not max_gap_s > 0:
        raise HotspotError(f"The longest gap between fixes is {max_gap_s:g} s: it must be more than 0.")
    codes, names = _named(unit)
    when = np.asarray(time).astype("M8[ms]", copy=False)
    lacks_time, lacks_place, lacks_unit = np.isnat(when), ~(np.isfinite(x) & np.isfinite(y)), codes < 0
    reasons = {
        "no time": int(lacks_time.sum()),
        "no location": int((lacks_place & ~lacks_time).sum()),
        "no unit": int((lacks_unit & ~lacks_place & ~lacks_time).sum()),
    }
    good = ~(lacks_time | lacks_place | lacks_unit)
    if not good.any():
        told = ", ".join(f"{count:,} with {reason}" for reason, count in reasons.items() if count)
        raise HotspotError(
            f"None of the {len(codes):,} fixes can be used ({told}): check the fields for unit and time."
        )
    ms = when.view(np.int64)
    order = _order(good, codes, ms, x, y)
    del lacks_time, lacks_place, lacks_unit, good
    codes, ms = _taken(codes, order), _taken(ms, order)
    progress.at(0.2)
    starts = _broken(codes, None if segment is None else _taken(np.asarray(segment), order))
    if order is not None:
        again = np.concatenate(([False], (codes[1:] == codes[:-1]) & (ms[1:] == ms[:-1])))
        reasons["the unit and time of another fix"] = int(again.sum())
        kept = ~again
        stretch = np.cumsum(starts)[kept]
        starts = np.concatenate(([True], stretch[1:] != stretch[:-1]))
        codes, ms, order = codes[kept], ms[kept], order[kept]
        del again, kept, stretch
    px, py = (_taken(np.asarray(axis, dtype=np.float64), order) for axis in (x, y))
    longest = _longest(codes, ms, len(names), max_gap_s)
    joined = np.zeros(len(codes), dtype=bool)
    progress.at(0.5)
    for first, past in unit_blocks(codes, AT_ONCE):
        progress.at(0.5 + 0.5 * first / len(codes))
        whose, together, gap = codes[first:past], ~starts[first + 1 : past], np.diff(ms[first:past])
        made = together & (gap <= longest[whose[:-1]])
        if max_gap_s is None:
            loose = np.flatnonzero(together & ~made & (gap <= STOOD_S * 1000.0))
            made[loose[_stood(whose, gap, px[first:past], py[first:past], together, loose)]] = True
        joined[first : past - 1] = made
    return Track(
        units=names,
        unit=codes,
        time=ms,
        x=px,
        y=py,
        joined=joined,
        longest=longest,
        speed=_said(speed, order),
        accuracy=_said(accuracy, order),
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
    table = pd.DataFrame({"unit": codes[legs], "way": way(legs), "gap": gap[legs]}).groupby("unit")
    low, middle, high = table.quantile(0.05), table.median(), table.quantile(0.95)
    told = (table.size() >= FEWEST) & (middle["way"] > 0) & (low["way"] >= middle["way"] / 2)
    told &= high["gap"] >= 4 * middle["gap"]
    near = (2 * middle["way"]).where(told, -1.0).reindex(codes[loose], fill_value=-1.0).to_numpy()
    return np.asarray(stood & (way(loose) <= near))


def _named(unit: NDArray[Any] | pd.Categorical) -> tuple[Integers, NDArray[np.object_]]:
    """Return units as positions in their sorted names, −1 where there is none."""
    if not isinstance(unit, pd.Categorical):
        codes, names = pd.factorize(np.asarray(unit, dtype=object), sort=True)
        return codes.astype(np.int64, copy=False), np.asarray(names, dtype=object)
    kinds = np.asarray(unit.categories, dtype=object)
    there = np.zeros(len(kinds) + 1, dtype=bool)
    there[unit.codes] = True
    used = np.flatnonzero(there[:-1])
    used = used[np.argsort(kinds[used])]
    rank = np.full(len(kinds) + 1, -1, dtype=np.int64)
    rank[used] = np.arange(len(used))
    return rank[unit.codes], kinds[used]


def _taken(values: NDArray[Any], order: NDArray[np.intp] | None) -> NDArray[Any]:
    return values if order is None else values[order]


def _said(values: Floats | None, order: NDArray[np.intp] | None) -> NDArray[np.float32] | None:
    """Return what the devices say of the fixes that are used, None if they say nothing."""
    if values is None or not np.isfinite(values).any():
        return None
    return _taken(np.asarray(values, dtype=np.float32), order)


def _longest(codes: Integers, ms: Integers, units: int, max_gap_s: float | None) -> Integers:
    if max_gap_s is not None:
        return np.full(units, round(min(max_gap_s, 1e9) * 1000.0), dtype=np.int64)
    three = 3.0 * _medians(codes, ms, units)
    return np.asarray(np.clip(np.nan_to_num(three), *OWN_GAP_S) * 1000.0).astype(np.int64)


def _medians(codes: Integers, ms: Integers, units: int) -> Floats:
    made = np.full(units, np.nan)
    for first, past in unit_blocks(codes, AT_ONCE):
        whose = codes[first:past]
        same = whose[1:] == whose[:-1]
        medians = pd.Series(np.diff(ms[first:past])[same] / 1000.0).groupby(whose[:-1][same]).median()
        made[medians.index.to_numpy()] = medians.to_numpy()
    return made


def _order(good: Flags, codes: Integers, ms: Integers, x: Floats, y: Floats) -> NDArray[np.intp] | None:
    """Return the good fixes by unit and time, and by place where those are equal; None if all are so already."""
    same = codes[1:] == codes[:-1]
    if good.all() and ((codes[1:] > codes[:-1]) | (same & (ms[1:] > ms[:-1]))).all():
        return None
    fix = np.flatnonzero(good)
    order = fix[np.lexsort((ms[fix], codes[fix]))]
    if (np.diff(ms[order]) == 0).any():
        order = fix[np.lexsort((y[fix], x[fix], ms[fix], codes[fix]))]
    return order


def _broken(codes: Integers, segment: NDArray[Any] | None) -> Flags:
    """Return, for fixes in order, which ones start a new stretch: another unit, or a segment after another's end."""
    starts = np.concatenate(([True], codes[1:] != codes[:-1]))
    if segment is None:
        return starts
    for begin, past in unit_blocks(codes, AT_ONCE):
        number, kinds = pd.factorize(segment[begin:past])  # -1 where there is none: those are one segment together
        part, kinds = pd.factorize(codes[begin:past] * (len(kinds) + 1) + number + 1)
        places = np.arange(len(part))
        first, last = np.empty(len(kinds), dtype=np.int64), np.empty(len(kinds), dtype=np.int64)
        first[part[::-1]] = places[::-1]  # of repeated places numpy keeps what is written last
        last[part] = places
        ends_there = (last[part[:-1]] == places[:-1]) & (first[part[1:]] == places[1:])
        starts[begin + 1 : past] |= ends_there
    return starts
