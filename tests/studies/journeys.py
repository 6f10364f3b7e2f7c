"""Made-up journeys on foot and by bus or car whose mode is known at every second: what `modes` is developed on.

Nothing here comes from the tracks that modes are scored on. Walkers: Weidmann 1993 (1.34 m/s, sd 0.26 over people),
short waits at crossings, longer ones at shop windows. Buses stop every 300 to 600 m for 10 s and more (Transit Capacity
and Quality of Service Manual, 3rd ed., TCRP report 165), stand at every other traffic light for up to a minute, speed
up and brake by about 1 m/s², and crawl through jams by stop and go. Police cars drive likewise without bus stops, creep
round blocks, wait with the engine on, and are left for a walk. In the rush hour buses move from stop to stop as they
did in midtown Manhattan (`buscycles`), and people walk as those do who are alone in a city: 1.3 to 1.7 m/s (Levine and
Norenzayan 1999, doi 10.1177/0022022199030002003). A receiver among houses: noise that is alike for half a minute
(AR(1)), at times three times as strong, and fixes lost; indoors, and at times in a bus, nearly all of them, and those
that come are off by 20 m more.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tests.studies.buscycles import MANHATTAN, NEW_YORK, moves

FOOT, VEHICLE = 0, 1
Floats = NDArray[np.float64]


@dataclass
class Journey:
    """Speeds (m/s), mode and turns, one of each a second."""

    random: np.random.Generator
    speed: list[float] = field(default_factory=list)
    mode: list[int] = field(default_factory=list)
    turn: list[float] = field(default_factory=list)
    lost: list[tuple[int, int]] = field(default_factory=list)
    haste: float = 1.0  # of its walkers, as a share of other people's pace

    def _go(self, speeds: Floats | list[float], mode: int, corner_m: float) -> None:
        for speed in speeds:
            self.speed.append(max(float(speed), 0.0))
            self.mode.append(mode)
            corner = self.random.random() < self.speed[-1] / corner_m
            self.turn.append(float(self.random.choice([-1, 1])) * np.pi / 2 if corner else self.random.normal(0, 0.02))

    def stand(self, seconds: float, mode: int) -> None:
        self._go([0.0] * round(seconds), mode, 1e9)

    def walk(self, seconds: float) -> None:
        """Walk for so long, with waits."""
        pace = np.clip(self.random.normal(1.34, 0.26), 0.8, 2.0)
        left = seconds
        while left > 0:
            stretch = min(left, self.random.exponential(120) + 10)
            slow = np.convolve(self.random.normal(0, 0.3, round(stretch) + 9), np.ones(10) / 10, "valid")
            self._go(self.haste * (pace + slow), FOOT, 80)
            wait = self.random.exponential(15) if self.random.random() < 0.8 else self.random.exponential(120)
            left -= stretch + wait
            if left > 0:
                self.stand(wait, FOOT)
            if left > 0 and self.random.random() < 0.15:
                self.mill(min(left, self.random.exponential(200)))

    def mill(self, seconds: float) -> None:
        """Walk about, look into windows and doors, talk: slow, and soon in another direction; half the time indoors."""
        if self.random.random() < 0.5:
            self.lost.append((len(self.speed), len(self.speed) + round(min(seconds, 280))))
        while seconds > 0:
            stretch = self.random.uniform(5, 20)
            self._go([self.random.uniform(0.0, 1.1)] * round(stretch), FOOT, 12)
            seconds -= stretch

    def _link(self, metres: float, cruise: float) -> None:
        """Speed up, drive, brake to a halt."""
        up, down = self.random.uniform(0.7, 1.3, 2)
        gone, speed = 0.0, 0.0
        made = []
        while gone < metres and len(made) < 600:
            brake = speed * speed / (2 * down) >= metres - gone
            speed = max(speed - down, 0.8) if brake else min(speed + up, cruise) + self.random.normal(0, 0.2)
            made.append(speed)
            gone += speed
        self._go(made, VEHICLE, 400)

    def _jam(self, metres: float) -> None:
        gone = 0.0
        while gone < metres:
            creep = self.random.uniform(0.5, 3.5)
            seconds = self.random.uniform(10, 45)
            shape = np.minimum(1.0, 2.5 * np.sin(np.pi * (np.arange(round(seconds)) + 0.5) / round(seconds)))
            self._go(creep * shape, VEHICLE, 1e5)
            gone += creep * seconds
            if self.random.random() < 0.6:
                self.stand(self.random.exponential(20), VEHICLE)

    def ride(self, seconds: float, bus: bool, jammed: float = 0.06) -> None:
        end = len(self.speed) + seconds
        while len(self.speed) < end:
            metres = self.random.uniform(200, 500) if bus else self.random.uniform(200, 800)
            if self.random.random() < jammed:
                self._jam(metres)
            else:
                self._link(metres, self.random.uniform(5.5, 12.5) if bus else self.random.uniform(6.5, 16))
            if bus and self.random.random() < 0.7:
                self.stand(8 + self.random.exponential(12), VEHICLE)
            elif self.random.random() < 0.4:
                self.stand(self.random.uniform(0, 50), VEHICLE)

    def crowded_ride(self, seconds: float, very: bool) -> None:
        """Ride a bus through a congested centre; in one ride of four no signal for a while."""
        first, end = len(self.speed), len(self.speed) + seconds
        known = moves(MANHATTAN) + (moves(NEW_YORK) if very else [])
        while len(self.speed) < end:
            speeds, stand = known[self.random.integers(len(known))]
            self._go(speeds * self.random.uniform(0.8, 1.25), VEHICLE, 400)
            if self.random.random() < 0.15:
                self._jam(self.random.uniform(20, 100))
            self.stand(stand * self.random.uniform(0.5, 1.5), VEHICLE)
        if self.random.random() < 0.25:
            at = int(self.random.integers(first, int(end)))
            self.lost.append((at, at + round(self.random.uniform(40, 250))))

    def stay(self, seconds: float) -> None:
        """Stay indoors, at first without a signal."""
        self.lost.append((len(self.speed), len(self.speed) + round(min(seconds, self.random.uniform(60, 290)))))
        self.stand(seconds, FOOT)

    def creep(self, seconds: float) -> None:
        """Drive slowly round blocks, looking: 2 to 6 m/s with halts."""
        end = len(self.speed) + seconds
        while len(self.speed) < end:
            self._link(self.random.uniform(40, 160), self.random.uniform(2.5, 6))
            if self.random.random() < 0.3:
                self.stand(self.random.exponential(20), VEHICLE)


def commuter(random: np.random.Generator, trips: int = 3) -> Journey:
    """Walk to the stop, wait, ride, walk on; at times change buses."""
    made = Journey(random)
    for _ in range(trips):
        made.walk(random.uniform(120, 900))
        made.stand(random.exponential(150), FOOT)
        made.ride(random.uniform(360, 2400), bus=True, jammed=random.choice([0.02, 0.06, 0.15]))
        if random.random() < 0.3:
            made.walk(random.uniform(60, 240))
            made.stand(random.exponential(150), FOOT)
            made.ride(random.uniform(360, 1500), bus=True)
    made.walk(random.uniform(120, 900))
    return made


def patrol(random: np.random.Generator, visits: int = 8) -> Journey:
    """Drive to a hotspot, walk there, or wait in the car, or creep round it, and drive on."""
    made = Journey(random)
    for _ in range(visits):
        made.ride(random.uniform(120, 900), bus=False, jammed=0.04)
        what = random.random()
        if what < 0.5:
            made.stand(random.exponential(40), VEHICLE)
            made.walk(random.uniform(240, 900))
            made.stand(random.exponential(30), FOOT)
        elif what < 0.75:
            made.stand(random.uniform(240, 900), VEHICLE)
        else:
            made.creep(random.uniform(180, 600))
    return made


def rush(random: np.random.Generator, trips: int = 3) -> Journey:
    """Walk to the stop in haste, wait, ride through the crowded centre, walk on."""
    made = Journey(random, haste=random.uniform(0.95, 1.3))
    for _ in range(trips):
        made.walk(random.uniform(180, 900))
        made.stand(random.exponential(150), FOOT)
        made.crowded_ride(random.uniform(400, 2400), very=random.random() < 0.25)
    made.walk(random.uniform(180, 900))
    return made


def shopper(random: np.random.Generator, outings: int = 2) -> Journey:
    """Walk from shop to shop, stay in some of them, ride, and walk about again."""
    made = Journey(random, haste=random.uniform(0.95, 1.3))
    for outing in range(outings + 1):
        for _ in range(random.integers(2, 6)):
            made.walk(random.uniform(120, 900))
            made.mill(random.uniform(60, 900))
            if random.random() < 0.4:
                made.stay(random.uniform(120, 900))
        if outing < outings:
            made.crowded_ride(random.uniform(400, 1500), very=random.random() < 0.1)
    return made


def seen(made: Journey, ping: float, noise: float) -> tuple[Floats, Floats, Floats, NDArray[np.int64]]:
    """Return seconds, x, y (metres) of the fixes, and the mode from each fix on."""
    random = made.random
    speed, turn = np.array(made.speed), np.array(made.turn)
    heading = np.cumsum(turn)
    x, y = np.cumsum(speed * np.cos(heading)), np.cumsum(speed * np.sin(heading))
    if ping <= 1:
        at = np.arange(len(speed))
    else:
        gaps = ping * random.uniform(0.95, 1.05, int(len(speed) / ping) + 2)
        at = np.unique(np.cumsum(gaps).astype(np.int64))
        at = at[at < len(speed)]
    kept = random.random(len(speed)) > 0.02
    drift = _errors(len(speed), noise, random)
    for first, last in made.lost:
        kept[first:last] &= random.random(len(kept[first:last])) < 0.03
        poor = slice(max(first - 20, 0), last + 20)
        drift[:, poor] += 20.0 * _drift(len(kept[poor]), np.exp(-1 / 10), random)
    at = at[kept[at]]
    return at.astype(float), x[at] + drift[0, at], y[at] + drift[1, at], np.array(made.mode)[at]


def _errors(count: int, noise: float, random: np.random.Generator) -> Floats:
    """Return errors in x and y, shape (2, count): alike for half a minute, at times three times as strong, and jumps.

    A reflected signal takes the place tens of metres away for some seconds, every ten minutes or so.
    """
    bad = np.repeat(random.random(count // 120 + 1) < 0.10, 120)[:count]
    made = np.stack([_drift(count, np.exp(-1 / 30), random) for _ in range(2)]) * noise * np.where(bad, 3.0, 1.0)
    for start in random.integers(0, count, random.poisson(count / 600)):
        made[:, start : start + random.integers(3, 30)] += random.normal(0, 5 * noise, (2, 1))
    return made


def _drift(count: int, like: float, random: np.random.Generator) -> Floats:
    from scipy.signal import lfilter

    new = random.standard_normal(count) * np.sqrt(1 - like * like)
    new[0] = random.standard_normal()
    return np.asarray(lfilter([1.0], [1.0, -like], new))
