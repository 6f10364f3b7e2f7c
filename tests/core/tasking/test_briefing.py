"""What an officer reads."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import numpy as np
import pytest

from hotspot_plugin.core.tasking import briefing, sentences
from hotspot_plugin.core.tasking.evidence import DAY, MONTH, Period
from hotspot_plugin.core.tasking.place import Evidence, Place
from tests.core.tasking.town import RESOURCES, some_crimes, squares, to_degrees

QUARTER = Period(date(2025, 10, 1), date(2025, 12, 31), MONTH)
WEEKEND = Period(date(2025, 1, 4), date(2025, 1, 5), DAY)
PLACE = Place("a1", "a1", 1, None, 5.0)


class Page(HTMLParser):
    """Visible text, tags and links of a page; fails on a tag that is not closed."""

    def __init__(self, content):
        super().__init__()
        self.text, self.tags, self.links, self._open = "", [], [], []
        self.feed(content.decode("utf-8"))
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name in ("href", "src")]
        if tag not in ("meta", "br"):
            self._open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text += f"{data} " if "style" not in self._open else ""


def page(package, name="a1"):
    return Page(package.files[f"briefings/{name}.html"])


def test_a_briefing_says_why_what_where_when_and_until_when(make):
    text = " ".join(page(make(crimes=some_crimes(), name=["High Street", None])).text.split())
    for said in (
        "Operation Larch High Street 1 of 2 Valid until Wednesday 8 April 2026, 06:00",
        # 4 crimes in 92 days are 1.3 a month; 4 of 10 crimes; 3 of 4 are burglaries
        (
            "4 crimes were recorded here from October to December 2025, about 1.3 a month: 40 % of all crime in the "
            "data, on 4.0 hectares; most often burglary (75 %)."
        ),
        "Patrol on foot, visibly, for about 15 minutes.",
        "At most 3 patrols a day here.",
        "4.0 hectares, about 200 m across.",
        "Burglary 3 75 % Robbery 1 25 %",
        "Oct 2025 2 Nov 2025 0 Dec 2025 2",
        "the data cannot tell which days or hours are worst",
        "Patrols are monitored",
        "Notes are no intelligence",
        "(Europe/London)",
    ):
        assert said in text


def test_every_text_of_the_analyst_is_escaped(make, task):
    evil = '<script>alert("1")</script>&{{7*7}}'
    crimes = replace(some_crimes(), types=np.array([evil] * 10, dtype=object))
    texts = {"name": [evil, evil], "shift": [evil, None], "peak_days": [evil, None]}
    package = make(ids=[evil, "b2"], crimes=crimes, task=replace(task, title=evil, cautions=(evil,)), **texts)
    briefings = [path for path in package.files if path.endswith(".html")]
    assert len(briefings) == 3
    for path in briefings:
        read = Page(package.files[path])
        assert "script" not in read.tags
        assert "{{7*7}}" in read.text


def test_a_page_runs_nothing_and_loads_nothing(make):
    package = make(crimes=some_crimes())
    for path in ("briefings/a1.html", "briefings/index.html"):
        read = Page(package.files[path])
        assert not {"script", "img", "link", "iframe", "object", "form"} & set(read.tags)
        assert all(re.fullmatch(r"[a-z0-9]+\.html|geo:[-0-9.,]+", link) for link in read.links)
        content = package.files[path]
        assert b"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"" in content
        assert not re.search(rb"https?://|url\(|@import|\bon\w+=", content)


def test_the_index_leads_to_every_briefing_hottest_first(make):
    read = Page(make(ids=["z", "a"], rank=[1, 2]).files["briefings/index.html"])
    assert read.links == ["z.html", "a.html"]


def test_without_figures_the_page_says_so_and_shows_no_table(make):
    read = page(make())
    assert "The analyst chose this place; the package holds no crime figures for it." in read.text
    assert "table" not in read.tags


def test_neighbours_of_the_package_are_drawn_faintly(make):
    assert "Dashed: other places" not in page(make()).text  # 200 m away, out of view
    near = page_of_touching()
    assert "Dashed: other places" in near


def page_of_touching():
    import pandas as pd

    from hotspot_plugin.core.tasking.place import Task
    from hotspot_plugin.core.tasking.places import places

    shapes = squares(2)
    shapes[1] = shapes[1].__class__([(200, 0), (400, 0), (400, 200), (200, 200)])
    ordered, _ = places(pd.DataFrame({"hotspot_id": ["a1", "b2"]}), shapes, to_degrees(shapes))
    task = Task("t", *(briefing_time(day) for day in (1, 2)))
    return dict(briefing.pages(task, ordered, None, RESOURCES.templates))["briefings/a1.html"].decode()


def briefing_time(day):
    from datetime import UTC, datetime

    return datetime(2026, 4, day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("crimes", "per_day", "period", "said"),
    [
        (0, 0.0, QUARTER, "No crime was recorded here from October to December 2025."),
        (1, 1 / 92, QUARTER, "1 crime was recorded here from October to December 2025."),
        (212, 212 / 92, QUARTER, "212 crimes were recorded here from October to December 2025, about 2.3 a day."),
        (40, 40 / 92, QUARTER, "40 crimes were recorded here from October to December 2025, about 3 a week."),
        (2, 2 / 92, QUARTER, "2 crimes were recorded here from October to December 2025."),
        (1500, None, None, "1,500 crimes were recorded here."),
        (30, 2.0, None, "30 crimes were recorded here, about 2 a day."),
        # a rate over a few days would mislead
        (30, 15.0, WEEKEND, "30 crimes were recorded here from 4 January 2025 to 5 January 2025."),
    ],
)
def test_why_a_place_is_hot_is_said_in_plain_words(crimes, per_day, period, said):
    assert sentences.why(replace(PLACE, crimes=crimes, crimes_per_day=per_day), period) == said


@pytest.mark.parametrize(("share", "said"), [(0.0004, "less than 0.1 %"), (0.0213, "2.1 %"), (0.4, "40 %")])
def test_the_share_of_all_crime_is_said_with_two_digits(share, said):
    assert f": {said} of all crime in the data, on 5.0 hectares." in sentences.why(
        replace(PLACE, crimes=9, crime_share=share), None
    )


def test_an_abbreviation_keeps_its_capitals_inside_the_sentence():
    mixed = replace(PLACE, crimes=4, evidence=Evidence(4, (("ASB", 3), ("Drugs", 1))))
    assert sentences.why(mixed, None).endswith("; most often ASB (75 %).")


def test_peak_days_and_hours_are_said_if_they_are_known():
    known = replace(PLACE, peak_days="Friday, Saturday", peak_hours="20–02")
    assert sentences.when(known, QUARTER) == "More crime than chance on these. Days: Friday, Saturday. Hours: 20–02."
    assert "month only" in sentences.when(PLACE, QUARTER)
    assert sentences.when(PLACE, None) == "No days or hours have been worked out for this place."


def test_many_types_end_in_one_line_for_the_rest(make):
    types = np.array([f"Type {i}" for i in range(10)], dtype=object)
    crimes = replace(some_crimes(), types=types, x=np.full(10, 50.0))
    assert "2 other types" in page(make(crimes=crimes)).text
