"""Pack the hotspots to patrol, with a briefing for each, for phones."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime, QTimeZone

from ... import paths
from ...core import clock
from ...core.errors import HotspotError
from ...core.files import complete_or_absent
from ...core.progress import Part
from ...core.tasking import container
from ...core.tasking.checks import check
from ...core.tasking.choice import hotspot_ids, overlapping, travelling
from ...core.tasking.evidence import Period
from ...core.tasking.notes import with_notes
from ...core.tasking.package import Extras, Package, Resources, build, places, ready
from ...core.tasking.page import fields
from ...core.tasking.place import TRAVELS, Place, Task, clean
from ...core.tasking.tiles import cut
from ...core.tasking.windows import Window, treated
from ...layers.booklet import booklet
from ...layers.crs import MetreSpace
from ...layers.feedback import FeedbackProgress
from ...layers.read import Layer, read_polygons, read_table
from ..base import HotspotAlgorithm
from .packageinputs import SCHEDULE_COLUMNS, read_crimes, read_notes, read_roads


class ExportPackage(HotspotAlgorithm):
    """Hotspots of one arm to a zip for the field, the same bytes for the same input."""

    ROOM = "tasking"

    def flags(self) -> Any:
        # print layouts belong to the main thread: making the booklet in another one has crashed QGIS
        return super().flags() | Qgis.ProcessingAlgorithmFlag.NoThreading

    def title(self) -> str:
        return self.tr("Export package for the field")

    def define(self) -> None:
        polygon, point = Qgis.ProcessingSourceType.VectorPolygon, Qgis.ProcessingSourceType.VectorPoint
        self.add(
            QgsProcessingParameterFeatureSource("HOTSPOTS", self.tr("Hotspots"), [polygon]),
            self.tr(
                "Hotspots with a key, in any coordinate system, as “Build hexagon hotspots” and “Assign hotspots to "
                "trial arms” make "
                "them or drawn by hand. If they have a column arm, only those of the arm below travel. Used where "
                "there: "
                "name, rank, shift, method, crimes, crimes_per_day, crime_share, peak_days, peak_hours. No other "
                "column travels."
            ),
        )
        self.add(
            QgsProcessingParameterField("ID_FIELD", self.tr("Key of the hotspots"), "hotspot_id", "HOTSPOTS"),
            self.tr("Field that names each hotspot; no two may share a key."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("ARM", self.tr("Arm that travels"), "treatment"),
            self.tr(
                "Hotspots of this arm are packed; all others stay, and nothing in the package tells that there are any."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "SCHEDULE", self.tr("Schedule"), [Qgis.ProcessingSourceType.Vector], optional=True
            ),
            self.tr(
                "Table with hotspot_id, period, starts, ends (UTC) and arm, as “Schedule crossover” makes it. Of it "
                "only the place-periods of the arm above within the validity travel, and a hotspot that has none "
                "stays. Without it, every hotspot is to be patrolled through the whole validity."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSource("CRIMES", self.tr("Crimes"), [point], optional=True),
            self.tr(
                "Points from which the briefings take why a place is hot: number, types (crime_type) and months "
                "(occurred_from, "
                "occurred_to) of the crimes inside. Only counts travel, no crime and no address. Without it, the "
                "hotspots' own columns are used."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "NOTES", self.tr("Notes"), [Qgis.ProcessingSourceType.Vector], optional=True
            ),
            self.tr(
                "Table with hotspot_id and notes: what the analyst has to say about a place, shown in its briefing. Up "
                "to 600 characters each; no names, no intelligence."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "ROADS", self.tr("Streets"), [Qgis.ProcessingSourceType.VectorLine], optional=True
            ),
            self.tr(
                "Lines of streets in any coordinate system, such as OS Open Roads. Those within 300 m of a hotspot "
                "travel, as a layer, as a graph for walking directions, and in the booklet's maps; none of their "
                "columns does."
            ),
        )
        self.add(
            QgsProcessingParameterFile(
                "BASEMAP", self.tr("Base map"), optional=True, fileFilter=self.tr("Raster tiles (*.mbtiles)")
            ),
            self.tr(
                "Raster MBTiles, such as QGIS's “Generate XYZ tiles (MBTiles)” makes. The tiles that touch the area of "
                "the hotspots that travel, up to zoom 17, become the map under them in QField and Mergin Maps."
            ),
        )
        self.add(
            QgsProcessingParameterString("TITLE", self.tr("Title"), "Hotspot patrols"),
            self.tr("What officers know the package by, such as “Operation Larch, week 14”; up to 200 characters."),
        )
        self.add(
            QgsProcessingParameterDateTime("VALID_FROM", self.tr("Valid from")),
            self.tr("Date, or date and time, from which the package is to be used, in the time zone below."),
        )
        self.add(
            QgsProcessingParameterDateTime("VALID_UNTIL", self.tr("Valid until")),
            self.tr(
                "Last date (to the end of that day), or date and time, at which it is to be used. Pages show it; they "
                "cannot enforce it."
            ),
        )
        self.add(
            QgsProcessingParameterNumber(
                "LIMIT",
                self.tr("Most patrols of a hotspot a day"),
                Qgis.ProcessingNumberParameterType.Integer,
                None,
                True,
            ),
            self.tr("Upper limit (patrols a day and hotspot) that briefings ask officers to keep; empty for none."),
        )
        self.add(
            QgsProcessingParameterNumber(
                "DOSE_MIN",
                self.tr("Minutes of a patrol"),
                Qgis.ProcessingNumberParameterType.Integer,
                15,
                minValue=1,
                maxValue=240,
            ),
            self.tr(
                "How long (minutes) a patrol of a hotspot should last, which briefings ask for. 11 to 15 minutes "
                "deter longest for the time they take (Koper 1995)."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("ISSUER", self.tr("Issuer"), optional=True),
            self.tr("Who sends the package, such as a unit or a mailbox; nobody's name. Up to 200 characters."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber(
                "SUPPRESS_BELOW",
                self.tr("Hide counts below"),
                Qgis.ProcessingNumberParameterType.Integer,
                0,
                minValue=0,
                maxValue=1000,
            ),
            self.tr(
                "Counts of crimes from 1 to one less than this are hidden in every file, and what would give them away "
                "by subtraction; 0 shows all."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("OVERRIDE", self.tr("Why text like personal data may travel"), optional=True),
            self.tr(
                "Text that looks like a name, phone number, number plate, National Insurance number, date of birth or "
                "address stops the export, unless you write here why it may travel (10 characters or more). The "
                "manifest shows it."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean("BOOKLET", self.tr("Booklet to print"), True),
            self.tr("Adds booklet.pdf, an A4 page a hotspot."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFile("LAYOUT", self.tr("Layout of the booklet"), extension="qpt", optional=True),
            self.tr(
                "Print layout template (.qpt) for the booklet's pages; empty for the plugin's own, "
                "resources/templates/booklet.qpt, which can be changed in QGIS's layout window and saved under another "
                "name."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("TIME_ZONE", self.tr("Time zone"), "Europe/London"),
            self.tr("Time zone of the validity, such as Europe/London; pages show its local time, files hold UTC."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFileDestination("OUTPUT", self.tr("Package"), self.tr("Packages (*.zip)")),
            self.tr(
                "Zip with briefings, outlines, tasks, an empty file for records, and a manifest. Give it a new name "
                "for each issue."
            ),
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Hotspots in the package")))
        self.addOutput(QgsProcessingOutputNumber("WITHHELD", self.tr("Hotspots that stay")))
        self.addOutput(QgsProcessingOutputNumber("FILES", self.tr("Files in the package")))
        self.addOutput(QgsProcessingOutputString("HASH", self.tr("SHA-256 of the manifest")))
        self.addOutput(QgsProcessingOutputString("BUNDLE_ID", self.tr("Id that the content gives the package")))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        self._task(parameters, context, ())

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        output = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        layer = self.needed_layer(parameters, "HOTSPOTS", context)
        shapes, table = self._read(parameters, context, layer, progress)
        goes = self._travelling(parameters, context, layer, table, progress)
        windows = self._windows(parameters, context, table["hotspot_id"][goes].tolist(), progress)
        if windows is not None:
            goes &= np.isin(table["hotspot_id"].to_numpy(dtype=str), sorted({w.hotspot_id for w in windows}))
        x, y = shapely.get_coordinates(shapely.centroid(shapes)).T
        space = MetreSpace.of(layer.crs, x, y, context.transformContext(), layer.name, progress)
        metres = space.geometries_into(shapes, layer.crs, layer.name)
        self._say_overlaps(metres, goes, progress)
        crimes, said = read_crimes(self.layer(parameters, "CRIMES", context), space, Part(progress, 0.1, 0.5))
        degrees = space.geometries_to_lonlat(metres[goes])
        ordered, period = places(
            table[goes],
            metres[goes],
            degrees,
            crimes,
            Part(progress, 0.5, 0.6),
            clock.zone(self._zone_name(parameters, context)),
        )
        notes = self.layer(parameters, "NOTES", context)
        if notes is not None:
            ordered = with_notes(ordered, read_notes(notes), table["hotspot_id"].tolist(), notes.name)
        if crimes is not None:
            inside = sum(place.crimes or 0 for place in ordered)
            told = self.tr("Of {} crimes with a location, {} lie in the hotspots that travel.")
            (progress.say if inside else progress.warn)(told.format(len(crimes.x), inside))
        task = self._task(parameters, context, said)
        ordered = ready(task, ordered)
        extras = self._extras(parameters, context, task, ordered, period, space, metres[goes], progress)
        resources = Resources(paths.RESOURCES / "templates", paths.RESOURCES / "schemas", paths.version())
        package = build(task, ordered, period, resources, Part(progress, 0.8, 0.9), windows, extras)
        stays = table["hotspot_id"][~goes].tolist()
        check(package.files, [place.hotspot_id for place in ordered], stays, Part(progress, 0.9, 0.92))
        with complete_or_absent(output) as beside, beside.open("wb") as target:
            container.write(target, package.files, Part(progress, 0.92, 1.0))
        return self._report(output, package, len(ordered), int((~goes).sum()), progress)

    def _report(
        self, output: str, package: Package, count: int, withheld: int, progress: FeedbackProgress
    ) -> dict[str, Any]:
        digest = hashlib.sha256(package.manifest).hexdigest()
        progress.say(
            self.tr(
                "{} hotspots travel in {}, {} stay. Read this number out to whoever gets the package, so that they "
                "can compare it: {}"
            ).format(count, Path(output).name, withheld, digest)
        )
        return {
            "OUTPUT": output,
            "COUNT": count,
            "WITHHELD": withheld,
            "FILES": len(package.files),
            "HASH": digest,
            "BUNDLE_ID": package.bundle_id,
        }

    def _read(
        self, parameters: dict[str, Any], context: QgsProcessingContext, layer: Layer, progress: FeedbackProgress
    ) -> tuple[NDArray[np.object_], pd.DataFrame]:
        """Return all hotspots: polygons, and a table of `hotspot_id`, what may travel, and the arm if there is one."""
        key = self.parameterAsString(parameters, "ID_FIELD", context) or "hotspot_id"
        names = [name for name in (*TRAVELS, "arm") if name != "hotspot_id" and layer.has(name)]
        # the key may also be one of the others, such as name
        shapes, table = read_polygons(layer, list(dict.fromkeys((key, *names))), Part(progress, 0.0, 0.1))
        ids = hotspot_ids(table[key].tolist(), layer.name)
        return shapes, table[names].assign(hotspot_id=np.array([*ids, None], dtype=object)[:-1])

    def _travelling(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        layer: Layer,
        table: pd.DataFrame,
        progress: FeedbackProgress,
    ) -> NDArray[np.bool_]:
        if "arm" not in table and parameters.get("SCHEDULE"):
            return np.ones(len(table), dtype=bool)
        if "arm" not in table:
            progress.warn(
                self.tr(
                    "{} HAS NO COLUMN arm, SO ALL {} HOTSPOTS TRAVEL. If some of them are controls of a trial, do not "
                    "hand the package out: run “Assign hotspots to trial arms” first, or join its result."
                ).format(layer.name, len(table))
            )
            return np.ones(len(table), dtype=bool)
        return travelling(table["arm"].tolist(), self.parameterAsString(parameters, "ARM", context), layer.name)

    def _windows(
        self, parameters: dict[str, Any], context: QgsProcessingContext, ids: list[str], progress: FeedbackProgress
    ) -> list[Window] | None:
        layer = self.layer(parameters, "SCHEDULE", context)
        if layer is None:
            return None
        arm = self.parameterAsString(parameters, "ARM", context).strip()
        task = self._task(parameters, context, ())
        return treated(read_table(layer, SCHEDULE_COLUMNS), arm, task, ids, layer.name, progress)

    def _extras(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        task: Task,
        ordered: list[Place],
        period: Period | None,
        space: MetreSpace,
        metres: NDArray[np.object_],
        progress: FeedbackProgress,
    ) -> Extras:
        layer = self.layer(parameters, "ROADS", context)
        progress.at(0.6)
        roads = [] if layer is None else read_roads(layer, space, metres, Part(progress, 0.6, 0.62))
        tiles = self.parameterAsString(parameters, "BASEMAP", context)
        basemap, attribution = b"", ""
        if tiles:
            around = shapely.total_bounds([place.shape for place in ordered]).tolist()
            basemap, attribution = cut(Path(tiles), around, Part(progress, 0.62, 0.64))
        pdf = b""
        if self.parameterAsBool(parameters, "BOOKLET", context):
            given = self.parameterAsString(parameters, "LAYOUT", context)
            template = Path(given) if given else paths.RESOURCES / "templates" / "booklet.qpt"
            rows = fields(task, ordered, period, attribution)
            pdf = booklet(rows, [place.shape for place in ordered], roads, space, template, Part(progress, 0.62, 0.8))
        return Extras(booklet=pdf, basemap=basemap, roads=roads, attribution=attribution)

    def _say_overlaps(self, metres: NDArray[np.object_], goes: NDArray[np.bool_], progress: FeedbackProgress) -> None:
        touched = overlapping(metres[goes], metres[~goes])
        if touched:
            progress.warn(
                self.tr(
                    "{} hotspots that travel overlap hotspots that stay: patrols there reach both, "
                    "which blurs the trial."
                ).format(touched)
            )

    def _task(self, parameters: dict[str, Any], context: QgsProcessingContext, said: tuple[str, ...]) -> Task:
        zone = self._zone(self._zone_name(parameters, context))
        given = parameters.get("LIMIT") not in (None, "")
        limit = self.parameterAsDouble(parameters, "LIMIT", context) if given else None
        if limit is not None and not limit.is_integer():
            raise HotspotError(self.tr("LIMIT is {}: give a whole number of patrols a day.").format(limit))
        return Task(
            title=clean(self.parameterAsString(parameters, "TITLE", context)),
            valid_from=self._time(parameters, "VALID_FROM", context, zone, QTime(0, 0)),
            valid_until=self._time(parameters, "VALID_UNTIL", context, zone, QTime(23, 59, 59)),
            zone=bytes(zone.id()).decode("ascii", "replace"),
            limit=None if limit is None else int(limit),
            issuer=clean(self.parameterAsString(parameters, "ISSUER", context)),
            dose_min=self.parameterAsInt(parameters, "DOSE_MIN", context),
            override=clean(self.parameterAsString(parameters, "OVERRIDE", context)),
            suppress_below=self.parameterAsInt(parameters, "SUPPRESS_BELOW", context),
            cautions=said,
        )

    def _zone_name(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        return self.parameterAsString(parameters, "TIME_ZONE", context).strip()

    def _zone(self, name: str) -> QTimeZone:
        zone = QTimeZone(name.encode("utf-8"))
        if not zone.isValid():
            raise HotspotError(
                self.tr("The time zone “{}” is not known: use a name such as Europe/London.").format(name)
            )
        return zone

    def _time(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext, zone: QTimeZone, of_a_date: QTime
    ) -> datetime:
        """Return a parameter as an aware time: a date alone at `of_a_date`, a time without a zone in `zone`."""
        value = parameters.get(name)
        when = self.parameterAsDateTime(parameters, name, context)
        if not when.isValid():
            raise HotspotError(self.tr("{} is no date: give one such as 2026-03-01 or 2026-03-01T06:00.").format(name))
        if isinstance(value, QDate) or (isinstance(value, str) and len(value.strip()) == len("2026-03-01")):
            when = QDateTime(when.date(), of_a_date, zone)
        elif when.timeSpec() == Qt.TimeSpec.LocalTime:
            when = QDateTime(when.date(), when.time(), zone)
        there = when.toTimeZone(zone)
        offset = timezone(timedelta(seconds=there.offsetFromUtc()))
        # not fromtimestamp, which Windows refuses before 1970
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=there.toSecsSinceEpoch())).astimezone(offset)
