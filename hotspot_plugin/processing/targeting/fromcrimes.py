"""What algorithms that make hotspots of crimes have in common: their harm, their times, their shifts and peaks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from qgis.core import (
    QgsProcessingContext,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...core.errors import HotspotError
from ...core.progress import Progress
from ...core.targeting import observed, peaks, shifts, weights
from ...layers.crimes import Crimes, read_crimes
from .parameters import CrimesParameters

translate = QCoreApplication.translate  # pylupdate finds texts by this name
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


class FromCrimes(CrimesParameters):
    """An algorithm that makes hotspots of crimes."""

    def check_crimes(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise HotspotError for what can be seen to be wrong before any work."""

        def given(name: str) -> bool:
            return parameters.get(name) not in (None, "")

        if given("WEIGHTS") and given("WEIGHT_FIELD"):
            raise HotspotError("Both a weight field and a CSV of weights are given: leave one of them empty.")
        if given("WEIGHTS") and not given("TYPE_FIELD"):
            raise HotspotError("The CSV of weights needs the field with the types of crime: choose it.")
        shifts.check_hour(self.parameterAsInt(parameters, "DAY_STARTS", context))
        self.zone(parameters, context)
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
        where = self.zone(parameters, context)
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
