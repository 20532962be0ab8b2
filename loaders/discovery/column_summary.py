"""A summary of a column, gathered value by value in flat memory: its kind, how many are filled, how many differ."""

import re
import zlib
from datetime import UTC, datetime
from heapq import heapify, heappushpop

from loaders.formats.rows import as_text
from profile_service.domain.sources.events import Json
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.masking import masked
from profile_service.domain.values.times import read_time

TIME_FORMATS = (
    "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d.%m.%Y %H:%M",
    "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p", "%d-%m-%Y %H:%M:%S", "%b %d, %Y",
)  # fmt: skip
"""Formats of time that are tried after ISO 8601; day before month where both would do."""

_MAX_EXAMPLES, _ROWS_WITH_EXAMPLES = 3, 1_000
_KEPT_HASHES = 1024
_EMAIL = re.compile(r"(mailto:)?[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]{2,}")
_PHONE = re.compile(r"'?\(?\+?[\d(][\d\s().\-/]{5,22}\d")
_INTEGER, _DECIMAL = re.compile(r"-?\d{1,18}"), re.compile(r"-?\d+[.,]\d+")
_BOOLEAN = re.compile(r"true|false|yes|no|y|n|0|1", re.I)
_PHONE_NAME = re.compile(r"phone|mobile|tel|cell|\bsms\b|whatsapp", re.I)
_UNIX_NAME = re.compile(r"time|_at$|\bdate\b|unix|epoch", re.I)
_MOSTLY = 0.8
"""The share of e-mails or phones from which on a column is one of them."""


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
    """A column of which all values are added one after the other. `steps` lead to it in a row: one name, or several
    in nested data. `filled`: how many values were not blank; `longest`: the characters of the longest one.
    """

    def __init__(self, steps: tuple[str, ...]) -> None:
        self.steps = steps
        self.filled = 0
        self.longest = 0
        self.nested = False
        self.distinct = DistinctCounter()
        self.examples: dict[str, None] = {}
        self._matches = dict.fromkeys((_EMAIL, _PHONE, _INTEGER, _DECIMAL, _BOOLEAN), 0)
        self._times: list[str] = ["iso", *TIME_FORMATS]

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
        for pattern in self._matches:
            self._matches[pattern] += pattern.fullmatch(text) is not None
        if self._times:
            self._times = [format for format in self._times if _is_time(text, format)]

    @property
    def kind(self) -> str:
        """The kind of all values, in a word for a person; e-mail or phone where most are, text where no other fits."""
        has_phone_name = bool(_PHONE_NAME.search(self.name))
        conditions = {
            "empty": not self.filled,
            "list or object": self.nested,
            "e-mail": self._mostly(_EMAIL),
            "phone": has_phone_name and self._mostly(_PHONE),
            "yes or no": self._all(_BOOLEAN) and self.distinct.count <= 2,
            "time": self.time_format is not None,
            "integer": self._all(_INTEGER),
            "number": self._all(_DECIMAL, _INTEGER),
        }
        return next((kind for kind, holds in conditions.items() if holds), "text")

    @property
    def time_format(self) -> str | None:
        """The format of every value, as mappings name it; None where they are not all times of one format.

        Plain numbers are times only where the column's name says so.
        """
        if not self.filled:
            return None
        if self._all(_INTEGER):
            lengths = {10: "unix", 13: "unix_ms"}
            return lengths.get(self.longest) if _UNIX_NAME.search(self.name) else None
        return self._times[0] if self._times else None

    def _all(self, *patterns: "re.Pattern[str]") -> bool:
        return self.filled > 0 and sum(self._matches[p] for p in patterns) == self.filled

    def _mostly(self, pattern: "re.Pattern[str]") -> bool:
        return self.filled > 0 and self._matches[pattern] >= _MOSTLY * self.filled


def _is_time(text: str, format: str) -> bool:
    try:
        if format == "iso":
            read_time(text)
        else:
            read_time(datetime.strptime(text, format).replace(tzinfo=UTC).isoformat())
    except (InvalidInput, ValueError):
        return False
    return True
