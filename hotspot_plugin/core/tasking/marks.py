"""What is to be said of a patrol that came back: its package, its task, the limit, its clock."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from datetime import UTC, datetime, timedelta, tzinfo

import numpy as np

from .. import clock
from .fieldrows import Patrol
from .issued import Issued, Slot

MARKS = ("package_mark", "task_mark", "limit_mark", "clock_mark", "position_mark")
_MINUTE = 60_000
_SLACK = 5 * _MINUTE  # by which clocks of computers differ without a fault
_APART = 10 * _MINUTE  # by which positions may lie outside of what the officer says
_LONGEST = 12 * 60 * _MINUTE
_DAY = 25 * 60 * _MINUTE  # the longest day of a year
_GPS_BEGAN = 315_964_800_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def when_of(patrol: Patrol) -> int:
    """Return when a patrol was, as far as it says."""
    return patrol.started if patrol.started is not None else patrol.ended or 0


def text_of(ms: int | None) -> str:
    """Return a time for people and messages."""
    if ms is None:
        return ""
    return str(np.datetime64(ms, "ms").astype("M8[m]")).replace("T", " ")


def general(text: str) -> str:
    """Return what a mark says without what belongs to one visit, for counting."""
    return text.partition(":")[0]


def clock_mark(
    patrol: Patrol, package: Issued | None, now: int, jump: int, first: int | None, last: int | None
) -> list[str]:
    """Say what is wrong with a patrol's times.

    Args:
        patrol: the patrol.
        package: that tasked it, None if it is not known.
        now: the time of the import (ms).
        jump: the most that the clock of its positions went back (ms).
        first, last: of its positions (ms), None if it has none.
    """
    start, end = patrol.started, patrol.ended
    times = [time for time in (start, end) if time is not None]
    said = []
    if start is None:
        said.append("no time of arrival")
    if end is None:
        said.append("no time of leaving")
    if start is not None and end is not None and end < start:
        said.append("left before it arrived")
    if start is not None and end is not None and end - start > _LONGEST:
        said.append("longer than 12 hours")
    if max(times) > now + _SLACK:
        said.append("in the future")
    if min(times) < _GPS_BEGAN:
        said.append("before GPS existed")
    elif package is not None and start is not None and start < package.valid_from:
        said.append(f"before its package was valid: from {text_of(package.valid_from)} UTC")
    if jump:
        said.append(f"the clock of its positions went back: by {jump / 1000:,.0f} s")
    early = first is not None and start is not None and first < start - _APART
    late = last is not None and end is not None and last > end + _APART
    if early or late:
        said.append(f"positions from outside its time: {text_of(first)} to {text_of(last)} UTC")
    return said


class Tasks:
    """What was asked for: places, times and limits of the issued packages."""

    def __init__(self, issued: dict[str, Issued]) -> None:
        self._issued = issued
        self._slots: dict[str, dict[str, list[Slot]]] = {}
        self._points: dict[str, dict[str, tuple[float | None, float | None]]] = {}
        self._zones: dict[str, tzinfo] = {}
        self._seen: defaultdict[tuple[str, str], int] = defaultdict(int)
        for identity, package in issued.items():
            by_place: defaultdict[str, list[Slot]] = defaultdict(list)
            for slot in sorted(package.slots, key=lambda s: s.starts):
                by_place[slot.hotspot_id].append(slot)
            self._slots[identity] = dict(by_place)
            self._points[identity] = {name: (x, y) for name, x, y in package.places}
            self._zones[identity] = clock.zone(package.zone)

    def point(self, patrol: Patrol) -> tuple[float, float] | None:
        """Return the point of a patrol's place."""
        x, y = self._points.get(patrol.bundle_id or "", {}).get(patrol.hotspot_id or "", (None, None))
        return None if x is None or y is None else (x, y)

    def slot(self, patrol: Patrol, package: Issued | None) -> Slot | None:
        """Return the slot that a patrol began in."""
        if package is None or patrol.started is None:
            return None
        slots = self._slots[package.bundle_id].get(patrol.hotspot_id or "", [])
        i = bisect_right(slots, patrol.started, key=lambda slot: slot.starts) - 1
        return slots[i] if i >= 0 and patrol.started < slots[i].ends else None

    def package_mark(self, patrol: Patrol, package: Issued | None) -> list[str]:
        """Say what is wrong with the package that a patrol names."""
        if not self._issued:
            return []
        if patrol.bundle_id is None:
            return ["names no package"]
        if package is None:
            return ["unknown package"]
        when, said = when_of(patrol), []
        if when > package.valid_until:
            said.append(f"expired package: was valid until {text_of(package.valid_until)} UTC")
        newer = [
            other.sequence
            for other in self._issued.values()
            if package.sequence is not None
            and other.sequence is not None
            and (other.issuer, other.title) == (package.issuer, package.title)
            and other.sequence > package.sequence
            and other.valid_from <= when
        ]
        if newer:
            said.append(f"superseded package: {package.sequence}, when {max(newer)} was out")
        return said

    def task_mark(self, patrol: Patrol, package: Issued | None) -> list[str]:
        """Say whether a patrol was asked for."""
        if patrol.hotspot_id is None:
            return ["names no hotspot"]
        if package is None or patrol.started is None:
            return []
        if patrol.hotspot_id not in self._points[package.bundle_id]:
            return ["not a hotspot of its package"]
        within = package.valid_from <= patrol.started <= package.valid_until
        if package.slots and within and self.slot(patrol, package) is None:
            return ["hotspot not to be patrolled then"]
        return []

    def limit_mark(self, patrol: Patrol, package: Issued | None) -> list[str]:
        """Say whether a patrol was too many; must be asked once for each patrol, in the order of their starts."""
        if package is None or patrol.hotspot_id is None or patrol.started is None:
            return []
        slot = self.slot(patrol, package)
        if slot and slot.period is not None and slot.ends - slot.starts <= _DAY:
            when = slot.period
        else:
            try:
                day = (_EPOCH + timedelta(milliseconds=patrol.started)).astimezone(self._zones[package.bundle_id])
            except OverflowError:
                return []
            when = f"{day:%Y-%m-%d}"
        self._seen[patrol.hotspot_id, when] += 1
        count = self._seen[patrol.hotspot_id, when]
        if package.limit is None or count <= package.limit:
            return []
        return [f"over the limit: patrol {count} of at most {package.limit} in {when}"]
