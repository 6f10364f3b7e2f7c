"""What core raises when the input, not the code, is at fault."""

from __future__ import annotations


class HotspotError(ValueError):
    """Input that cannot be used. The message is one sentence for an analyst: what is wrong, where, what to do."""


class CancelledError(Exception):
    """The user pressed Cancel; nothing has been written."""
