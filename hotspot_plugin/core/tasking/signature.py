"""The signature of a package: made at the desk, and judged by whoever has the sender's public key.

It stands in the package beside the manifest that it is of, and through the manifest's hashes it is of every file. Its
trusted comment says when it was made, for which package, and as which issue. A key that came in the same package proves
nothing, so the key to check with is always one that the reader has from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum

from ..errors import HotspotError
from . import crypto, manifest, minisign
from .keys import SecretKey
from .manifest import SIGNATURE, Manifest
from .minisign import PublicKey
from .place import utc


class State(Enum):
    """What a package's signature is worth."""

    GOOD = "good"
    UNSIGNED = "unsigned"
    OTHER_KEY = "signed by another key"
    CHANGED = "signed and changed"
    CONTRADICTS = "signed for another package"
    UNREADABLE = "signature unreadable"
    UNCHECKED = "signed, not checked"


@dataclass(frozen=True)
class Verdict:
    """A judged signature.

    Args:
        state: what it is worth.
        said: the same as a sentence.
        key_id: of the key that it names, empty without a signature.
        issued: when it was made, by the clock of whoever signed; None where unknown or not proven.
        asked: whether a public key was given, so that anything but GOOD is a fault.
    """

    state: State
    said: str
    key_id: str = ""
    issued: datetime | None = None
    asked: bool = False

    @property
    def fault(self) -> bool:
        """Whether the package must not be used because of it."""
        if self.asked:
            return self.state is not State.GOOD
        return self.state is State.UNREADABLE


def comment(listed: Manifest, when: datetime) -> str:
    """Return the trusted comment of a package's signature."""
    sequence = "" if listed.sequence is None else f"\tsequence:{listed.sequence}"
    return f"timestamp:{int(when.timestamp())}\tfile:{manifest.PATH}\tbundle:{listed.bundle_id}{sequence}"


def signed(files: Mapping[str, bytes], key: SecretKey, when: datetime) -> dict[str, bytes]:
    """Return a package's files with the signature of its manifest, made by `key` at `when`."""
    data = files[manifest.PATH]
    listed = manifest.parse(data, "the package")
    return {**files, SIGNATURE: key.sign(data, comment(listed, when))}


def judge(data: bytes, listed: Manifest, signature: bytes | None, key: PublicKey | None) -> Verdict:
    """Judge a package's signature.

    Args:
        data: the bytes of manifest.json.
        listed: the same, parsed.
        signature: the bytes of its signature, None if there is none.
        key: the sender's public key, received on another way than the package; None if the reader has none.
    """
    return replace(_judged(data, listed, signature, key), asked=key is not None)


def _judged(data: bytes, listed: Manifest, signature: bytes | None, key: PublicKey | None) -> Verdict:
    if signature is None:
        return Verdict(State.UNSIGNED, "It is not signed: anyone can have made it.")
    try:
        read = minisign.read_signature(signature, SIGNATURE)
    except HotspotError as error:
        return Verdict(State.UNREADABLE, str(error))
    if key is None:
        said = (
            f"It names the key {read.name} as its signer, which was not checked: give the sender's public key, "
            "received on another way than the package."
        )
        return Verdict(State.UNCHECKED, said, read.name)
    if read.key_id != key.key_id:
        said = (
            f"It is signed by the key {read.name}, which you did not give, and not by yours, {key.name}: it is from "
            "somebody else, or the sender has a new key; ask on another way."
        )
        return Verdict(State.OTHER_KEY, said, read.name)
    return _checked(data, listed, read, key)


def _checked(data: bytes, listed: Manifest, read: minisign.Signature, key: PublicKey) -> Verdict:
    """Check a signature that names the key, and compare what its trusted comment says with the manifest."""
    try:
        crypto.need("Checking a signature")
    except crypto.MissingLibraryError as error:
        return Verdict(State.UNCHECKED, f"Its files were checked, but its signature could not be. {error}", read.name)
    if not read.genuine(key, data):
        said = f"It was signed by the key {key.name} and changed afterwards: do not use it; ask for the package again."
        return Verdict(State.CHANGED, said, read.name)
    told = dict(re.findall(r"(?:^|\t)([a-z]+):([^\t]*)", read.comment))
    stamp = told.get("timestamp", "")
    issued = datetime.fromtimestamp(int(stamp), UTC) if re.fullmatch(r"[0-9]{1,10}", stamp) else None
    sequence = "" if listed.sequence is None else str(listed.sequence)
    if told.get("bundle", listed.bundle_id) != listed.bundle_id or told.get("sequence", sequence) != sequence:
        said = f"Its signature by {read.name} is genuine, but made for another package ({read.comment[:80]!r})."
        return Verdict(State.CONTRADICTS, said, read.name, issued)
    when = f" on {utc(issued)}" if issued else ""
    return Verdict(State.GOOD, f"It was signed by the key {read.name}{when}.", read.name, issued)
