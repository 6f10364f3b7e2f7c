"""The built zip in a fresh profile, once for all tests of this folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / ".ci" / "build.py"


@pytest.fixture(scope="session")
def built(worker_dist) -> Path:
    """The zip, built now."""
    subprocess.run([sys.executable, str(BUILD), "zip"], check=True)
    return next((ROOT / "dist").glob("hotspot_plugin-*.zip"))


@pytest.fixture(scope="session")
def worker_dist() -> None:
    """Clear away zips of other versions, so that the one found is the one built."""
    for old in (ROOT / "dist").glob("hotspot_plugin-*.zip"):
        old.unlink()


@pytest.fixture(scope="session")
def profiles(built, tmp_path_factory) -> Path:
    """A folder of profiles that holds one, fresh but for the plugin."""
    folder = tmp_path_factory.mktemp("profiles")
    subprocess.run([sys.executable, str(BUILD), "deploy", str(folder)], check=True)
    return folder
