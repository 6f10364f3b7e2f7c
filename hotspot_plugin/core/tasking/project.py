"""`tasking.qgz`: the project that QField, Mergin Maps and QGIS open, written without QGIS.

QGIS would write the user's name, the time, random ids and its own version's habits into it; and a project belongs to
the main thread. Here a template is filled in, so that the same package has the same project everywhere. Which settings
the apps read is from their sources (QField 4.2, libqfieldsync, Mergin Maps 2026.3).

What is to be patrolled now is decided by a filter of the layer itself, not by a style, so that it holds for the map,
the lists, the geofence and the nearest places alike.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import filling
from . import container, records_schema
from .extent import extent, utm_zone
from .formtexts import form_texts
from .place import Place, Task
from .wording import wording

PATH = "tasking.qgz"
_INSIDE = "tasking.qgs"  # the file in the .qgz
INTERVAL_S = 5  # by time, not by distance, which would delete the evidence of standing still
_NOW = "strftime('%Y-%m-%dT%H:%M:%fZ','now')"
# times of a GeoPackage are texts of one length, so they compare as texts
NOW_TO_PATROL = f'"hotspot_id" IN (SELECT "hotspot_id" FROM "schedule" WHERE "starts" <= {_NOW} AND "ends" > {_NOW})'  # noqa: S608 # nosec B608 - no input
# Mergin Maps knows @position_… alone; QField's @position_… is empty unless the cursor is locked to the receiver
_HERE = "coalesce(@gnss_coordinate, @position_coordinate)"
_OPEN_PATROL = (
    "array_last(aggregate(layer:='patrols_layer', aggregate:='array_agg', expression:=\"patrol_id\", "
    'filter:="ended" is null, order_by:="started"))'
)


@dataclass(frozen=True)
class Field:
    """A field of a layer: what the form shows, and what a new row gets."""

    name: str
    alias: str = ""
    widget: str = "TextEdit"
    options: Mapping[str, Any] = field(default_factory=dict)
    default: str = ""
    needed: bool = False
    unique: bool = False
    rule: str = ""
    says: str = ""
    editable: bool = True
    reuse: bool = False

    @property
    def constraints(self) -> int:
        """QGIS's bits: 1 not null, 2 unique, 4 expression."""
        return 1 * self.needed + 2 * self.unique + 4 * bool(self.rule)


@dataclass(frozen=True)
class Form:
    """A form: (“field”, name, position), (“text”, name, text) and (“relation”, id, label) from top to bottom."""

    title: str
    elements: Sequence[tuple[str, str, Any]]


@dataclass(frozen=True)
class Layer:
    """A layer of the project."""

    id: str  # QGIS replaces ids of ten characters or fewer
    name: str
    source: str
    geometry: str = "No geometry"
    wkb: str = "NoGeometry"
    provider: str = "ogr"
    read_only: bool = True
    private: bool = False
    labelled: bool = False
    suppress: bool = False
    fields: Sequence[Field] = ()
    custom: Mapping[str, Any] = field(default_factory=dict)
    display: str = ""
    form: Form | None = None
    colour: str = "0,90,160,255"


def project(
    task: Task,
    places: Sequence[Place],
    columns: Sequence[str],
    bundle_id: str,
    templates: Path,
    extras: Sequence[str] = (),
    attribution: str = "",
) -> bytes:
    """Return the project.

    Args:
        task: title, validity, limit.
        places: the hotspots.
        columns: the columns of the table of hotspots, in their order.
        bundle_id: written into every record.
        templates: the folder of tasking.qgs.
        extras: "roads" if hotspots.gpkg has that table, "basemap" if there is a basemap.mbtiles.
        attribution: shown on the map, as the owners of map data ask.
    """
    environment = filling.environment(templates)
    text = environment.get_template(_INSIDE).render(
        title=task.title,
        valid_until=wording(task)["valid_until"],
        layers=_layers(task, places, columns, bundle_id, extras),
        extent=extent(places),
        limit=task.limit,
        full=_full(task.limit or 0),
        attribution=attribution,
    )
    packed = io.BytesIO()
    container.write(packed, {_INSIDE: text.replace("\r\n", "\n").lstrip("\n").encode("utf-8")})
    return packed.getvalue()


