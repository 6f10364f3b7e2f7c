"""What a briefing says about a place in whole sentences, no more than the data can say."""

from __future__ import annotations

import math
import re

from .evidence import MONTH, Period
from .language import ENGLISH, Language
from .place import Place


def why(place: Place, period: Period | None, short: bool = False, language: Language = ENGLISH) -> str:
    """Say in plain words why a place is hot.

    Args:
        place: with its figures, if it has any.
        period: the days that the crimes cover, None where the data cannot say.
        short: for the list of places, without share and type.
        language: to say it in.
    """
    translate = language.translate
    dated = f" {period.in_words(language)}" if period else ""
    if place.fewer_than:
        said = translate("Briefing", "Fewer than {count} crimes were recorded here{when}.")
        return said.format(count=place.fewer_than, when=dated)
    if place.crimes is None:
        return "" if short else translate(
            "Briefing", "The analyst chose this place; the package holds no crime figures for it."
        )  # fmt: skip
    count = language.number(place.crimes)
    rate = _rate(place.crimes_per_day, period, language) if place.crimes > 1 else ""
    if short:
        said = {0: translate("Briefing", "No crime"), 1: translate("Briefing", "1 crime")}.get(
            place.crimes, translate("Briefing", "{count} crimes").format(count=count)
        )
        return f"{said}{dated}{rate}"
    if place.crimes == 0:
        said = translate("Briefing", "No crime was recorded here{when}").format(when=dated)
    elif place.crimes == 1:
        said = translate("Briefing", "1 crime was recorded here{when}").format(when=dated)
    else:
        said = translate("Briefing", "{count} crimes were recorded here{when}").format(count=count, when=dated) + rate
    if place.crime_share and place.crimes > 1:
        share = translate("Briefing", ": {share} of all crime in the data, on {area}")
        said += share.format(share=_percent(100 * place.crime_share, language), area=area(place.area_ha, language))
    types = place.evidence.mix if place.evidence else ()
    if types and place.crimes > 1:
        most = round(100 * types[0][1] / sum(count for _, count in types))
        often = translate("Briefing", "; most often {type} ({percent} %)")
        said += often.format(type=_lowered(kind(types[0][0], language)), percent=most)
    return said + "."


def when(place: Place, period: Period | None, language: Language = ENGLISH) -> str:
    """Say on which days and hours to come, or that the data cannot tell (see `why`)."""
    translate = language.translate
    days, hours = (_peak(text, language) for text in (place.peak_days, place.peak_hours))
    named = [translate("Briefing", "Days: {days}.").format(days=days)] if days else []
    named += [translate("Briefing", "Hours: {hours}.").format(hours=hours)] if hours else []
    if named:
        return " ".join([translate("Briefing", "More crime than chance on these."), *named])
    if place.evidence and place.evidence.hours:
        return place.evidence.hours
    if period and period.precision == MONTH:
        return translate(
            "Briefing", "The crimes are dated by month only, so the data cannot tell which days or hours are worst."
        )
    return translate("Briefing", "No days or hours have been worked out for this place.")


def trend(place: Place, language: Language = ENGLISH) -> str:
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
    if n == 0:
        return ""
    translate = language.translate
    if min(1.0, 2 * sum(math.comb(n, k) for k in range(min(before, after) + 1)) / 2**n) > 0.05:
        said = translate(
            "Briefing", "Last {half} months {after}, the {half} before {before}: no change that could not be chance."
        )
    elif after > before:
        said = translate("Briefing", "More lately: {after} in the last {half} months, {before} in the {half} before.")
    else:
        said = translate("Briefing", "Fewer lately: {after} in the last {half} months, {before} in the {half} before.")
    return said.format(half=half, after=language.number(after), before=language.number(before))


def area(hectares: float, language: Language = ENGLISH) -> str:
    """Return an area in the unit that people know it by."""
    translate = language.translate
    if hectares >= 100:
        return translate("Briefing", "{area} km²").format(area=language.number(hectares / 100, 1))
    if hectares >= 0.1:
        return translate("Briefing", "{area} hectares").format(area=language.number(hectares, 1))
    return translate("Briefing", "{area} m²").format(area=language.number(round(hectares * 10_000)))


def kind(name: str, language: Language) -> str:
    """Return a type of crime, those of police.uk in the language of the page; others stay as the data name them."""
    if language.code == "en":
        return name
    translate = language.translate
    known = {
        "Anti-social behaviour": translate("Crimes", "Anti-social behaviour"),
        "Bicycle theft": translate("Crimes", "Bicycle theft"),
        "Burglary": translate("Crimes", "Burglary"),
        "Criminal damage and arson": translate("Crimes", "Criminal damage and arson"),
        "Drugs": translate("Crimes", "Drugs"),
        "Other crime": translate("Crimes", "Other crime"),
        "Other theft": translate("Crimes", "Other theft"),
        "Possession of weapons": translate("Crimes", "Possession of weapons"),
        "Public order": translate("Crimes", "Public order"),
        "Robbery": translate("Crimes", "Robbery"),
        "Shoplifting": translate("Crimes", "Shoplifting"),
        "Theft from the person": translate("Crimes", "Theft from the person"),
        "Vehicle crime": translate("Crimes", "Vehicle crime"),
        "Violence and sexual offences": translate("Crimes", "Violence and sexual offences"),
        "Violent crime": translate("Crimes", "Violent crime"),
        "Other types": translate("Briefing", "Other types"),
        "Type not recorded": translate("Briefing", "Type not recorded"),
    }
    return known.get(name, name)


def shift(name: str | None, language: Language) -> str:
    """Return the shift as a page names it; nothing for all day."""
    if not name or name == "all":
        return ""
    translate = language.translate
    known = {"day": translate("Briefing", "Day shift"), "night": translate("Briefing", "Night shift")}
    return known.get(name) or translate("Briefing", "Shift: {name}").format(name=name)


def _peak(text: str | None, language: Language) -> str:
    """Return peak days or hours as targeting writes them, their English words in the language."""
    if not text or language.code == "en":
        return text or ""
    names = dict(zip(ENGLISH.days(), language.days(), strict=True))
    text = re.sub("|".join(names), lambda found: names[found.group()], text)
    return text.replace("95% interval", language.translate("Briefing", "95% interval"))


def _rate(per_day: float | None, period: Period | None, language: Language) -> str:
    """Return how often that is; nothing where it is so rare, or so short a time, that a rate would mislead."""
    if not per_day or (period is not None and period.days < 28):
        return ""
    translate = language.translate
    for times, said in (
        (1.0, translate("Briefing", ", about {rate} a day")),
        (7.0, translate("Briefing", ", about {rate} a week")),
        (365.25 / 12, translate("Briefing", ", about {rate} a month")),
    ):
        if times * per_day >= 1:
            return said.format(rate=_two_digits(times * per_day, language))
    return ""


def _two_digits(value: float, language: Language) -> str:
    return language.number(value, 1).removesuffix(f"{language.decimal}0") if value < 10 else language.number(value)


def _percent(value: float, language: Language) -> str:
    if value < 0.1:
        return language.translate("Briefing", "less than {percent} %").format(percent=language.number(0.1, 1))
    return f"{_two_digits(value, language)} %"


def _lowered(name: str) -> str:
    """Return a type as it stands inside a sentence: “Robbery” loses its capital, “ASB” does not."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name
