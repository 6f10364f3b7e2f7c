"""JSON from the field: small, shallow, without tricks, or refused."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from typing import Any

import numpy as np

MOST_BYTES = 16 * 1024**2
DEEPEST = 32
MOST_PARTS = 400_000  # arrays and objects
MOST_VALUES = 3_000_000
# possessive and up to the end, so that its time grows with the length alone
_TEXTS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_OPENS, _CLOSES = np.frombuffer(b"[{", np.uint8), np.frombuffer(b"]}", np.uint8)


class RefusedError(ValueError):
    """JSON that cannot be read, or is not to be; the message continues “the file …”."""


def loads(data: bytes) -> Any:
    """Return the value of JSON (RFC 8259) in UTF-8.

    Depth and size are looked at before anything is made of it, since a parser goes as deep as its input.

    Raises:
        RefusedError: it is too large, too deep, no JSON, not UTF-8, has a member twice, or a number that is none.
    """
    if len(data) > MOST_BYTES:
        raise RefusedError(f"has {len(data):,} bytes, more than records of a device ({MOST_BYTES:,})")
    bare = np.frombuffer(_TEXTS.sub(b"", data), np.uint8)
    opens = np.isin(bare, _OPENS)
    if int(opens.sum()) > MOST_PARTS or int((bare == ord(",")).sum()) > MOST_VALUES:
        raise RefusedError("has more values than records of a device")
    depth = np.cumsum(opens.astype(np.int32) - np.isin(bare, _CLOSES))
    if depth.size and int(depth.max()) > DEEPEST:
        raise RefusedError(f"is nested more than {DEEPEST} deep")
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_float=_finite,
            parse_int=_int,
        )
    except RefusedError:
        raise
    except UnicodeDecodeError:
        raise RefusedError("is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise RefusedError(f"is no JSON ({str(error)[:80]})") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise RefusedError(f"has a member twice ({twice[:30]!a})")
    return members


def _no_number(said: str) -> Any:
    raise RefusedError(f"holds {said}, which is no number")


def _finite(said: str) -> float:
    value = float(said)
    if not math.isfinite(value):
        raise RefusedError(f"holds {said[:20]}, which no number of a device is")
    return value


def _int(said: str) -> int:
    if len(said) > 20:
        raise RefusedError(f"holds {said[:20]}…, which no number of a device is")
    return int(said)
