"""An allocation or a schedule beside what was drawn again: equal, or where they first differ."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ..errors import HotspotError

COLUMNS = ("hotspot_id", "period", "what", "drawn", "found")
THERE, GONE = "in the draw", "missing"


@dataclass(frozen=True)
class Record:
    """What a draw is repeated from, but for the hotspots and the seed."""

    algorithm: str
    parameters: dict[str, Any]
    hash: str


def read_record(text: str, name: str, algorithms: Sequence[str]) -> Record:
    """Return the record that assignarms or schedulecrossover wrote.

    Args:
        text: JSON with `algorithm`, `parameters` and, if it is known, `hash`.
        name: the file's name, for messages.
        algorithms: the ids that can be drawn again.

    Raises:
        HotspotError: it is no such record.
    """
    try:
        made = json.loads(text)
    except ValueError:
        made = None
    if not isinstance(made, dict) or not isinstance(made.get("parameters"), dict):
        raise HotspotError(f"{name} is no record of a draw: choose the JSON file that the draw wrote as RECORD.")
    if made.get("algorithm") not in algorithms:
        raise HotspotError(
            f"{name} is a record of {made.get('algorithm')}, which cannot be drawn again: choose one of "
            f"{' or '.join(algorithms)}."
        )
    return Record(str(made["algorithm"]), made["parameters"], check_hash(str(made.get("hash") or ""), name))


def check_hash(text: str, name: str) -> str:
    """Return a SHA-256 in lower case, "" for none.

    Raises:
        HotspotError: it has not 64 hexadecimal digits.
    """
    digest = re.sub(r"\s", "", text).lower()
    if digest and not re.fullmatch("[0-9a-f]{64}", digest):
        raise HotspotError(f"{name} holds “{text.strip()[:80]}”, which is no SHA-256: it has 64 digits 0–9 and a–f.")
    return digest


def compare(drawn: pd.DataFrame, found: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Return where a table differs from what was drawn.

    Args:
        drawn: what was drawn; columns `keys`, and others.
        found: what is to be verified; at least `keys` and `arm`. Columns that it has not are not compared.
        keys: hotspot_id, or hotspot_id and period.

    Returns:
        One row a difference, sorted by period and hotspot: `hotspot_id`, `period` (None where all are meant), `what`
        (the column, or “hotspot”, “row”), `drawn` and `found` (text). A hotspot that is in one of the two alone counts
        once.
    """
    rows = _strangers(drawn, found)
    known = drawn[drawn["hotspot_id"].isin(found["hotspot_id"])]
    there = found[found["hotspot_id"].isin(drawn["hotspot_id"])]
    again = there[there.duplicated(list(keys))]
    rows += [(*_key(row, keys), "row", "once", "more than once") for row in again[list(keys)].itertuples(index=False)]
    there = there.drop_duplicates(list(keys))
    both = known.merge(there, "outer", list(keys), suffixes=("", " found"), indicator=True)
    for side, said in (("left_only", (THERE, GONE)), ("right_only", (GONE, "in the table"))):
        lone = both[both["_merge"] == side][list(keys)]
        rows += [(*_key(row, keys), "row", *said) for row in lone.itertuples(index=False)]
    both = both[both["_merge"] == "both"]
    for name in (name for name in drawn.columns if name in found.columns and name not in keys):
        ours, theirs = both[name], both[f"{name} found"]
        unlike = ~_alike(ours, theirs)
        which = both[unlike][list(keys)].itertuples(index=False)
        texts = zip(which, _texts(ours[unlike]), _texts(theirs[unlike]), strict=True)
        rows += [(*_key(row, keys), name, a, b) for row, a, b in texts]
    table = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    return _sorted(table)


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    keyed = table.assign(by=table["period"].fillna(""))
    return keyed.sort_values(["by", "hotspot_id"], kind="stable").drop(columns="by").reset_index(drop=True)


def _strangers(drawn: pd.DataFrame, found: pd.DataFrame) -> list[tuple[Any, ...]]:
    ours, theirs = set(drawn["hotspot_id"]), set(found["hotspot_id"])
    return [
        *((key, None, "hotspot", THERE, GONE) for key in sorted(ours - theirs)),
        *((key, None, "hotspot", "not in the draw", "in the table") for key in sorted(theirs - ours, key=str)),
    ]


def _key(row: Any, keys: Sequence[str]) -> tuple[str, str | None]:
    return str(row[0]), str(row[1]) if len(keys) > 1 else None


def _alike(ours: pd.Series[Any], theirs: pd.Series[Any]) -> pd.Series[bool]:
    if pd.api.types.is_numeric_dtype(ours):
        numbers = pd.to_numeric(theirs, errors="coerce")
        return (numbers - ours).abs().lt(1e-9) | (ours.isna() & theirs.isna())
    return pd.Series(np.array(_texts(ours), dtype=object) == np.array(_texts(theirs), dtype=object), ours.index)


def _texts(values: pd.Series[Any]) -> list[str]:
    """Return values as they are compared and shown: times to the second, nothing as an empty text."""
    return [_text(value) for value in values]


def _text(value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d %H:%M:%S} UTC"
    return f"{value:g}" if isinstance(value, float) else str(value)
