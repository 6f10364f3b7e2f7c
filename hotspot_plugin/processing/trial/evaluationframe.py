"""What the report of evaluatetrial says besides the estimates: heading, flow and method."""

from __future__ import annotations

from typing import Any

import numpy as np
from qgis.core import QgsProcessingContext
from qgis.PyQt.QtCore import QCoreApplication

from ...core.trial.evaluationreport import OUT, Frame
from ..base import HotspotAlgorithm
from .evaluationread import Read

DAY = 86_400_000


class EvaluationFrame:
    """Says how a trial was read and analysed."""

    def __init__(
        self, algorithm: HotspotAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext, read: Read
    ) -> None:
        self._algorithm, self._parameters, self._context, self._read = algorithm, parameters, context, read

    def tr(self, text: str) -> str:
        """Translate, in the context that pylupdate gives the class."""
        return QCoreApplication.translate(type(self).__name__, text)

    def frame(self, level: float) -> Frame:
        """Return all of it."""
        layout = self._read.layout
        kind = self.tr("Crossover trial") if layout.crossover else self.tr("Parallel trial")
        days = (layout.periods.end.max() - layout.periods.start[~layout.before].min()) / DAY
        heading = self.tr("{}: {:,} hotspots, {:,.0f} days").format(kind, self._analysed(), days)
        title = self.tr("What this trial has shown")
        return Frame(title, heading, self.flow(), list(layout.said), self.method(), level)

    def flow(self) -> list[str]:
        """Return what became of hotspots and crimes; lines that begin with `OUT` take something out."""
        layout, counted, given = self._read.layout, self._read.counted, len(self._read.hotspots.ids)
        excluded = self._text("EXCLUDED").splitlines()
        flow = [f"{OUT}{self.tr('excluded before the draw:')} {line}" for line in excluded if line.strip()]
        flow.append(self.tr("{:,} hotspots given").format(given))
        analysed, units = self._analysed(), len(np.unique(layout.panel.column))
        if analysed < given:
            flow.append(OUT + self.tr("{:,} without an arm in the trial").format(given - analysed))
        if layout.dropped:
            flow.append(OUT + self.tr("{:,} drawn, and dropped since").format(len(layout.dropped)))
        flow.append(self.tr("{:,} hotspots analysed, drawn as {:,} units").format(analysed, units))
        treated = layout.treated[~layout.before]
        flow.append(
            self.tr("{:,} place-periods: {:,} treated, {:,} control").format(
                treated.size, int((treated == 1).sum()), int((treated == 0).sum())
            )
        )
        flow.append(self.tr("{:,} crimes given").format(self._read.crimes))
        for reason, number in counted.flow.items():
            if number and not reason.startswith(("counted", "of these")):
                flow.append(f"{OUT}{number:,} {reason}")
        flow.append(self.tr("{:,} crimes counted in the hotspots").format(counted.flow["counted"]))
        flow += [f"{number:,} {reason}" for reason, number in counted.flow.items() if reason.startswith("of these")]
        return flow

    def method(self) -> list[str]:
        """Return how it was analysed."""
        constrained = self._whole("MAX_RUN") > 0 or self._whole("BALANCE_PREVIOUS")
        return [
            self.tr("Everything is analysed as it was drawn, whether or not it was patrolled (intention to treat)."),
            self.tr(
                "p-values and intervals of the first rows: {:,} redraws of the design with its numbers of treated, "
                "strata or blocks and clusters{}; seed {} of numpy's generator."
            ).format(
                self._whole("DRAWS"),
                self.tr(", run limit and balance") if constrained else "",
                self._whole("SIMULATION_SEED"),
            ),
            self.tr("Rate ratios: Poisson regression with effects of {}.").format(
                self.tr("hotspot and date") if self._read.layout.panel.columns else self.tr("block")
            ),
            self.tr("Several outcomes are tested: the first, crimes in the hotspots, is the one that decides."),
        ]

    def _analysed(self) -> int:
        return len(np.unique(self._read.layout.periods.hotspot))

    def _text(self, name: str) -> str:
        return self._algorithm.parameterAsString(self._parameters, name, self._context) or ""

    def _whole(self, name: str) -> int:
        return int(self._algorithm.parameterAsInt(self._parameters, name, self._context))
