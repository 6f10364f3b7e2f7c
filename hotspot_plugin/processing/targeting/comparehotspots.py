"""Hotspot layers side by side, on the crimes of a later period."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingUtils,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QDateTime, Qt

from ... import paths
from ...core.errors import HotspotError
from ...core.progress import Part
from ...core.targeting import hexgrid, places
from ...core.targeting.comparison import Comparison, check_samples, compare
from ...core.targeting.comparison_report import About, cautions, flagged, names_of, on_training, report
from ...core.targeting.scene import scene
from ...layers import tables
from ...layers.feedback import FeedbackProgress
from ...layers.periods import read_periods
from ...layers.read import Layer
from ...layers.study import read_area, read_hotspots, read_streets
from ...layers.write import write
from .comparelog import say
from .compareparameters import CompareParameters


class CompareHotspots(CompareParameters):
    """Hit rate, PAI, PEI, recapture and clumpiness of hotspot layers on later crimes, with bootstrap intervals."""

    CHECKS_FIRST = True

    def __init__(self) -> None:
        super().__init__()
        self._hotspots: list[tuple[str, QgsProcessingFeatureSource]] = []

    def title(self) -> str:
        return self.tr("Compare hotspots")

    # -- what it needs --------------------------------------------------------------------------------------------

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        hexgrid.check_area(self.parameterAsDouble(parameters, "CELL_HA", context))
        places.check_snap(self.parameterAsDouble(parameters, "SNAP_DISTANCE", context))
        check_samples(self.parameterAsInt(parameters, "BOOTSTRAP", context))
        self.zone(parameters, context)
        self._layers(parameters, context)
        first, last = (self._day(parameters, name, context) for name in ("FROM", "TO"))
        if (first is not None or last is not None) and not self.parameterAsString(parameters, "TIME_FIELD", context):
            raise HotspotError(self.tr("Days to score need the crimes' times: choose TIME_FIELD."))
        if first is not None and last is not None and first > last:
            raise HotspotError(
                self.tr("The first day to score ({}) is later than the last ({}): exchange them.").format(first, last)
            )

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        if not super().prepareAlgorithm(parameters, context, feedback):
            return False
        # layers of the project belong to this thread; their sources may go to another
        self._hotspots = [
            (name, QgsProcessingFeatureSource(layer, context)) for name, layer in self._layers(parameters, context)
        ]
        return True

    def _layers(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[tuple[str, QgsVectorLayer]]:
        """Return the hotspot layers and what to call them.

        Raises:
            HotspotError: one cannot be opened or is no vector layer, or the names do not fit.
        """
        given = parameters.get("HOTSPOTS")
        for one in given if isinstance(given, list | tuple) else [given]:
            if isinstance(one, str) and one and QgsProcessingUtils.mapLayerFromString(one, context) is None:
                raise HotspotError(
                    self.tr("The hotspots {} cannot be opened: check that the file is there.").format(one)
                )
        layers = self.parameterAsLayerList(parameters, "HOTSPOTS", context)
        for layer in layers:
            if not isinstance(layer, QgsVectorLayer):
                raise HotspotError(self.tr("{} is no vector layer: choose hotspots.").format(layer.name()))
        names = names_of([layer.name() for layer in layers], self.parameterAsString(parameters, "NAMES", context))
        return list(zip(names, layers, strict=True))

    def _day(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> np.datetime64 | None:
        given = parameters.get(name)
        if given in (None, ""):
            return None
        # QGIS would take its default for a text that is no date
        if isinstance(given, str) and not QDateTime.fromString(given, Qt.DateFormat.ISODate).isValid():
            raise HotspotError(self.tr("{} is no date: write it as 2026-01-05.").format(repr(given)))
        day = self.parameterAsDateTime(parameters, name, context).date()
        return np.datetime64(day.toString(Qt.DateFormat.ISODate), "D")

    # -- the work -------------------------------------------------------------------------------------------------

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        crimes = self.needed_layer(parameters, "CRIMES", context)
        periods = read_periods(
            crimes,
            self.layer(parameters, "TRAINING", context),
            context.transformContext(),
            self.parameterAsString(parameters, "TIME_FIELD", context),
            self._day(parameters, "FROM", context),
            self._day(parameters, "TO", context),
            Part(progress, 0.0, 0.3),
            self.zone(parameters, context),
        )
        space = periods.space
        layers = [
            read_hotspots(Layer(source, name), name, space, Part(progress, 0.3, 0.4)) for name, source in self._hotspots
        ]
        area, streets = (self.layer(parameters, name, context) for name in ("STUDY_AREA", "STREETS"))
        cell_ha = self.parameterAsDouble(parameters, "CELL_HA", context)
        where = scene(
            periods.later,
            periods.before,
            None if area is None else read_area(area, space, progress),
            None if streets is None else read_streets(streets, space, progress),
            cell_ha,
            self.parameterAsDouble(parameters, "SNAP_DISTANCE", context),
            Part(progress, 0.4, 0.6),
        )
        samples = self.parameterAsInt(parameters, "BOOTSTRAP", context)
        seed = self.parameterAsString(parameters, "SEED", context)
        found = compare(layers, where, bool(periods.overlap), samples, seed, Part(progress, 0.6, 0.95))
        about = About(
            crimes=crimes.name,
            later=periods.later_dates,
            before=periods.before_dates,
            cautions=cautions(found, where, periods.overlap),
            training=on_training(found, periods.overlap, periods.later_dates, periods.before_dates),
            area=f"{where.area_m2 / 1e6:,.1f} km²",
            cells=self.tr("hexagons of {} ha").format(f"{cell_ha:g}"),
            samples=samples,
            seed=seed,
            version=paths.version(),
        )
        say(found, about, progress)
        progress.at(0.95)
        return {
            **self._write(parameters, context, found, about),
            "COUNT": len(found.table),
            "CRIMES": found.crimes,
            "LEFT_OUT": periods.left_out + where.left_out,
            "HIT_RATES": json.dumps(dict(zip(found.table["layer"], found.table["hit_rate"], strict=True))),
            "ON_TRAINING": int(flagged(found).sum()),
            "SEED": seed,
        }

    def _write(
        self, parameters: dict[str, Any], context: QgsProcessingContext, found: Comparison, about: About
    ) -> dict[str, Any]:
        """Write the outputs that are asked for."""
        templates = paths.RESOURCES / "templates"
        with self.files(parameters, context, REPORT=lambda: report(found, about, templates)) as written:
            table = found.table.replace([np.inf, -np.inf], np.nan)
            written["OUTPUT"] = write(self, parameters, "OUTPUT", context, table, tables.COMPARISON)
        return written
