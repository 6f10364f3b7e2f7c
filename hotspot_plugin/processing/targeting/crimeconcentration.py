"""How strongly crime concentrates at places, and whether it stays there."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
)

from ... import paths
from ...core.errors import HotspotError
from ...core.progress import Part, Progress
from ...core.targeting import hexgrid, places
from ...core.targeting.charts import percent
from ...core.targeting.concentrated import MONTH, QUARTER, WHOLE, YEAR, Concentrated, measure
from ...core.targeting.concentration_report import About, report
from ...core.targeting.crimes import are_snapped
from ...core.targeting.later import dates
from ...layers import tables
from ...layers.crimes import Crimes, read_crimes
from ...layers.feedback import FeedbackProgress
from ...layers.study import read_area, read_streets
from ...layers.write import write
from .parameters import REAL, CrimesParameters

HEXAGONS, LINKS = 0, 1
PERIODS = (WHOLE, YEAR, QUARTER, MONTH)


class CrimeConcentration(CrimesParameters):
    """Lorenz curve, Gini coefficients and the places that hold a quarter and half of crime, over time."""

    def title(self) -> str:
        return self.tr("Crime concentration")

    def define(self) -> None:
        self._define_places()
        self._define_time()
        self.add(
            QgsProcessingParameterFileDestination(
                "REPORT", self.tr("Report"), self.tr("HTML files (*.html)"), None, True
            ),
            self.tr("Report for people: Lorenz curve, development over time and what the numbers mean, in one file."),
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                "OUTPUT", self.tr("Concentration"), Qgis.ProcessingSourceType.Vector, None, True
            ),
            self.tr("Table with one row for all crimes and one a period: Gini coefficients and shares of places."),
        )
        self.addOutput(QgsProcessingOutputNumber("CRIMES", self.tr("Crimes at a place")))
        self.addOutput(QgsProcessingOutputNumber("LEFT_OUT", self.tr("Crimes left out: unusable or at no place")))
        self.addOutput(QgsProcessingOutputNumber("PLACES", self.tr("Places, with crime or without")))
        self.addOutput(QgsProcessingOutputNumber("PERIODS", self.tr("Periods")))
        self.addOutput(QgsProcessingOutputNumber("GINI", self.tr("Gini coefficient of all crimes (0–1)")))
        self.addOutput(
            QgsProcessingOutputNumber("GINI_GENERALISED", self.tr("Generalised Gini coefficient of all crimes (0–1)"))
        )
        self.addOutput(QgsProcessingOutputNumber("SHARE_25", self.tr("Share of places that hold 25 % of crime (0–1)")))
        self.addOutput(QgsProcessingOutputNumber("SHARE_50", self.tr("Share of places that hold 50 % of crime (0–1)")))

    def _define_places(self) -> None:
        self.add(
            QgsProcessingParameterFeatureSource("CRIMES", self.tr("Crimes"), [Qgis.ProcessingSourceType.VectorPoint]),
            self.tr("Points, one a crime, as Import crimes makes them."),
        )
        units = [self.tr("Hexagons of equal area"), self.tr("Street links")]
        self.add(
            QgsProcessingParameterEnum("UNIT", self.tr("Places"), units, False, HEXAGONS),
            self.tr(
                "What a place is. 0: hexagons of the same lattice as Build hexagon hotspots. 1: links of the street "
                "network, each crime at its nearest."
            ),
        )
        self.add(
            QgsProcessingParameterNumber("AREA_HA", self.tr("Area of a hexagon (hectares)"), REAL, 5.0),
            self.tr("Area of each hexagon in hectares. Not for street links."),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "STREETS", self.tr("Streets"), [Qgis.ProcessingSourceType.VectorLine], None, True
            ),
            self.tr("For street links: lines, one a link from junction to junction. Every link counts as a place."),
        )
        self.add(
            QgsProcessingParameterNumber("SNAP_DISTANCE", self.tr("Snap distance (metres)"), REAL, 75.0),
            self.tr("For street links: a crime further from its nearest link than so many metres is at no place."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "STUDY_AREA", self.tr("Study area"), [Qgis.ProcessingSourceType.VectorPolygon], None, True
            ),
            self.tr(
                "Polygons, such as the force area: every place in them counts, with crime or without, and crimes "
                "outside do not. Without it only hexagons with a crime count, which understates concentration; street "
                "links all count."
            ),
        )

    def _define_time(self) -> None:
        self.define_time_field(self.tr("Date or time (UTC), such as occurred_from; needed for periods."))
        periods = [self.tr("All at once"), self.tr("Years"), self.tr("Quarters"), self.tr("Months")]
        self.add(
            QgsProcessingParameterEnum("PERIOD", self.tr("Over time"), periods, False, 0),
            self.tr("0: all crimes at once. 1 years, 2 quarters, 3 months: each calendar period on its own as well."),
        )
        self.define_time_zone(self.tr("Whose clocks years, quarters and months go by: an IANA name."))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        if self.parameterAsEnum(parameters, "UNIT", context) == LINKS:
            if parameters.get("STREETS") in (None, ""):
                raise HotspotError(self.tr("Street links need a layer of streets: choose one for STREETS."))
            places.check_snap(self.parameterAsDouble(parameters, "SNAP_DISTANCE", context))
        else:
            hexgrid.check_area(self.parameterAsDouble(parameters, "AREA_HA", context))
        self.zone(parameters, context)
        period = PERIODS[self.parameterAsEnum(parameters, "PERIOD", context)]
        if period != WHOLE and not self.parameterAsString(parameters, "TIME_FIELD", context):
            raise HotspotError(self.tr("Periods need the crimes' times: choose TIME_FIELD, or all at once."))

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        by_link = self.parameterAsEnum(parameters, "UNIT", context) == LINKS
        period = PERIODS[self.parameterAsEnum(parameters, "PERIOD", context)]
        layer = self.needed_layer(parameters, "CRIMES", context)
        crimes = read_crimes(
            layer,
            context.transformContext(),
            time_field=self.parameterAsString(parameters, "TIME_FIELD", context),
            progress=Part(progress, 0.0, 0.4),
        )
        area = self.layer(parameters, "STUDY_AREA", context)
        study = None if area is None else read_area(area, crimes.space, progress)
        part = Part(progress, 0.4, 0.8)
        if by_link:
            streets = read_streets(self.needed_layer(parameters, "STREETS", context), crimes.space, progress)
            snap = self.parameterAsDouble(parameters, "SNAP_DISTANCE", context)
            made, unit = places.links(crimes.x, crimes.y, streets, snap, study, part), self.tr("street links")
        else:
            area_ha = self.parameterAsDouble(parameters, "AREA_HA", context)
            made = places.hexagons(crimes.x, crimes.y, area_ha, study, part)
            unit = self.tr("hexagons of {} ha").format(f"{area_ha:g}")
        nowhere = int((made.of_crime < 0).sum())
        if nowhere == made.of_crime.size:
            raise HotspotError(
                self.tr("None of the {} crimes is at any of the {}: check that the layers are of one area.").format(
                    f"{nowhere:,}", unit
                )
            )
        if nowhere:
            progress.warn(
                self.tr("{} crimes are at no place: outside the study area, or too far from a street.").format(
                    f"{nowhere:,}"
                )
            )
        time = crimes.on_the_wall(self.zone(parameters, context))
        found = measure(made, time, period, by_link, Part(progress, 0.8, 0.95))
        self._say(found, unit, progress)
        every_place = by_link or study is not None
        cautions = self._cautions(crimes, by_link, every_place)
        for caution in cautions:
            progress.warn(caution)
        about = About(layer.name, unit, dates(time), cautions, every_place, by_link, paths.version())
        progress.at(0.95)
        written = self._write(parameters, context, found, about)
        row = found.table.iloc[0]
        return {
            **written,
            "CRIMES": int(row["crimes"]),
            "LEFT_OUT": crimes.left_out + nowhere,
            "PLACES": int(row["places"]),
            "PERIODS": len(found.table) - 1,
            "GINI": float(row["gini"]),
            "GINI_GENERALISED": float(row["gini_generalised"]),
            "SHARE_25": float(row["share_25"]),
            "SHARE_50": float(row["share_50"]),
        }

    def _cautions(self, crimes: Crimes, by_link: bool, every_place: bool) -> tuple[str, ...]:
        said = []
        if not every_place:
            said.append(
                self.tr(
                    "No study area is given, so only hexagons with a crime count as places. With the empty ones among "
                    "them crime would be more concentrated."
                )
            )
        if by_link and are_snapped(crimes.x, crimes.y):
            said.append(
                self.tr(
                    "Many crimes share the same coordinates, as police.uk's anonymised ones do: how they concentrate "
                    "on street links is partly the work of the anonymisation."
                )
            )
        return tuple(said)

    def _say(self, found: Concentrated, unit: str, progress: Progress) -> None:
        row = found.table.iloc[0]
        progress.say(
            self.tr(
                "{crimes} crimes at {places} {unit}: 25 % of them at {quarter} of the places (at random: {random}), "
                "50 % at {half}; Gini {gini}, generalised {generalised}."
            ).format(
                crimes=f"{row['crimes']:,}",
                places=f"{row['places']:,}",
                unit=unit,
                quarter=percent(row["share_25"]),
                random=percent(row["chance_25"]),
                half=percent(row["share_50"]),
                gini=f"{row['gini']:.3f}",
                generalised=f"{row['gini_generalised']:.3f}",
            )
        )

    def _write(
        self, parameters: dict[str, Any], context: QgsProcessingContext, found: Concentrated, about: About
    ) -> dict[str, Any]:
        """Write the outputs that are asked for."""
        templates = paths.RESOURCES / "templates"
        with self.files(parameters, context, REPORT=lambda: report(found, about, templates)) as written:
            written["OUTPUT"] = write(self, parameters, "OUTPUT", context, found.table, tables.CONCENTRATION)
        return written
