"""When each hotspot is to be patrolled: the treated place-periods of a schedule within a package's validity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Progress
from .place import Place, Task, clean, local, utc

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
COLUMNS = {"hotspot_id": "TEXT", "period": "TEXT", "starts": "DATETIME", "ends": "DATETIME"}


@dataclass(frozen=True)
class Window:
    """A hotspot is to be patrolled from `starts` until just before `ends` (aware times); `period` is None without one.

    Nothing in it says that there are other arms, or which periods a hotspot rests in before and after the validity.
    """

    hotspot_id: str
    period: str | None
    starts: datetime
    ends: datetime

    def row(self) -> dict[str, str | None]:
        """Return what files hold."""
        return {
            "hotspot_id": self.hotspot_id,
            "period": self.period,
            "starts": utc(self.starts),
            "ends": utc(self.ends),
        }


def throughout(places: Sequence[Place], task: Task) -> list[Window]:
    """Return one window a hotspot for the whole validity, where there is no schedule."""
    return [Window(place.hotspot_id, None, task.valid_from, task.valid_until) for place in places]


def treated(
    schedule: pd.DataFrame, arm: str, task: Task, ids: Sequence[str], layer: str, progress: Progress = SILENT
) -> list[Window]:
    """Return the windows of a schedule's treated place-periods within the validity, cut to it, by hotspot and start.

    Args:
        schedule: `hotspot_id`, `period`, `arm` (text), `starts` and `ends` (datetime64, UTC).
        arm: the arm that is patrolled.
        task: gives the validity.
        ids: the hotspots of the layer; rows for others are left out, and that is said.
        layer: the schedule's name, for messages.
        progress: is told about rows without a partner.

    Raises:
        HotspotError: no row is of that arm, or none within the validity; a row lacks something, ends before it starts,
            or overlaps another of its hotspot.
    """
    keys = [clean(value) if not pd.isna(value) else "" for value in schedule["hotspot_id"]]
    arms = np.array(["" if pd.isna(value) else str(value).strip() for value in schedule["arm"]], dtype=object)
    starts, ends = (schedule[name].to_numpy(dtype="M8[ms]") for name in ("starts", "ends"))
    _check(keys, schedule["period"], starts, ends, layer)
    if not (arms == arm).any():
        have = ", ".join(sorted({text for text in arms if text})) or "none"
        raise HotspotError(f"No row of {layer} is in the arm “{arm}”; its arms are: {have}.")
    first, last = (
        np.datetime64(when.astimezone(UTC).replace(tzinfo=None), "ms") for when in (task.valid_from, task.valid_until)
    )
    within = np.flatnonzero((arms == arm) & (starts < last) & (ends > first))
    if not within.size:
        span = f"{_text(starts.min())} to {_text(ends.max())}"
        raise HotspotError(
            f"{layer} treats no hotspot from {local(task.valid_from)} until {local(task.valid_until)} (it covers "
            f"{span} UTC): correct the validity, or take the schedule that belongs to it."
        )
    known = set(ids)
    strange = sorted({keys[i] for i in within} - known)
    if strange:
        progress.warn(
            f"{len(strange)} hotspots that {layer} treats are not in the hotspot layer (such as {strange[0]}), so they "
            "cannot travel."
        )
    found = [
        Window(keys[i], clean(schedule["period"].iloc[i]), _aware(max(starts[i], first)), _aware(min(ends[i], last)))
        for i in within.tolist()
        if keys[i] in known
    ]
    if not found:
        raise HotspotError(f"None of the hotspots that {layer} treats is in the hotspot layer: check that they match.")
    found.sort(key=lambda window: (window.hotspot_id, window.starts))
    for one, next_one in pairwise(found):
        if one.hotspot_id == next_one.hotspot_id and next_one.starts < one.ends:
            raise HotspotError(
                f"The periods {one.period} and {next_one.period} of hotspot {one.hotspot_id} overlap in {layer}: give "
                "each hotspot one row for each time."
            )
    return found


def _check(
    keys: list[str], periods: pd.Series[str], starts: NDArray[np.datetime64], ends: NDArray[np.datetime64], layer: str
) -> None:
    lacking = np.isnat(starts) | np.isnat(ends) | periods.isna().to_numpy() | (np.array(keys, dtype=object) == "")
    if lacking.any():
        row = int(np.flatnonzero(lacking)[0]) + 1
        raise HotspotError(f"Row {row} of {layer} lacks its hotspot, period, start or end: every row needs all four.")
    if (ends <= starts).any():
        row = int(np.flatnonzero(ends <= starts)[0]) + 1
        raise HotspotError(f"Row {row} of {layer} ends when or before it starts: correct it.")


def _aware(when: np.datetime64) -> datetime:
    return _EPOCH + timedelta(milliseconds=int(when.astype("M8[ms]").astype(np.int64)))


def _text(when: np.datetime64) -> str:
    return str(when.astype("M8[m]")).replace("T", " ")
