"""Answers in memory, those that were asked for last, up to so many bytes."""

import hashlib
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from profile_service.domain.access.caller import Caller
from profile_service.domain.audit.entries import AuditEntry
from profile_service.domain.profile.current_version import CurrentVersion
from profile_service.domain.values.identifiers import Identifier

SETTLED_SECONDS = 2.0
"""A store may show a change in part for a moment while it is committed. What was read so long after a version was seen
to be there is all of that version."""
_MOST_SECONDS = 600.0
_FAST = 1
_ENTRY_BYTES = 1_500
"""What an entry takes besides its answer."""


class Place(NamedTuple):
    """Under which an answer is kept. `question`: digest of what was asked; `basis`: the rules by which customers are
    shown."""

    question: bytes
    caller: Caller
    basis: tuple[int, str]


class KeptAnswer(NamedTuple):
    """`body`: the answer as JSON, packed while it is kept; `acts`, `operation`, `name`: what its execution noted;
    `tag`: tells it from all others."""

    body: bytes
    acts: tuple[AuditEntry, ...] = ()
    operation: str = ""
    name: str = ""
    tag: str = ""


@dataclass(slots=True)
class Entry:
    """A question that was asked before. `key`: the id or identifier by which the customer was asked for; `cost`: of the
    question; `version`: there since `seen_at` at least; `asked_at`: the last time; `packed`: the answer as of this
    version, None until it is kept."""

    key: str | Identifier
    cost: int
    version: CurrentVersion | None = None
    seen_at: float = 0.0
    asked_at: float = 0.0
    packed: KeptAnswer | None = None

    @property
    def bytes(self) -> int:
        return _ENTRY_BYTES + (len(self.packed.body) if self.packed else 0)

    @property
    def answer(self) -> KeptAnswer | None:
        """That which is kept."""
        return self.packed and self.packed._replace(body=zlib.decompress(self.packed.body))

    def is_settled(self, now: float) -> bool:
        return self.version is not None and now - self.seen_at >= SETTLED_SECONDS


class AnswerCache:
    """`most_bytes`: 0 keeps nothing. `clock`: seconds."""

    def __init__(self, most_bytes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.bytes = 0
        self.hits = 0
        self._most_bytes = most_bytes
        self._entries: OrderedDict[Place, Entry] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, place: Place) -> Entry | None:
        """That of a question which was asked before."""
        return self._entries.get(place)

    def add(self, place: Place, entry: Entry) -> None:
        """Begin to keep a question, at its place or anew; those that nobody asked for long are dropped."""
        self.drop(place)
        if not self._most_bytes:
            return
        entry.asked_at = self.clock()
        self._entries[place] = entry
        self.bytes += entry.bytes
        while self._entries and (self.bytes > self._most_bytes or self._is_stale(next(iter(self._entries.values())))):
            self.drop(next(iter(self._entries)))

    def drop(self, place: Place) -> None:
        if entry := self._entries.pop(place, None):
            self.bytes -= entry.bytes

    def see(self, place: Place, entry: Entry, version: CurrentVersion | None) -> None:
        """Note which version is there now. What is kept of another one, or was kept for long, is forgotten."""
        now = self.clock()
        self.drop(place)
        if version != entry.version or now - entry.seen_at > _MOST_SECONDS:
            entry.version, entry.seen_at, entry.packed = version, now, None
        self.add(place, entry)

    def keep(self, place: Place, entry: Entry, answer: KeptAnswer) -> KeptAnswer:
        """Keep the answer with its question; returns it with its tag."""
        tag = hashlib.blake2b(repr((place, entry.version)).encode(), digest_size=12).hexdigest()
        self.drop(place)
        entry.packed = answer._replace(body=zlib.compress(answer.body, _FAST), tag=tag)
        self.add(place, entry)
        return answer._replace(tag=tag)

    def _is_stale(self, entry: Entry) -> bool:
        return self.clock() - entry.asked_at > _MOST_SECONDS
