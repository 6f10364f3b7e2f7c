"""What Import tracks asks for."""

from __future__ import annotations

from qgis.core import (
    Qgis,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..base import HotspotAlgorithm
from ..parameters import REAL


class TracksParameters(HotspotAlgorithm):
    """Files or a layer of tracks; how their times and names are read; the rules that clean them; the outputs."""

    def define(self) -> None:
        self.add(
            # of QGIS's own parameters the only one that takes files and folders, in the dialog too
            QgsProcessingParameterMultipleLayers(
                "INPUT", self.tr("Track files or folders"), Qgis.ProcessingSourceType.File, optional=True
            ),
            self.tr(
                "GPX, KML, GeoJSON, CSV (AVL, Airwave, Traccar, OpenTracks and others), OwnTracks .rec or GeoLife .plt "
                "files, or folders in which all of these are read, however deep. Where the rows name no unit, the name "
                "of a file does, so use pseudonyms. A path or id of a layer may stand here too."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "LAYER",
                self.tr("Or a layer of points or tracks"),
                [Qgis.ProcessingSourceType.VectorPoint, Qgis.ProcessingSourceType.VectorLine],
                optional=True,
            ),
            self.tr(
                "Points with a time each (QField), or lines with the time of each vertex in M (Mergin Maps, QField), "
                "instead of files. Fields accuracy_m (metres), speed_ms (m/s) and segment are kept."
            ),
        )
        self.add(
            QgsProcessingParameterField(
                "UNIT_FIELD", self.tr("Unit, a field of the layer"), None, "LAYER", optional=True
            ),
            self.tr(
                "Of a layer: field that says which unit a point is of. Left out: unit, or else the layer is one unit."
            ),
        )
        self.add(
            QgsProcessingParameterField(
                "TIME_FIELD", self.tr("Time, a field of the layer"), None, "LAYER", optional=True
            ),
            self.tr("Of a layer: field with date and time, or ISO text such as 2026-01-05T14:00:00Z. Left out: time."),
        )
        self.add(
            QgsProcessingParameterString("TIME_ZONE", self.tr("Time zone of times without one"), "", optional=True),
            self.tr(
                "Such as Europe/London. Left out: times of GPX and KML files that have no zone are UTC, as these "
                "formats say; times of other files and of a layer must have one, or you are asked for it."
            ),
        )
        self.add(
            QgsProcessingParameterFile("PROFILE", self.tr("Saved mapping of columns"), extension="json", optional=True),
            self.tr(
                "For CSV and GeoJSON: JSON that names the columns of unit, time, place, speed (with its unit), "
                "accuracy (metres) and validity. MAPPING saves one. Left out: columns are known by their usual names."
            ),
        )
        self.add(
            QgsProcessingParameterString("UNIT_KEY", self.tr("Key for pseudonyms (secret)"), "", optional=True),
            self.tr(
                "At least 12 characters, or the path of a text file that holds them: every unit is then called by a "
                "pseudonym that only this key gives, the same in every import. Left out: only names that look like "
                "people's are replaced. QGIS keeps what is typed in its history; a path keeps the key out of it."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSink("OUTPUT", self.tr("Fixes"), Qgis.ProcessingSourceType.VectorPoint),
            self.tr(
                "One point a fix: unit, time (UTC), accuracy_m (metres), speed_ms (m/s), source and segment. In WGS "
                "84, or in the layer's own CRS."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                "REJECTS", self.tr("Rejects"), Qgis.ProcessingSourceType.Vector, None, True, False
            ),
            self.tr("Table of what could not be used: file, number of the point, reason, and the point as it stands."),
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                "PINGS", self.tr("Ping intervals"), Qgis.ProcessingSourceType.Vector, None, True, False
            ),
            self.tr("Table of the units: fixes, first, last, and the seconds between fixes, which limit what is seen."),
        )
        self._define_advanced()
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Fixes")))
        self.addOutput(QgsProcessingOutputNumber("REJECTED", self.tr("Points that could not be used")))
        self.addOutput(QgsProcessingOutputNumber("UNITS", self.tr("Units")))
        self.addOutput(QgsProcessingOutputNumber("FILES", self.tr("Files (or layers) used")))
        self.addOutput(QgsProcessingOutputNumber("REFUSED", self.tr("Files refused")))
        self.addOutput(QgsProcessingOutputString("FIRST", self.tr("Time of the first fix (UTC)")))
        self.addOutput(QgsProcessingOutputString("LAST", self.tr("Time of the last fix (UTC)")))
        self.addOutput(QgsProcessingOutputNumber("PING_S", self.tr("Seconds between fixes, median over the units")))
        self.addOutput(QgsProcessingOutputString("RULES", self.tr("How often each rule was used (JSON)")))
        self.addOutput(QgsProcessingOutputString("SHA256", self.tr("SHA-256 of the fixes")))

    def _define_advanced(self) -> None:
        """Add what most imports leave alone."""
        self.add(
            QgsProcessingParameterNumber(
                "MAX_SPEED", self.tr("Greatest possible speed (km/h)"), REAL, 300.0, False, 0.0
            ),
            self.tr(
                "A fix that could only be reached faster (km/h) is an impossible jump and a reject. 0: no such rule."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber("HOLD", self.tr("Hold halts within (metres)"), REAL, 0.0, False, 0.0, 200.0),
            self.tr(
                "Fixes that stay within so many metres for a minute or longer are put at their middle, which takes out "
                "the drift of a unit that stands. 0: fixes stay where the device put them; the drift is only counted."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterEnum(
                "DATE_ORDER",
                self.tr("Dates such as 5/6/2026"),
                [self.tr("tell from the dates, or ask"), self.tr("day first"), self.tr("month first")],
                False,
                0,
            ),
            self.tr("How dates in CSV files are read: 0 as the dates themselves show, 1 as 5 June, 2 as 6 May."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFileDestination(
                "MAPPING", self.tr("Mapping that was used"), self.tr("JSON files (*.json)"), None, True, False
            ),
            self.tr("The columns as they were understood in CSV and GeoJSON files, to be checked, changed and reused."),
            advanced=True,
        )
