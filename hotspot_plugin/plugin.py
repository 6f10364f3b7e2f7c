"""What QGIS loads: the provider and, in QGIS Desktop, menu, dock and translation."""

from __future__ import annotations

from typing import Any

from qgis.core import Qgis, QgsApplication, QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QTranslator

from . import paths
from .processing.provider import HotspotProvider


class HotspotPlugin:
    """The plugin. `iface` is None under qgis_process, which only asks for the provider."""

    def __init__(self, iface: Any = None) -> None:
        self.iface = iface
        self.provider: HotspotProvider | None = None
        self.translator: QTranslator | None = None
        self.desktop: Any = None
        self._translate()

    def initProcessing(self) -> None:  # noqa: N802 - QGIS's name
        """Register the provider; all that qgis_process calls."""
        self.provider = HotspotProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:  # noqa: N802 - QGIS's name
        """Register the provider and show menu and dock."""
        self.initProcessing()
        if self.iface is None:
            return
        from .gui.desktop import Desktop

        self.desktop = Desktop(self.iface)
        if self.provider is not None and self.provider.warningMessage():
            self.iface.messageBar().pushMessage(
                "Hotspot policing", self.provider.warningMessage(), Qgis.MessageLevel.Warning, 0
            )

    def unload(self) -> None:
        """Take away all that was added."""
        if self.desktop is not None:
            self.desktop.unload()
            self.desktop = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        if self.translator is not None:
            QCoreApplication.removeTranslator(self.translator)
            self.translator = None

    def _translate(self) -> None:
        locale = QgsSettings().value("locale/userLocale", QLocale().name(), type=str)
        translator = QTranslator()
        if translator.load(QLocale(locale), "hotspots", "_", str(paths.TRANSLATIONS)):
            QCoreApplication.installTranslator(translator)
            self.translator = translator
