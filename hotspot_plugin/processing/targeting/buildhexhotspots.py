"""Crimes to ranked hexagons."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
)

from ...core.progress import Part, Progress
from ...core.targeting import h3grid, hexgrid, observed
from ...core.targeting.hexhotspots import HexHotspots, Wanted, build, build_h3
from ...layers.crimes import read_crimes
from ...layers.feedback import FeedbackProgress
from ...layers.tables import HOTSPOTS
from ...layers.write import write
from ..base import HotspotAlgorithm

WHOLE = Qgis.ProcessingNumberParameterType.Integer
REAL = Qgis.ProcessingNumberParameterType.Double
NUMBER = Qgis.ProcessingFieldParameterDataType.Numeric
WHEN = Qgis.ProcessingFieldParameterDataType.DateTime
EQUAL_AREA, H3 = 0, 1


class BuildHexHotspots(HotspotAlgorithm):
    """Crimes to ranked hexagons of equal area, or to H3 cells."""

    ROOM = "targeting"

    def title(self) -> str:
        return self.tr("Build hexagon hotspots")

    def define(self) -> None:
        self._define_grid()
        self._define_choice()
        self.add(
            QgsProcessingParameterFeatureSink("OUTPUT", self.tr("Hotspots"), Qgis.ProcessingSourceType.VectorPolygon),
            self.tr("The hexagons, rank 1 being the hottest, with crimes, share of all crimes, area and persistence."),
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Hotspots made")))
        self.addOutput(QgsProcessingOutputNumber("CRIMES", self.tr("Crimes counted, in hotspots or not")))
        self.addOutput(QgsProcessingOutputNumber("LEFT_OUT", self.tr("Crimes left out: unusable or excluded")))
        self.addOutput(QgsProcessingOutputNumber("SHARE", self.tr("Share of the crimes counted in hotspots (0–1)")))
        self.addOutput(QgsProcessingOutputNumber("AREA_HA", self.tr("Area of all hotspots together (hectares)")))
        self.addOutput(QgsProcessingOutputString("SHA256", self.tr("SHA-256 of the hotspots' ids in order of rank")))

    def _define_grid(self) -> None:
        self.add(
            QgsProcessingParameterFeatureSource("CRIMES", self.tr("Crimes"), [Qgis.ProcessingSourceType.VectorPoint]),
            self.tr("Points, one a crime, as Import crimes makes them, filtered to crimes that patrols can prevent."),
        )
        grids = [self.tr("Hexagons of equal area"), self.tr("H3 cells")]
        self.add(
            QgsProcessingParameterEnum("GRID", self.tr("Grid"), grids, False, EQUAL_AREA),
            self.tr(
                "Hexagons of exactly the area asked for, the same in every run; or the cells of Uber's H3, to match "
                "other H3 data (needs the Python library h3)."
            ),
        )
        self.add(
            QgsProcessingParameterNumber("AREA_HA", self.tr("Area of a hexagon (hectares)"), REAL, 5.0),
            self.tr("Area of each hexagon in hectares; 5 is about seven football pitches, 240 m across. Not for H3."),
        )
        self.add(
            QgsProcessingParameterNumber("RESOLUTION", self.tr("H3 resolution (0–15)"), WHOLE, 10),
            self.tr("Resolution of H3 cells, 0 to 15: 10 is about 1.5 ha, 9 about 10.5 ha. Only for H3."),
            advanced=True,
        )

    def _define_choice(self) -> None:
        self.add(
            QgsProcessingParameterField("WEIGHT_FIELD", self.tr("Weight (harm)"), None, "CRIMES", NUMBER, False, True),
            self.tr("Rank by the sum of this number, such as days of harm (0 or more); a crime without one adds 0."),
        )
        self.add(
            QgsProcessingParameterField("TIME_FIELD", self.tr("Time"), None, "CRIMES", WHEN, False, True),
            self.tr(
                "Date or time (UTC), such as occurred_from: gives crimes per day and the share of months with any."
            ),
        )
        self.add(
            QgsProcessingParameterNumber("MIN_CRIMES", self.tr("Fewest crimes of a hotspot"), WHOLE, 1),
            self.tr("Hexagons with fewer crimes are left out (number, 1 or more)."),
        )
        self.add(
            QgsProcessingParameterNumber("TOP_N", self.tr("Number of hotspots"), WHOLE, None, True),
            self.tr("Keep so many of the hottest hexagons; empty keeps all."),
        )
        self.add(
            QgsProcessingParameterNumber("MIN_SEPARATION", self.tr("Least distance of centres (metres)"), REAL, 0.0),
            self.tr(
                "Metres between the centres of any two hotspots, so that patrols of one do not spill into another; "
                "the hotter is kept. 0 does not separate; 500 has been used in trials."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "EXCLUDE", self.tr("Places to exclude"), [Qgis.ProcessingSourceType.VectorPolygon], None, True
            ),
            self.tr("Polygons such as prisons or hospitals: crimes inside them or on their edge are not counted."),
            advanced=True,
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        if self.parameterAsEnum(parameters, "GRID", context) == H3:
            h3grid.check_resolution(self.parameterAsInt(parameters, "RESOLUTION", context))
            h3grid.library()
        else:
            hexgrid.check_area(self.parameterAsDouble(parameters, "AREA_HA", context))
        self._wanted(parameters, context).check()

    def _wanted(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Wanted:
        every = parameters.get("TOP_N") in (None, "")
        return Wanted(
            self.parameterAsInt(parameters, "MIN_CRIMES", context),
            None if every else self.parameterAsInt(parameters, "TOP_N", context),
            self.parameterAsDouble(parameters, "MIN_SEPARATION", context),
        )

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        crimes = read_crimes(
            self.needed_layer(parameters, "CRIMES", context),
            context.transformContext(),
            weight_field=self.parameterAsString(parameters, "WEIGHT_FIELD", context),
            time_field=self.parameterAsString(parameters, "TIME_FIELD", context),
            exclude=self.layer(parameters, "EXCLUDE", context),
            progress=Part(progress, 0.0, 0.4),
        )
        space, wanted, part = crimes.space, self._wanted(parameters, context), Part(progress, 0.4, 0.6)
        if self.parameterAsEnum(parameters, "GRID", context) == H3:
            resolution = self.parameterAsInt(parameters, "RESOLUTION", context)
            degrees = space.to_lonlat(crimes.x, crimes.y)
            made = build_h3(*degrees, space.from_lonlat, resolution, crimes.weight, crimes.time, wanted, part)
        else:
            area_ha = self.parameterAsDouble(parameters, "AREA_HA", context)
            made = build(crimes.x, crimes.y, area_ha, crimes.weight, crimes.time, wanted, part)
        self._say(made, wanted, progress)
        output = write(
            self,
            parameters,
            "OUTPUT",
            context,
            made.table,
            HOTSPOTS,
            made.rings.scaled(1.0 / space.metres_per_unit).wkb(),
            space.crs,
            style="hotspots",
            geometry="Polygon",
            progress=Part(progress, 0.6, 1.0),
        )
        return {
            "OUTPUT": output,
            "COUNT": len(made.table),
            "CRIMES": made.used,
            "LEFT_OUT": crimes.left_out,
            "SHARE": made.share,
            "AREA_HA": float(made.table["area_ha"].sum()),
            "SHA256": made.sha256,
        }

    def _say(self, made: HexHotspots, wanted: Wanted, progress: Progress) -> None:
        progress.say(
            self.tr("{used} crimes in {cells} cells; {count} hotspots hold {share} of them on {area} ha.").format(
                used=f"{made.used:,}",
                cells=f"{made.cells:,}",
                count=f"{len(made.table):,}",
                share=f"{made.share:.1%}",
                area=f"{made.table['area_ha'].sum():,.1f}",
            )
        )
        if wanted.top_n is not None and len(made.table) < wanted.top_n:
            progress.warn(
                self.tr("{} hotspots were asked for; only {} could be made.").format(wanted.top_n, len(made.table))
            )
        span = made.observed
        if span is None:
            return
        progress.say(
            self.tr("Crimes cover {} days in {} months, {} to {}.").format(
                f"{span.days:,}", span.months.size, span.months[0], span.months[-1]
            )
        )
        if span.precision == observed.MONTH:
            progress.warn(self.tr("All times are the first of a month: they are months, unfit for peak days or hours."))
        elif span.precision == observed.DAY:
            progress.say(self.tr("All times are midnights: they are days, unfit for peak hours."))
