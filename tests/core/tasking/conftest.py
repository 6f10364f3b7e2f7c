"""A small package, made as the exporter makes it."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from hotspot_plugin.core.tasking import container
from hotspot_plugin.core.tasking.package import build
from hotspot_plugin.core.tasking.place import Task
from hotspot_plugin.core.tasking.places import places
from tests.core.tasking import field
from tests.core.tasking.town import RESOURCES, SUMMER, squares, to_degrees


@pytest.fixture
def task():
    return Task(
        "Operation Larch",
        datetime(2026, 4, 1, 6, tzinfo=SUMMER),
        datetime(2026, 4, 8, 6, tzinfo=SUMMER),
        "Europe/London",
        3,
    )


@pytest.fixture
def make(task):
    """Return a function that builds a package from ids and further columns."""

    def go(ids=("a1", "b2"), crimes=None, task=task, order=None, **columns):
        table = pd.DataFrame({"hotspot_id": list(ids), **columns})
        metres = squares(len(table))
        order = np.arange(len(table)) if order is None else np.asarray(order)
        table, metres = table.iloc[order], metres[order]
        ordered, period = places(table, metres, to_degrees(metres), crimes)
        return build(task, ordered, period, RESOURCES)

    return go


@pytest.fixture
def save(tmp_path):
    """Return a function that writes files as a package and returns its path."""

    def go(files, name="package.zip"):
        path = tmp_path / name
        with path.open("wb") as target:
            container.write(target, files)
        return path

    return go


@pytest.fixture
def reads(tmp_path):
    """Return a function that reads a file that came back, and checks that it was not changed."""

    def go(content, name="records.gpkg", **beside):
        (tmp_path / name).write_bytes(content)
        for ending, data in beside.items():
            (tmp_path / f"{name}-{ending}").write_bytes(data)
        before = field.everything(tmp_path)
        try:
            return field.bring(tmp_path / name)
        finally:
            assert field.everything(tmp_path) == before

    return go
