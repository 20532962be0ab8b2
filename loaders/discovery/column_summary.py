"""A summary of a column, gathered value by value in flat memory: its kind, how many are filled, how many differ."""

import re
import zlib
from collections import Counter
from collections.abc import Mapping
from datetime import UTC
from heapq import heapify, heappushpop

from loaders.discovery.column_words import (
    is_called_fax,
    is_called_loyalty,
    is_called_loyalty_card,
    is_called_phone,
    is_called_time,
)
from loaders.formats.rows import as_text
from loaders.formats.table_columns import EMAIL, SURE_PHONE
from profile_service.domain.sources.events import Json
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.masking import masked
from profile_service.domain.values.month_names import names_month, read_moment
from profile_service.domain.values.times import read_time

TIME_FORMATS = (
    "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d.%m.%Y %H:%M",
    "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p", "%d-%m-%Y %H:%M:%S", "%b %d, %Y", "%Y%m%d",
    "%d %b %Y", "%d %b %Y %H:%M", "%d %b %Y %H:%M:%S",
)  # fmt: skip
"""Formats of time that are tried after ISO 8601; day before month where both would do."""

_MAX_EXAMPLES, _ROWS_WITH_EXAMPLES = 3, 1_000
_KEPT_HASHES = 1024
_PHONE = re.compile(r"'?\(?\+?[\d(][\d\s().\-/]{5,22}\d")
_CODE = re.compile(r"(?=.*\d)[\w.#:-]+")
_INTEGER, _DECIMAL = re.compile(r"-?\d{1,18}"), re.compile(r"-?\d+[.,]\d+")
_GROUPED = re.compile(r"-?\d{1,3}([. '’]\d{3})+,\d{1,2}|-?\d{1,3}([, '’]\d{3})+\.\d{1,2}")
_BOOLEAN = re.compile(r"true|false|yes|no|y|n|0|1", re.I)
_NUMBERS = (_DECIMAL, _INTEGER, _GROUPED)
_PATTERNS = (EMAIL, _PHONE, SURE_PHONE, _CODE, *_NUMBERS, _BOOLEAN)
_MAX_WORDS, _MAX_WORD = 50, 40
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_DIGITS_ALONE = "%Y%m%d"
_SHORTEST_DAY = 6
"""Characters of a day without separators: `202611`, as its format reads 1 January and 1 November alike."""
_LONGEST_NAMED = 60
_DAY_AND_YEAR = re.compile(r"(?=.*[^\W\d_]{3})(?=.*\d{4})(?:.*?\D)??\d\d?\D{0,2}[\s.,]")
"""A date with the name of its month has this in it: a day that stands alone, a word, a year."""
_SEPARATORS = {format: Counter(sign for sign in format if sign in "/.-:,") for format in TIME_FORMATS}
_MOSTLY = 0.8
"""The share of e-mails or phones from which on a column is one of them."""
_ENOUGH_MISFITS = 50
"""From so many values on that a format does not read, it is tried no longer where it reads fewer than the half."""


def are_few(count: int, rows: int) -> bool:
    """Whether so many rows are slips, which do not change what a column is: one in fifty, or one of at least ten."""
    return count * 50 <= rows or (count == 1 and rows >= 10)


class DistinctCounter:
    """The number of values that differ: exact up to 1,024, then estimated from the smallest hashes (k minimum values:
    Bar-Yossef et al., Counting Distinct Elements in a Data Stream, 2002)."""

    def __init__(self) -> None:
        self._hashes: set[int] = set()
        self._largest: list[int] = []

    def add(self, text: str) -> None:
        """The next value."""
        hashed = zlib.crc32(text.encode(errors="replace"))
        if hashed in self._hashes or (self._largest and hashed >= -self._largest[0]):
            return
        self._hashes.add(hashed)
        if self._largest:
            self._hashes.remove(-heappushpop(self._largest, -hashed))
        elif len(self._hashes) > _KEPT_HASHES:
            self._largest = [-kept for kept in self._hashes]
            heapify(self._largest)

    @property
    def exact(self) -> bool:
        """Whether the count is no estimate."""
        return not self._largest

    @property
    def count(self) -> int:
        """The number of different values so far."""
        return len(self._hashes) if self.exact else round(len(self._hashes) * 2**32 / -self._largest[0])


