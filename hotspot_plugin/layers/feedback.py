"""QGIS's feedback as the progress bar that core knows."""

from __future__ import annotations

from qgis.core import QgsProcessingFeedback

from ..core.errors import CancelledError


class FeedbackProgress:
    """A `core.progress.Progress` that reports to a QgsProcessingFeedback."""

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        self._feedback = feedback

    def at(self, fraction: float) -> None:
        """Move the bar to `fraction` (0 to 1); raise CancelledError if Cancel was pressed."""
        if self._feedback.isCanceled():
            raise CancelledError("Cancelled: nothing was written.")
        self._feedback.setProgress(100.0 * min(max(fraction, 0.0), 1.0))

    def say(self, message: str) -> None:
        """Write to the algorithm's log."""
        self._feedback.pushInfo(message)

    def warn(self, message: str) -> None:
        """Write a warning to the algorithm's log."""
        self._feedback.pushWarning(message)
