"""Canonical form of identifiers: one spelling where the provider ignores dots, tags, case or punctuation."""

from collections.abc import Iterable

from profile_service.domain.resolution.rules import CANONICAL, Rules, TypeRule
from profile_service.domain.values.identifiers import Identifier

# One mail system under two domains: who has an address at the one has it at the other.
_ALSO = {"googlemail.com": "gmail.com"}


def canonical(identifier: Identifier, rules: Rules) -> Identifier | None:
    """The identifier of the type `<type>_folded` that stands for all spellings; None where the rules know but one.

    Where they know several, every value gets one, also a value that is its own canonical form: otherwise the two would
    not meet. Junk gets none: it would join under another name.
    """
    value = _canonical_value(identifier, rules)
    return Identifier(identifier.type + CANONICAL, value) if value and not rules.is_junk(identifier) else None


def with_canonical(identifiers: Iterable[Identifier], rules: Rules) -> frozenset[Identifier]:
    """The identifiers together with their canonical ones."""
    stated = frozenset(identifiers)
    return stated | {derived for identifier in stated if (derived := canonical(identifier, rules))}


def distinct_value(identifier: Identifier, rules: Rules) -> str:
    """The value that counts where distinct values are counted: two spellings of one count once."""
    return _canonical_value(identifier, rules) or identifier.value


def _canonical_value(identifier: Identifier, rules: Rules) -> str:
    """The canonical spelling; empty where the rules have none."""
    rule = rules.canonical_rule(identifier.type)
    if rule is None:
        return ""
    return _email(identifier.value, rule) if identifier.type == "email" else _canonical_text(identifier.value, rule)


def _email(value: str, rule: TypeRule) -> str:
    local, _, domain = value.rpartition("@")
    dotless, plus = _covers(rule.dotless, domain), _covers(rule.plus, domain)
    if not (dotless or plus):
        return ""
    if plus:
        local = local.partition("+")[0] or local
    if dotless:
        local = local.replace(".", "") or local
    also = _ALSO.get(domain, domain)
    return f"{local}@{also if _covers(rule.dotless | rule.plus, also) else domain}"


def _covers(domains: frozenset[str], domain: str) -> bool:
    return "*" in domains or domain in domains


def _canonical_text(value: str, rule: TypeRule) -> str:
    """The text without ignored case and punctuation; empty where nothing would be left."""
    text = value.casefold() if rule.ignores_case else value
    return "".join(c for c in text if c.isalnum()) if rule.ignores_punctuation else text
