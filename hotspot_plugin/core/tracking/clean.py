"""Rules that clean fixes, each with a name and a count: future times, impossible jumps, jitter of a unit that stands.

What a rule takes out is a reject with the rule's name. Where a jump cannot be laid to one side, the fixes stay and a
new segment begins, so that nobody draws a line across it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..progress import SILENT, Part, Progress
from .fixes import Fixes, Floats, contents, numbered

FUTURE = "time in the future"
JUMP = "impossible jump"
# clocks of devices and of computers differ by less than a day, even where a zone was set wrong
_DAY = np.timedelta64(1, "D")
# a fix this near is no jump, however short the time: noise between two pings of a second looks fast
NOISE_M = 100.0
# so few fixes that disagree with the many around them are errors; more are a unit that was somewhere else
FEW = 5
# a halt: fixes that stay this near for this long
HALT_M = 15.0
HALT_S = 60.0
# a unit that was silent for longer may have left and come back
_LONGEST_PAUSE_MS = 15 * 60_000
_DEGREE_M = 111_195.0  # of a great circle, mean radius 6,371.0 km
_SLICE = 100_000


@dataclass(frozen=True)
class Rules:
    """What is cleaned.

    Attributes:
        now: times after this by more than a day are in the future; None for no such rule.
        max_kmh: no unit is faster; 0 for no such rule.
        hold_m: fixes of a halt that stay within so many metres are put at the halt's middle; 0 leaves them.
    """

    now: np.datetime64 | None = None
    max_kmh: float = 300.0
    hold_m: float = 0.0


@dataclass(frozen=True)
class Cleaned:
    """Fixes after cleaning, and how often each rule was used.

    `breaks` are jumps that could not be laid to either side, where a new segment begins; `halts` with `jitter` fixes in
    them stay within `hold_m` (or 15 m) for a minute or longer.
    """

    fixes: Fixes
    breaks: int = 0
    halts: int = 0
    jitter: int = 0
    all_future: bool = False


@dataclass(frozen=True)
class _Track:
    """Fixes in order; x and y in metres, or in degrees."""

    unit: NDArray[Any]  # whole numbers of any size
    time: NDArray[np.datetime64]
    x: Floats
    y: Floats
    degrees: bool

    def kept(self, kept: NDArray[np.int64]) -> _Track:
        return _Track(self.unit[kept], self.time[kept], self.x[kept], self.y[kept], self.degrees)

    def apart(self, one: Any, other: Any) -> Floats:
        """Return metres between fixes; good for places near each other, far too long for no pair that is not far."""
        dx, dy = self.x[other] - self.x[one], self.y[other] - self.y[one]
        if not self.degrees:
            return np.asarray(np.hypot(dx, dy))
        dx = (dx + 180.0) % 360.0 - 180.0
        middle = np.radians((self.y[other] + self.y[one]) / 2)
        return np.asarray(np.hypot(dx * np.cos(middle), dy) * _DEGREE_M)

    def impossible(self, one: Any, other: Any, max_ms: float) -> NDArray[np.bool_]:
        apart = self.apart(one, other)
        seconds = (self.time[other] - self.time[one]) / np.timedelta64(1, "s")
        return np.asarray((apart > NOISE_M) & (apart > max_ms * seconds))


def clean(
    fixes: Fixes, rules: Rules, metres: tuple[Floats, Floats] | None = None, progress: Progress = SILENT
) -> Cleaned:
    """Clean fixes.

    Args:
        fixes: as `Collector.finish` gives them. They are taken over: their table has no columns afterwards, so that
            millions of fixes are not held twice.
        rules: what is cleaned.
        metres: their coordinates in metres; None if they are degrees.
        progress: 0 to 1.
    """
    track = _track(fixes.table, metres)
    reasons = np.zeros(len(track.unit), dtype=np.int8)
    breaks = np.zeros(len(track.unit), dtype=bool)
    all_future = False
    if rules.now is not None:
        future = track.time > rules.now + _DAY
        all_future = bool(future.all())
        reasons[future] = 0 if all_future else _FUTURE
    if rules.max_kmh > 0:
        kept = np.flatnonzero(reasons == 0) if reasons.any() else None
        looked_at = track if kept is None else track.kept(kept)
        wrong, after = _jumps(looked_at, rules.max_kmh / 3.6, Part(progress, 0.0, 0.4))
        reasons[wrong if kept is None else kept[wrong]] = _JUMP
        breaks[after if kept is None else kept[after]] = True
        del looked_at
    del track
    made = _without(fixes, reasons, breaks)
    if metres is not None and reasons.any():
        metres = (metres[0][reasons == 0], metres[1][reasons == 0])
    track = _track(made.table, metres)
    held: list[tuple[int, int]] = []
    halts = jitter = 0
    for start, end in _halts(track, rules.hold_m or HALT_M, Part(progress, 0.4, 1.0)):
        halts, jitter = halts + 1, jitter + end - start
        if rules.hold_m:
            held.append((start, end))
    if held:
        made = _held(made, held)
    return Cleaned(made, int(breaks.sum()), halts, jitter, all_future)


def _track(table: pd.DataFrame, metres: tuple[Floats, Floats] | None) -> _Track:
    x, y = metres or (table["x"].to_numpy(), table["y"].to_numpy())
    unit, time = table["unit"].cat.codes.to_numpy(), table["time"].to_numpy(dtype="M8[ms]")
    return _Track(unit, time, x, y, metres is None)


_FUTURE, _JUMP = 1, 2
_REASONS = np.array(["", FUTURE, JUMP], dtype=object)


def _jumps(track: _Track, max_ms: float, progress: Progress) -> tuple[list[int], list[int]]:
    """Return the fixes that are errors, and the fixes before which a unit's place is unexplained."""
    cuts = []
    count = len(track.unit)
    for start in range(0, count - 1, _SLICE):
        progress.at(start / count)
        before = np.arange(start, min(start + _SLICE, count - 1))
        same = track.unit[before] == track.unit[before + 1]
        cuts.append(before[same & track.impossible(before, before + 1, max_ms)] + 1)
    cut = np.concatenate(cuts) if cuts else np.empty(0, dtype=np.int64)
    wrong: list[int] = []
    after: list[int] = []
    for code in np.unique(track.unit[cut]):
        first, last = np.searchsorted(track.unit, [code, code + 1])
        inside = cut[np.searchsorted(cut, first, "right") : np.searchsorted(cut, last)]
        edges = [int(first), *inside.tolist(), int(last)]
        _judge(track, list(pairwise(edges)), max_ms, wrong, after)
    return wrong, after


