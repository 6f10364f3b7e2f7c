"""Briefings in another language: no sentence stays English, numbers and dates are the language's."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from hotspot_plugin.core.tasking import readme, sentences
from hotspot_plugin.core.tasking.evidence import DAY, MONTH, TIME, Crimes, Period, cautions, evidence
from hotspot_plugin.core.tasking.language import ENGLISH, Language
from hotspot_plugin.core.tasking.package import build
from hotspot_plugin.core.tasking.page import fields
from hotspot_plugin.core.tasking.place import Evidence, Place
from hotspot_plugin.core.tasking.places import places
from tests.conftest import ROOT
from tests.core.tasking.test_briefing import Page
from tests.core.tasking.town import RESOURCES, some_crimes, squares, to_degrees

CONTEXTS = {"Briefing", "Dates", "Crimes", "Readme", "Field"}


def strange(_, text):
    """Every letter outside {placeholders} becomes ŵ, so that what is not translated shows."""
    return "".join(
        part if part.startswith("{") else re.sub(r"[A-Za-z]", "ŵ", part) for part in re.split(r"(\{\w+\})", text)
    )


STRANGE = Language("xx", strange, ",", ".")
DATA = ("Europe/London", "SHA-256", "geo", "km", "ha", "a1", "b2")


def english_in(text, *data):
    for known in (*data, *DATA):
        text = text.replace(known, " ")
    return re.findall(r"[A-Za-z]{2,}", text)


@pytest.fixture
def foreign(task):
    """Files of a package in the strange language, with all that a page can say."""
    import pandas as pd

    def go(crimes=None, **changes):
        spoken = replace(task, language=STRANGE, title="%%", **changes)
        shapes = squares(2)
        table = pd.DataFrame({"hotspot_id": ["a1", "b2"], "shift": ["day", "night"]})
        ordered, period = places(table, shapes, to_degrees(shapes), crimes, language=STRANGE)
        ordered = [replace(place, notes="%%") for place in ordered]
        return spoken, ordered, period, build(spoken, ordered, period, RESOURCES).files

    return go


@pytest.mark.parametrize("limit", [None, 1, 3])
@pytest.mark.parametrize("with_crimes", [False, True])
def test_no_sentence_of_a_page_or_of_the_booklet_stays_english(foreign, limit, with_crimes):
    crimes = some_crimes() if with_crimes else None
    spoken, ordered, period, files = foreign(crimes, limit=limit)
    for path, content in files.items():
        if path.endswith(".html"):
            assert b'<html lang="xx">' in content
            assert english_in(Page(content).text) == []
            for label in re.findall(rb'aria-label="([^"]*)"', content):
                assert english_in(label.decode()) == []
    for row in fields(spoken, ordered, period, ""):
        said = " ".join(value for name, value in row.items() if isinstance(value, str) and name != "zone")
        assert english_in(said) == []
    assert english_in(readme.readme(spoken, 2).decode().rpartition("unzip")[0]) == []


@pytest.mark.parametrize("precision", [MONTH, DAY, TIME])
@pytest.mark.parametrize("last", [date(2025, 1, 1), date(2025, 12, 31), date(2026, 2, 28)])
def test_no_sentence_about_a_period_a_trend_or_hours_stays_english(precision, last):
    period = Period(date(2025, 1, 1), last, precision, (np.datetime64("2025-01"), np.datetime64("2025-12")))
    assert english_in(period.in_words(STRANGE)) == []
    months = tuple((str(i), count) for i, count in enumerate([1, 2, 3, 30, 40, 50]))
    for counts in (months, months[::-1], tuple((str(i), 5) for i in range(6))):
        place = Place("a", "a", 1, None, 5.0, crimes=40, crimes_per_day=3.0, crime_share=0.0001,
                      evidence=Evidence(40, (("Burglary", 3),), counts))  # fmt: skip
        assert english_in(sentences.trend(place, STRANGE)) == []
        for crimes in (0, 1, 40, None):
            for hectares in (0.01, 5.0, 200.0):
                told = replace(place, crimes=crimes, area_ha=hectares)
                for short in (False, True):
                    assert english_in(sentences.why(told, period, short, STRANGE)) == []
    assert english_in(sentences.why(replace(place, fewer_than=5), period, language=STRANGE)) == []
    peaks = replace(
        place, evidence=None, peak_days="Friday–Sunday (45%, 95% interval 40%–50%)", peak_hours="20:00–02:00"
    )
    assert english_in(sentences.when(peaks, period, STRANGE)) == []
    assert english_in(sentences.when(replace(place, evidence=None), period, STRANGE)) == []


@pytest.mark.parametrize("hours", [np.full(60, 20), np.arange(60) % 24, np.full(5, 3)])
def test_no_sentence_about_hours_or_simulated_data_stays_english(hours):
    times = np.datetime64("2025-03-03T00:30", "ms") + hours.astype("m8[h]").astype("m8[ms]")
    crimes = Crimes(np.full(hours.size, 50.0), np.full(hours.size, 50.0), None, times, times)
    (found,) = evidence(squares(1), crimes, Period(date(2025, 3, 3), date(2025, 3, 3), TIME), language=STRANGE)
    assert found.hours
    assert english_in(found.hours) == []
    snapped = np.array(["On or near High Street"], dtype=object)
    for said in cautions(snapped, np.array(["simulated"], dtype=object), "made", STRANGE):
        assert english_in(said, "police.uk".translate(str.maketrans("abcdefghijklmnopqrstuvwxyz", "ŵ" * 26))) == []


def test_no_label_of_the_field_forms_stays_english(foreign):
    _, _, _, files = foreign(some_crimes(), limit=3)
    with zipfile.ZipFile(io.BytesIO(files["tasking.qgz"])) as archive:
        root = ET.fromstring(archive.read("tasking.qgs"))
    said = [layer.findtext("layername") for layer in root.iter("maplayer")]
    said += [alias.get("name") for alias in root.iter("alias") if alias.get("name")]
    said += [constraint.get("desc") for constraint in root.iter("constraint") if constraint.get("desc")]
    said += [root.findtext("properties/TitleLabel/Label") or ""]
    said += [re.sub(r"\[%.*?%\]", "", text.text, flags=re.DOTALL) for text in root.iter("attributeEditorTextElement")]
    said += [item.get("name") for item in root.iter("attributeEditorRelation") if item.get("label")]
    assert len(said) > 20
    assert english_in(" ".join(text for text in said if text != "patrols_of_hotspot")) == []


def test_numbers_have_the_languages_signs_and_dates_its_order():
    german = Language("de", lambda _, text: {"{number} {month} {year}": "{number}. {month} {year}", "March": "März",
                                             "{day} {date}, {time}": "{day}, {date}, {time} Uhr", "Sunday": "Sonntag",
                                             }.get(text, ""), ",", ".")  # fmt: skip
    assert german.number(1234.56, 1) == "1.234,6"
    assert german.moment(datetime(2026, 3, 1, 6, tzinfo=UTC)) == "Sonntag, 1. März 2026, 06:00 Uhr"
    assert ENGLISH.number(1234.56, 1) == "1,234.6"
    assert ENGLISH.moment(datetime(2026, 3, 1, 6, tzinfo=UTC)) == "Sunday 1 March 2026, 06:00"


def test_welsh_has_every_text_with_the_same_placeholders_and_says_that_nobody_has_checked_it():
    root = ET.parse(ROOT / "i18n" / "hotspots_cy.ts").getroot()
    english = ET.parse(ROOT / "i18n" / "hotspots_en.ts").getroot()

    def texts(tree):
        return {
            (context.findtext("name"), message.findtext("source")): message.find("translation")
            for context in tree.iter("context")
            if context.findtext("name") in CONTEXTS
            for message in context.iter("message")
        }

    welsh = texts(root)
    assert set(welsh) == set(texts(english))
    assert len(welsh) > 100
    for (_, source), translation in welsh.items():
        assert translation.text, source
        assert sorted(re.findall(r"\{\w+\}", source)) == sorted(re.findall(r"\{\w+\}", translation.text)), source
        assert translation.get("type") == "unfinished", "set UNCHECKED in layers/language.py when a speaker has read it"
