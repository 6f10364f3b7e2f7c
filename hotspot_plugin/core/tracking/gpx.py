"""GPX 1.0 and 1.1 as a stream: memory does not grow with the file, and nothing in it is expanded or fetched.

The format: Topografix, GPX 1.0 (2002) and 1.1 (2004), https://www.topografix.com/GPX/1/1/. Elements are known by their
local names, since devices write wrong, modified and undeclared namespaces. Speed is taken from GPX 1.0's `speed` and
from the extensions of Garmin (TrackPointExtension 2), OpenTracks, OsmAnd and Apple, which all are metres per second;
accuracy from extensions that give metres. A dilution of precision (`hdop`) is no distance and is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from functools import lru_cache
from typing import BinaryIO
from xml.parsers import expat  # nosec B407

import numpy as np
from numpy.typing import NDArray

from ..clock import parse
from ..errors import HotspotError
from .fixes import NO_TIME, UNREADABLE_TIME, Points, Reject, unusable

# B407 warns of entity bombs and of entities that fetch files: a DOCTYPE, which they need, is refused (see _doctype)
CHUNK = 1 << 18
BATCH = 20_000
DEEPEST = 100
LONGEST_TEXT = 200
LONGEST_MARKUP = 1 << 23
BROKEN_OFF = "the file breaks off inside this point"

_FIELDS = {
    "time": "time",
    "speed": "speed",
    "accuracy": "accuracy",
    "accuracy_horizontal": "accuracy",
    "hacc": "accuracy",
}
_ELSEWHERE = {"wpt": "waypoint", "rtept": "route point"}
# expat's codes for a file that ends too early
_CUT = {
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
}
_Raw = tuple[int, int, str, str, str, str, str]


@lru_cache(maxsize=512)
def _local(name: str) -> str:
    """Return an element's name without its prefix, in lower case."""
    return name.rpartition(":")[2].lower()


