"""What comparehotspots asks for."""

from __future__ import annotations

from qgis.core import (
    Qgis,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from .parameters import REAL, WHOLE, CrimesParameters

DAY = QgsProcessingParameterDateTime.Type.Date


class CompareParameters(CrimesParameters):
    """Hotspot layers, the crimes and days to score them on, the place, the intervals; the outputs."""

    def define(self) -> None:
        self._define_crimes()
        self._define_place()
        self.add(
            QgsProcessingParameterFileDestination(
                "REPORT", self.tr("Report"), self.tr("HTML files (*.html)"), None, True
            ),
            self.tr("Report for people: charts, numbers with their intervals and what they mean, in one file."),
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                "OUTPUT", self.tr("Comparison"), Qgis.ProcessingSourceType.Vector, None, True
            ),
            self.tr("Table with one row a layer: hits, hit rate, PAI, PEI, recapture rate, clumpiness, intervals."),
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Layers scored")))
        self.addOutput(QgsProcessingOutputNumber("CRIMES", self.tr("Crimes scored on")))
        self.addOutput(
            QgsProcessingOutputNumber("LEFT_OUT", self.tr("Crimes left out: unusable, or outside time or study area"))
        )
        self.addOutput(QgsProcessingOutputString("HIT_RATES", self.tr("Hit rate of each layer (0–1, JSON)")))
        self.addOutput(
            QgsProcessingOutputNumber("ON_TRAINING", self.tr("Layers scored on crimes that they were built from"))
        )
        self.addOutput(QgsProcessingOutputString("SEED", self.tr("Seed of the bootstrap samples")))

    def _define_crimes(self) -> None:
        self.add(
            QgsProcessingParameterMultipleLayers(
                "HOTSPOTS", self.tr("Hotspot layers"), Qgis.ProcessingSourceType.VectorAnyGeometry
            ),
            self.tr(
                "Layers to score: polygons of any make, or lines along the streets. The others are compared with the "
                "first. The fields rank and crimes are used where a layer has them."
            ),
        )
        self.add(
            QgsProcessingParameterString("NAMES", self.tr("Names of the layers"), None, False, True),
            self.tr(
                "What the report calls the layers, in their order, with semicolons between: “Hexagons; Our beats”. "
                "Empty takes the layers' own names, which say little where a model made them."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFeatureSource("CRIMES", self.tr("Crimes"), [Qgis.ProcessingSourceType.VectorPoint]),
            self.tr("Points, one a crime, of a period later than the crimes that the hotspots were built from."),
        )
        self.define_time_field(
            self.tr("Date or time (UTC), such as occurred_from; with it the periods can be told apart.")
        )
        self.define_time_zone(self.tr("Whose clocks days go by: an IANA name."))
        self.add(
            QgsProcessingParameterDateTime("FROM", self.tr("First day to score"), DAY, None, True),
            self.tr(
                "Only crimes from this day on are scored, such as 2019-01-01. Those before it are the training period "
                "if no layer is given for that. Empty scores all."
            ),
        )
        self.add(
            QgsProcessingParameterDateTime("TO", self.tr("Last day to score"), DAY, None, True),
            self.tr("Only crimes up to this day, the day itself included, are scored. Empty scores all."),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "TRAINING", self.tr("Training crimes"), [Qgis.ProcessingSourceType.VectorPoint], None, True
            ),
            self.tr(
                "The crimes that the hotspots were built from, if they are not in the layer of crimes: for the "
                "recapture rate, and to see that the scored ones are later. Their time is in the same field."
            ),
        )

    def _define_place(self) -> None:
        self.add(
            QgsProcessingParameterFeatureSource(
                "STUDY_AREA", self.tr("Study area"), [Qgis.ProcessingSourceType.VectorPolygon], None, True
            ),
            self.tr(
                "Polygons in which crimes and hotspots count, such as the force area. Without it the study area is the "
                "hexagons with a crime, which makes PAI lower."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "STREETS", self.tr("Streets"), [Qgis.ProcessingSourceType.VectorLine], None, True
            ),
            self.tr("Street links, for PAI and PEI by street length; needed where hotspots are lines."),
        )
        self.add(
            QgsProcessingParameterNumber("CELL_HA", self.tr("Area of a cell (hectares)"), REAL, 5.0),
            self.tr("Hectares of the hexagons in which PEI and clumpiness are measured; use that of hexagon hotspots."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber("SNAP_DISTANCE", self.tr("Snap distance (metres)"), REAL, 75.0),
            self.tr("A crime is at its nearest street link if that is at most so many metres away."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber("BOOTSTRAP", self.tr("Bootstrap samples"), WHOLE, 1000),
            self.tr("Number of samples of the later crimes for the 95 % intervals: 100 or more, or 0 for none."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("SEED", self.tr("Seed"), "1"),
            self.tr("Any text: the same gives the same intervals with the same version of numpy."),
            advanced=True,
        )
