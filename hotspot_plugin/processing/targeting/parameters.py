"""Parameters that algorithms on crimes share, each in one place."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...core import clock
from ...layers.crimes import has_times
from ...layers.read import Layer
from ..base import HotspotAlgorithm

translate = QCoreApplication.translate  # pylupdate finds texts by this name
NUMBER = Qgis.ProcessingFieldParameterDataType.Numeric
WHEN = Qgis.ProcessingFieldParameterDataType.DateTime
WHOLE = Qgis.ProcessingNumberParameterType.Integer
REAL = Qgis.ProcessingNumberParameterType.Double


class CrimesParameters(HotspotAlgorithm):
    """An algorithm on crimes: groups of parameters, each added by one call."""

    ROOM = "targeting"

    def define_crimes(self) -> None:
        """Add the crimes."""
        self.add(
            QgsProcessingParameterFeatureSource(
                "CRIMES", translate("CrimesParameters", "Crimes"), [Qgis.ProcessingSourceType.VectorPoint]
            ),
            translate(
                "CrimesParameters",
                "Points, one a crime, as Import crimes makes them, filtered to crimes that patrols can prevent.",
            ),
        )

    def define_weight(self) -> None:
        """Add the field with what crimes weigh."""
        self.add(
            QgsProcessingParameterField(
                "WEIGHT_FIELD", translate("CrimesParameters", "Weight (harm)"), None, "CRIMES", NUMBER, False, True
            ),
            translate(
                "CrimesParameters",
                "Rank by the sum of this number, such as days of harm (0 or more); a crime without one adds 0.",
            ),
        )

    def define_harm(self) -> None:
        """Add what crimes weigh: a field, or a file with the weights of types."""
        self.define_weight()
        self.add(
            QgsProcessingParameterFile(
                "WEIGHTS",
                translate("CrimesParameters", "Weights of types (CSV)"),
                optional=True,
                fileFilter="CSV (*.csv *.txt)",
            ),
            translate(
                "CrimesParameters",
                "Instead of a field: a CSV with two columns, type of crime and its weight (0 or more). Types that it "
                "does not have add 0, and the log lists them.",
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterField(
                "TYPE_FIELD", translate("CrimesParameters", "Type of crime"), None, "CRIMES", optional=True
            ),
            translate("CrimesParameters", "Field with the types that the CSV weighs, such as crime_type."),
            advanced=True,
        )

    def define_time_field(self, about: str, usual: str | None = None) -> None:
        """Add the field with the crimes' times, what it is for, and what it is called if nothing is chosen."""
        self.add(
            QgsProcessingParameterField(
                "TIME_FIELD", translate("CrimesParameters", "Time"), usual, "CRIMES", WHEN, False, True
            ),
            about,
        )

    def usual_field(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext, crimes: Layer) -> str:
        """Return the field chosen for `name`, "" for none: where it was left empty, or its default is not in `crimes`.

        A default that should hold times counts as not there if it holds none.
        """
        if name in parameters and parameters[name] in (None, ""):  # QGIS would take the default all the same
            return ""
        field = self.parameterAsString(parameters, name, context)
        definition = self.parameterDefinition(name)
        if field != definition.defaultValue():
            return str(field)
        there = crimes.has(field) and (definition.dataType() != WHEN or has_times(crimes, field))
        return field if there else ""

    def define_time_zone(self, about: str) -> None:
        """Add the zone whose clocks count, and what for."""
        self.add(
            QgsProcessingParameterString("TIME_ZONE", translate("CrimesParameters", "Time zone"), "Europe/London"),
            about,
            advanced=True,
        )

    def define_time(self) -> None:
        """Add when crimes happened, and what follows from it."""
        self.define_time_field(
            translate(
                "CrimesParameters",
                "Date or time (UTC), such as occurred_from: gives crimes per day, the share of months with any, and "
                "peak days and hours.",
            )
        )
        self.add(
            QgsProcessingParameterField(
                "UNTIL_FIELD", translate("CrimesParameters", "Latest time"), None, "CRIMES", WHEN, False, True
            ),
            translate(
                "CrimesParameters",
                "Where a crime is known from when to when: the latest time (UTC), such as occurred_to. It is then "
                "spread over its hours.",
            ),
            advanced=True,
        )
        self.define_time_zone(
            translate("CrimesParameters", "Whose clocks days, months, shifts and peaks go by: an IANA name.")
        )
        self.add(
            QgsProcessingParameterBoolean("SHIFTS", translate("CrimesParameters", "Day and night apart"), False),
            translate(
                "CrimesParameters",
                "Make two lists, each ranked by itself: one of the crimes of the day, one of those of the night.",
            ),
        )
        self.add(
            QgsProcessingParameterNumber(
                "DAY_STARTS", translate("CrimesParameters", "Day shift starts (hour)"), WHOLE, 7
            ),
            translate(
                "CrimesParameters", "Hour (0–23) at which the day shift starts; the night shift starts 12 hours later."
            ),
            advanced=True,
        )
        periods = [
            translate("CrimesParameters", "Month"),
            translate("CrimesParameters", "Quarter"),
            translate("CrimesParameters", "Year"),
        ]
        self.add(
            QgsProcessingParameterEnum(
                "PERIOD", translate("CrimesParameters", "Period of persistence"), periods, False, 0
            ),
            translate(
                "CrimesParameters",
                "Persistence is the share of these calendar periods, of those observed, with a crime.",
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber(
                "MIN_PERSISTENCE", translate("CrimesParameters", "Least persistence (0–1)"), REAL, 0.0
            ),
            translate(
                "CrimesParameters",
                "Leave out places with a crime in a smaller share of the periods, which may be one bad week; 0 keeps "
                "all. Needs times.",
            ),
            advanced=True,
        )

    def define_exclude(self) -> None:
        """Add places whose crimes do not count."""
        self.add(
            QgsProcessingParameterFeatureSource(
                "EXCLUDE",
                translate("CrimesParameters", "Places to exclude"),
                [Qgis.ProcessingSourceType.VectorPolygon],
                None,
                True,
            ),
            translate(
                "CrimesParameters",
                "Polygons such as prisons or hospitals: crimes inside them or on their edge do not count.",
            ),
            advanced=True,
        )

    def define_numbers(self) -> None:
        """Add the outputs that are numbers and texts."""
        self.addOutput(QgsProcessingOutputNumber("COUNT", translate("CrimesParameters", "Hotspots made")))
        self.addOutput(
            QgsProcessingOutputNumber("CRIMES", translate("CrimesParameters", "Crimes counted, in hotspots or not"))
        )
        self.addOutput(
            QgsProcessingOutputNumber(
                "LEFT_OUT", translate("CrimesParameters", "Crimes left out: unusable or excluded")
            )
        )
        self.addOutput(
            QgsProcessingOutputNumber(
                "SHIFT_UNKNOWN",
                translate("CrimesParameters", "Crimes in neither list, since nothing tells their shift"),
            )
        )
        self.addOutput(
            QgsProcessingOutputNumber(
                "SHARE", translate("CrimesParameters", "Share of the crimes counted in hotspots (0–1)")
            )
        )
        self.addOutput(
            QgsProcessingOutputNumber(
                "AREA_HA", translate("CrimesParameters", "Area of all hotspots together (hectares)")
            )
        )
        self.addOutput(
            QgsProcessingOutputString("UNMATCHED", translate("CrimesParameters", "Types of crime without a weight"))
        )
        self.addOutput(
            QgsProcessingOutputString(
                "SHA256", translate("CrimesParameters", "SHA-256 of the hotspots' ids in order of rank")
            )
        )

    def zone(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tzinfo:
        """Return the time zone.

        Raises:
            HotspotError: there is none of this name.
        """
        return clock.zone(self.parameterAsString(parameters, "TIME_ZONE", context))
