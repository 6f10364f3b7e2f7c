"""Signatures and public keys in minisign's format (jedisct1.github.io/minisign), which `minisign -V` reads too.

A signature stands beside the file it is of, as four lines: an untrusted comment; base64 of algorithm (2 bytes), key id
(8) and Ed25519 signature (64); a trusted comment; base64 of the global signature, which is of the signature and the
trusted comment. The algorithm is `Ed`, where the signature is of the file itself, so that anything with Ed25519 can
check it; `ED`, of the file's BLAKE2b-512, is read as well, since minisign writes it unless told not to.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from ..errors import HotspotError
from .crypto import ed25519_sign, ed25519_verifies

PLAIN, PREHASHED = b"Ed", b"ED"
UNTRUSTED, TRUSTED = "untrusted comment: ", "trusted comment: "
LONGEST = 8192  # bytes of a key or signature file; minisign's longest comment


@dataclass(frozen=True)
class PublicKey:
    """A key that signatures are checked with: the id (8 bytes) that names it, and the Ed25519 key (32 bytes)."""

    key_id: bytes
    key: bytes

    @property
    def name(self) -> str:
        """The key id as minisign shows it."""
        return shown_id(self.key_id)

    @property
    def fingerprint(self) -> str:
        """What two people read out to each other to compare the key.

        The first 128 bits of SHA-256 of the 42 bytes (algorithm, id, key) as 8 groups of 4 hexadecimal digits: too
        many for anyone to make another key that has the same.
        """
        digest = hashlib.sha256(PLAIN + self.key_id + self.key).hexdigest()
        return " ".join(digest[i : i + 4] for i in range(0, 32, 4))

    @property
    def line(self) -> str:
        """The key as `minisign -P` takes it."""
        return base64.b64encode(PLAIN + self.key_id + self.key).decode("ascii")

    @property
    def text(self) -> str:
        """The key as a file."""
        return f"{UNTRUSTED}minisign public key {self.name}\n{self.line}\n"


@dataclass(frozen=True)
class Signature:
    """A signature that was read; nothing is checked yet."""

    algorithm: bytes
    key_id: bytes
    signature: bytes
    comment: str
    global_signature: bytes

    @property
    def name(self) -> str:
        """The key id as minisign shows it."""
        return shown_id(self.key_id)

    def genuine(self, key: PublicKey, data: bytes) -> bool:
        """Tell whether `key` has signed `data` and the trusted comment, neither changed since."""
        message = hashlib.blake2b(data).digest() if self.algorithm == PREHASHED else data
        return (
            self.key_id == key.key_id
            and ed25519_verifies(key.key, message, self.signature)
            and ed25519_verifies(key.key, self.signature + self.comment.encode("utf-8"), self.global_signature)
        )


def shown_id(key_id: bytes) -> str:
    """Return a key id as minisign shows it: a little-endian number in capitals, without zeros before it."""
    return f"{int.from_bytes(key_id, 'little'):X}"


def sign(data: bytes, seed: bytes, key_id: bytes, comment: str) -> bytes:
    """Return the signature file of `data`: algorithm Ed, with a trusted comment (one printable line)."""
    signature = ed25519_sign(seed, data)
    whole = ed25519_sign(seed, signature + comment.encode("utf-8"))
    lines = [
        f"{UNTRUSTED}signature by key {shown_id(key_id)}",
        base64.b64encode(PLAIN + key_id + signature).decode("ascii"),
        f"{TRUSTED}{comment}",
        base64.b64encode(whole).decode("ascii"),
    ]
    return ("\n".join(lines) + "\n").encode("utf-8")


def read_signature(data: bytes, name: str) -> Signature:
    """Read a signature file.

    Args:
        data: its bytes.
        name: of the file, for messages.

    Raises:
        HotspotError: it is no signature of minisign's format.
    """
    lines = _lines(data)
    if lines is None or len(lines) != 4 or not lines[0].startswith(UNTRUSTED) or not lines[2].startswith(TRUSTED):
        raise HotspotError(f"{name} is no signature as minisign writes them (four lines): ask for the package again.")
    raw, whole = decoded(lines[1]), decoded(lines[3])
    if raw is None or len(raw) != 74 or raw[:2] not in (PLAIN, PREHASHED) or whole is None or len(whole) != 64:
        raise HotspotError(f"{name} holds no signature of minisign's: it is damaged; ask for the package again.")
    return Signature(raw[:2], raw[2:10], raw[10:], lines[2].removeprefix(TRUSTED), whole)


def read_public(text: str, name: str) -> PublicKey:
    """Read a public key: a file's two lines, or the key's line alone.

    Raises:
        HotspotError: it is none; a secret key is told apart, and not shown.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) == 2 and lines[0].startswith(UNTRUSTED.strip()):
        del lines[0]
    raw = decoded(lines[0]) if len(lines) == 1 else None
    if raw is not None and len(raw) == 158:
        raise HotspotError(f"{name} is a secret key: give the public one (.pub), and keep this one to yourself.")
    if raw is None or len(raw) != 42 or raw[:2] != PLAIN:
        raise HotspotError(
            f"{name} is no public key of minisign's: give the .pub file, or its second line of 56 characters."
        )
    return PublicKey(raw[2:10], raw[10:])


def decoded(text: str) -> bytes | None:
    """Return what base64 stands for, None if it is not written in base64's one canonical way."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    return raw if base64.b64encode(raw).decode("ascii") == text else None


def _lines(data: bytes) -> list[str] | None:
    """Return the lines of a small text whose every line ends alike, with LF or CRLF; None if it is anything else."""
    try:
        text = data.decode("utf-8") if len(data) <= LONGEST else ""
    except UnicodeDecodeError:
        return None
    ending = "\r\n" if text.endswith("\r\n") else "\n"
    if not text.endswith(ending):
        return None
    lines = text.removesuffix(ending).split(ending)
    return None if any(re.search(r"[^\S \t]|[\x00-\x08\x0e-\x1f\x7f]", line) for line in lines) else lines
