"""A base map as one PMTiles file, which a browser reads piece by piece: PMTiles specification 3.

Directories are gzip, as some readers take for granted, but stored in it: the same tiles give the same bytes under every
version of zlib, and of a base map directories are a thousandth.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from .tiles import Tiles

_HEADER = 127
_ROOT_MOST = 16_384 - _HEADER  # header and root directory lie in the first 16 KiB
_LEAF_ENTRIES = 2_048
_NONE, _GZIP = 1, 2  # compressions
_BLOCK = 65_535  # bytes of a stored block
_KINDS = {"png": 2, "jpg": 3, "jpeg": 3, "webp": 4}


@dataclass(frozen=True)
class _Entry:
    """A run of tiles with the same picture, or (run 0) a leaf directory."""

    id: int
    run: int
    offset: int
    length: int


def pmtiles(tiles: Tiles) -> bytes:
    """Return a base map as PMTiles; equal pictures are kept once."""
    numbered = sorted((tile_id(*_from_north(key)), picture) for key, picture in tiles.pictures.items())
    stored = bytearray()
    where: dict[bytes, int] = {}
    entries: list[_Entry] = []
    for number, picture in numbered:
        if picture not in where:
            where[picture] = len(stored)
            stored += picture
        offset, last = where[picture], entries[-1] if entries else None
        if last is not None and last.offset == offset and last.id + last.run == number:
            entries[-1] = _Entry(last.id, last.run + 1, offset, last.length)
        else:
            entries.append(_Entry(number, 1, offset, len(picture)))
    root, leaves = _directories(entries)
    described = {"attribution": tiles.attribution, "name": "Base map", "type": "baselayer", "version": "1.3"}
    metadata = _gzip(json.dumps(described, ensure_ascii=False, sort_keys=True).encode())
    offsets = [_HEADER]
    for part in (root, metadata, leaves):
        offsets.append(offsets[-1] + len(part))
    coarse, fine = tiles.zooms
    west, south, east, north = (round(value * 1e7) for value in tiles.bounds)
    header = struct.pack(
        "<7sB11Q6B4iB2i", b"PMTiles", 3, offsets[0], len(root), offsets[1], len(metadata), offsets[2], len(leaves),
        offsets[3], len(stored), len(numbered), len(entries), len(where), 1, _GZIP, _NONE, _KINDS[tiles.kind], coarse,
        fine, west, south, east, north, coarse, (west + east) // 2, (south + north) // 2,
    )  # fmt: skip
    return header + root + metadata + leaves + bytes(stored)


def tile_id(zoom: int, column: int, row: int) -> int:
    """Return a tile's number along the Hilbert curves of all zooms, one after the other; rows count from the north."""
    number = ((1 << 2 * zoom) - 1) // 3  # the tiles of all coarser zooms
    side = 1 << zoom >> 1
    while side:
        east, south = int(column & side > 0), int(row & side > 0)
        number += side * side * (3 * east ^ south)
        if not south:
            if east:
                column, row = side - 1 - (column & (side - 1)), side - 1 - (row & (side - 1))
            column, row = row, column
        side >>= 1
    return number


def _from_north(key: tuple[int, int, int]) -> tuple[int, int, int]:
    zoom, column, row = key
    return zoom, column, (1 << zoom) - 1 - row


def _directories(entries: Sequence[_Entry]) -> tuple[bytes, bytes]:
    """Return the root directory, and the leaf directories if the root alone would not fit."""
    root = _directory(entries)
    size = _LEAF_ENTRIES
    leaves = b""
    while len(root) > _ROOT_MOST:
        parts = [entries[i : i + size] for i in range(0, len(entries), size)]
        leaves, pointers = b"", []
        for part in parts:
            leaf = _directory(part)
            pointers.append(_Entry(part[0].id, 0, len(leaves), len(leaf)))
            leaves += leaf
        root, size = _directory(pointers), 2 * size
    return root, leaves


def _directory(entries: Sequence[_Entry]) -> bytes:
    out = bytearray(_varint(len(entries)))
    before = 0
    for entry in entries:
        out += _varint(entry.id - before)
        before = entry.id
    for entry in entries:
        out += _varint(entry.run)
    for entry in entries:
        out += _varint(entry.length)
    follows = -1
    for entry in entries:
        out += _varint(0 if entry.offset == follows else entry.offset + 1)
        follows = entry.offset + entry.length
    return _gzip(bytes(out))


def _gzip(content: bytes) -> bytes:
    """Return gzip (RFC 1952) without a time, of stored blocks (RFC 1951, 3.2.4)."""
    out = bytearray(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff")
    for start in range(0, len(content), _BLOCK):
        block = content[start : start + _BLOCK]
        out += struct.pack("<BHH", start + _BLOCK >= len(content), len(block), len(block) ^ 0xFFFF) + block
    return bytes(out) + struct.pack("<II", zlib.crc32(content), len(content))


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
