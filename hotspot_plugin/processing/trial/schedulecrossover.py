"""Draw which hotspots are treated in each period of a crossover trial, and keep it sealed until it is needed."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ... import paths
from ...core import clock
from ...core.progress import SILENT, Part, Progress
from ...core.trial.arms import check_seed
from ...core.trial.calendar import calendar
from ...core.trial.days import Days, clock_time, trial_days
from ...core.trial.schedule import Schedule, draw_schedule, guessable
from ...core.trial.treated import Wanted
from ...layers import tables
from ...layers.feedback import FeedbackProgress
from ...layers.write import write
from .. import parameters as common
from ..base import HotspotAlgorithm
from .inputs import first_day, read_keys, record
from .schedulelog import say

INTEGER = Qgis.ProcessingNumberParameterType.Integer


class ScheduleCrossover(HotspotAlgorithm):
    """Crossover by period with a fixed number treated, clusters, strata, run limit and balance."""

    ROOM = "trial"
    CHECKS_FIRST = True

    def title(self) -> str:
        return self.tr("Schedule a crossover trial")

    def define(self) -> None:
        self._define_design()
        self.add(
            QgsProcessingParameterString("SEED", self.tr("Seed")),
            self.tr(
                "Any text. The same seed gives the same schedule for ever, and whoever knows it knows the schedule: "
                "take one that nobody can guess, and keep it sealed until the trial is over. There is no default."
            ),
        )
        self.add(
            QgsProcessingParameterNumber("WEEK", self.tr("Week to release"), INTEGER, None, True, 1),
            self.tr(
                "A week of seven days, 1 being the first: the schedule, the calendar and the CSV then hold this week "
                "alone, and the others stay sealed. Empty for the whole schedule."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSink("OUTPUT", self.tr("Schedule")),
            self.tr(
                "Table with a row for each hotspot and period: hotspot_id, period, starts and ends (UTC), arm, "
                "probability (0–1), cluster_id, stratum."
            ),
        )
        html = self.tr("HTML files (*.html)")
        self.add(
            QgsProcessingParameterFileDestination("CALENDAR", self.tr("Calendar"), html, None, True, False),
            self.tr("The schedule as a calendar to read and to print: one file, without scripts."),
        )
        csv = self.tr("CSV files (*.csv)")
        self.add(
            QgsProcessingParameterFileDestination("ALLOCATION", self.tr("Schedule as CSV"), csv, None, True, False),
            self.tr(
                "The schedule in its canonical form, whose SHA-256 is HASH; with a week to release, that week, whose "
                "SHA-256 is in SEALS."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                "SEALS", self.tr("Seals of the weeks"), Qgis.ProcessingSourceType.Vector, None, True, False
            ),
            self.tr(
                "Table of the SHA-256 of each week's canonical form. Publish it before the trial: it tells nothing of "
                "the schedule, and shows later that no week was changed."
            ),
            advanced=True,
        )
        json = self.tr("JSON files (*.json)")
        self.add(
            QgsProcessingParameterFileDestination("RECORD", self.tr("Record of the draw"), json, None, True, False),
            self.tr("The parameters and the SHA-256, without the seed: what Verify an allocation draws again from."),
            advanced=True,
        )
        self.addOutput(QgsProcessingOutputString("HASH", self.tr("SHA-256 of the whole schedule")))
        self.addOutput(QgsProcessingOutputString("WEEK_HASH", self.tr("SHA-256 of the week released, or empty")))
        self.addOutput(QgsProcessingOutputString("SEED", self.tr("Seed of the draw")))
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Rows of the schedule")))
        self.addOutput(QgsProcessingOutputNumber("TREATMENT", self.tr("Place-periods of treatment in them")))
        self.addOutput(QgsProcessingOutputNumber("CONTROL", self.tr("Place-periods of control in them")))
        self.addOutput(QgsProcessingOutputNumber("WEEKS", self.tr("Weeks of the whole schedule")))

    def _define_design(self) -> None:
        """Add the parameters that the draw depends on, apart from the seed."""
        self.add(
            common.hotspots(common.TABLE),
            self.tr("The hotspots of the trial: polygons, lines, points or a table, in any order, each with a key."),
        )
        self.add(
            common.id_field(),
            self.tr("Field that names each hotspot; no two may share a key. The draw depends on it, so keep it."),
        )
        self.add(
            QgsProcessingParameterDateTime("START", self.tr("First day"), QgsProcessingParameterDateTime.Type.Date),
            self.tr("Date on which the first day begins, in the time zone below."),
        )
        self.add(
            QgsProcessingParameterNumber("DAYS", self.tr("Days"), INTEGER, 90, False, 1),
            self.tr("Length of the trial (days), 1 to 3,660."),
        )
        self.add(
            QgsProcessingParameterString("TREATED", self.tr("Treated in each period"), "50%"),
            self.tr(
                "How many hotspots (or clusters) are treated in each period: a number such as 8; 22.5 for 22 or 23, "
                "each as often; a part such as 50% of each stratum; or a number for each stratum, as in day=5,night=7."
            ),
        )
        self.add(
            QgsProcessingParameterNumber("PERIODS_PER_DAY", self.tr("Periods a day"), INTEGER, 1, False, 1, 12),
            self.tr(
                "1: each day is drawn as a whole. 2: the day is cut into two halves by the clock, each drawn on its "
                "own; strata called day and night are then in the trial in the first and in the second half alone."
            ),
        )
        self.add(
            QgsProcessingParameterString("DAY_STARTS", self.tr("A day starts at"), "06:00"),
            self.tr("Time of day (hh:mm) at which a day of the trial begins, in the time zone below."),
        )
        self.add(
            common.time_zone(),
            self.tr("Time zone of the days, such as Europe/London. Days have 23 or 25 hours when the clocks change."),
        )
        self.add(
            QgsProcessingParameterField("CLUSTER_FIELD", self.tr("Cluster"), None, "HOTSPOTS", optional=True),
            self.tr(
                "Field with each hotspot's cluster. Hotspots of one cluster share their arm, and TREATED counts "
                "clusters: for patrol areas of one hotspot, or neighbours."
            ),
        )
        self.add(
            QgsProcessingParameterField("STRATA_FIELD", self.tr("Stratum"), None, "HOTSPOTS", optional=True),
            self.tr(
                "Field with each hotspot's stratum, such as its district or shift. In each period every stratum gets "
                "its share of the treated."
            ),
        )
        self.add(
            QgsProcessingParameterNumber("MAX_RUN", self.tr("Longest run of treatment"), INTEGER, None, True, 1),
            self.tr("Most periods in a row in which a hotspot may be treated. Empty for no limit."),
        )
        self.add(
            QgsProcessingParameterBoolean("BALANCE_PREVIOUS", self.tr("Balance the previous period"), False),
            self.tr(
                "Whether, in each period, as large a part of the treated as of the controls was treated in the period "
                "before, so that what is left from it cannot be mistaken for an effect."
            ),
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        check_seed(self.parameterAsString(parameters, "SEED", context))
        Wanted(self.parameterAsString(parameters, "TREATED", context))
        days = self._days(parameters, context)
        week = self._week(parameters, context)
        if week is not None:
            days.week(week)

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        seed = self.parameterAsString(parameters, "SEED", context)
        check_seed(seed, progress)
        schedule = self.draw(parameters, context, seed, progress)
        week = self._week(parameters, context)
        if guessable(seed):
            progress.warn(
                self.tr(
                    "The seed is short enough to be found by trying, and whoever finds it knows all weeks. Draw with a "
                    "longer one, such as the trial's name and a dozen random letters and figures, and keep it sealed."
                )
            )
        rows = schedule.rows(None if week is None else schedule.days.week(week))
        say(schedule, week, progress)
        with self.files(
            parameters,
            context,
            ALLOCATION=lambda: schedule.csv(week),
            CALENDAR=lambda: self._calendar(parameters, context, schedule, week, progress),
            RECORD=lambda: record(self, parameters, schedule.hash()),
        ) as written:
            written["OUTPUT"] = write(
                self, parameters, "OUTPUT", context, rows, tables.SCHEDULE, progress=Part(progress, 0.7, 0.9)
            )
            if parameters.get("SEALS"):
                seals = schedule.seals(Part(progress, 0.9, 1.0))
                written["SEALS"] = write(self, parameters, "SEALS", context, seals, tables.SEALS)
        treated = int((rows["arm"] == "treatment").sum())
        return {
            **written,
            "HASH": schedule.hash(),
            "WEEK_HASH": "" if week is None else schedule.hash(week),
            "SEED": seed,
            "COUNT": len(rows),
            "TREATMENT": treated,
            "CONTROL": len(rows) - treated,
            "WEEKS": schedule.days.weeks,
        }

    def draw(
        self, parameters: dict[str, Any], context: QgsProcessingContext, seed: str, progress: Progress
    ) -> Schedule:
        """Return the schedule that the parameters and a seed give."""
        layer = self.needed_layer(parameters, "HOTSPOTS", context)
        others = {name: self.parameterAsString(parameters, name, context) for name in ("CLUSTER_FIELD", "STRATA_FIELD")}
        key = self.parameterAsString(parameters, "ID_FIELD", context)
        ids, labels = read_keys(layer, key, others, Part(progress, 0.0, 0.2))
        return draw_schedule(
            ids,
            self._days(parameters, context, progress),
            self.parameterAsString(parameters, "TREATED", context),
            seed,
            labels["CLUSTER_FIELD"],
            labels["STRATA_FIELD"],
            self.parameterAsInt(parameters, "MAX_RUN", context) if parameters.get("MAX_RUN") is not None else 0,
            self.parameterAsBool(parameters, "BALANCE_PREVIOUS", context),
            Part(progress, 0.2, 0.6),
        )

    def _days(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress = SILENT) -> Days:
        return trial_days(
            first_day(self, parameters, "START", context),
            self.parameterAsInt(parameters, "DAYS", context),
            self.parameterAsInt(parameters, "PERIODS_PER_DAY", context),
            clock_time(self.parameterAsString(parameters, "DAY_STARTS", context)),
            clock.zone(self.parameterAsString(parameters, "TIME_ZONE", context)),
            progress,
        )

    def _calendar(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        schedule: Schedule,
        week: int | None,
        progress: Progress,
    ) -> bytes:
        zone = self.parameterAsString(parameters, "TIME_ZONE", context).strip()
        title, templates = self.tr("Crossover schedule"), paths.RESOURCES / "templates"
        return calendar(schedule, title, zone, templates, week, Part(progress, 0.6, 0.7)).encode("utf-8")

    def _week(self, parameters: dict[str, Any], context: QgsProcessingContext) -> int | None:
        given = parameters.get("WEEK")
        return None if given in (None, "") else self.parameterAsInt(parameters, "WEEK", context)
