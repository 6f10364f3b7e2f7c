r"""The one source of chance for everything that is allocated: the same seed gives the same draw for ever.

numpy promises no stable stream and R's `sample()` changed in 3.6.0, so an allocation drawn with either cannot be
checked years later. This generator can be, in any language, with nothing but SHA-256:

- The stream of a seed and a purpose is SHA-256(seed ‖ 0x1F ‖ purpose ‖ 0x1F ‖ counter) for counter 0, 1, 2, …; seed and
  purpose are UTF-8, exactly as typed; the counter is in decimal digits. In a shell the first block is
  `printf 'seed\037purpose\0370' | sha256sum`.
- A number below n takes the next 8 bytes of the stream as an unsigned big-endian integer v. If v ≥ 2⁶⁴ − (2⁶⁴ mod n) it
  is thrown away and the next 8 bytes are taken (rejection, so that all numbers are equally likely); the number is
  v mod n.
- A shuffle is Fisher–Yates from the end (Durstenfeld 1964, doi 10.1145/364520.364540): for i = last, …, 1 swap items i
  and j, where j is a number below i + 1.

Two purposes of one seed are independent streams, so that adding a draw never changes another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, MutableSequence
from typing import TypeVar

from .errors import HotspotError

T = TypeVar("T")
_SPAN = 1 << 64


class Chance:
    """Random numbers from a text seed and a purpose (see the module's text for the definition).

    Args:
        seed: any text that UTF-8 can hold.
        purpose: what the numbers are for, such as "arms"; another purpose is another, independent stream.

    Raises:
        HotspotError: the seed is empty or holds half a character (a lone surrogate).
    """

    def __init__(self, seed: str, purpose: str) -> None:
        if not seed:
            raise HotspotError("The seed is empty: type any text, and keep it, so that the draw can be repeated.")
        try:
            prefix = b"\x1f".join((seed.encode("utf-8"), purpose.encode("utf-8"), b""))
        except UnicodeEncodeError as error:
            raise HotspotError(
                f"Character {error.start + 1} of the seed is half a character and cannot be stored: type it again."
            ) from None
        self._words = _stream(prefix)

    def below(self, n: int) -> int:
        """Return one of 0 … n − 1, each equally likely; n is 1 to 2⁶⁴."""
        if not 1 <= n <= _SPAN:
            raise ValueError(f"n is {n}; it must be 1 to 2**64")
        limit = _SPAN - _SPAN % n
        value = next(self._words)
        while value >= limit:
            value = next(self._words)
        return value % n

    def shuffle(self, items: MutableSequence[T]) -> None:
        """Shuffle `items` in place; all orders are equally likely."""
        for i in range(len(items) - 1, 0, -1):
            j = self.below(i + 1)
            items[i], items[j] = items[j], items[i]


def _stream(prefix: bytes) -> Iterator[int]:
    """Yield the stream's 64-bit words, four from each SHA-256 block."""
    counter = 0
    while True:
        block = hashlib.sha256(prefix + str(counter).encode("ascii")).digest()
        for start in range(0, 32, 8):
            yield int.from_bytes(block[start : start + 8], "big")
        counter += 1
