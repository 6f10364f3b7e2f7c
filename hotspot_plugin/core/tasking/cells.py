"""Texts of strangers for spreadsheets, which would run some of them as formulas."""

from __future__ import annotations

from typing import Any

_BEGINS = ("=", "+", "-", "@", "\t", "\r")  # OWASP, “CSV Injection”


def harmless(value: Any) -> Any:
    """Return a text with an apostrophe before it if a spreadsheet would take it for a formula; other values as is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_BEGINS) else value
