"""Where the real data is, shared by all tests. Nothing here may import QGIS: core's tests run without it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"

# the same examples in every run, so that a red test can be made again; no deadline, since CI's machine is shared
settings.register_profile("suite", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

# QGIS asks for the statistics of rasters, and GDAL's MBTiles driver then leaves a file in the folder the tests run in
os.environ["GDAL_PAM_ENABLED"] = "NO"


@pytest.fixture(scope="session")
def data():
    """Return a function from a path inside shared/data to where it is; the test is skipped where it is not."""

    def find(path: str) -> Path:
        found = DATA / path
        if not found.exists():
            pytest.skip(f"needs the real data {path}, which is not part of the repository")
        return found

    return find
