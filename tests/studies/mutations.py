"""Mutations of bytes, zips, GeoPackages and JSON, each drawn from a generator, for `fuzz`."""

from __future__ import annotations

import copy
import json
import random
import warnings
import zipfile
from io import BytesIO

ODD = [0, 1, 2, 7, 127, 128, 255, 256, 4095, 4096, 32767, 32768, 65535, 1 << 24, (1 << 31) - 1, 1 << 31, (1 << 32) - 1]
NAMES = [
    "../evil", "/evil", "C:\\evil", "records.gpkg", "RECORDS.gpkg", "manifest.json", "a/../b", "evil\0.gpkg", "x" * 300,
    "tasking.qgz", "inner.zip", "récords.gpkg", "records.gpkg/", "records.json", "unit.gpx", "data/tasking.json", "",
]  # fmt: skip
VALUES: list[object] = [
    None, True, 0, -1, 1 << 70, 1e308, -0.0, "", "x" * 5000, "\0", "=1+1", "2026-02-30T00:00:00Z", [], {}, [[]],
    "\ud800", [None] * 50, {"time": []}, "9999-12-31T23:59:59+23:59", "0001-01-01T00:00:00-23:59",
]  # fmt: skip


def scramble(data: bytes, draw: random.Random) -> bytes:
    """Return bytes with a few mutations."""
    raw = bytearray(data)
    for _ in range(draw.choice([1, 1, 2, 5, 20])):
        if not raw:
            break
        at, width = draw.randrange(len(raw)), draw.choice([1, 2, 4])
        kind = draw.randrange(7)
        if kind == 0:
            raw[at] ^= 1 << draw.randrange(8)
        elif kind == 1:
            raw[at : at + width] = (draw.choice(ODD) & (1 << 8 * width) - 1).to_bytes(
                width, draw.choice(["big", "little"])
            )
        elif kind == 2:
            raw[at : at + draw.randrange(1, 200)] = b""
        elif kind == 3:
            start = draw.randrange(len(raw))
            raw[at:at] = raw[start : start + draw.randrange(1, 2000)]
        elif kind == 4:
            raw[at : at + 64] = draw.randbytes(64)
        elif kind == 5:
            raw[at : at + 512] = bytes(512)
        elif draw.randrange(8) == 0:
            del raw[at:]
    return bytes(raw)


def headers(data: bytes, draw: random.Random) -> bytes:
    """Return a zip with fields of its headers changed."""
    raw = bytearray(data)
    places = []
    for signature, length in ((b"PK\x03\x04", 30), (b"PK\x01\x02", 46), (b"PK\x05\x06", 22)):
        at = raw.find(signature)
        while at >= 0:
            places.append((at, length))
            at = raw.find(signature, at + 4)
    for _ in range(draw.choice([1, 1, 2, 4])):
        at, length = draw.choice(places)
        width = draw.choice([1, 2, 4])
        offset = at + draw.randrange(4, length)
        value = draw.choice([*ODD, draw.randrange(1 << 32), len(raw)]) & (1 << 8 * width) - 1
        raw[offset : offset + width] = value.to_bytes(width, "little")
    return bytes(raw)


def entries(files: dict[str, bytes], inner: bytes, draw: random.Random) -> bytes:
    """Return a zip with files taken out, added (`inner` among them), renamed or put into each other."""
    listed = list(files.items())
    for _ in range(draw.choice([1, 2, 4])):
        kind, at = draw.randrange(5), draw.randrange(len(listed))
        name, content = listed[at]
        if kind == 0 and len(listed) > 1:
            del listed[at]
        elif kind == 1:
            listed.append((draw.choice(NAMES), draw.choice([content, b"", b"x" * 100, inner])))
        elif kind == 2:
            listed[at] = (draw.choice(NAMES), content)
        elif kind == 3:
            listed[at] = (name, scramble(content, draw))
        else:
            other = draw.choice(listed)
            listed[at] = (name, other[1])
    return packed_list(listed, draw)


def packed_list(listed: list[tuple[str, bytes]], draw: random.Random) -> bytes:
    """Return a zip of files whose names may come twice or be none."""
    target = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", draw.choice([0, 8])) as archive:
        warnings.simplefilter("ignore")
        for name, content in listed:
            info = zipfile.ZipInfo("x", (2026, 4, 9, 8, 0, 0))
            info.filename, info.orig_filename = name, name
            info.external_attr = (0o120777 if draw.randrange(100) == 0 else 0o100644) << 16
            archive.writestr(info, content)
    return target.getvalue()


def pages(data: bytes, draw: random.Random) -> bytes:
    """Return a GeoPackage with mutations where SQLite looks: header, page headers, cell pointers, cells, schema."""
    raw = bytearray(data)
    count = max(len(raw) // 4096, 1)
    for _ in range(draw.choice([1, 1, 2, 5, 20])):
        page = draw.randrange(count)
        start = page * 4096 + (100 if page == 0 else 0)
        kind = draw.randrange(6)
        if kind == 0:
            at, width = draw.randrange(16, 100), draw.choice([1, 2, 4])
        elif kind == 1:
            at, width = start + draw.randrange(12), draw.choice([1, 2, 4])
        elif kind == 2:
            at, width = start + 8 + 2 * draw.randrange(100), 2
        elif kind == 3:
            at, width = draw.randrange(len(raw) - 8), draw.choice([1, 4, 8])
        elif kind == 4:
            other = draw.randrange(count)
            raw[start : start + 3996] = raw[other * 4096 + 100 : other * 4096 + 4096]
            continue
        else:
            words = [
                b"CREATE TABLE",
                b"patrols",
                b"TEXT",
                b"DATETIME",
                b"rowid",
                b"fid",
                b"NOT NULL",
                b"UNIQUE",
                b"GP\0",
            ]
            at, width = raw.find(draw.choice(words)) + draw.randrange(6), draw.choice([1, 4])
        value = draw.choice([*ODD, draw.randrange(1 << 32)]) & (1 << 8 * width) - 1
        raw[at : at + width] = value.to_bytes(width, "big")
    return bytes(raw[: len(data)])


def odd_json(data: bytes, draw: random.Random) -> bytes:
    """Return JSON with values put in the place of others."""
    value = json.loads(data)
    for _ in range(draw.choice([1, 2, 5])):
        holder, key = value, None
        while isinstance(holder, dict | list) and holder:
            keys = list(holder) if isinstance(holder, dict) else range(len(holder))
            key = draw.choice(list(keys))
            if not isinstance(holder[key], dict | list) or not holder[key] or draw.randrange(3) == 0:
                break
            holder = holder[key]
        if key is not None and holder:
            if draw.randrange(5) == 0:
                del holder[key]
            else:
                holder[key] = copy.deepcopy(draw.choice(VALUES))
    return json.dumps(value).encode()
