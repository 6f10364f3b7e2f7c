"""Tracks for the tests, written as one says them: unit A is at (0, 0) at second 0, at (100, 0) at second 100."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from hotspot_plugin.core.tracking.clip import inside
from hotspot_plugin.core.tracking.dosage import dosage_table, period_of
from hotspot_plugin.core.tracking.drift import with_drifts
from hotspot_plugin.core.tracking.legs import order_fixes
from hotspot_plugin.core.tracking.modes import modes_of_visits
from hotspot_plugin.core.tracking.periods import scheduled, whole_time
from hotspot_plugin.core.tracking.visits import VisitRows, find_visits

START = np.datetime64("2024-05-01T12:00:00.000", "ms")
SQUARE = shapely.box(0, 0, 100, 100)


def at(seconds):
    """Times, seconds after noon of 1 May 2024; None is an unknown time."""
    return np.array(
        [np.datetime64("NaT", "ms") if s is None else START + np.timedelta64(round(s * 1000), "ms") for s in seconds],
        dtype="M8[ms]",
    )


def fixes(*rows):
    """Rows (unit, second, x, y) or (unit, second, x, y, segment) as the arguments of order_fixes."""
    table = pd.DataFrame([(*row, 0)[:5] for row in rows], columns=["unit", "second", "x", "y", "segment"])
    return {
        "unit": table["unit"].to_numpy(dtype=object),
        "time": at([None if pd.isna(s) else s for s in table["second"]]),
        "x": table["x"].to_numpy(dtype=float),
        "y": table["y"].to_numpy(dtype=float),
        "segment": table["segment"].to_numpy(),
    }


class Patrol:
    """What the fixes show about the hotspots, up to both tables."""

    def __init__(
        self,
        rows,
        hotspots,
        max_gap=300,
        merge_gap=60,
        schedule=None,
        arms=None,
        min_visit=8,
        accuracy=10.0,
        steady=False,
        **dose,
    ):
        self.ids = np.array([f"h{i}" for i in range(len(hotspots))], dtype=object)
        self.track = order_fixes(**(rows if isinstance(rows, dict) else fixes(*rows)), max_gap_s=max_gap)
        shapes = np.array(hotspots, dtype=object)
        self.stays = with_drifts(
            self.track, inside(self.track, shapes, steady=steady, accuracy_m=accuracy), shapes, merge_gap, accuracy
        )
        modes = modes_of_visits(self.track, self.stays)
        self.found = find_visits(self.track, self.stays, merge_gap, modes)
        self.arms = np.array(arms or [None] * len(hotspots), dtype=object)
        self.periods = (
            whole_time(self.track, self.arms) if schedule is None else scheduled(schedule, self.ids, self.arms)
        )
        period, arm = self.periods.names_of(period_of(self.found, self.periods))
        self.visits = VisitRows(self.found, self.track, self.ids, period, arm, min_visit).whole()
        self.dosage = dosage_table(self.track, self.stays, self.found, self.periods, self.ids, modes=modes, **dose)

    @property
    def visit(self):
        """The only visit."""
        assert len(self.visits) == 1
        return self.visits.iloc[0]

    @property
    def dose(self):
        """The only row of dosage."""
        assert len(self.dosage) == 1
        return self.dosage.iloc[0]


def plan(*rows):
    """Rows (hotspot, period, first second, last second[, arm]) as a schedule."""
    table = pd.DataFrame([(*row, None)[:5] for row in rows], columns=["hotspot_id", "period", "starts", "ends", "arm"])
    table["arm"] = table["arm"].astype(object)
    for name in ("starts", "ends"):
        table[name] = at([None if pd.isna(s) else s for s in table[name]])
    return table


def travel(*parts, ping=5, noise=0.0, seed=1):
    """A way along x in parts (m/s, seconds), a fix every `ping` seconds: the track."""
    times = np.cumsum([0, *[seconds for _, seconds in parts]])
    places = np.cumsum([0, *[speed * seconds for speed, seconds in parts]])
    s = np.arange(0, times[-1] + 1e-9, ping)
    random = np.random.default_rng(seed)
    x, y = np.interp(s, times, places) + random.normal(0, 1, len(s)) * noise, random.normal(0, 1, len(s)) * noise
    return order_fixes(**fixes(*[("A", *row) for row in zip(s, x, y, strict=True)]), max_gap_s=300)


def part_of(track, kept):
    """Those fixes of a track that are kept, as a track of its own."""
    unit, time = track.units[track.unit][kept], track.time[kept].astype("M8[ms]")
    return order_fixes(unit, time, track.x[kept], track.y[kept], max_gap_s=300)


def truly_inside(shift, hotspot):
    """At which fixes of a simulated shift its truth says that the unit is in a hotspot (position), (n,)."""
    truth = shift.truth[shift.truth["hotspot"] == hotspot]
    within = np.zeros(len(shift.time), dtype=bool)
    for enter, leave in zip(truth["enter"].to_numpy(), truth["leave"].to_numpy(), strict=True):
        within |= (shift.time >= enter) & (shift.time <= leave)
    return within