def nearest(count: int, zone: int, nowhere: str) -> str:
    """Return an expression for the names and distances of the nearest places to patrol now, nearest first.

    `overlay_nearest` with a limit above one gives them in the wrong order (QGIS 3.40), so they are ordered here.

    Args:
        count: how many at most.
        zone: EPSG code of a system in metres.
        nowhere: what it says without a position.
    """
    metres = f"distance(transform($geometry,'EPSG:4326','EPSG:{zone}'),@here)"
    return (
        f"with_variable('here',transform({_HERE},'EPSG:4326','EPSG:{zone}'),if(@here is null,{_quoted(nowhere)},"
        "array_to_string(array_slice(aggregate(layer:='hotspots_layer',aggregate:='array_agg',"
        f"expression:=\"name\"||', '||to_string(round({metres}))||' m',order_by:={metres}),0,{count - 1}),'; ')))"
    )


def _layers(
    task: Task, places: Sequence[Place], columns: Sequence[str], bundle_id: str, extras: Sequence[str]
) -> list[Layer]:
    zone, texts = utm_zone(places), form_texts(task)
    locked = {f"QFieldSync/is_{what}_locked": True for what in (
        "feature_addition", "attribute_editing", "geometry_editing", "feature_deletion"
    )}  # fmt: skip
    kept = {"QFieldSync/action": "copy", "QFieldSync/cloud_action": "no_action", **locked}
    filled = {"QFieldSync/action": "offline", "QFieldSync/cloud_action": "offline"}
    layers = [
        Layer("patrols_layer", texts["patrols"], _records("patrols"), read_only=False, custom=filled,
              display='"started"', fields=_patrol_fields(task, bundle_id, zone, texts),
              form=_patrol_form(zone, texts)),
        Layer("fixes_layer", texts["fixes"], _records("fixes"), "Point", "Point", read_only=False, suppress=True,
              custom={**filled, **_tracking()}, fields=_fix_fields()),
        Layer("tracks_layer", texts["tracks"], _records("tracks"), "Line", "LineStringZM", read_only=False,
              suppress=True, custom=filled, fields=_track_fields()),
        Layer("hotspots_layer", texts["now"], f"./hotspots.gpkg|layername=hotspots|subset={NOW_TO_PATROL}",
              "Polygon", "MultiPolygon", labelled=True, custom=kept, display='"name"',
              fields=_hotspot_fields(columns, texts), form=_hotspot_form(columns, texts)),
        Layer("schedule_layer", texts["schedule"], "./hotspots.gpkg|layername=schedule", private=True, custom=kept),
    ]  # fmt: skip
    if "roads" in extras:
        roads = "./hotspots.gpkg|layername=roads"
        layers.append(
            Layer("roads_layer", texts["roads"], roads, "Line", "LineString", custom=kept, colour="130,130,130,255")
        )
    if "basemap" in extras:
        layers.append(Layer("basemap_layer", texts["basemap"], "./basemap.mbtiles", provider="gdal", custom=kept))
    return layers


def _records(table: str) -> str:
    return f"./{records_schema.FILE}|layername={table}"


def _tracking() -> dict[str, Any]:
    name = "QFieldSync/tracking_"
    return {
        f"{name}session_active": True,
        f"{name}time_requirement_active": True,
        f"{name}time_requirement_interval_seconds": INTERVAL_S,
        f"{name}distance_requirement_active": False,
        f"{name}sensor_data_requirement_active": False,
        f"{name}all_requirements_active": False,
        f"{name}erroneous_distance_safeguard_active": False,
        f"{name}measurement_type": 1,
    }


