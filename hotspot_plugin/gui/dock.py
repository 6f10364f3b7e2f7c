"""The dock: the loop from crimes to dose as a list of steps, each a button that opens its algorithm."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsApplication
from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import QCoreApplication, QSize, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from .. import paths

translate = QCoreApplication.translate  # pylupdate finds texts by this name


def steps() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return room, heading and steps (algorithm, what it does) in the order of the loop."""
    return [
        (
            "targeting",
            translate("LoopDock", "Targeting"),
            [
                ("importcrimes", translate("LoopDock", "police.uk files or any CSV to a point layer")),
                ("crimeconcentration", translate("LoopDock", "on how few places crime happens, over time")),
                ("buildhexhotspots", translate("LoopDock", "crimes to ranked hexagons that can be walked")),
                ("buildareahotspots", translate("LoopDock", "hot cells joined to areas, and areas to clusters")),
                (
                    "buildcorridorhotspots",
                    translate("LoopDock", "crimes and streets to connected streets that can be walked"),
                ),
                ("comparehotspots", translate("LoopDock", "which hold later crime best?")),
            ],
        ),
        (
            "trial",
            translate("LoopDock", "Trial"),
            [
                ("assignarms", translate("LoopDock", "treatment and control, by a draw anyone can check")),
                ("trialpower", translate("LoopDock", "what the trial can find, before it starts")),
                ("schedulecrossover", translate("LoopDock", "which hotspots are treated on which day")),
                ("verifyallocation", translate("LoopDock", "draw it again: is it the one that was published?")),
                ("displacementrings", translate("LoopDock", "ground round hotspots that crime may move to")),
                ("evaluatetrial", translate("LoopDock", "what it has shown, and what it cannot tell")),
            ],
        ),
        (
            "tasking",
            translate("LoopDock", "Tasking"),
            [
                ("makekeys", translate("LoopDock", "once, to sign packages or to open encrypted ones")),
                ("exportpackage", translate("LoopDock", "treatment hotspots and briefings for the phone")),
                ("verifypackage", translate("LoopDock", "is it whole and unchanged?")),
                ("importrecords", translate("LoopDock", "what came back: visits, positions and notes")),
            ],
        ),
        (
            "tracking",
            translate("LoopDock", "Tracking"),
            [
                ("importtracks", translate("LoopDock", "files of phones, radios and vehicles, or a layer, to fixes")),
                ("calculatedosage", translate("LoopDock", "fixes to visits and patrol minutes")),
                ("simulatepatrols", translate("LoopDock", "made-up tracks for training and tests")),
            ],
        ),
    ]


class LoopDock(QgsDockWidget):
    """Shows the loop; `start` is called with the id of the algorithm whose step was clicked."""

    def __init__(self, parent: QWidget, start: Callable[[str], None]) -> None:
        super().__init__(translate("LoopDock", "Hotspot policing"), parent)
        self.setObjectName("hotspotsLoopDock")
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setSpacing(4)
        for number, (room, heading, entries) in enumerate(steps(), start=1):
            column.addWidget(_heading(f"{number} {heading}"))
            for algorithm, what in entries:
                column.addWidget(_button(f"hotspots:{algorithm}", what, room, start))
                column.addWidget(_hint(what))
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.setWidget(scroll)


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    label.setContentsMargins(2, 10, 0, 0)
    return label


def _button(algorithm: str, what: str, room: str, start: Callable[[str], None]) -> QToolButton:
    found = QgsApplication.processingRegistry().algorithmById(algorithm)
    button = QToolButton()
    button.setObjectName(algorithm)
    button.setText(f" {found.displayName() if found else algorithm}")  # where libraries are missing it has no name yet
    button.setToolTip(what)
    button.setIcon(QIcon(str(paths.icon(room))))
    button.setIconSize(QSize(20, 20))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    button.clicked.connect(lambda: start(algorithm))
    return button


def _hint(text: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setContentsMargins(30, 0, 4, 2)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 0.9)
    label.setFont(font)
    return label
