"""A draw whose numbers a test chooses."""

from __future__ import annotations

from hotspot_plugin.core.chance import Chance


class Chosen:
    """A generator whose numbers are chosen, and that says how many choices each had."""

    def __init__(self, choices: list[int]) -> None:
        self._choices, self.limits = iter(choices), []

    def below(self, n: int) -> int:
        self.limits.append(n)
        return next(self._choices, 0)

    shuffle = Chance.shuffle
