"""Made-up patrols whose truth is known, for demonstrations, training and tests of the dose.

Each unit works one shift a day along a path (see `walks`, and `streetwalk` for those along streets) on which the time
inside every hotspot is exact geometry; a GPS with jitter, noise and losses samples that path. The numbers are numpy's:
the same seed gives the same patrols on the same versions, which is enough for what is not an allocation.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta, tzinfo

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..clock import at
from ..errors import HotspotError
from ..progress import SILENT, Progress
from .streetmap import StreetMap
from .streetwalk import StreetWalker
from .walks import Path, Walker, stays

Floats = NDArray[np.float64]

DRIFT_S = 20.0  # GPS noise is alike for about so long
JITTER = 0.1
LOST = 0.02
MOST_FIXES = 20_000_000


@dataclass(frozen=True)
class Settings:
    """What is simulated.

    Attributes:
        seed: any text.
        units, days: how many of each.
        start: first day.
        shift_starts: when shifts start by the clocks of `where`.
        shift_hours: how long they are; a shift ends at the latest when the next one starts.
        where: the time zone.
        ping_s: mean seconds between two fixes.
        noise_m: standard deviation of a fix in x and in y, metres.
        visit_min: mean length of a visit, minutes.

    Raises:
        HotspotError: a number is out of range.
    """

    seed: str
    units: int
    days: int
    start: date
    shift_starts: time
    shift_hours: float
    where: tzinfo
    ping_s: float
    noise_m: float
    visit_min: float

    def __post_init__(self) -> None:
        if not self.seed:
            raise HotspotError("The seed is empty: type any text, and keep it, so that the patrols can be made again.")
        for name, count in (("units", self.units), ("days", self.days)):
            if count < 1:
                raise HotspotError(f"The number of {name} is {count}: it must be 1 or more.")
        for name, value, unit in (
            ("ping interval", self.ping_s, "seconds"),
            ("length of a shift", self.shift_hours, "hours"),
            ("length of a visit", self.visit_min, "minutes"),
        ):
            if not (math.isfinite(value) and value > 0):
                raise HotspotError(f"The {name} is {value:g} {unit}: it must be more than 0.")
        if self.shift_hours > 24:
            raise HotspotError(f"The length of a shift is {self.shift_hours:g} hours: it must be 24 or less.")
        if not (math.isfinite(self.noise_m) and self.noise_m >= 0):
            raise HotspotError(f"The noise of the GPS is {self.noise_m:g} metres: it must be 0 or more.")
        fixes = self.units * self.days * self.shift_hours * 3600 / self.ping_s
        if fixes > MOST_FIXES:
            raise HotspotError(
                f"That would be {fixes:,.0f} fixes, more than {MOST_FIXES:,}: ask for fewer or rarer ones."
            )

    def shift(self, day: int) -> tuple[np.datetime64, float]:
        """Return when the shift of a day (0, 1, …) starts (UTC, ms), and its length in seconds."""
        starts, following = (at(self.start + timedelta(days=day + i), self.shift_starts, self.where) for i in (0, 1))
        until_next = float((following - starts) / np.timedelta64(1, "s"))
        return starts, min(self.shift_hours * 3600.0, until_next)


@dataclass(frozen=True)
class Shift:
    """One unit's shift as its GPS saw it.

    Attributes:
        unit: its number from 1.
        day: the day on which the shift starts.
        time: datetime64[ms], UTC, strictly rising.
        x, y: metres.
        speed_ms: metres per second.
        truth: `unit` (number), `hotspot` (position), `enter`, `leave` (UTC, ms), `minutes`, `targeted`: every stay
            inside a hotspot, exact from the path without noise, passing through included.
    """

    unit: int
    day: date
    time: NDArray[np.datetime64]
    x: Floats
    y: Floats
    speed_ms: Floats
    truth: pd.DataFrame


def simulate(
    shapes: NDArray[np.object_],
    targets: NDArray[np.bool_],
    settings: Settings,
    progress: Progress = SILENT,
    streets: StreetMap | None = None,
) -> Iterator[Shift]:
    """Yield the shifts, all days of the first unit, then those of the second, and so on.

    Args:
        shapes: the hotspots, valid polygons in metres, (h,).
        targets: which of them the units are sent to, (h,).
        settings: what is simulated.
        progress: for long work.
        streets: what units drive and walk along, made of the same hotspots and targets; without, they go straight.

    Raises:
        HotspotError: there is no hotspot to go to.
    """
    if not targets.any():
        raise HotspotError("No hotspot is to be patrolled: choose another arm.")
    tree = shapely.STRtree(shapes)
    for unit in range(1, settings.units + 1):
        for day in range(settings.days):
            progress.at(((unit - 1) * settings.days + day) / (settings.units * settings.days))
            draw = _generator(settings.seed, unit, day)
            starts, seconds = settings.shift(day)
            if streets is None:
                walker = Walker(shapes, targets, settings.visit_min, draw)
            else:
                walker = StreetWalker(shapes, targets, settings.visit_min, draw, streets)
            path = walker.path(seconds)
            time, x, y, speed = _pings(path, seconds, settings, draw)
            truth = stays(path, shapes, tree)
            truth = _dated(truth, starts, unit)
            stamps = starts + np.round(time * 1000).astype("m8[ms]")
            yield Shift(unit, settings.start + timedelta(days=day), stamps, x, y, speed, truth)


def _generator(seed: str, unit: int, day: int) -> np.random.Generator:
    digest = hashlib.sha256(f"{seed}\x1fpatrol\x1f{unit}\x1f{day}".encode("utf-8", "surrogatepass")).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))


def _dated(truth: pd.DataFrame, starts: np.datetime64, unit: int) -> pd.DataFrame:
    """Return stays with instants (ms) in place of seconds, those shorter than a millisecond left out."""
    enter, leave = (starts + np.round(truth[name].to_numpy() * 1000).astype("m8[ms]") for name in ("enter", "leave"))
    minutes = (leave - enter).astype(np.int64) / 60_000
    columns = {"unit": unit, "hotspot": truth["hotspot"].to_numpy(), "enter": enter, "leave": leave, "minutes": minutes}
    return pd.DataFrame({**columns, "targeted": truth["targeted"].to_numpy()})[minutes > 0].reset_index(drop=True)


def _pings(
    path: Path, seconds: float, settings: Settings, draw: np.random.Generator
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return times, x, y and speed as the GPS gives them: jitter, drifting noise, a few fixes lost."""
    count = int(seconds / (settings.ping_s * (1 - JITTER))) + 2
    gaps = settings.ping_s * draw.uniform(1 - JITTER, 1 + JITTER, count)
    gaps[0] *= draw.random()
    # whole milliseconds, since that is what GPX holds: place and time of a fix then agree exactly
    t = np.unique(np.round(np.cumsum(gaps), 3))
    t = t[(t < seconds) & (draw.random(len(t)) >= LOST)]
    x, y, speed = path.at(t)
    if settings.noise_m:
        like = math.exp(-settings.ping_s / DRIFT_S)
        x = x + settings.noise_m * _drift(len(t), like, draw)
        y = y + settings.noise_m * _drift(len(t), like, draw)
        # the Doppler speed of a receiver is far better than its positions
        speed = np.maximum(speed + settings.noise_m / 25 * draw.standard_normal(len(t)), 0.0)
    return t, x, y, speed


def _drift(count: int, like: float, draw: np.random.Generator) -> Floats:
    """Return noise of unit variance in which each value is `like` times the one before and something new: AR(1)."""
    from scipy.signal import lfilter

    new = draw.standard_normal(count)
    new[1:] *= math.sqrt(1 - like * like)
    return np.asarray(lfilter([1.0], [1.0, -like], new), dtype=np.float64)
