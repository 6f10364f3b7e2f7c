"""The canonical form of an allocation: the bytes whose SHA-256 stands for it, in any language and for ever.

Byte for byte: UTF-8 without a byte order mark; every line, the last too, ends with LF (0x0A); the first line is
`hotspot_id,block,arm,probability`; then one line a hotspot, sorted by hotspot_id by Unicode code point, which is the
order of its UTF-8 bytes (`LC_ALL=C sort`). Text stands exactly as it is, without Unicode normalisation. A value is put
in double quotes only if it holds a comma, a double quote, LF or CR, and its double quotes are doubled (RFC 4180);
nothing else is quoted. Without blocks, block is empty. With clusters a column cluster_id stands after block, and only
then. probability is the exact chance of this arm as a fraction in
lowest terms, such as `1/2`, because languages do not agree on how 1/3 is written as a decimal.

In a shell: `sha256sum allocation.csv`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from ..errors import HotspotError

HEADER = ("hotspot_id", "block", "arm", "probability")
NAMED = 3


@dataclass(frozen=True)
class Allocation:
    """Which arm each hotspot got.

    Args:
        ids: keys of the n hotspots, each once, sorted by code point.
        blocks: the n labels of their blocks; None if there are no blocks.
        arms: the n arms that they got.
        probabilities: the n exact probabilities with which each could get its arm.
        names: all arms of the design, as the user ordered them; one may have no hotspot.
        clusters: the n labels of their clusters, each of which has one arm; None if each hotspot was drawn alone.
    """

    ids: tuple[str, ...]
    blocks: tuple[str, ...] | None
    arms: tuple[str, ...]
    probabilities: tuple[Fraction, ...]
    names: tuple[str, ...]
    clusters: tuple[str, ...] | None = None

    def csv(self) -> bytes:
        """Return the canonical CSV (see the module's text).

        Raises:
            HotspotError: a text holds half a character (a lone surrogate), which UTF-8 cannot hold.
        """
        blocks = self.blocks or ("",) * len(self.ids)
        columns = [self.ids, blocks, self.arms, tuple(map(str, self.probabilities))]
        header = list(HEADER)
        if self.clusters is not None:
            columns.insert(2, self.clusters)
            header.insert(2, "cluster_id")
        lines = [",".join(map(quoted, row)) + "\n" for row in (header, *zip(*columns, strict=True))]
        try:
            return "".join(lines).encode("utf-8")
        except UnicodeEncodeError:
            bad = next(line for line in lines if not _is_text(line))
            raise HotspotError(
                f"The row {bad.strip()!a} holds half a character and cannot be stored: type its id and block again."
            ) from None

    def hash(self) -> str:
        """Return the SHA-256 of the canonical CSV, in 64 lower-case hexadecimal digits."""
        return hashlib.sha256(self.csv()).hexdigest()

    def counts(self) -> dict[str, int]:
        """Return how many hotspots each arm has, in the user's order of the arms; 0 for an arm without any."""
        return {name: self.arms.count(name) for name in self.names}


def as_text(values: pd.Series[Any]) -> list[str | None]:
    """Return keys or labels as text, None for missing ones.

    Whole numbers are written in decimal digits without a point, whatever their type (so that 7 and 7.0 are one key);
    other numbers in the fewest digits that give them back; true and false in these words; times as ISO 8601 in UTC;
    text exactly as it is.
    """
    return [None if gone else _as_text(value) for value, gone in zip(values.tolist(), values.isna(), strict=True)]


def check_ids(ids: Sequence[str | None], layer: str, field: str) -> list[str]:
    """Return the keys of a layer's hotspots, having made sure that each has one and no two have the same.

    Args:
        ids: one key a feature, None where there is none.
        layer: the layer's name, for messages.
        field: the field that they come from, for messages.

    Raises:
        HotspotError: there are no hotspots, or some have no key, or some share one; the message names the first few.
    """
    if not ids:
        raise HotspotError(f"{layer} has no hotspots: there is nothing to allocate.")
    blank = [i + 1 for i, key in enumerate(ids) if key is None or not key.strip()]
    if blank:
        which = some([f"feature {i}" for i in blank])
        raise HotspotError(f"{len(blank)} hotspots of {layer} have no {field} ({which}): give each its own key.")
    keys = [key for key in ids if key is not None]
    seen: set[str] = set()
    twice = {key: None for key in keys if key in seen or seen.add(key)}  # type: ignore[func-returns-value]
    if twice:
        which = some([f"“{key}”" for key in twice])
        raise HotspotError(f"{layer} has hotspots with the same {field} ({which}): each needs its own key.")
    return keys


def some(names: Sequence[str], limit: int = NAMED) -> str:
    """Return the first few of `names`, and how many more there are."""
    more = len(names) - limit
    return ", ".join(names[:limit]) + (f" and {more} more" if more > 0 else "")


def quoted(value: str) -> str:
    """Return a value as it stands in the canonical CSV: in double quotes only where it must (see the module's text)."""
    if any(mark in value for mark in ',"\n\r'):
        return '"' + value.replace('"', '""') + '"'
    return value


def _is_text(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return str(value)
