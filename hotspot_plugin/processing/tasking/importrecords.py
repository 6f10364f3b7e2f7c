"""What came back from the field to visits, positions and notes."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
)

from ...core.errors import HotspotError
from ...core.progress import Part
from ...core.tasking.cells import harmless
from ...core.tasking.fieldrows import UnitNames
from ...core.tasking.issued import read_issued
from ...core.tasking.ledger import Ledger, load
from ...core.tasking.marks import MARKS
from ...core.tasking.outcome import Outcome, outcome
from ...core.tasking.returns import read_returns
from ...layers import tables
from ...layers.crs import WGS84
from ...layers.feedback import FeedbackProgress
from ...layers.placing import held_file, one_file
from ...layers.write import TEXT, Column, Shapes, write
from ..base import HotspotAlgorithm
from ..unitkey import read_key
from .recordslog import say

SPREADSHEETS = {".csv", ".xlsx", ".ods"}


class ImportRecords(HotspotAlgorithm):
    """Returned packages and records of any number of devices as visits, positions and notes, each once."""

    ROOM = "tasking"

    def title(self) -> str:
        return self.tr("Import records from the field")

    def define(self) -> None:
        files = Qgis.ProcessingSourceType.File
        self.add(
            # of QGIS's own parameters the only one that takes files and folders, in the dialog too
            QgsProcessingParameterMultipleLayers("INPUT", self.tr("Returned files or folders"), files),
            self.tr(
                "Packages that came back (zip or unpacked folder), records.gpkg alone, records.json of a web tasker, "
                "GPX, or folders in which all of these are read, however deep. A project that came back is never "
                "opened. The name of a GPX file is its unit's, so use pseudonyms."
            ),
        )
        self.add(
            QgsProcessingParameterMultipleLayers("PACKAGES", self.tr("Issued packages"), files, optional=True),
            self.tr(
                "The zips that “Export package for the field” made, as they were sent out, or their manifests, or "
                "folders of them. Patrols are held against their validity, places, times and limit. Left out: those "
                "of earlier imports, or none."
            ),
        )
        self.add(
            QgsProcessingParameterFile("PREVIOUS", self.tr("Ledger of earlier imports"), optional=True),
            self.tr(
                "The LEDGER that the last import wrote. Its records are kept, and files in it are not read again, so "
                "importing one twice changes nothing. It may be the same file as LEDGER."
            ),
        )
        self.add(
            QgsProcessingParameterString("UNIT_KEY", self.tr("Key for pseudonyms (secret)"), "", optional=True),
            self.tr(
                "At least 12 characters, or the path of a text file that holds them: every unit is then called by a "
                "pseudonym that only this key gives, the same as in “Import tracks”. Left out: only names that look "
                "like people's are replaced."
            ),
            advanced=True,
        )
        self._define_results()

    def _define_results(self) -> None:
        vector = Qgis.ProcessingSourceType
        self.add(
            QgsProcessingParameterFeatureSink("VISITS", self.tr("Visits"), vector.VectorPoint),
            self.tr(
                "One point a patrol, as the officer reported it: unit, hotspot, arrival and leaving (UTC), minutes. "
                "What is wrong with it stands in package_mark, task_mark, limit_mark, clock_mark and position_mark."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSink("FIXES", self.tr("Fixes"), vector.VectorPoint),
            self.tr(
                "One point a position: unit, time (UTC), accuracy_m (metres), speed_ms (m/s), source and segment, in "
                "WGS 84; the TRACKS of “Calculate patrol dosage”, which measures what the visits only say."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSink("NOTES", self.tr("Notes"), vector.Vector, None, True, False),
            self.tr(
                "Table of what officers wrote, apart from all else; looks_like says what may be personal data in it. "
                "It goes into no report."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSink("REJECTS", self.tr("Rejects"), vector.Vector, None, True, False),
            self.tr("Table of the rows that could not be used: file and table, row, reason, and what stands in it."),
        )
        self.add(
            QgsProcessingParameterFileDestination(
                "LEDGER", self.tr("Ledger"), self.tr("Ledgers (*.ledger)"), None, True, False
            ),
            self.tr("All that was ever imported, for the next import's PREVIOUS. It holds the notes: keep it as them."),
        )
        for name, said in (
            ("VISITS_COUNT", self.tr("Visits")),
            ("MARKED", self.tr("Visits with a mark")),
            ("OVER_LIMIT", self.tr("Visits over the limit")),
            ("FIXES_COUNT", self.tr("Positions")),
            ("NOTES_COUNT", self.tr("Notes")),
            ("PERSONAL", self.tr("Notes that hold what looks like personal data")),
            ("REJECTED", self.tr("Rows that could not be used")),
            ("FILES", self.tr("Files read now")),
            ("AGAIN", self.tr("Files known from before")),
            ("REFUSED", self.tr("Files refused")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, said))
        self.addOutput(QgsProcessingOutputString("SHA256", self.tr("SHA-256 of the ledger")))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        if not self._files(parameters, "INPUT", context):
            raise HotspotError(self.tr("Nothing is given to import: choose returned packages or records."))
        previous = self.parameterAsFile(parameters, "PREVIOUS", context)
        target = self.parameterAsFileOutput(parameters, "LEDGER", context)
        if previous and previous != target and not Path(previous).is_file():
            raise HotspotError(
                self.tr("The ledger {} is not there: leave PREVIOUS empty to begin one.").format(previous)
            )
        UnitNames(read_key(self.parameterAsString(parameters, "UNIT_KEY", context)))

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        names = UnitNames(read_key(self.parameterAsString(parameters, "UNIT_KEY", context)))
        known = self._known(parameters, context, progress)
        issued = read_issued(self._files(parameters, "PACKAGES", context), Part(progress, 0.05, 0.1))
        known = known.merged(Ledger(issued=issued))
        returned = read_returns(self._files(parameters, "INPUT", context), known, names, Part(progress, 0.1, 0.5))
        now = round(datetime.now(UTC).timestamp() * 1000)
        made = outcome(returned.ledger, now, Part(progress, 0.5, 0.7))
        say(returned, made, names, progress, self.tr)
        written = self._write(parameters, context, made, Part(progress, 0.7, 0.9))
        written |= self._save(parameters, context, returned.ledger, Part(progress, 0.9, 1.0))
        return {
            **written,
            "VISITS_COUNT": len(made.visits),
            "MARKED": int(made.visits[list(MARKS)].notna().any(axis=1).sum()),
            "OVER_LIMIT": int(made.visits["limit_mark"].notna().sum()),
            "FIXES_COUNT": len(made.fixes),
            "NOTES_COUNT": len(made.notes),
            "PERSONAL": int(made.notes["looks_like"].notna().sum()),
            "REJECTED": len(made.rejects),
            "FILES": returned.read,
            "AGAIN": returned.again,
            "REFUSED": len(returned.refused),
        }

    def _files(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> list[str]:
        if not parameters.get(name):
            return []
        return [text for text in self.parameterAsFileList(parameters, name, context) if text]

    def _known(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress) -> Ledger:
        path = self.parameterAsFile(parameters, "PREVIOUS", context)
        if not path:
            return Ledger()
        if not Path(path).is_file():
            progress.say(self.tr("{} is not there yet: it begins with this import.").format(path))
            return Ledger()
        return load(Path(path), Part(progress, 0.0, 0.05))

    def _write(
        self, parameters: dict[str, Any], context: QgsProcessingContext, made: Outcome, progress: Part
    ) -> dict[str, Any]:
        def put(
            name: str, table: pd.DataFrame, columns: Sequence[Column], shapes: Shapes = None, style: str = ""
        ) -> str | None:
            if parameters.get(name) and (one_file(parameters, name, context) or Path()).suffix.lower() in SPREADSHEETS:
                texts = [column.name for column in columns if column.kind == TEXT]
                table = table.assign(**{text: table[text].astype(object).map(harmless) for text in texts})
            geometry = "Point" if shapes is not None else ""
            crs = QgsCoordinateReferenceSystem(WGS84)
            return write(
                self, parameters, name, context, table, columns, shapes, crs, style, geometry, progress=progress
            )

        x, y = (made.visits[axis].to_numpy(dtype=np.float64) for axis in ("x", "y"))
        places = np.full(len(x), None, dtype=object)
        known = np.isfinite(x)
        places[known] = shapely.points(x[known], y[known])
        fixes = made.fixes
        return {
            "VISITS": put("VISITS", made.visits, tables.REPORTED, places, "reported"),
            "FIXES": put("FIXES", fixes, tables.FIXES, (fixes["x"].to_numpy(), fixes["y"].to_numpy()), "fixes"),
            "NOTES": put("NOTES", made.notes, tables.NOTES),
            "REJECTS": put("REJECTS", made.rejects, tables.REJECTS),
        }

    def _save(
        self, parameters: dict[str, Any], context: QgsProcessingContext, ledger: Ledger, progress: Part
    ) -> dict[str, Any]:
        path = self.parameterAsFileOutput(parameters, "LEDGER", context)
        try:
            content = ledger.content(progress)
            if path:
                with held_file(self, Path(path).absolute()) as made:
                    made.write_bytes(content)
        except (OSError, sqlite3.OperationalError) as error:
            raise HotspotError(
                self.tr("The ledger could not be written ({}): make room on the disk, or choose another place.").format(
                    error.strerror if isinstance(error, OSError) else error
                )
            ) from None
        return {"LEDGER": path or None, "SHA256": hashlib.sha256(content).hexdigest()}
