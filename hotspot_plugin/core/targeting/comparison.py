"""Hotspot layers scored on the crimes of a later period, side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from . import accuracy
from .scene import Located, Scene, locate

Floats = NDArray[np.float64]

HECTARE = 10_000.0
AREA, LENGTH = "area", "length"
MOST_SAMPLES = 100_000
# hotspots whose recorded counts are those of the crimes scored were built from them: so many, and so many of them
FEWEST_ALIKE, ALIKE = 3, 0.9


@dataclass(frozen=True)
class HotspotLayer:
    """One layer to score.

    Attributes:
        name: for people.
        shapes: polygons, or lines along streets, in metres, shape (m,).
        rank: 1 is the hottest; None where the layer has none.
        recorded: crimes that the layer itself says each has, NaN where unknown; None where it says nothing.
        hotspots: how many hotspots the shapes are; None where each is one.
    """

    name: str
    shapes: NDArray[np.object_]
    rank: Floats | None = None
    recorded: Floats | None = None
    hotspots: int | None = None


@dataclass(frozen=True)
class Curve:
    """How the share of later crime grows as the hotspots of a layer are added, the first rank first.

    Attributes:
        name: the layer's, "" for the best possible.
        by: AREA or LENGTH.
        size: share of the study area's area or street length, from 0 on.
        hits: share of later crime.
    """

    name: str
    by: str
    size: Floats
    hits: Floats


@dataclass(frozen=True)
class Comparison:
    """What `compare` finds.

    Attributes:
        table: one row a layer, in the order given; its columns are those of the table `comparison`.
        curves: of the layers whose hotspots have an order.
        best: the best that cells (and links) could have done.
        crimes: later crimes that were scored.
    """

    table: pd.DataFrame
    curves: list[Curve]
    best: list[Curve]
    crimes: int
    notes: list[str] = field(default_factory=list)


def check_samples(times: int) -> None:
    """Raise HotspotError for a number of bootstrap samples that gives no interval or never ends."""
    if times and not 100 <= times <= MOST_SAMPLES:
        raise HotspotError(
            f"{times:,} bootstrap samples asked for: ask for 100 to {MOST_SAMPLES:,} (1,000 is usual), or 0 for none."
        )


def compare(
    layers: Sequence[HotspotLayer],
    where: Scene,
    overlapping: bool = False,
    samples: int = 1000,
    seed: str = "1",
    progress: Progress = SILENT,
) -> Comparison:
    """Score layers on the later crimes of a scene.

    A crime counts once, however many hotspots of a layer hold it. Intervals are 95 % percentile intervals over samples
    of the later crimes drawn anew, the same samples for every layer; the best possible choice is held fixed in them.

    Args:
        layers: to score; the first is what the others are compared with.
        where: see `scene.scene`.
        overlapping: the crimes scored and those of the training period overlap in time.
        samples: bootstrap samples, 0 for no intervals.
        seed: any text; the same gives the same intervals with the same version of numpy.
        progress: for long work.

    Raises:
        HotspotError: there is no layer, or lines without streets.
    """
    if not layers:
        raise HotspotError("No hotspots are given: choose one layer or more.")
    check_samples(samples)
    rows: list[dict[str, object]] = []
    weights: list[Floats] = []
    curves: list[Curve] = []
    notes: list[str] = []
    for i, layer in enumerate(layers):
        part = Part(progress, 0.9 * i / len(layers), 0.9 * (i + 1) / len(layers))
        part.at(0.0)
        ranked = layer if layer.rank is None else _in_order(layer, layer.rank)
        found = locate(ranked.shapes, where, part)
        if found.sizes_m2 is not None and not found.sizes_m2.any():
            raise HotspotError(f"{layer.name} lies wholly outside the study area: check that both are of one place.")
        row, weight = _row(ranked, found, where)
        row["on_training"] = True if overlapping else _on_training(ranked, found)
        rows.append(row)
        weights.append(weight)
        curves += _curves(ranked, found, where)
        if found.unmatched_m > 0.05 * float(row["length_m"] or 0.0) + 1.0:  # type: ignore[arg-type]
            notes.append(
                f"{found.unmatched_m:,.0f} m of {layer.name} are on no street of the layer of streets: "
                "its hotspots are taken as the streets whose middle they touch."
            )
        if not row["hits"]:
            notes.append(f"{layer.name} holds none of the crimes scored: check that both are of one place.")
    table = pd.DataFrame(rows)
    progress.at(0.9)
    for name, values in _intervals(table, weights, samples, seed).items():
        table[name] = values
    return Comparison(table, curves, _best(where), where.x.size, notes)


def _in_order(layer: HotspotLayer, rank: Floats) -> HotspotLayer:
    order = np.argsort(rank, kind="stable")  # NaN last
    recorded = None if layer.recorded is None else layer.recorded[order]
    return replace(layer, shapes=layer.shapes[order], rank=rank[order], recorded=recorded)


def _row(layer: HotspotLayer, found: Located, where: Scene) -> tuple[dict[str, object], Floats]:
    """Return a layer's row, and what each crime adds to its hits and to the best possible by area and by length."""
    inside = found.first >= 0
    hits, crimes = int(inside.sum()), where.x.size
    row: dict[str, object] = {
        "layer": layer.name,
        "hotspots": layer.shapes.size if layer.hotspots is None else layer.hotspots,
        "crimes": crimes,
        "hits": hits,
        "hit_rate": hits / crimes,
    }
    weight = np.zeros((crimes, 3))
    weight[:, 0] = inside
    size = np.nan if found.sizes_m2 is None else float(found.sizes_m2.sum())
    row["area_ha"], row["area_share"] = size / HECTARE, size / where.area_m2
    row["overlap_ha"] = np.nan if found.sizes_m2 is None else found.overlap_m2 / HECTARE
    row["pai"] = accuracy.pai(hits, crimes, size, where.area_m2)
    if found.sizes_m2 is not None:
        weight[:, 1] = accuracy.taken(where.cells.counts(), where.cells.size, size)[where.cells.of_crime]
    row["pei"] = accuracy.ratio(hits, float(weight[:, 1].sum())) if found.sizes_m2 is not None else np.nan
    length = np.nan if found.lengths_m is None else float(found.lengths_m.sum())
    row["length_m"], row["length_share"] = length, length / where.length_m
    row["pai_length"] = accuracy.pai(hits, crimes, length, where.length_m)
    row["pei_length"] = np.nan
    if where.at_link is not None:
        part = accuracy.taken(where.at_link.counts(), where.at_link.size, length)
        weight[:, 2] = np.append(part, 0.0)[where.at_link.of_crime]  # -1, at no link, is the last
        row["pei_length"] = accuracy.ratio(hits, float(weight[:, 2].sum()))
    row["recapture"], row["rri"] = _against_before(found, hits, crimes)
    row["clumpiness"] = np.nan
    if found.cells is not None and where.cells.col is not None and where.cells.row is not None:
        row["clumpiness"] = accuracy.clumpiness(where.cells.col, where.cells.row, found.cells)
    return row, weight


