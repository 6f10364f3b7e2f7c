"""Pictures of HTML reports, by a Chromium without a window."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome", "chromium-browser")


def browser() -> str:
    """Return a browser to take pictures with."""
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    raise SystemExit("No browser to take pictures with: apt-get install chromium-headless-shell")


def photograph(page: Path, target: Path, width: int, height: int) -> None:
    """Take a picture of the top of a page, `width` × `height` CSS pixels."""
    with tempfile.TemporaryDirectory() as folder:
        flags = ["--headless", "--no-sandbox", "--hide-scrollbars", "--disable-gpu", f"--user-data-dir={folder}"]
        size = [f"--window-size={width},{height}", f"--screenshot={target.resolve()}"]
        subprocess.run(
            [browser(), *flags, *size, page.resolve().as_uri()], check=True, capture_output=True, timeout=120
        )
    assert target.is_file()
