"""Encryption to recipients in the format age-encryption.org/v1 (C2SP, age.md), which `age -d` reads too.

The header names, for each recipient, the file's key wrapped with X25519, and ends in an HMAC of itself; after it comes
the payload (see `agestream`). Of the format's kinds of recipients this module has X25519 (`age1…`) alone.
"""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ..errors import HotspotError
from . import bech32
from .agestream import FileKey
from .crypto import Random, aead_open, aead_seal, hkdf, random_bytes, x25519_public, x25519_shared

SUFFIX = ".age"
INTRO = b"age-encryption.org/v1"
_PUBLIC, _PRIVATE = "age", "age-secret-key-"
_WRAP = b"age-encryption.org/v1/X25519"
_NONCE = bytes(12)
_LONGEST, _LONGEST_LINE = 1 << 20, 4096  # bytes of a header, of a line of it
_MOST = 1000  # recipients
_STANZA = re.compile(r"-> [\x21-\x7e]+(?: [\x21-\x7e]+)*")


@dataclass(frozen=True)
class Identity:
    """Who can decrypt: an X25519 secret (32 bytes), which is in no message and no repr."""

    secret: bytes = field(repr=False)

    @property
    def recipient(self) -> str:
        """What others encrypt to: `age1…`."""
        return bech32.encode(_PUBLIC, x25519_public(self.secret))

    @property
    def text(self) -> str:
        """The file, as age-keygen writes it, without its date."""
        secret = bech32.encode(_PRIVATE, self.secret).upper()
        return f"# public key: {self.recipient}\n{secret}\n"


def new_identity(random: Random = random_bytes) -> Identity:
    """Return a new identity."""
    return Identity(random(32))


def recipients(text: str) -> list[bytes]:
    """Return the X25519 keys (32 bytes each) of recipients.

    Args:
        text: recipients between commas or line breaks, or the path of a file of such; lines that begin with # are
            comments.

    Raises:
        HotspotError: there are none, or one of them is none; what is written there is shown only if it is public.
    """
    where = "RECIPIENTS"
    if _is_path(text.strip()):
        where = Path(text.strip()).name
        text = _file(text.strip())
    lines = [line for line in text.splitlines() if not line.strip().startswith("#")]
    entries = [entry for line in lines for entry in re.split(r"[,;\s]+", line) if entry]
    if not entries:
        raise HotspotError(f"{where} names no recipient: give one or more that begin with age1.")
    if len(entries) > _MOST:
        raise HotspotError(f"{where} names {len(entries):,} recipients: {_MOST:,} are the most.")
    keys = [_recipient(entry, f"Recipient {i} of {len(entries)} in {where}") for i, entry in enumerate(entries, 1)]
    return list(dict.fromkeys(keys))


def identities(path: str | Path) -> list[Identity]:
    """Read an identity file, as `age-keygen` writes them.

    Raises:
        HotspotError: it cannot be read, or holds something else; nothing of it is shown.
    """
    name = Path(path).name
    lines = [line.strip() for line in _file(path).splitlines()]
    found = []
    for i, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        if line.lower().startswith("age1"):
            raise HotspotError(f"{name} holds a recipient, which can only encrypt: give the identity file instead.")
        if line == INTRO.decode() or line.startswith("-----BEGIN"):
            raise HotspotError(f"{name} is itself encrypted or of SSH: decrypt it first (age -d), or make another.")
        try:
            prefix, secret = bech32.decode(line)
        except ValueError as error:
            raise HotspotError(f"Line {i} of {name} is no identity: it {error}.") from None
        if prefix != _PRIVATE or len(secret) != 32 or line != line.upper():
            raise HotspotError(f"Line {i} of {name} is no X25519 identity (AGE-SECRET-KEY-1…), the one kind read here.")
        found.append(Identity(secret))
    if not found:
        raise HotspotError(f"{name} holds no identity: give a file that “Make keys” or age-keygen made.")
    return found


def header(keys: list[bytes], random: Random = random_bytes) -> tuple[bytes, FileKey]:
    """Return a header for recipients (X25519 keys of 32 bytes), and the key of the file that it carries.

    Raises:
        HotspotError: a recipient gives no secret, as only a made-up one does.
    """
    file_key = random(16)
    parts = [INTRO + b"\n"]
    for i, key in enumerate(keys, 1):
        secret = random(32)
        share, shared = x25519_public(secret), x25519_shared(secret, key)
        if shared is None:
            raise HotspotError(f"Recipient {i} is made up: nothing can be encrypted to it; ask for the right one.")
        wrapped = aead_seal(hkdf(shared, share + key, _WRAP), _NONCE, file_key)
        parts.append(b"-> X25519 " + _unpadded(share) + b"\n" + _unpadded(wrapped) + b"\n")
    parts.append(b"---")
    text = b"".join(parts)
    return text + b" " + _unpadded(_mac(file_key, text)) + b"\n", FileKey(file_key)