def _against_before(found: Located, hits: int, crimes: int) -> tuple[float, float]:
    """Return Levine's recapture rate, and predicted over observed where the prediction is the earlier share."""
    if found.before is None or not found.before.size:
        return np.nan, np.nan
    held, every = int((found.before >= 0).sum()), found.before.size
    return accuracy.recapture(hits, crimes, held, every), accuracy.predicted_observed(held * crimes / every, hits)


def _on_training(layer: HotspotLayer, found: Located) -> bool | None:
    """Tell whether the crimes scored are among those that the layer was built from, None where nothing tells."""
    if layer.recorded is not None:
        later = np.bincount(found.first[found.first >= 0], minlength=layer.shapes.size)
        if _alike(layer.recorded, later, later > 0):
            return True
        if found.before is not None:
            before = np.bincount(found.before[found.before >= 0], minlength=layer.shapes.size)
            if _alike(layer.recorded, later + before, later > 0):
                return True
    return None if found.before is None else False


def _alike(recorded: Floats, counted: NDArray[np.int64], which: NDArray[np.bool_]) -> bool:
    known = which & (recorded > 0)
    return int(known.sum()) >= FEWEST_ALIKE and bool(np.mean(recorded[known] == counted[known]) >= ALIKE)


def _curves(layer: HotspotLayer, found: Located, where: Scene) -> list[Curve]:
    """Return the layer's curves, by area and by length as far as it has them."""
    made = []
    for by, sizes, whole in ((AREA, found.sizes_m2, where.area_m2), (LENGTH, found.lengths_m, where.length_m)):
        if sizes is None:
            continue
        order = np.arange(sizes.size)
        if layer.rank is None:
            if found.before is None:
                continue
            before = np.bincount(found.before[found.before >= 0], minlength=sizes.size)
            with np.errstate(divide="ignore", invalid="ignore"):
                density = np.where(sizes > 0, before / sizes, 0.0)
            order = np.argsort(-density, kind="stable")
        hits = np.bincount(found.first[found.first >= 0], minlength=sizes.size)
        made.append(
            Curve(
                layer.name,
                by,
                np.concatenate(([0.0], np.cumsum(sizes[order]) / whole)),
                np.concatenate(([0.0], np.cumsum(hits[order]) / where.x.size)),
            )
        )
    return made


