"""Say what a trial has shown, and what it cannot tell."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import numpy as np
from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ... import paths
from ...core.errors import HotspotError
from ...core.files import complete_or_absent
from ...core.progress import Part
from ...core.trial.counting import Counted, count
from ...core.trial.evaluation import Evaluation, Outcome, by_place, dose_by_arm, evaluate
from ...core.trial.evaluationreport import OUT, Frame, report, sentences
from ...core.trial.inference import FEWEST_DRAWS
from ...core.trial.layout import Layout, from_arms, from_schedule
from ...core.trial.moments import moment
from ...layers import tables
from ...layers.feedback import FeedbackProgress
from ...layers.outcomes import read_dosage, read_outcomes, read_rings, texts_of
from ...layers.read import Layer, read_table
from ...layers.tracks import Hotspots, read_hotspots, read_schedule
from ...layers.write import write
from ..base import HotspotAlgorithm

REAL = Qgis.ProcessingNumberParameterType.Double
WHOLE = Qgis.ProcessingNumberParameterType.Integer
MOST_DRAWS = 1_000_000


class EvaluateTrial(HotspotAlgorithm):
    """Analysis of a trial by intention to treat."""

    ROOM = "trial"

    def title(self) -> str:
        return self.tr("Evaluate a trial")

    def define(self) -> None:
        self._define_inputs()
        self._define_analysis()
        self.add(
            QgsProcessingParameterFeatureSink("OUTPUT", self.tr("Results"), Qgis.ProcessingSourceType.Vector),
            self.tr("Table with a row for each estimate: outcome, method, estimate, interval, p-value, counts by arm."),
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                "PLACES", self.tr("Counts by hotspot"), Qgis.ProcessingSourceType.VectorPolygon, None, True, False
            ),
            self.tr("The hotspots with their crimes and days in treatment, in control and before the trial."),
        )
        self.add(
            QgsProcessingParameterFileDestination(
                "REPORT", self.tr("Report"), self.tr("HTML files (*.html)"), None, True
            ),
            self.tr("The answer in a sentence, a forest plot, all tables, dose and flow: one HTML file for printing."),
        )
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

    def _define_inputs(self) -> None:
        polygons, table = [Qgis.ProcessingSourceType.VectorPolygon], [Qgis.ProcessingSourceType.Vector]
        for parameter, said in (
            (
                QgsProcessingParameterFeatureSource("HOTSPOTS", self.tr("Hotspots"), polygons),
                self.tr("The hotspots of the trial, all arms. A parallel trial's arms are read here if ARMS is empty."),
            ),
            (
                QgsProcessingParameterField("ID_FIELD", self.tr("Key of the hotspots"), "hotspot_id", "HOTSPOTS"),
                self.tr("Field that names each hotspot, with the keys of the schedule or the arms."),
            ),
            (
                QgsProcessingParameterFeatureSource("SCHEDULE", self.tr("Schedule"), table, None, True),
                self.tr(
                    "Crossover trial: the schedule as it was drawn (hotspot_id, period, starts, ends in UTC, arm; and "
                    "cluster_id, stratum, probability if there are any). Empty: a parallel trial."
                ),
            ),
            (
                QgsProcessingParameterFeatureSource("ARMS", self.tr("Arms"), table, None, True),
                self.tr("Parallel trial: hotspot_id and arm as drawn, and block and cluster_id if there are any."),
            ),
            (
                QgsProcessingParameterFeatureSource(
                    "CRIMES", self.tr("Crimes"), [Qgis.ProcessingSourceType.VectorPoint]
                ),
                self.tr("Points: all crimes of the type that the trial is about, before and during it, in any CRS."),
            ),
            (
                QgsProcessingParameterField("TIME_FIELD", self.tr("Time of crime"), "occurred_from", "CRIMES"),
                self.tr("Field with date and time of the crime, or the earliest it can have happened (UTC)."),
            ),
            (
                QgsProcessingParameterField(
                    "TIME_TO_FIELD", self.tr("Latest time of crime"), None, "CRIMES", optional=True
                ),
                self.tr("Field with the latest time it can have happened (occurred_to). The middle counts."),
            ),
            (
                QgsProcessingParameterField("HARM_FIELD", self.tr("Harm"), None, "CRIMES", optional=True),
                self.tr("Field with each crime's harm weight; then harm is analysed as well as the count."),
            ),
            (
                QgsProcessingParameterFeatureSource("RINGS", self.tr("Displacement rings"), polygons, None, True),
                self.tr(
                    "Rings round all hotspots, such as Draw displacement rings makes; then displacement is analysed."
                ),
            ),
            (
                QgsProcessingParameterFeatureSource("DOSAGE", self.tr("Dosage"), table, None, True),
                self.tr("What Calculate patrol dosage has found with the same schedule: the dose of both arms."),
            ),
            (
                QgsProcessingParameterString("START", self.tr("Start of the trial"), None, False, True),
                self.tr("Parallel trial: its first day, such as 2024-03-01, or a date with a time. Crossover: empty."),
            ),
            (
                QgsProcessingParameterString("END", self.tr("End of the trial"), None, False, True),
                self.tr("The first day after the trial. Crossover: periods that end later are left out; may be empty."),
            ),
            (
                QgsProcessingParameterString("BASELINE", self.tr("Start of the time before"), None, False, True),
                self.tr("Parallel trial: first day of the time before START that hotspots are compared with, if any."),
            ),
        ):
            self.add(parameter, said)

    def _define_analysis(self) -> None:
        for parameter, said in (
            (
                QgsProcessingParameterString("TIME_ZONE", self.tr("Time zone"), "Europe/London"),
                self.tr("Zone of START, END and BASELINE, such as Europe/London."),
            ),
            (
                QgsProcessingParameterString("TREATMENT", self.tr("Treatment arm"), "treatment"),
                self.tr("Name of the arm that is compared with control."),
            ),
            (
                QgsProcessingParameterString("CONTROL", self.tr("Control arm"), "control"),
                self.tr("Name of the control arm. Other arms are left out."),
            ),
            (
                QgsProcessingParameterNumber("MAX_RUN", self.tr("Run limit of the schedule"), WHOLE, 0, False, 0),
                self.tr("The MAX_RUN (periods) that the schedule was drawn with, so that redraws keep it; 0 for none."),
            ),
            (
                QgsProcessingParameterBoolean(
                    "BALANCE_PREVIOUS", self.tr("Schedule balances the period before"), False
                ),
                self.tr("Whether the schedule was drawn with BALANCE_PREVIOUS."),
            ),
            (
                QgsProcessingParameterNumber("DRAWS", self.tr("Redraws"), WHOLE, 10_000),
                self.tr("How often the design is drawn again for p-value and interval: 10,000 take some seconds."),
            ),
            (
                QgsProcessingParameterNumber("SIMULATION_SEED", self.tr("Seed of the redraws"), WHOLE, 1, False, 0),
                self.tr("A whole number; the same gives the same p-values with the same numpy. It allocates nothing."),
            ),
            (
                QgsProcessingParameterNumber("LEVEL", self.tr("Level of the intervals"), REAL, 0.95),
                self.tr("Share (0–1) of such intervals that hold the truth; the trial can tell at p of 1 less this."),
            ),
            (
                QgsProcessingParameterString("EXCLUDED", self.tr("Excluded before the draw"), None, True, True),
                self.tr("For the flow in the report: one line for each exclusion, such as “2 hotspots: prisons”."),
            ),
        ):
            self.add(parameter, said, advanced=True)

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        draws = self.parameterAsInt(parameters, "DRAWS", context)
        if not FEWEST_DRAWS <= draws <= MOST_DRAWS:
            raise HotspotError(self.tr("{} redraws: choose {} to {:,}.").format(draws, FEWEST_DRAWS, MOST_DRAWS))
        if not 0.5 <= self.parameterAsDouble(parameters, "LEVEL", context) < 1:
            raise HotspotError(self.tr("The level of the intervals must be 0.5 or more and below 1, such as 0.95."))
        times = {name: self._moment(parameters, name, context) for name in ("START", "END", "BASELINE")}
        if parameters.get("SCHEDULE") in (None, "") and (times["START"] is None or times["END"] is None):
            raise HotspotError(
                self.tr("Without a schedule the trial is a parallel one: give its START and END, such as 2024-03-01.")
            )

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        layer = self.needed_layer(parameters, "HOTSPOTS", context)
        id_field = self.parameterAsString(parameters, "ID_FIELD", context)
        hotspots = read_hotspots(layer, id_field, context.transformContext(), progress)
        layout = self._layout(parameters, context, hotspots, layer, id_field, progress)
        level = float(self.parameterAsDouble(parameters, "LEVEL", context))
        outcomes, counted, read = self._outcomes(parameters, context, hotspots, layout, Part(progress, 0.1, 0.4))
        found = evaluate(
            layout,
            outcomes,
            int(self.parameterAsInt(parameters, "DRAWS", context)),
            int(self.parameterAsInt(parameters, "SIMULATION_SEED", context)),
            level,
            Part(progress, 0.4, 0.95),
        )
        dosage = self.layer(parameters, "DOSAGE", context)
        if dosage is not None:
            found = Evaluation(
                found.table, found.inferences, found.totals, found.dispersion,
                dose_by_arm(layout, read_dosage(dosage, layout.crossover), hotspots.ids),
            )  # fmt: skip
            if found.dose.empty:
                progress.warn(self.tr("No row of the dosage is for the trial's hotspots and periods: it is not used."))
        tells, said = sentences(found, level)
        for line in (*said, *layout.said):
            progress.say(line)
        frame = self._frame(parameters, context, hotspots, layout, counted, read, found, level)
        for line in frame.flow:
            progress.say(line)
        written = self._write(parameters, context, hotspots, layer, layout, counted, found, frame)
        main = found.inferences[outcomes[0].name]
        return {
            **written,
            "SENTENCE": said[0],
            "CAN_TELL": int(tells),
            "RATIO": main.ratio,
            "LOW": main.low,
            "HIGH": main.high,
            "P": main.p,
            "COUNT": counted.flow["counted"],
            "PLACE_PERIODS": len(layout.cell),
        }

    def _layout(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        hotspots: Hotspots,
        layer: Layer,
        id_field: str,
        progress: FeedbackProgress,
    ) -> Layout:
        treatment, control = (self.parameterAsString(parameters, name, context) for name in ("TREATMENT", "CONTROL"))
        start, end, baseline = (self._moment(parameters, name, context) for name in ("START", "END", "BASELINE"))
        schedule = self.layer(parameters, "SCHEDULE", context)
        if schedule is not None:
            table = read_schedule(schedule, progress)
            extra = [name for name in ("cluster_id", "stratum", "probability") if schedule.has(name)]
            if extra:
                table = table.join(texts_of(read_table(schedule, extra, progress), extra))
            return from_schedule(
                table,
                hotspots.ids,
                treatment,
                control,
                int(self.parameterAsInt(parameters, "MAX_RUN", context)),
                bool(self.parameterAsBoolean(parameters, "BALANCE_PREVIOUS", context)),
                end,
                progress,
            )
        given = self.layer(parameters, "ARMS", context)
        arms = layer if given is None else given
        key = id_field if given is None else "hotspot_id"
        if not arms.has("arm"):
            raise HotspotError(
                self.tr("{} has no field arm: give the SCHEDULE of a crossover trial, or the ARMS of a parallel one.")
                .format(arms.name)
            )  # fmt: skip
        extra = [name for name in ("arm", "block", "cluster_id") if arms.has(name)]
        table = texts_of(read_table(arms, [key, *extra], progress), [key, *extra]).rename(columns={key: "hotspot_id"})
        if start is None or end is None:
            raise HotspotError(self.tr("Give START and END of the parallel trial, such as 2024-03-01."))
        return from_arms(table, hotspots.ids, start, end, baseline, treatment, control)

    def _outcomes(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        hotspots: Hotspots,
        layout: Layout,
        progress: Part,
    ) -> tuple[list[Outcome], Counted, int]:
        """Return what is analysed, what was counted in the hotspots, and how many crimes there are."""
        time, until, harm = (
            self.parameterAsString(parameters, name, context) for name in ("TIME_FIELD", "TIME_TO_FIELD", "HARM_FIELD")
        )
        layer = self.needed_layer(parameters, "CRIMES", context)
        crimes = read_outcomes(layer, hotspots.space, time, until, harm, progress)
        everywhere = np.arange(len(hotspots.ids), dtype=np.int64)
        inner = count(crimes, hotspots.metres, everywhere, layout.periods, progress)
        if not inner.flow["counted"]:
            which = ", ".join(f"{number:,} {reason}" for reason, number in inner.flow.items() if number)
            raise HotspotError(
                self.tr("None of the {:,} crimes of {} is in a hotspot in the trial ({}): check dates and places.")
                .format(len(crimes.x), layer.name, which)
            )  # fmt: skip
        outcomes = [Outcome("Crimes in the hotspots", inner.crimes)]
        if inner.harm is not None and inner.harm.any():
            outcomes.append(Outcome("Harm in the hotspots", inner.harm, is_count=False))
        rings = self.layer(parameters, "RINGS", context)
        if rings is not None:
            shapes, of, names = read_rings(rings, hotspots.space, hotspots.ids, progress)
            kinds = list(dict.fromkeys(names))
            parts = [count(crimes, shapes[names == kind], of[names == kind], layout.periods).crimes for kind in kinds]
            if len(kinds) > 1:
                outcomes += [
                    Outcome(f"Crimes in ring {kind}", part, ring=kind) for kind, part in zip(kinds, parts, strict=True)
                ]
            outcomes.append(Outcome("Crimes in all rings", np.sum(parts, axis=0), ring="all"))
        return outcomes, inner, len(crimes.x)

    def _frame(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        hotspots: Hotspots,
        layout: Layout,
        counted: Counted,
        read: int,
        found: Evaluation,
        level: float,
    ) -> Frame:
        analysed = len(np.unique(layout.periods.hotspot))
        units = len(np.unique(layout.panel.column))
        after = ~layout.before
        treated = int((layout.treated[after] == 1).sum())
        excluded = self.parameterAsString(parameters, "EXCLUDED", context) or ""
        flow = [f"{OUT}{self.tr('excluded before the draw:')} {line}" for line in excluded.splitlines() if line.strip()]
        flow.append(self.tr("{:,} hotspots given").format(len(hotspots.ids)))
        if analysed < len(hotspots.ids):
            flow.append(OUT + self.tr("{:,} without an arm in the trial").format(len(hotspots.ids) - analysed))
        flow.append(self.tr("{:,} hotspots analysed, drawn as {:,} units").format(analysed, units))
        flow.append(
            self.tr("{:,} place-periods: {:,} treated, {:,} control").format(
                int(after.sum()), treated, int(after.sum()) - treated
            )
        )
        flow.append(self.tr("{:,} crimes given").format(read))
        flow += [
            f"{OUT}{number:,} {reason}"
            for reason, number in counted.flow.items()
            if number and not reason.startswith(("counted", "of these"))
        ]
        flow.append(self.tr("{:,} crimes counted in the hotspots").format(counted.flow["counted"]))
        flow += [f"{number:,} {reason}" for reason, number in counted.flow.items() if reason.startswith("of these")]
        kind = self.tr("Crossover trial") if layout.crossover else self.tr("Parallel trial")
        days = (layout.periods.end.max() - layout.periods.start[after].min()) / 86_400_000
        draws = self.parameterAsInt(parameters, "DRAWS", context)
        method = [
            self.tr("Everything is analysed as it was drawn, whether or not it was patrolled (intention to treat)."),
            self.tr(
                "p-values and intervals of the first rows: {:,} redraws of the design with its numbers of treated, "
                "strata or blocks and clusters{}; seed {} of numpy's generator."
            ).format(
                draws,
                self.tr(", run limit and balance") if self._constrained(parameters, context) else "",
                self.parameterAsInt(parameters, "SIMULATION_SEED", context),
            ),
            self.tr("Rate ratios: Poisson regression with effects of {}.").format(
                self.tr("hotspot and date") if layout.panel.columns else self.tr("block")
            ),
            self.tr("Several outcomes are tested: the first, crimes in the hotspots, is the one that decides."),
        ]
        return Frame(
            self.tr("What this trial has shown"),
            f"{kind}: {analysed:,} {self.tr('hotspots')}, {days:,.0f} {self.tr('days')}",
            flow,
            list(layout.said),
            method,
            level,
        )

    def _constrained(self, parameters: dict[str, Any], context: QgsProcessingContext) -> bool:
        run = self.parameterAsInt(parameters, "MAX_RUN", context) > 0
        return bool(run or self.parameterAsBoolean(parameters, "BALANCE_PREVIOUS", context))

    def _write(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        hotspots: Hotspots,
        layer: Layer,
        layout: Layout,
        counted: Counted,
        found: Evaluation,
        frame: Frame,
    ) -> dict[str, Any]:
        written: dict[str, Any] = {}
        with ExitStack() as stack:
            if parameters.get("REPORT"):
                written["REPORT"] = self.parameterAsFileOutput(parameters, "REPORT", context)
                html = report(found, frame, paths.RESOURCES / "templates")
                stack.enter_context(complete_or_absent(written["REPORT"])).write_text(html, encoding="utf-8")
            written["OUTPUT"] = write(self, parameters, "OUTPUT", context, found.table, tables.EVALUATION)
            places, rows = by_place(layout, counted.crimes, hotspots.ids)
            written["PLACES"] = write(
                self, parameters, "PLACES", context, places, tables.PLACE_RESULTS, hotspots.shapes[rows], layer.crs,
                geometry="MultiPolygon",
            )  # fmt: skip
        return written

    def _moment(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> int | None:
        text = (self.parameterAsString(parameters, name, context) or "").strip()
        return moment(text, name, self.parameterAsString(parameters, "TIME_ZONE", context)) if text else None
