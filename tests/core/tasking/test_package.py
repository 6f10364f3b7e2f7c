"""What a package holds, what it never holds, and that the same input gives the same bytes."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import jsonschema
import numpy as np
import pandas as pd
import pytest

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tasking import container
from hotspot_plugin.core.tasking.choice import hotspot_ids, overlapping, travelling
from hotspot_plugin.core.tasking.place import Task
from hotspot_plugin.core.tasking.places import places
from tests.core.tasking.town import RESOURCES, ROOT, some_crimes, squares, to_degrees


def zipped(package):
    target = io.BytesIO()
    container.write(target, package.files)
    return target.getvalue()


def features(package):
    return [feature["properties"] for feature in json.loads(package.files["data/hotspots.geojson"])["features"]]


def test_a_package_holds_a_briefing_for_each_hotspot_and_the_files_of_the_format(make):
    assert sorted(make().files) == [
        "FORMAT.md",
        "README.txt",
        "briefings/a1.html",
        "briefings/b2.html",
        "briefings/index.html",
        "data/hotspots.geojson",
        "data/tasking.json",
        "hotspots.gpkg",
        "manifest.json",
        "records.gpkg",
        "schema/manifest.schema.json",
        "schema/records.schema.json",
        "schema/tasking.schema.json",
        "tasking.qgz",
    ]


def test_the_manifest_follows_the_json_schema_that_travels_with_it(make):
    for package in (make(), make(ids=["../../x", "Ŵylfa"], crimes=some_crimes())):
        schema = json.loads(package.files["schema/manifest.schema.json"])
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.Draft202012Validator(schema).validate(json.loads(package.manifest))


def test_the_same_rows_in_any_order_give_the_same_bytes(make):
    columns = {"rank": [3, 1, 2, 2], "name": ["x", "y", None, "z"]}
    first = zipped(make(ids=["d", "a", "c", "b"], crimes=some_crimes(), **columns))
    for order in ([3, 2, 1, 0], [1, 3, 0, 2]):
        assert zipped(make(ids=["d", "a", "c", "b"], crimes=some_crimes(), order=order, **columns)) == first


def test_crimes_in_any_order_give_the_same_bytes(make):
    crimes = some_crimes()
    turned = replace(
        crimes, **{name: getattr(crimes, name)[::-1] for name in ("x", "y", "types", "occurred_from", "occurred_to")}
    )
    assert zipped(make(crimes=crimes)) == zipped(make(crimes=turned))


@pytest.mark.parametrize(
    "environment", [{"TZ": "Pacific/Auckland"}, {"LC_ALL": "C"}, {"PYTHONHASHSEED": "7", "PYTHONUTF8": "0"}]
)
def test_another_machine_gives_the_same_bytes(environment, tmp_path):
    script = """
import hashlib, io, sys
sys.path[:0] = sys.argv[1:]
from datetime import datetime
import pandas as pd
from tests.core.tasking.town import RESOURCES, SUMMER, some_crimes, squares, to_degrees
from hotspot_plugin.core.tasking import container
from hotspot_plugin.core.tasking.package import build
from hotspot_plugin.core.tasking.places import places
from hotspot_plugin.core.tasking.place import Task
task = Task("Operation Larch", datetime(2026, 4, 1, 6, tzinfo=SUMMER), datetime(2026, 4, 8, 6, tzinfo=SUMMER))
table = pd.DataFrame({"hotspot_id": ["a1", "Ŵ"]})
target = io.BytesIO()
container.write(target, build(task, *places(table, squares(2), to_degrees(squares(2)), some_crimes()), RESOURCES).files)
print(hashlib.sha256(target.getvalue()).hexdigest())
"""
    path = tmp_path / "make.py"
    path.write_text(script, encoding="utf-8")
    command = [sys.executable, str(path), str(ROOT)]
    printed = {subprocess.check_output(command, env={**os.environ, **extra}) for extra in ({}, environment)}
    assert len(printed) == 1


def test_another_title_validity_or_limit_is_another_bundle(make, task):
    ids = {
        make(task=changed).bundle_id
        for changed in (
            task,
            replace(task, title="x"),
            replace(task, valid_until=task.valid_until + timedelta(1)),
            replace(task, limit=4),
        )
    }
    assert len(ids) == 4


def test_no_column_but_those_of_the_list_travels(make):
    package = make(
        name=["North", "South"],
        arm=["ARMSECRET", "ARMSECRET"],
        block=["BLOCKSECRET"] * 2,
        cluster_id=["CLUSTERSECRET"] * 2,
        probability=[0.123454321] * 2,
        victim=["VICTIMSECRET"] * 2,
    )
    whole = zipped(package)
    assert b"North" in whole
    assert b"SECRET" not in whole
    assert b"123454321" not in whole


def test_nothing_in_a_package_tells_of_a_control(make):
    """Ranks 1 and 4 of the analyst's list become 1 and 2, so that no gap shows how many stay."""
    package = make(crimes=some_crimes(), rank=[4, 1], method=["hex", "hex"], shift=["night", "all"])
    assert [(row["hotspot_id"], row["rank"]) for row in features(package)] == [("b2", 1), ("a1", 2)]
    for path, content in package.files.items():
        assert path == "FORMAT.md" or not re.search(rb"control|treat|withheld|trial|\barm\b", content, re.I), path


