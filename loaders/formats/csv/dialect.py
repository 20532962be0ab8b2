"""The dialect of a CSV file: its delimiter and its quote, detected from the header where a mapping names none."""

import re
from typing import NamedTuple

_USUAL_DELIMITERS, _RARE_DELIMITERS = ",;\t|", "^~\x01\x1f"
_QUOTED = re.compile(r'"[^"]*"')
_OPEN_QUOTE = re.compile(rf'(?:^|[{re.escape(_USUAL_DELIMITERS + _RARE_DELIMITERS)}]) *"[^"]*$')
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.I)


class Dialect(NamedTuple):
    """One character each."""

    delimiter: str
    quote: str


def excel_delimiter(line: str) -> str | None:
    """The delimiter that a line such as `sep=;` above the header names for Excel; None for any other line."""
    match = _SEPARATOR_LINE.fullmatch(line)
    return match[1] if match else None


def ends_in_quotes(header: str) -> bool:
    """Whether a quote is opened at the beginning of a cell and not closed in the text."""
    return _OPEN_QUOTE.search(_QUOTED.sub("", header)) is not None


def detect_dialect(header: str, delimiter: str | None = None, quote: str | None = None) -> Dialect:
    """The dialect of a file with this header; `delimiter` and `quote` are taken as they are where they are given."""
    delimiter = delimiter or _detect_delimiter(header)
    return Dialect(delimiter, quote or _detect_quote(header, delimiter))


def _detect_delimiter(header: str) -> str:
    """The usual delimiter that is most frequent outside quotes; where there is none, the most frequent rare one."""
    unquoted = _QUOTED.sub("", header)
    usual = max(_USUAL_DELIMITERS, key=unquoted.count)
    return usual if usual in unquoted else max((_USUAL_DELIMITERS[0], *_RARE_DELIMITERS), key=unquoted.count)


def _detect_quote(header: str, delimiter: str) -> str:
    """The apostrophe where it stands around every name of the header, otherwise the double quote."""
    cells = header.strip().split(delimiter)
    return "'" if all(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in cells) else '"'
