"""How many are treated in each period, as people write it: 8, 22.5, 50% or day=5,night=7."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from ..errors import HotspotError
from .canonical import some

_NUMBER = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*(%?)")
_EXAMPLE = "write a number such as 8 or 22.5, a part such as 50%, or one for each stratum as in day=5,night=7"
# labels (in any case) of strata that are in the trial in one half of the day alone: `shift` of the hotspots
SHIFTS = {"day": 0, "night": 1}


class Wanted:
    """What TREATED says: one number or part for all, or one for each stratum.

    Raises:
        HotspotError: the text says neither.
    """

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self._each: dict[str, tuple[Fraction, bool]] = {}
        if not self.text:
            raise HotspotError(f"TREATED is empty: {_EXAMPLE}.")
        if "=" not in self.text:
            self._each[""] = _amount(self.text, self.text)
            return
        for part in self.text.split(","):
            label, _, amount = part.rpartition("=")
            if not label.strip() or label.strip() in self._each:
                raise HotspotError(f"“{part.strip()}” of TREATED names no stratum, or one a second time: {_EXAMPLE}.")
            self._each[label.strip()] = _amount(amount, part)

    def due(
        self, labels: Sequence[str | None], sizes: Sequence[int], parts: int = 1
    ) -> tuple[tuple[Fraction | None, ...], ...]:
        """Return how many units of each stratum are treated on average in each part of a day.

        One number for all is for all strata together, and each gets its share by its size; a part (50%) is of each
        stratum. Where a day has two parts, strata labelled day and night are in the trial in the first and in the
        second part alone.

        Args:
            labels: the s strata; (None,) if there are none.
            sizes: (s,) units in each.
            parts: periods a day.

        Returns:
            (parts, s) numbers; None where a stratum is not in the trial.

        Raises:
            HotspotError: the strata named are not those that there are, or too many are to be treated.
        """
        if "" not in self._each:
            self._match(labels)
        return tuple(self._part(labels, sizes, part if parts == 2 else None) for part in range(parts))

    def _part(
        self, labels: Sequence[str | None], sizes: Sequence[int], half: int | None
    ) -> tuple[Fraction | None, ...]:
        there = [half is None or SHIFTS.get((label or "").casefold(), half) == half for label in labels]
        total = sum(size for size, is_there in zip(sizes, there, strict=True) if is_there)
        due: list[Fraction | None] = []
        for label, size, is_there in zip(labels, sizes, there, strict=True):
            amount, percent = self._each.get("") or self._each[str(label)]
            if not is_there:
                due.append(None)
            elif percent:
                due.append(amount * size / 100)
            else:
                due.append(amount * size / total if "" in self._each else amount)
        if "" in self._each and not self._each[""][1] and total and not 0 < self._each[""][0] < total:
            raise HotspotError(
                f"{self.text} of {total} units cannot be treated in each period: choose a number above 0 and below "
                f"{total}, so that there are treated and controls."
            )
        return tuple(due)

    def _match(self, labels: Sequence[str | None]) -> None:
        have = [label for label in labels if label is not None]
        if not have:
            raise HotspotError(f"TREATED is {self.text}, but there are no strata: choose STRATA_FIELD, or {_EXAMPLE}.")
        strange = [label for label in self._each if label not in have] or [x for x in have if x not in self._each]
        if strange:
            raise HotspotError(
                f"TREATED is {self.text}, and the strata are {some(have, 6)}: give each of them its number "
                f"({some(strange)} does not match)."
            )


def _amount(text: str, whole: str) -> tuple[Fraction, bool]:
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        raise HotspotError(f"TREATED is “{whole.strip()}”, which is no number: {_EXAMPLE}.")
    return Fraction(found[1]), bool(found[2])
