"""HTML reports of the trial room: one file each, which runs no script and loads nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def page(template: str, templates: Path, values: dict[str, Any]) -> str:
    """Return a report.

    Args:
        template: the file's name in `templates`, such as "trialpower.html".
        templates: the folder of the templates.
        values: what the template asks for; text is escaped. Charts are `markupsafe.Markup`.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(str(templates)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(values)
