"""Reading any file row by row: what a row is, which rows are unfit, and the lines of a text file in flat memory."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Protocol, TypeVar

from profile_service.domain.errors import InvalidInput
from profile_service.domain.events import Json
from profile_service.domain.items import Item, Rejected

CELL_LIMIT = 1_000_000
LINE_LIMIT = 4_000_000
_TOO_LONG = "\x00 a line of more than 4 MB \x00\n"
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


def rejected(row: Row, error: InvalidInput, group: Sequence[Row] = ()) -> Rejected:
    """`group`: the rows that are rejected with it, itself among them."""
    rows = group or (row,)
    column = error.column if isinstance(error, BadCell) else None
    value = row.get(column) or None if column else None
    cells = () if any(each.flaw for each in rows) else tuple(each.cells for each in rows)
    return Rejected(row.line, str(error), row.text, column, len(rows), value, cells)


def check_sound(rows: Iterable[Row]) -> None:
    """Raise InvalidInput with the flaw of the first row that has one."""
    for row in rows:
        if row.flaw:
            raise InvalidInput(row.flaw)


def each(rows: Iterable[Row], item: Callable[[Row], Item]) -> Iterator[Item | Rejected]:
    """One item per row; a flawed row, or one that `item` refuses, is rejected."""
    for row in rows:
        try:
            check_sound((row,))
            yield item(row)
        except InvalidInput as error:
            yield rejected(row, error)


@lru_cache(maxsize=4096)
def secret(name: str) -> bool:
    """Whether a column of this name holds what must never be read: passwords, payment cards, tokens."""
    return bool(_SECRET.search(name)) and not _NO_PAYMENT_CARD.search(name)


def flaw_of(raw: str) -> str | None:
    """Why text as it stands in a file cannot be loaded, if so."""
    if "\x00" in raw:
        return "the line is longer than 4 MB" if raw == _TOO_LONG else "the row holds a NUL character"
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


def lines(path: Path, encoding: str = "utf-8", *, digest: Digest | None = None) -> Iterator[str]:
    """The lines with their ends, without a BOM, one at a time; a line of more than 4 MB comes out as a flawed one.

    With a digest it is updated by every byte, and bytes that are not in the encoding raise InvalidInput;
    without, such bytes become lone surrogates.
    """
    for number, raw in enumerate(_raw_lines(path, digest), start=1):
        text = _without_bom(path, raw, encoding) if number == 1 else raw
        try:
            yield text.decode(encoding, "strict" if digest else "surrogateescape")
        except UnicodeDecodeError as error:
            raise InvalidInput(
                f"{path}: line {number}, byte {error.start + 1} is not {encoding.upper()}; save the file as UTF-8, "
                "or load it with a mapping that names its encoding"
            ) from error


def _raw_lines(path: Path, digest: Digest | None) -> Iterator[bytes]:
    with opened(path) as file:
        while raw := file.readline(LINE_LIMIT):
            if digest:
                digest.update(raw)
            if len(raw) == LINE_LIMIT and not raw.endswith(b"\n"):
                while raw and not raw.endswith(b"\n"):
                    raw = file.readline(LINE_LIMIT)
                    if digest:
                        digest.update(raw)
                raw = _TOO_LONG.encode()
            yield raw


def opened(path: Path) -> BinaryIO:
    """The file, open for reading. Raises InvalidInput where there is none to read."""
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise InvalidInput(f"{path}: there is no such file; check the path") from error
    except IsADirectoryError as error:
        raise InvalidInput(f"{path}: is a directory; name the files in it") from error
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{path}: cannot be read; check its permissions") from error
    return file


def _without_bom(path: Path, raw: bytes, encoding: str) -> bytes:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) and encoding == "utf-8":
        raise InvalidInput(f"{path}: is UTF-16, not UTF-8; save the file as UTF-8")
    return raw.removeprefix(b"\xef\xbb\xbf")