def test_no_crime_location_or_address_travels(make):
    whole = zipped(make(crimes=some_crimes()))
    for metres in (50, 60, 70, 80, 450):  # the crimes' x in town.py
        assert f"{-1.25 + metres / 69_440:.5f}".encode() not in whole


def test_figures_come_from_the_crimes_inside(make):
    first, second = features(make(crimes=some_crimes()))
    # 4 and 1 of 10 crimes; October to December 2025 has 31 + 30 + 31 = 92 days
    assert (first["crimes"], first["crime_share"], first["crimes_per_day"]) == (4, 0.4, round(4 / 92, 4))
    assert (second["crimes"], second["crime_share"]) == (1, 0.1)
    assert first["area_ha"] == 4.0  # 200 m × 200 m


def test_without_crimes_the_hotspots_own_columns_are_used_and_missing_ones_stay_null(make):
    first, second = features(make(crimes_per_day=[2.5, np.nan], peak_days=["Friday", None]))
    assert (first["crimes_per_day"], first["peak_days"], first["crimes"]) == (2.5, "Friday", None)
    assert (second["crimes_per_day"], second["peak_days"], second["shift"]) == (None, None, None)


def test_without_a_rank_the_place_with_more_crimes_comes_first(make):
    assert [row["hotspot_id"] for row in features(make(crimes=some_crimes(), ids=["z", "a"]))] == ["z", "a"]


class Heard:
    def __init__(self):
        self.warnings = []

    def at(self, fraction):
        pass

    def say(self, message):
        pass

    def warn(self, message):
        self.warnings.append(message)


def test_a_crimes_column_that_disagrees_with_the_crimes_is_said():
    table, heard = pd.DataFrame({"hotspot_id": ["a", "b"], "crimes": [4, 9]}), Heard()
    found, _ = places(table, squares(2), to_degrees(squares(2)), some_crimes(), heard)
    assert [place.crimes for place in found] == [4, 1]
    assert heard.warnings == [
        (
            "1 of 2 hotspots have another number in their crimes column than crimes inside them: "
            "the package gives the number inside, to which mix and months belong."
        )
    ]


def test_names_that_count_through_the_rank_stay_since_their_gaps_would_tell(make):
    rows = features(make(rank=[7, 2], name=["Hexagon 7", "Hexagon 2"]))
    assert [row["name"] for row in rows] == ["Hotspot b2", "Hotspot a1"]
    rows = features(make(rank=[7, 2], name=["17 Acres", "Area 12"]))
    assert [row["name"] for row in rows] == ["Area 12", "17 Acres"]


def test_a_place_without_a_name_is_called_after_its_snap_points_and_never_after_an_address(make):
    places = ["On or near Parking Area"] * 2 + [
        "On or near High Street",
        "12 Victim Road",
        "3 Victim Road",
        *[None] * 5,
    ]
    package = make(crimes=replace(some_crimes(), places=np.array(places, dtype=object)))
    assert [row["name"] for row in features(package)] == ["Near High Street", "Hotspot b2"]
    assert b"Victim" not in zipped(package)


def test_a_rank_that_is_text_is_left_out_and_that_is_said():
    heard = Heard()
    found, _ = places(
        pd.DataFrame({"hotspot_id": ["b", "a"], "rank": ["first", "2"]}),
        squares(2),
        to_degrees(squares(2)),
        None,
        heard,
    )
    assert [place.hotspot_id for place in found] == ["a", "b"]
    assert "The column rank holds 'first'" in heard.warnings[0]


def test_an_unknown_arm_is_refused_with_the_arms_there_are():
    with pytest.raises(
        HotspotError, match=r"No hotspot of beats is in the arm “treatmnet”; its arms are: control, treatment\."
    ):
        travelling(["control", "treatment", None], "treatmnet", "beats")
    assert travelling(["control", " treatment ", None], "treatment", "beats").tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (["a", None], "Feature 2 of beats has no hotspot_id"),
        (["a", " "], "Feature 2 of beats has no hotspot_id"),
        ([1.0, np.nan], "Feature 2 of beats has no hotspot_id"),
        (["a", "b", "a"], "Features 1 and 3 of beats have the same hotspot_id, a:"),
        (["x" * 201], "201 characters"),
    ],
)
def test_ids_that_are_missing_or_double_are_refused(values, said):
    with pytest.raises(HotspotError, match=said):
        hotspot_ids(values, "beats")


def test_whole_numbers_are_ids_without_a_point():
    assert hotspot_ids([1, 2.0, "3.0"], "beats") == ["1", "2", "3.0"]


