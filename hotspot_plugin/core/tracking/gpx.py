"""GPX 1.0 and 1.1 as a stream: memory does not grow with the file, and nothing in it is expanded or fetched.

The format: Topografix, GPX 1.0 (2002) and 1.1 (2004), https://www.topografix.com/GPX/1/1/. Elements are known by their
local names, since devices write wrong, modified and undeclared namespaces. Speed is taken from GPX 1.0's `speed` and
from the extensions of Garmin (TrackPointExtension 2), OpenTracks, OsmAnd and Apple, which all are metres per second;
accuracy from extensions that give metres. A dilution of precision (`hdop`) is no distance and is left alone.
"""

from __future__ import annotations

from datetime import tzinfo
from typing import BinaryIO

import numpy as np

from ..clock import parse
from .fixes import NO_TIME, UNREADABLE_TIME, Points, Reject, unusable
from .rows import measures, numbers
from .xmltrack import LONGEST_TEXT, XmlTrack

BROKEN_OFF = "the file breaks off inside this point"

_FIELDS = {
    "time": "time",
    "speed": "speed",
    "accuracy": "accuracy",
    "accuracy_horizontal": "accuracy",
    "hacc": "accuracy",
}
_ELSEWHERE = {"wpt": "waypoint", "rtept": "route point"}
_Raw = tuple[int, int, str, str, str, str, str]


class GpxFile(XmlTrack):
    """One GPX file being read.

    `elsewhere` counts the waypoints and route points, which say where to go, not where the unit was.

    Args:
        stream: the open file.
        name: its name, for messages and as the source of rejects.
        where: the zone of times without Z or offset; GPX says that they are UTC.
    """

    def __init__(self, stream: BinaryIO, name: str, where: tzinfo) -> None:
        super().__init__(stream, name)
        self._zone = where
        self._segment = 0
        self._point_depth = 0  # 0 outside track points
        self._place = ("", "")
        self._values: dict[str, str] = {}
        self._text: list[str] = []
        self._field = ""
        self._raw: list[_Raw] = []

    def _pending(self) -> int:
        return len(self._raw)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = self._deeper(name)
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

    def _batch(self) -> Points:
        raw, self._raw = self._raw, []
        rows, segments, latitudes, longitudes, times, accuracies, speeds = zip(*raw, strict=True)
        y, x = numbers(latitudes, comma=False), numbers(longitudes, comma=False)
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
            measures(accuracies)[good],
            measures(speeds)[good],
            rejects,
        )

    def cut_point(self) -> Reject | None:
        """Return the track point inside which the file breaks off, if it does."""
        if not (self.broken and self._point_depth):
            return None
        latitude, longitude = self._place
        content = _content((self.points, 0, latitude, longitude, self._values.get("time", ""), "", ""))
        return Reject(self._name, self.points, BROKEN_OFF, content)


def _content(raw: _Raw) -> str:
    return f'lat="{raw[2][:40]}" lon="{raw[3][:40]}" time="{raw[4][:40]}"'
