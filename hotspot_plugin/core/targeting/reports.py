"""Reports as one HTML file each, without script or network."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from .. import filling
from .charts import percent


def render(templates: Path, name: str, values: dict[str, Any]) -> bytes:
    """Return a template filled with values, all of them escaped, as UTF-8.

    Args:
        templates: the folder of the template and of what it includes.
        name: the template's file name.
        values: what it shows.
    """
    environment = filling.environment(templates)
    environment.filters.update(percent=percent, number=number, decimal=decimal)
    html: str = environment.get_template(name).render(**values)
    return html.encode("utf-8")


def number(value: float) -> str:
    """Return a whole number with its thousands apart, "–" for one that is missing or endless."""
    return f"{value:,.0f}" if math.isfinite(value) else "–"


def decimal(value: float, digits: int = 2) -> str:
    """Return a number with so many decimals, "–" for one that is missing or endless."""
    return f"{value:,.{digits}f}" if math.isfinite(value) else "–"
