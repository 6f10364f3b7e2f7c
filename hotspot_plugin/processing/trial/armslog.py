"""What assignarms tells in its log."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from qgis.PyQt.QtCore import QCoreApplication

from ...core.progress import Progress
from ...core.trial.assign import Assignment
from ...core.trial.balance import lines
from ...core.trial.canonical import some
from ...core.trial.overlaps import find_overlaps
from .armsplan import Drawn, tied_pairs


class ArmsLog:
    """Tells the user what was drawn, and what may blur it."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def tr(self, text: str) -> str:
        """Translate, in the context that pylupdate gives the class."""
        return QCoreApplication.translate(type(self).__name__, text)

    def read(self, drawn: Drawn) -> None:
        """Say what of the parameters is idle, and which hotspots are too close."""
        for name in drawn.idle:
            self._progress.warn(self.tr("{} is not used by this method.").format(name))
        if drawn.close is None:
            return
        if not len(drawn.close.pairs):
            self._progress.say(self.tr("No two hotspots are closer than MIN_SEPARATION."))
        elif drawn.tied:
            which = tied_pairs(drawn)
            said = self.tr("{} pairs of hotspots are too close and share their arm, in the cluster of the first: {}.")
            self._progress.say(said.format(len(which), "; ".join(which[:20]) + (" …" if len(which) > 20 else "")))
        else:
            said = self.tr("{} hotspots were left out of the draw, since they are too close to stronger ones.")
            self._progress.warn(said.format(len(drawn.left_out[1])))

    def left_out(self, reasons: Sequence[str]) -> None:
        """Say why each hotspot was left out."""
        for reason in reasons[:50]:
            self._progress.say(self.tr("Left out: {}.").format(reason))

    def draw(self, drawn: Drawn, assignment: Assignment, seed: str) -> None:
        """Say how many hotspots each arm got, by which seed, and the hash."""
        allocation = assignment.allocation
        count = len(allocation.ids)
        if allocation.clusters is not None:
            said = self.tr("{} hotspots drawn in {} clusters.").format(count, len(set(allocation.clusters)))
        elif allocation.blocks is None:
            said = self.tr("{} hotspots drawn at once.").format(count)
        else:
            said = self.tr("{} hotspots drawn in {} blocks.").format(count, len(set(allocation.blocks)))
        self._progress.say(said + " " + self.tr("Seed: “{}”").format(seed))
        counts = allocation.counts()
        for arm in drawn.plan.arms:
            said = self.tr("Arm {}: {} hotspots; each hotspot's chance of it was {}.")
            self._progress.say(said.format(arm.name, counts[arm.name], arm.share))
        if assignment.largest is not None:
            said = self.tr("Draws until the arms were balanced: {}. The largest standardised difference is {:.3f}.")
            self._progress.say(said.format(assignment.draws, assignment.largest))
        self._progress.say(self.tr("SHA-256 of the allocation, to be kept with the seed: {}").format(allocation.hash()))

    def overlaps(self, drawn: Drawn, arms: Sequence[str]) -> None:
        """Say which hotspots share ground."""
        if drawn.shapes is None:
            return
        overlaps = find_overlaps(drawn.shapes)
        if len(overlaps.pairs):
            which = some([self.tr("{} with {}").format(drawn.ids[a], drawn.ids[b]) for a, b in overlaps.pairs])
            self._progress.warn(
                self.tr(
                    "{} pairs of hotspots overlap ({}), by up to {:.2%} of the smaller one. {} of the pairs are in "
                    "different arms: a patrol in their common ground reaches both."
                ).format(len(overlaps.pairs), which, np.max(overlaps.shares), overlaps.across(arms))
            )

    def balance(self, compared: pd.DataFrame) -> None:
        """Say how alike the arms are."""
        if not compared.empty:
            self._progress.say(self.tr("Balance of the arms: mean ± standard deviation (hotspots with a value)"))
            self._progress.say("\n".join(lines(compared)))

    def replaced(self, names: Sequence[str]) -> None:
        """Say which fields of the input the draw's own replace."""
        if names:
            said = self.tr("Fields of the hotspots that this draw replaces: {}.")
            self._progress.warn(said.format(", ".join(names)))
