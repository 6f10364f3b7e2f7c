"""`data/tasking.json`: who is to patrol what and when, for programs that read a package.

Canonical as the manifest, but one place and one window a line, and with coordinates as decimal numbers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from .manifest import FORMAT, VERSION
from .outline import centre
from .place import Place, Task, utc
from .windows import Window

PATH = "data/tasking.json"


def sheet(task: Task, places: Sequence[Place], windows: Sequence[Window]) -> bytes:
    """Return the tasks of a package.

    Args:
        task: title, validity, limit, dose.
        places: in the order of their rank.
        windows: when each is to be patrolled, by hotspot and start.
    """
    head: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "title": task.title,
        "issuer": task.issuer,
        "valid_from": utc(task.valid_from),
        "valid_until": utc(task.valid_until),
        "time_zone": task.zone,
        "limit_per_day": task.limit,
        "dose_min": task.dose_min,
        "cautions": list(task.cautions),
    }
    lists = {"places": [_place(place) for place in places], "windows": [window.row() for window in windows]}
    members = {**{name: _line(value) for name, value in head.items()}, **{k: _lines(v) for k, v in lists.items()}}
    text = ",\n".join(f"{json.dumps(name)}: {members[name]}" for name in sorted(members))
    return f"{{\n{text}\n}}\n".encode()


def _place(place: Place) -> dict[str, Any]:
    longitude, latitude = centre(place.shape)
    return {
        "hotspot_id": place.hotspot_id,
        "name": place.label,
        "rank": place.rank,
        "shift": place.shift,
        "longitude": longitude,
        "latitude": latitude,
        "briefing": f"briefings/{place.file}.html",
    }


def _lines(rows: Sequence[Any]) -> str:
    return "[\n" + ",\n".join(_line(row) for row in rows) + "\n]"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False)
