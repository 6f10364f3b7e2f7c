"""KML with gx:Track, as phones and Google Earth write it: the n-th `when` and the n-th `gx:coord` are one point.

The format: Google, KML Reference, gx:Track (2010), https://developers.google.com/kml/documentation/kmlreference#gxtrack.
An empty `gx:coord` is a moment without a location. Speed (m/s, OpenTracks) and accuracy (metres) come in arrays after
the points. Placemarks, even those with a time, are markers that somebody set, and are left out.
"""

from __future__ import annotations

from datetime import tzinfo
from typing import BinaryIO

import numpy as np

from ..clock import parse
from .fixes import NO_TIME, UNREADABLE_TIME, Points, Reject, unusable
from .rows import measures, numbers
from .xmltrack import LONGEST_TEXT, XmlTrack

# a longer track is handed on before its end, and what its arrays say of those points is lost
LONGEST_TRACK = 200_000
_ARRAYS = {"speed": "speed", "accuracy": "accuracy", "accuracy_horizontal": "accuracy"}
_Raw = tuple[int, int, str, str, str, str]


class KmlFile(XmlTrack):
    """One KML file being read, as `gpx.GpxFile` is."""

    FORMAT = "KML"

    def __init__(self, stream: BinaryIO, name: str, where: tzinfo) -> None:
        super().__init__(stream, name)
        self._zone = where
        self._segment = 0
        self._track_depth = 0
        self._array = ""
        self._text: list[str] | None = None
        self._raw: list[_Raw] = []
        self._begin()

    def _begin(self) -> None:
        self._values: dict[str, list[str]] = {"when": [], "coord": [], "speed": [], "accuracy": []}
        self._handed_on = 0

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = self._deeper(name)
        if local == "track" and not self._track_depth:
            self._track_depth = self._depth
            self._segment += 1
            self._begin()
        elif self._track_depth:
            if local == "simplearraydata":
                self._array = _ARRAYS.get(attributes.get("name", ""), "")
            elif local in {"when", "coord"} or (local == "value" and self._array):
                self._text = []
                self._expat.CharacterDataHandler = self._characters
        elif local == "point":
            self.elsewhere["placemark"] = self.elsewhere.get("placemark", 0) + 1

    def _characters(self, text: str) -> None:
        if self._text is not None and len(self._text) < LONGEST_TEXT:
            self._text.append(text[:LONGEST_TEXT])

    def _end(self, name: str) -> None:
        if self._text is not None:
            local = name.rpartition(":")[2].lower()
            kind = self._array if local == "value" else local
            self._values[kind].append("".join(self._text)[:LONGEST_TEXT].strip())
            self._text = None
            self._expat.CharacterDataHandler = None
            if len(self._values["when"]) >= LONGEST_TRACK and len(self._values["coord"]) >= LONGEST_TRACK:
                self._hand_on(LONGEST_TRACK)
        elif self._depth == self._track_depth:
            self._finish()
            self._track_depth = 0
        elif name.rpartition(":")[2].lower() == "simplearraydata":
            self._array = ""
        self._depth -= 1

    def _finish(self) -> None:
        if self._track_depth:
            self._hand_on(max(len(self._values["when"]), len(self._values["coord"])))

    def _hand_on(self, count: int) -> None:
        """Make points of the first `count` moments and places of the track."""
        first = self._handed_on
        self._handed_on += count
        taken = {
            "when": self._values["when"][:count],
            "coord": self._values["coord"][:count],
            **{kind: self._values[kind][first : first + count] for kind in ("speed", "accuracy")},
        }
        del self._values["when"][:count], self._values["coord"][:count]
        whole = {kind: values + [""] * (count - len(values)) for kind, values in taken.items()}
        for i in range(count):
            values = (whole[kind][i] for kind in ("when", "coord", "accuracy", "speed"))
            self._raw.append((self.points + i + 1, self._segment, *values))  # type: ignore[arg-type]
        self.points += count

    def _pending(self) -> int:
        return len(self._raw)

    def _batch(self) -> Points:
        raw, self._raw = self._raw, []
        rows, segments, whens, coords, accuracies, speeds = zip(*raw, strict=True)
        places = [[*coord.split(), "", ""][:2] for coord in coords]
        x, y = (numbers([place[i] for place in places], comma=False) for i in (0, 1))
        time, bare = parse(whens, self._zone)
        self.bare += int(bare.sum())
        self.timed += int((~np.isnat(time)).sum())
        reasons = unusable(x, y, degrees=True)
        for i in np.flatnonzero(np.isnat(time)):
            reasons[i] = reasons[i] or (UNREADABLE_TIME if whens[i] else NO_TIME)
        good = reasons == None  # noqa: E711 - elementwise
        rejects = [
            Reject(self._name, rows[i], reasons[i], f"when={whens[i][:40]} coord={coords[i][:60]}")
            for i in np.flatnonzero(~good)
        ]
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
