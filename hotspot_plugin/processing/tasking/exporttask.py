"""What a package asks of the officers, and for how long, from the parameters of exportpackage."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from qgis.core import QgsProcessingContext
from qgis.PyQt.QtCore import QDate, QDateTime, Qt, QTime, QTimeZone

from ... import paths
from ...core.errors import HotspotError
from ...core.tasking.language import Language
from ...core.tasking.place import Task, clean
from ...layers.language import language
from .exportparameters import ExportParameters


class ExportTask(ExportParameters):
    """The parameters of exportpackage, and the task that they make."""

    def task(self, parameters: dict[str, Any], context: QgsProcessingContext, cautions: tuple[str, ...] = ()) -> Task:
        """Return what the parameters ask of the officers, and for how long.

        Args:
            parameters, context: as QGIS hands them over.
            cautions: sentences that every briefing carries about its data.

        Raises:
            HotspotError: one of them cannot be used.
        """
        zone = self._zone(self.zone_name(parameters, context))
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
            cautions=cautions,
            language=self.language(parameters, context),
        )

    def language(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Language:
        """Return the language of what officers read.

        Raises:
            HotspotError: there are no texts in it.
        """
        return language(self.parameterAsString(parameters, "LANGUAGE", context).strip(), paths.TRANSLATIONS)

    def zone_name(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Return the name of the time zone as it was given."""
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
