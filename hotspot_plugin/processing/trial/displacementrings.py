"""Draw rings round hotspots, in which displacement would be seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterString,
)

from ...core.progress import Part
from ...core.trial.canonical import some
from ...core.trial.rings import make_rings, parse_widths
from ...layers import tables
from ...layers.feedback import FeedbackProgress
from ...layers.tracks import Hotspots, read_hotspots
from ...layers.write import write
from .. import parameters as common
from ..base import HotspotAlgorithm

MUCH = 0.5  # a hotspot with less than this share of its rings left is named


class DisplacementRings(HotspotAlgorithm):
    """Rings of given widths that share no ground with each other or with a hotspot."""

    ROOM = "trial"

    def title(self) -> str:
        return self.tr("Draw displacement rings")

    def define(self) -> None:
        self.add(
            common.hotspots(common.POLYGONS),
            self.tr(
                "All hotspots of the trial, of all arms: rings round control hotspots are the comparison for those "
                "round treated ones. A field “arm” is handed on to the rings."
            ),
        )
        self.add(
            common.id_field(),
            self.tr("Field that names each hotspot; no two may share a key."),
        )
        self.add(
            QgsProcessingParameterString("WIDTHS", self.tr("Far edges of the rings (metres)"), "50,100,150"),
            self.tr(
                "Metres from the edge of the hotspot to the far edge of each ring, growing: 50,100,150 makes rings "
                "from 0 to 50, 50 to 100 and 100 to 150 m. One number makes one ring."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSink("OUTPUT", self.tr("Rings"), Qgis.ProcessingSourceType.VectorPolygon),
            self.tr(
                "One polygon for each hotspot and ring, cut so that no two share ground and none enters a hotspot: "
                "ground in the reach of two hotspots belongs to the nearer one."
            ),
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Rings")))
        self.addOutput(QgsProcessingOutputNumber("CUT", self.tr("Rings that were cut")))
        self.addOutput(QgsProcessingOutputNumber("LOST", self.tr("Rings of which nothing is left")))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        parse_widths(self.parameterAsString(parameters, "WIDTHS", context))

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        widths = parse_widths(self.parameterAsString(parameters, "WIDTHS", context))
        layer = self.needed_layer(parameters, "HOTSPOTS", context)
        id_field = self.parameterAsString(parameters, "ID_FIELD", context)
        hotspots = read_hotspots(layer, id_field, context.transformContext(), progress)
        rings, shapes = make_rings(hotspots.metres, widths, Part(progress, 0.1, 0.9))
        lost = len(hotspots.ids) * len(widths) - len(rings)
        cut = int((rings["kept"] < 1 - 1e-6).sum())
        self._say(rings, hotspots, len(widths), cut, lost, progress)
        owner = rings["hotspot"].to_numpy(dtype=np.int64)
        keys = hotspots.ids[owner]
        rings = rings.assign(
            hotspot_id=pd.Series(keys, dtype=object),
            arm=pd.Series(hotspots.arms[owner], dtype=object),
            ring_id=[f"{key}/{ring}" for key, ring in zip(keys, rings["ring"], strict=True)],
        )
        written = write(
            self, parameters, "OUTPUT", context, rings, tables.RINGS, hotspots.space.out(shapes), hotspots.space.crs,
            style="rings", geometry="MultiPolygon", progress=Part(progress, 0.9, 1.0),
        )  # fmt: skip
        return {"OUTPUT": written, "COUNT": len(rings), "CUT": cut, "LOST": lost}

    def _say(
        self, rings: pd.DataFrame, hotspots: Hotspots, widths: int, cut: int, lost: int, progress: FeedbackProgress
    ) -> None:
        said = self.tr("{} rings round {} hotspots; {} of them were cut where they met a hotspot or another's rings.")
        progress.say(said.format(len(rings), len(hotspots.ids), cut))
        if lost:
            progress.warn(self.tr("{} rings have no ground left and are not in the output.").format(lost))
        left = np.bincount(rings["hotspot"].to_numpy(dtype=np.int64), rings["kept"], len(hotspots.ids)) / widths
        small = hotspots.ids[left < MUCH]
        if small.size:
            progress.warn(
                self.tr(
                    "{} hotspots ({}) have neighbours so near that less than half of their rings is left: crime that "
                    "moved from one of them may have moved into another hotspot."
                ).format(small.size, some(list(small)))
            )
