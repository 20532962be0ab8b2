"""The lines of a text file, one at a time in flat memory, and the reasons why a line cannot be loaded."""

from collections.abc import Iterator
from pathlib import Path

from loaders.formats.encodings import UTF8, WINDOWS_1252, NotUtf8, byte_encoding, is_utf8, open_text
from loaders.formats.streams import Digest
from profile_service.domain.values.errors import InvalidInput

LINE_LIMIT = 4_000_000
"""Bytes. A longer line is one flawed row."""
TOO_LONG_LINE = "\x00 a line of more than 4 MB \x00\n"
"""Stands for a line beyond the limit; the NUL in it makes it flawed wherever it is read."""


def text_lines(path: Path, encoding: str = UTF8) -> Iterator[str]:
    """The lines with their ends, without a byte order mark; TOO_LONG_LINE for one of more than 4 MB.

    Bytes that are not in the encoding become lone surrogates.
    """
    decoded_as = byte_encoding(encoding)
    for raw in _raw_lines(path, encoding):
        yield raw.decode(decoded_as, "surrogateescape")


def checked_text_lines(path: Path, encoding: str, digest: Digest) -> Iterator[str]:
    """The lines as `text_lines` gives them, of a file that is read for the first time; every byte updates `digest`.

    Raises InvalidInput where bytes are not in the encoding, NotUtf8 where another encoding may be tried.
    """
    beyond_ascii, decoded_as = False, byte_encoding(encoding)
    for number, raw in enumerate(_raw_lines(path, encoding, digest), start=1):
        try:
            text = raw.decode(decoded_as)
        except UnicodeDecodeError as error:
            kind = NotUtf8 if encoding == UTF8 and not beyond_ascii else InvalidInput
            raise kind(_not_in_encoding(path, number, error.start, encoding)) from error
        if not beyond_ascii and not text.isascii():
            beyond_ascii = encoding != WINDOWS_1252
            if not beyond_ascii and is_utf8(raw):
                raise InvalidInput(f"{path}: line {number} is UTF-8 and others are not; save the file as UTF-8")
        yield text


def flaw_in_text(raw: str) -> str | None:
    """Why text as it stands in a file cannot be loaded; None where it can."""
    if "\x00" in raw:
        return "the line is longer than 4 MB" if raw == TOO_LONG_LINE else "the row holds a NUL character"
    return None if is_encodable(raw) else "the row holds bytes that are not in the file's encoding"


def is_encodable(text: str) -> bool:
    """Whether the text holds no lone surrogate (which also stands for a byte that could not be decoded)."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _raw_lines(path: Path, encoding: str, digest: Digest | None = None) -> Iterator[bytes]:
    with open_text(path, digest, encoding) as file:
        while raw := file.readline(LINE_LIMIT):
            if digest:
                digest.update(raw)
            if len(raw) == LINE_LIMIT and not raw.endswith(b"\n"):
                while raw and not raw.endswith(b"\n"):
                    raw = file.readline(LINE_LIMIT)
                    if digest:
                        digest.update(raw)
                raw = TOO_LONG_LINE.encode()
            yield raw


def _not_in_encoding(path: Path, line: int, position: int, encoding: str) -> str:
    name = UTF8 if encoding == WINDOWS_1252 else encoding
    return (
        f"{path}: line {line}, byte {position + 1} is not {name.upper()}; save the file as UTF-8, "
        "or load it with a mapping that names its encoding"
    )
