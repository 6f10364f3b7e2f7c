"""Bech32 (BIP 173), in which age writes its keys; without that standard's limit of 90 characters."""

from __future__ import annotations

from collections.abc import Iterable

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"  # pragma: allowlist secret - the alphabet of BIP 173
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def encode(prefix: str, data: bytes) -> str:
    """Return bytes as Bech32 in lower case."""
    values = _regrouped(data, 8, 5, pad=True)
    check = _remainder([*_expanded(prefix), *values, 0, 0, 0, 0, 0, 0]) ^ 1
    digits = [*values, *((check >> 5 * (5 - i)) & 31 for i in range(6))]
    return prefix + "1" + "".join(_LETTERS[digit] for digit in digits)


def decode(text: str) -> tuple[str, bytes]:
    """Return the prefix (in lower case) and the bytes of a Bech32 text.

    Raises:
        ValueError: why it is none, as the end of a sentence; the text itself is not in it.
    """
    if text != text.lower() and text != text.upper():
        raise ValueError("mixes capitals and small letters")
    prefix, one, rest = text.lower().rpartition("1")
    if not one or not prefix or len(rest) < 6 or any(letter not in _LETTERS for letter in rest):
        raise ValueError("holds a character that no key has, or is cut off")
    values = [_LETTERS.index(letter) for letter in rest]
    if not prefix.isascii() or _remainder([*_expanded(prefix), *values]) != 1:
        raise ValueError("has a typing error or is cut off: its checksum does not match")
    padding = len(values[:-6]) * 5 % 8
    whole = _regrouped(values[:-6], 5, 8, pad=False)
    if padding > 4 or encode(prefix, bytes(whole)) != text.lower():
        raise ValueError("is not written in the one way that a key has")
    return prefix, bytes(whole)


def _expanded(prefix: str) -> list[int]:
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def _remainder(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, polynomial in enumerate(_GENERATOR):
            if top >> i & 1:
                check ^= polynomial
    return check


def _regrouped(values: Iterable[int], size: int, into: int, pad: bool) -> list[int]:
    """Return groups of `size` bits as groups of `into` bits."""
    held, bits, groups = 0, 0, []
    for value in values:
        held, bits = held << size | value, bits + size
        while bits >= into:
            bits -= into
            groups.append(held >> bits & (1 << into) - 1)
        held &= (1 << bits) - 1
    if pad and bits:
        groups.append(held << into - bits & (1 << into) - 1)
    return groups
