"""Make the pictures of the README from crimes and streets of Cleveland (data/police_uk_cleveland, cleveland_streets).

The reports of a trial (arms, power, calendar, evaluation) and of patrols (dosage) are simulated (see `trial` and
`patrols`) and need no data.

Crimes: police.uk, Open Government Licence v3.0; streets: OS Open Roads, contains OS data © Crown copyright and database
right. `python -m tests.pictures [NAME …]` makes all, or those named; what it computes on the way is in build/pictures.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.start import start

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = ROOT.parent / "shared" / "data"
IMAGES = ROOT / "resources" / "images"
BUILD = ROOT / "build" / "pictures"
KINDS = "'Violence and sexual offences', 'Robbery', 'Possession of weapons', 'Public order'"
SOURCE = (
    "Violence, robbery, weapons and public order, October to December 2018: police.uk, OGL v3.0. Contains OS data © "
    "Crown copyright and database right."
)


def main(names: list[str]) -> None:
    """Start QGIS, run the algorithms, draw."""
    from . import trial

    start(widgets=True)
    pictures = trial.pictures(BUILD) | {"dosage": dosage}
    if not names or not set(names) <= set(pictures):
        pictures |= compute()
    for name in names or list(pictures):
        pictures[name](IMAGES / f"{name}.png")
        shrink(IMAGES / f"{name}.png")
        print(f"{name}.png  {(IMAGES / f'{name}.png').stat().st_size / 1000:.0f} kB", flush=True)


def shrink(picture: Path) -> None:
    """Leave 256 colours, rare ones too: the zip carries the pictures of the help pages."""
    from PIL import Image

    with Image.open(picture) as found:
        few = found.convert("RGB").quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)


def dosage(target: Path) -> None:
    """Draw the report of simulated patrols, which says that they are simulated."""
    from . import pages, patrols

    pages.photograph(patrols.make(BUILD)["report"], target, 900, 1450)


def compute():
    """Run the algorithms and return what draws each picture."""
    import processing

    from hotspot_plugin import paths

    from . import briefing, maps, pages

    BUILD.mkdir(parents=True, exist_ok=True)
    files = {name: str(BUILD / f"{name}.gpkg") for name in ("all", "violence", "training", "hexagons", "grid", "areas")}
    files |= {name: str(BUILD / f"{name}.gpkg") for name in ("corridors", "centrelines")}
    roads = str(DATA / "cleveland_streets" / "cleveland_roads_27700.gpkg")
    force = str(DATA / "cleveland_streets" / "cleveland_police_27700.gpkg")

    def run(algorithm: str, **inputs):
        return processing.run(algorithm, inputs)

    def chosen(source: str, where: str, target: str) -> None:
        run("native:extractbyexpression", INPUT=files[source], EXPRESSION=where, OUTPUT=files[target])

    run("hotspots:importcrimes", INPUT=str(DATA / "police_uk_cleveland"), OUTPUT=files["all"])
    chosen("all", f"crime_type IN ({KINDS})", "violence")
    chosen("violence", "occurred_from < '2019-01-01'", "training")
    common = {"CRIMES": files["training"], "TIME_FIELD": "occurred_from"}
    # the ground of 43 hexagons of 5 ha is about that of the corridors, so that the comparison is fair
    run("hotspots:buildhexhotspots", **common, GRID=2, TOP_N=43, OUTPUT=files["hexagons"])
    run("hotspots:buildhexhotspots", **common, GRID=0, TOP_N=43, OUTPUT=files["grid"])
    run("hotspots:buildareahotspots", **common, TOP_N=67, OUTPUT=files["areas"])
    run(
        "hotspots:buildcorridorhotspots",
        **common,
        STREETS=roads,
        NAME_FIELD=name_of_street(roads),
        TOTAL_LENGTH=27_900,
        OUTPUT=files["corridors"],
        CENTRELINES=files["centrelines"],
    )
    run(
        "hotspots:comparehotspots",
        HOTSPOTS=[files[name] for name in ("grid", "hexagons", "areas", "corridors", "centrelines")],
        NAMES="Fixed hexagons; Free hexagons; Areas; Corridors; Centrelines",
        CRIMES=files["violence"],
        TIME_FIELD="occurred_from",
        FROM="2019-01-01",
        STUDY_AREA=force,
        STREETS=roads,
        REPORT=str(BUILD / "comparison.html"),
    )
    run(
        "hotspots:crimeconcentration",
        CRIMES=files["violence"],
        TIME_FIELD="occurred_from",
        PERIOD=3,
        STUDY_AREA=force,
        REPORT=str(BUILD / "concentration.html"),
    )
    style = {name: str(paths.style(name)) for name in ("hotspots", "areas", "centrelines", "crimes")}

    def on_map(title: str, *layers):
        return lambda target: maps.draw(
            target, [maps.layer(*spec) for spec in layers] + [maps.streets(roads)], title, SOURCE, maps.MIDDLESBROUGH
        )

    def report(name: str, width: int, height: int):
        return lambda target: pages.photograph(BUILD / f"{name}.html", target, width, height)

    return {
        "crimes": on_map("Crimes as imported", (files["training"], "Crimes", style["crimes"])),
        "hexagons": on_map("Hexagons of 5 ha,\nplaced freely", (files["hexagons"], "Hexagons", style["hotspots"])),
        "areas": on_map("Patrol areas\nof hot cells", (files["areas"], "Areas", style["areas"])),
        "corridors": on_map(
            "Corridors to walk",
            (files["centrelines"], "Streets: wide with\nmany crimes a metre", style["centrelines"]),
            (files["corridors"], "Corridors", style["hotspots"]),
        ),
        "concentration": report("concentration", 900, 1265),
        "comparison": report("comparison", 900, 1265),
        "booklet": lambda target: briefing.draw(target, files["hexagons"], files["training"], roads, BUILD),
    }


def name_of_street(path: str) -> str:
    """Return the field with the streets' names."""
    from qgis.core import QgsVectorLayer

    names = [field.name() for field in QgsVectorLayer(path, "streets", "ogr").fields()]
    return next(name for name in names if "name" in name.lower())


if __name__ == "__main__":
    main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(0)  # QGIS's own end may fail without an event loop
