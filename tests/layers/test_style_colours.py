"""The colours of the legends, as who sees no green or no red sees them."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest

from hotspot_plugin import paths

# Viénot, Brettel & Mollon 1999 (Color Research & Application 24(4), 243–252), table of linear RGB: no red, no green
BLIND = {
    "protanope": [[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]],
    "deuteranope": [[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]],
}


def lab(linear):
    """CIE L*a*b* (D65) of linear sRGB."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(to_xyz @ linear / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def colours(style):
    """Label of each rule of a legend, with its symbol's colour in linear RGB."""
    root = ElementTree.parse(paths.style(style)).getroot()
    symbols = {}
    for symbol in root.findall(".//symbols/symbol"):
        text = symbol.find(".//layer/Option/Option[@name='color']").get("value")
        srgb = np.array([float(part) for part in text.split(",")[:3]]) / 255
        symbols[symbol.get("name")] = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return {rule.get("label"): symbols[rule.get("symbol")] for rule in root.findall(".//rules/rule")}


@pytest.mark.parametrize("kind", BLIND)
def test_lengths_of_visits_can_be_told_apart_without_red_or_green(kind):
    seen = {label: lab(np.clip(np.array(BLIND[kind]) @ rgb, 0, None)) for label, rgb in colours("visits").items()}
    assert len(seen) == 5
    for one, other in combinations(seen, 2):
        assert np.linalg.norm(seen[one] - seen[other]) > 20, (one, other)
