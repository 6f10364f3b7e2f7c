"""Recorded tracks whose mode is known: GeoLife's labels and Liverpool's buses (../shared/data)."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np

from hotspot_plugin.core.tracking.legs import Track, order_fixes
from hotspot_plugin.core.tracking.modes import FOOT, VEHICLE

DEGREE_M = 111_320.0


def geolife(path: Path, thin: float) -> tuple[Track, np.ndarray]:
    """Return the track of a user in metres, and the label of each fix; one fix a `thin` seconds at most."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    kept: dict = {}
    last: dict = {}
    for row in rows:
        moment = np.datetime64(row["time_utc"].rstrip("Z"), "ms")
        unit = row["track"]
        if unit not in last or (moment - last[unit]) / np.timedelta64(1, "s") >= thin:
            last[unit] = moment
            kept.setdefault((unit, moment), row)
    latitude = np.array([float(row["latitude"]) for row in kept.values()])
    longitude = np.array([float(row["longitude"]) for row in kept.values()])
    unit, time = (np.array(column) for column in zip(*kept, strict=True))
    x, y = longitude * DEGREE_M * np.cos(np.radians(40)), latitude * DEGREE_M
    made = order_fixes(unit.astype(object), time, x, y, 300.0)
    whose = zip(made.units[made.unit], made.time.astype("M8[ms]"), strict=True)
    return made, np.array([kept[key]["mode_label"] for key in whose], dtype=object)


def buses(path: Path) -> Track:
    """Return the track of Liverpool's eight buses in metres."""
    with open(path, encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return order_fixes(
        np.array([row["vehicle_id"] for row in rows], dtype=object),
        np.array([row["timestamp"].replace(" ", "T") for row in rows], dtype="M8[ms]"),
        np.array([float(row["longitude"]) for row in rows]) * DEGREE_M * np.cos(np.radians(53.4)),
        np.array([float(row["latitude"]) for row in rows]) * DEGREE_M,
    )


def lasting(made: Track) -> np.ndarray:
    """Return how many seconds each fix stands for: until the next one, if the two make a leg."""
    return np.append(np.diff(made.time), 0) * made.joined / 1000.0


def shares(made: Track, labels: np.ndarray, modes: np.ndarray, pure: bool = False) -> list[float]:
    """Return the share of the time labelled as a walk, and as a bus, car or taxi, that is judged so.

    A stop within a walk or a ride belongs to it; what is judged as neither counts as wrong. If `pure`, legs from one
    label to another are left out, of which nobody knows how they were travelled.
    """
    weight = lasting(made)
    if pure:
        weight = weight * np.append(labels[1:] == labels[:-1], False)
    walk, ride = labels == "walk", np.isin(labels, ["bus", "car", "taxi"])
    return [
        float(weight[of & (modes == mode)].sum() / max(weight[of].sum(), 1.0))
        for of, mode in ((walk, FOOT), (ride, VEHICLE))
    ]


def windowed(made: Track, window: float, way: str = "net") -> np.ndarray:
    """Return the mean speed (m/s) over a window of so many seconds around each fix, within its unit.

    Args:
        made: the track.
        window: seconds.
        way: "net" for the distance between the window's ends, "path" for the way along all fixes, both by the
            window's time, or "legs" for the mean of the speeds of its legs, each of which counts once.
    """
    apart = int(made.time.max() - made.time.min()) + round(2000 * window) + 1
    lifted = made.time + made.unit * apart
    low = np.searchsorted(lifted, lifted - round(500 * window), side="left")
    high = np.searchsorted(lifted, lifted + round(500 * window), side="right") - 1
    last = np.searchsorted(made.unit, made.unit, side="right") - 1
    high = np.minimum(np.maximum(high, np.arange(len(lifted)) + 1), last)
    seconds = np.maximum(made.time[high] - made.time[low], 1) / 1000.0
    if way == "net":
        return np.asarray(np.hypot(made.x[high] - made.x[low], made.y[high] - made.y[low]) / seconds)
    leg = np.hypot(np.diff(made.x), np.diff(made.y))
    if way == "legs":
        leg, seconds = leg / np.maximum(np.diff(lifted) / 1000.0, 1e-3), np.maximum(high - low, 1)
    along = np.concatenate(([0.0], np.cumsum(leg)))
    return np.asarray((along[high] - along[low]) / seconds)
