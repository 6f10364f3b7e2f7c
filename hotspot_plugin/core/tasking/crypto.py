"""The few primitives that signing and encryption need, all from the library `cryptography`.

This is the only module that imports it, and only when a step needs it: QGIS for Windows ships without it, and then such
a step is refused with what to do. Nothing here falls back on something weaker.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any

from ..errors import HotspotError
from ..progress import SILENT, Progress

MOST_MEMORY = 1 << 30  # bytes that scrypt may take: what minisign's own keys take
_POLL = 0.2  # seconds between looks at Cancel


class MissingLibraryError(HotspotError):
    """Python's `cryptography` is not there."""


def need(step: str) -> None:
    """Make sure that `cryptography` is there.

    Args:
        step: what needs it, to begin the sentence with, such as “Signing a package”.

    Raises:
        MissingLibraryError: it is not.
    """
    try:
        import_module("cryptography.hazmat.primitives.asymmetric.ed25519")
    except Exception as error:  # a library of the wrong machine raises more than ImportError
        raise MissingLibraryError(
            f"{step} needs the Python library cryptography, which this QGIS does not have "
            f"({type(error).__name__}): have it installed (in the OSGeo4W Shell: python -m pip install cryptography; "
            "without network from a wheel that was brought along), then start QGIS again."
        ) from None


def ed25519_public(seed: bytes) -> bytes:
    """Return the public key (32 bytes) of an Ed25519 seed (32 bytes; RFC 8032, 5.1.5)."""
    return _raw(_module("ed25519").Ed25519PrivateKey.from_private_bytes(seed).public_key())


def ed25519_sign(seed: bytes, message: bytes) -> bytes:
    """Return the signature (64 bytes) of a message under an Ed25519 seed (RFC 8032, 5.1.6)."""
    return bytes(_module("ed25519").Ed25519PrivateKey.from_private_bytes(seed).sign(message))


def ed25519_verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether a signature (64 bytes) of a message is that of a public key (32 bytes; RFC 8032, 5.1.7)."""
    invalid = import_module("cryptography.exceptions").InvalidSignature
    try:
        _module("ed25519").Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (invalid, ValueError):  # ValueError: the key is no point of the curve
        return False
    return True


def x25519_public(secret: bytes) -> bytes:
    """Return the public key (32 bytes) of an X25519 secret (32 bytes; RFC 7748)."""
    return _raw(_module("x25519").X25519PrivateKey.from_private_bytes(secret).public_key())


def x25519_shared(secret: bytes, public: bytes) -> bytes | None:
    """Return the secret (32 bytes) that two X25519 keys share (RFC 7748), None if the public one gives no secret."""
    x25519 = _module("x25519")
    try:
        peer = x25519.X25519PublicKey.from_public_bytes(public)
        shared = bytes(x25519.X25519PrivateKey.from_private_bytes(secret).exchange(peer))
    except ValueError:  # a point of low order
        return None
    return shared if any(shared) else None


def aead_seal(key: bytes, nonce: bytes, plain: bytes) -> bytes:
    """Return ChaCha20-Poly1305's ciphertext and tag (16 bytes) of `plain` (RFC 8439; key 32 bytes, nonce 12)."""
    return bytes(_aead(key).encrypt(nonce, plain, None))


def aead_open(key: bytes, nonce: bytes, sealed: bytes) -> bytes | None:
    """Return what `aead_seal` sealed, None if it was changed or sealed with another key or nonce."""
    invalid = import_module("cryptography.exceptions").InvalidTag
    try:
        return bytes(_aead(key).decrypt(nonce, sealed, None))
    except (invalid, ValueError):  # ValueError: shorter than a tag
        return None


def hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """Return 32 bytes of HKDF-SHA-256 (RFC 5869)."""
    extracted = hmac.digest(salt or bytes(32), secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def scrypt(password: bytes, salt: bytes, cost: tuple[int, int, int], length: int, progress: Progress = SILENT) -> bytes:
    """Return `length` bytes that scrypt makes of a password (RFC 7914), listening to Cancel meanwhile.

    Args:
        password: the password.
        salt: of the key file.
        cost: N, r, p.
        length: of the result.
        progress: hears Cancel.

    Raises:
        HotspotError: the machine has not the memory.
    """
    n, r, p = cost
    found: list[bytes | Exception] = []

    def work() -> None:
        try:
            memory = 2 * MOST_MEMORY - 1
            found.append(hashlib.scrypt(password, salt=salt, n=n, r=r, p=p, maxmem=memory, dklen=length))
        except Exception as error:  # handed to the thread that waits
            found.append(error)

    # one call of seconds that cannot be interrupted: on Cancel it is left to end by itself, its result to nobody
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    while thread.is_alive():
        progress.at(0.0)
        thread.join(_POLL)
    result = found[0]
    if isinstance(result, Exception):
        needs = 128 * n * r / 1e6
        raise HotspotError(
            f"The key's password could not be tried ({type(result).__name__}): that takes {needs:,.0f} MB of memory; "
            "close other programs and try again."
        ) from None
    return result


def random_bytes(count: int) -> bytes:
    """Return bytes that nobody can guess. For keys alone: draws come from the documented generator of `core.trial`."""
    return secrets.token_bytes(count)


Random = Callable[[int], bytes]


def _module(name: str) -> Any:
    return import_module(f"cryptography.hazmat.primitives.asymmetric.{name}")


def _aead(key: bytes) -> Any:
    return import_module("cryptography.hazmat.primitives.ciphers.aead").ChaCha20Poly1305(key)


def _raw(public: Any) -> bytes:
    serialization = import_module("cryptography.hazmat.primitives.serialization")
    return bytes(public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw))
