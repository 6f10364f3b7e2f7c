"""Hotspots that the plugin's own builders make from the crimes and streets of Cleveland, for studies of dosage."""

from __future__ import annotations

import functools
import sys
import tempfile
from pathlib import Path

import numpy as np
import shapely

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

    _start()
    import processing

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
def _start() -> object:
    """Start QGIS without a window, with the plugin's algorithms, once."""
    from qgis.core import QgsApplication

    application = QgsApplication([], False)
    application.initQgis()
    sys.path.append(str(Path(QgsApplication.pkgDataPath()) / "python" / "plugins"))
    from processing.core.Processing import Processing

    from hotspot_plugin.processing.provider import HotspotProvider

    Processing.initialize()
    provider = HotspotProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    return application, provider  # Python must keep both
