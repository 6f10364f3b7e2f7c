"""From hotspots to a package: `places` makes of a table what may travel, `build` makes of that the files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from . import (
    briefing,
    geojson,
    geopackage,
    manifest,
    personal,
    project,
    readme,
    records_schema,
    roads,
    sentences,
    sheet,
)
from .evidence import Crimes, Period, evidence
from .language import ENGLISH, Language
from .names import file_names
from .notes import written
from .outline import centre, metres_per_degree
from .place import MOST_TEXT, TRAVELS, Evidence, Place, Task, clean, utc
from .pmtiles import pmtiles
from .suppress import suppressed
from .tiles import Tiles, mbtiles
from .windows import COLUMNS as WINDOW_COLUMNS
from .windows import Window, throughout

COLUMNS = {
    "hotspot_id": "TEXT",
    "name": "TEXT",
    "rank": "INTEGER",
    "shift": "TEXT",
    "method": "TEXT",
    "area_ha": "REAL",
    "crimes": "INTEGER",
    "crimes_per_day": "REAL",
    "crime_share": "REAL",
    "peak_days": "TEXT",
    "peak_hours": "TEXT",
    "limit_per_day": "INTEGER",
    "why": "TEXT",
    "notes": "TEXT",
    "briefing": "TEXT",
    "valid_from": "DATETIME",
    "valid_until": "DATETIME",
}
MOST_PLACES = 10_000


@dataclass(frozen=True)
class Resources:
    """What the plugin brings: the folders of templates and of schemas, its own version."""

    templates: Path
    schemas: Path
    version: str


@dataclass(frozen=True)
class Extras:
    """What may travel besides.

    Args:
        booklet: a PDF.
        tiles: the base map, None for none.
        web: whether it travels as PMTiles too.
        roads: streets in degrees, from `roads.in_order`.
    """

    booklet: bytes = b""
    tiles: Tiles | None = None
    web: bool = False
    roads: Sequence[Any] = ()

    @property
    def attribution(self) -> str:
        """Whom the map must name."""
        return self.tiles.attribution if self.tiles else ""

    @property
    def layers(self) -> list[str]:
        """The layers that the project gets for them."""
        return [name for name, there in (("roads", self.roads), ("basemap", self.tiles)) if there]


@dataclass(frozen=True)
class Package:
    """A package's files by path, its manifest among them."""

    files: dict[str, bytes]

    @property
    def manifest(self) -> bytes:
        """The bytes of manifest.json, whose SHA-256 stands for the whole."""
        return self.files[manifest.PATH]

    @property
    def bundle_id(self) -> str:
        """The id that the package's content gives it."""
        return str(json.loads(self.manifest)["bundle_id"])


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


