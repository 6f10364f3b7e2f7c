"""Work that belongs to the main thread, handed to it from another one.

As QGIS's own QgsThreadingUtils::runOnMainThread does it, which Python cannot call: the work waits its turn in the main
thread's events, and whoever asked waits for it, or withdraws it if Cancel is pressed before it has begun. As QGIS does
between the pages of an atlas (QgsLayoutDesignerDialog::exportAtlasToPdf), events are looked after whenever the work
says how far it is, so that QGIS stays alive and Cancel is heard.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from qgis.PyQt.QtCore import QCoreApplication, QObject, Qt, QThread, pyqtSignal, pyqtSlot

from ..core.errors import CancelledError
from ..core.progress import Progress

Result = TypeVar("Result")
_POLL_S = 0.1


def in_main_thread(work: Callable[[Progress], Result], progress: Progress) -> Result:
    """Do `work` in the main thread, and return what it returns or raise what it raises.

    Objects of Qt that `work` makes must not be in what it returns: they belong to the main thread too.

    Args:
        work: is handed the progress bar to use.
        progress: 0 to 1.

    Raises:
        CancelledError: Cancel was pressed.
    """
    application = QCoreApplication.instance()
    if application is None or QThread.currentThread() == application.thread():
        return work(progress)
    asked = _Asked(work, progress)
    _main().asked.emit(asked)
    while not asked.done.wait(_POLL_S):
        if not asked.claim.locked():
            try:
                progress.at(0.0)
            except CancelledError:
                # whoever claims it first has it; once it has begun, it hears Cancel itself
                if asked.claim.acquire(blocking=False):
                    raise
    if asked.error is not None:
        raise asked.error
    return asked.result  # type: ignore[no-any-return]


class _Asked:
    """Something to do."""

    def __init__(self, work: Callable[[Progress], Any], progress: Progress) -> None:
        self.work, self.progress = work, progress
        self.claim, self.done = threading.Lock(), threading.Event()
        self.result: Any = None
        self.error: BaseException | None = None


class _Main(QObject):
    """Lives in the main thread and does there what is asked for."""

    asked = pyqtSignal(object)

    def __init__(self, thread: QThread) -> None:
        super().__init__()
        self.moveToThread(thread)
        self.asked.connect(self.do, Qt.ConnectionType.QueuedConnection)

    @pyqtSlot(object)
    def do(self, asked: _Asked) -> None:
        if not asked.claim.acquire(blocking=False):
            return  # withdrawn
        try:
            asked.result = asked.work(_Lively(asked.progress))
        except BaseException as error:
            # what Qt objects the frames hold must end here, not where the error is raised again
            cause: BaseException | None = error
            while cause is not None:
                traceback.clear_frames(cause.__traceback__)
                cause = cause.__cause__ or cause.__context__
            asked.error = error
        finally:
            asked.done.set()


@cache
def _main() -> _Main:
    return _Main(QCoreApplication.instance().thread())


class _Lively:
    """A progress bar in the main thread that looks after QGIS's other events."""

    def __init__(self, whole: Progress) -> None:
        self._whole = whole
        self.say, self.warn = whole.say, whole.warn

    def at(self, fraction: float) -> None:
        """See Progress.at."""
        QCoreApplication.processEvents()
        self._whole.at(fraction)
