"""Import crimes: police.uk or any other CSV to one point layer, with every row that cannot be used accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import shapely
from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterCrs,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from ...core.errors import HotspotError
from ...core.progress import Part
from ...core.targeting.crimes import read_crimes
from ...core.targeting.crimes_plan import PARAMETERS, Columns
from ...core.targeting.crimes_time import zone_named
from ...layers import tables
from ...layers.crs import WGS84
from ...layers.feedback import FeedbackProgress
from ...layers.write import write
from ..base import HotspotAlgorithm


class ImportCrimes(HotspotAlgorithm):
    """See resources/help/targeting/importcrimes.html."""

    ROOM = "targeting"

    def title(self) -> str:
        return self.tr("Import crimes")

    def define(self) -> None:
        # the second filter, "*", makes QGIS accept a folder here as well
        files = self.tr("CSV files") + " (*.csv *.csv.gz *.CSV *.CSV.GZ);;" + self.tr("All files and folders") + " (*)"
        self.add(
            QgsProcessingParameterFile("INPUT", self.tr("CSV file, or folder of CSV files"), fileFilter=files),
            self.tr(
                "A CSV file (.csv or .csv.gz), or a folder: type or paste its path, and every CSV file in it and in "
                "the folders in it is read. Street-level files from police.uk need nothing else."
            ),
        )
        for name, label, about in self._fields():
            self.add(QgsProcessingParameterString(name, label, optional=True), about)
        self.add(
            QgsProcessingParameterCrs("CRS", self.tr("CRS of the coordinates"), defaultValue=WGS84),
            self.tr(
                "What the coordinates are in: EPSG:4326 for longitude and latitude in degrees (as on police.uk), "
                "EPSG:27700 for British easting and northing in metres. The output has the same CRS."
            ),
        )
        self.add(
            QgsProcessingParameterString(
                "TIME_ZONE", self.tr("Time zone of local times"), defaultValue="Europe/London"
            ),
            self.tr(
                "IANA name of the zone that times are in where the file gives no offset, such as Europe/London. Times "
                "are stored in UTC; days and months stay the days and months that the file gives."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFeatureSink("OUTPUT", self.tr("Crimes"), QgsProcessing.SourceType.VectorPoint),
            self.tr(
                "Point layer, one crime a point, with the earliest and the latest time (UTC) it can have happened."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                "REJECTS",
                self.tr("Rows that could not be used"),
                QgsProcessing.SourceType.Vector,
                optional=True,
                createByDefault=False,
            ),
            self.tr(
                "Table of the rows left out, each with its file, row number (the header is row 1), reason and content."
            ),
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Crimes imported")))
        self.addOutput(QgsProcessingOutputNumber("REJECTED", self.tr("Rows that could not be used")))
        self.addOutput(QgsProcessingOutputNumber("FILES", self.tr("Files read")))
        self.addOutput(QgsProcessingOutputString("FIRST", self.tr("Date of the first crime (UTC)")))
        self.addOutput(QgsProcessingOutputString("LAST", self.tr("Date of the last crime (UTC)")))
        self.addOutput(
            QgsProcessingOutputString("SHA256", self.tr("SHA-256 of the files read, one after another by name"))
        )

    def _fields(self) -> list[tuple[str, str, str]]:
        same = self.tr("Not needed for police.uk. Capitals do not matter.")
        return [
            ("X_FIELD", self.tr("Column of longitude or easting"), self.tr("Name of the column with x.") + " " + same),
            ("Y_FIELD", self.tr("Column of latitude or northing"), self.tr("Name of the column with y.") + " " + same),
            (
                "TIME_FIELD",
                self.tr("Column of date or time"),
                self.tr(
                    "Name of the column that says when: 2018-07, 2018-07-31, 2018-07-31 23:05, 2018-07-31T22:05Z, "
                    "31/07/2018 23:05 or 07/31/2018 11:05 PM. Left empty, crimes have no time."
                )
                + " "
                + same,
            ),
            (
                "TYPE_FIELD",
                self.tr("Column of crime type"),
                self.tr("Name of the column with the type of crime.") + " " + same,
            ),
            (
                "PLACE_FIELD",
                self.tr("Column of place"),
                self.tr("Name of the column with the place in words, such as the street.") + " " + same,
            ),
            (
                "HARM_FIELD",
                self.tr("Column of harm weight"),
                self.tr(
                    "Name of the column with each crime's weight, 0 or more, such as the days of the Cambridge Crime "
                    "Harm Index. In police.uk files it is read where somebody has added it."
                ),
            ),
        ]

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        source = Path(self.parameterAsString(parameters, "INPUT", context))
        if not source.exists():
            raise HotspotError(self.tr("{} is not there: check the path of INPUT.").format(source))
        if not self.parameterAsCrs(parameters, "CRS", context).isValid():
            raise HotspotError(self.tr("The CRS is not valid: choose one, EPSG:4326 for longitude and latitude."))
        # months and days need no zone, so that they can be read where Python knows none
        if self.parameterAsString(parameters, "TIME_FIELD", context):
            zone_named(self._zone(parameters, context))

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        crs = self.parameterAsCrs(parameters, "CRS", context)
        columns = {part: self.parameterAsString(parameters, name, context).strip() for part, name in PARAMETERS.items()}
        crimes, x, y, rejects, notes = read_crimes(
            self.parameterAsString(parameters, "INPUT", context),
            Columns(**columns),
            geographic=crs.isGeographic(),
            zone=self._zone(parameters, context),
            progress=Part(progress, 0.0, 0.4),
        )
        written = {
            "OUTPUT": write(
                self,
                parameters,
                "OUTPUT",
                context,
                crimes,
                tables.CRIMES,
                shapely.points(x, y),
                crs,
                style="crimes",
                geometry="Point",
                progress=Part(progress, 0.4, 0.95),
            ),
            "REJECTS": write(
                self, parameters, "REJECTS", context, rejects, tables.REJECTS, progress=Part(progress, 0.95, 1.0)
            ),
        }
        return {name: value for name, value in written.items() if value is not None} | {
            "COUNT": len(crimes),
            "REJECTED": len(rejects),
            "FILES": len(notes.files),
            "FIRST": notes.first,
            "LAST": notes.last,
            "SHA256": notes.sha256,
        }

    def _zone(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        return self.parameterAsString(parameters, "TIME_ZONE", context).strip() or "Europe/London"
