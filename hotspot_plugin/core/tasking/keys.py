"""Secret keys for signing, in minisign's file format, locked with a password.

The file is a comment line and base64 of: algorithm `Ed`, kdf `Sc`, checksum `B2` (2 bytes each), salt (32), two limits
(8 each, little-endian), and 104 bytes XORed with scrypt's output: key id (8), Ed25519 seed and public key (64),
BLAKE2b-256 of algorithm, id and key (32). The limits are libsodium's way to say scrypt's N, r and p.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field

from ..errors import HotspotError
from ..progress import SILENT, Progress
from . import minisign
from .crypto import MOST_MEMORY, Random, ed25519_public, random_bytes, scrypt
from .minisign import PLAIN, UNTRUSTED, PublicKey

LEAST_PASSWORD = 8  # characters
_SCRYPT, _NONE, _BLAKE = b"Sc", b"\x00\x00", b"B2"
_SIZE = 158
_SECRET = 104
# N = 2^18, r = 8, p = 1: 256 MB and about a second. Minisign's own take 1 GB, which an office PC may not have to spare;
# both programs read both.
_OPS, _MEMORY = 1 << 23, 1 << 28


@dataclass(frozen=True)
class SecretKey:
    """A key to sign with; its seed (32 bytes) is in no message and no repr."""

    key_id: bytes
    seed: bytes = field(repr=False)
    public: PublicKey
    locked: bool = True

    def sign(self, data: bytes, comment: str) -> bytes:
        """Return the signature file of `data` with a trusted comment (see `minisign.sign`)."""
        return minisign.sign(data, self.seed, self.key_id, comment)


def new_key(random: Random = random_bytes) -> SecretKey:
    """Return a new key to sign with."""
    seed, key_id = random(32), random(8)
    return SecretKey(key_id, seed, PublicKey(key_id, ed25519_public(seed)))


def check_password(password: str) -> None:
    """Make sure that a new key's password is one.

    Raises:
        HotspotError: it is shorter than 8 characters.
    """
    if len(password) < LEAST_PASSWORD:
        raise HotspotError(
            f"The password for the new key has {len(password)} characters: {LEAST_PASSWORD} are the least, and three "
            "or more random words are better."
        )


def written(key: SecretKey, password: str, random: Random = random_bytes, progress: Progress = SILENT) -> str:
    """Return the file of a key, locked with a password, as `minisign -S` reads it."""
    salt = random(32)
    limits = _OPS.to_bytes(8, "little") + _MEMORY.to_bytes(8, "little")
    secret = key.key_id + key.seed + key.public.key
    secret += hashlib.blake2b(PLAIN + secret, digest_size=32).digest()
    stream = scrypt(password.encode("utf-8"), salt, _cost(_OPS, _MEMORY), _SECRET, progress)
    raw = PLAIN + _SCRYPT + _BLAKE + salt + limits + _xor(secret, stream)
    return f"{UNTRUSTED}minisign encrypted secret key\n{base64.b64encode(raw).decode('ascii')}\n"


def is_locked(text: str, name: str) -> bool:
    """Tell whether a secret key needs a password.

    Raises:
        HotspotError: it is no secret key (see `read`).
    """
    return _bytes(text, name)[2:4] != _NONE


def read(text: str, name: str, password: str | None, progress: Progress = SILENT) -> SecretKey:
    """Read a secret key.

    Args:
        text: the file's.
        name: of the file, for messages.
        password: of the key; None if there is none, as in a key of `minisign -G -W`.
        progress: hears Cancel while the password is tried.

    Raises:
        HotspotError: it is no secret key, asks for more memory than 1 GB, is locked and there is no password, the
            password is wrong, or the file is damaged.
    """
    raw = _bytes(text, name)
    locked = is_locked(text, name)
    secret = raw[-_SECRET:]
    if locked:
        if password is None:
            raise HotspotError(f"{name} is locked with a password, and none is given.")
        ops, memory = (int.from_bytes(raw[at : at + 8], "little") for at in (38, 46))
        n, r, p = _cost(ops, memory)
        if 128 * n * r > MOST_MEMORY or p > 16:
            raise HotspotError(f"{name} asks for more memory or time than minisign's keys do: it is damaged.")
        secret = _xor(secret, scrypt(password.encode("utf-8"), raw[6:38], (n, r, p), _SECRET, progress))
        checksum = hashlib.blake2b(PLAIN + secret[:72], digest_size=32).digest()
        if not hmac.compare_digest(checksum, secret[72:]):
            raise HotspotError(f"The password does not open {name}: it is wrong, or the file is damaged.")
    key_id, seed, public = secret[:8], secret[8:40], secret[40:72]
    if ed25519_public(seed) != public:
        raise HotspotError(f"{name} is damaged: its secret and its public half do not belong together.")
    return SecretKey(key_id, seed, PublicKey(key_id, public), locked)


def _bytes(text: str, name: str) -> bytes:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    raw = minisign.decoded(lines[1]) if len(lines) == 2 and lines[0].startswith(UNTRUSTED.strip()) else None
    if raw is not None and len(raw) == 42:
        raise HotspotError(f"{name} is a public key, which cannot sign: give the secret one (.key).")
    if raw is None or len(raw) != _SIZE or raw[:2] != PLAIN or raw[2:4] not in (_SCRYPT, _NONE) or raw[4:6] != _BLAKE:
        raise HotspotError(f"{name} is no secret key of minisign's: choose one that “Make keys” or minisign -G made.")
    return raw


def _cost(ops: int, memory: int) -> tuple[int, int, int]:
    """Return scrypt's N, r, p for libsodium's limits, by its rule (crypto_pwhash_scryptsalsa208sha256)."""
    ops = max(ops, 32768)
    if ops < memory // 32:
        return _power(ops // 32), 8, 1
    n = _power(memory // 1024)
    return n, 8, max(1, min(ops // 4 // n, 0x3FFFFFFF) // 8)


def _power(most: int) -> int:
    """Return the least power of two above 1 that is more than half of `most`."""
    n = 2
    while n <= most // 2 and n < 1 << 62:
        n *= 2
    return n


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
