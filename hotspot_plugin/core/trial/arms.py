"""The draw of a trial's arms: complete and block randomisation with any number of arms in any ratio.

Anyone can repeat a draw years later in any language, from the seed, the arms and the keys of the hotspots. It needs
whole numbers and `core.chance` only (a stream of random numbers from SHA-256):

1. The arms' weights are written as whole numbers without a common factor, a₁, a₂, …; A is their sum. The arms are
   sorted by name and the hotspots by key, both by Unicode code point: neither the order of the layer's rows nor the
   order in which the arms are typed matters.
2. The stream is that of the seed and the purpose `arms`; with blocks, each block has a stream of its own, with the
   purpose `arms/` followed by the block's label, so that no block's draw depends on another.
3. The sorted arms are shuffled. (This takes their order out of the next step.)
4. A start is drawn below A. For n hotspots, arm k is entitled to n·aₖ/A of them: it gets the whole part, ⌊n·aₖ/A⌋. The
   remainders n·aₖ mod A are laid end to end from 0, in the shuffled order; an arm gets one hotspot more if start,
   start + A, start + 2A, … falls in its stretch, the left end counted in and the right end out. (Systematic sampling:
   Madow 1949, doi 10.1214/aoms/1177729988.)
5. The sorted arms, each as often as it is due, are shuffled and dealt to the sorted hotspots.

Clusters are drawn as hotspots are, with their labels for keys. Simple randomisation has the stream of the purpose
`simple`: for each key in its order a number is drawn below A, and the arm is the one in whose stretch it falls, the
weights of the sorted arms laid end to end. The t-th draw of a balanced one (t > 1) has `redraw/` + t + `/` before its
purposes.

So every hotspot's probability of arm k is exactly aₖ/A, for odd numbers and unequal ratios too, and no arm is further
than one hotspot from its share (in a block: of that block): the rule of complete_ra and block_ra in R's randomizr
(Coppock 2023). All allocations with the same number in each arm are equally likely.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from ..chance import Chance
from ..errors import HotspotError
from ..progress import SILENT, Progress
from .canonical import Allocation, some

PURPOSE = "arms"
_WEIGHT = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
_NAME = re.compile(r"[\w-]+")
_EXAMPLE = "write them as in treatment=1,control=1"


@dataclass(frozen=True)
class Arm:
    """An arm of a trial and the exact share (0–1) of the hotspots that it is to get."""

    name: str
    share: Fraction


def parse_arms(text: str) -> tuple[Arm, ...]:
    """Return the arms that a text such as "treatment=1,control=1" names, in its order.

    Names are letters, digits, _ and -; weights are whole or decimal numbers above 0 with at most six digits before and
    after the point, and only their ratio matters: 1,1 is 0.5,0.5. Blanks round names and weights are left out.

    Raises:
        HotspotError: no or only one arm, an arm without a name or weight, a weight that is no number or not above 0,
            the same arm twice (also in another case).
    """
    if not text.strip():
        raise HotspotError(f"No arms are given: {_EXAMPLE}.")
    weights: dict[str, Fraction] = {}
    for place, part in enumerate(text.split(","), start=1):
        name, weight = _arm(part, place)
        if name.casefold() in (known.casefold() for known in weights):
            raise HotspotError(f"The arm {name} is given twice: name each arm once.")
        weights[name] = weight
    if len(weights) < 2:
        raise HotspotError(f"Only one arm is given ({text.strip()}), and a trial compares at least two: {_EXAMPLE}.")
    whole = sum(weights.values(), Fraction(0))
    return tuple(Arm(name, weight / whole) for name, weight in weights.items())


def check_seed(seed: str, progress: Progress = SILENT) -> None:
    """Make sure that a seed can be written down, and say what about it is easily lost when it is typed again.

    Raises:
        HotspotError: the seed is empty, blank, or holds half a character (a lone surrogate).
    """
    if not seed.strip():
        raise HotspotError(
            "The seed is empty: type any text, such as the trial's name and some random letters, and keep it."
        )
    Chance(seed, PURPOSE)
    if seed != seed.strip():
        progress.warn("The seed begins or ends with a blank, which is part of it: it gives another draw without.")
    if not (seed.isascii() and seed.isprintable()):
        data = seed.encode("utf-8").hex(" ")
        progress.say(f"The seed has characters that keyboards write in several ways; in UTF-8 it is {data}.")
        if seed != unicodedata.normalize("NFC", seed):
            progress.warn(
                "The seed has accents stored apart from their letters: typed again elsewhere, it may draw otherwise."
            )


def draw_arms(
    ids: Sequence[str],
    arms: Sequence[Arm],
    seed: str,
    blocks: Sequence[str] | None = None,
    progress: Progress = SILENT,
    turn: int = 1,
) -> Allocation:
    """Draw each hotspot's arm (see the module's text), within blocks if they are given.

    Args:
        ids: the keys of n hotspots, each once, in any order.
        arms: at least two, of `parse_arms`.
        seed: any text; the same text gives the same draw for ever.
        blocks: n labels; the arms are drawn in each block on its own. None draws them over all hotspots.
        progress: is told of blocks too small to hold all arms, and of an arm without hotspots.
        turn: which draw it is, where draws are repeated until one is balanced.

    Raises:
        HotspotError: fewer hotspots than arms, a block without a label, or a seed that is no text.
    """
    if len(ids) < len(arms):
        raise HotspotError(f"There are {len(arms)} arms but only {len(ids)} hotspots: each arm needs at least one.")
    check_seed(seed)
    keys = sorted(ids)
    label_of = dict(zip(ids, _labels(ids, blocks), strict=True))
    members: dict[str | None, list[str]] = {}
    for key in keys:
        members.setdefault(label_of[key], []).append(key)
    got: dict[str, str] = {}
    for i, (label, units) in enumerate(members.items()):
        progress.at(i / len(members))
        purpose = _turned(PURPOSE if label is None else f"{PURPOSE}/{label}", turn)
        got.update(zip(units, deal(len(units), arms, Chance(seed, purpose)), strict=True))
    labels = None if blocks is None else tuple(str(label_of[key]) for key in keys)
    allocation = _allocation(keys, labels, got, arms)
    _warn({str(label): len(units) for label, units in members.items()}, allocation, progress)
    return allocation


def draw_simple(
    ids: Sequence[str], arms: Sequence[Arm], seed: str, progress: Progress = SILENT, turn: int = 1
) -> Allocation:
    """Draw each hotspot's arm on its own, so that the numbers in the arms are left to chance too (see `draw_arms`)."""
    check_seed(seed)
    chance = Chance(seed, _turned("simple", turn))
    ordered, keys, got = sorted(arms, key=lambda arm: arm.name), sorted(ids), {}
    whole = math.lcm(*(arm.share.denominator for arm in arms))
    for i, key in enumerate(keys):
        progress.at(i / len(keys))
        number = Fraction(chance.below(whole), whole)
        ends = accumulate(arm.share for arm in ordered)
        got[key] = next(arm.name for arm, end in zip(ordered, ends, strict=True) if number < end)
    allocation = _allocation(keys, None, got, arms)
    _warn({}, allocation, progress)
    return allocation


