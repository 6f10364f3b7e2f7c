"""What evaluatetrial reads: the trial as it was drawn, and what was counted in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from qgis.core import QgsProcessingContext
from qgis.PyQt.QtCore import QCoreApplication

from ...core.errors import HotspotError
from ...core.progress import Progress
from ...core.trial.counting import Counted, Crimes, count
from ...core.trial.evaluation import Outcome
from ...core.trial.layout import Layout, from_arms, from_schedule
from ...core.trial.moments import moment
from ...layers.outcomes import read_outcomes, read_rings, texts_of
from ...layers.read import Layer, read_table
from ...layers.tracks import Hotspots, read_hotspots, read_schedule
from ..base import HotspotAlgorithm

translate = QCoreApplication.translate  # pylupdate finds texts by this name
CONTEXT = "EvaluateTrial"


@dataclass(frozen=True)
class Read:
    """A trial that was read: its hotspots, the layout of its place-periods, and what was counted in them.

    Args:
        layer, hotspots, layout: the trial.
        outcomes: what is analysed, the crimes in the hotspots first.
        counted: the crimes in the hotspots, and what became of the others.
        crimes: how many were given.
    """

    layer: Layer
    hotspots: Hotspots
    layout: Layout
    outcomes: list[Outcome]
    counted: Counted
    crimes: int


def time_of(
    algorithm: HotspotAlgorithm, parameters: dict[str, Any], name: str, context: QgsProcessingContext
) -> int | None:
    """Return the date that a parameter holds, milliseconds since 1970 (UTC); None if it is empty.

    Raises:
        HotspotError: it holds no date, or TIME_ZONE no zone.
    """
    text = (algorithm.parameterAsString(parameters, name, context) or "").strip()
    return moment(text, name, algorithm.parameterAsString(parameters, "TIME_ZONE", context)) if text else None


def read(
    algorithm: HotspotAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress
) -> Read:
    """Return the trial.

    Raises:
        HotspotError: as `layout.from_schedule`, `layout.from_arms`, `read_outcomes`; no crime is in the trial.
    """
    layer = algorithm.needed_layer(parameters, "HOTSPOTS", context)
    id_field = algorithm.parameterAsString(parameters, "ID_FIELD", context)
    hotspots = read_hotspots(layer, id_field, context.transformContext(), progress)
    schedule = algorithm.layer(parameters, "SCHEDULE", context)
    if schedule is not None:
        layout = _crossover(algorithm, parameters, context, hotspots, schedule, progress)
    else:
        layout = _parallel(algorithm, parameters, context, hotspots, (layer, id_field), progress)
    return _counted(algorithm, parameters, context, (layer, hotspots, layout), progress)


def _crossover(
    algorithm: HotspotAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    hotspots: Hotspots,
    schedule: Layer,
    progress: Progress,
) -> Layout:
    table = read_schedule(schedule, progress)
    extra = [name for name in ("cluster_id", "stratum", "probability") if schedule.has(name)]
    if extra:
        table = table.join(texts_of(read_table(schedule, extra, progress), extra))
    return from_schedule(
        table,
        hotspots.ids,
        *_arms(algorithm, parameters, context),
        int(algorithm.parameterAsInt(parameters, "MAX_RUN", context)),
        bool(algorithm.parameterAsBoolean(parameters, "BALANCE_PREVIOUS", context)),
        time_of(algorithm, parameters, "END", context),
        progress,
    )


def _parallel(
    algorithm: HotspotAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    hotspots: Hotspots,
    own: tuple[Layer, str],
    progress: Progress,
) -> Layout:
    given = algorithm.layer(parameters, "ARMS", context)
    arms, key = own if given is None else (given, "hotspot_id")
    if not arms.has("arm"):
        raise HotspotError(
            translate(
                CONTEXT,
                "{} has no field arm: give the SCHEDULE of a crossover trial, or the ARMS of a parallel one.",
            ).format(arms.name)
        )
    extra = [name for name in ("arm", "block", "cluster_id") if arms.has(name)]
    table = texts_of(read_table(arms, [key, *extra], progress), [key, *extra]).rename(columns={key: "hotspot_id"})
    start, end, baseline = (time_of(algorithm, parameters, name, context) for name in ("START", "END", "BASELINE"))
    if start is None or end is None:
        raise HotspotError(translate(CONTEXT, "Give START and END of the parallel trial, such as 2024-03-01."))
    return from_arms(table, hotspots.ids, start, end, baseline, *_arms(algorithm, parameters, context))


def _arms(algorithm: HotspotAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[str, str]:
    treatment, control = (algorithm.parameterAsString(parameters, name, context) for name in ("TREATMENT", "CONTROL"))
    return str(treatment), str(control)


def _counted(
    algorithm: HotspotAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    trial: tuple[Layer, Hotspots, Layout],
    progress: Progress,
) -> Read:
    _, hotspots, layout = trial
    time, until, harm = (
        algorithm.parameterAsString(parameters, name, context) for name in ("TIME_FIELD", "TIME_TO_FIELD", "HARM_FIELD")
    )
    layer = algorithm.needed_layer(parameters, "CRIMES", context)
    crimes = read_outcomes(layer, hotspots.space, time, until, harm, progress)
    everywhere = np.arange(len(hotspots.ids), dtype=np.int64)
    inner = count(crimes, hotspots.metres, everywhere, layout.periods, progress)
    if not inner.flow["counted"]:
        which = ", ".join(f"{number:,} {reason}" for reason, number in inner.flow.items() if number)
        raise HotspotError(
            translate(
                CONTEXT, "None of the {:,} crimes of {} is in a hotspot in the trial ({}): check dates and places."
            ).format(len(crimes.x), layer.name, which)
        )
    ground = shapely.area(hotspots.metres)
    outcomes = [Outcome("Crimes in the hotspots", inner.crimes, area=ground)]
    with_harm = False
    if inner.harm is not None and inner.harm.any():
        with_harm = True
        outcomes.append(Outcome("Harm in the hotspots", inner.harm, False, "", inner.squares, ground))
    rings = algorithm.layer(parameters, "RINGS", context)
    if rings is not None:
        outcomes += _rings(rings, crimes, hotspots, layout, with_harm, progress)
    return Read(*trial, outcomes, inner, len(crimes.x))


def _rings(
    layer: Layer, crimes: Crimes, hotspots: Hotspots, layout: Layout, with_harm: bool, progress: Progress
) -> list[Outcome]:
    """Return what was counted in each ring, if there are several, and in all."""
    shapes, of, names = read_rings(layer, hotspots.space, hotspots.ids, progress)
    kinds = list(dict.fromkeys(names))
    parts = [count(crimes, shapes[names == kind], of[names == kind], layout.periods) for kind in kinds]
    made = []
    if len(kinds) > 1:
        made = [
            Outcome(f"Crimes in ring {kind}", part.crimes, ring=kind) for kind, part in zip(kinds, parts, strict=True)
        ]
    ground = np.bincount(of, shapely.area(shapes), len(hotspots.ids)).astype(np.float64)
    made.append(
        Outcome("Crimes in all rings", np.sum([part.crimes for part in parts], axis=0), True, "all", None, ground)
    )
    if with_harm:
        harm, squares = (np.sum([getattr(part, name) for part in parts], axis=0) for name in ("harm", "squares"))
        made.append(Outcome("Harm in all rings", harm, False, "all", squares, ground))
    return made
