"""Pack the hotspots to patrol, with a briefing for each, for phones."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsRasterLayer,
)

from ... import paths
from ...core import clock
from ...core.errors import HotspotError
from ...core.progress import Part, Progress
from ...core.tasking import personal
from ...core.tasking.checks import check
from ...core.tasking.choice import hotspot_ids, overlapping, travelling
from ...core.tasking.evidence import Period
from ...core.tasking.notes import with_notes
from ...core.tasking.package import Extras, Package, Resources, build, ready
from ...core.tasking.page import fields
from ...core.tasking.place import TRAVELS, Place, Task
from ...core.tasking.places import places
from ...core.tasking.tiles import Tiles, cut
from ...core.tasking.windows import Window, treated
from ...layers.basemap import carried, drawn, refuse, take
from ...layers.booklet import booklet
from ...layers.crs import MetreSpace
from ...layers.feedback import FeedbackProgress
from ...layers.language import UNCHECKED
from ...layers.read import Layer, read_polygons, read_table
from . import sealing
from .exporttask import ExportTask
from .packageinputs import SCHEDULE_COLUMNS, read_crimes, read_notes, read_roads


class ExportPackage(ExportTask):
    """Hotspots of one arm to a zip for the field, the same bytes for the same input."""

    ROOM = "tasking"

    def __init__(self) -> None:
        super().__init__()
        self._base: list[QgsMapLayer] | Path | HotspotError | None = None

    def title(self) -> str:
        return self.tr("Export package for the field")

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        self.task(parameters, context)
        sealing.check(self, parameters, context)

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        if not super().prepareAlgorithm(parameters, context, feedback):
            return False
        try:
            self._base = self._given_base(parameters, context)
        except HotspotError as error:
            self._base = error  # raised here, QGIS would say that there were errors
        return True

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        output = self.parameterAsFileOutput(parameters, "OUTPUT", context)
        seal = sealing.unlock(self, parameters, context, progress)
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
        language = self.language(parameters, context)
        if language.code in UNCHECKED:
            told = self.tr("No native speaker has read the texts in “{}” yet: have them read before officers do.")
            progress.warn(told.format(language.code))
        crimes, said = read_crimes(self.layer(parameters, "CRIMES", context), space, language, Part(progress, 0.1, 0.5))
        degrees = space.geometries_to_lonlat(metres[goes])
        ordered, period = places(
            table[goes],
            metres[goes],
            degrees,
            crimes,
            Part(progress, 0.5, 0.6),
            clock.zone(self.zone_name(parameters, context)),
            language,
        )
        notes = self.layer(parameters, "NOTES", context)
        if notes is not None:
            ordered = with_notes(ordered, read_notes(notes), table["hotspot_id"].tolist(), notes.name)
        if crimes is not None:
            inside = sum(place.crimes or 0 for place in ordered)
            told = self.tr("Of {} crimes with a location, {} lie in the hotspots that travel.")
            (progress.say if inside else progress.warn)(told.format(len(crimes.x), inside))
        task = replace(self.task(parameters, context, said), sequence=seal.sequence)
        ordered = ready(task, ordered)
        extras = self._extras(parameters, context, task, ordered, period, space, metres[goes], progress)
        resources = Resources(paths.RESOURCES / "templates", paths.RESOURCES / "schemas", paths.version())
        package = build(task, ordered, period, resources, Part(progress, 0.8, 0.9), windows, extras)
        stays = table["hotspot_id"][~goes].tolist()
        check(package.files, [place.hotspot_id for place in ordered], stays, Part(progress, 0.9, 0.92))
        files = seal.signed(package.files)
        output = seal.write(output, files, Part(progress, 0.92, 1.0))
        seal.say(output, progress)
        outputs = self._report(output, package, len(ordered), int((~goes).sum()), progress)
        return {**outputs, **seal.outputs(), "FILES": len(files)}

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
        task = self.task(parameters, context)
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
        shapes = [place.shape for place in ordered]
        tiles = self._tiles(parameters, context, shapes, Part(progress, 0.62, 0.7))
        attribution = tiles.attribution if tiles else ""
        personal.check([("The base map's attribution", attribution)], task.override)
        pdf = b""
        if self.parameterAsBool(parameters, "BOOKLET", context):
            given = self.parameterAsString(parameters, "LAYOUT", context)
            template = Path(given) if given else paths.RESOURCES / "templates" / "booklet.qpt"
            rows = fields(task, ordered, period, attribution)
            pdf = booklet(
                rows, shapes, roads, space, template, task.title, task.language.code, Part(progress, 0.7, 0.8)
            )
        web = self.parameterAsBool(parameters, "PMTILES", context)
        return Extras(booklet=pdf, tiles=tiles, web=web, roads=roads)

    def _tiles(
        self, parameters: dict[str, Any], context: QgsProcessingContext, shapes: list[Any], progress: Progress
    ) -> Tiles | None:
        """Return the base map: the tiles of one MBTiles file as they are, any other layers drawn."""
        base, self._base = self._base, None
        if base is None:
            return None
        if isinstance(base, HotspotError):
            raise base
        finest = self.parameterAsInt(parameters, "BASEMAP_ZOOM", context)
        if isinstance(base, Path):
            return cut(base, shapes, finest, progress)
        take(base)
        return drawn(base, shapes, finest, context.transformContext(), progress)

    def _given_base(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[QgsMapLayer] | Path | None:
        """Return what the base map is to be made of: an MBTiles file, or copies of layers."""
        given = parameters.get("BASEMAP")
        if not given:
            return None
        one = given[0] if isinstance(given, list) and len(given) == 1 else given
        source = one.source() if isinstance(one, QgsRasterLayer) else one
        if isinstance(source, str) and source.lower().endswith(".mbtiles"):
            return Path(source)
        layers = self.parameterAsLayerList(parameters, "BASEMAP", context)
        own = (self.parameterAsLayer(parameters, name, context) for name in ("HOTSPOTS", "SCHEDULE", "CRIMES", "NOTES"))
        refuse(layers, [layer.source() for layer in own if layer is not None])
        return carried(layers)  # those of the project belong to this thread

    def _say_overlaps(self, metres: NDArray[np.object_], goes: NDArray[np.bool_], progress: FeedbackProgress) -> None:
        touched = overlapping(metres[goes], metres[~goes])
        if touched:
            progress.warn(
                self.tr(
                    "{} hotspots that travel overlap hotspots that stay: patrols there reach both, "
                    "which blurs the trial."
                ).format(touched)
            )
