"""What WCAG 2.2 AA asks of the pages, as far as their bytes can show it; a person looks at the rest."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from tests.conftest import ROOT
from tests.core.tasking.town import some_crimes

STYLE = (ROOT / "resources" / "templates" / "style.css").read_text(encoding="utf-8")
# what stands on what, and the least contrast: 4.5 for text (1.4.3), 3 for what must be seen to understand (1.4.11)
PAIRS = [
    ("ink", "paper", 4.5), ("ink", "panel", 4.5), ("ink", "note", 4.5), ("soft", "paper", 4.5), ("link", "paper", 4.5),
    ("#fff", "deep", 4.5), ("bar", "paper", 3), ("bar", "panel", 3), ("edge", "paper", 3), ("soft", "panel", 3),
    ("street", "panel", 3), ("bar", "fill", 3), ("#0b3a53", "#fff", 4.5),
]  # fmt: skip


def luminance(colour):
    """WCAG 2.2's relative luminance."""
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, two):
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_gives_the_known_values():
    assert contrast("#000", "#fff") == 21
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.005)  # WebAIM's lightest grey that passes


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_colours_stand_out_in_light_and_in_dark(scheme, front, back, least):
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]+)", STYLE.split(":root")[scheme + 1]))
    assert contrast(colours.get(front, front), colours.get(back, back)) >= least


class Outline(HTMLParser):
    def __init__(self, content):
        super().__init__()
        self.found = []
        self.feed(content.decode("utf-8"))

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    handle_startendtag = handle_starttag


@pytest.mark.parametrize("path", ["briefings/a1.html", "briefings/index.html"])
def test_structure_is_there_for_who_hears_the_page(make, path):
    found = Outline(make(crimes=some_crimes()).files[path]).found
    tags = [tag for tag, _ in found]
    attributes = dict(reversed(found))
    assert attributes["html"]["lang"] == "en"  # 3.1.1
    assert "user-scalable" not in str(found)  # 1.4.4
    assert "maximum-scale" not in str(found)
    assert tags.count("title") == tags.count("main") == tags.count("h1") == 1
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))  # 1.3.1
    for tag, values in found:
        if tag == "svg":
            assert values["role"] == "img"
            assert len(values["aria-label"]) > 10  # 1.1.1
        if tag == "th":
            assert values["scope"] in ("row", "col")
    assert tags.count("caption") == tags.count("table") > 0


def test_links_show_where_the_focus_is_and_are_large_enough_to_tap():
    assert re.search(r"a:focus-visible \{ outline: 3px solid", STYLE)  # 2.4.7
    # 2.5.8: 24 CSS pixels; a line of 1.06rem × 1.45 is 24.6 high and the padding comes to it
    size, height = map(float, re.search(r"font: ([\d.]+)rem/([\d.]+)", STYLE).groups())
    assert 16 * size * height >= 24
    assert re.search(r"\.list a, \.tap \{[^}]*display: inline-block", STYLE)


def test_nothing_tells_by_colour_alone(make):
    page = make(crimes=some_crimes()).files["briefings/a1.html"].decode()
    # each bar has its number beside it (1.4.1)
    assert len(re.findall(r"<i style", page)) == len(re.findall(r"</th><td>\d", page)) > 0
