"""The dock: the loop from crimes to dose as a list of steps, each a button that opens its algorithm."""

from __future__ import annotations

from collections.abc import Callable

from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import QCoreApplication, QSize, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from .. import paths


def steps() -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Return room, heading and steps (algorithm, label, what it does) in the order of the loop."""
    return [
        ("targeting", _tr("Targeting"), [
            ("importcrimes", _tr("Import crimes"), _tr("police.uk files or any CSV to a point layer")),
            ("buildhexhotspots", _tr("Build hexagon hotspots"), _tr("crimes to ranked hexagons that can be walked")),
        ]),
        ("trial", _tr("Trial"), [
            ("assignarms", _tr("Assign arms"), _tr("treatment and control, by a draw anyone can check")),
            ("displacementrings", _tr("Displacement rings"), _tr("ground round hotspots that crime may move to")),
        ]),
        ("tasking", _tr("Tasking"), [
            ("exportpackage", _tr("Export package"), _tr("treatment hotspots and briefings for the phone")),
            ("verifypackage", _tr("Verify package"), _tr("is it whole and unchanged?")),
        ]),
        ("tracking", _tr("Tracking"), [
            ("importtracks", _tr("Import tracks"), _tr("GPX files or a layer to fixes")),
            ("calculatedosage", _tr("Calculate dosage"), _tr("fixes to visits and patrol minutes")),
            ("simulatepatrols", _tr("Simulate patrols"), _tr("made-up tracks for training and tests")),
        ]),
    ]  # fmt: skip


class LoopDock(QgsDockWidget):
    """Shows the loop; `start` is called with the id of the algorithm whose step was clicked."""

    def __init__(self, parent: QWidget, start: Callable[[str], None]) -> None:
        super().__init__(_tr("Hotspot policing"), parent)
        self.setObjectName("hotspotsLoopDock")
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setSpacing(4)
        number = 0
        for room, heading, entries in steps():
            column.addWidget(_heading(heading))
            for algorithm, label, what in entries:
                number += 1
                column.addWidget(_button(f"hotspots:{algorithm}", f"{number}  {label}", what, room, start))
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


def _button(algorithm: str, text: str, what: str, room: str, start: Callable[[str], None]) -> QToolButton:
    button = QToolButton()
    button.setObjectName(algorithm)
    button.setText(text)
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


def _tr(text: str) -> str:
    return str(QCoreApplication.translate("LoopDock", text))
