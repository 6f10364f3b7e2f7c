"""What a trial has shown, in sentences that a chief officer can read."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from .evaluation import Totals
from .inference import Inference


def verdict(found: Inference, totals: Totals, what: str = "crime", level: float = 0.95) -> tuple[bool, str]:
    """Return whether the trial can tell, and the sentence that says what.

    It can tell if both the interval and the p-value exclude no difference.
    """
    if found.ratio is None:
        where = _empty(totals)
        return False, (
            f"This trial cannot tell whether patrols changed {what}: there was none {where}, so that the difference "
            "cannot be estimated."
        )
    low, high = found.low, found.high
    interval = f"{100 * level:g} % interval: {_range(low, high)}"
    if found.p <= 1.0 - level + 1e-12 and high is not None and high < 1.0:
        return True, (
            f"There was {change(found.ratio)} {what} in treated hotspots than there would have been without treatment "
            f"({interval}). {_by_chance(found)}"
        )
    if found.p <= 1.0 - level + 1e-12 and low is not None and low > 1.0:
        return True, (
            f"There was {change(found.ratio)} {what} in treated hotspots than there would have been without treatment "
            f"({interval}). {_by_chance(found)}"
        )
    return False, (
        f"This trial cannot tell whether patrols changed {what}: the best estimate is {change(found.ratio)}, but "
        f"anything from {_range(low, high)} fits what was seen. That is not the same as no effect."
    )


def displacement_verdict(found: Inference, totals: Totals, level: float = 0.95) -> str:
    """Say what happened round the hotspots."""
    tells, _ = verdict(found, totals, level=level)
    if found.ratio is None:
        return "Round the hotspots there was too little crime to say anything of displacement."
    if not tells:
        return (
            "Round the hotspots the trial cannot tell whether crime moved there or fell there too: anything from "
            f"{_range(found.low, found.high)} fits."
        )
    if found.ratio < 1:
        return f"Round treated hotspots there was {change(found.ratio)} crime as well: it did not just move there."
    return f"Round treated hotspots there was {change(found.ratio)} crime: some of it may have moved there."


def lag_verdict(found: Sequence[Inference], level: float = 0.95) -> str:
    """Say what was left of treatment in later periods; "" if that was not asked.

    Args:
        found: of each lag, and last of all together, as of `lags.questions`.
        level: of the intervals. Of several lags some lag is said to be there if one is at 1 − level over their number.
    """
    lags = [each for each in found[:-1] if each.ratio is not None]
    if not lags:
        return ""
    least = min(lags, key=lambda each: each.p)
    after = found[:-1].index(least) + 1
    when = "In the period after treatment" if after == 1 else f"{after} periods after treatment"
    if least.ratio is not None and least.p * len(lags) <= 1.0 - level + 1e-12:
        if least.ratio < 1:
            return (
                f"{when} there was still {change(least.ratio)} crime: the effect lasts, and controls had a part of it."
            )
        return f"{when} there was {change(least.ratio)} crime: some of it may only have been put off."
    first = found[0]
    return (
        "The trial cannot tell whether an effect lasts into the period after treatment: anything from "
        f"{_range(first.low, first.high)} fits there."
    )


def dose_verdict(dose: pd.DataFrame) -> str:
    """Say how different the arms' patrols were; "" without dosage."""
    if dose.empty:
        return ""
    treated, control = (float(dose.loc[dose["arm"] == arm, "patrol_min"].iloc[0]) for arm in ("treatment", "control"))
    if math.isnan(treated) or math.isnan(control):
        return "The dose of one arm was not measured at all, so that nobody knows how different the arms were."
    said = (
        f"A treated hotspot got {treated:.1f} minutes of patrol in a period in which it was measured, a control "
        f"{control:.1f}."
    )
    if treated <= control:
        return f"{said} The arms were patrolled alike, or the wrong way round: the trial did not test what it meant to."
    if control >= 0.5 * treated:
        return f"{said} Controls were patrolled more than half as much, which hides a part of any effect."
    return said


def change(ratio: float) -> str:
    """Say a ratio as a change: 0.88 is “12 % less”."""
    percent = 100.0 * abs(1.0 - ratio)
    if percent < 0.05:
        return "no less and no more"
    digits = 0 if percent >= 9.5 else 1
    return f"{percent:,.{digits}f} % {'less' if ratio < 1 else 'more'}"


def _range(low: float | None, high: float | None) -> str:
    first = "any fall" if low is None else change(low)
    last = "any rise" if high is None else change(high)
    return f"{first} to {last}"


def _by_chance(found: Inference) -> str:
    # as few as the number of redraws can show
    least = found.p <= 2.0 / (found.draws + 1) + 1e-12 or found.p < 0.001
    how_many = "no more than" if least else "about"
    return f"Chance alone would make such a difference in {how_many} {max(round(1000 * found.p), 1)} of 1,000 trials."


def _empty(totals: Totals) -> str:
    if not totals.treated and not totals.control:
        return "in either arm"
    if not totals.treated:
        return "in treated hotspots"
    if not totals.control:
        return "in control hotspots"
    return "in enough hotspots and periods of both arms"
