"""Simulated shifts as GPX 1.1, the same bytes every time, which say in every place that nobody patrolled there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .simulate import Shift

Floats = NDArray[np.float64]
CREATOR = "Hotspot policing simulator"
WARNING = "SIMULATED - not a real patrol"

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="{creator}" xmlns="http://www.topografix.com/GPX/1/1" \
xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v2" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.topografix.com/GPX/1/1 \
http://www.topografix.com/GPX/1/1/gpx.xsd http://www.garmin.com/xmlschemas/TrackPointExtension/v2 \
https://www8.garmin.com/xmlschemas/TrackPointExtensionv2.xsd">
<metadata><name>{warning}: unit {unit:02}</name><desc>{warning}. Made by the {creator} for demonstration, training \
and tests.</desc></metadata>
"""
_POINT = (
    '<trkpt lat="{:.7f}" lon="{:.7f}"><time>{}</time><extensions><gpxtpx:TrackPointExtension>'
    "<gpxtpx:speed>{:.2f}</gpxtpx:speed></gpxtpx:TrackPointExtension></extensions></trkpt>\n"
)


def file_name(unit: int) -> str:
    """Return the name of a unit's file, which becomes the unit's name when it is imported."""
    return f"{unit_name(unit)}.gpx"


def unit_name(unit: int) -> str:
    """Return the name of a simulated unit."""
    return f"simulated_unit_{unit:02}"


def gpx(shifts: Sequence[Shift], places: Iterable[tuple[Floats, Floats]]) -> bytes:
    """Return one unit's shifts as GPX 1.1, a track with one segment for each.

    Args:
        shifts: of one unit, at least one.
        places: for each shift longitudes and latitudes (WGS 84, degrees), one a fix.
    """
    unit = shifts[0].unit
    parts = [_HEAD.format(creator=CREATOR, warning=WARNING, unit=unit)]
    for shift, (longitude, latitude) in zip(shifts, places, strict=True):
        name = f"{WARNING}: unit {unit:02}, shift of {shift.day.isoformat()}"
        parts.append(f"<trk><name>{name}</name><desc>{WARNING}</desc><trkseg>\n")
        times = np.datetime_as_string(shift.time, unit="ms", timezone="UTC").tolist()
        columns = (latitude.tolist(), longitude.tolist(), times, shift.speed_ms.tolist())
        parts.extend(map(_POINT.format, *columns))
        parts.append("</trkseg></trk>\n")
    parts.append("</gpx>\n")
    return "".join(parts).encode("utf-8")


def digest(folder: Path, names: Sequence[str]) -> str:
    """Return one SHA-256 for several files: that of their `sha256sum` listing in order of name."""
    lines = (f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in sorted(names))
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()
