"""Personal data, small counts, and what must not be in any file."""

from __future__ import annotations

import json
import re
import sqlite3
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tasking.checks import check
from hotspot_plugin.core.tasking.notes import with_notes
from hotspot_plugin.core.tasking.personal import findings
from hotspot_plugin.core.tasking.place import Evidence, Place
from hotspot_plugin.core.tasking.suppress import REST, suppressed
from tests.core.tasking.town import some_crimes


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        # numbers that Ofcom keeps for drama, a plate of the DVLA's example
        ("Call 01632 960983 after ten", "a phone number"),
        ("+44 7700 900 123", "a phone number"),
        ("07700-900123", "a phone number"),
        ("Silver Golf AB51 ABC", "a number plate"),
        ("AB123456C", "a National Insurance number"),
        ("suspect born 3 May 1990", "a date of birth"),
        ("DOB unknown", "a date of birth"),
        ("05/11/1987", "a date of birth"),
        ("mail someone@example.com", "an e-mail address"),
        ("see 43/123456/26", "a crime reference"),
        ("dealing from 14 High Street", "a home address"),
        ("Known dealer Kevin Example lives near", "a person's name"),
        ("Ask PC Plod", "a person's name"),
    ],
)
def test_text_that_looks_like_personal_data_is_found(text, kind):
    assert kind in [found.kind for found in findings([("note", text)])]


@pytest.mark.parametrize(
    "text",
    [
        "Operation Larch, week 14",
        "Broad Street and George Street",
        "Victoria Park, Gate 3",
        "Near John Lewis Road",
        "St Mary Magdalen Church",
        "20:00 to 24:00, 120 crimes",
        "Valid 1/4/2026 to 8/4/2026",
        "A4074 and M40, 11 to 15 minutes",
        "hex_0012345678",
        "Mark the bins; may flood. Dawn patrols help",
    ],
)
def test_words_of_places_and_times_are_left_alone(text):
    assert findings([("note", text)]) == []


def test_personal_data_needs_a_written_reason_that_the_manifest_shows(make, task):
    with pytest.raises(HotspotError, match="The name of a1 holds what looks like a phone number, “0163…”"):
        make(name=["01632 960983", None])
    with pytest.raises(HotspotError, match="OVERRIDE"):
        make(name=["01632 960983", None], task=replace(task, override="yes"))
    package = make(name=["01632 960983", None], task=replace(task, override="The number of the station's front desk"))
    assert json.loads(package.manifest)["override"] == "The number of the station's front desk"


def test_counts_below_five_are_in_no_file_and_the_page_says_fewer_than(make, task):
    package = make(crimes=some_crimes(), task=replace(task, suppress_below=5))
    page = package.files["briefings/a1.html"].decode()
    # four crimes are in the first square (town.py)
    assert "Fewer than 5 crimes were recorded here from October to December 2025." in page
    assert "Burglary" not in page
    rows = [feature["properties"] for feature in json.loads(package.files["data/hotspots.geojson"])["features"]]
    assert {(row["crimes"], row["crimes_per_day"], row["crime_share"]) for row in rows} == {(None, None, None)}


def place(mix=(), months=(), crimes=100):
    return Place("a", "a", 1, None, 1.0, crimes=crimes, evidence=Evidence(crimes, tuple(mix), tuple(months)))


def test_small_types_are_added_up_with_the_smallest_shown_if_they_are_still_too_few():
    (one,) = suppressed([place(mix=(("A", 20), ("B", 7), ("C", 2), ("D", 1)))], 5)
    # C and D are 3, too few to show as a sum, which the total would give away: B joins them
    assert one.evidence.mix == (("A", 20), (REST, 10))
    (two,) = suppressed([place(mix=(("A", 20), ("C", 4), ("D", 3)))], 5)
    assert two.evidence.mix == (("A", 20), (REST, 7))


def test_one_small_month_is_never_hidden_alone():
    (one,) = suppressed([place(months=(("Jan", 20), ("Feb", 2), ("Mar", 9), ("Apr", 0)))], 5)
    assert one.evidence.months == (("Jan", 20), ("Feb", None), ("Mar", None), ("Apr", 0))


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.integers(2, 12))
def test_no_hidden_count_can_be_found_by_subtraction(counts, below):
    counts = sorted(counts, reverse=True)
    shown = suppressed([place(mix=[(str(i), n) for i, n in enumerate(counts)], crimes=sum(counts))], below)[0]
    if shown.crimes is None:
        return
    lines = dict(shown.evidence.mix)
    assert sum(lines.values()) == sum(counts)
    assert all(count >= below for count in lines.values())


def test_without_a_threshold_everything_is_shown():
    one = place(mix=(("A", 1),), crimes=1)
    assert suppressed([one], 0) == [one]


def test_the_analysts_note_is_on_the_page_and_in_the_geopackage(make, task, tmp_path):
    from hotspot_plugin.core.tasking.package import build
    from tests.core.tasking.town import RESOURCES, squares, to_degrees

    shapes = np.array([*to_degrees(squares(1)), None], dtype=object)[:-1]
    bare = [Place("a1", "a1", 1, shapes[0], 4.0)]
    noted = with_notes(bare, {"a1": "Gate <b>locked</b> after ten; Tŷ Gwyn is shut."}, ["a1", "b2"], "notes")
    files = build(task, noted, None, RESOURCES).files
    assert "From the analyst: Gate &lt;b&gt;locked&lt;/b&gt; after ten; Tŷ Gwyn" in files["briefings/a1.html"].decode()
    path = tmp_path / "h.gpkg"
    path.write_bytes(files["hotspots.gpkg"])
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT notes FROM hotspots").fetchone()[0].startswith("Gate <b>")


def test_notes_for_hotspots_that_stay_do_not_travel_and_unknown_ones_are_refused():
    bare = [Place("a1", "a1", 1, None, 4.0)]
    assert [p.notes for p in with_notes(bare, {"b2": "x"}, ["a1", "b2"], "notes")] == [""]
    with pytest.raises(HotspotError, match=r"notes has notes for 1 hotspots that are not .* \(such as zz\)"):
        with_notes(bare, {"zz": "x"}, ["a1", "b2"], "notes")
    with pytest.raises(HotspotError, match="601 characters: 600 are the most"):
        with_notes(bare, {"a1": "x" * 601}, ["a1"], "notes")


def test_a_title_that_names_a_hotspot_that_stays_is_refused(make, task):
    files = make(task=replace(task, title="Instead of control-17")).files
    check(files, ["a1", "b2"], ["other-18"])
    with pytest.raises(HotspotError, match="would hold the id of a hotspot that stays, control-17"):
        check(files, ["a1", "b2"], ["control-17"])


@pytest.mark.parametrize("text", [r"C:\Users\jo\x.gpkg", "/home/jo/x", "file:///srv/x"])
def test_a_path_of_the_machine_is_refused(make, task, text):
    with pytest.raises(HotspotError, match="would hold a path or user of this machine"):
        check(make(task=replace(task, title=text)).files, ["a1", "b2"], [])


def test_a_missing_or_double_hotspot_is_refused(make):
    with pytest.raises(HotspotError, match="are not those chosen"):
        check(make().files, ["a1"], [])


def test_an_author_in_a_project_or_a_pdf_is_refused(make):
    for path, content in {"x.qgs": b"<author>root</author>", "x.pdf": b"/Author (root)"}.items():
        with pytest.raises(HotspotError, match=re.escape(f"{path} would name its author")):
            check({**{p: c for p, c in make().files.items() if p != "tasking.qgz"}, path: content}, ["a1", "b2"], [])
