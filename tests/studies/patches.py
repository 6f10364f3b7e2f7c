"""How close one corridor comes to the optimum on patches of Cleveland's real streets, by integer programming.

    QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.studies.patches [patches]

A patch is the links nearest to one of the 3,000 with most violence, up to 60 of them; its crimes are those of October
to December 2018. scipy's HiGHS finds the optimum (tests/core/targeting/exact.py).
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.targeting import network, snapping
from hotspot_plugin.core.targeting.corridors import Wanted, choose
from tests.core.targeting.exact import cut_out, optimum, patch

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
KINDS = {"Violence and sexual offences", "Robbery", "Possession of weapons", "Public order"}


def cleveland(data: Path) -> tuple[network.Network, np.ndarray]:
    """Return Cleveland's streets and the violence of each link in October to December 2018; QGIS must be up."""
    from qgis.core import (
        QgsCoordinateReferenceSystem,
        QgsCoordinateTransform,
        QgsCoordinateTransformContext,
        QgsPointXY,
        QgsVectorLayer,
    )

    layer = QgsVectorLayer(str(data / "cleveland_streets" / "cleveland_roads_27700.gpkg"), "roads", "ogr")
    lines = shapely.from_wkb([bytes(feature.geometry().asWkb().data()) for feature in layer.getFeatures()])
    wgs, grid = (QgsCoordinateReferenceSystem(f"EPSG:{code}") for code in (4326, 27700))
    to_metres = QgsCoordinateTransform(wgs, grid, QgsCoordinateTransformContext())
    spots = []
    for month in (10, 11, 12):
        with (data / f"police_uk_cleveland/2018-{month}-cleveland-street.csv").open(newline="") as file:
            spots += [(r["Longitude"], r["Latitude"]) for r in csv.DictReader(file) if r["Crime type"] in KINDS]
    points = [to_metres.transform(QgsPointXY(float(x), float(y))) for x, y in spots]
    streets = network.build(lines)
    x, y = np.array([(point.x(), point.y()) for point in points]).T
    link = snapping.snap(x, y, streets.lines, 75.0).link
    return streets, np.bincount(link[link >= 0], minlength=len(streets)).astype(float)


def shares(streets: network.Network, crimes: np.ndarray, patches: int, seed: int = 1) -> Iterator[tuple[int, float]]:
    """Yield the links of a patch and the share of the optimum that its corridor holds; lengths are the usual ones."""
    rng = np.random.default_rng(seed)
    hot = rng.permutation(np.argsort(-crimes, kind="stable")[:3000])
    for start in hot.tolist():
        if patches == 0:
            return
        links = patch(streets, start, int(rng.integers(20, 61)))
        piece = cut_out(streets, links)
        best = optimum(piece, crimes[links], 300.0, 1250.0)
        if not best > 0.0:
            continue  # a patch too short for any corridor
        patches -= 1
        try:
            found = choose(piece, crimes[links], Wanted(top_n=1))
            yield links.size, float(crimes[links][found[0]].sum() / best)
        except HotspotError:
            yield links.size, 0.0


def main(patches: int) -> None:
    """Print the mean, the worst and how many are the optimum."""
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    found = np.array([share for _, share in shares(*cleveland(DATA), patches)])
    print(
        f"{found.size} patches: {found.mean():.2%} of the optimum on average, {(found > 1 - 1e-9).sum()} are it, the "
        f"worst {found.min():.1%}; {(found < 0.97).sum()} below 97 %"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 300)
