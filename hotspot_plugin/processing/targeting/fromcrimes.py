"""What algorithms that make hotspots of crimes have in common: their harm, their times, their shifts and peaks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
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
from ...core.errors import HotspotError
from ...core.progress import Progress
from ...core.targeting import observed, peaks, shifts, weights
from ...layers.crimes import Crimes, read_crimes
from ..base import HotspotAlgorithm

translate = QCoreApplication.translate  # pylupdate finds texts by this name
NUMBER = Qgis.ProcessingFieldParameterDataType.Numeric
WHEN = Qgis.ProcessingFieldParameterDataType.DateTime
WHOLE = Qgis.ProcessingNumberParameterType.Integer
REAL = Qgis.ProcessingNumberParameterType.Double
PERIODS = (1, 3, 12)


@dataclass(frozen=True)
class Chosen:
    """Crimes to make hotspots of.

    Attributes:
        crimes: all that count.
        precision: what their times can tell; None without times.
        starts, ends: as the clocks on the wall showed them; None without times, or without ends.
        lists: name of each list ("all", or "day" and "night") and which of the crimes are for it.
        unknown: how many crimes are in no list, because nothing tells their shift.
        unmatched: types of crime that have no weight.
    """

    crimes: Crimes
    precision: str | None
    starts: NDArray[np.datetime64] | None
    ends: NDArray[np.datetime64] | None
    lists: list[tuple[str, NDArray[np.int64]]]
    unknown: int
    unmatched: list[str]


class FromCrimes(HotspotAlgorithm):
    """An algorithm that makes hotspots of crimes."""

    def define_crimes(self) -> None:
        """Add the crimes."""
        self.add(
            QgsProcessingParameterFeatureSource(
                "CRIMES", translate("FromCrimes", "Crimes"), [Qgis.ProcessingSourceType.VectorPoint]
            ),
            translate(
                "FromCrimes",
                "Points, one a crime, as Import crimes makes them, filtered to crimes that patrols can prevent.",
            ),
        )

    def define_harm(self) -> None:
        """Add what crimes weigh."""
        self.add(
            QgsProcessingParameterField(
                "WEIGHT_FIELD", translate("FromCrimes", "Weight (harm)"), None, "CRIMES", NUMBER, False, True
            ),
            translate(
                "FromCrimes",
                "Rank by the sum of this number, such as days of harm (0 or more); a crime without one adds 0.",
            ),
        )
        self.add(
            QgsProcessingParameterFile(
                "WEIGHTS",
                translate("FromCrimes", "Weights of types (CSV)"),
                optional=True,
                fileFilter="CSV (*.csv *.txt)",
            ),
            translate(
                "FromCrimes",
                "Instead of a field: a CSV with two columns, type of crime and its weight (0 or more). Types that it "
                "does not have add 0, and the log lists them.",
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterField(
                "TYPE_FIELD", translate("FromCrimes", "Type of crime"), None, "CRIMES", optional=True
            ),
            translate("FromCrimes", "Field with the types that the CSV weighs, such as crime_type."),
            advanced=True,
        )

    def define_time(self) -> None:
        """Add when crimes happened, and what follows from it."""
        self.add(
            QgsProcessingParameterField(
                "TIME_FIELD", translate("FromCrimes", "Time"), None, "CRIMES", WHEN, False, True
            ),
            translate(
                "FromCrimes",
                "Date or time (UTC), such as occurred_from: gives crimes per day, the share of months with any, and "
                "peak days and hours.",
            ),
        )
        self.add(
            QgsProcessingParameterField(
                "UNTIL_FIELD", translate("FromCrimes", "Latest time"), None, "CRIMES", WHEN, False, True
            ),
            translate(
                "FromCrimes",
                "Where a crime is known from when to when: the latest time (UTC), such as occurred_to. It is then "
                "spread over its hours.",
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("TIME_ZONE", translate("FromCrimes", "Time zone"), "Europe/London"),
            translate("FromCrimes", "Whose clocks shifts, peak days and peak hours go by: an IANA name."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean("SHIFTS", translate("FromCrimes", "Day and night apart"), False),
            translate(
                "FromCrimes",
                "Make two lists, each ranked by itself: one of the crimes of the day, one of those of the night.",
            ),
        )
        self.add(
            QgsProcessingParameterNumber("DAY_STARTS", translate("FromCrimes", "Day shift starts (hour)"), WHOLE, 7),
            translate(
                "FromCrimes", "Hour (0–23) at which the day shift starts; the night shift starts 12 hours later."
            ),
            advanced=True,
        )
        periods = [
            translate("FromCrimes", "Month"),
            translate("FromCrimes", "Quarter"),
            translate("FromCrimes", "Year"),
        ]
        self.add(
            QgsProcessingParameterEnum("PERIOD", translate("FromCrimes", "Period of persistence"), periods, False, 0),
            translate(
                "FromCrimes", "Persistence is the share of these calendar periods, of those observed, with a crime."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber(
                "MIN_PERSISTENCE", translate("FromCrimes", "Least persistence (0–1)"), REAL, 0.0
            ),
            translate(
                "FromCrimes",
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
                translate("FromCrimes", "Places to exclude"),
                [Qgis.ProcessingSourceType.VectorPolygon],
                None,
                True,
            ),
            translate(
                "FromCrimes", "Polygons such as prisons or hospitals: crimes inside them or on their edge do not count."
            ),
            advanced=True,
        )

    def define_numbers(self) -> None:
        """Add the outputs that are numbers and texts."""
        self.addOutput(QgsProcessingOutputNumber("COUNT", translate("FromCrimes", "Hotspots made")))
        self.addOutput(
            QgsProcessingOutputNumber("CRIMES", translate("FromCrimes", "Crimes counted, in hotspots or not"))
        )
        self.addOutput(
            QgsProcessingOutputNumber("LEFT_OUT", translate("FromCrimes", "Crimes left out: unusable or excluded"))
        )
        self.addOutput(
            QgsProcessingOutputNumber(
                "SHIFT_UNKNOWN", translate("FromCrimes", "Crimes in neither list, since nothing tells their shift")
            )
        )
        self.addOutput(
            QgsProcessingOutputNumber("SHARE", translate("FromCrimes", "Share of the crimes counted in hotspots (0–1)"))
        )
        self.addOutput(
            QgsProcessingOutputNumber("AREA_HA", translate("FromCrimes", "Area of all hotspots together (hectares)"))
        )
        self.addOutput(
            QgsProcessingOutputString("UNMATCHED", translate("FromCrimes", "Types of crime without a weight"))
        )
        self.addOutput(
            QgsProcessingOutputString(
                "SHA256", translate("FromCrimes", "SHA-256 of the hotspots' ids in order of rank")
            )
        )

    def check_crimes(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise HotspotError for what can be seen to be wrong before any work."""

        def given(name: str) -> bool:
            return parameters.get(name) not in (None, "")

        if given("WEIGHTS") and given("WEIGHT_FIELD"):
            raise HotspotError("Both a weight field and a CSV of weights are given: leave one of them empty.")
        if given("WEIGHTS") and not given("TYPE_FIELD"):
            raise HotspotError("The CSV of weights needs the field with the types of crime: choose it.")
        shifts.check_hour(self.parameterAsInt(parameters, "DAY_STARTS", context))
        clock.zone(self.parameterAsString(parameters, "TIME_ZONE", context))
        timed = given("TIME_FIELD")
        if self.parameterAsBoolean(parameters, "SHIFTS", context) and not timed:
            raise HotspotError("Day and night need times: choose the field with the crimes' times.")
        if self.parameterAsDouble(parameters, "MIN_PERSISTENCE", context) > 0 and not timed:
            raise HotspotError("Persistence needs times: choose the field with the crimes' times.")

    def period(self, parameters: dict[str, Any], context: QgsProcessingContext) -> int:
        """Return the months of a period of persistence."""
        return PERIODS[self.parameterAsEnum(parameters, "PERIOD", context)]

    def chosen(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> Chosen:
        """Read the crimes and tell which list each is for."""
        path = self.parameterAsFile(parameters, "WEIGHTS", context)
        table = weights.read(path) if path else None
        crimes = read_crimes(
            self.needed_layer(parameters, "CRIMES", context),
            context.transformContext(),
            weight_field=self.parameterAsString(parameters, "WEIGHT_FIELD", context),
            time_field=self.parameterAsString(parameters, "TIME_FIELD", context),
            exclude=self.layer(parameters, "EXCLUDE", context),
            progress=progress,
            text_field=self.parameterAsString(parameters, "TYPE_FIELD", context) if table else "",
            until_field=self.parameterAsString(parameters, "UNTIL_FIELD", context),
        )
        unmatched: list[str] = []
        if table and crimes.text is not None:
            weight, unmatched = weights.weigh(crimes.text, table)
            crimes = replace(crimes, weight=weight)
            if unmatched:
                progress.warn(
                    translate("FromCrimes", "These types of crime have no weight and add 0: {}.").format(
                        ", ".join(unmatched)
                    )
                )
        return self._timed(parameters, context, crimes, unmatched, progress)

    def _timed(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        crimes: Crimes,
        unmatched: list[str],
        progress: Progress,
    ) -> Chosen:
        every = np.arange(crimes.x.size)
        span = None if crimes.time is None else observed.observe(crimes.time)
        if span is None or crimes.time is None:
            return Chosen(crimes, None, None, None, [("all", every)], 0, unmatched)
        where = clock.zone(self.parameterAsString(parameters, "TIME_ZONE", context))
        starts, ends = shifts.on_the_wall(crimes.time, crimes.until, where, span.precision != observed.TIME)
        if not self.parameterAsBoolean(parameters, "SHIFTS", context):
            return Chosen(crimes, span.precision, starts, ends, [("all", every)], 0, unmatched)
        if span.precision != observed.TIME:
            raise HotspotError(
                "The crimes' times are dates or months, which cannot tell day from night: "
                "choose a field with times of day, or make one list."
            )
        shift = shifts.shift_of(starts, ends, self.parameterAsInt(parameters, "DAY_STARTS", context))
        unknown = int((shift == shifts.UNKNOWN).sum())
        if unknown:
            progress.warn(
                translate("FromCrimes", "{} crimes are in neither list, since nothing tells their shift.").format(
                    f"{unknown:,}"
                )
            )
        lists = [(name, np.flatnonzero(shift == i)) for i, name in enumerate(shifts.NAMES)]
        for name, mine in lists:
            if not mine.size:
                raise HotspotError(f"No crime is known to have happened by {name}: check the hours, or make one list.")
        return Chosen(crimes, span.precision, starts, ends, lists, unknown, unmatched)

    def add_peaks(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        chosen: Chosen,
        table: pd.DataFrame,
        which: tuple[str, NDArray[np.int64]],
        of_crime: NDArray[np.int64],
        progress: Progress,
    ) -> None:
        """Name the list in a table of hotspots and put in their peak days and hours.

        Args:
            table: hotspots of one list.
            which: the list.
            of_crime: row of `table` of each crime of the list, -1 for none.
        """
        name, mine = which
        if chosen.starts is not None and chosen.precision is not None:
            start = self.parameterAsInt(parameters, "DAY_STARTS", context) + 12 * (name == "night")
            days, hours = peaks.of_places(
                of_crime,
                len(table),
                chosen.starts[mine],
                None if chosen.ends is None else chosen.ends[mine],
                chosen.precision,
                None if name == "all" else range(start, start + 12),
                progress,
            )
            table["peak_days"], table["peak_hours"] = days, hours
        if name != "all":
            table["shift"] = name
            table["hotspot_id"] = [f"{key}_{name}" for key in table["hotspot_id"]]
            table["name"] = [f"{text} ({name})" for text in table["name"]]
