"""Run the loop on three months of West Yorkshire's police.uk crimes and leave build/demo/ to look at.

The patrols are simulated: every file and page that holds them says so.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

from . import process, returns

ROOT = Path(__file__).resolve().parent.parent.parent
CACHE = ROOT / ".cache"
DEMO = ROOT / "build" / "demo"
TABLES = DEMO / "tables"
PROFILES = ROOT / "build" / "profile"
WHEEL = "crime_sim_toolkit-1.5.0-py3-none-any.whl"
# Contains public sector information licensed under the Open Government Licence v3.0 (data.police.uk)
MONTHS = "crime_sim_toolkit/tests/testing_data/test_policedata/"
PUBLIC_VIOLENCE = "('Violence and sexual offences', 'Robbery', 'Possession of weapons', 'Public order')"
LATER = "to_datetime('2018-01-01')"  # hotspots are built on the months before and scored on the month after
FIXED, FREE = 0, 2
SEED = "West Yorkshire demo, not a trial"


def crimes() -> Path:
    """Return the folder with the three months, read from the wheel (which is never imported) on the first run."""
    wheel = CACHE / WHEEL
    if not wheel.is_file():
        CACHE.mkdir(exist_ok=True)
        print("Fetching the real crimes (7 MB)", flush=True)
        command = [sys.executable, "-m", "pip", "download", "-qq", "--no-deps", "--only-binary=:all:"]
        subprocess.run([*command, "-d", str(CACHE), "crime_sim_toolkit==1.5.0"], check=True)
    folder = DEMO / "police_uk"
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.startswith(MONTHS) and name.endswith("-street.csv"):
                target = folder / Path(name).parent.name / Path(name).name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(name))
    return folder


def step(algorithm: str, **inputs: Any) -> dict[str, Any]:
    """Run one step of the loop, say what it made, and return its results."""
    began = time.monotonic()
    answer = process.run(PROFILES, algorithm, {key: _plain(value) for key, value in inputs.items()})
    results: dict[str, Any] = answer["results"]
    scalars = ", ".join(f"{key} {value}" for key, value in results.items() if _brief(value))
    print(f"{algorithm:28} {time.monotonic() - began:5.1f} s  {scalars}", flush=True)
    return results


def select(table: str, source: str, expression: str) -> None:
    """Write the rows of one table that meet a condition into another."""
    step(
        "native:extractbyexpression",
        INPUT=TABLES / f"{source}.gpkg",
        EXPRESSION=expression,
        OUTPUT=TABLES / f"{table}.gpkg",
    )


def loop() -> dict[str, dict[str, Any]]:
    """Go round the loop once and return each step's results."""
    made: dict[str, dict[str, Any]] = {}
    made["importcrimes"] = step(
        "hotspots:importcrimes", INPUT=crimes(), OUTPUT=TABLES / "crimes.gpkg", REJECTS=TABLES / "crimes_rejected.gpkg"
    )
    select("public_violence", "crimes", f'"crime_type" IN {PUBLIC_VIOLENCE}')
    select("training", "public_violence", f'"occurred_from" < {LATER}')
    select("later", "public_violence", f'"occurred_from" >= {LATER}')
    made["crimeconcentration"] = step(
        "hotspots:crimeconcentration",
        CRIMES=TABLES / "public_violence.gpkg",
        TIME_FIELD="occurred_from",
        PERIOD=3,
        REPORT=DEMO / "concentration.html",
    )
    for table, grid in {"hotspots_grid": FIXED, "hotspots": FREE}.items():
        made[table] = step(
            "hotspots:buildhexhotspots",
            CRIMES=TABLES / "training.gpkg",
            TIME_FIELD="occurred_from",
            GRID=grid,
            TOP_N=40,
            MIN_SEPARATION=500,
            OUTPUT=TABLES / f"{table}.gpkg",
        )
    made["comparehotspots"] = step(
        "hotspots:comparehotspots",
        HOTSPOTS=[str(TABLES / "hotspots_grid.gpkg"), str(TABLES / "hotspots.gpkg")],
        CRIMES=TABLES / "later.gpkg",
        TRAINING=TABLES / "training.gpkg",
        TIME_FIELD="occurred_from",
        REPORT=DEMO / "comparison.html",
    )
    made["trialpower"] = step(
        "hotspots:trialpower",
        HOTSPOTS=TABLES / "hotspots.gpkg",
        DAYS=90,
        DESIGN=1,
        OUTPUT=TABLES / "power.gpkg",
        REPORT=DEMO / "power.html",
    )
    made["assignarms"] = step(
        "hotspots:assignarms",
        HOTSPOTS=TABLES / "hotspots.gpkg",
        ARMS="treatment=1,control=1",
        METHOD=0,
        SEED=SEED,
        OUTPUT=TABLES / "arms.gpkg",
    )
    made["displacementrings"] = step(
        "hotspots:displacementrings", HOTSPOTS=TABLES / "arms.gpkg", OUTPUT=TABLES / "rings.gpkg"
    )
    # nobody patrolled in July 2018 because of this draw: a trial of nothing, in which there is nothing to find
    made["evaluatetrial"] = step(
        "hotspots:evaluatetrial",
        HOTSPOTS=TABLES / "arms.gpkg",
        CRIMES=TABLES / "later.gpkg",
        RINGS=TABLES / "rings.gpkg",
        START="2018-07-01",
        END="2018-08-01",
        OUTPUT=TABLES / "placebo.gpkg",
        REPORT=DEMO / "placebo.html",
    )
    made["schedulecrossover"] = step(
        "hotspots:schedulecrossover",
        HOTSPOTS=TABLES / "arms.gpkg",
        START="2026-01-05",
        DAYS=28,
        SEED=SEED,
        OUTPUT=TABLES / "schedule.gpkg",
        CALENDAR=DEMO / "calendar.html",
    )
    made["simulatepatrols"] = step(
        "hotspots:simulatepatrols",
        HOTSPOTS=TABLES / "arms.gpkg",
        SEED=SEED,
        UNITS=4,
        DAYS=7,
        FOLDER=DEMO / "tracks_simulated",
        TRUTH=TABLES / "truth_simulated.gpkg",
    )
    made["importtracks"] = step(
        "hotspots:importtracks",
        INPUT=DEMO / "tracks_simulated",
        OUTPUT=TABLES / "fixes_simulated.gpkg",
        REJECTS=TABLES / "fixes_rejected.gpkg",
    )
    made["calculatedosage"] = step(
        "hotspots:calculatedosage",
        TRACKS=TABLES / "fixes_simulated.gpkg",
        HOTSPOTS=TABLES / "arms.gpkg",
        VISITS=TABLES / "visits_simulated.gpkg",
        DOSAGE=TABLES / "dosage_simulated.gpkg",
        REPORT=DEMO / "dosage_simulated.html",
    )
    password = DEMO / "password_demo.txt"
    password.write_text("a password that all the world may read\n", encoding="utf-8")
    made["makekeys"] = step("hotspots:makekeys", KEY=DEMO / "desk_demo.key", PASSWORD_FILE=password)
    made["exportpackage"] = step(
        "hotspots:exportpackage",
        HOTSPOTS=TABLES / "arms.gpkg",
        CRIMES=TABLES / "public_violence.gpkg",
        TITLE="West Yorkshire, public violence (demonstration)",
        VALID_FROM="2026-01-05",
        VALID_UNTIL="2026-01-11",
        LIMIT=8,
        KEY=DEMO / "desk_demo.key",
        PASSWORD_FILE=password,
        OUTPUT=DEMO / "package.zip",
    )
    made["verifypackage"] = step(
        "hotspots:verifypackage",
        INPUT=DEMO / "package.zip",
        PUBLIC_KEY=DEMO / "desk_demo.pub",
        REPORT=DEMO / "package_checked.html",
    )
    returned = DEMO / "returned_simulated"
    recorded = returns.simulate(DEMO / "package.zip", made["exportpackage"]["BUNDLE_ID"], TABLES, returned)
    made["importrecords"] = step(
        "hotspots:importrecords",
        INPUT=[str(returned)],
        PACKAGES=[str(DEMO / "package.zip")],
        VISITS=TABLES / "visits_recorded.gpkg",
        FIXES=TABLES / "fixes_recorded.gpkg",
        NOTES=TABLES / "notes_recorded.gpkg",
    )
    if made["importrecords"]["VISITS_COUNT"] != recorded:
        raise RuntimeError(f"{recorded} patrols were recorded and {made['importrecords']['VISITS_COUNT']} came back")
    return made


def main() -> None:
    """Build, install, go round, draw, and name the files to look at."""
    shutil.rmtree(DEMO, ignore_errors=True)
    shutil.rmtree(PROFILES, ignore_errors=True)
    TABLES.mkdir(parents=True)
    for verb in (["zip"], ["deploy", str(PROFILES)]):
        subprocess.run([sys.executable, str(ROOT / ".ci" / "build.py"), *verb], check=True)
    began = time.monotonic()
    made = loop()
    from . import page, project

    project.make(DEMO, TABLES)
    print("Opening the project in QGIS Desktop for a picture", flush=True)
    project.photograph(DEMO, PROFILES)
    page.write(DEMO, TABLES, made)
    print(f"\nThe loop ran in {time.monotonic() - began:.0f} s on real crimes and simulated patrols. Look at:")
    for name, what in page.FILES.items():
        print(f"  {(DEMO / name).relative_to(ROOT)}  {what}")


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Path) else value


def _brief(value: Any) -> bool:
    return not isinstance(value, dict | list) and len(str(value)) <= 64 and "/" not in str(value)


if __name__ == "__main__":
    main()
