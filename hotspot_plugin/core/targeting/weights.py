"""An analyst's own weights: a CSV of codes and what one crime of that code weighs."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import HotspotError

NAMED = 20


def read(path: str | Path) -> dict[str, float]:
    """Read code and weight from the first two columns of a CSV; a first row without a number is its heading.

    Codes are compared without regard to case and to blanks at their ends. The separator is a comma, a semicolon or a
    tab; a file with semicolons or tabs may have decimal commas.

    Raises:
        HotspotError: the file cannot be read, or a row of it, or a weight is no number from 0 up, or a code comes twice
            with different weights.
    """
    name = Path(path).name
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise HotspotError(
            f"The weights {path} cannot be read ({error.strerror}): check that the file is there."
        ) from None
    except UnicodeDecodeError:
        raise HotspotError(f"The weights {name} are no UTF-8 text: save them from Excel as “CSV UTF-8”.") from None
    heading = text.partition("\n")[0]
    mark = next((m for m in ("\t", ";", ",") if m in heading), ",")
    found: dict[str, float] = {}
    for number, row in enumerate(csv.reader(text.splitlines(), delimiter=mark), start=1):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) < 2:
            raise HotspotError(f"Row {number} of {name} has no weight: it needs two columns, code and weight.")
        code, weight = key(row[0]), _number(row[1], mark)
        if weight is None:
            if number == 1:
                continue
            raise HotspotError(f"The weight “{row[1]}” in row {number} of {name} is no number: write it as 12.5.")
        if not 0 <= weight < math.inf:
            raise HotspotError(f"The weight {row[1]} in row {number} of {name} is below 0 or endless: give 0 or more.")
        if found.setdefault(code, weight) != weight:
            raise HotspotError(f"{name} has two weights for “{row[0]}”, the second in row {number}: keep one of them.")
    if not found:
        raise HotspotError(f"{name} has no weights: it needs two columns, code and weight.")
    return found


def key(code: object) -> str:
    """Return a code as it is compared."""
    return str(code).strip().casefold()


def _number(text: str, mark: str) -> float | None:
    cleaned = text.strip().replace(",", ".") if mark != "," else text.strip()
    try:
        return float(cleaned)
    except ValueError:
        return None


def weigh(
    codes: Sequence[object] | NDArray[np.object_], weights: dict[str, float]
) -> tuple[NDArray[np.float64], list[str]]:
    """Return the weight of each crime, NaN where its code has none, and the codes that have none with their numbers.

    Raises:
        HotspotError: no code has a weight, or none above 0.
    """
    kinds: dict[object, int] = {}
    of_crime = np.array([kinds.setdefault(code, len(kinds)) for code in codes], dtype=np.int64)
    each = np.array([math.nan if code is None else weights.get(key(code), math.nan) for code in kinds])
    if not kinds or np.isnan(each).all():
        raise HotspotError(
            "No crime's type is in the weights; types are such as "
            + ", ".join(f"“{code}”" for code in list(kinds)[:5])
            + ": check the file and the field."
        )
    if not np.nansum(each):
        raise HotspotError("Every weight that a crime of these has is 0: check the file of weights.")
    number = np.bincount(of_crime, minlength=len(kinds))
    missing = sorted(
        (
            (int(number[i]), str(code) if code is not None else "(none)")
            for i, code in enumerate(kinds)
            if np.isnan(each[i])
        ),
        key=lambda pair: (-pair[0], pair[1]),
    )
    return each[of_crime], [f"{code} ({count:,})" for count, code in missing]
