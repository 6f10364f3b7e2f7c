"""What a page of the booklet shows, as the fields that a print layout reads."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from textwrap import shorten
from typing import Any

from . import briefing, sentences, wording
from .evidence import Period
from .outline import centre
from .place import Place, Task

MOST_NAME = 84  # characters; two lines of the heading
MOST_TYPE = 32  # characters; one line beside its number


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
    counted, language, fixed = place.evidence, task.language, wording.wording(task)
    months = briefing.bars(counted.months if counted else (), language, False, task.suppress_below)
    mix = briefing.bars(briefing.short(counted.mix, language) if counted else (), language)
    shift = sentences.shift(place.shift, language)
    notes = f"{fixed['from_analyst']} {place.notes}" if place.notes else ""
    why = [f"{sentences.why(place, period, language=language)} {sentences.trend(place, language)}".strip()]
    name = shorten(place.label, MOST_NAME, placeholder=" …")
    texts = {
        "why": "\n".join(text for text in (*why, notes, *task.cautions) if text),
        "do": "\n".join((fixed["intention"], fixed["patrol"], fixed["move_on"])),
        "when": sentences.when(place, period, language),
        "mix": "\n".join(shorten(line["label"], MOST_TYPE, placeholder="…") for line in mix),
        "months": " · ".join(f"{line['label']} {line['count']}" for line in months),
    }
    return {
        **fixed,
        "hotspot_id": place.hotspot_id,
        "rank": place.rank,
        "total": total,
        "ranked": wording.ranked(task, place.rank, total),
        "title": task.title,
        "name": name,
        "shift": shift,
        "until": " · ".join(text for text in (shift, fixed["valid_until"]) if text),
        **texts,
        "mix_n": "\n".join(f"{line['count']} ({line['share']})" for line in mix),
        "rules": "\n".join(fixed[name] for name in ("monitored", "risk", "reports", "rights")),
        "dose_min": task.dose_min,
        "limit_per_day": task.limit,
        "area_ha": place.area_ha,
        "where": f"{sentences.area(place.area_ha, language)}. {fixed['middle']} {latitude:.5f}, {longitude:.5f}",
        "h_mix": fixed["h_mix"] if mix else "",
        "h_months": fixed["h_months"] if months else "",
        "foot": f"{fixed['valid']} {wording.identified(task, place.hotspot_id)}",
        "attribution": attribution,
        **_heights(name, texts, task.limit is not None),
    }


def _heights(name: str, texts: Mapping[str, str], limited: bool) -> dict[str, float]:
    """Return where on the page things begin, in millimetres from its top, by how many lines the texts above take.

    A print layout cannot flow; its items take these as data-defined positions. Lines are counted with a broad font, so
    a narrow one leaves a little more room.
    """
    until = 25.5 + 7.5 * (_lines(name, 44) - 1)
    do = until + 13 + 4.6 * _lines(texts["why"], 100) + 3
    map_ = do + 5.5 + 4.6 * _lines(texts["do"], 100) + (5.5 if limited else 0) + 2
    mix = map_ + 5.5 + 4.4 * _lines(texts["when"], 37) + 3
    months = mix + (5.5 + 4.1 * _lines(texts["mix"], 99) + 3 if texts["mix"] else 0)
    return {"until_y": until, "do_y": do, "map_y": map_, "mix_y": mix, "months_y": months}


def _lines(text: str, characters: int) -> int:
    return sum(max(1, math.ceil(len(line) / characters)) for line in text.split("\n"))
