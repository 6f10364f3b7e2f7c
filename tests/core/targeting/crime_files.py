"""Files to read crimes from, for the tests."""

from __future__ import annotations

STREET = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)


def street(*rows):
    """A police.uk street file from rows of (id, month, longitude, latitude, place, type)."""
    lines = [STREET]
    for crime_id, month, x, y, place, kind in rows:
        lines.append(f"{crime_id},{month},Some Police,Some Police,{x},{y},{place},E01,Some 001A,{kind},,")
    return "\n".join(lines) + "\n"


ONE = ("a1", "2018-07", "-1.5", "53.8", "On or near High Street", "Burglary")
