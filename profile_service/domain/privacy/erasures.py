"""An erasure: which records of a profile are erased, and what goes with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from profile_service.domain.resolution.stored_records import StoredRecord
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.masking import masked
from profile_service.domain.values.phones import AS_WRITTEN

_REUSED = frozenset({"phone", AS_WRITTEN})
"""Types of identifiers that somebody else may have next."""


class Purge(Enum):
    """What becomes of the remains of an erasure in the store's files."""

    DONE = "done"  # nothing is left in them
    LATER = "later"  # the next start of the embedded engine purges them
    OPERATORS = "operators"  # whoever runs the Neo4j has to see to them


@dataclass(frozen=True, slots=True)
class FormerId:
    """An id that was merged into a profile, with the keys of the records that it brought."""

    id: str
    records: frozenset[str]


@dataclass(frozen=True, slots=True)
class ErasureScope:
    """The records to erase of one profile. `kept`: its other records; `former`: the ids that lead to it; `moved`: keys
    of events that stewards moved to the erased records; `shared`: the identifiers that other people's records hold
    too."""

    profile: str
    records: tuple[StoredRecord, ...]
    kept: tuple[StoredRecord, ...] = ()
    former: tuple[FormerId, ...] = ()
    moved: tuple[str, ...] = ()
    shared: frozenset[Identifier] = frozenset()

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the profile stays."""
        return not self.kept

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(record.key for record in self.records)

    @property
    def profiles(self) -> tuple[str, ...]:
        """The ids that are nobody's any more: of a whole profile all of them, else those that brought nothing but
        erased records."""
        if self.is_whole:
            return (self.profile, *(former.id for former in self.former))
        erased = set(self.keys)
        return tuple(former.id for former in self.former if former.records and former.records <= erased)

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        """All identifiers that the erased records hold, those that rules derived too."""
        return tuple(sorted({claim.identifier for record in self.records for claim in record.claims}))

    @property
    def own(self) -> tuple[Identifier, ...]:
        """Those that nobody else holds, so that they go with the records."""
        return tuple(identifier for identifier in self.identifiers if identifier not in self.shared)

    @property
    def strong(self) -> tuple[Identifier, ...]:
        """Those of a person alone, as sources stated them: a phone of an erased person is free for another one, and a
        value that is shared, or that many rows have in place of one, says nothing of her."""
        stated = {
            claim.identifier for record in self.records for claim in record.claims if not claim.is_canonical
        }  # fmt: skip
        return tuple(i for i in self.own if i in stated and i.type not in _REUSED and not i.is_placeholder)


@dataclass(frozen=True, slots=True)
class ErasedRecord:
    """A record as an erasure shows it: its key, its source, and the shape of its name."""

    key: str
    source: str
    name: str
    events: int = 0

    @classmethod
    def of(cls, record: StoredRecord, events: int = 0) -> "ErasedRecord":
        attributes = record.attributes
        name = attributes.get("name") or " ".join(
            filter(None, (attributes.get("given_name"), attributes.get("family_name")))
        )
        return cls(record.key, record.key.partition(":")[0], masked(name), events)


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """What an erasure would destroy. `counts`: by label or kind of relation; `by_source`: source → records and events;
    `records`: those to erase; `kept`: the profile's others. `suppressed`: how many record keys and identifiers would
    be left out of later loads; `shared`: how many identifiers stay, for others hold them."""

    profile: str
    records: tuple[ErasedRecord, ...]
    kept: tuple[ErasedRecord, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    by_source: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    suppressed: int = 0
    shared: int = 0
    running_loads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ErasureOutcome:
    """A complete erasure: its id, when it was complete, and what was destroyed, by label or kind. `unread`: load runs
    (ids) whose rejects files were left as they are, for the loads are running. `purge`: what
    becomes of its remains in the store's files."""

    id: str
    at: str
    counts: Mapping[str, int]
    unread: tuple[str, ...] = ()
    purge: Purge = Purge.OPERATORS
