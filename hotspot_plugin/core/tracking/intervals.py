"""Arithmetic of time intervals in whole milliseconds, many groups at once and no loop over them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


def union(group: Integers, start: Integers, end: Integers) -> tuple[Integers, Integers, Integers]:
    """Return the union of the intervals of each group as intervals that neither overlap nor touch.

    Args:
        group: (n,) whole numbers from 0.
        start, end: (n,) milliseconds, start ≤ end.

    Returns:
        group, start and end of the union, shape (m,), m ≤ n, by group and start.
    """
    if not group.size:
        return group, start, end
    order = np.lexsort((start, group))
    group, start, end = group[order], start[order], end[order]
    # the latest end so far within the group; groups are set so far apart in time that none reaches into the next
    apart = int(end.max() - start.min()) + 1
    lift = group * apart
    reach = np.maximum.accumulate(end + lift)
    new = np.concatenate(([True], (group[1:] != group[:-1]) | (start[1:] + lift[1:] > reach[:-1])))
    begins = np.flatnonzero(new)
    ends = np.concatenate((begins[1:] - 1, [len(group) - 1]))
    return group[begins], start[begins], reach[ends] - lift[begins]


def overlaps(
    group: Integers,
    start: Integers,
    end: Integers,
    window_group: Integers,
    window_start: Integers,
    window_end: Integers,
) -> tuple[Integers, Integers, Integers, Integers]:
    """Cut intervals by the windows of their group.

    Args:
        group, start, end: (n,) the intervals.
        window_group, window_start, window_end: (w,) the windows, by group and start; those of a group do not overlap.

    Returns:
        The pieces, shape (p,): which interval, which window, start, end; none is empty.
    """
    if not group.size or not window_group.size:
        none = np.empty(0, dtype=np.int64)
        return none, none, none, none
    base = min(int(start.min()), int(window_start.min()))
    apart = max(int(end.max()), int(window_end.max())) - base + 1
    lift, window_lift = group * apart - base, window_group * apart - base
    first = np.searchsorted(window_end + window_lift, start + lift, side="right")
    past = np.searchsorted(window_start + window_lift, end + lift, side="left")
    many = np.maximum(past - first, 0)
    which = np.repeat(np.arange(len(group)), many)
    window = np.arange(len(which)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(first, many)
    return which, window, np.maximum(start[which], window_start[window]), np.minimum(end[which], window_end[window])


def window_of(
    group: Integers, moment: Integers, window_group: Integers, window_start: Integers, window_end: Integers
) -> Integers:
    """Return which window of its group each moment is in (start ≤ moment < end), −1 where in none; see `overlaps`."""
    found = np.full(len(group), -1, dtype=np.int64)
    which, window, _, _ = overlaps(group, moment, moment + 1, window_group, window_start, window_end)
    found[which] = window
    return found


def longest_gap(window: Integers, start: Integers, end: Integers, span_start: Integers, span_end: Integers) -> Integers:
    """Return the longest stretch of each window that no interval covers.

    Args:
        window, start, end: (n,) intervals as `union` gives them, within their window's span.
        span_start, span_end: (w,) the windows' spans.

    Returns:
        Milliseconds, shape (w,); the whole span where there is no interval.
    """
    longest = span_end - span_start
    if not window.size:
        return longest
    opens = np.concatenate(([True], window[1:] != window[:-1]))
    closes = np.concatenate((opens[1:], [True]))
    before = start - np.where(opens, span_start[window], np.concatenate(([0], end[:-1])))
    begins = np.flatnonzero(opens)
    after = span_end[window[closes]] - end[closes]
    longest[window[begins]] = np.maximum(np.maximum.reduceat(before, begins), after)
    return longest
