"""What evaluatetrial asks for: each parameter with its help."""

from __future__ import annotations

from qgis.core import (
    Qgis,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...core.trial.lags import MOST_LAGS
from .. import parameters as common
from ..parameters import REAL, WHOLE

Asked = tuple[tuple[QgsProcessingParameterDefinition, str], ...]


class EvaluationAsks:
    """The parameters of evaluatetrial, in the order of its dialog."""

    def tr(self, text: str) -> str:
        """Translate, in the context that pylupdate gives the class."""
        return QCoreApplication.translate(type(self).__name__, text)

    def trial(self) -> Asked:
        """Return what was drawn and when."""
        return (
            (
                common.hotspots(common.POLYGONS),
                self.tr("The hotspots of the trial, all arms. A parallel trial's arms are read here if ARMS is empty."),
            ),
            (common.id_field(), self.tr("Field that names each hotspot, with the keys of the schedule or the arms.")),
            (
                common.schedule(),
                self.tr(
                    "Crossover trial: the schedule as it was drawn (hotspot_id, period, starts, ends in UTC, arm; and "
                    "cluster_id, stratum, probability if there are any). Empty: a parallel trial."
                ),
            ),
            (
                QgsProcessingParameterFeatureSource("ARMS", self.tr("Arms"), common.TABLE, None, True),
                self.tr("Parallel trial: hotspot_id and arm as drawn, and block and cluster_id if there are any."),
            ),
        )

    def outcomes(self) -> Asked:
        """Return what is counted."""
        points = [Qgis.ProcessingSourceType.VectorPoint]
        return (
            (
                QgsProcessingParameterFeatureSource("CRIMES", self.tr("Crimes"), points),
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
                QgsProcessingParameterFeatureSource(
                    "RINGS", self.tr("Displacement rings"), common.POLYGONS, None, True
                ),
                self.tr(
                    "Rings round all hotspots, such as Draw displacement rings makes; then displacement is analysed."
                ),
            ),
            (
                QgsProcessingParameterFeatureSource("DOSAGE", self.tr("Dosage"), common.TABLE, None, True),
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
        )

    def analysis(self) -> Asked:
        """Return how it is analysed; all for those who open the advanced ones."""
        return (
            (common.time_zone(), self.tr("Zone of START, END and BASELINE, such as Europe/London.")),
            (
                QgsProcessingParameterString("TREATMENT", self.tr("Treatment arm"), "treatment"),
                self.tr("Name of the arm that is compared with control."),
            ),
            (common.control_arm(), self.tr("Name of the control arm. Other arms are left out.")),
            (
                QgsProcessingParameterNumber(
                    "LAGS", self.tr("Lags of treatment (periods)"), WHOLE, 1, False, 0, MOST_LAGS
                ),
                self.tr(
                    "Crossover: how many periods after treatment an effect that lasts is looked for, 0 for none. With "
                    "whole days 4 looks as far as the “up to 4 days” that Thames Valley Police cite."
                ),
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
                common.simulation_seed(self.tr("Seed of the redraws")),
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
        )

    def results(self) -> Asked:
        """Return what is written."""
        sink = QgsProcessingParameterFeatureSink
        return (
            (
                sink("OUTPUT", self.tr("Results"), Qgis.ProcessingSourceType.Vector),
                self.tr(
                    "Table with a row for each estimate: outcome, method, estimate, interval, p-value, counts by arm."
                ),
            ),
            (
                sink(
                    "PLACES", self.tr("Counts by hotspot"), Qgis.ProcessingSourceType.VectorPolygon, None, True, False
                ),
                self.tr("The hotspots with their crimes and days in treatment, in control and before the trial."),
            ),
            (
                common.report(),
                self.tr(
                    "The answer in a sentence, a forest plot, all tables, dose and flow: one HTML file for printing."
                ),
            ),
        )
