"""The dosage report: what was delivered where and when, against what was planned, for those who lead patrols.

It looks at teams and places. No unit is named; teams of few units are put together, because a team of one is a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .. import filling
from .dosage import delivered
from .heat import heat_map
from .legs import AT_ONCE, MS_PER_HOUR, Floats, Track, unit_blocks
from .periods import Periods
from .presence import Spells
from .pseudonyms import SIMULATED

TEAM_OF = 3  # smaller teams are shown together
OFF_DUTY_H = 1.0  # a longer gap is no loss of signal but the end of a shift
LONGEST_MIN = 30  # visits of this many minutes and more share a bar


@dataclass(frozen=True)
class Frame:
    """What the report is about.

    Attributes:
        where: time zone of its days.
        zone: its name.
        window: least and most minutes of an effective visit.
        control: name of the control arm.
        min_visit: shortest visit that should be measured, minutes.
        team: (k,) team of each unit, None where it has none; None if nobody said.
        limit: most visits to a hotspot in a period; None for no limit.
        called: names of hotspots by their keys, for those that have one.
    """

    where: tzinfo
    zone: str
    window: tuple[float, float]
    control: str
    min_visit: float
    team: NDArray[np.object_] | None = None
    limit: int | None = None
    called: Mapping[str, str] = field(default_factory=dict)


def dosage_report(
    track: Track,
    spells: Spells,
    visits: pd.DataFrame,
    dosage: pd.DataFrame,
    periods: Periods,
    hotspot_ids: NDArray[np.object_],
    frame: Frame,
    templates: Path,
) -> str:
    """Return the report as one HTML page that runs no script and loads nothing.

    Args:
        track, spells: the fixes, and their time inside the hotspots.
        visits, dosage: the tables made of them (of the visits `visits.VisitRows.brief` is enough).
        periods: the place-periods of `dosage`.
        hotspot_ids: (h,) keys of the hotspots.
        frame: see there.
        templates: the folder of dosagereport.html and report.css.
    """
    environment = filling.environment(templates)
    measured = visits[visits["measurable"]]
    span = pd.DatetimeIndex(track.time[[int(track.time.argmin()), int(track.time.argmax())]].astype("M8[ms]"))
    first, last = (moment.tz_localize("UTC").tz_convert(frame.where) for moment in span)
    return environment.get_template("dosagereport.html").render(
        frame=frame,
        first=f"{first:%d %B %Y %H:%M}".lstrip("0"),
        last=f"{last:%d %B %Y %H:%M}".lstrip("0"),
        simulated=any(str(unit).startswith(SIMULATED) for unit in track.units),
        units=len(track.units),
        visits=len(visits),
        officer=float(dosage["officer_min"].sum()),
        patrol=float(dosage["patrol_min"].sum()),
        heat=heat_map(track, spells, periods, hotspot_ids, frame.where, frame.control),
        tracked=int(dosage["officer_min"].notna().sum()),
        arms=_arms(dosage, frame.control),
        told=delivered(dosage, frame.control),
        lengths=_lengths(measured["minutes"].to_numpy(), frame.window),
        left_out=len(visits) - len(measured),
        known=_known(track, frame),
        teams=None if frame.team is None else _teams(track, visits, frame),
        team_of=TEAM_OF,
        places=_places(visits, dosage, frame.control),
        over=int(dosage["over_limit"].fillna(False).astype(bool).sum()),
        control=frame.control.strip().casefold(),
    )


def _arms(dosage: pd.DataFrame, control: str) -> list[dict[str, Any]]:
    """Return what each arm was to get and got, by place-periods in which units were tracked."""
    known = dosage.dropna(subset=["officer_min"])
    made = []
    for key, rows in known.groupby(known["arm"].fillna("").astype(str), sort=True):
        arm = str(key)
        is_control = bool(arm) and arm.strip().casefold() == control.strip().casefold()
        visited = float((rows["visits"] > 0).mean())
        made.append(
            {
                "name": arm or "no arm",
                "control": is_control,
                "asked": bool(arm) and not is_control,
                "periods": len(rows),
                "untracked": int((dosage["arm"].fillna("").astype(str) == arm).sum()) - len(rows),
                "visited": visited,
                "effective": float((rows["effective_visits"] > 0).mean()),
                "visits": float(rows["visits"].astype(float).mean()),
                "minutes": float(rows["patrol_min"].mean()),
                "officer": float(rows["officer_min"].mean()),
                "over": int(rows["over_limit"].fillna(False).astype(bool).sum()),
            }
        )
    return made


def _lengths(minutes: Floats, window: tuple[float, float]) -> dict[str, Any]:
    """Return the bars of visits by whole minutes, and where the dose window is."""
    bins = np.bincount(np.minimum(minutes, LONGEST_MIN).astype(np.int64), minlength=LONGEST_MIN + 1)
    top = max(int(bins.max()), 1)
    low, high = window
    share = float(((minutes >= low) & (minutes <= high)).mean()) if len(minutes) else 0.0
    return {
        "bars": [(i, int(n), round(160.0 * n / top, 1)) for i, n in enumerate(bins)],
        "top": top,
        "low": min(low, LONGEST_MIN + 1),
        "high": min(high, LONGEST_MIN + 1),
        "share": share,
        "short": float((minutes < low).mean()) if len(minutes) else 0.0,
        "long": float((minutes > high).mean()) if len(minutes) else 0.0,
        "median": float(np.median(minutes)) if len(minutes) else None,
        "count": len(minutes),
        "longest": LONGEST_MIN,
    }


def _by_unit(track: Track, frame: Frame) -> pd.DataFrame:
    """Return hours known, hours in gaps and hours not measurable of each unit."""
    count = len(track.units)
    known, gaps = np.zeros(count), np.zeros(count)
    for first, past in unit_blocks(track.unit, AT_ONCE):
        unit, joined = track.unit[first : past - 1], track.joined[first : past - 1]
        step = np.diff(track.time[first:past]) / MS_PER_HOUR
        lost = (unit == track.unit[first + 1 : past]) & ~joined & (step < OFF_DUTY_H)
        known += np.bincount(unit, weights=step * joined, minlength=count)
        gaps += np.bincount(unit, weights=step * lost, minlength=count)
    ping = track.pings()
    rare = ~(ping <= frame.min_visit * 60.0 / 3)
    return pd.DataFrame({"known": known, "gaps": gaps, "rare": np.where(rare, known, 0.0), "ping": ping})


def _known(track: Track, frame: Frame) -> dict[str, float]:
    units = _by_unit(track, frame)
    return {
        "known": float(units["known"].sum()),
        "gaps": float(units["gaps"].sum()),
        "rare": float(units["rare"].sum()),
        "rare_units": int((units["rare"] > 0).sum()),
        "ping_low": float(np.nanmin(units["ping"])) if units["ping"].notna().any() else 0.0,
        "ping_high": float(np.nanmax(units["ping"])) if units["ping"].notna().any() else 0.0,
    }


def _teams(track: Track, visits: pd.DataFrame, frame: Frame) -> list[dict[str, Any]]:
    """Return what each team did; those of fewer than `TEAM_OF` units are one line."""
    named = ["" if name is None else str(name) for name in ([] if frame.team is None else frame.team)]
    sizes = pd.Series(named).value_counts()
    small = {name for name, size in sizes.items() if size < TEAM_OF or not name}
    team = [f"others (under {TEAM_OF} units)" if name in small else name for name in named]
    hours = _by_unit(track, frame).assign(team=team)
    of = pd.Series(team, index=track.units)
    whose = visits["unit"].map(of)
    low, high = frame.window
    made = []
    for name, rows in hours.groupby("team", sort=True):
        own = visits[whose == name]
        minutes = own.loc[own["measurable"], "minutes"]
        made.append(
            {
                "name": name,
                "units": len(rows) if len(rows) >= TEAM_OF else "–",
                "known": float(rows["known"].sum()),
                "rare": float((rows["gaps"] + rows["rare"]).sum()),
                "visits": len(own),
                "minutes": float(own["minutes"].sum()),
                "median": float(minutes.median()) if len(minutes) else None,
                "effective": float(((minutes >= low) & (minutes <= high)).mean()) if len(minutes) else None,
                **_modes(own),
            }
        )
    return made


def _places(visits: pd.DataFrame, dosage: pd.DataFrame, control: str) -> list[dict[str, Any]]:
    """Return what each hotspot got over all its periods, in order of minutes."""
    known = dosage.dropna(subset=["officer_min"])
    by_place = dict(iter(visits.groupby("hotspot_id", observed=True)))
    made = []
    for place, rows in known.groupby("hotspot_id"):
        own = by_place.get(place, visits.iloc[:0])
        asked = rows["complied"].dropna()
        told = delivered(rows, control)
        made.append(
            {
                "name": str(place),
                "periods": len(rows),
                "visits": int(rows["visits"].sum()),
                "officer": float(rows["officer_min"].sum()),
                "patrol": float(rows["patrol_min"].sum()),
                "median": float(own["minutes"].median()) if len(own) else None,
                "effective": int(rows["effective_visits"].sum()),
                "complied": f"{int(asked.sum())} of {len(asked)}" if len(asked) else "",
                "contaminated": f"{told.contaminated} of {told.controls}" if told.controls else "",
                "gap": float(rows["longest_gap_h"].max()),
                **_modes(own),
            }
        )
    return sorted(made, key=lambda row: (-row["patrol"], row["name"]))


def _modes(visits: pd.DataFrame) -> dict[str, float | None]:
    """Return shares of the minutes on foot or standing, and in a vehicle, of those whose mode is known.

    Both are None where that is less than half of the minutes: rare fixes show little but the fast.
    """
    afoot = float((visits["foot_min"] + visits["stopped_min"]).sum())
    driven = float(visits["vehicle_min"].sum())
    whole = afoot + driven
    if whole == 0 or whole < float(visits["unknown_min"].sum()):
        return {"afoot": None, "driven": None}
    return {"afoot": afoot / whole, "driven": driven / whole}