def _best(where: Scene) -> list[Curve]:
    """Return the best that cells and links could have done."""
    made = []
    units = [(AREA, where.cells, where.area_m2)]
    if where.at_link is not None:
        units.append((LENGTH, where.at_link, where.length_m))
    for by, unit, whole in units:
        counts = unit.counts()
        order = np.argsort(-counts / unit.size, kind="stable")
        made.append(
            Curve(
                "",
                by,
                np.concatenate(([0.0], np.cumsum(unit.size[order]) / whole)),
                np.concatenate(([0.0], np.cumsum(counts[order]) / where.x.size)),
            )
        )
    return made


def _intervals(table: pd.DataFrame, weights: list[Floats], samples: int, seed: str) -> dict[str, list[float]]:
    """Return the columns of the intervals, and of the difference to the first layer."""
    rates = table["hit_rate"].to_numpy(dtype=np.float64)
    names = [f"{name}_{end}" for name in ("hit", "pai", "pei", "pai_length", "pei_length") for end in ("low", "high")]
    columns: dict[str, list[float]] = {name: [] for name in [*names, "difference", "difference_low", "difference_high"]}
    columns["difference"] = [np.nan, *(rates[1:] - rates[0])]
    crimes = weights[0].shape[0]
    drawn = None
    if samples:
        digest = hashlib.sha256(f"{seed}\x1fbootstrap".encode("utf-8", "surrogatepass")).digest()
        generator = np.random.default_rng(int.from_bytes(digest, "big"))
        drawn = accuracy.resample(np.hstack(weights), samples, generator)
    for i in range(len(table)):
        if drawn is None:
            for name in names:
                columns[name].append(np.nan)
            low = high = np.nan
        else:
            hits, best, best_length = drawn[:, 3 * i], drawn[:, 3 * i + 1], drawn[:, 3 * i + 2]
            rate = hits / crimes
            with np.errstate(divide="ignore", invalid="ignore"):
                values = {
                    "hit": rate,
                    "pai": rate / float(table["area_share"].iloc[i]),
                    "pei": hits / best,
                    "pai_length": rate / float(table["length_share"].iloc[i]),
                    "pei_length": hits / best_length,
                }
            for name, sampled in values.items():
                ends = accuracy.interval(sampled)
                columns[f"{name}_low"].append(ends[0])
                columns[f"{name}_high"].append(ends[1])
            low, high = accuracy.interval((hits - drawn[:, 0]) / crimes) if i else (np.nan, np.nan)
        columns["difference_low"].append(low)
        columns["difference_high"].append(high)
    return columns
