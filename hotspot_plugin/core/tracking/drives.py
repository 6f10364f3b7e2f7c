"""At what speed units drive on a leg that shows it only at one end, and how far that is from certain.

Who is seen driving at one fix and standing at the next has arrived at some moment between. When follows from the way
and from the mean speed on it, which is not the speed at the fix: who is seen slower than usual goes faster further on,
and the other way round (regression toward the mean: Galton 1886, doi 10.2307/2841583). By how much is seen on the legs
that units drive from end to end. What is the same in the two speeds is so for a stretch of road only, so that it tells
less of a longer way, and what differs is averaged over it. The moment of arrival is then normal, cut off at the later
fix, where the unit had arrived (Johnson, Kotz and Balakrishnan 1994, section 13.10.1).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .legs import Flags, Floats, Integers, Track

SLOW_MS = 2.5  # faster than any walk, slower than any drive that gets on
LONG_S = 120.0  # a longer leg has room for drives and visits
DRIVE_MS = 7.3  # between stops in the European urban driving cycle (UN Regulation 83)
SPEED_DOUBT = 1.0  # width of what the mean speed of a part may be, as a share of it, where no drives tell
FEWEST = 20  # drives that tell
SAMPLE = 20_000  # legs and fixes that are looked at
FARTHEST = -8.0  # standard deviations: a normal distribution cut off further out has lost its digits


class Drives(NamedTuple):
    """What legs that are driven from end to end show.

    Attributes:
        usual: m/s, the median that devices say of those who drive.
        mean, end: m/s, the geometric means of the speed on legs and of that at their ends.
        alike: by how many per cent the speed on a leg is higher where that at an end is higher by one.
        way: metres, the mean length of the legs.
        spread: standard deviation of what is left of the difference, as a share of the speed.
    """

    usual: float
    mean: float
    end: float
    alike: float
    way: float
    spread: float

    def speed(self, end: Floats, way: Floats) -> tuple[Floats, Floats]:
        """Return the mean speed on ways (metres) of units that drive at `end` m/s at an end, and its spread.

        The spread is a standard deviation, as a share of the speed.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            longer = self.way / np.maximum(way, 1e-9)
            speed = self.mean * (end / self.end) ** np.minimum(self.alike * longer, 1.0)
        return np.asarray(speed), np.minimum(self.spread * np.sqrt(longer), SPEED_DOUBT / np.sqrt(12.0))


def drives(track: Track) -> Drives:
    """Return what a track shows of those who drive; of a sample of its legs, so that it takes no time."""
    usual = DRIVE_MS
    if track.speed is not None:
        said = track.speed[:: 1 + len(track.speed) // SAMPLE]
        fast = said[said >= SLOW_MS]
        usual = float(np.median(fast)) if fast.size else usual
    leg = np.flatnonzero(track.joined)
    leg = leg[:: 1 + len(leg) // SAMPLE]
    seconds = (track.time[leg + 1] - track.time[leg]) / 1000.0
    way = np.hypot(track.x[leg + 1] - track.x[leg], track.y[leg + 1] - track.y[leg])
    first, last = speed_before(track, leg)[0], speed_after(track, leg)[0]
    drove = (first >= SLOW_MS) & (last >= SLOW_MS) & (way >= SLOW_MS * seconds) & (seconds <= LONG_S)
    if np.count_nonzero(drove) < FEWEST:
        return Drives(usual, 1.0, 1.0, 1.0, np.inf, SPEED_DOUBT)
    mean = np.tile(np.log((way / seconds)[drove]), 2)
    end = np.log(np.concatenate((first[drove], last[drove])))
    off = end - end.mean()
    alike = float(np.clip((mean * off).mean() / max((off * off).mean(), 1e-9), 0.0, 1.0))
    spread = float((mean - alike * off).std())
    return Drives(usual, float(np.exp(mean.mean())), float(np.exp(end.mean())), alike, float(way[drove].mean()), spread)


def arrival(lasts: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """Return mean and standard deviation of when drives ended that take `lasts`, if none took longer than 1."""
    from scipy.special import ndtr

    lasts, spread = np.nan_to_num(lasts), np.maximum(np.nan_to_num(spread), 1e-9)
    room = np.maximum((1.0 - lasts) / spread, FARTHEST)
    cut = np.exp(-(room**2) / 2.0) / np.sqrt(2.0 * np.pi) / ndtr(room)
    return 1.0 - spread * (room + cut), spread * np.sqrt(np.maximum(1.0 - room * cut - cut**2, 0.0))


def speed_before(track: Track, leg: Integers) -> tuple[Floats, Flags]:
    """Return the speed at the first fix: what the device says, or that of the leg before; and whether it says."""
    before = np.maximum(leg - 1, 0)
    return _speed(track, leg, before, (leg > 0) & track.joined[before])


def speed_after(track: Track, leg: Integers) -> tuple[Floats, Flags]:
    """Return the speed at the last fix: what the device says, or that of the leg after; and whether it says."""
    return _speed(track, leg + 1, leg + 1, track.joined[leg + 1])


def _speed(track: Track, fix: Integers, leg: Integers, there: Flags) -> tuple[Floats, Flags]:
    made = np.full(len(fix), np.nan)
    a = leg[there]
    seconds = (track.time[a + 1] - track.time[a]) / 1000.0
    made[there] = np.hypot(track.x[a + 1] - track.x[a], track.y[a + 1] - track.y[a]) / seconds
    said = np.zeros(len(fix), dtype=bool)
    if track.speed is not None:
        told = track.speed[fix].astype(np.float64)
        said = np.isfinite(told) & (told >= 0)
        made = np.where(said, told, made)
    return made, said
