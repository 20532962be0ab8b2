"""Comparable records: source records reduced to what resolution compares."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from profile_service.domain.values.identifiers import Identifier

_TITLES = frozenset("mr mrs ms miss mx dr prof sir madam herr frau mme mlle m sr sra srta sig".split())


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
    text. `lock`: records with the same lock stay together, and no record joins or leaves them."""

    key: str
    identifiers: frozenset[Identifier] = frozenset()
    given_name: str = ""
    family_name: str = ""
    birth_date: str = ""
    observed_at: str | None = None
    lock: str | None = None


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


def _parts(name: str) -> tuple[str, str]:
    """Given and family name: `Ann Smith`, `Dr. Ann Smith`, `Smith, Ann`. One word alone may be either: neither."""
    family, comma, given = name.partition(",")
    if comma and given.strip():
        return given.strip(), family.strip()
    words = [word for word in name.split() if word.casefold().rstrip(".") not in _TITLES]
    return (words[0], words[-1]) if len(words) > 1 else ("", "")
