"""What a page of the booklet shows, as the fields that a print layout reads."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import Any

from . import briefing
from .evidence import Period
from .outline import centre
from .place import Place, Task, local

MOST_NAME = 84  # characters; two lines of the heading


def fields(task: Task, places: Sequence[Place], period: Period | None, attribution: str) -> list[dict[str, Any]]:
    """Return one row a place: texts, numbers and None.

    Args:
        task: title, validity, limit, dose, cautions.
        places: in the order of their rank, with small counts already hidden.
        period: the crimes' period.
        attribution: of the map's data.
    """
    return [_row(task, place, len(places), period, attribution) for place in places]


def _row(task: Task, place: Place, total: int, period: Period | None, attribution: str) -> dict[str, Any]:
    longitude, latitude = centre(place.shape)
    counted = place.evidence
    return {
        "hotspot_id": place.hotspot_id,
        "rank": place.rank,
        "total": total,
        "title": task.title,
        "name": shorten(place.label, MOST_NAME, placeholder=" …"),
        "shift": place.shift,
        "from": local(task.valid_from),
        "until": local(task.valid_until),
        "zone": task.zone,
        "why": briefing.why(place, period),
        "trend": briefing.trend(place),
        "notes": place.notes or None,
        "cautions": " ".join(task.cautions),
        "dose_min": task.dose_min,
        "limit_per_day": task.limit,
        "area_ha": place.area_ha,
        "middle": f"{latitude:.5f}, {longitude:.5f}",
        "when": briefing.when(place, period),
        "mix": "\n".join(
            f"{line['label']}: {line['count']} ({line['share']})"
            for line in briefing.bars(briefing.short(counted.mix) if counted else ())
        ),
        "months": " · ".join(
            f"{line['label']} {line['count']}"
            for line in briefing.bars(counted.months if counted else (), False, task.suppress_below)
        ),
        "attribution": attribution,
    }
