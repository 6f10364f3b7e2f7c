"""Units are never people: names hidden by default, and with a key pseudonyms that only its holder can make."""

from __future__ import annotations

import re

import pytest

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tracking.pseudonyms import Pseudonyms, personal
from tests.core.log import Log
from tests.core.tracking.trackfiles import read

KEY = "correct horse battery"


@pytest.mark.parametrize(
    "name",
    [
        "PC Jane Smith",
        "PC 1234 Smith",
        "Sgt Ali",
        "Jane Smith",
        "JANE SMITH",
        "Jane_Smith",
        "JaneSmith",
        "Smith, Jane",
        "jane smith",
        "jane.smith",
        "Zoë Müller",
        "Sean O'Neil",
        "jane@force.example",
    ],
)
def test_what_looks_like_a_persons_name_is_hidden(name):
    assert personal(name)
    assert Pseudonyms().of(name) == "anon-001"


@pytest.mark.parametrize(
    "name",
    [
        "4716",
        "unit_07",
        "AB12",
        "Unit 7",
        "X-ray 21",
        "van",
        "Response Alpha",
        "around-visnjan-with-car",
        "T",
        "u-1",
        "",
    ],
)
def test_codes_call_signs_and_things_stay(name):
    assert Pseudonyms().of(name) == name


def test_with_a_key_a_unit_has_the_same_pseudonym_whatever_its_capitals_and_spaces():
    # printf 'jane smith' | openssl dgst -sha256 -hmac 'correct horse battery' -binary | base32
    assert Pseudonyms(KEY).of("Jane  Smith") == "u-nly6g5v3u5c2"
    assert Pseudonyms(KEY).of("unit_07") != Pseudonyms(KEY + "!").of("unit_07")


@pytest.mark.parametrize("key", ["x", "elevenchars"])
def test_a_key_that_can_be_guessed_is_refused(key):
    with pytest.raises(HotspotError, match="can be guessed"):
        Pseudonyms(key)


@pytest.mark.parametrize("key", ["", KEY])
def test_no_name_is_left_in_units_sources_or_rejects(tmp_path, key):
    """A person's name as a folder, a file, a cell, and a column that nobody asked for."""
    folder = tmp_path / "Jane Smith"
    folder.mkdir()
    (folder / "Jane Smith.csv").write_text("time,lat,lon,driver\n2026-01-05T14:00:00Z,51,1,Jane\nx,51,1,Jane\n")
    (folder / "all.csv").write_text(
        "unit,time,lat,lon\nPC Jane Smith,2026-01-05T14:00:15Z,51,1\nPC Jane Smith,x,51,1\n"
    )
    (folder / "jane.smith.gpx").write_text("<html/>")
    made = read([folder, str(tmp_path)], key=key)
    assert "jane" not in (made.table.to_csv() + made.rejects.to_csv()).lower()
    assert made.units == 2


def test_the_log_says_that_names_were_hidden_and_how_to_keep_them_alike(tmp_path):
    (tmp_path / "a.csv").write_text("unit,time,lat,lon\nJane Smith,2026-01-05T14:00:15Z,51,1\n")
    log = Log()
    read(tmp_path, log=log)
    assert "1 names look like people's" in log.text
    assert "UNIT_KEY" in log.text


def test_a_unit_in_two_files_is_one_unit_under_a_key(tmp_path):
    for i, name in enumerate(("Van 1", "VAN  1")):
        (tmp_path / f"{i}.csv").write_text(f"unit,time,lat,lon\n{name},2026-01-05T14:00:1{i}Z,51,1\n")
    assert read(tmp_path, key=KEY).units == 1


def test_a_simulated_unit_can_still_be_told_under_a_key():
    names = Pseudonyms(KEY)
    assert re.fullmatch(r"simulated_u-[a-z2-7]{12}", names.of("simulated_unit_01"))
    assert names.path("simulated_unit_01.gpx", ("simulated_unit_01",)).startswith("simulated_u-")
    assert re.fullmatch(r"u-[a-z2-7]{12}", names.of("unit_01"))
