"""Shared identifiers: those that more records hold than one person has, such as a shop's own phone number."""

from collections.abc import Mapping

from profile_service.domain.resolution.rules import Rules
from profile_service.domain.values.identifiers import Identifier


def is_shared(holders: int, rules: Rules) -> bool:
    """Whether an identifier that so many records hold joins nobody, because they exceed the hub cap."""
    return holders > rules.hub_cap


def shared_identifiers(holders: Mapping[Identifier, int], rules: Rules) -> frozenset[Identifier]:
    """The shared ones of these identifiers. `holders`: identifier → how many records of the whole graph hold it."""
    return frozenset(identifier for identifier, count in holders.items() if is_shared(count, rules))
