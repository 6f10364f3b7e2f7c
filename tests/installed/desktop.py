"""QGIS Desktop as a user has it, in a window on a virtual screen, driven by a small script and photographed."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

# Runs inside QGIS Desktop. It waits for the window and the canvas, does `steps`, writes what it found, and quits.
DRIVER = """
import json, os, traceback
from pathlib import Path
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QTimer
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import iface, plugins

work = Path(os.environ["HOTSPOTS_DRIVER_FOLDER"])
found = {}

def picture(name, widget=None):
    QCoreApplication.processEvents()
    (widget or iface.mainWindow()).grab().save(str(work / f"{name}.png"))

def ready():
    try:
        exec(compile((work / "steps.py").read_text(), "steps.py", "exec"), globals())
    except Exception:
        found["error"] = traceback.format_exc()
    (work / "found.json").write_text(json.dumps(found))
    QgsProject.instance().setDirty(False)
    os._exit(0)  # closing the window would ask questions that nobody answers

def when_drawn():
    canvas = iface.mapCanvas()
    canvas.waitWhileRendering()
    QTimer.singleShot(1500, ready)

QTimer.singleShot(2500, when_drawn)
"""


def drive(
    profiles: Path, work: Path, steps: str, project: Path | None = None, timeout: float = 180
) -> dict[str, object]:
    """Start QGIS Desktop with the profile in `profiles`, run `steps` in it, and return the `found` that they filled.

    `steps` is Python with iface, plugins, QgsApplication, QgsProject, QApplication, found and picture(name, widget) at
    hand; pictures are written to `work`.
    """
    work.mkdir(parents=True, exist_ok=True)
    (work / "driver.py").write_text(DRIVER, encoding="utf-8")
    (work / "steps.py").write_text(steps, encoding="utf-8")
    (work / "found.json").unlink(missing_ok=True)
    runtime = work / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("QT_", "QGIS_"))}
    environment |= {
        "HOTSPOTS_DRIVER_FOLDER": str(work),
        "XDG_RUNTIME_DIR": str(runtime),
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "LANG": "en_GB.UTF-8",
        "LC_ALL": "C.UTF-8",
    }
    command = ["xvfb-run", "-a", "-s", "-screen 0 1500x940x24", "qgis", "--profiles-path", str(profiles), "--nologo"]
    command += ["--noversioncheck", "--lang", "en", "--code", str(work / "driver.py")]
    command += [str(project)] if project else []
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout, check=False)
    result = work / "found.json"
    if not result.is_file():
        raise AssertionError(f"QGIS Desktop ended without an answer:\n{done.stdout}\n{done.stderr}")
    found: dict[str, object] = json.loads(result.read_text(encoding="utf-8"))
    if "error" in found:
        raise AssertionError(found["error"])
    return found
