"""The report of a check as one HTML file, without script or network."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .. import filling
from .minisign import PublicKey
from .place import local, utc
from .verify import Outcome, Report

_MARKS = {Outcome.RIGHT: "✓", Outcome.MIND: "!", Outcome.WRONG: "✗", Outcome.UNCHECKED: "–"}


def page(report: Report, key: PublicKey | None, now: datetime, templates: Path) -> bytes:
    """Return the report as HTML.

    Args:
        report: what was found out.
        key: the public key that was given.
        now: when it was checked.
        templates: the plugin's folder of templates.
    """
    listed = report.manifest
    facts: list[tuple[str, str]] = []
    if listed is not None:
        facts = [
            ("Title", listed.title),
            ("Issuer", listed.issuer or "–"),
            ("Valid", f"{_there(listed.valid_from, listed.zone)} to {_there(listed.valid_until, listed.zone)}"),
            ("Time zone", listed.zone),
            ("Hotspots", f"{listed.hotspots:,}"),
            ("Number", "–" if listed.sequence is None else str(listed.sequence)),
            ("Id", listed.bundle_id),
            ("SHA-256 of the list", report.sha256),
        ]
    if key is not None:
        facts += [("Key you gave", key.name), ("Its fingerprint", key.fingerprint)]
    html: str = (
        filling.environment(templates)
        .get_template("verifypackage.html")
        .render(
            name=report.name,
            answer=_answer(report),
            faults=len(report.faults),
            sure=bool(report.verdict and report.verdict.asked),
            rows=[(check.what, check.outcome.value, _MARKS[check.outcome], check.said) for check in report.checks],
            facts=facts,
            now=utc(now),
        )
    )
    return html.encode("utf-8")


def _answer(report: Report) -> str:
    if report.faults:
        return "Do not use this package."
    if report.verdict and report.verdict.asked:
        return "This package is whole, and from the key that you gave."
    return "This package is whole. Who made it was not proven."


def _there(when: datetime, zone: str) -> str:
    try:
        return local(when.astimezone(ZoneInfo(zone)))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"{local(when.astimezone(UTC))} UTC"
