"""What comparehotspots says in its log."""

from __future__ import annotations

import numpy as np
from qgis.PyQt.QtCore import QCoreApplication

from ...core.progress import Progress
from ...core.targeting.charts import percent
from ...core.targeting.comparison import Comparison
from ...core.targeting.comparison_report import About

translate = QCoreApplication.translate


def say(found: Comparison, about: About, progress: Progress) -> None:
    """Say what was found, the loud warning first."""
    if about.training:
        loud = translate("CompareHotspots", "SCORED ON THE TRAINING PERIOD: {}")
        progress.warn(loud.format(about.training))
    for caution in about.cautions:
        progress.warn(caution)
    line = translate(
        "CompareHotspots",
        "{layer}: {hits} of {crimes} crimes, {rate} (95 % interval {low} to {high}); PAI {pai}, by street length "
        "{length}.",
    )
    for row in found.table.to_dict("records"):
        progress.say(
            line.format(
                layer=row["layer"],
                hits=f"{row['hits']:,}",
                crimes=f"{row['crimes']:,}",
                rate=percent(row["hit_rate"]),
                low=percent(row["hit_low"]),
                high=percent(row["hit_high"]),
                pai=_ratio(row["pai"]),
                length=_ratio(row["pai_length"]),
            )
        )


def _ratio(value: float) -> str:
    return f"{value:.2f}" if np.isfinite(value) else "–"
