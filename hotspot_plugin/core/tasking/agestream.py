"""The payload of an age file: chunks of 64 KiB under ChaCha20-Poly1305, so that nothing is held as a whole.

A nonce of 16 bytes comes first; with it, HKDF makes the payload's key of the file's. Each chunk's own nonce is its
number (11 bytes, big-endian) and a byte that says whether it is the last, so none can be changed, moved, left out or
added, and a file that is cut off is found out. The plain text is never on the disk.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import BinaryIO

from ..errors import HotspotError
from .crypto import Random, aead_open, aead_seal, hkdf, random_bytes

CHUNK = 64 * 1024
_TAG = 16
_NONCE = 16


@dataclass(frozen=True)
class FileKey:
    """The key of one file (16 bytes)."""

    key: bytes = field(repr=False)

    def payload_key(self, nonce: bytes) -> bytes:
        """Return the key of the payload that begins with `nonce`."""
        return hkdf(self.key, nonce, b"payload")


class Encrypting:
    """A file to write plain bytes to, which go encrypted into `target`; `finish` must come last."""

    def __init__(self, target: BinaryIO, key: FileKey, random: Random = random_bytes) -> None:
        nonce = random(_NONCE)
        self._target, self._key, self._held, self._count = target, key.payload_key(nonce), bytearray(), 0
        target.write(nonce)

    def write(self, plain: bytes) -> int:
        """Encrypt `plain` after what was written before."""
        view = memoryview(plain)
        for start in range(0, len(view), CHUNK):
            self._held += view[start : start + CHUNK]
            while len(self._held) > CHUNK:  # a chunk that may be the last is kept
                self._seal(bytes(self._held[:CHUNK]), last=False)
                del self._held[:CHUNK]
        return len(plain)

    def finish(self) -> None:
        """Write the last chunk."""
        self._seal(bytes(self._held), last=True)
        self._held.clear()

    def _seal(self, chunk: bytes, last: bool) -> None:
        self._target.write(aead_seal(self._key, _chunk_nonce(self._count, last), chunk))
        self._count += 1


class Decrypting:
    """A file to read plain bytes from, each of them authenticated before it is given out."""

    def __init__(self, source: BinaryIO, key: FileKey, name: str) -> None:
        """Begin at the payload, where `source` stands.

        Raises:
            HotspotError: the file is cut off, or ends in an empty chunk.
        """
        self._source, self._name = source, name
        payload = os.fstat(source.fileno()).st_size - source.tell() - _NONCE
        chunks = max(1, -(-payload // (CHUNK + _TAG)))
        self.size = payload - chunks * _TAG  # bytes of the plain text
        if payload < _TAG or self.size < 0 or (self.size <= (chunks - 1) * CHUNK and chunks > 1):
            raise self._cut_off()
        self._key = key.payload_key(source.read(_NONCE))
        self._chunks, self._count, self._at = chunks, 0, 0
        self._held = memoryview(b"")

    def read(self, most: int) -> bytes:
        """Return the next `most` bytes, fewer at the end alone.

        Raises:
            HotspotError: they were changed, or the file is cut off.
        """
        parts, wanted = [], most
        while wanted:
            if not self._held:
                if self._count == self._chunks:
                    break
                self._held = memoryview(self._open())
                if not self._held:
                    break
            parts.append(self._held[:wanted])
            wanted -= len(parts[-1])
            self._held = self._held[len(parts[-1]) :]
        found = b"".join(parts)
        self._at += len(found)
        return found

    def tell(self) -> int:
        """Return how many bytes were read."""
        return self._at

    def _open(self) -> bytes:
        last = self._count == self._chunks - 1
        sealed = self._source.read(CHUNK + _TAG)
        plain = aead_open(self._key, _chunk_nonce(self._count, last), sealed)
        if plain is None:
            raise HotspotError(
                f"{self._name} was changed, damaged or cut off after the encryption (its part {self._count + 1} of "
                f"{self._chunks} cannot be opened): ask for it again."
            )
        self._count += 1
        return plain

    def _cut_off(self) -> HotspotError:
        return HotspotError(f"{self._name} is cut off or was added to: ask for it again.")


def _chunk_nonce(count: int, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])
