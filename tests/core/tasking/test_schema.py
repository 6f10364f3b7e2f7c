"""The small validator finds a fault exactly where somebody else's (jsonschema) does."""

from __future__ import annotations

import copy
import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.tasking import schema
from tests.core.tasking.town import RESOURCES

SCHEMAS = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in RESOURCES.schemas.glob("*.json")}
TIMES = {"valid_from": "2026-04-01T05:00:00Z", "valid_until": "2026-04-08T05:00:00Z"}
GOOD = {
    "manifest.schema.json": {
        **TIMES,
        "bundle_id": "0" * 32,
        "dose_min": 15,
        "files": [
            {"path": "briefings/a.html", "bytes": 1, "sha256": "0" * 64, "role": "briefing", "hotspot_id": "a"},
            {"path": "records.gpkg", "bytes": 2, "sha256": "1" * 64, "role": "records", "mutable": True},
        ],
        "format": "hotspot-package",
        "generator": {"name": "x", "version": "1"},
        "hotspots": 1,
        "issuer": "",
        "limit_per_day": None,
        "override": "",
        "sequence": 7,
        "suppress_below": 0,
        "time_zone": "Europe/London",
        "title": "Larch",
        "version": "1.1",
    },
    "tasking.schema.json": {
        **TIMES,
        "cautions": ["simulated"],
        "dose_min": 15,
        "format": "hotspot-package",
        "issuer": "",
        "limit_per_day": 3,
        "places": [
            {
                "briefing": "briefings/a.html",
                "hotspot_id": "a",
                "latitude": 51.5,
                "longitude": -1.25,
                "name": "A",
                "rank": 1,
                "shift": None,
            }
        ],
        "time_zone": "UTC",
        "title": "Larch",
        "version": "1.1",
        "windows": [{"ends": TIMES["valid_until"], "hotspot_id": "a", "period": None, "starts": TIMES["valid_from"]}],
    },
}


def theirs(value, name):
    return jsonschema.Draft202012Validator(SCHEMAS[name]).is_valid(value)


@pytest.mark.parametrize("name", GOOD)
def test_what_is_good_has_no_faults(name):
    assert theirs(GOOD[name], name)
    assert schema.faults(GOOD[name], SCHEMAS[name]) == []


def spots(value, path=()):
    """Every place in a JSON value, as the path to it."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from spots(part, (*path, key))


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-2, 300)
    | st.sampled_from([1 << 53, 1.0, 1.5, -0.0, 181.0])
    | st.text(max_size=3)
    | st.sampled_from(["x" * 201, "manifest.json", "manifest.json.minisig", "briefing", "0" * 64])
)
VALUES = LEAVES | st.lists(LEAVES, max_size=2) | st.dictionaries(st.sampled_from(["path", "name"]), LEAVES, max_size=2)


@pytest.mark.parametrize("name", GOOD)
@given(data=st.data())
def test_a_changed_value_is_refused_exactly_if_jsonschema_refuses_it(name, data):
    value = copy.deepcopy(GOOD[name])
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([path for path in spots(value) if path] or [()]))
        if not path:
            break
        owner = value
        for key in path[:-1]:
            owner = owner[key]
        what = data.draw(st.sampled_from(["change", "change", "leave out", "twice"]))
        if what == "change":
            owner[path[-1]] = data.draw(VALUES)
        elif what == "leave out":
            del owner[path[-1]]
        elif isinstance(owner, list):
            owner.append(copy.deepcopy(owner[path[-1]]))
    assert (schema.faults(value, SCHEMAS[name]) == []) == theirs(value, name)


@pytest.mark.parametrize("name", GOOD)
@given(value=VALUES)
def test_any_value_as_a_whole_is_refused_by_both(name, value):
    assert schema.faults(value, SCHEMAS[name])
    assert not theirs(value, name)


def test_faults_say_where_and_how():
    value = copy.deepcopy(GOOD["tasking.schema.json"])
    value["places"][0]["rank"] = 0
    del value["title"]
    found = schema.faults(value, SCHEMAS["tasking.schema.json"])
    assert sorted(found) == ["places/0/rank: not 1 or more", "the whole: has no title"]


def test_the_end_of_a_pattern_is_the_end_of_the_text():
    """In ECMA 262, which JSON Schema names, $ is the end alone; jsonschema takes Python's."""
    value = {**GOOD["manifest.schema.json"], "version": "1.1\n"}
    assert schema.faults(value, SCHEMAS["manifest.schema.json"]) == ["version: not of the form ^1\\.[0-9]{1,4}$"]


def test_no_more_than_twenty_faults_are_told():
    value = {**GOOD["tasking.schema.json"], "places": [{}] * 100}
    assert len(schema.faults(value, SCHEMAS["tasking.schema.json"])) == 20


def test_a_word_that_is_not_known_is_no_silent_pass():
    with pytest.raises(ValueError, match="'maxProperties' is not known here"):
        schema.faults({}, {"maxProperties": 3})
