"""Later crime in freely placed hexagons, in those placed by count alone and in the fixed grid, for all the real data.

    .venv/bin/python -m tests.studies.freehexagons [part of a data set's name]
    .venv/bin/python -m tests.studies.freehexagons halves

Hexagons of 5 ha are made from earlier crimes and scored on later ones, by shapely alone. Lists have 1, 2, 5 and 10 % of
the cells of the fixed grid that have a crime in any period of the data set (field.md, G14). Data sets with fewer than
200 earlier or later crimes are left out. `z` is the difference between ours and the grid in standard errors, from the
later crimes that one of the two holds and the other does not (McNemar): within ±2 is chance. Months share crimes with
their neighbours and with the quarter, so the pairs are not independent.

Mean share (%) of later crimes in the grid, in hexagons placed by count and in ours; how many lists hold less than the
grid's, of them beyond chance in brackets; how many hold more beyond chance:

                               1 %            2 %            5 %           10 %
                    pairs grid  cnt ours grid  cnt ours grid  cnt ours grid  cnt ours less    more
    Chicago burglary    3  4.7  5.7  5.8  7.5  9.1  9.1 14.4 16.9 17.2 23.2 26.6 27.2    0 (0)   12 of 12
    Chicago assaults    6  6.6  8.2  8.3 11.5 13.9 14.1 22.3 26.2 26.5 36.6 40.1 40.9    0 (0)   24 of 24
    Nottingham          3  5.3  5.1  5.0  8.4  7.8  8.2 16.6 16.4 16.9 24.3 22.3 24.7    7 (2)    3 of 12
    Memphis             1  2.3  3.1  4.0  4.4  5.6  5.0  7.0  9.7  9.2 11.3 12.5 12.7    0 (0)    2 of 4
    Cleveland          42  5.2  7.3  7.3  9.1 11.8 12.1 17.1 20.0 20.9 26.2 28.9 30.7    6 (0)  110 of 168
    Thames Valley      22  5.7  6.4  6.5  8.2  9.3  9.5 12.7 14.7 15.3 17.2 19.5 20.6    7 (1)   52 of 88
    all                77  5.4  6.9  7.0  8.9 10.9 11.2 16.0 18.6 19.3 24.1 26.5 28.0   20 (3)  203 of 308
Lost beyond chance: Nottingham burglary (2 %, and 10 % of the later split) and Thames Valley drugs (1 %). Nottingham's
places are rounded to 0.001° of latitude. Part of it is where the grid happens to lie: 30 grids of random origins held
4.3, 7.8, 16.4 and 24.2 % on average in the first split and 4.4, 8.4, 18.9 and 27.8 % in the second (tried once, not in
this file); ours held 4.1, 7.2, 16.3 and 25.0 % and 4.6, 8.2, 18.1 and 25.9 %, so free placement gains nothing there. By
count alone is as good as ours at 1 %.

`halves` compares the share of the surroundings that is found from the crimes with a fixed half, on random halves of the
earlier crimes alone (Thames Valley left out): over 46 halves it holds 0.02, -0.02, 0.07 and 0.14 points more, mean 0.05
± 0.05: one constant less to choose, nothing lost, a gain within chance. It was adopted on 46 such halves (other draws,
the same gain), on which its bounds and one other weighting of the least squares were also looked at; some of Chicago's
and Nottingham's later crimes had been seen by then. On the later crimes it holds 0.02, 0.06, 0.09 and 0.21 points more.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely

from hotspot_plugin.core.targeting import hexgrid
from hotspot_plugin.core.targeting.freescore import BORROWED, Manner
from hotspot_plugin.core.targeting.hexhotspots import HexHotspots, Wanted, build, build_free
from tests.conftest import DATA

SHARES = (0.01, 0.02, 0.05, 0.10)
LEAST = 200
AREA_HA = 5.0
GROUPS = ("Chicago burglary", "Chicago assaults", "Nottingham", "Memphis", "Cleveland", "Thames Valley")
COLUMNS = ["Crime type", "Month", "Longitude", "Latitude"]


@dataclass(frozen=True)
class Case:
    """Earlier crimes to build from and later ones to score, in metres, shape (n, 2); how long each list is."""

    name: str
    earlier: np.ndarray
    later: np.ndarray
    tops: tuple[int, ...]


def metres(table: pd.DataFrame, crs: str) -> np.ndarray:
    """Return the places of longitudes and latitudes in a system in metres."""
    from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsCoordinateTransformContext

    systems = (QgsCoordinateReferenceSystem(code) for code in ("EPSG:4326", crs))
    to = QgsCoordinateTransform(*systems, QgsCoordinateTransformContext())
    degrees = table.rename(columns=str.lower)[["longitude", "latitude"]].to_numpy()
    return np.array([[(p := to.transform(x, y)).x(), p.y()] for x, y in degrees]).reshape(-1, 2)


def cut(name: str, xy: np.ndarray, period: np.ndarray, splits: list[tuple[str, str]]) -> Iterator[Case]:
    """Yield a case for each pair of periods (first–last, both included, as text that sorts)."""
    cells = len(np.unique(np.column_stack(hexgrid.cell_of(*xy.T, AREA_HA * hexgrid.HECTARE)), axis=0))
    tops = tuple(max(1, round(share * cells)) for share in SHARES)
    for split in splits:
        ends = [s.split("–") for s in split]
        earlier, later = (xy[(period >= e[0]) & (period <= e[-1])] for e in ends)
        if min(len(earlier), len(later)) >= LEAST:
            yield Case(f"{name} {split[0]} → {split[1]}", earlier, later, tops)


def cases() -> Iterator[Case]:
    """Yield all that the real data allow."""
    chicago = pd.read_csv(DATA / "chicago_burglary/chicago_burglary_2014_2017.csv.gz")
    splits = [("2014", "2015"), ("2014–2015", "2016"), ("2015–2016", "2017")]
    xy = chicago[["x", "y"]].to_numpy(float)
    yield from cut("Chicago burglary", xy, chicago["date_single"].str[-4:].to_numpy(str), splits)
    assaults = pd.read_csv(DATA / "crimes_with_times/chicago_aggravated_assaults.csv.gz")
    splits = [(f"{a}", f"{a + 1}") for a in (2010, 2013, 2016, 2018)] + [("2011–2012", "2013"), ("2017–2018", "2019")]
    yield from cut("Chicago assaults", metres(assaults, "EPSG:26971"), assaults["date"].str[:4].to_numpy(str), splits)
    for kind in ("burglary", "robbery"):
        table = pd.read_csv(DATA / f"crimes_with_times/nottingham_{kind}.csv.gz")
        month = table["month"].str[:7].to_numpy(str)
        splits = [("2022-01–2022-06", "2022-07–2022-12"), ("2022-01–2022-09", "2022-10–2022-12")]
        yield from cut(f"Nottingham {kind}", metres(table, "EPSG:27700"), month, splits)
    memphis = pd.read_csv(DATA / "memphis_robberies_2019/memphis_robberies.csv")
    month = memphis["datetime_local"].str[:7].to_numpy(str)
    yield from cut("Memphis robbery", metres(memphis, "EPSG:32616"), month, [("2019-01–2019-06", "2019-07–2019-12")])
    yield from street("Cleveland", [("2018-10–2018-12", "2019-01–2019-02")])
    yield from street("Thames Valley", [])


def street(force: str, splits: list[tuple[str, str]]) -> Iterator[Case]:
    """Yield the splits, and each month and the next, of each type in police.uk's files."""
    folder = DATA / f"police_uk_{force.lower().replace(' ', '_')}"
    table = pd.concat([pd.read_csv(path, usecols=COLUMNS) for path in sorted(folder.glob("*-street.csv"))])
    table = table[table["Longitude"].notna()]
    xy, month = metres(table, "EPSG:27700"), table["Month"].to_numpy(str)
    splits = splits + list(itertools.pairwise(np.unique(month).tolist()))
    for kind in sorted(table["Crime type"].unique()):
        of_kind = (table["Crime type"] == kind).to_numpy()
        yield from cut(f"{force} {kind.lower()}", xy[of_kind], month[of_kind], splits)


