"""Models that come with the plugin: algorithms chained, to run as they are or to open in QGIS's designer and change."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingModelAlgorithm
from qgis.PyQt.QtCore import QCoreApplication, QUrl
from qgis.PyQt.QtGui import QIcon

from .. import paths
from ..core.errors import HotspotError
from .base import help_text, room_name


class ShippedModel(QgsProcessingModelAlgorithm):
    """A model of resources/models, in its room of the toolbox and with a help page as an algorithm has.

    QGIS takes a model's name for its id and its title; the id is the file's name here, and the title is a text of its
    own that can be translated.
    """

    ROOM = "targeting"

    def __init__(self, path: Path) -> None:
        """Open the model.

        Raises:
            HotspotError: the file is not there or is no model.
        """
        super().__init__()
        self._path = path
        if not self.fromFile(str(path)):
            raise HotspotError(f"The model {path} cannot be opened: install the plugin again.")
        self.setName(path.stem)
        # a model keeps the help of its parameters apart from them, where dialogs and qgis_process do not look
        said = self.helpContent()
        for definition in self.parameterDefinitions():
            definition.setHelp(said.get(definition.name(), definition.help()))

    def createInstance(self) -> ShippedModel:
        # read anew: when the provider loads, QGIS does not know the algorithms yet that give the model its outputs
        return ShippedModel(self._path)

    def displayName(self) -> str:
        titles = {
            "crimestohotspots": QCoreApplication.translate("ShippedModel", "Crimes to hotspots, with the proof (model)")
        }
        return titles[self._path.stem]

    def group(self) -> str:
        return room_name(self.ROOM)

    def groupId(self) -> str:
        return self.ROOM

    def icon(self) -> QIcon:
        return QIcon(str(paths.icon(self.ROOM)))

    def shortHelpString(self) -> str:
        return help_text(self.ROOM, self._path.stem)

    def helpUrl(self) -> str:
        return QUrl.fromLocalFile(str(paths.help_page(self.ROOM, self._path.stem))).toString()


def models() -> list[Path]:
    """Return the files of the models that the plugin has."""
    return sorted((paths.RESOURCES / "models").glob("*.model3"))