class ColumnSummary:
    """A column of which all values are added one after the other. A few that fit nothing do not change what it is.

    `steps` lead to it in a row: one name, or several in nested data. `filled`: how many values were not blank;
    `longest`: the characters of the longest one.
    """

    def __init__(self, steps: tuple[str, ...]) -> None:
        self.steps = steps
        self.filled = 0
        self.longest = 0
        self.nested = False
        self.distinct = DistinctCounter()
        self.examples: dict[str, None] = {}
        self._matches = dict.fromkeys(_PATTERNS, 0)
        self._words: Counter[str] = Counter()
        self._times: dict[str, int] = dict.fromkeys(("iso", *TIME_FORMATS), 0)

    @property
    def name(self) -> str:
        """The steps with dots between them."""
        return ".".join(self.steps)

    def add(self, value: Json) -> None:
        """The next value; a blank one changes nothing."""
        text = as_text(value)
        if not text:
            return
        self.filled += 1
        self.longest = max(self.longest, len(text))
        self.nested = self.nested or isinstance(value, list | dict)
        self.distinct.add(text)
        if len(self.examples) < _MAX_EXAMPLES and self.filled <= _ROWS_WITH_EXAMPLES:
            self.examples[masked(text)] = None
        self._add_word(text)
        for pattern in self._matches:
            self._matches[pattern] += pattern.fullmatch(text) is not None
        self._add_time(text)

    @property
    def kind(self) -> str:
        """The kind of the values but a few, in a word for a person; e-mail or phone where most are."""
        conditions = {
            "empty": not self.filled,
            "list or object": self.nested,
            "e-mail": self._mostly(EMAIL),
            "phone": self._is_phone,
            "yes or no": self._all(_BOOLEAN) and self.distinct.count <= 2,
            "time": self.time_format is not None,
            "integer": self._all(_INTEGER),
            "number": self._all(*_NUMBERS),
        }
        return next((kind for kind, holds in conditions.items() if holds), "text")

    @property
    def time_format(self) -> str | None:
        """The format of the values but a few, as mappings name it; None where they are no times of one format.

        Plain numbers are times only where the column's name says so.
        """
        if not self.filled:
            return None
        if self._all(_INTEGER):
            are_days = are_few(self._times.get(_DIGITS_ALONE, self.filled), self.filled)
            lengths = {8: _DIGITS_ALONE if are_days else None, 10: "unix", 13: "unix_ms"}
            return lengths.get(self.longest) if is_called_time(self.steps[-1]) else None
        format = min(self._times, key=self._times.__getitem__, default=None)
        return format if format and are_few(self._times[format], self.filled) else None

    @property
    def misfits(self) -> int:
        """How many values are not of the column's kind."""
        if self.kind == "time":
            format = self.time_format or ""
            return self._times.get(format, self.filled - self._matches[_INTEGER])
        patterns = {"e-mail": (EMAIL,), "phone": (_PHONE,), "integer": (_INTEGER,), "number": _NUMBERS}.get(self.kind)
        return self.filled - sum(self._matches[pattern] for pattern in patterns) if patterns else 0

    @property
    def words(self) -> Mapping[str, int]:
        """The values themselves, each with its number of rows, where they are few and short: names of kinds or states;
        else none. Not to be shown."""
        return self._words if are_few(self.filled - self._words.total(), self.filled) else {}

    @property
    def holds_codes(self) -> bool:
        """Whether the values but a few are one word with a digit in it, as ids are."""
        return self._all(_CODE) and not self._all(_DECIMAL)

    @property
    def holds_loyalty_cards(self) -> bool:
        """Whether the values are numbers of loyalty cards, by the column's name."""
        is_number = self.holds_codes and self.kind != "yes or no"
        return is_called_loyalty(self.name) or (is_number and is_called_loyalty_card(self.steps[-1]))

    @property
    def _is_phone(self) -> bool:
        if is_called_phone(self.name):
            return self._mostly(_PHONE)
        return self._mostly(SURE_PHONE) and not self._all(_INTEGER) and not is_called_fax(self.name)

    def _add_word(self, text: str) -> None:
        if len(text) <= _MAX_WORD and (text in self._words or len(self._words) < _MAX_WORDS):
            self._words[text] += 1

    def _add_time(self, text: str) -> None:
        """Count the formats that do not read the value, and give up those that hardly read any."""
        for format in [format for format in self._times if not (may_be_time(text, format) and _is_time(text, format))]:
            self._times[format] += 1
            if self._times[format] >= max(_ENOUGH_MISFITS, self.filled / 2):
                del self._times[format]

    def _all(self, *patterns: "re.Pattern[str]") -> bool:
        misfits = self.filled - sum(self._matches[p] for p in patterns)
        return misfits < self.filled and are_few(misfits, self.filled)

    def _mostly(self, pattern: "re.Pattern[str]") -> bool:
        return self.filled > 0 and self._matches[pattern] >= _MOSTLY * self.filled


def may_be_time(text: str, format: str) -> bool:
    """False where a format cannot read a tidy text, by its first sign, its length and its separators alone: to try all
    formats on the first values of each of thousands of columns took longer than all else."""
    if "%b" in format:
        return len(text) <= _LONGEST_NAMED and bool(_DAY_AND_YEAR.match(text)) and names_month(text)
    if not text[:1].isdigit():
        return False
    if format in ("iso", _DIGITS_ALONE):
        return len(text) >= _SHORTEST_DAY
    return all(text.count(sign) >= count for sign, count in _SEPARATORS[format].items())


def _is_time(text: str, format: str) -> bool:
    try:
        if format == "iso":
            read_time(text)
        else:
            moment = read_moment(text, format).replace(tzinfo=UTC)
            read_time(moment.isoformat())
            return format != _DIGITS_ALONE or _FIRST_YEAR <= moment.year <= _LAST_YEAR
    except (InvalidInput, ValueError):
        return False
    return True
