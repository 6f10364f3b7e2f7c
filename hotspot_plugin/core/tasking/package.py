"""From the places that travel (places.py) to the files of a package."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
from .evidence import Period
from .notes import written
from .outline import centre, metres_per_degree
from .place import TRAVELS, Place, Task, utc
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
        ordered: the hotspots, from `places.places`.
        period: the crimes' period, from `places.places`.
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


def _lines(path: Path) -> bytes:
    """Return a text file's bytes with LF, as git may have checked it out with CRLF."""
    return path.read_bytes().replace(b"\r\n", b"\n")
