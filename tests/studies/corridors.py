"""How much later crime corridors hold in Cleveland, by kind of crime, length and what they are chosen by.

    QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.studies.corridors

Made from October to December 2018, scored on January and February 2019: a crime counts where its nearest street within
75 m is in a corridor. Corridors have 27.9 km together.

How the estimate of later crime was chosen: within October to December alone, by corridors made from two of the months
and scored on the third (means of the three folds, %; violence, burglary, vehicle crime, criminal damage):

    from 300 m                                           from 800 m
    16.7 12.3  7.4 12.5  crimes as they are              15.2 11.2  7.1 10.4
    17.2 12.5  8.0 12.2  walk of 100 steps, shape 0.2    15.1 11.1  7.4 11.1   (the estimate until then)
    17.0 12.4  8.3 13.1  regression with excess zeros    15.3 11.7  7.1 11.1   (the estimate now)
    17.2 12.9  7.6 12.8  mean of the two                 15.4 12.1  8.2 11.1

Folds differ by about half a point by chance, so the last three are level for violence; the regression was taken
since it has no number that was tuned to Cleveland, and since it foresees the crimes themselves best. Also tried,
and no better by the densest streets of the third month: classes of streets, two reaches at once, surroundings along
the network, excess zeros by the neighbours' crimes, a nonparametric prior, a shape 1.5 to 8 times the likeliest
(1.5 has the best likelihood of the third month, since crimes come in bursts, but the same captures), and all
numbers fitted to foresee each month from the others.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import shapely

KINDS = {
    "violence": ("Violence and sexual offences", "Robbery", "Possession of weapons", "Public order"),
    "burglary": ("Burglary",),
    "vehicle": ("Vehicle crime",),
}
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
ROADS = str(DATA / "cleveland_streets" / "cleveland_roads_27700.gpkg")


def main() -> None:
    """Print one line for each kind of crime, length and choice."""
    from qgis.core import QgsApplication, QgsVectorLayer

    application = QgsApplication([], False)
    application.initQgis()
    sys.path.append(str(Path(QgsApplication.pkgDataPath()) / "python" / "plugins"))
    import processing
    from processing.core.Processing import Processing

    from hotspot_plugin.processing.provider import HotspotProvider
    from tests.core.targeting.capture import captured

    Processing.initialize()
    provider = HotspotProvider()
    QgsApplication.processingRegistry().addProvider(provider)

    def shapes(layer):
        return shapely.from_wkb([bytes(feature.geometry().asWkb().data()) for feature in layer.getFeatures()])

    lines = shapes(QgsVectorLayer(ROADS, "roads", "ogr"))
    with tempfile.TemporaryDirectory(prefix="corridors-") as folder:
        crimes, out = f"{folder}/crimes.gpkg", {"OUTPUT": "memory:", "CENTRELINES": "memory:"}
        processing.run("hotspots:importcrimes", {"INPUT": str(DATA / "police_uk_cleveland"), "OUTPUT": crimes})
        for name, kinds in KINDS.items():
            among = ", ".join(f"'{kind}'" for kind in kinds)
            layers = []
            for sign in ("<", ">="):
                chosen = f'"crime_type" IN ({among}) AND "occurred_from" {sign} \'2019-01-01\''
                given = {"INPUT": crimes, "EXPRESSION": chosen, "OUTPUT": "TEMPORARY_OUTPUT"}
                layers.append(processing.run("native:extractbyexpression", given)["OUTPUT"])
            moved = {"INPUT": layers[1], "TARGET_CRS": "EPSG:27700", "OUTPUT": "TEMPORARY_OUTPUT"}
            later = shapes(processing.run("native:reprojectlayer", moved)["OUTPUT"])
            for least in (300, 800):
                for names in ("", "distinctive_name"):
                    for around in (True, False):
                        given = {"CRIMES": layers[0], "STREETS": ROADS, "NAME_FIELD": names, "SURROUNDINGS": around}
                        given |= {"MIN_LENGTH": least, "TOTAL_LENGTH": 27_900, "TIME_FIELD": "occurred_from"}
                        made = processing.run("hotspots:buildcorridorhotspots", {**given, **out})
                        share = captured(shapes(made["CENTRELINES"]), later, lines)
                        how = f"{'by name' if names else 'nearest'}, {'expected' if around else 'counted'}"
                        print(f"{name:9} from {least} m, {how}: {share:.2%}", flush=True)


if __name__ == "__main__":
    main()