class GpxFile:
    """One GPX file being read.

    Iterating yields `Points` of at most about 20,000 points each. Afterwards:

    - `points` is how many track points the file has, `timed` how many of them have a time that can be read, and `bare`
      how many of these times had no offset;
    - `elsewhere` counts the waypoints and route points, which say where to go, not where the unit was;
    - `broken` says where and why the file breaks off, or is "".

    Args:
        stream: the open file.
        name: its name, for messages and as the source of rejects.
        where: the zone of times without Z or offset; GPX says that they are UTC.
    """

    def __init__(self, stream: BinaryIO, name: str, where: tzinfo) -> None:
        self._stream, self._name, self._zone = stream, name, where
        self.points = 0
        self.timed = 0
        self.bare = 0
        self.broken = ""
        self.elsewhere: dict[str, int] = {}
        self._depth = 0
        self._segment = 0
        self._point_depth = 0  # 0 outside track points
        self._place = ("", "")
        self._values: dict[str, str] = {}
        self._text: list[str] = []
        self._field = ""
        self._raw: list[_Raw] = []

    def __iter__(self) -> Iterator[Points]:
        """Yield the points.

        Raises:
            HotspotError: the file is no GPX, or is broken before its first track point, or could do harm.
        """
        parser = self._parser()
        fed = 0
        try:
            while chunk := self._stream.read(CHUNK):
                fed += len(chunk)
                self._feed(parser, chunk)
                if fed - parser.CurrentByteIndex > LONGEST_MARKUP:
                    raise HotspotError(
                        f"{self._name} has a piece of markup of more than 8 MB, which no GPX needs: it was not read."
                    )
                if len(self._raw) >= BATCH:
                    yield self._batch()
            if not fed:
                raise HotspotError(f"{self._name} is empty (0 bytes): copy it from the device again.")
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            self._break(error)
        if self._raw:
            yield self._batch()

    def _feed(self, parser: expat.XMLParserType, chunk: bytes) -> None:
        try:
            parser.Parse(chunk, False)
        except HotspotError:
            raise
        except (LookupError, ValueError) as error:  # Python knows no such encoding, or expat cannot use it
            message = f"{self._name} is in an encoding that cannot be read ({error}): save it as UTF-8."
            raise HotspotError(message) from None

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._root
        parser.EndElementHandler = self._end
        self._expat = parser
        return parser

    def _doctype(self, name: str, *_: object) -> None:
        if name.lower() == "html":
            raise HotspotError(f"{self._name} is a web page (HTML), not GPX: download or export the track again.")
        raise HotspotError(
            f"{self._name} has a document type declaration (DOCTYPE), which no GPX needs and which can do harm: "
            "it was not read; export the track again from the device."
        )

    def _root(self, name: str, *_: object) -> None:
        local = _local(name)
        if local == "html":
            raise HotspotError(f"{self._name} is a web page (HTML), not GPX: download or export the track again.")
        if local != "gpx":
            raise HotspotError(
                f"{self._name} is XML but not GPX (its first element is <{name[:40]}>): export the track as GPX."
            )
        self._depth = 1
        self._expat.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise HotspotError(
                f"{self._name} has elements more than {DEEPEST} deep, which no GPX has: it was not read."
            )
        local = _local(name)
        if self._point_depth:
            field = _FIELDS.get(local)
            # a time of an extension is not the point's
            if field and (field != "time" or self._depth == self._point_depth + 1) and field not in self._values:
                self._field, self._text = field, []
                self._expat.CharacterDataHandler = self._characters
        elif local == "trkpt":
            self.points += 1
            self._point_depth = self._depth
            self._place = (attributes.get("lat", ""), attributes.get("lon", ""))
            self._values = {}
        elif local == "trkseg":
            self._segment += 1
        elif local in _ELSEWHERE:
            kind = _ELSEWHERE[local]
            self.elsewhere[kind] = self.elsewhere.get(kind, 0) + 1

    def _characters(self, text: str) -> None:
        if len(self._text) < LONGEST_TEXT:
            self._text.append(text[:LONGEST_TEXT])

    def _end(self, *_: object) -> None:
        if self._field:
            self._values[self._field] = "".join(self._text)[:LONGEST_TEXT]
            self._field = ""
            self._expat.CharacterDataHandler = None
        elif self._depth == self._point_depth:
            values = self._values.get
            latitude, longitude = self._place
            self._raw.append(
                (
                    self.points,
                    self._segment,
                    latitude,
                    longitude,
                    values("time", ""),
                    values("accuracy", ""),
                    values("speed", ""),
                )
            )
            self._point_depth = 0
        self._depth -= 1

    def _break(self, error: expat.ExpatError) -> None:
        """Keep what was read before the file broke off; refuse a file that broke before its first point."""
        place = f"line {error.lineno}, column {error.offset + 1}"
        why = expat.ErrorString(error.code)
        if self._expat.StartElementHandler == self._root:
            raise HotspotError(f"{self._name} is not GPX: it cannot be read as XML ({why} at {place}).") from None
        if not self.points:
            raise HotspotError(
                f"{self._name} breaks off at {place} ({why}), before its first track point: copy it again."
            ) from None
        self.broken = f"{place} ({why})"

    def _batch(self) -> Points:
        raw, self._raw = self._raw, []
        rows, segments, latitudes, longitudes, times, accuracies, speeds = zip(*raw, strict=True)
        y, x = _numbers(latitudes), _numbers(longitudes)
        time, bare = parse(times, self._zone)
        self.bare += int(bare.sum())
        self.timed += int((~np.isnat(time)).sum())
        reasons = unusable(x, y, degrees=True)
        for i in np.flatnonzero(np.isnat(time)):
            reasons[i] = reasons[i] or (UNREADABLE_TIME if times[i].strip() else NO_TIME)
        bad = np.flatnonzero(reasons != None)  # noqa: E711 - elementwise
        rejects = [Reject(self._name, raw[i][0], reasons[i], _content(raw[i])) for i in bad]
        good = np.ones(len(raw), dtype=bool)
        good[bad] = False
        return Points(
            np.array(rows, dtype=np.int64)[good],
            np.array(segments, dtype=np.int64)[good],
            time[good],
            x[good],
            y[good],
            _measures(accuracies)[good],
            _measures(speeds)[good],
            rejects,
        )

    def cut_point(self) -> Reject | None:
        """Return the track point inside which the file breaks off, if it does."""
        if not (self.broken and self._point_depth):
            return None
        latitude, longitude = self._place
        content = _content((self.points, 0, latitude, longitude, self._values.get("time", ""), "", ""))
        return Reject(self._name, self.points, BROKEN_OFF, content)


def _numbers(texts: tuple[str, ...]) -> NDArray[np.float64]:
    try:
        return np.array(texts, dtype=np.float64)
    except ValueError:
        return np.array([_number(text) for text in texts], dtype=np.float64)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _measures(texts: tuple[str, ...]) -> NDArray[np.float64]:
    """Return lengths or speeds; devices write a negative number where they do not know."""
    if not any(texts):
        return np.full(len(texts), np.nan)
    values = _numbers(texts)
    values[~np.isfinite(values) | (values < 0)] = np.nan
    return values


def _content(raw: _Raw) -> str:
    return f'lat="{raw[2][:40]}" lon="{raw[3][:40]}" time="{raw[4][:40]}"'
