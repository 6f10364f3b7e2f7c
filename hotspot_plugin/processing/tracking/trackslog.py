"""What importtracks tells of an import: counts by rule, ping intervals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from ...core.tracking.clean import HALT_M, Cleaned, Rules
from ...layers.feedback import FeedbackProgress


def counts(cleaned: Cleaned) -> dict[str, int]:
    """Return how often each rule was used, by its name."""
    reasons = cleaned.fixes.rejects.loc[cleaned.fixes.rejects["row"].notna(), "reason"]
    return {
        **{str(reason): int(count) for reason, count in reasons.value_counts().items()},
        "falling times": cleaned.fixes.falling,
        "unexplained jumps": cleaned.breaks,
        "halts": cleaned.halts,
        "stationary jitter": cleaned.jitter,
    }


def say(
    cleaned: Cleaned, pings: pd.DataFrame, rules: Rules, progress: FeedbackProgress, tr: Callable[[str], str]
) -> None:
    """Tell what was imported, and what each rule did."""
    table = cleaned.fixes.table
    first, last = (np.datetime64(time, "s") for time in (table["time"].min(), table["time"].max()))
    progress.say(
        tr("{} fixes of {} units, {}Z to {}Z (UTC).").format(f"{len(table):,}", cleaned.fixes.units, first, last)
    )
    known = pings["ping_s"].dropna()
    if len(known):
        progress.say(
            tr("Ping interval: {:g} s (median of the units; {:g} s to {:g} s).").format(
                round(float(known.median()), 3), round(float(known.min()), 3), round(float(known.max()), 3)
            )
        )
    if cleaned.fixes.falling:
        progress.warn(
            tr("{} times were earlier than the one before them; the fixes were sorted by time.").format(
                f"{cleaned.fixes.falling:,}"
            )
        )
    reasons = cleaned.fixes.rejects.loc[cleaned.fixes.rejects["row"].notna(), "reason"]
    for reason, count in reasons.value_counts().items():
        progress.warn(tr("{} points could not be used: {}.").format(f"{count:,}", reason))
    if cleaned.breaks:
        progress.warn(
            tr("{} jumps are faster than {:g} km/h and both sides are long: a new segment begins at each.").format(
                f"{cleaned.breaks:,}", rules.max_kmh
            )
        )
    if cleaned.all_future:
        progress.warn(tr("All times are in the future: they are kept, as of simulated patrols; check the clocks."))
    if cleaned.halts:
        within = rules.hold_m or HALT_M
        done = tr("put at the halts' middles") if rules.hold_m else tr("left where the device put them (HOLD)")
        progress.say(
            tr("Stationary jitter: {} fixes in {} halts within {:g} m for a minute or longer, {}.").format(
                f"{cleaned.jitter:,}", f"{cleaned.halts:,}", within, done
            )
        )
