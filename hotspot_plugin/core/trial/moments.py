"""Dates that people type for the beginning and end of a trial."""

from __future__ import annotations

from datetime import date, time

import numpy as np

from .. import clock
from ..errors import HotspotError


def moment(text: str, name: str, time_zone: str) -> int:
    """Return milliseconds since 1970 (UTC) of a date, which is its midnight, or of a date with a time, in a zone.

    Args:
        text: such as 2024-03-01 or 2024-03-01T06:00.
        name: of the parameter, for the message.
        time_zone: such as Europe/London.

    Raises:
        HotspotError: the text is no date, or the zone is none.
    """
    where = clock.zone(time_zone)
    try:
        return int(clock.at(date.fromisoformat(text), time(0), where).astype(np.int64))
    except ValueError:
        found, _ = clock.parse([text], where)
    if np.isnat(found[0]):
        raise HotspotError(f"{name} is “{text}”, which is no date: write it as 2024-03-01 or 2024-03-01T06:00.")
    return int(found[0].astype(np.int64))