def open_header(source: BinaryIO, own: list[Identity], name: str) -> FileKey:
    """Read the header of an encrypted file up to its payload, and return the file's key.

    Args:
        source: at the file's first byte.
        own: identities that may open it.
        name: of the file, for messages.

    Raises:
        HotspotError: it is no file of age's, is encrypted to others, or was changed.
    """
    stanzas, text, mac = _parsed(source, name)
    if any(arguments[0] == "scrypt" for arguments, _ in stanzas):
        raise HotspotError(f"{name} is locked with a passphrase and not to recipients: ask the sender for another.")
    for identity in own:
        public = x25519_public(identity.secret)
        for arguments, body in stanzas:
            if arguments[0] != "X25519":
                continue
            share = _unwrapped_share(arguments, body, name)
            shared = x25519_shared(identity.secret, share)
            if shared is None:
                raise _broken(name)
            file_key = aead_open(hkdf(shared, share + public, _WRAP), _NONCE, body)
            if file_key is None:
                continue
            if len(file_key) != 16 or not hmac.compare_digest(_mac(file_key, text), mac):
                raise HotspotError(f"The header of {name} was changed after the encryption: ask for it again.")
            return FileKey(file_key)
    named = ", ".join(identity.recipient for identity in own[:3])
    raise HotspotError(
        f"{name} is not encrypted to you: its {len(stanzas)} recipients are others; ask the sender to add {named}."
    )


def is_encrypted(path: str | Path) -> bool:
    """Tell whether a file begins as age's do."""
    try:
        with Path(path).open("rb") as source:
            return source.read(len(INTRO) + 1) == INTRO + b"\n"
    except OSError:
        return False


Stanza = tuple[list[str], bytes]


def _parsed(source: BinaryIO, name: str) -> tuple[list[Stanza], bytes, bytes]:
    """Return the stanzas, the bytes that the MAC is of, and the MAC."""
    if source.readline(len(INTRO) + 1) != INTRO + b"\n":
        raise HotspotError(f"{name} is no file that age encrypted (binary, version 1).")
    lines = _Lines(source, name)
    stanzas: list[Stanza] = []
    line = lines.next()
    while not line.startswith("--- "):
        if not _STANZA.fullmatch(line) or len(stanzas) == _MOST:
            raise _broken(name)
        raw = _from_unpadded(lines.wrapped())
        if raw is None:
            raise _broken(name)
        stanzas.append((line.removeprefix("-> ").split(" "), raw))
        line = lines.next()
    mac = _from_unpadded(line.removeprefix("--- "))
    if not stanzas or mac is None or len(mac) != 32:
        raise _broken(name)
    return stanzas, bytes(lines.text).rpartition(b" ")[0], mac


class _Lines:
    """The lines of a header after its first, and its text so far."""

    def __init__(self, source: BinaryIO, name: str) -> None:
        self._source, self._name, self.text = source, name, bytearray(INTRO + b"\n")

    def next(self) -> str:
        raw = self._source.readline(_LONGEST_LINE)
        self.text += raw
        if not raw.endswith(b"\n") or not raw.isascii() or len(self.text) > _LONGEST:
            raise _broken(self._name)
        return raw[:-1].decode("ascii")

    def wrapped(self) -> str:
        """Return a body: lines of 64 characters and a shorter one, which may be empty."""
        body = [self.next()]
        while len(body[-1]) == 64:
            body.append(self.next())
        if len(body[-1]) > 64:
            raise _broken(self._name)
        return "".join(body)


def _unwrapped_share(arguments: list[str], body: bytes, name: str) -> bytes:
    share = _from_unpadded(arguments[1]) if len(arguments) == 2 else None
    if share is None or len(share) != 32 or len(body) != 32:
        raise _broken(name)
    return share


def _recipient(entry: str, what: str) -> bytes:
    lower = entry.lower()
    if lower.startswith(_PRIVATE):
        raise HotspotError(
            f"{what} is a secret identity: give the public half, which begins with age1, and make a new identity if "
            "others have seen this one."
        )
    if lower.startswith("ssh-"):
        raise HotspotError(f"{what} is an SSH key: give one that begins with age1.")
    if not lower.startswith("age1"):
        raise HotspotError(f"{what} is none: a recipient begins with age1; it is not shown here, as it may be secret.")
    try:
        prefix, key = bech32.decode(entry)
    except ValueError as error:
        raise HotspotError(f"{what}, {entry[:12]}…, {error}.") from None
    if prefix != _PUBLIC or len(key) != 32 or entry != lower:
        raise HotspotError(f"{what}, {entry[:12]}…, is for a plugin of age or of another kind: give a plain one.")
    return key


def _is_path(text: str) -> bool:
    """Tell whether RECIPIENTS names a file, which no recipient can be mistaken for."""
    return "\n" not in text and (any(mark in text for mark in "/\\") or text.lower().endswith((".txt", ".pub")))


def _file(path: str | Path) -> str:
    try:
        with Path(path).open("rb") as source:
            data = source.read(_LONGEST + 1)
        if len(data) > _LONGEST:  # never a part of a list
            raise HotspotError(f"{Path(path).name} is larger than any list of recipients: choose the right file.")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise HotspotError(f"{path} cannot be read ({error.strerror}): check that the file is there.") from None
    except UnicodeDecodeError:
        raise HotspotError(f"{Path(path).name} is no text: it holds neither recipients nor identities.") from None


def _mac(file_key: bytes, text: bytes) -> bytes:
    return hmac.digest(hkdf(file_key, b"", b"header"), text, "sha256")


def _unpadded(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")


def _from_unpadded(text: str) -> bytes | None:
    """Return what unpadded base64 stands for, None if it is not written in its one canonical way."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        return None
    return raw if _unpadded(raw).decode("ascii") == text else None


def _broken(name: str) -> HotspotError:
    return HotspotError(f"The header of {name} is not as age writes it: the file is damaged; ask for it again.")
