"""Track files of any make, or a layer, to the table of fixes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
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
from ...core.tracking.rows import Options
from ...core.tracking.sources import READERS, Imported, TrackFile, find, read_files
from ...layers import tables
from ...layers.crs import WGS84, MetreSpace, to_degrees
from ...layers.feedback import FeedbackProgress
from ...layers.fixes import read_fixes
from ...layers.write import write
from ..base import HotspotAlgorithm
from ..unitkey import read_key
from .trackslog import counts, say

DOUBLE = Qgis.ProcessingNumberParameterType.Double


class ImportTracks(HotspotAlgorithm):
    """Track files of any number of units as one layer of fixes, and every point that cannot be used with its reason."""

    ROOM = "tracking"

    def title(self) -> str:
        return self.tr("Import tracks")

    def define(self) -> None:
        self.add(
            # of QGIS's own parameters the only one that takes files and folders, in the dialog too
            QgsProcessingParameterMultipleLayers(
                "INPUT", self.tr("Track files or folders"), Qgis.ProcessingSourceType.File, optional=True
            ),
            self.tr(
                "GPX, KML, GeoJSON, CSV (AVL, Airwave, Traccar, OpenTracks and others), OwnTracks .rec or GeoLife .plt "
                "files, or folders in which all of these are read, however deep. Where the rows name no unit, the name "
                "of a file does, so use pseudonyms. A path or id of a layer may stand here too."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "LAYER",
                self.tr("Or a layer of points or tracks"),
                [Qgis.ProcessingSourceType.VectorPoint, Qgis.ProcessingSourceType.VectorLine],
                optional=True,
            ),
            self.tr(
                "Points with a time each (QField), or lines with the time of each vertex in M (Mergin Maps, QField), "
                "instead of files. Fields accuracy_m (metres), speed_ms (m/s) and segment are kept."
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
                "Such as Europe/London. Left out: times of GPX and KML files that have no zone are UTC, as these "
                "formats say; times of other files and of a layer must have one, or you are asked for it."
            ),
        )
        self.add(
            QgsProcessingParameterFile("PROFILE", self.tr("Saved mapping of columns"), extension="json", optional=True),
            self.tr(
                "For CSV and GeoJSON: JSON that names the columns of unit, time, place, speed (with its unit), "
                "accuracy (metres) and validity. MAPPING saves one. Left out: columns are known by their usual names."
            ),
        )
        self.add(
            QgsProcessingParameterString("UNIT_KEY", self.tr("Key for pseudonyms (secret)"), "", optional=True),
            self.tr(
                "At least 12 characters, or the path of a text file that holds them: every unit is then called by a "
                "pseudonym that only this key gives, the same in every import. Left out: only names that look like "
                "people's are replaced. QGIS keeps what is typed in its history; a path keeps the key out of it."
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
        self.add(
            QgsProcessingParameterFeatureSink(
                "PINGS", self.tr("Ping intervals"), Qgis.ProcessingSourceType.Vector, None, True, False
            ),
            self.tr("Table of the units: fixes, first, last, and the seconds between fixes, which limit what is seen."),
        )
        self._define_advanced()
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Fixes")))
        self.addOutput(QgsProcessingOutputNumber("REJECTED", self.tr("Points that could not be used")))
        self.addOutput(QgsProcessingOutputNumber("UNITS", self.tr("Units")))
        self.addOutput(QgsProcessingOutputNumber("FILES", self.tr("Files (or layers) used")))
        self.addOutput(QgsProcessingOutputNumber("REFUSED", self.tr("Files refused")))
        self.addOutput(QgsProcessingOutputString("FIRST", self.tr("Time of the first fix (UTC)")))
        self.addOutput(QgsProcessingOutputString("LAST", self.tr("Time of the last fix (UTC)")))
        self.addOutput(QgsProcessingOutputNumber("PING_S", self.tr("Seconds between fixes, median over the units")))
        self.addOutput(QgsProcessingOutputString("RULES", self.tr("How often each rule was used (JSON)")))
        self.addOutput(QgsProcessingOutputString("SHA256", self.tr("SHA-256 of the fixes")))

    def _define_advanced(self) -> None:
        """Add what most imports leave alone."""
        self.add(
            QgsProcessingParameterNumber(
                "MAX_SPEED", self.tr("Greatest possible speed (km/h)"), DOUBLE, 300.0, False, 0.0
            ),
            self.tr(
                "A fix that could only be reached faster (km/h) is an impossible jump and a reject. 0: no such rule."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber("HOLD", self.tr("Hold halts within (metres)"), DOUBLE, 0.0, False, 0.0, 200.0),
            self.tr(
                "Fixes that stay within so many metres for a minute or longer are put at their middle, which takes out "
                "the drift of a unit that stands. 0: fixes stay where the device put them; the drift is only counted."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterEnum(
                "DATE_ORDER",
                self.tr("Dates such as 5/6/2026"),
                [self.tr("tell from the dates, or ask"), self.tr("day first"), self.tr("month first")],
                False,
                0,
            ),
            self.tr("How dates in CSV files are read: 0 as the dates themselves show, 1 as 5 June, 2 as 6 May."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFileDestination(
                "MAPPING", self.tr("Mapping that was used"), self.tr("JSON files (*.json)"), None, True, False
            ),
            self.tr("The columns as they were understood in CSV and GeoJSON files, to be checked, changed and reused."),
            advanced=True,
        )

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
    if path.is_dir() or (path.is_file() and TrackFile(path, "").suffix in READERS):
        return False
    # a path that is not there is not opened, of which QGIS would complain in its own words
    may_open = Path(text.partition("|")[0]).is_file() or "=" in text
    return isinstance(QgsProcessingUtils.mapLayerFromString(text, context, may_open), QgsVectorLayer)


def _iso(time: Any) -> str:
    return f"{np.datetime64(time, 'ms')}Z"
