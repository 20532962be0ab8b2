"""JSON that is one array, cut into the texts of its elements, one after the other in flat memory."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from loaders.formats.encodings import open_text
from loaders.formats.streams import Digest
from loaders.formats.text_lines import LINE_LIMIT, TOO_LONG_LINE
from profile_service.domain.values.errors import InvalidInput

_BLOCK = 1 << 16
_BLANK = re.compile(r"\s*")
# Up to what decides where an element ends: a bracket, a comma between elements, or a string that is not closed yet.
_INSIDE = re.compile(r'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+', re.S)
_BETWEEN = re.compile(r'(?:[^"{}\[\],]++|"(?:[^"\\]++|\\.)*+")*+', re.S)


def array_elements(path: Path, digest: Digest | None = None) -> Iterator[tuple[int, str]]:
    """The text of each element with the line on which it begins; TOO_LONG_LINE for one of more than 4 MB.

    Brackets match in an element; whether it is JSON is not checked. Raises InvalidInput where the array does not end,
    is followed by something, or holds bytes that are not UTF-8.
    """
    splitter = _ArraySplitter()
    for block in _decoded_blocks(path, digest):
        yield from splitter.feed(block)
        if splitter.has_surplus:
            raise InvalidInput(f"{path}: line {splitter.line} goes on after the end of the array; is this one file?")
    if not splitter.ended:
        raise InvalidInput(
            f"{path}: the array's element of line {splitter.element_line} stops in the middle; is it truncated?"
        )


class _ArraySplitter:
    """Cuts an array that is fed to it block by block. `line` is where the last complete element ended."""

    def __init__(self) -> None:
        self.line = 1
        self.ended = False
        self.has_surplus = False
        self._text = ""
        self._start = self._position = self._depth = self._wanted_length = 0
        self._dropped_lines: int | None = None

    @property
    def element_line(self) -> int:
        """The line on which the element begins that is being read."""
        blank = _BLANK.match(self._text, self._start)
        return self.line + (blank.group().count("\n") if blank else 0)

    def feed(self, block: str) -> Iterator[tuple[int, str]]:
        """The elements that end in this block, each with its line."""
        self._text += block
        if block and len(self._text) < self._wanted_length:
            return
        while not self.ended:
            match = (_INSIDE if self._depth > 1 else _BETWEEN).match(self._text, self._position)
            self._position = match.end() if match else self._position
            sign = self._text[self._position : self._position + 1]
            if sign in ("", '"'):
                break
            self._position += 1
            yield from self._pass_sign(sign)
        self._drop_read_text()

    def _pass_sign(self, sign: str) -> Iterator[tuple[int, str]]:
        """The element that a bracket or comma ends, if it ends one."""
        self._depth += {"[": 1, "{": 1, ",": 0}.get(sign, -1)
        if sign in "[{" and self._depth == 1:
            self.line += self._text.count("\n", 0, self._position)
            self._start = self._position
        elif sign == "," and self._depth == 1:
            yield self._element()
        elif self._depth == 0:
            self.ended = True
            last = self._element()
            if last[1]:
                yield last

    def _element(self) -> tuple[int, str]:
        """The line and the text of the element before the sign that was just read."""
        text = self._text[self._start : self._position - 1]
        line, dropped = self.element_line, self._dropped_lines
        if dropped is not None:
            line, self._dropped_lines = self.line, None
        self.line += text.count("\n") + (dropped or 0)
        self._start = self._position
        return (line, text.strip()) if dropped is None else (line, TOO_LONG_LINE)

    def _drop_read_text(self) -> None:
        """Drop what is read; of an element of more than 4 MB everything but whether a string is open in it."""
        rest, leading = self._text[self._start :], self.element_line - self.line
        self._position -= self._start
        self._start = 0
        if self.ended:
            self.has_surplus, rest = bool(rest.strip()), ""
        elif len(rest) > LINE_LIMIT:
            if self._dropped_lines is None:
                self.line, self._dropped_lines = self.line + leading, -leading
            self._dropped_lines += rest.count("\n")
            backslashes = len(rest) - len(rest.rstrip("\\"))
            rest = '"' + "\\" * (backslashes % 2) if self._position < len(rest) else ""
            self._position = 0
        self._text = rest
        # An open string is scanned again only when twice as much of it was read, so that long ones take linear time.
        self._wanted_length = 2 * len(rest) - self._position if rest[self._position :] else 0


def _decoded_blocks(path: Path, digest: Digest | None) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with open_text(path, digest) as file:
        block = b"more"
        while block:
            block = file.read(_BLOCK)
            if digest:
                digest.update(block)
            try:
                yield decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                raise InvalidInput(f"{path}: holds bytes that are not UTF-8; save the file as UTF-8") from error
