"""Reading tracks: GPX against gpxpy on the same file in the same run, and ten million fixes of CSV in bounded memory.

    .venv/bin/python -m tests.bench.tracks            all
    .venv/bin/python -m tests.bench.tracks gpx        GPX alone
    .venv/bin/python -m tests.bench.tracks csv        CSV alone

Each measurement runs in a process of its own; imports are not timed. GPX: gpxpy's time is that of `gpxpy.parse` alone;
ours is everything from the file to the sorted table of fixes. Both must have the same points. CSV: an AVL export with
100 interleaved units, local times and speeds in mph, read, sorted, cleaned, its pings measured; the peak is that of the
whole process. Processor time, which other work on the machine does not change, must be linear in the fixes.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.bench.measured import run
from tests.bench.memory import peak_mb

GPX_SIZES = (20_000, 100_000, 400_000)
GPX_WANTED = 5.0
CSV_SIZES = (2_500_000, 5_000_000, 10_000_000)
CSV_MB = 2_000.0
UNITS = 100
PART = 500_000


def make_gpx(path: Path, points: int) -> None:
    """Write a GPX as a phone does: elevation, time, and speed in Garmin's extension."""
    random = np.random.default_rng(5)
    lat = 51.5 + np.cumsum(random.normal(0, 1e-5, points))
    lon = -1.25 + np.cumsum(random.normal(0, 1e-5, points))
    times = np.datetime_as_string(np.datetime64("2026-01-05T00:00:00") + np.arange(points) * np.timedelta64(1, "s"))
    with path.open("w", encoding="utf-8") as file:
        file.write(
            '<?xml version="1.0"?><gpx version="1.1" creator="bench" xmlns="http://www.topografix.com/GPX/1/1" '
            'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v2"><trk><trkseg>\n'
        )
        for a, b, when in zip(lat.tolist(), lon.tolist(), times.tolist(), strict=True):
            file.write(
                f'<trkpt lat="{a:.7f}" lon="{b:.7f}"><ele>60.5</ele><time>{when}Z</time><extensions>'
                "<gpxtpx:TrackPointExtension><gpxtpx:speed>1.31</gpxtpx:speed></gpxtpx:TrackPointExtension>"
                "</extensions></trkpt>\n"
            )
        file.write("</trkseg></trk></gpx>\n")


