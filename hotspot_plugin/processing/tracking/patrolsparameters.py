"""What Simulate patrols asks for."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    Qgis,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from .. import parameters as common
from ..base import HotspotAlgorithm
from ..parameters import REAL, WHOLE

# Monday of a week without holidays or clock changes: without a date of one's own, runs repeat
FIRST_DAY = "2026-01-05"


class PatrolsParameters(HotspotAlgorithm):
    """Hotspots and which of them are patrolled; how many units, when and how; the outputs."""

    def define(self) -> None:
        self.add(
            common.hotspots(common.POLYGONS),
            self.tr(
                "Polygons of the hotspots, each with a key. If they have a field arm, ARM says which are patrolled."
            ),
        )
        self.add(
            common.id_field(),
            self.tr("Field that names each hotspot; no two may share a key."),
        )
        self.add(
            QgsProcessingParameterString("ARM", self.tr("Arm that is patrolled"), "treatment", optional=True),
            self.tr(
                "Only hotspots whose field arm has this value are targets. Left out, or without such a field: all are."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "STREETS", self.tr("Streets"), [Qgis.ProcessingSourceType.VectorLine], None, True
            ),
            self.tr(
                "Lines of streets: units drive the shortest way along them and walk those in the hotspot. They meet at "
                "common ends or vertices. Left out: units go straight from place to place."
            ),
        )
        self.add(
            QgsProcessingParameterString("SEED", self.tr("Seed"), "simulated patrols"),
            self.tr("Any text. The same seed gives the same patrols with the same versions of QGIS and numpy."),
        )
        self._number("UNITS", self.tr("Units"), WHOLE, 4, self.tr("How many units patrol; each has its own GPX file."))
        self._number("DAYS", self.tr("Days"), WHOLE, 7, self.tr("On how many days, one shift a day."))
        self._number(
            "PING",
            self.tr("Seconds between fixes"),
            REAL,
            15,
            self.tr("Mean seconds between two fixes; each varies by 10 %."),
        )
        self._number(
            "NOISE",
            self.tr("Noise of the GPS (metres)"),
            REAL,
            5,
            self.tr(
                "Standard deviation of a fix in metres, in x and in y; successive fixes drift together. 0 is exact."
            ),
        )
        self._number(
            "VISIT_MIN",
            self.tr("Length of a visit (minutes)"),
            REAL,
            13,
            self.tr("Mean length of a visit in minutes."),
        )
        self.add(
            QgsProcessingParameterDateTime(
                "START", self.tr("First day"), QgsProcessingParameterDateTime.Type.Date, FIRST_DAY
            ),
            self.tr("Date of the first shift."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("SHIFT_STARTS", self.tr("Shift starts at"), "14:00"),
            self.tr("Time of day, by the clocks of the time zone, as 14:00."),
            advanced=True,
        )
        self._number(
            "SHIFT_HOURS",
            self.tr("Length of a shift (hours)"),
            REAL,
            8,
            self.tr("Hours on patrol a day, at most 24."),
            advanced=True,
        )
        self.add(
            common.time_zone(),
            self.tr("Time zone in which the shifts start, such as Europe/London. The files are in UTC."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFolderDestination("FOLDER", self.tr("Folder for the GPX files")),
            self.tr("Made if it is not there. One GPX 1.1 a unit, simulated_unit_01.gpx and so on, replaced if there."),
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                "TRUTH", self.tr("Truth (simulated)"), Qgis.ProcessingSourceType.Vector, None, True, True
            ),
            self.tr(
                "Table of every stay in any hotspot, exact to the millisecond, with minutes and whether it was meant."
            ),
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Stays in hotspots")))
        self.addOutput(QgsProcessingOutputNumber("FIXES", self.tr("Fixes")))
        self.addOutput(QgsProcessingOutputNumber("FILES", self.tr("GPX files")))
        self.addOutput(QgsProcessingOutputString("SEED", self.tr("Seed of the simulation")))
        self.addOutput(QgsProcessingOutputString("SHA256", self.tr("SHA-256 of the files")))

    def _number(
        self, name: str, text: str, kind: Any, default: float, description: str, advanced: bool = False
    ) -> None:
        # no limits here: QGIS would refuse without saying why
        self.add(QgsProcessingParameterNumber(name, text, kind, default), description, advanced)
