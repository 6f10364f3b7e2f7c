"""What a package is about: a task with its validity, and the places to patrol."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..errors import HotspotError
from .language import ENGLISH, Language

MOST_TEXT = 200  # characters of a title or name
MOST_PATROLS = 1000  # a day in one hotspot
# The only columns of the analyst's layer that are read, so the only ones that can travel. Anything else (the arm, block
# and probability of a trial, a name that somebody wrote into a spare column) stays at the desk.
TRAVELS = (
    "hotspot_id",
    "name",
    "rank",
    "shift",
    "method",
    "crimes",
    "crimes_per_day",
    "crime_share",
    "peak_days",
    "peak_hours",
)


@dataclass(frozen=True)
class Task:
    """What the officers are asked to do, and for how long.

    Args:
        title: shown on every page.
        valid_from, valid_until: aware times; their offset is that of the place, and pages show this local time.
        zone: the name of the time zone, such as "Europe/London".
        limit: most patrols of a hotspot a day, or None.
        issuer: who sends it, such as a unit; empty for nobody.
        dose_min: minutes that a patrol of a hotspot should last.
        override: why text that looks like personal data may travel; empty where there is none.
        suppress_below: the least count that may be shown, 0 for all.
        cautions: sentences that every briefing carries about its data, in the language.
        language: of everything that officers read.
        sequence: the number of this issue, higher than those before it to the same people; None where nobody counts.

    Raises:
        HotspotError: there is no title, it is too long, the validity is backwards, or the limit or the sequence is not
            positive.
    """

    title: str
    valid_from: datetime
    valid_until: datetime
    zone: str = "UTC"
    limit: int | None = None
    issuer: str = ""
    dose_min: int = 15
    override: str = ""
    suppress_below: int = 0
    cautions: tuple[str, ...] = ()
    sequence: int | None = None
    language: Language = ENGLISH

    def __post_init__(self) -> None:
        if not self.title:
            raise HotspotError("The package has no title: give it one that officers will know it by.")
        if len(self.title) > MOST_TEXT:
            raise HotspotError(
                f"The title has {len(self.title)} characters: {MOST_TEXT} are the most that a phone can show."
            )
        if len(self.issuer) > MOST_TEXT:
            raise HotspotError(f"ISSUER has {len(self.issuer)} characters: {MOST_TEXT} are the most.")
        if self.valid_until < self.valid_from:
            raise HotspotError(
                f"The package would end ({local(self.valid_until)}) before it begins ({local(self.valid_from)}): "
                "swap or correct VALID_FROM and VALID_UNTIL."
            )
        if self.limit is not None and not 1 <= self.limit <= MOST_PATROLS:
            raise HotspotError(
                f"LIMIT is {self.limit}: give 1 to {MOST_PATROLS} patrols a day, or leave it out for no limit."
            )
        if not 1 <= self.dose_min <= 240:
            raise HotspotError(
                f"DOSE_MIN is {self.dose_min}: give 1 to 240 minutes; 10 to 20 are what the evidence supports."
            )
        if self.sequence is not None and not 1 <= self.sequence < 1 << 53:
            raise HotspotError(f"SEQUENCE is {self.sequence}: give a whole number from 1, or leave it out.")


@dataclass(frozen=True)
class Evidence:
    """Crimes inside one hotspot: how many, of which types (commonest first), in which months, near which street.

    A month's count is None where it is hidden as too small. `hours` says in words when they happen, or that nobody can
    tell. The street is the commonest name among police.uk's snap points, which are public; no other text is taken for
    one.
    """

    crimes: int
    mix: tuple[tuple[str, int], ...] = ()
    months: tuple[tuple[str, int | None], ...] = ()
    street: str = ""
    hours: str = ""


@dataclass(frozen=True)
class Place:
    """A hotspot that travels.

    `shape` is a shapely polygon in WGS 84 degrees, rounded to 7 decimals, counter-clockwise. `rank` is its order among
    the places of this package, 1 the hottest; the analyst's rank over all hotspots would show how many were held back.
    """

    hotspot_id: str
    file: str
    rank: int
    shape: Any
    area_ha: float
    name: str = ""
    shift: str | None = None
    method: str | None = None
    crimes: int | None = None
    crimes_per_day: float | None = None
    crime_share: float | None = None
    peak_days: str | None = None
    peak_hours: str | None = None
    evidence: Evidence | None = None
    notes: str = ""
    fewer_than: int | None = None  # where the count is hidden
    called: str = ""  # what people see where there is no name

    @property
    def label(self) -> str:
        """The name that people see."""
        return self.name or self.called or f"Hotspot {self.hotspot_id}"


def local(when: datetime) -> str:
    """Return a time as messages write it: Sunday 1 March 2026, 06:00."""
    return ENGLISH.moment(when)


def utc(when: datetime) -> str:
    """Return a time as files hold it: 2026-03-01T06:00:00Z."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def clean(value: object) -> str:
    """Return a value as one line of text that can be stored: no control characters, no half characters."""
    whole = str(value).encode("utf-8", "replace").decode("utf-8")
    return " ".join("".join(c if c.isprintable() else " " for c in whole).split())
