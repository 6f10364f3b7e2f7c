"""Visits of exactly 8 minutes to a hotspot 240 m wide: the toy of the domain report (C2), with its assumptions said.

    .venv/bin/python -m tests.studies.crossings

The toy gives an RMSE of about 5, 20, 92 and 215 s for interpolation at the boundary and of 8, 25, 153 and 242 s for
counting fixes, at 5, 60, 300 and 600 s between fixes, with 5 m noise; it does not say how the unit moves. Here are
three ways: straight across at 0.5 m/s; walking in at 1.3 m/s to a random place, standing, walking on; the same, driving
at 8 m/s. Fixes come at a random phase, noise is independent from fix to fix. Counting gives the toy's numbers in the
first of them, interpolation comes near them in the second. Seen with 600 patrols (seed 77): with 5 m never more than
0.3 s worse than plain; with 20 m straight across 16.0, 27.2, 45.6 and 44.1 s at 5, 15, 60 and 300 s against plain's
14.6, 25.5, 42.9 and 43.8, walking 8.9, 15.3, 22.0 and 70.9 against 11.0, 17.0, 21.4 and 94.8, driving far better.
"""

from __future__ import annotations

import numpy as np
import shapely

from hotspot_plugin.core.tracking.clip import inside
from hotspot_plugin.core.tracking.drift import with_drifts
from hotspot_plugin.core.tracking.legs import Track, order_fixes
from hotspot_plugin.core.tracking.visits import find_visits

WIDE_M, VISIT_S, AROUND_S = 240.0, 480.0, 2700.0
PACES_MS = {"straight": WIDE_M / VISIT_S, "walk": 1.3, "drive": 8.0}
HOTSPOT = np.array([shapely.box(0, 0, WIDE_M, WIDE_M)], dtype=object)
TO_68 = 1.51  # from the standard deviation in x and in y to the radius of 68 % of the fixes


def crossings(way: str, ping: float, noise: float, patrols: int, seed: int) -> Track:
    """Return tracks of units that each visit the hotspot once, for exactly 8 minutes."""
    random = np.random.default_rng(seed)
    pace = PACES_MS[way]
    units, seconds, x = [], [], []
    for patrol in range(patrols):
        place = WIDE_M / 2 if way == "straight" else random.uniform(20, WIDE_M - 20)
        arrives, goes = place / pace, VISIT_S - (WIDE_M - place) / pace
        far = 2 * AROUND_S
        when = np.arange(random.uniform(-AROUND_S, ping - AROUND_S), VISIT_S + AROUND_S, ping)
        known = [arrives - far, arrives, max(goes, arrives + 1e-6), goes + far]
        seconds.append(when)
        x.append(np.interp(when, known, [place - far * pace, place, place, place + far * pace]))
        units += [f"{patrol:05}"] * len(when)
    exact = np.concatenate(x)
    noisy = [values + random.normal(0, noise, len(exact)) for values in (exact, np.full(len(exact), WIDE_M / 2))]
    ms = np.round((np.concatenate(seconds) + 2 * AROUND_S) * 1000).astype("m8[ms]")
    return order_fixes(np.array(units, dtype=object), np.datetime64("2026-01-05", "ms") + ms, *noisy)


def errors(track: Track, noise: float, plain: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Return seconds by which each patrol's minutes are out, and whether its bounds hold (those seen at all)."""
    accuracy = TO_68 * noise
    legs = inside(track, HOTSPOT, steady=plain, accuracy_m=accuracy)
    stays = with_drifts(track, legs, HOTSPOT, 0 if plain else 60, accuracy)
    found = find_visits(track, stays, 60)
    length, low, high = (
        np.bincount(found.unit, weights=ms / 1000, minlength=len(track.units))
        for ms in (found.inside, found.low, found.high)
    )
    seen = length > 0
    return length - VISIT_S, ((low <= VISIT_S) & (high >= VISIT_S))[seen]


def counted(track: Track, ping: float) -> np.ndarray:
    """Return seconds by which the number of fixes inside, times the interval, is out."""
    within = (track.x >= 0) & (track.x <= WIDE_M)
    return ping * np.bincount(track.unit, weights=within, minlength=len(track.units)) - VISIT_S


def rms(seconds: np.ndarray) -> float:
    """Return the root mean square."""
    return float(np.sqrt(np.mean(np.square(seconds))))


def main() -> None:
    """Print a line for each way, noise and interval."""
    print("way       noise m  ping s   RMSE s: plain  counting  ours   bias s: plain  ours   held %")
    for way in PACES_MS:
        for noise in (5.0, 20.0):
            for ping in (5.0, 15.0, 60.0, 300.0, 600.0):
                track = crossings(way, ping, noise, 1000, 1)
                (ours, held), (plain, _) = errors(track, noise), errors(track, noise, plain=True)
                print(
                    f"{way:9} {noise:7.0f} {ping:7.0f} {rms(plain):15.1f} {rms(counted(track, ping)):9.1f} "
                    f"{rms(ours):5.1f} {plain.mean():14.1f} {ours.mean():5.1f} {100 * held.mean():8.1f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
