"""Say before a trial starts what it can find."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ... import paths
from ...core.errors import HotspotError
from ...core.progress import Part
from ...core.trial import planning
from ...core.trial.power import FEWEST, Plan, power, smallest_fall
from ...layers import tables
from ...layers.feedback import FeedbackProgress
from ...layers.read import read_table
from ...layers.write import write
from .. import parameters as common
from ..base import HotspotAlgorithm
from ..parameters import REAL, WHOLE

MOST_RUNS = 100_000


class TrialPower(HotspotAlgorithm):
    """Power of a trial of hotspots for counts of crime."""

    ROOM = "trial"

    def title(self) -> str:
        return self.tr("Plan a trial's power")

    def define(self) -> None:
        self._define_trial()
        self._define_assumptions()
        self.add(
            QgsProcessingParameterFeatureSink("OUTPUT", self.tr("Power"), Qgis.ProcessingSourceType.Vector),
            self.tr(
                "Table with one row a fall in crime: how often it is found and missed (0–1), in closed form and in "
                "simulation, and the place-days, days and hotspots that would be enough."
            ),
        )
        self.add(
            common.report(),
            self.tr(
                "The same with a chart, larger trials to compare, and all assumptions: one HTML file for printing."
            ),
        )
        self.addOutput(QgsProcessingOutputString("SENTENCE", self.tr("What the trial can find, in one sentence")))
        for name, said in (
            ("POWER", self.tr("Chance of finding the fall EFFECT (0–1)")),
            ("SIMULATED", self.tr("The same by simulation (0–1); empty without it")),
            ("SMALLEST", self.tr("Smallest fall that is found with the power wanted (percent); empty if none is")),
            ("PLACE_DAYS", self.tr("Place-days that the control arm needs to find EFFECT; empty if none are enough")),
            ("COUNT", self.tr("Hotspots")),
            ("RATE", self.tr("Crimes in a hotspot and day")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, said))

    def _define_trial(self) -> None:
        self.add(
            common.hotspots(common.TABLE, optional=True),
            self.tr(
                "The hotspots that are planned; their number and mean rate are used. Or leave empty and type both."
            ),
        )
        self.add(
            QgsProcessingParameterField(
                "RATE_FIELD", self.tr("Crimes a day"), "crimes_per_day", "HOTSPOTS",
                Qgis.ProcessingFieldParameterDataType.Numeric, False, True,
            ),
            self.tr("With a layer: its field with crimes in a hotspot and day before the trial."),
        )  # fmt: skip
        self.add(
            QgsProcessingParameterNumber("UNITS", self.tr("Number of hotspots"), WHOLE, 34, True),
            self.tr("Without a layer: how many hotspots there are in all arms."),
        )
        self.add(
            QgsProcessingParameterNumber("RATE", self.tr("Crimes in a hotspot and day"), REAL, 0.2, True),
            self.tr("Crimes a day, of the type that the trial is about; 0.2 is one every five days. Not with a layer."),
        )
        self.add(
            QgsProcessingParameterNumber("DAYS", self.tr("Length of the trial (days)"), REAL, 119.0),
            self.tr("Days from the first to the last."),
        )
        self.add(
            QgsProcessingParameterEnum(
                "DESIGN", self.tr("Design"), [self.tr("crossover"), self.tr("parallel")], False, 0
            ),
            self.tr(
                "0 crossover: who is treated changes from period to period, so that each hotspot is its own control. "
                "1 parallel: each hotspot keeps its arm for the whole trial."
            ),
        )
        self.add(
            QgsProcessingParameterNumber("EFFECT", self.tr("Fall in crime to be found (percent)"), REAL, 10.0),
            self.tr(
                "Percent: what patrols can be hoped to do. Reviews found falls of 14 % in violence, 17 % in all crime."
            ),
        )

    def _define_assumptions(self) -> None:
        for parameter, said in (
            (
                QgsProcessingParameterString(
                    "EFFECTS", self.tr("Other falls (percent)"), "5,8.74,15,20,25,30,40", False, True
                ),
                self.tr("Percentages for further rows of the table, with commas between; empty for none."),
            ),
            (
                QgsProcessingParameterNumber("SHARE", self.tr("Part that is treated"), REAL, 0.5),
                self.tr("Part of the place-days that is treated, 0–1: 0.5 for half, 0.4 for 8 of 20 a day."),
            ),
            (
                QgsProcessingParameterNumber("POWER", self.tr("Power wanted"), REAL, 0.8),
                self.tr("Chance (0–1) of finding an effect that is there; 0.8 is customary."),
            ),
            (
                QgsProcessingParameterNumber("ALPHA", self.tr("Level of the test"), REAL, 0.05),
                self.tr("Chance (0–1) of “finding” an effect, fall or rise, that is not there; 0.05 is customary."),
            ),
            (
                QgsProcessingParameterNumber("PERIODS_PER_DAY", self.tr("Periods in a day"), WHOLE, 1, False, 1, 24),
                self.tr("Crossover: 1 for whole days, 2 for day and night. Matters for overdispersion and simulation."),
            ),
            (
                QgsProcessingParameterNumber("OVERDISPERSION", self.tr("Overdispersion"), REAL, 1.0),
                self.tr(
                    "Variance divided by mean of a hotspot's count in a period; 1 is Poisson's law. Take it from "
                    "counts before the trial; crime comes in runs, and 1.1 to 1.5 is common."
                ),
            ),
            (
                QgsProcessingParameterNumber("CLUSTER_SIZE", self.tr("Hotspots in a cluster"), REAL, 1.0),
                self.tr("Mean number of hotspots (patrol areas) that share their arm; 1 if each is drawn alone."),
            ),
            (
                QgsProcessingParameterNumber("VARIATION", self.tr("Variation between hotspots"), REAL, 0.5),
                self.tr(
                    "Parallel: standard deviation of the hotspots' true rates divided by their mean, as far as blocks "
                    "or the time before the trial do not explain it. 0.25 are alike, 1 very different."
                ),
            ),
            (
                QgsProcessingParameterNumber("CARRY_OVER", self.tr("Carry-over"), REAL, 0.0),
                self.tr("Crossover: part of the effect (0–1) that is left in the next period if that is not treated."),
            ),
            (
                QgsProcessingParameterNumber("RUNS", self.tr("Simulated trials"), WHOLE, 1000),
                self.tr("Trials to simulate for each fall, as a check of the closed form; 0 for none."),
            ),
            (
                common.simulation_seed(self.tr("Seed of the simulation")),
                self.tr("A whole number; the same gives the same simulation with the same numpy."),
            ),
        ):
            self.add(parameter, said, advanced=True)

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        self._falls(parameters, context)
        runs = self.parameterAsInt(parameters, "RUNS", context)
        if not 0 <= runs <= MOST_RUNS:
            raise HotspotError(self.tr("{} simulated trials: choose 0 to {:,}.").format(runs, MOST_RUNS))
        if not 0 < self.parameterAsDouble(parameters, "POWER", context) < 1:
            raise HotspotError(self.tr("The power wanted must be above 0 and below 1, such as 0.8."))
        self._plan(parameters, context, 34.0, 0.2)
        if parameters.get("HOTSPOTS") in (None, ""):
            self._typed(parameters, context)

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        hotspots, rate = self._typed(parameters, context)
        layer = self.layer(parameters, "HOTSPOTS", context)
        if layer is not None:
            field = self.parameterAsString(parameters, "RATE_FIELD", context) or "crimes_per_day"
            hotspots, rate = _rates(read_table(layer, [field], progress), field, layer.name, progress)
        plan = self._plan(parameters, context, hotspots, rate)
        falls = self._falls(parameters, context)
        fall, wanted = falls[0], float(self.parameterAsDouble(parameters, "POWER", context))
        runs = int(self.parameterAsInt(parameters, "RUNS", context))
        seed = int(self.parameterAsInt(parameters, "SIMULATION_SEED", context))
        table = planning.plan_table(plan, falls, wanted, runs, seed, Part(progress, 0.0, 0.9))
        first = table.iloc[0]
        table = table.sort_values("fall", ignore_index=True)
        said = planning.sentence(plan, fall)
        progress.say(said + " " + planning.second_sentence(plan, wanted))
        for line in planning.assumptions(plan, runs):
            progress.say(line)
        if first["crimes"] < FEWEST:
            progress.warn(
                self.tr(
                    "Only {:.1f} crimes are to be expected in an arm: trust the simulation, not the formula."
                ).format(first["crimes"])
            )

        def page() -> bytes:
            title, templates = self.tr("What this trial can find"), paths.RESOURCES / "templates"
            return planning.report(plan, table, fall, wanted, runs, templates, title).encode("utf-8")

        with self.files(parameters, context, REPORT=page) as written:
            written["OUTPUT"] = write(self, parameters, "OUTPUT", context, table, tables.POWER)
        smallest = smallest_fall(plan, wanted)
        return {
            **written,
            "SENTENCE": said,
            "POWER": power(plan, 1.0 - fall),
            "SIMULATED": float(first["simulated"]) if runs else None,
            "SMALLEST": None if smallest is None else 100.0 * smallest,
            "PLACE_DAYS": None if np.isnan(first["place_days"]) else float(first["place_days"]),
            "COUNT": round(hotspots),
            "RATE": rate,
        }

    def _typed(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[float, float]:
        units = float(self.parameterAsInt(parameters, "UNITS", context))
        rate = float(self.parameterAsDouble(parameters, "RATE", context))
        if parameters.get("HOTSPOTS") in (None, ""):
            self._plan(parameters, context, units, rate)
        return units, rate

    def _plan(self, parameters: dict[str, Any], context: QgsProcessingContext, hotspots: float, rate: float) -> Plan:
        def value(name: str) -> float:
            return float(self.parameterAsDouble(parameters, name, context))

        return Plan(
            hotspots=hotspots,
            days=value("DAYS"),
            rate=rate,
            share=value("SHARE"),
            crossover=self.parameterAsEnum(parameters, "DESIGN", context) == 0,
            periods_per_day=int(self.parameterAsInt(parameters, "PERIODS_PER_DAY", context)),
            dispersion=value("OVERDISPERSION"),
            cluster_size=value("CLUSTER_SIZE"),
            variation=value("VARIATION"),
            carry_over=value("CARRY_OVER"),
            alpha=value("ALPHA"),
        )

    def _falls(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[float]:
        """Return the fall EFFECT, and the others after it."""
        first = planning.parse_falls(f"{self.parameterAsDouble(parameters, 'EFFECT', context):g}")
        others = self.parameterAsString(parameters, "EFFECTS", context).strip()
        if not others:
            return first
        return list(dict.fromkeys(first + planning.parse_falls(others)))


def _rates(table: pd.DataFrame, field: str, layer: str, progress: FeedbackProgress) -> tuple[float, float]:
    """Return how many hotspots there are, and their mean rate."""
    if table[field].dtype.kind not in "iuf":
        raise HotspotError(f"The field {field} of {layer} holds no numbers: choose the field with crimes a day.")
    rates = table[field].to_numpy(dtype=np.float64)
    known = np.isfinite(rates)
    if not known.any() or (rates[known] < 0).any() or not rates[known].sum():
        raise HotspotError(
            f"The field {field} of {layer} has no rate above 0, or negative ones: choose the field with crimes a day."
        )
    if not known.all():
        progress.warn(
            f"{(~known).sum()} hotspots of {layer} have no {field}: the mean of the others is taken for them."
        )
    return float(len(rates)), float(rates[known].mean())