def rank_of(made: HexHotspots, later: np.ndarray) -> np.ndarray:
    """Return the first hexagon that each point is in or on, and a large number for none."""
    point, hexagon = shapely.STRtree(made.rings.shapes()).query(shapely.points(later), "intersects")
    first = np.full(len(later), np.iinfo(np.int64).max)
    np.minimum.at(first, point, hexagon)
    return first


def score(case: Case, manners: list[Manner]) -> tuple[np.ndarray, np.ndarray]:
    """Return the share (%) of later crimes that lists hold, and how far they are from the grid in standard errors.

    Both have a row for the grid and each manner, and a column for each length of list.
    """
    x, y = case.earlier.T
    wanted = Wanted(top_n=max(case.tops))
    lists = [build(x, y, AREA_HA, wanted=wanted)]
    lists += [build_free(x, y, AREA_HA, wanted=wanted, manner=manner) for manner in manners]
    inside = np.array([[rank < top for top in case.tops] for rank in (rank_of(made, case.later) for made in lists)])
    gained, lost = (inside & ~inside[0]).sum(axis=2), (~inside & inside[0]).sum(axis=2)
    return 100 * inside.mean(axis=2), (gained - lost) / np.sqrt(np.maximum(gained + lost, 1))


def halves() -> None:
    """Print what the share of the surroundings that is found gains over a half, within the earlier crimes alone."""
    gains = []
    for number, case in enumerate(cases()):
        if len(case.earlier) < 2 * LEAST or case.name.startswith("Thames"):
            continue
        half = np.random.default_rng(number).random(len(case.earlier)) < 0.5
        part = replace(case, earlier=case.earlier[half], later=case.earlier[~half])
        held, _ = score(part, [Manner(borrowed=BORROWED), Manner()])
        gains.append(held[2] - held[1])
        print(f"{case.name:70}{np.round(gains[-1], 2)}", flush=True)
    each = np.mean(gains, axis=1)
    mean, error = each.mean(), each.std() / len(each) ** 0.5
    print(f"{len(gains)} halves: {np.mean(gains, axis=0).round(2)}, {mean:.2f} ± {error:.2f}")


