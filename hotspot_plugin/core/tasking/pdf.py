"""A PDF as Qt writes it, made smaller and the same everywhere: no moment, program, author or random name stays in it.

Qt places every letter by itself, writes a metadata stream, and repeats each page's resources; that is more than half of
a booklet. Here each run of letters becomes one string, equal objects are kept once, and objects are numbered in the
order in which the document refers to them (ISO 32000-1, 7.3 to 7.5, 9.4).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from ..errors import HotspotError
from ..progress import SILENT, Progress

_REFERENCE = re.compile(rb"(?<![\d.])(\d+) 0 R\b")
_LENGTH = re.compile(rb"/Length (\d+)( 0 R)?")
_TEXT = re.compile(rb"(/(F\d+) ([\d.]+) Tf [^\n]*Tm\n)((?:-?[\d.]+ -?[\d.]+ Td <[0-9A-Fa-f]+> Tj\n?)+)")
_LETTER = re.compile(rb"(-?[\d.]+) (-?[\d.]+) Td <([0-9A-Fa-f]+)> Tj\n?")
_NUMBER = re.compile(rb"(?<![\w.<])-?\d+\.\d+")
_SUBSET = re.compile(rb"/FontName /[A-Z]{6}\+")
_NAMES = re.compile(rb"(?<=<<\n)(?:/\w+ (?:\d+ 0 R|/\w+)\n)+(?=>>)")
_WIDTHS = re.compile(rb"/W \[(\d+) \[([\d. ]+)\]")
_DRIFT = 8.0  # thousandths of the letters' size that a letter may stand off its place: 0.08 pt at 10 pt


@dataclass(frozen=True)
class _Object:
    """An object's text up to its stream, and the stream if it has one."""

    text: bytes
    stream: bytes | None = None


def tidy(pdf: bytes, title: str, language: str, progress: Progress = SILENT) -> bytes:
    """Return the same pages in fewer bytes, which depend on nothing but what is on them.

    Args:
        pdf: what Qt's PDF engine wrote.
        title: what a reader shows in its title bar.
        language: of the text, such as "en" or "cy", which a screen reader needs.
        progress: is told how far it is.

    Raises:
        HotspotError: it is not such a PDF.
    """
    try:
        objects, root = _parsed(pdf)
    except (ValueError, IndexError, AttributeError, KeyError, zlib.error):
        raise HotspotError(
            "The booklet's PDF is not of the form that this version knows, so it may say when and by whom it was made: "
            "untick BOOKLET, and please send the log to the authors."
        ) from None
    catalog = re.sub(rb"\s*/Metadata \d+ 0 R|\s*/OutputIntents \[[^\]]*\]|\s*/Lang \([^)]*\)", b"", objects[root].text)
    added = b"\n/Lang (%s)\n/ViewerPreferences << /DisplayDocTitle true >>\n>>" % language.encode("ascii", "replace")
    objects[root] = _Object(catalog.rstrip().removesuffix(b">>").rstrip() + added)
    pages = list(_contents(objects))
    for i, (number, fonts) in enumerate(pages):
        progress.at(i / len(pages))
        content = objects[number]
        if content.stream is not None and b"FlateDecode" in content.text:
            drawn = _smaller(zlib.decompress(content.stream), fonts)
            objects[number] = replace(content, stream=zlib.compress(drawn, 9))
    for number, item in objects.items():
        # a font's subset has a name that Qt counts up; names in a dictionary come in the order of a hash table
        text = _SUBSET.sub(b"/FontName /AAAAAA+", item.text)
        objects[number] = replace(item, text=_NAMES.sub(_sorted, text))
    return _written(_once(objects), root, title)


def _sorted(found: re.Match[bytes]) -> bytes:
    return b"".join(sorted(found.group().splitlines(keepends=True)))


def _parsed(pdf: bytes) -> tuple[dict[int, _Object], int]:
    """Return the objects by number, streams with their lengths resolved, and the number of the catalog."""
    end = re.search(rb"trailer\s*<<(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*$", pdf, re.DOTALL)
    if end is None or b"/Encrypt" in end.group(1) or b"/Prev" in end.group(1):
        raise ValueError
    table = pdf[int(end.group(2)) : end.start()].split()
    if table[:2] != [b"xref", b"0"]:
        raise ValueError
    offsets = {i: int(table[3 + 3 * i]) for i in range(int(table[2])) if table[5 + 3 * i] == b"n"}
    bounds = sorted([*offsets.values(), int(end.group(2))])
    after = dict(pairwise(bounds))
    raw = {}
    for number, offset in offsets.items():
        whole = pdf[offset : after[offset]]
        head = re.match(rb"%d 0 obj\s*" % number, whole)
        raw[number] = whole[head.end() :].rstrip().removesuffix(b"endobj").rstrip()  # type: ignore[union-attr]
    objects = {}
    for number, whole in raw.items():
        begin = re.search(rb">>\s*stream\r?\n", whole)
        if begin is None:
            objects[number] = _Object(whole)
            continue
        text = whole[: begin.start() + 2]
        length = _LENGTH.search(text)
        size = int(raw[int(length.group(1))]) if length.group(2) else int(length.group(1))  # type: ignore[union-attr]
        stream = whole[begin.end() : begin.end() + size]
        if len(stream) != size:
            raise ValueError
        objects[number] = _Object(_LENGTH.sub(b"", text), stream)
    return objects, int(re.search(rb"/Root (\d+) 0 R", end.group(1)).group(1))  # type: ignore[union-attr]


