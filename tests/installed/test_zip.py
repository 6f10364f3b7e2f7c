"""The zip follows the plugin site's rules, and the checks see a zip that does not."""

from __future__ import annotations

import importlib.util
import shutil
import zipfile

import pytest

from .conftest import BUILD, ROOT

spec = importlib.util.spec_from_file_location("build", BUILD)
build = importlib.util.module_from_spec(spec)
spec.loader.exec_module(build)


def test_the_zip_breaks_no_rule_of_the_plugin_site(built):
    assert build.broken_rules(built) == []


def test_everything_the_plugin_reads_at_run_time_is_inside_its_one_folder(built):
    with zipfile.ZipFile(built) as archive:
        names = set(archive.namelist())
    shipped = [p for p in (ROOT / "resources").rglob("*") if p.is_file() and "images" not in p.parts]
    assert {f"hotspot_plugin/{p.relative_to(ROOT).as_posix()}" for p in shipped} <= names
    assert {"hotspot_plugin/metadata.txt", "hotspot_plugin/LICENSE", "hotspot_plugin/core/chance.py"} <= names


def test_building_twice_gives_the_same_bytes(built):
    before = built.read_bytes()
    build.make_zip()
    assert built.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("hotspot_plugin/core/fast.pyd", "is a binary"),
        ("hotspot_plugin/__pycache__/a.cpython-311.pyc", "must not be in the zip"),
        ("hotspot_plugin/../evil.py", "must not be in the zip"),
        ("other/readme.txt", "one top folder"),
        ("hotspot_plugin/resources_rc.py", "generated code"),
    ],
)
def test_a_zip_with_a_forbidden_file_is_found_out(built, tmp_path, name, complaint):
    copy = tmp_path / "copy.zip"
    shutil.copy(built, copy)
    with zipfile.ZipFile(copy, "a") as archive:
        archive.writestr(name, "x")
    assert any(complaint in problem for problem in build.broken_rules(copy))


def test_metadata_without_a_tracker_is_found_out():
    values = build.general()
    assert build.broken_metadata(values) == []
    assert build.broken_metadata({**values, "tracker": ""}) == ["metadata.txt lacks tracker"]
