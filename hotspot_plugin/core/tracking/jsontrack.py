"""GeoJSON (RFC 7946) as a stream of features: points with a time each, or lines with a time for each vertex.

Lines carry their times as GPX converters write them: `coordTimes`, `times`, or `coordinateProperties.times`. Features
may stand in a FeatureCollection, or one a line (RFC 8142).
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np

from ..errors import HotspotError
from .fixes import Points, Reject
from .mapping import Mapping, choose, has_speed_without_unit, position
from .rows import BATCH, Columns, Options, RowsReader, RowsSource

CHUNK = 1 << 18
LONGEST = 1 << 26
# what writers before RFC 7946 put at the head of a file
_CRS = re.compile(r'"crs"[^\]]*?(?:EPSG|CRS)[:/]+(?:[\d.]*[:/]+)?(\d+)')
# Takeout's Records.json, and what Android and iOS export since
_TIMELINE = re.compile(r'"(?:semanticSegments|timelinePath|latitudeE7|rawSignals)"')
HEAD = 1 << 14
_TIMES = ("coordTimes", "times", "timestamps", "datetimes")


def features(stream: BinaryIO, name: str) -> Iterator[dict[str, Any]]:
    """Yield the features of a GeoJSON file, holding one at a time.

    Raises:
        HotspotError: it is no GeoJSON, breaks off, or has a feature of more than 64 MB.
    """
    decode = json.JSONDecoder().raw_decode
    read = codecs.getreader("utf-8-sig")(stream)
    text, at, opened, ended = "", 0, False, False
    while True:
        while at < len(text) and text[at] in " \t\r\n,\x1e":
            at += 1
        if opened and text[at : at + 1] == "]":
            return
        try:
            if not opened:
                opened, at = _open(text, at, name)
                continue
            feature, at = decode(text, at) if at < len(text) else _more()
        except HotspotError:
            raise
        except (ValueError, RecursionError) as error:
            # more may make it whole
            try:
                chunk = "" if ended else read.read(max(CHUNK, len(text) - at))
            except UnicodeDecodeError:
                raise HotspotError(f"{name} is not UTF-8, as GeoJSON must be: export it again.") from None
            if chunk and len(text) - at <= LONGEST and not isinstance(error, RecursionError):
                text, at = text[at:] + chunk, 0
                continue
            ended = True
            if not text[at:].strip():
                if not opened and not text.strip():
                    raise HotspotError(f"{name} is empty: there is no feature in it.") from None
                return
            raise HotspotError(
                f"{name} is no GeoJSON that can be read, or breaks off: export it again as GeoJSON."
            ) from None
        if not isinstance(feature, dict):
            raise HotspotError(f"{name} is JSON but no GeoJSON: export the track as GeoJSON.")
        yield feature


def _more() -> tuple[Any, int]:
    raise ValueError("more is needed")


def _open(text: str, at: int, name: str) -> tuple[bool, int]:
    """Go to the first feature of a FeatureCollection; a sequence of features begins where it begins.

    Raises:
        HotspotError: the file says that its coordinates are not longitude and latitude.
    """
    head = text[at : at + 2]
    if not head:
        raise ValueError("more is needed")
    if _TIMELINE.search(text[:HEAD]):
        raise HotspotError(
            f"{name} is the location history of somebody's own telephone (Google), to the minute and moved to roads: "
            "it shows no visit, and it is not the force's to read."
        )
    if head[0] != "{":
        raise RecursionError
    place = text.find('"features"', at)
    kind = text.find('"Feature"', at)
    if place >= 0:
        told = _CRS.search(text, at, place)
        if told and told[1] not in {"4326", "84"}:
            raise HotspotError(
                f"{name} is in EPSG:{told[1]}, and GeoJSON is read here in longitude and latitude: load it in QGIS and "
                "give it as LAYER."
            )
        start = text.find("[", place)
        if start < 0:
            raise ValueError("more is needed")
        return True, start + 1
    if kind >= 0:
        return True, at
    raise ValueError("more is needed")


class GeoJsonTrack(RowsSource):
    """One GeoJSON file being read, as `gpx.GpxFile` is."""

    def __init__(self, stream: BinaryIO, name: str, options: Options) -> None:
        self._stream, self._name, self._options = stream, name, options
        self.elsewhere: dict[str, int] = {}
        self._mapping: Mapping | None = None
        self._keys: list[str] = []
        self._segment = 0
        self._row = 0

    @property
    def done(self) -> int:
        """Bytes read."""
        return self._stream.tell()

    def cut_point(self) -> Reject | None:
        """Return None: a file that breaks off is refused."""
        return None

    def __iter__(self) -> Iterator[Points]:
        """Yield the points.

        Raises:
            HotspotError: as `features`; or the properties do not tell the time.
        """
        held: list[dict[str, str]] = []
        for feature in features(self._stream, self._name):
            held.extend(self._vertices(feature))
            if len(held) >= BATCH:
                yield self._batch(held)
                held = []
        if held:
            yield self._batch(held)

    def _vertices(self, feature: dict[str, Any]) -> list[dict[str, str]]:
        geometry, properties = feature.get("geometry"), feature.get("properties")
        properties = properties if isinstance(properties, dict) else {}
        geometry = geometry if isinstance(geometry, dict) else {}
        kind, coordinates = geometry.get("type"), geometry.get("coordinates")
        if kind in {"LineString", "MultiLineString"}:
            return self._line(kind, coordinates, properties)
        if kind not in {"Point", None}:
            what = f"{str(kind)[:20].lower()} feature"
            self.elsewhere[what] = self.elsewhere.get(what, 0) + 1
            return []
        if self._mapping is None:
            self._keys = list(properties)
            self._mapping = choose(self._keys, self._options.profiles, self._name, placed=True)
            if has_speed_without_unit(self._keys, self._mapping):
                message = f"The speeds of {self._name} are left out, since nothing says their unit."
                self._options.messages.setdefault(message, True)
            self._keys = [self._keys[position(self._keys, column)] for column in self._mapping.columns.values()]
        roles = list(self._mapping.columns)
        row = {role: _text(properties.get(key)) for role, key in zip(roles, self._keys, strict=True)}
        return [{**row, **_place(coordinates)}]

    def _line(self, kind: str, coordinates: Any, properties: dict[str, Any]) -> list[dict[str, str]]:
        inner = properties.get("coordinateProperties")
        holder = {**properties, **(inner if isinstance(inner, dict) else {})}
        times: list[Any] = next((holder[key] for key in _TIMES if isinstance(holder.get(key), list)), [])
        lines = coordinates if kind == "MultiLineString" else [coordinates]
        if (kind == "MultiLineString" and times and not isinstance(times[0], list)) or kind == "LineString":
            times = [times]
        if self._mapping is None:
            self._mapping = Mapping(f"{self._name}, lines with times", datetime="coordTimes")
        made = []
        for i, line in enumerate(lines if isinstance(lines, list) else []):
            self._segment += 1
            of_line = times[i] if i < len(times) and isinstance(times[i], list) else []
            for k, vertex in enumerate(line if isinstance(line, list) else []):
                time = _text(of_line[k]) if k < len(of_line) else ""
                made.append({"datetime": time, "segment": str(self._segment), **_place(vertex)})
        return made

    def _batch(self, held: list[dict[str, str]]) -> Points:
        if self.rows is None and self._mapping is not None:
            self._options.used.setdefault(self._mapping, self._name)
            self.rows = RowsReader(self._name, self._mapping, self._options)
        if self.rows is None:
            raise HotspotError(f"{self._name} has no point with a time: export the recorded track.")
        roles = list(dict.fromkeys(role for row in held for role in row))
        columns: Columns = {role: [row.get(role, "") for row in held] for role in roles}
        numbers = np.arange(self._row + 1, self._row + len(held) + 1, dtype=np.int64)
        self._row += len(held)
        return self.rows.convert(numbers, columns)


def _place(coordinates: Any) -> dict[str, str]:
    if isinstance(coordinates, list) and len(coordinates) >= 2:
        return {"x": _text(coordinates[0]), "y": _text(coordinates[1])}
    return {"x": "", "y": ""}


def _text(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return repr(value) if isinstance(value, float) else str(value)
