"""Steward commands, their effects, and the items of the review queue."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import orjson

from profile_service.domain.resolution.contradictions import Contradiction
from profile_service.domain.resolution.partition import Obstacle
from profile_service.domain.stewardship.changes import Change
from profile_service.domain.values.cursors import write_cursor
from profile_service.domain.values.errors import InvalidInput
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.text import clean

MAX_REASON = 2_000
MAX_ACTOR = 200
MAX_KEY = 200


@dataclass(frozen=True, slots=True)
class StewardCommand:
    """The actor, the reason and the conditions of a command. `key`: an idempotency key; the same command under the
    same key is executed once, and answered with the same effect again. `expected`: profile id → the version that the
    steward saw; any other version raises Conflict. With `dry_run` nothing is written, and the effect is a forecast."""

    actor: str
    reason: str = ""
    key: str | None = None
    expected: Mapping[str, int] = field(default_factory=dict)
    dry_run: bool = False

    def checked(self) -> "StewardCommand":
        """The same, its texts cleaned. Raises InvalidInput that names what is blank or too long."""
        actor = _text(self.actor, "actor", MAX_ACTOR)
        if not actor:
            raise InvalidInput("the actor is blank; say who decides")
        key = None if self.key is None else _text(self.key, "idempotency key", MAX_KEY)
        if key == "":
            raise InvalidInput("the idempotency key is blank; leave it out, or give one of your own for each command")
        expected = {_text(id, "expected profile's id", MAX_KEY): version for id, version in self.expected.items()}
        reason = _text(self.reason, "reason", MAX_REASON)
        return replace(self, actor=actor, reason=reason, key=key, expected=expected)

    def digest(self, contents: Sequence[object]) -> str:
        """Tells this command from others under the same key. `contents`: what it does, as JSON values."""
        try:
            text = orjson.dumps([*contents, self.actor, self.reason])
        except orjson.JSONEncodeError as error:
            raise InvalidInput("the command holds a lone surrogate, which is no character") from error
        return hashlib.blake2b(text, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of a command. `profiles`: ids of the affected profiles that exist afterwards; `judgements`: ids of
    those made or retracted; `decision`: the id by which it can be undone, empty in a dry run;
    `contradictions`: between the profiles that are merged."""

    profiles: tuple[str, ...]
    changes: tuple[Change, ...]
    judgements: tuple[str, ...] = ()
    dry_run: bool = False
    decision: str = ""
    contradictions: tuple[Contradiction, ...] = ()


PROPOSAL = "proposal"
"""In the place of an identifier's type, for an item of the review queue that is a proposed merge."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The actor who proposes to merge profiles, and the reason."""

    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A contested identifier or a proposed merge that waits for a decision: since when (fixed-width UTC text), and the
    obstacle to merging. `records`: profile id → keys of its records that hold the identifier, or that the proposal
    names. The `identifier` of a proposal has the type PROPOSAL and the id of its decision."""

    identifier: Identifier
    since: str
    obstacle: Obstacle
    records: Mapping[str, tuple[str, ...]]
    proposal: Proposal | None = None

    @property
    def cursor(self) -> str:
        """The item's place in the queue, which is sorted by time and then by the identifier's key."""
        return write_cursor(f"{self.since} {self.identifier.key}")


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """The items of the review queue that are wanted: of these types, with these obstacles. None stands for all."""

    types: frozenset[str] | None = None
    obstacles: frozenset[Obstacle] | None = None


EVERYTHING = ReviewFilter()


def _text(text: str, name: str, longest: int) -> str:
    try:
        cleaned = clean(text)
    except InvalidInput as error:
        raise InvalidInput(f"the {name} {error}") from error
    if len(cleaned) > longest:
        raise InvalidInput(f"the {name} is longer than {longest} characters; shorten it")
    return cleaned
