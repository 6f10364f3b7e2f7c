"""The pages an officer reads: one for each place, and a list of them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import shapely

from .. import filling
from ..progress import SILENT, Progress
from .evidence import MONTH, Period
from .outline import centre, outline
from .place import Place, Task, local

TYPES_SHOWN = 8


def pages(
    task: Task, places: Sequence[Place], period: Period | None, templates: Path, progress: Progress = SILENT
) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the HTML of every briefing, and of the list of them.

    A page stands alone: style and map are in it, it runs no script and loads nothing.

    Args:
        task: title, validity, limit, cautions.
        places: in the order of their rank.
        period: the days that the crimes cover, None where the data cannot say.
        templates: the folder of briefing.html, index.html and style.css.
        progress: is told how far it is.
    """
    environment = filling.environment(templates)
    shared = {
        "style": _style(templates),
        "task": task,
        "valid_from": local(task.valid_from),
        "valid_until": local(task.valid_until),
        "total": len(places),
    }
    shapes = [place.shape for place in places]
    tree = shapely.STRtree(shapes)
    page = environment.get_template("briefing.html")
    for i, place in enumerate(places):
        progress.at(i / len(places))
        west, south, east, north = place.shape.bounds
        view = shapely.box(
            1.5 * west - 0.5 * east, 1.5 * south - 0.5 * north, 1.5 * east - 0.5 * west, 1.5 * north - 0.5 * south
        )
        around = [shapes[j] for j in sorted(tree.query(view).tolist()) if j != i]
        longitude, latitude = centre(place.shape)
        yield (
            f"briefings/{place.file}.html",
            _html(
                page.render(
                    **shared,
                    place=place,
                    why=why(place, period),
                    mix=bars(short(place.evidence.mix) if place.evidence else ()),
                    months=bars(place.evidence.months if place.evidence else (), False, task.suppress_below),
                    trend=trend(place),
                    period=period,
                    when=when(place, period),
                    map=outline(place.shape, around),
                    area=_area(place.area_ha),
                    coordinate=f"{latitude:.5f}, {longitude:.5f}",
                    geo=f"geo:{latitude:.5f},{longitude:.5f}",
                )
            ),
        )
    listed = [(place, why(place, period, short=True)) for place in places]
    yield "briefings/index.html", _html(environment.get_template("index.html").render(**shared, listed=listed))


def why(place: Place, period: Period | None, short: bool = False) -> str:
    """Say in plain words why a place is hot, and no more than the data can say."""
    if place.fewer_than:
        return f"Fewer than {place.fewer_than} crimes were recorded here{f' {period.text}' if period else ''}."
    if place.crimes is None:
        return "" if short else "The analyst chose this place; the package holds no crime figures for it."
    crimes = "1 crime" if place.crimes == 1 else f"{place.crimes:,} crimes" if place.crimes else "No crime"
    verb = "was" if place.crimes <= 1 else "were"
    dated = f" {period.text}" if period else ""
    rate = _rate(place.crimes_per_day, period) if place.crimes > 1 else ""
    if short:
        return f"{crimes}{dated}{rate}"
    said = f"{crimes} {verb} recorded here{dated}{rate}"
    if place.crime_share and place.crimes > 1:
        said += f": {_percent(100 * place.crime_share)} of all crime in the data, on {_area(place.area_ha)}"
    types = place.evidence.mix if place.evidence else ()
    if types and place.crimes > 1:
        share = round(100 * types[0][1] / sum(count for _, count in types))
        said += f"; most often {_lowered(types[0][0])} ({share} %)"
    return said + "."


def when(place: Place, period: Period | None) -> str:
    """Say on which days and hours to come, or that the data cannot tell."""
    named = [f"{word}: {text}" for word, text in (("Days", place.peak_days), ("Hours", place.peak_hours)) if text]
    if named:
        return "More crime than chance on these. " + ". ".join(named) + "."
    if place.evidence and place.evidence.hours:
        return place.evidence.hours
    if period and period.precision == MONTH:
        return "The crimes are dated by month only, so the data cannot tell which days or hours are worst."
    return "No days or hours have been worked out for this place."


def _rate(per_day: float | None, period: Period | None) -> str:
    """Return how often that is; nothing where it is so rare, or so short a time, that a rate would mislead."""
    if not per_day or (period is not None and period.days < 28):
        return ""
    if per_day >= 1:
        return f", about {_two_digits(per_day)} a day"
    if 7 * per_day >= 1:
        return f", about {_two_digits(7 * per_day)} a week"
    if per_day * 365.25 / 12 >= 1:
        return f", about {_two_digits(per_day * 365.25 / 12)} a month"
    return ""


def _two_digits(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0") if value < 10 else f"{value:,.0f}"


def _percent(value: float) -> str:
    return "less than 0.1 %" if value < 0.1 else f"{_two_digits(value)} %"


def _area(hectares: float) -> str:
    if hectares >= 100:
        return f"{hectares / 100:.1f} km²"
    return f"{hectares:.1f} hectares" if hectares >= 0.1 else f"{round(hectares * 10_000)} m²"


def _lowered(kind: str) -> str:
    """Return a type as it stands inside a sentence: “Robbery” loses its capital, “ASB” does not."""
    return kind[0].lower() + kind[1:] if kind[1:2].islower() else kind


def short(mix: Sequence[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Return the commonest types, and what is left as one line."""
    if len(mix) <= TYPES_SHOWN + 1:
        return tuple(mix)
    rest = mix[TYPES_SHOWN:]
    return (*mix[:TYPES_SHOWN], (f"{len(rest)} other types", sum(count for _, count in rest)))


def bars(counts: Sequence[tuple[str, int | None]], share: bool = True, below: int = 0) -> list[dict[str, Any]]:
    """Return label, count, share and bar (percent of the longest) of each line of a table; None is a hidden count."""
    total, longest = (sum(count or 0 for _, count in counts), max((count or 0 for _, count in counts), default=0))
    if not total:
        return []
    return [
        {
            "label": label,
            "count": f"under {below}" if count is None else f"{count:,}",
            "share": f"{round(100 * (count or 0) / total)} %" if share else "",
            "bar": round(100 * (count or 0) / longest),
        }
        for label, count in counts
    ]


def trend(place: Place) -> str:
    """Say whether the last months had more or less than those before, or that the numbers are too small to say.

    The later half against the earlier half of the months, by the exact test of two Poisson counts (Przyborowski and
    Wilenski 1940, doi 10.1093/biomet/31.3-4.313): fair coins, two-sided 5 %.
    """
    counts = [count for _, count in (place.evidence.months if place.evidence else ())]
    if len(counts) < 6 or None in counts:
        return ""
    half = len(counts) // 2
    before, after = sum(c or 0 for c in counts[:half]), sum(c or 0 for c in counts[-half:])
    n = before + after
    if n == 0 or min(1.0, 2 * sum(math.comb(n, k) for k in range(min(before, after) + 1)) / 2**n) > 0.05:
        return f"Last {half} months {after}, the {half} before {before}: no change that could not be chance."
    word = "More" if after > before else "Fewer"
    return f"{word} lately: {after} in the last {half} months, {before} in the {half} before."


def _style(templates: Path) -> Any:
    """Return the pages' style without what only its authors need; it is in every page."""
    from markupsafe import Markup

    text = (templates / "style.css").read_text(encoding="utf-8")
    text = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    return Markup(re.sub(r" ?([{};,]) ?", r"\1", text).replace(": ", ":").strip())  # noqa: S704 # nosec B704 - our own


def _html(text: str) -> bytes:
    return text.replace("\r\n", "\n").encode("utf-8")
