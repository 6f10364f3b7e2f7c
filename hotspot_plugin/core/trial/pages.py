"""HTML reports of the trial room: one file each, which runs no script and loads nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .. import filling


def page(template: str, templates: Path, values: dict[str, Any]) -> str:
    """Return a report.

    Args:
        template: the file's name in `templates`, such as "trialpower.html".
        templates: the folder of the templates.
        values: what the template asks for; text is escaped, charts are SVG that the template marks as safe.
    """
    environment = filling.environment(templates)
    return environment.get_template(template).render(values)
