"""Crimes to ranked hexagons."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterNumber,
)

from ...core.progress import Part, Progress
from ...core.targeting import extent, freescore, h3grid, hexgrid, observed
from ...core.targeting.hexhotspots import HexHotspots, Wanted, build, build_free, build_h3
from ...layers.feedback import FeedbackProgress
from ...layers.tables import HOTSPOTS, RANKS
from ...layers.write import write
from .fromcrimes import Chosen, FromCrimes
from .parameters import REAL, WHOLE

EQUAL_AREA, H3, FREE = 0, 1, 2


class BuildHexHotspots(FromCrimes):
    """Crimes to ranked hexagons: on a fixed grid, of H3, or placed freely."""

    def title(self) -> str:
        return self.tr("Build hexagon hotspots")

    def define(self) -> None:
        self.define_crimes()
        self._define_grid()
        self.define_harm()
        self.define_time()
        self._define_choice()
        self.define_exclude()
        self.add(
            QgsProcessingParameterFeatureSink("OUTPUT", self.tr("Hotspots"), Qgis.ProcessingSourceType.VectorPolygon),
            self.tr(
                "The hexagons, rank 1 being the hottest, with crimes, share of all crimes, area, persistence, peaks "
                "and the ranks that they would have by other measures."
            ),
        )
        self.define_numbers()

    def _define_grid(self) -> None:
        grids = [self.tr("Hexagons of equal area"), self.tr("H3 cells"), self.tr("Hexagons placed freely")]
        self.add(
            QgsProcessingParameterEnum("GRID", self.tr("Grid"), grids, False, EQUAL_AREA),
            self.tr(
                "Hexagons of exactly the area asked for on a fixed grid, the same in every run; or the cells of Uber's "
                "H3, to match other H3 data (needs the Python library h3); or hexagons placed freely where most crime "
                "is expected, which do not overlap and catch more later crime than a grid that cuts hotspots in two."
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

        self.add(
            QgsProcessingParameterBoolean("TURN", self.tr("Turn hexagons too"), True),
            self.tr("Freely placed hexagons may also lie on their side (turned by 30°), which catches more crime."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber("BORROWED", self.tr("Share of the surroundings (0–1)"), REAL, None, True),
            self.tr(
                "How much the crimes around a place count in where free hexagons go: past counts alone fall back to "
                "the mean. 0 counts only what is inside; empty finds the share from the crimes, and the log has it."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber("REACH", self.tr("Reach of the surroundings (metres)"), REAL, None, True),
            self.tr(
                "Standard deviation, in metres, of the Gaussian that spreads crimes around; empty is 1.25 widths of a "
                "hexagon, 300 m for 5 ha."
            ),
            advanced=True,
        )

    def _define_choice(self) -> None:
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

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        if self.parameterAsEnum(parameters, "GRID", context) == H3:
            h3grid.check_resolution(self.parameterAsInt(parameters, "RESOLUTION", context))
            h3grid.library()
        else:
            hexgrid.check_area(self.parameterAsDouble(parameters, "AREA_HA", context))
        self._manner(parameters, context).check()
        self._wanted(parameters, context).check()
        self.check_crimes(parameters, context)

    def _wanted(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Wanted:
        every = parameters.get("TOP_N") in (None, "")
        return Wanted(
            self.parameterAsInt(parameters, "MIN_CRIMES", context),
            None if every else self.parameterAsInt(parameters, "TOP_N", context),
            self.parameterAsDouble(parameters, "MIN_SEPARATION", context),
            self.parameterAsDouble(parameters, "MIN_PERSISTENCE", context),
            self.period(parameters, context),
        )

    def _manner(self, parameters: dict[str, Any], context: QgsProcessingContext) -> freescore.Manner:
        borrowed, reach = (
            None if parameters.get(name) in (None, "") else self.parameterAsDouble(parameters, name, context)
            for name in ("BORROWED", "REACH")
        )
        return freescore.Manner(
            borrowed,
            reach,
            self.parameterAsBoolean(parameters, "TURN", context),
        )

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        chosen = self.chosen(parameters, context, Part(progress, 0.0, 0.4))
        crimes, wanted = chosen.crimes, self._wanted(parameters, context)
        if self.parameterAsEnum(parameters, "GRID", context) != H3:
            extent.check(crimes.x, crimes.y, self.parameterAsDouble(parameters, "AREA_HA", context))
        made = []
        for i, (name, mine) in enumerate(chosen.lists):
            start, width = 0.4 + 0.2 * i / len(chosen.lists), 0.2 / len(chosen.lists)
            found = self._build(parameters, context, chosen, mine, wanted, Part(progress, start, start + 0.8 * width))
            last = Part(progress, start + 0.8 * width, start + width)
            self.add_peaks(parameters, context, chosen, found.table, (name, mine), found.of_crime, last)
            if name != "all":
                progress.say(self.tr("List of the {}:").format(name))
            self._say(found, wanted, self.parameterAsEnum(parameters, "GRID", context) == FREE, progress)
            made.append(found)
        table = pd.concat([one.table for one in made], ignore_index=True) if len(made) > 1 else made[0].table
        shapes = [wkb for one in made for wkb in one.rings.scaled(1.0 / crimes.space.metres_per_unit).wkb()]
        output = write(
            self,
            parameters,
            "OUTPUT",
            context,
            table,
            (*HOTSPOTS, *RANKS),
            shapes,
            crimes.space.crs,
            style="hotspots",
            geometry="Polygon",
            progress=Part(progress, 0.6, 1.0),
        )
        keys = "".join(f"{key}\n" for key in table["hotspot_id"])
        used = sum(one.used for one in made)
        return {
            "OUTPUT": output,
            "COUNT": len(table),
            "CRIMES": used,
            "LEFT_OUT": crimes.left_out,
            "SHIFT_UNKNOWN": chosen.unknown,
            "SHARE": float(table["crimes"].sum() / used),
            "AREA_HA": float(table["area_ha"].sum()),
            "UNMATCHED": ", ".join(chosen.unmatched),
            "SHA256": hashlib.sha256(keys.encode()).hexdigest(),
        }

    def _build(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        chosen: Chosen,
        mine: NDArray[np.int64],
        wanted: Wanted,
        progress: Progress,
    ) -> HexHotspots:
        crimes = chosen.crimes
        x, y, space = crimes.x[mine], crimes.y[mine], crimes.space
        weight = None if crimes.weight is None else crimes.weight[mine]
        time = None if chosen.starts is None else chosen.starts[mine]
        grid = self.parameterAsEnum(parameters, "GRID", context)
        if grid == H3:
            resolution = self.parameterAsInt(parameters, "RESOLUTION", context)
            return build_h3(*space.to_lonlat(x, y), space.from_lonlat, resolution, weight, time, wanted, progress)
        area_ha = self.parameterAsDouble(parameters, "AREA_HA", context)
        if grid == FREE:
            return build_free(x, y, area_ha, weight, time, wanted, self._manner(parameters, context), progress)
        return build(x, y, area_ha, weight, time, wanted, progress)

    def _say(self, made: HexHotspots, wanted: Wanted, placed_freely: bool, progress: Progress) -> None:
        # hexagons placed freely are no cells of which each crime has one
        on_grid = self.tr("{used} crimes in {cells} cells; {count} hotspots hold {share} of them on {area} ha.")
        free = self.tr("{used} crimes; {count} hotspots placed freely hold {share} of them on {area} ha.")
        progress.say(
            (free if placed_freely else on_grid).format(
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
