"""Packages for the tests of this room."""

from __future__ import annotations

import zipfile

import pytest

WEEK = {"VALID_FROM": "2026-04-01T06:00:00", "VALID_UNTIL": "2026-04-08T06:00:00"}


@pytest.fixture
def export(run, tmp_path):
    """Return a function that exports to package.zip and returns what ran and the zip's files."""

    def go(hotspots, name="package.zip", cancel_at=None, **parameters):
        ran = run(
            "exportpackage",
            cancel_at,
            HOTSPOTS=hotspots,
            OUTPUT=str(tmp_path / name),
            **{**WEEK, "BOOKLET": False, **parameters},
        )
        with zipfile.ZipFile(ran["OUTPUT"]) as archive:
            return ran, {path: archive.read(path) for path in archive.namelist()}

    return go
