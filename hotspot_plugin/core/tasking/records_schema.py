"""What officers record, as it lies in `records.gpkg`: the form of its tables, for who writes it and who reads it back.

Times are UTC. Keys are texts that the phone makes (UUIDs), never the `fid`, which two phones give to two rows. Nobody's
name belongs in any column: `device_id` is the pseudonym of a device or unit.
"""

from __future__ import annotations

from dataclasses import dataclass

FILE = "records.gpkg"


@dataclass(frozen=True)
class Table:
    """A table of records.

    Args:
        name: of the table.
        geometry: "POINT", "LINESTRING ZM", or empty for none.
        columns: name → SQLite type, in their order, `fid` and `geom` apart.
        unique: columns whose values are keys.
        meaning: what a row is.
    """

    name: str
    geometry: str
    columns: dict[str, str]
    unique: tuple[str, ...]
    meaning: str


PATROLS = Table(
    "patrols",
    "",
    {
        "patrol_id": "TEXT",  # UUID, made by the phone
        "hotspot_id": "TEXT",
        "bundle_id": "TEXT",  # of the package that tasked it
        "device_id": "TEXT",  # pseudonym
        "started": "DATETIME",
        "ended": "DATETIME",  # null while the patrol goes on
        "mode": "TEXT",  # foot, bicycle, vehicle, or null
        "notes": "TEXT",  # no intelligence, no crime record, no names
    },
    ("patrol_id",),
    "One patrol of one hotspot.",
)
FIXES = Table(
    "fixes",
    "POINT",
    {
        "patrol_id": "TEXT",
        "device_id": "TEXT",
        "time": "DATETIME",
        "accuracy_m": "REAL",  # null where the receiver does not say
        "speed_ms": "REAL",
        "course_deg": "REAL",
        "source": "TEXT",  # the receiver, as the app names it
    },
    (),
    "One position of the receiver during a patrol, WGS 84.",
)
TRACKS = Table(
    "tracks",
    "LINESTRING ZM",
    {
        "tracking_start_time": "DATETIME",
        "tracking_end_time": "DATETIME",
        "total_distance": "REAL",  # metres
    },
    (),
    "A track of Mergin Maps, WGS 84; M is seconds since 1970 (UTC). Distance-filtered: it hides standing still.",
)
TABLES = (PATROLS, FIXES, TRACKS)
