"""Track files of any make, or a layer, to the table of fixes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingUtils,
    QgsVectorLayer,
)

from ...core.clock import zone
from ...core.errors import HotspotError
from ...core.files import complete_or_absent
from ...core.progress import Part
from ...core.tracking.clean import Cleaned, Rules, clean
from ...core.tracking.mapping import as_json, read_profiles
from ...core.tracking.pings import ping_table
from ...core.tracking.pseudonyms import Pseudonyms
from ...core.tracking.refusals import is_packed
from ...core.tracking.rows import Options
from ...core.tracking.sources import READERS, Imported, TrackFile, find, read_files
from ...layers import tables
from ...layers.crs import WGS84, MetreSpace, to_degrees
from ...layers.feedback import FeedbackProgress
from ...layers.fixes import read_fixes
from ...layers.write import write
from ..unitkey import read_key
from .trackslog import counts, say
from .tracksparameters import TracksParameters


class ImportTracks(TracksParameters):
    """Track files of any number of units as one layer of fixes, and every point that cannot be used with its reason."""

    ROOM = "tracking"

    def title(self) -> str:
        return self.tr("Import tracks")

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
            raise HotspotError(self.tr("No tracks are given: choose track files or folders, or a layer."))
        if paths and layer is not None:
            raise HotspotError(self.tr("Files and a layer are given: choose one of them."))
        name = self.parameterAsString(parameters, "TIME_ZONE", context)
        if name:
            zone(name)
        self._names(parameters, context)
        profile = self.parameterAsFile(parameters, "PROFILE", context)
        if profile:
            read_profiles(profile)

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        paths, layer = self._inputs(parameters, context)
        reading = Part(progress, 0.0, 0.5)
        options = self._options(parameters, context, progress)
        if layer is None:
            imported = read_files(
                find(paths, progress), options.where, reading, options, self._names(parameters, context)
            )
            crs, metres = QgsCoordinateReferenceSystem(WGS84), None
        else:
            given = self.needed_layer({**parameters, "LAYER": layer}, "LAYER", context)
            unit = self.parameterAsString(parameters, "UNIT_FIELD", context)
            time = self.parameterAsString(parameters, "TIME_FIELD", context)
            fixes = read_fixes(given, unit, time, options.where, reading, self._names(parameters, context))
            imported, crs, metres = Imported(fixes, 1, 0), given.crs, None
            if not crs.isGeographic():
                x, y = (fixes.table[axis].to_numpy() for axis in ("x", "y"))
                space = MetreSpace.of(crs, x, y, context.transformContext(), given.name, progress)
                metres = space.into(x, y, crs, given.name)
        rules = Rules(
            np.datetime64("now", "ms"),
            self.parameterAsDouble(parameters, "MAX_SPEED", context),
            self.parameterAsDouble(parameters, "HOLD", context),
        )
        cleaned = clean(imported.fixes, rules, metres, Part(progress, 0.5, 0.6))
        pings = ping_table(cleaned.fixes)
        say(cleaned, pings, rules, progress, self.tr)
        written = self._write(parameters, context, cleaned, crs, Part(progress, 0.6, 1.0))
        written["PINGS"] = write(self, parameters, "PINGS", context, pings, tables.PINGS)
        written["MAPPING"] = self._save_mapping(parameters, context, options)
        table, rejects = cleaned.fixes.table, cleaned.fixes.rejects
        known = pings["ping_s"].dropna()
        return {
            **written,
            "COUNT": len(table),
            "REJECTED": int(rejects["row"].notna().sum()),
            "UNITS": cleaned.fixes.units,
            "FILES": imported.files,
            "REFUSED": imported.refused,
            "FIRST": _iso(table["time"].min()),
            "LAST": _iso(table["time"].max()),
            "PING_S": float(known.median()) if len(known) else None,
            "RULES": json.dumps(counts(cleaned), ensure_ascii=False),
            "SHA256": cleaned.fixes.digest(),
        }

    def _write(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        cleaned: Cleaned,
        crs: QgsCoordinateReferenceSystem,
        progress: Part,
    ) -> dict[str, Any]:
        table = cleaned.fixes.table
        places = (table["x"].to_numpy(), table["y"].to_numpy())
        columns = tables.FIXES
        bad = cleaned.fixes.rejects
        share = len(table) / max(len(table) + len(bad), 1)
        first, second = Part(progress, 0.0, share), Part(progress, share, 1.0)
        output = write(self, parameters, "OUTPUT", context, table, columns, places, crs, "fixes", "Point", first)
        progress.at(share)
        rejects = write(self, parameters, "REJECTS", context, bad, tables.REJECTS, progress=second)
        progress.at(1.0)
        return {"OUTPUT": output, "REJECTS": rejects}

    def _options(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> Options:
        name = self.parameterAsString(parameters, "TIME_ZONE", context)
        profile = self.parameterAsFile(parameters, "PROFILE", context)
        return Options(
            zone(name) if name else None,
            read_profiles(profile) if profile else (),
            [None, True, False][self.parameterAsEnum(parameters, "DATE_ORDER", context)],
            to_degrees(context.transformContext(), progress),
        )

    def _names(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Pseudonyms:
        return Pseudonyms(read_key(self.parameterAsString(parameters, "UNIT_KEY", context)))

    def _save_mapping(self, parameters: dict[str, Any], context: QgsProcessingContext, options: Options) -> str | None:
        path = self.parameterAsFileOutput(parameters, "MAPPING", context)
        if not path:
            return None
        with complete_or_absent(path) as beside:
            beside.write_text(as_json(list(options.used)), encoding="utf-8")
        return path

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


def _is_layer(value: Any) -> bool:
    return isinstance(value, QgsMapLayer | QgsProcessingFeatureSourceDefinition)


def _names_a_layer(text: str, context: QgsProcessingContext) -> bool:
    path = Path(text)
    if path.is_dir() or (path.is_file() and (TrackFile(path, "").suffix in READERS or is_packed(path))):
        return False
    # a path that is not there is not opened, of which QGIS would complain in its own words
    may_open = Path(text.partition("|")[0]).is_file() or "=" in text
    return isinstance(QgsProcessingUtils.mapLayerFromString(text, context, may_open), QgsVectorLayer)


def _iso(time: Any) -> str:
    return f"{np.datetime64(time, 'ms')}Z"
