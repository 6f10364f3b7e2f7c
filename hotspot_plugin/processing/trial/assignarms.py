"""Draw each hotspot's arm, so that anyone can draw it again."""

from __future__ import annotations

import json
from typing import Any

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ... import paths
from ...core.errors import HotspotError
from ...core.progress import Part, Progress
from ...core.trial.arms import check_seed, parse_arms
from ...core.trial.assign import BLOCK, BLOCK_CLUSTER, CLUSTER, MOST_DRAWS, Assignment, assign
from ...core.trial.balance import balance
from ...core.trial.balance_page import balance_page
from ...layers.feedback import FeedbackProgress
from .. import parameters as common
from ..base import HotspotAlgorithm
from .armslog import ArmsLog
from .armsplan import Drawn, read_plan, tied_pairs
from .armswrite import left_out_reasons, replaced_fields, with_arms, write_arms
from .inputs import record

INTEGER, DOUBLE = Qgis.ProcessingNumberParameterType.Integer, Qgis.ProcessingNumberParameterType.Double
ANY_FIELD, NUMBER_FIELD = Qgis.ProcessingFieldParameterDataType.Any, Qgis.ProcessingFieldParameterDataType.Numeric


class AssignArms(HotspotAlgorithm):
    """Randomisation of hotspots to the arms of a parallel trial."""

    ROOM = "trial"
    CHECKS_FIRST = True

    def title(self) -> str:
        return self.tr("Assign hotspots to trial arms")

    def define(self) -> None:
        self.add(
            common.hotspots(common.TABLE),
            self.tr("The hotspots of the trial: polygons, lines, points or a table, in any order, each with a key."),
        )
        self.add(
            common.id_field(),
            self.tr("Field that names each hotspot; no two may share a key. The draw depends on it, so keep it."),
        )
        self.add(
            QgsProcessingParameterString("ARMS", self.tr("Arms and their weights"), "treatment=1,control=1"),
            self.tr(
                "Names and weights: treatment=1,control=1 for halves, treatment=1,control=2 for one to two. "
                "Names are letters, digits, _ and -; weights are numbers above 0, and only their ratio matters."
            ),
        )
        methods = [
            self.tr("complete"),
            self.tr("block"),
            self.tr("simple"),
            self.tr("matched pairs"),
            self.tr("cluster"),
            self.tr("block and cluster"),
        ]
        self.add(
            QgsProcessingParameterEnum("METHOD", self.tr("Method"), methods, False, 0),
            self.tr(
                "0 complete: one draw over all hotspots, in which the arms get the numbers that their weights ask for. "
                "1 block: such a draw in each block, so that the arms are alike in what the blocks stand for. "
                "2 simple: each hotspot on its own, so that chance decides the numbers too. "
                "3 matched pairs: the hotspots are paired to be as alike in BASELINE as they can be, and one of each "
                "pair is treated. 4 cluster and 5 block and cluster: as 0 and 1, with all hotspots of a cluster in one "
                "arm."
            ),
        )
        self.add(
            QgsProcessingParameterField(
                "BLOCK_FIELD", self.tr("Block"), None, "HOTSPOTS", ANY_FIELD, allowMultiple=True, optional=True
            ),
            self.tr("For the block methods: field with each hotspot's block, such as its district; or several fields."),
        )
        self.add(
            QgsProcessingParameterField("CLUSTER_FIELD", self.tr("Cluster"), None, "HOTSPOTS", optional=True),
            self.tr("For the cluster methods: field with each hotspot's cluster, all of which gets one arm."),
        )
        self.add(
            QgsProcessingParameterField(
                "BASELINE", self.tr("Baseline"), None, "HOTSPOTS", NUMBER_FIELD, allowMultiple=True, optional=True
            ),
            self.tr(
                "Fields of numbers from before the trial, such as crimes: matched pairs are alike in all of them, "
                "quantiles and strength are of the first, and drawing until balanced looks at all."
            ),
        )
        self._define_advanced()
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
                "The hotspots with all their fields, and arm, block, cluster_id (empty without clusters) and "
                "probability (0–1) of getting this arm. Their key stands in hotspot_id, as text."
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
        self.add(
            common.report(wanted=False),
            self.tr("The draw to read and to print: flow of the hotspots, arms, and how alike they are. One file."),
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                "EXCLUDED", self.tr("Hotspots left out"), Qgis.ProcessingSourceType.VectorAnyGeometry, None, True, False
            ),
            self.tr("Hotspots dropped for being too close to stronger ones, with all their fields and the reason."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFileDestination(
                "RECORD", self.tr("Record of the draw"), self.tr("JSON files (*.json)"), None, True, False
            ),
            self.tr(
                "The parameters and the SHA-256, without the seed: what Verify an allocation draws again from, and "
                "what goes into the trial's records."
            ),
            advanced=True,
        )
        self.addOutput(QgsProcessingOutputString("HASH", self.tr("SHA-256 of the allocation")))
        self.addOutput(QgsProcessingOutputString("SEED", self.tr("Seed of the draw")))
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Hotspots")))
        self.addOutput(QgsProcessingOutputString("COUNTS", self.tr("Hotspots in each arm (JSON)")))
        self.addOutput(QgsProcessingOutputNumber("DRAWS", self.tr("Draws until the arms were balanced")))
        self.addOutput(QgsProcessingOutputNumber("LEFT_OUT", self.tr("Hotspots left out before the draw")))

    def _define_advanced(self) -> None:
        """Add the parameters of the design that most trials leave alone."""
        self.add(
            QgsProcessingParameterNumber("QUANTILES", self.tr("Quantiles of the baseline"), INTEGER, None, True, 2),
            self.tr(
                "For the block methods: how many groups of equal size the first baseline is cut into, each a block "
                "(within the blocks of BLOCK_FIELD, if there are any). Empty for none."
            ),
            advanced=True,
        )
        distance = QgsProcessingParameterNumber(
            "MIN_SEPARATION", self.tr("Least separation (metres)"), DOUBLE, None, True, 0.0
        )
        self.add(
            distance,
            self.tr(
                "Hotspots closer to each other than this (metres) are tied or dropped before the draw. Empty: none."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterEnum(
                "TOO_CLOSE",
                self.tr("Hotspots too close"),
                [self.tr("share an arm"), self.tr("drop the weaker")],
                False,
                0,
            ),
            self.tr(
                "0: hotspots closer than MIN_SEPARATION, also by way of others, become a cluster and share their arm. "
                "1: the strongest in BASELINE is kept, and then each that is far enough from all that are kept."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterEnum(
                "MEASURED", self.tr("Separation is measured from"), [self.tr("edges"), self.tr("centres")], False, 0
            ),
            self.tr("0: from edge to edge, so that hotspots that touch are 0 m apart. 1: from centre to centre."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber(
                "BALANCE_WITHIN", self.tr("Draw until balanced within"), DOUBLE, None, True, 0.0
            ),
            self.tr(
                "Largest standardised difference (standard deviations) of any baseline between two arms: it is drawn "
                "again until that is kept, and the number of draws is recorded. Arms of equal weight only. Empty: one "
                "draw."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber("MAX_DRAWS", self.tr("Most draws"), INTEGER, 1_000, False, 1, MOST_DRAWS),
            self.tr("How often it is drawn at most until the arms are balanced; then it is refused."),
            advanced=True,
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        parse_arms(self.parameterAsString(parameters, "ARMS", context))
        check_seed(self.parameterAsString(parameters, "SEED", context))
        method = self.parameterAsEnum(parameters, "METHOD", context)
        blocks = self.parameterAsStrings(parameters, "BLOCK_FIELD", context) or parameters.get("QUANTILES")
        if method in (BLOCK, BLOCK_CLUSTER) and not blocks:
            raise HotspotError(
                self.tr("The block method needs a block: choose BLOCK_FIELD, QUANTILES or another method.")
            )
        if method in (CLUSTER, BLOCK_CLUSTER) and not self.parameterAsString(parameters, "CLUSTER_FIELD", context):
            raise HotspotError(self.tr("The cluster method needs clusters: choose CLUSTER_FIELD, or another method."))

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        seed = self.parameterAsString(parameters, "SEED", context)
        check_seed(seed, progress)
        drawn, assignment = self.draw(parameters, context, seed, progress)
        log = ArmsLog(progress)
        result = with_arms(drawn.table, drawn.ids, assignment.allocation)
        of = result["arm"].tolist()
        replaced = replaced_fields(drawn.table, drawn.used)
        log.replaced(replaced)
        reasons = left_out_reasons(drawn)
        log.left_out(reasons)
        log.draw(drawn, assignment, seed)
        log.overlaps(drawn, of)
        allocation = assignment.allocation
        compared = balance(drawn.table.drop(columns=[*drawn.used, *replaced]), of, allocation.names)
        log.balance(compared)
        with self.files(
            parameters,
            context,
            ALLOCATION=allocation.csv,
            REPORT=lambda: balance_page(
                drawn.plan, assignment, seed, compared, (reasons, tied_pairs(drawn)), paths.RESOURCES / "templates"
            ).encode("utf-8"),
            RECORD=lambda: record(self, parameters, allocation.hash()),
        ) as written:
            written.update(write_arms(self, parameters, context, drawn, result, compared, Part(progress, 0.8, 1.0)))
        return {
            **written,
            "HASH": allocation.hash(),
            "SEED": seed,
            "COUNT": len(drawn.ids),
            "COUNTS": json.dumps(allocation.counts(), ensure_ascii=False),
            "DRAWS": assignment.draws,
            "LEFT_OUT": len(reasons),
        }

    def draw(
        self, parameters: dict[str, Any], context: QgsProcessingContext, seed: str, progress: Progress
    ) -> tuple[Drawn, Assignment]:
        """Return the hotspots, and the allocation that the parameters and a seed give."""
        layer = self.needed_layer(parameters, "HOTSPOTS", context)
        drawn = read_plan(self, parameters, context, layer, Part(progress, 0.0, 0.4))
        ArmsLog(progress).read(drawn)
        return drawn, assign(drawn.plan, seed, Part(progress, 0.4, 0.8))
