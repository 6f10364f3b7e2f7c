"""What an analyst writes about places, and every written text that travels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..errors import HotspotError
from .place import Place, Task

MOST_NOTE = 600  # characters; more does not fit on a page with all the rest


def with_notes(ordered: Sequence[Place], notes: Mapping[str, str], every: Sequence[str], layer: str) -> list[Place]:
    """Return places with the analyst's notes.

    Args:
        ordered: the hotspots that travel.
        notes: text by hotspot_id; those of hotspots that stay do not travel.
        every: the ids of all hotspots.
        layer: the notes' name, for messages.

    Raises:
        HotspotError: a note is for a hotspot that is not there, or too long for a page.
    """
    strange = sorted(set(notes) - set(every))
    if strange:
        raise HotspotError(
            f"{layer} has notes for {len(strange)} hotspots that are not in the hotspot layer (such as {strange[0]}): "
            "correct their hotspot_id."
        )
    long = [identity for identity, text in notes.items() if len(text) > MOST_NOTE]
    if long:
        raise HotspotError(
            f"The note for {long[0]} in {layer} has {len(notes[long[0]])} characters: {MOST_NOTE} are the most that a "
            "page holds."
        )
    return [replace(place, notes=notes.get(place.hotspot_id, "")) for place in ordered]


def written(task: Task, ordered: Sequence[Place]) -> Iterator[tuple[str, str]]:
    """Yield every text that a person wrote and that travels, with where it stands."""
    yield "The title", task.title
    yield "ISSUER", task.issuer
    for place in ordered:
        yield f"The note for {place.hotspot_id}", place.notes
        for name in ("name", "shift", "method", "peak_days", "peak_hours"):
            yield f"The {name.replace('_', ' ')} of {place.hotspot_id}", getattr(place, name) or ""
        for kind, _ in place.evidence.mix if place.evidence else ():
            yield f"A type of crime in {place.hotspot_id}", kind
