"""Small counts hidden, so that nobody can find a person behind a number, not by subtraction either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .place import Evidence, Place

REST = "Other types"


def suppressed(places: Sequence[Place], below: int) -> list[Place]:
    """Return places without counts from 1 to `below` − 1.

    A total that small goes, with rate, share, types and months. Types that small are added up as “other types”, with
    the smallest of the shown ones if they are still too few. Of months, never one alone is hidden: its count would
    follow from the total.

    Args:
        places: hotspots with figures, or without.
        below: the least count that may be shown; 0 or 1 for all.
    """
    return [_one(place, below) if below > 1 else place for place in places]


def _one(place: Place, below: int) -> Place:
    counted = place.evidence
    if place.crimes is not None and 0 < place.crimes < below:
        bare = None if counted is None else Evidence(counted.crimes, street=counted.street)
        hidden = {"crimes": None, "crimes_per_day": None, "crime_share": None, "peak_days": None, "peak_hours": None}
        return replace(place, **hidden, evidence=bare, fewer_than=below)  # type: ignore[arg-type]
    if counted is None:
        return place
    return replace(
        place, evidence=replace(counted, mix=_mix(counted.mix, below), months=_months(counted.months, below))
    )


def _mix(mix: tuple[tuple[str, int], ...], below: int) -> tuple[tuple[str, int], ...]:
    shown = [line for line in mix if line[1] >= below]
    rest = sum(count for _, count in mix if count < below)
    while shown and 0 < rest < below:
        rest += shown.pop()[1]
    return (*shown, (REST, rest)) if rest else tuple(shown)


def _months(months: tuple[tuple[str, int | None], ...], below: int) -> tuple[tuple[str, int | None], ...]:
    hidden = {i for i, (_, count) in enumerate(months) if count is not None and 0 < count < below}
    if len(hidden) == 1:
        others = [i for i, (_, count) in enumerate(months) if i not in hidden and count]
        if others:
            hidden.add(min(others, key=lambda i: (months[i][1] or 0, i)))
    return tuple((label, None if i in hidden else count) for i, (label, count) in enumerate(months))
