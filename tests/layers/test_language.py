"""Texts from the source file in a checkout, and from the compiled one in the plugin that is installed."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.layers.language import language
from tests.conftest import ROOT

SOURCE = ROOT / "i18n" / "hotspots_cy.ts"


@pytest.fixture(params=["source", "compiled"])
def folder(request, tmp_path):
    """A folder with Welsh in one of the two forms."""
    if request.param == "source":
        shutil.copy(SOURCE, tmp_path)
    else:
        compiler = next((tool for tool in ("lrelease", "lrelease-qt5", "lrelease6") if shutil.which(tool)), None)
        if compiler is None:
            pytest.skip("needs Qt's lrelease, which .ci/setup installs")
        target = tmp_path / "hotspots_cy.qm"
        subprocess.run([compiler, "-silent", str(SOURCE), "-qm", str(target)], check=True)
    return tmp_path


@pytest.mark.parametrize("code", ["cy", "cy_GB", "cy-GB"])
def test_texts_that_nobody_has_checked_yet_are_used_and_missing_ones_stay_english(qgis_app, folder, code):
    welsh = language(code, folder)
    assert welsh.code == "cy"
    assert welsh.translate("Dates", "March") == "Mawrth"
    assert welsh.translate("Briefing", "nobody has translated this") == "nobody has translated this"
    assert welsh.number(1234.5, 1) == "1,234.5"


def test_a_language_without_texts_is_refused_with_those_there_are(qgis_app, folder):
    with pytest.raises(HotspotError, match="LANGUAGE may be cy, en, or empty"):
        language("de", folder)
    assert language("en_US", folder).code == "en"
