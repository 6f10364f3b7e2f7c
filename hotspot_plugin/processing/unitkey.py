"""The secret by which units get their pseudonyms: typed, or in a file that keeps it out of QGIS's history."""

from __future__ import annotations

from pathlib import Path

from ..core.errors import HotspotError

LONGEST_KEY = 4096


def read_key(given: str) -> str:
    """Return the key: the text itself, or what stands in the file of this path.

    Raises:
        HotspotError: the file cannot be read as text, or is empty.
    """
    if not given or len(given) >= LONGEST_KEY or "\0" in given or not Path(given).is_file():
        return given
    try:
        key = Path(given).read_text(encoding="utf-8-sig")[:LONGEST_KEY].strip()
    except (OSError, ValueError):
        raise HotspotError("The file of the key (UNIT_KEY) cannot be read as text.") from None
    if not key:
        raise HotspotError("The file of the key (UNIT_KEY) is empty.")
    return key
