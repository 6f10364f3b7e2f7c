"""What exportpackage asks for."""

from __future__ import annotations

from qgis.core import (
    Qgis,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...core.tasking.tiles import FINEST
from .. import parameters as common
from ..base import HotspotAlgorithm
from . import sealing


class ExportParameters(HotspotAlgorithm):
    """The parameters of exportpackage."""

    def define(self) -> None:
        point = Qgis.ProcessingSourceType.VectorPoint
        self.add(
            common.hotspots(common.POLYGONS),
            self.tr(
                "Hotspots with a key, in any coordinate system, as “Build hexagon hotspots” and “Assign hotspots to "
                "trial arms” make "
                "them or drawn by hand. If they have a column arm, only those of the arm below travel. Used where "
                "there: "
                "name, rank, shift, method, crimes, crimes_per_day, crime_share, peak_days, peak_hours. No other "
                "column travels."
            ),
        )
        self.add(
            common.id_field(),
            self.tr("Field that names each hotspot; no two may share a key."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("ARM", self.tr("Arm that travels"), "treatment"),
            self.tr(
                "Hotspots of this arm are packed; all others stay, and nothing in the package tells that there are any."
            ),
        )
        self.add(
            common.schedule(),
            self.tr(
                "Table with hotspot_id, period, starts, ends (UTC) and arm, as “Schedule a crossover trial” makes it. "
                "Of it only the place-periods of the arm above within the validity travel, and a hotspot that has none "
                "stays. Without it, every hotspot is to be patrolled through the whole validity."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSource("CRIMES", self.tr("Crimes"), [point], optional=True),
            self.tr(
                "Points from which the briefings take why a place is hot: number, types (crime_type) and months "
                "(occurred_from, "
                "occurred_to) of the crimes inside. Only counts travel, no crime and no address. Without it, the "
                "hotspots' own columns are used."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "NOTES", self.tr("Notes"), [Qgis.ProcessingSourceType.Vector], optional=True
            ),
            self.tr(
                "Table with hotspot_id and notes: what the analyst has to say about a place, shown in its briefing. Up "
                "to 600 characters each; no names, no intelligence."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "ROADS", self.tr("Streets"), [Qgis.ProcessingSourceType.VectorLine], optional=True
            ),
            self.tr(
                "Lines of streets in any coordinate system, such as OS Open Roads. Those within 300 m of a hotspot "
                "travel, as a layer, as a graph for walking directions, and in the booklet's maps; none of their "
                "columns does."
            ),
        )
        self.add(
            QgsProcessingParameterMultipleLayers(
                "BASEMAP", self.tr("Base map"), Qgis.ProcessingSourceType.MapLayer, optional=True
            ),
            self.tr(
                "Raster or vector layers from files, the first on top: they are drawn as QGIS shows them, round the "
                "hotspots that travel, and become the map under them in QField and Mergin Maps. One raster MBTiles "
                "file alone is not drawn anew: its tiles are taken as they are. Layers with hotspots, arms or crimes "
                "are refused."
            ),
        )
        self.add(
            QgsProcessingParameterString("TITLE", self.tr("Title"), "Hotspot patrols"),
            self.tr("What officers know the package by, such as “Operation Larch, week 14”; up to 200 characters."),
        )
        self.add(
            QgsProcessingParameterDateTime("VALID_FROM", self.tr("Valid from")),
            self.tr("Date, or date and time, from which the package is to be used, in the time zone below."),
        )
        self.add(
            QgsProcessingParameterDateTime("VALID_UNTIL", self.tr("Valid until")),
            self.tr(
                "Last date (to the end of that day), or date and time, at which it is to be used. Pages show it; they "
                "cannot enforce it."
            ),
        )
        self.add(
            QgsProcessingParameterNumber(
                "LIMIT",
                self.tr("Most patrols of a hotspot a day"),
                Qgis.ProcessingNumberParameterType.Integer,
                None,
                True,
            ),
            self.tr("Upper limit (patrols a day and hotspot) that briefings ask officers to keep; empty for none."),
        )
        self.add(
            QgsProcessingParameterNumber(
                "DOSE_MIN",
                self.tr("Minutes of a patrol"),
                Qgis.ProcessingNumberParameterType.Integer,
                15,
                minValue=1,
                maxValue=240,
            ),
            self.tr(
                "How long (minutes) a patrol of a hotspot should last, which briefings ask for. 11 to 15 minutes "
                "deter longest for the time they take (Koper 1995)."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber(
                "BASEMAP_ZOOM",
                self.tr("Finest zoom of the base map"),
                Qgis.ProcessingNumberParameterType.Integer,
                FINEST,
                minValue=10,
                maxValue=FINEST,
            ),
            self.tr(
                "Up to which zoom (10 to 17; a pixel of zoom 17 is about 0.7 m in England) the base map has tiles. "
                "Each zoom less saves two thirds of its size. Zooms over 13 have tiles within 200 m of the hotspots "
                "alone, and drawing stops at the zoom that keeps them under 8,000."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean("PMTILES", self.tr("Base map for browsers too"), True),
            self.tr(
                "Adds the base map as data/basemap.pmtiles, the form that web pages read. QField and Mergin Maps do "
                "not need it: without it the base map takes half the room."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("ISSUER", self.tr("Issuer"), optional=True),
            self.tr("Who sends the package, such as a unit or a mailbox; nobody's name. Up to 200 characters."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber(
                "SUPPRESS_BELOW",
                self.tr("Hide counts below"),
                Qgis.ProcessingNumberParameterType.Integer,
                0,
                minValue=0,
                maxValue=1000,
            ),
            self.tr(
                "Counts of crimes from 1 to one less than this are hidden in every file, and what would give them away "
                "by subtraction; 0 shows all."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("OVERRIDE", self.tr("Why text like personal data may travel"), optional=True),
            self.tr(
                "Text that looks like a name, phone number, number plate, National Insurance number, date of birth or "
                "address stops the export, unless you write here why it may travel (10 characters or more). The "
                "manifest shows it."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean("BOOKLET", self.tr("Booklet to print"), True),
            self.tr("Adds booklet.pdf, an A4 page a hotspot."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFile("LAYOUT", self.tr("Layout of the booklet"), extension="qpt", optional=True),
            self.tr(
                "Print layout template (.qpt) for the booklet's pages; empty for the plugin's own, "
                "resources/templates/booklet.qpt, which can be changed in QGIS's layout window and saved under another "
                "name."
            ),
            advanced=True,
        )
        self.add(
            common.time_zone(),
            self.tr("Time zone of the validity, such as Europe/London; pages show its local time, files hold UTC."),
            advanced=True,
        )
        sealing.define(self)
        self.add(
            QgsProcessingParameterString("LANGUAGE", self.tr("Language of the briefings"), optional=True),
            self.tr(
                "Code of the language of briefings, booklet, field forms and README, such as en or cy (Welsh, not yet "
                "read by a native speaker); empty for the language of QGIS where there are texts in it, English "
                "otherwise."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFileDestination(
                "OUTPUT", self.tr("Package"), self.tr("Packages (*.zip);;Encrypted packages (*.age)")
            ),
            self.tr(
                "Zip with briefings, outlines, tasks, an empty file for records, and a manifest; encrypted, its name "
                "ends in .age. Give it a new name for each issue."
            ),
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Hotspots in the package")))
        self.addOutput(QgsProcessingOutputNumber("WITHHELD", self.tr("Hotspots that stay")))
        self.addOutput(QgsProcessingOutputNumber("FILES", self.tr("Files in the package")))
        self.addOutput(QgsProcessingOutputString("HASH", self.tr("SHA-256 of the manifest")))
        self.addOutput(QgsProcessingOutputString("BUNDLE_ID", self.tr("Id that the content gives the package")))
