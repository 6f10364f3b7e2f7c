"""qgis_process as a scheduled task calls it: one algorithm, its inputs as JSON on standard input."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any


class AlgorithmError(AssertionError):
    """qgis_process ended with an error; the message is what it printed."""


def run(profiles: Path, algorithm: str, inputs: dict[str, Any], timeout: float = 300) -> dict[str, Any]:
    """Run `algorithm` in the profile folder `profiles` and return qgis_process's JSON answer (inputs, log, results).

    Raises:
        AlgorithmError: it ended with an error.
    """
    environment = dict(os.environ, QGIS_CUSTOM_CONFIG_PATH=str(profiles), QT_QPA_PLATFORM="offscreen")
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        ["qgis_process", "run", algorithm, "-"],
        input=json.dumps({"inputs": inputs}),
        env=environment,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    start = done.stdout.find("{")
    if done.returncode or start < 0:
        raise AlgorithmError(f"{algorithm}: {done.stdout}\n{done.stderr}".strip())
    answer: dict[str, Any] = json.loads(done.stdout[start:])
    return answer
