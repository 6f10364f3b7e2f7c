"""What the class of a street is worth: the busiest thoroughfares before the lanes between houses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Progress

SHOWN = 12


def parse(text: str) -> dict[str, float]:
    """Return class → weight from a text such as "A Road=1.5; B Road=1.2; Motorway=0", empty for none.

    The last equals sign or colon of an item parts class and weight, so that a class may have others.

    Raises:
        HotspotError: an item is not of this form, a weight is no number from 0 up, or a class comes twice.
    """
    weights: dict[str, float] = {}
    for item in filter(None, (part.strip() for part in text.replace("\n", ";").split(";"))):
        at = max(item.rfind(":"), item.rfind("="))
        name, number = item[: max(at, 0)].strip(), item[at + 1 :].strip()
        try:
            weight = float(number)
        except ValueError:
            weight = float("nan")
        if at < 1 or not name or not 0.0 <= weight < np.inf:
            raise HotspotError(
                f"“{item}” in the class weights is no class with a weight from 0 up: "
                "write them as “A Road=1.5; Motorway=0”."
            )
        if _key(name) in {_key(other) for other in weights}:
            raise HotspotError(f"The class {name} has two weights: give it one.")
        weights[name] = weight
    return weights


def weigh(
    classes: Sequence[object], weights: dict[str, float], field: str, progress: Progress = SILENT
) -> NDArray[np.float64]:
    """Return the weight of each street: 1 for a class that has none, which is said.

    Args:
        classes: the class of each street, None where it has none, shape (n,).
        weights: as `parse` gives them; capitals and spaces at the ends do not matter.
        field: the field that the classes come from, for messages.
        progress: is told which classes have no weight.

    Raises:
        HotspotError: no street has a class, a weight is for one that none has, or every street has the weight 0.
    """
    number, names = pd.factorize(pd.Series(list(classes), dtype=object), use_na_sentinel=True)
    present = {_key(str(name)): str(name) for name in names}
    if not present:
        raise HotspotError(f"No street has a class in {field}: choose another field, or none.")
    unknown = [name for name in weights if _key(name) not in present]
    if unknown:
        raise HotspotError(
            f"No street has the class {_list(unknown)} in {field}: its classes are {_list(sorted(present.values()))}."
        )
    given = {_key(name): weight for name, weight in weights.items()}
    others = sorted(name for key, name in present.items() if key not in given)
    if others:
        progress.warn(f"Classes of {field} without a weight count as 1: {_list(others)}.")
    if (number < 0).any():
        progress.warn(f"{(number < 0).sum():,} streets have no class in {field}: they count as 1.")
    worth = np.array([*(given.get(_key(str(name)), 1.0) for name in names), 1.0])[number]
    if not worth.any():
        raise HotspotError("Every street has the class weight 0: give some class more.")
    return np.asarray(worth, dtype=np.float64)


def _key(name: str) -> str:
    return name.strip().casefold()


def _list(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
