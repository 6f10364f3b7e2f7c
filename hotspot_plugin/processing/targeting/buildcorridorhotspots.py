"""Crimes and streets to ranked corridors that can be walked."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...core.errors import HotspotError
from ...core.progress import Part, Progress
from ...core.targeting import corridors, thoroughfares
from ...core.targeting.corridorhotspots import CorridorHotspots, build
from ...layers.crimes import Crimes, read_crimes
from ...layers.crs import MetreSpace
from ...layers.feedback import FeedbackProgress
from ...layers.read import Layer
from ...layers.streets import read_streets
from ...layers.tables import CENTRELINES, HOTSPOTS
from ...layers.write import write
from .corridorlog import say_after, say_before
from .parameters import REAL, WHOLE, CrimesParameters

PLACE = "place"


class BuildCorridorHotspots(CrimesParameters):
    """Crimes and streets to corridors: connected streets with much crime that can be walked in a patrol."""

    def title(self) -> str:
        return self.tr("Build corridor hotspots")

    def define(self) -> None:
        self._define_streets()
        self._define_corridors()
        self._define_crimes()
        self.add(
            QgsProcessingParameterFeatureSink("OUTPUT", self.tr("Corridors"), Qgis.ProcessingSourceType.VectorPolygon),
            self.tr("The corridors' ground as areas that do not overlap; rank 1 has most crimes (or harm) a metre."),
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                "CENTRELINES", self.tr("Centrelines"), Qgis.ProcessingSourceType.VectorLine, None, True, True
            ),
            self.tr(
                "The streets of the corridors, one line a link, with its crimes, the crimes to expect, and how far and "
                "how surely crimes were put on it."
            ),
        )
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Corridors made")))
        self.addOutput(QgsProcessingOutputNumber("CRIMES", self.tr("Crimes counted, in corridors or not")))
        self.addOutput(QgsProcessingOutputNumber("LEFT_OUT", self.tr("Crimes left out: unusable or excluded")))
        self.addOutput(QgsProcessingOutputNumber("OFF_STREET", self.tr("Crimes counted that are near no street")))
        self.addOutput(QgsProcessingOutputNumber("SNAP_M", self.tr("Median distance of crimes to their street (m)")))
        self.addOutput(QgsProcessingOutputNumber("NAMED", self.tr("Share of crimes on the street they name (0–1)")))
        self.addOutput(QgsProcessingOutputNumber("SHARE", self.tr("Share of the crimes counted in corridors (0–1)")))
        self.addOutput(QgsProcessingOutputNumber("LENGTH_M", self.tr("Length of all corridors together (m)")))
        self.addOutput(QgsProcessingOutputString("SHA256", self.tr("SHA-256 of the corridors' ids in order of rank")))

    def _define_streets(self) -> None:
        self.define_crimes()
        self.add(
            QgsProcessingParameterFeatureSource("STREETS", self.tr("Streets"), [Qgis.ProcessingSourceType.VectorLine]),
            self.tr(
                "Lines of streets and paths that officers can walk: OS Open Roads, OpenStreetMap or the force's own. "
                "They meet at common ends or vertices; without one, a crossing is taken for a bridge."
            ),
        )
        self.add(
            QgsProcessingParameterField("NAME_FIELD", self.tr("Name of the street"), None, "STREETS", optional=True),
            self.tr("Names the corridors, and puts a crime “On or near High Street” on High Street if it is near."),
        )
        self.add(
            QgsProcessingParameterField("CLASS_FIELD", self.tr("Class of the street"), None, "STREETS", optional=True),
            self.tr("Field with the class of each street, such as A Road or residential, for the class weights."),
        )
        self.add(
            QgsProcessingParameterString("CLASS_WEIGHTS", self.tr("Class weights"), None, False, True),
            self.tr(
                "What a crime counts on streets of a class when streets are chosen: “A Road=1.5; Motorway=0” prefers "
                "thoroughfares and leaves motorways out. Classes that are not named count 1."
            ),
        )
        self.add(
            QgsProcessingParameterNumber("SNAP_DISTANCE", self.tr("Snap distance (metres)"), REAL, 75.0),
            self.tr("Crimes further than this from every street, in metres, are on none."),
        )

    def _define_corridors(self) -> None:
        self.add(
            QgsProcessingParameterNumber("MIN_LENGTH", self.tr("Least length of a corridor (metres)"), REAL, 300.0),
            self.tr("Metres of street that a corridor has at the least; 800 and more is a full patrol."),
        )
        self.add(
            QgsProcessingParameterNumber("MAX_LENGTH", self.tr("Greatest length of a corridor (metres)"), REAL, 1250.0),
            self.tr("Metres of street that a corridor has at the most; 1,250 m are 15 minutes at 5 km/h."),
        )
        self.add(
            QgsProcessingParameterNumber("TOTAL_LENGTH", self.tr("Length of all corridors (metres)"), REAL, None, True),
            self.tr(
                "Metres of street that all corridors have together at the most; corridors are then made to hold the "
                "most crime for these metres. Empty for no limit: each then holds the most crime for one walk."
            ),
        )
        self.add(
            QgsProcessingParameterNumber("TOP_N", self.tr("Number of corridors"), WHOLE, None, True),
            self.tr("So many corridors at the most; empty with no total length makes 20."),
        )
        self.add(
            QgsProcessingParameterNumber("BUFFER", self.tr("Width to either side (metres)"), REAL, 30.0),
            self.tr("Metres that a corridor's area reaches from its streets; shared ground goes to the nearer one."),
        )

    def _define_crimes(self) -> None:
        self.define_weight()
        self.define_time_field(
            self.tr(
                "Date or time (UTC), such as occurred_from: gives crimes per day and the share of months with any; "
                "crimes in several months then say more of those to come than as many in one. Left out: occurred_from, "
                "as Import crimes makes it, if it is there."
            ),
            "occurred_from",
        )
        self.define_time_zone(self.tr("Whose clocks days and months go by: an IANA name."))
        self.add(
            QgsProcessingParameterField("PLACE_FIELD", self.tr("Place in words"), PLACE, "CRIMES", optional=True),
            self.tr("Text such as “On or near High Street”, as Import crimes makes it; left out if it is not there."),
            advanced=True,
        )
        self.define_exclude()
        self.add(
            QgsProcessingParameterBoolean("SURROUNDINGS", self.tr("Learn from the streets around"), True),
            self.tr(
                "Yes: choose by the crime to expect, which draws a street's own crimes towards those of the streets "
                "around it, since of two streets with one crime the one in a busy place has more to come. No: choose "
                "by the crimes themselves."
            ),
            advanced=True,
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        self.zone(parameters, context)
        self._wanted(parameters, context).check()
        for name, what in (("SNAP_DISTANCE", self.tr("snap distance")), ("BUFFER", self.tr("width"))):
            metres = self.parameterAsDouble(parameters, name, context)
            if not 0.0 < metres < np.inf:
                raise HotspotError(self.tr("The {} is {:g} m: it must be more than 0 metres.").format(what, metres))
        weights = thoroughfares.parse(self.parameterAsString(parameters, "CLASS_WEIGHTS", context))
        if weights and not self.parameterAsString(parameters, "CLASS_FIELD", context):
            raise HotspotError(
                self.tr("There are class weights but no class: choose CLASS_FIELD, or leave both empty.")
            )

    def _wanted(self, parameters: dict[str, Any], context: QgsProcessingContext) -> corridors.Wanted:
        total = None
        if parameters.get("TOTAL_LENGTH") not in (None, ""):
            total = self.parameterAsDouble(parameters, "TOTAL_LENGTH", context)
        top_n = None
        if parameters.get("TOP_N") not in (None, ""):
            top_n = self.parameterAsInt(parameters, "TOP_N", context)
        return corridors.Wanted(
            self.parameterAsDouble(parameters, "MIN_LENGTH", context),
            self.parameterAsDouble(parameters, "MAX_LENGTH", context),
            total,
            top_n,
        )

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        space, streets = read_streets(
            self.needed_layer(parameters, "STREETS", context),
            context.transformContext(),
            self.parameterAsString(parameters, "CLASS_FIELD", context),
            thoroughfares.parse(self.parameterAsString(parameters, "CLASS_WEIGHTS", context)),
            self.parameterAsString(parameters, "NAME_FIELD", context),
            Part(progress, 0.0, 0.2),
        )
        crimes = self._crimes(parameters, context, space, Part(progress, 0.2, 0.4))
        wanted = self._wanted(parameters, context)
        say_before(streets, crimes, wanted, progress)
        made = build(
            crimes.x,
            crimes.y,
            streets,
            wanted,
            self.parameterAsDouble(parameters, "SNAP_DISTANCE", context),
            self.parameterAsDouble(parameters, "BUFFER", context),
            crimes.text,
            crimes.weight,
            crimes.on_the_wall(self.zone(parameters, context)),
            self.parameterAsBool(parameters, "SURROUNDINGS", context),
            Part(progress, 0.4, 0.9),
        )
        say_after(made, wanted, progress)
        return {
            **self._write(parameters, context, space, made, Part(progress, 0.9, 1.0)),
            "COUNT": len(made.table),
            "CRIMES": int(crimes.x.size),
            "LEFT_OUT": crimes.left_out,
            "OFF_STREET": int((made.snapped.link < 0).sum()),
            "SNAP_M": float(np.nanmedian(made.snapped.metres)),
            "NAMED": float(made.snapped.named.mean()),
            "SHARE": made.share,
            "LENGTH_M": float(made.table["length_m"].sum()),
            "SHA256": hashlib.sha256("".join(f"{key}\n" for key in made.table["hotspot_id"]).encode()).hexdigest(),
        }

    def _crimes(
        self, parameters: dict[str, Any], context: QgsProcessingContext, space: MetreSpace, progress: Progress
    ) -> Crimes:
        layer = self.needed_layer(parameters, "CRIMES", context)
        return read_crimes(
            layer,
            context.transformContext(),
            weight_field=self.parameterAsString(parameters, "WEIGHT_FIELD", context),
            time_field=self.usual_field(parameters, "TIME_FIELD", context, layer),
            exclude=self.layer(parameters, "EXCLUDE", context),
            progress=progress,
            text_field=self._place_field(parameters, context, layer),
            space=space,
        )

    def _place_field(self, parameters: dict[str, Any], context: QgsProcessingContext, layer: Layer) -> str:
        """Return the field with the place in words, "" where its default is not there or names are not used."""
        if not self.parameterAsString(parameters, "NAME_FIELD", context):
            return ""
        return self.usual_field(parameters, "PLACE_FIELD", context, layer)

    def _write(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        space: MetreSpace,
        made: CorridorHotspots,
        progress: Progress,
    ) -> dict[str, Any]:
        written = {
            "OUTPUT": write(
                self,
                parameters,
                "OUTPUT",
                context,
                made.table,
                HOTSPOTS,
                space.out(made.areas),
                space.crs,
                style="hotspots",
                geometry="MultiPolygon",
                progress=Part(progress, 0.0, 0.5),
            )
        }
        lines = write(
            self,
            parameters,
            "CENTRELINES",
            context,
            made.links,
            CENTRELINES,
            space.out(made.lines),
            space.crs,
            style="centrelines",
            geometry="LineString",
            progress=Part(progress, 0.5, 1.0),
        )
        return written if lines is None else {**written, "CENTRELINES": lines}
