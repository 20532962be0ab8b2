"""Reading any file row by row: what a row is, which rows are unfit, and the lines of a text file in flat memory."""

import codecs
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import BinaryIO, Protocol, TypeVar, cast

from loaders.formats.streams import opened, transcoded
from profile_service.domain.sources.events import Json
from profile_service.domain.sources.items import Item, Rejected
from profile_service.domain.sources.validation import validate
from profile_service.domain.values.errors import InvalidInput

CELL_LIMIT = 1_000_000
LINE_LIMIT = 4_000_000
UTF8 = "utf-8"
WINDOWS = "windows-1252"
"""Under this name the encoding was guessed; a mapping that names it says cp1252."""
TOO_LONG = "\x00 a line of more than 4 MB \x00\n"
_SECRET = re.compile(
    r"pass[ _]?(word|wd|phrase|code|hash)|\b(pan|cvv2?|cvc2?|iban)\b|card[ ._]?(number|num|no)\b|security[ _]?code"
    r"|rp_token|(^|[ ._])(secret|token)\b|private[ _]?key|api[ _]?key",
    re.I,
)
_NO_PAYMENT_CARD = re.compile(r"loyalty|member|club|bonus|reward|gift", re.I)
_T = TypeVar("_T")


class Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...


class BadCell(InvalidInput):
    """A cell that the row cannot do without is blank or broken: the row is rejected and its column named."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its first line in the file (the header is line 1; in Parquet the row's number, from 1) and its cells.

    `raw` is its text as it stands in the file, None where that may not be shown. A row with a `flaw` is not to be
    loaded; its cells are what could be read of it.
    """

    line: int
    cells: Mapping[str, Json] = field(default_factory=dict)
    raw: str | None = None
    flaw: str | None = None

    @property
    def text(self) -> str:
        return self.raw if self.raw is not None else json.dumps(self.cells, ensure_ascii=False)

    def get(self, column: str) -> str:
        """The cell as trimmed text; empty where it is missing, null or blank."""
        return as_text(self.cells.get(column))

    def need(self, column: str) -> str:
        if text := self.get(column):
            return text
        raise BadCell(column, f"{column} is blank; the row cannot be loaded without it")

    def parse(self, column: str, parser: Callable[[str], _T]) -> _T:
        """What `parser` makes of the cell. Raises BadCell where it is blank or the parser refuses it."""
        return parsed(column, self.need(column), parser)

    def parse_or_none(self, column: str, parser: Callable[[str], _T]) -> _T | None:
        text = self.get(column)
        return parsed(column, text, parser) if text else None


def parsed(column: str, text: str, parser: Callable[[str], _T]) -> _T:
    try:
        return parser(text)
    except InvalidInput as error:
        raise BadCell(column, f"{column}: {error}") from error


def as_text(value: Json) -> str:
    """`true`, `12`, `a, b` for a list; objects as JSON; empty for null."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if type(value) is int:
        return str(value)
    if isinstance(value, list):
        return ", ".join(filter(None, map(as_text, value)))
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)


def item_from_rows(rows: Sequence[Row], item: Callable[[], Item]) -> Item | Rejected:
    """The item of rows that belong together. All are rejected where one is flawed, where `item` refuses them, and
    where what it makes cannot be stored."""
    try:
        if flaw := next((row.flaw for row in rows if row.flaw), None):
            raise InvalidInput(flaw)
        made = item()
        validate(made)
    except InvalidInput as error:
        return _rejected(rows, error)
    return made


def _rejected(rows: Sequence[Row], error: InvalidInput) -> Rejected:
    """At the line of the first flawed one, else of the first."""
    unfit = next((row for row in rows if row.flaw), rows[0])
    column = error.column if isinstance(error, BadCell) else None
    value = unfit.get(column) or None if column else None
    cells = () if unfit.flaw else tuple(row.cells for row in rows)
    text = unfit.text if len(rows) == 1 else "".join(row.text.removesuffix("\n") + "\n" for row in rows)
    return Rejected(unfit.line, str(error), text, column, len(rows), value, cells)


def item_per_row(rows: Iterable[Row], item: Callable[[Row], Item]) -> Iterator[Item | Rejected]:
    """One item per row; a row that cannot be loaded is rejected."""
    for row in rows:
        yield item_from_rows((row,), partial(item, row))


@lru_cache(maxsize=4096)
def secret(name: str) -> bool:
    """Whether a column of this name holds what must never be read: passwords, payment cards, tokens."""
    return bool(_SECRET.search(name)) and not _NO_PAYMENT_CARD.search(name)


def flaw_of(raw: str) -> str | None:
    """Why text as it stands in a file cannot be loaded, if so."""
    if "\x00" in raw:
        return "the line is longer than 4 MB" if raw == TOO_LONG else "the row holds a NUL character"
    return None if encodable(raw) else "the row holds bytes that are not in the file's encoding"


def encodable(text: str) -> bool:
    """Whether it holds no lone surrogate (which also stand for bytes that could not be decoded)."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class NotUtf8(InvalidInput):
    """Bytes that are not UTF-8, and before them not one character of UTF-8 beyond ASCII: it may be Windows-1252."""


