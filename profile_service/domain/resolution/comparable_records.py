"""Comparable records: source records reduced to what resolution compares."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from profile_service.domain.resolution.claims import Claim
from profile_service.domain.resolution.given_names import PARTICLES, TITLES
from profile_service.domain.sources.records import lookup_form
from profile_service.domain.values.identifiers import Identifier
from profile_service.domain.values.scripts import has_family_first

_NO_CLAIMS: Mapping[Identifier, Claim] = {}
# In a whole name these are titles, too: `M. Dupont`, `Sr. García`.
_SHORT_TITLES = frozenset({"m", "sr"})


class ComparedAttributes(NamedTuple):
    """The attributes that resolution compares. `birth_date` is text as the source wrote it."""

    given_name: str = ""
    family_name: str = ""
    birth_date: str = ""

    @classmethod
    def from_attributes(cls, attributes: Mapping[str, str]) -> "ComparedAttributes":
        """Of a record's attributes; a whole name is taken apart where its parts are not stated."""
        given, family = attributes.get("given_name", ""), attributes.get("family_name", "")
        if not given and not family and (name := attributes.get("name")):
            given, family = _parts(name)
        return cls(given, family, attributes.get("birth_date", ""))


@dataclass(frozen=True, slots=True)
class ComparableRecord:
    """A source record as resolution compares it. `identifiers`: without those that a steward took from it.

    Names and birth date are those of `ComparedAttributes`. `observed_at` is the source's own time, fixed-width UTC
    text. `lock`: records with the same lock stay together, and no record joins or leaves them. `former`: the claims on
    those of the identifiers that only earlier versions stated. `merged`: its source merged it into another, so that it
    did not give these up."""

    key: str
    identifiers: frozenset[Identifier] = frozenset()
    given_name: str = ""
    family_name: str = ""
    birth_date: str = ""
    observed_at: str | None = None
    lock: str | None = None
    former: Mapping[Identifier, Claim] = field(default_factory=lambda: _NO_CLAIMS, hash=False)
    merged: bool = False

    def stated_at(self, identifier: Identifier) -> str | None:
        """The source's own time at which the record last stated the identifier; None where it gives none."""
        former = self.former.get(identifier)
        return self.observed_at if former is None else former.stated_until or None


def comparable_record(
    key: str,
    identifiers: Collection[Identifier],
    attributes: Mapping[str, str],
    observed_at: str | None,
    lock: str | None = None,
) -> ComparableRecord:
    """The record with its attributes in comparable form."""
    return ComparableRecord(
        key, frozenset(identifiers), *ComparedAttributes.from_attributes(attributes), observed_at, lock
    )


def former_claims(claims: Iterable[Claim]) -> Mapping[Identifier, Claim]:
    """The former ones of a record's claims, by identifier."""
    return {claim.identifier: claim for claim in claims if claim.is_former} or _NO_CLAIMS


def _parts(name: str) -> tuple[str, str]:
    """Given and family name: `Ann Smith`, `Dr. Ann Smith`, `Smith, Ann`, `山田 太郎`.

    Middle names stand with the family name, because many family names have two words. One word alone may be either:
    neither is stated. A name that begins with a particle is a family name.
    """
    family, comma, given = name.partition(",")
    if comma and given.strip():
        return given.strip(), family.strip()
    words = [word for word in name.split() if lookup_form(word) not in TITLES | _SHORT_TITLES]
    if len(words) < 2:
        return "", ""
    if lookup_form(words[0]) in PARTICLES:
        return "", " ".join(words)
    if has_family_first(words[0]):
        return " ".join(words[1:]), words[0]
    return words[0], " ".join(words[1:])
