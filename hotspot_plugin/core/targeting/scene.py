"""What hotspot layers are scored against: later crimes, cells of the study area, streets; and where a layer lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from . import hexgrid, places
from .exclude import inside
from .places import Places

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Shapes = NDArray[np.object_]

CHUNK = 50_000
ON_LINE = 0.5  # metres; a link whose middle is this near to a hotspot drawn as a line belongs to it


@dataclass(frozen=True)
class Scene:
    """Crimes and the place they are in, all in metres.

    Attributes:
        x, y: later crimes in the study area, shape (n,).
        before_x, before_y: crimes of the training period in the study area, None if there are none to compare with.
        cells: hexagons of the study area, with the later crimes at them.
        area: the study area, None where it is the cells.
        area_m2: its area.
        links: the streets, None without; `at_link` has their lengths and the later crimes at them.
        at_link, before_at_link: later and earlier crimes at the links.
        left_out: later crimes outside the study area.
    """

    x: Floats
    y: Floats
    before_x: Floats | None
    before_y: Floats | None
    cells: Places
    cell_ha: float
    area: NDArray[np.object_] | None
    area_m2: float
    links: Shapes | None
    at_link: Places | None
    before_at_link: Whole | None
    left_out: int

    @property
    def length_m(self) -> float:
        """The length of all streets, NaN without streets."""
        return float("nan") if self.at_link is None else float(self.at_link.size.sum())

    def centres(self) -> tuple[Floats, Floats]:
        """Return the centres of the cells."""
        if self.cells.col is None or self.cells.row is None:
            raise TypeError("the cells of a scene are hexagons")
        return hexgrid.centres(self.cells.col, self.cells.row, self.cell_ha * hexgrid.HECTARE)


def scene(
    later: tuple[Floats, Floats],
    before: tuple[Floats, Floats] | None,
    study: Shapes | None,
    streets: Shapes | None,
    cell_ha: float = 5.0,
    snap_distance: float = 75.0,
    progress: Progress = SILENT,
) -> Scene:
    """Return what to score against.

    Args:
        later: x and y of the crimes to score on.
        before: those of the training period.
        study: polygons of the study area. Without it the study area is the cells that hold a crime, earlier or later.
        streets: links, each with a length.
        cell_ha: hectares of a cell.
        snap_distance: metres from a crime to its link at most.
        progress: for long work.

    Raises:
        HotspotError: no crime is in the study area, or it is absurd.
    """
    x, y = later
    left_out = 0
    old = np.empty(0) if before is None else before[0]
    area = None
    if study is not None:
        area = np.array([shapely.union_all(study)], dtype=object)
        here = inside(x, y, area, Part(progress, 0.0, 0.2))
        left_out = int((~here).sum())
        x, y = x[here], y[here]
        if not x.size:
            raise HotspotError(
                f"None of the {left_out:,} crimes to score on is in the study area: check that the layers fit together."
            )
        if before is not None:
            kept = inside(*before, area)
            before = before[0][kept], before[1][kept]
            old = before[0]
    both_x = x if before is None else np.concatenate((x, before[0]))
    both_y = y if before is None else np.concatenate((y, before[1]))
    every = places.hexagons(both_x, both_y, cell_ha, area, Part(progress, 0.2, 0.5))
    cells = Places(every.of_crime[: x.size], every.size, every.col, every.row)
    at_link = before_link = links = None
    if streets is not None:
        links = _links_in(streets, area)
        at = places.links(both_x, both_y, links, snap_distance, None, Part(progress, 0.5, 1.0))
        if (at.of_crime[: x.size] < 0).all():
            raise HotspotError(
                f"None of the {x.size:,} crimes to score on is within {snap_distance:g} m of a street: check that "
                "crimes and streets are of the same area."
            )
        at_link, before_link = Places(at.of_crime[: x.size], at.size), at.of_crime[x.size :]
    return Scene(
        x,
        y,
        None if before is None else old,
        None if before is None else before[1],
        cells,
        cell_ha,
        area,
        float(cells.size.sum()) if area is None else float(shapely.area(area[0])),
        links,
        at_link,
        before_link,
        left_out,
    )


def _links_in(streets: Shapes, area: Shapes | None) -> Shapes:
    if area is None:
        return streets
    middle = places.middles(streets)
    kept = streets[inside(middle[:, 0], middle[:, 1], area)]
    if not kept.size:
        raise HotspotError("No street link has its middle in the study area: check that both layers fit together.")
    return kept


@dataclass(frozen=True)
class Located:
    """Where the hotspots of one layer lie.

    Attributes:
        first: for each later crime the first hotspot (in the order of ranks) that holds it, -1 for none, shape (n,).
        before: the same for earlier crimes; None without any.
        sizes_m2: area of each hotspot within the study area that no earlier one covers; None for lines.
        lengths_m: the same for the length of streets; None without streets.
        overlap_m2: how much they overlap.
        cells: which cells of the scene have their centre in a hotspot; None for lines.
        unmatched_m: metres of lines that are on no street.
    """

    first: Whole
    before: Whole | None
    sizes_m2: Floats | None
    lengths_m: Floats | None
    overlap_m2: float = 0.0
    cells: Flags | None = None
    unmatched_m: float = 0.0


def locate(shapes: Shapes, where: Scene, progress: Progress = SILENT) -> Located:
    """Return where polygons or lines lie; they are given in the order of their ranks.

    Raises:
        HotspotError: they are lines, and there are no streets that crimes could be at.
    """
    return _lines(shapes, where) if shapely.get_dimensions(shapes).max() == 1 else _polygons(shapes, where, progress)


def _polygons(shapes: Shapes, where: Scene, progress: Progress) -> Located:
    ours = shapes if where.area is None else _clipped(shapes, where.area[0])
    alone, overlap = _without_earlier(ours)
    before = None
    if where.before_x is not None and where.before_y is not None:
        before = first_containing(where.before_x, where.before_y, shapes, Part(progress, 0.5, 0.8))
    lengths = None
    if where.links is not None:
        lengths = _lengths_within(alone, where.links)
    return Located(
        first_containing(where.x, where.y, shapes, Part(progress, 0.0, 0.5)),
        before,
        shapely.area(alone),
        lengths,
        overlap,
        first_containing(*where.centres(), shapes, Part(progress, 0.8, 1.0)) >= 0,
    )


def _clipped(shapes: Shapes, area: shapely.Geometry) -> Shapes:
    shapely.prepare(area)
    made = shapes.copy()
    across = ~shapely.contains_properly(area, shapes)
    made[across] = shapely.intersection(shapes[across], area)
    return made


def _without_earlier(shapes: Shapes) -> tuple[Shapes, float]:
    """Return each polygon less those before it, and the area that this takes away."""
    alone = shapes.copy()
    a, b = shapely.STRtree(shapes).query(shapes, "intersects")
    for i in np.unique(a[b < a]).tolist():
        alone[i] = shapely.difference(shapes[i], shapely.union_all(shapes[b[(a == i) & (b < i)]]))
    return alone, float(shapely.area(shapes).sum() - shapely.area(alone).sum())


def _lengths_within(polygons: Shapes, links: Shapes) -> Floats:
    shapely.prepare(polygons)
    polygon, link = shapely.STRtree(links).query(polygons, "intersects")
    within = shapely.length(shapely.intersection(links[link], polygons[polygon]))
    return np.bincount(polygon, within, minlength=polygons.size).astype(np.float64)


def first_containing(x: Floats, y: Floats, polygons: Shapes, progress: Progress = SILENT) -> Whole:
    """Return the first polygon that each point is in or on the edge of, -1 for none, shape (n,)."""
    found = np.full(x.shape, -1, dtype=np.int64)
    eastward = np.argsort(x, kind="stable")
    sorted_x = x[eastward]
    shapely.prepare(polygons)
    for i, (polygon, (west, south, east, north)) in enumerate(zip(polygons, shapely.bounds(polygons), strict=True)):
        if not i % 100:
            progress.at(i / len(polygons))
        near = eastward[np.searchsorted(sorted_x, west, "left") : np.searchsorted(sorted_x, east, "right")]
        near = near[(y[near] >= south) & (y[near] <= north) & (found[near] < 0)]
        for start in range(0, near.size, CHUNK):
            part = near[start : start + CHUNK]
            found[part[shapely.intersects_xy(polygon, x[part], y[part])]] = i
    return found


def _lines(shapes: Shapes, where: Scene) -> Located:
    if where.links is None or where.at_link is None or where.before_at_link is None:
        raise HotspotError(
            "Hotspots that are lines need the streets that crimes are at: choose a layer of streets, or polygons."
        )
    middle = shapely.points(places.middles(where.links))
    hotspot, link = shapely.STRtree(middle).query(shapes, "dwithin", distance=ON_LINE)
    of_link = np.full(where.links.size, -1, dtype=np.int64)
    order = np.lexsort((hotspot, link))
    chosen, first = np.unique(link[order], return_index=True)
    of_link[chosen] = hotspot[order][first]
    lengths = np.bincount(of_link[chosen], where.at_link.size[chosen], minlength=shapes.size).astype(np.float64)
    # the last place of this array is for crimes at no link, whose index is -1
    of_crime = np.append(of_link, -1)
    drawn = float(shapely.length(shapes).sum())
    return Located(
        of_crime[where.at_link.of_crime],
        None if where.before_x is None else of_crime[where.before_at_link],
        None,
        lengths,
        unmatched_m=max(0.0, drawn - float(lengths.sum())),
    )
