"""JSON and GPX from strangers, and mixed folders: refused in one sentence or read correctly."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tasking import strictjson
from tests.core.tasking.field import base, bring, empty_base, ids, packed, refused, tasker
from tests.core.tasking.town import ROOT


@pytest.fixture
def empty():
    return empty_base()


# ---- JSON -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[" * 100_000, "nested more than 32 deep"),
        (b'{"a":' * 100_000, "nested more than 32 deep"),
        (b'{"format": 1e999}', "holds 1e999"),
        (b'{"format": -1e999}', "holds -1e999"),
        (b'{"format": NaN}', "holds NaN"),
        (b'{"format": Infinity}', "holds Infinity"),
        (b'{"x": ' + b"9" * 5000 + b"}", "holds 9999"),
        (b'{"format": "hotspot-records", "format": "x"}', "has a member twice"),
        (b'{"format": "hotspot-records"', "is no JSON"),
        (b'{"\xff": 1}', "is not UTF-8"),
        (b'{"' + b'\\"' * 500_000, "is no JSON"),
        (b"{}" + b" " * 17_000_000, "has 17,000,002 bytes"),
        (b"[" + b"{}," * 500_000 + b"{}]", "has more values"),
        (b'{"format": "something else"}', "does not say that its format"),
        (b'{"format": "hotspot-records", "version": "2.0", "patrols": []}', "version '2.0'"),
        (b'{"format": "hotspot-records", "version": 1, "patrols": []}', "version '1'"),
        (b'{"format": "hotspot-records", "version": "1.0"}', "has no list of patrols"),
        (b'{"format": "hotspot-records", "version": "1.0", "patrols": {}}', "has no list of patrols"),
    ],
)
def test_hostile_json_is_refused_in_one_sentence(reads, content, said):
    refused(reads, content, said, "records.json")


def test_the_limits_do_not_see_brackets_in_texts():
    text = "[{" * 5000 + '\\"]}'
    assert strictjson.loads(json.dumps([text]).encode()) == [text]


def test_patrols_that_are_none_are_rejected_and_the_others_read(reads):
    good = {"patrol_id": "w1", "started": "2026-04-02T10:00:00Z", "device_id": "web", "revision": 3}
    odd = [
        7,
        None,
        [],
        {},
        {"patrol_id": {"a": 1}, "started": "2026-04-02T10:00:00Z"},
        {"patrol_id": "x", "started": 5},
    ]
    returned = reads(tasker(*odd, good), "records.json")
    assert ids(returned) == ["w1"]
    assert sorted(reject.row for reject in returned.ledger.rejects) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    "fixes",
    [
        [],
        {"time": [1]},
        {"time": [1], "longitude": [1], "latitude": 5},
        {"time": [1, 2], "longitude": [1], "latitude": [1]},
        {"time": [1], "longitude": [1], "latitude": [1], "speed_ms": [1, 2]},
    ],
)
def test_positions_that_are_no_columns_are_rejected_and_the_patrol_is_kept(reads, fixes):
    returned = reads(tasker({"patrol_id": "w1", "started": "2026-04-02T10:00:00Z", "fixes": fixes}), "records.json")
    assert ids(returned) == ["w1"]
    assert [reject.reason for reject in returned.ledger.rejects] == [
        "positions are no columns of one length (time, longitude, latitude)"
    ]


def test_positions_of_a_tasker_are_read_value_by_value(reads):
    fixes = {
        "time": [1775124000000, 1775124005000, None, "x", 10**19, True, 1775124010000],
        "longitude": [-1.25, -1.25, -1.25, -1.25, -1.25, -1.25, "east"],
        "latitude": [51.5, 51.5, 51.5, 51.5, 51.5, 51.5, 51.5],
        "accuracy_m": [4, None, 4, 4, 4, 4, 4],
        "speed_ms": [1.5, -1, 1, 1, 1, 1, 1],
    }
    patrol = {"patrol_id": "w1", "device_id": "web", "started": "2026-04-02T10:00:00Z", "fixes": fixes}
    returned = reads(tasker(patrol), "records.json")
    table = returned.ledger.fixes
    assert table["time"].tolist() == [1775124000000, 1775124005000]
    assert table["accuracy_m"].fillna(-1).tolist() == [4, -1]
    assert table["speed_ms"].fillna(-1).tolist() == [1.5, -1]
    assert sorted(reject.row for reject in returned.ledger.rejects) == [3, 4, 5, 6, 7]


def test_the_schema_of_records_holds_what_is_read_and_refuses_what_is_not(reads):
    schema = json.loads((ROOT / "resources" / "schemas" / "records.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    fixes = {"time": [1775124000000], "longitude": [-1.25], "latitude": [51.5], "accuracy_m": [None], "speed_ms": [0.5]}
    good = {"patrol_id": "w1", "started": "2026-04-02T10:00:00Z", "ended": None, "mode": "foot", "fixes": fixes}
    content = tasker(good, device_id="web-1", bundle_id="0" * 32)
    validator.validate(json.loads(content))
    returned = reads(content, "records.json")
    assert (len(returned.ledger.patrols), len(returned.ledger.fixes), len(returned.ledger.rejects)) == (1, 1, 0)
    for wrong in ({"mode": "horse"}, {"started": "today"}, {"fixes": {"time": [1]}}, {"patrol_id": ""}):
        assert not validator.is_valid(json.loads(tasker({**good, **wrong})))


# ---- GPX and others -------------------------------------------------------------------------------------------------

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<gpx><trk><name>&b;</name></trk></gpx>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx>&x;</gpx>'


@pytest.mark.parametrize("content", [LAUGHS, OUTSIDE])
def test_entities_in_gpx_are_refused(reads, content):
    refused(reads, content, "document type declaration", "unit-7.gpx")


@pytest.mark.parametrize("content", [b"<gpx>" + b"<a>" * 100_000, b"<html></html>", b"<gpx><trk>", b"<"])
def test_other_xml_is_refused(reads, content):
    refused(reads, content, r"unit-7\.gpx", "unit-7.gpx")


def test_a_project_is_never_opened_whatever_it_holds(reads):
    refused(reads, b"PK\x03\x04 anything", "never opened", "tasking.qgz")
    refused(reads, b"<qgis><macros/></qgis>", "never opened", "x.QGS")


def test_an_encrypted_return_says_what_to_do(reads):
    refused(reads, b"age-encryption.org/v1\n-> X25519 x", "is encrypted: decrypt it", "week14.zip.age")


def test_a_full_disk_ends_the_import_and_leaves_no_file_out_in_silence(tmp_path, empty, monkeypatch):
    (tmp_path / "records.gpkg").write_bytes(base(empty))
    (tmp_path / "week14.zip").write_bytes(packed({"records.gpkg": base(empty)}))
    real = Path.open

    def full(path, mode="r", *rest, **more):
        if mode == "wb":
            raise OSError(28, "No space left on device")
        return real(path, mode, *rest, **more)

    monkeypatch.setattr(Path, "open", full)
    for name in ("records.gpkg", "week14.zip"):
        with pytest.raises(HotspotError, match=r"could not be copied .* make room on the disk"):
            bring(tmp_path / name)


def test_one_bad_file_does_not_stop_the_others(tmp_path, empty):
    (tmp_path / "records.gpkg").write_bytes(base(empty))
    (tmp_path / "records-2.gpkg").write_bytes(base(empty, script="CREATE VIEW evil AS SELECT 1"))
    (tmp_path / "records.json").write_bytes(b"[" * 100_000)
    returned = bring(tmp_path)
    assert ids(returned) == ["p1"]
    assert [name for name, _ in returned.refused] == ["records-2.gpkg", "records.json"]
    assert len(returned.ledger.files) == 1
