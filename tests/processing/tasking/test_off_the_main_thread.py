"""A package is made off the main thread, apart from the booklet, which QGIS can lay out in the main thread alone."""

from __future__ import annotations

import threading

import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.PyQt.QtCore import QEventLoop, QTimer

from hotspot_plugin.layers import basemap, booklet, mainthread
from tests.processing.tasking.conftest import WEEK

SQUARES = [
    f"POLYGON (({x} 206300, {x + 200} 206300, {x + 200} 206500, {x} 206500, {x} 206300))"
    for x in range(451_000, 452_500, 300)
]
MAIN = threading.main_thread()


@pytest.fixture
def project():
    """The open project, as the toolbox runs it; its layers belong to the main thread."""
    opened = QgsProject.instance()
    yield opened
    opened.clear()


@pytest.fixture
def given(make_layer, project, tmp_path):
    """What a package with a booklet and a base map is asked for with, by the ids of the project's layers."""
    hotspots = make_layer("Polygon", SQUARES, hotspot_id=[f"h{i}" for i in range(len(SQUARES))])
    street = make_layer("LineString", ["LINESTRING (450900 206400, 452700 206400)"], kind=["street"])
    project.addMapLayers([hotspots, street])
    return {
        "HOTSPOTS": hotspots.id(), "ROADS": street.id(), "BASEMAP": [street.id()], "BASEMAP_ZOOM": 15,
        "OUTPUT": str(tmp_path / "out" / "task.zip"), **WEEK,
    }  # fmt: skip


@pytest.fixture
def where(monkeypatch, tmp_path):
    """In which threads maps are drawn and the booklet is laid out."""
    (tmp_path / "out").mkdir()
    threads: dict[str, set[threading.Thread]] = {"map": set(), "booklet": set()}
    draw, printed = basemap._draw, booklet._printed

    def drawing(*given):
        threads["map"].add(threading.current_thread())
        return draw(*given)

    def printing(*given):
        threads["booklet"].add(threading.current_thread())
        return printed(*given)

    monkeypatch.setattr(basemap, "_draw", drawing)
    monkeypatch.setattr(booklet, "_printed", printing)
    return threads


class Task:
    """exportpackage in QGIS's task manager, as the dialog runs it."""

    def __init__(self, parameters, cancel_when=lambda percent: False):
        self.context, self.feedback = QgsProcessingContext(), QgsProcessingFeedback(False)
        self.context.setProject(QgsProject.instance())
        self.bar: list[float] = []
        self.ended: list[bool] = []
        algorithm = QgsApplication.processingRegistry().createAlgorithmById("hotspots:exportpackage")
        assert algorithm.checkParameterValues(parameters, self.context)[0]
        self.task = QgsProcessingAlgRunnerTask(algorithm, parameters, self.context, self.feedback)
        self.task.executed.connect(lambda good, results: self.ended.append(good))

        def heard(percent):
            self.bar.append(percent)
            if cancel_when(percent):
                self.feedback.cancel()

        self.feedback.progressChanged.connect(heard)

    def run(self):
        """Run it while the main thread looks after its events; return whether it went well."""
        loop = QEventLoop()
        self.task.executed.connect(lambda *_: loop.quit())
        QgsApplication.taskManager().addTask(self.task)
        loop.exec()
        return self.ended[0]


def test_a_task_makes_the_same_bytes_draws_elsewhere_and_prints_in_the_main_thread(given, where, tmp_path):
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("hotspots:exportpackage")
    here, good = algorithm.run({**given, "OUTPUT": str(tmp_path / "here.zip")}, context, QgsProcessingFeedback(False))
    assert good
    assert where == {"map": {MAIN}, "booklet": {MAIN}}
    where["map"].clear()
    ticks = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(set(where["map"])))
    timer.start(1)
    assert Task(given).run()
    assert where["booklet"] == {MAIN}
    assert where["map"]
    assert MAIN not in where["map"]
    assert any(ticks), "the main thread must be alive while maps are drawn"
    assert (tmp_path / "out" / "task.zip").read_bytes() == (tmp_path / "here.zip").read_bytes()
    assert here["COUNT"] == len(SQUARES)


@pytest.mark.parametrize("percent", [64, 72, 76])  # the base map, the first page of the booklet, one of the last
def test_cancel_is_heard_in_the_map_and_between_the_pages_and_leaves_nothing(given, where, tmp_path, percent):
    task = Task(given, lambda now: now >= percent)
    assert not task.run()
    assert task.feedback.isCanceled()
    assert max(task.bar) < 80
    assert bool(where["booklet"]) == (percent > 70)
    assert list((tmp_path / "out").iterdir()) == []


def test_cancel_is_heard_while_the_main_thread_has_no_time_for_the_booklet(given, where, tmp_path):
    waiting = threading.Event()
    asked = mainthread._main().asked.connect(waiting.set, mainthread.Qt.ConnectionType.DirectConnection)
    task = Task(given)
    try:
        QgsApplication.taskManager().addTask(task.task)
        assert waiting.wait(60)  # no events are looked after
        task.feedback.cancel()
        task.task.waitForFinished(60_000)
    finally:
        mainthread._main().asked.disconnect(asked)
    QgsApplication.processEvents()
    assert task.ended == [False]
    assert where["booklet"] == set()
    assert list((tmp_path / "out").iterdir()) == []


def test_what_is_wrong_with_a_template_is_said_from_a_task_too(given, where, tmp_path):
    bad = tmp_path / "bad.qpt"
    bad.write_text("<no/>")
    task = Task({**given, "LAYOUT": str(bad)})
    assert not task.run()
    assert "bad.qpt is no print layout" in task.feedback.textLog()
