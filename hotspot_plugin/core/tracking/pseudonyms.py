"""What a unit is called: never by a person's name, and with a key by a pseudonym that only the key's holder can make.

A pseudonym is the HMAC-SHA256 (RFC 2104) of the name under the key, cut to 60 bits: the same name has the same
pseudonym in every import under the same key, and without the key no list of names can be tried against it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from base64 import b32encode

from ..errors import HotspotError
from ..progress import Progress

SHORTEST_KEY = 12
_WORDS = re.compile(r"[^\W\d_]+")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_RANK_TEXT = (
    "pc pcso wpc dc ps sgt sergeant ds di dci dsupt insp inspector ci cinsp supt superintendent constable officer "
    "cst cpl deputy trooper detective special sc ssgt mr mrs ms miss dr"
)
# words of call signs, vehicles and files, which are no names
_THING_TEXT = (
    "a active afternoon alpha ambulance area avl beat bike bravo bus call car charlie city custom default delta demo "
    "device drive east early echo export fleet foot gps hotspot hotspots import late layer local location locations "
    "log made neighbourhood night north of on out patrol patrols phone ping pings police radio real response route run "
    "schema segment shift sierra sign simulated south squad sunday tango target team test the time times track "
    "tracking trackpoints tracks traffic trip truth unit unknown van vehicle victor walk waypoints west whiskey with "
    "without x xray y zulu"
)
_RANKS, _THINGS = frozenset(_RANK_TEXT.split()), frozenset(_THING_TEXT.split())


def personal(name: str) -> bool:
    """Tell whether a unit's name looks like a person's.

    That is a rank and a name, an e-mail address, or two to four words without a digit that either all begin with a
    capital (Jane Smith, Jane_Smith, JaneSmith) or stand apart as names do (jane.smith, jane smith), unless one of them
    is a thing, such as unit or van.
    """
    if _MAIL.fullmatch(name.strip()):
        return True
    # PascalCase and snake_case run words together
    apart = re.sub(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])", " ", name)
    words = [word.lower() for word in _WORDS.findall(apart)]
    if len(words) > 1 and words[0] in _RANKS:
        return any(len(word) > 2 and word not in _THINGS for word in words[1:])
    if any(character.isdigit() for character in name) or not 2 <= len(words) <= 4:
        return False
    capitals = all(word[0].isupper() for word in _WORDS.findall(apart))
    if not capitals and ("_" in name or "-" in name):
        return False
    return all(word not in _THINGS for word in words) and sum(len(word) > 1 for word in words) > 1


SIMULATED = "simulated_"  # how the names of units begin that `simulate` makes up


class Pseudonyms:
    """Calls units.

    Without a key a name that looks like a person's becomes anon-001, anon-002 … in the order of appearance, and every
    other name stays. With a key every name becomes a pseudonym.

    Args:
        key: the secret, or "".

    Raises:
        HotspotError: the key is so short that it can be guessed.
    """

    def __init__(self, key: str = "") -> None:
        if key and len(key) < SHORTEST_KEY:
            raise HotspotError(
                f"The key for pseudonyms has {len(key)} characters, so it can be guessed: use at least {SHORTEST_KEY}, "
                "such as four words, and keep it to yourself."
            )
        self._key = unicodedata.normalize("NFC", key).encode()
        self._hidden: dict[str, str] = {}

    def of(self, name: str) -> str:
        """Return what a unit is called."""
        same = _same(name)
        if self._key:
            digest = hmac.new(self._key, same.encode(), hashlib.sha256).digest()
            called = "u-" + b32encode(digest[:8])[:12].decode().lower()
            # a report must still be able to say that nobody patrolled
            return SIMULATED + called if same.startswith(SIMULATED) else called
        if same in self._hidden or personal(name):
            return self._hidden.setdefault(same, f"anon-{len(self._hidden) + 1:03}")
        return name

    def path(self, name: str, units: tuple[str, ...] = ()) -> str:
        """Return a file's path for the table of fixes: its parts less people's names and, with a key, the units'."""
        *folders, last = name.split("/")
        stem, dot, suffix = last.rpartition(".")
        if not dot:
            stem, suffix = last, ""
        parts = [self.of(part) if part in units or personal(part) else part for part in (*folders, stem)]
        return "/".join(parts) + dot + suffix

    def tell(self, progress: Progress) -> None:
        """Say how many names were hidden."""
        if self._hidden:
            progress.warn(
                f"{len(self._hidden)} names look like people's and are replaced by anon-001 and so on, in this import "
                "alone; give a key (UNIT_KEY) so that a unit has the same pseudonym in every import."
            )


def _same(name: str) -> str:
    """Return a name as it is in every file, whatever its capitals and spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