@dataclass
class _Chain:
    """Pieces of a track that agree with each other."""

    pieces: list[tuple[int, int]]
    count: int

    @property
    def end(self) -> int:
        """Its last fix."""
        return self.pieces[-1][1] - 1

    def fixes(self) -> Iterator[int]:
        """Yield its fixes."""
        for piece in self.pieces:
            yield from range(*piece)


def _judge(track: _Track, pieces: list[tuple[int, int]], max_ms: float, wrong: list[int], after: list[int]) -> None:
    """Lay each jump between pieces of a unit's track to its smaller side, or to neither.

    A few fixes away from which the unit is back at once are errors, and so are a few beside many. Two sides that are
    both long, or equally short, contradict each other, and nothing tells which is right.
    """
    chains: list[_Chain] = []
    for start, end in pieces:
        count = end - start
        while chains and track.impossible(chains[-1].end, start, max_ms):
            few = chains[-1].count <= FEW
            back = few and len(chains) > 1 and not track.impossible(chains[-2].end, start, max_ms)
            if back or (few and chains[-1].count < count):
                wrong.extend(chains.pop().fixes())
            elif count <= FEW and count < chains[-1].count:
                wrong.extend(range(start, end))
                break
            else:
                chains.append(_Chain([(start, end)], count))
                break
        else:
            if not chains:
                chains.append(_Chain([], 0))
            chains[-1].pieces.append((start, end))
            chains[-1].count += count
    after.extend(chain.pieces[0][0] for chain in chains[1:])


