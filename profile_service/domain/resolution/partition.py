"""The partition of records into persons, and the evidence that could not be followed."""

from dataclasses import dataclass
from enum import Enum

from profile_service.domain.values.identifiers import Identifier


class Obstacle(Enum):
    """Why an identifier, a judgement or a proposal could not join its records."""

    CONTRADICTION = "contradiction"  # names, birth dates or ids that one person cannot have
    AMBIGUOUS = "ambiguous"  # it fits several persons who cannot be one
    LIMIT = "limit"  # the person would hold too many values of a type
    JUDGEMENT = "judgement"  # somebody judged that they are not the same
    LOCK = "lock"  # one of them is locked
    PROPOSED = "proposed"  # somebody proposes to merge them, and nobody has decided


@dataclass(frozen=True, slots=True)
class ContestedEvidence:
    """Evidence whose records were not all merged: an identifier, or a judgement by its id. `clusters`: those of the
    partition that hold its records, as sets of record keys, sorted by smallest key."""

    evidence: Identifier | str
    obstacle: Obstacle
    clusters: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Partition:
    """The result of resolution. `clusters`: sets of record keys, sorted by smallest key. `contested`: sorted by
    evidence, identifiers first. `ended_claims`: claims (record key, identifier) that a newer holder of the identifier
    has ended → when (fixed-width UTC text)."""

    clusters: tuple[frozenset[str], ...]
    contested: tuple[ContestedEvidence, ...]
    ended_claims: dict[tuple[str, Identifier], str]
