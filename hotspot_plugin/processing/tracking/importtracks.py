"""GPX files, or a point layer, to the table of fixes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import shapely
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
    QgsProcessingUtils,
    QgsVectorLayer,
)

from ...core.clock import zone
from ...core.errors import HotspotError
from ...core.progress import Part
from ...core.tracking.fixes import Fixes
from ...core.tracking.sources import READERS, find, read_files
from ...layers import tables
from ...layers.crs import WGS84
from ...layers.feedback import FeedbackProgress
from ...layers.fixes import read_fixes
from ...layers.write import write
from ..base import HotspotAlgorithm


class ImportTracks(HotspotAlgorithm):
    """Track files of any number of units as one layer of fixes, and every point that cannot be used with its reason."""

    ROOM = "tracking"

    def title(self) -> str:
        return self.tr("Import tracks")

    def define(self) -> None:
        self.add(
            # of QGIS's own parameters the only one that takes files and folders, in the dialog too
            QgsProcessingParameterMultipleLayers(
                "INPUT", self.tr("GPX files or folders"), Qgis.ProcessingSourceType.File, optional=True
            ),
            self.tr(
                "GPX files, or folders in which all GPX files are read, however deep. The name of a file names its "
                "unit, so use pseudonyms. A path or id of a point layer may stand here too."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "LAYER", self.tr("Or a point layer"), [Qgis.ProcessingSourceType.VectorPoint], optional=True
            ),
            self.tr(
                "Points with a time each, instead of files. Its fields accuracy_m (metres), speed_ms (m/s) and "
                "segment are kept."
            ),
        )
        self.add(
            QgsProcessingParameterField("UNIT_FIELD", self.tr("Unit"), None, "LAYER", optional=True),
            self.tr(
                "Of a layer: field that says which unit a point is of. Left out: unit, or else the layer is one unit."
            ),
        )
        self.add(
            QgsProcessingParameterField("TIME_FIELD", self.tr("Time"), None, "LAYER", optional=True),
            self.tr("Of a layer: field with date and time, or ISO text such as 2026-01-05T14:00:00Z. Left out: time."),
        )
        self.add(
            QgsProcessingParameterString("TIME_ZONE", self.tr("Time zone of times without one"), "", optional=True),
            self.tr(
                "Such as Europe/London. Left out: times of GPX files that have no zone are UTC, as GPX says; times of "
                "a layer must have one."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSink("OUTPUT", self.tr("Fixes"), Qgis.ProcessingSourceType.VectorPoint),
            self.tr(
                "One point a fix: unit, time (UTC), accuracy_m (metres), speed_ms (m/s), source and segment. In WGS "
                "84, or in the layer's own CRS."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                "REJECTS", self.tr("Rejects"), Qgis.ProcessingSourceType.Vector, None, True, False
            ),
            self.tr("Table of what could not be used: file, number of the point, reason, and the point as it stands."),
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Fixes")))
        self.addOutput(QgsProcessingOutputNumber("REJECTED", self.tr("Points that could not be used")))
        self.addOutput(QgsProcessingOutputNumber("UNITS", self.tr("Units")))
        self.addOutput(QgsProcessingOutputNumber("FILES", self.tr("Files (or layers) used")))
        self.addOutput(QgsProcessingOutputNumber("REFUSED", self.tr("Files refused")))
        self.addOutput(QgsProcessingOutputString("FIRST", self.tr("Time of the first fix (UTC)")))
        self.addOutput(QgsProcessingOutputString("LAST", self.tr("Time of the last fix (UTC)")))
        self.addOutput(QgsProcessingOutputString("SHA256", self.tr("SHA-256 of the fixes")))

    def checkParameterValues(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[bool, str]:
        try:
            self.check(parameters, context)
        except HotspotError as error:
            return False, str(error)
        if _is_layer(parameters.get("INPUT")):  # which QGIS does not take for a list of files
            parameters = {**parameters, "INPUT": None, "LAYER": parameters["INPUT"]}
        good, message = super().checkParameterValues(parameters, context)
        return good, message

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        paths, layer = self._inputs(parameters, context)
        if not paths and layer is None:
            raise HotspotError(self.tr("No tracks are given: choose GPX files or folders, or a point layer."))
        if paths and layer is not None:
            raise HotspotError(self.tr("Files and a layer are given: choose one of them."))
        name = self.parameterAsString(parameters, "TIME_ZONE", context)
        if name:
            zone(name)

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        paths, layer = self._inputs(parameters, context)
        name = self.parameterAsString(parameters, "TIME_ZONE", context)
        reading = Part(progress, 0.0, 0.6)
        if layer is None:
            imported = read_files(find(paths, progress), zone(name or "UTC"), reading)
            fixes, files, refused = imported.fixes, imported.files, imported.refused
            crs = QgsCoordinateReferenceSystem(WGS84)
        else:
            given = self.needed_layer({**parameters, "LAYER": layer}, "LAYER", context)
            unit = self.parameterAsString(parameters, "UNIT_FIELD", context)
            time = self.parameterAsString(parameters, "TIME_FIELD", context)
            fixes, files, refused = read_fixes(given, unit, time, zone(name) if name else None, reading), 1, 0
            crs = given.crs
        self._say(fixes, progress)

        table = fixes.table
        shapes = shapely.points(table["x"].to_numpy(), table["y"].to_numpy())
        writing = Part(progress, 0.6, 1.0)
        output = write(self, parameters, "OUTPUT", context, table, tables.FIXES, shapes, crs, "fixes", "Point", writing)
        rejects = write(self, parameters, "REJECTS", context, fixes.rejects, tables.REJECTS)
        return {
            "OUTPUT": output,
            "REJECTS": rejects,
            "COUNT": len(table),
            "REJECTED": int(fixes.rejects["row"].notna().sum()),
            "UNITS": fixes.units,
            "FILES": files,
            "REFUSED": refused,
            "FIRST": _iso(table["time"].min()),
            "LAST": _iso(table["time"].max()),
            "SHA256": fixes.digest(),
        }

    def _inputs(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[list[str], Any]:
        """Return the files and folders, and the layer (None if there is none) that are given for INPUT and LAYER."""
        layer = parameters.get("LAYER") or None
        value = parameters.get("INPUT")
        if isinstance(value, list | tuple) and len(value) == 1:
            value = value[0]
        if _is_layer(value):
            return ([], value) if layer is None else (["INPUT"], layer)
        texts = [text for text in self.parameterAsFileList(parameters, "INPUT", context) if text] if value else []
        if len(texts) == 1 and layer is None and _names_a_layer(texts[0], context):
            return [], texts[0]
        return texts, layer

    def _say(self, fixes: Fixes, progress: FeedbackProgress) -> None:
        table = fixes.table
        progress.say(
            self.tr("{} fixes of {} units, {} to {} (UTC).").format(
                f"{len(table):,}", fixes.units, _iso(table["time"].min()), _iso(table["time"].max())
            )
        )
        if fixes.falling:
            progress.warn(
                self.tr("{} times were earlier than the one before them; the fixes were sorted by time.").format(
                    f"{fixes.falling:,}"
                )
            )
        reasons = fixes.rejects.loc[fixes.rejects["row"].notna(), "reason"]
        for reason, count in reasons.value_counts().items():
            progress.warn(self.tr("{} points could not be used: {}.").format(f"{count:,}", reason))


def _is_layer(value: Any) -> bool:
    return isinstance(value, QgsMapLayer | QgsProcessingFeatureSourceDefinition)


def _names_a_layer(text: str, context: QgsProcessingContext) -> bool:
    path = Path(text)
    if path.is_dir() or (path.is_file() and path.suffix.lower() in READERS):
        return False
    # a path that is not there is not opened, of which QGIS would complain in its own words
    may_open = Path(text.partition("|")[0]).is_file() or "=" in text
    return isinstance(QgsProcessingUtils.mapLayerFromString(text, context, may_open), QgsVectorLayer)


def _iso(time: Any) -> str:
    return f"{np.datetime64(time, 'ms')}Z"
