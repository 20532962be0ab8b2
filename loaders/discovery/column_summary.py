"""What a column holds, seen value by value in flat memory: its kind, how much is blank, how many differ."""

import re
import zlib
from datetime import datetime
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
"""Forms of time that are tried after ISO 8601; day before month where both would do."""

_EXAMPLES, _TRIED = 3, 1_000
_KEPT = 1024
_EMAIL = re.compile(r"(mailto:)?[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]{2,}")
_PHONE = re.compile(r"'?\(?\+?[\d(][\d\s().\-/]{5,22}\d")
_INTEGER, _DECIMAL = re.compile(r"-?\d{1,18}"), re.compile(r"-?\d+[.,]\d+")
_BOOLEAN = re.compile(r"true|false|yes|no|y|n|0|1", re.I)
_PHONE_NAME = re.compile(r"phone|mobile|tel|cell|\bsms\b|whatsapp", re.I)
_UNIX_NAME = re.compile(r"time|_at$|\bdate\b|unix|epoch", re.I)
_MOSTLY = 0.8


class Distinct:
    """How many values differ: exactly up to 1,024, then estimated from the smallest hashes (k minimum values)."""

    def __init__(self) -> None:
        self._hashes: set[int] = set()
        self._largest: list[int] = []

    def add(self, text: str) -> None:
        hashed = zlib.crc32(text.encode(errors="replace"))
        if hashed in self._hashes or (self._largest and hashed >= -self._largest[0]):
            return
        self._hashes.add(hashed)
        if self._largest:
            self._hashes.remove(-heappushpop(self._largest, -hashed))
        elif len(self._hashes) > _KEPT:
            self._largest = [-each for each in self._hashes]
            heapify(self._largest)

    @property
    def exact(self) -> bool:
        return not self._largest

    @property
    def count(self) -> int:
        return len(self._hashes) if self.exact else round(len(self._hashes) * 2**32 / -self._largest[0])


class Column:
    """`steps` lead to it in a row: one name, or several in nested data."""

    def __init__(self, steps: tuple[str, ...]) -> None:
        self.steps = steps
        self.filled = 0
        self.longest = 0
        self.nested = False
        self.distinct = Distinct()
        self.examples: dict[str, None] = {}
        self._matches = dict.fromkeys((_EMAIL, _PHONE, _INTEGER, _DECIMAL, _BOOLEAN), 0)
        self._times: list[str] = ["iso", *TIME_FORMATS]

    @property
    def name(self) -> str:
        return ".".join(self.steps)

    def see(self, value: Json) -> None:
        text = as_text(value)
        if not text:
            return
        self.filled += 1
        self.longest = max(self.longest, len(text))
        self.nested = self.nested or isinstance(value, list | dict)
        self.distinct.add(text)
        if len(self.examples) < _EXAMPLES and self.filled <= _TRIED:
            self.examples[masked(text)] = None
        for pattern in self._matches:
            self._matches[pattern] += pattern.fullmatch(text) is not None
        if self._times:
            self._times = [form for form in self._times if _is_time(text, form)]

    @property
    def kind(self) -> str:
        """The first of these that its values are; e-mail and phone where most are."""
        telephone = bool(_PHONE_NAME.search(self.name))
        holds = {
            "empty": not self.filled,
            "list or object": self.nested,
            "e-mail": self._mostly(_EMAIL),
            "phone": telephone and self._mostly(_PHONE),
            "yes or no": self._all(_BOOLEAN) and self.distinct.count <= 2,
            "time": self.time_format is not None,
            "integer": self._all(_INTEGER),
            "number": self._all(_DECIMAL, _INTEGER),
        }
        return next((kind for kind, it_does in holds.items() if it_does), "text")

    @property
    def time_format(self) -> str | None:
        """That of every value, as mappings name it; None where there is none. Plain numbers are times by name alone."""
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


def _is_time(text: str, form: str) -> bool:
    try:
        if form == "iso":
            read_time(text)
        else:
            read_time(datetime.strptime(text, form).isoformat())  # noqa: DTZ007 (only whether it can be read)
    except (InvalidInput, ValueError):
        return False
    return True