def build(
    task: Task,
    ordered: list[Place],
    period: Period | None,
    resources: Resources,
    progress: Progress = SILENT,
    windows: Sequence[Window] | None = None,
    extras: Extras | None = None,
) -> Package:
    """Return the files of a package; the same input gives the same bytes.

    Args:
        task: title, validity, limit, cautions.
        ordered: the hotspots, from `places`.
        period: the crimes' period, from `places`.
        resources: templates, schemas and version.
        progress: is told how far it is.
        windows: when each is to be patrolled, from `windows.treated`; None for the whole validity.
        extras: what else travels.

    Raises:
        HotspotError: a text looks like personal data, and the task holds no reason why it may travel.
    """
    extras = extras or Extras()
    ordered = ready(task, ordered)
    when = list(throughout(ordered, task) if windows is None else windows)
    rows = [_row(task, place, period) for place in ordered]
    shapes = [place.shape for place in ordered]
    files: dict[str, tuple[str, bytes]] = {}
    for path, page in briefing.pages(
        task, ordered, period, resources.templates, extras.roads, Part(progress, 0.0, 0.9)
    ):
        files[path] = ("index" if path.endswith("/index.html") else "briefing", page)
    progress.at(0.9)
    files["data/hotspots.geojson"] = ("hotspots", geojson.feature_collection(rows, shapes))
    files[sheet.PATH] = ("tasking", sheet.sheet(task, ordered, when))
    files["hotspots.gpkg"] = ("hotspots", _outlines(task, rows, shapes, when, extras.roads))
    if extras.roads:
        latitude = centre(ordered[0].shape)[1]
        files[roads.PATH] = ("roads", roads.graph(extras.roads, metres_per_degree(latitude)))
    if extras.booklet:
        files["booklet.pdf"] = ("booklet", extras.booklet)
    if extras.tiles:
        files["basemap.mbtiles"] = ("basemap", mbtiles(extras.tiles))
        if extras.web:
            files["data/basemap.pmtiles"] = ("basemap", pmtiles(extras.tiles))
    files[records_schema.FILE] = (manifest.RECORDS, _records(task))
    for schema in ("manifest.schema.json", "records.schema.json", "tasking.schema.json"):
        files[f"schema/{schema}"] = ("schema", _lines(resources.schemas / schema))
    files["FORMAT.md"] = ("specification", _lines(resources.schemas / "FORMAT.md"))
    files["README.txt"] = ("readme", readme.readme(task, len(ordered)))
    identity = json.loads(manifest.make(task, ordered, files, resources.version))["bundle_id"]
    files[project.PATH] = (
        manifest.PROJECT,
        project.project(task, ordered, list(COLUMNS), identity, resources.templates, extras.layers, extras.attribution),
    )
    listed = manifest.make(task, ordered, files, resources.version)
    progress.at(1.0)
    return Package({**{path: content for path, (_, content) in files.items()}, manifest.PATH: listed})


def ready(task: Task, ordered: Sequence[Place]) -> list[Place]:
    """Return the places with small counts hidden, having made sure that no text is personal data (see `build`)."""
    shown = suppressed(ordered, task.suppress_below)
    personal.check(written(task, shown), task.override)
    return shown


def _outlines(
    task: Task,
    rows: Sequence[Mapping[str, Any]],
    shapes: Sequence[Any],
    when: Sequence[Window],
    streets: Sequence[Any],
) -> bytes:
    hotspots = geopackage.Table("hotspots", task.title, COLUMNS, rows, "MULTIPOLYGON", shapes, ("hotspot_id",))
    times = [window.row() for window in when]
    schedule = geopackage.Table("schedule", "When each hotspot is to be patrolled", WINDOW_COLUMNS, times)
    tables = [hotspots, schedule]
    if streets:
        tables.append(geopackage.Table("roads", "Streets", {}, [{} for _ in streets], "LINESTRING", streets))
    return geopackage.write(tables, utc(task.valid_from))


def _records(task: Task) -> bytes:
    tables = [
        geopackage.Table(table.name, table.meaning, table.columns, (), table.geometry, (), table.unique)
        for table in records_schema.TABLES
    ]
    return geopackage.write(tables, utc(task.valid_from))


def _row(task: Task, place: Place, period: Period | None) -> dict[str, Any]:
    own: dict[str, Any] = {name: getattr(place, name) for name in TRAVELS}
    return {
        **own,
        "name": place.label,
        "area_ha": place.area_ha,
        "limit_per_day": task.limit,
        "why": sentences.why(place, period, language=task.language),
        "notes": place.notes or None,
        "briefing": f"briefings/{place.file}.html",
        "valid_from": utc(task.valid_from),
        "valid_until": utc(task.valid_until),
    }


def _called(identity: str, counted: Evidence | None, language: Language) -> str:
    """Return what people see of a place without a name."""
    if counted is not None and counted.street:
        return language.translate("Briefing", "Near {street}").format(street=counted.street)
    return language.translate("Briefing", "Hotspot {id}").format(id=identity)


def _lines(path: Path) -> bytes:
    """Return a text file's bytes with LF, as git may have checked it out with CRLF."""
    return path.read_bytes().replace(b"\r\n", b"\n")


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
