"""Crimes to connected patrol areas that can be walked."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pandas as pd
from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterNumber,
)

from ...core.progress import Part, Progress
from ...core.targeting.areahotspots import AreaHotspots, Heat, build
from ...core.targeting.hextable import Wanted
from ...layers.feedback import FeedbackProgress
from ...layers.tables import AREAS, HOTSPOTS, RANKS
from ...layers.write import write
from .fromcrimes import Chosen, FromCrimes
from .parameters import REAL, WHOLE


class BuildAreaHotspots(FromCrimes):
    """Crimes to connected patrol areas: hot cells, joined, no larger than can be walked, in clusters."""

    def title(self) -> str:
        return self.tr("Build area hotspots")

    def define(self) -> None:
        self.define_crimes()
        self._define_heat()
        self.define_harm()
        self.define_time()
        self._define_choice()
        self.define_exclude()
        self.add(
            QgsProcessingParameterFeatureSink("OUTPUT", self.tr("Hotspots"), Qgis.ProcessingSourceType.VectorPolygon),
            self.tr(
                "The patrol areas, rank 1 being the hottest, with crimes, minutes to walk and the cluster that shares "
                "an allocation."
            ),
        )
        self.define_numbers()
        self.addOutput(QgsProcessingOutputNumber("CLUSTERS", self.tr("Clusters of areas")))
        self.addOutput(QgsProcessingOutputNumber("HOT_CELLS", self.tr("Cells that are hot, in an area or not")))

    def _define_heat(self) -> None:
        methods = [self.tr("Hotter than chance (Gi*)"), self.tr("The hottest by rank")]
        self.add(
            QgsProcessingParameterEnum("METHOD", self.tr("Which cells are hot"), methods, False, 0),
            self.tr(
                "Cells that have, with those around them, more crime than chance (Getis–Ord Gi*, with the false "
                "discovery rate); or simply the cells with most crime."
            ),
        )
        self.add(
            QgsProcessingParameterNumber("CELL_HA", self.tr("Area of a cell (hectares)"), REAL, 1.0),
            self.tr("Areas are made of hexagons of so many hectares; 1 is 107 m across."),
        )
        self.add(
            QgsProcessingParameterNumber("FDR", self.tr("False discovery rate (0–1)"), REAL, 0.05),
            self.tr("Share of the cells found hot that may be so by chance. Only for Gi*."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber("RINGS", self.tr("Neighbours (cells)"), WHOLE, 1),
            self.tr("For Gi*: cells up to so many steps away are around a cell (number, 1 to 10)."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber("CELLS", self.tr("Number of hot cells"), WHOLE, 500),
            self.tr("By rank: so many of the cells with most crime are hot. Not for Gi*."),
        )
        self.add(
            QgsProcessingParameterNumber("WALK_MIN", self.tr("Longest walk (minutes)"), REAL, 15.0),
            self.tr(
                "A walk from cell to cell through all of an area takes no longer, at 4.5 km/h; what is larger is split "
                "or trimmed."
            ),
        )
        self.add(
            QgsProcessingParameterNumber(
                "CLUSTER_DISTANCE", self.tr("Distance within a cluster (metres)"), REAL, 200.0
            ),
            self.tr(
                "Areas no further apart than so many metres get the same cluster_id, so that they can share an "
                "allocation and a patrol of one does not treat another."
            ),
        )

    def _define_choice(self) -> None:
        self.add(
            QgsProcessingParameterNumber("MIN_CRIMES", self.tr("Fewest crimes of a hotspot"), WHOLE, 1),
            self.tr("Areas with fewer crimes are left out (number, 1 or more)."),
        )
        self.add(
            QgsProcessingParameterNumber("TOP_N", self.tr("Number of hotspots"), WHOLE, None, True),
            self.tr("Keep so many of the hottest areas; empty keeps all."),
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        self._heat(parameters, context).check()
        self._wanted(parameters, context).check()
        self.check_crimes(parameters, context)

    def _heat(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Heat:
        return Heat(
            self.parameterAsEnum(parameters, "METHOD", context),
            self.parameterAsDouble(parameters, "CELL_HA", context),
            self.parameterAsDouble(parameters, "FDR", context),
            self.parameterAsInt(parameters, "RINGS", context),
            self.parameterAsInt(parameters, "CELLS", context),
            self.parameterAsDouble(parameters, "WALK_MIN", context),
            self.parameterAsDouble(parameters, "CLUSTER_DISTANCE", context),
        )

    def _wanted(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Wanted:
        every = parameters.get("TOP_N") in (None, "")
        return Wanted(
            self.parameterAsInt(parameters, "MIN_CRIMES", context),
            None if every else self.parameterAsInt(parameters, "TOP_N", context),
            min_persistence=self.parameterAsDouble(parameters, "MIN_PERSISTENCE", context),
            period=self.period(parameters, context),
        )

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        chosen = self.chosen(parameters, context, Part(progress, 0.0, 0.4))
        part = 0.4 / len(chosen.lists)
        made = [
            self._list(parameters, context, chosen, i, Part(progress, 0.4 + part * i, 0.4 + part * (i + 1)))
            for i in range(len(chosen.lists))
        ]
        crimes = chosen.crimes
        table = pd.concat([one.table for one in made], ignore_index=True) if len(made) > 1 else made[0].table
        shapes = np.concatenate([one.shapes for one in made])
        output = write(
            self,
            parameters,
            "OUTPUT",
            context,
            table,
            (*HOTSPOTS, *RANKS, *AREAS),
            crimes.space.out(shapes),
            crimes.space.crs,
            style="areas",
            geometry="Polygon",
            progress=Part(progress, 0.8, 1.0),
        )
        keys = "".join(f"{key}\n" for key in table["hotspot_id"])
        used = sum(one.used for one in made)
        return {
            "OUTPUT": output,
            "COUNT": len(table),
            "CLUSTERS": int(table["cluster_id"].nunique()),
            "HOT_CELLS": sum(one.hot for one in made),
            "CRIMES": used,
            "LEFT_OUT": crimes.left_out,
            "SHIFT_UNKNOWN": chosen.unknown,
            "SHARE": float(table["crimes"].sum() / used),
            "AREA_HA": float(table["area_ha"].sum()),
            "UNMATCHED": ", ".join(chosen.unmatched),
            "SHA256": hashlib.sha256(keys.encode()).hexdigest(),
        }

    def _list(
        self, parameters: dict[str, Any], context: QgsProcessingContext, chosen: Chosen, i: int, progress: Progress
    ) -> AreaHotspots:
        (name, mine), crimes = chosen.lists[i], chosen.crimes
        made = build(
            crimes.x[mine],
            crimes.y[mine],
            self._heat(parameters, context),
            None if crimes.weight is None else crimes.weight[mine],
            None if chosen.starts is None else chosen.starts[mine],
            self._wanted(parameters, context),
            Part(progress, 0.0, 0.8),
        )
        self.add_peaks(parameters, context, chosen, made.table, (name, mine), made.of_crime, Part(progress, 0.8, 1.0))
        if name != "all":
            made.table["cluster_id"] = [f"{key}_{name}" for key in made.table["cluster_id"]]
            progress.say(self.tr("List of the {}:").format(name))
        progress.say(
            self.tr(
                "{hot} of {study} cells are hot; {count} areas in {clusters} clusters hold {share} of {used} crimes on "
                "{area} ha."
            ).format(
                hot=f"{made.hot:,}",
                study=f"{made.study:,}",
                count=f"{len(made.table):,}",
                clusters=f"{made.table['cluster_id'].nunique():,}",
                share=f"{made.table['crimes'].sum() / made.used:.1%}",
                used=f"{made.used:,}",
                area=f"{made.table['area_ha'].sum():,.1f}",
            )
        )
        largest = int(made.table["cluster_areas"].max())
        if largest > max(5, 0.1 * len(made.table)):
            progress.warn(
                self.tr(
                    "The largest cluster has {largest} of the {count} areas, which would share one allocation: if that "
                    "is too many, make the distance within a cluster smaller, or keep fewer areas."
                ).format(largest=f"{largest:,}", count=f"{len(made.table):,}")
            )
        return made
