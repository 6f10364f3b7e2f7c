"""What buildcorridorhotspots says in its log."""

from __future__ import annotations

import numpy as np
from qgis.PyQt.QtCore import QCoreApplication

from ...core.progress import Progress
from ...core.targeting import corridors, observed
from ...core.targeting.corridorhotspots import CorridorHotspots, Streets
from ...core.targeting.crimes import are_snapped
from ...layers.crimes import Crimes

translate = QCoreApplication.translate


def say_before(streets: Streets, crimes: Crimes, wanted: corridors.Wanted, progress: Progress) -> None:
    """Say what may spoil the result."""
    long = streets.network.length > wanted.max_length
    if long.any():
        text = translate(
            "BuildCorridorHotspots", "{} streets are longer than {:g} m between junctions and can be in no corridor."
        )
        progress.warn(text.format(f"{long.sum():,}", wanted.max_length))
    if are_snapped(crimes.x, crimes.y):
        progress.warn(
            translate(
                "BuildCorridorHotspots",
                "Many crimes share their coordinates, as anonymised ones do: which street each was on is uncertain.",
            )
        )


def say_after(made: CorridorHotspots, wanted: corridors.Wanted, progress: Progress) -> None:
    """Say how far and how surely crimes were put on streets, and what the corridors hold."""
    snapped = made.snapped
    off = int((snapped.link < 0).sum())
    text = translate(
        "BuildCorridorHotspots",
        "Crimes lie {median:.1f} m from their street (median; 95 %: {most:.1f} m). {named} name the street that they "
        "are on, {moved} of them not the nearest; {tied} are as near to another street and name neither.",
    )
    progress.say(
        text.format(
            median=np.nanmedian(snapped.metres),
            most=np.nanpercentile(snapped.metres, 95),
            named=f"{snapped.named.sum():,}",
            moved=f"{snapped.moved.sum():,}",
            tied=f"{snapped.tied.sum():,}",
        )
    )
    if off:
        text = translate("BuildCorridorHotspots", "{} crimes are near no street and in no corridor.")
        progress.warn(text.format(f"{off:,}"))
    text = translate("BuildCorridorHotspots", "{count} corridors of {length} km hold {share} of the {all} crimes.")
    progress.say(
        text.format(
            count=f"{len(made.table):,}",
            length=f"{made.table['length_m'].sum() / 1000:,.1f}",
            share=f"{made.share:.1%}",
            all=f"{snapped.link.size:,}",
        )
    )
    if wanted.top_n is not None and len(made.table) < wanted.top_n:
        text = translate("BuildCorridorHotspots", "{} corridors were asked for; only {} could be made.")
        progress.warn(text.format(wanted.top_n, len(made.table)))
    if made.observed is not None and made.observed.precision == observed.MONTH:
        text = "All times are the first of a month: they are months, unfit for peak days or hours."
        progress.say(translate("BuildCorridorHotspots", text))
