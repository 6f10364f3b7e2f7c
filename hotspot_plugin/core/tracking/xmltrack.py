"""XML of devices as a stream: memory does not grow with the file, and nothing in it is expanded or fetched."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO
from xml.parsers import expat  # nosec B407

from ..errors import HotspotError
from .fixes import Points, Reject

# B407 warns of entity bombs and of entities that fetch files: a DOCTYPE, which they need, is refused (see _doctype)
CHUNK = 1 << 18
BATCH = 20_000
DEEPEST = 100
LONGEST_TEXT = 200
LONGEST_MARKUP = 1 << 23


@lru_cache(maxsize=512)
def _local(name: str) -> str:
    """Return an element's name without its prefix, in lower case."""
    return name.rpartition(":")[2].lower()


class XmlTrack:
    """One file being read; a format says what it does at the start and end of elements.

    Iterating yields `Points` of at most about 20,000 points each. Afterwards:

    - `points` is how many track points the file has, `timed` how many of them have a time that can be read, and `bare`
      how many of these times had no offset;
    - `elsewhere` counts what has a place but does not say where a unit was;
    - `broken` says where and why the file breaks off, or is "";
    - `done` is how many bytes have been read.
    """

    FORMAT = "GPX"

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream, self._name = stream, name
        self.points = 0
        self.timed = 0
        self.bare = 0
        self.broken = ""
        self.done = 0
        self.elsewhere: dict[str, int] = {}
        self._depth = 0

    # -- what a format says ---------------------------------------------------------------------------------------

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def _end(self, name: str) -> None:
        raise NotImplementedError

    def _pending(self) -> int:
        """Return how many points wait to be handed on."""
        raise NotImplementedError

    def _batch(self) -> Points:
        """Return the points that wait."""
        raise NotImplementedError

    def _finish(self) -> None:
        """Take what is left when the file ends or breaks off."""

    def cut_point(self) -> Reject | None:
        """Return the track point inside which the file breaks off, if it does."""
        return None

    # -- what all have in common ----------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Points]:
        """Yield the points.

        Raises:
            HotspotError: the file is of another format, or is broken before its first track point, or could do harm.
        """
        parser = self._parser()
        try:
            while chunk := self._stream.read(CHUNK):
                self.done += len(chunk)
                self._feed(parser, chunk)
                if self.done - parser.CurrentByteIndex > LONGEST_MARKUP:
                    raise HotspotError(
                        f"{self._name} has a piece of markup of more than 8 MB, which no {self.FORMAT} needs: it was "
                        "not read."
                    )
                if self._pending() >= BATCH:
                    yield self._batch()
            if not self.done:
                raise HotspotError(f"{self._name} is empty (0 bytes): copy it from the device again.")
            parser.Parse(b"", True)
            self._finish()
        except expat.ExpatError as error:
            self._finish()
            self._break(error)
        if self._pending():
            yield self._batch()

    def _feed(self, parser: expat.XMLParserType, chunk: bytes) -> None:
        try:
            parser.Parse(chunk, False)
        except HotspotError:
            raise
        except (LookupError, ValueError) as error:  # Python knows no such encoding, or expat cannot use it
            message = f"{self._name} is in an encoding that cannot be read ({error}): save it as UTF-8."
            raise HotspotError(message) from None

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._root
        parser.EndElementHandler = self._end
        self._expat = parser
        return parser

    def _doctype(self, name: str, *_: object) -> None:
        if name.lower() == "html":
            self._refuse_html()
        raise HotspotError(
            f"{self._name} has a document type declaration (DOCTYPE), which no {self.FORMAT} needs and which can do "
            "harm: it was not read; export the track again from the device."
        )

    def _refuse_html(self) -> None:
        raise HotspotError(f"{self._name} is a web page (HTML), not {self.FORMAT}: download or export the track again.")

    def _root(self, name: str, *_: object) -> None:
        local = _local(name)
        if local == "html":
            self._refuse_html()
        if local != self.FORMAT.lower():
            raise HotspotError(
                f"{self._name} is XML but not {self.FORMAT} (its first element is <{name[:40]}>): export the track as "
                f"{self.FORMAT}."
            )
        self._depth = 1
        self._expat.StartElementHandler = self._start

    def _deeper(self, name: str) -> str:
        """Go into an element, and return its name without prefix, in lower case."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise HotspotError(
                f"{self._name} has elements more than {DEEPEST} deep, which no {self.FORMAT} has: it was not read."
            )
        return _local(name)

    def _break(self, error: expat.ExpatError) -> None:
        """Keep what was read before the file broke off; refuse a file that broke before its first point."""
        place = f"line {error.lineno}, column {error.offset + 1}"
        why = expat.ErrorString(error.code)
        if self._expat.StartElementHandler == self._root:
            raise HotspotError(
                f"{self._name} is not {self.FORMAT}: it cannot be read as XML ({why} at {place})."
            ) from None
        if not self.points:
            raise HotspotError(
                f"{self._name} breaks off at {place} ({why}), before its first track point: copy it again."
            ) from None
        self.broken = f"{place} ({why})"
