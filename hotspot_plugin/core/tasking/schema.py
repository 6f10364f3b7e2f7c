"""The part of JSON Schema 2020-12 that the schemas of a package use, since QGIS for Windows has no validator.

A word of the standard that this module does not know raises, so that a schema cannot ask for more than is checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

_MOST = 20  # faults; a file that is wrong throughout need not be told in full


def faults(value: Any, schema: Mapping[str, Any]) -> list[str]:
    """Return where and how a JSON value departs from a schema: up to 20 texts such as “places/0/rank: not 1 or more”.

    Raises:
        ValueError: the schema holds a word that this module does not know.
    """
    return list(islice(_Checker(schema).departures(value, schema, ""), _MOST))


@dataclass(frozen=True)
class _Checker:
    whole: Mapping[str, Any]

    def departures(self, value: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
        for word, wanted in schema.items():
            if word in _RULES:
                said = _RULES[word](value, wanted)
                if said:
                    yield f"{where.lstrip('/') or 'the whole'}: {said}"
            elif word in _INNER:
                yield from _INNER[word](self, value, schema, where)
            elif word not in _SILENT:
                raise ValueError(f"the schema's word {word!r} is not known here")

    def fits(self, value: Any, schema: Mapping[str, Any]) -> bool:
        return next(self.departures(value, schema, ""), None) is None

    def reference(self, value: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
        name = schema["$ref"].removeprefix("#/$defs/")
        return self.departures(value, self.whole["$defs"][name], where)

    def condition(self, value: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
        if self.fits(value, schema["if"]):
            yield from self.departures(value, schema.get("then", {}), where)

    def negation(self, value: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
        if self.fits(value, schema["not"]):
            yield f"{where.lstrip('/') or 'the whole'}: a value that is not allowed"

    def items(self, value: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
        for i, item in enumerate(value if isinstance(value, list) else ()):
            yield from self.departures(item, schema["items"], f"{where}/{i}")

    def properties(self, value: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
        for name, inner in schema["properties"].items():
            if isinstance(value, dict) and name in value:
                yield from self.departures(value[name], inner, f"{where}/{name}")


_SILENT = frozenset({"$schema", "$id", "$defs", "title", "description", "then"})
_INNER: dict[str, Callable[[_Checker, Any, Mapping[str, Any], str], Iterator[str]]] = {
    "$ref": _Checker.reference,
    "if": _Checker.condition,
    "not": _Checker.negation,
    "items": _Checker.items,
    "properties": _Checker.properties,
}


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str),
    "boolean": lambda v: isinstance(v, bool),
    "null": lambda v: v is None,
    "number": _number,
    "integer": lambda v: _number(v) and (isinstance(v, int) or v.is_integer()),
}


def _type(value: Any, wanted: str | list[str]) -> str:
    names = [wanted] if isinstance(wanted, str) else wanted
    return "" if any(_TYPES[name](value) for name in names) else f"no {' or '.join(names)}"


def _required(value: Any, wanted: list[str]) -> str:
    missing = [name for name in wanted if name not in value] if isinstance(value, dict) else []
    return f"has no {', '.join(missing)}" if missing else ""


def _pattern(value: Any, wanted: str) -> str:
    # ECMA 262's $ is the end alone, Python's also the place before a last line feed
    exact = re.sub(r"\$$", r"\\Z", wanted)
    return f"not of the form {wanted}" if isinstance(value, str) and not re.search(exact, value, re.ASCII) else ""


def _unique(value: Any, wanted: bool) -> str:
    keys = [_key(item) for item in value] if wanted and isinstance(value, list) else []
    return "holds one twice" if len(set(keys)) < len(keys) else ""


def _key(value: Any) -> Any:
    """Return a hashable stand-in that is equal for equal JSON: 1 and 1.0 are, 1 and true are not."""
    if isinstance(value, dict):
        return ("object", frozenset((name, _key(inner)) for name, inner in value.items()))
    if isinstance(value, list):
        return ("array", tuple(_key(inner) for inner in value))
    return (isinstance(value, bool), value)


def _length(kind: type, value: Any) -> int | None:
    return len(value) if isinstance(value, str | list) and isinstance(value, kind) else None


def _least(kind: type) -> Callable[[Any, int], str]:
    def rule(value: Any, least: int) -> str:
        length = _length(kind, value)
        return f"shorter than {least}" if length is not None and length < least else ""

    return rule


def _most(kind: type) -> Callable[[Any, int], str]:
    def rule(value: Any, most: int) -> str:
        length = _length(kind, value)
        return f"longer than {most}" if length is not None and length > most else ""

    return rule


_RULES: dict[str, Callable[[Any, Any], str]] = {
    "type": _type,
    "required": _required,
    "const": lambda v, wanted: "" if _key(v) == _key(wanted) else f"not {wanted!r}",
    "enum": lambda v, wanted: "" if _key(v) in [_key(one) for one in wanted] else f"none of {wanted}",
    "pattern": _pattern,
    "minLength": _least(str),
    "maxLength": _most(str),
    "minItems": _least(list),
    "maxItems": _most(list),
    "minimum": lambda v, least: f"not {least} or more" if _number(v) and v < least else "",
    "maximum": lambda v, most: f"more than {most}" if _number(v) and v > most else "",
    "uniqueItems": _unique,
}