def _turned(purpose: str, turn: int) -> str:
    return purpose if turn == 1 else f"redraw/{turn}/{purpose}"


def _allocation(
    keys: Sequence[str], blocks: tuple[str, ...] | None, got: dict[str, str], arms: Sequence[Arm]
) -> Allocation:
    share = {arm.name: arm.share for arm in arms}
    return Allocation(
        ids=tuple(keys),
        blocks=blocks,
        arms=tuple(got[key] for key in keys),
        probabilities=tuple(share[got[key]] for key in keys),
        names=tuple(arm.name for arm in arms),
    )


def deal(n: int, arms: Sequence[Arm], chance: Chance) -> list[str]:
    """Return the arms of n hotspots in the order of their keys: steps 3 to 5 of the module's text."""
    arms = sorted(arms, key=lambda arm: arm.name)
    whole = math.lcm(*(arm.share.denominator for arm in arms))
    weight = {arm.name: int(arm.share * whole) for arm in arms}
    due = {name: n * a // whole for name, a in weight.items()}
    order = list(weight)
    chance.shuffle(order)
    start = chance.below(whole)
    end = 0
    for name in order:
        begin, end = end, end + n * weight[name] % whole
        # is there a j with begin ≤ start + j·whole < end? The first such number from begin on is this far away:
        due[name] += (start - begin) % whole < end - begin
    dealt = [name for name, number in due.items() for _ in range(number)]
    chance.shuffle(dealt)
    return dealt


def _arm(part: str, place: int) -> tuple[str, Fraction]:
    """Return name and weight of one arm such as "treatment=1"."""
    name, equals, weight = (piece.strip() for piece in part.partition("="))
    if not name and not weight:
        raise HotspotError(f"Arm {place} is empty: {_EXAMPLE}, without a comma too many.")
    if not equals or not weight:
        raise HotspotError(f"Arm {place}, “{part.strip()}”, has no weight: {_EXAMPLE}.")
    if not _NAME.fullmatch(name):
        raise HotspotError(
            f"The name of arm {place}, “{name}”, is not made of letters, digits, _ and - alone: choose another."
        )
    if not _WEIGHT.fullmatch(weight) or not Fraction(weight):
        raise HotspotError(
            f"The weight of arm {name}, “{weight}”, is no number above 0 (six digits at most either side of the point)"
            f": {_EXAMPLE}."
        )
    return name, Fraction(weight)


def _labels(ids: Sequence[str], blocks: Sequence[str] | None) -> Sequence[str | None]:
    if blocks is None:
        return [None] * len(ids)
    without = [key for key, label in zip(ids, blocks, strict=True) if not label or not label.strip()]
    if without:
        which = some([f"“{key}”" for key in without])
        raise HotspotError(
            f"{len(without)} hotspots are in no block ({which}): fill in their block, or leave them out."
        )
    return blocks


def _warn(sizes: dict[str, int], allocation: Allocation, progress: Progress) -> None:
    alone = [label for label, size in sizes.items() if size == 1]
    if alone:
        progress.warn(
            f"{len(alone)} of {len(sizes)} blocks hold a single hotspot ({some(alone)}), "
            "which has nothing to be compared with in its block."
        )
    small = [label for label, size in sizes.items() if 1 < size < len(allocation.names)]
    if small:
        progress.warn(f"{len(small)} of {len(sizes)} blocks hold fewer hotspots than there are arms ({some(small)}).")
    for name, count in allocation.counts().items():
        if not count:
            progress.warn(
                f"The arm {name} got no hotspot: its weight is too small for a draw of {len(allocation.ids)}."
            )
