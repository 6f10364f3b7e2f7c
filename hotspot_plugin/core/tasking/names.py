"""File names for hotspots, whatever their ids hold."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)
# a briefing may not be called as the list of briefings is, nor as Windows calls its devices
_TAKEN = re.compile(r"index|con|prn|aux|nul|com[0-9]|lpt[0-9]", re.IGNORECASE)


def file_names(ids: Sequence[str]) -> list[str]:
    """Return a file name (without suffix) for each hotspot id, in the order of `ids`.

    An id of at most 64 ASCII letters, digits, `-` and `_` is its own name. Any other gets what can be kept of it and
    the first 8 hexadecimal digits of the SHA-256 of the id in UTF-8, as do ids that differ in capitals alone, which a
    Windows disk would take for one. A name depends on the ids, never on their order.

    Args:
        ids: different texts.
    """
    folded = Counter(identity.lower() for identity in ids)
    for digits in (8, 64):
        names = [
            identity
            if _SAFE.fullmatch(identity) and not _TAKEN.fullmatch(identity) and folded[identity.lower()] == 1
            else f"{_kept(identity)}-{hashlib.sha256(identity.encode('utf-8')).hexdigest()[:digits]}"
            for identity in ids
        ]
        if len({name.lower() for name in names}) == len(names):
            break
    return names


def _kept(identity: str) -> str:
    plain = unicodedata.normalize("NFKD", identity).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:40] or "hotspot"
