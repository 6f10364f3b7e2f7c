"""What Calculate patrol dosage asks for."""

from __future__ import annotations

from qgis.core import (
    Qgis,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
)

from ...core.tracking.accuracy import ACCURACY_M
from .. import parameters as common
from ..base import HotspotAlgorithm
from ..parameters import REAL, WHOLE


class DosageParameters(HotspotAlgorithm):
    """Tracks, hotspots and a schedule; the rules by which minutes become visits and dose; the outputs."""

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
            common.hotspots(common.POLYGONS),
            self.tr("The hotspots as polygons, all arms. They may overlap; a field “arm” is used where there is one."),
        )
        self.add(
            common.id_field(),
            self.tr("Field that names each hotspot; no two may share a key."),
        )
        self.add(
            common.schedule(),
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
            common.report(wanted=False),
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
            common.time_zone(self.tr("Time zone of the report")),
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
            common.control_arm(),
            self.tr("Name of the arm that no visits are asked of: complied is empty for it."),
            advanced=True,
        )
