"""Minutes of patrol in hotspots: this plugin against MovingPandas' clip, on the same fixes in the same run.

    .venv/bin/python -m tests.bench.dosage

Twenty units drive from hotspot to hotspot, walk about in each for some minutes, and send a fix every 30 seconds; the
hotspots are 100 hexagons of 5 ha. Each side runs in a process of its own, with its own libraries; imports and reading
are not timed. MovingPandas' time is that of `clip` alone, hotspot by hotspot; ours is everything from unsorted arrays
to both tables, the median of three. Both must agree on the minutes in every hotspot.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import numpy as np

from tests.bench.measured import PEER, run
from tests.bench.memory import peak_mb

SIZES = (2_000, 20_000, 200_000)
PEER_UP_TO = 20_000  # 200,000 fixes take it several minutes
WANTED = 200
UNITS, HOTSPOTS, SIDE, PING = 20, 100, 10_000.0, 30.0
RADIUS = np.sqrt(50_000 / (1.5 * np.sqrt(3)))  # of a hexagon of 5 ha


def make(path: Path, fixes: int, seed: int = 2) -> None:
    """Write `fixes` fixes and the centres of the hotspots to an .npz file that both sides read."""
    random = np.random.default_rng(seed)
    centres = random.uniform(0, SIDE, (HOTSPOTS, 2))
    each = fixes // UNITS
    x, y = np.empty((UNITS, each)), np.empty((UNITS, each))
    for unit in range(UNITS):
        places, moments = [random.uniform(0, SIDE, 2)], [0.0]
        while moments[-1] < each * PING:
            for speed, to in _round(random, centres):
                moments.append(moments[-1] + max(float(np.hypot(*(to - places[-1]))) / speed, 1.0))
                places.append(to)
        way = np.array(places)
        at = np.arange(each) * PING
        x[unit], y[unit] = (np.interp(at, moments, way[:, i]) + random.normal(0, 5, each) for i in (0, 1))
    mixed = random.permutation(UNITS * each)
    np.savez(
        path,
        unit=np.repeat(np.arange(UNITS), each)[mixed],
        second=np.tile(np.arange(each) * PING, UNITS)[mixed],
        x=x.ravel()[mixed],
        y=y.ravel()[mixed],
        rings=centres[:, None] + RADIUS * np.stack((np.cos(_TURNS), np.sin(_TURNS)), axis=1),
    )


_TURNS = np.arange(6) * np.pi / 3


def _round(random: np.random.Generator, centres: np.ndarray) -> list[tuple[float, np.ndarray]]:
    """Return a drive to a hotspot and a walk in and about it, as speeds (m/s) and where to."""
    centre = centres[random.integers(len(centres))]
    walk = [(1.3, centre + random.normal(0, 70, 2)) for _ in range(int(random.integers(4, 12)))]
    return [(10.0, centre), *walk]


def ours(path: Path) -> dict[str, object]:
    """Time this plugin's core on the file."""
    import time

    import shapely

    from hotspot_plugin.core.tracking.clip import inside
    from hotspot_plugin.core.tracking.dosage import dosage_table, period_of
    from hotspot_plugin.core.tracking.drift import with_drifts
    from hotspot_plugin.core.tracking.legs import order_fixes
    from hotspot_plugin.core.tracking.modes import modes_of_visits
    from hotspot_plugin.core.tracking.periods import whole_time
    from hotspot_plugin.core.tracking.visits import VisitRows, find_visits

    data = np.load(path)
    unit = np.array([f"u{u:02d}" for u in data["unit"]], dtype=object)
    when = (data["second"] * 1000).astype(np.int64).astype("M8[ms]")
    ids = np.array([str(i) for i in range(len(data["rings"]))], dtype=object)
    x, y, rings = data["x"], data["y"], data["rings"]
    seconds = []
    for _ in range(3):
        polygons = shapely.polygons(rings)  # anew: nothing that an earlier round prepared is used again
        begin = time.perf_counter()
        track = order_fixes(unit, when, x, y, 300.0)
        stays = with_drifts(track, inside(track, polygons, steady=True), polygons, 60.0, 0.0)
        modes = modes_of_visits(track, stays)
        found = find_visits(track, stays, 60.0, modes)
        periods = whole_time(track, np.full(len(ids), None, dtype=object))
        visits = VisitRows(found, track, ids, *periods.names_of(period_of(found, periods)), 8.0).whole()
        dosage = dosage_table(track, stays, found, periods, ids, modes=modes)
        seconds.append(time.perf_counter() - begin)
    return {
        "seconds": float(np.median(seconds)),
        "rss_mb": peak_mb(),
        "minutes": dosage["officer_min"].tolist(),
        "visits": len(visits),
    }


def main() -> int:
    """Run all sizes, print one line each, and fail if the two disagree or the ratio is below what was promised."""
    good = True
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"{size}.npz"
            make(path, size)
            we = run(sys.executable, "-m", "tests.bench.dosage", str(path))
            line = f"{size:>9,} fixes × {HOTSPOTS} hotspots: {we['seconds']:8.4f} s {we['rss_mb']:5.0f} MB"
            if size <= PEER_UP_TO and PEER.exists():
                peer = run(PEER, str(Path(__file__).with_name("dosage_peer.py")), str(path))
                ratio = peer["seconds"] / we["seconds"]
                apart = np.abs(np.array(we["minutes"]) - np.array(peer["minutes"])).max()
                line += f"; MovingPandas {peer['seconds']:8.2f} s {peer['rss_mb']:5.0f} MB: {ratio:,.0f} times faster"
                line += f"; {np.sum(we['minutes']):,.1f} minutes, {apart * 60:.3f} s apart at most"
                good &= apart < 0.01 and (size < PEER_UP_TO or ratio >= WANTED)
            elif size <= PEER_UP_TO:
                line += "; MovingPandas is not there (.ci/setup peers)"
            print(line, flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(ours(Path(sys.argv[1]))))
    else:
        sys.exit(main())
