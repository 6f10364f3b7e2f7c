"""How far it is to walk through all cells of an area, and areas that are no longer to walk than wanted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ..progress import SILENT, Progress
from .gistar import Cells, offsets

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

TRIES = 600  # cells that the search for a walk without repetition may step on


def neighbours(cells: Cells, chosen: Whole) -> dict[int, list[int]]:
    """Return for each chosen cell its chosen neighbours, all as places in `cells`."""
    inside = np.zeros(cells.col.size + 1, dtype=bool)
    inside[chosen] = True
    found: dict[int, list[int]] = {int(c): [] for c in chosen}
    for col, row in offsets(1):
        if (col, row) != (0, 0):
            at = cells.find(cells.col[chosen] + col, cells.row[chosen] + row)
            for one, other in zip(chosen[inside[at]].tolist(), at[inside[at]].tolist(), strict=True):
                found[one].append(other)
    return found


def steps(area: set[int], near: dict[int, list[int]]) -> int:
    """Return the steps of a walk through all cells of a connected area, from any to any, each to a neighbour.

    A walk that comes to each cell once has one step fewer than there are cells; where none is found, walking a spanning
    tree there and back, except along its longest path, is one that surely exists. So it is never too few.
    """
    if _once(area, near):
        return len(area) - 1
    end, _ = _farthest(min(area), area, near)
    _, longest = _farthest(end, area, near)
    return 2 * (len(area) - 1) - longest


def _farthest(start: int, area: set[int], near: dict[int, list[int]]) -> tuple[int, int]:
    distance = {start: 0}
    queue = [start]
    for cell in queue:
        for other in near[cell]:
            if other in area and other not in distance:
                distance[other] = distance[cell] + 1
                queue.append(other)
    return queue[-1], distance[queue[-1]]


def _once(area: set[int], near: dict[int, list[int]]) -> bool:
    """Tell whether a walk that comes to each cell once is found: fewest ways out first (Warnsdorff), with a limit."""
    inside = {cell: [other for other in near[cell] if other in area] for cell in area}
    ends = sum(len(others) == 1 for others in inside.values())
    if len(area) > 2 and ends > 2:
        return False
    left = TRIES
    for start in sorted(area, key=lambda cell: (len(inside[cell]), cell))[:4]:
        path, seen = [iter([start])], {start}
        trail: list[int] = []
        while path and left > 0:
            cell = next(path[-1], None)
            if cell is None:
                path.pop()
                if trail and len(path) <= len(trail):
                    seen.discard(trail.pop())
                continue
            left -= 1
            trail.append(cell)
            seen.add(cell)
            if len(trail) == len(area):
                return True
            onward = [other for other in inside[cell] if other not in seen]
            onward.sort(key=lambda other: (sum(next_ not in seen for next_ in inside[other]), other))
            path.append(iter(onward))
    return False


def areas(
    cells: Cells, hot: Whole, value: Floats, most_steps: int, progress: Progress = SILENT
) -> list[tuple[list[int], int]]:
    """Divide hot cells into connected areas of no more steps than wanted, the hottest first.

    From the hottest cell that is left, the neighbour with most crime is taken on as long as the walk allows. So what
    hangs together but is too large is split, and cells without crime are left off.

    Args:
        cells: the grid.
        hot: places of the hot cells in it.
        value: crimes or harm of each cell of the grid.
        most_steps: steps from cell to neighbouring cell that can be walked.

    Returns:
        places of the cells of each area, its hottest first; and the steps of a walk through all of them.
    """
    hot = hot[value[hot] > 0]
    near = neighbours(cells, hot)
    free = set(hot.tolist())
    order = hot[np.lexsort((hot, -value[hot]))].tolist()
    made = []
    for i, seed in enumerate(order):
        if not i % 200:
            progress.at(i / len(order))
        if seed not in free:
            continue
        area, walked = _grow(seed, near, free, lambda cell: float(value[cell]), most_steps)
        free.difference_update(area)
        made.append((area, walked))
    return made


def _grow(
    seed: int, near: dict[int, list[int]], free: set[int], value: Callable[[int], float], most: int
) -> tuple[list[int], int]:
    area, members, walked = [seed], {seed}, 0
    while len(area) <= most:
        edge = {other for cell in area for other in near[cell] if other in free} - members
        # of equal crime the one with most of the area around it, which keeps the area round
        ranked = sorted(edge, key=lambda c: (-value(c), -sum(o in members for o in near[c]), c))
        for cell in ranked:
            walk = steps(members | {cell}, near)
            if walk <= most:
                area.append(cell)
                members.add(cell)
                walked = walk
                break
        else:
            break
    return area, walked
