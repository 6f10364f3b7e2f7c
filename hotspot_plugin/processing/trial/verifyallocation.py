"""Draw an allocation again, and say whether it is the one that was published and used."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import Any

import pandas as pd
from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingOutputBoolean,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from ...core import clock
from ...core.errors import HotspotError
from ...core.progress import Part
from ...core.trial.arms import check_seed
from ...core.trial.canonical import as_text
from ...core.trial.schedule import Schedule
from ...core.trial.verify import Record, check_hash, compare, read_record
from ...layers import tables
from ...layers.feedback import FeedbackProgress
from ...layers.read import Layer, read_table
from ...layers.write import write
from ..base import HotspotAlgorithm
from .armswrite import with_arms
from .assignarms import AssignArms
from .schedulecrossover import ScheduleCrossover

SHOWN = 10
LARGEST_RECORD = 1_000_000  # bytes
VECTOR = [Qgis.ProcessingSourceType.Vector]


class VerifyAllocation(HotspotAlgorithm):
    """Draws arms or a schedule again and compares with a layer and with a published hash."""

    ROOM = "trial"
    CHECKS_FIRST = True

    def title(self) -> str:
        return self.tr("Verify an allocation")

    def define(self) -> None:
        self.add(
            QgsProcessingParameterFeatureSource("HOTSPOTS", self.tr("Hotspots"), VECTOR),
            self.tr("The hotspots from which it was drawn: all of them, with the fields that the draw used."),
        )
        self.add(
            QgsProcessingParameterFile("RECORD", self.tr("Record of the draw"), extension="json"),
            self.tr("The file that the draw wrote as RECORD: its algorithm, its parameters and its SHA-256."),
        )
        self.add(
            QgsProcessingParameterString("SEED", self.tr("Seed")),
            self.tr("The seed of the draw, letter by letter."),
        )
        self.add(
            QgsProcessingParameterFeatureSource("RESULT", self.tr("Arms or schedule"), VECTOR, optional=True),
            self.tr(
                "The layer of arms or the schedule that was used, to be compared row by row. Weeks of a schedule that "
                "are not in it are left out, as when a single week was released."
            ),
        )
        self.add(
            QgsProcessingParameterString("HASH", self.tr("Published SHA-256"), "", optional=True),
            self.tr(
                "The SHA-256 that was published in advance, 64 digits: of the whole draw, or of a week of a schedule."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                "DIFFERENCES", self.tr("Differences"), Qgis.ProcessingSourceType.Vector, None, True, False
            ),
            self.tr("Table of all differences: hotspot, period, what differs, what was drawn and what was found."),
        )
        self.addOutput(QgsProcessingOutputBoolean("EQUAL", self.tr("Whether all that was compared is equal")))
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Differences between the rows")))
        self.addOutput(QgsProcessingOutputString("DRAWN_HASH", self.tr("SHA-256 of what was drawn now")))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        check_seed(self.parameterAsString(parameters, "SEED", context))
        check_hash(self.parameterAsString(parameters, "HASH", context), "HASH")
        self._record(parameters, context)

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        record = self._record(parameters, context)
        given = {**record.parameters, "HOTSPOTS": parameters["HOTSPOTS"]}
        seed = self.parameterAsString(parameters, "SEED", context)
        drawing = Part(progress, 0.0, 0.6)
        schedule = None
        if record.algorithm == "assignarms":
            arms = AssignArms.create(AssignArms())
            arms.check({**given, "SEED": seed}, context)
            hotspots, assignment = arms.draw(given, context, seed, drawing)
            rows = with_arms(pd.DataFrame(index=range(len(hotspots.ids))), hotspots.ids, assignment.allocation)
            digest = assignment.allocation.hash()
        else:
            crossover = ScheduleCrossover.create(ScheduleCrossover())
            crossover.check({**given, "SEED": seed}, context)
            schedule = crossover.draw(given, context, seed, drawing)
            rows, digest = schedule.rows(), schedule.hash()
        result = self.layer(parameters, "RESULT", context)
        differences = compare(rows.iloc[:0], rows.iloc[:0], ["hotspot_id"])
        if result is not None:
            differences = self._compare(rows, result, schedule, progress)
        published = check_hash(self.parameterAsString(parameters, "HASH", context), "HASH")
        equal = self._say_hashes(record, published, digest, schedule, progress)
        equal = self._say_rows(result, differences, progress) and equal
        if result is None and not published and not record.hash:
            raise HotspotError(self.tr("There is nothing to compare with: give RESULT, HASH, or a record with a hash."))
        (progress.say if equal else progress.warn)(
            self.tr("EQUAL: the draw is the one that was recorded.") if equal else self.tr("NOT EQUAL: see above.")
        )
        written = write(self, parameters, "DIFFERENCES", context, differences, tables.DIFFERENCES)
        return {"DIFFERENCES": written, "EQUAL": equal, "COUNT": len(differences), "DRAWN_HASH": digest}

    def _record(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Record:
        """Return the record, having made sure that it holds nothing but a design."""
        path = Path(self.parameterAsFile(parameters, "RECORD", context))
        try:
            text = path.read_text(encoding="utf-8") if path.stat().st_size <= LARGEST_RECORD else ""
        except (OSError, UnicodeDecodeError):
            text = ""
        record = read_record(text, path.name or "RECORD", ("assignarms", "schedulecrossover"))
        algorithm = (AssignArms if record.algorithm == "assignarms" else ScheduleCrossover)().create()
        known = {d.name() for d in algorithm.parameterDefinitions() if not d.isDestination()} - {"HOTSPOTS", "SEED"}
        strange = sorted(set(record.parameters) - known)
        if strange:
            raise HotspotError(
                self.tr("{} has parameters that {} does not know ({}): choose the file that the draw wrote.").format(
                    path.name, record.algorithm, ", ".join(strange[:3])
                )
            )
        return record

    def _compare(
        self, rows: pd.DataFrame, result: Layer, schedule: Schedule | None, progress: FeedbackProgress
    ) -> pd.DataFrame:
        """Return the differences between what was drawn and a layer."""
        keys = ["hotspot_id"] if schedule is None else ["hotspot_id", "period"]
        missing = [name for name in (*keys, "arm") if not result.has(name)]
        if missing:
            kind = self.tr("arms") if schedule is None else self.tr("a schedule")
            said = self.tr("{} has no field {}, so that it is not {}: choose the layer that the draw wrote.")
            raise HotspotError(said.format(result.name, ", ".join(missing), kind))
        names = [name for name in rows.columns if result.has(name)]
        found = read_table(result, names, Part(progress, 0.6, 0.8))
        for name in names:
            if rows[name].dtype.kind == "O" or name in keys:
                found[name] = pd.Series(as_text(found[name]), dtype=object)
            elif rows[name].dtype.kind == "M" and found[name].dtype.kind != "M":
                # a CSV file has texts, as GDAL writes them: 2026/03/28 06:00:00+00
                texts = [text and text.replace("/", "-") for text in as_text(found[name])]
                found[name] = clock.parse(texts, UTC)[0]
        found["hotspot_id"] = found["hotspot_id"].fillna("")
        if schedule is not None:
            sealed = [
                week
                for week in range(1, schedule.days.weeks + 1)
                if not found["period"].isin([schedule.days.names[i] for i in schedule.days.week(week)]).any()
            ]
            if sealed and len(sealed) < schedule.days.weeks:
                periods = {schedule.days.names[i] for week in sealed for i in schedule.days.week(week)}
                rows = rows[~rows["period"].isin(periods)]
                said = self.tr("{} of {} weeks are not in {}, and were not compared.")
                progress.say(said.format(len(sealed), schedule.days.weeks, result.name))
        return compare(rows, found, keys)

    def _say_hashes(
        self, record: Record, published: str, digest: str, schedule: Schedule | None, progress: FeedbackProgress
    ) -> bool:
        """Say how the hashes compare, and tell whether all that are given are those of the draw."""
        progress.say(self.tr("SHA-256 of what was drawn now: {}").format(digest))
        equal = True
        for name, given in ((self.tr("the record"), record.hash), (self.tr("HASH"), published)):
            if not given:
                continue
            week = None
            if given != digest and schedule is not None:
                seals = schedule.seals()
                week = next((w for w, seal in zip(seals["week"], seals["sha256"], strict=True) if seal == given), None)
            if given == digest:
                progress.say(self.tr("The SHA-256 of {} is that of the draw.").format(name))
            elif week is not None:
                progress.say(self.tr("The SHA-256 of {} is that of week {} of the draw.").format(name, week))
            else:
                equal = False
                progress.warn(
                    self.tr(
                        "The SHA-256 of {} is not that of the draw ({}): the seed, the hotspots or a parameter is "
                        "another, or the allocation was changed."
                    ).format(name, given)
                )
        return equal

    def _say_rows(self, result: Layer | None, differences: pd.DataFrame, progress: FeedbackProgress) -> bool:
        if result is None:
            return True
        if differences.empty:
            progress.say(self.tr("All rows of {} are as they were drawn.").format(result.name))
            return True
        progress.warn(self.tr("{:,} differences between {} and the draw:").format(len(differences), result.name))
        shown: list[Any] = list(differences.head(SHOWN).itertuples(index=False))
        for row in shown:
            where = row.hotspot_id if row.period is None else f"{row.hotspot_id}, {row.period}"
            progress.warn(
                self.tr("{}: {} is “{}”, and was drawn as “{}”.").format(where, row.what, row.found, row.drawn)
            )
        if len(differences) > SHOWN:
            progress.warn(self.tr("… and {:,} more.").format(len(differences) - SHOWN))
        return False
