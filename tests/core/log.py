"""A progress bar that remembers, for the tests of core."""

from __future__ import annotations

from hotspot_plugin.core.errors import CancelledError


class Log:
    """Remembers what was said and how far the bar was, and cancels once `cancel_at` is reached."""

    def __init__(self, cancel_at=None):
        self.said, self.warned, self.bar, self.cancel_at = [], [], [], cancel_at

    def at(self, fraction):
        self.bar.append(fraction)
        if self.cancel_at is not None and fraction >= self.cancel_at:
            raise CancelledError("Cancelled: nothing was written.")

    def say(self, message):
        self.said.append(message)

    def warn(self, message):
        self.warned.append(message)

    @property
    def text(self):
        return "\n".join(self.said + self.warned)
