"""Say what a trial has shown, and what it cannot tell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from qgis.core import QgsProcessingContext, QgsProcessingOutputNumber, QgsProcessingOutputString

from ... import paths
from ...core.errors import HotspotError
from ...core.progress import Part
from ...core.trial.evaluation import Evaluation, by_place, dose_by_arm, evaluate
from ...core.trial.evaluationreport import Frame, report, sentences
from ...core.trial.inference import FEWEST_DRAWS
from ...layers import tables
from ...layers.feedback import FeedbackProgress
from ...layers.outcomes import read_dosage
from ...layers.write import write
from ..base import HotspotAlgorithm
from .evaluationasks import EvaluationAsks
from .evaluationframe import EvaluationFrame
from .evaluationread import Read, read, time_of

MOST_DRAWS = 1_000_000


class EvaluateTrial(HotspotAlgorithm):
    """Analysis of a trial by intention to treat."""

    ROOM = "trial"

    def title(self) -> str:
        return self.tr("Evaluate a trial")

    def define(self) -> None:
        asks = EvaluationAsks()
        for parameter, said in (*asks.trial(), *asks.outcomes()):
            self.add(parameter, said)
        for parameter, said in asks.analysis():
            self.add(parameter, said, advanced=True)
        for parameter, said in asks.results():
            self.add(parameter, said)
        self.addOutput(QgsProcessingOutputString("SENTENCE", self.tr("What the trial has shown, in one sentence")))
        for name, said in (
            ("CAN_TELL", self.tr("1 if the trial can tell, 0 if it cannot")),
            ("RATIO", self.tr("Rate ratio of crime, treated to control; empty where it cannot be estimated")),
            ("LOW", self.tr("Lower end of its interval; empty where there is none")),
            ("HIGH", self.tr("Upper end of its interval; empty where there is none")),
            ("P", self.tr("p-value by redraws of the design (0–1)")),
            ("COUNT", self.tr("Crimes counted in the hotspots")),
            ("PLACE_PERIODS", self.tr("Hotspots times periods analysed")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, said))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        draws = self.parameterAsInt(parameters, "DRAWS", context)
        if not FEWEST_DRAWS <= draws <= MOST_DRAWS:
            raise HotspotError(self.tr("{} redraws: choose {} to {:,}.").format(draws, FEWEST_DRAWS, MOST_DRAWS))
        if not 0.5 <= self.parameterAsDouble(parameters, "LEVEL", context) < 1:
            raise HotspotError(self.tr("The level of the intervals must be 0.5 or more and below 1, such as 0.95."))
        times = {name: time_of(self, parameters, name, context) for name in ("START", "END", "BASELINE")}
        if parameters.get("SCHEDULE") in (None, "") and (times["START"] is None or times["END"] is None):
            raise HotspotError(
                self.tr("Without a schedule the trial is a parallel one: give its START and END, such as 2024-03-01.")
            )

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        trial = read(self, parameters, context, Part(progress, 0.0, 0.4))
        layout = trial.layout
        level = float(self.parameterAsDouble(parameters, "LEVEL", context))
        lags = int(self.parameterAsInt(parameters, "LAGS", context))
        if layout.crossover and lags > layout.longest_lag:
            progress.warn(
                self.tr("LAGS is {}, but no hotspot has more than {} periods: fewer lags are analysed.").format(
                    lags, layout.longest_lag + 1
                )
            )
        found = evaluate(
            layout,
            trial.outcomes,
            int(self.parameterAsInt(parameters, "DRAWS", context)),
            int(self.parameterAsInt(parameters, "SIMULATION_SEED", context)),
            level,
            Part(progress, 0.4, 0.95),
            lags,
        )
        dosage = self.layer(parameters, "DOSAGE", context)
        if dosage is not None:
            dose = dose_by_arm(layout, read_dosage(dosage, layout.crossover), trial.hotspots.ids)
            found = replace(found, dose=dose)
            if dose.empty:
                progress.warn(self.tr("No row of the dosage is for the trial's hotspots and periods: it is not used."))
        tells, said = sentences(found, level)
        frame = EvaluationFrame(self, parameters, context, trial).frame(level)
        for line in (*said, *layout.said, *frame.flow):
            progress.say(line)
        main = found.inferences[trial.outcomes[0].name]
        return {
            **self._write(parameters, context, trial, found, frame),
            "SENTENCE": said[0],
            "CAN_TELL": int(tells),
            "RATIO": main.ratio,
            "LOW": main.low,
            "HIGH": main.high,
            "P": main.p,
            "COUNT": trial.counted.flow["counted"],
            "PLACE_PERIODS": len(layout.cell),
        }

    def _write(
        self, parameters: dict[str, Any], context: QgsProcessingContext, trial: Read, found: Evaluation, frame: Frame
    ) -> dict[str, Any]:
        def page() -> bytes:
            return report(found, frame, paths.RESOURCES / "templates").encode("utf-8")

        with self.files(parameters, context, REPORT=page) as written:
            written["OUTPUT"] = write(self, parameters, "OUTPUT", context, found.table, tables.EVALUATION)
            places, rows = by_place(trial.layout, trial.counted.crimes, trial.hotspots.ids)
            written["PLACES"] = write(
                self, parameters, "PLACES", context, places, tables.PLACE_RESULTS, trial.hotspots.shapes[rows],
                trial.layer.crs, geometry="MultiPolygon",
            )  # fmt: skip
        return written
