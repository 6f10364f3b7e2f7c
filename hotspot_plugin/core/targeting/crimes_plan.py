"""Which columns of which crime file hold what: police.uk's known by their header, others by the names given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from ..errors import HotspotError
from .crimes_csv import CsvFile

# what every street-level file has had, whatever was added to it or left out over the years
_STREET = {"month", "longitude", "latitude", "location", "crime type"}
_OTHER_POLICE_UK = {
    "police.uk outcomes": {"crime id", "month", "longitude", "latitude", "outcome type"},
    "police.uk stop and search": {"type", "date", "longitude", "latitude", "object of search"},
}


@dataclass(frozen=True)
class Columns:
    """Names of columns in files that are not police.uk's; "" for none.

    `x` longitude or easting, `y` latitude or northing, `time`, `kind` the type of crime, `place` where in words,
    `harm` the weight.
    """

    x: str = ""
    y: str = ""
    time: str = ""
    kind: str = ""
    place: str = ""
    harm: str = ""


PARAMETERS = {
    "x": "X_FIELD",
    "y": "Y_FIELD",
    "time": "TIME_FIELD",
    "kind": "TYPE_FIELD",
    "place": "PLACE_FIELD",
    "harm": "HARM_FIELD",
}


@dataclass(frozen=True)
class Plan:
    """A file to be read, and the positions of its columns."""

    file: CsvFile
    x: int
    y: int
    time: int | None = None
    kind: int | None = None
    place: int | None = None
    harm: int | None = None
    crime_id: int | None = None
    police_uk: bool = False


def plan(files: Sequence[CsvFile], columns: Columns, geographic: bool) -> tuple[list[Plan], dict[str, str]]:
    """Return the files to read, and those to skip, with why.

    Raises:
        HotspotError: a file lacks a column that is named, no column is named for its coordinates, or a police.uk file
            is to be read in a projected system.
    """
    street = [file for file in files if _lower(file) >= _STREET]
    if street and not geographic:
        raise HotspotError(
            f"{street[0].name} is a police.uk file, whose coordinates are degrees: choose EPSG:4326 as CRS, and import "
            "files in another CRS by themselves."
        )
    plans: list[Plan] = []
    skipped: dict[str, str] = {}
    for file in files:
        if file in street:
            plans.append(_street_plan(file, columns))
            continue
        kind = next((kind for kind, header in _OTHER_POLICE_UK.items() if header <= _lower(file)), "")
        if kind and (street or not columns.x):
            skipped[file.name] = f"it is a {kind} file, which lists no crimes"
        elif street and not columns.x:
            skipped[file.name] = (
                "it is not a police.uk street file, and X_FIELD and Y_FIELD do not say where its coordinates are"
            )
        else:
            plans.append(_plan(file, columns))
    if not plans:
        name, why = next(iter(skipped.items()))
        raise HotspotError(
            f"There is no crime file: {name}: {why}; to import it all the same, fill in X_FIELD and Y_FIELD."
        )
    if columns.harm and all(one.harm is None for one in plans):
        raise HotspotError(
            f"No file has a column “{columns.harm}” (HARM_FIELD); {plans[0].file.name} has {plans[0].file.columns}."
        )
    return plans, skipped


def _lower(file: CsvFile) -> set[str]:
    return {name.lower() for name in file.header}


def _street_plan(file: CsvFile, columns: Columns) -> Plan:
    known = {name.lower(): position for position, name in reversed(list(enumerate(file.header)))}
    return Plan(
        file,
        known["longitude"],
        known["latitude"],
        time=known["month"],
        kind=known["crime type"],
        place=known["location"],
        harm=file.find(columns.harm) if columns.harm else None,
        crime_id=known.get("crime id"),
        police_uk=True,
    )


def _plan(file: CsvFile, columns: Columns) -> Plan:
    if not any(not is_number(name) for name in file.header if name):
        raise HotspotError(f"{file.name} has no header: its first row must name the columns, but it is {file.columns}.")
    if not columns.x or not columns.y:
        raise HotspotError(
            f"{file.name} is not a police.uk street file, so X_FIELD and Y_FIELD must name the columns of its "
            f"coordinates; it has {file.columns}."
        )
    if columns.x.lower().startswith(("lat", "north")) and columns.y.lower().startswith(("lon", "lng", "east")):
        raise HotspotError(
            f"X_FIELD is {columns.x} and Y_FIELD is {columns.y}: exchange them, x is the longitude or easting."
        )
    found: dict[str, int] = {}
    for field in fields(columns):
        name = getattr(columns, field.name)
        position = file.find(name) if name else None
        if name and position is None:
            raise HotspotError(f"{file.name} has no column “{name}” ({PARAMETERS[field.name]}); it has {file.columns}.")
        if position is not None:
            found[field.name] = position
    return Plan(file, found.pop("x"), found.pop("y"), **found)  # type: ignore[arg-type]


def is_number(text: str) -> bool:
    """Tell whether a text is a number, with a decimal point or comma."""
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
