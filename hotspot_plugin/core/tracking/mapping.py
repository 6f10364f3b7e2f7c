"""Which column of a table of positions says what: saved mappings (profiles), formats known by header, or the names."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from ..clock import zone
from ..errors import HotspotError

FORMAT = "hotspot-tracks-1"
WGS84 = "EPSG:4326"
SPEED_UNITS = {"m/s": 1.0, "km/h": 1 / 3.6, "mph": 0.44704, "knots": 1852 / 3600}
LARGEST_PROFILE = 1 << 20


@dataclass(frozen=True)
class Mapping:
    """Names of columns, "" for none, and how their values are meant.

    Attributes:
        unit: which unit; without it a file is one unit, named by the file.
        datetime: date with time of day; or `date` and `time` apart.
        x, y: longitude and latitude, or easting and northing; or `grid`, a British grid reference such as TG 514 131.
        crs: what x and y are in.
        speed, speed_unit: a speed in m/s, km/h, mph or knots.
        accuracy: horizontal accuracy in metres.
        valid, valid_values: a flag, and its values that let a position count; "" for the usual ones.
        stretch: a column in which a new stretch of recording begins with SEGMENT_START, as OpenTracks writes.
        segment: number of the stretch.
        time_zone: IANA name, for times without an offset; "" to ask.
        day_first: whether 5/6/2026 is in June; None to tell from the dates.
    """

    name: str = ""
    unit: str = ""
    datetime: str = ""
    date: str = ""
    time: str = ""
    x: str = ""
    y: str = ""
    grid: str = ""
    crs: str = WGS84
    speed: str = ""
    speed_unit: str = ""
    accuracy: str = ""
    valid: str = ""
    valid_values: tuple[str, ...] = ()
    stretch: str = ""
    segment: str = ""
    time_zone: str = ""
    day_first: bool | None = None

    @property
    def columns(self) -> dict[str, str]:
        """The columns named, by role."""
        return {role: getattr(self, role) for role in ROLES if getattr(self, role)}


ROLES = ("unit", "datetime", "date", "time", "x", "y", "grid", "speed", "accuracy", "valid", "stretch", "segment")
TRACCAR = Mapping(
    "Traccar",
    "deviceId",
    "fixTime",
    x="longitude",
    y="latitude",
    speed="speed",
    speed_unit="knots",
    accuracy="accuracy",
    valid="valid",
)
OPENTRACKS = Mapping(
    "OpenTracks",
    datetime="#time",
    x="longitude",
    y="latitude",
    speed="speed",
    speed_unit="km/h",
    accuracy="accuracy_horizontal",
    stretch="trackpoint_type",
)
# formats whose header is theirs alone
KNOWN = ((TRACCAR, {"protocol", "serverTime"}), (OPENTRACKS, {"trackpoint_type"}))
# what columns are called, less capitals and all that is neither letter nor digit
_USUAL_TEXT = {
    "unit": (
        "unit unitid unitname vehicle vehicleid vehiclename vehicleref resource resourceid resourcename callsign issi "
        "radio radioid deviceid devicename device imei asset assetid fleetnumber fleetno tid trackerid userid"
    ),
    "datetime": (
        "datetime timestamp timestamputc datetimeutc timeutc utc utctime utcdatetime fixtime gpstime gpsdatetime "
        "positiontime recordedat recordedattime datetimeofposition when tst eventtime pingtime trackedat"
    ),
    "date": "date gpsdate fixdate positiondate eventdate pingdate recordeddate",
    "time": "time timeofday clock",
    "x": "lon long lng longitude gpslongitude positionlongitude wgs84longitude",
    "y": "lat latitude gpslatitude positionlatitude wgs84latitude",
    "grid": "gridref gridreference osgridref osgridreference osgrid ngr",
    "accuracy": "accuracy accuracym accuracyhorizontal horizontalaccuracy hacc acc horizontalaccuracym accuracymetres",
    "valid": "valid gpsvalid fixvalid validity validfix gpsvalidity positionvalid isvalid",
    "segment": "segment",
}
_USUAL = {role: frozenset(names.split()) for role, names in _USUAL_TEXT.items()}
_EASTINGS = {"easting", "eastings", "osgbeasting", "osgbeastings", "bngeasting", "bngeastings", "oseasting"}
_NORTHINGS = {"northing", "northings", "osgbnorthing", "osgbnorthings", "bngnorthing", "bngnorthings", "osnorthing"}
_SPEED = re.compile(r"(?:gps|ground)?speed(?:over(?:the)?ground)?(?:in)?(.*)")
_SPEED_NAMES = {
    **dict.fromkeys(["ms", "mps", "metrespersecond"], "m/s"),
    **dict.fromkeys(["kmh", "kph", "kmph"], "km/h"),
    "mph": "mph",
    **dict.fromkeys(["kn", "kt", "kts", "knots", "knot"], "knots"),
}


def read_profiles(path: str | Path) -> list[Mapping]:
    """Return the mappings of a JSON file: one object, or {"profiles": [objects]}, or a list of them.

    Raises:
        HotspotError: it cannot be read, or is no mapping.
    """
    file = Path(path)
    try:
        size = file.stat().st_size
        loaded = json.loads(file.read_text(encoding="utf-8-sig")) if size <= LARGEST_PROFILE else None
    except OSError as error:
        raise HotspotError(f"The mapping {file} cannot be read ({error.strerror}): choose another file.") from None
    except (ValueError, RecursionError):
        raise HotspotError(f"{file.name} is no saved mapping: it cannot be read as JSON.") from None
    if size > LARGEST_PROFILE:
        raise HotspotError(f"{file.name} is larger than 1 MB, which no saved mapping is: choose another file.")
    if isinstance(loaded, dict) and isinstance(loaded.get("profiles"), list):
        loaded = loaded["profiles"]
    listed = loaded if isinstance(loaded, list) else [loaded]
    if not listed:
        raise HotspotError(f"{file.name} holds no mapping.")
    return [_mapping(one, file.name) for one in listed]


def as_json(mappings: Sequence[Mapping]) -> str:
    """Return mappings as the text of a file that `read_profiles` reads."""
    return json.dumps({"format": FORMAT, "profiles": [asdict(one) for one in mappings]}, indent=2, ensure_ascii=False)


def choose(header: Sequence[str], profiles: Sequence[Mapping], name: str, placed: bool = False) -> Mapping:
    """Return the mapping for a table.

    Args:
        header: the names of its columns.
        profiles: saved mappings; where there is any, one of them must fit.
        name: the table's name, for messages and for the mapping.
        placed: whether the rows have a geometry, so that no columns of coordinates are needed.

    Raises:
        HotspotError: none fits, or two do.
    """
    have = {_plain(column) for column in header}
    if profiles:
        fitting = [one for one in profiles if have >= {_plain(column) for column in one.columns.values()}]
        if len(fitting) > 1:
            names = " and ".join(f"“{one.name}”" for one in fitting[:3])
            raise HotspotError(f"The mappings {names} both fit {name}: give the one that is meant alone (PROFILE).")
        if not fitting:
            missing = [c for c in profiles[0].columns.values() if _plain(c) not in have]
            raise HotspotError(
                f"{name} has no column {missing[0]}, which the mapping “{profiles[0].name}” names; it has: "
                f"{_listed(header)}."
            )
        return fitting[0]
    for known, sign in KNOWN:
        if have >= {_plain(column) for column in (*known.columns.values(), *sign)}:
            return known
    return _guess(header, name, placed)


def _guess(header: Sequence[str], name: str, placed: bool) -> Mapping:
    found = {role: [column for column in header if _plain(column) in names] for role, names in _USUAL.items()}
    east = [column for column in header if _plain(column) in _EASTINGS]
    north = [column for column in header if _plain(column) in _NORTHINGS]
    if found["time"] and not found["date"]:
        found["datetime"] = found["time"] + found["datetime"]
    if found["datetime"] or not found["time"]:
        # a date that comes with a date-and-time says the same once more
        found["date"] = found["time"] = []
    if placed:
        east = north = []
        found["x"] = found["y"] = found["grid"] = []
    _refuse_doubt(name, found, east, north)
    first = {role: columns[0] if columns else "" for role, columns in found.items()}
    crs = WGS84
    if east and north:
        first["x"], first["y"], crs = east[0], north[0], "EPSG:27700"
    speed, unit = _speed(header)
    label = f"{name}, by its column names"
    named_utc = _plain(first["datetime"] or first["time"]).endswith("utc")
    mapping = Mapping(label, crs=crs, speed=speed, speed_unit=unit, time_zone="UTC" if named_utc else "")
    for role, column in first.items():
        mapping = replace(mapping, **{role: column})  # type: ignore[arg-type]
    lacking = []
    if not (mapping.datetime or (mapping.date and mapping.time)):
        lacking.append("the time")
    if not (placed or mapping.grid or (mapping.x and mapping.y)):
        lacking.append("the place")
    if lacking:
        raise HotspotError(
            f"Which column of {name} says {' and '.join(lacking)} cannot be told from its columns "
            f"({_listed(header)}): give a mapping (PROFILE), or put the names into the first line."
        )
    return mapping


def _refuse_doubt(name: str, found: dict[str, list[str]], east: list[str], north: list[str]) -> None:
    for role, columns in found.items():
        if len(columns) > 1:
            _refuse_two(name, f"the {_MEANT.get(role, role)}", columns)
    if len(east) > 1 or len(north) > 1:
        _refuse_two(name, "the easting and northing", east + north)
    places = [[*found["x"], *found["y"]], [*east, *north], found["grid"]]
    places = [columns for columns in places if columns]
    if len(places) > 1:
        _refuse_two(name, "the place", [" with ".join(columns) for columns in places])


_MEANT = {"datetime": "time", "x": "longitude", "y": "latitude", "grid": "grid reference", "valid": "validity"}


def _refuse_two(name: str, what: str, columns: Sequence[str]) -> None:
    raise HotspotError(
        f"In {name} both {' and '.join(columns[:3])} can be {what}: say which is meant in a mapping (PROFILE)."
    )


def _speed(header: Sequence[str]) -> tuple[str, str]:
    """Return a column of speed whose unit its name says, and the unit."""
    for column in header:
        match = _SPEED.fullmatch(_plain(column))
        if match and match[1] in _SPEED_NAMES:
            return column, _SPEED_NAMES[match[1]]
    return "", ""


def has_speed_without_unit(header: Sequence[str], mapping: Mapping) -> bool:
    """Tell whether there is a speed that nobody knows the unit of."""
    return not mapping.speed and any(_plain(column) in {"speed", "gpsspeed", "groundspeed"} for column in header)


def position(header: Sequence[str], column: str) -> int:
    """Return where a column is in the header."""
    exact = list(header)
    return exact.index(column) if column in exact else [_plain(one) for one in header].index(_plain(column))


def _mapping(loaded: Any, name: str) -> Mapping:
    if not isinstance(loaded, dict):
        raise HotspotError(f'{name} is no saved mapping: a mapping is a JSON object such as {{"x": "lon", …}}.')
    known = {field.name for field in fields(Mapping)}
    strange = [key for key in loaded if key not in known and key != "format"]
    if strange:
        raise HotspotError(f"{name} has “{strange[0]}”, which no mapping has; it can have: {', '.join(sorted(known))}.")
    values = {key: value for key, value in loaded.items() if key in known}
    allowed = values.pop("valid_values", [])
    day_first = values.pop("day_first", None)
    if not isinstance(allowed, list) or not all(isinstance(one, str | int | bool) for one in allowed):
        raise HotspotError(f'In {name} valid_values must be a list of texts, such as ["1", "A"].')
    if day_first not in (True, False, None):
        raise HotspotError(f"In {name} day_first must be true, false or null.")
    wrong = next((key for key, value in values.items() if not isinstance(value, str)), "")
    if wrong:
        raise HotspotError(f"In {name} “{wrong}” must be a text.")
    texts = tuple(str(one) for one in allowed)
    made = Mapping(**{"name": name, **values, "valid_values": texts, "day_first": day_first})
    _check(made, name)
    return made


def _check(made: Mapping, name: str) -> None:
    if not (made.datetime or (made.date and made.time)):
        raise HotspotError(f"{name} names no column of time: fill in “datetime”, or “date” and “time”.")
    if made.speed and made.speed_unit not in SPEED_UNITS:
        raise HotspotError(f"{name} does not say the unit of {made.speed}: speed_unit is m/s, km/h, mph or knots.")
    if bool(made.x) != bool(made.y):
        raise HotspotError(f"{name} names one coordinate of two: fill in “x” and “y”.")
    if made.time_zone:
        zone(made.time_zone)


def _plain(column: str) -> str:
    return re.sub(r"[\W_]+", "", column.lower())


def _listed(header: Sequence[str]) -> str:
    return ", ".join(header[:30]) + (f" and {len(header) - 30} more" if len(header) > 30 else "")