def _contents(objects: dict[int, _Object]) -> Iterator[tuple[int, dict[bytes, dict[int, float]]]]:
    """Yield each page's content stream, and the widths of the letters of each of its fonts."""
    known: dict[int, dict[int, float]] = {}
    for page in list(objects.values()):
        found = re.search(rb"/Type /Page\b.*?/Contents (\d+) 0 R\s*/Resources (\d+) 0 R", page.text, re.DOTALL)
        if found is None:
            continue
        fonts = {}
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", objects[int(found.group(2))].text):
            if int(number) not in known:
                known[int(number)] = _widths(objects, int(number))
            fonts[name] = known[int(number)]
        yield int(found.group(1)), fonts


def _widths(objects: dict[int, _Object], font: int) -> dict[int, float]:
    """Return the width of each letter of a font in thousandths of its size."""
    below = re.search(rb"/DescendantFonts \[\s*(\d+) 0 R", objects[font].text)
    found = _WIDTHS.search(objects[int(below.group(1))].text) if below else None
    if found is None:
        return {}
    first = int(found.group(1))
    return {first + i: float(width) for i, width in enumerate(found.group(2).split())}


def _smaller(content: bytes, fonts: dict[bytes, dict[int, float]]) -> bytes:
    def text(found: re.Match[bytes]) -> bytes:
        head, font, size, letters = found.groups()
        return head + _runs(letters, fonts.get(font, {}), float(size))

    content = _TEXT.sub(text, content)
    content = _NUMBER.sub(lambda number: _short(float(number.group())), content)
    while True:  # Qt opens and closes a state for every brush that it does not use
        shorter = re.sub(rb"(?<=\n)q\n(?:0 0 0 SCN\n)?(?:[^\n]* cm\n)?(?:0 0 0 SCN\n)?(?:[^\n]* d\n)?Q\n", b"", content)
        if shorter == content:
            return content
        content = shorter


def _runs(letters: bytes, widths: dict[int, float], size: float) -> bytes:
    """Return letters that Qt placed one by one as strings, with a correction wherever one would stand off its place."""
    made: list[bytes] = []
    run: list[bytes] = []
    begin = pen = at = 0.0  # of the string, of the next letter as the widths say, of the letter as Qt says
    before: int | None = None
    for x, y, code in _LETTER.findall(letters):
        at += float(x)
        known = before is not None and before in widths and len(code) == 4
        if not known or float(y) != 0:
            made += _string(run)
            made.append(b"%s %s Td " % (_short(at - begin), _short(float(y))))
            begin = pen = at
        elif abs(off := (pen - at) * 1000 / size) > _DRIFT:
            run.append(b">%d<" % round(off))
            pen -= round(off) * size / 1000
        run.append(code)
        before = int(code, 16)
        pen += widths.get(before, 0.0) * size / 1000
    return b"".join([*made, *_string(run)])


def _string(run: list[bytes]) -> list[bytes]:
    """Return the operator that shows a run of letters, and empty the run."""
    text = b"<%s>" % b"".join(run)
    shown = [b"[%s]TJ\n" % text if b">" in text[1:-1] else b"%s Tj\n" % text] if run else []
    run.clear()
    return shown


def _short(value: float) -> bytes:
    """Return a number to a thousandth of a dot (300 to the inch); a small one, perhaps a scale, to six decimals."""
    text = f"{value:.{3 if abs(value) >= 10 else 6}f}".rstrip("0").rstrip(".")
    return b"0" if text in ("", "-0") else text.encode()


def _once(objects: dict[int, _Object]) -> dict[int, _Object]:
    """Return objects that refer to the first of equal ones; two pages are never one."""
    while True:
        first: dict[_Object, int] = {}
        same = {
            number: first.setdefault(item, number)
            for number, item in sorted(objects.items())
            if not re.search(rb"/Type /Page\b", item.text)
        }
        if all(number == kept for number, kept in same.items()):
            return objects
        objects = {
            number: replace(item, text=_referring(item.text, same))
            for number, item in objects.items()
            if same.get(number, number) == number
        }


def _referring(text: bytes, numbers: dict[int, int]) -> bytes:
    return _REFERENCE.sub(lambda found: b"%d 0 R" % numbers.get(int(found.group(1)), int(found.group(1))), text)


def _written(objects: dict[int, _Object], root: int, title: str) -> bytes:
    """Return the file of what the catalog leads to, numbered as it is met."""
    numbers: dict[int, int] = {}
    waiting = [root]
    while waiting:
        number = waiting.pop(0)
        if number in numbers:
            continue
        numbers[number] = len(numbers) + 1
        waiting += [int(found) for found in _REFERENCE.findall(objects[number].text)]
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    information = _Object(b"<< /Title <feff%s> >>" % title.encode("utf-16-be").hex().encode())
    for new, item in enumerate([*(objects[number] for number in numbers), information], 1):
        offsets.append(len(out))
        text = re.sub(rb"\s*\n\s*", b"\n", _referring(item.text, numbers))
        if item.stream is None:
            out += b"%d 0 obj\n%s\nendobj\n" % (new, text)
        else:
            head = text.rstrip().removesuffix(b">>").rstrip()
            out += b"%d 0 obj\n%s /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
                new, head, len(item.stream), item.stream,
            )  # fmt: skip
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(offsets) + 1, len(offsets), start,
    )  # fmt: skip
    return bytes(out)
