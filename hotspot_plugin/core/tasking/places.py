"""From a table of hotspots to the places that travel: what of each row a package may hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, tzinfo
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Progress
from . import geojson
from .evidence import Crimes, Period, evidence
from .language import ENGLISH, Language
from .names import file_names
from .place import MOST_TEXT, TRAVELS, Evidence, Place, clean

MOST_PLACES = 10_000


def places(
    table: pd.DataFrame,
    metres: NDArray[np.object_],
    degrees: NDArray[np.object_],
    crimes: Crimes | None = None,
    progress: Progress = SILENT,
    where: tzinfo = UTC,
    language: Language = ENGLISH,
) -> tuple[list[Place], Period | None]:
    """Return the hotspots that travel, hottest first, and the period of the crimes.

    Only the columns of `place.TRAVELS` are looked at. Where `crimes` are given, count, rate and share come from them,
    so that a page's numbers belong together; otherwise from the table, if it has them.

    Args:
        table: (n) rows with `hotspot_id` (text, unique) and any of the other columns.
        metres: (n,) polygons in metres, for areas and for counting.
        degrees: (n,) the same in WGS 84.
        crimes: all the crimes, inside hotspots or not; a share is one of all of them.
        progress: is told how far it is, and what could not be used.
        where: the time zone whose hours count.
        language: of the sentences, the months and the names of places that have none.
    """
    if len(table) > MOST_PLACES:
        raise HotspotError(
            f"{len(table):,} hotspots would travel, and a phone holds {MOST_PLACES:,} at most: take fewer."
        )
    ids = [str(value) for value in table["hotspot_id"]]
    period = crimes.period() if crimes is not None else None
    found = evidence(metres, crimes, period, progress, where, language) if crimes is not None else [None] * len(ids)
    columns = {name: _column(table, name, progress) for name in TRAVELS if name != "hotspot_id"}
    columns["name"] = _names(columns["name"], columns["rank"], progress)
    if crimes is not None:
        _say_differences(columns["crimes"], found, progress)
    areas = shapely.area(metres) / 10_000
    shapes, names = geojson.rounded(degrees), file_names(ids)
    drafts = []
    for i, identity in enumerate(ids):
        row = {name: values[i] for name, values in columns.items()}
        counted = found[i]
        if counted is not None and crimes is not None:
            row["crimes"] = counted.crimes
            row["crimes_per_day"] = counted.crimes / period.days if period else None
            row["crime_share"] = counted.crimes / max(len(crimes.x), 1)
        drafts.append((identity, names[i], shapes[i], float(areas[i]), row, counted))

    def heat(draft: tuple[Any, ...]) -> tuple[float, int, str]:
        row = draft[4]
        return (row["rank"] if row["rank"] is not None else np.inf, -(row["crimes"] or 0), draft[0])

    ordered = []
    for rank, (identity, file, shape, area, row, counted) in enumerate(sorted(drafts, key=heat), 1):
        called = _called(identity, counted, language)
        kept = {**row, "rank": rank, "name": row["name"] or "", "called": called, "evidence": counted}
        for name, digits in (("crimes_per_day", 4), ("crime_share", 6)):
            kept[name] = None if kept[name] is None else round(float(kept[name]), digits)
        kept["crimes"] = None if kept["crimes"] is None else round(kept["crimes"])
        ordered.append(Place(hotspot_id=identity, file=file, shape=shape, area_ha=round(area, 4), **kept))
    return ordered, period


def _called(identity: str, counted: Evidence | None, language: Language) -> str:
    """Return what people see of a place without a name."""
    if counted is not None and counted.street:
        return language.translate("Briefing", "Near {street}").format(street=counted.street)
    return language.translate("Briefing", "Hotspot {id}").format(id=identity)


def _column(table: pd.DataFrame, name: str, progress: Progress) -> list[Any]:
    """Return a column's values, None where missing; a column of the wrong kind is left out and that is said."""
    if name not in table:
        return [None] * len(table)
    values = [None if pd.isna(value) else value for value in table[name].tolist()]
    if name in ("name", "shift", "method", "peak_days", "peak_hours"):
        return [None if value is None else clean(value)[:MOST_TEXT] or None for value in values]
    wrong = [value for value in values if value is not None and not _number(value)]
    if wrong:
        progress.warn(f"The column {name} holds {wrong[0]!r}, which is no number from 0 up, so the column is left out.")
        return [None] * len(table)
    return values


def _names(names: list[Any], ranks: list[Any], progress: Progress) -> list[Any]:
    """Return the names, none of them if they count through the analyst's ranks: their gaps would tell what stays."""
    told = sum(
        name is not None and rank is not None and re.search(rf"(?<!\d){rank:.0f}(?!\d)", name) is not None
        for name, rank in zip(names, ranks, strict=True)
    )
    if told <= len(names) / 2:
        return names
    progress.say(
        f"{told} names hold the rank over all hotspots, which would show gaps, so no name of the layer travels."
    )
    return [None] * len(names)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e15


def _say_differences(column: list[Any], found: Sequence[Evidence | None], progress: Progress) -> None:
    different = sum(
        value is not None and counted is not None and round(value) != counted.crimes
        for value, counted in zip(column, found, strict=True)
    )
    if different:
        progress.warn(
            f"{different} of {len(column)} hotspots have another number in their crimes column than crimes inside "
            "them: "
            "the package gives the number inside, to which mix and months belong."
        )