def test_hotspots_that_touch_do_not_overlap_and_those_that_share_ground_do():
    grid = squares(3)
    assert overlapping(grid[:1], grid[1:]) == 0
    assert overlapping(squares(2, side=200.0)[:1], squares(1, side=100.0)) == 1
    assert overlapping(grid, grid[:0]) == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "no title"),
        ({"title": "x" * 201}, "201 characters"),
        ({"limit": 0}, "LIMIT is 0"),
        ({"limit": -1}, "LIMIT is -1"),
        ({"limit": 1001}, "LIMIT is 1001"),
    ],
)
def test_a_task_that_cannot_be_is_refused(task, changes, said):
    with pytest.raises(HotspotError, match=said):
        replace(task, **changes)


def test_a_validity_that_ends_before_it_begins_is_refused_and_one_instant_is_not(task):
    with pytest.raises(
        HotspotError,
        match=r"would end \(Wednesday 1 April 2026, 05:59\) before it begins \(Wednesday 1 April 2026, 06:00\)",
    ):
        replace(task, valid_until=task.valid_from - timedelta(minutes=1))
    assert isinstance(replace(task, valid_until=task.valid_from), Task)


def test_the_readme_says_the_same_as_the_task(make):
    text = make().files["README.txt"].decode()
    assert "Operation Larch\n===============\n" in text
    assert "until Wednesday 8 April 2026, 06:00 (Europe/London)" in text
    assert "limit: at most 3 a day" in text
    assert "$" not in text


def test_resources_checked_out_on_windows_give_the_same_bytes(make, tmp_path, task):
    from hotspot_plugin.core.tasking.package import build

    templates = tmp_path / "templates"
    templates.mkdir()
    for path in RESOURCES.templates.iterdir():
        (templates / path.name).write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    schemas = tmp_path / "schemas"
    schemas.mkdir()
    for path in RESOURCES.schemas.iterdir():
        (schemas / path.name).write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    table = pd.DataFrame({"hotspot_id": ["a1", "b2"]})
    ordered, period = places(table, squares(2), to_degrees(squares(2)))
    windows = replace(RESOURCES, templates=templates, schemas=schemas)
    assert zipped(build(task, ordered, period, windows)) == zipped(make())


def test_the_vectors_of_the_specification_are_right():
    """The hashes in FORMAT.md, from the bytes that it shows and from a zip written field by field."""
    import hashlib
    import struct
    import zlib

    text = (RESOURCES.schemas / "FORMAT.md").read_text(encoding="utf-8")
    canonical = bytes.fromhex(re.search(r"    (7b[0-9a-f]+)", text)[1])
    assert json.loads(canonical) == {"a": "ŵ", "b": [1, 2]}
    assert hashlib.sha256(canonical).hexdigest() in text
    name, content = b"a.txt", b"hello\n"
    header = struct.pack("<5H3L2H", 20, 0, 0, 0, 33, zlib.crc32(content), 6, 6, 5, 0)
    local = b"PK\x03\x04" + header + name + content
    central = b"PK\x01\x02\x14\x03" + header + struct.pack("<3H2L", 0, 0, 0, 0o100644 << 16, 0) + name
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 1, 1, len(central), len(local), 0)
    assert f"{len(local + central + end)} bytes" in text
    assert hashlib.sha256(local + central + end).hexdigest() in text


def test_the_signature_and_the_encryption_of_the_specification_are_right(tmp_path):
    """minisign and age, given nothing but what FORMAT.md shows."""
    import subprocess

    text = (RESOURCES.schemas / "FORMAT.md").read_text(encoding="utf-8")
    lines = [line.removeprefix("    ") for line in text.splitlines()]
    (tmp_path / "m").write_bytes(bytes.fromhex(re.search(r"    (7b[0-9a-f]+)", text)[1]))
    first = next(i for i, line in enumerate(lines) if line.startswith("RWQB"))
    shown = ["untrusted comment: ", *lines[first : first + 3]]
    (tmp_path / "m.minisig").write_text("\n".join(shown) + "\n")
    public = re.search(r"`(RWQ[A-Za-z0-9+/]{53})`", text)[1]
    command = ["minisign", "-Vm", "m", "-P", public]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "sequence:7" in said
    first = lines.index("age-encryption.org/v1")
    header = "\n".join(lines[first : first + 4]) + "\n"
    (tmp_path / "x.age").write_bytes(header.encode() + bytes.fromhex(lines[first + 4]))
    # Bech32 of the bytes 0 to 31, as age's reference implementation writes them
    (tmp_path / "id").write_text("AGE-SECRET-KEY-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0SWRYDWG\n")
    command = ["age", "-d", "-i", "id", "x.age"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout == b"hello\n"


def test_the_specification_has_two_pages_and_names_every_file(make):
    text = (RESOURCES.schemas / "FORMAT.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 110  # 55 lines a page
    roles = {line["role"] for line in json.loads(make().manifest)["files"]}
    assert all(role in text for role in roles)
