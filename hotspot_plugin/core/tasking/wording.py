"""The fixed texts of briefings, booklet and list, in the language of the task: headings, orders, notices."""

from __future__ import annotations

from .place import Task


def wording(task: Task) -> dict[str, str]:
    """Return the texts by the names that templates and print layouts know them by.

    Headings follow IIMARCH (information, intention, method, administration, risk, communications, human rights), the
    order of a police briefing.
    """
    language = task.language
    translate = language.translate
    return {
        "h_why": translate("Briefing", "Information: why here"),
        "h_do": translate("Briefing", "Intention and method: what to do"),
        "h_where": translate("Briefing", "Where"),
        "h_when": translate("Briefing", "When"),
        "h_mix": translate("Briefing", "Crime mix"),
        "h_months": translate("Briefing", "Month by month"),
        "h_rules": translate("Briefing", "Administration, risk, communications, rights"),
        "all_places": translate("Briefing", "All places"),
        "intention": translate("Briefing", "Be seen, so that fewer crimes happen here."),
        "patrol": translate(
            "Briefing",
            "Patrol on foot, visibly, for about {minutes} minutes. Stay inside the outline, and talk to people.",
        ).format(minutes=task.dose_min),
        "move_on": translate(
            "Briefing",
            "Then move on: 11 to 15 minutes deter longest for the time they take, a drive-through hardly does.",
        ),
        "limit": _limit(task),
        "monitored": translate(
            "Briefing",
            "Patrols are monitored: time and place of patrols here are compared with the plan, to learn what works.",
        ),
        "risk": translate(
            "Briefing",
            "Risk: nothing here is assessed for your safety. Check the usual systems and judge on the spot.",
        ),
        "reports": translate(
            "Briefing", "Notes are no intelligence: submit intelligence and record crime in the usual systems."
        ),
        "rights": translate(
            "Briefing",
            "The figures describe the past of a place. They say nothing about any person in it, and are no grounds for "
            "any power.",
        ),
        "from_analyst": translate("Briefing", "From the analyst:"),
        "dashed": translate("Briefing", "Dashed: other places of this package."),
        "grey": translate("Briefing", "Grey: streets."),
        "north": translate("Briefing", "N"),
        "middle": translate("Briefing", "Middle:"),
        "tap": translate("Briefing", "(latitude, longitude; tap to open a map app)"),
        "type": translate("Briefing", "Type"),
        "crimes": translate("Briefing", "Crimes"),
        "share": translate("Briefing", "Share"),
        "month": translate("Briefing", "Month"),
        "rank": translate("Briefing", "Rank"),
        "place": translate("Briefing", "Place"),
        "valid_until": translate("Briefing", "Valid until {time}").format(time=language.moment(task.valid_until)),
        "valid": translate("Briefing", "Valid from {first} until {last} ({zone}). Do not use it afterwards.").format(
            first=language.moment(task.valid_from), last=language.moment(task.valid_until), zone=task.zone
        ),
        "source": translate("Briefing", "15 minutes: Koper (1995), Justice Quarterly 12(4), 649–672."),
    }


def ranked(task: Task, rank: int, total: int) -> str:
    """Return a place's rank among those of the package."""
    return task.language.translate("Briefing", "{rank} of {total}").format(rank=rank, total=total)


def identified(task: Task, identity: str) -> str:
    """Return the line that gives a place's id."""
    return task.language.translate("Briefing", "Place {id}.").format(id=identity)


def across(task: Task, area: str, metres: int) -> str:
    """Return how large a place is."""
    said = task.language.translate("Briefing", "{area}, about {metres} m across.")
    return said.format(area=area, metres=task.language.number(metres))


def described(task: Task, name: str, metres: int) -> str:
    """Return what a map shows, for who cannot see it."""
    said = task.language.translate("Briefing", "Outline of {place}, about {metres} metres across, north up")
    return said.format(place=name, metres=task.language.number(metres))


def inside(task: Task, period: str) -> str:
    """Return the caption of the crime mix."""
    said = task.language.translate("Briefing", "Crimes recorded inside the outline{when}")
    return said.format(when=f" {period}" if period else "")


def lately(task: Task, months: int) -> str:
    """Return the caption of the months."""
    if months < 12:
        return inside(task, "")
    return task.language.translate("Briefing", "Crimes recorded inside the outline, last 12 months of the data")


def places(task: Task, total: int) -> str:
    """Return how many places there are."""
    if total == 1:
        return task.language.translate("Briefing", "1 place to patrol")
    return task.language.translate("Briefing", "{count} places to patrol").format(count=total)


def listed(task: Task) -> str:
    """Return the caption of the list."""
    first = task.language.translate("Briefing", "Hottest first")
    if task.limit is None:
        return first
    if task.limit == 1:
        return task.language.translate("Briefing", "Hottest first; at most 1 patrol a day in each")
    return task.language.translate("Briefing", "Hottest first; at most {count} patrols a day in each").format(
        count=task.limit
    )


def _limit(task: Task) -> str:
    translate = task.language.translate
    if task.limit is None:
        return ""
    if task.limit == 1:
        return translate("Briefing", "At most 1 patrol a day here. When that is reached, take another place.")
    said = translate("Briefing", "At most {count} patrols a day here. When that is reached, take another place.")
    return said.format(count=task.limit)
