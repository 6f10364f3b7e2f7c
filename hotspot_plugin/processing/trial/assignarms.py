"""Draw each hotspot's arm, so that anyone can draw it again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
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
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterString,
    QgsWkbTypes,
)

from ...core.errors import HotspotError
from ...core.files import complete_or_absent
from ...core.progress import Part
from ...core.trial.arms import Arm, check_seed, draw_arms, parse_arms
from ...core.trial.balance import balance, lines
from ...core.trial.canonical import Allocation, as_text, check_ids, some
from ...core.trial.overlaps import Overlaps, find_overlaps
from ...layers import tables
from ...layers.crs import check_crs, check_degrees
from ...layers.feedback import FeedbackProgress
from ...layers.read import Layer, read_shapes, read_table
from ...layers.write import kept_columns, write
from ..base import HotspotAlgorithm

KEY = tables.HOTSPOTS[0]
MADE = (KEY, *tables.ARMS)
BLOCK_METHOD = 1
STYLES = {
    Qgis.GeometryType.Polygon: "arms",
    Qgis.GeometryType.Line: "arms_lines",
    Qgis.GeometryType.Point: "arms_points",
}


class AssignArms(HotspotAlgorithm):
    """Complete and block randomisation of hotspots to the arms of a trial."""

    ROOM = "trial"

    def title(self) -> str:
        return self.tr("Assign hotspots to trial arms")

    def define(self) -> None:
        self.add(
            QgsProcessingParameterFeatureSource("HOTSPOTS", self.tr("Hotspots"), [Qgis.ProcessingSourceType.Vector]),
            self.tr("The hotspots of the trial: polygons, lines, points or a table, in any order, each with a key."),
        )
        self.add(
            QgsProcessingParameterField("ID_FIELD", self.tr("Key of the hotspots"), "hotspot_id", "HOTSPOTS"),
            self.tr("Field that names each hotspot; no two may share a key. The draw depends on it, so keep it."),
        )
        self.add(
            QgsProcessingParameterString("ARMS", self.tr("Arms and their weights"), "treatment=1,control=1"),
            self.tr(
                "Names and weights: treatment=1,control=1 for halves, treatment=1,control=2 for one to two. "
                "Names are letters, digits, _ and -; weights are numbers above 0, and only their ratio matters."
            ),
        )
        self.add(
            QgsProcessingParameterEnum("METHOD", self.tr("Method"), [self.tr("complete"), self.tr("block")], False, 0),
            self.tr(
                "0 complete: one draw over all hotspots, in which the arms get the numbers that their weights ask for. "
                "1 block: such a draw in each block, so that the arms are alike in what the blocks stand for."
            ),
        )
        self.add(
            QgsProcessingParameterField("BLOCK_FIELD", self.tr("Block"), None, "HOTSPOTS", optional=True),
            self.tr("For the block method: field with each hotspot's block, such as its district."),
        )
        self.add(
            QgsProcessingParameterString("SEED", self.tr("Seed")),
            self.tr(
                "Any text, chosen before the draw and written down, such as the trial's name and the date. The same "
                "seed gives the same draw for ever. There is no default: whoever answers for the draw chooses it."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSink("OUTPUT", self.tr("Arms")),
            self.tr(
                "The hotspots with all their fields, and arm, block, cluster_id (empty here) and probability (0–1) of "
                "getting this arm. Their key stands in hotspot_id, as text."
            ),
        )
        self.add(
            QgsProcessingParameterFileDestination(
                "ALLOCATION", self.tr("Allocation as CSV"), self.tr("CSV files (*.csv)"), None, True, False
            ),
            self.tr("The allocation in its canonical form: the file whose SHA-256 is HASH, for the trial's records."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                "BALANCE", self.tr("Balance"), Qgis.ProcessingSourceType.Vector, None, True, False
            ),
            self.tr("Table of mean, standard deviation and standardised difference of each numeric field in each arm."),
            advanced=True,
        )
        self.addOutput(QgsProcessingOutputString("HASH", self.tr("SHA-256 of the allocation")))
        self.addOutput(QgsProcessingOutputString("SEED", self.tr("Seed of the draw")))
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Hotspots")))
        self.addOutput(QgsProcessingOutputString("COUNTS", self.tr("Hotspots in each arm (JSON)")))

    def checkParameterValues(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[bool, str]:
        # before QGIS looks, whose words for an empty text are "Incorrect parameter value"
        try:
            self.check(parameters, context)
        except HotspotError as error:
            return False, str(error)
        good, message = super().checkParameterValues(parameters, context)
        return good, message

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        parse_arms(self.parameterAsString(parameters, "ARMS", context))
        check_seed(self.parameterAsString(parameters, "SEED", context))
        by_block = self.parameterAsEnum(parameters, "METHOD", context) == BLOCK_METHOD
        if by_block and not self.parameterAsString(parameters, "BLOCK_FIELD", context):
            raise HotspotError(self.tr("The block method needs a block: choose BLOCK_FIELD, or the complete method."))

    def run(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        seed = self.parameterAsString(parameters, "SEED", context)
        arms = parse_arms(self.parameterAsString(parameters, "ARMS", context))
        layer = self.needed_layer(parameters, "HOTSPOTS", context)
        id_field = _field(layer, self.parameterAsString(parameters, "ID_FIELD", context), "ID_FIELD")
        block_field = self._block_field(parameters, context, layer, progress)

        shapes, table = _read(layer, id_field, Part(progress, 0.0, 0.5))
        ids = check_ids(as_text(table[id_field]), layer.name, id_field)
        blocks = [label or "" for label in as_text(table[block_field])] if block_field else None
        check_seed(seed, progress)
        allocation = draw_arms(ids, arms, seed, blocks, Part(progress, 0.5, 0.8))

        result = _with_arms(table, ids, allocation)
        of = result["arm"].tolist()
        used = [name for name in (id_field, block_field) if name]
        replaced = _replaced(table, used)
        if replaced:
            progress.warn(self.tr("Fields of the hotspots that this draw replaces: {}.").format(", ".join(replaced)))
        self._say_draw(allocation, arms, seed, progress)
        if shapes is not None:
            self._say_overlaps(find_overlaps(shapes), ids, of, progress)
        compared = balance(table.drop(columns=[*used, *replaced]), of, allocation.names)
        if not compared.empty:
            progress.say(self.tr("Balance of the arms: mean ± standard deviation (hotspots with a value)"))
            progress.say("\n".join(lines(compared)))
        written = self._write(parameters, context, layer, shapes, result, compared, allocation.csv(), progress)
        counts = json.dumps(allocation.counts(), ensure_ascii=False)
        return {**written, "HASH": allocation.hash(), "SEED": seed, "COUNT": len(ids), "COUNTS": counts}

    def _block_field(
        self, parameters: dict[str, Any], context: QgsProcessingContext, layer: Layer, progress: FeedbackProgress
    ) -> str:
        """Return the field of the blocks, "" for the complete method."""
        name = self.parameterAsString(parameters, "BLOCK_FIELD", context)
        if self.parameterAsEnum(parameters, "METHOD", context) == BLOCK_METHOD:
            return _field(layer, name, "BLOCK_FIELD")
        if name:
            progress.warn(self.tr("The field {} is not used, since the method is complete.").format(name))
        return ""

    def _write(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        layer: Layer,
        shapes: NDArray[np.object_] | None,
        result: pd.DataFrame,
        compared: pd.DataFrame,
        csv: bytes,
        progress: FeedbackProgress,
    ) -> dict[str, Any]:
        """Write the outputs that are asked for; the CSV is put in its place last, when the layers are written."""
        written: dict[str, Any] = {}
        with ExitStack() as stack:
            if parameters.get("ALLOCATION"):
                written["ALLOCATION"] = self.parameterAsFileOutput(parameters, "ALLOCATION", context)
                stack.enter_context(complete_or_absent(written["ALLOCATION"])).write_bytes(csv)
            written["OUTPUT"] = write(
                self,
                parameters,
                "OUTPUT",
                context,
                result,
                [KEY, *kept_columns(layer.fields, [column.name for column in MADE]), *tables.ARMS],
                shapes,
                layer.crs,
                style=STYLES.get(QgsWkbTypes.geometryType(layer.source.wkbType()), ""),
                geometry=_geometry(layer),
                progress=Part(progress, 0.8, 1.0),
            )
            written["BALANCE"] = write(self, parameters, "BALANCE", context, compared, tables.BALANCE)
        return written

    def _say_draw(self, allocation: Allocation, arms: Sequence[Arm], seed: str, progress: FeedbackProgress) -> None:
        if allocation.blocks is None:
            said = self.tr("{} hotspots drawn at once.").format(len(allocation.ids))
        else:
            said = self.tr("{} hotspots drawn in {} blocks.").format(len(allocation.ids), len(set(allocation.blocks)))
        progress.say(said + " " + self.tr("Seed: “{}”").format(seed))
        counts = allocation.counts()
        for arm in arms:
            said = self.tr("Arm {}: {} hotspots; each hotspot's chance of it was {}.")
            progress.say(said.format(arm.name, counts[arm.name], arm.share))
        progress.say(self.tr("SHA-256 of the allocation, to be kept with the seed: {}").format(allocation.hash()))

    def _say_overlaps(
        self, overlaps: Overlaps, ids: Sequence[str], arms: Sequence[str], progress: FeedbackProgress
    ) -> None:
        if len(overlaps.pairs):
            which = some([self.tr("{} with {}").format(ids[a], ids[b]) for a, b in overlaps.pairs])
            progress.warn(
                self.tr(
                    "{} pairs of hotspots overlap ({}), by up to {:.2%} of the smaller one. {} of the pairs are in "
                    "different arms: a patrol in their common ground reaches both."
                ).format(len(overlaps.pairs), which, overlaps.shares.max(), overlaps.across(arms))
            )


def _with_arms(table: pd.DataFrame, ids: Sequence[str], allocation: Allocation) -> pd.DataFrame:
    """Return the hotspots in their own order with the columns that this algorithm makes."""
    row_of = {key: row for row, key in enumerate(allocation.ids)}
    rows = [row_of[key] for key in ids]
    blocks = allocation.blocks
    made = {
        "hotspot_id": list(ids),
        "arm": [allocation.arms[row] for row in rows],
        "block": [None if blocks is None else blocks[row] for row in rows],
        "cluster_id": [None] * len(ids),
        "probability": [float(allocation.probabilities[row]) for row in rows],
    }
    rest = table.drop(columns=[name for name in table.columns if name.lower() in made])
    return pd.concat([rest, pd.DataFrame(made, index=table.index)], axis=1)


def _field(layer: Layer, name: str, parameter: str) -> str:
    """Return a field's name as the layer writes it."""
    position = layer.fields.lookupField(name)
    if position < 0:
        have = ", ".join(layer.fields.names()) or "none"
        raise HotspotError(f"{layer.name} has no field {name}: choose another for {parameter}; its fields are: {have}.")
    return str(layer.fields.at(position).name())


