"""Every algorithm of the installed zip by qgis_process, from JSON on standard input, as a scheduled task runs it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from hotspot_plugin.processing.provider import ALGORITHMS
from tests import loop
from tests.demo.process import AlgorithmError, run


@pytest.fixture(scope="module")
def results(profiles, tmp_path_factory):
    """The results of each algorithm, run once in the order of the loop."""
    steps = loop.inputs(tmp_path_factory.mktemp("loop"))
    return {name: run(profiles, f"hotspots:{name}", step)["results"] for name, step in steps.items()}


def test_every_algorithm_of_the_provider_has_run(results):
    assert set(results) == {module for modules in ALGORITHMS.values() for module in modules}


def test_all_crimes_are_in_the_layer_or_in_the_rejects(results):
    # 12 places with 5, 8, …, 38 crimes = 258 a month, and one row a month without coordinates
    assert results["importcrimes"]["COUNT"] == 516
    assert results["importcrimes"]["REJECTED"] == 2


def test_five_corridors_are_on_the_streets_that_the_crimes_name(results):
    assert results["buildcorridorhotspots"]["COUNT"] == 5
    assert results["buildcorridorhotspots"]["NAMED"] == 1.0


def test_half_of_ten_hotspots_travel_and_the_package_verifies(results):
    assert results["exportpackage"]["COUNT"] == 5
    assert results["verifypackage"]["COUNT"] == 5
    assert results["verifypackage"]["HASH"] == results["exportpackage"]["HASH"]


def test_every_simulated_fix_is_imported(results):
    assert results["importtracks"]["COUNT"] == results["simulatepatrols"]["FIXES"]


def test_a_missing_input_ends_qgis_process_with_an_error_and_one_sentence(profiles, tmp_path):
    with pytest.raises(AlgorithmError) as caught:
        run(profiles, "hotspots:importcrimes", {"INPUT": str(tmp_path / "nothing"), "OUTPUT": str(tmp_path / "o.gpkg")})
    assert "Traceback" not in str(caught.value)
    assert "nothing" in str(caught.value)
    assert not (tmp_path / "o.gpkg").exists()


def test_a_made_up_month_is_compared_with_the_month_before(results):
    # both months have the same number of crimes at each place, so that nothing can have been found
    assert results["evaluatetrial"]["CAN_TELL"] == 0
    assert 0.5 < results["evaluatetrial"]["RATIO"] < 2
    assert "cannot tell" in results["evaluatetrial"]["SENTENCE"]


def test_the_model_that_comes_with_the_plugin_runs_too(profiles, results, tmp_path):
    hexagons, report = tmp_path / "hexagons.gpkg", tmp_path / "comparison.html"
    outputs = {"hexagons": str(hexagons), "areas": "TEMPORARY_OUTPUT", "comparison": str(report)}
    inputs = {"CRIMES": results["importcrimes"]["OUTPUT"], "FROM": "2018-08-01", "TOP_N": 5, **outputs}
    run(profiles, "hotspots:crimestohotspots", inputs)
    assert hexagons.is_file()
    assert "Areas" in report.read_text(encoding="utf-8")


@pytest.fixture
def bare(profiles, tmp_path):
    """The same profile where Python has no cryptography, as in QGIS for Windows."""
    shutil.copytree(profiles, tmp_path / "bare", symlinks=True)
    python = next((tmp_path / "bare").glob("profiles/*/python"))
    (python / "cryptography.py").write_text('raise ImportError("there is no cryptography here")\n')
    return tmp_path / "bare"


def test_without_cryptography_the_plugin_loads_and_only_its_steps_are_refused(bare, results, tmp_path):
    checked = run(bare, "hotspots:verifypackage", {"INPUT": results["exportpackage"]["OUTPUT"]})["results"]
    assert (checked["VALID"], checked["SIGNATURE"]) == (1, "unsigned")
    (tmp_path / "password.txt").write_text("three random words")
    inputs = {"KEY": str(tmp_path / "desk.key"), "PASSWORD_FILE": str(tmp_path / "password.txt")}
    with pytest.raises(AlgorithmError, match="Making keys needs the Python library cryptography") as caught:
        run(bare, "hotspots:makekeys", inputs)
    assert "Traceback" not in str(caught.value)
    assert not (tmp_path / "desk.key").exists()


def test_a_scheduled_task_signs_and_encrypts_with_a_password_that_is_in_no_output(profiles, results, tmp_path):
    keys = results["makekeys"]
    password = Path(keys["KEY"]).with_name("password.txt")
    inputs = loop.inputs(tmp_path)["exportpackage"] | {
        "HOTSPOTS": str(Path(keys["KEY"]).with_name("arms.gpkg")),
        "CRIMES": str(Path(keys["KEY"]).with_name("crimes.gpkg")),
        "BOOKLET": False,
        "KEY": keys["KEY"],
        "PASSWORD_FILE": str(password),
        "RECIPIENTS": keys["RECIPIENT"],
    }
    sent = run(profiles, "hotspots:exportpackage", inputs)
    assert sent["results"]["OUTPUT"].endswith("package.zip.age")
    assert password.read_text().strip() not in json.dumps(sent)
    to_check = {
        "INPUT": sent["results"]["OUTPUT"],
        "PUBLIC_KEY": keys["PUBLIC_KEY"],
        "IDENTITY": keys["IDENTITY"],
    }
    assert run(profiles, "hotspots:verifypackage", to_check)["results"]["SIGNATURE"] == "good"
