"""Turn fixes into visits to hotspots, and visits into the dose of patrol of each hotspot and period."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from qgis.core import QgsProcessingContext

from ...core.clock import zone
from ...core.errors import HotspotError
from ...core.files import complete_or_absent
from ...core.progress import Part
from ...core.tracking.dosage import check_window, delivered, dosage_table, period_of
from ...core.tracking.edge import fair_edges
from ...core.tracking.legs import MS_PER_HOUR, Track
from ...core.tracking.periods import Periods, scheduled, whole_time
from ...core.tracking.presence import Spells, check_near, find_presence
from ...core.tracking.report import Frame, dosage_report
from ...core.tracking.visits import VisitRows
from ...layers import tables
from ...layers.feedback import FeedbackProgress
from ...layers.tracks import read_hotspots, read_schedule, read_teams, read_track
from ...layers.write import write
from ...paths import RESOURCES
from .dosagelog import DosageLog
from .dosageparameters import DosageParameters


class CalculateDosage(DosageParameters):
    """Visits and dosage from fixes."""

    ROOM = "tracking"

    def title(self) -> str:
        return self.tr("Calculate patrol dosage")

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        def value(name: str) -> float:
            return float(self.parameterAsDouble(parameters, name, context))

        gap = self._gap(parameters, context)
        if gap is not None and not gap > 0:
            raise HotspotError(self.tr("The longest gap is {:g} s: it must be more than 0.").format(gap))
        if not value("ACCURACY") >= 0:
            raise HotspotError(self.tr("The accuracy is {:g} m: it must be 0 or more.").format(value("ACCURACY")))
        if not value("MERGE_GAP") >= 0:
            raise HotspotError(self.tr("The time away is {:g} s: it must be 0 or more.").format(value("MERGE_GAP")))
        check_window(value("DOSE_MIN"), value("DOSE_MAX"))
        if not value("MIN_VISIT") > 0:
            raise HotspotError(
                self.tr("The shortest visit is {:g} minutes: it must be more than 0.").format(value("MIN_VISIT"))
            )
        zone(self.parameterAsString(parameters, "TIME_ZONE", context))
        limit = self._limit(parameters, context)
        if limit is not None and limit < 1:
            raise HotspotError(self.tr("The upper limit is {} visits: it must be 1 or more.").format(limit))

    def _gap(self, parameters: dict[str, Any], context: QgsProcessingContext) -> float | None:
        if parameters.get("MAX_GAP") in (None, ""):
            return None
        return float(self.parameterAsDouble(parameters, "MAX_GAP", context))

    def _limit(self, parameters: dict[str, Any], context: QgsProcessingContext) -> int | None:
        if parameters.get("LIMIT") in (None, ""):
            return None
        return int(self.parameterAsInt(parameters, "LIMIT", context))

    def _teams(
        self, parameters: dict[str, Any], context: QgsProcessingContext, track: Track
    ) -> NDArray[np.object_] | None:
        """Return the team of each unit, None where it has none; None without a field."""
        field = self.parameterAsString(parameters, "TEAM_FIELD", context)
        if not field:
            return None
        unit = self.parameterAsString(parameters, "UNIT_FIELD", context)
        return read_teams(self.needed_layer(parameters, "TRACKS", context), unit, field, track)

    def _report(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        tables: tuple[Track, Spells, pd.DataFrame, pd.DataFrame, Periods, NDArray[np.object_]],
        team: NDArray[np.object_] | None,
        names: NDArray[np.object_],
    ) -> None:
        """Write the report."""
        target = self.parameterAsFileOutput(parameters, "REPORT", context)
        name = self.parameterAsString(parameters, "TIME_ZONE", context)
        window = (
            float(self.parameterAsDouble(parameters, "DOSE_MIN", context)),
            float(self.parameterAsDouble(parameters, "DOSE_MAX", context)),
        )
        control = self.parameterAsString(parameters, "CONTROL", context)
        shortest = float(self.parameterAsDouble(parameters, "MIN_VISIT", context))
        called = {str(key): str(its) for key, its in zip(tables[-1], names, strict=True) if its and its != key}
        frame = Frame(zone(name), name, window, control, shortest, team, self._limit(parameters, context), called)
        text = dosage_report(*tables, frame, RESOURCES / "templates")
        with complete_or_absent(target) as file:
            file.write_text(text, encoding="utf-8")

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        def value(name: str) -> float:
            return float(self.parameterAsDouble(parameters, name, context))

        log = DosageLog(progress)
        hotspots_layer = self.needed_layer(parameters, "HOTSPOTS", context)
        id_field, unit, time, control = (
            self.parameterAsString(parameters, name, context)
            for name in ("ID_FIELD", "UNIT_FIELD", "TIME_FIELD", "CONTROL")
        )
        hotspots = read_hotspots(hotspots_layer, id_field, context.transformContext(), progress)
        schedule_layer = self.layer(parameters, "SCHEDULE", context)
        schedule = None if schedule_layer is None else read_schedule(schedule_layer, progress)
        tracks_layer = self.needed_layer(parameters, "TRACKS", context)
        gap = self._gap(parameters, context)
        track, read = read_track(tracks_layer, unit, time, hotspots.space, gap, Part(progress, 0.0, 0.4))
        if schedule is None:
            periods = whole_time(track, hotspots.arms)
        else:
            periods = scheduled(schedule, hotspots.ids, hotspots.arms, progress)
        log.tracks(track, read)
        away = check_near(track, hotspots.metres)
        edges = fair_edges(track, hotspots.metres, value("ACCURACY"), value("MERGE_GAP"), Part(progress, 0.4, 0.45))
        spells, found = find_presence(
            track, hotspots.metres, value("MERGE_GAP"), value("ACCURACY"), Part(progress, 0.45, 0.7), edges
        )
        log.presence(track, spells, hotspots.metres, away)
        log.edges(edges)
        dosage = dosage_table(
            track,
            spells,
            found,
            periods,
            hotspots.ids,
            value("DOSE_MIN"),
            value("DOSE_MAX"),
            self._limit(parameters, context),
            control,
            spells.mode,
            Part(progress, 0.7, 0.72),
        )
        progress.at(0.72)
        period, arm = periods.names_of(period_of(found, periods))
        visits = VisitRows(found, track, hotspots.ids, period, arm, value("MIN_VISIT"))
        outside = sum(name is None for name in period) if any(name is not None for name in periods.period) else 0
        log.dose(visits, outside, dosage, track, periods)
        sums = delivered(dosage, control)
        log.arms(periods, control)
        log.delivered(sums)
        progress.at(0.72)
        if self.parameterAsFileOutput(parameters, "REPORT", context):
            made = (track, spells, visits.brief(), dosage, periods, hotspots.ids)
            self._report(parameters, context, made, self._teams(parameters, context, track), hotspots.names)
            del made
        del spells
        unit_m = hotspots.space.metres_per_unit
        places = (found.x / unit_m, found.y / unit_m)
        return {
            "VISITS": write(
                self, parameters, "VISITS", context, visits, tables.VISITS, places, hotspots.space.crs,
                style="visits", geometry="Point", progress=Part(progress, 0.72, 0.85),
            ),
            "DOSAGE": write(
                self, parameters, "DOSAGE", context, dosage, tables.DOSAGE, hotspots.shapes[periods.hotspot],
                hotspots_layer.crs, style="dosage", geometry="MultiPolygon", progress=Part(progress, 0.85, 1.0),
            ),
            "REPORT": self.parameterAsFileOutput(parameters, "REPORT", context) or None,
            "VISITS_COUNT": len(visits),
            "OFFICER_MIN": float(dosage["officer_min"].sum()),
            "PATROL_MIN": float(dosage["patrol_min"].sum()),
            "PLACE_PERIODS": len(dosage),
            "UNTRACKED": int(dosage["officer_min"].isna().sum()),
            "ASKED": sums.asked,
            "COMPLIED": sums.complied,
            "CONTROLS": sums.controls,
            "CONTAMINATED": sums.contaminated,
            "CONTROL_MIN": sums.control_min,
            "UNITS": len(track.units),
            "FIXES": len(track.time),
            "LEFT_OUT": read - len(track.time),
            "TRACKED_H": track.known_ms() / MS_PER_HOUR,
            "UNKNOWN_H": track.unknown_ms() / MS_PER_HOUR,
        }  # fmt: skip
