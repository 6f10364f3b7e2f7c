"""QGIS in this process without its desktop, for benchmarks and studies; tests have pytest-qgis."""

from __future__ import annotations

import functools
import os
import sys
from pathlib import Path
from typing import Any

_kept: list[Any] = []  # what QGIS holds no reference of its own to


@functools.cache
def start(widgets: bool = False) -> Any:
    """Start QGIS with the plugin's algorithms, once, and return the module `processing`.

    Args:
        widgets: whether Qt can draw, as print layouts need.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from qgis.core import QgsApplication

    application = QgsApplication([], widgets)
    application.initQgis()
    sys.path.append(str(Path(QgsApplication.pkgDataPath()) / "python" / "plugins"))
    import processing
    from processing.core.Processing import Processing

    from hotspot_plugin.processing.provider import HotspotProvider

    Processing.initialize()
    provider = HotspotProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    _kept.extend((application, provider))
    return processing
