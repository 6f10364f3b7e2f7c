"""When, between two fixes, a unit moved: patrols stand and stroll, drive, and stand again.

A straight leg at constant speed spends no time stopped, so that it takes minutes from the hotspot that a unit stood in
and gives them to the road. Here a leg has up to three parts: slow at the speed its first fix shows, fast, and slow at
the speed its last fix shows. How long it was slow follows from how far it went; the share of either end is even where
both ends are slow, because the moment of leaving is then equally likely anywhere between (which makes totals agree, on
average, with sampling at random moments). Without signs of standing a leg is straight and steady.

The region that a unit can have been in is the space-time prism of Hägerstrand (1970) and Miller (2005,
doi 10.1111/j.1538-4632.2005.00575.x); this is its middle, and `Paces.width` the room in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .legs import Flags, Floats, Integers, Track
from .onward import onward

WALK_MS = 1.34  # Weidmann 1993
DRIVE_MS = 7.3  # between stops in the European urban driving cycle (UN Regulation 83)
SLOW_MS = 2.5  # faster than any walk, slower than any drive that gets on
STROLL_S = 30.0  # who walks about keeps a direction for no longer
LONG_S = 120.0
ON_FOOT_M = 80.0  # a minute's walk: what was further away was driven to
SPEED_DOUBT = 1.0  # width of what the mean speed of a part may be, as a share of it


@dataclass(frozen=True)
class Paces:
    """How legs were travelled, each column (l,), times and lengths as shares of the leg's.

    Attributes:
        lead, tail: time spent slow at the beginning and at the end.
        lead_way, tail_way: length covered in it.
        both: whether it was slow at both ends, and the time of the move between is not known.
        spare: time that it stood somewhere on the way.
    """

    lead: Floats
    tail: Floats
    lead_way: Floats
    tail_way: Floats
    both: Flags
    spare: Floats

    def time_at(self, which: Integers, way: Floats) -> Floats:
        """Return when legs `which` were at a share `way` of their length, as a share of their time."""
        lead, tail, lead_way, tail_way = (c[which] for c in (self.lead, self.tail, self.lead_way, self.tail_way))
        with np.errstate(divide="ignore", invalid="ignore"):
            early = np.where(lead_way > 0, way / lead_way * lead, 0.0)
            late = 1.0 - np.where(tail_way > 0, (1.0 - way) / tail_way * tail, 0.0)
            between = lead + (way - lead_way) / (1.0 - lead_way - tail_way) * (1.0 - lead - tail)
        return np.asarray(
            np.clip(np.where(way <= lead_way, early, np.where(way >= 1.0 - tail_way, late, between)), 0.0, 1.0)
        )

    def width(self, which: Integers, time: Floats) -> Floats:
        """Return the room for the moment of a crossing put at `time`, as a share of the leg's time.

        Between two stops it may be any moment that leaves time for the way. Otherwise it is as uncertain as the speed.
        """
        slow = self.lead[which] + self.tail[which]
        from_end = np.minimum(time, 1.0 - time)
        moved = np.where(time >= self.lead[which], np.minimum(1.0 - slow, from_end), from_end)
        return np.asarray(
            np.where(self.both[which], np.maximum(slow, SPEED_DOUBT * from_end), SPEED_DOUBT * moved)
            + 2.0 * self.spare[which]
        )


def constant(count: int) -> Paces:
    """Return paces of legs that are travelled at constant speed, shape (count,)."""
    none = np.zeros(count)
    return Paces(none, none, none, none, np.zeros(count, dtype=bool), none)


def paces(track: Track, leg: Integers, accuracy_m: float) -> Paces:
    """Return how the unit travelled the legs (positions of their first fixes, all of them joined).

    `accuracy_m` is the radius of 68 % of the fixes where the device does not say it, metres.
    """
    seconds = (track.time[leg + 1] - track.time[leg]) / 1000.0
    way = np.hypot(track.x[leg + 1] - track.x[leg], track.y[leg + 1] - track.y[leg])
    speed = way / seconds
    first, measured = _speed_before(track, leg)
    last, also = _speed_after(track, leg)
    known = np.isfinite(first) & np.isfinite(last) & (way > 0)
    # a long leg has room for drives and visits: its ends show nothing but that most fixes are of standing units
    long = seconds > LONG_S
    first, last = np.where(long, 0.0, first), np.where(long, 0.0, last)
    slow_first, slow_last = first < SLOW_MS, last < SLOW_MS
    both, one = known & slow_first & slow_last, known & (slow_first ^ slow_last)
    # a jump stands for a move of unknown speed between stops that are only inferred
    fast = np.where((way <= ON_FOOT_M) & ~long, WALK_MS, np.where(measured & also & ~long, _driving(track), np.inf))
    fast = np.where(both, fast, np.maximum(first, last))
    fast = np.maximum(fast, speed)
    slow = np.where(both, (_walk(first) + _walk(last)) / 2.0, np.minimum(first, last))
    # whom the device sees driving at one end drove that much of the way, and did not walk it
    drove = one & np.where(slow_first, also, measured)
    # who stays for a while walks about, and comes no further
    stays = seconds > STROLL_S
    steady = (speed <= slow) & ~(drove & stays)
    slow = np.where(stays & (drove | (way > ON_FOOT_M)), 0.0, slow)
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(np.isinf(fast), 1.0, (fast * seconds - way) / ((fast - slow) * seconds))
        part = np.where((both | one) & ~steady, np.clip(np.nan_to_num(part), 0.0, 1.0), 0.0)
        # what is slow is never faster than the leg as a whole
        covered = np.minimum(np.where(np.isfinite(slow), slow, 0.0), speed) / speed
    covered = np.where(way > 0, covered, 0.0)
    lead = np.where(both, part / 2.0, np.where(one & slow_first, part, 0.0))
    tail = np.where(both, part / 2.0, np.where(one & slow_last, part, 0.0))
    lead_way, tail_way = lead * covered, tail * covered
    walk = onward(track, leg, SLOW_MS, accuracy_m)
    lead, tail = (np.where(walk.told, said, made) for said, made in ((walk.lead, lead), (walk.tail, tail)))
    lead_way, tail_way = (np.where(walk.told, 0.0, way) for way in (lead_way, tail_way))
    return Paces(lead, tail, lead_way, tail_way, both & ~walk.told, walk.spare)


def _walk(speed: Floats) -> Floats:
    """Return speeds, those that are no walk as those of standing."""
    return np.where(speed < SLOW_MS, speed, 0.0)


def _driving(track: Track) -> float:
    """Return the speed that the devices say of those who drive."""
    if track.speed is None:
        return DRIVE_MS
    fast = track.speed[track.speed >= SLOW_MS]
    return float(np.median(fast)) if fast.size else DRIVE_MS


def _speed_before(track: Track, leg: Integers) -> tuple[Floats, Flags]:
    """Return the speed at the first fix: what the device says, or that of the leg before; and whether it says."""
    before = np.maximum(leg - 1, 0)
    return _speed(track, leg, before, (leg > 0) & track.joined[before])


def _speed_after(track: Track, leg: Integers) -> tuple[Floats, Flags]:
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
