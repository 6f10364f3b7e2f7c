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

from .drives import LONG_S, SLOW_MS, SPEED_DOUBT, Drives, arrival, speed_after, speed_before
from .legs import Flags, Floats, Integers, Track
from .onward import onward

WALK_MS = 1.34  # Weidmann 1993
STROLL_S = 30.0  # who walks about keeps a direction for no longer
ON_FOOT_M = 80.0  # a minute's walk: what was further away was driven to


@dataclass(frozen=True)
class Paces:
    """How legs were travelled, each column (l,), times and lengths as shares of the leg's.

    Attributes:
        lead, tail: time spent slow at the beginning and at the end.
        lead_way, tail_way: length covered in it.
        both: whether it was slow at both ends, and the time of the move between is not known.
        spare: time that it stood somewhere on the way.
        arrives: where it drove from the beginning and was slow at the end, or the other way round, width of the time
            that the drive took; 0 elsewhere.
    """

    lead: Floats
    tail: Floats
    lead_way: Floats
    tail_way: Floats
    both: Flags
    spare: Floats
    arrives: Floats

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

    def slowness(self, which: Integers, way: Floats) -> Floats:
        """Return the time for a length, both as shares, that legs `which` needed at a share `way` of their length."""
        lead, tail, lead_way, tail_way = (c[which] for c in (self.lead, self.tail, self.lead_way, self.tail_way))
        with np.errstate(divide="ignore", invalid="ignore"):
            early = np.where(lead_way > 0, lead / lead_way, 0.0)
            late = np.where(tail_way > 0, tail / tail_way, 0.0)
            between = (1.0 - lead - tail) / (1.0 - lead_way - tail_way)
        return np.asarray(np.where(way < lead_way, early, np.where(way > 1.0 - tail_way, late, between)))

    def width(self, which: Integers, time: Floats) -> Floats:
        """Return the room for the moment of a crossing put at `time`, as a share of the leg's time.

        Between two stops it may be any moment that leaves time for the way. Otherwise it is as uncertain as the speed.
        A drive that ends or begins on the way is known from the fix at which it is seen.
        """
        slow = self.lead[which] + self.tail[which]
        from_end = np.minimum(time, 1.0 - time)
        moved = np.where(time >= self.lead[which], np.minimum(1.0 - slow, from_end), from_end)
        arrives, driven = self.arrives[which], np.where(self.lead[which] > self.tail[which], 1.0 - time, time)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.clip(np.nan_to_num(driven / (1.0 - slow)), 0.0, 1.0)
        one = np.where(arrives > 0, arrives * share, SPEED_DOUBT * moved)
        return np.asarray(
            np.where(self.both[which], np.maximum(slow, SPEED_DOUBT * from_end), one) + 2.0 * self.spare[which]
        )


def constant(count: int) -> Paces:
    """Return paces of legs that are travelled at constant speed, shape (count,)."""
    none = np.zeros(count)
    return Paces(none, none, none, none, np.zeros(count, dtype=bool), none, none)


def paces(track: Track, leg: Integers, accuracy_m: float, drive: Drives) -> Paces:
    """Return how the unit travelled the legs (positions of their first fixes, all of them joined).

    `accuracy_m` is the radius of 68 % of the fixes where the device does not say it, metres; `drive` is how units of
    the track drive.
    """
    seconds = (track.time[leg + 1] - track.time[leg]) / 1000.0
    way = np.hypot(track.x[leg + 1] - track.x[leg], track.y[leg + 1] - track.y[leg])
    speed = way / seconds
    first, measured = speed_before(track, leg)
    last, also = speed_after(track, leg)
    known = np.isfinite(first) & np.isfinite(last) & (way > 0)
    # a long leg has room for drives and visits: its ends show nothing but that most fixes are of standing units
    long = seconds > LONG_S
    first, last = np.where(long, 0.0, first), np.where(long, 0.0, last)
    slow_first, slow_last = first < SLOW_MS, last < SLOW_MS
    both, one = known & slow_first & slow_last, known & (slow_first ^ slow_last)
    # a jump stands for a move of unknown speed between stops that are only inferred
    fast = np.where((way <= ON_FOOT_M) & ~long, WALK_MS, np.where(measured & also & ~long, drive.usual, np.inf))
    usual, doubt = drive.speed(np.maximum(first, last), way)
    fast = np.where(both, fast, np.where(one, usual, np.maximum(first, last)))
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
        # how long a drive takes at the usual speed, which may be longer than there is time; only where devices say who
        # drives at which end, because the speed of the leg before or after is none of the fix
        seen = one & measured & also & ~steady
        lasts = np.where(seen, np.where(fast > usual, way / (usual * seconds), 1.0 - part), 1.0)
        # and who walks about after it is no longer in the place that it led to
        about = np.minimum((np.maximum(1.0 - lasts, 0.0) + doubt * lasts) * seconds, STROLL_S) * WALK_MS / 2.0
        middle, spread = arrival(lasts, np.where(seen, np.hypot(doubt * lasts, about / (usual * seconds)), 1.0))
        part = np.where(seen, 1.0 - middle, part)
        part = np.where((both | one) & ~steady, np.clip(np.nan_to_num(part), 0.0, 1.0), 0.0)
        # what is slow is never faster than the leg as a whole
        covered = np.minimum(np.where(np.isfinite(slow), slow, 0.0), speed) / speed
    covered = np.where(way > 0, covered, 0.0)
    lead = np.where(both, part / 2.0, np.where(one & slow_first, part, 0.0))
    tail = np.where(both, part / 2.0, np.where(one & slow_last, part, 0.0))
    lead_way, tail_way = lead * covered, tail * covered
    walk = onward(track, leg, SLOW_MS, accuracy_m)
    # no walk goes on through a leg at an end of which the device sees somebody drive
    told = walk.told & ~(measured & (first >= SLOW_MS)) & ~(also & (last >= SLOW_MS))
    lead, tail = (np.where(told, said, made) for said, made in ((walk.lead, lead), (walk.tail, tail)))
    lead_way, tail_way = (np.where(told, 0.0, way) for way in (lead_way, tail_way))
    spare, arrives = np.where(told, walk.spare, 0.0), np.where(seen & ~told, np.sqrt(12.0) * spread, 0.0)
    return Paces(lead, tail, lead_way, tail_way, both & ~told, spare, arrives)


def _walk(speed: Floats) -> Floats:
    """Return speeds, those that are no walk as those of standing."""
    return np.where(speed < SLOW_MS, speed, 0.0)
