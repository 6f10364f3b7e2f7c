"""Where metadata, resources and translations are: beside the package in a checkout, inside it in an installed zip."""

from __future__ import annotations

from configparser import ConfigParser
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE if (PACKAGE / "metadata.txt").is_file() else PACKAGE.parent
RESOURCES = ROOT / "resources"
TRANSLATIONS = ROOT / "i18n"


@lru_cache(maxsize=1)
def version() -> str:
    """Return the plugin's version as metadata.txt gives it."""
    metadata = ConfigParser(interpolation=None)
    metadata.read(ROOT / "metadata.txt", encoding="utf-8")
    return metadata.get("general", "version")


def style(name: str) -> Path:
    """Return the path of a QML style such as "hotspots"."""
    return RESOURCES / "styles" / f"{name}.qml"


def help_page(room: str, algorithm: str) -> Path:
    """Return the path of an algorithm's help page."""
    return RESOURCES / "help" / room / f"{algorithm}.html"


def icon(name: str) -> Path:
    """Return the path of an SVG icon such as "hotspots"."""
    return RESOURCES / "icons" / f"{name}.svg"
