"""The language of what officers read: texts from a catalogue, dates and numbers as the language writes them.

Texts stand in the code in English, each in a call of `translate`, by which name pylupdate finds them for i18n/*.ts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime


def _no_text(*_: str) -> str:
    return ""


@dataclass(frozen=True)
class Language:
    """A language, English if nothing is given.

    Args:
        code: such as "en" or "cy", for the pages' lang attribute.
        lookup: from context and English text to the text, empty where it is missing, which then stays English.
        decimal, group: the signs before decimals and between thousands.
    """

    code: str = "en"
    lookup: Callable[[str, str], str] = _no_text
    decimal: str = "."
    group: str = ","

    def translate(self, context: str, text: str) -> str:
        """Return a text in this language."""
        return self.lookup(context, text) or text

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number with decimals as this language writes it: 1,234.5."""
        return f"{value:,.{digits}f}".translate({ord(","): self.group, ord("."): self.decimal})

    def months(self) -> tuple[str, ...]:
        """Return the months' names."""
        translate = self.translate
        return (
            translate("Dates", "January"), translate("Dates", "February"), translate("Dates", "March"),
            translate("Dates", "April"), translate("Dates", "May"), translate("Dates", "June"),
            translate("Dates", "July"), translate("Dates", "August"), translate("Dates", "September"),
            translate("Dates", "October"), translate("Dates", "November"), translate("Dates", "December"),
        )  # fmt: skip

    def short_months(self) -> tuple[str, ...]:
        """Return the months' names as a table has them."""
        translate = self.translate
        return (
            translate("Dates", "Jan"), translate("Dates", "Feb"), translate("Dates", "Mar"), translate("Dates", "Apr"),
            translate("Dates", "May (short)").removesuffix(" (short)"), translate("Dates", "Jun"),
            translate("Dates", "Jul"), translate("Dates", "Aug"), translate("Dates", "Sep"), translate("Dates", "Oct"),
            translate("Dates", "Nov"), translate("Dates", "Dec"),
        )  # fmt: skip

    def days(self) -> tuple[str, ...]:
        """Return the days' names, Monday first."""
        translate = self.translate
        return (
            translate("Dates", "Monday"), translate("Dates", "Tuesday"), translate("Dates", "Wednesday"),
            translate("Dates", "Thursday"), translate("Dates", "Friday"), translate("Dates", "Saturday"),
            translate("Dates", "Sunday"),
        )  # fmt: skip

    def dated(self, day: date) -> str:
        """Return a day: 1 March 2026."""
        pattern = self.translate("Dates", "{number} {month} {year}")
        return pattern.format(number=day.day, month=self.months()[day.month - 1], year=day.year)

    def moment(self, when: datetime) -> str:
        """Return a time: Sunday 1 March 2026, 06:00."""
        pattern = self.translate("Dates", "{day} {date}, {time}")
        return pattern.format(day=self.days()[when.weekday()], date=self.dated(when.date()), time=f"{when:%H:%M}")


ENGLISH = Language()