def _halts(track: _Track, near: float, progress: Progress) -> Iterator[tuple[int, int]]:
    """Yield where fixes stay within `near` metres of their mean for a minute or longer, as (first, one past the last).

    One pass: a fix that is farther from the mean of the stretch so far begins the next stretch.
    """
    count = len(track.unit)
    minute = int(HALT_S * 1000)
    limit = near * near
    start, mean_x, mean_y, size = 0, 0.0, 0.0, 0
    last_unit, last_ms, begin_ms = -1, 0, 0
    scale_x = scale_y = 1.0
    for base in range(0, count, _SLICE):
        progress.at(base / count)
        part = slice(base, base + _SLICE)
        ms = track.time[part].astype(np.int64).tolist()
        rows = zip(track.unit[part].tolist(), ms, track.x[part].tolist(), track.y[part].tolist(), strict=True)
        for i, (unit, now, x, y) in enumerate(rows, start=base):
            dx, dy = (x - mean_x) * scale_x, (y - mean_y) * scale_y
            if unit == last_unit and dx * dx + dy * dy <= limit and now - last_ms <= _LONGEST_PAUSE_MS:
                size += 1
                mean_x += (x - mean_x) / size
                mean_y += (y - mean_y) / size
            else:
                if last_ms - begin_ms >= minute and size > 1:
                    yield start, i
                start, mean_x, mean_y, size, begin_ms, last_unit = i, x, y, 1, now, unit
                if track.degrees:
                    scale_x, scale_y = math.cos(math.radians(y)) * _DEGREE_M, _DEGREE_M
            last_ms = now
    if size > 1 and last_ms - begin_ms >= minute:
        yield start, count


def _held(fixes: Fixes, halts: list[tuple[int, int]]) -> Fixes:
    """Put the fixes of each halt at the medians of their coordinates."""
    x, y = fixes.table["x"].to_numpy().copy(), fixes.table["y"].to_numpy().copy()
    for start, end in halts:
        x[start:end], y[start:end] = np.median(x[start:end]), np.median(y[start:end])
    columns = {str(name): fixes.table[name].array for name in fixes.table}
    return replace(fixes, table=pd.DataFrame({**columns, "x": x, "y": y}, copy=False))


def _without(fixes: Fixes, reasons: NDArray[np.int8], breaks: NDArray[np.bool_]) -> Fixes:
    """Return the fixes that have no reason to go, and those that have among the rejects; take the table over."""
    out = np.flatnonzero(reasons)
    taken = fixes.table.iloc[out]
    columns: dict[str, Any] = {name: fixes.table.pop(name).array for name in map(str, fixes.table.columns)}
    if breaks.any():
        # a segment is cut where the breaks before it are more
        cut = np.asarray(columns.pop("segment")).astype(np.int64) * (int(breaks.sum()) + 1)
        cut += np.cumsum(breaks)
        columns["segment"] = numbered(columns["unit"].codes, columns["source"].codes, cut)
        columns["row"] = columns.pop("row")  # the last, as it was
    if not out.size:
        return replace(fixes, table=pd.DataFrame(columns, copy=False))
    times = np.datetime_as_string(taken["time"].to_numpy(dtype="M8[ms]")).tolist()
    said = contents(times, taken["x"].tolist(), taken["y"].tolist())
    rejects = pd.DataFrame({"source": taken["source"].astype(object), "row": taken["row"].astype("Int64")}).assign(
        reason=_REASONS[reasons[out]], content=said
    )
    both = pd.concat([fixes.rejects, rejects], ignore_index=True) if len(fixes.rejects) else rejects
    kept = reasons == 0
    # column by column: a choice of rows of a whole table is copied more than once
    table = pd.DataFrame({name: columns.pop(name)[kept] for name in list(columns)}, copy=False)
    return replace(fixes, table=table, rejects=both.reset_index(drop=True))