def _replaced(table: pd.DataFrame, used: Sequence[str]) -> list[str]:
    """Return the input's own columns that have the names of those made here, less those that the draw has used."""
    made = {column.name for column in MADE}
    return [name for name in table.columns if name.lower() in made and name not in used]


def _read(layer: Layer, id_field: str, progress: Part) -> tuple[NDArray[np.object_] | None, pd.DataFrame]:
    """Return the hotspots' shapes (None for a table) and all their fields but a primary key that is not their key."""
    names = [name for name in layer.fields.names() if name.lower() != "fid" or name == id_field]
    if layer.source.wkbType() == QgsWkbTypes.Type.NoGeometry:
        return None, read_table(layer, names, progress)
    check_crs(layer.crs, layer.name)
    shapes, table = read_shapes(layer, names, progress)
    coordinates = shapely.get_coordinates(shapes)
    check_degrees(layer.crs, coordinates[:, 0], coordinates[:, 1], layer.name)
    return shapes, table


def _geometry(layer: Layer) -> str:
    """Return the layer's WKB type for its copy, "" where it does not say."""
    kind = QgsWkbTypes.linearType(layer.source.wkbType())
    if kind in (QgsWkbTypes.Type.Unknown, QgsWkbTypes.Type.NoGeometry):
        return ""
    return str(QgsWkbTypes.displayString(kind))
