"""The encodings of text files: named by a mapping, shown by a byte order mark, or else UTF-8 or Windows-1252."""

import codecs
import io
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from loaders.formats.streams import Digest, open_file, utf16_as_utf8
from profile_service.domain.values.errors import InvalidInput

UTF8 = "utf-8"
WINDOWS_1252 = "windows-1252"
"""Under this name the encoding was guessed; a mapping that names it says cp1252."""
_BLOCK = 1 << 18
_LOOK_AHEAD = 1 << 13
Result = TypeVar("Result")


class NotUtf8(InvalidInput):
    """Bytes that are not UTF-8, and before them not one character of UTF-8 beyond ASCII: it may be Windows-1252."""


def read_in_encoding(encoding: str | None, read: Callable[[str], Result]) -> Result:
    """What `read(encoding)` returns; without an encoding, what it returns of UTF-8 or, where that raises NotUtf8, of
    Windows-1252."""
    if encoding:
        return read(encoding)
    try:
        return read(UTF8)
    except NotUtf8:
        return read(WINDOWS_1252)


def encoding_notes(encoding: str) -> tuple[str, ...]:
    """Sentences for a person about an encoding that no mapping named."""
    return ("is not UTF-8 and is read as Windows-1252",) if encoding == WINDOWS_1252 else ()


def detect_encoding(path: Path) -> str:
    """UTF-8, or Windows-1252 where the file is not UTF-8; the whole file is read for it."""
    decoder = codecs.getincrementaldecoder(UTF8)()
    with open_text(path) as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return WINDOWS_1252
    return UTF8


def text_start(path: Path) -> str:
    """The first kilobytes of a text; bytes that cannot be decoded are replaced."""
    with open_text(path) as file:
        return file.read(1 << 13).decode(errors="replace")


def open_text(path: Path, digest: Digest | None = None, encoding: str = UTF8) -> BinaryIO:
    """A text file open for reading in binary, UTF-16 as UTF-8, behind its byte order mark, which `digest` includes.

    Lines that end in CR alone, as in Excel's "CSV (Macintosh)", end in LF here.
    """
    file = open_file(path)
    start = cast("io.BufferedReader", file).peek(3)[:3]
    has_utf16_mark = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and encoding in (UTF8, "utf-16")
    if has_utf16_mark or encoding.startswith("utf-16"):
        file = utf16_as_utf8(path, file, "utf-16" if has_utf16_mark else encoding)
    elif start == codecs.BOM_UTF8:
        mark = file.read(3)
        if digest:
            digest.update(mark)
    start = cast("io.BufferedReader", file).peek(_LOOK_AHEAD)
    return io.BufferedReader(_WithLineFeeds(file), _BLOCK) if b"\r" in start[:-1] and b"\n" not in start else file


def byte_encoding(encoding: str) -> str:
    """The encoding of the bytes that `open_text` gives for a file in this encoding."""
    return UTF8 if encoding.startswith("utf-16") else encoding


def is_utf8(raw: bytes) -> bool:
    """Whether the bytes can be decoded as UTF-8."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


class _WithLineFeeds(io.RawIOBase):
    """A text with a line feed in place of each carriage return."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview", /) -> int:  # type: ignore[override]  # as io calls it
        block = self._file.read(len(buffer))
        buffer[: len(block)] = block.replace(b"\r", b"\n")
        return len(block)

    def close(self) -> None:
        self._file.close()
        super().close()