def in_its_encoding(encoding: str | None, read: Callable[[str], _T]) -> _T:
    """What `read` makes of a text in this encoding; without one UTF-8 or, where it cannot be that, Windows-1252."""
    if encoding:
        return read(encoding)
    try:
        return read(UTF8)
    except NotUtf8:
        return read(WINDOWS)


def guessed(encoding: str) -> tuple[str, ...]:
    """What a person should know of an encoding that no mapping named."""
    return ("is not UTF-8 and is read as Windows-1252",) if encoding == WINDOWS else ()


def encoding_of(path: Path) -> str:
    """UTF-8, or Windows-1252 where that fails, found by reading the whole file."""
    decoder = codecs.getincrementaldecoder(UTF8)()
    with text_file(path) as file:
        try:
            while block := file.read(1 << 18):
                decoder.decode(block)
        except UnicodeDecodeError:
            return WINDOWS
    return UTF8


def beginning(path: Path) -> str:
    """The first kilobytes of a text; what cannot be decoded in them is replaced."""
    with text_file(path) as file:
        return file.read(1 << 13).decode(errors="replace")


def lines(path: Path, encoding: str = UTF8) -> Iterator[str]:
    """The lines with their ends, without a BOM, one at a time; a line of more than 4 MB comes out as a flawed one.

    Bytes that are not in the encoding become lone surrogates.
    """
    written = _written_in(encoding)
    for raw in _raw_lines(path, encoding):
        yield raw.decode(written, "surrogateescape")


def checked_lines(path: Path, encoding: str, digest: Digest) -> Iterator[str]:
    """The same lines, of a file that is read for the first time: the digest is updated by every byte.

    Raises InvalidInput where bytes are not in the encoding, NotUtf8 where another encoding may be tried.
    """
    wide, written = False, _written_in(encoding)
    for number, raw in enumerate(_raw_lines(path, encoding, digest), start=1):
        try:
            text = raw.decode(written)
        except UnicodeDecodeError as error:
            kind = NotUtf8 if encoding == UTF8 and not wide else InvalidInput
            raise kind(_not_in(path, number, error.start, encoding)) from error
        if not wide and not text.isascii():
            wide = encoding != WINDOWS
            if not wide and _is_utf8(raw):
                raise InvalidInput(f"{path}: line {number} is UTF-8 and others are not; save the file as UTF-8")
        yield text


def _raw_lines(path: Path, encoding: str, digest: Digest | None = None) -> Iterator[bytes]:
    with text_file(path, digest, encoding) as file:
        while raw := file.readline(LINE_LIMIT):
            if digest:
                digest.update(raw)
            if len(raw) == LINE_LIMIT and not raw.endswith(b"\n"):
                while raw and not raw.endswith(b"\n"):
                    raw = file.readline(LINE_LIMIT)
                    if digest:
                        digest.update(raw)
                raw = TOO_LONG.encode()
            yield raw


def text_file(path: Path, digest: Digest | None = None, encoding: str = UTF8) -> BinaryIO:
    """A text open for reading behind its BOM, which the digest is told of; UTF-16 as UTF-8."""
    file = opened(path)
    start = cast("io.BufferedReader", file).peek(3)[:3]
    marked = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and encoding in (UTF8, "utf-16")
    if marked or encoding.startswith("utf-16"):
        file = transcoded(path, file, "utf-16" if marked else encoding)
    elif start == codecs.BOM_UTF8:
        bom = file.read(3)
        if digest:
            digest.update(bom)
    return file


def _written_in(encoding: str) -> str:
    """The encoding of the bytes that `text_file` gives."""
    return UTF8 if encoding.startswith("utf-16") else encoding


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _not_in(path: Path, line: int, position: int, encoding: str) -> str:
    name = UTF8 if encoding == WINDOWS else encoding
    return (
        f"{path}: line {line}, byte {position + 1} is not {name.upper()}; save the file as UTF-8, "
        "or load it with a mapping that names its encoding"
    )
