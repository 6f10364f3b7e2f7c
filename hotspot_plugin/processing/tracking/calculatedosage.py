"""Turn fixes into visits to hotspots, and visits into the dose of patrol of each hotspot and period."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...core.clock import zone
from ...core.errors import HotspotError
from ...core.files import complete_or_absent
from ...core.progress import Part
from ...core.tracking.dosage import check_window, delivered, dosage_table, period_of
from ...core.tracking.edge import fair_edge
from ...core.tracking.legs import MS_PER_HOUR, Track
from ...core.tracking.periods import scheduled, whole_time
from ...core.tracking.presence import Spells, check_near, find_presence
from ...core.tracking.report import Frame, dosage_report
from ...core.tracking.visits import ACCURACY_M, visits_table
from ...layers import tables
from ...layers.feedback import FeedbackProgress
from ...layers.tracks import read_hotspots, read_schedule, read_teams, read_track
from ...layers.write import write
from ...paths import RESOURCES
from ..base import HotspotAlgorithm
from .dosagelog import DosageLog

REAL = Qgis.ProcessingNumberParameterType.Double
WHOLE = Qgis.ProcessingNumberParameterType.Integer


class CalculateDosage(HotspotAlgorithm):
    """Visits and dosage from fixes."""

    ROOM = "tracking"

    def title(self) -> str:
        return self.tr("Calculate patrol dosage")

    def define(self) -> None:
        self._define_inputs()
        self._define_rules()
        self.add(
            QgsProcessingParameterFeatureSink(
                "VISITS", self.tr("Visits"), Qgis.ProcessingSourceType.VectorPoint, None, True
            ),
            self.tr(
                "One point a visit, at the unit's mean place inside: who, where, when (UTC), minutes inside with the "
                "least and the most that the fixes allow, and whether they can show a visit of the wanted length."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSink("DOSAGE", self.tr("Dosage"), Qgis.ProcessingSourceType.VectorPolygon),
            self.tr(
                "One polygon for each hotspot and period: visits, officer-minutes (sum over units), patrol-minutes "
                "(at least one unit there), longest gap and visits within the dose window. 0 where nobody came, empty "
                "where no unit was tracked."
            ),
        )
        self._define_report()
        for name, said in (
            ("VISITS_COUNT", self.tr("Visits")),
            ("OFFICER_MIN", self.tr("Officer-minutes in all hotspots and periods")),
            ("PATROL_MIN", self.tr("Patrol-minutes in all hotspots and periods")),
            ("PLACE_PERIODS", self.tr("Hotspots times periods")),
            ("UNTRACKED", self.tr("Hotspots times periods in which no unit was tracked")),
            ("ASKED", self.tr("Hotspots times periods tracked in which visits were asked")),
            ("COMPLIED", self.tr("Those of them that had an effective visit")),
            ("CONTROLS", self.tr("Hotspots times periods tracked of the control arm")),
            ("CONTAMINATED", self.tr("Those of them in which a unit was seen")),
            ("CONTROL_MIN", self.tr("Patrol-minutes in the control arm")),
            ("UNITS", self.tr("Units")),
            ("FIXES", self.tr("Fixes used")),
            ("LEFT_OUT", self.tr("Fixes left out")),
            ("TRACKED_H", self.tr("Hours in which a unit's place is known, over all units")),
            ("UNKNOWN_H", self.tr("Hours in gaps between a unit's fixes, over all units")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, said))

    def _define_inputs(self) -> None:
        self.add(
            QgsProcessingParameterFeatureSource("TRACKS", self.tr("Tracks"), [Qgis.ProcessingSourceType.VectorPoint]),
            self.tr("The fixes of all units as points, such as Import tracks makes, in any order and any CRS."),
        )
        self.add(
            QgsProcessingParameterField("UNIT_FIELD", self.tr("Unit"), "unit", "TRACKS"),
            self.tr("Field that says whose fix it is: a pseudonym of the unit or device."),
        )
        self.add(
            QgsProcessingParameterField("TIME_FIELD", self.tr("Time"), "time", "TRACKS"),
            self.tr("Field with date and time of the fix, or ISO 8601 text. Times without a zone are taken as UTC."),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "HOTSPOTS", self.tr("Hotspots"), [Qgis.ProcessingSourceType.VectorPolygon]
            ),
            self.tr("The hotspots as polygons, all arms. They may overlap; a field “arm” is used where there is one."),
        )
        self.add(
            QgsProcessingParameterField("ID_FIELD", self.tr("Key of the hotspots"), "hotspot_id", "HOTSPOTS"),
            self.tr("Field that names each hotspot; no two may share a key."),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "SCHEDULE", self.tr("Schedule"), [Qgis.ProcessingSourceType.Vector], None, True
            ),
            self.tr(
                "Table with hotspot_id, period, starts, ends (UTC) and arm. Without it the whole time that was tracked "
                "is one period. Without arm, the arms are those of the hotspots."
            ),
        )
        self.add(
            QgsProcessingParameterNumber("MAX_GAP", self.tr("Longest gap between fixes (seconds)"), REAL, None, True),
            self.tr(
                "Seconds. Between fixes further apart in time nobody knows where the unit was, and nothing is counted. "
                "Empty: three of the unit's own median intervals, at least 300 s and at most 1800 s."
            ),
        )

    def _define_report(self) -> None:
        self.add(
            QgsProcessingParameterFileDestination(
                "REPORT", self.tr("Report"), self.tr("HTML files (*.html)"), None, True, False
            ),
            self.tr(
                "A page for those who lead patrols: planned and delivered by arm, hotspot by day, lengths of visits, "
                "what cannot be known, by team and by hotspot. It names no unit."
            ),
        )
        self.add(
            QgsProcessingParameterField("TEAM_FIELD", self.tr("Team"), None, "TRACKS", optional=True),
            self.tr("Field of the tracks that says which team a unit is of, for the report. Empty: no view by team."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("TIME_ZONE", self.tr("Time zone of the report"), "Europe/London"),
            self.tr("Time zone of the days in the report, such as Europe/London. The tables are in UTC."),
            advanced=True,
        )

    def _define_rules(self) -> None:
        self.add(
            QgsProcessingParameterNumber(
                "MERGE_GAP", self.tr("Away and still on the same visit (seconds)"), REAL, 60.0
            ),
            self.tr(
                "Seconds. Who is back within this time has not left: GPS drifts over the edge. The time away is not "
                "counted. 0 makes every exit the end of a visit."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber("ACCURACY", self.tr("Accuracy of the fixes (metres)"), REAL, ACCURACY_M),
            self.tr(
                "Metres: the radius that 68 of 100 fixes lie in, for fixes without a value in the field “accuracy_m”. "
                "It says how far over the edge is still drift, and widens the bounds."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber("DOSE_MIN", self.tr("Dose window from (minutes)"), REAL, 11.0),
            self.tr("Minutes. A visit at least this long, and not longer than the window, is effective (Koper 1995)."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber("DOSE_MAX", self.tr("Dose window to (minutes)"), REAL, 16.0),
            self.tr("Minutes. Longer visits add little, and are not counted as effective."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber("LIMIT", self.tr("Upper limit of visits"), WHOLE, None, True),
            self.tr("Visits to a hotspot in a period; one that had more is over the limit. Empty: no limit."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber("MIN_VISIT", self.tr("Shortest visit to be measured (minutes)"), REAL, 8.0),
            self.tr("Minutes. Visits of a unit whose fixes are further apart than a third of this are not measurable."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("CONTROL", self.tr("Control arm"), "control"),
            self.tr("Name of the arm that no visits are asked of: complied is empty for it."),
            advanced=True,
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        def value(name: str) -> float:
            return float(self.parameterAsDouble(parameters, name, context))

        gap = self._gap(parameters, context)
        if gap is not None and not gap > 0:
            raise HotspotError(self.tr("The longest gap is {:g} s: it must be more than 0.").format(gap))
        if not value("ACCURACY") >= 0:
            raise HotspotError(self.tr("The accuracy is {:g} m: it must be 0 or more.").format(value("ACCURACY")))
        if not value("MERGE_GAP") >= 0:
            raise HotspotError(self.tr("The time away is {:g} s: it must be 0 or more.").format(value("MERGE_GAP")))
        check_window(value("DOSE_MIN"), value("DOSE_MAX"))
        if not value("MIN_VISIT") > 0:
            raise HotspotError(
                self.tr("The shortest visit is {:g} minutes: it must be more than 0.").format(value("MIN_VISIT"))
            )
        zone(self.parameterAsString(parameters, "TIME_ZONE", context))
        limit = self._limit(parameters, context)
        if limit is not None and limit < 1:
            raise HotspotError(self.tr("The upper limit is {} visits: it must be 1 or more.").format(limit))

    def _gap(self, parameters: dict[str, Any], context: QgsProcessingContext) -> float | None:
        if parameters.get("MAX_GAP") in (None, ""):
            return None
        return float(self.parameterAsDouble(parameters, "MAX_GAP", context))

    def _limit(self, parameters: dict[str, Any], context: QgsProcessingContext) -> int | None:
        if parameters.get("LIMIT") in (None, ""):
            return None
        return int(self.parameterAsInt(parameters, "LIMIT", context))

    def _teams(
        self, parameters: dict[str, Any], context: QgsProcessingContext, track: Track
    ) -> NDArray[np.object_] | None:
        """Return the team of each unit, None where it has none; None without a field."""
        field = self.parameterAsString(parameters, "TEAM_FIELD", context)
        if not field:
            return None
        unit = self.parameterAsString(parameters, "UNIT_FIELD", context)
        return read_teams(self.needed_layer(parameters, "TRACKS", context), unit, field, track)

    def _report(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        tables: tuple[Track, Spells, pd.DataFrame, pd.DataFrame, NDArray[np.object_]],
        team: NDArray[np.object_] | None,
    ) -> None:
        """Write the report if one is asked for."""
        target = self.parameterAsFileOutput(parameters, "REPORT", context)
        if not target:
            return
        name = self.parameterAsString(parameters, "TIME_ZONE", context)
        window = (
            float(self.parameterAsDouble(parameters, "DOSE_MIN", context)),
            float(self.parameterAsDouble(parameters, "DOSE_MAX", context)),
        )
        control = self.parameterAsString(parameters, "CONTROL", context)
        shortest = float(self.parameterAsDouble(parameters, "MIN_VISIT", context))
        frame = Frame(zone(name), name, window, control, shortest, team)
        text = dosage_report(*tables, frame, RESOURCES / "templates")
        with complete_or_absent(target) as file:
            file.write_text(text, encoding="utf-8")

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        def value(name: str) -> float:
            return float(self.parameterAsDouble(parameters, name, context))

        log = DosageLog(progress)
        hotspots_layer = self.needed_layer(parameters, "HOTSPOTS", context)
        id_field, unit, time, control = (
            self.parameterAsString(parameters, name, context)
            for name in ("ID_FIELD", "UNIT_FIELD", "TIME_FIELD", "CONTROL")
        )
        hotspots = read_hotspots(hotspots_layer, id_field, context.transformContext(), progress)
        schedule_layer = self.layer(parameters, "SCHEDULE", context)
        schedule = None if schedule_layer is None else read_schedule(schedule_layer, progress)
        tracks_layer = self.needed_layer(parameters, "TRACKS", context)
        gap = self._gap(parameters, context)
        track, read = read_track(tracks_layer, unit, time, hotspots.space, gap, Part(progress, 0.0, 0.4))
        if schedule is None:
            periods = whole_time(track, hotspots.arms)
        else:
            periods = scheduled(schedule, hotspots.ids, hotspots.arms, progress)
        log.tracks(track, read)
        away = check_near(track, hotspots.metres)
        shift = fair_edge(track, hotspots.metres, value("ACCURACY"))
        spells, found = find_presence(
            track, hotspots.metres, value("MERGE_GAP"), value("ACCURACY"), Part(progress, 0.4, 0.7), shift
        )
        log.presence(track, spells, hotspots.metres, away)
        log.edge(track, shift)
        # the table of visits is the largest of all, so it comes last
        dosage = dosage_table(
            track,
            spells,
            found,
            periods,
            hotspots.ids,
            value("DOSE_MIN"),
            value("DOSE_MAX"),
            self._limit(parameters, context),
            control,
            spells.mode,
        )
        period, arm = periods.names_of(period_of(found, periods))
        visits = visits_table(found, track, hotspots.ids, period, arm, value("MIN_VISIT"))
        log.dose(visits, dosage, track, periods)
        sums = delivered(dosage, control)
        log.delivered(sums)
        self._report(
            parameters, context, (track, spells, visits, dosage, hotspots.ids), self._teams(parameters, context, track)
        )
        unit_m = hotspots.space.metres_per_unit
        places = (found.x / unit_m, found.y / unit_m)
        return {
            "VISITS": write(
                self, parameters, "VISITS", context, visits, tables.VISITS, places, hotspots.space.crs,
                style="visits", geometry="Point", progress=Part(progress, 0.7, 0.85),
            ),
            "DOSAGE": write(
                self, parameters, "DOSAGE", context, dosage, tables.DOSAGE, hotspots.shapes[periods.hotspot],
                hotspots_layer.crs, style="dosage", geometry="MultiPolygon", progress=Part(progress, 0.85, 1.0),
            ),
            "REPORT": self.parameterAsFileOutput(parameters, "REPORT", context) or None,
            "VISITS_COUNT": len(visits),
            "OFFICER_MIN": float(dosage["officer_min"].sum()),
            "PATROL_MIN": float(dosage["patrol_min"].sum()),
            "PLACE_PERIODS": len(dosage),
            "UNTRACKED": int(dosage["officer_min"].isna().sum()),
            "ASKED": sums.asked,
            "COMPLIED": sums.complied,
            "CONTROLS": sums.controls,
            "CONTAMINATED": sums.contaminated,
            "CONTROL_MIN": sums.control_min,
            "UNITS": len(track.units),
            "FIXES": len(track.time),
            "LEFT_OUT": read - len(track.time),
            "TRACKED_H": track.known_ms() / MS_PER_HOUR,
            "UNKNOWN_H": track.unknown_ms() / MS_PER_HOUR,
        }  # fmt: skip
