"""How much later crime is on the streets of corridors, by shapely alone."""

from __future__ import annotations

import numpy as np
import shapely


def captured(links: np.ndarray, points: np.ndarray, lines: np.ndarray, within: float = 75.0) -> float:
    """Return the share of points whose nearest line within some metres is in the corridors.

    Args:
        links: the corridors' streets.
        points: later crimes.
        lines: all streets; one that is only in part among the links counts with the crimes near that part.
        within: metres.
    """
    tree = shapely.STRtree(lines)
    who, nearest = tree.query_nearest(points, max_distance=within, all_matches=False)
    middles = shapely.line_interpolate_point(links, 0.5, normalized=True)
    inside = np.isin(nearest, np.unique(tree.query_nearest(middles, all_matches=False)[1]))
    near = shapely.distance(points[who[inside]], shapely.union_all(links))
    own = shapely.distance(points[who[inside]], lines[nearest[inside]])
    return float((near <= own + 0.01).sum() / len(points))
