"""JSON that is one array: its elements one after the other, each as the text that it is, in flat memory."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from loaders.formats.rows import LINE_LIMIT, TOO_LONG, Digest, text_file
from profile_service.domain.values.errors import InvalidInput

_BLOCK = 1 << 16
_BLANK = re.compile(r"\s*")
# Up to what decides where an element ends: a bracket, a comma between elements, or a string that is not closed yet.
_INSIDE = re.compile(r'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+', re.S)
_BETWEEN = re.compile(r'(?:[^"{}\[\],]++|"(?:[^"\\]++|\\.)*+")*+', re.S)


def elements(path: Path, digest: Digest | None = None) -> Iterator[tuple[int, str]]:
    """Each element with the line on which it begins. Brackets match in it; whether it is JSON is not known yet.

    An element of more than 4 MB comes out as a flawed one. Raises InvalidInput where the array does not end, is
    followed by something, or holds bytes that are not UTF-8.
    """
    cutting = _Cutting()
    for block in _blocks(path, digest):
        yield from cutting.cut(block)
        if cutting.after:
            raise InvalidInput(f"{path}: line {cutting.line} goes on after the end of the array; is this one file?")
    if not cutting.ended:
        raise InvalidInput(f"{path}: the array's element of line {cutting.begun} stops in the middle; is it truncated?")


class _Cutting:
    """How far the array was read. `line` is where the last element ended."""

    def __init__(self) -> None:
        self.line = 1
        self.ended = False
        self.after = False
        self._text = ""
        self._start = self._at = self._depth = self._wait = 0
        self._lines_dropped: int | None = None

    @property
    def begun(self) -> int:
        """The line on which the element begins that is being read."""
        blank = _BLANK.match(self._text, self._start)
        return self.line + (blank.group().count("\n") if blank else 0)

    def cut(self, block: str) -> Iterator[tuple[int, str]]:
        """The elements that end in this block."""
        self._text += block
        if block and len(self._text) < self._wait:
            return
        while not self.ended:
            found = (_INSIDE if self._depth > 1 else _BETWEEN).match(self._text, self._at)
            self._at = found.end() if found else self._at
            sign = self._text[self._at : self._at + 1]
            if sign in ("", '"'):
                break
            self._at += 1
            yield from self._sign(sign)
        self._forget()

    def _sign(self, sign: str) -> Iterator[tuple[int, str]]:
        self._depth += {"[": 1, "{": 1, ",": 0}.get(sign, -1)
        if sign in "[{" and self._depth == 1:
            self.line += self._text.count("\n", 0, self._at)
            self._start = self._at
        elif sign == "," and self._depth == 1:
            yield self._element()
        elif self._depth == 0:
            self.ended = True
            last = self._element()
            if last[1]:
                yield last

    def _element(self) -> tuple[int, str]:
        """What lies before the sign that was just read."""
        text = self._text[self._start : self._at - 1]
        line, dropped = self.begun, self._lines_dropped
        if dropped is not None:
            line, self._lines_dropped = self.line, None
        self.line += text.count("\n") + (dropped or 0)
        self._start = self._at
        return (line, text.strip()) if dropped is None else (line, TOO_LONG)

    def _forget(self) -> None:
        """Keep only what is still needed: of an element of more than 4 MB nothing, of a long string that it is open."""
        rest, leading = self._text[self._start :], self.begun - self.line
        self._at -= self._start
        self._start = 0
        if self.ended:
            self.after, rest = bool(rest.strip()), ""
        elif len(rest) > LINE_LIMIT:
            if self._lines_dropped is None:
                self.line, self._lines_dropped = self.line + leading, -leading
            self._lines_dropped += rest.count("\n")
            slashes = len(rest) - len(rest.rstrip("\\"))
            rest = '"' + "\\" * (slashes % 2) if self._at < len(rest) else ""
            self._at = 0
        self._text = rest
        # A string that is open is looked at again when twice as much of it was read: long ones take no longer for it.
        self._wait = 2 * len(rest) - self._at if rest[self._at :] else 0


def _blocks(path: Path, digest: Digest | None) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with text_file(path, digest) as file:
        block = b"more"
        while block:
            block = file.read(_BLOCK)
            if digest:
                digest.update(block)
            try:
                yield decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                raise InvalidInput(f"{path}: holds bytes that are not UTF-8; save the file as UTF-8") from error
