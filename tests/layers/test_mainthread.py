"""Work that is handed to the main thread is done there, and its result, its errors and Cancel come back."""

from __future__ import annotations

import threading

from qgis.PyQt.QtCore import QCoreApplication, QEventLoop, QTimer

from hotspot_plugin.core.errors import CancelledError, HotspotError
from hotspot_plugin.core.progress import SILENT
from hotspot_plugin.layers import mainthread
from hotspot_plugin.layers.mainthread import in_main_thread

MAIN = threading.main_thread()


def elsewhere(work):
    """Call `work` in another thread while the main one looks after its events; return what it returned or raised."""
    loop, found = QEventLoop(), []

    def go():
        try:
            found.append(work())
        except Exception as error:
            found.append(error)
        done.append(True)

    done: list[bool] = []
    timer = QTimer()
    timer.timeout.connect(lambda: done and loop.quit())
    timer.start(1)
    worker = threading.Thread(target=go)
    worker.start()
    loop.exec()
    worker.join()
    return found[0]


def test_it_is_done_in_the_main_thread_from_wherever_it_is_asked_for(qgis_app):
    def work(progress):
        progress.at(0.5)
        return threading.current_thread()

    assert in_main_thread(work, SILENT) is MAIN
    assert elsewhere(threading.current_thread) is not MAIN
    assert elsewhere(lambda: in_main_thread(work, SILENT)) is MAIN


def test_an_error_comes_back_and_what_the_work_held_ends_in_the_main_thread(qgis_app):
    ended = []

    class Held:
        def __del__(self):
            ended.append(threading.current_thread())

    def inside():
        inner = Held()
        raise ValueError(type(inner).__name__)

    def work(progress):
        held = Held()
        try:
            inside()
        except ValueError as error:
            raise HotspotError(f"A sentence, with {type(held).__name__} and {error}.") from None

    raised = elsewhere(lambda: in_main_thread(work, SILENT))
    assert isinstance(raised, HotspotError)
    assert str(raised) == "A sentence, with Held and Held."
    assert ended == [MAIN, MAIN]


def test_other_events_are_looked_after_whenever_the_work_says_how_far_it_is(qgis_app):
    seen = []

    def work(progress):
        QTimer.singleShot(0, lambda: seen.append("event"))
        progress.at(0.5)
        seen.append("work")

    elsewhere(lambda: in_main_thread(work, SILENT))
    assert seen == ["event", "work"]


class Pressed:
    """A progress bar whose Cancel is pressed."""

    def at(self, fraction):
        raise CancelledError

    def say(self, message):
        pass

    warn = say


def test_cancel_is_heard_while_the_main_thread_is_busy_and_the_work_is_never_begun(qgis_app):
    begun, raised = [], []

    def go():
        try:
            in_main_thread(begun.append, Pressed())
        except CancelledError as error:
            raised.append(error)

    worker = threading.Thread(target=go)
    worker.start()
    worker.join()  # no events are looked after
    assert len(raised) == 1
    QCoreApplication.processEvents()
    assert begun == []


def test_work_that_has_begun_hears_cancel_itself(qgis_app):
    def work(progress):
        progress.at(0.5)

    assert isinstance(elsewhere(lambda: in_main_thread(work, Pressed())), CancelledError)
    assert mainthread._main().thread() == qgis_app.thread()