def make_csv(path: Path, fixes: int) -> None:
    """Write an AVL export: every unit's fix of a moment, then those of the next, 15 seconds later."""
    import pandas as pd

    random = np.random.default_rng(6)
    start = np.datetime64("2026-05-01T00:00:00")
    names = np.array([f"V{i:03}" for i in range(UNITS)], dtype=object)
    x, y = (random.uniform(low, low + 0.1, UNITS) for low in (-1.3, 51.5))
    for begin in range(0, fixes, PART):
        moments = np.arange(begin // UNITS, (begin + PART) // UNITS)
        steps = random.normal(0, 1e-4, (2, len(moments), UNITS)).cumsum(axis=1)
        lon, lat = x + steps[0], y + steps[1]
        x, y = lon[-1], lat[-1]
        table = pd.DataFrame(
            {
                "Resource": np.tile(names, len(moments)),
                "Timestamp": np.repeat(np.datetime_as_string(start + moments * np.timedelta64(15, "s")), UNITS),
                "Latitude": lat.ravel().round(6),
                "Longitude": lon.ravel().round(6),
                "Speed mph": random.integers(0, 40, PART),
                "Status": "on patrol",
            }
        )
        table.to_csv(path, mode="a" if begin else "w", header=not begin, index=False)


def ours(path: Path) -> dict[str, object]:
    """Read a file to cleaned fixes."""
    from zoneinfo import ZoneInfo

    from hotspot_plugin.core.tracking.clean import Rules, clean
    from hotspot_plugin.core.tracking.pings import ping_table
    from hotspot_plugin.core.tracking.sources import find, read_files

    before = peak_mb()
    begin, busy = time.perf_counter(), time.process_time()
    fixes = read_files(find([path]), ZoneInfo("Europe/London")).fixes
    read = time.perf_counter() - begin
    count, units, east = len(fixes.table), fixes.units, float(fixes.table["x"].sum())
    cleaned = clean(fixes, Rules())
    pings = ping_table(cleaned.fixes)
    return {
        "read": read,
        "seconds": time.perf_counter() - begin,
        "cpu": time.process_time() - busy,
        "before_mb": before,
        "rss_mb": peak_mb(),
        "fixes": count,
        "units": units,
        "ping_s": float(pings["ping_s"].median()),
        "sum": east,
    }


def gpxpys(path: Path) -> dict[str, object]:
    """Read a GPX by gpxpy."""
    import gpxpy

    begin = time.perf_counter()
    with path.open(encoding="utf-8") as file:
        parsed = gpxpy.parse(file)
    seconds = time.perf_counter() - begin
    points = [point for track in parsed.tracks for segment in track.segments for point in segment.points]
    return {
        "seconds": seconds,
        "rss_mb": peak_mb(),
        "fixes": len(points),
        "sum": sum(point.longitude for point in points),
        "lxml": "lxml" in sys.modules,
    }


def gpx(folder: Path) -> bool:
    """Compare on GPX files of three sizes, the better of three rounds each."""
    path = folder / "unit.gpx"
    good = True
    for points in GPX_SIZES:
        make_gpx(path, points)
        rounds = [(_run("ours", path), _run("gpxpys", path)) for _ in range(3)]
        we, peer = (min((pair[i] for pair in rounds), key=lambda one: one["seconds"]) for i in (0, 1))
        ratio = peer["seconds"] / we["seconds"]
        same = we["fixes"] == peer["fixes"] and abs(we["sum"] - peer["sum"]) < 1e-3
        print(
            f"GPX, {points:>7,} points: {we['seconds']:.2f} s, peak {we['rss_mb']:.0f} MB ({we['before_mb']:.0f} MB "
            f"before; reading alone {we['read']:.2f} s); gpxpy {'with' if peer['lxml'] else 'without'} lxml "
            f"{peer['seconds']:.2f} s, {peer['rss_mb']:.0f} MB: {ratio:.1f} times faster; "
            f"{'the same' if same else 'NOT the same'} points",
            flush=True,
        )
        good &= same and ratio >= GPX_WANTED
    return good


def csv(folder: Path) -> bool:
    """Read three sizes; the largest in less than 2 GB, and no fix of it much dearer than of the smallest."""
    path = folder / "avl.csv"
    each = []
    good = True
    for size in CSV_SIZES:
        make_csv(path, size)
        we = _run("ours", path)
        each.append(we["cpu"] / size)
        good &= we["fixes"] == size and we["ping_s"] == 15.0 and we["rss_mb"] < CSV_MB
        print(
            f"CSV, {size:>10,} fixes, {path.stat().st_size / 1e6:,.0f} MB: {we['seconds']:6.1f} s "
            f"(reading {we['read']:.1f} s), {each[-1] * 1e6:.2f} µs of one core a fix, peak {we['rss_mb']:,.0f} MB "
            f"({we['before_mb']:,.0f} MB before)",
            flush=True,
        )
        path.unlink()
    return good and each[-1] < 1.5 * each[0]


def _run(side: str, path: Path) -> dict[str, object]:
    return run(sys.executable, "-m", "tests.bench.tracks", side, str(path))


def main(what: list[str]) -> int:
    """Run what is asked for, all if nothing is."""
    wanted = what or ["gpx", "csv"]
    with tempfile.TemporaryDirectory() as folder:
        results = [{"gpx": gpx, "csv": csv}[name](Path(folder)) for name in wanted]
    return 0 if all(results) else 1


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps({"ours": ours, "gpxpys": gpxpys}[sys.argv[1]](Path(sys.argv[2]))))
    else:
        sys.exit(main(sys.argv[1:]))
