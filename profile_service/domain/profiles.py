"""Profiles as they are read: a customer with the source records that make them up."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from profile_service.domain.identifiers import Identifier
from profile_service.domain.tallies import Tally, add_up


@dataclass(frozen=True, slots=True)
class Claim:
    """An identifier that a record holds; the times are fixed-width UTC text."""

    identifier: Identifier
    first_seen: str
    last_seen: str


@dataclass(frozen=True)
class ProfileRecord:
    """A source record as its profile shows it. `tally` is its counts as text, to be read by domain/tallies.py."""

    key: str
    source: str
    record_id: str
    name: str
    attributes: Mapping[str, str]
    claims: tuple[Claim, ...]
    observed_at: str | None
    updated_at: str
    version: int
    stub: bool
    tally: str

    @cached_property
    def tallies(self) -> list[Tally]:
        return add_up([self.tally])


@dataclass(frozen=True, slots=True)
class Profile:
    """A resolved customer. `former_ids` lead here; `records` come sorted by their keys."""

    id: str
    version: int
    created_at: str
    updated_at: str
    former_ids: tuple[str, ...]
    records: tuple[ProfileRecord, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What an identifier leads to: the profile with the smallest id, and how many share the identifier."""

    profile: Profile
    shared: int