def main(part: str = "") -> None:
    """Print the table."""
    ways = ("grid", "count", "ours")
    print(f"{'':82}" + "".join(f"{share:<24.0%}" for share in SHARES))
    print(f"{'earlier → later':67}{'n':>6}{'later':>6}" + "".join(f"{way:>6}" for way in (*ways, "z")) * 4)
    rows: list[tuple[str, np.ndarray, np.ndarray]] = []
    for case in cases():
        if part.lower() not in case.name.lower():
            continue
        held, z = score(case, [Manner(borrowed=0.0), Manner()])
        row = "".join("".join(f"{held[way, i]:6.2f}" for way in range(3)) + f"{z[2, i]:6.1f}" for i in range(4))
        print(f"{case.name:67}{len(case.earlier):6}{len(case.later):6}{row}", flush=True)
        rows.append((case.name, held, z[2]))
    groups = [name for name in GROUPS if any(row[0].startswith(name) for row in rows)]
    for group in (*groups, ""):
        of_group = [row for row in rows if row[0].startswith(group)]
        mean = np.mean([held for _, held, _ in of_group], axis=0).T.ravel()
        less = sum(int((held[2] < held[0]).sum()) for _, held, _ in of_group)
        z = np.concatenate([z for _, _, z in of_group])
        row = "".join(f"{value:5.1f}" for value in mean)
        print(f"{group or 'all':17}{len(of_group):4}{row}{less:5} ({(z < -2).sum()}){(z > 2).sum():5} of {z.size}")
    for name, held, z in rows:
        for i in np.flatnonzero(held[2] < held[0]):
            print(f"  less than the grid: {name}, {SHARES[i]:.0%}: {held[2, i] - held[0, i]:.2f} points, z {z[i]:.1f}")


if __name__ == "__main__":
    if sys.argv[1:] == ["halves"]:
        halves()
    else:
        main(*sys.argv[1:2])
