"""The memory that a benchmark took; imports nothing, so that peers in venvs of their own can measure the same way."""

from __future__ import annotations

import resource
import sys
from pathlib import Path


def peak_mb() -> float:
    """Return the most memory that this program has had, in MB.

    Linux's VmHWM begins anew with each program; ru_maxrss of a process includes what its parent had when it forked.
    """
    try:
        status = Path("/proc/self/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024
    except OSError:
        unit = 1024**2 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
