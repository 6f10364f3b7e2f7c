"""What an officer gets: a page of the booklet and, beside it, the same place on a phone."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

DPI = 80
SCREEN = (390, 1400)  # CSS pixels: as wide as a common phone, and what it shows after a swipe
GAP = 24


def draw(target: Path, hotspots: str, crimes: str, streets: str, folder: Path) -> None:
    """Export a package of some hotspots and picture its first place.

    Args:
        target: a PNG.
        hotspots, crimes, streets: layers for exportpackage.
        folder: for what is made on the way.
    """
    import processing
    from PIL import Image

    from . import pages

    package = folder / "booklet.zip"
    processing.run("hotspots:exportpackage", {
        "HOTSPOTS": hotspots, "CRIMES": crimes, "ROADS": streets, "TITLE": "Operation Example", "LIMIT": 3,
        "VALID_FROM": "2026-01-05T06:00:00", "VALID_UNTIL": "2026-01-12T06:00:00", "LANGUAGE": "en",
        "OUTPUT": str(package),
    })  # fmt: skip
    with zipfile.ZipFile(package) as archive:
        (folder / "booklet.pdf").write_bytes(archive.read("booklet.pdf"))
        index = archive.read("briefings/index.html").decode()
        first = index.partition('<a href="')[2].partition('"')[0]
        (folder / "briefing.html").write_bytes(archive.read(f"briefings/{first}"))
    page, phone = folder / "booklet", folder / "briefing.png"
    subprocess.run(
        ["pdftoppm", "-png", "-singlefile", "-r", str(DPI), str(folder / "booklet.pdf"), str(page)], check=True
    )
    pages.photograph(folder / "briefing.html", phone, *SCREEN)
    with Image.open(page.with_suffix(".png")) as left, Image.open(phone) as right:
        small = right.convert("RGB").resize((round(right.width * left.height / right.height), left.height))
        whole = Image.new("RGB", (left.width + small.width + 3 * GAP, left.height + 2 * GAP), "#d9dee3")
        whole.paste(left, (GAP, GAP))
        whole.paste(small, (left.width + 2 * GAP, GAP))
        whole.save(target)
