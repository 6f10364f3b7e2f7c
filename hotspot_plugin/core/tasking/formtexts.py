"""What the project's layers and forms say to officers in QField and Mergin Maps, in the language of the task."""

from __future__ import annotations

from .place import Task


def form_texts(task: Task) -> dict[str, str]:
    """Return the names of layers, forms and fields, and the notes on them; those of columns by the column's name."""
    translate = task.language.translate
    return {
        "now": translate("Field", "Places to patrol now"),
        "patrols": translate("Field", "Patrols"),
        "fixes": translate("Field", "Positions"),
        "tracks": translate("Field", "Tracks (Mergin Maps)"),
        "schedule": translate("Field", "Schedule"),
        "roads": translate("Field", "Streets"),
        "basemap": translate("Field", "Base map"),
        "place": translate("Field", "Place"),
        "unit": translate("Field", "Unit or call sign (no names)"),
        "arrived": translate("Field", "Arrived"),
        "left": translate("Field", "Left"),
        "how": translate("Field", "How"),
        "foot": translate("Field", "On foot"),
        "bicycle": translate("Field", "By bicycle"),
        "vehicle": translate("Field", "In a vehicle"),
        "own_notes": translate("Field", "Notes (no intelligence, no crime, no names)"),
        "nowhere": translate("Field", "No position yet."),
        "nearest_now": translate("Field", "Nearest now:"),
        "notice": translate(
            "Field",
            "Positions are recorded while tracking runs, and are compared with the plan. Notes are no intelligence and "
            "no crime record.",
        ),
        "patrol": translate("Field", "Patrol"),
        "nearest": translate("Field", "Nearest"),
        "page": translate("Field", "Briefing"),
        "here": translate("Field", "Patrols here"),
        "full": translate("Field", "The limit of {count} a day is reached here: take another place.").format(
            count=task.limit or 0
        ),
        "hotspot_id": translate("Field", "Id"),
        "name": translate("Field", "Name"),
        "rank": translate("Field", "Rank"),
        "shift": translate("Field", "Shift"),
        "method": translate("Field", "Method"),
        "area_ha": translate("Field", "Area (ha)"),
        "crimes": translate("Field", "Crimes"),
        "crimes_per_day": translate("Field", "Crimes per day"),
        "crime_share": translate("Field", "Share of crime"),
        "peak_days": translate("Field", "Peak days"),
        "peak_hours": translate("Field", "Peak hours"),
        "limit_per_day": translate("Field", "Most patrols a day"),
        "why": translate("Field", "Why here"),
        "notes": translate("Field", "Notes"),
        "briefing": translate("Field", "Briefing"),
        "valid_from": translate("Field", "Valid from"),
        "valid_until": translate("Field", "Valid until"),
    }
