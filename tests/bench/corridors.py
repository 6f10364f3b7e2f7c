"""Crimes and streets in GeoPackages to corridors, against hexseg's clusters of street segments, in the same run.

    .venv/bin/python -m tests.bench.corridors [largest number of links]

Towns are bent grids of streets, five crimes a link, most of them on a few streets; corridors take 1 % of the streets.
Each side runs in a process of its own and is timed from the files to a layer in memory: ours in a QGIS that is up, with
the best of three; hexseg by geopandas, with clusters of 5 to 8 segments. Its clusters may overlap and are of any
length. Where shared/data is there, Cleveland's real streets and violence are timed too. Larger towns are in growth.py.
Nothing else should run; where something does, the processor's time of both says more than the clock.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

from .measured import PEER, ROOT, apart, run

DATA = ROOT.parent / "shared" / "data"
SIZES = (2_000, 20_000)
CRIMES_A_LINK = 5
LEAST_TOTAL = 1000.0  # metres; in the smallest towns 1 % of the streets is no corridor


def make(folder: Path, links: int) -> tuple[Path, Path, float]:
    """Write streets and crimes, and return their files and the metres that corridors may have."""
    from osgeo import gdal

    gdal.UseExceptions()
    rng = np.random.default_rng(links)
    side = round((links / 2) ** 0.5)
    east, north = np.meshgrid(np.arange(side + 1) * 90.0, np.arange(side + 1) * 90.0)
    points = np.column_stack((east.ravel(), north.ravel())) + rng.normal(0, 12, ((side + 1) ** 2, 2))
    points += (400_000, 300_000)
    number = np.arange((side + 1) ** 2).reshape(side + 1, side + 1)
    pairs = np.concatenate((
        np.column_stack((number[:, :-1].ravel(), number[:, 1:].ravel())),
        np.column_stack((number[:-1].ravel(), number[1:].ravel())),
    ))  # fmt: skip
    ends = points[pairs]
    bad = rng.pareto(1.1, len(pairs))
    where = rng.choice(len(pairs), CRIMES_A_LINK * links, p=bad / bad.sum())
    along = rng.random((where.size, 1))
    crimes = ends[where, 0] * (1 - along) + ends[where, 1] * along + rng.normal(0, 5, (where.size, 2))
    lines = [f'{i},"LINESTRING ({a[0]:.2f} {a[1]:.2f}, {b[0]:.2f} {b[1]:.2f})"' for i, (a, b) in enumerate(ends)]
    files = []
    for name, rows, options in (
        ("streets", ["id,WKT", *lines], ["GEOM_POSSIBLE_NAMES=WKT"]),
        ("crimes", ["x,y", *(f"{x:.2f},{y:.2f}" for x, y in crimes)], ["X_POSSIBLE_NAMES=x", "Y_POSSIBLE_NAMES=y"]),
    ):
        text, target = folder / f"{name}{links}.csv", folder / f"{name}{links}.gpkg"
        text.write_text("\n".join(rows) + "\n")
        source = gdal.OpenEx(str(text), open_options=[*options, "KEEP_GEOM_COLUMNS=NO"])
        gdal.VectorTranslate(
            str(target), source, format="GPKG", layerName=name, dstSRS="EPSG:27700", srcSRS="EPSG:27700"
        )
        text.unlink()
        files.append(target)
    return files[0], files[1], max(0.01 * float(np.hypot(*(ends[:, 0] - ends[:, 1]).T).sum()), LEAST_TOTAL)


def cleveland(folder: Path) -> tuple[Path, Path, float]:
    """Return Cleveland's streets and its violence of October to December 2018, as one file each."""
    import csv

    from osgeo import gdal

    gdal.UseExceptions()
    kinds = {"Violence and sexual offences", "Robbery", "Possession of weapons", "Public order"}
    rows = ["x,y"]
    for month in (10, 11, 12):
        with (DATA / f"police_uk_cleveland/2018-{month}-cleveland-street.csv").open(newline="") as file:
            rows += [f"{r['Longitude']},{r['Latitude']}" for r in csv.DictReader(file) if r["Crime type"] in kinds]
    text, target = folder / "violence.csv", folder / "violence.gpkg"
    text.write_text("\n".join(rows) + "\n")
    source = gdal.OpenEx(str(text), open_options=["X_POSSIBLE_NAMES=x", "Y_POSSIBLE_NAMES=y", "KEEP_GEOM_COLUMNS=NO"])
    gdal.VectorTranslate(
        str(target), source, format="GPKG", layerName="crimes", dstSRS="EPSG:27700", srcSRS="EPSG:4326"
    )
    return DATA / "cleveland_streets/cleveland_roads_27700.gpkg", target, 27_900.0


def main(largest: int) -> None:
    """Print one line for each town."""
    with tempfile.TemporaryDirectory(prefix="corridors-") as folder:
        towns = [(f"{links:,} links", links, lambda links=links: make(Path(folder), links)) for links in SIZES]
        if DATA.is_dir():
            towns.insert(0, ("Cleveland", 0, lambda: cleveland(Path(folder))))
        for name, links, town in towns:
            if links > largest:
                continue
            streets, crimes, total = town()
            files = str(streets), str(crimes)
            given = {"CRIMES": files[1], "STREETS": files[0], "TOTAL_LENGTH": total}
            mine = apart("hotspots:buildcorridorhotspots", {**given, "OUTPUT": "memory:", "CENTRELINES": "memory:"})
            line = (
                f"{name:>14}: {mine['s']:7.2f} s (processor {mine['cpu_s']:.2f} s), {mine['MB']:5.0f} MB more, "
                f"{mine['COUNT']:5.0f} corridors with {mine['SHARE']:.1%}"
            )
            if PEER.exists():
                theirs = run(PEER, str(Path(__file__).with_name("corridors_peer.py")), *files)
                line += (
                    f"; hexseg {theirs['s']:7.2f} s (processor {theirs['cpu_s']:.2f} s): {theirs['s'] / mine['s']:.1f} "
                    f"times faster, by the processor's time {theirs['cpu_s'] / mine['cpu_s']:.1f} times"
                )
            print(line, flush=True)
    print("The goal in Cleveland is five times faster.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else SIZES[-1])
