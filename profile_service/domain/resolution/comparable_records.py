"""What resolution knows of source records, and what it makes of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from profile_service.domain.values.identifiers import Identifier

_TITLES = frozenset("mr mrs ms miss mx dr prof sir madam herr frau mme mlle m sr sra srta sig".split())


class ComparedAttributes(NamedTuple):
    """Whom a record's attributes describe. `birth_date` is text as the source wrote it."""

    given_name: str = ""
    family_name: str = ""
    birth_date: str = ""

    @classmethod
    def from_attributes(cls, attributes: Mapping[str, str]) -> "ComparedAttributes":
        """A whole name is taken apart where its parts are not given."""
        given, family = attributes.get("given_name", ""), attributes.get("family_name", "")
        if not given and not family and (name := attributes.get("name")):
            given, family = _parts(name)
        return cls(given, family, attributes.get("birth_date", ""))


@dataclass(frozen=True, slots=True)
class ComparableRecord:
    """A source record as resolution sees it. `identifiers`: those that count, none that a steward took from it.

    Names and birth date are those of `Described`. `observed_at` is the source's own time, fixed-width UTC text.
    `lock`: records with the same lock stay together, and nobody joins or leaves them.
    """

    key: str
    identifiers: frozenset[Identifier] = frozenset()
    given_name: str = ""
    family_name: str = ""
    birth_date: str = ""
    observed_at: str | None = None
    lock: str | None = None


class Obstacle(Enum):
    """Why an identifier or a judgement could not join what it names."""

    CONTRADICTION = "contradiction"  # names, birth dates or verified ids that one person cannot have
    AMBIGUOUS = "ambiguous"  # it would fit several persons who cannot be one
    LIMIT = "limit"  # the person would hold too many values of a type
    JUDGEMENT = "judgement"  # somebody judged that they are not the same
    LOCK = "lock"  # one of them is locked


@dataclass(frozen=True, slots=True)
class ContestedEvidence:
    """Evidence that joins less than it names: an identifier, or a judgement by its id.

    `groups`: the groups of record keys, of the final partition, between which it stands, sorted by smallest key.
    """

    evidence: Identifier | str
    obstacle: Obstacle
    clusters: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Partition:
    """`groups` sorted by their smallest key; `contests` sorted by evidence. `ended`: claims (record key, identifier)
    that a newer claim of somebody else has ended, with the time from which they do not hold any more."""

    clusters: tuple[frozenset[str], ...]
    contested: tuple[ContestedEvidence, ...]
    ended_claims: dict[tuple[str, Identifier], str]


def comparable_record(
    key: str,
    identifiers: Collection[Identifier],
    attributes: Mapping[str, str],
    observed_at: str | None,
    lock: str | None = None,
) -> ComparableRecord:
    """The person that a record describes."""
    return ComparableRecord(
        key, frozenset(identifiers), *ComparedAttributes.from_attributes(attributes), observed_at, lock
    )


def _parts(name: str) -> tuple[str, str]:
    """Given and family name: `Ann Smith`, `Dr. Ann Smith`, `Smith, Ann`. One word alone may be either: neither."""
    family, comma, given = name.partition(",")
    if comma and given.strip():
        return given.strip(), family.strip()
    words = [word for word in name.split() if word.casefold().rstrip(".") not in _TITLES]
    return (words[0], words[-1]) if len(words) > 1 else ("", "")
