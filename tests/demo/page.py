"""The demo's index.html: the map, the hotspots and what they hold later, the arms, the dose, the evaluation."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
import pandas as pd

from hotspot_plugin.core.trial.balance import balance

FILES = {
    "index.html": "start here: map, hottest hexagons, balance of the arms, dose, evaluation",
    "concentration.html": "on how few places crime happens",
    "comparison.html": "what the hotspots hold a year later, against a fixed grid",
    "power.html": "how large a fall the trial could find",
    "calendar.html": "the same hotspots as a crossover: who is treated when",
    "dosage_simulated.html": "the dose in both arms (simulated patrols)",
    "placebo.html": "the evaluation of a trial that never was, which must find nothing",
    "demo.qgz": "the QGIS project, every table as a styled layer",
    "hotspots_demo.gpkg": "one GeoPackage of every table",
    "package.zip": "the package for the phone, with a briefing for each treatment hotspot, signed",
    "package_checked.html": "its check: whole, unchanged, and signed by the desk's key",
    "tracks_simulated": "the GPX tracks (simulated)",
    "returned_simulated": "the packages as they come back from four phones, with what was recorded (simulated)",
    "qgis.png": "the project in QGIS Desktop",
}
BALANCED = {"crimes": "crimes", "crimes_per_day": "crimes a day"}


def write(demo: Path, tables: Path, made: dict[str, dict[str, Any]]) -> None:
    """Write index.html from the tables and the steps' results."""
    hotspots, arms, dosage = (read(tables / f"{name}.gpkg") for name in ("hotspots", "arms", "dosage_simulated"))
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True)
    names = list(dict.fromkeys(sorted(arms["arm"], reverse=True)))
    text = environment.get_template("index.html").render(
        made=made,
        files=FILES,
        hottest=records(hotspots.nsmallest(10, "rank")),
        names=names,
        balance=balance_rows(arms, names),
        dose=dose_rows(dosage, names),
        visits=visit_bars(read(tables / "visits_simulated.gpkg")),
        check=against_truth(tables),
        later=dict(zip(("grid", "free"), json.loads(made["comparehotspots"]["HIT_RATES"]).values(), strict=True)),
    )
    (demo / "index.html").write_text(text, encoding="utf-8", newline="\n")


def read(path: Path, without: Sequence[str] = ("geom", "fid")) -> pd.DataFrame:
    """Return a GeoPackage's only table, less some of its columns."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        (table,) = database.execute("SELECT table_name FROM gpkg_contents").fetchone()
        found = pd.read_sql_query(f'SELECT * FROM "{table}"', database)
    return found.drop(columns=list(without), errors="ignore")


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as dictionaries with None for missing values."""
    plain = table.astype(object).where(table.notna(), None)
    return list(plain.to_dict("records"))


def balance_rows(arms: pd.DataFrame, names: list[str]) -> list[dict[str, Any]]:
    """Return a row a variable: the mean and sd of each arm, and the standardised difference."""
    table = balance(arms[list(BALANCED)], arms["arm"].tolist(), names)
    rows = []
    for variable, part in table.groupby("variable", sort=False):
        by_arm = part.set_index("arm")
        apart = part["std_difference"].dropna()
        rows.append(
            {
                "variable": BALANCED[str(variable)],
                "means": [(by_arm.loc[name, "mean"], by_arm.loc[name, "sd"], by_arm.loc[name, "n"]) for name in names],
                "difference": apart.iloc[0] if len(apart) else None,
                "by_chance": part["by_chance"].dropna().max(),
            }
        )
    return rows


def dose_rows(dosage: pd.DataFrame, names: list[str]) -> list[dict[str, Any]]:
    """Return a row an arm: hotspots, visits, officer- and patrol-minutes, effective visits."""
    summed = ["visits", "officer_min", "patrol_min", "effective_visits"]
    rows = []
    for name in names:
        part = dosage[dosage["arm"] == name]
        sums = {column: part[column].sum() for column in summed}
        rows.append({"arm": name, "hotspots": len(part), "visited": int((part["visits"] > 0).sum()), **sums})
    return rows


def visit_bars(visits: pd.DataFrame) -> list[dict[str, Any]]:
    """Return how many visits lasted how long, in bins of a few minutes, with the dose window (11–16 min) marked."""
    edges = [0, 2, 5, 8, 11, 16, 20, 25, np.inf]
    counts, _ = np.histogram(visits["minutes"], bins=edges)
    most = max(int(counts.max()), 1)
    bars = []
    for low, high, count in zip(edges, edges[1:], counts, strict=False):
        label = f"{low:g}–{high:g}" if np.isfinite(high) else f"{low:g} or more"
        bars.append({"label": label, "count": int(count), "width": 100 * count / most, "window": low == 11})
    return bars


def against_truth(tables: Path) -> dict[str, float]:
    """Return true and measured minutes inside hotspots, which only simulated patrols let us compare."""
    truth = read(tables / "truth_simulated.gpkg")["minutes"].sum()
    measured = read(tables / "visits_simulated.gpkg")["minutes"].sum()
    return {"truth": truth, "measured": measured, "difference": (measured - truth) / truth}
