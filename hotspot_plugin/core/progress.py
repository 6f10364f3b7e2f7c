"""How long work reports how far it is, and learns that it should stop."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """What core needs of a progress bar."""

    def at(self, fraction: float) -> None:
        """Say that `fraction` (0 to 1) of the work is done; raise CancelledError if the user asked to stop."""

    def say(self, message: str) -> None:
        """Tell the user something worth knowing."""

    def warn(self, message: str) -> None:
        """Tell the user something that may spoil the result."""


class _Silent:
    def at(self, fraction: float) -> None:
        pass

    def say(self, message: str) -> None:
        pass

    def warn(self, message: str) -> None:
        pass


SILENT: Progress = _Silent()


class Part:
    """A stretch of a longer progress bar: 0 to 1 here is `start` to `end` there."""

    def __init__(self, whole: Progress, start: float, end: float) -> None:
        self._whole, self._start, self._width = whole, start, end - start

    def at(self, fraction: float) -> None:
        """See Progress.at."""
        self._whole.at(self._start + self._width * fraction)

    def say(self, message: str) -> None:
        """See Progress.say."""
        self._whole.say(message)

    def warn(self, message: str) -> None:
        """See Progress.warn."""
        self._whole.warn(message)