def _patrol_fields(task: Task, bundle_id: str, zone: int, texts: Mapping[str, str]) -> list[Field]:
    hidden: dict[str, Any] = {"widget": "Hidden", "editable": False}
    here = f"transform({_HERE},'EPSG:4326','EPSG:{zone}')"
    first = (
        "array_first(aggregate(layer:='hotspots_layer',aggregate:='array_agg',expression:=\"hotspot_id\","
        f"order_by:=distance(transform($geometry,'EPSG:4326','EPSG:{zone}'),@here)))"
    )
    choice = {"Layer": "hotspots_layer", "LayerName": texts["now"], "Key": "hotspot_id", "Value": "name",
              "OrderByValue": True, "AllowNull": False}  # fmt: skip
    when = {"display_format": "d MMM yyyy HH:mm", "field_format": "yyyy-MM-dd HH:mm:ss", "calendar_popup": True,
            "allow_null": True}  # fmt: skip
    modes = {"map": [{texts[how]: how} for how in ("foot", "bicycle", "vehicle")]}
    rule = _full(task.limit, " and \"patrol_id\"<>attribute(@parent,'patrol_id')") if task.limit else ""
    return [
        Field("fid", **hidden),
        Field("patrol_id", **hidden, default="uuid('WithoutBraces')", needed=True, unique=True),
        Field("hotspot_id", texts["place"], "ValueRelation", choice, needed=True,
              default=f"with_variable('here',{here},{first})", rule=f"not ({rule})" if rule else "",
              says=texts["full"] if rule else ""),
        Field("bundle_id", **hidden, default=f"'{bundle_id}'"),
        Field("device_id", texts["unit"], reuse=True),
        Field("started", texts["arrived"], "DateTime", when, "now()", needed=True),
        Field("ended", texts["left"], "DateTime", when),
        Field("mode", texts["how"], "ValueMap", modes, "'foot'"),
        Field("notes", texts["own_notes"], options={"IsMultiline": True}),
    ]  # fmt: skip


def _patrol_form(zone: int, texts: Mapping[str, str]) -> Form:
    shown = ("hotspot_id", "started", "ended", "mode", "device_id", "notes")
    names = ["fid", *records_schema.PATROLS.columns]
    text = f"{texts['nearest_now']} [% {nearest(3, zone, texts['nowhere'])} %]\n{texts['notice']}"
    fields = [("field", name, names.index(name)) for name in shown]
    return Form(texts["patrol"], [("text", texts["nearest"], text), *fields])


def _fix_fields() -> list[Field]:
    def both(name: str) -> str:
        return f"coalesce(@gnss_{name}, @position_{name})"

    defaults = {
        "patrol_id": _OPEN_PATROL,
        "device_id": _OPEN_PATROL.replace('expression:="patrol_id"', 'expression:="device_id"'),
        "time": both("timestamp"),
        "accuracy_m": both("horizontal_accuracy"),
        "speed_ms": both("ground_speed"),
        "course_deg": both("direction"),
        "source": both("source_name"),
    }
    return [Field("fid", widget="Hidden"), *(Field(name, default=text) for name, text in defaults.items())]


def _track_fields() -> list[Field]:
    defaults = {name: f"@{name}" for name in ("tracking_start_time", "tracking_end_time", "total_distance")}
    return [Field("fid", widget="Hidden"), *(Field(name, default=text) for name, text in defaults.items())]


def _hotspot_fields(columns: Sequence[str], texts: Mapping[str, str]) -> list[Field]:
    page = {"RelativeStorage": 1, "StorageMode": 0, "DocumentViewer": 0, "FileWidget": True, "UseLink": True}
    fields = [Field("fid", widget="Hidden", editable=False)]
    for name in columns:
        widget, options = ("ExternalResource", page) if name == "briefing" else ("TextEdit", {"IsMultiline": True})
        fields.append(Field(name, texts[name], widget, options, editable=False))
    return fields


def _hotspot_form(columns: Sequence[str], texts: Mapping[str, str]) -> Form:
    names = ["fid", *columns]
    shown = ("name", "why", "notes", "limit_per_day", "briefing", "peak_days", "peak_hours", "shift", "valid_until")
    elements: list[tuple[str, str, Any]] = [("field", name, names.index(name)) for name in shown if name in names]
    return Form(texts["page"], [*elements, ("relation", "patrols_of_hotspot", texts["here"])])


def _quoted(text: str) -> str:
    """Return a text as expressions of QGIS write it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _full(limit: int, others: str = "") -> str:
    """Return an expression for whether this device has as many patrols of a hotspot today as are allowed."""
    same = f'"hotspot_id"=attribute(@parent,\'hotspot_id\') and to_date("started")=to_date(now()){others}'
    return (
        f"coalesce(aggregate(layer:='patrols_layer',aggregate:='count',expression:=\"fid\",filter:={same}),0)>={limit}"
    )
