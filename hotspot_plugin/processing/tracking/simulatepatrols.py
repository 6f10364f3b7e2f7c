"""Made-up patrols of real hotspots, as GPX files, and the truth about them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from qgis.core import (
    QgsProcessingContext,
)
from qgis.PyQt.QtCore import QDateTime, Qt

from ...core.clock import zone
from ...core.errors import HotspotError
from ...core.files import whole_folder
from ...core.progress import Part, Progress
from ...core.tracking.gpx_write import digest, file_name, gpx, unit_name
from ...core.tracking.simulate import Settings, Shift, simulate
from ...core.tracking.streetmap import StreetMap, street_map
from ...core.trial.canonical import as_text, check_ids, some
from ...layers import tables
from ...layers.crs import MetreSpace
from ...layers.feedback import FeedbackProgress
from ...layers.read import Layer, read_polygons
from ...layers.study import read_streets
from ...layers.write import write
from .patrolsparameters import PatrolsParameters


class SimulatePatrols(PatrolsParameters):
    """Simulated units that drive between hotspots and walk in them, with the GPS's noise and the truth."""

    ROOM = "tracking"

    def title(self) -> str:
        return self.tr("Simulate patrols")

    def checkParameterValues(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[bool, str]:
        # before QGIS looks, whose words for an empty text are "Incorrect parameter value"
        try:
            self.check(parameters, context)
        except HotspotError as error:
            return False, str(error)
        good, message = super().checkParameterValues(parameters, context)
        return good, message

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        self._settings(parameters, context)

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        settings = self._settings(parameters, context)
        layer = self.needed_layer(parameters, "HOTSPOTS", context)
        shapes, ids, targets = self._hotspots(parameters, context, layer, progress)
        coordinates = shapely.get_coordinates(shapes)
        space = MetreSpace.of(
            layer.crs, coordinates[:, 0], coordinates[:, 1], context.transformContext(), layer.name, progress
        )
        metres = space.geometries_into(shapes, layer.crs, layer.name)
        folder = Path(self.parameterAsString(parameters, "FOLDER", context))
        lines = self.layer(parameters, "STREETS", context)
        streets, begun = None, 0.0
        if lines is not None:
            begun = 0.1
            streets = self._streets(lines, space, metres, targets, ids, Part(progress, 0.0, begun))

        fixes, truths, names = 0, [], []
        with whole_folder(folder) as beside:
            for shifts in _by_unit(simulate(metres, targets, settings, Part(progress, begun, 0.9), streets)):
                names.append(file_name(shifts[0].unit))
                (beside / names[-1]).write_bytes(gpx(shifts, _degrees(shifts, space, layer)))
                fixes += sum(len(shift.time) for shift in shifts)
                truths += [shift.truth for shift in shifts]
            hashed = digest(beside, names)
            truth = _named(pd.concat(truths, ignore_index=True), ids)
            written = write(self, parameters, "TRUTH", context, truth, tables.TRUTH, progress=Part(progress, 0.9, 1.0))
        self._say(settings, folder, names, fixes, truth, progress)
        return {
            "FOLDER": str(folder),
            "TRUTH": written,
            "COUNT": len(truth),
            "FIXES": fixes,
            "FILES": len(names),
            "SEED": settings.seed,
            "SHA256": hashed,
        }

    def _settings(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Settings:
        text = self.parameterAsString(parameters, "SHIFT_STARTS", context)
        try:
            starts = time.fromisoformat(text.strip())
        except ValueError:
            raise HotspotError(self.tr("{} is no time of day: write it as 14:00.").format(repr(text))) from None
        given = parameters.get("START")
        # QGIS would take its default for a text that is no date
        if isinstance(given, str) and given and not QDateTime.fromString(given, Qt.DateFormat.ISODate).isValid():
            raise HotspotError(self.tr("{} is no date: write it as 2026-01-05.").format(repr(given)))
        day = self.parameterAsDateTime(parameters, "START", context).date()
        return Settings(
            seed=self.parameterAsString(parameters, "SEED", context),
            units=self.parameterAsInt(parameters, "UNITS", context),
            days=self.parameterAsInt(parameters, "DAYS", context),
            start=day.toPyDate(),
            shift_starts=starts.replace(tzinfo=None),
            shift_hours=self.parameterAsDouble(parameters, "SHIFT_HOURS", context),
            where=zone(self.parameterAsString(parameters, "TIME_ZONE", context)),
            ping_s=self.parameterAsDouble(parameters, "PING", context),
            noise_m=self.parameterAsDouble(parameters, "NOISE", context),
            visit_min=self.parameterAsDouble(parameters, "VISIT_MIN", context),
        )

    def _hotspots(
        self, parameters: dict[str, Any], context: QgsProcessingContext, layer: Layer, progress: FeedbackProgress
    ) -> tuple[NDArray[np.object_], list[str], NDArray[np.bool_]]:
        """Return the polygons, their keys, and which of them are targets."""
        key = self.parameterAsString(parameters, "ID_FIELD", context)
        arm = self.parameterAsString(parameters, "ARM", context)
        with_arm = bool(arm) and layer.has("arm")
        shapes, table = read_polygons(layer, [key, "arm"] if with_arm else [key], progress)
        ids = check_ids(as_text(table[key]), layer.name, key)
        if not with_arm:
            progress.say(self.tr("All {} hotspots are targets.").format(len(ids)))
            return shapes, ids, np.ones(len(ids), dtype=bool)
        arms = as_text(table["arm"])
        targets = np.array([name == arm for name in arms], dtype=bool)
        if not targets.any():
            have = some(sorted({name for name in arms if name})) or self.tr("none")
            raise HotspotError(
                self.tr(
                    "No hotspot of {} is in the arm {}; its arms are: {}. Choose one of them, or none for all."
                ).format(layer.name, repr(arm), have)
            )
        progress.say(self.tr("{} of {} hotspots are targets (arm {}).").format(int(targets.sum()), len(ids), arm))
        return shapes, ids, targets

    def _streets(
        self,
        layer: Layer,
        space: MetreSpace,
        shapes: NDArray[np.object_],
        targets: NDArray[np.bool_],
        ids: list[str],
        progress: Progress,
    ) -> StreetMap:
        """Return the streets to drive and walk along, and say where there are none."""
        made = street_map(
            read_streets(layer, space, Part(progress, 0.0, 0.3)), shapes, targets, layer.name, Part(progress, 0.3, 1.0)
        )
        progress.say(self.tr("Units go along the {} links of {}.").format(f"{len(made.ways.network):,}", layer.name))
        if made.streetless:
            progress.warn(
                self.tr("Units go straight from place to place in hotspots with hardly a street: {}.").format(
                    some([ids[i] for i in made.streetless])
                )
            )
        if made.apart:
            progress.warn(
                self.tr("Units drive straight to hotspots whose streets do not join those of most others: {}.").format(
                    some([ids[i] for i in made.apart])
                )
            )
        return made

    def _say(
        self,
        settings: Settings,
        folder: Path,
        names: list[str],
        fixes: int,
        truth: pd.DataFrame,
        progress: FeedbackProgress,
    ) -> None:
        meant = truth[truth["targeted"]]
        progress.say(
            self.tr(
                "SIMULATED, not real patrols: {} fixes of {} units on {} days. {} visits of {:.1f} minutes on average; "
                "hotspots were passed through {} times. Seed: “{}”"
            ).format(
                f"{fixes:,}",
                settings.units,
                settings.days,
                f"{len(meant):,}",
                meant["minutes"].mean() if len(meant) else 0.0,
                f"{len(truth) - len(meant):,}",
                settings.seed,
            )
        )
        stale = sorted({path.name for path in folder.glob("simulated_unit_*.gpx")} - set(names))
        if stale:
            progress.warn(self.tr("The folder still holds files of an earlier simulation: {}.").format(some(stale)))


def _by_unit(shifts: Iterator[Shift]) -> Iterator[list[Shift]]:
    for _, group in groupby(shifts, key=lambda shift: shift.unit):
        yield list(group)


def _degrees(
    shifts: list[Shift], space: MetreSpace, layer: Layer
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    for shift in shifts:
        longitude, latitude = space.to_lonlat(shift.x, shift.y)
        if not np.isfinite(longitude + latitude).all():
            raise HotspotError(f"Some places about {layer.name} have no longitude and latitude: check the layer's CRS.")
        yield longitude, latitude


def _named(truth: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    """Return the truth with the names of units and hotspots in place of their numbers."""
    named = truth.assign(
        unit=[unit_name(unit) for unit in truth["unit"]], hotspot_id=[ids[i] for i in truth["hotspot"]]
    )
    return named.drop(columns="hotspot")
