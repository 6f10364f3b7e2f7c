"""The languages that there are texts in: i18n/hotspots_*.ts, compiled to .qm in the plugin that is installed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET  # nosec B405 - our own files

from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QLocale, QTranslator

from ..core.errors import HotspotError
from ..core.tasking.language import ENGLISH, Language

UNCHECKED = frozenset({"cy"})  # languages whose texts no native speaker has read


def language(code: str, folder: Path) -> Language:
    """Return a language with its texts, and with its signs in numbers.

    Args:
        code: such as "cy" or "cy_GB"; empty for QGIS's own, or English where there are no texts in that.
        folder: of the translations.

    Raises:
        HotspotError: there are no texts in the language that was asked for.
    """
    wanted = code or QgsSettings().value("locale/userLocale", QLocale().name(), type=str)
    short = wanted.replace("-", "_").partition("_")[0].lower()
    if short in ("en", "c", ""):
        return ENGLISH
    lookup = _compiled(short, folder) or _source(short, folder)
    if lookup is None and not code:
        return ENGLISH
    if lookup is None:
        there = {path.stem.removeprefix("hotspots_") for path in folder.glob("hotspots_*.*")} | {"en"}
        raise HotspotError(
            f"There are no texts in the language “{code}”: LANGUAGE may be {', '.join(sorted(there))}, or empty for "
            "that of QGIS."
        )
    signs = QLocale(short)
    return Language(short, lookup, str(signs.decimalPoint()), str(signs.groupSeparator()))


def _compiled(code: str, folder: Path) -> Callable[[str, str], str] | None:
    translator = QTranslator()
    if not translator.load(f"hotspots_{code}", str(folder)):
        return None
    return lambda context, text: translator.translate(context, text) or ""


def _source(code: str, folder: Path) -> Callable[[str, str], str] | None:
    path = folder / f"hotspots_{code}.ts"
    if not path.is_file():
        return None
    texts = {
        (context.findtext("name", ""), message.findtext("source", "")): message.findtext("translation", "")
        for context in ET.parse(path).getroot().iter("context")  # noqa: S314 # nosec B314 - our own file
        for message in context.iter("message")
    }
    return lambda context, text: texts.get((context, text), "")
