"""SQLite files with one sequence of bytes for one content, by Python's own sqlite3.

GDAL would write GeoPackage and MBTiles too, but with the time of writing in them and its version's own habits. Here the
same rows give the same bytes: one row order, a copy by `VACUUM INTO` (whose page order follows from the content, and
which leaves no journal behind that a plain copy would miss), and SQLite's own version number in the file header set to
a constant.
"""

from __future__ import annotations

import sqlite3
import struct
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from ..errors import HotspotError

# SQLite's file header (sqlite.org/fileformat2.html, 1.3): the file change counter at byte 24, the value it had when the
# version at byte 96 was written at byte 92. Both counters must agree, or the page count at byte 28 is not believed.
_HEADER = {24: 1, 92: 1, 96: 3_027_000}  # 3.27.0 is the first that has VACUUM INTO


def database(fill: Callable[[sqlite3.Connection], None], application: int, version: int) -> bytes:
    """Return the bytes of a database.

    Args:
        fill: creates the tables and puts the rows in; called inside a transaction.
        application: SQLite's application id.
        version: SQLite's user version.

    Raises:
        HotspotError: temporary files cannot be written; the disk may be full.
    """
    with tempfile.TemporaryDirectory(prefix="hotspots-") as folder:
        try:
            content = _filled(Path(folder), fill, application, version)
        except sqlite3.OperationalError as error:
            raise HotspotError(
                f"The disk for temporary files ({tempfile.gettempdir()}) cannot be written ({error}): make room there."
            ) from None
    for position, value in _HEADER.items():
        struct.pack_into(">I", content, position, value)
    return bytes(content)


def _filled(folder: Path, fill: Callable[[sqlite3.Connection], None], application: int, version: int) -> bytearray:
    draft, final = folder / "draft", folder / "final"
    with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
        for pragma in (
            "page_size=4096",
            "auto_vacuum=0",
            "encoding='UTF-8'",
            "journal_mode=DELETE",
            "secure_delete=ON",
            "synchronous=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA application_id={application:d}")
        connection.execute(f"PRAGMA user_version={version:d}")
        connection.execute("BEGIN")
        fill(connection)
        connection.execute("COMMIT")
        connection.execute("VACUUM INTO ?", (str(final),))
    return bytearray(final.read_bytes())
