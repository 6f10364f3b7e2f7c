"""Text that looks like personal data, which does not belong into a package.

A lint, not a guarantee: it knows forms (United Kingdom) and common first names, and a person must still read the notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import HotspotError

# common first names of England and Wales over the last hundred years (ONS, Baby names; public domain facts); those that
# are words or streets need a surname behind them to be found
_FIRST = (
    "Aaron Adam Aidan Alan Albert Alex Alexander Alfie Alice Alison Amanda Amelia Amy Andrea Andrew Angela Ann Anna "
    "Anne Anthony Arthur Ashley Ava Barbara Ben Benjamin Beth Bethany Brandon Brenda Brian Bryan Callum Cameron Carl "
    "Carol Caroline Catherine Charles Charlie Charlotte Chloe Chris Christian Christine Christopher Claire Clare Colin "
    "Connor Craig Daniel Danielle Darren Dave David Dawn Dean Deborah Debra Denise Dennis Derek Diane Donald Donna "
    "Dorothy Dylan Edward Eileen Elaine Eleanor Elizabeth Ella Ellie Emily Emma Eric Ethan Evan Evelyn Fatima Fiona "
    "Frances Francis Frank Frederick Gareth Garry Gary Gavin Geoffrey George Georgia Gerald Gillian Glenn Gordon Grace "
    "Graham Gwyn Hannah Harold Harriet Harry Heather Helen Henry Holly Hugh Ian Isaac Isabella Isla Jack Jackie Jacob "
    "Jacqueline Jade Jake James Jamie Jane Janet Janice Jasmine Jason Jayden Jean Jeffrey Jennifer Jeremy Jessica Jill "
    "Jim Joan Joanna Joanne Joe John Jonathan Jordan Joseph Josh Joshua Joyce Judith Julia Julian Julie June Karen "
    "Karl Kate Katherine Kathleen Katie Kayleigh Keith Kelly Kenneth Kevin Kieran Kim Kimberly Kirsty Kyle Laura "
    "Lauren Leah Lee Leon Leslie Lewis Liam Linda Lisa Logan Louis Louise Lucas Lucy Luke Lynn Malcolm Marcus Margaret "
    "Maria Marie Marion Mark Martin Mary Matthew Maureen Max Megan Melanie Michael Michelle Miles Mohamed Mohammad "
    "Mohammed Molly Muhammad Nadia Nathan Neil Niamh Nicholas Nicola Nicole Nigel Noah Norman Oliver Olivia Oscar Owen "
    "Pamela Patricia Patrick Paul Pauline Peter Philip Phillip Poppy Rachel Ralph Raymond Rebecca Reece Rhys Richard "
    "Riley Robert Roger Ronald Rosemary Ross Roy Russell Ruth Ryan Sally Sam Samantha Samuel Sandra Sara Sarah Sean "
    "Sharon Shaun Sheila Shirley Simon Sophie Stacey Stanley Stephanie Stephen Steve Steven Stewart Stuart Susan "
    "Suzanne Sylvia Tara Ted Teresa Terence Terry Theresa Thomas Tim Timothy Tina Toby Tom Tony Tracey Tracy Trevor "
    "Tyler Valerie Vanessa Victor Victoria Vincent Walter Wayne Wendy William Yasmin Yvonne Zachary Zara Zoe"
)
_PLACE = (
    "Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Close|Drive|Way|Court|Square|Place|Park|Gardens|Green|Hill|House|School|"
    "Church|Hospital|Crescent|Terrace|Walk|Row|Mews|Grove|Bridge|Centre|Arms|Parade|Wharf|Estate|Hall|College|Station"
)
_KINDS = {
    "a phone number": re.compile(r"(?<![\w.])(?:\+\s?44[\s().-]*|0)(?:\d[\s().-]?){9,10}(?!\d)"),
    "a number plate": re.compile(r"\b(?:[A-Z]{2}\d{2}\s?[A-Z]{3}|[A-Z]\d{1,3}\s?[A-Z]{3}|[A-Z]{3}\s?\d{1,3}[A-Z])\b"),
    "a National Insurance number": re.compile(
        r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b", re.IGNORECASE
    ),
    "a date of birth": re.compile(
        r"\b(?:d\.?o\.?b\b|born\s+(?:on\s+|in\s+)?\d|\d{1,2}[./-]\d{1,2}[./-](?:19\d\d|200\d|201\d)\b)", re.IGNORECASE
    ),
    "an e-mail address": re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]+\b"),
    "a crime reference": re.compile(
        r"\b\d{2}/\d{4,8}/\d{2}\b|\b(?:URN|crime (?:no|ref)\w*)\W{0,3}\w*\d", re.IGNORECASE
    ),
    "a home address": re.compile(rf"\b\d{{1,4}}[A-Za-z]?\s+(?:[A-Z][\w'’]+\s+){{1,3}}(?:{_PLACE})\b"),
    "a person's name": re.compile(
        rf"\b(?:{_FIRST.replace(' ', '|')})\s+(?!(?:{_PLACE})\b)[A-Z][\w'’-]+\b(?!\s+(?:{_PLACE})\b)"
        rf"|\b(?:Mr|Mrs|Ms|Miss|Dr|PC|PCSO|DC|Sgt)\.?\s+[A-Z][\w'’-]+"
    ),
}


@dataclass(frozen=True)
class Finding:
    """What looks like personal data: where it stands, of which kind, and its first characters."""

    where: str
    kind: str
    begins: str


def findings(texts: Iterable[tuple[str, str]]) -> list[Finding]:
    """Return what looks like personal data in texts, each given with where it stands."""
    found = []
    for where, text in texts:
        for kind, pattern in _KINDS.items():
            match = pattern.search(text)
            if match:
                found.append(Finding(where, kind, f"{match.group()[:4]}…"))
    return found


def check(texts: Iterable[tuple[str, str]], override: str) -> list[Finding]:
    """Return what looks like personal data, if an analyst has written why it may travel.

    Raises:
        HotspotError: something does, and there is no reason.
    """
    found = findings(texts)
    if found and len(override.strip()) < 10:
        first = found[0]
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise HotspotError(
            f"{first.where} holds what looks like {first.kind}, “{first.begins}”{more}: take it out, or write into "
            "OVERRIDE why it is none or must travel, which the manifest will show."
        )
    return found
