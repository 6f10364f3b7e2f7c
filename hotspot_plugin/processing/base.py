"""What every algorithm of the provider has in common."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from qgis.core import (
    Qgis,
    QgsMessageLog,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
)
from qgis.PyQt.QtCore import QCoreApplication, QUrl
from qgis.PyQt.QtGui import QIcon

from .. import paths
from ..core.errors import CancelledError, HotspotError
from ..core.files import check_folder, complete_or_absent
from ..layers.feedback import FeedbackProgress
from ..layers.geopackage import geopackage_table
from ..layers.placing import all_or_none, one_file
from ..layers.read import Layer

_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
ADVANCED = Qgis.ProcessingParameterFlag.Advanced


class HotspotAlgorithm(QgsProcessingAlgorithm):
    """An algorithm of this plugin.

    A subclass is named as its id is, in capitals (BuildHexHotspots → buildhexhotspots), sets `ROOM`, says its title and
    parameters in `title` and `define`, and does its work in `work`. What that and `check` raise as HotspotError reaches
    the user as that one sentence; anything else is a mistake of ours and goes to the log with its traceback.
    """

    ROOM = ""
    # whether `check` comes before QGIS's own, whose words for an empty text or one that is no date are “Incorrect
    # parameter value”
    CHECKS_FIRST = False

    def __init__(self) -> None:
        super().__init__()
        self._tables: dict[str, tuple[str, str]] = {}

    # -- what a subclass says -------------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the algorithm's name for people."""
        raise NotImplementedError

    def define(self) -> None:
        """Add parameters (with `add`) and scalar outputs."""
        raise NotImplementedError

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise HotspotError for parameters that can be seen to be wrong before any work; cheap."""

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        """Do the work, off the main thread, and return the outputs."""
        raise NotImplementedError

    # -- what a subclass uses -------------------------------------------------------------------------------------

    def add(self, parameter: QgsProcessingParameterDefinition, description: str, advanced: bool = False) -> None:
        """Add a parameter with its help."""
        parameter.setHelp(description)
        if advanced:
            parameter.setFlags(parameter.flags() | ADVANCED)
        self.addParameter(parameter)

    def layer(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> Layer | None:
        """Return the input layer `name`, or None where it is optional and left out.

        Raises:
            HotspotError: the layer cannot be opened.
        """
        if parameters.get(name) in (None, ""):
            return None
        source = self.parameterAsSource(parameters, name, context)
        if source is None:
            raise HotspotError(
                f"The layer for {name} cannot be opened ({parameters[name]}): check that the file is there."
            )
        return Layer(source, source.sourceName() or name, self._tables.get(name))

    def needed_layer(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> Layer:
        """Return the input layer `name`, which must be given (see `layer`)."""
        layer = self.layer(parameters, name, context)
        if layer is None:
            raise HotspotError(f"No layer is given for {name}: choose one.")
        return layer

    @contextmanager
    def files(
        self, parameters: dict[str, Any], context: QgsProcessingContext, **made: Callable[[], bytes]
    ) -> Iterator[dict[str, Any]]:
        """Write the files that are asked for; they are put in their places last, when the block has ended well.

        Args:
            parameters, context: as QGIS hands them over.
            made: what makes the content of each, by the name of its output.

        Yields:
            their paths by output, to which the block may add its own.

        Raises:
            HotspotError: one cannot be written.
        """
        written: dict[str, Any] = {}
        with ExitStack() as stack:
            for name, make in made.items():
                if parameters.get(name):
                    written[name] = self.parameterAsFileOutput(parameters, name, context)
                    stack.enter_context(complete_or_absent(written[name])).write_bytes(make())
            yield written

    def tr(self, text: str) -> str:
        """Translate, in the context that pylupdate gives the class, or one that it is made of."""
        for kind in type(self).__mro__:
            translated = QCoreApplication.translate(kind.__name__, text)
            if translated != text:
                return str(translated)
        return text

    # -- what QGIS asks -------------------------------------------------------------------------------------------

    def createInstance(self) -> HotspotAlgorithm:
        return type(self)()

    def name(self) -> str:
        return type(self).__name__.lower()

    def displayName(self) -> str:
        return self.title()

    def group(self) -> str:
        return room_name(self.ROOM)

    def groupId(self) -> str:
        return self.ROOM

    def icon(self) -> QIcon:
        return QIcon(str(paths.icon(self.ROOM)))

    def shortHelpString(self) -> str:
        return help_text(self.ROOM, self.name())

    def helpUrl(self) -> str:
        return QUrl.fromLocalFile(str(paths.help_page(self.ROOM, self.name()))).toString()

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        self.define()

    def checkParameterValues(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[bool, str]:
        try:
            if self.CHECKS_FIRST:
                self.check(parameters, context)
            good, message = super().checkParameterValues(parameters, context)
            if good:
                self._check_all(parameters, context)
        except HotspotError as error:
            return False, str(error)
        return good, message

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        # models and scripts come here without checkParameterValues
        try:
            self._check_all(parameters, context)
        except HotspotError as error:
            raise QgsProcessingException(str(error)) from None
        for definition in self.parameterDefinitions():
            if isinstance(definition, QgsProcessingParameterFeatureSource) and parameters.get(definition.name()):
                table = geopackage_table(self, parameters, definition.name(), context)
                if table:
                    self._tables[definition.name()] = table
        return True

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        try:
            with all_or_none(self):
                return self.work(parameters, context, FeedbackProgress(feedback))
        except (HotspotError, CancelledError) as error:
            raise QgsProcessingException(str(error)) from None
        except QgsProcessingException:
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno in _FULL:
                raise QgsProcessingException(
                    f"The disk is full ({error.strerror}): make room and run it again; no output was written."
                ) from None
            QgsMessageLog.logMessage(traceback.format_exc(), "Hotspot policing", Qgis.MessageLevel.Critical)
            feedback.pushDebugInfo(traceback.format_exc())
            raise QgsProcessingException(
                f"{self.name()} failed for a reason its authors did not foresee ({type(error).__name__}: {error}): "
                "please send them the log."
            ) from error

    def _check_all(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        for definition in self.parameterDefinitions():
            value = parameters.get(definition.name())
            if not definition.isDestination() or not value or value == "TEMPORARY_OUTPUT":
                continue
            if isinstance(definition, QgsProcessingParameterFeatureSink):
                file = one_file(parameters, definition.name(), context)
                if file is not None:
                    check_folder(file)
            elif isinstance(value, str):
                check_folder(value)
        self.check(parameters, context)


def room_name(room: str) -> str:
    """Return what the toolbox calls a room."""
    names = {
        "targeting": QCoreApplication.translate("Rooms", "1 Targeting"),
        "trial": QCoreApplication.translate("Rooms", "2 Trial"),
        "tracking": QCoreApplication.translate("Rooms", "4 Tracking"),
        "tasking": QCoreApplication.translate("Rooms", "3 Tasking"),
    }
    return names[room]


def help_text(room: str, name: str) -> str:
    """Return a help page's text between its heading and its parameters, for the dialog, which shows these itself."""
    page = paths.help_page(room, name).read_text(encoding="utf-8")
    text = page.partition("<main>")[2].partition("<!-- parameters -->")[0]
    # the dialog breaks its text at every line break of ours
    return " ".join((text.partition("</h1>")[2] or text).split())
