"""The pages an officer reads: one for each place, and a list of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import shapely

from .. import filling
from ..progress import SILENT, Progress
from . import sentences, wording
from .evidence import Period
from .language import ENGLISH, Language
from .outline import centre, outline, view
from .place import Place, Task

TYPES_SHOWN = 8


def pages(
    task: Task,
    places: Sequence[Place],
    period: Period | None,
    templates: Path,
    streets: Sequence[Any] = (),
    progress: Progress = SILENT,
) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the HTML of every briefing, and of the list of them.

    A page stands alone: style and map are in it, it runs no script and loads nothing.

    Args:
        task: title, validity, limit, cautions, language.
        places: in the order of their rank.
        period: the days that the crimes cover, None where the data cannot say.
        templates: the folder of briefing.html, index.html and style.css.
        streets: lines in degrees, drawn below the outlines.
        progress: is told how far it is.
    """
    environment = filling.environment(templates)
    language = task.language
    shared = {"style": _style(templates), "task": task, "language": language.code, "w": wording.wording(task)}
    shapes = [place.shape for place in places]
    tree, lines = shapely.STRtree(shapes), shapely.STRtree(list(streets))
    page = environment.get_template("briefing.html")
    dated = period.in_words(language) if period else ""
    for i, place in enumerate(places):
        progress.at(i / len(places))
        seen = shapely.box(*view(place.shape))
        around = [shapes[j] for j in sorted(tree.query(seen).tolist()) if j != i]
        drawn = outline(place.shape, around, [streets[j] for j in sorted(lines.query(seen).tolist())])
        longitude, latitude = centre(place.shape)
        months = place.evidence.months if place.evidence else ()
        yield (
            f"briefings/{place.file}.html",
            _html(
                page.render(
                    **shared,
                    place=place,
                    rank=wording.ranked(task, place.rank, len(places)),
                    shift=sentences.shift(place.shift, language),
                    why=sentences.why(place, period, language=language),
                    mix=bars(short(place.evidence.mix, language) if place.evidence else (), language),
                    inside=wording.inside(task, dated),
                    months=bars(months, language, False, task.suppress_below),
                    lately=wording.lately(task, len(months)),
                    trend=sentences.trend(place, language),
                    when=sentences.when(place, period, language),
                    map=drawn,
                    described=wording.described(task, place.label, drawn.across_m),
                    across=wording.across(task, sentences.area(place.area_ha, language), drawn.across_m),
                    identified=wording.identified(task, place.hotspot_id),
                    coordinate=f"{latitude:.5f}, {longitude:.5f}",
                    geo=f"geo:{latitude:.5f},{longitude:.5f}",
                )
            ),
        )
    rows = [
        (place, sentences.shift(place.shift, language), sentences.why(place, period, True, language))
        for place in places
    ]
    texts = {"count": wording.places(task, len(places)), "caption": wording.listed(task), "listed": rows}
    yield "briefings/index.html", _html(environment.get_template("index.html").render(**shared, **texts))


def short(mix: Sequence[tuple[str, int]], language: Language = ENGLISH) -> tuple[tuple[str, int], ...]:
    """Return the commonest types as pages name them, and what is left as one line."""
    shown = [(sentences.kind(name, language), count) for name, count in mix]
    if len(mix) <= TYPES_SHOWN + 1:
        return tuple(shown)
    rest = mix[TYPES_SHOWN:]
    said = language.translate("Briefing", "{count} other types").format(count=len(rest))
    return (*shown[:TYPES_SHOWN], (said, sum(count for _, count in rest)))


def bars(
    counts: Sequence[tuple[str, int | None]], language: Language = ENGLISH, share: bool = True, below: int = 0
) -> list[dict[str, Any]]:
    """Return label, count, share and bar (percent of the longest) of each line of a table; None is a hidden count."""
    total, longest = (sum(count or 0 for _, count in counts), max((count or 0 for _, count in counts), default=0))
    if not total:
        return []
    hidden = language.translate("Briefing", "under {count}").format(count=below)
    return [
        {
            "label": label,
            "count": hidden if count is None else language.number(count),
            "share": f"{round(100 * (count or 0) / total)} %" if share else "",
            "bar": round(100 * (count or 0) / longest),
        }
        for label, count in counts
    ]


def _style(templates: Path) -> Any:
    """Return the pages' style without what only its authors need; it is in every page."""
    from markupsafe import Markup

    text = (templates / "style.css").read_text(encoding="utf-8")
    text = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    text = re.sub(r" ?([{};,]) ?", r"\1", text).replace(": ", ":").replace(";}", "}").strip()
    for i, name in enumerate(dict.fromkeys(re.findall(r"--[a-z]+", text))):
        text = re.sub(rf"{name}\b", f"--{chr(ord('a') + i)}", text)
    return Markup(text)  # noqa: S704 # nosec B704 - our own


def _html(text: str) -> bytes:
    return text.replace("\r\n", "\n").encode("utf-8")
