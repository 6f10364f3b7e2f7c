"""Hotspots that the plugin's own builders make from the crimes of Cleveland, and its streets, for studies of dosage."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

import numpy as np
import shapely

from hotspot_plugin.core.tracking.streetmap import StreetMap, street_map
from tests.start import start

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
MOST = 30
STREETS = str(DATA / "cleveland_streets" / "cleveland_roads_27700.gpkg")
BUILT = {
    "hexagons": ("hotspots:buildhexhotspots", {"TOP_N": MOST}),
    "areas": ("hotspots:buildareahotspots", {"TOP_N": MOST}),
    # 12 km in pieces of 300 m and more, with the ground 30 m to either side
    "corridors": ("hotspots:buildcorridorhotspots", {"STREETS": STREETS, "MIN_LENGTH": 300, "TOTAL_LENGTH": 12_000}),
}


@functools.cache
def cleveland(kind: str) -> np.ndarray:
    """Return up to 30 `hexagons`, `corridors` or `areas` in metres (EPSG:27700).

    Raises:
        FileNotFoundError: the data is not there.
    """
    crimes = DATA / "police_uk_cleveland"
    if not crimes.exists():
        raise FileNotFoundError(f"The crimes of Cleveland are not in {crimes}.")
    from qgis.core import QgsApplication, QgsCoordinateReferenceSystem

    processing = start()

    with tempfile.TemporaryDirectory(prefix="cleveland-") as folder:
        points = f"{folder}/crimes.gpkg"
        processing.run("hotspots:importcrimes", {"INPUT": str(crimes), "OUTPUT": points})
        algorithm, given = BUILT[kind]
        made = processing.run(algorithm, {"CRIMES": points, **given, "OUTPUT": f"{folder}/made.gpkg"})["OUTPUT"]
        target = QgsCoordinateReferenceSystem("EPSG:27700")
        moved = {"INPUT": made, "TARGET_CRS": target, "OUTPUT": "TEMPORARY_OUTPUT"}
        layer = processing.run("native:reprojectlayer", moved)["OUTPUT"]
        shapes = shapely.from_wkb([bytes(feature.geometry().asWkb().data()) for feature in layer.getFeatures()])
    QgsApplication.processEvents()
    return shapely.force_2d(shapes)[:MOST]


@functools.cache
def cleveland_streets(kind: str, every: int = 2) -> StreetMap:
    """Return the streets of Cleveland for patrols of every so manieth hotspot of `cleveland(kind)`, from the first."""
    from qgis.core import QgsVectorLayer

    shapes = cleveland(kind)
    layer = QgsVectorLayer(STREETS, "streets", "ogr")
    lines = shapely.from_wkb([bytes(feature.geometry().asWkb().data()) for feature in layer.getFeatures()])
    return street_map(lines, shapes, np.arange(len(shapes)) % every == 0, "Cleveland's streets")
