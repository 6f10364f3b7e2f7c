"""Menu, toolbar and dock in QGIS Desktop. They start algorithms from the Processing registry and hold no science."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, Qt, QUrl
from qgis.PyQt.QtGui import QDesktopServices, QIcon
from qgis.PyQt.QtWidgets import QAction

from .. import paths
from .dock import LoopDock

MENU = "&Hotspot policing"
translate = QCoreApplication.translate  # pylupdate finds texts by this name


class Desktop:
    """What the plugin adds to QGIS Desktop's window."""

    def __init__(self, iface: Any) -> None:
        self._iface = iface
        window = iface.mainWindow()
        self.dock = LoopDock(window, self.start)
        iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self.dock.hide()
        self._show = QAction(QIcon(str(paths.icon("hotspots"))), translate("Desktop", "Hotspot policing"), window)
        self._show.setObjectName("hotspotsShowDock")
        self._show.setToolTip(translate("Desktop", "Show the steps from crimes to a package for the phone"))
        self._show.setCheckable(True)
        self._show.toggled.connect(self.dock.setUserVisible)
        self.dock.visibilityChanged.connect(self._show.setChecked)
        self._help = QAction(translate("Desktop", "Help"), window)
        self._help.triggered.connect(_open_help)
        iface.addToolBarIcon(self._show)
        for action in (self._show, self._help):
            iface.addPluginToMenu(MENU, action)

    def start(self, algorithm: str) -> None:
        """Open the dialog of an algorithm, or say why it cannot be."""
        if QgsApplication.processingRegistry().algorithmById(algorithm) is None:
            text = translate(
                "Desktop", "{} is not available: enable the Processing plugin, and see the log for missing libraries."
            )
            self._iface.messageBar().pushWarning("Hotspot policing", text.format(algorithm))
            return
        from qgis import processing  # QGIS's plugin, which a user can switch off

        processing.execAlgorithmDialog(algorithm, {})

    def unload(self) -> None:
        """Take everything out of the window again."""
        for action in (self._show, self._help):
            self._iface.removePluginMenu(MENU, action)
        self._iface.removeToolBarIcon(self._show)
        self._iface.removeDockWidget(self.dock)
        self.dock.deleteLater()


def _open_help() -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths.RESOURCES / "help" / "index.html")))
